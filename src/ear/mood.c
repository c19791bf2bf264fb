/*
 * mood.c -- arousal and valence, and a word for them.
 *
 * Arousal: how fast the spectrum changes, whether its levels flutter fast or slowly, how far the beats stand out.  Not the loudness: that says how it was
 * mastered.  Valence: how major it is, and hardly anything else.  The weights come from pieces made for the purpose by bench/mood_fit.py, which says how; no
 * recording and no listener's rating went into them.
 */
#include "ear/room.h"

enum { AROUSAL_CUES = 3, VALENCE_CUES = 1 };
struct cue { double mean, deviation, weight; };

static const struct cue arousal_cues[AROUSAL_CUES] = {
	{ -1.0296, .28827, .2033 },	/* log of the flux */
	{ -.070219, .26749, .2004 },	/* log of fluctuations above some 2 Hz to those below */
	{ .80054, .10884, .06195 },	/* pulse clarity */
};
static const struct cue valence_cues[VALENCE_CUES] = {
	{ .077691, .17921, .3401 },	/* majorness; of the pieces' tempo nothing was left to say */
};

static double weigh(const struct cue *cues, const double *x, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (x[i] - cues[i].mean) / cues[i].deviation * cues[i].weight;
	return fmax(-1, fmin(1, sum));
}

static double or_zero(float x)
{
	return isnan(x) ? 0 : (double)x;
}

void mood_finish(struct features *ret)
{
	double slow = 0, fast = 0;

	if (isnan(ret->value[FEATURE_FLUX]))
		return;
	if (ret->has_pattern) {
		/* 21 bands of 12 modulation frequencies, .35 .. 10 Hz */
		for (int i = 0; i < PATTERN_FLUCTUATION; i++)
			*(i % 12 < 6 ? &slow : &fast) += ret->pattern[i];
		double cues[AROUSAL_CUES] = { log((double)ret->value[FEATURE_FLUX] + 1e-3), log((fast + 20) / (slow + 20)),
			or_zero(ret->value[FEATURE_PULSE_CLARITY]) };
		ret->value[FEATURE_AROUSAL] = (float)weigh(arousal_cues, cues, AROUSAL_CUES);
	}
	if (isnan(ret->value[FEATURE_MAJORNESS]))
		return;
	double cues[VALENCE_CUES] = { (double)ret->value[FEATURE_MAJORNESS] };
	ret->value[FEATURE_VALENCE] = (float)weigh(valence_cues, cues, VALENCE_CUES);
}

/* ---- words ---- */

const struct mood_word mood_words[MOOD_WORDS] = {
	{ N_("energetic"), 0, .65f }, { N_("joyful"), .65f, .65f }, { N_("cheerful"), .65f, 0 }, { N_("calm"), 0, -.65f },
	{ N_("sad"), -.65f, -.65f }, { N_("sombre"), -.65f, 0 }, { N_("tense"), -.65f, .65f },
};

static int sign(float x, float error)
{
	return x > error ? 1 : x < -error ? -1 : 0;
}

const struct mood_word *mood_word_of(float valence, float arousal)
{
	int v = sign(valence, MOOD_VALENCE_ERROR), a = sign(arousal, MOOD_AROUSAL_ERROR);

	if (v > 0 && a < 0)
		v = 0;		/* content, that is: calm says it */
	for (size_t i = 0; (v || a) && i < MOOD_WORDS; i++)
		if (sign(mood_words[i].valence, 0) == v && sign(mood_words[i].arousal, 0) == a)
			return &mood_words[i];
	return NULL;
}

const struct mood_word *mood_word_find(const char *word)
{
	for (size_t i = 0; i < MOOD_WORDS; i++)
		if (!strcmp(mood_words[i].word, word) || !strcmp(_(mood_words[i].word), word))
			return &mood_words[i];
	return NULL;
}
