/* test_picture.c -- a tone is in its band and as loud as it is, a step in loudness at its moment, silence is dark; children die without harm. */
#include "music.h"
#include "music/worker.h"
#include "../tap.h"

#include <poll.h>
#include <signal.h>
#include <sndfile.h>
#include <unistd.h>

static char dir[] = "/tmp/segue-picture-XXXXXX";
enum { RATE = 44100 };

struct drawing { struct picture_frame frames[4096]; size_t n; };

static void take(void *ctx, const struct picture_frame *f)
{
	struct drawing *d = ctx;

	if (d->n < COUNT_OF(d->frames))
		d->frames[d->n++] = *f;
}

static double tone_hz, tone_level, step_s;

static float sample(int64_t i, int rate_hz)
{
	double s = (double)i / rate_hz, level = step_s > 0 && s >= step_s ? tone_level / 10 : tone_level;

	return (float)(level * sin(2 * M_PI * tone_hz * s));
}

static struct drawing draw(int rate_hz, double seconds, int frame_ms, size_t block)
{
	static struct drawing d;
	struct painter *p;
	float samples[5000];
	const int64_t all = (int64_t)(seconds * rate_hz + 0.5);

	d.n = 0;
	if (painter_open(&p, rate_hz, frame_ms))
		return d;
	for (int64_t i = 0; i < all;) {
		size_t n = (size_t)MIN_OF((int64_t)block, all - i);

		for (size_t k = 0; k < n; k++)
			samples[k] = sample(i + (int64_t)k, rate_hz);
		painter_feed(p, samples, n, take, &d);
		i += (int64_t)n;
	}
	painter_end(p, take, &d);
	painter_close(p);
	return d;
}

static int band_of(double hz)
{
	int b = 0;

	while (b < PICTURE_BANDS - 1 && picture_band_hz(b + 1) <= hz)
		b++;
	return b;
}

static int loudest(const struct picture_frame *f)
{
	int best = 0;

	for (int b = 1; b < PICTURE_BANDS; b++)
		if (f->bands[b] > f->bands[best])
			best = b;
	return best;
}

static void check_tones(void)
{
	static const struct { double hz, level; int rate_hz; double tolerance_db; } rows[] = {
		{ 1000, 1, 44100, 0.6 }, { 1000, 0.1, 44100, 0.6 }, { 440, 0.5, 48000, 0.6 }, { 8000, 0.25, 96000, 0.6 }, { 3000, 0.5, 8000, 0.6 },
		{ 1000, 0.5, 192000, 0.6 }, { 12000, 0.001, 44100, 0.6 },
		/* a band here is no wider than a bin of the transform: part of the energy is next door */
		{ 110, 1, 44100, 3.5 },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		double middle = sqrt(picture_band_hz(band_of(rows[i].hz)) * picture_band_hz(band_of(rows[i].hz) + 1));
		struct drawing d;

		tone_hz = middle;
		tone_level = rows[i].level;
		step_s = 0;
		d = draw(rows[i].rate_hz, 1, 50, 4096);
		if (!ok(d.n == 20, "a second of %.0f Hz at %d Hz: 20 frames", middle, rows[i].rate_hz))
			continue;
		is_int(loudest(&d.frames[10]), band_of(middle), "... the tone is in its band");
		is_near(picture_db(d.frames[10].bands[band_of(middle)]), 20 * log10(rows[i].level), rows[i].tolerance_db, "... as loud as it is");
		ok(picture_db(d.frames[10].bands[band_of(middle * 3 > 15000 ? middle / 3 : middle * 3)]) <= fmax(20 * log10(rows[i].level) - 40, -96), "... and not elsewhere");
		is_near(d.frames[10].high, 127 * rows[i].level, 1, "... its greatest sample");
		is_near(d.frames[10].low, -127 * rows[i].level, 1, "... its least");
		is_near(d.frames[10].rms, 255 * rows[i].level / sqrt(2), 1.5, "... its energy");
	}
}

