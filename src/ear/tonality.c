/*
 * tonality.c -- tuning, chroma, key.  Spectral peaks of 55..2000 Hz, each weighing on the pitch class it may be the h-th partial of by .6^(h - 1)
 * (after Gomez 2006); gathered on a circle of 1200 cents, so that the tuning, known only at the end, can be taken out then.
 * Key: correlation with rotated profiles (Krumhansl 1990); the profiles are Faraldo's (ECIR 2016; MTG "bgate", "edma") and Temperley's.
 */
#include "ear/room.h"

#define C0_HZ 16.351597831287414
enum { PARTIALS = 4, PROFILES = 3 };
/* Of 88 keys mistaken without it (mkmidi_truth.py, four seeds) 63 were minor ones taken for major, 6 the other way: minor music borrows what no one profile has. */
#define MINOR_HEAD_START .04

static const double profiles[PROFILES][2][12] = {
	{ { 1, 0, .42, 0, .53, .37, 0, .77, 0, .38, .21, .30 }, { 1, 0, .36, .39, 0, .38, 0, .74, .27, 0, .42, .23 } },
	{ { 1, .29, .50, .40, .60, .56, .32, .80, .31, .45, .42, .39 }, { 1, .31, .44, .58, .33, .49, .29, .78, .43, .29, .53, .32 } },
	{ { .748, .060, .488, .082, .67, .46, .096, .715, .104, .366, .057, .4 },
	  { .712, .084, .474, .618, .049, .46, .105, .747, .404, .067, .133, .33 } },
};

struct partial { int cents; double weight; };

/* A peak on its own pitch and on those it may be a partial of. */
ALWAYS_INLINE void add_peak(struct tonality *t, struct partial ret[PARTIALS], double coarse[12], double hz, double magnitude)
{
	double semitones = 12 * log2(hz / C0_HZ), off = semitones - floor(semitones + .5);

	t->tune_re += magnitude * cos(2 * M_PI * off);
	t->tune_im += magnitude * sin(2 * M_PI * off);
	for (int h = 0; h < PARTIALS; h++) {
		/* 12 log2(h + 1), .6^h */
		static const double below[PARTIALS] = { 0, 12, 19.01955000865388, 24 }, weight[PARTIALS] = { 1, .6, .36, .216 };
		double s = semitones - below[h], w = magnitude * weight[h], class = s - 12 * floor(s / 12);

		ret[h] = (struct partial){ (int)(class * 100 + .5) % CENTS, w };
		coarse[(int)(class + .5) % 12] += w;
	}
}

EAR_WIDE void tonality_frame(void *tonality, const struct stft *s)
{
	struct tonality *t = tonality;
	double hz = (double)EAR_HZ / s->n, coarse[12] = { 0 }, top = 0;
	int low = (int)(55 / hz), high = (int)(2000 / hz), peak[PEAKS_MAX + 1];
	struct partial partial[PEAKS_MAX][PARTIALS];
	float largest = top_of(s->power + low, (size_t)(high - low + 1));

	if (largest < 1e-3f)		/* -100 dBFS of a sine */
		return;
	/* 2 % of the largest magnitude */
	size_t n = find_peaks(s->power, low, high, largest * .0004f, peak);
	for (size_t i = 0; i < n; i++)
		add_peak(t, partial[i], coarse, peak_bin(s->power, peak[i]) * hz, sqrt((double)(s->power[peak[i]] / largest)));
	for (int i = 0; i < 12; i++)
		top = coarse[i] > top ? coarse[i] : top;
	/* every frame counts alike, or loud passages would rule */
	for (size_t i = 0; i < n; i++)
		for (int h = 0; h < PARTIALS; h++)
			t->fine[partial[i][h].cents] += partial[i][h].weight / top;
}

static void chroma_of(const struct tonality *t, double tuning, double ret[12])
{
	for (int i = 0; i < 12; i++)
		ret[i] = 0;
	for (int i = 0; i < CENTS; i++) {
		double s = i / 100.0 - tuning, d = s - floor(s + .5), c = cos(M_PI * d);

		ret[((int)floor(s + .5) + 12) % 12] += t->fine[i] * c * c;
	}
}

/* Pearson's correlation with a profile whose tonic is at `tonic`. */
static double fit(const double chroma[12], const double profile[12], int tonic)
{
	double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;

	for (int i = 0; i < 12; i++) {
		double x = chroma[i], y = profile[(i - tonic + 12) % 12];

		sx += x;
		sy += y;
		sxx += x * x;
		syy += y * y;
		sxy += x * y;
	}
	double under = (12 * sxx - sx * sx) * (12 * syy - sy * sy);
	return under > 0 ? (12 * sxy - sx * sy) / sqrt(under) : 0;
}

static void key_of(const double chroma[12], struct features *ret)
{
	double best[2] = { -2, -2 }, second = -2, top = -2;
	int key[2] = { 0, 0 };

	for (int mode = 0; mode < 2; mode++)
		for (int tonic = 0; tonic < 12; tonic++) {
			double f = 0;

			for (int p = 0; p < PROFILES; p++)
				f += fit(chroma, profiles[p][mode], tonic) / PROFILES;
			if (f > best[mode]) {
				best[mode] = f;
				key[mode] = tonic;
			}
			f += mode ? MINOR_HEAD_START : 0;
			if (f > top) {
				second = top;
				top = f;
			} else if (f > second) {
				second = f;
			}
		}
	int mode = best[1] + MINOR_HEAD_START > best[0];
	ret->value[FEATURE_KEY] = (float)key[mode];
	ret->value[FEATURE_MODE] = (float)mode;
	ret->value[FEATURE_KEY_CONFIDENCE] = (float)fmin(top - second, 1);	/* as it is said: sure.c */
	ret->value[FEATURE_MAJORNESS] = (float)(best[0] - best[1]);
}

void tonality_finish(const struct tonality *t, struct features *ret)
{
	double tuning = atan2(t->tune_im, t->tune_re) / (2 * M_PI), chroma[12], top = 0;

	chroma_of(t, tuning, chroma);
	for (int i = 0; i < 12; i++)
		top = chroma[i] > top ? chroma[i] : top;
	if (!(top > 0))
		return;
	for (int i = 0; i < 12; i++)
		ret->chroma[i] = (float)(chroma[i] / top);
	ret->value[FEATURE_TUNING] = (float)(440 * exp2(tuning / 12));
	key_of(chroma, ret);
}
