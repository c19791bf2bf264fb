/* band.h -- music made of a number: chords and a melody by chance; the same piece for the same number, in any key, tempo, colour. */
#ifndef SEGUE_TEST_BAND_H
#define SEGUE_TEST_BAND_H

#include "base.h"

#include <math.h>
#include <stdlib.h>

struct band {
	uint32_t piece;		/* which */
	uint32_t player;	/* colours of its tones and how it hits the time */
	double bpm, seconds, gain, noise;
	int up;			/* semitones */
	int rate;
	double drift;		/* by how much the tempo wanders, both ways, once in BAND_DRIFT_BEATS; bpm is its mean */
};
enum { BAND_DRIFT_BEATS = 48 };

/* When a beat is. */
static double band_at_s(const struct band *b, int beat)
{
	double turns = 2 * M_PI / BAND_DRIFT_BEATS;

	return (beat + b->drift / turns * sin(turns * beat)) * 60 / b->bpm;
}

static void band_tone(float *x, size_t n, const struct band *b, double from_s, double to_s, double semitone, double level, double bright)
{
	double hz = 440 * exp2((semitone + b->up - 69) / 12);

	for (size_t i = (size_t)(from_s * b->rate); i < n && (double)i < to_s * b->rate; i++) {
		double t = (double)i / b->rate - from_s, attack = t < .01 ? t / .01 : 1, sum = 0, part = 1;

		for (int h = 1; h <= 5; h++, part *= bright)
			sum += part * sin(2 * M_PI * hz * h * t);
		x[i] += (float)(level * attack * exp(-2 * t) * sum);
	}
}

/* Mono samples; caller frees. */
static float *band_play(const struct band *b, size_t *ret_n)
{
	static const int scale[7] = { 0, 2, 4, 5, 7, 9, 11 };
	size_t n = (size_t)(b->seconds * b->rate);
	float *x = xcalloc(n + 1, sizeof *x);
	double beat_s = 60 / b->bpm, bright = .3 + .1 * (b->player % 4);
	struct rng piece, player;

	rng_seed(&piece, 1000 + b->piece);
	rng_seed(&player, 77 + b->player);
	int key = (int)rng_below(&piece, 12);
	for (int beat = 0; band_at_s(b, beat) < b->seconds; beat++) {
		double at = fmax(0, band_at_s(b, beat) + (b->player ? .02 * (rng_unit(&player) - .5) : 0));
		int degree = beat % 4 ? 0 : (int)rng_below(&piece, 7), note = (int)rng_below(&piece, 14);

		if (beat % 4 == 0)
			for (int k = 0; k < 3; k++) {
				int d = degree + 2 * k;

				band_tone(x, n, b, at, at + 4 * beat_s, 48 + key + scale[d % 7] + 12 * (d / 7), .08, bright);
			}
		band_tone(x, n, b, at, at + beat_s, 60 + key + scale[note % 7] + 12 * (note / 7), .12, bright);
	}
	for (size_t i = 0; i < n; i++)
		x[i] = (float)(b->gain * ((double)x[i] + b->noise * (rng_unit(&player) - .5)));
	*ret_n = n;
	return x;
}

#endif
