/*
 * tempo.c -- tempo after Percival & Tzanetakis, IEEE/ACM TASLP 22(12) 2014, 4.3-4.5: generalised autocorrelation of six seconds of onset
 * strength, its ten best lags tried with pulse trains, the winners gathered in a histogram over the track.  Beside it the mean autocorrelation of all
 * onsets and of each band.  What repeats anywhere is a candidate; octave.c says which of them one taps to.
 */
#include "ear/room.h"

enum { FRAME = ACF_LAGS, PADDED = 2 * FRAME, FRAMES_MAX = 1000, TRIED = 10, LOWPASS = 9 };
#define BPM_MIN 50.0			/* of the histogram */
#define BPM_MAX 210.0
#define HISTOGRAM_SIGMA 5.0		/* lags: the paper's 10 at twice the rate */

struct acf { struct spectrum forth; fftwf_complex *spectrum; float *out; fftwf_plan back; };

static void acf_open(struct acf *a)
{
	a->out = fftwf_alloc_real(PADDED);
	a->spectrum = fftwf_alloc_complex(PADDED / 2 + 1);
	if (!a->out || !a->spectrum || spectrum_init(&a->forth, PADDED))
		die("out of memory");
	memset(a->forth.in + FRAME, 0, (PADDED - FRAME) * sizeof *a->out);
	a->back = fftwf_plan_dft_c2r_1d(PADDED, a->spectrum, a->out, FFTW_ESTIMATE);
}

static void acf_close(struct acf *a)
{
	spectrum_done(&a->forth);
	fftwf_destroy_plan(a->back);
	fftwf_free(a->out);
	fftwf_free(a->spectrum);
}

/* In out[]: the inverse transform of the square root of the magnitude, at lags 0 .. FRAME. */
static void acf_run(struct acf *a, const float *x)
{
	memcpy(a->forth.in, x, FRAME * sizeof *x);
	spectrum_run(&a->forth);
	for (int i = 0; i <= PADDED / 2; i++) {
		a->spectrum[i][0] = sqrtf(sqrtf(a->forth.power[i]));
		a->spectrum[i][1] = 0;
	}
	fftwf_execute(a->back);
}

/* A Hamming window of 50 ms takes out what wobbles faster than one taps. */
ALWAYS_INLINE float *smoothed(const struct curve *c)
{
	float *y = xcalloc(c->n + LOWPASS, sizeof *y), w[LOWPASS], sum = 0;

	for (int k = 0; k < LOWPASS; k++)
		sum += w[k] = .54f - .46f * cosf(2 * (float)M_PI * (float)(k + 1) / (LOWPASS + 1));
	/* a value at a time goes to all places that it is near; the first ones are moved off the front in the end */
	for (size_t k = 0; k < LOWPASS; k++)
		for (size_t i = 0; i < c->n; i++)
			y[i + LOWPASS - 1 - k] += c->at[i] * w[k] / sum;
	memmove(y, y + LOWPASS / 2, c->n * sizeof *y);
	return y;
}

