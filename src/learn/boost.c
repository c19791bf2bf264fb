/*
 * boost.c -- gradient-boosted trees for a yes or no (Friedman 2001), grown level by level on histograms of at most 64 steps a feature, with
 * second-order gains and shrunken leaves (Chen & Guestrin 2016).  Of two siblings only the smaller is counted; the other is what their parent
 * had more (LightGBM: Ke et al. 2017).  Sums are of whole numbers, so that this is exact, and the trees do not depend on how many threads there are.
 */
#include "learn/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 64, DEPTH_MAX = 8, NODES_MAX = (1 << (DEPTH_MAX + 1)) - 1, SAMPLE = 100000, PIECE = 4096 };
#define ONE (1 << 30)			/* slopes are whole numbers of its parts */

struct node { int feature; float cut, value; };	/* feature -1: a leaf. Children of i: 2 i + 1 (x <= cut), 2 i + 2 */
struct boost { int n_trees, depth, d; double start; struct node *nodes; };

struct slope { int32_t g, h; };
struct bin { int64_t g, h; };
struct growing {
	const struct boost_options *opt;
	const float *x;
	const uint8_t *y;
	size_t n;
	int d;
	uint8_t *step;			/* d columns of n */
	float *cuts;			/* d rows of STEPS - 1, rising */
	int *n_cuts;
	struct slope *slope;		/* of each row: first and second derivative, in parts of ONE */
	double *logit;
	const struct node *tree;	/* that is grown */
	uint32_t *order, *spare;	/* rows of its sample, by node of this level, rising in each; those in leaves are gone */
	size_t *start;			/* of each node of the level in `order`, and the end */
	struct bin *bins, *before;	/* d x nodes of a level x STEPS: of this level, of the one above */
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

static void bin_features(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct growing *b = ctx;

	(void)thread;
	for (size_t f = from; f < to; f++) {
		float *cuts = b->cuts + f * (STEPS - 1);

		b->n_cuts[f] = find_cuts(b->x, b->n, b->d, (int)f, cuts);
		for (size_t i = 0; i < b->n; i++)
			b->step[f * b->n + i] = step_of(cuts, b->n_cuts[f], b->x[i * (size_t)b->d + f]);
	}
}

static double gain_of(double g, double h, double l2)
{
	return g * g / (h + l2);
}

static size_t rows_in(const struct growing *b, int node)
{
	return b->start[node + 1] - b->start[node];
}

static void count_rows(const struct growing *b, size_t feature, int node, struct bin *bins)
{
	const uint8_t *step = b->step + feature * b->n;

	for (size_t k = b->start[node]; k < b->start[node + 1]; k++) {
		struct slope slope = b->slope[b->order[k]];
		struct bin *one = &bins[step[b->order[k]]];

		one->g += slope.g;
		one->h += slope.h;
	}
}

/* The feature's bins of all nodes of the level. */
static void fill_bins(const struct growing *b, size_t feature, struct bin *bins)
{
	const struct bin *before = b->before + feature * (size_t)(b->n_level / 2) * STEPS;

	memset(bins, 0, (size_t)b->n_level * STEPS * sizeof *bins);
	if (b->n_level == 1)
		count_rows(b, feature, 0, bins);
	for (int node = 0; node + 1 < b->n_level; node += 2) {
		int few = node + (rows_in(b, node + 1) < rows_in(b, node)), many = node + (few == node);

		if (!rows_in(b, many))
			continue;
		count_rows(b, feature, few, bins + few * STEPS);
		for (int s = 0; s < STEPS; s++) {
			bins[many * STEPS + s].g = before[node / 2 * STEPS + s].g - bins[few * STEPS + s].g;
			bins[many * STEPS + s].h = before[node / 2 * STEPS + s].h - bins[few * STEPS + s].h;
		}
	}
}

static struct split split_of(const struct growing *b, const struct bin *bins, int n_cuts)
{
	struct split best = { 0, -1 };
	struct bin all = { 0, 0 }, left = { 0, 0 };

