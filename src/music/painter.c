/*
 * painter.c -- sound into picture frames: every 50 ms the extremes and the energy of what came, and the spectrum of the last 90 ms or so
 * (a power of two, Hann), its power summed into bands of equal width in pitch.
 *
 * Power is scaled so that a sine of full scale gives 0 dB however its energy spreads over the bins: by Parseval a windowed sine of amplitude A
 * has A² N Σw² / 4 in the positive half of its spectrum.
 */
#include "music.h"

#include <fftw3.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE_LEAST = 64, SIZE_MOST = 1 << 19 };
static const double low_hz = 40, high_hz = 16000, window_s = 0.0929;

/* A band as bins: whole ones between the two ends, which count in part. */
struct band { int first, last; float first_part, last_part; };

struct painter {
	int rate_hz, units;		/* of a frame */
	size_t size;			/* of the transform */
	float *recent;			/* the last `size` samples */
	float *window, *in, *power;
	fftwf_complex *out;
	fftwf_plan plan;
	struct band bands[PICTURE_BANDS];
	float scale;
	/* the unit under way */
	int64_t unit;			/* its number */
	size_t unit_n, unit_len;	/* samples of it so far, and when it is full */
	float low, high;
	double energy;
	/* the frame under way */
	int frame_units;
	double frame_energy;
	size_t frame_n;
	struct picture_frame frame;
};

double picture_band_hz(int b)
{
	return low_hz * pow(high_hz / low_hz, (double)b / PICTURE_BANDS);
}

/* Bin k stands for half a bin to either side of k rate / size. */
static void place_bands(struct painter *p)
{
	double per_hz = (double)p->size / p->rate_hz;
	int top = (int)(p->size / 2);

	for (int b = 0; b < PICTURE_BANDS; b++) {
		double from = picture_band_hz(b) * per_hz + 0.5, to = picture_band_hz(b + 1) * per_hz + 0.5;
		struct band *band = &p->bands[b];

		from = fmin(from, top + 1);
		to = fmin(to, top + 1);
		band->first = MIN_OF((int)from, top);
		band->last = MIN_OF((int)to, top);
		if (band->first == band->last) {
			band->first_part = (float)(to - from);
			band->last_part = 0;
		} else {
			band->first_part = (float)(band->first + 1 - from);
			band->last_part = (float)(to - band->last);
		}
	}
}

static void begin_unit(struct painter *p)
{
	p->unit_len = (size_t)((p->unit + 1) * PICTURE_UNIT_MS * p->rate_hz / 1000 - p->unit * PICTURE_UNIT_MS * p->rate_hz / 1000);
	p->unit_n = 0;
	p->low = p->high = 0;
	p->energy = 0;
}

enum err painter_open(struct painter **ret_painter, int rate_hz, int frame_ms)
{
	struct painter *p;
	double sum = 0;
	size_t size = SIZE_LEAST;

	if (rate_hz < 1000 || rate_hz > 6000000 || frame_ms < PICTURE_UNIT_MS || frame_ms % PICTURE_UNIT_MS)
		return fail(ERR_LIMIT, _("no picture of frames of %d ms at %d Hz"), frame_ms, rate_hz);
	while ((double)size < window_s * rate_hz * 0.75 && size < SIZE_MOST)
		size *= 2;
	p = xcalloc(1, sizeof *p);
	p->rate_hz = rate_hz;
	p->units = frame_ms / PICTURE_UNIT_MS;
	p->size = size;
	p->recent = xcalloc(size, sizeof *p->recent);
	p->window = xcalloc(size, sizeof *p->window);
	p->power = xcalloc(size / 2 + 1, sizeof *p->power);
	p->in = fftwf_alloc_real(size);
	p->out = fftwf_alloc_complex(size / 2 + 1);
	/* measuring would take longer than a whole track's transforms (AUDIO.md §3) */
	p->plan = p->in && p->out ? fftwf_plan_dft_r2c_1d((int)size, p->in, p->out, FFTW_ESTIMATE) : NULL;
	if (!p->plan)
		die(_("out of memory"));
	for (size_t i = 0; i < size; i++) {
		p->window[i] = (float)(0.5 - 0.5 * cos(2 * M_PI * (double)i / (double)size));
		sum += (double)p->window[i] * (double)p->window[i];
	}
	p->scale = (float)(4 / ((double)size * sum));
	place_bands(p);
	begin_unit(p);
	*ret_painter = p;
	return OK;
}

