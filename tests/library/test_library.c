/* test_library.c -- artists and their order by rows, finding, moving, rescans that must not grow, a library of many tracks. */
#include "library.h"
#include "../tap.h"

#include <locale.h>
#include <malloc.h>
#include <unistd.h>

static struct track plain(track_id id, const char *path)
{
	return (struct track){ .id = id, .path = path, .title = path_base(path), .artist = "", .album = "", .album_artist = "",
		.genre = "", .composer = "", .date = "", .codec = "", .error = "" };
}

static void test_artists(void)
{
	static const struct { const char *artist, *album_artist; bool is_compilation; } rows[] = {
		{ "The Zombies", "", false }, { "abba", "", false }, { "Ärzte", "", false }, { "", "", false }, { "ABBA", "", false },
		{ "ABBA", "", false }, { "Guest", "The Band", false }, { "x", "Various Artists", false }, { "y", "群星", false }, { "z", "V.A.", false },
		{ "Solo", "", true }, { "Flagged", "Somebody", true }, { "合辑", "", false }, { "ヴァリアス・アーティスト", "", false },
		{ "ＡＢＢＡ", "", false }, { "AC/DC", "", false }, { "The", "", false }, { "椎名林檎", "", false },
	};
	static const struct { const char *name; size_t n; } want[] = {
		{ "ABBA", 4 }, { "AC/DC", 1 }, { "Ärzte", 1 }, { "The Band", 1 }, { "The", 1 }, { "Various Artists", 7 }, { "The Zombies", 1 },
		{ "椎名林檎", 1 }, { "", 1 },
	};
	struct library *lib = library_new();
	track_id first, last;
	char path[32];

	is_int((long long)library_artist_count(lib), 0, "nobody in an empty library");
	library_id_range(lib, &first, &last);
	ok(first > last, "and no id");
	is_int((long long)(library_artist_find(lib, "") == SIZE_MAX), 1, "not even the unknown one");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct track t;

		snprintf(path, sizeof path, "/m/%zu", i);
		t = plain((track_id)i + 1, path);
		t.artist = rows[i].artist;
		t.album_artist = rows[i].album_artist;
		t.is_compilation = rows[i].is_compilation;
		library_put(lib, &t);
	}
	library_id_range(lib, &first, &last);
	ok(first == 1 && last == (track_id)COUNT_OF(rows), "from the first id to the last");
	is_int((long long)library_artist_count(lib), COUNT_OF(want), "spellings are one artist");
	for (size_t i = 0; i < COUNT_OF(want) && i < library_artist_count(lib); i++) {
		is_str(library_artist_at(lib, i)->name, want[i].name, want[i].name);
		is_int((long long)library_artist_at(lib, i)->n_tracks, (long long)want[i].n, "  and how many tracks");
	}
	ok(library_artist_find(lib, "aBBa") == 0 && library_artist_find(lib, "ac/dc") == 1, "artists are found by any spelling");
	ok(library_artist_find(lib, "va") == library_artist_find(lib, library_various()), "and the various ones by any of their names");
	ok(library_artist_find(lib, "Guest") == SIZE_MAX, "a guest on somebody's album is not an artist of the tree");
	library_free(lib);
}

static const char *bad_paths(struct library *lib)
{
	static char text[256];
	size_t n;
	struct track *const *bad = library_unreadable(lib, &n);

	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s ", bad[i]->path);
	return text;
}

