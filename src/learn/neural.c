/*
 * neural.c -- neural collaborative filtering (He et al. 2017, NeuMF): a listener and an item each have a vector of two halves; one half is
 * multiplied element by element, the other goes through two dense layers, and both ends are weighed into one logit.
 *
 *   p_u | p'_u     q_i | q'_i                  logit = w . (p * q) + v . relu(W2 relu(W1 [p' q'] + b1) + b2) + b_i
 *
 * Binary cross-entropy on what was heard and, for each, a few items drawn by chance; Adam (Kingma & Ba 2015), of the vectors only those that
 * a batch touches, their decay apart from the gradient (Loshchilov & Hutter 2019). A twentieth of the cells is held back, and the round
 * that ranks it best is kept (early stopping): the loss on it rises long before the ranking falls.
 * A well-tuned factorisation is better (Rendle et al. 2020): on hetrec-lastfm-2k recall@20 .208 against .289. It is here to be measured.
 */
#include "learn/blas.h"
#include "learn/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NEURAL_D, NEURAL_RATE, NEURAL_NEGATIVES, NEURAL_DECAY, NEURAL_ROUNDS };
enum { H1 = 32, H2 = 16, BATCH = 256, PATIENCE = 3, CHECKED = 500 };

struct weights { float *w, *m, *v; size_t n; };		/* and Adam's two moments */
enum part { ROWS, COLS, BIAS, OUT, W1, B1, W2, B2, PARTS };
struct neural {
	const struct blas_api *blas;
	uint32_t n_rows, n_cols;
	int d;
	struct weights part[PARTS];
	float *first;		/* of each item: what its half of W1 says, with b1 */
};
struct batch {				/* one step: what went in, what came of it, what it asks for */
	uint32_t row[BATCH], col[BATCH];
	float y[BATCH], error[BATCH];
	float *x, *h1, *h2, *dx, *dh1, *dh2;
	int n;
};
struct training {
	struct neural *net;
	const struct sparse *x;
	const double *knob;
	struct cell *cells;
	size_t n, n_held;		/* those held back stand last */
	struct rng rng;
	struct batch b;
	float *gradient[PARTS];		/* of the dense parts */
	long steps;
};

static void weights_init(struct weights *w, size_t n, float scale, struct rng *rng)
{
	*w = (struct weights){ xcalloc(n + 1, sizeof *w->w), xcalloc(n + 1, sizeof *w->m), xcalloc(n + 1, sizeof *w->v), n };
	for (size_t i = 0; i < n && scale > 0; i++)
		w->w[i] = scale * learn_normal(rng);
}

static void net_init(struct neural *net, struct rng *rng)
{
	size_t d = (size_t)net->d;

	weights_init(&net->part[ROWS], net->n_rows * 2 * d, .05f, rng);
	weights_init(&net->part[COLS], net->n_cols * 2 * d, .05f, rng);
	weights_init(&net->part[BIAS], net->n_cols, 0, rng);
	weights_init(&net->part[OUT], d + H2, .3f, rng);
	weights_init(&net->part[W1], 2 * d * H1, 1 / sqrtf((float)d), rng);
	weights_init(&net->part[B1], H1, 0, rng);
	weights_init(&net->part[W2], H1 * H2, sqrtf(2.0f / H1), rng);
	weights_init(&net->part[B2], H2, 0, rng);
	for (size_t i = 0; i < d; i++)
		net->part[OUT].w[i] = 1;
}

static void net_free(void *state)
{
	struct neural *net = state;

	for (int p = 0; p < PARTS; p++) {
		free(net->part[p].w);
		free(net->part[p].m);
		free(net->part[p].v);
	}
	free(net->first);
	free(net);
}

/* ---- forward ---- */

static void relu(float *x, size_t rows, size_t n, const float *bias)
{
	for (size_t i = 0; i < rows; i++)
		for (size_t k = 0; k < n; k++)
			x[i * n + k] = MAX_OF(x[i * n + k] + (bias ? bias[k] : 0), 0);
}

