/* fuzz_query.c -- any bytes as a query: parsed, and when that works matched against a few tracks, the library's and not. */
#include "library.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct library *make(void)
{
	static const struct track tracks[] = {
		{ .id = 1, .path = "/m/Bowie/Low/1.flac", .title = "Speed of Life", .artist = "David Bowie", .album = "Low", .genre = "Rock",
		  .year = 1977, .duration_ms = 166000, .rating = 5, .play_count = 3, .added_s = 1700000000, .last_played_s = 1763600000 },
		{ .id = 2, .path = "/m/\xff.mp3", .title = "丸の内", .artist = "椎名林檎", .is_loved = true },
		{ .id = 3, .path = "/gone", .state = TRACK_MISSING }, { .id = 4, .path = "/bad", .state = TRACK_UNREADABLE, .title = "Ｗｉｄｅ" },
	};
	struct library *lib = library_new();

	for (size_t i = 0; i < COUNT_OF(tracks); i++)
		library_put(lib, &tracks[i]);
	return lib;
}

/* Filters that name each other: any name of one letter is there, and what it says is what is being parsed. */
static const char *find_name(void *ctx, const char *name)
{
	return name[0] && !name[1] ? ctx : NULL;
}

static void with_names(const struct library *lib, char *text)
{
	struct query_names names = { .find = find_name, .ctx = text, .has_bare = true };
	struct query_tail tail = { 0 };
	struct query *q = NULL;
	size_t column = SIZE_MAX;

	if (!query_tail_split(text, &tail, &column))
		query_tail_done(&tail);
	else if (column > strlen(text))
		abort();
	if (query_parse_named(text, 1763683200, &names, &q, &column)) {
		if (q || column > strlen(text) || !*err_text())
			abort();
	} else {
		query_match(q, lib, library_get(lib, 1));
	}
	query_free(q);
	if (!query_name_check(text) && (strchr(text, '"') || !utf8_valid(text, strlen(text))))
		abort();
}

static void like(struct library *lib, const char *text)
{
	struct fuzzy *f = fuzzy_new(lib, text);
	size_t n, all;

	while (fuzzy_step(f, 1))
		;
	if (!fuzzy_found(f, &n, &all) || n > all)
		abort();
	fuzzy_free(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct library *lib;
	struct track foreign = { .id = 9, .path = "/f", .title = "low", .artist = "", .album = "", .album_artist = "", .genre = "",
		.composer = "", .date = "", .codec = "", .error = "" };
	char *text = xmalloc(size + 1);
	struct query *q = NULL;
	size_t column = SIZE_MAX, n;

	if (!lib)
		lib = make();
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	if (query_parse(text, 1763683200, &q, &column)) {
		/* the promise: a sentence, and a place inside the text */
		if (q || column > strlen(text) || !*err_text())
			abort();
	} else {
		struct track **found = library_select(lib, q, &n);

		for (size_t i = 0; i < n; i++)
			if (!query_match(q, lib, found[i]))
				abort();
		free(found);
		query_match(q, lib, &foreign);
	}
	library_find(lib, text);
	with_names(lib, text);
	like(lib, text);
	query_free(q);
	free(text);
	return 0;
}
