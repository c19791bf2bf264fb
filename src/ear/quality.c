/*
 * quality.c -- how well it was recorded and kept: clipping, dynamic range, noise floor, where a lossy encoder cut the heights off, dropouts, clicks, two
 * channels that are one, constant offset, and the bits really used.
 *
 *   frames ─ windows of 50 ms ─┬─ a channel after the other: sums, peak, flat tops, single spikes
 *                              ├─ both together: left against right
 *                              ├─ exact silence within the sound
 *                              └─ every fifth: spectrum at the file's own rate
 *
 * Each number is what was counted or measured; what it means (a verdict) is quality_judge()'s (verdict.c).  What grows with the length is two floats a
 * channel each 3 s.
 */
#include "ear/room.h"

enum {
	WINDOWS_S = 20, EDGE = 8, PLANES = 2, SPECTRUM_EVERY = 5, DR_WINDOWS = 3 * WINDOWS_S, DB_BINS = 140,
	HOLES_A_WINDOW = 34,		/* stretches of about 1.5 ms that are looked at for silence */
};
#define AUDIBLE 3.16e-3f		/* -50 dBFS: sound must be as loud around a dropout */
#define FLAT_STEP .009f			/* how far the samples beside a flat top lie below it, of its height */

struct plane {
	float *at;			/* EDGE samples of the window before, then this one */
	double sum, power;		/* of all of it */
	double dr_power;		/* of the 3 s under way */
	float dr_peak, top, window_power;
	struct curve block_power, block_peak;
};

struct quality {
	int rate_hz, channels, planes;
	size_t window, fill;		/* frames */
	float *frames;			/* the window under way, interleaved */
	struct plane plane[PLANES];
	uint64_t clipped, clicks, dropouts, n_windows;
	double product, difference;
	uint32_t level[DB_BINS];	/* windows by level, a decibel each, from -DB_BINS up; exact silence apart */
	int dr_n;
	bool fits16, fits24;
	/* exact silence under way */
	size_t hole;			/* frames; 0: none */
	bool hole_counts;
	float hole_edge, past_edge;	/* the sample before it; the last of the window before */
	float past_level;		/* of the window before this one */
	/* spectrum */
	struct stft stft;
	int n_fft;
	float *mid;
	double *log_power;		/* sums, by bin */
	uint32_t n_spectra;
};

static void add_spectrum(void *quality, const struct stft *s);

enum err quality_open(struct quality **ret, int rate_hz, int channels)
{
	struct quality *q = xcalloc(1, sizeof *q);
	enum err err;

	q->rate_hz = rate_hz;
	q->channels = channels;
	q->planes = channels < PLANES ? channels : PLANES;
	q->window = (size_t)(rate_hz / WINDOWS_S);
	q->fits16 = q->fits24 = true;
	q->frames = xcalloc(q->window * (size_t)channels, sizeof *q->frames);
	for (int c = 0; c < q->planes; c++)
		q->plane[c].at = xcalloc(q->window + EDGE, sizeof(float));
	for (q->n_fft = 16; (size_t)q->n_fft * 2 <= q->window; q->n_fft *= 2)
		;
	q->mid = xcalloc((size_t)q->n_fft, sizeof *q->mid);
	q->log_power = xcalloc((size_t)q->n_fft / 2 + 1, sizeof *q->log_power);
	err = stft_init(&q->stft, q->n_fft, q->n_fft, WINDOW_HANN, add_spectrum, q);
	if (err) {
		quality_free(q);
		return err;
	}
	*ret = q;
	return OK;
}

void quality_free(struct quality *q)
{
	if (!q)
		return;
	for (int c = 0; c < q->planes; c++) {
		free(q->plane[c].at);
		curve_done(&q->plane[c].block_power);
		curve_done(&q->plane[c].block_peak);
	}
	stft_done(&q->stft);
	free(q->frames);
	free(q->mid);
	free(q->log_power);
	free(q);
}

/* ---- one channel ---- */

struct sums { float sum, power, bend_power, bend_top; unsigned flat; };

