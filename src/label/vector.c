/* vector.c -- features as numbers for the network, and which styles there are enough examples of. */
#include "label.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum how { AS_IS, AS_LOG };
/* Of the single numbers those that tell of style; what spans octaves as its logarithm. */
static const struct { enum feature_id id; enum how how; } used[] = {
	{ FEATURE_LOUDNESS, AS_IS }, { FEATURE_LOUDNESS_RANGE, AS_IS }, { FEATURE_TRUE_PEAK, AS_IS }, { FEATURE_DYNAMIC_COMPLEXITY, AS_IS },
	{ FEATURE_TEMPO, AS_LOG }, { FEATURE_TEMPO_CONFIDENCE, AS_IS }, { FEATURE_PULSE_CLARITY, AS_IS }, { FEATURE_ONSET_RATE, AS_IS },
	{ FEATURE_DANCEABILITY, AS_IS }, { FEATURE_KEY_CONFIDENCE, AS_IS }, { FEATURE_MAJORNESS, AS_IS }, { FEATURE_CENTROID, AS_LOG },
	{ FEATURE_CENTROID_SD, AS_LOG }, { FEATURE_ROLLOFF, AS_LOG }, { FEATURE_FLATNESS, AS_IS }, { FEATURE_FLUX, AS_IS },
	{ FEATURE_ZERO_CROSSINGS, AS_IS }, { FEATURE_LOW_ENERGY, AS_IS }, { FEATURE_MID_ENERGY, AS_IS }, { FEATURE_HIGH_ENERGY, AS_IS },
};

/* The patterns' shapes (ear/pattern.c), and what they are averaged to: few examples carry few inputs. */
enum { FLUCT_BANDS = 21, FLUCT_RATES = 12, CORR_BANDS = 14, WIDE_BANDS = 20, RANKS = 5 };
enum { FLUCT_BY = 3, RATES_BY = 2, CORR_BY = 2, WIDE_BY = 2, CORR_LEFT = CORR_BANDS / CORR_BY,
	PATTERNS_LEFT = (FLUCT_BANDS / FLUCT_BY) * (FLUCT_RATES / RATES_BY) + CORR_LEFT * (CORR_LEFT + 1) / 2 + 2 * (WIDE_BANDS / WIDE_BY) };
_Static_assert(FLUCT_BANDS * FLUCT_RATES == PATTERN_FLUCTUATION && CORR_BANDS * (CORR_BANDS + 1) / 2 == PATTERN_CORRELATION &&
	       WIDE_BANDS * RANKS == PATTERN_CONTRAST, "the patterns are as the ear makes them");
_Static_assert(COUNT_OF(used) + CHROMA_DIMS + 2 * MFCC_DIMS + PATTERNS_LEFT == STYLE_VECTOR, "the vector is as long as label.h says");

static float *fluctuation(const uint8_t *p, float *to)
{
	for (size_t b = 0; b < FLUCT_BANDS; b += FLUCT_BY)
		for (size_t r = 0; r < FLUCT_RATES; r += RATES_BY) {
			float sum = 0;

			for (size_t i = 0; i < FLUCT_BY * RATES_BY; i++)
				sum += p[(b + i / RATES_BY) * FLUCT_RATES + r + i % RATES_BY];
			*to++ = sum;
		}
	return to;
}

/* The upper triangle by rows, in and out. */
static float *correlation(const uint8_t *p, float *to)
{
	float sum[CORR_LEFT][CORR_LEFT] = { { 0 } };

	for (size_t a = 0; a < CORR_BANDS; a++)
		for (size_t b = a; b < CORR_BANDS; b++)
			sum[a / CORR_BY][b / CORR_BY] += *p++;
	for (size_t a = 0; a < CORR_LEFT; a++)
		for (size_t b = a; b < CORR_LEFT; b++)
			*to++ = sum[a][b];
	return to;
}

/* Of some bands together: how much, and how much more at the first rank than at the last. */
static float *contrast(const uint8_t *p, float *to)
{
	for (size_t b = 0; b < WIDE_BANDS; b += WIDE_BY) {
		float sum = 0, fall = 0;

		for (size_t i = 0; i < WIDE_BY; i++) {
			for (size_t r = 0; r < RANKS; r++)
				sum += p[(b + i) * RANKS + r];
			fall += (float)p[(b + i) * RANKS] - (float)p[(b + i) * RANKS + RANKS - 1];
		}
		*to++ = sum;
		*to++ = fall;
	}
	return to;
}

