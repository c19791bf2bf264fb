/*
 * recipe.c -- one model or several whose scores are added up.  The scores of a row are first brought to mean 0 and deviation 1 over what
 * was not heard: kinds speak in different units, and rows in different loudness.
 */
#include "learn/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct blend {
	const struct sparse *x;
	struct model *model[RECIPE_MAX];
	float weight[RECIPE_MAX];
	int n;
};

struct recipe recipe_of(enum model_kind kind)
{
	struct recipe r = { .n = 1, .part[0] = { .kind = kind, .weight = 1, .knobs = model_defaults(kind) } };
	static const struct { enum model_kind kind; float weight; } parts[] = { { MODEL_MF, 3 }, { MODEL_EASE, 1 } };

	if (kind != MODEL_HYBRID)
		return r;
	r.n = 0;
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		r.part[r.n++] = (struct recipe_part){ parts[i].kind, model_defaults(parts[i].kind), parts[i].weight };
	return r;
}

enum err blend_fit(const struct recipe *recipe, const struct sparse *x, const struct learn_options *opt, struct blend **ret_blend)
{
	struct blend *b = xcalloc(1, sizeof *b);

	b->x = x;
	for (int i = 0; i < recipe->n; i++) {
		const struct recipe_part *p = &recipe->part[i];
		enum err err = model_fit(p->kind, x, &p->knobs, opt, &b->model[b->n]);

		/* one of several that is not for this size is left out */
		if (err == ERR_LIMIT && recipe->n > 1 && (b->n || i + 1 < recipe->n))
			continue;
		if (err) {
			blend_free(b);
			return err;
		}
		b->weight[b->n++] = p->weight;
	}
	*ret_blend = b;
	return OK;
}

void blend_free(struct blend *b)
{
	if (!b)
		return;
	for (int i = 0; i < b->n; i++)
		model_free(b->model[i]);
	free(b);
}

void scores_mask(const struct sparse *x, const struct sparse *turned, uint32_t row, float *scores)
{
	for (size_t i = x->start[row]; i < x->start[row + 1]; i++)
		scores[x->col[i]] = -INFINITY;
	for (uint32_t c = 0; c < x->n_cols; c++)
		if (turned->start[c + 1] == turned->start[c])
			scores[c] = -INFINITY;
}

void scores_level(float *scores, uint32_t n)
{
	double sum = 0, squares = 0, mean, scale;
	uint32_t count = 0;

	for (uint32_t i = 0; i < n; i++)
		if (isfinite(scores[i])) {
			sum += (double)scores[i];
			squares += (double)scores[i] * (double)scores[i];
			count++;
		}
	mean = sum / MAX_OF(count, 1);
	scale = sqrt(MAX_OF(squares / MAX_OF(count, 1) - mean * mean, 0));
	scale = scale > 1e-12 ? 1 / scale : 0;	/* all alike: says nothing */
	for (uint32_t i = 0; i < n; i++)
		if (isfinite(scores[i]))
			scores[i] = (float)(((double)scores[i] - mean) * scale);
}

void blend_score(const struct blend *b, const uint32_t *rows, size_t n, float *ret_scores)
{
	size_t n_cols = b->x->n_cols;
	float *one;

	model_score(b->model[0], rows, n, ret_scores);
	for (size_t i = 0; i < n; i++)
		scores_mask(b->x, b->model[0]->turned, rows[i], ret_scores + i * n_cols);
	if (b->n == 1)
		return;
	for (size_t i = 0; i < n; i++) {
		scores_level(ret_scores + i * n_cols, b->x->n_cols);
		for (size_t c = 0; c < n_cols; c++)
			ret_scores[i * n_cols + c] *= b->weight[0];
	}
	one = xcalloc(n_cols + 1, sizeof *one);
	for (int k = 1; k < b->n; k++)
		for (size_t i = 0; i < n; i++) {
			model_score(b->model[k], &rows[i], 1, one);
			scores_mask(b->x, b->model[0]->turned, rows[i], one);
			scores_level(one, b->x->n_cols);
			for (size_t c = 0; c < n_cols; c++)
				ret_scores[i * n_cols + c] += b->weight[k] * one[c];
		}
	free(one);
}

bool blend_alike(const struct blend *b, uint32_t col, float *ret_scores)
{
	const struct model *m = b->model[0];

	if (b->n != 1 || !m->type->alike)
		return false;
	m->type->alike(m->state, m, col, ret_scores);
	ret_scores[col] = -INFINITY;
	return true;
}

/* ---- judging a whole matrix ---- */

enum { BATCH = 256 };			/* rows scored before they are counted, one after the other */
struct scoring {
	const struct blend *b;
	uint32_t rows[BATCH];
	float *scores;			/* n_cols a row */
	struct scored *top;		/* k a row */
	uint32_t n_top[BATCH], k;
};

static void score_rows(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct scoring *s = ctx;
	uint32_t n_cols = s->b->x->n_cols;

	(void)thread;
	for (size_t i = from; i < to; i++) {
		blend_score(s->b, &s->rows[i], 1, s->scores + i * n_cols);
		s->n_top[i] = learn_best(s->scores + i * n_cols, n_cols, s->top + i * s->k, s->k);
	}
}

struct figures blend_measure(const struct blend *b, const struct sparse *test, uint32_t k, unsigned threads,
			     void (*list)(void *ctx, uint32_t row, const struct scored *top, uint32_t n), void *ctx)
{
	struct scoring s = { .b = b, .k = k };
	struct measure *m = measure_new(b->x, test, k);

	s.scores = xreallocarray(NULL, (size_t)BATCH * b->x->n_cols + 1, sizeof *s.scores);
	s.top = xcalloc((size_t)BATCH * k + 1, sizeof *s.top);
	for (uint32_t row = 0, n; row < b->x->n_rows; row += n) {
		n = MIN_OF(b->x->n_rows - row, (uint32_t)BATCH);
		for (uint32_t i = 0; i < n; i++)
			s.rows[i] = row + i;
		parallel(threads, n, 4, score_rows, &s);
		for (uint32_t i = 0; i < n; i++) {
			measure_row(m, row + i, s.scores + (size_t)i * b->x->n_cols, s.top + (size_t)i * k, s.n_top[i]);
			if (list)
				list(ctx, row + i, s.top + (size_t)i * k, s.n_top[i]);
		}
	}
	free(s.scores);
	free(s.top);
	return measure_done(m);
}