static float dot(const float *a, const float *b, size_t n)
{
	float sum = 0;

	for (size_t k = 0; k < n; k++)
		sum += a[k] * b[k];
	return sum;
}

static const float *row_of(const struct neural *net, uint32_t row)
{
	return net->part[ROWS].w + row * 2 * (size_t)net->d;
}

static const float *col_of(const struct neural *net, uint32_t col)
{
	return net->part[COLS].w + col * 2 * (size_t)net->d;
}

/* The logit, given the second layer. */
static float logit(const struct neural *net, uint32_t row, uint32_t col, const float *h2)
{
	size_t d = (size_t)net->d;
	const float *p = row_of(net, row), *q = col_of(net, col), *w = net->part[OUT].w;
	float sum = net->part[BIAS].w[col] + dot(w + d, h2, H2);

	for (size_t k = 0; k < d; k++)
		sum += w[k] * p[k] * q[k];
	return sum;
}

/* Fills the layers and the errors (chance less truth); returns the loss. */
static double forward(const struct neural *net, struct batch *b)
{
	size_t d = (size_t)net->d;
	double loss = 0;

	for (int i = 0; i < b->n; i++) {
		memcpy(b->x + (size_t)i * 2 * d, row_of(net, b->row[i]) + d, d * sizeof *b->x);
		memcpy(b->x + (size_t)i * 2 * d + d, col_of(net, b->col[i]) + d, d * sizeof *b->x);
	}
	net->blas->cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, b->n, H1, 2 * net->d, 1, b->x, 2 * net->d, net->part[W1].w, H1, 0, b->h1, H1);
	relu(b->h1, (size_t)b->n, H1, net->part[B1].w);
	net->blas->cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, b->n, H2, H1, 1, b->h1, H1, net->part[W2].w, H2, 0, b->h2, H2);
	relu(b->h2, (size_t)b->n, H2, net->part[B2].w);
	for (int i = 0; i < b->n; i++) {
		double z = (double)logit(net, b->row[i], b->col[i], b->h2 + (size_t)i * H2), p = 1 / (1 + exp(-z));

		b->error[i] = (float)p - b->y[i];
		loss -= log(MAX_OF(b->y[i] > .5f ? p : 1 - p, 1e-7));
	}
	return loss;
}

/* What each item's half of the first layer says: it is the same for every listener. */
static void settle(struct neural *net)
{
	size_t d = (size_t)net->d;

	net->blas->cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint)net->n_cols, H1, net->d, 1, net->part[COLS].w + d, 2 * net->d,
			       net->part[W1].w + d * H1, H1, 0, net->first, H1);
	for (size_t i = 0; i < (size_t)net->n_cols * H1; i++)
		net->first[i] += net->part[B1].w[i % H1];
}

/* One listener and every item; `scratch`: n_cols (H1 + H2). */
static void score_row(const struct neural *net, uint32_t row, float *scratch, float *ret_scores)
{
	size_t d = (size_t)net->d, n_cols = net->n_cols;
	float own[H1] = { 0 }, *h1 = scratch, *h2 = scratch + n_cols * H1;

	for (size_t k = 0; k < d; k++)
		for (size_t h = 0; h < H1; h++)
			own[h] += row_of(net, row)[d + k] * net->part[W1].w[k * H1 + h];
	memcpy(h1, net->first, n_cols * H1 * sizeof *h1);
	relu(h1, n_cols, H1, own);
	net->blas->cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint)n_cols, H2, H1, 1, h1, H1, net->part[W2].w, H2, 0, h2, H2);
	relu(h2, n_cols, H2, net->part[B2].w);
	for (uint32_t c = 0; c < n_cols; c++)
		ret_scores[c] = logit(net, row, c, h2 + c * (size_t)H2);
}

/* ---- backward ---- */

