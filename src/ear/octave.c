/*
 * octave.c -- nobody's autocorrelation knows whether one taps at 70 or at 140.  A small learned choice does better: each multiple of the
 * tempo class is described by cues, and the one with the highest weighted sum wins (conditional logit, McFadden 1974).
 * The weights are learned by bench/octave_fit from music that tools make; see there.
 */
#include "ear/room.h"

#define CENTRE_BPM 105.0	/* of the tempi people tap, over many collections */

/* Autocorrelation of a curve without its mean, at a lag, in units of its variance. */
static double acf_at(const struct curve *c, double mean, double variance, double lag)
{
	size_t k = (size_t)(lag + .5);
	double sum = 0, best = -1;

	if (!(variance > 0))
		return 0;
	/* the best of three lags: the tempo is known to a per cent or so */
	for (size_t l = k > 1 ? k - 1 : 1; l <= k + 1 && l < c->n; l++) {
		sum = 0;
		for (size_t i = 0; i + l < c->n; i++)
			sum += ((double)c->at[i] - mean) * ((double)c->at[i + l] - mean);
		sum /= (double)(c->n - l) * variance;
		best = sum > best ? sum : best;
	}
	return best;
}

static void moments(const struct curve *c, double *ret_mean, double *ret_variance)
{
	double sum = 0, sum2 = 0;

	for (size_t i = 0; i < c->n; i++) {
		sum += (double)c->at[i];
		sum2 += (double)c->at[i] * (double)c->at[i];
	}
	*ret_mean = sum / (double)c->n;
	*ret_variance = sum2 / (double)c->n - *ret_mean * *ret_mean;
}

void octave_cues(const struct onset *o, const float *histogram, size_t n_histogram, double bpm, double candidate_bpm, double ret_cues[OCTAVE_CUES])
{
	double lag = 60 * ODF_HZ / candidate_bpm, away = log2(candidate_bpm / CENTRE_BPM), mean, variance, top = 0;
	const struct curve *curves[] = { &o->all, &o->band[0], &o->band[1] };
	size_t k = 0, at = (size_t)(lag + .5);

	for (size_t i = 0; i < n_histogram; i++)
		top = (double)histogram[i] > top ? (double)histogram[i] : top;
	ret_cues[k++] = at < n_histogram && top > 0 ? (double)histogram[at] / top : 0;
	ret_cues[k++] = away * away;
	ret_cues[k++] = away;
	ret_cues[k++] = candidate_bpm > bpm * 1.9 || candidate_bpm < bpm / 1.9 ? 0 : 1;
	ret_cues[k++] = fabs(log2(candidate_bpm / bpm)) > .9 && fabs(log2(candidate_bpm / bpm)) < 1.1 ? 1 : 0;
	for (size_t c = 0; c < COUNT_OF(curves); c++) {
		moments(curves[c], &mean, &variance);
		ret_cues[k++] = acf_at(curves[c], mean, variance, lag);
		ret_cues[k++] = acf_at(curves[c], mean, variance, 2 * lag);
	}
	moments(&o->all, &mean, &variance);
	ret_cues[k++] = acf_at(&o->all, mean, variance, lag / 2);
}

/* In the order above. */
static const double weights[OCTAVE_CUES] = { 1, -2, 0, 1, 0, 2, 1, 1, 1, 1, 1, 0 };

double octave_score(const double cues[OCTAVE_CUES])
{
	double sum = 0;

	for (size_t i = 0; i < OCTAVE_CUES; i++)
		sum += weights[i] * cues[i];
	return sum;
}
