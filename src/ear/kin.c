/*
 * kin.c -- which of many tracks sound most like one.
 *
 * Distance: timbre (Jensen-Shannon divergence of the Gaussians of 13 MFCCs) and, at half its weight each, three patterns, every one of them first brought
 * to the scale it has around both tracks (distance-space normalisation); then mutual proximity, which keeps tracks that are near to everything from being
 * near to anything (Schnitzer et al., JMLR 13, 2012; both against at most SAMPLE others, evenly picked).
 *
 *	all rows ─▶ quick distance: scales of the sample ─▶ CLOSE nearest ─▶ scales of each of those ─▶ mutual proximity ─▶ the answer
 *
 * Nothing but rows is kept, so that tracks may come at any time; the sample's scales are made at the first question after that.
 */
#include "ear/room.h"

#include <float.h>

enum { DIMS = 13, PAIRS = DIMS * (DIMS + 1) / 2, MEASURES = 1 + EAR_PATTERNS, SAMPLE = 192, CLOSE = 384 };
#define RIDGE 1e-4f

struct row {
	uint64_t id;
	float mean[DIMS], cov[PAIRS], log_det;
	uint8_t pattern[PATTERN_DIMS];
	bool has_pattern;
};

struct scale { double mean[MEASURES], variance[MEASURES]; };	/* of a row's distances to the sample */
struct kin {
	struct row *row;
	size_t n, cap;
	struct map64 at;			/* row + 1 by id */
	bool is_scaled;				/* for the rows there are */
	size_t sample[SAMPLE], n_sample;	/* which rows */
	struct scale scale[SAMPLE], all;	/* of each; of all pairs */
};

/* ln |S| of the symmetric matrix whose lower triangle this is, by rows; it is destroyed. */
static float log_det(float s[DIMS][DIMS])
{
	double product = 1;

	for (int i = 0; i < DIMS; i++) {
		float pivot = s[i][i];

		if (!(pivot > FLT_MIN))
			return NAN;
		product *= (double)pivot;
		for (int j = i + 1; j < DIMS; j++) {
			float f = s[j][i] / pivot;

			/* of row j what is left of its diagonal, and that */
			for (int k = i + 1; k <= j; k++)
				s[j][k] -= f * s[k][i];
		}
	}
	return (float)log(product);
}

static bool row_init(struct row *r, uint64_t id, const struct features *f)
{
	float s[DIMS][DIMS] = { { 0 } };
	size_t k = 0, pair = 0;

	*r = (struct row){ .id = id, .has_pattern = f->has_pattern };
	memcpy(r->pattern, f->pattern, sizeof r->pattern);
	for (int i = 0; i < MFCC_DIMS; i++)
		for (int j = i; j < MFCC_DIMS; j++, k++)
			if (j < DIMS)
				s[j][i] = f->mfcc_cov[k] + (i == j ? RIDGE : 0);
	for (int i = 0; i < DIMS; i++) {
		r->mean[i] = f->mfcc_mean[i];
		for (int j = 0; j <= i; j++)
			r->cov[pair++] = s[i][j];
	}
	r->log_det = log_det(s);
	return f->mfcc_frames && isfinite(r->log_det);
}

EAR_WIDE static double timbre_distance(const struct row *a, const struct row *b)
{
	float s[DIMS][DIMS], d[DIMS];
	size_t k = 0;

	for (int i = 0; i < DIMS; i++)
		d[i] = .5f * (a->mean[i] - b->mean[i]);
	for (int i = 0; i < DIMS; i++)
		for (int j = 0; j <= i; j++, k++)
			s[i][j] = .5f * (a->cov[k] + b->cov[k]) + d[i] * d[j];
	double js = .5 * (double)log_det(s) - .25 * ((double)a->log_det + (double)b->log_det);
	return js > 0 ? sqrt(js) : 0;
}

EAR_WIDE static unsigned byte_distance(const uint8_t *restrict x, const uint8_t *restrict y, int n)
{
	unsigned sum = 0;

	for (int i = 0; i < n; i++)
		sum += (unsigned)abs(x[i] - y[i]);
	return sum;
}

