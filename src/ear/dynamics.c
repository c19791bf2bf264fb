/*
 * dynamics.c -- from the samples themselves: dynamic complexity (Streich 2006), danceability (Streich & Herrera, AES 118, 2005), zero crossings.
 */
#include "ear/room.h"

enum { LEVEL_FRAME = EAR_HZ / 5, SHORT_FRAME = EAR_HZ / 100 };
#define SILENCE_DB (-90.0)

static void level_sample(struct dynamics *d, double x)
{
	/* pre-emphasis, then power smoothed over 35 ms */
	double y = .98595 * (x - d->pre_x) + .9719 * d->pre_y;
	static const double keep = .998705;		/* exp(-1 / (.035 * 22050)) */

	d->pre_x = x;
	d->pre_y = y;
	d->smooth = keep * d->smooth + (1 - keep) * y * y;
	d->frame_power += d->smooth;
	if (++d->frame_n == LEVEL_FRAME) {
		double db = 10 * log10(d->frame_power / LEVEL_FRAME + 1e-12);

		curve_add(&d->level_db, (float)(db < SILENCE_DB ? SILENCE_DB : db));
		d->frame_power = 0;
		d->frame_n = 0;
	}
}

static void short_sample(struct dynamics *d, double x)
{
	d->short_sum += x;
	d->short_sum2 += x * x;
	if (++d->short_n == SHORT_FRAME) {
		double mean = d->short_sum / SHORT_FRAME, variance = d->short_sum2 / SHORT_FRAME - mean * mean;

		curve_add(&d->short_sd, variance > 0 ? (float)sqrt(variance) : 0);
		d->short_sum = d->short_sum2 = 0;
		d->short_n = 0;
	}
}

void dynamics_feed(struct dynamics *d, const float *x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool positive = x[i] > 0;

		level_sample(d, (double)x[i]);
		short_sample(d, (double)x[i]);
		d->crossings += positive != d->was_positive;
		d->was_positive = positive;
	}
	d->samples += n;
}

/* Mean distance from a loudness in which loud moments weigh more. */
static double complexity_of(const struct curve *level)
{
	double sum = 0, weights = 0, away = 0;

	for (size_t i = 0; i < level->n; i++) {
		double w = pow(.9, -(double)level->at[i]);

		sum += w * (double)level->at[i];
		weights += w;
	}
	for (size_t i = 0; i < level->n; i++)
		away += fabs((double)level->at[i] - sum / weights);
	return away / (double)level->n;
}

/* Prefix sums, so that the fit of any block costs the same: of y, y^2 and i y. */
struct sums { double *y, *yy, *iy; };

/* Mean squared residual of the line through y[at .. at + n). */
static double residual(const struct sums *s, size_t at, size_t n)
{
	double m = (double)n, y = s->y[at + n] - s->y[at], yy = s->yy[at + n] - s->yy[at];
	double iy = s->iy[at + n] - s->iy[at] - (double)at * y;
	double i_mean = (m - 1) / 2, ii = m * (m * m - 1) / 12, slope = (iy - i_mean * y) / ii;
	double r = (yy - y * y / m - slope * slope * ii) / m;

	return r > 0 ? r : 0;
}

static double fluctuation(const struct sums *s, size_t n, size_t tau)
{
	size_t jump = tau / 50 ? tau / 50 : 1, count = 0;
	double sum = 0;

	for (size_t at = 0; at + tau <= n; at += jump) {
		sum += residual(s, at, tau);
		count++;
	}
	return count ? sqrt(sum / (double)count) : 0;
}

/* Detrended fluctuation analysis: 1 / mean exponent over scales of 310 ms to 8.8 s. NaN: too short, or silent. */
static double danceability_of(const struct curve *sd)
{
	struct sums s = { xcalloc(sd->n + 1, sizeof(double)), xcalloc(sd->n + 1, sizeof(double)), xcalloc(sd->n + 1, sizeof(double)) };
	double mean = 0, y = 0, before = 0, before_tau = 0, sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < sd->n; i++)
		mean += (double)sd->at[i] / (double)sd->n;
	for (size_t i = 0; i < sd->n; i++) {
		y += (double)sd->at[i] - mean;
		s.y[i + 1] = s.y[i] + y;
		s.yy[i + 1] = s.yy[i] + y * y;
		s.iy[i + 1] = s.iy[i] + (double)i * y;
	}
	for (double tau = 31; tau <= 880 && (size_t)tau < sd->n; tau *= 1.1) {
		double f = fluctuation(&s, sd->n, (size_t)tau);

		if (before > 0 && f > 0) {
			sum += log(f / before) / log(((double)(size_t)tau + 3) / (before_tau + 3));
			count++;
		}
		before = f;
		before_tau = (double)(size_t)tau;
	}
	free(s.y);
	free(s.yy);
	free(s.iy);
	return count && sum > 0 ? 1 / (sum / (double)count) : (double)NAN;
}

void dynamics_finish(struct dynamics *d, struct features *ret)
{
	if (d->samples)
		ret->value[FEATURE_ZERO_CROSSINGS] = (float)((double)d->crossings * EAR_HZ / (double)d->samples);
	if (d->level_db.n)
		ret->value[FEATURE_DYNAMIC_COMPLEXITY] = (float)complexity_of(&d->level_db);
	ret->value[FEATURE_DANCEABILITY] = (float)danceability_of(&d->short_sd);
}

void dynamics_done(struct dynamics *d)
{
	curve_done(&d->level_db);
	curve_done(&d->short_sd);
}
