/* test_print.c -- by what the same music is known again: kept beside what was heard, told only while that holds; at the store and at the desk. */
#include "help.h"


enum { OF_EARS = 7 };
static const struct file_stamp now = { 1000, 2, 3, 4 }, later = { 1000, 3, 3, 4 };

struct seen { char text[256]; size_t most; };

static bool see(void *ctx, track_id track, const char *bytes, size_t n)
{
	struct seen *s = ctx;
	size_t at = strlen(s->text);

	snprintf(s->text + at, sizeof s->text - at, "%lld:%.*s ", (long long)track, (int)n, bytes);
	return --s->most;
}

static const char *known(struct store *s, size_t most)
{
	static struct seen seen;

	seen = (struct seen){ .most = most };
	return store_prints(s, OF_EARS, see, &seen) ? "failed" : seen.text;
}

static void hear(struct store *s, track_id track, const struct file_stamp *stamp, const char *why)
{
	struct sound sound = { .track = track, .why = why, .loudness_lufs = -20, .true_peak_dbtp = -1 };

	is_int(store_sound_put(s, &sound, OF_EARS, stamp, *why ? NULL : "features", *why ? 0 : 8, 100), OK, "a sound");
}

static void test_store(void)
{
	char *path = test_path("prints.db"), *bytes = NULL;
	struct store *s = NULL;
	size_t n = 0;

	is_int(store_open(&s, path, STORE_WRITE, "default"), OK, "a library");
	put_plain(s, "/m/a", "A", "X");
	put_plain(s, "/m/b", "B", "X");
	put_plain(s, "/m/c", "C", "X");
	is_str(known(s, 9), "", "nothing is known");
	is_int(store_print(s, 1, &bytes, &n), ERR_MISSING, "nor of one");
	is_int(store_print_put(s, 1, "one", 3), OK, "one is put");
	is_str(known(s, 9), "", "... and not told before it was heard");
	hear(s, 1, &now, "");
	is_str(known(s, 9), "1:one ", "... and then it is");
	is_int(store_print_put(s, 2, "two", 3), OK, "another");
	hear(s, 2, &now, "");
	is_str(known(s, 9), "1:one 2:two ", "both, by track");
	is_str(known(s, 1), "1:one ", "until who asks has enough");
	is_int(store_print(s, 2, &bytes, &n), OK, "one of them");
	ok(n == 3 && !memcmp(bytes, "two", 3), "... as it was");
	free(bytes);
	is_int(store_print_put(s, 2, "new", 3), OK, "put again");
	is_str(known(s, 9), "1:one 2:new ", "... in its place");
	is_int(store_print_put(s, 2, NULL, 0), OK, "none");
	is_str(known(s, 9), "1:one ", "... is gone");
	hear(s, 1, &later, "");
	is_str(known(s, 9), "", "of another file than it is now: not told");
	hear(s, 1, &now, "it is broken");
	is_str(known(s, 9), "", "of what could not be heard: neither");
	is_int(store_print_put(s, 99, "x", 1) != OK || *known(s, 9) != '\0', 1, "of a track that is not there: refused");
	store_close(s);
	is_int(store_open(&s, path, STORE_READ, NULL), OK, "reading only");
	ok(store_print_put(s, 1, "x", 1) != OK, "cannot write");
	store_close(s);
	free(path);
}

static void test_desk(void)
{
	char *path = test_path("desk.db");
	struct sound one = { .track = 1, .why = "", .loudness_lufs = -20, .true_peak_dbtp = -1 };
	struct store *s = NULL;
	struct desk *d = NULL;
	struct desk_news news;

	is_int(store_open(&s, path, STORE_WRITE, "default"), OK, "a library");
	put_plain(s, "/m/a", "A", "X");
	store_close(s);
	is_int(desk_open(&d, path, "default"), OK, "a desk");
	/* of a track that is not there: nobody is told, and what comes with it is kept all the same */
	desk_print_put(d, 99, "lost", 4);
	desk_print_put(d, 1, "kept", 4);
	desk_sound_put(d, &one, OF_EARS, &now, "features", 8, 100, 11);
	news = news_of(d, DESK_SOUND_KEPT, DESK_FAILED);
	ok(news.kind == DESK_SOUND_KEPT && news.cookie == 11, "the sound is kept");
	desk_close(d);
	is_int(store_open(&s, path, STORE_READ, NULL), OK, "looked at");
	is_str(known(s, 9), "1:kept ", "... and the print with it");
	store_close(s);
	free(path);
}

int main(void)
{
	test_dir_make();
	test_store();
	test_desk();
	test_dir_remove();
	return done();
}
