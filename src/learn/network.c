/*
 * network.c -- a small dense network for telling kinds apart: standardised inputs, one hidden layer, a softmax.
 *
 * Learns by Adam (Kingma and Ba 2015) with decoupled decay, inputs dropped by chance (Srivastava et al. 2014); on a few hundred examples of as
 * many numbers it is these two that keep it from learning them by heart. An input that is not known (NaN) is the mean of those that are.
 */
#include "learn/blas.h"
#include "learn/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 64, INPUTS_MAX = 4096, HIDDEN_MAX = 256, CLASSES_MAX = 1024, FORM = 1 };
enum part { W1, B1, W2, B2, PARTS };

struct network {
	int d, hidden, k;
	float *mean, *scale;		/* of inputs; scale 0: always the same, tells nothing */
	float *part[PARTS];
};

struct fit {
	struct network *net;
	const struct blas_api *blas;
	const struct network_options *opt;
	const float *x, *y;
	size_t n;
	struct rng rng;
	float *gradient[PARTS], *m[PARTS], *v[PARTS];
	float *in, *h, *out, *dh;	/* of a batch */
	long steps;
};

static size_t part_size(const struct network *net, int p)
{
	const size_t d = (size_t)net->d, h = (size_t)net->hidden, k = (size_t)net->k;

	return p == W1 ? d * h : p == B1 ? h : p == W2 ? h * k : k;
}

static struct network *network_new(int d, int hidden, int k)
{
	struct network *net = xcalloc(1, sizeof *net);

	*net = (struct network){ .d = d, .hidden = hidden, .k = k };
	net->mean = xcalloc((size_t)d, sizeof *net->mean);
	net->scale = xcalloc((size_t)d, sizeof *net->scale);
	for (int p = 0; p < PARTS; p++)
		net->part[p] = xcalloc(part_size(net, p), sizeof(float));
	return net;
}

void network_free(struct network *net)
{
	if (!net)
		return;
	free(net->mean);
	free(net->scale);
	for (int p = 0; p < PARTS; p++)
		free(net->part[p]);
	free(net);
}

/* Mean and deviation of each input over the rows that know it. */
static void standardise(struct network *net, const float *x, size_t n)
{
	for (size_t j = 0; j < (size_t)net->d; j++) {
		double sum = 0, sum2 = 0, count = 0;

		for (size_t i = 0; i < n; i++) {
			double v = (double)x[i * (size_t)net->d + j];

			if (isfinite(v)) {
				sum += v;
				count++;
			}
		}
		net->mean[j] = count > 0 ? (float)(sum / count) : 0;
		for (size_t i = 0; i < n; i++) {
			double v = (double)x[i * (size_t)net->d + j] - (double)net->mean[j];

			sum2 += isfinite(v) ? v * v : 0;
		}
		net->scale[j] = count > 1 && sum2 / count > 1e-12 ? (float)(1 / sqrt(sum2 / count)) : 0;
	}
}

/* What is far out of all that was learnt from is taken as far out, not as arbitrarily far. */
static void take_row(const struct network *net, const float *x, float *ret)
{
	for (int j = 0; j < net->d; j++) {
		float v = (x[j] - net->mean[j]) * net->scale[j];

		ret[j] = isfinite(v) ? fmaxf(-4, fminf(4, v)) : 0;
	}
}

/* in (n rows) -> h -> out: chances. */
static void forward(const struct network *net, const struct blas_api *blas, const float *in, size_t n, float *h, float *out)
{
	const size_t hidden = (size_t)net->hidden, k = (size_t)net->k;

	blas->cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint)n, net->hidden, net->d, 1, in, net->d, net->part[W1], net->hidden, 0, h, net->hidden);
	for (size_t i = 0; i < n * hidden; i++)
		h[i] = fmaxf(0, h[i] + net->part[B1][i % hidden]);
	blas->cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint)n, net->k, net->hidden, 1, h, net->hidden, net->part[W2], net->k, 0, out, net->k);
	for (size_t i = 0; i < n; i++) {
		float *o = out + i * k, most = -INFINITY, sum = 0;

		for (size_t c = 0; c < k; c++) {
			o[c] += net->part[B2][c];
			most = fmaxf(most, o[c]);
		}
		for (size_t c = 0; c < k; c++)
			sum += o[c] = expf(o[c] - most);
		for (size_t c = 0; c < k; c++)
			o[c] /= sum;
	}
}

