/* test_filter.c -- saved filters: kept, changed, deleted, a listener's own; at the store and at the desk. */
#include "help.h"


static const char *filters_text(const struct stored_filter *f, size_t n)
{
	static char text[512];
	size_t at = 0;

	*text = '\0';
	for (size_t i = 0; i < n && at < sizeof text; i++)
		at += (size_t)snprintf(text + at, sizeof text - at, "%s=%s/%d ", f[i].name, f[i].query, (int)f[i].mode);
	return text;
}

static void holds(struct store *s, const char *want, const char *what)
{
	struct stored_filter *f = NULL;
	size_t n = 0;

	is_int(store_filters(s, &f, &n), OK, "they are read");
	is_str(filters_text(f, n), want, what);
	stored_filters_free(f, n);
}

static void test_store(void)
{
	char *path = test_path("filters.db"), *report = NULL, long_name[PLAYLIST_NAME_MAX + 2];
	struct store *s = NULL;

	is_int(store_open(&s, path, STORE_WRITE, "default"), OK, "a library");
	holds(s, "", "without filters");
	is_int(store_filter_put(s, "rock", "genre=\"*rock*\"", FILTER_OFF), OK, "put");
	is_int(store_filter_put(s, "90年代", "date>=1990&date<2000", FILTER_ON), OK, "another");
	is_int(store_filter_put(s, "rock", "~g rock", FILTER_NOT), OK, "put again");
	holds(s, "90年代=date>=1990&date<2000/1 rock=~g rock/-1 ", "by name, the newest text and mode");
	memset(long_name, 'x', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	is_int(store_filter_put(s, long_name, "a", FILTER_OFF), ERR_ARG, "a name that is too long");
	is_int(store_filter_put(s, "", "a", FILTER_OFF), ERR_ARG, "none at all");
	is_int(store_filter_put(s, "\xff", "a", FILTER_OFF), ERR_ARG, "one that is not UTF-8");
	is_int(store_filter_delete(s, "nosuch"), ERR_MISSING, "one that is not there");
	is_int(store_filter_delete(s, "rock"), OK, "deleted");
	holds(s, "90年代=date>=1990&date<2000/1 ", "the other stays");
	store_check(s, &report);
	is_str(report, NULL, "sound");
	store_close(s);
	is_int(store_open(&s, path, STORE_WRITE, "other"), OK, "another listener");
	holds(s, "", "has none");
	store_close(s);
	is_int(store_open(&s, path, STORE_READ, "default"), OK, "reading");
	is_int(store_filter_put(s, "a", "b", FILTER_OFF), ERR_ARG, "cannot write");
	store_close(s);
	free(path);
}

static void test_desk(void)
{
	char *path = test_path("filters.db");
	struct desk_news news;
	struct desk *d = NULL;

	is_int(desk_open(&d, path, "default"), OK, "a desk");
	news_of(d, DESK_OPENED, DESK_FAILED);
	desk_filter_put(d, "x", "loved", FILTER_ON, 5);
	desk_filter_delete(d, "nosuch", 6);
	news = news_of(d, DESK_DONE, DESK_FAILED);
	ok(news.kind == DESK_DONE && news.cookie == 5, "put is answered");
	news = news_of(d, DESK_DONE, DESK_FAILED);
	ok(news.kind == DESK_FAILED && news.cookie == 6 && news.err == ERR_MISSING, "so is what cannot be done");
	desk_load_filters(d);
	news = news_of(d, DESK_FILTERS, DESK_FAILED);
	is_str(filters_text(news.filters, news.n), "90年代=date>=1990&date<2000/1 x=loved/1 ", "and delivered");
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
