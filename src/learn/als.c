/*
 * als.c -- matrix factorisation for implicit listening: alternating least squares (Hu, Koren & Volinsky 2008) in the form and with the
 * advice of Rendle et al. 2021 ("Revisiting the performance of iALS on item recommendation benchmarks", arXiv 2110.14037):
 *
 *   minimise  sum over heard (u, i) of c_ui (1 - p_u q_i)^2  +  a0 sum over all (u, i) of (p_u q_i)^2
 *           + reg sum_u (n_u + a0 items)^nu |p_u|^2  +  the same of items
 *
 * with c_ui = learn_confidence(), small starting values, and regularisation scaled by how often something occurs.  With one side fixed each row
 * of the other is a system of d equations; rows do not depend on each other.
 */
#include "learn/blas.h"
#include "learn/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MF_D, MF_A0, MF_REG, MF_NU, MF_GAIN, MF_ROUNDS };
enum {
	GATHERED = 4096,	/* vectors brought together at once, so that what everybody heard takes no more memory than that */
	STEPS = 3,		/* of conjugate gradients a row and round */
	AHEAD = 8,		/* vectors fetched before they are wanted */
	LINE = 16,		/* numbers that memory gives at once */
	BY_VECTOR = 4,		/* a multiplication of a matrix by a vector takes so many times as long as one of two matrices, about */
};
#define TINY 1e-20		/* squared, what is left to solve is nothing */

struct mf { const struct blas_api *blas; int d; float *row, *col; uint32_t n_cols; };

/*
 * One half of a round: `own` is solved for with `other` fixed.
 *
 * Both are first turned into the axes of `other`'s own Gram matrix (scores do not change when both sides turn alike), so that what all unheard
 * cells say is a diagonal D. What is left, with x = D^-1/2 z,
 *
 *   (1 + D^-1/2 H'C H D^-1/2) z = D^-1/2 H'C 1        H: the vectors of what was heard, C: their weights
 *
 * is near enough to 1 that a few steps of conjugate gradients from the round before do what is needed (Takacs, Pilaszy & Tikk, RecSys 2011), at n d a
 * step instead of n d^2 + d^3.  Rows too long to be brought together at once would be fetched anew at each step: they are solved outright.
 */
struct half {
	const struct blas_api *blas;
	const struct sparse *x;		/* a row an `own` vector; values are the weights */
	float *other, *own;
	float *axis;			/* a0 times the eigenvalues of other' other */
	float *scratch;
	size_t most, scratch_each;	/* cells a thread brings together */
	int d;
	double reg, nu, base;		/* reg (n + base)^nu */
};
struct bench {				/* a thread's, for one row */
	float *ridge, *scale;		/* D, D^-1/2 */
	float *z, *rest, *way, *bent, *scaled;
	float *gathered, *heard;	/* a vector, a number a cell */
	float *square;			/* d x d; of long rows */
};

/* The vectors of `some` cells from `at` on, beside each other. */
static void gather(const struct half *h, size_t at, size_t some, float *gathered)
{
	size_t d = (size_t)h->d;
	const uint32_t *col = h->x->col + at;

	for (size_t i = 0; i < some; i++) {
		if (i + AHEAD < some)
			for (size_t k = 0; k < d; k += LINE)
				READ_SOON(h->other + (size_t)col[i + AHEAD] * d + k);
		memcpy(gathered + i * d, h->other + (size_t)col[i] * d, d * sizeof *gathered);
	}
}

/* What is wanted of each heard cell less what z says of it, weighed and brought back to where z is: D^-1/2 H'C (wanted - H D^-1/2 z) */
static void come_back(const struct half *h, size_t first, size_t n, const struct bench *b, float wanted, const float *z, float *ret)
{
	size_t d = (size_t)h->d;

	for (size_t k = 0; k < d; k++)
		b->scaled[k] = b->scale[k] * z[k];
	h->blas->cblas_sgemv(CblasRowMajor, CblasNoTrans, (blasint)n, h->d, 1, b->gathered, h->d, b->scaled, 1, 0, b->heard, 1);
	for (size_t i = 0; i < n; i++)
		b->heard[i] = h->x->value[first + i] * (wanted - b->heard[i]);
	h->blas->cblas_sgemv(CblasRowMajor, CblasTrans, (blasint)n, h->d, 1, b->gathered, h->d, b->heard, 1, 0, ret, 1);
	for (size_t k = 0; k < d; k++)
		ret[k] *= b->scale[k];
}