static void test_unreadable(void)
{
	static const char *const paths[] = { "/m/c", "/m/a", "/m/d", "/m/b" };
	struct library *lib = library_new();
	struct file_stamp stamp = { .size = 1, .mtime_ns = 1 };
	struct track *t;

	is_str(bad_paths(lib), "", "nothing unreadable in an empty library");
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct track bad = plain((track_id)i + 1, paths[i]);

		bad.state = TRACK_UNREADABLE;
		bad.error = "is empty";
		library_put(lib, &bad);
	}
	is_str(bad_paths(lib), "/m/a /m/b /m/c /m/d ", "unreadable files stand by path");
	is_int((long long)library_artist_count(lib), 0, "and under no artist");
	t = library_by_path(lib, "/m/a");
	t->state = TRACK_OK;
	library_touched(lib, t);
	is_str(bad_paths(lib), "/m/b /m/c /m/d ", "one that got better leaves");
	is_int((long long)library_count(lib), 1, "for the tree");
	t = library_by_path(lib, "/m/d");
	t->state = TRACK_MISSING;
	library_touched(lib, t);
	is_str(bad_paths(lib), "/m/b /m/c ", "one that is gone leaves");
	library_move(lib, library_by_path(lib, "/m/b"), "/m/x", &stamp);
	is_str(bad_paths(lib), "/m/c /m/x ", "one that moved changes its place");
	t = library_by_path(lib, "/m/a");
	t->state = TRACK_UNREADABLE;
	library_touched(lib, t);
	is_str(bad_paths(lib), "/m/a /m/c /m/x ", "and one that got worse comes");
	library_free(lib);
}

static void test_spelling(void)
{
	static const struct { const char *artist, *shown; } rows[] = {
		{ "abba", "abba" }, { "ABBA", "abba" }, { "ÄBBA", "abba" }, { "ABBA", "ABBA" }, { "abba", "ABBA" }, { "abba", "abba" },
	};
	struct library *lib = library_new();

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct track t = plain((track_id)i + 1, "/m/x");

		t.artist = rows[i].artist;
		library_put(lib, &t);
		is_str(library_artist_at(lib, 0)->name, rows[i].shown, "the commonest spelling shows, of equals the one shown before");
	}
	library_free(lib);
}

static void test_albums(void)
{
	/* in the order wanted */
	static const struct { const char *path, *title, *album; int16_t year, disc, no; } rows[] = {
		{ "/m/early/1", "z", "Zeta", 1970, 0, 1 }, { "/m/early/2", "a", "ZETA", 0, 0, 2 }, { "/m/early/3", "b", "Zeta", 1999, 0, 3 },
		{ "/m/blue/1", "My Name", "Weezer", 1994, 1, 1 }, { "/m/blue/2", "No One", "Weezer", 1994, 1, 2 }, { "/m/blue/3", "Second Disc", "Weezer", 1994, 2, 1 },
		{ "/m/same/1", "s", "Alpha", 1995, 0, 0 }, { "/m/same/2", "s", "Beta", 1995, 0, 0 }, { "/m/same/4", "Éa", "Beta", 1995, 0, 1 },
		{ "/m/same/3", "eb", "Beta", 1995, 0, 1 }, { "/m/green/1", "Photograph", "Weezer", 2001, 1, 1 }, { "/m/no/1", "q", "Yearless", 0, 0, 1 },
		{ "/m/loose/9", "loose", "", 1950, 0, 0 }, { "/m/loose/8", "looser", "", 0, 0, 0 },
	};
	struct library *lib = library_new();
	struct track *const *tracks;
	size_t n;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		size_t k = i * 5 % COUNT_OF(rows);	/* 5 and 14 share no factor: every row once, in disorder */
		struct track t = plain((track_id)k + 1, rows[k].path);

		t.title = rows[k].title;
		t.album = rows[k].album;
		t.year = rows[k].year;
		t.disc_no = rows[k].disc;
		t.track_no = rows[k].no;
		t.artist = "Somebody";
		library_put(lib, &t);
	}
	tracks = library_artist_tracks(lib, 0, &n);
	is_int((long long)n, COUNT_OF(rows), "all under one artist");
	for (size_t i = 0; i < n && i < COUNT_OF(rows); i++)
		is_str(tracks[i]->path, rows[i].path, rows[i].path);
	library_free(lib);
}

