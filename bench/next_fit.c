/*
 * next_fit.c -- fits the trust of src/recommend/predict.c: how much each guess about the next track counts, by the length of the run seen
 * before.  Mixture weights by expectation-maximisation on what listeners played next; once on each half of the listeners, judged on
 * the other half, and once on all of them, which is the table to copy.
 *
 *   next_fit [FILE [EVERY]]	EVERY n-th replayed row only
 */
#include "next_log.h"
#include "recommend/model.h"

#include <math.h>

#define CASES (2 * (RUN_MAX + 1))
#define ROUNDS 60
#define TOP 20

/* One row: what each guess gave the track that was really next. */
struct sample { int listener; unsigned run; float right[GUESSES]; };

static struct sample *samples;
static size_t n_samples, cap_samples;

struct judged { double hit, reciprocal; size_t n; };

static int rank_in(const struct weigh *w, float *const guess[GUESSES], const double weight[GUESSES], uint32_t right)
{
	double mine = 0;
	int rank = 1;

	for (int k = 0; k < GUESSES; k++)
		mine += weight[k] * (double)guess[k][right];
	for (size_t j = 0; j < w->t->n_memory && mine > 0; j++) {
		double other = 0;

		for (int k = 0; k < GUESSES; k++)
			other += weight[k] * (double)guess[k][j];
		rank += other > mine;
	}
	return mine > 0 ? rank : TOP + 1;
}

/* Collects a sample (`weights` NULL), or judges. */
static void look(struct taste *t, const struct row *r, double (*weights)[GUESSES], struct judged *judged)
{
	struct rank_options opt = { .now_ms = r->at_ms, .plain = true };
	float *guess[GUESSES];
	struct weigh w;
	struct sample s = { .listener = r->listener };
	uint32_t row = row_find(t, (track_id)r->track), memory = row != NO_ROW ? t->tracks.memory[row] : NO_MEMORY;

	taste_refresh(t);
	weigh_init(&w, t, &opt);
	s.run = predict_guess(&w, guess);
	if (weights) {
		int rank = memory == NO_MEMORY ? TOP + 1 : rank_in(&w, guess, weights[s.run], memory);

		judged->n++;
		judged->hit += rank <= TOP;
		judged->reciprocal += rank <= TOP ? 1.0 / rank : 0;
	} else if (memory != NO_MEMORY) {
		for (int k = 0; k < GUESSES; k++)
			s.right[k] = guess[k][memory];
		ARRAY_GROW(samples, n_samples, cap_samples);
		samples[n_samples++] = s;
	}
	for (int k = 0; k < GUESSES; k++)
		free(guess[k]);
	weigh_done(&w);
}

static void replay(const struct row *r, size_t n, size_t every, double (*weights)[GUESSES], struct judged *judged)
{
	struct taste *t = taste_new();

	for (size_t i = 0; i < n; i++) {
		if (i >= n * 4 / 5 && i % every == 0 && r[i].listened_ms >= PLAY_MS)
			look(t, &r[i], weights, judged);
		log_learn(t, &r[i]);
	}
	taste_free(t);
}

/* On the listeners whose number is `half` modulo 2; -1: all. */
static void fit(int half, unsigned run, double ret_weight[GUESSES])
{
	for (int k = 0; k < GUESSES; k++)
		ret_weight[k] = 1.0 / GUESSES;
	for (int round = 0; round < ROUNDS; round++) {
		double credit[GUESSES], all = 0;

		for (int k = 0; k < GUESSES; k++)
			credit[k] = 1e-3;
		for (size_t i = 0; i < n_samples; i++) {
			const struct sample *s = &samples[i];
			double sum = 1e-12;

			if (s->run != run || (half >= 0 && s->listener % 2 != half))
				continue;
			for (int k = 0; k < GUESSES; k++)
				sum += ret_weight[k] * (double)s->right[k];
			for (int k = 0; k < GUESSES; k++)
				credit[k] += ret_weight[k] * (double)s->right[k] / sum;
		}
		for (int k = 0; k < GUESSES; k++)
			all += credit[k];
		for (int k = 0; k < GUESSES; k++)
			ret_weight[k] = credit[k] / all;
	}
}

static void judge(const struct log *log, size_t every, int half)
{
	double weights[CASES][GUESSES], hit = 0, reciprocal = 0;
	int n = 0;

	for (unsigned run = 0; run < CASES; run++)
		fit(half, run, weights[run]);
	for (size_t from = 0, to; from < log->n; from = to) {
		struct judged j = { 0 };

		to = log_end(log, from);
		if (log->rows[from].listener % 2 == half)
			continue;
		replay(log->rows + from, to - from, every, weights, &j);
		hit += j.hit / (double)MAX_OF(j.n, (size_t)1);
		reciprocal += j.reciprocal / (double)MAX_OF(j.n, (size_t)1);
		n++;
	}
	printf("fitted on half %d, judged on the %d others: HR@20 %.4f  MRR@20 %.4f\n", half, n, hit / MAX_OF(n, 1), reciprocal / MAX_OF(n, 1));
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct log log = { 0 };
	size_t every = argc > 2 ? (size_t)MAX_OF(atoi(argv[2]), 1) : 3;

	if (!log_load(&log, argc > 1 ? argv[1] : NULL)) {
		fprintf(stderr, "next_fit: cannot read the log\n");
		return 1;
	}
	for (size_t from = 0, to; from < log.n; from = to) {
		to = log_end(&log, from);
		replay(log.rows + from, to - from, every, NULL, NULL);
	}
	judge(&log, every, 0);
	judge(&log, every, 1);
	for (unsigned run = 0; run < CASES; run++) {
		double weight[GUESSES];

		fit(-1, run, weight);
		printf("\t{ ");
		for (int k = 0; k < GUESSES; k++)
			printf("%.3ff%s", run == 1 ? 0 : weight[k], k + 1 < GUESSES ? ", " : " },\n");
	}
	free(samples);
	free(log.rows);
	return 0;
}