static double dot(const float *a, const float *b, size_t d)
{
	double sum = 0;

	for (size_t k = 0; k < d; k++)
		sum += (double)a[k] * (double)b[k];
	return sum;
}

/* Some steps from where the round before has led. */
static void solve_by_steps(const struct half *h, size_t first, size_t n, const struct bench *b, float *own)
{
	size_t d = (size_t)h->d;
	float *z = b->z, *rest = b->rest, *way = b->way, *bent = b->bent;
	double was, now;

	gather(h, first, n, b->gathered);
	for (size_t k = 0; k < d; k++)
		z[k] = own[k] / b->scale[k];
	come_back(h, first, n, b, 1, z, rest);
	for (size_t k = 0; k < d; k++)
		way[k] = rest[k] -= z[k];
	was = dot(rest, rest, d);
	for (int step = 0; step < STEPS && was > TINY; step++, was = now) {
		float far, bend;

		come_back(h, first, n, b, 0, way, bent);	/* below 0: what is wanted is nothing */
		for (size_t k = 0; k < d; k++)
			bent[k] = way[k] - bent[k];
		far = (float)(was / dot(way, bent, d));
		for (size_t k = 0; k < d; k++) {
			z[k] += far * way[k];
			rest[k] -= far * bent[k];
		}
		now = dot(rest, rest, d);
		bend = (float)(now / was);
		for (size_t k = 0; k < d; k++)
			way[k] = rest[k] + bend * way[k];
	}
	for (size_t k = 0; k < d; k++)
		own[k] = z[k] * b->scale[k];
}

static void solve_outright(const struct half *h, size_t first, size_t n, const struct bench *b, float *own)
{
	size_t d = (size_t)h->d;
	float *a = b->square, *gathered = b->gathered;
	blasint size = h->d, one = 1, info;

	memset(a, 0, d * d * sizeof *a);
	memset(own, 0, d * sizeof *own);
	for (size_t k = 0; k < d; k++)
		a[k * d + k] = b->ridge[k];
	for (size_t at = first, end = first + n, some; at < end; at += some) {
		some = MIN_OF(end - at, (size_t)GATHERED);
		gather(h, at, some, gathered);
		h->blas->cblas_sgemv(CblasRowMajor, CblasTrans, (blasint)some, h->d, 1, gathered, h->d, h->x->value + at, 1, 1, own, 1);
		for (size_t i = 0; i < some; i++)
			h->blas->cblas_sscal(h->d, sqrtf(h->x->value[at + i]), gathered + i * d, 1);
		h->blas->cblas_ssyrk(CblasRowMajor, CblasUpper, CblasTrans, h->d, (blasint)some, 1, gathered, h->d, 1, a, h->d);
	}
	/* the upper triangle by rows is LAPACK's lower by columns */
	h->blas->spotrf_("L", &size, a, &size, &info);
	if (!info)
		h->blas->spotrs_("L", &size, &one, a, &size, own, &size, &info);
}

static void solve_rows(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct half *h = ctx;
	size_t d = (size_t)h->d;
	float *at = h->scratch + thread * h->scratch_each;
	struct bench b = { at, at + d, at + 2 * d, at + 3 * d, at + 4 * d, at + 5 * d, at + 6 * d, .square = at + 7 * d, .heard = at + 7 * d + d * d };

	b.gathered = b.heard + h->most;
	for (size_t r = from; r < to; r++) {
		size_t first = h->x->start[r], n = h->x->start[r + 1] - first;
		float lambda = (float)(h->reg * pow((double)n + h->base, h->nu));

		for (size_t k = 0; k < d; k++) {
			b.ridge[k] = MAX_OF(h->axis[k], 0) + lambda;
			b.scale[k] = 1 / sqrtf(b.ridge[k]);
		}
		if (!n)
			memset(h->own + r * d, 0, d * sizeof *h->own);
		else if (n > GATHERED)
			solve_outright(h, first, n, &b, h->own + r * d);
		else
			solve_by_steps(h, first, n, &b, h->own + r * d);
	}
}

static size_t longest_row(const struct sparse *x)
{
	size_t most = 1;

	for (uint32_t r = 0; r < x->n_rows; r++)
		most = MAX_OF(most, x->start[r + 1] - x->start[r]);
	return most;
}

