/*
 * kin_bench -- how fast and how truly the nearest 20 are found among 10,000 / 100,000 / 1,000,000 tracks, beside an exact look at all of them and the bare
 * product of a matrix of 64 floats a track and a vector in the same run.
 *
 *	kin_bench [FILE...]	audio to start from (without: the demo pieces)
 *
 * The tracks are made from real ones, pieces of 15 s of the audio given: each lies between two of them and a little beside. SEGUE_BENCH_TRACKS="10000 100000":
 * other numbers.
 */
#include "sizes.h"
#include "compose.h"
#include "ear.h"

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DIMS = 13, REAL = 4096, PIECE_S = 15, NEAREST = 20, ASKED = 200, ASKED_EXACTLY = 25 };

/* CPU time of the one thread there is: on a machine with nothing else to do the same as a clock's, and true on a busy one. */
static int64_t cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static struct features *real;
static size_t n_real;

static double gauss(struct rng *r)
{
	double u = 1 - rng_unit(r);

	return sqrt(-2 * log(u)) * cos(2 * M_PI * rng_unit(r));
}

static void hear(const char *path)
{
	SF_INFO info = { 0 };
	SNDFILE *f = sf_open(path, SFM_READ, &info);
	size_t most = (size_t)(info.samplerate * PIECE_S);
	float *buf = f ? xcalloc(most * (size_t)info.channels, sizeof *buf) : NULL;
	sf_count_t n;

	while (f && n_real < REAL && (n = sf_readf_float(f, buf, (sf_count_t)most)) > 0) {
		struct ear *ear;

		if ((size_t)n < most / 2 || ear_open(&ear, info.samplerate, info.channels))
			break;
		ear_feed(ear, buf, (size_t)n);
		ear_finish(ear, &real[n_real], NULL, NULL);
		n_real += real[n_real].mfcc_frames && real[n_real].has_pattern;
		ear_free(ear);
	}
	free(buf);
	if (f)
		sf_close(f);
}

static void hear_demo(void)
{
	char dir[] = "/tmp/kin_bench.XXXXXX";

	if (!mkdtemp(dir))
		return;
	for (size_t i = 0; i < demo_count(); i++)
		demo_render(i, dir);
	char *find = xasprintf("find %s -name '*.flac'", dir), line[4096];
	FILE *list = popen(find, "r");

	while (list && fgets(line, sizeof line, list)) {
		line[strcspn(line, "\n")] = 0;
		hear(line);
	}
	if (list)
		pclose(list);
	free(find);
	find = xasprintf("rm -r %s", dir);
	if (system(find))
		fprintf(stderr, "kin_bench: %s stays\n", dir);
	free(find);
}

static size_t pair_at(size_t i, size_t j)
{
	return i * MFCC_DIMS - i * (i - 1) / 2 + j - i;
}

/* (I + noise) C (I + noise)' of the first DIMS coefficients. */
static void bend(float *cov, struct rng *r)
{
	double a[DIMS][DIMS], ac[DIMS][DIMS] = { { 0 } }, c[DIMS][DIMS];

	for (size_t i = 0; i < DIMS; i++)
		for (size_t j = 0; j < DIMS; j++) {
			a[i][j] = (i == j) + .06 * gauss(r);
			c[i][j] = (double)cov[i <= j ? pair_at(i, j) : pair_at(j, i)];
		}
	for (size_t i = 0; i < DIMS; i++)
		for (size_t j = 0; j < DIMS; j++)
			for (size_t k = 0; k < DIMS; k++)
				ac[i][j] += a[i][k] * c[k][j];
	for (size_t i = 0; i < DIMS; i++)
		for (size_t j = i; j < DIMS; j++) {
			double sum = 0;

			for (size_t k = 0; k < DIMS; k++)
				sum += ac[i][k] * a[j][k];
			cov[pair_at(i, j)] = (float)sum;
		}
}

static void make(struct features *ret, struct rng *r)
{
	const struct features *a = &real[rng_below(r, (uint32_t)n_real)], *b = &real[rng_below(r, (uint32_t)n_real)];
	float w = (float)pow(sin(rng_unit(r) * M_PI / 2), 2);

	*ret = *a;
	for (size_t i = 0; i < MFCC_DIMS; i++)
		ret->mfcc_mean[i] = w * a->mfcc_mean[i] + (1 - w) * b->mfcc_mean[i] + .5f * (float)gauss(r) / (float)sqrt(1 + (double)i);
	for (size_t i = 0; i < MFCC_PAIRS; i++)
		ret->mfcc_cov[i] = w * a->mfcc_cov[i] + (1 - w) * b->mfcc_cov[i];
	bend(ret->mfcc_cov, r);
	for (size_t i = 0; i < FEATURE_COUNT; i++)
		ret->value[i] = (w * a->value[i] + (1 - w) * b->value[i]) * (1 + .05f * (float)gauss(r));
	for (size_t i = 0; i < PATTERN_DIMS; i++) {
		/* a sum of bytes is normal enough, and cheap */
		uint32_t bits = rng_below(r, UINT32_MAX);
		float noise = (float)((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24)) / 148 - 3.45f;
		float x = w * (float)a->pattern[i] + (1 - w) * (float)b->pattern[i] + 4.5f * noise;

		ret->pattern[i] = x < 0 ? 0 : x > 255 ? 255 : (uint8_t)x;
	}
}