static void adam(struct weights *w, size_t from, size_t n, const float *g, double rate, double decay, long steps)
{
	double fix = rate * sqrt(1 - pow(.999, (double)steps)) / (1 - pow(.9, (double)steps));

	for (size_t i = 0; i < n; i++) {
		float *x = &w->w[from + i], *m = &w->m[from + i], *v = &w->v[from + i], gi = g[i];

		*m += .1f * (gi - *m);
		*v += .001f * (gi * gi - *v);
		*x -= (float)(fix * (double)*m / (sqrt((double)*v) + 1e-8) + rate * decay * (double)*x);
	}
}

/* Gradients of the layers; the error of a place whose unit was shut is 0. */
static void backward_dense(struct training *t)
{
	const struct neural *net = t->net;
	struct batch *b = &t->b;
	size_t d = (size_t)net->d;
	const float *out = net->part[OUT].w + d;

	for (int p = OUT; p < PARTS; p++)
		memset(t->gradient[p], 0, net->part[p].n * sizeof *t->gradient[p]);
	for (size_t i = 0; i < (size_t)b->n; i++) {
		const float *p = row_of(net, b->row[i]), *q = col_of(net, b->col[i]);

		for (size_t k = 0; k < d; k++)
			t->gradient[OUT][k] += b->error[i] * p[k] * q[k];
		for (size_t k = 0; k < H2; k++) {
			t->gradient[OUT][d + k] += b->error[i] * b->h2[i * H2 + k];
			b->dh2[i * H2 + k] = b->h2[i * H2 + k] > 0 ? b->error[i] * out[k] : 0;
			t->gradient[B2][k] += b->dh2[i * H2 + k];
		}
	}
	net->blas->cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, H1, H2, b->n, 1, b->h1, H1, b->dh2, H2, 0, t->gradient[W2], H2);
	net->blas->cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, b->n, H1, H2, 1, b->dh2, H2, net->part[W2].w, H2, 0, b->dh1, H1);
	for (size_t i = 0; i < (size_t)b->n; i++)
		for (size_t k = 0; k < H1; k++) {
			if (!(b->h1[i * H1 + k] > 0))
				b->dh1[i * H1 + k] = 0;
			t->gradient[B1][k] += b->dh1[i * H1 + k];
		}
	net->blas->cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, 2 * net->d, H1, b->n, 1, b->x, 2 * net->d, b->dh1, H1, 0, t->gradient[W1], H1);
	net->blas->cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, b->n, 2 * net->d, H1, 1, b->dh1, H1, net->part[W1].w, H1, 0, b->dx, 2 * net->d);
}

/* The vectors of one sample, one after the other: a row met twice in a batch is moved twice. */
static void backward_vectors(struct training *t, size_t i)
{
	struct neural *net = t->net;
	struct batch *b = &t->b;
	size_t d = (size_t)net->d;
	const float *p = row_of(net, b->row[i]), *q = col_of(net, b->col[i]), *w = net->part[OUT].w;
	double rate = t->knob[NEURAL_RATE], decay = t->knob[NEURAL_DECAY];
	float gp[512], gq[512];

	for (size_t k = 0; k < d; k++) {
		gp[k] = b->error[i] * w[k] * q[k];
		gq[k] = b->error[i] * w[k] * p[k];
	}
	memcpy(gp + d, b->dx + i * 2 * d, d * sizeof *gp);
	memcpy(gq + d, b->dx + i * 2 * d + d, d * sizeof *gq);
	adam(&net->part[ROWS], b->row[i] * 2 * d, 2 * d, gp, rate, decay, t->steps);
	adam(&net->part[COLS], b->col[i] * 2 * d, 2 * d, gq, rate, decay, t->steps);
	adam(&net->part[BIAS], b->col[i], 1, &b->error[i], rate, decay, t->steps);
}

static void step(struct training *t)
{
	struct neural *net = t->net;

	t->steps++;
	backward_dense(t);
	for (size_t i = 0; i < (size_t)t->b.n; i++)
		backward_vectors(t, i);
	for (int p = OUT; p < PARTS; p++) {
		for (size_t i = 0; i < net->part[p].n; i++)
			t->gradient[p][i] /= (float)t->b.n;
		adam(&net->part[p], 0, net->part[p].n, t->gradient[p], t->knob[NEURAL_RATE], 0, t->steps);
	}
}