static void adam(struct fit *f, int p, double decay)
{
	double rate = f->opt->rate, fix = rate * sqrt(1 - pow(.999, (double)f->steps)) / (1 - pow(.9, (double)f->steps));

	for (size_t i = 0; i < part_size(f->net, p); i++) {
		float g = f->gradient[p][i], *m = &f->m[p][i], *v = &f->v[p][i], *w = &f->net->part[p][i];

		*m += .1f * (g - *m);
		*v += .001f * (g * g - *v);
		*w -= (float)(fix * (double)*m / (sqrt((double)*v) + 1e-8) + rate * decay * (double)*w);
	}
}

/* The sum of the rows of a. */
static void column_sums(const float *a, size_t n, size_t cols, float *ret)
{
	memset(ret, 0, cols * sizeof *ret);
	for (size_t i = 0; i < n * cols; i++)
		ret[i % cols] += a[i];
}

static void step(struct fit *f, const uint32_t *rows, size_t n)
{
	const struct network *net = f->net;
	const size_t d = (size_t)net->d, k = (size_t)net->k, hidden = (size_t)net->hidden;
	const float keep = 1 - (float)f->opt->dropout;

	for (size_t i = 0; i < n; i++) {
		take_row(net, f->x + rows[i] * d, f->in + i * d);
		for (size_t j = 0; j < d && keep < 1; j++)
			f->in[i * d + j] *= rng_unit(&f->rng) < (double)keep ? 1 / keep : 0;
	}
	forward(net, f->blas, f->in, n, f->h, f->out);
	for (size_t i = 0; i < n * k; i++)
		f->out[i] = (f->out[i] - f->y[rows[i / k] * k + i % k]) / (float)n;
	f->blas->cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, net->hidden, net->k, (blasint)n, 1, f->h, net->hidden, f->out, net->k, 0, f->gradient[W2], net->k);
	column_sums(f->out, n, k, f->gradient[B2]);
	f->blas->cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)n, net->hidden, net->k, 1, f->out, net->k, net->part[W2], net->k, 0, f->dh, net->hidden);
	for (size_t i = 0; i < n * hidden; i++)
		f->dh[i] = f->h[i] > 0 ? f->dh[i] : 0;
	f->blas->cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, net->d, net->hidden, (blasint)n, 1, f->in, net->d, f->dh, net->hidden, 0, f->gradient[W1], net->hidden);
	column_sums(f->dh, n, hidden, f->gradient[B1]);
	f->steps++;
	for (int p = 0; p < PARTS; p++)
		adam(f, p, p == W1 || p == W2 ? f->opt->decay : 0);
}

static void fit_init(struct fit *f)
{
	const size_t d = (size_t)f->net->d, hidden = (size_t)f->net->hidden, k = (size_t)f->net->k;
	const double spread[PARTS] = { [W1] = sqrt(1 / (double)d), [W2] = sqrt(1 / (double)hidden) };

	for (int p = 0; p < PARTS; p++) {
		size_t n = part_size(f->net, p);

		f->gradient[p] = xcalloc(n, sizeof(float));
		f->m[p] = xcalloc(n, sizeof(float));
		f->v[p] = xcalloc(n, sizeof(float));
		for (size_t i = 0; i < n && spread[p] > 0; i++)
			f->net->part[p][i] = (float)spread[p] * learn_normal(&f->rng);
	}
	f->in = xcalloc(BATCH * d, sizeof *f->in);
	f->h = xcalloc(BATCH * hidden, sizeof *f->h);
	f->dh = xcalloc(BATCH * hidden, sizeof *f->dh);
	f->out = xcalloc(BATCH * k, sizeof *f->out);
}

static void fit_done(struct fit *f)
{
	for (int p = 0; p < PARTS; p++) {
		free(f->gradient[p]);
		free(f->m[p]);
		free(f->v[p]);
	}
	free(f->in);
	free(f->h);
	free(f->dh);
	free(f->out);
}

enum err network_fit(const float *x, const float *y, size_t n, int d, int k, const struct network_options *opt, struct network **ret_net)
{
	struct fit f = { .opt = opt, .x = x, .y = y, .n = n };
	uint32_t *order;