static void turn_by(const struct half *h, const float *q, float *v, size_t n, float *scratch)
{
	size_t d = (size_t)h->d;

	/* columns of Q by columns are rows by rows */
	for (size_t at = 0, some; at < n; at += some) {
		some = MIN_OF(n - at, (size_t)GATHERED);
		h->blas->cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)some, h->d, h->d, 1, v + at * d, h->d, q, h->d, 0, scratch, h->d);
		memcpy(v + at * d, scratch, some * d * sizeof *scratch);
	}
}

/* other := other Q, own := own Q, where other' other = Q L Q'; axis := a0 L */
static void turn(struct half *h, double a0)
{
	size_t d = (size_t)h->d, n = h->x->n_cols;
	blasint size = h->d, lwork = (blasint)(1 + 6 * d + 2 * d * d), liwork = (blasint)(3 + 5 * d), info;
	float *q = xcalloc(d * d, sizeof *q), *work = xcalloc((size_t)lwork, sizeof *work), *turned = xcalloc(GATHERED * d, sizeof *turned);
	blasint *iwork = xcalloc((size_t)liwork, sizeof *iwork);

	h->blas->cblas_ssyrk(CblasRowMajor, CblasUpper, CblasTrans, h->d, (blasint)n, 1, h->other, h->d, 0, q, h->d);
	h->blas->ssyevd_("V", "L", &size, q, &size, h->axis, work, &lwork, iwork, &liwork, &info);
	turn_by(h, q, h->other, n, turned);
	turn_by(h, q, h->own, h->x->n_rows, turned);
	for (size_t k = 0; k < d; k++)
		h->axis[k] *= (float)a0;
	free(q);
	free(work);
	free(turned);
	free(iwork);
}

static void solve_half(struct half *h, double a0, unsigned threads)
{
	size_t d = (size_t)h->d;

	h->axis = xcalloc(d, sizeof *h->axis);
	turn(h, a0);
	h->base = a0 * h->x->n_cols;
	h->most = MIN_OF(longest_row(h->x), (size_t)GATHERED);
	h->scratch_each = 7 * d + d * d + h->most * (d + 1);
	h->scratch = xreallocarray(NULL, parallel_threads(threads) * h->scratch_each, sizeof *h->scratch);
	parallel(threads, h->x->n_rows, 64, solve_rows, h);
	free(h->scratch);
	free(h->axis);
}

static double squares(const struct sparse *x, const float *v, size_t d, const double *knob, double base)
{
	double sum = 0;

	for (uint32_t r = 0; r < x->n_rows; r++)
		sum += knob[MF_REG] * pow((double)(x->start[r + 1] - x->start[r]) + base, knob[MF_NU]) * dot(v + r * d, v + r * d, d);
	return sum;
}

/* What is minimised, a heard cell. */
static double mf_loss(const struct mf *m, const struct sparse *x, const struct sparse *turned, const double *knob)
{
	size_t d = (size_t)m->d;
	float *gram = xcalloc(2 * d * d, sizeof *gram);
	double loss = 0;

	for (uint32_t r = 0; r < x->n_rows; r++)
		for (size_t i = x->start[r]; i < x->start[r + 1]; i++) {
			double miss = 1 - dot(m->row + r * d, m->col + x->col[i] * d, d);

			loss += (double)x->value[i] * miss * miss;
		}
	m->blas->cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m->d, m->d, (blasint)x->n_rows, 1, m->row, m->d, m->row, m->d, 0, gram, m->d);
	m->blas->cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m->d, m->d, (blasint)x->n_cols, 1, m->col, m->d, m->col, m->d, 0, gram + d * d, m->d);
	loss += knob[MF_A0] * dot(gram, gram + d * d, d * d);
	loss += squares(x, m->row, d, knob, knob[MF_A0] * x->n_cols) + squares(turned, m->col, d, knob, knob[MF_A0] * x->n_rows);
	free(gram);
	return loss / (double)MAX_OF(x->start[x->n_rows], 1u);
}

static enum err mf_fit(const struct fitting *f, void **ret_state)
{
	const struct sparse *x = f->x;
	struct mf *m = xcalloc(1, sizeof *m);
	struct sparse weighted = *x, turned = *f->turned;
	struct rng rng;
	size_t d = (size_t)f->knob[MF_D];