static void test_find(void)
{
	static const struct { const char *path, *title, *artist, *album; int32_t plays; enum track_state state; } rows[] = {
		{ "/m/h/1.flac", "Beauty and the Beast", "David Bowie", "Heroes", 9, TRACK_OK },
		{ "/m/h/3.flac", "Heroes", "David Bowie", "Heroes", 1, TRACK_OK },
		{ "/m/q/1.flac", "Heroes", "The Wallflowers", "Godzilla", 5, TRACK_OK },
		{ "/m/jp/1.flac", "丸の内サディスティック", "椎名林檎", "無罪モラトリアム", 0, TRACK_OK },
		{ "/m/gone.mp3", "Gone", "Nobody", "", 99, TRACK_MISSING },
		{ "/m/\xff\xfe.mp3", "Broken Name", "Nobody", "", 0, TRACK_OK },
		{ "/m/live/1.flac", "Heroes (live)", "David Bowie", "Stage", 3, TRACK_OK },
	};
	static const struct { const char *words; track_id want; } asked[] = {
		{ "/m/h/1.flac", 1 }, { "/m/x/../h/./1.flac", 1 }, { "/m/\xff\xfe.mp3", 6 }, { "id:4", 4 }, { "id:5", 5 }, { "id:99", 0 }, { "/m/gone.mp3", 5 },
		{ "heroes", 3 }, { "HÉROES", 3 }, { "bowie heroes", 2 }, { "David Bowie - Heroes", 2 }, { "bowie beast", 1 }, { "椎名 丸の内", 4 },
		{ "gone", 0 }, { "qqqq", 0 }, { "", 0 }, { " - ", 0 }, { "bowie", 1 }, { "stage bowie qqqq", 7 }, { "3.flac", 2 },
	};
	struct library *lib = library_new();

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct track t = plain((track_id)i + 1, rows[i].path);

		t.title = rows[i].title;
		t.artist = rows[i].artist;
		t.album = rows[i].album;
		t.play_count = rows[i].plays;
		t.state = rows[i].state;
		library_put(lib, &t);
	}
	if (chdir("/"))		/* for relative paths */
		ok(false, "chdir");
	for (size_t i = 0; i < COUNT_OF(asked); i++) {
		const struct track *t = library_find(lib, asked[i].words);

		is_int(t ? (long long)t->id : 0, (long long)asked[i].want, asked[i].words);
	}
	is_int((long long)library_find(lib, "m/h/1.flac")->id, 1, "a relative path");
	library_free(lib);
}

static bool take(void *ctx, struct track *t)
{
	*(struct track **)ctx = t;
	return false;
}

static void test_move(void)
{
	struct library *lib = library_new();
	struct track t = plain(7, "/old/a.mp3"), *kept, *found = NULL;
	struct file_stamp stamp = { .size = 5, .mtime_ns = 6, .dev = 1, .ino = 2 };
	struct query *q = NULL;
	size_t column;

	t.stamp = stamp;
	t.state = TRACK_MISSING;
	t.rating = 4;
	kept = library_put(lib, &t);
	is_int((long long)library_count(lib), 0, "a missing track does not count");
	stamp.ino = 99;
	library_same_stamp(lib, &stamp, take, &found);
	ok(found == kept, "its stamp finds it, on whatever inode");
	query_parse("elsewhere", 0, &q, &column);
	ok(!query_match(q, lib, kept), "its new name is not known");
	library_move(lib, kept, "/new/elsewhere.mp3", &stamp);
	ok(query_match(q, lib, kept), "and then it is, also to a search made before");
	ok(kept->state == TRACK_OK && kept->rating == 4 && library_count(lib) == 1, "it is back, with its stars");
	ok(library_by_path(lib, "/new/elsewhere.mp3") == kept && !library_by_path(lib, "/old/a.mp3"), "under its new path only");
	is_str(kept->title, "a.mp3", "its title is not touched");
	query_free(q);
	library_free(lib);
}

