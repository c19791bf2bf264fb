/*
 * neighbours.c -- models of likeness: user and item collaborative filtering, and random walks over the graph of both.
 *
 * One engine (near.c): the rows of a weighted matrix are compared through the columns they share, each keeps its k most alike, a score adds up the
 * likeness of what was heard.  How cells are weighted, how two rows are compared and how many are kept are the knobs.  No weighted copy of the matrix
 * is made: a weight is 1, or belongs to the item, or (logarithms of counts) is kept beside the columns.
 */
#include "learn/model.h"
#include "learn/near.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum weighting { WEIGH_BINARY, WEIGH_LOG, WEIGH_TFIDF };
#define WEIGHT_LEAST 1e-6f

enum { NEAR_K, NEAR_SHRINK, NEAR_METRIC, NEAR_WEIGHTING, NEAR_POWER };
enum { WALK_ALPHA, WALK_BETA, WALK_K };
struct near_model {
	struct sparse *like;
	enum weighting weighting;
	float *rare;			/* WEIGH_TFIDF: of each item */
};

static float log_weight(float value)
{
	return MAX_OF(log1pf(value), WEIGHT_LEAST);
}

static float *rarity(const struct sparse *turned)
{
	float *rare = xcalloc((size_t)turned->n_rows + 1, sizeof *rare);

	for (uint32_t c = 0; c < turned->n_rows; c++)
		rare[c] = MAX_OF((float)log((double)turned->n_cols / (double)MAX_OF(turned->start[c + 1] - turned->start[c], 1u)), WEIGHT_LEAST);
	return rare;
}

/* What near_rows() is given, and what of it is to be freed. */
struct prepared { struct nearing l; float *own, *shared, *through; double *sum, *norm, *gift; };

/* Of each row the sums of its weights and their squares; a cell's weight is its own or, where there are none, its column's. */
static void add_sums(struct prepared *p, const float *of_column)
{
	const struct sparse *x = p->l.x;

	p->sum = xcalloc((size_t)x->n_rows + 1, sizeof *p->sum);
	p->norm = xcalloc((size_t)x->n_rows + 1, sizeof *p->norm);
	for (uint32_t r = 0; r < x->n_rows; r++) {
		double scale = p->l.scale ? (double)p->l.scale[r] : 1;

		for (size_t i = x->start[r]; i < x->start[r + 1]; i++) {
			double w = scale * (p->own ? (double)p->own[i] : of_column ? (double)of_column[x->col[i]] : 1);

			p->sum[r] += w;
			p->norm[r] += w * w;
		}
	}
	p->l.sum = p->sum;
	p->l.norm = p->norm;
}

/* Logarithms of the counts, in the order of both sides. */
static void weigh_cells(struct prepared *p, const struct fitting *f)
{
	size_t n = f->x->start[f->x->n_rows];
	float *by_row = xreallocarray(NULL, n + 1, sizeof *by_row), *by_col;

	for (size_t i = 0; i < n; i++)
		by_row[i] = log_weight(f->x->value[i]);
	by_col = sparse_turned_values(f->x, f->turned, by_row);
	p->own = f->kind == MODEL_USER ? by_row : by_col;
	p->shared = f->kind == MODEL_USER ? by_col : by_row;
}

/* Sizes, sides and limits: all that says how much there will be to do. */
static struct nearing nearing_of(const struct fitting *f)
{
	bool users = f->kind == MODEL_USER, walk = f->kind == MODEL_GRAPH;
	struct nearing l = { .x = users ? f->x : f->turned, .turned = users ? f->turned : f->x, .seed = f->opt->seed };

	l.k = near_k(l.x->n_rows, f->knob[walk ? (int)WALK_K : (int)NEAR_K]);
	l.cap = near_cap(l.turned, NEAR_WORK);
	l.metric = walk ? METRIC_WALK : (enum metric)f->knob[NEAR_METRIC];
	l.shrink = walk ? 0 : f->knob[NEAR_SHRINK];
	return l;
}

static struct sparse *nearest(struct prepared *p, const struct fitting *f)
{
	struct sparse *like;

	p->l.own = p->own;
	p->l.shared = p->shared;
	p->l.through = p->through;
	p->l.gift = p->gift;
	like = near_rows(&p->l, f->opt->threads);
	free(p->own);
	free(p->shared);
	free(p->through);
	free(p->sum);
	free(p->norm);
	free(p->gift);
	return like;
}

/* Row i holds those who have i among their nearest. */
static void turn_round(struct near_model *m)
{
	struct sparse *by_heard = sparse_turned(m->like);

	sparse_free(m->like);
	m->like = by_heard;
}

static enum err near_fit(const struct fitting *f, void **ret_state)
{
	struct near_model *m = xcalloc(1, sizeof *m);
	struct prepared p = { .l = nearing_of(f) };
	bool users = f->kind == MODEL_USER;

	m->weighting = (enum weighting)f->knob[NEAR_WEIGHTING];
	if (m->weighting == WEIGH_LOG)
		weigh_cells(&p, f);
	if (m->weighting == WEIGH_TFIDF)
		m->rare = rarity(f->turned);
	if (m->rare && users) {
		p.through = xcalloc((size_t)f->x->n_cols + 1, sizeof *p.through);
		for (uint32_t c = 0; c < f->x->n_cols; c++)
			p.through[c] = m->rare[c] * m->rare[c];
	} else {
		p.l.scale = m->rare;
	}
	add_sums(&p, users ? m->rare : NULL);
	m->like = nearest(&p, f);
	for (size_t i = 0; i < m->like->start[m->like->n_rows]; i++)
		m->like->value[i] = powf(m->like->value[i], (float)f->knob[NEAR_POWER]);
	if (!users)
		turn_round(m);
	*ret_state = m;
	return OK;
}

