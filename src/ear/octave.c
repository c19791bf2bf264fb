/*
 * octave.c -- nobody's autocorrelation knows whether one taps at 70 or at 140.  A small learned choice does better: each candidate is described by
 * cues (how well all onsets, and low, middle and high ones, repeat at simple multiples of its period; how often it won; how many onsets it has a
 * beat), a net of eight units weighs them, and the highest wins (conditional logit, McFadden 1974, with a hidden layer).  No cue tells of timbre or
 * loudness: what was learned from made music is about how things repeat.
 * The weights are learned by bench/octave_fit.sh from music that tools make; see there.
 */
#include "ear/room.h"

#define CENTRE_BPM 105.0	/* of the tempi people tap, over many collections */
#define NEAR .012		/* the tempo is known to a per cent or so */

struct octave_unit { float out, bias, weight[OCTAVE_CUES]; };
#include "ear/octave_net.h"

static double unit_sum(const struct octave_unit *u, const double cues[OCTAVE_CUES])
{
	double sum = (double)u->bias;

	for (int k = 0; k < OCTAVE_CUES; k++)
		sum += (double)u->weight[k] * cues[k];
	return sum;
}

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

/* The prior's width (.7 octaves) is set, not learned: the tools' music has tempi of its own. */
double octave_score(const double cues[OCTAVE_CUES])
{
	double sum = unit_sum(&octave_linear, cues) - cues[0];

	for (int h = 0; h < OCTAVE_HIDDEN; h++)
		sum += (double)octave_hidden[h].out * tanh(unit_sum(&octave_hidden[h], cues));
	return sum;
}
