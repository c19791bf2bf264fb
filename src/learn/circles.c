/*
 * circles.c -- the circles that things lie in, and how sure each is: k-medoids (Kaufman & Rousseeuw 1987), begun as k-means++ begins (Arthur & Vassilvitskii
 * 2007); a circle is as sure as it is found again among fewer of the things (Hennig 2007, "Cluster-wise assessment of cluster stability").
 */
#include "learn.h"

#include <math.h>
#include <stdlib.h>

enum { CIRCLE_ROUNDS = 20 };

struct drawing { const float *apart, *weight; size_t n; uint32_t *of, *middle; size_t k; };

/* Each to the nearest middle; its distance squared, times its weight, into `far`. */
static void assign(struct drawing *c, double *far)
{
	for (size_t i = 0; i < c->n; i++) {
		float nearest = INFINITY;

		for (size_t m = 0; m < c->k; m++)
			if (c->apart[i * c->n + c->middle[m]] < nearest) {
				nearest = c->apart[i * c->n + c->middle[m]];
				c->of[i] = (uint32_t)m;
			}
		far[i] = (double)(nearest * nearest * c->weight[i]);
	}
}

/* One drawn by these chances; n: they are all 0. */
static size_t draw(const double *chance, size_t n, struct rng *rng)
{
	double sum = 0, at;

	for (size_t i = 0; i < n; i++)
		sum += chance[i];
	at = rng_unit(rng) * sum;
	for (size_t i = 0; sum > 0 && i < n; i++) {
		at -= chance[i];
		if (at < 0)
			return i;
	}
	return n;
}

static double inner(const struct drawing *c, uint32_t circle, size_t middle)
{
	double sum = 0;

	for (size_t i = 0; i < c->n; i++)
		sum += c->of[i] == circle ? (double)(c->apart[i * c->n + middle] * c->weight[i]) : 0;
	return sum;
}

/* Each middle becomes the one of its circle that the others are nearest to. */
static bool recentre(struct drawing *c)
{
	bool has_moved = false;

	for (uint32_t m = 0; m < c->k; m++) {
		double least = inner(c, m, c->middle[m]);

		for (size_t i = 0; i < c->n; i++) {
			double sum = c->of[i] == m ? inner(c, m, i) : INFINITY;

			if (sum < least) {
				least = sum;
				c->middle[m] = (uint32_t)i;
				has_moved = true;
			}
		}
	}
	return has_moved;
}

size_t mix_circles(const float *apart, const float *weight, size_t n, size_t k, uint64_t seed, uint32_t *ret_of, uint32_t *ret_middle)
{
	struct drawing c = { apart, weight, n, ret_of, ret_middle, 0 };
	double *far = xcalloc(n + 1, sizeof *far);
	struct rng rng;

	rng_seed(&rng, seed);
	/* the first by its weight alone, each other one the sooner the further it is from those there are */
	for (size_t i = 0; i < n; i++)
		far[i] = (double)weight[i];
	while (c.k < MIN_OF(k, n)) {
		size_t at = draw(far, n, &rng);

		if (at == n)
			break;
		c.middle[c.k++] = (uint32_t)at;
		assign(&c, far);
	}
	for (int round = 0; c.k && round < CIRCLE_ROUNDS && recentre(&c); round++)
		assign(&c, far);
	free(far);
	return c.k;
}

/* ---- how sure they are ---- */

enum { DRAWINGS = 20 };

/* Three of four, by chance. */
static size_t draw_some(size_t n, struct rng *rng, uint32_t *ret_at)
{
	size_t m = 0;

	for (uint32_t i = 0; i < n; i++)
		if (rng_below(rng, 4))
			ret_at[m++] = i;
	return m;
}

/* What each circle of `of` shares with the one of `again` it is most like: the part of both that is in both, of the n things at[]. */
static void add_shared(const uint32_t *of, const uint32_t *again, const uint32_t *at, size_t n, size_t k, float *sums)
{
	uint32_t *both = xcalloc(k * k + 1, sizeof *both), *first = xcalloc(k + 1, sizeof *first), *second = xcalloc(k + 1, sizeof *second);

	for (size_t i = 0; i < n; i++) {
		both[of[at[i]] * k + again[i]]++;
		first[of[at[i]]]++;
		second[again[i]]++;
	}
	for (size_t c = 0; c < k; c++) {
		float best = 0;

		for (size_t d = 0; d < k; d++)
			if (both[c * k + d])
				best = fmaxf(best, (float)both[c * k + d] / (float)(first[c] + second[d] - both[c * k + d]));
		sums[c] += best;
	}
	free(both);
	free(first);
	free(second);
}

void mix_circles_sure(const float *apart, const float *weight, size_t n, size_t k, uint64_t seed, const uint32_t *of, float *ret_sure)
{
	float *some_apart = xcalloc(n * n + 1, sizeof *some_apart), *some_weight = xcalloc(n + 1, sizeof *some_weight);
	uint32_t *at = xcalloc(n + 1, sizeof *at), *again = xcalloc(n + 1, sizeof *again), *middle = xcalloc(k + 1, sizeof *middle);
	struct rng rng;

	rng_seed(&rng, seed);
	for (size_t c = 0; c < k; c++)
		ret_sure[c] = 0;
	for (int drawing = 0; k && drawing < DRAWINGS; drawing++) {
		size_t m = draw_some(n, &rng, at);

		for (size_t i = 0; i < m; i++) {
			some_weight[i] = weight[at[i]];
			for (size_t j = 0; j < m; j++)
				some_apart[i * m + j] = apart[at[i] * n + at[j]];
		}
		mix_circles(some_apart, some_weight, m, k, rng_next(&rng), again, middle);
		add_shared(of, again, at, m, k, ret_sure);
	}
	for (size_t c = 0; c < k; c++)
		ret_sure[c] /= DRAWINGS;
	free(some_apart);
	free(some_weight);
	free(at);
	free(again);
	free(middle);
}