static void check_steps(void)
{
	struct drawing d, again, coarse;
	size_t i;

	tone_hz = 1000;
	tone_level = 0.8;
	step_s = 1.5;
	d = draw(RATE, 3, 50, 4096);
	is_int((long long)d.n, 60, "three seconds: 60 frames");
	ok(abs(d.frames[29].rms - 144) <= 1 && abs(d.frames[30].rms - 14) <= 1, "a step in loudness is between the frames it is between");
	for (i = 0; i < d.n && picture_db(d.frames[i].bands[band_of(1000)]) > -12; i++)
		;
	ok(i >= 30 && i <= 32, "... and in the spectrum at most a window later (frame %zu)", i);
	again = draw(RATE, 3, 50, 1);
	ok(again.n == d.n && !memcmp(again.frames, d.frames, d.n * sizeof d.frames[0]), "the size of the blocks it comes in does not matter");
	coarse = draw(RATE, 3, 150, 4096);
	ok(coarse.n == 20 && coarse.frames[3].high == d.frames[10].high && coarse.frames[9].rms > coarse.frames[10].rms, "three times as coarse, the same");
	tone_level = 0;
	d = draw(RATE, 1, 50, 4096);
	ok(d.n == 20 && !d.frames[5].rms && !d.frames[5].high && !d.frames[5].bands[loudest(&d.frames[5])], "silence is dark");
	d = draw(RATE, 0.07, 50, 4096);
	is_int((long long)d.n, 1, "what is left at the end counts from half a frame on");
	ok(painter_open(&(struct painter *){ 0 }, 44100, 70) == ERR_LIMIT && painter_open(&(struct painter *){ 0 }, 0, 50) == ERR_LIMIT, "no frames in between, no rate of 0");
}

/* ---- children ---- */

static const char *make(const char *name, double seconds)
{
	static char path[512];
	SF_INFO info = { .samplerate = 8000, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };
	SNDFILE *f;
	float block[2000];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = sf_open(path, SFM_WRITE, &info);
	tone_hz = 1000;
	tone_level = 0.5;
	step_s = seconds / 2;
	for (int64_t i = 0; f && i < (int64_t)(seconds * 8000); i += 1000) {
		for (int k = 0; k < 1000; k++)
			block[2 * k] = block[2 * k + 1] = sample(i + k, 8000);
		sf_writef_float(f, block, 1000);
	}
	ok(f && !sf_close(f), "%s is made", name);
	return path;
}

static void wait_for(struct pictures *p)
{
	while (pictures_is_busy(p)) {
		struct pollfd fd = { .fd = pictures_fd(p), .events = POLLIN };

		poll(&fd, 1, 1000);
		pictures_turn(p, INT64_MAX);
	}
}

