/*
 * voices.c -- the instruments.  Each is a small function that fills one note's samples; the table at the end names them.
 *
 * Three families: plucked strings are a delay line that loses its treble as it goes round (Karplus & Strong, "Digital
 * Synthesis of Plucked-String and Drum Timbres", Computer Music Journal 7(2), 1983; the tuning all-pass is Jaffe & Smith's,
 * same issue); struck and blown things are sums of decaying resonators or two-operator frequency modulation (Chowning, "The
 * Synthesis of Complex Audio Spectra by Means of Frequency Modulation", JAES 21(7), 1973); the rest is analogue-like:
 * an oscillator without audible aliases (polyBLEP: Valimaki & Huovilainen, IEEE SPM 24(2), 2007) through a state-variable
 * filter (Chamberlin, "Musical Applications of Microprocessors", 1985, ch. 14) under an envelope.
 */
#include "synth.h"

#include <math.h>
#include <string.h>

#define RATE ((double)SYNTH_RATE_HZ)
#define TAU 6.283185307179586

/* ---- building blocks ---- */

static double noise(struct note *n)
{
	return rng_unit(&n->rng) * 2 - 1;
}

struct adsr { double attack_s, decay_s, sustain, release_s; };

/* Level at sample i: a straight attack, exponential decay and release (the release time is down to -60 dB). */
static double adsr_at(const struct adsr *e, size_t i, size_t held)
{
	double t = (double)i / RATE, up = (double)held / RATE, at = t < up ? t : up, level;

	if (at < e->attack_s)
		level = at / e->attack_s;
	else
		level = e->sustain + (1 - e->sustain) * exp(-(at - e->attack_s) / e->decay_s);
	return t < up ? level : level * exp(-6.9 * (t - up) / e->release_s);
}

/* What to add to a jump of +2 at phase 0 so that it fits between the samples. */
static double poly_blep(double phase, double step)
{
	if (phase < step) {
		phase /= step;
		return phase + phase - phase * phase - 1;
	}
	if (phase > 1 - step) {
		phase = (phase - 1) / step;
		return phase * phase + phase + phase + 1;
	}
	return 0;
}

static double turn(double *phase, double step)
{
	*phase += step;
	*phase -= floor(*phase);
	return *phase;
}

static double saw(double *phase, double step)
{
	double p = turn(phase, step);

	return 2 * p - 1 - poly_blep(p, step);
}

static double pulse(double *phase, double step, double width)
{
	double p = turn(phase, step), q = p + 1 - width;

	q -= floor(q);
	return (p < width ? 1 : -1) + poly_blep(p, step) - poly_blep(q, step);
}

struct svf { double low, band; };

/* damp: 2 = none of a peak, .2 = a sharp one. Runs twice a sample, which keeps it stable up to 10 kHz. */
static double svf_low(struct svf *f, double in, double cut_hz, double damp)
{
	double g = 2 * sin(TAU / 4 * fmin(cut_hz, 10000) / RATE);

	for (int i = 0; i < 2; i++) {
		f->low += g * f->band;
		f->band += g * (in - f->low - damp * f->band);
	}
	return f->low;
}

static double svf_high(struct svf *f, double in, double cut_hz, double damp)
{
	return in - svf_low(f, in, cut_hz, damp) - damp * f->band;
}

/* ---- strings ---- */

struct string { double bright, pick, t60_s; };	/* bright 0..1: how slowly treble goes; pick: where it is plucked */

static void pluck(struct note *n, const struct string *s)
{
	double period = RATE / n->hz - (1 - s->bright) - .5, was = 0, all_in = 0, all_out = 0;
	size_t len = (size_t)period, pick;
	double frac = period - (double)len, tune = (1 - frac) / (1 + frac);
	double loss = pow(.001, 1 / (n->hz * s->t60_s)), line[2048], shape[2048];

	len = len < 2 ? 2 : MIN_OF(len, COUNT_OF(line));
	pick = 1 + (size_t)((double)len * s->pick);
	for (size_t i = 0; i < len; i++) {
		was += (noise(n) - was) * (.25 + .7 * n->velocity * s->bright);
		shape[i] = was;
	}
	/* plucked off the middle: the harmonics with a node there are missing */
	for (size_t i = 0; i < len; i++)
		line[i] = shape[i] - shape[(i + len - pick) % len] * .9;
	was = 0;
	for (size_t i = 0, at = 0; i < n->n; i++, at = at + 1 == len ? 0 : at + 1) {
		double in = line[at], mild = in * s->bright + was * (1 - s->bright);
		double out = tune * (mild - all_out) + all_in;

		was = in;
		all_in = mild;
		all_out = out;
		line[at] = out * (i < n->held ? loss : loss * .97);
		n->out[i] = in * .6;
	}
}

