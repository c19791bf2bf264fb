/*
 * kin_row.c -- a track as it is compared: a Gaussian of MFCCs, three patterns of bytes, and how it moves (eight numbers of rhythm and harmony, as bytes).  Jensen-Shannon divergence needs the determinant of the mean
 * of two covariances, an elimination of 13 columns; done for LANES pairs at once, each step is the same for all of them.
 */
#include "ear/kin.h"

#include <float.h>

#define RIDGE 1e-4f
#define WHOLE 32767.f

const float kin_weights[MEASURES] = { 1, .75f, .25f, .75f, .5f };

/* What is usual, and how far it usually is from that. */
static const struct { enum feature_id id; float usual, spread; } motions[MOTIONS] = {
	{ FEATURE_PULSE_CLARITY, .73f, .13f }, { FEATURE_ONSET_RATE, 6.4f, 2.8f }, { FEATURE_DANCEABILITY, 1.35f, .3f }, { FEATURE_NOTE_RATE, 3.7f, .94f },
	{ FEATURE_BEAT_DEVIATION, 1.06f, 1.03f }, { FEATURE_RHYTHM_SPREAD, .47f, .17f }, { FEATURE_TEMPO_CONFIDENCE, .76f, .24f },
	{ FEATURE_CHORD_RATE, .91f, .2f },
};

/* Three spreads either way; what is not known is as usual. */
static void find_motion(const struct features *f, uint8_t ret[MOTIONS])
{
	for (size_t i = 0; i < MOTIONS; i++) {
		float x = (f->value[motions[i].id] - motions[i].usual) / motions[i].spread;

		ret[i] = (uint8_t)(128.5f + 42 * (isnan(x) ? 0 : fmaxf(-3, fminf(3, x))));
	}
}

/* ln |S| of the symmetric matrix whose lower triangle this is, by rows; it is destroyed. NaN: not positive definite. */
static float log_det(float s[DIMS][DIMS])
{
	double sum = 0;

	for (int i = 0; i < DIMS; i++) {
		float pivot = s[i][i];

		if (!(pivot > FLT_MIN))
			return NAN;
		sum += log((double)pivot);
		for (int j = i + 1; j < DIMS; j++) {
			float f = s[j][i] / pivot;

			for (int k = i + 1; k <= j; k++)
				s[j][k] -= f * s[k][i];
		}
	}
	return (float)sum;
}

void kin_gauss_of(const struct kin_row *r, struct kin_gauss *ret)
{
	size_t k = 0, above = 0;

	memcpy(ret->mean, r->mean, sizeof ret->mean);
	ret->log_det = r->log_det;
	for (int i = 0; i < DIMS; i++) {
		for (int j = 0; j < i; j++)
			ret->cov[k++] = (float)r->like[above++] / WHOLE * r->sd[i] * r->sd[j];
		ret->cov[k++] = r->sd[i] * r->sd[i];
	}
}

static float row_log_det(const struct kin_row *r)
{
	float s[DIMS][DIMS];
	struct kin_gauss g;
	size_t k = 0;

	kin_gauss_of(r, &g);
	for (int i = 0; i < DIMS; i++)
		for (int j = 0; j <= i; j++)
			s[i][j] = g.cov[k++];
	return log_det(s);
}

bool kin_row_init(struct kin_row *r, uint64_t id, const struct features *f)
{
	float cov[DIMS][DIMS] = { { 0 } };
	size_t k = 0, above = 0;

	*r = (struct kin_row){ .id = id, .has_pattern = f->has_pattern };
	if (!f->mfcc_frames)
		return false;
	memcpy(r->pattern, f->pattern, sizeof r->pattern);
	find_motion(f, r->motion);
	for (int i = 0; i < MFCC_DIMS; i++)
		for (int j = i; j < MFCC_DIMS; j++, k++)
			if (j < DIMS)
				cov[j][i] = f->mfcc_cov[k] + (i == j ? RIDGE : 0);
	for (int i = 0; i < DIMS; i++) {
		r->mean[i] = f->mfcc_mean[i];
		if (!(cov[i][i] > FLT_MIN))
			return false;
		r->sd[i] = sqrtf(cov[i][i]);
		for (int j = 0; j < i; j++)
			r->like[above++] = (int16_t)lrintf(fmaxf(-1, fminf(1, cov[i][j] / r->sd[i] / r->sd[j])) * WHOLE);
	}
	/* what rounding made indefinite becomes rounder until it is not */
	for (int tries = 0; isnan(r->log_det = row_log_det(r)) && tries < 100; tries++)
		for (size_t i = 0; i < ABOVE; i++)
			r->like[i] = (int16_t)((float)r->like[i] * .98f);
	return isfinite(r->log_det);
}