static void test_put(void)
{
	struct library *lib = library_new();
	struct track bare = { .id = 1 }, t, *kept = library_put(lib, &bare);
	uint64_t version;

	ok(kept->path && kept->title && kept->artist && kept->error && kept->codec, "strings that are NULL become empty ones");
	t = *kept;
	version = library_version(lib);
	library_put(lib, &t);
	ok(library_version(lib) == version, "the same again changes nothing");
	t.artist = "New";
	t.title = t.error = "Title";	/* the path still is the library's own string */
	ok(library_put(lib, &t) == kept && !strcmp(kept->title, "Title") && library_version(lib) > version, "replaced at its place");
	kept->year = 1999;
	library_put(lib, kept);
	is_int(kept->year, 1999, "put with itself");
	is_str(kept->title, "Title", "keeps its strings");
	kept->state = TRACK_MISSING;
	library_put(lib, kept);
	is_int((long long)library_count(lib), 0, "and its state is seen");
	kept->state = TRACK_OK;
	library_put(lib, kept);
	is_int((long long)library_count(lib), 1, "both ways");
	version = library_version(lib);
	kept->state = TRACK_UNREADABLE;
	library_touched(lib, kept);
	ok(!library_count(lib) && !library_artist_count(lib) && library_total(lib) == 1 && library_version(lib) > version,
	   "touched: an unreadable track leaves the tree");
	ok(library_artist_of(lib, kept) == SIZE_MAX, "and has no artist there");
	library_free(lib);
	library_free(NULL);
}

/* Puts n tracks whose tags are spelt by `edition`. */
static void put_many(struct library *lib, int n, int edition)
{
	for (int i = 0; i < n; i++) {
		char path[64], title[64], artist[64], album[64];
		struct track t;

		snprintf(path, sizeof path, "/m/%d/%d.flac", i / 10, i);
		snprintf(title, sizeof title, "Title %d of %d", i, edition);
		snprintf(artist, sizeof artist, "Artist %d", i % 997);
		snprintf(album, sizeof album, "Album %d", i / 10);
		t = plain(i + 1, path);
		t.title = title;
		t.artist = artist;
		t.album = album;
		t.stamp.size = edition;
		t.stamp.mtime_ns = i;
		library_put(lib, &t);
	}
}

static void test_many(void)
{
	enum { MANY = 20000 };
	struct library *lib = library_new();
	size_t after_two, after_many;

	put_many(lib, MANY, 10);
	is_int((long long)library_artist_count(lib), 997, "20,000 tracks of 997 artists");
	while (library_fold_some(lib, 1000))
		;
	put_many(lib, MANY, 11);
	after_two = mallinfo2().uordblks;
	for (int edition = 12; edition < 20; edition++)
		put_many(lib, MANY, edition);
	after_many = mallinfo2().uordblks;
	/* a sanitizer's allocator answers 0 to both */
	ok(after_many <= after_two + after_two / 50, "eight more retaggings cost no memory (%zu, then %zu)", after_two, after_many);
	is_str(library_get(lib, 5)->title, "Title 4 of 19", "and the last one stands");
	ok(!library_fold_some(lib, 1), "the search text was kept up to date");
	is_int((long long)library_find(lib, "title 4 of 19")->id, 5, "and finds");
	library_free(lib);
}

/* Folding as searches and the tree see it. */
static void test_folding(void)
{
	static const struct { const char *title, *query; bool matches; } rows[] = {
		{ "Ágætis byrjun", "agætis", true }, { "Sigur Rós", "ros", true }, { "ros", "rós", true }, { "STRASSE", "straße", true },
		{ "Ｆｕｌｌ", "full", true }, { "full", "ＦＵＬＬ", true }, { "東京事変", "東京", true }, { "東京事変", "事変", true }, { "東京事変", "京都", false },
		{ "ガラス", "ｶﾞﾗｽ", true }, { "Моя Игра", "моя игра", true }, { "Ζορμπάς", "ζορμπασ", true }, { "ﬁn", "fin", true }, { "№ 5", "no 5", true },
		{ "한국어", "한국", true }, { "e\xcc\x81t\xc3\xa9", "été", true }, { "don’t", "don't", true }, { "a\nb", "\"a b\"", true }, { "bad \xff byte", "byte", true },
	};
	struct library *lib = library_new();

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct track t = plain((track_id)i + 1, "/x");
		struct query *q = NULL;
		size_t column;

		t.title = rows[i].title;
		query_parse(rows[i].query, 0, &q, &column);
		is_int(query_match(q, lib, library_put(lib, &t)), rows[i].matches, rows[i].query);
		query_free(q);
	}
	library_free(lib);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	test_artists();
	test_unreadable();
	test_spelling();
	test_albums();
	test_find();
	test_move();
	test_put();
	test_many();
	test_folding();
	return done();
}
