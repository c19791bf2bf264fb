/*
 * loudness.c -- ITU-R BS.1770-4 and EBU R128: integrated loudness, loudness range (EBU Tech 3342), true peak.
 *
 * K-weighting for any rate from the analogue prototypes of BS.1770's two biquads.  Channels go through it in pairs, both filters in one vector register.
 * Energies are kept a value each 100 ms: 400 ms blocks are four of them, 3 s windows thirty.  The true peak interpolates four times with BS.1770-4 Annex 2's
 * filter, but not at 192 kHz, and only where the samples are loud enough that it could rise above what was found before.
 */
#include "ear/room.h"

typedef double v2 __attribute__((vector_size(16)));	/* the only way to name a vector type */
typedef double v4 __attribute__((vector_size(32), aligned(16)));	/* as malloc() aligns */

enum { PAIRS_MAX = EAR_CHANNELS_MAX / 2, TAPS = 12, PHASES = 4, PAST = TAPS + 1, CHUNK = 256, LATE = 4, GROUP = 32 };

struct biquad { double b0, b1, b2, a1, a2; };
/*
 * What the filters keep (direct form II, numerators scaled to begin with 1): of the shelf, and of the high-pass behind it. That one is some samples late, or each
 * sample would wait for the shelf's last one to come out and be moved over.
 */
struct pair { v4 w1, w2, energy; v2 late[LATE]; };
struct weights { v4 b1, b2, a1, a2; };

/* Sums are reordered in this room (EAR_CFLAGS), but not across this: what is ready early is to be summed first. */
#if defined __has_builtin
#if __has_builtin(__builtin_assoc_barrier)
#define FIRST(x) __builtin_assoc_barrier(x)
#endif
#endif
#ifndef FIRST
#define FIRST(x) (x)
#endif

struct loudness {
	int channels, n_pairs;
	bool is_dense;			/* 192 kHz or more: the samples themselves are close enough */
	struct biquad shelf, pass;
	struct pair pair[PAIRS_MAX];
	double weight[EAR_CHANNELS_MAX];
	size_t step, step_n;		/* frames in 100 ms, of them gone by */
	struct curve energy;		/* weighted mean square of each 100 ms */
	float *past;			/* the last PAST frames and a chunk */
	float peak;
};

/* BS.1770-4 Annex 2, table of the 48 taps; the third and fourth phases are the second and first backwards. */
static const float fir[2][TAPS] = {
	{ 0.0017089843750f, 0.0109863281250f, -0.0196533203125f, 0.0332031250000f, -0.0594482421875f, 0.1373291015625f,
	  0.9721679687500f, -0.1022949218750f, 0.0476074218750f, -0.0266113281250f, 0.0148925781250f, -0.0083007812500f },
	{ -0.0291748046875f, 0.0292968750000f, -0.0517578125000f, 0.0891113281250f, -0.1665039062500f, 0.4650878906250f,
	  0.7797851562500f, -0.2003173828125f, 0.1015625000000f, -0.0582275390625f, 0.0330810546875f, -0.0189208984375f },
};

static struct biquad shelf_at(double rate)
{
	double k = tan(M_PI * 1681.974450955533 / rate), q = .7071752369554196;
	double vh = pow(10, 3.999843853973347 / 20), vb = pow(vh, .4996667741545416), a0 = 1 + k / q + k * k;

	return (struct biquad){ (vh + vb * k / q + k * k) / a0, 2 * (k * k - vh) / a0, (vh - vb * k / q + k * k) / a0,
		2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0 };
}

static struct biquad pass_at(double rate)
{
	double k = tan(M_PI * 38.13547087602444 / rate), q = .5003270373238773, a0 = 1 + k / q + k * k;

	return (struct biquad){ 1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0 };
}

/* WAV's order: left, right, centre, low frequencies (not counted), surround. Beyond six nobody says where they stand: counted as the front. */
static double weight_of(int channel, int channels)
{
	if (channels == 4)
		return channel >= 2 ? 1.41 : 1;
	if (channels == 5)
		return channel >= 3 ? 1.41 : 1;
	if (channels >= 6)
		return channel == 3 ? 0 : channel == 4 || channel == 5 ? 1.41 : 1;
	return 1;
}

