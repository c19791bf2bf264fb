/*
 * test_view.c -- views of the library against the slow way: whatever the filter, the order, the size of the steps and the
 * changes in between, what is shown in the end is what library_select() selects, sorted.
 */
#include "views.h"

#include <locale.h>
#include <stdlib.h>

enum { TRACKS = 600 };

static void put(int id)
{
	static const char *const artists[] = { "Anna", "The Band", "Bänd", "Zoë", "", "椎名林檎", "VA" };
	static const char *const albums[] = { "First", "second", "", "Élan" };
	static const char *const dates[] = { "", "1997", "1997-05-21", "2003" };
	char path[64], title[32];
	struct track t = { .id = id + 1, .path = path, .title = title, .composer = "", .codec = "FLAC", .error = "", .genre = "Folk" };

	snprintf(path, sizeof path, "/m/%d.flac", id);
	snprintf(title, sizeof title, "Song %u", rng_below(&rng, 40));
	t.artist = t.album_artist = artists[rng_below(&rng, COUNT_OF(artists))];
	t.album = albums[rng_below(&rng, COUNT_OF(albums))];
	t.date = dates[rng_below(&rng, COUNT_OF(dates))];
	t.year = (int16_t)atoi(t.date);
	t.track_no = (int16_t)rng_below(&rng, 12);
	t.rating = (int8_t)rng_below(&rng, 6);
	t.duration_ms = rng_below(&rng, 300000);
	t.state = rng_below(&rng, 20) ? TRACK_OK : TRACK_MISSING;
	library_put(lib, &t);
}

/* Is the tree of the view exactly what is selected, in that order? */
static bool shows(const struct library_view *v, const char *text)
{
	struct query *q = query(text);
	size_t n, at = 0;
	struct track **want = library_select(lib, q, &n);
	bool good = library_view_count(v) == n;

	for (size_t i = 0; i < library_view_artist_count(v); i++) {
		const struct artist_node *a = library_view_artist_at(v, i);
		size_t m;
		struct track *const *tracks = library_view_artist_tracks(v, i, &m);
		int64_t sum = 0;

		good &= m == a->n_tracks && m > 0;
		for (size_t k = 0; k < m; k++, at++) {
			good &= at < n && tracks[k] == want[at];
			sum += tracks[k]->duration_ms;
			good &= library_view_artist_of(v, tracks[k]) == i;
		}
		good &= sum == a->duration_ms && library_view_artist_find(v, a->name) == i;
	}
	free(want);
	query_free(q);
	return good && at == n;
}

static void test_filter(void)
{
	static const char *const texts[] = { "band", "rating>=4", "artist:anna rating<3", "zzzz", "year=1997 or zoe", "" };
	struct library_view *v = library_view_new(lib);
	uint64_t before;

	ok(shows(v, ""), "without a filter all is shown, at once");
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		library_view_filter(v, query(texts[i]));
		finish(v, 1 + i * 50);
		ok(shows(v, texts[i]), "filter '%s'", texts[i]);
	}
	library_view_filter(v, query("rating>=4"));
	ok(library_view_is_urgent(v) && shows(v, ""), "the old answer is shown until the new one is there");
	for (int i = 0; i < 40; i++) {	/* changes while it is being made */
		library_view_step(v, 7);
		put((int)rng_below(&rng, TRACKS));
	}
	finish(v, 100);
	ok(shows(v, "rating>=4"), "it follows the library");
	before = library_view_generation(v);
	ok(!library_view_step(v, 100) && library_view_generation(v) == before, "and then stands still");
	put(3);
	library_view_filter(v, NULL);
	ok(shows(v, "") && library_view_generation(v) != before, "and goes away at once");
	library_view_free(v);
}

static void test_missing(void)
{
	struct library_view *v = library_view_new(lib);
	struct query *q = query("missing");
	size_t n, m, last;

	free(library_select(lib, q, &n));
	library_view_filter(v, q);
	finish(v, 3);
	last = library_view_artist_count(v) - 1;
	library_view_artist_tracks(v, last, &m);
	ok(n && m == n && !last, "what is missing is one group");
	library_view_free(v);
}

/* By hand: "-rating title". */
static int by_rating(const struct track *a, const struct track *b)
{
	char *x, *y;
	int c = b->rating - a->rating;

	if (c)
		return c;
	x = utf8_fold(a->title);
	y = utf8_fold(b->title);
	c = strcmp(x, y);
	free(x);
	free(y);
	return c;
}

/* By hand: "date", those without last. */
static int by_date(const struct track *a, const struct track *b)
{
	return !*a->date != !*b->date ? !*a->date - !*b->date : strcmp(a->date, b->date);
}

static void check_sorted(struct library_view *v, int (*cmp)(const struct track *, const struct track *), const char *filter, const char *what)
{
	struct query *q = query(filter);
	size_t n, m;
	struct track **all = library_select(lib, q, &n);
	struct track *const *sorted = library_view_sorted(v, &m);
	bool good = sorted && n == m && n > 10;

	/* insertion keeps equals in tree order, as promised */
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k && cmp(all[k - 1], all[k]) > 0; k--) {
			struct track *t = all[k];

			all[k] = all[k - 1];
			all[k - 1] = t;
		}
	for (size_t i = 0; good && i < n; i++)
		good = all[i] == sorted[i];
	ok(good, "%s", what);
	free(all);
	query_free(q);
}

static void test_sort(void)
{
	struct library_view *v = library_view_new(lib);
	const char *help;
	size_t n;

	is_int(library_view_sort(v, "artist nonsense"), ERR_ARG, "an unknown key is told");
	is_str(err_text(), "there is no sort key 'nonsense'", "  by name");
	is_int(library_view_sort(v, " "), ERR_ARG, "no key at all, too");
	ok(!library_view_sorted(v, &n) && !n, "there is no flat list unasked");
	is_int(library_view_sort(v, "-rating title"), OK, "by rating, downwards, and title");
	finish(v, 13);
	check_sorted(v, by_rating, "", "sorted so, equals in tree order");
	library_view_filter(v, query("band or anna"));
	finish(v, 500);
	check_sorted(v, by_rating, "band or anna", "under a filter");
	ok(shows(v, "band or anna"), "with the tree beside it");
	is_int(library_view_sort(v, "date"), OK, "by date");
	for (int i = 0; i < 30; i++) {
		library_view_step(v, 29);
		put((int)rng_below(&rng, TRACKS));
	}
	finish(v, 100);
	check_sorted(v, by_date, "band or anna", "sorted so, though tracks changed meanwhile");
	library_view_sort(v, NULL);
	finish(v, 100);
	ok(!library_view_sorted(v, &n), "and away");
	for (n = 0; library_sort_key(n, &help); n++)
		is_int(library_sort_check(library_sort_key(n, &help)) || !*help, 0, "a key has a name and a text");
	library_view_free(v);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	rng_seed(&rng, 11);
	lib = library_new();
	for (int i = 0; i < TRACKS; i++)
		put(i);
	test_filter();
	test_missing();
	test_sort();
	library_free(lib);
	return done();
}