/* What one pass tells of x[0 .. n), with two samples before and two behind. Flat: three in a row the same, at more than half of `top`. */
EAR_WIDE static void sum_up(const float *restrict x, int n, float half_top, struct sums *ret)
{
	float sum = 0, power = 0, bend_power = 0, top;
	int32_t bend_top = 0;
	int flat = 0;

	for (int i = 0; i < n; i++) {
		float bend = x[i - 1] - 2 * x[i] + x[i + 1], b = bend * bend, size = fabsf(x[i]);
		int32_t bits;

		sum += x[i];
		power += x[i] * x[i];
		bend_power += b;
		memcpy(&bits, &b, sizeof bits);	/* of what is not negative the order is the same, and compilers make it a vector */
		bend_top = bits > bend_top ? bits : bend_top;
		flat += (x[i] == x[i + 1]) & (x[i] == x[i - 1]) & (size > half_top);
	}
	memcpy(&top, &bend_top, sizeof top);
	*ret = (struct sums){ sum, power, bend_power, top, (unsigned)flat };
}

/*
 * Samples cut off: three or more of the same value, the waveform lower on both sides, and so steeply that no rounded top was there. Of what is above full
 * scale all is cut off by whoever plays it.
 */
static unsigned count_clipped(const float *x, int n, float half_top)
{
	unsigned count = 0;

	for (int i = 0; i < n;) {
		int end = i + 1;
		float size = fabsf(x[i]), sign = x[i] < 0 ? -1.0f : 1.0f, step = size * FLAT_STEP;

		while (end < n && x[end] == x[i])
			end++;
		float before = size - sign * x[i - 1], behind = size - sign * x[end];
		if (size > 1)
			count += (unsigned)(end - i);
		else if (end - i >= 3 && size > half_top && before > 0 && behind > 0 && (before > step || behind > step))
			count += (unsigned)(end - i);
		i = end;
	}
	return count;
}

/* A spike of a few samples that stands alone: before and behind it the waveform is smooth and where it would have been. */
static bool is_click(const float *x, int n, float bend_top)
{
	int at = 0;
	float limit = bend_top * .04f;	/* a fifth in amplitude */

	for (int i = 0; i < n; i++) {
		float bend = x[i - 1] - 2 * x[i] + x[i + 1];

		if (bend * bend >= bend_top)
			at = i;
	}
	if (at < 48 || at >= n - 48)
		return false;
	float height = fabsf(x[at] - .5f * (x[at - 4] + x[at + 4]));
	/* a kink, as where a note sets in, bends less than it leads away */
	if (height < .02f || bend_top < .5f * height * height || fabsf(x[at + 4] - x[at - 4]) > height)
		return false;
	for (int i = at - 44; i <= at + 44; i++) {
		float bend = x[i - 1] - 2 * x[i] + x[i + 1];

		if ((i < at - 4 || i > at + 4) && bend * bend > limit)
			return false;
	}
	return true;
}

EAR_WIDE static float largest(const float *x, size_t n)
{
	return top_of(x, n);
}

static void hear_plane(struct quality *q, struct plane *p)
{
	int n = (int)q->window;
	const float *x = p->at + EDGE / 2;	/* so that there are samples on both sides of what is judged */
	float top = largest(x, (size_t)n);
	struct sums s;

	p->top = top > p->top ? top : p->top;
	p->dr_peak = top > p->dr_peak ? top : p->dr_peak;
	sum_up(x, n, p->top * .5f, &s);
	p->sum += (double)s.sum;
	p->power += (double)s.power;
	p->dr_power += (double)s.power;
	p->window_power = s.power / (float)n;
	if (s.flat || top > 1)
		q->clipped += count_clipped(x, n, p->top * .5f);
	/* twenty times the usual bend: no instrument does that for one sample */
	if (s.bend_top > 1e-4f && s.bend_top * (float)n > 400 * s.bend_power)
		q->clicks += is_click(x, n, s.bend_top);
}

/* ---- both channels ---- */