static void steel(struct note *n)
{
	pluck(n, &(struct string){ .bright = .62, .pick = .18, .t60_s = 4 });
}

static void nylon(struct note *n)
{
	pluck(n, &(struct string){ .bright = .5, .pick = .31, .t60_s = 1.6 });
}

static void harpsichord(struct note *n)
{
	pluck(n, &(struct string){ .bright = .86, .pick = .11, .t60_s = 3 });
}

/* A plucked string into a valve, with a little vibrato once it is held. */
static void overdrive(struct note *n)
{
	struct svf cab = { 0 };
	double a = 0, b = 0, lfo = 0;
	const struct adsr e = { .006, .9, .45, .15 };

	for (size_t i = 0; i < n->n; i++) {
		double t = (double)i / RATE, bend = sin(turn(&lfo, 5.2 / RATE) * TAU) * .006 * fmin(1, fmax(0, t * 2 - .5));
		double hz = n->hz * (1 + bend - .03 * exp(-t * 40));
		double x = saw(&a, hz / RATE) + .5 * saw(&b, hz * 1.003 / RATE);

		n->out[i] = svf_low(&cab, tanh(x * 1.6 * adsr_at(&e, i, n->held)), 1400 + 1800 * n->velocity, 1.2) * .55;
	}
}

/* Four detuned strings into far too much of everything. */
static void wall(struct note *n)
{
	static const double detune[4] = { .9965, .9990, 1.0015, 1.0042 };
	struct svf cab = { 0 }, rumble = { 0 };
	double p[4] = { .1, .37, .61, .83 };
	const struct adsr e = { .03, 6, .55, 1.4 };

	for (size_t i = 0; i < n->n; i++) {
		double x = 0, t = (double)i / RATE;

		for (int k = 0; k < 4; k++)
			x += saw(&p[k], n->hz * detune[k] / RATE);
		x = tanh(x * 2.5 * adsr_at(&e, i, n->held));
		x = svf_low(&cab, x, 900 + 700 * exp(-t), 1.1);
		n->out[i] = svf_high(&rumble, tanh(x * 1.8), 38, 1.4) * .5;
	}
}

/* ---- struck and blown ---- */

/* Adds one resonator: a sine that dies by 60 dB in t60_s. */
static void mode(struct note *n, double hz, double gain, double t60_s)
{
	double r = pow(.001, 1 / (t60_s * RATE)), r_up = pow(.001, 1 / (.18 * RATE));
	double c = 2 * cos(TAU * hz / RATE), y1, y2 = 0;

	if (hz > RATE * .42)
		return;
	y1 = sin(TAU * hz / RATE) * gain;
	for (size_t i = 0; i < n->n; i++) {
		double k = i < n->held ? r : fmin(r, r_up), y = k * c * y1 - k * k * y2;

		n->out[i] += y1;
		y2 = y1;
		y1 = y;
	}
}

static void piano(struct note *n)
{
	/* stiffness of a middle string: partial k sounds at k f sqrt(1 + B k^2) (Fletcher, JASA 36, 1964) */
	const double stiff = .0004;

	memset(n->out, 0, n->n * sizeof *n->out);
	for (int k = 1; k <= 14; k++) {
		double hz = n->hz * k * sqrt(1 + stiff * k * k), soft = pow(k, -1.9 + .9 * n->velocity);
		double t60 = 7 * pow(261.6 / n->hz, .4) / (1 + .35 * k);

		mode(n, hz, .20 * soft, t60);
		mode(n, hz * 1.0007, .10 * soft, t60 * 1.6);	/* the second string of the choir */
	}
	for (size_t i = 0; i < MIN_OF(n->n, (size_t)900); i++)	/* the hammer */
		n->out[i] += noise(n) * .035 * n->velocity * exp(-(double)i / 160);
}

/* Two operators: ratio of the modulator, its depth when struck and where it settles. */
struct fm { double ratio, struck, settled, settle_s; struct adsr e; };