	if (!n || d < 1 || d > INPUTS_MAX || k < 1 || k > CLASSES_MAX || opt->hidden < 1 || opt->hidden > HIDDEN_MAX)
		return fail(ERR_LIMIT, _("too much for a network: %zu examples of %d numbers and %d kinds"), n, d, k);
	if (blas_load(&f.blas))
		return ERR_MISSING;
	f.net = network_new(d, opt->hidden, k);
	rng_seed(&f.rng, opt->seed + 0x6e6574);
	standardise(f.net, x, n);
	fit_init(&f);
	order = xcalloc(n, sizeof *order);
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	for (int round = 0; round < opt->rounds; round++) {
		for (size_t i = n; i > 1; i--) {
			size_t j = rng_below(&f.rng, (uint32_t)i);
			uint32_t was = order[i - 1];

			order[i - 1] = order[j];
			order[j] = was;
		}
		for (size_t i = 0; i < n; i += BATCH)
			step(&f, order + i, MIN_OF((size_t)BATCH, n - i));
	}
	free(order);
	fit_done(&f);
	*ret_net = f.net;
	return OK;
}

/* In plain loops: one row at a time is asked for, by who must not wait for OpenBLAS to be loaded. */
void network_judge(const struct network *net, const float *x, float *ret_p)
{
	float in[INPUTS_MAX], h[HIDDEN_MAX], most = -INFINITY, sum = 0;

	take_row(net, x, in);
	memcpy(h, net->part[B1], (size_t)net->hidden * sizeof *h);
	for (int j = 0; j < net->d; j++)
		for (int i = 0; i < net->hidden && (in[j] > 0 || in[j] < 0); i++)
			h[i] += in[j] * net->part[W1][j * net->hidden + i];
	memcpy(ret_p, net->part[B2], (size_t)net->k * sizeof *ret_p);
	for (int i = 0; i < net->hidden; i++)
		for (int c = 0; c < net->k && h[i] > 0; c++)
			ret_p[c] += h[i] * net->part[W2][i * net->k + c];
	for (int c = 0; c < net->k; c++)
		most = fmaxf(most, ret_p[c]);
	for (int c = 0; c < net->k; c++)
		sum += ret_p[c] = expf(ret_p[c] - most);
	for (int c = 0; c < net->k; c++)
		ret_p[c] /= sum;
}

/* ---- as bytes: form, sizes, then all numbers as this machine writes them ---- */

enum err network_pack(const struct network *net, struct buf *out)
{
	const int32_t head[] = { FORM, net->d, net->hidden, net->k };
	enum err err = buf_add(out, head, sizeof head);

	err = err ? err : buf_add(out, net->mean, (size_t)net->d * sizeof(float));
	err = err ? err : buf_add(out, net->scale, (size_t)net->d * sizeof(float));
	for (int p = 0; p < PARTS && !err; p++)
		err = buf_add(out, net->part[p], part_size(net, p) * sizeof(float));
	return err;
}

static bool take(const char **at, const char *end, float *ret, size_t n)
{
	if ((size_t)(end - *at) < n * sizeof *ret)
		return false;
	memcpy(ret, *at, n * sizeof *ret);
	*at += n * sizeof *ret;
	for (size_t i = 0; i < n; i++)
		if (!isfinite(ret[i]))
			return false;
	return true;
}

enum err network_unpack(const char *bytes, size_t n, struct network **ret_net, size_t *ret_used)
{
	const char *at = bytes, *end = bytes + n;
	struct network *net;
	int32_t head[4];
	bool ok;

	if (n < sizeof head)
		return fail(ERR_PARSE, _("that is no network"));
	memcpy(head, at, sizeof head);
	at += sizeof head;
	if (head[0] != FORM || head[1] < 1 || head[1] > INPUTS_MAX || head[2] < 1 || head[2] > HIDDEN_MAX || head[3] < 1 || head[3] > CLASSES_MAX)
		return fail(ERR_PARSE, _("that is no network"));
	net = network_new(head[1], head[2], head[3]);
	ok = take(&at, end, net->mean, (size_t)net->d) && take(&at, end, net->scale, (size_t)net->d);
	for (int p = 0; p < PARTS; p++)
		ok = ok && take(&at, end, net->part[p], part_size(net, p));
	if (!ok) {
		network_free(net);
		return fail(ERR_PARSE, _("that is no network"));
	}
	*ret_net = net;
	*ret_used = (size_t)(at - bytes);
	return OK;
}

int network_inputs(const struct network *net) { return net->d; }
int network_kinds(const struct network *net) { return net->k; }