/* ---- rounds ---- */

static void put(struct batch *b, uint32_t row, uint32_t col, float y)
{
	b->row[b->n] = row;
	b->col[b->n] = col;
	b->y[b->n++] = y;
}

/* Through cells first … last - 1 and the negatives drawn for them; the mean loss. */
static double pass(struct training *t, size_t first, size_t last)
{
	int negatives = (int)t->knob[NEURAL_NEGATIVES];
	double loss = 0, n = 0;

	t->b.n = 0;
	for (size_t i = first; i < last; i++) {
		const struct cell *c = &t->cells[i];

		put(&t->b, c->row, c->col, 1);
		for (int k = 0; k < negatives; k++) {
			uint32_t col = rng_below(&t->rng, t->x->n_cols);

			if (!sparse_has(t->x, c->row, col))
				put(&t->b, c->row, col, 0);
		}
		if (t->b.n + negatives + 1 <= BATCH && i + 1 < last)
			continue;
		loss += forward(t->net, &t->b);
		n += t->b.n;
		step(t);
		t->b.n = 0;
	}
	return loss / MAX_OF(n, 1);
}

static void shuffle(struct cell *cells, size_t n, struct rng *rng)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = rng_below(rng, (uint32_t)i);
		struct cell was = cells[i - 1];

		cells[i - 1] = cells[k];
		cells[k] = was;
	}
}

static void training_init(struct training *t, struct neural *net, const struct fitting *f)
{
	size_t d = (size_t)net->d;

	*t = (struct training){ .net = net, .x = f->x, .knob = f->knob };
	rng_seed(&t->rng, f->opt->seed + 0x6e63);
	t->cells = xcalloc(f->x->start[f->x->n_rows] + 1, sizeof *t->cells);
	for (uint32_t r = 0; r < f->x->n_rows; r++)
		for (size_t i = f->x->start[r]; i < f->x->start[r + 1]; i++)
			t->cells[t->n++] = (struct cell){ r, f->x->col[i], 1 };
	shuffle(t->cells, t->n, &t->rng);
	t->n_held = t->n / 20;
	t->n -= t->n_held;
	t->b.x = xcalloc(BATCH * 2 * d, sizeof(float));
	t->b.dx = xcalloc(BATCH * 2 * d, sizeof(float));
	t->b.h1 = xcalloc(BATCH * H1, sizeof(float));
	t->b.dh1 = xcalloc(BATCH * H1, sizeof(float));
	t->b.h2 = xcalloc(BATCH * H2, sizeof(float));
	t->b.dh2 = xcalloc(BATCH * H2, sizeof(float));
	net_init(net, &t->rng);
	for (int p = OUT; p < PARTS; p++)
		t->gradient[p] = xcalloc(net->part[p].n + 1, sizeof(float));
}

static void training_done(struct training *t)
{
	free(t->cells);
	free(t->b.x);
	free(t->b.dx);
	free(t->b.h1);
	free(t->b.dh1);
	free(t->b.h2);
	free(t->b.dh2);
	for (int p = OUT; p < PARTS; p++)
		free(t->gradient[p]);
}

/* Remembers the weights as they are (`to` NULL: brings them back). */
static void snapshot(struct neural *net, float *kept[PARTS], bool back)
{
	for (int p = 0; p < PARTS; p++)
		memcpy(back ? net->part[p].w : kept[p], back ? kept[p] : net->part[p].w, net->part[p].n * sizeof(float));
}

struct checking { const struct training *t; size_t n; double *gain; float *scratch; };

/* Where each of the cells held back stands in its row, as the gain of DCG. */
static void check_cells(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct checking *c = ctx;
	const struct neural *net = c->t->net;
	size_t each = (size_t)net->n_cols * (H1 + H2 + 1);
	float *scores = c->scratch + thread * each, *scratch = scores + net->n_cols;

	for (size_t i = from; i < to; i++) {
		const struct cell *held = &c->t->cells[c->t->n + i];
		double rank = 1;

		score_row(net, held->row, scratch, scores);
		for (uint32_t col = 0; col < net->n_cols; col++)
			rank += scores[col] > scores[held->col] && !sparse_has(c->t->x, held->row, col);
		c->gain[i] = 1 / log2(rank + 1);
	}
}