static void check_children(void)
{
	struct picture_of first = { .path = strdup(make("first.wav", 60)), .stamp = 1 }, second = { .path = strdup(make("second.wav", 4)) }, bad, part, gone;
	const struct picture *pic;
	struct pictures *p;
	double worst = 0;

	if (!ok(!pictures_open(&p, "/proc/self/exe"), "pictures can be made"))
		return;
	ok(!pictures_find(p, &first) && !pictures_is_busy(p) && pictures_deadline_ms(p) < 0, "nothing asked, nothing there");
	pictures_want(p, &first, &second);
	ok(pictures_is_busy(p), "asked for, it is begun");
	wait_for(p);
	pic = pictures_find(p, &first);
	ok(pic && pic->is_done && !pic->why && pic->n == 1200 && pic->frame_ms == 50 && pic->length_ms == 60000, "a minute: 1200 frames");
	for (size_t i = 0; pic && i < pic->n; i++)
		worst = fmax(worst, fabs(pic->frames[i].rms - (i < 600 ? 90.2 : 9.02)));
	is_near(worst, 0, 1, "... each as loud as it is");
	ok(!pictures_find(p, &second), "what follows is not begun unasked");
	pictures_want(p, &first, &second);
	wait_for(p);
	pic = pictures_find(p, &second);
	ok(pic && pic->is_done && pic->n == 80, "... but when the first is done");
	pictures_want(p, &first, &second);
	ok(!pictures_is_busy(p), "nothing is drawn twice");
	first.stamp = 2;
	ok(!pictures_find(p, &first), "a file that changed has no picture");
	pictures_want(p, &first, NULL);
	ok(pictures_is_busy(p) && pictures_find(p, &first), "... but it is begun anew");
	/* given up for something else, and asked for again */
	pictures_want(p, &second, NULL);
	ok(!pictures_is_busy(p) && !pictures_find(p, &first), "what is no longer wanted is given up");
	part = second;
	part.start_ms = 1000;
	part.end_ms = 2500;
	pictures_want(p, &part, NULL);
	wait_for(p);
	pic = pictures_find(p, &part);
	ok(pic && pic->n == 30 && pic->length_ms == 1500, "a part of a file");
	/* the hook kills whoever reads it */
	bad = (struct picture_of){ .path = strdup(make("kills.wav", 4)) };
	pictures_want(p, &bad, NULL);
	wait_for(p);
	pic = pictures_find(p, &bad);
	ok(pic && pic->is_done && pic->why, "a file that kills its child: %s", pic && pic->why ? pic->why : "");
	pictures_want(p, &bad, NULL);
	ok(!pictures_is_busy(p), "... is not tried again");
	gone = (struct picture_of){ .path = "/nowhere/at/all.mp3" };
	pictures_want(p, &gone, NULL);
	wait_for(p);
	pic = pictures_find(p, &gone);
	ok(pic && pic->why && strstr(pic->why, "/nowhere/at/all.mp3"), "a file that is gone: %s", pic && pic->why ? pic->why : "");
	pictures_want(p, &first, NULL);
	wait_for(p);
	pic = pictures_find(p, &first);
	ok(pic && pic->is_done && pic->n == 1200, "and after all that pictures are made");
	/* the last few are kept, and no more */
	for (int i = 0; i < 10; i++) {
		struct picture_of of = second;

		of.stamp = 100 + i;
		pictures_want(p, &of, NULL);
		wait_for(p);
	}
	second.stamp = 109;
	ok(!pictures_find(p, &first) && pictures_find(p, &second), "the oldest goes");
	pictures_close(p);
	free((char *)(uintptr_t)first.path);
	free((char *)(uintptr_t)second.path);
	free((char *)(uintptr_t)bad.path);
}

/* Three hours, most of them a hole in the file: fewer, longer frames. */
static void check_long(void)
{
	struct picture_of of = { .path = make("long.wav", 2) };
	const uint32_t bytes = 3u * 3600 * 8000 * 4, riff = bytes + 36;
	FILE *f = fopen(of.path, "r+b");
	const struct picture *pic;
	struct pictures *p;

	if (!f || truncate(of.path, (off_t)bytes + 44) || fseek(f, 4, SEEK_SET) || fwrite(&riff, 4, 1, f) != 1 || fseek(f, 40, SEEK_SET) || fwrite(&bytes, 4, 1, f) != 1 ||
	    fclose(f) || pictures_open(&p, "/proc/self/exe")) {
		skip("three hours", "no room for them");
		return;
	}
	pictures_want(p, &of, NULL);
	wait_for(p);
	pic = pictures_find(p, &of);
	ok(pic && pic->is_done && !pic->why && pic->frame_ms == 150 && pic->n == 72000, "three hours: %d ms a frame, %zu frames", pic ? pic->frame_ms : 0, pic ? pic->n : 0);
	pictures_close(p);
}

static void kills(const char *path)
{
	if (strstr(path, "kills"))
		raise(SIGKILL);
}

int main(int argc, char **argv)
{
	char *rm;

	worker_before_read = kills;
	if (argc == 3 && !strcmp(argv[1], "--worker"))
		return worker_main(argv[2]);
	if (!mkdtemp(dir))
		return 99;
	check_tones();
	check_steps();
	check_children();
	check_long();
	rm = xasprintf("rm -rf '%s'", dir);
	if (system(rm))
		ok(false, "cleaned up");
	free(rm);
	return done();
}
