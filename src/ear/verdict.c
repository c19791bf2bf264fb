/* verdict.c -- what the numbers of a recording mean: a row a fault, with the numbers it rests on. */
#include "ear/room.h"

#include <stdio.h>

static double of(const struct features *f, enum feature_id id)
{
	return (double)f->value[id];
}

/* Comparisons with what is not known are false: no verdict. */
static bool is_clipped(const struct features *f) { return of(f, FEATURE_CLIPPED) > 1e-4; }
static bool is_squashed(const struct features *f) { return of(f, FEATURE_DYNAMIC_RANGE) < 6 && of(f, FEATURE_LOUDNESS) > -14; }
static bool has_dropouts(const struct features *f) { return of(f, FEATURE_DROPOUTS) >= 1; }
/* a few in a piece may be meant */
static bool has_clicks(const struct features *f) { return of(f, FEATURE_CLICKS) >= 5 && of(f, FEATURE_CLICKS) * 30 > f->duration_s; }
static bool is_offset(const struct features *f) { return of(f, FEATURE_OFFSET) > .01; }
static bool is_inverted(const struct features *f) { return of(f, FEATURE_CORRELATION) < -.7; }
static bool is_one_sided(const struct features *f) { return fabs(of(f, FEATURE_BALANCE)) > 20; }
static bool is_mono(const struct features *f) { return of(f, FEATURE_SIDE) < -60 && fabs(of(f, FEATURE_BALANCE)) < 1; }

static bool has_wall(const struct features *f, double from_hz, double to_hz)
{
	double end = of(f, FEATURE_BANDWIDTH), rate = of(f, FEATURE_SAMPLE_RATE);

	return of(f, FEATURE_BANDWIDTH_FALL) >= 15 && end >= from_hz && end <= to_hz && end < .465 * rate;
}

/* 44.1 or 48 kHz within: the filter that brought them up may let a mirror of the last heights through. */
static bool is_upsampled(const struct features *f)
{
	return of(f, FEATURE_SAMPLE_RATE) >= 64000 && has_wall(f, 20600, 27000);
}

/* Encoders leave out what lies above 14 .. 20.5 kHz; a file whose samples are whole numbers is no lossy one itself. */
static bool was_lossy(const struct features *f)
{
	return has_wall(f, 10000, 20550);
}

static bool is_transcoded(const struct features *f)
{
	return was_lossy(f) && !isnan(f->value[FEATURE_BITS]);
}

static bool is_cut(const struct features *f)
{
	return was_lossy(f) && isnan(f->value[FEATURE_BITS]) && of(f, FEATURE_BANDWIDTH) < 17000;
}

static const struct { bool (*is_so)(const struct features *f); struct verdict verdict; } rows[] = {
	{ has_dropouts, { "dropouts", N_("holes of silence are cut into the sound"), { FEATURE_DROPOUTS, FEATURE_COUNT } } },
	{ is_clipped, { "clipped", N_("peaks are cut off"), { FEATURE_CLIPPED, FEATURE_TRUE_PEAK, FEATURE_COUNT } } },
	{ is_transcoded, { "transcoded", N_("lossless now, but it was an MP3 or the like before"), { FEATURE_BANDWIDTH, FEATURE_BANDWIDTH_FALL, FEATURE_BITS } } },
	{ is_upsampled, { "upsampled", N_("the sample rate was raised: nothing is up there"), { FEATURE_BANDWIDTH, FEATURE_BANDWIDTH_FALL, FEATURE_SAMPLE_RATE } } },
	{ is_cut, { "low-bitrate", N_("the encoder left the heights out"), { FEATURE_BANDWIDTH, FEATURE_BANDWIDTH_FALL, FEATURE_COUNT } } },
	{ has_clicks, { "clicks", N_("it clicks"), { FEATURE_CLICKS, FEATURE_COUNT } } },
	{ is_squashed, { "squashed", N_("hardly any dynamics are left"), { FEATURE_DYNAMIC_RANGE, FEATURE_LOUDNESS, FEATURE_COUNT } } },
	{ is_mono, { "mono", N_("left and right are the same: mono in two channels"), { FEATURE_SIDE, FEATURE_COUNT } } },
	{ is_inverted, { "out-of-phase", N_("left is the reverse of right: on one loudspeaker it is gone"), { FEATURE_CORRELATION, FEATURE_COUNT } } },
	{ is_one_sided, { "one-sided", N_("one channel is silent, or nearly"), { FEATURE_BALANCE, FEATURE_COUNT } } },
	{ is_offset, { "offset", N_("the waveform does not lie around zero"), { FEATURE_OFFSET, FEATURE_COUNT } } },
};
_Static_assert(COUNT_OF(rows) <= VERDICTS_MAX, "VERDICTS_MAX");

void feature_text(const struct features *f, enum feature_id id, char ret_text[FEATURE_TEXT])
{
	double x = (double)feature_said(f, (int)id);

	if (isnan(x))
		snprintf(ret_text, FEATURE_TEXT, "-");
	else if (id == FEATURE_KEY)
		snprintf(ret_text, FEATURE_TEXT, "%s", key_names[(size_t)x % 12]);
	else if (id == FEATURE_MODE)
		snprintf(ret_text, FEATURE_TEXT, "%s", x > .5 ? _("minor") : _("major"));
	else if (id == FEATURE_CLIPPED || id == FEATURE_OFFSET)
		snprintf(ret_text, FEATURE_TEXT, "%.2g", x);
	else if (id == FEATURE_CLICKS || id == FEATURE_DROPOUTS || id == FEATURE_BITS || id == FEATURE_CHANNELS || id == FEATURE_BEATS_PER_BAR)
		snprintf(ret_text, FEATURE_TEXT, "%.0f", x);
	else
		snprintf(ret_text, FEATURE_TEXT, fabs(x) >= 1000 ? "%.0f" : fabs(x) >= 10 ? "%.1f" : "%.3f", x);
}

size_t quality_judge(const struct features *f, const struct verdict *ret[VERDICTS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].is_so(f))
			ret[n++] = &rows[i].verdict;
	return n;
}
