/*
 * tempo.c -- tempo after Percival & Tzanetakis, IEEE/ACM TASLP 22(12) 2014, 4.3-4.5: generalised autocorrelation of six seconds of onset
 * strength, its ten best lags tried with pulse trains, the winners gathered in a histogram over the track.  Then octave.c says which
 * multiple of it one taps to.
 */
#include "ear/room.h"

enum { FRAME = 1024, PADDED = 2 * FRAME, FRAMES_MAX = 2000, CANDIDATES = 10, LOWPASS = 9 };
#define BPM_MIN 50.0
#define BPM_MAX 210.0
#define HISTOGRAM_SIGMA 5.0		/* lags: the paper's 10 at twice the rate */

struct acf { float *in; fftwf_complex *spectrum; fftwf_plan forth, back; };

static void acf_open(struct acf *a)
{
	a->in = fftwf_alloc_real(PADDED);
	a->spectrum = fftwf_alloc_complex(PADDED / 2 + 1);
	if (!a->in || !a->spectrum)
		die("out of memory");
	a->forth = fftwf_plan_dft_r2c_1d(PADDED, a->in, a->spectrum, FFTW_ESTIMATE);
	a->back = fftwf_plan_dft_c2r_1d(PADDED, a->spectrum, a->in, FFTW_ESTIMATE);
}

static void acf_close(struct acf *a)
{
	fftwf_destroy_plan(a->forth);
	fftwf_destroy_plan(a->back);
	fftwf_free(a->in);
	fftwf_free(a->spectrum);
}

/* In place: the inverse transform of the square root of the magnitude, at lags 0 .. FRAME. */
static void acf_run(struct acf *a, const float *x)
{
	memcpy(a->in, x, FRAME * sizeof *x);
	memset(a->in + FRAME, 0, (PADDED - FRAME) * sizeof *x);
	fftwf_execute(a->forth);
	for (int i = 0; i <= PADDED / 2; i++) {
		float *c = a->spectrum[i];

		c[0] = sqrtf(sqrtf(c[0] * c[0] + c[1] * c[1]));
		c[1] = 0;
	}
	fftwf_execute(a->back);
}

/* A Hamming window of 50 ms takes out what wobbles faster than one taps. */
static float *smoothed(const struct curve *c)
{
	float *y = xcalloc(c->n + 1, sizeof *y), w[LOWPASS], sum = 0;

	for (int k = 0; k < LOWPASS; k++)
		sum += w[k] = .54f - .46f * cosf(2 * (float)M_PI * (float)(k + 1) / (LOWPASS + 1));
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; k < LOWPASS; k++)
			if (i + k >= LOWPASS / 2 && i + k - LOWPASS / 2 < c->n)
				y[i] += c->at[i + k - LOWPASS / 2] * w[k] / sum;
	return y;
}

/* The highest local maxima of E[t] = A[t] + A[2t] + A[4t]. */
static size_t best_lags(const float *a, int low, int high, int ret_lag[CANDIDATES])
{
	float value[CANDIDATES];
	size_t n = 0;

#define ENHANCED(t) (a[t] + a[2 * (t)] + a[4 * (t)])
	for (int t = low; t <= high; t++) {
		float e = ENHANCED(t);

		if (e < ENHANCED(t - 1) || e < ENHANCED(t + 1) || (n == CANDIDATES && e <= value[n - 1]))
			continue;
		size_t at = n < CANDIDATES ? n++ : n - 1;
		while (at && value[at - 1] < e) {
			value[at] = value[at - 1];
			ret_lag[at] = ret_lag[at - 1];
			at--;
		}
		value[at] = e;
		ret_lag[at] = t;
	}
#undef ENHANCED
	return n;
}