EAR_WIDE static void compare(const float *restrict l, const float *restrict r, size_t n, float ret[2])
{
	float product = 0, difference = 0;

	for (size_t i = 0; i < n; i++) {
		float d = l[i] - r[i];

		product += l[i] * r[i];
		difference += d * d;
	}
	ret[0] = product;
	ret[1] = difference;
}

static void hear_stereo(struct quality *q)
{
	float both[2];

	compare(q->plane[0].at + EDGE / 2, q->plane[1].at + EDGE / 2, q->window, both);
	q->product += (double)both[0];
	q->difference += (double)both[1];
}

EAR_WIDE static void split(const float *restrict frames, float *restrict to, size_t n, size_t channels, size_t c)
{
	if (channels == 1)
		memcpy(to, frames, n * sizeof *to);
	else if (channels == 2)
		for (size_t i = 0; i < n; i++)
			to[i] = frames[2 * i + c];
	else
		for (size_t i = 0; i < n; i++)
			to[i] = frames[i * channels + c];
}

/* ---- bits ---- */

/* Are all of them multiples of 1 / scale? */
EAR_WIDE static bool fits(const float *x, size_t n, float scale)
{
	int off = 0;

	for (size_t i = 0; i < n; i++) {
		float y = x[i] * scale;

		off |= (float)(int32_t)y != y;
	}
	return !off;
}

/* ---- silence within the sound ---- */

static float top_frame(const struct quality *q, size_t frame)
{
	return top_of(q->frames + frame * (size_t)q->channels, (size_t)q->channels);
}

/* The sound is back at `frame` after a hole. */
static void end_hole(struct quality *q, size_t frame, float level)
{
	float behind = top_frame(q, frame), larger = behind > q->hole_edge ? behind : q->hole_edge, smaller = behind + q->hole_edge - larger;

	/* a note that ends before the next begins does one of them gently */
	if (q->hole_counts && larger > .25f * level && smaller > .08f * level && level > AUDIBLE && q->hole <= (size_t)q->rate_hz / 2)
		q->dropouts++;
	q->hole = 0;
}

/* By stretches of 1.5 ms: one that is wholly silent lies in a hole, whose ends are then looked for sample by sample. */
static void hear_holes(struct quality *q, float level)
{
	size_t step = q->window / HOLES_A_WINDOW, ch = (size_t)q->channels;

	for (size_t at = 0; step && at < q->window; at += step) {
		size_t n = q->window - at < step ? q->window - at : step, first = 0;
		bool is_silent = !(fabsf(q->frames[at * ch]) > 0) && largest(q->frames + at * ch, n * ch) <= 0;

		if (is_silent && !q->hole) {
			/* back to where it began, no further than this window goes */
			for (first = at; first > 0 && top_frame(q, first - 1) == 0; first--)
				;
			q->hole_edge = first ? top_frame(q, first - 1) : q->past_edge;
			q->hole_counts = (first ? level : q->past_level) > AUDIBLE && q->n_windows;
			q->hole = at - first + n;
		} else if (is_silent) {
			q->hole += n;
		} else if (q->hole) {
			while (first < n && top_frame(q, at + first) == 0)
				first++;
			q->hole += first;
			end_hole(q, at + first, level);
		}
	}
}

/* ---- spectrum ---- */

static void add_spectrum(void *quality, const struct stft *s)
{
	struct quality *q = quality;
	float full = (float)s->n * (float)s->n / 16;	/* Hann: a full-scale sine's bin */

	for (int i = 0; i <= s->n / 2; i++)
		q->log_power[i] += (double)fast_log2(s->power[i] / full + 1e-15f);
	q->n_spectra++;
}

static void hear_spectrum(struct quality *q)
{
	const float *l = q->plane[0].at + EDGE / 2, *r = q->plane[q->planes - 1].at + EDGE / 2;

	for (int i = 0; i < q->n_fft; i++)
		q->mid[i] = .5f * (l[i] + r[i]);
	stft_feed(&q->stft, q->mid, (size_t)q->n_fft);
}

/* ---- a window ---- */

