/* test_walk.c -- in a library of many blocks the walk over all tracks (src/recommend/walk.c) passes over none: the best by taste_explain() are in the list. */
#include "../tap.h"
#include "world.h"

#include <stdlib.h>

enum { PICKS = 100, FIRST = 10, MANY = 5 * 1024 + 65 };
struct said { track_id track; int artist; float score; };

static int by_score(const void *a, const void *b)
{
	const struct said *x = a, *y = b;

	return (x->score < y->score) - (x->score > y->score);
}

static bool has(const struct pick *picks, size_t n, track_id track)
{
	for (size_t i = 0; i < n; i++)
		if (picks[i].track == track)
			return true;
	return false;
}

/* Of the FIRST artists whose best track was never heard and says most, how many are missing. */
static int missing(struct taste *t, const struct rank_options *opt, int tracks, int artists)
{
	struct said *all = xcalloc((size_t)tracks, sizeof *all);
	bool *is_taken = xcalloc((size_t)artists, sizeof *is_taken);
	struct pick picks[PICKS], p;
	size_t n = taste_rank(t, opt, picks, PICKS), n_all = 0;
	int gone = 0, found = 0;

	for (track_id id = 1; id <= tracks; id++)
		if (taste_explain(t, opt, id, &p) && p.is_new)
			all[n_all++] = (struct said){ id, (int)(id % artists), p.score };
	qsort(all, n_all, sizeof *all, by_score);
	for (size_t i = 0; i < n_all && found < FIRST; i++)
		if (!is_taken[all[i].artist]) {
			is_taken[all[i].artist] = true;
			gone += !has(picks, n, all[i].track);
			found++;
		}
	free(all);
	free(is_taken);
	return found < FIRST ? FIRST : gone;
}

static void test_size(int tracks, int artists)
{
	struct taste *t = world_new(tracks, artists);
	int gone = 0;

	for (track_id id = 1; id < tracks; id += 97)
		world_play(t, id, id % 3 ? EVENT_FINISH : EVENT_SKIP, NOW_MS - HOURS(1 + id % 400), id % 3 ? 200000 : 9000);
	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct rank_options opt = { .now_ms = NOW_MS, .seed = seed, .playing = 1, .adventure = 1 };

		/* the last ones play now: moods of albums and all */
		world_play(t, tracks - (track_id)seed, EVENT_FINISH, NOW_MS - MINUTES(5 * (int64_t)seed), 200000);
		gone += missing(t, &opt, tracks, artists);
	}
	ok(gone == 0, "%d tracks by %d artists: none of the best is passed over (%d)", tracks, artists, gone);
	taste_free(t);
}

int main(void)
{
	test_size(63, 40);
	test_size(64, 40);
	test_size(1023, 200);
	test_size(1024, 200);
	test_size(1025, 200);
	test_size(MANY, 900);
	return done();
}
