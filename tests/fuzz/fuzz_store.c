/*
 * fuzz_store.c -- a database whose bytes were changed anywhere (changes.h): it opens and reads, or says in a sentence why not; an event put into it
 * is there, or was refused.
 */
#include "changes.h"
#include "store.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TRACKS = 12 };
static char folder[64], *path;
static char *sound;
static size_t n_sound;

static void forget(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		char *one = xasprintf("%s%s", path, ends[i]);

		unlink(one);
		free(one);
	}
}

static void remove_folder(void)
{
	forget();
	rmdir(folder);
	free(path);
	free(sound);
}

static void fill(struct store *s)
{
	track_id ids[TRACKS];

	for (int i = 0; i < TRACKS; i++) {
		char file[32], title[32];
		struct tags tags = { .title = title, .artist = "Anna", .album = "One", .album_artist = "", .genre = "Folk", .composer = "",
			.comment = "", .artist_sort = "", .duration_ms = 1000 };
		struct file_stamp stamp = { .size = 100 + i, .mtime_ns = 5 };

		snprintf(file, sizeof file, "/m/%d.flac", i);
		snprintf(title, sizeof title, "Title %d", i);
		if (store_track_put(s, file, &stamp, &tags, 1, &ids[i]))
			abort();
	}
	for (int i = 0; i < TRACKS; i++)
		if (store_event_add(s, &(struct event){ .at_ms = i + 1, .track = ids[i], .kind = EVENT_RATE, .value = i % 6 }))
			abort();
	if (store_queue_save(s, (struct queue_row[]){ { ids[0], SOURCE_QUEUE, 0 } }, 1, (struct queue_row[]){ { ids[1], SOURCE_QUEUE, 0 } }, 1, NULL) ||
	    store_root_add(s, "/m") || store_filter_put(s, "loud", "rating>3", FILTER_ON) ||
	    store_playlist_put(s, "evening", NULL, ids, TRACKS, 1) || store_playlist_put(s, "smart", "rating>3", NULL, 0, 1))
		abort();
}

static void make_sound(void)
{
	struct store *s;

	if (sound)
		return;
	snprintf(folder, sizeof folder, "%s/segue-store-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	if (!mkdtemp(folder))
		abort();
	path = path_join(folder, "segue.db");
	if (store_open(&s, path, STORE_WRITE, "default"))
		abort();
	fill(s);
	store_close(s);
	if (read_file(path, 16 << 20, &sound, &n_sound))
		abort();
	atexit(remove_folder);
}

static void write_changed(const uint8_t *data, size_t size)
{
	size_t n;
	char *copy = changes_made(sound, n_sound, data, size, &n);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write_all(fd, copy, n))
		abort();
	close(fd);
	free(copy);
}

static void read_lists(struct store *s)
{
	struct queue_row *rows;
	struct stored_playlist *lists;
	struct store_stats st;
	char **roots, *value, *report = NULL;
	struct stored_filter *filters;
	bool is_apart;
	size_t n;

	if (!store_queue_load(s, &rows, &n, &is_apart))
		free(rows);
	if (!store_filters(s, &filters, &n)) {
		for (size_t i = 0; i < n; i++)
			if (!filters[i].name || !filters[i].query)
				abort();
		stored_filters_free(filters, n);
	}
	if (!store_roots(s, &roots, &n)) {
		while (n)
			free(roots[--n]);
		free(roots);
	}
	if (!store_value_get(s, "resume", &value))
		free(value);
	if (!store_playlists(s, &lists, &n)) {
		for (size_t i = 0; i < n; i++)
			if (!lists[i].name || (lists[i].n && !lists[i].tracks))
				abort();
		stored_playlists_free(lists, n);
	}
	if (!store_stats(s, 0, &st))
		store_stats_done(&st);
	store_check(s, &report);
	free(report);
}

static void read_all(struct store *s)
{
	struct store_tracks *tracks;
	struct store_events *events;
	struct track t;
	struct event ev;
	size_t letters = 0;
	enum err err;

	if (!store_tracks_open(s, &tracks)) {
		/* every string is one, whatever the column holds */
		while (store_tracks_next(tracks, &t, &err))
			letters += strlen(t.path) + strlen(t.title) + strlen(t.artist) + strlen(t.album) + strlen(t.genre) + strlen(t.error);
		store_tracks_close(tracks);
	}
	if (!store_events_open(s, 0, 0, 0, true, &events)) {
		while (store_events_next(events, &ev, &err))
			if (ev.kind >= EVENT_KINDS || (int)ev.kind < 0)
				abort();
		store_events_close(events);
	}
	read_lists(s);
	if (letters == SIZE_MAX)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct event ev = { .at_ms = 1000, .track = 1, .kind = EVENT_LOVE };
	struct store *s;

	make_sound();
	forget();
	write_changed(data, size);
	if (!store_open(&s, path, STORE_READ, "default")) {
		read_all(s);
		store_close(s);
	}
	if (!store_open(&s, path, STORE_WRITE, "default")) {
		if (!store_event_add(s, &ev) && ev.id <= 0)
			abort();
		read_all(s);
		store_close(s);
	} else if (!*err_text()) {
		abort();
	}
	return 0;
}
