/*
 * decode_bench [FILE…] -- seconds of sound a second of one processor, decoded by libsndfile, by libav, and by the seam, which is to have the quicker of them (and copies, and looks for NaN);
 * and what it costs to know a file again by its sound (payload.h). Without files: a minute of chords and noise, written as each format libsndfile writes.
 */
#include "music.h"
#include "music/decode.h"
#include "music/payload.h"

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS = 60, RATE = 48000, BLOCK = 4800, ROUNDS = 3 };

static const struct { const char *name; int format; } kinds[] = {
	{ "wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16 }, { "aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16 }, { "flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16 },
	{ "mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III }, { "ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS }, { "opus", SF_FORMAT_OGG | SF_FORMAT_OPUS },
};

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fill(float *block, long at)
{
	static uint32_t noise = 1;

	for (long i = 0; i < BLOCK; i++) {
		double t = (double)(at + i) / RATE, x = 0;

		for (int h = 1; h <= 6; h++)
			x += sin(2 * M_PI * (at / RATE % 2 ? 220 : 277) * h * t) / h;
		for (int c = 0; c < 2; c++) {
			noise = noise * 1664525 + 1013904223;
			block[2 * i + c] = (float)(.15 * x * exp(-3 * fmod(t, .5)) + .02 * ((double)noise / 2147483648.0 - 1));
		}
	}
}

static bool make(const char *path, int format)
{
	SF_INFO info = { .samplerate = RATE, .channels = 2, .format = format };
	SNDFILE *f = sf_open(path, SFM_WRITE, &info);
	float *block = xcalloc(2 * BLOCK, sizeof *block);

	for (long at = 0; f && at < (long)SECONDS * RATE; at += BLOCK) {
		fill(block, at);
		sf_writef_float(f, block, BLOCK);
	}
	free(block);
	return f && !sf_close(f);
}

/* Seconds of sound in it; 0: not by this one. */
static double decode_all(const char *path, enum err (*open)(const char *path, struct decode_source **ret_source))
{
	struct decode_source *s;
	float *block;
	double frames = 0;
	size_t n = 1;
	int rate;

	if (open(path, &s))
		return 0;
	rate = s->rate_hz;
	block = xreallocarray(NULL, (size_t)DECODE_BLOCK * (size_t)s->channels, sizeof *block);
	while (n && !s->ops->read(s, block, DECODE_BLOCK, &n))
		frames += (double)n;
	s->ops->close(s);
	free(block);
	return frames / rate;
}

static double decode_seam(const char *path)
{
	struct decode_want want = { .rate_hz = 0 };
	struct decoder *d;
	const struct decode_info *info;
	float *block;
	double frames = 0;
	size_t n = 1;

	if (decode_open(&d, path, &want))
		return 0;
	info = decode_facts(d);
	block = xreallocarray(NULL, (size_t)DECODE_BLOCK * (size_t)info->channels, sizeof *block);
	while (n && !decode_read(d, block, DECODE_BLOCK, &n))
		frames += (double)n;
	frames /= info->rate_hz;
	decode_close(d);
	free(block);
	return frames;
}

static void tick(void *ctx)
{
	(void)ctx;
}

/* The best of some rounds: what else the machine does only ever takes time. */
static double rate_of(const char *path, int how)
{
	double best = 0;

	for (int i = 0; i < ROUNDS; i++) {
		double start = cpu_s(), sound = how == 0 ? decode_all(path, decode_snd_open) : how == 1 ? decode_all(path, decode_av_open) : decode_seam(path);

		best = fmax(best, sound / (cpu_s() - start));
	}
	return best;
}

static double mark_ms(const char *path)
{
	double best = INFINITY;

	for (int i = 0; i < ROUNDS; i++) {
		double start = cpu_s();

		/* another file in between: the last one is remembered */
		if (!payload_mark(path, 0, 0, tick, NULL))
			return NAN;
		best = fmin(best, (cpu_s() - start) * 1000);
		payload_mark("/dev/../etc/hostname", 0, 0, tick, NULL);
	}
	return best;
}

static void measure(const char *path, const char *name)
{
	double by[3];

	decode_seam(path);	/* libav is loaded once */
	for (int how = 0; how < 3; how++)
		by[how] = rate_of(path, how);
	printf("%-8s %10.0f %10.0f %10.0f  %s %8.1f\n", name, by[0], by[1], by[2], by[2] < .6 * fmax(by[0], by[1]) ? "NOT THE QUICKER" : "ok", mark_ms(path));
	fflush(stdout);
}

int main(int argc, char **argv)
{
	char *folder = xasprintf("%s/segue-decode-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");

	printf("times real time  libsndfile      libav       seam        mark, ms\n");
	for (int i = 1; i < argc; i++)
		measure(argv[i], path_base(argv[i]));
	if (argc == 1 && mkdtemp(folder)) {
		for (size_t i = 0; i < COUNT_OF(kinds); i++) {
			char *path = xasprintf("%s/sound.%s", folder, kinds[i].name);

			if (make(path, kinds[i].format))
				measure(path, kinds[i].name);
			unlink(path);
			free(path);
		}
		rmdir(folder);
	}
	free(folder);
	return 0;
}
