/* test_bulk.c -- tracks put many at a time are those put one by one: in the lists, by path and stamp, changed, moved and put again. */
#include "library.h"
#include "../tap.h"

#include <locale.h>

enum { SOME = 300, MANY = 20000, BUNCH = 1000 };

static char *text_for(struct arena *arena, const char *what, int n)
{
	char text[64];

	snprintf(text, sizeof text, "%s%d", what, n);
	return arena_strdup(arena, text);
}

/* Ten of an album, mostly; texts they share are one string in some places and copies in others. */
static struct track *make_tracks(struct arena *arena, int n)
{
	struct track *tracks = xcalloc((size_t)n, sizeof *tracks);
	static const struct part part = { "/m/long.flac", 5, 0 };

	for (int i = 0; i < n; i++) {
		const struct track *last = i ? &tracks[i - 1] : NULL;
		bool same = i % 10 && i % 7;

		tracks[i] = (struct track){ .id = i + 1, .path = text_for(arena, "/m/", i), .title = text_for(arena, "Song ", i % 400),
			.artist = same ? last->artist : text_for(arena, "Artist ", i / 30), .album = same ? last->album : text_for(arena, "Album ", i / 10),
			.album_artist = i % 100 < 50 ? "" : text_for(arena, "The ", i / 100), .genre = i % 3 ? "Folk" : "Jazz; Bebop", .composer = "", .date = "1997",
			.codec = i % 2 ? "FLAC" : "MP3", .sort_artist = "", .error = i % 50 == 3 ? "broken" : "", .state = i % 50 == 3 ? TRACK_UNREADABLE : TRACK_OK,
			.stamp = { 1000 + i / 2, i % 9 ? 5 : 0, 1, (uint64_t)i }, .duration_ms = i, .part = i % 1000 == 7 ? &part : NULL };
	}
	return tracks;
}

static struct library *put_singly(const struct track *tracks, int n)
{
	struct library *lib = library_new();

	for (int i = 0; i < n; i++)
		library_put(lib, &tracks[i]);
	return lib;
}

static struct library *put_many(const struct track *tracks, int n)
{
	struct library *lib = library_new();

	for (int i = 0; i < n; i += BUNCH) {
		library_reserve(lib, (size_t)n);
		library_put_all(lib, tracks + i, (size_t)MIN_OF(BUNCH, n - i));
	}
	return lib;
}

/* Everything in order, as text. */
static char *all_of(struct library *lib)
{
	struct track *const *bad;
	size_t n, n_bad;
	struct track **all = library_select(lib, NULL, &n);
	struct buf b;

	buf_init(&b, 64 << 20);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%lld|%s|%s|%s|%s|%s|%s|%s|%lld|%d\n", (long long)all[i]->id, all[i]->path, all[i]->title, all[i]->artist, all[i]->album,
			 all[i]->album_artist, all[i]->genre, all[i]->codec, (long long)all[i]->stamp.size, all[i]->part != NULL);
	bad = library_unreadable(lib, &n_bad);
	for (size_t i = 0; i < n_bad; i++)
		buf_addf(&b, "%s: %s\n", bad[i]->path, bad[i]->error);
	buf_addf(&b, "%zu %zu %zu", n, n_bad, library_artist_count(lib));
	free(all);
	return buf_steal(&b);
}

static bool is_same(struct library *a, struct library *b)
{
	char *one = all_of(a), *other = all_of(b);
	bool is = strlen(one) > 1000 && !strcmp(one, other);

	free(one);
	free(other);
	return is;
}

static bool count_one(void *ctx, struct track *t)
{
	(void)t;
	++*(int *)ctx;
	return true;
}

static int with_stamp(struct library *lib, const struct file_stamp *stamp)
{
	int n = 0;

	library_same_stamp(lib, stamp, count_one, &n);
	return n;
}

/* Is each found by its path and, where it has one, by its stamp? */
static int lost(struct library *lib, const struct track *tracks, int n)
{
	int bad = 0;

	for (int i = 0; i < n; i++) {
		struct track *t = library_by_path(lib, tracks[i].path);

		bad += !t || t->id != tracks[i].id || library_get(lib, tracks[i].id) != t;
		bad += with_stamp(lib, &tracks[i].stamp) < 1;
	}
	return bad;
}

static void test_same(int n)
{
	struct arena arena = { 0 };
	struct track *tracks = make_tracks(&arena, n);
	struct library *a = put_singly(tracks, n), *b = put_many(tracks, n);
	uint64_t version;
	int steps = 0;

	ok(is_same(a, b), "%d tracks are the same lists", n);
	ok(library_index_some(b, 1), "one at a time they are found by path");
	is_int(lost(b, tracks, n), 0, "or all at once, when somebody looks");
	ok(!library_index_some(b, 1), "and then nothing is left to do");
	version = library_version(b);
	library_put_all(b, tracks, (size_t)MIN_OF(n, BUNCH));
	ok(library_version(b) == version, "the same again is no change");
	library_free(b);
	b = put_many(tracks, n);
	while (library_index_some(b, 7))
		steps++;
	is_int(steps, (n - 1) / 7, "in steps");
	is_int(lost(b, tracks, n), 0, "all are found, too");
	library_free(a);
	library_free(b);
	arena_done(&arena);
	free(tracks);
}