void painter_close(struct painter *p)
{
	if (!p)
		return;
	fftwf_destroy_plan(p->plan);
	fftwf_free(p->in);
	fftwf_free(p->out);
	free(p->recent);
	free(p->window);
	free(p->power);
	free(p);
}

static uint8_t as_byte(float power)
{
	float half_db = power > 1e-12f ? 20 * log10f(power) + 192 : 0;

	return half_db <= 0 ? 0 : half_db >= 255 ? 255 : (uint8_t)(half_db + 0.5f);
}

static void spectrum(struct painter *p)
{
	for (size_t i = 0; i < p->size; i++)
		p->in[i] = p->recent[i] * p->window[i];
	fftwf_execute(p->plan);
	for (size_t i = 0; i <= p->size / 2; i++)
		p->power[i] = p->out[i][0] * p->out[i][0] + p->out[i][1] * p->out[i][1];
	for (int b = 0; b < PICTURE_BANDS; b++) {
		const struct band *band = &p->bands[b];
		float sum = p->power[band->first] * band->first_part + p->power[band->last] * band->last_part;
		uint8_t byte;

		for (int k = band->first + 1; k < band->last; k++)
			sum += p->power[k];
		byte = as_byte(sum * p->scale);
		p->frame.bands[b] = MAX_OF(p->frame.bands[b], byte);
	}
}

static int8_t as_sample(float x)
{
	return (int8_t)lrintf(fmaxf(-127, fminf(127, x * 127)));
}

static void end_frame(struct painter *p, void (*frame)(void *, const struct picture_frame *), void *ctx)
{
	double rms = p->frame_n ? sqrt(p->frame_energy / (double)p->frame_n) * 255 : 0;

	p->frame.rms = rms >= 255 ? 255 : (uint8_t)(rms + 0.5);
	frame(ctx, &p->frame);
	p->frame = (struct picture_frame){ 0 };
	p->frame_units = 0;
	p->frame_energy = 0;
	p->frame_n = 0;
}

static void end_unit(struct painter *p, void (*frame)(void *, const struct picture_frame *), void *ctx)
{
	int8_t low = as_sample(p->low), high = as_sample(p->high);

	spectrum(p);
	p->frame.low = MIN_OF(p->frame.low, low);
	p->frame.high = MAX_OF(p->frame.high, high);
	p->frame_energy += p->energy;
	p->frame_n += p->unit_n;
	p->unit++;
	begin_unit(p);
	if (++p->frame_units == p->units)
		end_frame(p, frame, ctx);
}

static void take(struct painter *p, const float *samples, size_t n)
{
	float low = p->low, high = p->high, energy = 0;

	for (size_t i = 0; i < n; i++) {
		const float x = samples[i];	/* a number: decode sees to it, and fminf() would ask again */

		low = x < low ? x : low;
		high = x > high ? x : high;
		energy += x * x;
	}
	p->low = low;
	p->high = high;
	p->energy += (double)energy;
	if (n >= p->size) {
		memcpy(p->recent, samples + n - p->size, p->size * sizeof *samples);
	} else {
		memmove(p->recent, p->recent + n, (p->size - n) * sizeof *samples);
		memcpy(p->recent + p->size - n, samples, n * sizeof *samples);
	}
	p->unit_n += n;
}

void painter_feed(struct painter *p, const float *samples, size_t n, void (*frame)(void *ctx, const struct picture_frame *f), void *ctx)
{
	while (n) {
		size_t part = MIN_OF(n, p->unit_len - p->unit_n);

		take(p, samples, part);
		samples += part;
		n -= part;
		if (p->unit_n == p->unit_len)
			end_unit(p, frame, ctx);
	}
}

void painter_end(struct painter *p, void (*frame)(void *ctx, const struct picture_frame *f), void *ctx)
{
	if (p->unit_n * 2 >= p->unit_len)
		end_unit(p, frame, ctx);
	if (p->frame_units)
		end_frame(p, frame, ctx);
}
