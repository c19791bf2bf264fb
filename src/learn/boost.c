/*
 * boost.c -- gradient-boosted trees for a yes or no (Friedman 2001), grown level by level on histograms of at most 64 steps a feature, with
 * second-order gains and shrunken leaves (Chen & Guestrin 2016).  Each feature's histogram is filled by one thread in the order of rows, so
 * the trees do not depend on how many there are.
 */
#include "learn/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 64, DEPTH_MAX = 8, NODES_MAX = (1 << (DEPTH_MAX + 1)) - 1, SAMPLE = 100000 };

struct node { int feature; float cut, value; };	/* feature -1: a leaf. Children of i: 2 i + 1 (x <= cut), 2 i + 2 */
struct boost { int n_trees, depth, d; double start; struct node *nodes; };

struct bin { double g, h; };
struct growing {
	const struct boost_options *opt;
	size_t n;
	int d;
	uint8_t *step;			/* d columns of n */
	float *cuts;			/* d rows of STEPS - 1, rising */
	int *n_cuts;
	float *g, *h;
	double *logit;
	uint16_t *at;			/* node of each row; NODES_MAX: not in this tree's sample, or in a leaf */
	struct bin *bins;		/* d x nodes of a level x STEPS */
	int first, n_level;		/* nodes of this level */
	int cut_step[NODES_MAX];	/* of each node that is split: the last step that goes left */
	struct split { double gain; int step; } *best;	/* d x nodes of a level */
};

