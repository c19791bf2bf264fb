/*
 * ease.c -- EASE (Steck 2019, "Embarrassingly shallow autoencoders for sparse data"): the item-item weights B with an empty diagonal that
 * best rebuild X as X B, ridge l.  B = I - P / diag(P), P = (X'X + l I)^-1: items cubed.  With fewer rows than columns the same P comes
 * from the rows' side: P = (I - X' G^-1 X) / l with G = X X' + l I, so the row of u scores -(G^-1 X)_u / diag(P) where nothing was heard.
 * An exact identity, rows cubed.  Here the smaller side is always taken.
 *
 * Cells are  confidence / (n_row^listeners n_col^items): with all knobs but the ridge 0 it is EASE itself; others damp those who hear
 * everything and what everybody hears.
 */
#include "learn/blas.h"
#include "learn/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EASE_RIDGE, EASE_ROWS, EASE_COLS, EASE_OUT, EASE_COUNTS };

struct ease {
	const struct blas_api *blas;
	struct sparse *x, *turned;	/* weighted */
	float *inverse;			/* of G (rows' side), or of X'X + l (columns' side) */
	float *diagonal;		/* of P */
	float *out;			/* factor a column */
	bool by_rows;
	float ridge;
};

static struct sparse *weigh(const struct sparse *x, const struct sparse *turned, const double *knob)
{
	struct sparse *w = sparse_copy(x);
	float *confidence = learn_confidence(x, knob[EASE_COUNTS]);

	for (uint32_t r = 0; r < x->n_rows; r++) {
		double row = pow((double)(x->start[r + 1] - x->start[r]), -knob[EASE_ROWS]);

		for (size_t i = x->start[r]; i < x->start[r + 1]; i++) {
			uint32_t c = x->col[i];

			w->value[i] = confidence[i] * (float)(row * pow((double)(turned->start[c + 1] - turned->start[c]), -knob[EASE_COLS]));
		}
	}
	free(confidence);
	return w;
}

/* own * own' + ridge, the whole square; `turned` is own turned. */
static float *gram(const struct sparse *own, const struct sparse *turned, double ridge)
{
	size_t n = own->n_rows;
	float *g = xcalloc(n * n + 1, sizeof *g);

	for (size_t r = 0; r < n; r++) {
		for (size_t i = own->start[r]; i < own->start[r + 1]; i++) {
			uint32_t c = own->col[i];

			for (size_t k = turned->start[c]; k < turned->start[c + 1]; k++)
				g[r * n + turned->col[k]] += own->value[i] * turned->value[k];
		}
		g[r * n + r] += (float)ridge;
	}
	return g;
}

static void invert(const struct blas_api *blas, float *g, uint32_t n)
{
	blasint size = (blasint)n, info;

	blas->spotrf_("L", &size, g, &size, &info);
	if (!info)
		blas->spotri_("L", &size, g, &size, &info);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			g[i * n + k] = g[k * n + i];
}

/* x_row * dense, `dense` n_cols x n */
static void row_times(const struct sparse *x, uint32_t row, const float *dense, size_t n, float *ret)
{
	memset(ret, 0, n * sizeof *ret);
	for (size_t i = x->start[row]; i < x->start[row + 1]; i++) {
		const float *from = dense + (size_t)x->col[i] * n;
		float v = x->value[i];

		for (size_t k = 0; k < n; k++)
			ret[k] += v * from[k];
	}
}

static enum err ease_fit(const struct fitting *f, void **ret_state)
{
	struct ease *e = xcalloc(1, sizeof *e);
	uint32_t n_cols = f->x->n_cols;
	double ridge = f->knob[EASE_RIDGE];

