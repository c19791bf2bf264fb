/* test_names.c -- what artists sort by: their sort names, names without articles; and who stands under various artists. */
#include "library.h"
#include "../tap.h"

#include <stdlib.h>

static track_id last_id;

static struct track *put(struct library *lib, track_id id, const char *artist, const char *album_artist, const char *sort, bool is_compilation)
{
	struct track t = { .id = id, .title = "t", .artist = artist, .album_artist = album_artist, .album = "x", .sort_artist = sort,
			   .is_compilation = is_compilation };
	struct track *kept;

	t.path = xasprintf("/m/%d.flac", (int)id);
	kept = library_put(lib, &t);
	free((char *)(uintptr_t)t.path);
	return kept;
}

static struct track *add(struct library *lib, const char *artist, const char *sort)
{
	return put(lib, ++last_id, artist, "", sort, false);
}

static void is_order(struct library *lib, const char *want, const char *what)
{
	struct buf b;

	buf_init(&b, 1 << 16);
	buf_adds(&b, "");
	for (size_t i = 0; i < library_artist_count(lib); i++)
		buf_addf(&b, "%s%s", i ? ", " : "", library_artist_at(lib, i)->name);
	is_str(b.data, want, what);
	buf_done(&b);
}

static void is_list(struct library *lib, const char *keys, const char *want, const char *what)
{
	struct library_view *v = library_view_new(lib);
	struct track *const *list;
	struct buf b;
	size_t n;

	buf_init(&b, 1 << 16);
	buf_adds(&b, "");
	library_view_sort(v, keys);
	while (library_view_step(v, 1000))
		;
	list = library_view_sorted(v, &n);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", list[i]->artist);
	is_str(b.data, want, what);
	buf_done(&b);
	library_view_free(v);
}

int main(void)
{
	struct library *lib = library_new();

	add(lib, "The Beatles", "");
	add(lib, "An Horse", "");
	add(lib, "Die Ärzte", "");
	add(lib, "A Tribe Called Quest", "");
	add(lib, "The The", "");
	add(lib, "Aphex Twin", "");
	is_order(lib, "Aphex Twin, The Beatles, Die Ärzte, An Horse, The The, A Tribe Called Quest", "without the, a and an");
	is_list(lib, "artist", "Aphex Twin, The Beatles, Die Ärzte, An Horse, The The, A Tribe Called Quest", "in the flat list too");
	library_set_articles(lib, "Der Die Das");
	is_order(lib, "A Tribe Called Quest, An Horse, Aphex Twin, Die Ärzte, The Beatles, The The", "with other articles");
	library_set_articles(lib, "");
	is_order(lib, "A Tribe Called Quest, An Horse, Aphex Twin, Die Ärzte, The Beatles, The The", "with none");
	library_set_articles(lib, "the");
	add(lib, "椎名林檎", "Sheena, Ringo");
	add(lib, "David Bowie", "Bowie, David");
	is_order(lib, "A Tribe Called Quest, An Horse, Aphex Twin, The Beatles, David Bowie, Die Ärzte, 椎名林檎, The The", "by sort names");
	is_list(lib, "-artist", "The The, 椎名林檎, Die Ärzte, David Bowie, The Beatles, Aphex Twin, An Horse, A Tribe Called Quest", "and the flat list, downwards");
	/* a name that comes later moves one that is in the list */
	add(lib, "Aphex Twin", "James, Richard D.");
	is_order(lib, "A Tribe Called Quest, An Horse, The Beatles, David Bowie, Die Ärzte, Aphex Twin, 椎名林檎, The The", "one that is tagged later moves");
	is_int((long long)library_artist_find(lib, "aphex twin"), 5, "and is found where it is");
	put(lib, ++last_id, "Somebody", "", "Aaa", true);
	put(lib, ++last_id, "Another", "VA", "", false);
	put(lib, ++last_id, "Third", "Various Artists", "", false);
	is_order(lib, "A Tribe Called Quest, An Horse, The Beatles, David Bowie, Die Ärzte, Aphex Twin, 椎名林檎, The The, Various Artists",
		 "compilations are one, and none of theirs names its order");
	put(lib, ++last_id, "Guest", "David Bowie", "", false);
	ok(library_artist_find(lib, "Guest") == SIZE_MAX, "an album's guest stands under its artist");
	library_free(lib);
	return done();
}