static void fm(struct note *n, const struct fm *f)
{
	double a = 0, b = 0;

	for (size_t i = 0; i < n->n; i++) {
		double depth = f->settled + (f->struck * n->velocity - f->settled) * exp(-(double)i / RATE / f->settle_s);
		double m = sin(turn(&b, n->hz * f->ratio / RATE) * TAU) * depth;

		n->out[i] = sin(turn(&a, n->hz / RATE) * TAU + m) * adsr_at(&f->e, i, n->held) * .5;
	}
}

static void bell(struct note *n)
{
	fm(n, &(struct fm){ 3.507, 2.2, .1, .7, { .002, 1.6, 0, 3 } });
}

static void epiano(struct note *n)
{
	fm(n, &(struct fm){ 1, 1.9, .25, .35, { .003, 1.4, .12, .35 } });
}

static void organ(struct note *n)
{
	static const double drawbar[] = { .5, 1, 1.5, 2, 3, 4 }, level[] = { .5, 1, .35, .6, .22, .3 };
	const struct adsr e = { .02, 1, 1, .12 };
	double p[COUNT_OF(drawbar)] = { 0 };

	for (size_t i = 0; i < n->n; i++) {
		double x = 0;

		for (size_t k = 0; k < COUNT_OF(drawbar); k++)
			x += sin(turn(&p[k], n->hz * drawbar[k] / RATE) * TAU) * level[k];
		n->out[i] = x * .22 * adsr_at(&e, i, n->held);
	}
}

static void flute(struct note *n)
{
	const struct adsr e = { .07, .5, .8, .14 };
	struct svf air = { 0 };
	double p = 0, lfo = 0;

	for (size_t i = 0; i < n->n; i++) {
		double t = (double)i / RATE, vib = sin(turn(&lfo, 4.8 / RATE) * TAU) * .005 * fmin(1, t);
		double x = turn(&p, n->hz * (1 + vib) / RATE) * TAU;
		double breath = svf_low(&air, noise(n), n->hz * 2, .4) * .05;

		n->out[i] = (sin(x) + .28 * sin(2 * x) + .1 * sin(3 * x) + breath) * .45 * adsr_at(&e, i, n->held);
	}
}

/* ---- analogue ---- */

static void pad(struct note *n)
{
	const struct adsr e = { 1.1, 3, .8, 2.6 };
	struct svf f = { 0 };
	double p[3] = { rng_unit(&n->rng), rng_unit(&n->rng), rng_unit(&n->rng) }, lfo = rng_unit(&n->rng);
	double off = .002 + .003 * rng_unit(&n->rng);

	for (size_t i = 0; i < n->n; i++) {
		double x = saw(&p[0], n->hz / RATE) + saw(&p[1], n->hz * (1 + off) / RATE) + saw(&p[2], n->hz * (1 - off) / RATE);
		double cut = 700 + 350 * sin(turn(&lfo, .13 / RATE) * TAU) + 500 * n->velocity;

		n->out[i] = svf_low(&f, x, cut, 1.2) * .16 * adsr_at(&e, i, n->held);
	}
}

static void sub(struct note *n)
{
	const struct adsr e = { .03, 1, .9, .25 };
	double p = 0;

	for (size_t i = 0; i < n->n; i++) {
		double x = turn(&p, n->hz / RATE) * TAU;

		n->out[i] = (sin(x) + .12 * sin(2 * x)) * .7 * adsr_at(&e, i, n->held);
	}
}

/* Waves on a beach: noise whose treble comes and goes every seven seconds. */
static void surf(struct note *n)
{
	const struct adsr e = { 3, 1, 1, 3 };
	struct svf f = { 0 };
	double lfo = rng_unit(&n->rng);

	for (size_t i = 0; i < n->n; i++) {
		double swell = .5 - .5 * cos(turn(&lfo, 1 / (7.0 * RATE)) * TAU);

		n->out[i] = svf_low(&f, noise(n), 250 + 1500 * swell * swell, 1.6) * (.2 + .8 * swell) * .3 * adsr_at(&e, i, n->held);
	}
}

/* Saw, filter, and how far the envelope opens it: basses and stabs. */
struct analogue { double cut_hz, open_hz, open_s, damp; struct adsr e; };

