/*
 * equalizer.c -- ten peaking filters, an octave wide each, as one text of FFmpeg's filters.
 *
 * The filter is the peaking one of Robert Bristow-Johnson's "Cookbook formulae for audio EQ biquad filter coefficients", which FFmpeg's
 * "equalizer" computes, too; so the response below is what will be heard, and what the bands together raise is known before it is heard.
 */
#include "core.h"

#include <math.h>
#include <stdlib.h>

#define PI 3.14159265358979323846
enum { STEPS = 400, RATE = 48000 };

/* The octaves around 1 kHz (ISO 266, exact powers of two). */
const double equalizer_hz[EQUALIZER_BANDS] = { 31.25, 62.5, 125, 250, 500, 1000, 2000, 4000, 8000, 16000 };

/* |H|² at w (radians a sample) of the filter around w0 with amplitude A², in dB. */
static double band_db(double w0, double gain_db, double w)
{
	double a = pow(10, gain_db / 40), alpha = sin(w0) * sinh(log(2) / 2 * w0 / sin(w0));
	double b0 = 1 + alpha * a, b1 = -2 * cos(w0), b2 = 1 - alpha * a, a0 = 1 + alpha / a, a2 = 1 - alpha / a;
	double c1 = cos(w), c2 = cos(2 * w), s1 = sin(w), s2 = sin(2 * w);
	double over_re = b0 + b1 * c1 + b2 * c2, over_im = b1 * s1 + b2 * s2;
	double under_re = a0 + b1 * c1 + a2 * c2, under_im = b1 * s1 + a2 * s2;

	return 10 * log10((over_re * over_re + over_im * over_im) / (under_re * under_re + under_im * under_im));
}

double equalizer_response_db(const int gains_db[EQUALIZER_BANDS], double hz)
{
	double sum = 0;

	for (int i = 0; i < EQUALIZER_BANDS; i++)
		if (gains_db[i])
			sum += band_db(2 * PI * equalizer_hz[i] / RATE, gains_db[i], 2 * PI * hz / RATE);
	return sum;
}

double equalizer_headroom_db(const int gains_db[EQUALIZER_BANDS])
{
	double most = 0;

	for (int i = 0; i <= STEPS; i++)
		most = fmax(most, equalizer_response_db(gains_db, 16 * pow(20000.0 / 16, (double)i / STEPS)));
	return most;
}

char *equalizer_filter(const int gains_db[EQUALIZER_BANDS])
{
	double headroom = equalizer_headroom_db(gains_db);
	bool is_flat = true;
	struct buf b;

	for (int i = 0; i < EQUALIZER_BANDS; i++)
		is_flat = is_flat && !gains_db[i];
	if (is_flat)
		return xstrdup("");
	buf_init(&b, 1 << 12);
	/* rates whose half lies above every band: FFmpeg refuses a file it could not filter so; and as floats, or what is in between would clip */
	buf_adds(&b, ",aformat=sample_fmts=fltp:sample_rates=44100|48000|88200|96000|176400|192000|352800|384000");
	buf_addf(&b, ",volume=volume=%.4fdB:precision=float", -headroom);
	for (int i = 0; i < EQUALIZER_BANDS; i++)
		if (gains_db[i])
			buf_addf(&b, ",equalizer=f=%.2f:t=o:w=1:g=%d", equalizer_hz[i], gains_db[i]);
	return buf_steal(&b);
}
