/* synth.h -- private to compose: notes, the voices that sound them, and the mix they are added to. */
#ifndef SEGUE_COMPOSE_SYNTH_H
#define SEGUE_COMPOSE_SYNTH_H

#include "base.h"

enum { SYNTH_RATE_HZ = 44100 };

enum voice {
	/* pitched */
	VOICE_PAD, VOICE_SUB, VOICE_BELL, VOICE_SURF, VOICE_BASS, VOICE_ACID, VOICE_STAB, VOICE_REESE,
	VOICE_STEEL, VOICE_NYLON, VOICE_HARPSICHORD, VOICE_PIANO, VOICE_EPIANO, VOICE_ORGAN, VOICE_FLUTE,
	VOICE_PULSE, VOICE_PULSE_THIN, VOICE_TRIANGLE, VOICE_OVERDRIVE, VOICE_WALL,
	/* drums */
	VOICE_KICK, VOICE_KICK_SOFT, VOICE_SNARE, VOICE_BRUSH, VOICE_CLAP, VOICE_RIM, VOICE_HAT, VOICE_HAT_OPEN,
	VOICE_SHAKER, VOICE_CRASH, VOICE_CHIP_SNARE, VOICE_CHIP_HAT,
	VOICE_COUNT
};

/* One sounding note: the voice fills out[0..n), of which the key is held down for `held`. */
struct note {
	double hz, velocity;		/* velocity 0..1 */
	double where;			/* 0..1: how far into the piece it starts; slow sweeps follow it */
	size_t n, held;
	struct rng rng;
	double *out;
};
/* How long the voice rings after the key is let go. */
double voice_release_s(enum voice voice);
void voice_render(enum voice voice, struct note *note);

/* ---- the mix: stereo, with one send to a reverb ---- */
struct mix { double *left, *right, *send; size_t n; };
void mix_init(struct mix *m, size_t n);
void mix_done(struct mix *m);
/* Adds a note's sound from frame `at` on; pan -1..1. */
void mix_add(struct mix *m, size_t at, const double *sound, size_t n, double gain, double pan, double send);
/* Reverb of the send, fades, then the loudest sample brought to `peak` (of full scale 1). */
void mix_master(struct mix *m, double room, double drive, double fade_in_s, double fade_out_s, double peak);

#endif
