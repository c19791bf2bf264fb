/* test_playlist.c -- lists by name: made, extended, renamed, deleted, at the store and at the desk; what fails changes nothing. */
#include "help.h"


static struct stored_playlist *lists;
static size_t n_lists;

static void read_lists(struct store *s)
{
	stored_playlists_free(lists, n_lists);
	lists = NULL;
	n_lists = 0;
	is_int(store_playlists(s, &lists, &n_lists), OK, "the lists are read");
}

/* "1,2,3" */
static const char *rows_text(const struct stored_playlist *l)
{
	static char text[256];
	size_t n = 0;

	*text = '\0';
	for (size_t i = 0; i < l->n && n < sizeof text; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%lld", i ? "," : "", (long long)l->tracks[i]);
	return text;
}

static void test_store(void)
{
	char *path = test_path("lists.db"), *report = NULL, long_name[PLAYLIST_NAME_MAX + 2];
	struct store *s = NULL;
	track_id t[4], bad[2];

	is_int(store_open(&s, path, STORE_WRITE, "default"), OK, "a library");
	for (int i = 0; i < 4; i++) {
		char name[16];

		snprintf(name, sizeof name, "/m/%d", i);
		t[i] = put_plain(s, name, name, "A");
	}
	bad[0] = t[0];
	bad[1] = 999;
	is_int(store_playlist_put(s, "evening", NULL, t, 3, 100), OK, "put");
	is_int(store_playlist_append(s, "evening", &t[0], 1, 110), OK, "append: the same track once more");
	is_int(store_playlist_append(s, "made by append", &t[3], 1, 111), OK, "append makes a list");
	is_int(store_playlist_put(s, "loved", "loved year<1980", NULL, 0, 120), OK, "a smart one");
	is_int(store_playlist_put(s, "evening", NULL, bad, 2, 130), ERR_MISSING, "a track that is not there");
	is_int(store_playlist_append(s, "evening", bad, 2, 130), ERR_MISSING, "nor at the end");
	read_lists(s);
	is_int((long long)n_lists, 3, "three lists");
	is_str(rows_text(&lists[0]), "1,2,3,1", "as before the failures");
	ok(lists[0].created_s == 100 && lists[0].modified_s == 110, "with their times");
	is_str(lists[1].name, "made by append", "in the order they were made");
	is_str(lists[2].query, "loved year<1980", "the query");
	is_str(lists[0].query, NULL, "or none");
	track_id turned[] = { t[2], t[1] };
	is_int(store_playlist_put(s, "evening", NULL, turned, 2, 140), OK, "replaced");
	is_int(store_playlist_rename(s, "evening", "loved", 150), ERR_ARG, "a name that is taken");
	is_int(store_playlist_rename(s, "no such", "x", 150), ERR_MISSING, "a list that is not there");
	is_int(store_playlist_rename(s, "evening", "night", 150), OK, "renamed");
	is_int(store_playlist_delete(s, "evening"), ERR_MISSING, "the old name is gone");
	is_int(store_playlist_delete(s, "made by append"), OK, "deleted");
	memset(long_name, 'x', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	is_int(store_playlist_put(s, "", NULL, NULL, 0, 1), ERR_ARG, "no name");
	is_int(store_playlist_put(s, long_name, NULL, NULL, 0, 1), ERR_ARG, "too long a name");
	is_int(store_playlist_put(s, "\xff", NULL, NULL, 0, 1), ERR_ARG, "not UTF-8");
	/* what a scan does to tracks leaves the lists alone */
	is_int(store_track_set_state(s, t[2], TRACK_MISSING), OK, "a file vanishes");
	read_lists(s);
	is_int((long long)n_lists, 2, "two are left");
	is_str(lists[0].name, "night", "one by its new name");
	is_str(rows_text(&lists[0]), "3,2", "with its rows, the vanished one too");
	store_check(s, &report);
	is_str(report, NULL, "sound");
	store_close(s);
	is_int(store_open(&s, path, STORE_WRITE, "other"), OK, "another listener");
	read_lists(s);
	is_int((long long)n_lists, 0, "has no lists yet");
	is_int(store_playlist_put(s, "night", NULL, t, 1, 1), OK, "but may use the same names");
	store_close(s);
	is_int(store_open(&s, path, STORE_READ, "default"), OK, "reading");
	is_int(store_playlist_delete(s, "night"), ERR_ARG, "cannot delete");
	read_lists(s);
	is_str(rows_text(&lists[0]), "3,2", "nothing changed");
	store_close(s);
	free(path);
}

static void test_desk(void)
{
	char *path = test_path("lists.db");
	track_id t[] = { 1, 2, 2 }, bad[] = { 12345 };
	struct desk_news news;
	struct desk *d = NULL;

	is_int(desk_open(&d, path, "default"), OK, "a desk");
	news = news_of(d, DESK_OPENED, DESK_FAILED);
	desk_playlist_put(d, "desk", NULL, t, 3, 200, 71);
	news = news_of(d, DESK_DONE, DESK_FAILED);
	ok(news.kind == DESK_DONE && news.cookie == 71, "put is answered");
	desk_playlist_append(d, "desk", bad, 1, 201, 72);
	news = news_of(d, DESK_DONE, DESK_FAILED);
	ok(news.kind == DESK_FAILED && news.cookie == 72 && news.err == ERR_MISSING, "so is what cannot be done");
	desk_playlist_append(d, "desk", t, 1, 202, 73);
	desk_playlist_rename(d, "desk", "table", 203, 74);
	desk_playlist_delete(d, "night", 75);
	for (uint64_t cookie = 73; cookie <= 75; cookie++) {
		news = news_of(d, DESK_DONE, DESK_FAILED);
		ok(news.kind == DESK_DONE && news.cookie == cookie, "in order: %d", (int)cookie);
	}
	is_int((long long)desk_backlog(d), 0, "nothing is left to do");
	desk_load_playlists(d);
	news = news_of(d, DESK_PLAYLISTS, DESK_FAILED);
	is_int((long long)news.n, 2, "two lists");
	is_str(news.playlists[1].name, "table", "renamed");
	is_str(rows_text(&news.playlists[1]), "1,2,2,1", "and extended");
	desk_close(d);
	free(path);
}

int main(void)
{
	test_dir_make();
	test_store();
	test_desk();
	stored_playlists_free(lists, n_lists);
	test_dir_remove();
	return done();
}
