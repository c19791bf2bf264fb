/*
 * same_bench -- how long copies take to be found among 10,000 / 100,000 tracks of two minutes of fingerprint (SEGUE_BENCH_TRACKS: others), of which every
 * hundredth is a copy of another with 3 of 100 bits wrong, a tenth of them cut; and how many are. Then what versions among as many tracks of four minutes of chroma
 * cost: sketches, which pairs are worth a look, and so many looks by what some of them took. Without the disk the prints would be read from.
 */
#include "sizes.h"
#include "ear.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RAW = 948, EACH = 100, CUT = 10, FRAMES = 646, LOOKS = 100 };

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Subfingerprints change by some bits from one to the next, and now and then by many. */
static void fill(uint32_t raw[RAW], uint32_t seed)
{
	struct rng r;

	rng_seed(&r, seed);
	raw[0] = rng_next(&r);
	for (size_t i = 1; i < RAW; i++)
		raw[i] = raw[i - 1] ^ (rng_next(&r) & rng_next(&r) & (rng_below(&r, 8) ? rng_next(&r) : UINT32_MAX));
}

static void print_of(size_t track, struct print *ret)
{
	bool is_copy = track % EACH == EACH - 1;
	struct rng r;

	fill(ret->raw, (uint32_t)(is_copy ? track - EACH / 2 : track));
	ret->n_raw = RAW;
	if (!is_copy)
		return;
	rng_seed(&r, (uint32_t)track);
	for (size_t i = 0; i < RAW; i++)
		for (int bit = 0; bit < 32; bit++)
			ret->raw[i] ^= rng_below(&r, 100) < 3 ? 1u << bit : 0;
	if (track / EACH % CUT == 0) {
		ret->n_raw = RAW / 2;
		memmove(ret->raw, ret->raw + RAW / 4, RAW / 2 * sizeof *ret->raw);
	}
}

static void bench(size_t tracks)
{
	struct same_index *ix = same_index_new();
	struct same_pair *pairs;
	struct print a = { .raw = xcalloc(RAW, sizeof *a.raw) }, b = { .raw = xcalloc(RAW, sizeof *b.raw) };
	double add = 0, look = 0, at;
	size_t n, right = 0, wrong = 0;

	for (size_t i = 0; i < tracks; i++) {
		print_of(i, &a);
		at = cpu_s();
		same_index_add(ix, i + 1, &a);
		add += cpu_s() - at;
	}
	at = cpu_s();
	n = same_index_pairs(ix, &pairs);
	double index = cpu_s() - at;
	for (size_t i = 0; i < n; i++) {
		struct same_music m;

		print_of((size_t)pairs[i].a - 1, &a);
		print_of((size_t)pairs[i].b - 1, &b);
		at = cpu_s();
		bool is_same = same_recording(&a, &b, &m);
		look += cpu_s() - at;
		(pairs[i].b == pairs[i].a + EACH / 2 ? &right : &wrong)[0] += is_same;
	}
	printf("%8zu tracks: keys %.2f s, sorted and paired %.2f s, %zu pairs looked at in %.2f s (%.2f ms each): %zu of %zu copies, %zu wrong ones\n", tracks, add, index, n,
	       look, n ? look * 1000 / (double)n : 0, right, tracks / EACH, wrong);
	free(pairs);
	same_index_free(ix);
	print_free(&a);
	print_free(&b);
}

/* Chroma by chance, and a tempo. */
static double piece_of(size_t track, struct print *ret)
{
	struct rng r;

	rng_seed(&r, (uint32_t)track);
	ret->n_chroma = FRAMES;
	for (size_t i = 0; i < FRAMES; i++)
		for (int c = 0; c < CHROMA_DIMS; c++)
			ret->chroma[i][c] = (uint8_t)rng_below(&r, 16);
	return 70 + (double)rng_below(&r, 90);
}

static void bench_pieces(size_t tracks)
{
	struct piece_index *ix = piece_index_new();
	struct same_pair *pairs;
	struct print a = { .chroma = xcalloc(FRAMES, sizeof *a.chroma) }, b = { .chroma = xcalloc(FRAMES, sizeof *b.chroma) };
	double add = 0, gate, look = 0, at;
	size_t n, looks;

	for (size_t i = 0; i < tracks; i++) {
		double bpm = piece_of(i, &a);

		at = cpu_s();
		piece_index_add(ix, i, &a, bpm);
		add += cpu_s() - at;
	}
	at = cpu_s();
	n = piece_index_pairs(ix, &pairs);
	gate = cpu_s() - at;
	looks = MIN_OF(n, (size_t)LOOKS);
	for (size_t i = 0; i < looks; i++) {
		struct piece_match m;
		double a_bpm = piece_of((size_t)pairs[i].a, &a), b_bpm = piece_of((size_t)pairs[i].b, &b);

		at = cpu_s();
		piece_compare(&a, a_bpm, &b, b_bpm, &m);
		look += cpu_s() - at;
	}
	look /= looks ? (double)looks : 1;
	printf("%8zu tracks: sketches %.1f s, which are worth it %.1f s, %zu pairs of %.2f ms: versions would take %.0f s\n", tracks, add, gate, n, look * 1000,
	       add + gate + look * (double)n);
	free(pairs);
	piece_index_free(ix);
	print_free(&a);
	print_free(&b);
}

int main(void)
{
	const char *at = sizes("10000 100000");
	size_t tracks;

	while (sizes_next(&at, &tracks)) {
		bench(tracks);
		bench_pieces(tracks);
		fflush(stdout);
	}
	return 0;
}