static double check(struct training *t, const struct learn_options *opt)
{
	struct checking c = { .t = t, .n = MIN_OF(t->n_held, (size_t)CHECKED) };
	double sum = 0;

	settle(t->net);
	c.gain = xcalloc(c.n + 1, sizeof *c.gain);
	c.scratch = xreallocarray(NULL, parallel_threads(opt->threads) * (size_t)t->net->n_cols * (H1 + H2 + 1) + 1, sizeof *c.scratch);
	parallel(opt->threads, c.n, 4, check_cells, &c);
	for (size_t i = 0; i < c.n; i++)
		sum += c.gain[i];
	free(c.gain);
	free(c.scratch);
	return sum;
}

static void train(struct training *t, const struct learn_options *opt)
{
	double best = -1, loss, held;
	float *kept[PARTS];
	int since = 0;

	for (int p = 0; p < PARTS; p++)
		kept[p] = xcalloc(t->net->part[p].n + 1, sizeof(float));
	for (int round = 1; round <= (int)t->knob[NEURAL_ROUNDS] && since < PATIENCE; round++) {
		shuffle(t->cells, t->n, &t->rng);
		loss = pass(t, 0, t->n);
		held = t->n_held ? check(t, opt) : round;
		since = held > best ? 0 : since + 1;
		if (!since) {
			best = held;
			snapshot(t->net, kept, false);
		}
		if (opt->round)
			opt->round(opt->ctx, MODEL_NEURAL, round, loss);
	}
	snapshot(t->net, kept, true);
	for (int p = 0; p < PARTS; p++)
		free(kept[p]);
}

static enum err neural_fit(const struct fitting *f, void **ret_state)
{
	struct neural *net = xcalloc(1, sizeof *net);
	struct training t;

	if (blas_load(&net->blas)) {
		free(net);
		return ERR_MISSING;
	}
	net->d = (int)f->knob[NEURAL_D];
	net->n_rows = f->x->n_rows;
	net->n_cols = f->x->n_cols;
	net->first = xcalloc((size_t)net->n_cols * H1 + 1, sizeof *net->first);
	training_init(&t, net, f);
	train(&t, f->opt);
	training_done(&t);
	settle(net);
	*ret_state = net;
	return OK;
}

static void neural_score(const void *state, const struct model *m, const uint32_t *rows, size_t n, float *ret_scores)
{
	const struct neural *net = state;
	float *scratch = xreallocarray(NULL, (size_t)net->n_cols * (H1 + H2) + 1, sizeof *scratch);

	(void)m;
	for (size_t i = 0; i < n; i++)
		score_row(net, rows[i], scratch, ret_scores + i * net->n_cols);
	free(scratch);
}

static void neural_cost(const struct fitting *f, double *ret_bytes, double *ret_work)
{
	double cells = (double)f->x->start[f->x->n_rows], rows = f->x->n_rows, cols = f->x->n_cols, d = f->knob[NEURAL_D];

	*ret_bytes = (rows + cols) * d * 32 + 12 * cells;
	/* forward, and twice that back; and every pair at the end */
	*ret_work = cells * (1 + f->knob[NEURAL_NEGATIVES]) * f->knob[NEURAL_ROUNDS] * 3 * (2 * d * H1 + H1 * H2) + rows * cols * H1 * H2;
}

const struct model_type neural_type = {
	.knobs = {
		{ "factors", 32, { 16, 32, 64 } }, { "rate", .001, { .0003, .001, .003 } }, { "unheard", 4, { 2, 4, 8 } },
		{ "decay", 1, { .1, 1, 5 } }, { "rounds", 40, { 40 } },
	},
	.cost = neural_cost, .fit = neural_fit, .score = neural_score, .free = net_free,
};