/* The highest local maxima of E[t] = A[t] + A[2t] + A[4t]. */
static size_t best_lags(const float *a, int low, int high, int ret_lag[TRIED])
{
	float value[TRIED];
	size_t n = 0;

#define ENHANCED(t) (a[t] + a[2 * (t)] + a[4 * (t)])
	for (int t = low; t <= high; t++) {
		float e = ENHANCED(t);

		if (e < ENHANCED(t - 1) || e < ENHANCED(t + 1) || (n == TRIED && e <= value[n - 1]))
			continue;
		size_t at = n < TRIED ? n++ : n - 1;
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
EAR_WIDE static void pulse_score(const float *x, int lag, double *ret_variance, double *ret_max)
{
	static const struct { double multiple; float weight; } trains[] = { { 1, 1 }, { 2, .5f }, { 1.5, .5f } };
	double sum = 0, sum2 = 0, max = 0;
	float found[TEMPO_LAGS] = { 0 };

	for (size_t t = 0; t < COUNT_OF(trains); t++)
		for (int b = 0; b < 4; b++) {
			int from = (int)(trains[t].multiple * lag * b + .5);
			float weight = trains[t].weight;

			for (int phase = 0; phase < lag && from + phase < FRAME; phase++)
				found[phase] += weight * x[from + phase];
		}
	for (int phase = 0; phase < lag; phase++) {
		double r = (double)found[phase];

		sum += r;
		sum2 += r * r;
		max = r > max ? r : max;
	}
	*ret_variance = sum2 / lag - sum / lag * (sum / lag);
	*ret_max = max;
}

/* The best lag of a frame with this autocorrelation; 0: there is no rhythm in it. */
static int frame_lag(const float *a, const float *x, int low, int high)
{
	int lag[TRIED], best = 0;
	double variance[TRIED], max[TRIED], variances = 0, maxima = 0, best_score = 0;

	size_t n = best_lags(a, low, high, lag);

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

/* A frame by a curve: its mean autocorrelation; of the curve of all onsets the histogram too. Gives how many frames had a rhythm. */
EAR_WIDE static size_t run_curve(struct acf *acf, const struct curve *c, size_t hop, float *ret_mean, float *histogram)
{
	int low = (int)(60 * ODF_HZ / BPM_MAX), high = (int)(60 * ODF_HZ / BPM_MIN) + 1;
	float *x = smoothed(c);
	size_t frames = 0, voices = 0;

	memset(ret_mean, 0, FRAME * sizeof *ret_mean);
	for (size_t at = 0; at + FRAME <= c->n; at += hop) {
		acf_run(acf, x + at);
		float scale = acf->out[0] > 1e-9f ? 1 / acf->out[0] : 0;
		for (size_t t = 0; t < FRAME; t++)
			ret_mean[t] += acf->out[t] * scale;
		frames++;
		int lag = histogram ? frame_lag(acf->out, x + at, low, high) : 0;
		if (lag)
			add_bump(histogram, lag);
		voices += lag > 0;
	}
	for (size_t t = 0; t < FRAME; t++)
		ret_mean[t] /= (float)frames;
	free(x);
	return voices;
}

bool tempo_gather(const struct onset *o, double onset_rate_hz, struct tempo_evidence *ret)
{
	size_t hop = 128, n = o->all.n;
	struct acf acf;
	float top = 0;

	*ret = (struct tempo_evidence){ .onset_rate_hz = onset_rate_hz };
	if (n < FRAME)
		return false;
	while ((n - FRAME) / hop > FRAMES_MAX)
		hop *= 2;
	acf_open(&acf);
	size_t voices = run_curve(&acf, &o->all, hop, ret->acf[0], ret->histogram);
	for (int b = 0; b < ODF_BANDS; b++)
		run_curve(&acf, &o->band[b], 2 * hop, ret->acf[1 + b], NULL);	/* half as many frames tell the same */
	acf_close(&acf);
	for (size_t i = 0; i < TEMPO_LAGS; i++)
		top = ret->histogram[i] > top ? ret->histogram[i] : top;
	if (!voices || !(top > 0))
		return false;
	for (size_t i = 0; i < TEMPO_LAGS; i++)
		ret->histogram[i] /= top;
	ret->steadiness = (double)top / (double)voices;
	return true;
}

/* ---- what may be tapped to ---- */

struct list { double *bpm; size_t n; };

/* What is new: nothing within 3 per cent of it is there yet. */
static void add_candidate(struct list *l, double bpm)
{
	if (bpm < TEMPO_BPM_MIN || bpm > TEMPO_BPM_MAX || l->n == CANDIDATES)
		return;
	for (size_t i = 0; i < l->n; i++)
		if (fabs(log2(bpm / l->bpm[i])) <= .04)
			return;
	l->bpm[l->n++] = bpm;
}

/* The top of a parabola through three values, within one step of the middle. */
static double between(const float *x, size_t at)
{
	double left = (double)x[at - 1], right = (double)x[at + 1], curve = left - 2 * (double)x[at] + right;
	double d = curve < 0 ? .5 * (left - right) / curve : 0;

	return (double)at + (d < -1 ? -1 : d > 1 ? 1 : d);
}

/* The lag that won most often, and its simple multiples. */
static void add_of_histogram(struct list *l, const float *h)
{
	static const double times[] = { 1, 2, .5, 3, 1.0 / 3, 1.5, 2.0 / 3 };
	size_t best = 1;

	for (size_t t = 1; t < TEMPO_LAGS - 1; t++)
		best = h[t] > h[best] ? t : best;
	for (size_t i = 0; i < COUNT_OF(times); i++)
		add_candidate(l, 60 * ODF_HZ / between(h, best) * times[i]);
}

static float combed(const float *a, size_t t)
{
	return a[t] + (2 * t < FRAME ? a[2 * t] : 0) + (4 * t < FRAME ? .5f * a[4 * t] : 0);
}

/* The `most` lags after which a curve repeats best; of the first two, twice and half of it as well. */
static void add_of_acf(struct list *l, const float *a, size_t most)
{
	size_t low = (size_t)(60 * ODF_HZ / TEMPO_BPM_MAX), high = (size_t)(60 * ODF_HZ / TEMPO_BPM_MIN);
	bool used[TEMPO_LAGS + 8] = { false };

	for (size_t k = 0; k < most; k++) {
		size_t best = 0;

		for (size_t t = low; t <= high; t++)
			if (!used[t] && combed(a, t) >= combed(a, t - 1) && combed(a, t) >= combed(a, t + 1) && (!best || combed(a, t) > combed(a, best)))
				best = t;
		if (!best)
			return;
		used[best] = true;
		double bpm = 60 * ODF_HZ / between(a, best);
		add_candidate(l, bpm);
		if (k < 2) {
			add_candidate(l, 2 * bpm);
			add_candidate(l, bpm / 2);
		}
	}
}

size_t tempo_candidates(const struct tempo_evidence *e, double ret_bpm[CANDIDATES])
{
	struct list l = { .bpm = ret_bpm };

	add_of_histogram(&l, e->histogram);
	for (int c = 0; c <= ODF_BANDS; c++)
		add_of_acf(&l, e->acf[c], c ? 8 : 16);
	return l.n;
}

void tempo_choose(const struct tempo_evidence *e, struct tempo *ret)
{
	double bpm[CANDIDATES], score[CANDIDATES], total = 0;
	size_t n = tempo_candidates(e, bpm), best = 0, second = SIZE_MAX;

	*ret = (struct tempo){ 0 };
	for (size_t i = 0; i < n; i++) {
		double cues[OCTAVE_CUES];

		octave_cues(e, bpm[i], cues);
		score[i] = octave_score(cues);
		best = score[i] > score[best] ? i : best;
	}
	for (size_t i = 0; i < n; i++) {
		total += exp(score[i] - score[best]);
		if (i != best && (second == SIZE_MAX || score[i] > score[second]))
			second = i;
	}
	if (!n)
		return;
	ret->bpm = bpm[best];
	ret->second_bpm = second == SIZE_MAX ? 0 : bpm[second];
	ret->confidence = e->steadiness / total;
}
