/*
 * store_bench.c -- how fast the store is: `store_bench [TRACKS] [FOLDER]`.
 *
 * Prints a line a figure: putting tracks in batches, loading them, through the store and through the desk; the time from an
 * event to its synced acknowledgement, on a quiet desk and amid a flood of tracks.
 */
#include "store.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BATCH = 1000, EVENTS = 200 };

static void must(enum err err)
{
	if (err)
		die("%s", err_text());
}

static void make_track(int i, char path[128], char title[64], char artist[32], char album[32], struct tags *ret_tags, struct file_stamp *ret_stamp)
{
	snprintf(artist, 32, "Artist %d", i / 120);
	snprintf(album, 32, "Album Of %d", i / 12);
	snprintf(title, 64, "A Song Called Number %d", i);
	snprintf(path, 128, "/music/%s/1999 - %s/%02d - %s.flac", artist, album, i % 12 + 1, title);
	*ret_stamp = (struct file_stamp){ 30000000 + i, 1732147948000000000 + i, 2049, 1000000u + (unsigned)i };
	*ret_tags = (struct tags){ .title = title, .artist = artist, .album_artist = artist, .album = album, .genre = "Rock", .date = "1999",
		.codec = "FLAC", .year = 1999, .track_no = i % 12 + 1, .track_total = 12, .duration_ms = 240000, .bitrate_kbps = 900,
		.sample_rate_hz = 44100, .channels = 2, .bits = 16, .rg_track_gain_db = -7.25, .rg_track_peak = 0.99,
		.rg_album_gain_db = (double)NAN, .rg_album_peak = (double)NAN, .r128_track_gain_db = (double)NAN,
		.r128_album_gain_db = (double)NAN };
}

static void put_all(const char *path, int n)
{
	char file[128], title[64], artist[32], album[32];
	struct file_stamp stamp;
	struct store *s;
	struct tags tags;
	int64_t start_us;

	must(store_open(&s, path, STORE_WRITE, "default"));
	start_us = clock_mono_us();
	for (int i = 0; i < n; i++) {
		if (i % BATCH == 0)
			must(store_batch_begin(s));
		make_track(i, file, title, artist, album, &tags, &stamp);
		must(store_track_put(s, file, &stamp, &tags, 1000, NULL));
		if (i % BATCH == BATCH - 1 || i == n - 1)
			must(store_batch_commit(s));
	}
	printf("put %d tracks, %d to a batch: %.3f s\n", n, BATCH, (double)(clock_mono_us() - start_us) / 1e6);
	for (int i = 0; i < EVENTS; i++) {
		struct event ev = { .at_ms = i, .track = i % n + 1, .kind = EVENT_FINISH };

		must(store_event_add(s, &ev));
	}
	start_us = clock_mono_us();
	store_close(s);
	printf("close: %.3f s\n", (double)(clock_mono_us() - start_us) / 1e6);
}

static void load_all(const char *path)
{
	int64_t start_us = clock_mono_us();
	struct store_tracks *c;
	struct store *s;
	struct track t;
	size_t n = 0, bytes = 0;
	enum err err;

	must(store_open(&s, path, STORE_READ, "default"));
	printf("open: %.4f s\n", (double)(clock_mono_us() - start_us) / 1e6);
	start_us = clock_mono_us();
	must(store_tracks_open(s, &c));
	while (store_tracks_next(c, &t, &err)) {
		n++;
		bytes += strlen(t.title) + strlen(t.path);
	}
	must(err);
	store_tracks_close(c);
	printf("load %zu tracks through the cursor: %.3f s (%zu bytes of names)\n", n, (double)(clock_mono_us() - start_us) / 1e6, bytes);
	store_close(s);
}

static struct desk_news next_news(struct desk *d)
{
	struct desk_news news;

	while (!desk_next(d, &news)) {
		struct pollfd p = { .fd = desk_fd(d), .events = POLLIN };

		poll(&p, 1, -1);
	}
	if (news.err)
		die("%s", news.text);
	return news;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* One event at a time; with a flood, tracks are put all the while. */
static void time_events(struct desk *d, bool is_flood, int n)
{
	char file[128], title[64], artist[32], album[32];
	struct file_stamp stamp;
	struct tags tags;
	int64_t us[EVENTS];

	for (int i = 0; i < EVENTS; i++) {
		struct event ev = { .at_ms = i, .track = i % n + 1, .kind = EVENT_START };
		int64_t start_us;

		for (int k = 0; is_flood && desk_backlog(d) < 3000; k++) {
			make_track(i * 1000 + k, file, title, artist, album, &tags, &stamp);
			desk_track_put(d, file, &stamp, &tags, 1000);
		}
		start_us = clock_mono_us();
		desk_event(d, &ev, 0);
		while (next_news(d).kind != DESK_EVENT_KEPT)
			;
		us[i] = clock_mono_us() - start_us;
	}
	qsort(us, EVENTS, sizeof *us, by_size);
	printf("event to acknowledgement, %s: median %.2f ms, 99 %% %.2f ms, worst %.2f ms\n", is_flood ? "amid a flood of tracks" : "quiet",
		(double)us[EVENTS / 2] / 1e3, (double)us[EVENTS * 99 / 100] / 1e3, (double)us[EVENTS - 1] / 1e3);
}

static void time_desk(const char *path, int n)
{
	int64_t start_us = clock_mono_us();
	struct desk_news news;
	struct desk *d;
	size_t loaded = 0;

	must(desk_open(&d, path, "default"));
	desk_load_tracks(d);
	while ((news = next_news(d)).kind != DESK_LOADED)
		loaded += news.kind == DESK_TRACKS ? news.n : 0;
	printf("desk: open and load %zu tracks: %.3f s\n", loaded, (double)(clock_mono_us() - start_us) / 1e6);
	time_events(d, false, n);
	time_events(d, true, n);
	start_us = clock_mono_us();
	desk_close(d);
	printf("desk: close with a backlog: %.3f s\n", (double)(clock_mono_us() - start_us) / 1e6);
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 100000;
	char *dir = path_join(argc > 2 ? argv[2] : "/tmp", "store-bench-XXXXXX"), *path;

	if (n < 1 || !mkdtemp(dir))
		die("usage: store_bench [TRACKS] [FOLDER]");
	path = path_join(dir, "segue.db");
	put_all(path, n);
	load_all(path);
	time_desk(path, n);
	unlink(path);
	rmdir(dir);
	free(path);
	free(dir);
	return 0;
}