static void analogue(struct note *n, const struct analogue *v)
{
	struct svf f = { 0 };
	double a = 0, b = .5;

	for (size_t i = 0; i < n->n; i++) {
		double x = saw(&a, n->hz / RATE) + .6 * saw(&b, n->hz * 1.006 / RATE);
		double cut = v->cut_hz + v->open_hz * n->velocity * exp(-(double)i / RATE / v->open_s);

		n->out[i] = tanh(svf_low(&f, x, cut, v->damp) * .8) * .5 * adsr_at(&v->e, i, n->held);
	}
}

static void bass(struct note *n)
{
	analogue(n, &(struct analogue){ 160, 900, .12, 1.1, { .004, .5, .6, .08 } });
}

static void stab(struct note *n)
{
	analogue(n, &(struct analogue){ 500, 3200, .10, .8, { .003, .16, .1, .3 } });
}

static void acid(struct note *n)
{
	double open = .5 - .5 * cos(TAU * n->where);

	analogue(n, &(struct analogue){ 220 + 500 * open, 500 + 2600 * open, .09, .28, { .002, .3, .5, .04 } });
}

static void reese(struct note *n)
{
	const struct adsr e = { .01, 1, .9, .06 };
	struct svf f = { 0 };
	double a = 0, b = .3, c = 0, lfo = 0;

	for (size_t i = 0; i < n->n; i++) {
		double x = saw(&a, n->hz * 1.007 / RATE) + saw(&b, n->hz * .993 / RATE);
		double low = sin(turn(&c, n->hz / RATE) * TAU), cut = 420 + 300 * sin(turn(&lfo, .7 / RATE) * TAU);

		n->out[i] = (tanh(svf_low(&f, x, cut, .7)) * .4 + low * .4) * adsr_at(&e, i, n->held);
	}
}

/* ---- 8 bits ---- */

static void chip(struct note *n, double width, double decay_s)
{
	const struct adsr e = { .001, decay_s, .35, .03 };
	double p = 0, lfo = 0;

	for (size_t i = 0; i < n->n; i++) {
		double t = (double)i / RATE, vib = t > .18 ? sin(turn(&lfo, 6 / RATE) * TAU) * .006 : 0;
		double level = floor(adsr_at(&e, i, n->held) * 15 + .5) / 15;	/* volume had four bits */

		n->out[i] = pulse(&p, n->hz * (1 + vib) / RATE, width) * level * .3;
	}
}

static void pulse_wide(struct note *n)
{
	chip(n, .25, .4);
}

static void pulse_thin(struct note *n)
{
	chip(n, .125, .12);
}

static void triangle(struct note *n)
{
	double p = 0;

	for (size_t i = 0; i < n->n; i++) {
		double x = fabs(turn(&p, n->hz / RATE) * 4 - 2) - 1;

		n->out[i] = i < n->held ? floor(x * 7.5 + .5) / 7.5 * .5 : 0;
	}
}

/* ---- drums ---- */

struct skin { double hz, drop_hz, drop_s, t_s, click; };

static void skin(struct note *n, const struct skin *d)
{
	double p = 0;

	for (size_t i = 0; i < n->n; i++) {
		double t = (double)i / RATE, hz = d->hz + d->drop_hz * exp(-t / d->drop_s);

		n->out[i] = sin(turn(&p, hz / RATE) * TAU) * exp(-t / d->t_s) * .95 + noise(n) * d->click * exp(-t * 400);
	}
}

static void kick(struct note *n)
{
	skin(n, &(struct skin){ 48, 240, .022, .13, .25 });
}

static void kick_soft(struct note *n)
{
	skin(n, &(struct skin){ 55, 60, .02, .09, .06 });
}

/* Noise between two corners, dying; a body tone below it. */
struct rattle { double low_hz, high_hz, t_s, body_hz, body, gain; };

static void rattle(struct note *n, const struct rattle *d)
{
	struct svf lo = { 0 }, hi = { 0 };
	double p = 0;

	for (size_t i = 0; i < n->n; i++) {
		double t = (double)i / RATE, x = svf_high(&hi, svf_low(&lo, noise(n), d->high_hz, 1.4), d->low_hz, 1.4);

		x *= exp(-t / d->t_s) * (1 - exp(-t * 3000));
		if (d->body > 0)
			x += sin(turn(&p, d->body_hz * (1 + .6 * exp(-t * 60)) / RATE) * TAU) * exp(-t / .06) * d->body;
		n->out[i] = x * d->gain;
	}
}

static void snare(struct note *n)
{
	rattle(n, &(struct rattle){ 700, 9500, .085, 185, .5, .9 });
}

