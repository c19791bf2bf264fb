/*
 * rank_bench.c -- how long one ranking takes at 10,000 / 100,000 / 1,000,000 tracks and 100,000 events, beside the bare product of a
 * 1,000,000 x 64 float matrix and a vector in the same run.
 */
#include "recommend.h"

#include <stdio.h>
#include <stdlib.h>

#define NOW_MS INT64_C(1790000000000)
#define ROUNDS 15

static int by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Sorts; the best is what the machine can do, the median what a busy one does. */
static double best_ms(int64_t us[ROUNDS])
{
	qsort(us, ROUNDS, sizeof *us, by_time);
	return (double)us[0] / 1000;
}

static void fill(struct taste *t, uint32_t tracks, struct rng *r)
{
	char artist[32], album[48], genre[32];

	for (uint32_t i = 1; i <= tracks; i++) {
		uint32_t a = rng_below(r, tracks / 20 + 1);
		struct track track = { .id = (track_id)i, .path = "", .title = "", .artist = artist, .album = album, .album_artist = "",
			.genre = genre, .composer = "", .date = "", .codec = "", .error = "",
			.added_s = NOW_MS / 1000 - (int64_t)rng_below(r, 86400 * 1000) };

		snprintf(artist, sizeof artist, "artist %u", a);
		snprintf(album, sizeof album, "album %u of %u", rng_below(r, 4), a);
		snprintf(genre, sizeof genre, "genre %u", a % 60);
		taste_track(t, &track);
	}
}

static void listen(struct taste *t, uint32_t tracks, uint32_t events, struct rng *r)
{
	for (uint32_t i = 0; i < events / 2; i++) {
		double u = rng_unit(r);
		struct event ev = { .at_ms = NOW_MS - (int64_t)(events / 2 - i) * 600000, .track = 1 + (track_id)(u * u * (tracks - 1)),
			.kind = EVENT_START, .source = SOURCE_LIBRARY, .listened_ms = -1, .position_ms = -1 };

		taste_event(t, &ev);
		ev.kind = rng_below(r, 4) ? EVENT_FINISH : EVENT_SKIP;
		ev.at_ms += 200000;
		ev.listened_ms = ev.kind == EVENT_FINISH ? 200000 : 8000;
		taste_event(t, &ev);
	}
}

static void bench(uint32_t tracks, uint32_t events)
{
	struct taste *t = taste_new();
	struct rank_options opt = { .now_ms = NOW_MS, .adventure = .35 };
	struct pick picks[100];
	int64_t us[ROUNDS], t0 = clock_mono_us(), t1, t2;
	struct rng r;
	size_t n = 0;

	rng_seed(&r, 1);
	fill(t, tracks, &r);
	t1 = clock_mono_us();
	listen(t, tracks, events, &r);
	t2 = clock_mono_us();
	for (int i = 0; i < ROUNDS; i++) {
		int64_t at = clock_mono_us();

		opt.seed = (uint64_t)i;
		n = taste_rank(t, &opt, picks, 100);
		us[i] = clock_mono_us() - at;
	}
	printf("%8u tracks %7u events: rank %6.2f ms (median %.2f; %zu picks), load %.0f ms, event %.2f us, %zu MiB\n", tracks, events,
	       best_ms(us), (double)us[ROUNDS / 2] / 1000, n, (double)(t1 - t0) / 1000, (double)(t2 - t1) / events, taste_bytes(t) >> 20);
	taste_free(t);
}

static void product(void)
{
	enum { N = 1000000, D = 64 };
	float *m = xmalloc(sizeof *m * N * D), *out = xmalloc(sizeof *out * N), v[D];
	int64_t us[ROUNDS];
	double sum = 0;

	for (size_t i = 0; i < (size_t)N * D; i++)
		m[i] = (float)(i % 7);
	for (int i = 0; i < D; i++)
		v[i] = (float)i;
	for (int round = 0; round < ROUNDS; round++) {
		int64_t at = clock_mono_us();

		for (size_t i = 0; i < N; i++) {
			float part[8] = { 0 };

			for (size_t k = 0; k < D; k += 8)
				for (size_t j = 0; j < 8; j++)
					part[j] += m[i * D + k + j] * v[k + j];
			out[i] = part[0] + part[1] + part[2] + part[3] + part[4] + part[5] + part[6] + part[7];
		}
		us[round] = clock_mono_us() - at;
		sum += (double)out[round];
	}
	printf(" 1000000 x 64 floats times a vector: %.2f ms", best_ms(us));
	printf(" (median %.2f; sum %g)\n", (double)us[ROUNDS / 2] / 1000, sum);
	free(m);
	free(out);
}

int main(void)
{
	product();
	bench(10000, 100000);
	bench(100000, 100000);
	bench(1000000, 100000);
	return 0;
}
