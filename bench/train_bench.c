/*
 * train_bench.c -- what learning costs: time and peak memory of each kind of model at 1, 10 and 100 million interactions, or at as many millions as
 * are named, beside the memory a fit may have.
 *
 *   train_bench [rounds=N] [MODEL…] [MILLIONS…]
 *
 * Synthetic: a hundred plays a listener, tracks by Zipf's law within the twenty tastes of which each listener has two.  All cores.  Of 100 million,
 * unless they are named, the factorisation does four rounds of its sixteen, after which these tracks are found again as well as ever (recall@20 after
 * 2, 4, 8, 16 rounds, a fifth of 10 million held out: .228, .235, .235, .235), and what takes minutes of both cores is left to who names it.
 */
#include "learn.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PLAYS = 100, TASTES = 20, LONG_MILLIONS = 100, LONG_ROUNDS = 4 };

static int by_number(const void *pa, const void *pb)
{
	const uint32_t *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

static void play(struct rng *r, uint32_t items, uint32_t ret_items[PLAYS])
{
	uint32_t taste[2] = { rng_below(r, TASTES), rng_below(r, TASTES) };

	for (uint32_t i = 0; i < PLAYS; i++) {
		/* by inverse of the distribution: the k-th as often as 1 / k */
		uint32_t k = (uint32_t)exp(rng_unit(r) * log((double)items / TASTES));

		ret_items[i] = MIN_OF(k * TASTES + taste[i % 2], items - 1);
	}
	qsort(ret_items, PLAYS, sizeof *ret_items, by_number);
}

/* Put together listener by listener: a list of all plays would be larger than the matrix. */
static struct sparse *made(size_t n)
{
	struct sparse *x = xcalloc(1, sizeof *x);
	uint32_t items[PLAYS];
	struct rng r;
	size_t at = 0;

	rng_seed(&r, 1);
	*x = (struct sparse){ .n_rows = (uint32_t)(n / PLAYS), .n_cols = (uint32_t)(sqrt((double)n) * 20) };
	x->start = xcalloc((size_t)x->n_rows + 1, sizeof *x->start);
	x->col = xreallocarray(NULL, n, sizeof *x->col);
	x->value = xreallocarray(NULL, n, sizeof *x->value);
	for (uint32_t u = 0; u < x->n_rows; u++) {
		play(&r, x->n_cols, items);
		for (uint32_t i = 0; i < PLAYS; i++)
			if (i && items[i] == items[i - 1]) {
				x->value[at - 1]++;
			} else {
				x->col[at] = items[i];
				x->value[at++] = 1;
			}
		x->start[u + 1] = at;
	}
	return x;
}

static double cpu_s(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* The usual recipe; of models that learn in rounds, with so many instead (0: as many as usual). */
static struct recipe recipe_with(enum model_kind kind, int rounds)
{
	struct recipe recipe = recipe_of(kind);

	for (int i = 0; rounds && model_knob(kind, i); i++)
		if (!strcmp(model_knob(kind, i), "rounds"))
			recipe.part[0].knobs.at[i] = rounds;
	return recipe;
}

static void fit(enum model_kind kind, size_t n, int rounds)
{
	struct sparse *x = made(n);
	struct recipe recipe = recipe_with(kind, rounds);
	struct learn_options opt = { .seed = 1 };
	struct blend *blend = NULL;
	int64_t at_us = clock_mono_us();
	double cpu = cpu_s();
	enum err err = blend_fit(&recipe, x, &opt, &blend);

	printf("%4zu million, %-10s ", n / 1000000, model_name[kind]);
	if (err)
		printf("refused: %s", err_text());
	else
		printf("%7.1f s by the clock, %7.1f s of processors; %u listeners, %u tracks, %zu cells", (double)(clock_mono_us() - at_us) / 1e6,
		       cpu_s() - cpu, x->n_rows, x->n_cols, x->start[x->n_rows]);
	fflush(stdout);
}

/* In a process of its own, whose peak is told apart from the others'. */
static void measure(enum model_kind kind, size_t n, int rounds)
{
	struct rusage used;
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		fit(kind, n, rounds);
		_exit(0);
	}
	if (pid < 0 || wait4(pid, &status, 0, &used) < 0)
		die("cannot measure");
	if (!WIFEXITED(status))
		printf("%4zu million, %-10s died of signal %d", n / 1000000, model_name[kind], WTERMSIG(status));
	if (rounds)
		printf("; %d round%s only", rounds, rounds == 1 ? "" : "s");
	printf("; peak %ld MiB of %llu\n", used.ru_maxrss / 1024, (unsigned long long)(LEARN_BYTES >> 20));
}

int main(int argc, char **argv)
{
	static const enum model_kind kinds[] = { MODEL_POPULARITY, MODEL_ITEM, MODEL_USER, MODEL_GRAPH, MODEL_MF, MODEL_EASE, MODEL_NEURAL };
	bool asked[MODEL_KINDS] = { false }, is_any = false;
	size_t millions[8] = { 1, 10, 100 }, n_sizes = 3, n_asked = 0;
	int rounds = 0;

	for (int a = 1; a < argc; a++) {
		bool is_name = false;

		for (int k = 0; k < MODEL_KINDS; k++)
			if (!strcmp(argv[a], model_name[k]))
				asked[k] = is_any = is_name = true;
		if (!strncmp(argv[a], "rounds=", 7))
			rounds = atoi(argv[a] + 7);
		else if (!is_name && n_asked < COUNT_OF(millions))
			millions[n_asked++] = (size_t)MAX_OF(atoi(argv[a]), 1);
	}
	if (n_asked)
		n_sizes = n_asked;
	for (size_t s = 0; s < n_sizes; s++)
		for (size_t i = 0; i < COUNT_OF(kinds); i++) {
			bool is_long = !n_asked && !is_any && millions[s] >= LONG_MILLIONS;

			if (is_any && !asked[kinds[i]])
				continue;
			if (is_long && kinds[i] == MODEL_USER)
				printf("%4zu million, %-10s takes six minutes of processors: train_bench user %zu\n", millions[s], model_name[MODEL_USER], millions[s]);
			else
				measure(kinds[i], millions[s] * 1000000, is_long && kinds[i] == MODEL_MF ? LONG_ROUNDS : rounds);
		}
	return 0;
}