static void brush(struct note *n)
{
	rattle(n, &(struct rattle){ 900, 6000, .11, 200, .08, 1.2 });
}

static void clap(struct note *n)
{
	rattle(n, &(struct rattle){ 900, 5500, .12, 0, 0, 2.2 });
	/* several hands: the first 30 ms are three bursts */
	for (size_t i = 0; i < MIN_OF(n->n, (size_t)1323); i++)
		n->out[i] *= exp(-(double)(i % 441) / 150) * 1.6;
}

static void rim(struct note *n)
{
	memset(n->out, 0, n->n * sizeof *n->out);
	mode(n, 1720, .35, .05);
	mode(n, 480, .4, .04);
}

static void hat(struct note *n)
{
	rattle(n, &(struct rattle){ 7000, 10000, .028, 0, 0, 10 });
}

static void hat_open(struct note *n)
{
	rattle(n, &(struct rattle){ 6000, 10000, .14, 0, 0, 5.5 });
}

static void shaker(struct note *n)
{
	rattle(n, &(struct rattle){ 4500, 9000, .045, 0, 0, 3.5 });
}

static void crash(struct note *n)
{
	rattle(n, &(struct rattle){ 2500, 10000, 1.1, 0, 0, 1.8 });
}

/* A shift register of 15 bits stepped at `hz`: the noise old game consoles had. */
static void chip_noise(struct note *n, double hz, double t_s)
{
	unsigned reg = 1;
	double p = 0, level = 1;

	for (size_t i = 0; i < n->n; i++) {
		double was = p;

		if (turn(&p, hz / RATE) < was) {
			reg = (reg >> 1) | (((reg ^ (reg >> 1)) & 1) << 14);
			level = reg & 1 ? 1 : -1;
		}
		n->out[i] = level * .4 * floor(exp(-(double)i / RATE / t_s) * 15 + .5) / 15;
	}
}

static void chip_snare(struct note *n)
{
	chip_noise(n, 9000, .06);
}

static void chip_hat(struct note *n)
{
	chip_noise(n, 21000, .02);
}

static const struct { void (*render)(struct note *n); double release_s; } voices[VOICE_COUNT] = {
	[VOICE_PAD] = { pad, 2.6 }, [VOICE_SUB] = { sub, .25 }, [VOICE_BELL] = { bell, 3 }, [VOICE_SURF] = { surf, 3 },
	[VOICE_BASS] = { bass, .08 }, [VOICE_ACID] = { acid, .05 }, [VOICE_STAB] = { stab, .3 }, [VOICE_REESE] = { reese, .07 },
	[VOICE_STEEL] = { steel, .8 }, [VOICE_NYLON] = { nylon, .25 }, [VOICE_HARPSICHORD] = { harpsichord, .3 },
	[VOICE_PIANO] = { piano, .5 }, [VOICE_EPIANO] = { epiano, .35 }, [VOICE_ORGAN] = { organ, .12 },
	[VOICE_FLUTE] = { flute, .14 }, [VOICE_PULSE] = { pulse_wide, .03 }, [VOICE_PULSE_THIN] = { pulse_thin, .03 },
	[VOICE_TRIANGLE] = { triangle, 0 }, [VOICE_OVERDRIVE] = { overdrive, .15 }, [VOICE_WALL] = { wall, 1.4 },
	[VOICE_KICK] = { kick, .6 }, [VOICE_KICK_SOFT] = { kick_soft, .5 }, [VOICE_SNARE] = { snare, .5 },
	[VOICE_BRUSH] = { brush, .5 }, [VOICE_CLAP] = { clap, .6 }, [VOICE_RIM] = { rim, .2 }, [VOICE_HAT] = { hat, .2 },
	[VOICE_HAT_OPEN] = { hat_open, .7 }, [VOICE_SHAKER] = { shaker, .25 }, [VOICE_CRASH] = { crash, 4 },
	[VOICE_CHIP_SNARE] = { chip_snare, .3 }, [VOICE_CHIP_HAT] = { chip_hat, .1 },
};

double voice_release_s(enum voice voice)
{
	return voices[voice].release_s;
}

void voice_render(enum voice voice, struct note *note)
{
	size_t soft = MIN_OF(note->n, (size_t)220);

	voices[voice].render(note);
	/* no click where the sound is cut off */
	for (size_t i = 0; i < soft; i++)
		note->out[note->n - 1 - i] *= (double)i / (double)soft;
}
