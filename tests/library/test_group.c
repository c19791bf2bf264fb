/*
 * test_group.c -- the tree by albums, genres, years, decades and folders against the slow way: whatever the size of the steps, the filter
 * and the changes in between, each row holds exactly the tracks that belong there, in the order of the artists' tree.
 */
#include "views.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRACKS = 500 };

static void put(int id)
{
	static const char *const artists[] = { "Anna", "The Band", "", "椎名林檎" };
	static const char *const albums[] = { "First", "first", "", "Élan" };
	static const char *const genres[] = { "Rock", "rock; Jazz", "Jazz/ Blues ,rock", "", ";;", "Électro", "electro|R&B" };
	static const char *const folders[] = { "", "a b/", "a/c/", "a/", "z/" };
	char path[64], title[32];
	struct track t = { .id = id + 1, .path = path, .title = title, .composer = "", .codec = "FLAC", .error = "", .date = "", .sort_artist = "" };

	snprintf(path, sizeof path, "/m/x/%s%d.flac", folders[rng_below(&rng, COUNT_OF(folders))], id);
	snprintf(title, sizeof title, "Song %u", rng_below(&rng, 40));
	t.artist = t.album_artist = artists[rng_below(&rng, COUNT_OF(artists))];
	t.album = albums[rng_below(&rng, COUNT_OF(albums))];
	t.genre = genres[rng_below(&rng, COUNT_OF(genres))];
	t.year = (int16_t)(rng_below(&rng, 4) ? 1985 + rng_below(&rng, 30) : 0);
	t.rating = (int8_t)rng_below(&rng, 6);
	t.duration_ms = rng_below(&rng, 300000);
	t.is_compilation = !rng_below(&rng, 9);
	t.state = rng_below(&rng, 20) ? TRACK_OK : TRACK_MISSING;
	library_put(lib, &t);
}

/* The k-th row a track belongs in, told plainly; false: there is no such. */
static bool row_of(enum library_root root, const struct track *t, size_t k, char *ret, size_t size)
{
	const char *by = t->is_compilation ? library_various() : t->artist, *p = t->genre;

	*ret = '\0';
	switch (root) {
	case LIBRARY_BY_YEAR:
		if (t->year)
			snprintf(ret, size, "%d", t->year);
		return !k;
	case LIBRARY_BY_DECADE:
		if (t->year)
			snprintf(ret, size, "%d0s", t->year / 10);
		return !k;
	case LIBRARY_BY_ALBUM:
		if (*t->album)
			snprintf(ret, size, *by ? "%s — %s" : "%s", t->album, by);
		return !k;
	case LIBRARY_BY_FOLDER:
		/* what all folders are in is not said, their own names are */
		snprintf(ret, size, "%.*s", (int)(path_base(t->path) - t->path - 4), t->path + 3);
		return !k;
	default:
		break;
	}
	for (size_t at = 0; *p;) {
		size_t n;

		p += strspn(p, ";,/| ");
		n = strcspn(p, ";,/|");
		while (n && p[n - 1] == ' ')
			n--;
		if (!n)
			break;
		if (at++ == k) {
			snprintf(ret, size, "%.*s", (int)n, p);
			return true;
		}
		p += n;
	}
	return !k && !strpbrk(t->genre, "abcdefghijklmnopqrstuvwxyz");
}

static bool is_same_name(const char *a, const char *b)
{
	char *x = utf8_fold(a), *y = utf8_fold(b);
	bool same = !strcmp(x, y);

	free(x);
	free(y);
	return same;
}

static bool belongs(enum library_root root, const struct track *t, const char *name)
{
	char row[256];

	for (size_t k = 0; row_of(root, t, k, row, sizeof row); k++)
		if (is_same_name(row, name))
			return true;
	return false;
}