void style_vector(const struct features *f, float ret[STYLE_VECTOR])
{
	size_t n = 0, pair = 0;
	float key = f->value[FEATURE_KEY];

	for (size_t i = 0; i < COUNT_OF(used); i++) {
		float v = f->value[used[i].id];

		ret[n++] = used[i].how == AS_LOG && isfinite(v) ? log2f(fmaxf(v, 1e-3F)) : v;
	}
	/* from the tonic on: the same music a tone higher is the same style */
	for (size_t i = 0; i < CHROMA_DIMS; i++)
		ret[n++] = isfinite(key) ? f->chroma[((size_t)key + i) % CHROMA_DIMS] : NAN;
	for (size_t i = 0; i < MFCC_DIMS; i++)
		ret[n++] = f->mfcc_frames ? f->mfcc_mean[i] : NAN;
	for (size_t i = 0; i < MFCC_DIMS; i++) {
		ret[n++] = f->mfcc_frames ? logf(f->mfcc_cov[pair] + 1e-4F) : NAN;
		pair += MFCC_DIMS - i;
	}
	if (f->has_pattern)
		contrast(f->pattern + PATTERN_FLUCTUATION + PATTERN_CORRELATION, correlation(f->pattern + PATTERN_FLUCTUATION, fluctuation(f->pattern, ret + n)));
	for (; !f->has_pattern && n < STYLE_VECTOR; n++)
		ret[n] = NAN;
}

/* ---- classes ---- */

struct count { char name[STYLE_NAME_MAX]; size_t tracks, artists; struct map64 seen; };
struct counts { struct count *at; size_t n, cap; struct mapstr by_name; struct arena names; };

static struct count *count_of(struct counts *c, const char *name)
{
	size_t i = (size_t)(uintptr_t)mapstr_get(&c->by_name, name);

	if (!i) {
		ARRAY_GROW(c->at, c->n, c->cap);
		c->at[c->n] = (struct count){ .tracks = 0 };
		memcpy(c->at[c->n].name, name, strlen(name) + 1);
		i = ++c->n;
		mapstr_put(&c->by_name, arena_strdup(&c->names, name), (void *)(uintptr_t)i);
	}
	return &c->at[i - 1];
}

static void count_track(struct counts *c, const char *name, uint32_t artist)
{
	struct count *one = count_of(c, name);

	one->tracks++;
	if (!map64_get(&one->seen, (uint64_t)artist + 1)) {
		map64_put(&one->seen, (uint64_t)artist + 1, one->name);
		one->artists++;
	}
}

static bool is_enough(const struct counts *c, const char *name)
{
	size_t i = (size_t)(uintptr_t)mapstr_get(&c->by_name, name);

	return i && c->at[i - 1].tracks >= STYLE_LEAST_TRACKS && c->at[i - 1].artists >= STYLE_LEAST_ARTISTS;
}

/* Itself or the nearest broader style of which there is enough; NULL: none. */
static const char *large_enough(const struct counts *c, const char *name)
{
	while (name && !is_enough(c, name))
		name = style_parent(name);
	return name;
}

static int by_size(const void *a, const void *b)
{
	const struct count *x = a, *y = b;

	return x->tracks != y->tracks ? (x->tracks < y->tracks ? 1 : -1) : strcmp(x->name, y->name);
}

void classes_choose(const struct style_tags *tags, size_t n, struct style_classes *ret)
{
	struct counts all = { 0 }, left = { 0 };

	ret->n = 0;
	/* a broader style is made of its own and of all its kinds; then each track goes to the finest that is large enough */
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < tags[i].n; k++)
			for (const char *name = tags[i].names[k]; name; name = style_parent(name))
				count_track(&all, name, tags[i].artist);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < tags[i].n; k++) {
			const char *to = large_enough(&all, tags[i].names[k]);

			if (to)
				count_track(&left, to, tags[i].artist);
		}
	if (left.n)
		qsort(left.at, left.n, sizeof *left.at, by_size);
	for (size_t i = 0; i < left.n; i++) {
		/* what its kinds left of a broader style may be too little again */
		if (ret->n < STYLE_CLASSES_MAX && left.at[i].tracks >= STYLE_LEAST_TRACKS && left.at[i].artists >= STYLE_LEAST_ARTISTS)
			memcpy(ret->name[ret->n++], left.at[i].name, STYLE_NAME_MAX);
		map64_done(&left.at[i].seen);
	}
	for (size_t i = 0; i < all.n; i++)
		map64_done(&all.at[i].seen);
	free(all.at);
	free(left.at);
	mapstr_done(&all.by_name);
	mapstr_done(&left.by_name);
	arena_done(&all.names);
	arena_done(&left.names);
}

int classes_of(const struct style_classes *c, const char *name)
{
	for (; name; name = style_parent(name))
		for (size_t i = 0; i < c->n; i++)
			if (!strcmp(c->name[i], name))
				return (int)i;
	return -1;
}