	for (int s = 0; s <= n_cuts; s++) {
		all.g += bins[s].g;
		all.h += bins[s].h;
	}
	for (int s = 0; s < n_cuts; s++) {
		double left_g, left_h, right_g, right_h, gain;

		left.g += bins[s].g;
		left.h += bins[s].h;
		left_g = (double)left.g / ONE;
		left_h = (double)left.h / ONE;
		right_g = (double)(all.g - left.g) / ONE;
		right_h = (double)(all.h - left.h) / ONE;
		if (left_h < b->opt->least || right_h < b->opt->least)
			continue;
		gain = gain_of(left_g, left_h, b->opt->l2) + gain_of(right_g, right_h, b->opt->l2) -
			gain_of(left_g + right_g, left_h + right_h, b->opt->l2);
		if (gain > best.gain)
			best = (struct split){ gain, s };
	}
	return best;
}

static void find_splits(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct growing *b = ctx;

	(void)thread;
	for (size_t f = from; f < to; f++) {
		struct bin *bins = b->bins + f * (size_t)b->n_level * STEPS;

		fill_bins(b, f, bins);
		for (int node = 0; node < b->n_level; node++)
			b->best[f * (size_t)b->n_level + (size_t)node] = split_of(b, bins + node * STEPS, b->n_cuts[f]);
	}
}

static void level_values(struct growing *b, struct node *tree)
{
	for (int k = 0; k < b->n_level; k++) {
		struct bin sum = { 0, 0 };

		for (size_t i = b->start[k]; i < b->start[k + 1]; i++) {
			sum.g += b->slope[b->order[i]].g;
			sum.h += b->slope[b->order[i]].h;
		}
		tree[b->first + k] = (struct node){ -1, 0,
			(float)(-b->opt->rate * ((double)sum.g / ONE) / ((double)sum.h / ONE + b->opt->l2)) };
	}
}

/* Puts the rows in the order of the next level's nodes. */
static void part_rows(struct growing *b, const struct node *tree)
{
	size_t *start = xcalloc((size_t)2 * (size_t)b->n_level + 1, sizeof *start), to = 0;
	uint32_t *was = b->order;

	for (int k = 0; k < b->n_level; k++)
		for (int side = 0; side < 2; side++) {
			const struct node *node = &tree[b->first + k];
			const uint8_t *step = node->feature < 0 ? NULL : b->step + (size_t)node->feature * b->n;

			start[2 * k + side] = to;
			for (size_t i = b->start[k]; step && i < b->start[k + 1]; i++) {
				b->spare[to] = was[i];
				to += (step[was[i]] > b->cut_step[b->first + k]) == side;
			}
		}
	start[2 * b->n_level] = to;
	free(b->start);
	b->start = start;
	b->order = b->spare;
	b->spare = was;
}

static void split_level(struct growing *b, struct node *tree)
{
	struct bin *was = b->before;

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
	part_rows(b, tree);
	b->before = b->bins;
	b->bins = was;
}

static double tree_value(const struct node *tree, const float *x)
{
	int i = 0;

	while (tree[i].feature >= 0)
		i = 2 * i + (x[tree[i].feature] <= tree[i].cut ? 1 : 2);
	return (double)tree[i].value;
}

static void find_slopes(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct growing *b = ctx;

	(void)thread;
	for (size_t k = from; k < to; k++) {
		size_t i = b->order[k];
		double p = 1 / (1 + exp(-b->logit[i]));

		b->slope[i] = (struct slope){ (int32_t)lrint((p - b->y[i]) * ONE), (int32_t)lrint(MAX_OF(p * (1 - p), 1e-6) * ONE) };
	}
}

static void add_tree(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct growing *b = ctx;

	(void)thread;
	for (size_t i = from; i < to; i++)
		b->logit[i] += tree_value(b->tree, b->x + i * (size_t)b->d);
}

static void grow_tree(struct growing *b, struct node *tree, struct rng *rng)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		b->order[n] = (uint32_t)i;
		n += rng_unit(rng) < b->opt->share;
	}
	b->start[0] = 0;
	b->start[1] = n;
	parallel(b->opt->threads, n, PIECE, find_slopes, b);
	for (int level = 0; level <= b->opt->depth; level++) {
		b->first = (1 << level) - 1;
		b->n_level = 1 << level;
		level_values(b, tree);
		if (level < b->opt->depth)
			split_level(b, tree);
	}
	b->tree = tree;
	parallel(b->opt->threads, b->n, PIECE, add_tree, b);
}

static void growing_init(struct growing *b, const float *x, const uint8_t *y, size_t n, int d, const struct boost_options *opt)
{
	size_t widest = (size_t)1 << (opt->depth - 1);

	*b = (struct growing){ .opt = opt, .x = x, .y = y, .n = n, .d = d };
	b->step = xcalloc((size_t)d * n + 1, 1);
	b->cuts = xcalloc((size_t)d * (STEPS - 1) + 1, sizeof *b->cuts);
	b->n_cuts = xcalloc((size_t)d + 1, sizeof *b->n_cuts);
	b->slope = xcalloc(n + 1, sizeof *b->slope);
	b->logit = xcalloc(n + 1, sizeof *b->logit);
	b->order = xcalloc(n + 1, sizeof *b->order);
	b->spare = xcalloc(n + 1, sizeof *b->spare);
	b->start = xcalloc(2, sizeof *b->start);
	b->bins = xcalloc((size_t)d * widest * STEPS + 1, sizeof *b->bins);
	b->before = xcalloc((size_t)d * widest * STEPS + 1, sizeof *b->before);
	b->best = xcalloc((size_t)d * widest + 1, sizeof *b->best);
	parallel(opt->threads, (size_t)d, 1, bin_features, b);
}

static void growing_done(struct growing *b)
{
	free(b->step);
	free(b->cuts);
	free(b->n_cuts);
	free(b->slope);
	free(b->logit);
	free(b->order);
	free(b->spare);
	free(b->start);
	free(b->bins);
	free(b->before);
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
	growing_init(&b, x, y, n, d, &o);
	rng_seed(&rng, o.seed);
	for (size_t i = 0; i < n; i++)
		yes += y[i] != 0;
	*t = (struct boost){ .depth = o.depth, .d = d, .start = log(((double)yes + .5) / ((double)(n - yes) + .5)) };
	t->nodes = xcalloc((size_t)o.trees * size + 1, sizeof *t->nodes);
	for (size_t i = 0; i < n; i++)
		b.logit[i] = t->start;
	for (; n && t->n_trees < o.trees; t->n_trees++)
		grow_tree(&b, t->nodes + (size_t)t->n_trees * size, &rng);
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