enum err loudness_open(struct loudness **ret, int rate_hz, int channels)
{
	struct loudness *l = xcalloc(1, sizeof *l);

	l->channels = channels;
	l->n_pairs = (channels + 1) / 2;
	l->is_dense = rate_hz >= 192000;
	l->shelf = shelf_at(rate_hz);
	l->pass = pass_at(rate_hz);
	l->step = (size_t)((rate_hz + 5) / 10);
	for (int c = 0; c < channels; c++)
		l->weight[c] = weight_of(c, channels);
	l->past = xcalloc((size_t)channels * (PAST + CHUNK), sizeof *l->past);
	*ret = l;
	return OK;
}

void loudness_free(struct loudness *l)
{
	if (!l)
		return;
	curve_done(&l->energy);
	free(l->past);
	free(l);
}

/* The four values around x[0], of which x[0] is the larger neighbour; TAPS / 2 frames either way are there. */
static void interpolate(struct loudness *l, const float *x)
{
	ptrdiff_t channels = l->channels;

	for (int side = -1; side <= 0; side++) {
		float sum[PHASES] = { 0 };
		const float *from = x + (side - TAPS / 2 + 1) * channels;

		for (int k = 0; k < TAPS; k++) {
			float y = from[k * channels];

			sum[0] += y * fir[0][k];
			sum[1] += y * fir[1][k];
			sum[2] += y * fir[1][TAPS - 1 - k];
			sum[3] += y * fir[0][TAPS - 1 - k];
		}
		for (int p = 0; p < PHASES; p++)
			l->peak = fabsf(sum[p]) > l->peak ? fabsf(sum[p]) : l->peak;
	}
}

/* Whether x[0] is above `least`, and as high as the same channel's before and behind it. */
ALWAYS_INLINE bool is_high(const float *x, ptrdiff_t channels, float least)
{
	float a = fabsf(x[0]);

	return (a > least) & (a >= fabsf(x[-channels])) & (a >= fabsf(x[channels]));
}

/*
 * n <= CHUNK. What lies between samples is highest beside a sample that is itself the highest around, and exceeds it by 6 dB at the very most (a
 * full-scale square at a quarter of the rate: 3 dB).  So only such samples within 6 dB of the peak so far are looked at closely.
 */
EAR_WIDE static void true_peak(struct loudness *l, const float *frames, size_t n)
{
	ptrdiff_t channels = l->channels;
	size_t past = (size_t)channels * PAST, all = (size_t)channels * n;
	const float *x = l->past + channels * (TAPS / 2);

	memcpy(l->past + past, frames, all * sizeof *frames);
	float top = top_of(x, all);
	l->peak = top > l->peak ? top : l->peak;
	for (size_t at = 0; !l->is_dense && 2 * top > l->peak && at < all; at += GROUP) {
		size_t end = all - at < GROUP ? all : at + GROUP;
		float least = .5f * l->peak;
		int is[GROUP], any = 0;

		for (size_t i = at; i < end; i++)
			any |= is[i - at] = is_high(x + i, channels, least);
		for (size_t i = at; any && i < end; i++)
			if (is[i - at] && 2 * fabsf(x[i]) > l->peak)
				interpolate(l, x + i);
	}
	memmove(l->past, l->past + all, past * sizeof *l->past);
}

/* A sample of both channels. */
ALWAYS_INLINE void weigh_frame(struct pair *p, const struct weights *w, float left, float right)
{
	v4 x = { (double)left, (double)right, p->late[0][0], p->late[0][1] };
	v4 now = FIRST(FIRST(x + w->a2 * p->w2) + w->a1 * p->w1), y = FIRST(w->b1 * p->w1 + w->b2 * p->w2) + now;

	p->w2 = p->w1;
	p->w1 = now;
	for (int k = 0; k < LATE - 1; k++)
		p->late[k] = p->late[k + 1];
	p->late[LATE - 1] = (v2){ y[0], y[1] };
	p->energy = FIRST(p->energy + y * y);
}