static void hear_window(struct quality *q)
{
	size_t all = q->window * (size_t)q->channels;
	float power = 0, level;

	for (int c = 0; c < q->planes; c++) {
		struct plane *p = &q->plane[c];

		memcpy(p->at, p->at + q->window, EDGE * sizeof *p->at);
		split(q->frames, p->at + EDGE, q->window, (size_t)q->channels, (size_t)c);
		hear_plane(q, p);
		power += p->window_power / (float)q->planes;
	}
	if (q->planes > 1)
		hear_stereo(q);
	q->fits16 = q->fits16 && fits(q->frames, all, 32768);
	q->fits24 = q->fits24 && (q->fits16 || fits(q->frames, all, 8388608));
	level = sqrtf(power);
	hear_holes(q, level);
	if (power > 0) {
		int db = DB_BINS + (int)floor(10 * log10((double)power));

		q->level[db < 0 ? 0 : db < DB_BINS ? db : DB_BINS - 1]++;
	}
	if (q->n_windows % SPECTRUM_EVERY == 0 && level > 1e-3f)
		hear_spectrum(q);
	q->past_level = level;
	q->past_edge = top_frame(q, q->window - 1);
	q->n_windows++;
	if (++q->dr_n < DR_WINDOWS)
		return;
	q->dr_n = 0;
	for (int c = 0; c < q->planes; c++) {
		struct plane *p = &q->plane[c];

		curve_add(&p->block_power, (float)(p->dr_power / ((double)q->window * DR_WINDOWS)));
		curve_add(&p->block_peak, p->dr_peak);
		p->dr_power = 0;
		p->dr_peak = 0;
	}
}

void quality_feed(struct quality *q, const float *frames, size_t n)
{
	size_t ch = (size_t)q->channels;

	while (n) {
		size_t take = q->window - q->fill < n ? q->window - q->fill : n;

		memcpy(q->frames + q->fill * ch, frames, take * ch * sizeof *frames);
		q->fill += take;
		frames += take * ch;
		n -= take;
		if (q->fill == q->window) {
			hear_window(q);
			q->fill = 0;
		}
	}
}

/* ---- what it comes to ---- */

static int by_power(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x < y) - (x > y);
}

/*
 * The "DR" of the Pleasurize Music Foundation's meter: the second highest peak of blocks of 3 s over the level of the loudest fifth of them, where a sine
 * is as loud as its peak. NaN: silence.
 */
static double dynamic_range(struct quality *q)
{
	double sum = 0;
	int counted = 0;

	for (int c = 0; c < q->planes; c++) {
		struct plane *p = &q->plane[c];
		size_t n = p->block_power.n, loud;
		double power = 0;

		if (!n) {	/* shorter than a block: all of it is one */
			curve_add(&p->block_power, (float)(p->dr_power / ((double)q->window * (q->dr_n ? q->dr_n : 1))));
			curve_add(&p->block_peak, p->dr_peak);
			n = 1;
		}
		loud = n / 5 ? n / 5 : 1;
		qsort(p->block_power.at, n, sizeof(float), by_power);
		qsort(p->block_peak.at, n, sizeof(float), by_power);
		for (size_t i = 0; i < loud; i++)
			power += 2 * (double)p->block_power.at[i] / (double)loud;
		double peak = (double)p->block_peak.at[n > 1 ? 1 : 0];
		if (!(power > 0) || !(peak > 0))
			continue;
		sum += 20 * log10(peak) - 10 * log10(power);
		counted++;
	}
	return counted ? sum / counted : (double)NAN;
}

/* The level the quietest hundredth of it stays below. */
static double noise_floor(const struct quality *q)
{
	uint64_t n = 0, wanted, seen = 0;

	for (int i = 0; i < DB_BINS; i++)
		n += q->level[i];
	wanted = n / 100 + 1;
	for (int i = 0; i < DB_BINS; i++) {
		seen += q->level[i];
		if (seen >= wanted)
			return i + 1 - DB_BINS;
	}
	return (double)NAN;
}

/*
 * Where the spectrum ends, and in what kind of an end: an encoder's low-pass is a wall, music and microphones fade. level[] in decibels by bin; the wall is
 * the largest fall from the mean of the 1 kHz below it to the highest level anywhere 300 Hz and more above it.
 */
