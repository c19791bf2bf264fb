/*
 * dynamics.c -- from the samples themselves: dynamic complexity (Streich 2006), danceability (Streich & Herrera, AES 118, 2005), zero crossings.
 */
#include "ear/room.h"

enum { LEVEL_STEPS = 20, DANCE_STEPS = 30 * 60 * 100 };	/* half an hour tells how it dances */
#define SILENCE_DB (-90.0)

/*
 * y[i] = x[i] + r y[i - 1], in place and many at a time: first of two of them, of four, of eight; then each follows from the one eight before.
 * x[-8 .. -1] are 0.
 */
EAR_WIDE static void recur(float *restrict x, size_t n, float r, float *restrict spare)
{
	float r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;

	for (size_t i = 0; i < n; i++)
		spare[i] = x[i] + r * x[i - 1];
	for (size_t i = 0; i < n; i++)
		x[i] = spare[i] + r2 * spare[i - 2];
	for (size_t i = 0; i < n; i++)
		spare[i] = x[i] + r4 * x[i - 4];
	memcpy(x, spare, n * sizeof *x);
	for (size_t i = 8; i < n; i++)
		x[i] += r8 * x[i - 8];
}

/* 10 ms: pre-emphasis, mean power; smoothed over 35 ms, twenty of them a level. */
EAR_WIDE static void level_step(struct dynamics *d, const float *x)
{
	static const float feed = .98595f, back = .9719f;
	float buf[2][8 + SHORT_FRAME], *y = buf[0] + 8, power = 0;

	memset(buf, 0, sizeof buf);
	y[0] = feed * (x[0] - d->pre_x) + back * d->pre_y;
	for (int i = 1; i < SHORT_FRAME; i++)
		y[i] = feed * (x[i] - x[i - 1]);
	recur(y, SHORT_FRAME, back, buf[1] + 8);
	for (int i = 0; i < SHORT_FRAME; i++)
		power += y[i] * y[i];
	d->pre_x = x[SHORT_FRAME - 1];
	d->pre_y = y[SHORT_FRAME - 1];
	static const double keep = .75147729307529;	/* exp(-10 / 35) */
	d->smooth = keep * d->smooth + (1 - keep) * (double)power / SHORT_FRAME;
	d->frame_power += d->smooth;
	if (++d->frame_n == LEVEL_STEPS) {
		double db = 10 * log10(d->frame_power / LEVEL_STEPS + 1e-12);

		curve_add(&d->level_db, (float)(db < SILENCE_DB ? SILENCE_DB : db));
		d->frame_power = 0;
		d->frame_n = 0;
	}
}

EAR_WIDE static void short_step(struct dynamics *d, const float *x)
{
	float sum = 0, sum2 = 0;
	int crossings = (x[0] > 0) != d->was_positive;

	for (int i = 0; i < SHORT_FRAME; i++) {
		sum += x[i];
		sum2 += x[i] * x[i];
	}
	for (int i = 1; i < SHORT_FRAME; i++)
		crossings += (x[i] > 0) != (x[i - 1] > 0);
	float mean = sum / SHORT_FRAME, variance = sum2 / SHORT_FRAME - mean * mean;
	if (d->short_sd.n < DANCE_STEPS)
		curve_add(&d->short_sd, variance > 0 ? sqrtf(variance) : 0);
	d->crossings += (uint64_t)crossings;
	d->was_positive = x[SHORT_FRAME - 1] > 0;
	d->samples += SHORT_FRAME;
}

void dynamics_feed(struct dynamics *d, const float *x, size_t n)
{
	while (n) {
		size_t take = SHORT_FRAME - d->fill < n ? SHORT_FRAME - d->fill : n;

		memcpy(d->step + d->fill, x, take * sizeof *x);
		d->fill += take;
		x += take;
		n -= take;
		if (d->fill == SHORT_FRAME) {
			level_step(d, d->step);
			short_step(d, d->step);
			d->fill = 0;
		}
	}
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
	/* a level that hardly moves has no exponent to speak of */
	return count && sum > .2 * (double)count ? (double)count / sum : (double)NAN;
}

void dynamics_finish(struct dynamics *d, struct features *ret)
{
	if (d->samples)
		ret->value[FEATURE_ZERO_CROSSINGS] = (float)((double)d->crossings * EAR_HZ / (double)d->samples);
	/* a note in minutes of silence would be beyond what the scale is for */
	if (d->level_db.n)
		ret->value[FEATURE_DYNAMIC_COMPLEXITY] = (float)fmin(complexity_of(&d->level_db), feature_rows[FEATURE_DYNAMIC_COMPLEXITY].high);
	ret->value[FEATURE_DANCEABILITY] = (float)danceability_of(&d->short_sd);
}

void dynamics_done(struct dynamics *d)
{
	curve_done(&d->level_db);
	curve_done(&d->short_sd);
}
