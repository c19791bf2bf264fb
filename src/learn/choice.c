/*
 * choice.c -- which of many things is chosen: a score that is a weighted sum, such that exp(score) is a thing's chance against the others of its list
 * (conditional logit: McFadden 1974).  What is hoped for stands in the first places of many thousand: all that counts there is what sets the chosen
 * apart from the others of the same list, which is just what this learns from.  Newton's method; a pull towards weights known before.
 */
#include "learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 30, HALVINGS = 12 };

struct slope { double loss, by[CHOICE_TERMS], twice[CHOICE_TERMS][CHOICE_TERMS]; };

static double score_of(const float *x, const double *w, int d)
{
	double s = 0;

	for (int k = 0; k < d; k++)
		s += w[k] * (double)x[k];
	return s;
}

/* Adds what a list says. `chance` has room for its things. */
static void add_list(const struct choice_list *l, const double *w, int d, double *chance, struct slope *to)
{
	double most = -INFINITY, sum = 0, mean[CHOICE_TERMS] = { 0 }, chosen = 0, weight;

	for (size_t i = 0; i < l->n; i++) {
		chance[i] = score_of(l->x + i * (size_t)d, w, d);
		most = MAX_OF(most, chance[i]);
		chosen += l->is_chosen[i];
	}
	if (!(chosen > 0))
		return;
	weight = l->weight / chosen;
	for (size_t i = 0; i < l->n; i++) {
		if (l->is_chosen[i])
			to->loss -= weight * (chance[i] - most);
		chance[i] = (double)l->stands_for[i] * exp(chance[i] - most);
		sum += chance[i];
	}
	to->loss += l->weight * log(sum);
	for (size_t i = 0; i < l->n; i++) {
		const float *x = l->x + i * (size_t)d;
		double p = chance[i] / sum;

		for (int a = 0; a < d; a++) {
			double part = p * (double)x[a];

			mean[a] += part;
			for (int b = 0; b <= a; b++)
				to->twice[a][b] += l->weight * part * (double)x[b];
			if (l->is_chosen[i])
				to->by[a] -= weight * (double)x[a];
		}
	}
	for (int a = 0; a < d; a++) {
		to->by[a] += l->weight * mean[a];
		for (int b = 0; b <= a; b++)
			to->twice[a][b] -= l->weight * mean[a] * mean[b];
	}
}

static void look(const struct choice_list *lists, size_t n, int d, const struct choice_options *opt, const double *w, double *chance, struct slope *ret)
{
	memset(ret, 0, sizeof *ret);
	for (size_t i = 0; i < n; i++)
		add_list(&lists[i], w, d, chance, ret);
	for (int a = 0; a < d; a++) {
		double off = w[a] - opt->prior[a];

		ret->loss += .5 * opt->pull * off * off;
		ret->by[a] += opt->pull * off;
		ret->twice[a][a] += opt->pull;
	}
}

/* The step that solves twice * step = by, in place of `by` (Cholesky; the pull keeps it definite). */
static void solve(struct slope *s, int d)
{
	for (int a = 0; a < d; a++)
		for (int b = 0; b <= a; b++) {
			double v = s->twice[a][b];

			for (int k = 0; k < b; k++)
				v -= s->twice[a][k] * s->twice[b][k];
			s->twice[a][b] = a == b ? sqrt(MAX_OF(v, 1e-12)) : v / s->twice[b][b];
		}
	for (int a = 0; a < d; a++) {
		for (int k = 0; k < a; k++)
			s->by[a] -= s->twice[a][k] * s->by[k];
		s->by[a] /= s->twice[a][a];
	}
	for (int a = d; a--;) {
		for (int k = a + 1; k < d; k++)
			s->by[a] -= s->twice[k][a] * s->by[k];
		s->by[a] /= s->twice[a][a];
	}
}

void choice_fit(const struct choice_list *lists, size_t n, int d, const struct choice_options *opt, double *ret_weights)
{
	struct slope now, next;
	double w[CHOICE_TERMS], to[CHOICE_TERMS], *chance;
	size_t longest = 0;

	for (size_t i = 0; i < n; i++)
		longest = MAX_OF(longest, lists[i].n);
	chance = xcalloc(longest + 1, sizeof *chance);
	memcpy(w, opt->prior, (size_t)d * sizeof *w);
	look(lists, n, d, opt, w, chance, &now);
	for (int round = 0; round < ROUNDS; round++) {
		double step = 1, before = now.loss;
		int tries = 0;

		solve(&now, d);
		do {
			for (int k = 0; k < d; k++)
				to[k] = w[k] - step * now.by[k];
			look(lists, n, d, opt, to, chance, &next);
			step /= 2;
		} while (!(next.loss < before) && ++tries < HALVINGS);
		if (!(next.loss < before))
			break;
		memcpy(w, to, sizeof w);
		now = next;
		if (before - now.loss < 1e-7 * (1 + fabs(before)))
			break;
	}
	memcpy(ret_weights, w, (size_t)d * sizeof *w);
	free(chance);
}