	if (blas_load(&m->blas)) {
		free(m);
		return ERR_MISSING;
	}
	m->d = (int)d;
	m->n_cols = x->n_cols;
	m->row = xcalloc((size_t)x->n_rows * d + 1, sizeof *m->row);
	m->col = xcalloc((size_t)x->n_cols * d + 1, sizeof *m->col);
	rng_seed(&rng, f->opt->seed);
	for (size_t i = 0; i < (size_t)x->n_cols * d; i++)
		m->col[i] = .1f / sqrtf((float)d) * learn_normal(&rng);
	weighted.value = learn_confidence(x, f->knob[MF_GAIN]);
	turned.value = sparse_turned_values(x, &turned, weighted.value);
	for (int round = 0; round < (int)f->knob[MF_ROUNDS]; round++) {
		struct half rows = { .blas = m->blas, .x = &weighted, .other = m->col, .own = m->row, .d = m->d,
			.reg = f->knob[MF_REG], .nu = f->knob[MF_NU] };
		struct half cols = { .blas = m->blas, .x = &turned, .other = m->row, .own = m->col, .d = m->d,
			.reg = f->knob[MF_REG], .nu = f->knob[MF_NU] };

		solve_half(&rows, f->knob[MF_A0], f->opt->threads);
		solve_half(&cols, f->knob[MF_A0], f->opt->threads);
		if (f->opt->round)
			f->opt->round(f->opt->ctx, MODEL_MF, round + 1, mf_loss(m, &weighted, &turned, f->knob));
	}
	free(turned.value);
	free(weighted.value);
	*ret_state = m;
	return OK;
}

static void mf_score(const void *state, const struct model *model, const uint32_t *rows, size_t n, float *ret_scores)
{
	const struct mf *m = state;

	(void)model;
	for (size_t i = 0; i < n; i++)
		m->blas->cblas_sgemv(CblasRowMajor, CblasNoTrans, (blasint)m->n_cols, m->d, 1, m->col, m->d,
				     m->row + (size_t)rows[i] * (size_t)m->d, 1, 0, ret_scores + i * m->n_cols, 1);
}

static double norm_of(const struct mf *m, uint32_t col)
{
	double sum = 0;

	for (size_t k = 0; k < (size_t)m->d; k++)
		sum += (double)m->col[col * (size_t)m->d + k] * (double)m->col[col * (size_t)m->d + k];
	return sqrt(sum);
}

/* Cosine of the items' vectors. */
static void mf_alike(const void *state, const struct model *model, uint32_t col, float *ret_scores)
{
	const struct mf *m = state;
	double own = norm_of(m, col);

	(void)model;
	m->blas->cblas_sgemv(CblasRowMajor, CblasNoTrans, (blasint)m->n_cols, m->d, 1, m->col, m->d, m->col + (size_t)col * (size_t)m->d, 1, 0,
			     ret_scores, 1);
	for (uint32_t c = 0; c < m->n_cols; c++) {
		double both = own * norm_of(m, c);

		ret_scores[c] = both > 0 ? (float)((double)ret_scores[c] / both) : 0;
	}
}

static void mf_free(void *state)
{
	struct mf *m = state;

	free(m->row);
	free(m->col);
	free(m);
}

static void mf_cost(const struct fitting *f, double *ret_bytes, double *ret_work)
{
	double d = f->knob[MF_D], sides = (double)f->x->n_rows + (double)f->x->n_cols;
	const struct sparse *side[2] = { f->x, f->turned };

	/* both sides' vectors, the weights both ways, and what each thread brings together */
	*ret_bytes = 4 * sides * d + 8.0 * (double)f->x->start[f->x->n_rows] + parallel_threads(f->opt->threads) * (2 * d + GATHERED) * d * 4;
	*ret_work = 2 * sides * d * d;
	for (int i = 0; i < 2; i++)
		for (uint32_t r = 0; r < side[i]->n_rows; r++) {
			double n = (double)(side[i]->start[r + 1] - side[i]->start[r]);

			*ret_work += n > GATHERED ? n * d * d / 2 + d * d * d / 6 : (1 + STEPS) * 2 * n * d * BY_VECTOR;
		}
	*ret_work *= f->knob[MF_ROUNDS];
}

const struct model_type mf_type = {
	.knobs = {
		{ "factors", 64, { 32, 64, 128, 256 } }, { "unheard", .1, { .01, .03, .1, .3, 1 } },
		{ "regularisation", .005, { .00125, .0025, .005, .01, .02 } }, { "frequency", 1, { 1 } }, { "counts", 1, { 0, 1, 2 } },
		{ "rounds", 16, { 16 } },
	},
	.cost = mf_cost, .fit = mf_fit, .score = mf_score, .alike = mf_alike, .free = mf_free,
};
