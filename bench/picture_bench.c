/*
 * picture_bench [FILE…] -- audio seconds per processor second of the picture of a track, beside decoding alone and what is between them.
 * Without files: the shared folder's eight seconds in each format, over and over for a second each.
 */
#include "music.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 4096 };

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void count(void *ctx, const struct picture_frame *f)
{
	*(uint64_t *)ctx += f->rms;
}

/* Seconds of sound in the file; < 0: it cannot be read. */
static double once(const char *path, struct decode_want want, bool paints)
{
	struct decoder *d;
	struct painter *p = NULL;
	static float block[BLOCK * 32];
	uint64_t sum = 0;
	size_t n = 1, all = 0;
	int rate_hz;

	if (decode_open(&d, path, &want))
		return -1;
	rate_hz = decode_facts(d)->rate_hz;
	if (paints && painter_open(&p, rate_hz, PICTURE_UNIT_MS))
		return -1;
	while (n && !decode_read(d, block, BLOCK, &n)) {
		if (p)
			painter_feed(p, block, n, count, &sum);
		all += n;
	}
	painter_close(p);
	decode_close(d);
	return (double)all / rate_hz;
}

static double speed(const char *path, struct decode_want want, bool paints)
{
	double start = cpu_s(), sound = 0;

	do {
		double s = once(path, want, paints);

		if (s < 0)
			return -1;
		sound += s;
	} while (cpu_s() - start < 0.5);
	return sound / (cpu_s() - start);
}

static void bench(const char *path)
{
	double decode = speed(path, (struct decode_want){ 0 }, false), mono = speed(path, (struct decode_want){ .is_mono = true }, false),
		half = speed(path, (struct decode_want){ .is_mono = true, .rate_hz = 22050 }, false), all = speed(path, (struct decode_want){ .is_mono = true }, true);

	if (all < 0)
		printf("%-16s %s\n", path_base(path), err_text());
	else
		printf("%-16s %8.0f %8.0f %8.0f %8.0f   %6.0f ms\n", path_base(path), decode, mono, half, all, 240e3 / all);
}

int main(int argc, char **argv)
{
	static const char *const names[] = { "t.s16.wav", "t.flac", "t.hi96.flac", "t.cbr128.mp3", "t.v2.mp3", "t.ogg", "t.opus", "t.m4a", "t.wv" };
	const char *shared = getenv("SHARED");

	setlocale(LC_ALL, "C.UTF-8");
	printf("%-16s %8s %8s %8s %8s   %s\n", "x real time", "decode", "mono", "22050 Hz", "picture", "picture of 4 min");
	for (int i = 1; i < argc; i++)
		bench(argv[i]);
	for (size_t i = 0; argc < 2 && i < COUNT_OF(names); i++) {
		char *path = xasprintf("%s/data/audio/formats/%s", shared ? shared : "../shared", names[i]);

		if (access(path, R_OK))
			printf("%-16s not here\n", names[i]);
		else
			bench(path);
		free(path);
	}
	return 0;
}
