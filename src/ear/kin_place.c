/*
 * kin_place.c -- a track among the others.  Each measure is first brought to the scale it has around both tracks (distance-space normalisation); then
 * mutual proximity keeps tracks that are near to everything from being near to anything (Schnitzer et al., JMLR 13, 2012).
 */
#include "ear/kin.h"

/* Moments of the n distances there are, without that of itself (self; SIZE_MAX: it is not among them). */
static void scale_of(float d[MEASURES][SAMPLE], size_t n, size_t self, struct kin_scale *ret)
{
	for (int m = 0; m < MEASURES; m++) {
		double sum = 0, sum2 = 0, count = 0;

		for (size_t i = 0; i < n; i++)
			if (i != self && d[m][i] >= 0) {
				sum += (double)d[m][i];
				sum2 += (double)d[m][i] * (double)d[m][i];
				count++;
			}
		double mean = count > 0 ? sum / count : 0, variance = count > 1 ? sum2 / count - mean * mean : 1;

		ret->mean[m] = (float)mean;
		/* of bytes no less than one, or where all move alike a single step would be everything */
		ret->variance[m] = fmaxf((float)variance, m ? 1 : 1e-9f);
	}
}

EAR_WIDE void kin_combine(size_t n, float d[MEASURES][LANES], const struct kin_place *of, const struct kin_place *const *others, float ret[LANES])
{
	float mean[MEASURES][LANES] = { { 0 } }, variance[MEASURES][LANES] = { { 0 } }, first[LANES];

	for (size_t x = 0; x < n; x++)
		for (int m = 0; m < MEASURES; m++) {
			mean[m][x] = others[x]->scale.mean[m];
			variance[m][x] = others[x]->scale.variance[m];
		}
	for (int x = 0; x < LANES; x++)
		ret[x] = first[x] = (d[0][x] - .5f * (of->scale.mean[0] + mean[0][x])) / sqrtf(.5f * (of->scale.variance[0] + variance[0][x]));
	/* a pattern that is missing is as far as the timbre */
	for (int m = 1; m < MEASURES; m++)
		for (int x = 0; x < LANES; x++) {
			float z = (d[m][x] - .5f * (of->scale.mean[m] + mean[m][x])) / sqrtf(.5f * (of->scale.variance[m] + variance[m][x]));

			ret[x] += kin_weights[m] * (d[m][x] < 0 ? first[x] : z);
		}
}

static void sample_distances(const struct kin_sample *s, const struct kin_row *r, float ret_d[MEASURES][SAMPLE])
{
	struct kin_gauss g;
	float d[MEASURES][LANES];

	kin_gauss_of(r, &g);
	for (size_t at = 0; at < s->n; at += LANES) {
		size_t n = s->n - at < LANES ? s->n - at : LANES;

		kin_distances(r, &g, &s->lanes[at / LANES], n, d);
		for (int m = 0; m < MEASURES; m++)
			memcpy(&ret_d[m][at], d[m], n * sizeof d[m][0]);
	}
}

static size_t self_of(const struct kin_sample *s, const struct kin_row *r)
{
	for (size_t i = 0; r->id && i < s->n; i++)
		if (s->row[i].id == r->id)
			return i;
	return SIZE_MAX;
}

void kin_place_of(const struct kin_sample *s, const struct kin_row *r, struct kin_place *ret, float ret_d[MEASURES][SAMPLE])
{
	double sum = 0, sum2 = 0, count = 0;
	size_t self = self_of(s, r);

	sample_distances(s, r, ret_d);
	scale_of(ret_d, s->n, self, &ret->scale);
	for (size_t at = 0; at < s->n; at += LANES) {
		size_t n = s->n - at < LANES ? s->n - at : LANES;
		const struct kin_place *others[LANES];
		float d[MEASURES][LANES] = { { 0 } }, c[LANES];

		for (size_t x = 0; x < n; x++)
			others[x] = &s->place[at + x];
		for (int m = 0; m < MEASURES; m++)
			memcpy(d[m], &ret_d[m][at], n * sizeof d[m][0]);
		kin_combine(n, d, ret, others, c);
		for (size_t x = 0; x < n; x++)
			if (at + x != self) {
				sum += (double)c[x];
				sum2 += (double)c[x] * (double)c[x];
				count++;
			}
	}
	ret->mean = count > 0 ? (float)(sum / count) : 0;
	ret->sd = count > 1 ? (float)sqrt(fmax(sum2 / count - sum / count * (sum / count), 1e-12)) : 1;
}

void kin_sample_init(struct kin_sample *s, const struct kin_row *rows, size_t n)
{
	float (*d)[SAMPLE] = xcalloc(MEASURES, sizeof *d);

	s->n = n < SAMPLE ? n : SAMPLE;
	for (size_t i = 0; i < s->n; i++) {
		s->row[i] = rows[i * n / s->n];
		kin_lanes_put(&s->lanes[i / LANES], i % LANES, &s->row[i]);
	}
	/* scales first: the combined distances need those of both */
	for (size_t i = 0; i < s->n; i++) {
		sample_distances(s, &s->row[i], d);
		scale_of(d, s->n, i, &s->place[i].scale);
	}
	free(d);
}

/* How likely something random is nearer than d. */
static double nearer(const struct kin_place *p, double d)
{
	return .5 * erfc(((double)p->mean - d) / (double)p->sd / sqrt(2));
}

double kin_mutual(double d, const struct kin_place *a, const struct kin_place *b)
{
	double x = nearer(a, d), y = nearer(b, d);

	/* 1 - (1 - x)(1 - y), in a form that does not lose small ones */
	return x + y - x * y;
}