static void find_end(const double *level, int bins, double hz, double *ret_end_hz, double *ret_fall_db)
{
	int below = (int)(1000 / hz) + 1, gap = (int)(300 / hz) + 1, from = (int)(3000 / hz) + below, top = bins - 1;
	double above = -1000, best = 0;
	int at = -1, end = bins - 1;

	/* the last bins before half the rate are every converter's own wall */
	for (int b = top - gap; b >= from; b--) {
		double mean = 0;

		above = fmax(above, level[b + gap]);
		for (int k = b - below; k < b; k++)
			mean += level[k] / below;
		if (mean - above > best) {
			best = mean - above;
			at = b;
		}
	}
	while (end > 1 && level[end] < -118)
		end--;
	*ret_fall_db = best;
	*ret_end_hz = (best >= 10 && at > 0 && at < end + gap ? at : end) * hz;
}

static void spectrum_finish(struct quality *q, struct features *ret)
{
	int bins = q->n_fft / 2 + 1, wide = (int)(150 * (double)q->n_fft / q->rate_hz);
	double *level, hz = (double)q->rate_hz / q->n_fft, end_hz, fall_db;

	if (q->n_spectra < 2)
		return;
	level = xcalloc((size_t)bins, sizeof *level);
	for (int b = 0; b < bins; b++) {
		int from = b - wide < 0 ? 0 : b - wide, to = b + wide >= bins ? bins - 1 : b + wide;

		for (int k = from; k <= to; k++)
			level[b] += q->log_power[k] / q->n_spectra / (to - from + 1) * 3.0102999566398120;
	}
	find_end(level, bins, hz, &end_hz, &fall_db);
	free(level);
	ret->value[FEATURE_BANDWIDTH] = (float)end_hz;
	ret->value[FEATURE_BANDWIDTH_FALL] = (float)fmin(fall_db, 150);
}

static void stereo_finish(const struct quality *q, struct features *ret)
{
	double l = q->plane[0].power, r = q->plane[1].power, both = l + r, mid = both + 2 * q->product, side = q->difference;

	if (!(both > 0))
		return;
	ret->value[FEATURE_SIDE] = (float)(side <= 0 ? -120 : mid <= 0 ? 120 : fmin(120, fmax(-120, 10 * log10(side / mid))));
	if (l > 0 && r > 0)
		ret->value[FEATURE_CORRELATION] = (float)fmin(1, fmax(-1, q->product / sqrt(l * r)));
	ret->value[FEATURE_BALANCE] = (float)(!(r > 0) ? 120 : !(l > 0) ? -120 : fmin(120, fmax(-120, 10 * log10(l / r))));
}

void quality_finish(struct quality *q, struct features *ret)
{
	double offset = 0, n;

	/* the rest counts as a window of which some is silence: it would be cut off too sharply for anything but sums */
	ret->value[FEATURE_SAMPLE_RATE] = (float)q->rate_hz;
	ret->value[FEATURE_CHANNELS] = (float)q->channels;
	if (!q->n_windows)
		return;
	n = (double)q->n_windows * (double)q->window;
	for (int c = 0; c < q->planes; c++)
		offset = fmax(offset, fabs(q->plane[c].sum / n));
	ret->value[FEATURE_BITS] = q->fits16 ? 16 : q->fits24 ? 24 : NAN;
	ret->value[FEATURE_CLIPPED] = (float)((double)q->clipped / (n * q->planes));
	ret->value[FEATURE_CLICKS] = (float)fmin((double)q->clicks, 1e6);
	ret->value[FEATURE_DROPOUTS] = (float)fmin((double)q->dropouts, 1e6);
	ret->value[FEATURE_OFFSET] = (float)fmin(offset, 16);
	ret->value[FEATURE_NOISE_FLOOR] = (float)noise_floor(q);
	ret->value[FEATURE_DYNAMIC_RANGE] = (float)dynamic_range(q);
	if (q->planes > 1)
		stereo_finish(q, ret);
	spectrum_finish(q, ret);
}
