/*
 * neighbours.c -- models of likeness: user and item collaborative filtering, and random walks over the graph of both.
 *
 * One engine: the rows of a weighted matrix are compared through the columns they share, each keeps its k most alike, a score adds up the
 * likeness of what was heard.  How cells are weighted, how two rows are compared and how many are kept are the knobs.
 */
#include "learn/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum metric { METRIC_COSINE, METRIC_PEARSON, METRIC_EUCLID, METRIC_WALK };
enum weighting { WEIGH_BINARY, WEIGH_LOG, WEIGH_TFIDF };

struct likeness {			/* of every two rows of x */
	const struct sparse *x, *turned;
	enum metric metric;
	double shrink;
	uint32_t k;
	double *sum, *norm;		/* of each row: of its values, of their squares */
	double *gift;			/* METRIC_WALK: what a step into this row is divided by */
	struct scored *found;		/* k slots a row */
	uint32_t *n_found;
	float *scratch;			/* n_rows a thread, zero between rows */
	uint32_t *touched;
};
static double like(const struct likeness *l, size_t a, size_t b, double dot)
{
	double n = l->x->n_cols, both;

	switch (l->metric) {
	case METRIC_COSINE:
		return dot / (sqrt(l->norm[a] * l->norm[b]) + l->shrink);
	case METRIC_PEARSON:
		both = sqrt(MAX_OF(l->norm[a] - l->sum[a] * l->sum[a] / n, 0) * MAX_OF(l->norm[b] - l->sum[b] * l->sum[b] / n, 0));
		return both + l->shrink > 0 ? (dot - l->sum[a] * l->sum[b] / n) / (both + l->shrink) : 0;
	case METRIC_EUCLID:
		return 1 / (1 + sqrt(MAX_OF(l->norm[a] + l->norm[b] - 2 * dot, 0)) + l->shrink);
	case METRIC_WALK:
		return dot / l->gift[b];
	}
	return 0;
}

static void compare_rows(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct likeness *l = ctx;
	const struct sparse *x = l->x, *t = l->turned;
	float *dot = l->scratch + (size_t)thread * x->n_rows;
	uint32_t *touched = l->touched + (size_t)thread * x->n_rows;

	for (size_t a = from; a < to; a++) {
		uint32_t n = 0;

		for (size_t i = x->start[a]; i < x->start[a + 1]; i++)
			for (size_t k = t->start[x->col[i]]; k < t->start[x->col[i] + 1]; k++) {
				uint32_t b = t->col[k];

				if (dot[b] <= 0)
					touched[n++] = b;
				dot[b] += x->value[i] * t->value[k];
			}
		for (uint32_t i = 0; i < n; i++) {
			uint32_t b = touched[i];
			double s = b == a ? 0 : like(l, a, b, (double)dot[b]);

			dot[b] = 0;
			if (s > 0)
				best_keep(l->found + a * l->k, &l->n_found[a], l->k, (struct scored){ b, (float)s });
		}
	}
}

/* Row a holds the k most alike to a. */
static struct sparse *nearest(struct likeness *l, unsigned threads)
{
	uint32_t n = l->x->n_rows;
	struct sparse *s;
	size_t at = 0, hands = parallel_threads(threads);
	struct cell *cells;
	size_t n_cells = 0;

	l->k = MIN_OF(l->k, MAX_OF(n, 1));
	l->found = xreallocarray(NULL, (size_t)n * l->k + 1, sizeof *l->found);
	l->n_found = xcalloc((size_t)n + 1, sizeof *l->n_found);
	l->scratch = xcalloc(hands * n + 1, sizeof *l->scratch);
	l->touched = xcalloc(hands * n + 1, sizeof *l->touched);
	parallel(threads, n, 32, compare_rows, l);
	for (uint32_t r = 0; r < n; r++)
		n_cells += l->n_found[r];
	cells = xreallocarray(NULL, n_cells + 1, sizeof *cells);
	for (uint32_t r = 0; r < n; r++)
		for (uint32_t i = 0; i < l->n_found[r]; i++)
			cells[at++] = (struct cell){ r, l->found[(size_t)r * l->k + i].at, l->found[(size_t)r * l->k + i].score };
	s = sparse_new(cells, n_cells, n, n);
	free(cells);
	free(l->found);
	free(l->n_found);
	free(l->scratch);
	free(l->touched);
	return s;
}

