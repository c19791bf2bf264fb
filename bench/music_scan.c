/*
 * music_scan [-v] DIR [JOBS] -- how long the scanner takes for a folder (bench/music_scan.sh: beside TagLib alone).
 * With -v it prints what it read, one file a line.
 */
#include "music.h"

#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static size_t seen, tagged, failed;

static void take(struct scanner *s, const struct scan_news *n, bool talks, int64_t start_us)
{
	switch (n->kind) {
	case SCAN_FILE:
		seen++;
		scanner_read(s, n->path, &n->stamp);
		break;
	case SCAN_WALKED:
		printf("walked %s (%s) after %.2f s\n", n->path, n->complete ? "all of it" : "not all",
		       (double)(clock_mono_us() - start_us) / 1e6);
		break;
	case SCAN_TAGS:
		tagged++;
		if (talks)
			printf("%s | %s | %s | %s | %s %d %d/%d | %s %d kbps %d Hz %d ch %d bit %.3f s | gain %.2f %.2f\n", n->path,
			       n->tags.artist, n->tags.album, n->tags.title, n->tags.date, n->tags.year, n->tags.track_no,
			       n->tags.track_total, n->tags.codec, n->tags.bitrate_kbps, n->tags.sample_rate_hz,
			       n->tags.channels, n->tags.bits, (double)n->tags.duration_ms / 1000, n->tags.rg_track_gain_db,
			       n->tags.r128_track_gain_db);
		break;
	case SCAN_PART:
		break;
	case SCAN_DIR_FAILED:
	case SCAN_FAILED:
		failed++;
		if (talks)
			printf("%s: %s\n", n->path, n->why);
		break;
	}
}

int main(int argc, char **argv)
{
	bool talks = argc > 1 && !strcmp(argv[1], "-v");
	int64_t start_us = clock_mono_us();
	struct rusage own, children;
	struct scanner *s;
	struct scan_news n;
	double wall_s;

	setlocale(LC_ALL, "C.UTF-8");
	if (argc == 3 && !strcmp(argv[1], "--worker"))
		return worker_main(argv[2]);
	argv += talks;
	argc -= talks;
	if (argc < 2 || scanner_open(&s, "/proc/self/exe", argc > 2 ? (unsigned)atoi(argv[2]) : 0))
		return 2;
	scanner_walk(s, argv[1]);
	for (;;) {
		struct pollfd p = { .fd = scanner_fd(s), .events = POLLIN };

		while (scanner_next(s, &n))
			take(s, &n, talks, start_us);
		if (scanner_is_idle(s))
			break;
		poll(&p, 1, 1000);
	}
	wall_s = (double)(clock_mono_us() - start_us) / 1e6;
	scanner_close(s);
	getrusage(RUSAGE_SELF, &own);
	getrusage(RUSAGE_CHILDREN, &children);
	printf("%zu files: %zu with tags, %zu not, %.2f s (%.0f files/s); CPU own %.2f s, children %.2f s; "
	       "maxrss own %ld MiB, child %ld MiB\n",
	       seen, tagged, failed, wall_s, (double)seen / wall_s,
	       (double)(own.ru_utime.tv_sec + own.ru_stime.tv_sec) + (double)(own.ru_utime.tv_usec + own.ru_stime.tv_usec) / 1e6,
	       (double)(children.ru_utime.tv_sec + children.ru_stime.tv_sec) +
		       (double)(children.ru_utime.tv_usec + children.ru_stime.tv_usec) / 1e6,
	       own.ru_maxrss / 1024, children.ru_maxrss / 1024);
	return 0;
}