/* NaN where a pattern is missing. */
static void distances(const struct row *a, const struct row *b, double ret[MEASURES])
{
	ret[0] = timbre_distance(a, b);
	if (!a->has_pattern || !b->has_pattern) {
		ret[1] = ret[2] = ret[3] = (double)NAN;
		return;
	}
	ret[1] = byte_distance(a->pattern, b->pattern, PATTERN_FLUCTUATION);
	ret[2] = byte_distance(a->pattern + PATTERN_FLUCTUATION, b->pattern + PATTERN_FLUCTUATION, PATTERN_CORRELATION);
	ret[3] = byte_distance(a->pattern + PATTERN_FLUCTUATION + PATTERN_CORRELATION, b->pattern + PATTERN_FLUCTUATION + PATTERN_CORRELATION, PATTERN_CONTRAST);
}

/* Each in the scale of both; a pattern that is missing is as far as the timbre. */
static double combined(const double d[MEASURES], const struct scale *a, const struct scale *b)
{
	double sum = 0, timbre = 0;

	for (int m = 0; m < MEASURES; m++) {
		double z = (d[m] - (a->mean[m] + b->mean[m]) / 2) / sqrt((a->variance[m] + b->variance[m]) / 2 + 1e-9);

		if (!m)
			timbre = z;
		sum += (m ? .5 : 1) * (isnan(z) ? timbre : z);
	}
	return sum;
}

/* Moments of the distances d[i] there are; of itself none. */
static void scale_of(double (*d)[MEASURES], size_t n, size_t self, struct scale *ret)
{
	for (int m = 0; m < MEASURES; m++) {
		double sum = 0, sum2 = 0, count = 0;

		for (size_t i = 0; i < n; i++)
			if (i != self && !isnan(d[i][m])) {
				sum += d[i][m];
				sum2 += d[i][m] * d[i][m];
				count++;
			}
		ret->mean[m] = count > 0 ? sum / count : 0;
		ret->variance[m] = count > 1 ? fmax(0, sum2 / count - ret->mean[m] * ret->mean[m]) : 1;
	}
}

static void make_scales(struct kin *k)
{
	double (*d)[MEASURES] = xcalloc(SAMPLE, sizeof *d);

	k->n_sample = k->n < SAMPLE ? k->n : SAMPLE;
	memset(&k->all, 0, sizeof k->all);
	for (size_t i = 0; i < k->n_sample; i++)
		k->sample[i] = i * k->n / k->n_sample;
	for (size_t i = 0; i < k->n_sample; i++) {
		for (size_t j = 0; j < k->n_sample; j++)
			distances(&k->row[k->sample[i]], &k->row[k->sample[j]], d[j]);
		scale_of(d, k->n_sample, i, &k->scale[i]);
		for (int m = 0; m < MEASURES; m++) {
			k->all.mean[m] += k->scale[i].mean[m] / (double)k->n_sample;
			k->all.variance[m] += k->scale[i].variance[m] / (double)k->n_sample;
		}
	}
	free(d);
	k->is_scaled = true;
}

/* A row among the others: its scale, and the mean and spread of its combined distances. */
struct place { struct scale scale; double mean, sd; };

static void find_place(const struct kin *k, const struct row *r, struct place *ret)
{
	double d[SAMPLE][MEASURES], sum = 0, sum2 = 0, count = 0;
	size_t self = SIZE_MAX;

	for (size_t i = 0; i < k->n_sample; i++) {
		distances(r, &k->row[k->sample[i]], d[i]);
		if (k->row[k->sample[i]].id == r->id)
			self = i;
	}
	scale_of(d, k->n_sample, self, &ret->scale);
	for (size_t i = 0; i < k->n_sample; i++)
		if (i != self) {
			double c = combined(d[i], &ret->scale, &k->scale[i]);

			sum += c;
			sum2 += c * c;
			count++;
		}
	ret->mean = count > 0 ? sum / count : 0;
	ret->sd = count > 1 ? sqrt(fmax(sum2 / count - ret->mean * ret->mean, 1e-12)) : 1;
}

/* How likely something random is farther than d. */
static double farther(const struct place *p, double d)
{
	return .5 * erfc((d - p->mean) / p->sd / sqrt(2));
}

/* ---- the door ---- */

struct kin *kin_new(void)
{
	return xcalloc(1, sizeof(struct kin));
}

void kin_free(struct kin *k)
{
	if (!k)
		return;
	free(k->row);
	map64_done(&k->at);
	free(k);
}

size_t kin_count(const struct kin *k)
{
	return k->n;
}

uint64_t kin_id(const struct kin *k, size_t i)
{
	return k->row[i].id;
}

