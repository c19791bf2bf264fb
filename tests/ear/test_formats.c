/* One excerpt in twenty codecs, rates and containers: the same key, the same tempo; broken files: what can be heard of them, or a reason. */
#include "ear.h"
#include "music.h"
#include "../tap.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *shared_path(const char *name)
{
	const char *shared = getenv("SHARED");

	return xasprintf("%s/data/audio/formats/%s", shared ? shared : "../shared", name);
}

static enum err hear(const char *path, struct features *ret)
{
	struct decode_want want = { 0 };
	struct decoder *d;
	struct ear *ear;
	size_t n = 1;
	enum err err = decode_open(&d, path, &want);

	if (err)
		return err;
	float *x = calloc((size_t)(4096 * decode_facts(d)->channels), sizeof *x);
	err = ear_open(&ear, decode_facts(d)->rate_hz, decode_facts(d)->channels);
	if (!err) {
		ear_expect(ear, decode_facts(d)->frames);
		while (n && !err && !(err = decode_read(d, x, 4096, &n)))
			ear_feed(ear, x, n);
		ear_finish(ear, ret, NULL, NULL);
		ear_free(ear);
	}
	free(x);
	decode_close(d);
	return err;
}

static void test_same(const struct features *of)
{
	static const char *const files[] = { "t.aac", "t.ac3", "t.alac.m4a", "t.cbr128.mp3", "t.f32.wav", "t.flac", "t.hi96.flac", "t.m4a", "t.mka", "t.mono.mp3",
		"t.mono22.flac", "t.ogg", "t.opus", "t.s16.aiff", "t.s24.wav", "t.tta", "t.v2.mp3", "t.wma", "t.wv" };

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		char *path = shared_path(files[i]);
		struct features f;

		if (hear(path, &f)) {
			ok(false, "%s", err_text());
		} else {
			double bpm = (double)of->value[FEATURE_TEMPO], got = (double)f.value[FEATURE_TEMPO];

			ok(f.value[FEATURE_KEY] == of->value[FEATURE_KEY] && f.value[FEATURE_MODE] == of->value[FEATURE_MODE], "%s: the same key", files[i]);
			is_near(got, bpm, .005 * bpm, "and tempo");
			is_near((double)f.value[FEATURE_TUNING], (double)of->value[FEATURE_TUNING], 1, "and tuning");
		}
		free(path);
	}
}

/* Decoders and the ear do all of it in the thread that asked: there is nobody to race with. */
static void test_threads(void)
{
	size_t n = 0;
	DIR *dir = opendir("/proc/self/task");
	struct dirent *e;

	while (dir && (e = readdir(dir)))
		n += e->d_name[0] != '.';
	if (dir)
		closedir(dir);
	if (n)
		is_int((long long)n, 1, "one thread heard all of it");
	else
		skip("one thread heard all of it", "no /proc here");
}

static void test_broken(void)
{
	char *path = shared_path("t.truncated.mp3");
	struct features f;

	ok(!hear(path, &f) && f.duration_s > 1 && !isnan((double)f.value[FEATURE_LOUDNESS]), "of a truncated file what is there is heard (%.1f s)", f.duration_s);
	free(path);
	path = shared_path("t.empty.flac");
	ok(hear(path, &f) && strstr(err_text(), "t.empty.flac"), "an empty one is a reason that names it: %s", err_text());
	free(path);
	path = shared_path("t.garbage.mp3");
	ok(hear(path, &f) || f.duration_s < 10, "garbage is a reason, or a moment of noise");
	free(path);
}

int main(void)
{
	char *path = shared_path("t.s16.wav");
	struct features f;
	FILE *there = fopen(path, "rb");

	if (!there) {
		skip("one excerpt in many formats", "no ../shared here");
	} else if (fclose(there), hear(path, &f)) {
		ok(false, "%s", err_text());
	} else {
		test_same(&f);
		test_broken();
		test_threads();
	}
	free(path);
	return done();
}
