/*
 * rank_bench.c -- how long it takes from an event to the new list at 10,000 / 100,000 / 1,000,000 tracks (SEGUE_BENCH_TRACKS: others) and 100,000 events: by the log
 * alone, with all that can be learnt (lists of tracks heard together, sounds of 256 tracks, other listeners, foresight), and with that among the tracks of one style.
 * Beside it the bare product of a 1,000,000 x 64 float matrix and a vector in the same run.  The 99th of a hundred is what counts; of the processor's time, because
 * who else runs here is none of ours.
 */
#include "made.h"
#include "sizes.h"

#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 15
#define EVENTS 200

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

/* An event, and the list it makes. */
static void measure(const char *what, struct taste *t, uint32_t tracks, const struct track_set *only, struct rng *r)
{
	static int64_t wall[EVENTS], cpu[EVENTS];
	int64_t now_ms = NOW_MS;
	struct pick picks[100];
	size_t n = 0;

	for (int i = 0; i < EVENTS; i++) {
		struct rank_options opt = { .adventure = .35, .seed = 1, .only = only, .playing = 1 + (track_id)rng_below(r, MIN_OF(tracks, 2000u)) };
		struct event ev = { .at_ms = now_ms += 120000, .track = opt.playing, .kind = i % 3 == 2 ? EVENT_SKIP : i % 3 ? EVENT_FINISH : EVENT_START,
			.source = SOURCE_LIBRARY, .listened_ms = 50000, .duration_ms = 200000 };
		int64_t at = clock_mono_us(), used = clock_thread_us();

		opt.now_ms = now_ms;
		taste_event(t, &ev);
		n = taste_rank(t, &opt, picks, 100);
		wall[i] = clock_mono_us() - at;
		cpu[i] = clock_thread_us() - used;
	}
	qsort(wall, EVENTS, sizeof *wall, by_time);
	qsort(cpu, EVENTS, sizeof *cpu, by_time);
	printf("%8u tracks, %-13s event to list: median %6.2f ms, p99 %6.2f ms of the processor (by the clock %6.2f, %6.2f; %zu picks), %zu MiB\n", tracks, what,
	       (double)cpu[EVENTS / 2] / 1000, (double)cpu[EVENTS * 99 / 100] / 1000, (double)wall[EVENTS / 2] / 1000, (double)wall[EVENTS * 99 / 100] / 1000, n,
	       taste_bytes(t) >> 20);
}

static void bench(uint32_t tracks, uint32_t events)
{
	struct taste *t = taste_new();
	struct track_set some = { xcalloc(tracks / 64 + 1, sizeof(uint64_t)), tracks / 64 + 1 };
	int64_t t0 = clock_mono_us(), t1, t2;
	struct event *log;
	struct rng r;

	rng_seed(&r, 1);
	made_tracks(t, NULL, tracks, &r);
	t1 = clock_mono_us();
	log = made_log(tracks, events, NOW_MS, &r);
	for (uint32_t i = 0; i < events; i++)
		taste_event(t, &log[i]);
	t2 = clock_mono_us();
	printf("%8u tracks, %u events: load %.0f ms, %.2f us an event\n", tracks, events, (double)(t1 - t0) / 1000, (double)(t2 - t1) / events);
	measure("the log alone", t, tracks, NULL, &r);
	taste_learnt(t, made_learnt(tracks, &r));
	made_sounds(t, tracks, &r);
	measure("all models", t, tracks, NULL, &r);
	for (size_t i = 0; i < some.n_words; i++)
		some.bits[i] = 0x1111111111111111;
	measure("all, a style", t, tracks, &some, &r);
	free(some.bits);
	free(log);
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
		int64_t at = clock_thread_us();

		for (size_t i = 0; i < N; i++) {
			float part[8] = { 0 };

			for (size_t k = 0; k < D; k += 8)
				for (size_t j = 0; j < 8; j++)
					part[j] += m[i * D + k + j] * v[k + j];
			out[i] = part[0] + part[1] + part[2] + part[3] + part[4] + part[5] + part[6] + part[7];
		}
		us[round] = clock_thread_us() - at;
		sum += (double)out[round];
	}
	printf(" 1000000 x 64 floats times a vector: %.2f ms of the processor", best_ms(us));
	printf(" (median %.2f; sum %g)\n", (double)us[ROUNDS / 2] / 1000, sum);
	free(m);
	free(out);
}

int main(void)
{
	const char *at = sizes("10000 100000 1000000");
	size_t tracks;

	product();
	while (sizes_next(&at, &tracks))
		bench((uint32_t)tracks, 100000);
	return 0;
}