/* Whatever happens to a track before and after it can be found by path. */
static void change(struct library *lib, const struct track *tracks, int i)
{
	static const struct file_stamp stamp = { 77777777, 5, 1, 1 };
	struct track t = tracks[i], fresh = tracks[i];

	t.title = "another";
	t.path = "/elsewhere";
	library_put(lib, &t);
	library_move(lib, library_get(lib, tracks[i + 1].id), "/moved", &stamp);
	library_get(lib, tracks[i + 2].id)->stamp = stamp;
	library_touched(lib, library_get(lib, tracks[i + 2].id));
	fresh.id = 1000000;
	fresh.path = "/fresh";
	library_put(lib, &fresh);
	ok(!library_by_path(lib, tracks[i].path) && library_by_path(lib, "/elsewhere") == library_get(lib, t.id), "put again: its new path");
	ok(!library_by_path(lib, tracks[i + 1].path) && library_by_path(lib, "/moved") == library_get(lib, tracks[i + 1].id), "moved");
	ok(library_by_path(lib, "/fresh") == library_get(lib, 1000000), "one that came after");
	is_int(with_stamp(lib, &stamp), 2, "their stamps");
	is_str(library_by_path(lib, "/elsewhere")->title, "another", "what is said of it");
	is_str(library_by_path(lib, tracks[i + 3].path)->title, tracks[i + 3].title, "the next is as it was");
}

static void test_changes(int n)
{
	struct arena arena = { 0 };
	struct track *tracks = make_tracks(&arena, n);
	struct library *a = put_singly(tracks, n), *b = put_many(tracks, n), *c = put_many(tracks, n);

	change(a, tracks, 20);
	change(b, tracks, 20);
	library_index_some(c, 22);
	change(c, tracks, 20);
	ok(is_same(a, b), "changed before they were found by path they are the same");
	ok(is_same(a, c), "and amid");
	library_free(a);
	library_free(b);
	library_free(c);
	arena_done(&arena);
	free(tracks);
}

/* What is read next stands where what was read before stood. */
static void test_reused(void)
{
	char texts[4][16];
	struct track tracks[2];
	struct library *lib = library_new();
	int wrong = 0;

	for (int i = 0; i < 20; i++) {
		for (int k = 0; k < 4; k++)
			snprintf(texts[k], sizeof texts[k], "%d of %d", k, i / 2);
		for (int k = 0; k < 2; k++)
			tracks[k] = (struct track){ .id = i * 2 + k + 1, .path = texts[k], .title = texts[k], .artist = texts[2], .album = texts[3], .album_artist = "",
				.genre = texts[2], .composer = "", .date = "", .codec = "", .sort_artist = "", .error = "" };
		library_put_all(lib, tracks, 2);
		for (int k = 0; k < 2; k++) {
			const struct track *t = library_get(lib, tracks[k].id);

			wrong += strcmp(t->artist, texts[2]) || strcmp(t->album, texts[3]) || strcmp(t->genre, texts[2]) || strcmp(t->title, texts[k]);
		}
	}
	is_int(wrong, 0, "a text at the address of another is not taken for it");
	is_int((long long)library_artist_count(lib), 10, "nor its artist");
	library_free(lib);
}

/* More come than were foreseen, and some by one. */
static void test_beyond(void)
{
	struct arena arena = { 0 };
	struct track *tracks = make_tracks(&arena, MANY + 3000);
	struct library *a = put_singly(tracks, MANY + 3000), *b = library_new();

	library_put(b, &tracks[0]);
	library_reserve(b, MANY);
	library_put_all(b, tracks + 1, MANY);
	for (int i = MANY + 1; i < MANY + 1500; i++)
		library_put(b, &tracks[i]);
	library_put_all(b, tracks + MANY + 1500, 1500);
	ok(is_same(a, b), "one first, and more than room was made for");
	is_int(lost(b, tracks, MANY + 3000), 0, "all are found");
	library_free(b);
	b = library_new();
	library_reserve(b, MANY);
	library_put_all(b, tracks, MANY);
	library_put_all(b, tracks + MANY, 3000);
	ok(is_same(a, b), "more in many");
	library_free(a);
	library_free(b);
	arena_done(&arena);
	free(tracks);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	test_same(SOME);
	test_same(MANY);
	test_changes(SOME);
	test_changes(MANY);
	test_reused();
	test_beyond();
	return done();
}
