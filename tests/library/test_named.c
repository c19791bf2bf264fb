/* test_named.c -- tracks by the names other programs give them. */
#include "library.h"
#include "../tap.h"

static const struct row { const char *artist, *title, *album, *album_artist; enum track_state state; } rows[] = {
	{ "Björk", "Jóga", "Homogenic", "", TRACK_OK },				/* 1 */
	{ "The Beatles", "Come Together - Remastered 2009", "Abbey Road", "", TRACK_OK },
	{ "五月天", "倔強", "神的孩子都在跳舞", "", TRACK_OK },
	{ "Simon & Garfunkel", "The Boxer", "Bridge over Troubled Water", "", TRACK_OK },
	{ "!!!", "???", "", "", TRACK_OK },					/* 5 */
	{ "Daft Punk feat. Pharrell Williams", "Get Lucky (feat. Pharrell Williams)", "Random Access Memories", "Daft Punk", TRACK_OK },
	{ "A", "Song", "Best Of", "", TRACK_OK },
	{ "A", "Song", "First", "", TRACK_MISSING },
	{ "A", "Song", "Second", "", TRACK_OK },
	{ "A", "Sheet", "", "", TRACK_PARTS },					/* 10 */
	{ "", "Untagged", "", "", TRACK_OK },
	{ "Ólafur Arnalds, Nils Frahm", "Four (Live)", "", "", TRACK_OK },
	{ "Guns N’ Roses", "Don’t Cry", "", "", TRACK_OK },
	{ "久石譲", "Summer", "", "", TRACK_OK },
};

static long long first_of(const struct library_names *n, const char *mbid, const char *artist, const char *title, const char *album)
{
	struct library_name name = { mbid, artist, title, album };
	struct track *found[4];

	return library_named(n, &name, found, COUNT_OF(found)) ? found[0]->id : 0;
}

int main(void)
{
	static const struct { const char *artist, *title; long long id; } asked[] = {
		{ "bjork", "joga", 1 }, { "BJÖRK", "Jóga", 1 }, { "Beatles", "Come Together", 2 }, { "The Beatles", "Come Together (2019 Remaster) [Explicit]", 2 },
		{ "The Beatles", "Come", 0 }, { "五月天", "倔強", 3 }, { "五月天", "溫柔", 0 }, { "Simon and Garfunkel", "The Boxer", 4 }, { "Simon", "The Boxer", 4 },
		{ "!!!", "???", 5 }, { "???", "!!!", 0 }, { "!!!", "", 0 }, { "Daft Punk", "Get Lucky", 6 }, { "Daft Punk, Pharrell Williams", "Get Lucky (feat. X)", 6 },
		{ "A", "Sheet", 0 }, { "", "Untagged", 0 }, { "Olafur Arnalds", "Four (Live)", 12 }, { "Ólafur Arnalds", "Four", 0 }, { "Guns N' Roses", "Don't Cry", 13 },
		{ "Guns N Roses", "Dont Cry", 13 }, { "久石　譲", "SUMMER", 14 }, { "Ａ", "ｓｏｎｇ", 7 },
	};
	struct library *lib = library_new();
	struct library_names *n;
	struct track *found[4];

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char path[8];
		struct track t = { .id = (track_id)i + 1, .path = path, .title = rows[i].title, .artist = rows[i].artist, .album = rows[i].album, .album_artist = rows[i].album_artist,
			.genre = "", .composer = "", .date = "", .codec = "", .sort_artist = "", .error = "", .state = rows[i].state };

		snprintf(path, sizeof path, "/%zu", i);
		library_put(lib, &t);
	}
	n = library_names_new(lib);
	for (size_t i = 0; i < COUNT_OF(asked); i++) {
		char *what = xasprintf("%s: %s", asked[i].artist, asked[i].title);

		is_int(first_of(n, "", asked[i].artist, asked[i].title, ""), asked[i].id, what);
		free(what);
	}
	is_int((long long)library_named(n, &(struct library_name){ "", "A", "Song", "" }, found, COUNT_OF(found)), 3, "all of one name");
	ok(found[0]->id == 7 && found[1]->id == 9 && found[2]->id == 8, "those that can be played first");
	is_int(first_of(n, "", "A", "Song", "SECOND"), 9, "the album tells them apart");
	is_int(first_of(n, "", "A", "Song", "First"), 8, "and counts for more than whether it can be played");
	is_int((long long)library_named(n, &(struct library_name){ "", "A", "Song", "" }, found, 1), 1, "no more than asked for");
	library_names_ids(n, library_get(lib, 3), "abcdef01-2345-6789-abcd-ef0123456789", "fedcba01-2345-6789-abcd-ef0123456789");
	library_names_ids(n, library_get(lib, 10), "00cdef01-2345-6789-abcd-ef0123456789", "");
	is_int(first_of(n, "abcdef01-2345-6789-abcd-ef0123456789", "Mayday", "Stubborn", ""), 3, "by recording");
	is_int(first_of(n, "00cdef01-2345-6789-abcd-ef0123456789", "", "", ""), 0, "what stands in no list is not found");
	is_int(first_of(n, "11cdef01-2345-6789-abcd-ef0123456789", "Björk", "Jóga", ""), 1, "by name when the recording is another");
	is_int(library_names_artist(n, "BEATLES", ""), library_names_artist_of(n, 2), "an artist by name");
	is_int(library_names_artist(n, "", "fedcba01-2345-6789-abcd-ef0123456789"), library_names_artist_of(n, 3), "by id");
	ok(library_names_artist_of(n, 3) && library_names_artist_of(n, 3) != library_names_artist_of(n, 2), "each its own");
	is_int(library_names_artist(n, "Nobody", ""), 0, "none");
	is_int(library_names_artist_of(n, 11), 0, "no tag, no artist");
	library_names_free(n);
	library_free(lib);
	return done();
}
