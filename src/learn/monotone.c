/*
 * monotone.c -- a small network whose answer never falls when one of its inputs rises.
 *
 *   inputs --straight--------------------------+
 *      +-----in--> tanh(. + at) --out----------+--> + base --> log-odds
 *
 * All weights are kept at 0 or above after each step (projected gradient), which is all it takes (Archer & Wang 1993).  So whatever it learnt, what takes
 * from a track's signals takes from the track.  A row's sum of signals is a good guess to start from, and with few rows the straight weights stay near it.
 */
#include "learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 32, WEIGHTS = sizeof(struct monotone) / sizeof(float) };
#define BETA1 .9
#define BETA2 .999
#define STRAIGHT .5f

/* The weights as one array, for Adam; `d` stands before them. */
struct weights { float *at; size_t n; };

static struct weights weights_of(struct monotone *m)
{
	return (struct weights){ m->straight, (sizeof *m - offsetof(struct monotone, straight)) / sizeof(float) };
}

double monotone_logit(const struct monotone *m, const float *x)
{
	double sum = (double)m->base;

	for (uint32_t i = 0; i < m->d; i++)
		sum += (double)m->straight[i] * (double)x[i];
	for (int h = 0; h < MONOTONE_HIDDEN; h++) {
		float z = m->at[h];

		for (uint32_t i = 0; i < m->d && m->out[h] > 0; i++)
			z += m->in[h][i] * x[i];
		if (m->out[h] > 0)
			sum += (double)(m->out[h] * tanhf(z));
	}
	return sum;
}

void monotone_shares(const struct monotone *m, const float *x, float *ret_shares)
{
	float z[MONOTONE_HIDDEN], t[MONOTONE_HIDDEN];

	for (int h = 0; h < MONOTONE_HIDDEN; h++) {
		z[h] = m->at[h];
		for (uint32_t i = 0; i < m->d; i++)
			z[h] += m->in[h][i] * x[i];
		t[h] = tanhf(z[h]);
	}
	for (uint32_t i = 0; i < m->d; i++) {
		ret_shares[i] = m->straight[i] * x[i];
		for (int h = 0; h < MONOTONE_HIDDEN && (x[i] < 0 || x[i] > 0); h++)
			if (m->out[h] > 0 && m->in[h][i] > 0)
				ret_shares[i] += m->out[h] * (t[h] - tanhf(z[h] - m->in[h][i] * x[i]));
	}
}

static void add_slope(const struct monotone *m, const float *x, double error, struct monotone *slope)
{
	slope->base += (float)error;
	for (uint32_t i = 0; i < m->d; i++)
		slope->straight[i] += (float)error * x[i];
	for (int h = 0; h < MONOTONE_HIDDEN; h++) {
		double z = (double)m->at[h], t, back;

		for (uint32_t i = 0; i < m->d; i++)
			z += (double)m->in[h][i] * (double)x[i];
		t = tanh(z);
		back = error * (double)m->out[h] * (1 - t * t);
		slope->out[h] += (float)(error * t);
		slope->at[h] += (float)back;
		for (uint32_t i = 0; i < m->d; i++)
			slope->in[h][i] += (float)back * x[i];
	}
}

/* `at` and `base` may have any sign, all else none below 0. */
static void keep_monotone(struct monotone *m)
{
	for (uint32_t i = 0; i < m->d; i++)
		m->straight[i] = fmaxf(m->straight[i], 0);
	for (int h = 0; h < MONOTONE_HIDDEN; h++) {
		m->out[h] = fmaxf(m->out[h], 0);
		for (uint32_t i = 0; i < m->d; i++)
			m->in[h][i] = fmaxf(m->in[h][i], 0);
	}
}

struct adam { float mean[WEIGHTS], square[WEIGHTS]; int steps; };

static void adam_step(struct adam *a, struct monotone *m, struct monotone *slope, double rate)
{
	struct weights w = weights_of(m), g = weights_of(slope);
	double fix1, fix2;

	a->steps++;
	fix1 = 1 - pow(BETA1, a->steps);
	fix2 = 1 - pow(BETA2, a->steps);
	for (size_t i = 0; i < w.n; i++) {
		double x = (double)g.at[i];

		a->mean[i] = (float)(BETA1 * (double)a->mean[i] + (1 - BETA1) * x);
		a->square[i] = (float)(BETA2 * (double)a->square[i] + (1 - BETA2) * x * x);
		w.at[i] -= (float)(rate * ((double)a->mean[i] / fix1) / (sqrt((double)a->square[i] / fix2) + 1e-8));
	}
	keep_monotone(m);
}

static void batch(struct monotone *m, struct adam *a, const float *x, const uint8_t *y, const uint32_t *order, size_t n, const struct monotone_options *opt)
{
	struct monotone slope = { .d = m->d };

	for (size_t k = 0; k < n; k++) {
		const float *row = x + (size_t)order[k] * m->d;

		add_slope(m, row, (1 / (1 + exp(-monotone_logit(m, row))) - y[order[k]]) / (double)n, &slope);
	}
	for (uint32_t i = 0; i < m->d; i++)
		slope.straight[i] += (float)opt->pull * (m->straight[i] - STRAIGHT);
	for (int h = 0; h < MONOTONE_HIDDEN; h++)
		slope.out[h] += (float)opt->pull * m->out[h];
	adam_step(a, m, &slope, opt->rate);
}

void monotone_fit(const float *x, const uint8_t *y, size_t n, uint32_t d, const struct monotone_options *opt, struct monotone *ret)
{
	struct adam *a = xcalloc(1, sizeof *a);
	uint32_t *order = xcalloc(n + 1, sizeof *order);
	struct rng r;

	*ret = (struct monotone){ .d = MIN_OF(d, (uint32_t)MONOTONE_INPUTS) };
	rng_seed(&r, opt->seed);
	for (uint32_t i = 0; i < ret->d; i++)
		ret->straight[i] = STRAIGHT;
	for (int h = 0; h < MONOTONE_HIDDEN; h++) {
		ret->at[h] = (float)(2 * rng_unit(&r) - 1);
		ret->out[h] = (float)(.2 * rng_unit(&r));
		for (uint32_t i = 0; i < ret->d; i++)
			ret->in[h][i] = (float)(.5 * rng_unit(&r));
	}
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	for (int round = 0; round < opt->rounds; round++) {
		for (size_t i = n; i > 1; i--) {
			uint32_t k = rng_below(&r, (uint32_t)i), was = order[k];

			order[k] = order[i - 1];
			order[i - 1] = was;
		}
		for (size_t i = 0; i < n; i += BATCH)
			batch(ret, a, x, y, order + i, MIN_OF(n - i, (size_t)BATCH), opt);
	}
	free(a);
	free(order);
}