static void user_score(const void *state, const struct model *m, const uint32_t *rows, size_t n, float *ret_scores)
{
	const struct near_model *s = state;
	const struct sparse *x = m->x;

	memset(ret_scores, 0, n * x->n_cols * sizeof *ret_scores);
	for (size_t i = 0; i < n; i++)
		for (size_t k = s->like->start[rows[i]]; k < s->like->start[rows[i] + 1]; k++)
			for (size_t at = x->start[s->like->col[k]]; at < x->start[s->like->col[k] + 1]; at++)
				ret_scores[i * x->n_cols + x->col[at]] += s->like->value[k];
}

static void item_score(const void *state, const struct model *m, const uint32_t *rows, size_t n, float *ret_scores)
{
	const struct near_model *s = state;
	const struct sparse *x = m->x, *like = s->like;

	memset(ret_scores, 0, n * x->n_cols * sizeof *ret_scores);
	for (size_t i = 0; i < n; i++)
		for (size_t at = x->start[rows[i]]; at < x->start[rows[i] + 1]; at++) {
			uint32_t heard = x->col[at];
			float weight = s->rare ? s->rare[heard] : s->weighting == WEIGH_LOG ? log_weight(x->value[at]) : 1;

			for (size_t k = like->start[heard]; k < like->start[heard + 1]; k++)
				ret_scores[i * x->n_cols + like->col[k]] += weight * like->value[k];
		}
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
	free(m->rare);
	free(m);
}

/* n to the power of -power of each row of n cells */
static float *one_of_many(const struct sparse *x, double power)
{
	float *v = xcalloc((size_t)x->n_rows + 1, sizeof *v);

	for (uint32_t r = 0; r < x->n_rows; r++)
		v[r] = (float)pow((double)MAX_OF(x->start[r + 1] - x->start[r], 1u), -power);
	return v;
}

static enum err walk_fit(const struct fitting *f, void **ret_state)
{
	struct near_model *m = xcalloc(1, sizeof *m);
	struct prepared p = { .l = nearing_of(f) };
	const struct sparse *items = f->turned;
	float *leave = one_of_many(items, f->knob[WALK_ALPHA]);

	/* item to listener: 1 / n_item; listener to item: 1 / n_listener, each to the power of alpha */
	p.l.scale = leave;
	p.through = one_of_many(f->x, f->knob[WALK_ALPHA]);
	p.gift = xcalloc((size_t)items->n_rows + 1, sizeof *p.gift);
	for (uint32_t r = 0; r < items->n_rows; r++)
		p.gift[r] = pow((double)MAX_OF(items->start[r + 1] - items->start[r], 1u), f->knob[WALK_BETA]);
	m->like = nearest(&p, f);	/* a row is where a walk that starts there leads */
	free(leave);
	*ret_state = m;
	return OK;
}

static void near_cost(const struct fitting *f, double *ret_bytes, double *ret_work)
{
	struct nearing l = nearing_of(f);
	double lists = 8.0 * (double)near_cells(l.x, l.turned, l.k, l.cap);
	bool has_weights = f->kind != MODEL_GRAPH && (enum weighting)f->knob[NEAR_WEIGHTING] == WEIGH_LOG;

	/* of items: those by who has them beside those by whom they have, while they are turned */
	*ret_bytes = (f->kind == MODEL_ITEM ? 2 : 1) * lists + (double)near_bytes(l.x, l.k, f->opt->threads)
		+ (has_weights ? 8.0 * (double)f->x->start[f->x->n_rows] : 0)
		+ (l.cap < SIZE_MAX ? (has_weights ? 8.0 : 4.0) * (double)near_met(l.turned, l.cap) : 0);
	*ret_work = near_work(l.turned, l.cap);
}

const struct model_type user_type = {
	.knobs = {
		{ "neighbours", 100, { 25, 50, 100, 200, 400 } }, { "shrink", 0, { 0, 5, 20 } },
		{ "metric", METRIC_COSINE, { METRIC_COSINE, METRIC_PEARSON, METRIC_EUCLID } },
		{ "weighting", WEIGH_TFIDF, { WEIGH_BINARY, WEIGH_LOG, WEIGH_TFIDF } }, { "power", 1, { .5, 1, 2, 3 } },
	},
	.cost = near_cost, .fit = near_fit, .score = user_score, .free = near_free,
};
const struct model_type item_type = {
	.knobs = {
		{ "neighbours", 500, { 100, 200, 500, 1000 } }, { "shrink", 10, { 0, 10, 50, 200 } },
		{ "metric", METRIC_COSINE, { METRIC_COSINE, METRIC_PEARSON, METRIC_EUCLID } },
		{ "weighting", WEIGH_BINARY, { WEIGH_BINARY, WEIGH_LOG, WEIGH_TFIDF } }, { "power", 1, { .5, 1, 1.5, 2 } },
	},
	.cost = near_cost, .fit = near_fit, .score = item_score, .alike = item_alike, .free = near_free,
};
const struct model_type graph_type = {
	.knobs = { { "alpha", .8, { .4, .6, .8, 1, 1.2 } }, { "beta", .3, { 0, .15, .3, .45, .6 } }, { "neighbours", 1000, { 100, 300, 1000 } } },
	.cost = near_cost, .fit = walk_fit, .score = item_score, .alike = item_alike, .free = near_free,
};