static struct sparse *weigh(const struct sparse *x, const struct sparse *turned, enum weighting how)
{
	struct sparse *w = sparse_copy(x);

	for (uint32_t r = 0; r < x->n_rows; r++)
		for (size_t i = x->start[r]; i < x->start[r + 1]; i++) {
			uint32_t c = x->col[i];

			w->value[i] = how == WEIGH_LOG ? log1pf(x->value[i]) : 1;
			if (how == WEIGH_TFIDF)
				w->value[i] = (float)log((double)x->n_rows / (double)(turned->start[c + 1] - turned->start[c]));
			w->value[i] = MAX_OF(w->value[i], 1e-6f);
		}
	return w;
}

static void sums(struct likeness *l)
{
	l->sum = xcalloc((size_t)l->x->n_rows + 1, sizeof *l->sum);
	l->norm = xcalloc((size_t)l->x->n_rows + 1, sizeof *l->norm);
	for (uint32_t r = 0; r < l->x->n_rows; r++)
		for (size_t i = l->x->start[r]; i < l->x->start[r + 1]; i++) {
			l->sum[r] += (double)l->x->value[i];
			l->norm[r] += (double)l->x->value[i] * (double)l->x->value[i];
		}
}

enum { NEAR_K, NEAR_SHRINK, NEAR_METRIC, NEAR_WEIGHTING, NEAR_POWER };
struct near_model { struct sparse *like; struct sparse *x; };

static enum err near_fit(const struct fitting *f, void **ret_state)
{
	struct near_model *m = xcalloc(1, sizeof *m);
	bool users = f->kind == MODEL_USER;
	struct sparse *w = weigh(f->x, f->turned, (enum weighting)f->knob[NEAR_WEIGHTING]), *t = sparse_turned(w);
	struct likeness l = { .x = users ? w : t, .turned = users ? t : w, .metric = (enum metric)f->knob[NEAR_METRIC],
		.shrink = f->knob[NEAR_SHRINK], .k = (uint32_t)f->knob[NEAR_K] };

	sums(&l);
	m->like = nearest(&l, f->opt->threads);
	for (size_t i = 0; i < m->like->start[m->like->n_rows]; i++)
		m->like->value[i] = powf(m->like->value[i], (float)f->knob[NEAR_POWER]);
	if (users) {
		m->x = sparse_copy(f->x);
		for (size_t i = 0; i < m->x->start[m->x->n_rows]; i++)
			m->x->value[i] = 1;
	} else {
		struct sparse *by_heard = sparse_turned(m->like);

		sparse_free(m->like);
		m->like = by_heard;
		m->x = f->knob[NEAR_WEIGHTING] > 0 ? sparse_copy(w) : NULL;
	}
	free(l.sum);
	free(l.norm);
	sparse_free(t);
	sparse_free(w);
	*ret_state = m;
	return OK;
}

/* score of row r: over the cells of `own`'s row r the rows of `other`, added up */
static void spread(const struct sparse *own, bool plain, uint32_t r, const struct sparse *other, float *ret)
{
	memset(ret, 0, other->n_cols * sizeof *ret);
	for (size_t i = own->start[r]; i < own->start[r + 1]; i++)
		for (size_t k = other->start[own->col[i]]; k < other->start[own->col[i] + 1]; k++)
			ret[other->col[k]] += (plain ? 1 : own->value[i]) * other->value[k];
}

static void user_score(const void *state, const struct model *m, const uint32_t *rows, size_t n, float *ret_scores)
{
	const struct near_model *s = state;

	for (size_t i = 0; i < n; i++)
		spread(s->like, false, rows[i], s->x, ret_scores + i * m->x->n_cols);
}

static void item_score(const void *state, const struct model *m, const uint32_t *rows, size_t n, float *ret_scores)
{
	const struct near_model *s = state;

	for (size_t i = 0; i < n; i++)
		spread(s->x ? s->x : m->x, !s->x, rows[i], s->like, ret_scores + i * m->x->n_cols);
}

static void item_alike(const void *state, const struct model *m, uint32_t col, float *ret_scores)
{
	const struct near_model *s = state;

	memset(ret_scores, 0, m->x->n_cols * sizeof *ret_scores);
	for (size_t i = s->like->start[col]; i < s->like->start[col + 1]; i++)
		ret_scores[s->like->col[i]] = s->like->value[i];
}

static void near_free(void *state)
{
	struct near_model *m = state;

	sparse_free(m->like);
	sparse_free(m->x);
	free(m);
}

