/* test_tail.c -- an order and an end behind a query: which words are them, what is wrong and where, and what the order does. */
#include "library.h"
#include "../tap.h"

#include <stdlib.h>
#include <string.h>

static const struct { const char *text, *filter, *keys; size_t limit; } rows[] = {
	{ "", "", NULL, 0 }, { "genre:jazz", "genre:jazz", NULL, 0 }, { "added<30d sort:-added", "added<30d", "-added", 0 },
	{ "sort:-added limit:100", "", "-added", 100 }, { "limit:3", "", NULL, 3 }, { "a b limit:3 sort:artist,-date ", "a b", "artist,-date", 3 },
	/* where they are words of the query they stay that */
	{ "sort:added bowie", "sort:added bowie", NULL, 0 }, { "\"x limit:3\"", "\"x limit:3\"", NULL, 0 }, { "(a limit:3)", "(a limit:3)", NULL, 0 },
	{ "(a) limit:3", "(a)", NULL, 3 }, { "xsort:added", "xsort:added", NULL, 0 },
};

static const struct { const char *text; size_t column; } wrong[] = {
	{ "a sort:nosuch", 2 }, { "a sort:", 2 }, { "limit:0", 0 }, { "a  limit:x", 3 }, { "limit:-1", 0 }, { "limit:99999999999999999999", 0 },
	{ "a sort:-added limit:2x", 14 },
};

int main(void)
{
	struct track tracks[] = {
		{ .id = 1, .path = "/1", .title = "b", .added_s = 10, .play_count = 1 }, { .id = 2, .path = "/2", .title = "a", .added_s = 30 },
		{ .id = 3, .path = "/3", .title = "c", .added_s = 20, .play_count = 1 },
	};
	struct library *lib = library_new();
	struct track *at[COUNT_OF(tracks)], **sorted;
	struct sorting *s;
	char got[16] = "";

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct query_tail t;
		size_t column;

		if (!ok(!query_tail_split(rows[i].text, &t, &column), "'%s'", rows[i].text))
			continue;
		is_str(t.filter, rows[i].filter, "its query");
		is_str(t.keys, rows[i].keys, "its order");
		is_int((long long)t.limit, (long long)rows[i].limit, "its end");
		query_tail_done(&t);
	}
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct query_tail t;
		size_t column = 99;

		ok(query_tail_split(wrong[i].text, &t, &column) && column == wrong[i].column, "'%s': at %zu, %s", wrong[i].text, column, err_text());
	}
	for (size_t i = 0; i < COUNT_OF(tracks); i++) {
		tracks[i].artist = tracks[i].album = tracks[i].album_artist = tracks[i].genre = tracks[i].composer = tracks[i].date = tracks[i].codec = "";
		tracks[i].error = "";
		at[i] = library_put(lib, &tracks[i]);
	}
	ok(!sorting_new("nosuch", at, 3), "no order without keys");
	s = sorting_new("-play_count -added", at, 3);
	while (sorting_step(s, 1))
		;
	sorted = sorting_take(s);
	for (size_t i = 0; i < COUNT_OF(tracks); i++)
		snprintf(got + strlen(got), sizeof got - strlen(got), "%d", (int)sorted[i]->id);
	is_str(got, "312", "most played first, of those the newest");
	free(sorted);
	s = sorting_new("title", at, 0);
	ok(!sorting_step(s, 10), "nothing is sorted at once");
	free(sorting_take(s));
	library_free(lib);
	return done();
}