/* Are the rows sorted (what has no name last), and does each hold what belongs there and nothing else? */
static bool shows(const struct library_view *v, enum library_root root, const char *text)
{
	struct query *q = query(text);
	size_t n, rows = library_view_artist_count(v), in_rows = 0;
	struct track **all = library_select(lib, q, &n);
	bool good = library_view_root(v) == root && rows > 1;
	char row[256];

	for (size_t i = 0; i < rows; i++) {
		const struct artist_node *a = library_view_artist_at(v, i), *before = i ? library_view_artist_at(v, i - 1) : NULL;
		struct track *const *tracks;
		int64_t sum = 0;
		size_t m, at = 0;

		tracks = library_view_artist_tracks(v, i, &m);
		good &= m == a->n_tracks && m > 0 && !(before && !*before->name);
		if (before && *a->name && root != LIBRARY_BY_FOLDER) {
			char *x = utf8_fold(before->name), *y = utf8_fold(a->name);

			good &= strcmp(x, y) < 0;
			free(x);
			free(y);
		}
		for (size_t k = 0; k < n; k++) {
			if (!belongs(root, all[k], a->name)) {
				good &= !library_view_holds(v, i, all[k]);
				continue;
			}
			good &= at < m && tracks[at++] == all[k] && library_view_holds(v, i, all[k]);
			sum += all[k]->duration_ms;
		}
		in_rows += m;
		good &= at == m && sum == a->duration_ms && library_view_artist_find(v, a->name) == i;
	}
	for (size_t k = 0; k < n; k++) {
		size_t first = library_view_artist_of(v, all[k]);

		row_of(root, all[k], 0, row, sizeof row);
		good &= first < rows && is_same_name(library_view_artist_at(v, first)->name, row);
	}
	good &= in_rows == library_view_count(v);
	free(all);
	query_free(q);
	return good;
}

static void test_roots(void)
{
	static const char *const names[LIBRARY_ROOTS] = { "artist", "album", "genre", "year", "decade", "folder" };
	struct library_view *v = library_view_new(lib);

	for (enum library_root root = LIBRARY_BY_ALBUM; root < LIBRARY_ROOTS; root++) {
		enum library_root before = library_view_root(v);

		library_view_group(v, root);
		ok(library_view_root(v) == before, "%s: the old tree is shown until the new one is there", names[root]);
		finish(v, 1 + root * 40);
		ok(shows(v, root, ""), "%s: each row holds what belongs there", names[root]);
		library_view_filter(v, query("rating>=2"));
		for (int i = 0; i < 60; i++) {
			library_view_step(v, 5);
			put((int)rng_below(&rng, TRACKS));
		}
		finish(v, 100);
		ok(shows(v, root, "rating>=2"), "%s: filtered, while the library changes", names[root]);
		library_view_filter(v, NULL);
		finish(v, 1000);
		ok(shows(v, root, ""), "%s: and whole again", names[root]);
	}
	library_view_group(v, LIBRARY_BY_ARTIST);
	is_int(library_view_root(v), LIBRARY_BY_ARTIST, "the artists are there at once");
	is_int((int)library_view_artist_count(v), (int)library_artist_count(lib), "all of them");
	library_view_free(v);
}

static void test_folders(void)
{
	struct library_view *v = library_view_new(lib);
	static const char *const want[] = { "x", "x/a", "x/a/c", "x/a b", "x/z" };

	library_view_group(v, LIBRARY_BY_FOLDER);
	finish(v, 9);
	is_int((int)library_view_artist_count(v), COUNT_OF(want), "five folders");
	for (size_t i = 0; i < COUNT_OF(want); i++)
		is_str(library_view_artist_at(v, i)->name, want[i], "what is in a folder follows it");
	library_view_free(v);
}

/* The flat list is of the artists' tree, whatever the root; what is missing stands in a row of its own. */
static void test_beside(void)
{
	struct library_view *v = library_view_new(lib);
	struct query *q = query("missing");
	size_t n, m;

	free(library_select(lib, q, &n));
	library_view_group(v, LIBRARY_BY_GENRE);
	library_view_sort(v, "title");
	finish(v, 50);
	library_view_sorted(v, &m);
	is_int((int)m, (int)library_count(lib), "each track is once in the flat list");
	library_view_sort(v, NULL);
	library_view_filter(v, q);
	finish(v, 3);
	library_view_artist_tracks(v, library_view_artist_count(v) - 1, &m);
	ok(n && m == n && library_view_artist_count(v) == 1, "what is missing is one row");
	library_view_free(v);
	v = library_view_new(lib);
	library_view_group(v, LIBRARY_BY_YEAR);
	for (int i = 0; i < 30; i++)
		library_view_step(v, 40);	/* given up at any point of the work */
	library_view_free(v);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	rng_seed(&rng, 5);
	lib = library_new();
	for (int i = 0; i < TRACKS; i++)
		put(i);
	test_roots();
	test_folders();
	test_beside();
	library_free(lib);
	return done();
}