enum { WALK_ALPHA, WALK_BETA, WALK_K };

static enum err walk_fit(const struct fitting *f, void **ret_state)
{
	struct near_model *m = xcalloc(1, sizeof *m);
	struct sparse *t = sparse_turned(f->x), *w = sparse_copy(f->x);
	struct likeness l = { .x = t, .turned = w, .metric = METRIC_WALK, .k = (uint32_t)f->knob[WALK_K] };

	/* item to listener: 1 / n_item; listener to item: 1 / n_listener, each to the power of alpha */
	for (uint32_t r = 0; r < t->n_rows; r++)
		for (size_t i = t->start[r]; i < t->start[r + 1]; i++)
			t->value[i] = (float)pow((double)(t->start[r + 1] - t->start[r]), -f->knob[WALK_ALPHA]);
	for (uint32_t r = 0; r < w->n_rows; r++)
		for (size_t i = w->start[r]; i < w->start[r + 1]; i++)
			w->value[i] = (float)pow((double)(w->start[r + 1] - w->start[r]), -f->knob[WALK_ALPHA]);
	l.gift = xcalloc((size_t)t->n_rows + 1, sizeof *l.gift);
	for (uint32_t r = 0; r < t->n_rows; r++)
		l.gift[r] = pow((double)MAX_OF(t->start[r + 1] - t->start[r], 1u), f->knob[WALK_BETA]);
	m->like = nearest(&l, f->opt->threads);
	free(l.gift);
	sparse_free(t);
	sparse_free(w);
	*ret_state = m;
	return OK;
}

/* Every row's columns are compared with every row that shares them. */
static void near_cost(const struct sparse *x, const struct sparse *turned, const struct knobs *k, double *ret_bytes, double *ret_work)
{
	*ret_bytes = (double)x->n_rows * k->at[NEAR_K] * 20;
	*ret_work = 0;
	for (uint32_t c = 0; c < turned->n_rows; c++)
		*ret_work += pow((double)(turned->start[c + 1] - turned->start[c]), 2);
}

static void user_cost(const struct sparse *x, const struct sparse *turned, const struct knobs *k, double *ret_bytes, double *ret_work)
{
	near_cost(x, turned, k, ret_bytes, ret_work);
}

static void item_cost(const struct sparse *x, const struct sparse *turned, const struct knobs *k, double *ret_bytes, double *ret_work)
{
	near_cost(turned, x, k, ret_bytes, ret_work);
}

static void walk_cost(const struct sparse *x, const struct sparse *turned, const struct knobs *k, double *ret_bytes, double *ret_work)
{
	struct knobs as_item = { .at[NEAR_K] = k->at[WALK_K] };

	near_cost(turned, x, &as_item, ret_bytes, ret_work);
}

const struct model_type user_type = {
	.knobs = {
		{ "neighbours", 100, { 25, 50, 100, 200, 400 } }, { "shrink", 0, { 0, 5, 20 } },
		{ "metric", METRIC_COSINE, { METRIC_COSINE, METRIC_PEARSON, METRIC_EUCLID } },
		{ "weighting", WEIGH_TFIDF, { WEIGH_BINARY, WEIGH_LOG, WEIGH_TFIDF } }, { "power", 1, { .5, 1, 2, 3 } },
	},
	.cost = user_cost, .fit = near_fit, .score = user_score, .free = near_free,
};
const struct model_type item_type = {
	.knobs = {
		{ "neighbours", 500, { 100, 200, 500, 1000 } }, { "shrink", 10, { 0, 10, 50, 200 } },
		{ "metric", METRIC_COSINE, { METRIC_COSINE, METRIC_PEARSON, METRIC_EUCLID } },
		{ "weighting", WEIGH_BINARY, { WEIGH_BINARY, WEIGH_LOG, WEIGH_TFIDF } }, { "power", 1, { .5, 1, 1.5, 2 } },
	},
	.cost = item_cost, .fit = near_fit, .score = item_score, .alike = item_alike, .free = near_free,
};
const struct model_type graph_type = {
	.knobs = { { "alpha", .8, { .4, .6, .8, 1, 1.2 } }, { "beta", .3, { 0, .15, .3, .45, .6 } }, { "neighbours", 1000, { 100, 300, 1000 } } },
	.cost = walk_cost, .fit = walk_fit, .score = item_score, .alike = item_alike, .free = near_free,
};
