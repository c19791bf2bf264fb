/*
 * Our loudness beside libebur128's, on programmes of every kind of sound and rate, and on the shared folder's music where it is: integrated loudness
 * within .1 LU, range within .2 LU, true peak within .3 dB (libebur128 interpolates by a filter of its own, over the whole).
 */
#include "ear.h"
#include "music.h"
#include "../tap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if HAVE_EBUR128
#include <ebur128.h>

struct pair { struct ear *ours; ebur128_state *theirs; int channels; };

static bool pair_open(struct pair *p, int rate, int channels)
{
	p->channels = channels;
	p->theirs = ebur128_init((unsigned)channels, (unsigned long)rate, EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK);
	return p->theirs && !ear_open(&p->ours, rate, channels);
}

static void pair_feed(struct pair *p, const float *x, size_t n)
{
	ear_feed(p->ours, x, n);
	ebur128_add_frames_float(p->theirs, x, n);
}

static void is_same(struct pair *p, const char *what)
{
	struct features f;
	double loudness = 0, range = 0, peak = 0;

	ear_finish(p->ours, &f, NULL, NULL);
	ebur128_loudness_global(p->theirs, &loudness);
	ebur128_loudness_range(p->theirs, &range);
	for (unsigned c = 0; c < (unsigned)p->channels; c++) {
		double one = 0;

		ebur128_true_peak(p->theirs, c, &one);
		peak = one > peak ? one : peak;
	}
	if (isinf(loudness))	/* nothing above the gate */
		ok(isnan((double)f.value[FEATURE_LOUDNESS]), "%s: neither finds a loudness", what);
	else
		is_near((double)f.value[FEATURE_LOUDNESS], loudness, .1, what);
	is_near((double)f.value[FEATURE_LOUDNESS_RANGE], range, .2, "its range");
	is_near((double)f.value[FEATURE_TRUE_PEAK], 20 * log10(peak), .3, "its true peak");
	ear_free(p->ours);
	ebur128_destroy(&p->theirs);
}

/* Noise and tones whose level wanders by 30 dB, each channel a little different; some of it below the gate. */
static void test_made(void)
{
	static const struct { int rate, channels; } rows[] = { { 8000, 1 }, { 22050, 2 }, { 44100, 1 }, { 44100, 2 }, { 48000, 2 }, { 48000, 3 }, { 48000, 4 },
		{ 48000, 5 }, { 48000, 6 }, { 96000, 2 }, { 192000, 2 } };

	for (size_t k = 0; k < COUNT_OF(rows); k++) {
		struct pair p;
		struct rng rng;
		size_t channels = (size_t)rows[k].channels, block = (size_t)rows[k].rate / 10;
		float *x = calloc(block * channels, sizeof *x);
		char what[64];

		snprintf(what, sizeof what, "the loudness at %d Hz in %d channels", rows[k].rate, rows[k].channels);
		if (!pair_open(&p, rows[k].rate, rows[k].channels)) {
			ok(false, "%s: %s", what, err_text());
			free(x);
			continue;
		}
		double dull[6] = { 0 };		/* no music is as bright as white noise, of which no two filters find the same peak */

		rng_seed(&rng, k + 1);
		for (int b = 0; b < 400; b++) {
			double level = pow(10, (-8 - 15 * (1 + sin(b / 17.0)) - (b / 60 == 3 ? 60 : 0)) / 20);

			for (size_t i = 0; i < block; i++)
				for (size_t c = 0; c < channels; c++) {
					double t = ((double)b * (double)block + (double)i) / rows[k].rate;

					dull[c] += .5 * (rng_unit(&rng) - .5 - dull[c]);
					x[i * channels + c] = (float)(level * (.7 * dull[c] + .5 * sin(2 * M_PI * (180 + 90 * (double)c) * t)));
				}
			pair_feed(&p, x, block);
		}
		is_same(&p, what);
		free(x);
	}
}

static void test_file(const char *path)
{
	struct decode_want want = { 0 };
	struct decoder *d;
	struct pair p;
	size_t n = 1;

	if (decode_open(&d, path, &want)) {
		ok(false, "%s", err_text());
		return;
	}
	float *x = calloc((size_t)(4096 * decode_facts(d)->channels), sizeof *x);
	if (pair_open(&p, decode_facts(d)->rate_hz, decode_facts(d)->channels)) {
		while (n && !decode_read(d, x, 4096, &n))
			pair_feed(&p, x, n);
		is_same(&p, path_base(path));
	}
	free(x);
	decode_close(d);
}

static void test_files(void)
{
	static const char *const files[] = { "pairs/celtic.ogg", "pairs/ravenbridge_mansion_fast.ogg", "emotify_dev/classical_18.mp3", "emotify_dev/electronic_29.mp3",
		"synth_dev/rock_00.ogg", "synth_dev/orchestral_01.ogg", "librosa_cc/sorohanro_-_solo-trumpet-06.hq.ogg", "formats/t.hi96.flac" };
	const char *shared = getenv("SHARED");

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		char *path = xasprintf("%s/data/audio/%s", shared ? shared : "../shared", files[i]);
		FILE *f = fopen(path, "rb");

		if (f) {
			fclose(f);
			test_file(path);
		} else {
			skip(files[i], "no ../shared here");
		}
		free(path);
	}
}

int main(void)
{
	test_made();
	test_files();
	return done();
}

#else

int main(void)
{
	skip("loudness beside libebur128", "built without it");
	return done();
}

#endif
