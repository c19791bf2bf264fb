/*
 * timbre.c -- timbre as one Gaussian of MFCCs (Mandel & Ellis 2005, with the parameters of Schnitzer et al., ISMIR 2011): 36 mel triangles from
 * 20 Hz, ln(1 + m), 25 coefficients with the zeroth.  And the spectrum's shape.
 */
#include "ear/room.h"

#define SCALE (32768.0f * 32768.0f)	/* power of full scale as of 16 bit samples: what "1 +" is small against */
#define SILENCE 1e-8f			/* mean power a sample, -80 dBFS: such frames say nothing of the timbre */

static double mel(double hz)
{
	return 1127 * log(1 + hz / 700);
}

static double mel_hz(double m)
{
	return 700 * (exp(m / 1127) - 1);
}

void timbre_init(struct timbre *t, int n)
{
	int bins = n / 2 + 1, used = 0;
	double edge[MEL_BANDS + 2], low = mel(20), high = mel(EAR_HZ / 2.0);

	*t = (struct timbre){ .before = xcalloc((size_t)bins, sizeof *t->before) };
	t->weight = xcalloc((size_t)bins * 2 + MEL_BANDS * 2, sizeof *t->weight);
	for (int b = 0; b < MEL_BANDS + 2; b++)
		edge[b] = mel_hz(low + (high - low) * b / (MEL_BANDS + 1)) * n / EAR_HZ;
	for (int b = 0; b < MEL_BANDS; b++) {
		double left = edge[b], centre = edge[b + 1], right = edge[b + 2];

		t->first[b] = (int)ceil(left);
		t->offset[b] = used;
		for (int i = t->first[b]; i < right && i < bins; i++) {
			double up = (i - left) / (centre - left), down = (right - i) / (right - centre);

			t->weight[used++] = (float)((up < down ? up : down) * 2 / (right - left));
		}
		t->count[b] = used - t->offset[b];
	}
	for (int k = 0; k < MFCC_DIMS; k++)
		for (int b = 0; b < MEL_BANDS; b++)
			t->dct[k][b] = (float)(cos(M_PI * k * (b + .5) / MEL_BANDS) * sqrt((k ? 2.0 : 1.0) / MEL_BANDS));
}

EAR_WIDE static void cepstrum(struct timbre *t, const struct stft *s)
{
	float band[MEL_BANDS], c[MFCC_DIMS];
	size_t k = 0;

	for (int b = 0; b < MEL_BANDS; b++) {
		const float *w = t->weight + t->offset[b], *p = s->power + t->first[b];
		float sum = 0;

		for (int i = 0; i < t->count[b]; i++)
			sum += w[i] * p[i];
		band[b] = LN_2 * fast_log2(1 + sum * SCALE);
	}
	for (int i = 0; i < MFCC_DIMS; i++) {
		c[i] = 0;
		for (int b = 0; b < MEL_BANDS; b++)
			c[i] += t->dct[i][b] * band[b];
	}
	for (int i = 0; i < MFCC_DIMS; i++) {
		t->sum[i] += (double)c[i];
		for (int j = i; j < MFCC_DIMS; j++)
			t->product[k++] += (double)(c[i] * c[j]);
	}
	t->n++;
}

/* Sum of the bins from .. to - 1; what they add to the first moment and to the sum of logarithms. */
ALWAYS_INLINE double sum_up(const float *power, int from, int to, double *moment, double *logs)
{
	float sum = 0, first = 0, log = 0;

	for (int i = from; i < to; i++) {
		sum += power[i];
		first += power[i] * (float)i;
		log += fast_log2(power[i] + 1e-12f);
	}
	*moment += (double)first;
	*logs += (double)log;
	return (double)sum;
}

EAR_WIDE static void shape(struct timbre *t, const struct stft *s, float power)
{
	int bins = s->n / 2 + 1, roll = 0;
	double hz = (double)EAR_HZ / s->n, moment = 0, logs = 0, rolled = 0;
	int low_end = (int)(250 / hz), mid_end = (int)(4000 / hz);
	float flux = 0, scale = 1 / power;

	double low = sum_up(s->power, 1, low_end + 1, &moment, &logs), mid = sum_up(s->power, low_end + 1, mid_end + 1, &moment, &logs);
	double high = sum_up(s->power, mid_end + 1, bins, &moment, &logs), sum = low + mid + high;
	while (roll < bins - 1 && rolled < .85 * sum)
		rolled += (double)s->power[++roll];
	for (int i = 0; i < bins; i++) {
		float level = sqrtf(s->power[i] * scale), rise = level - t->before[i];

		flux += rise * rise;
		t->before[i] = level;
	}
	double centroid = moment / sum * hz;
	t->centroid += centroid;
	t->centroid2 += centroid * centroid;
	t->rolloff += roll * hz;
	t->flatness += exp2(logs / (bins - 1)) / (sum / (bins - 1));
	t->flux += t->has_before ? sqrt((double)flux) : 0;
	t->low += low / sum;
	t->mid += mid / sum;
	t->high += high / sum;
	t->has_before = true;
	t->shaped++;
}

void timbre_frame(void *timbre, const struct stft *s)
{
	float power = 0, total = (float)s->n * (float)s->n * .1875f;	/* Hann: a full-scale noise of unit power a sample sums to n * 3/8 n / 2 */

	for (int i = 1; i <= s->n / 2; i++)
		power += s->power[i];
	if (power < SILENCE * total)
		return;
	cepstrum(timbre, s);
	shape(timbre, s, power);
}

void timbre_forget(struct timbre *t)
{
	t->has_before = false;
}

double features_sounding_s(const struct features *f)
{
	return (double)f->mfcc_frames * TIMBRE_HOP / EAR_HZ;
}

void timbre_finish(const struct timbre *t, struct features *ret)
{
	double n = (double)t->n;
	size_t k = 0;

	ret->mfcc_frames = t->n;
	if (!t->n)
		return;
	for (int i = 0; i < MFCC_DIMS; i++)
		ret->mfcc_mean[i] = (float)(t->sum[i] / n);
	/* as if the track had been brought to full scale first: a gain adds to the zeroth coefficient only */
	ret->mfcc_mean[0] -= ret->value[FEATURE_TRUE_PEAK] / 10 * logf(10) * sqrtf(MEL_BANDS);
	for (int i = 0; i < MFCC_DIMS; i++)
		for (int j = i; j < MFCC_DIMS; j++, k++)
			ret->mfcc_cov[k] = (float)(t->product[k] / n - t->sum[i] / n * (t->sum[j] / n));
	double shaped = (double)t->shaped, mean = t->centroid / shaped, variance = t->centroid2 / shaped - mean * mean;
	ret->value[FEATURE_CENTROID] = (float)mean;
	ret->value[FEATURE_CENTROID_SD] = variance > 0 ? (float)sqrt(variance) : 0;
	ret->value[FEATURE_ROLLOFF] = (float)(t->rolloff / shaped);
	ret->value[FEATURE_FLATNESS] = (float)(t->flatness / shaped);
	ret->value[FEATURE_FLUX] = (float)(t->flux / shaped);
	ret->value[FEATURE_LOW_ENERGY] = (float)(t->low / shaped);
	ret->value[FEATURE_MID_ENERGY] = (float)(t->mid / shaped);
	ret->value[FEATURE_HIGH_ENERGY] = (float)(t->high / shaped);
}

void timbre_done(struct timbre *t)
{
	free(t->weight);
	free(t->before);
}
