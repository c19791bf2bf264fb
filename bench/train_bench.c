/*
 * train_bench.c -- what learning costs: time and peak memory of each kind of model at a million interactions, or at as many millions as are named.
 *
 *   train_bench [MILLIONS…]
 *
 * Synthetic: a hundred plays a listener, tracks by Zipf's law within the twenty tastes of which each listener has two.
 */
#include "learn.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PLAYS = 100, TASTES = 20 };

static struct sparse *made(size_t n)
{
	uint32_t users = (uint32_t)(n / PLAYS), items = (uint32_t)(sqrt((double)n) * 20);
	struct cell *cells = xcalloc(n, sizeof *cells);
	struct sparse *x;
	struct rng r;

	rng_seed(&r, 1);
	for (uint32_t u = 0; u < users; u++) {
		uint32_t taste[2] = { rng_below(&r, TASTES), rng_below(&r, TASTES) };

		for (uint32_t i = 0; i < PLAYS; i++) {
			/* by inverse of the distribution: the k-th as often as 1 / k */
			uint32_t k = (uint32_t)exp(rng_unit(&r) * log((double)items / TASTES));

			cells[(size_t)u * PLAYS + i] = (struct cell){ u, MIN_OF(k * TASTES + taste[i % 2], items - 1), 1 };
		}
	}
	x = sparse_new(cells, (size_t)users * PLAYS, users, items);
	free(cells);
	return x;
}

/* In a process of its own, whose peak is told apart from the others'. */
static void measure(enum model_kind kind, size_t n)
{
	struct rusage used;
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		struct sparse *x = made(n);
		struct recipe recipe = recipe_of(kind);
		struct learn_options opt = { .seed = 1 };
		struct blend *blend = NULL;
		int64_t at = clock_mono_us();
		enum err err = blend_fit(&recipe, x, &opt, &blend);

		printf("%4zu million, %-10s ", n / 1000000, model_name[kind]);
		if (err)
			printf("not at that size: %s", err_text());
		else
			printf("%7.1f s by the clock, %u listeners, %u tracks, %zu cells", (double)(clock_mono_us() - at) / 1e6, x->n_rows, x->n_cols, x->start[x->n_rows]);
		fflush(stdout);
		_exit(0);
	}
	if (pid < 0 || wait4(pid, &status, 0, &used) < 0)
		die("cannot measure");
	printf(", %.1f s of processors, peak %ld MiB\n", (double)used.ru_utime.tv_sec + (double)used.ru_utime.tv_usec / 1e6, used.ru_maxrss / 1024);
}

int main(int argc, char **argv)
{
	static const enum model_kind kinds[] = { MODEL_POPULARITY, MODEL_ITEM, MODEL_USER, MODEL_GRAPH, MODEL_MF, MODEL_EASE };

	for (int a = argc > 1 ? 1 : 0; a < argc; a++)
		for (size_t i = 0; i < COUNT_OF(kinds); i++)
			measure(kinds[i], (size_t)(argc > 1 ? MAX_OF(atoi(argv[a]), 1) : 1) * 1000000);
	return 0;
}
