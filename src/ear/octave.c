/*
 * octave.c -- nobody's autocorrelation knows whether one taps at 70 or at 140.  A small learned choice does better: each candidate is described by
 * cues (how well all onsets, and low, middle and high ones, repeat at simple multiples of its period; how often it won; how many onsets it has a
 * beat), and the one with the highest weighted sum wins (conditional logit, McFadden 1974).  No cue tells of timbre or loudness: what was learned
 * from made music holds for other instruments only so far as they are played in time.
 * The weights are learned by bench/octave_fit.sh from music that tools make; see there.
 */
#include "ear/room.h"

#define CENTRE_BPM 105.0	/* of the tempi people tap, over many collections */
#define NEAR .012		/* the tempo is known to a per cent or so */

/* The highest around a lag; 0 beyond what is known. */
static double acf_at(const float *a, double lag)
{
	size_t from = (size_t)(lag * (1 - NEAR)), to = (size_t)ceil(lag * (1 + NEAR));
	float best = -1;

	if (lag * (1 + NEAR) + 1 >= ACF_LAGS)
		return 0;
	for (size_t t = from; t <= to; t++)
		best = a[t] > best ? a[t] : best;
	return (double)best;
}

void octave_cues(const struct tempo_evidence *e, double bpm, double ret_cues[OCTAVE_CUES])
{
	static const double won[] = { .5, 1, 2, 3 }, times[] = { 1.0 / 3, .5, 2.0 / 3, 1, 1.5, 2, 3, 4 };
	double lag = 60 * ODF_HZ / bpm, away = log2(bpm / CENTRE_BPM), per_beat = log2(e->onset_rate_hz * 60 / bpm + .1);
	size_t k = 0;

	ret_cues[k++] = away * away;
	ret_cues[k++] = away;
	for (size_t i = 0; i < COUNT_OF(won); i++) {
		size_t at = (size_t)(lag * won[i] + .5);

		ret_cues[k++] = at < TEMPO_LAGS ? (double)e->histogram[at] : 0;
	}
	ret_cues[k++] = per_beat;
	ret_cues[k++] = per_beat * per_beat;
	for (int c = 0; c <= ODF_BANDS; c++)
		for (size_t i = 0; i < COUNT_OF(times); i++)
			ret_cues[k++] = acf_at(e->acf[c], lag * times[i]);
}

/* In the order above. The first, the prior's width (.7 octaves), is set, not learned: the tools' music has tempi of its own. */
static const double weights[OCTAVE_CUES] = {
	-1.000, -0.120, 1.626, 1.315, 1.366, 0.607, 0.066, 0.058, -1.231, 3.049,
	-4.033, 4.848, 5.626, 10.896, 4.061, 7.847, -2.833, 2.314, -2.811, 9.684,
	-7.058, 8.279, 21.675, 16.192, -0.925, 11.411, -3.058, 11.072, 9.554, 6.464,
	11.309, 9.973, 0.248, -4.639, -5.866, -5.825, 1.400, 13.856, -4.872, 5.057,
};

double octave_score(const double cues[OCTAVE_CUES])
{
	double sum = 0;

	for (size_t i = 0; i < OCTAVE_CUES; i++)
		sum += weights[i] * cues[i];
	return sum;
}