/* What a train of four pulses, and at half its weight one of twice and of one and a half times the period, finds at each phase. */
static void pulse_score(const float *x, int lag, double *ret_variance, double *ret_max)
{
	static const struct { double multiple, weight; } trains[] = { { 1, 1 }, { 2, .5 }, { 1.5, .5 } };
	double sum = 0, sum2 = 0, max = 0;

	for (int phase = 0; phase < lag; phase++) {
		double r = 0;

		for (size_t t = 0; t < COUNT_OF(trains); t++)
			for (int b = 0; b < 4; b++) {
				int at = phase + (int)(trains[t].multiple * lag * b + .5);

				if (at < FRAME)
					r += trains[t].weight * (double)x[at];
			}
		sum += r;
		sum2 += r * r;
		max = r > max ? r : max;
	}
	*ret_variance = sum2 / lag - sum / lag * (sum / lag);
	*ret_max = max;
}

/* 0: no rhythm in this frame. */
static int frame_lag(struct acf *acf, const float *x, int low, int high)
{
	int lag[CANDIDATES], best = 0;
	double variance[CANDIDATES], max[CANDIDATES], variances = 0, maxima = 0, best_score = 0;

	acf_run(acf, x);
	size_t n = best_lags(acf->in, low, high, lag);
	for (size_t i = 0; i < n; i++) {
		pulse_score(x, lag[i], &variance[i], &max[i]);
		variances += variance[i];
		maxima += max[i];
	}
	for (size_t i = 0; i < n && variances > 0 && maxima > 0; i++) {
		double score = variance[i] / variances + max[i] / maxima;

		if (score > best_score) {
			best_score = score;
			best = lag[i];
		}
	}
	return best;
}

static void add_bump(float *histogram, int lag)
{
	for (int t = 0; t < TEMPO_LAGS; t++)
		histogram[t] += (float)exp(-.5 * (t - lag) * (t - lag) / (HISTOGRAM_SIGMA * HISTOGRAM_SIGMA));
}

/* Where the histogram is highest, between lags too; 0: nowhere. */
static double highest(const float *h, double *ret_value)
{
	int best = 0;

	for (int t = 1; t < TEMPO_LAGS - 1; t++)
		if (h[t] > h[best])
			best = t;
	*ret_value = (double)h[best];
	if (best < 1 || !(h[best] > 0))
		return 0;
	double left = (double)h[best - 1], right = (double)h[best + 1], curve = left - 2 * (double)h[best] + right;
	return best + (curve < 0 ? .5 * (left - right) / curve : 0);
}

void tempo_choose(const struct onset *o, const struct tempo_class *class, struct tempo *ret)
{
	double score[OCTAVES], best = -INFINITY, second = -INFINITY, total = 0;

	*ret = (struct tempo){ 0 };
	for (size_t i = 0; i < OCTAVES; i++) {
		double bpm = class->bpm * octave_factor[i], cues[OCTAVE_CUES];

		score[i] = octave_cues(o, class, i, cues) ? octave_score(cues) : -INFINITY;
		if (score[i] > best) {
			second = best;
			ret->second_bpm = ret->bpm;
			best = score[i];
			ret->bpm = bpm;
		} else if (score[i] > second) {
			second = score[i];
			ret->second_bpm = bpm;
		}
	}
	for (size_t i = 0; i < OCTAVES; i++)
		total += exp(score[i] - best);
	ret->confidence = class->steadiness / total;
}

bool tempo_classify(const struct onset *o, double onset_rate_hz, struct tempo_class *ret)
{
	int low = (int)(60 * ODF_HZ / BPM_MAX), high = (int)(60 * ODF_HZ / BPM_MIN) + 1;
	size_t hop = 64, n = o->all.n, frames = 0;
	struct acf acf;
	double top;

	*ret = (struct tempo_class){ .onset_rate_hz = onset_rate_hz };
	if (n < FRAME)
		return false;
	while ((n - FRAME) / hop > FRAMES_MAX)
		hop *= 2;
	float *x = smoothed(&o->all);
	acf_open(&acf);
	for (size_t at = 0; at + FRAME <= n; at += hop) {
		int lag = frame_lag(&acf, x + at, low, high);

		if (lag)
			add_bump(ret->histogram, lag);
		frames += lag > 0;
	}
	acf_close(&acf);
	free(x);
	double lag = highest(ret->histogram, &top);
	if (!(lag > 0))
		return false;
	ret->bpm = 60 * ODF_HZ / lag;
	ret->steadiness = top / (double)frames;
	return true;
}
