/*
 * mix.c -- the desk: adds notes up, gives them a room, and brings the sum to its level.
 * The room is Schroeder's: parallel combs with damped feedback into all-passes ("Natural Sounding Artificial Reverberation",
 * JAES 10(3), 1962; low-pass in the loop after Moorer, CMJ 3(2), 1979).  Right is a little longer than left, which makes it wide.
 */
#include "synth.h"

#include <math.h>
#include <stdlib.h>

void mix_init(struct mix *m, size_t n)
{
	m->n = n;
	m->left = xcalloc(n, sizeof *m->left);
	m->right = xcalloc(n, sizeof *m->right);
	m->send = xcalloc(n, sizeof *m->send);
}

void mix_done(struct mix *m)
{
	free(m->left);
	free(m->right);
	free(m->send);
	*m = (struct mix){ 0 };
}

void mix_add(struct mix *m, size_t at, const double *sound, size_t n, double gain, double pan, double send)
{
	/* equal power: as loud at the side as in the middle */
	double angle = (pan + 1) * .7853981633974483, l = gain * cos(angle) * 1.4142, r = gain * sin(angle) * 1.4142;

	for (size_t i = 0; i < n && at + i < m->n; i++) {
		m->left[at + i] += sound[i] * l;
		m->right[at + i] += sound[i] * r;
		m->send[at + i] += sound[i] * gain * send;
	}
}

struct comb { double line[2400], damped; size_t len, at; };

static double comb_step(struct comb *c, double in, double feedback)
{
	double out = c->line[c->at];

	c->damped += (out - c->damped) * .62;
	c->line[c->at] = in + c->damped * feedback;
	c->at = c->at + 1 == c->len ? 0 : c->at + 1;
	return out;
}

static double allpass_step(struct comb *c, double in)
{
	double held = c->line[c->at], out = held - .5 * in;

	c->line[c->at] = in + .5 * out;
	c->at = c->at + 1 == c->len ? 0 : c->at + 1;
	return out;
}

static void reverb(const double *send, double *out, size_t n, double room, size_t spread)
{
	static const size_t comb_len[4] = { 1307, 1637, 1811, 1931 }, pass_len[2] = { 221, 75 };
	struct comb *c = xcalloc(6, sizeof *c);

	for (size_t k = 0; k < 4; k++)
		c[k].len = comb_len[k] + spread;
	for (size_t k = 0; k < 2; k++)
		c[4 + k].len = pass_len[k] + spread;
	for (size_t i = 0; i < n; i++) {
		double x = 0;

		for (size_t k = 0; k < 4; k++)
			x += comb_step(&c[k], send[i], room);
		out[i] += allpass_step(&c[5], allpass_step(&c[4], x * .25));
	}
	free(c);
}

static double fade_at(size_t i, size_t n, double in_s, double out_s)
{
	double in = (double)i / SYNTH_RATE_HZ / in_s, out = (double)(n - 1 - i) / SYNTH_RATE_HZ / out_s, f = fmin(1, fmin(in, out));

	return f * f * (3 - 2 * f);
}

void mix_master(struct mix *m, double room, double drive, double fade_in_s, double fade_out_s, double peak)
{
	double top = 1e-9, scale;

	reverb(m->send, m->left, m->n, room, 0);
	reverb(m->send, m->right, m->n, room, 23);
	for (size_t i = 0; i < m->n; i++)
		top = fmax(top, fmax(fabs(m->left[i]), fabs(m->right[i])));
	/* a soft knee above, so that one drum stroke does not decide how loud all the rest is */
	scale = drive / top;
	top = tanh(drive);
	for (size_t i = 0; i < m->n; i++) {
		double f = fade_at(i, m->n, fade_in_s, fade_out_s) * peak / top;

		m->left[i] = tanh(m->left[i] * scale) * f;
		m->right[i] = tanh(m->right[i] * scale) * f;
	}
}