static size_t find_row(const struct kin *k, uint64_t id)
{
	return id ? (size_t)(uintptr_t)map64_get(&k->at, id) : 0;
}

bool kin_has(const struct kin *k, uint64_t id)
{
	return find_row(k, id);
}

void kin_remove(struct kin *k, uint64_t id)
{
	size_t at = (size_t)(uintptr_t)map64_del(&k->at, id);

	if (!at)
		return;
	k->row[at - 1] = k->row[--k->n];
	if (at - 1 < k->n)
		map64_put(&k->at, k->row[at - 1].id, (void *)(uintptr_t)at);
	k->is_scaled = false;
}

bool kin_add(struct kin *k, uint64_t id, const struct features *f)
{
	struct row r;
	size_t at = find_row(k, id);

	if (!row_init(&r, id, f)) {
		kin_remove(k, id);
		return false;
	}
	k->is_scaled = false;
	if (at) {
		k->row[at - 1] = r;
		return true;
	}
	ARRAY_GROW(k->row, k->n, k->cap);
	k->row[k->n++] = r;
	map64_put(&k->at, id, (void *)(uintptr_t)k->n);
	return true;
}

void kin_settle(struct kin *k)
{
	if (!k->is_scaled)
		make_scales(k);
}

struct near { size_t row; double d; };

static int by_distance(const void *a, const void *b)
{
	double x = ((const struct near *)a)->d, y = ((const struct near *)b)->d;

	return (x > y) - (x < y);
}

/* The rows nearest by the quick distance, at most max of them. */
static size_t close_ones(const struct kin *k, const struct row *of, const struct kin_question *q, struct near *ret, size_t max)
{
	struct near *all = xcalloc(k->n + 1, sizeof *all);
	size_t n = 0;

	for (size_t i = 0; i < k->n; i++) {
		double d[MEASURES];

		if (k->row[i].id == of->id || (q->may && !q->may(q->ctx, k->row[i].id)))
			continue;
		distances(of, &k->row[i], d);
		all[n++] = (struct near){ i, combined(d, &k->all, &k->all) };
	}
	qsort(all, n, sizeof *all, by_distance);
	n = n < max ? n : max;
	memcpy(ret, all, n * sizeof *ret);
	free(all);
	return n;
}

static bool asked_row(const struct kin *k, const struct kin_question *q, struct row *ret)
{
	size_t at = find_row(k, q->id);

	if (q->features)
		return row_init(ret, q->id, q->features);
	if (at)
		*ret = k->row[at - 1];
	return at;
}

size_t kin_ask(struct kin *k, const struct kin_question *q, struct kinship *ret, size_t max)
{
	size_t most = max > CLOSE ? max : CLOSE, n;
	struct near *near;
	struct place self;
	struct row of;

	if (!k->n || !asked_row(k, q, &of))
		return 0;
	near = xcalloc(most, sizeof *near);
	kin_settle(k);
	find_place(k, &of, &self);
	n = close_ones(k, &of, q, near, most);
	for (size_t i = 0; i < n; i++) {
		struct place other;
		double d[MEASURES], c;

		find_place(k, &k->row[near[i].row], &other);
		distances(&of, &k->row[near[i].row], d);
		c = combined(d, &self.scale, &other.scale);
		near[i].d = 1 - farther(&self, c) * farther(&other, c);
	}
	qsort(near, n, sizeof *near, by_distance);
	n = n < max ? n : max;
	for (size_t i = 0; i < n; i++)
		ret[i] = (struct kinship){ k->row[near[i].row].id, (float)(1 - near[i].d) };
	free(near);
	return n;
}

size_t kin_nearest(struct kin *k, uint64_t id, const struct features *f, struct kinship *ret, size_t max)
{
	return kin_ask(k, &(struct kin_question){ .id = id, .features = f }, ret, max);
}

bool kin_scores(struct kin *k, const struct kin_question *q, float *ret_scores)
{
	struct place self;
	struct row of;

	if (!k->n || !asked_row(k, q, &of))
		return false;
	kin_settle(k);
	find_place(k, &of, &self);
	for (size_t i = 0; i < k->n; i++) {
		double d[MEASURES];

		distances(&of, &k->row[i], d);
		ret_scores[i] = k->row[i].id == of.id ? 1 : (float)farther(&self, combined(d, &self.scale, &k->all));
	}
	return true;
}