static int float_order(const void *pa, const void *pb)
{
	const float *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

/*
 * Half of the cuts at even shares of the rows, half at even shares of the different values: a number that is 0 in most rows still has steps
 * where it is not.
 */
static int find_cuts(const float *x, size_t n, int d, int feature, float *ret_cuts)
{
	size_t every = n / SAMPLE + 1, m = 0, different = 0;
	float *v = xcalloc(2 * (n / every + 2), sizeof *v), *one = v + n / every + 2, cuts[STEPS] = { 0 };
	int n_cuts = 0, kept = 0;

	for (size_t i = 0; i < n; i += every)
		v[m++] = x[i * (size_t)d + (size_t)feature];
	qsort(v, m, sizeof *v, float_order);
	for (size_t i = 0; i < m; i++)
		if (!different || v[i] > one[different - 1])
			one[different++] = v[i];
	for (size_t s = 1; s < STEPS && m; s++)
		cuts[n_cuts++] = s % 2 ? v[m * s / STEPS] : one[different * s / STEPS];
	qsort(cuts, (size_t)n_cuts, sizeof *cuts, float_order);
	for (int s = 0; s < n_cuts; s++)
		if (cuts[s] < v[m - 1] && (!kept || cuts[s] > ret_cuts[kept - 1]))
			ret_cuts[kept++] = cuts[s];
	free(v);
	return kept;
}

static uint8_t step_of(const float *cuts, int n, float v)
{
	int low = 0, high = n;

	while (low < high) {
		int mid = (low + high) / 2;

		if (v <= cuts[mid])
			high = mid;
		else
			low = mid + 1;
	}
	return (uint8_t)low;
}

struct binning { struct growing *b; const float *x; };

static void bin_features(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct binning *w = ctx;
	struct growing *b = w->b;

	(void)thread;
	for (size_t f = from; f < to; f++) {
		float *cuts = b->cuts + f * (STEPS - 1);

		b->n_cuts[f] = find_cuts(w->x, b->n, b->d, (int)f, cuts);
		for (size_t i = 0; i < b->n; i++)
			b->step[f * b->n + i] = step_of(cuts, b->n_cuts[f], w->x[i * (size_t)b->d + f]);
	}
}

static double gain_of(double g, double h, double l2)
{
	return g * g / (h + l2);
}

static void find_splits(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct growing *b = ctx;
	double l2 = b->opt->l2;

	(void)thread;
	for (size_t f = from; f < to; f++) {
		struct bin *bins = b->bins + f * (size_t)b->n_level * STEPS;
		const uint8_t *step = b->step + f * b->n;

		memset(bins, 0, (size_t)b->n_level * STEPS * sizeof *bins);
		for (size_t i = 0; i < b->n; i++) {
			struct bin *one;

			if (b->at[i] == NODES_MAX)
				continue;
			one = &bins[(size_t)(b->at[i] - b->first) * STEPS + step[i]];
			one->g += (double)b->g[i];
			one->h += (double)b->h[i];
		}
		for (int node = 0; node < b->n_level; node++) {
			const struct bin *own = bins + (size_t)node * STEPS;
			struct split *best = &b->best[f * (size_t)b->n_level + (size_t)node];
			double g = 0, h = 0, left_g = 0, left_h = 0;

			*best = (struct split){ 0, -1 };
			for (int s = 0; s <= b->n_cuts[f]; s++) {
				g += own[s].g;
				h += own[s].h;
			}
			for (int s = 0; s < b->n_cuts[f]; s++) {
				double gain;

				left_g += own[s].g;
				left_h += own[s].h;
				if (left_h < b->opt->least || h - left_h < b->opt->least)
					continue;
				gain = gain_of(left_g, left_h, l2) + gain_of(g - left_g, h - left_h, l2) - gain_of(g, h, l2);
				if (gain > best->gain)
					*best = (struct split){ gain, s };
			}
		}
	}
}

/* Sums of the rows now in each node of the level. */
static void level_values(struct growing *b, struct node *tree)
{
	double *g = xcalloc((size_t)b->n_level, sizeof *g), *h = xcalloc((size_t)b->n_level, sizeof *h);

	for (size_t i = 0; i < b->n; i++)
		if (b->at[i] != NODES_MAX) {
			g[b->at[i] - b->first] += (double)b->g[i];
			h[b->at[i] - b->first] += (double)b->h[i];
		}
	for (int k = 0; k < b->n_level; k++)
		tree[b->first + k] = (struct node){ -1, 0, (float)(-b->opt->rate * g[k] / (h[k] + b->opt->l2)) };
	free(g);
	free(h);
}

static void split_level(struct growing *b, struct node *tree)
{
	parallel(b->opt->threads, (size_t)b->d, 1, find_splits, b);
	for (int k = 0; k < b->n_level; k++) {
		struct node *node = &tree[b->first + k];
		double gain = 1e-9;

		for (int f = 0; f < b->d; f++) {
			const struct split *s = &b->best[(size_t)f * (size_t)b->n_level + (size_t)k];

			if (s->step >= 0 && s->gain > gain) {
				gain = s->gain;
				node->feature = f;
				node->cut = b->cuts[(size_t)f * (STEPS - 1) + (size_t)s->step];
				b->cut_step[b->first + k] = s->step;
			}
		}
	}
	for (size_t i = 0; i < b->n; i++) {
		const struct node *node;

		if (b->at[i] == NODES_MAX)
			continue;
		node = &tree[b->at[i]];
		if (node->feature < 0) {
			b->at[i] = NODES_MAX;
			continue;
		}
		b->at[i] = (uint16_t)(2 * b->at[i] + (b->step[(size_t)node->feature * b->n + i] <= b->cut_step[b->at[i]] ? 1 : 2));
	}
}

static double tree_value(const struct node *tree, const float *x)
{
	int i = 0;

	while (tree[i].feature >= 0)
		i = 2 * i + (x[tree[i].feature] <= tree[i].cut ? 1 : 2);
	return (double)tree[i].value;
}

static void grow_tree(struct growing *b, struct node *tree, const float *x, const uint8_t *y, struct rng *rng)
{
	for (size_t i = 0; i < b->n; i++) {
		double p = 1 / (1 + exp(-b->logit[i]));

		b->g[i] = (float)(p - y[i]);
		b->h[i] = (float)MAX_OF(p * (1 - p), 1e-6);
		b->at[i] = rng_unit(rng) < b->opt->share ? 0 : NODES_MAX;
	}
	for (int level = 0; level <= b->opt->depth; level++) {
		b->first = (1 << level) - 1;
		b->n_level = 1 << level;
		level_values(b, tree);
		if (level < b->opt->depth)
			split_level(b, tree);
	}
	for (size_t i = 0; i < b->n; i++)
		b->logit[i] += tree_value(tree, x + i * (size_t)b->d);
}

static void growing_init(struct growing *b, const float *x, size_t n, int d, const struct boost_options *opt)
{
	size_t widest = (size_t)1 << (opt->depth - 1);
	struct binning binning = { b, x };

	*b = (struct growing){ .opt = opt, .n = n, .d = d };
	b->step = xcalloc((size_t)d * n + 1, 1);
	b->cuts = xcalloc((size_t)d * (STEPS - 1) + 1, sizeof *b->cuts);
	b->n_cuts = xcalloc((size_t)d + 1, sizeof *b->n_cuts);
	b->g = xcalloc(n + 1, sizeof *b->g);
	b->h = xcalloc(n + 1, sizeof *b->h);
	b->logit = xcalloc(n + 1, sizeof *b->logit);
	b->at = xcalloc(n + 1, sizeof *b->at);
	b->bins = xcalloc((size_t)d * widest * STEPS + 1, sizeof *b->bins);
	b->best = xcalloc((size_t)d * widest + 1, sizeof *b->best);
	parallel(opt->threads, (size_t)d, 1, bin_features, &binning);
}

static void growing_done(struct growing *b)
{
	free(b->step);
	free(b->cuts);
	free(b->n_cuts);
	free(b->g);
	free(b->h);
	free(b->logit);
	free(b->at);
	free(b->bins);
	free(b->best);
}

struct boost *boost_fit(const float *x, const uint8_t *y, size_t n, int d, const struct boost_options *opt)
{
	struct boost *t = xcalloc(1, sizeof *t);
	struct boost_options o = *opt;
	size_t size, yes = 0;
	struct growing b;
	struct rng rng;

	o.depth = MIN_OF(MAX_OF(o.depth, 1), DEPTH_MAX);
	size = ((size_t)2 << o.depth) - 1;
	growing_init(&b, x, n, d, &o);
	rng_seed(&rng, o.seed);
	for (size_t i = 0; i < n; i++)
		yes += y[i] != 0;
	*t = (struct boost){ .depth = o.depth, .d = d, .start = log(((double)yes + .5) / ((double)(n - yes) + .5)) };
	t->nodes = xcalloc((size_t)o.trees * size + 1, sizeof *t->nodes);
	for (size_t i = 0; i < n; i++)
		b.logit[i] = t->start;
	for (; n && t->n_trees < o.trees; t->n_trees++)
		grow_tree(&b, t->nodes + (size_t)t->n_trees * size, x, y, &rng);
	growing_done(&b);
	return t;
}

double boost_logit(const struct boost *t, const float *x)
{
	size_t size = ((size_t)2 << t->depth) - 1;
	double sum = t->start;

	for (int i = 0; i < t->n_trees; i++)
		sum += tree_value(t->nodes + (size_t)i * size, x);
	return sum;
}

double boost_predict(const struct boost *t, const float *x)
{
	return 1 / (1 + exp(-boost_logit(t, x)));
}

int boost_enough(const struct boost *t, const float *x, const uint8_t *y, size_t n)
{
	size_t size = ((size_t)2 << t->depth) - 1;
	double *logit = xcalloc(n + 1, sizeof *logit), least = INFINITY;
	int enough = 0;

	for (int trees = 0; trees <= t->n_trees; trees++) {
		double loss = 0;

		for (size_t i = 0; i < n; i++) {
			logit[i] += trees ? tree_value(t->nodes + (size_t)(trees - 1) * size, x + i * (size_t)t->d) : t->start;
			loss += log1p(exp(y[i] ? -logit[i] : logit[i]));
		}
		if (loss < least) {
			least = loss;
			enough = trees;
		}
	}
	free(logit);
	return enough;
}

void boost_free(struct boost *t)
{
	if (t)
		free(t->nodes);
	free(t);
}
