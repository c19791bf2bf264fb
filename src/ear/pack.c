/*
 * pack.c -- features as bytes, for pipes and databases: numbers in little-endian order, one after the other in the order of struct features,
 * then the beats.  The same on every machine, since databases travel.
 */
#include "ear/room.h"

enum { FIXED_BYTES = 4 + 8 + 4 * (FEATURE_COUNT + CHROMA_DIMS + MFCC_DIMS + MFCC_PAIRS + 1) + 1 + PATTERN_DIMS + 4 };

static void put_u32(uint8_t **at, uint32_t x)
{
	for (int i = 0; i < 4; i++)
		*(*at)++ = (uint8_t)(x >> 8 * i);
}

static void put_floats(uint8_t **at, const float *x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t bits;

		memcpy(&bits, &x[i], sizeof bits);
		put_u32(at, bits);
	}
}

static uint32_t get_u32(const uint8_t **at)
{
	uint32_t x = 0;

	for (int i = 0; i < 4; i++)
		x |= (uint32_t)*(*at)++ << 8 * i;
	return x;
}

static void get_floats(const uint8_t **at, float *x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t bits = get_u32(at);

		memcpy(&x[i], &bits, sizeof bits);
	}
}

enum err features_pack(const struct features *f, const float *beats, size_t n_beats, struct buf *out)
{
	uint8_t bytes[FIXED_BYTES], *at = bytes;
	uint64_t duration;
	enum err err;

	memcpy(&duration, &f->duration_s, sizeof duration);
	put_u32(&at, f->version);
	put_u32(&at, (uint32_t)duration);
	put_u32(&at, (uint32_t)(duration >> 32));
	put_floats(&at, f->value, FEATURE_COUNT);
	put_floats(&at, f->chroma, CHROMA_DIMS);
	put_floats(&at, f->mfcc_mean, MFCC_DIMS);
	put_floats(&at, f->mfcc_cov, MFCC_PAIRS);
	put_u32(&at, f->mfcc_frames);
	*at++ = f->has_pattern;
	memcpy(at, f->pattern, PATTERN_DIMS);
	at += PATTERN_DIMS;
	put_u32(&at, (uint32_t)n_beats);
	err = buf_add(out, bytes, sizeof bytes);
	for (size_t i = 0; !err && i < n_beats; i++) {
		uint8_t beat[4], *to = beat;

		put_floats(&to, &beats[i], 1);
		err = buf_add(out, beat, sizeof beat);
	}
	return err;
}

static bool all_within(const float *x, size_t n, double low, double high)
{
	for (size_t i = 0; i < n; i++)
		if (!((double)x[i] >= low && (double)x[i] <= high))
			return false;
	return true;
}

/* What no ear of ours could have said. */
static bool is_sane(const struct features *f)
{
	if (!(f->duration_s >= 0 && f->duration_s < 1e9))
		return false;
	for (size_t i = 0; i < FEATURE_COUNT; i++)
		if (!isnan(f->value[i]) && !all_within(&f->value[i], 1, feature_rows[i].low - 1e-3, feature_rows[i].high + 1e-3))
			return false;
	return all_within(f->chroma, CHROMA_DIMS, -1e-3, 1.001) && all_within(f->mfcc_mean, MFCC_DIMS, -1e6, 1e6) &&
		all_within(f->mfcc_cov, MFCC_PAIRS, -1e9, 1e9);
}

enum err features_unpack(const char *bytes, size_t n, struct features *ret, float **ret_beats, size_t *ret_n_beats)
{
	const uint8_t *at = (const uint8_t *)bytes;
	struct features f = { 0 };
	uint64_t duration;
	size_t n_beats;

	if (n < FIXED_BYTES)
		return fail(ERR_PARSE, _("these are no features"));
	f.version = get_u32(&at);
	duration = get_u32(&at);
	duration |= (uint64_t)get_u32(&at) << 32;
	memcpy(&f.duration_s, &duration, sizeof duration);
	get_floats(&at, f.value, FEATURE_COUNT);
	get_floats(&at, f.chroma, CHROMA_DIMS);
	get_floats(&at, f.mfcc_mean, MFCC_DIMS);
	get_floats(&at, f.mfcc_cov, MFCC_PAIRS);
	f.mfcc_frames = get_u32(&at);
	f.has_pattern = *at++ == 1;
	memcpy(f.pattern, at, PATTERN_DIMS);
	at += PATTERN_DIMS;
	n_beats = get_u32(&at);
	if (f.version != FEATURES_VERSION || (n - FIXED_BYTES) % 4 || n_beats != (n - FIXED_BYTES) / 4 || !is_sane(&f))
		return fail(ERR_PARSE, _("these are no features"));
	if (ret_beats) {
		float *beats = xcalloc(n_beats + 1, sizeof *beats);

		get_floats(&at, beats, n_beats);
		if (!all_within(beats, n_beats, -1, 1e9)) {
			free(beats);
			return fail(ERR_PARSE, _("these are no features"));
		}
		*ret_beats = beats;
		*ret_n_beats = n_beats;
	}
	*ret = f;
	return OK;
}