void kin_lanes_put(struct kin_lanes *l, size_t lane, const struct kin_row *r)
{
	struct kin_gauss g;

	kin_gauss_of(r, &g);
	l->row[lane] = r;
	l->log_det[lane] = g.log_det;
	for (size_t i = 0; i < DIMS; i++)
		l->mean[i][lane] = g.mean[i];
	for (size_t k = 0; k < PAIRS; k++)
		l->cov[k][lane] = g.cov[k];
}

EAR_WIDE static void timbre(const struct kin_gauss *g, const struct kin_lanes *l, float *restrict ret)
{
	float s[DIMS][DIMS][LANES], d[DIMS][LANES], sum[LANES] = { 0 };
	size_t at = 0;

	for (int i = 0; i < DIMS; i++)
		for (int x = 0; x < LANES; x++)
			d[i][x] = .5f * (g->mean[i] - l->mean[i][x]);
	for (int i = 0; i < DIMS; i++)
		for (int j = 0; j <= i; j++, at++)
			for (int x = 0; x < LANES; x++)
				s[i][j][x] = .5f * (g->cov[at] + l->cov[at][x]) + d[i][x] * d[j][x];
	for (int i = 0; i < DIMS; i++) {
		float inverse[LANES];

		for (int x = 0; x < LANES; x++) {
			float pivot = s[i][i][x] > FLT_MIN ? s[i][i][x] : FLT_MIN;

			sum[x] += fast_log2(pivot);
			inverse[x] = 1 / pivot;
		}
		for (int j = i + 1; j < DIMS; j++) {
			float f[LANES];

			for (int x = 0; x < LANES; x++)
				f[x] = s[j][i][x] * inverse[x];
			for (int k = i + 1; k <= j; k++)
				for (int x = 0; x < LANES; x++)
					s[j][k][x] -= f[x] * s[k][i][x];
		}
	}
	for (int x = 0; x < LANES; x++) {
		float js = .5f * LN_2 * sum[x] - .25f * (g->log_det + l->log_det[x]);

		ret[x] = sqrtf(js > 0 ? js : 0);
	}
}

EAR_WIDE static unsigned byte_distance(const uint8_t *restrict x, const uint8_t *restrict y, int n)
{
	unsigned sum = 0;

	for (int i = 0; i < n; i++)
		sum += (unsigned)abs(x[i] - y[i]);
	return sum;
}

void kin_distances(const struct kin_row *of, const struct kin_gauss *g, const struct kin_lanes *l, size_t n, float ret[MEASURES][LANES])
{
	static const int from[EAR_PATTERNS] = { 0, PATTERN_FLUCTUATION, PATTERN_FLUCTUATION + PATTERN_CORRELATION },
		length[EAR_PATTERNS] = { PATTERN_FLUCTUATION, PATTERN_CORRELATION, PATTERN_CONTRAST };

	timbre(g, l, ret[0]);
	for (size_t x = 0; x < n; x++) {
		ret[1 + EAR_PATTERNS][x] = (float)byte_distance(of->motion, l->row[x]->motion, MOTIONS);
		for (int m = 0; m < EAR_PATTERNS; m++)
			ret[1 + m][x] = !of->has_pattern || !l->row[x]->has_pattern ? -1 :
				(float)byte_distance(of->pattern + from[m], l->row[x]->pattern + from[m], length[m]);
	}
}