static int by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static size_t common(const struct kinship *a, size_t n, const struct kinship *b, size_t m)
{
	size_t same = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m; j++)
			same += a[i].id == b[j].id;
	return same;
}

static void bench(size_t tracks)
{
	struct kin *k = kin_new();
	struct kinship near[NEAREST], exact[NEAREST];
	int64_t us[ASKED], exact_us[ASKED_EXACTLY], scores_us = 0, add_us = 0, at;
	size_t same = 0, all = 0;
	float *scores = xcalloc(tracks, sizeof *scores);
	struct features f;
	struct rng r;

	rng_seed(&r, 1);
	for (size_t i = 1; i <= tracks; i++) {
		make(&f, &r);
		at = cpu_us();
		kin_add(k, i, &f);
		add_us += cpu_us() - at;
	}
	at = cpu_us();
	kin_settle(k);
	add_us += cpu_us() - at;
	at = cpu_us();
	make(&f, &r);
	kin_add(k, tracks + 1, &f);
	kin_remove(k, tracks + 1);
	int64_t one_us = cpu_us() - at;
	for (size_t i = 0; i < ASKED; i++) {
		uint64_t id = 1 + rng_below(&r, (uint32_t)tracks);

		at = cpu_us();
		size_t n = kin_nearest(k, id, NULL, near, NEAREST);
		us[i] = cpu_us() - at;
		if (i >= ASKED_EXACTLY)
			continue;
		at = cpu_us();
		size_t m = kin_ask(k, &(struct kin_question){ .id = id, .is_exact = true }, exact, NEAREST);
		exact_us[i] = cpu_us() - at;
		same += common(near, n, exact, m);
		all += m;
		at = cpu_us();
		kin_scores(k, &(struct kin_question){ .id = id }, scores);
		scores_us += cpu_us() - at;
	}
	qsort(us, ASKED, sizeof *us, by_time);
	qsort(exact_us, ASKED_EXACTLY, sizeof *exact_us, by_time);
	printf("%8zu tracks: nearest %d in %.2f ms (95 %%: %.2f), all exactly %.1f ms, recall %.4f; scores of all %.2f ms; placing %.1f us a track (one more: %.0f)\n", tracks,
	       NEAREST, (double)us[ASKED / 2] / 1000, (double)us[ASKED * 95 / 100] / 1000, (double)exact_us[ASKED_EXACTLY / 2] / 1000, (double)same / (double)all,
	       (double)scores_us / 1000 / ASKED_EXACTLY, (double)add_us / (double)tracks, (double)one_us);
	fflush(stdout);
	free(scores);
	kin_free(k);
}

static void product(size_t n)
{
	enum { D = 64, ROUNDS = 15 };
	float *m = xmalloc(sizeof *m * n * D), *out = xmalloc(sizeof *out * n), v[D];
	int64_t us[ROUNDS];
	double sum = 0;

	for (size_t i = 0; i < n * D; i++)
		m[i] = (float)(i % 7);
	for (int i = 0; i < D; i++)
		v[i] = (float)i;
	for (int round = 0; round < ROUNDS; round++) {
		int64_t at = cpu_us();

		for (size_t i = 0; i < n; i++) {
			float part[8] = { 0 };

			for (size_t k = 0; k < D; k += 8)
				for (size_t j = 0; j < 8; j++)
					part[j] += m[i * D + k + j] * v[k + j];
			out[i] = part[0] + part[1] + part[2] + part[3] + part[4] + part[5] + part[6] + part[7];
		}
		us[round] = cpu_us() - at;
		sum += (double)out[round];
	}
	qsort(us, ROUNDS, sizeof *us, by_time);
	printf("%8zu x 64 floats times a vector: %.2f ms (sum %g)\n", n, (double)us[ROUNDS / 2] / 1000, sum);
	free(m);
	free(out);
}

int main(int argc, char **argv)
{
	const char *at = sizes("10000 100000 1000000");
	size_t tracks;

	real = xcalloc(REAL, sizeof *real);
	for (int a = 1; a < argc; a++)
		hear(argv[a]);
	if (argc < 2)
		hear_demo();
	if (!n_real) {
		fprintf(stderr, "kin_bench: nothing to start from\n");
		return 1;
	}
	printf("%zu real pieces of %d s; %d bytes a track at most\n", n_real, PIECE_S, KIN_ROW_BYTES);
	while (sizes_next(&at, &tracks)) {
		product(tracks);
		bench(tracks);
	}
	free(real);
	return 0;
}
