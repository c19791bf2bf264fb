/* test_correction.c -- what listeners say of styles: a log whose last word counts, a listener's own; at the store and at the desk. */
#include "help.h"


static void holds(struct store *s, const char *want, const char *what)
{
	struct correction *c = NULL;
	struct arena arena = { 0 };
	char text[512] = "";
	size_t n = 0;

	is_int(store_corrections(s, &c, &n, &arena), OK, "they are read");
	for (size_t i = 0; i < n; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%lld=%s ", (long long)c[i].track, c[i].style);
	is_str(text, want, what);
	free(c);
	arena_done(&arena);
}

static void test_store(void)
{
	char *path = test_path("corrections.db"), *report = NULL, want[128], long_name[CORRECTION_MAX + 2];
	struct store *s = NULL;
	track_id a, b;

	is_int(store_open(&s, path, STORE_WRITE, "default"), OK, "a library");
	holds(s, "", "nobody said anything");
	a = put_plain(s, "/a", "a", "A");
	b = put_plain(s, "/b", "b", "B");
	is_int(store_corrections_put(s, (struct correction[]){ { a, "Techno", 1 }, { b, "爵士", 1 } }, 2), OK, "two at once");
	is_int(store_corrections_put(s, &(struct correction){ a, "House", 2 }, 1), OK, "another word on one");
	snprintf(want, sizeof want, "%lld=House %lld=爵士 ", (long long)a, (long long)b);
	holds(s, want, "the last word counts");
	is_int(store_corrections_put(s, (struct correction[]){ { b, "Folk", 3 }, { 999, "Rock", 3 } }, 2), ERR_MISSING, "a track that is not there");
	holds(s, want, "… and then none of them");
	memset(long_name, 'x', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	is_int(store_corrections_put(s, &(struct correction){ a, long_name, 3 }, 1), ERR_ARG, "a name that is too long");
	is_int(store_corrections_put(s, &(struct correction){ a, "\xff", 3 }, 1), ERR_ARG, "one that is not UTF-8");
	is_int(store_corrections_put(s, &(struct correction){ b, "", 4 }, 1), OK, "taken back");
	snprintf(want, sizeof want, "%lld=House ", (long long)a);
	holds(s, want, "… it is as if nothing was said");
	put_plain(s, "/a", "a", "A");
	holds(s, want, "a file read anew changes nothing");
	store_check(s, &report);
	is_str(report, NULL, "sound");
	store_close(s);
	is_int(store_open(&s, path, STORE_WRITE, "other"), OK, "another listener");
	holds(s, "", "has said nothing");
	store_close(s);
	is_int(store_open(&s, path, STORE_READ, "default"), OK, "reading");
	holds(s, want, "it is kept");
	is_int(store_corrections_put(s, &(struct correction){ a, "Pop", 5 }, 1), ERR_ARG, "cannot write");
	store_close(s);
	free(path);
}

static void test_desk(void)
{
	char *path = test_path("corrections-desk.db");
	struct store *s = NULL;
	struct desk *d = NULL;
	struct desk_news news;
	track_id a;

	is_int(store_open(&s, path, STORE_WRITE, "default"), OK, "a library");
	a = put_plain(s, "/a", "a", "A");
	store_close(s);
	is_int(desk_open(&d, path, "default"), OK, "at the desk");
	desk_corrections_put(d, &(struct correction){ a, "Techno", 1 }, 1, 7);
	news = news_of(d, DESK_DONE, DESK_FAILED);
	ok(news.kind == DESK_DONE && news.cookie == 7, "kept, and said so");
	desk_corrections_put(d, &(struct correction){ 999, "Techno", 1 }, 1, 8);
	news = news_of(d, DESK_DONE, DESK_FAILED);
	ok(news.kind == DESK_FAILED && news.cookie == 8 && news.err == ERR_MISSING, "refused, and said so");
	desk_load_corrections(d);
	news = news_of(d, DESK_CORRECTIONS, DESK_FAILED);
	ok(news.kind == DESK_CORRECTIONS && news.n == 1 && news.corrections[0].track == a && !strcmp(news.corrections[0].style, "Techno"), "delivered");
	desk_close(d);
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
