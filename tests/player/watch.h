/* watch.h -- a player under test and what it said; nothing sleeps: each step waits for the news it needs, at most LIMIT_MS. */
#ifndef SEGUE_TEST_WATCH_H
#define SEGUE_TEST_WATCH_H

#include "player.h"
#include "../tap.h"
#include "sound.h"

#include <poll.h>

enum { LIMIT_MS = 60000, COOKIES = 4096 };

static char *folder;

static char *in_folder(const char *name)
{
	return path_join(folder, name);
}

/* ---------------------------------------------------------------- a player and what it said */

struct watch {
	struct player *p;
	struct player_event last;	/* its text in `text` */
	char text[512];
	int n_started[COOKIES], n_ended[COOKIES], how[COOKIES];
	int n_ready, n_no_sound, n_broken;
	bool order_is_good;		/* no STARTED after ENDED */
	char trace[16384];		/* "S1 E1eof S2 ..." */
};

static const char *const how_name[] = { "eof", "replaced", "stopped", "failed" };

static void note(struct watch *w, const struct player_event *e)
{
	size_t n = strlen(w->trace);

	w->last = *e;
	snprintf(w->text, sizeof w->text, "%s", e->text ? e->text : "");
	w->n_ready += e->kind == PLAYER_READY;
	w->n_no_sound += e->kind == PLAYER_NO_SOUND;
	w->n_broken += e->kind == PLAYER_BROKEN;
	if (e->kind == PLAYER_STARTED) {
		w->order_is_good &= !w->n_ended[e->cookie] && !w->n_started[e->cookie];
		w->n_started[e->cookie]++;
		snprintf(w->trace + n, sizeof w->trace - n, "%sS%d", n ? " " : "", (int)e->cookie);
	} else if (e->kind == PLAYER_ENDED) {
		w->n_ended[e->cookie]++;
		w->how[e->cookie] = (int)e->how;
		snprintf(w->trace + n, sizeof w->trace - n, "%sE%d%s", n ? " " : "", (int)e->cookie, how_name[e->how]);
	}
}

/* Waits for one piece of news; false when none came in time. */
static bool hear_one(struct watch *w)
{
	int64_t end = clock_mono_ms() + LIMIT_MS;
	struct player_event e;

	while (!player_next_event(w->p, &e)) {
		struct pollfd f = { .fd = player_fd(w->p), .events = POLLIN };

		if (clock_mono_ms() >= end)
			return false;
		poll(&f, 1, LIMIT_MS);
	}
	note(w, &e);
	return true;
}

static bool wait_for(struct watch *w, enum player_event_kind kind, uint64_t cookie)
{
	do
		if (!hear_one(w)) {
			printf("# waited in vain for event %d of %d; heard %s\n", (int)kind, (int)cookie, w->trace);
			return false;
		}
	while (w->last.kind != kind || w->last.cookie != cookie);
	return true;
}

static void open_player(struct watch *w, const char *ao, const struct player_option *options, size_t n)
{
	*w = (struct watch){ .order_is_good = true };
	if (player_open(&w->p, ao, options, n))
		ok(false, "open: %s", err_text());
}

static void close_player(struct watch *w)
{
	player_close(w->p);
	w->p = NULL;
}

/* The file is complete when mpv has closed the device, which may be just after our goodbye. */
static char *read_bytes(const char *path, size_t *ret_n)
{
	char *data;

	return read_file(path, 64 << 20, &data, ret_n) ? NULL : data;
}

#endif