EAR_WIDE static void weigh(struct loudness *l, const float *frames, size_t n)
{
	size_t channels = (size_t)l->channels;
	const struct biquad s = l->shelf, h = l->pass;
	const struct weights w = { { s.b1 / s.b0, s.b1 / s.b0, h.b1, h.b1 }, { s.b2 / s.b0, s.b2 / s.b0, h.b2, h.b2 }, { -s.a1, -s.a1, -h.a1, -h.a1 },
		{ -s.a2, -s.a2, -h.a2, -h.a2 } };

	for (int k = 0; k < l->n_pairs; k++) {
		struct pair p = l->pair[k];
		size_t left = (size_t)k * 2, right = left + 1 < channels ? 1 : 0, i = 0;
		const float *x = frames + left;

		/* LATE at a time, and what is late need not be moved from place to place */
		for (; i + LATE <= n; i += LATE)
			for (int j = 0; j < LATE; j++, x += channels)
				weigh_frame(&p, &w, x[0], x[right]);
		for (; i < n; i++, x += channels)
			weigh_frame(&p, &w, x[0], x[right]);
		l->pair[k] = p;
	}
}

static void end_step(struct loudness *l)
{
	double sum = 0;

	for (int c = 0; c < l->channels; c++)
		sum += l->weight[c] * l->pair[c / 2].energy[2 + c % 2];
	sum *= l->shelf.b0 * l->shelf.b0;
	curve_add(&l->energy, (float)(sum / (double)l->step));
	for (int k = 0; k < l->n_pairs; k++)
		l->pair[k].energy = (v4){ 0, 0, 0, 0 };
	l->step_n = 0;
}

void loudness_feed(struct loudness *l, const float *frames, size_t n)
{
	while (n) {
		size_t take = l->step - l->step_n < n ? l->step - l->step_n : n;

		take = take > CHUNK ? CHUNK : take;
		true_peak(l, frames, take);
		weigh(l, frames, take);
		l->step_n += take;
		if (l->step_n == l->step)
			end_step(l);
		frames += take * (size_t)l->channels;
		n -= take;
	}
}

static double lufs(double energy)
{
	return -.691 + 10 * log10(energy);
}

/* Means of `width` values every `hop`, in a fresh array. */
static double *windows_of(const struct curve *c, size_t width, size_t hop, size_t *ret_n)
{
	size_t n = c->n >= width ? (c->n - width) / hop + 1 : 0;
	double *w = xcalloc(n + 1, sizeof *w);

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < width; k++)
			w[i] += (double)c->at[i * hop + k];
		w[i] /= (double)width;
	}
	*ret_n = n;
	return w;
}

/* Mean of what lies at or above a gate; 0: nothing does. */
static double mean_above(const double *w, size_t n, double gate)
{
	double sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		if (w[i] >= gate) {
			sum += w[i];
			count++;
		}
	return count ? sum / (double)count : 0;
}

static double gate_energy(double at_lufs)
{
	return pow(10, (at_lufs + .691) / 10);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static float range_of(double *w, size_t n)
{
	double mean = mean_above(w, n, gate_energy(-70)), gate = mean / 100 > gate_energy(-70) ? mean / 100 : gate_energy(-70);
	size_t kept = 0;

	if (!(mean > 0))
		return 0;
	for (size_t i = 0; i < n; i++)
		if (w[i] >= gate)
			w[kept++] = w[i];
	if (!kept)
		return 0;
	qsort(w, kept, sizeof *w, by_value);
	double low = w[(size_t)((double)(kept - 1) * .10 + .5)], high = w[(size_t)((double)(kept - 1) * .95 + .5)];
	return (float)(10 * log10(high / low));
}

void loudness_finish(struct loudness *l, struct features *ret)
{
	size_t n;
	double *w = windows_of(&l->energy, 4, 1, &n), mean = mean_above(w, n, gate_energy(-70));

	if (mean > 0) {
		double gate = mean / 10 > gate_energy(-70) ? mean / 10 : gate_energy(-70);

		ret->value[FEATURE_LOUDNESS] = (float)lufs(mean_above(w, n, gate));
	}
	free(w);
	w = windows_of(&l->energy, 30, 10, &n);
	if (n)
		ret->value[FEATURE_LOUDNESS_RANGE] = range_of(w, n);
	free(w);
	if (l->peak > 0)
		ret->value[FEATURE_TRUE_PEAK] = 20 * log10f(l->peak);
}
