/*
 * octave_made.h -- plain rhythms, made on the spot: beside the arranged pieces of mkmidi_truth.py what a metronome, a drummer alone or one line of melody
 * sounds like, with the tempi people choose for it. Half of the learning is from these, lest the weights fit one arranger's habits.
 */
#ifndef SEGUE_OCTAVE_MADE_H
#define SEGUE_OCTAVE_MADE_H

#include "ear/room.h"

enum made_sound { MADE_KICK, MADE_SNARE, MADE_HAT, MADE_CLICK, MADE_TONE, MADE_CHORD };
enum { MADE_STEPS = 48, MADE_SECONDS = 24 };

/* One bar (or two) in steps; a letter a step: '.' nothing, x a stroke, X a strong one, o one that comes half of the time. */
struct made_voice { enum made_sound sound; const char *steps; };
struct made_rhythm {
	const char *name;
	double low_bpm, high_bpm;
	int steps_a_beat;
	struct made_voice voice[5];
};

static const struct made_rhythm made_rhythms[] = {
	{ "metronome", 60, 160, 1, { { MADE_CLICK, "Xxxx" } } },
	{ "metronome in two", 60, 130, 2, { { MADE_KICK, "X.X.X.X." }, { MADE_CLICK, "xxxxxxxx" } } },
	{ "strokes between", 60, 130, 2, { { MADE_KICK, "X.X.X.X." }, { MADE_CLICK, "X.X.X.X." }, { MADE_HAT, ".x.x.x.x" } } },
	{ "back beat", 76, 160, 2, { { MADE_KICK, "X...X.o." }, { MADE_SNARE, "..X...X." }, { MADE_HAT, "xxxxxxxx" }, { MADE_TONE, "xoxoxoxo" } } },
	{ "back beat in sixteen", 60, 112, 4, { { MADE_KICK, "X..o....X.xo...." }, { MADE_SNARE, "....X.......X..o" }, { MADE_HAT, "x.xxx.xxx.xxx.xx" } } },
	{ "four on the floor", 108, 142, 4, { { MADE_KICK, "X...X...X...X..." }, { MADE_HAT, "..X...X...X...X." }, { MADE_SNARE, "....x.......x..." },
	  { MADE_TONE, "x.oxx.o.x.oxx.o." } } },
	{ "slow song", 56, 84, 2, { { MADE_CHORD, "x...x..." }, { MADE_TONE, "xoxoxxxo" } } },
	{ "walking", 96, 210, 2, { { MADE_TONE, "x.x.x.x." }, { MADE_HAT, "x.xox.xo" }, { MADE_CHORD, "...o..o." } } },
	{ "in three", 84, 190, 1, { { MADE_KICK, "X..X.." }, { MADE_CHORD, ".xx.xx" }, { MADE_TONE, "xoxxox" } } },
	{ "shuffle", 66, 132, 3, { { MADE_KICK, "X.....X....." }, { MADE_SNARE, "...X.....X.." }, { MADE_HAT, "x.xx.xx.xx.x" }, { MADE_TONE, "x.ox.ox.ox.o" } } },
	{ "march", 92, 126, 2, { { MADE_KICK, "X.X.X.X." }, { MADE_SNARE, ".x.x.xxx" }, { MADE_TONE, "x.xxx.x." } } },
	{ "song", 72, 132, 2, { { MADE_CHORD, "x.x.x.x." }, { MADE_TONE, "xoxxoxxo" } } },
	{ "slow chords", 52, 92, 1, { { MADE_CHORD, "xoxo" }, { MADE_TONE, "xxox" } } },
	{ "fast rock", 140, 196, 2, { { MADE_KICK, "X..oX..o" }, { MADE_SNARE, "..X...X." }, { MADE_HAT, "x.x.x.x." }, { MADE_CHORD, "xxxxxxxx" } } },
};

static void made_stroke(float *x, size_t n, size_t at, enum made_sound sound, double level, double hz, struct rng *rng)
{
	static const double decay_s[] = { .12, .09, .03, .008, .25, .5 };
	size_t length = (size_t)(decay_s[sound] * 5 * EAR_HZ);

	for (size_t i = 0; i < length && at + i < n; i++) {
		double t = (double)i / EAR_HZ, noise = rng_unit(rng) * 2 - 1, y;

		if (sound == MADE_KICK)
			y = sin(2 * M_PI * (48 * t + 2.4 * (1 - exp(-t / .02))));
		else if (sound == MADE_SNARE)
			y = .7 * noise + .4 * sin(2 * M_PI * 190 * t);
		else if (sound < MADE_TONE)
			y = noise;
		else
			y = .5 * sin(2 * M_PI * hz * t) + .3 * sin(4 * M_PI * hz * t) + .15 * sin(6 * M_PI * hz * t) +
				(sound == MADE_CHORD ? .4 * sin(2 * M_PI * hz * 1.26 * t) + .4 * sin(2 * M_PI * hz * 1.5 * t) : 0);
		x[at + i] += (float)(level * y * exp(-t / decay_s[sound]) * (i < 60 ? (double)i / 60 : 1));
	}
}

/* A piece of this rhythm: n = MADE_SECONDS * EAR_HZ samples. Gives its tempo. */
static double made_render(const struct made_rhythm *r, struct rng *rng, float *x)
{
	size_t n = (size_t)MADE_SECONDS * EAR_HZ;
	/* the middle of its range more often than its ends */
	double bpm = r->low_bpm * pow(r->high_bpm / r->low_bpm, (rng_unit(rng) + rng_unit(rng)) / 2), step = 60 * EAR_HZ / bpm / r->steps_a_beat;
	double noise = pow(10, -2 - 2 * rng_unit(rng)), jitter = .008 * rng_unit(rng) * EAR_HZ;

	for (size_t i = 0; i < n; i++)
		x[i] = (float)(noise * (rng_unit(rng) * 2 - 1));
	for (size_t v = 0; v < COUNT_OF(r->voice) && r->voice[v].steps; v++) {
		const struct made_voice *voice = &r->voice[v];
		size_t length = strlen(voice->steps);
		double volume = .15 + .35 * rng_unit(rng), hz = voice->sound == MADE_TONE ? 80 + 400 * rng_unit(rng) : 150 + 150 * rng_unit(rng);

		for (size_t k = 0; (double)k * step < (double)n; k++) {
			char c = voice->steps[k % length];
			double at = (double)k * step + jitter * (rng_unit(rng) * 2 - 1), pitch = hz * exp2((double)(int)(rng_unit(rng) * 12) / 12);

			if (c != '.' && (c != 'o' || rng_unit(rng) < .5) && rng_unit(rng) < .97)
				made_stroke(x, n, at > 0 ? (size_t)at : 0, voice->sound, volume * (c == 'X' ? 1 : .65) * (.8 + .4 * rng_unit(rng)), pitch, rng);
		}
	}
	return bpm;
}

#endif
