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

const double octave_factor[OCTAVES] = { 1, 2, .5, 3, 1.0 / 3, 1.5, 2.0 / 3 };

bool octave_cues(const struct onset *o, const struct tempo_class *class, size_t which, double ret_cues[OCTAVE_CUES])
{
	double bpm = class->bpm * octave_factor[which], lag = 60 * ODF_HZ / bpm, away = log2(bpm / CENTRE_BPM), mean, variance, top = 0;
	double per_beat = log2(class->onset_rate_hz * 60 / bpm + .1);
	static const struct { size_t band; double times; } where[] = {
		{ ODF_BANDS, 1 }, { ODF_BANDS, 2 }, { ODF_BANDS, .5 }, { 0, 1 }, { 0, 2 }, { 1, 1 }, { 1, 2 }, { 2, .5 },
	};
	size_t k = 0, at = (size_t)(lag + .5);

	if (bpm < OCTAVE_BPM_MIN || bpm > OCTAVE_BPM_MAX)
		return false;
	for (size_t i = 0; i < TEMPO_LAGS; i++)
		top = (double)class->histogram[i] > top ? (double)class->histogram[i] : top;
	ret_cues[k++] = away * away;
	ret_cues[k++] = at < TEMPO_LAGS && top > 0 ? (double)class->histogram[at] / top : 0;
	ret_cues[k++] = which == 0;
	ret_cues[k++] = which == 1 || which == 2;
	ret_cues[k++] = per_beat;
	ret_cues[k++] = per_beat * per_beat;
	for (size_t i = 0; i < COUNT_OF(where); i++) {
		const struct curve *c = where[i].band == ODF_BANDS ? &o->all : &o->band[where[i].band];

		moments(c, &mean, &variance);
		ret_cues[k++] = acf_at(c, mean, variance, lag * where[i].times);
	}
	return true;
}

/* In the order above. The first, the prior's width (.7 octaves), is set, not learned: the tools' music has tempi of its own. */
static const double weights[OCTAVE_CUES] = { -1, .868, 1.199, 1.730, -.506, -.109, -.178, .995, .478, -.260, .287, -.161, .402, .505 };

double octave_score(const double cues[OCTAVE_CUES])
{
	double sum = 0;

	for (size_t i = 0; i < OCTAVE_CUES; i++)
		sum += weights[i] * cues[i];
	return sum;
}