	if (blas_load(&e->blas)) {
		free(e);
		return ERR_MISSING;
	}
	e->x = weigh(f->x, f->turned, f->knob);
	e->turned = sparse_turned(e->x);
	e->by_rows = f->x->n_rows < n_cols;
	e->ridge = (float)ridge;
	e->diagonal = xcalloc((size_t)n_cols + 1, sizeof *e->diagonal);
	e->out = xcalloc((size_t)n_cols + 1, sizeof *e->out);
	e->inverse = e->by_rows ? gram(e->x, e->turned, ridge) : gram(e->turned, e->x, ridge);
	invert(e->blas, e->inverse, e->by_rows ? f->x->n_rows : n_cols);
	for (uint32_t c = 0; c < n_cols; c++) {
		const struct sparse *t = e->turned;
		size_t n = f->x->n_rows;
		double sum = 0;

		e->out[c] = (float)pow((double)MAX_OF(t->start[c + 1] - t->start[c], 1u), f->knob[EASE_OUT]);
		if (!e->by_rows) {
			e->diagonal[c] = e->inverse[(size_t)c * n_cols + c];
			continue;
		}
		for (size_t i = t->start[c]; i < t->start[c + 1]; i++)
			for (size_t k = t->start[c]; k < t->start[c + 1]; k++)
				sum += (double)(t->value[i] * t->value[k] * e->inverse[t->col[i] * n + t->col[k]]);
		e->diagonal[c] = (float)((1 - sum) / ridge);
	}
	*ret_state = e;
	return OK;
}

static void ease_score(const void *state, const struct model *m, const uint32_t *rows, size_t n, float *ret_scores)
{
	const struct ease *e = state;
	uint32_t n_cols = m->x->n_cols;

	for (size_t i = 0; i < n; i++) {
		float *s = ret_scores + i * n_cols;
		const struct sparse *x = e->x;

		if (e->by_rows) {
			const float *g = e->inverse + (size_t)rows[i] * x->n_rows;

			memset(s, 0, n_cols * sizeof *s);
			for (uint32_t r = 0; r < x->n_rows; r++)
				for (size_t k = x->start[r]; k < x->start[r + 1]; k++)
					s[x->col[k]] -= g[r] * x->value[k];
		} else {
			row_times(x, rows[i], e->inverse, n_cols, s);
			for (uint32_t c = 0; c < n_cols; c++)
				s[c] = -s[c];
		}
		for (uint32_t c = 0; c < n_cols; c++)
			s[c] = s[c] / e->diagonal[c] * e->out[c];
	}
}

/* The weights of B that lead from that item to the others. */
static void ease_alike(const void *state, const struct model *m, uint32_t col, float *ret_scores)
{
	const struct ease *e = state;
	const struct sparse *x = e->x;
	uint32_t n_cols = m->x->n_cols;

	memset(ret_scores, 0, n_cols * sizeof *ret_scores);
	if (e->by_rows) {
		float *g = xcalloc((size_t)x->n_rows + 1, sizeof *g);

		row_times(e->turned, col, e->inverse, x->n_rows, g);
		for (uint32_t r = 0; r < x->n_rows; r++)
			for (size_t k = x->start[r]; k < x->start[r + 1]; k++)
				ret_scores[x->col[k]] += g[r] * x->value[k] / e->ridge;
		free(g);
	} else {
		for (uint32_t c = 0; c < n_cols; c++)
			ret_scores[c] = -e->inverse[(size_t)col * n_cols + c];
	}
	for (uint32_t c = 0; c < n_cols; c++)
		ret_scores[c] = c == col ? 0 : ret_scores[c] / e->diagonal[c] * e->out[c];
}

static void ease_free(void *state)
{
	struct ease *e = state;

	sparse_free(e->x);
	sparse_free(e->turned);
	free(e->inverse);
	free(e->diagonal);
	free(e->out);
	free(e);
}

static void ease_cost(const struct fitting *f, double *ret_bytes, double *ret_work)
{
	double n = MIN_OF(f->x->n_rows, f->x->n_cols);

	*ret_bytes = 4 * n * n + 20.0 * (double)f->x->start[f->x->n_rows];	/* the square; weights both ways, and confidences */
	*ret_work = n * n * n;
}

const struct model_type ease_type = {
	.knobs = {
		{ "ridge", 30, { 1, 3, 10, 30, 100, 300 } }, { "listeners", 0, { 0, .125, .25, .375, .5 } },
		{ "items", .25, { 0, .125, .25, .375 } }, { "popular", 0, { 0, .05, .1, .2 } }, { "counts", 0, { 0, .5, 1 } },
	},
	.cost = ease_cost, .fit = ease_fit, .score = ease_score, .alike = ease_alike, .free = ease_free,
};
