/* model.c -- what was asked of the player and what its log says of it: see model.h. */
#include "model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct opinion model_tracks[TRACKS * 2];

static struct asked *asked;
static size_t n_asked, cap_asked;

static struct event *log_rows;
static size_t n_log, cap_log;

void model_begin(void)
{
	n_asked = 0;
}

void model_ask(enum event_kind kind, int i, int32_t value, unsigned batch)
{
	ARRAY_GROW(asked, n_asked, cap_asked);
	asked[n_asked++] = (struct asked){ kind, model_tracks[i].id, value, batch, false };
}

void model_acked(unsigned batch)
{
	for (size_t i = 0; i < n_asked; i++)
		asked[i].acked |= asked[i].batch <= batch;
}

size_t model_acked_count(void)
{
	size_t n = 0;

	for (size_t i = 0; i < n_asked; i++)
		n += asked[i].acked;
	return n;
}

size_t model_log_count(void)
{
	return n_log;
}

void model_done(void)
{
	free(asked);
	free(log_rows);
}

struct opinion *model_opinion_of(track_id id)
{
	for (size_t i = 0; i < COUNT_OF(model_tracks); i++)
		if (model_tracks[i].id == id)
			return &model_tracks[i];
	return NULL;
}

static bool read_tracks(struct store *s)
{
	struct store_tracks *c;
	struct track t;
	enum err err = OK;

	if (store_tracks_open(s, &c))
		return false;
	while (store_tracks_next(c, &t, &err)) {
		size_t i = (size_t)atoi(path_base(t.path));

		if (i >= COUNT_OF(model_tracks))
			continue;
		model_tracks[i] = (struct opinion){ .id = t.id, .rating = t.rating, .loved = t.is_loved, .banned = t.is_banned };
		snprintf(model_tracks[i].path, sizeof model_tracks[i].path, "%s", t.path);
	}
	store_tracks_close(c);
	return !err;
}

static bool same_event(const struct event *a, const struct event *b)
{
	return a->id == b->id && a->at_ms == b->at_ms && a->track == b->track && a->kind == b->kind && a->source == b->source &&
	       a->value == b->value && a->position_ms == b->position_ms && a->listened_ms == b->listened_ms;
}

static int by_id(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/*
 * Reads the log in the order it was written (by time the end of a killed run comes before what was written since).  False:
 * what it held before is not there unchanged.
 */
static bool read_log(struct store *s)
{
	struct event *old = log_rows, ev;
	struct store_events *c;
	enum err err = OK;
	size_t n_old = n_log;
	bool same = true;

	log_rows = NULL;
	n_log = cap_log = 0;
	if (store_events_open(s, 0, 0, 0, false, &c)) {
		free(old);
		return false;
	}
	while (store_events_next(c, &ev, &err)) {
		ARRAY_GROW(log_rows, n_log, cap_log);
		log_rows[n_log++] = ev;
	}
	store_events_close(c);
	if (n_log)
		qsort(log_rows, n_log, sizeof *log_rows, by_id);
	for (size_t i = 0; i < n_old && same; i++)
		same = i < n_log && same_event(&old[i], &log_rows[i]);
	free(old);
	return same && !err;
}

/* Is the log's part of one stream what was issued? */
static bool stream_fits(size_t from, bool is_script, const struct asked *a, size_t n)
{
	size_t at = 0;

	for (size_t i = from; i < n_log; i++) {
		const struct event *ev = &log_rows[i];
		struct opinion *t = model_opinion_of(ev->track);

		if (ev->kind < EVENT_RATE || ev->kind > EVENT_UNBAN || !t || (t - model_tracks < TRACKS) != is_script)
			continue;
		while (!is_script && at < n && !a[at].acked && (a[at].kind != ev->kind || a[at].track != ev->track || a[at].value != ev->value))
			at++;
		if (at == n || a[at].kind != ev->kind || a[at].track != ev->track || a[at].value != ev->value) {
			printf("# event %lld: %s of %lld is not what was issued as number %zu\n", (long long)ev->id, event_kind_name[ev->kind],
			       (long long)ev->track, at);
			return false;
		}
		at++;
	}
	for (; at < n; at++)
		if (a[at].acked) {
			printf("# number %zu of %zu was acknowledged and is not in the log: %s of %lld\n", at, n, event_kind_name[a[at].kind],
			       (long long)a[at].track);
			return false;
		}
	return true;
}

static bool opinions_fit_log(void)
{
	struct opinion want[TRACKS * 2] = { 0 };

	for (size_t i = 0; i < n_log; i++) {
		const struct event *ev = &log_rows[i];
		struct opinion *t = model_opinion_of(ev->track), *w = t ? &want[t - model_tracks] : NULL;

		if (w && ev->kind == EVENT_RATE)
			w->rating = ev->value;
		else if (w && (ev->kind == EVENT_LOVE || ev->kind == EVENT_UNLOVE))
			w->loved = ev->kind == EVENT_LOVE;
		else if (w && (ev->kind == EVENT_BAN || ev->kind == EVENT_UNBAN))
			w->banned = ev->kind == EVENT_BAN;
	}
	for (size_t i = 0; i < COUNT_OF(want); i++)
		if (want[i].rating != model_tracks[i].rating || want[i].loved != model_tracks[i].loved || want[i].banned != model_tracks[i].banned)
			return false;
	return true;
}

bool model_fits(struct store *s, const struct asked *calls, size_t n_calls)
{
	size_t before = n_log;
	bool good = true;

	if (!read_tracks(s)) {
		printf("# %s\n", err_text());
		return false;
	}
	if (!read_log(s))
		good = false, printf("# the old log is not as it was\n");
	good &= stream_fits(before, true, asked, n_asked);
	good &= stream_fits(before, false, calls, n_calls);
	if (!opinions_fit_log())
		good = false, printf("# opinions are not what the log says\n");
	return good;
}

bool model_started_since(size_t from, const char *path)
{
	for (size_t i = from; i < n_log; i++) {
		struct opinion *t = model_opinion_of(log_rows[i].track);

		if (log_rows[i].kind == EVENT_START && t && !strcmp(t->path, path))
			return true;
	}
	return false;
}

bool model_ended_last(const char *path)
{
	for (size_t i = n_log; i-- > 0;) {
		struct opinion *t = model_opinion_of(log_rows[i].track);

		if (log_rows[i].kind <= EVENT_STOP)
			return log_rows[i].kind == EVENT_FINISH && t && !strcmp(t->path, path);
	}
	return false;
}

bool model_is_over(const char *path)
{
	for (size_t i = n_log; i-- > 0;) {
		struct opinion *t = model_opinion_of(log_rows[i].track);

		if (log_rows[i].kind <= EVENT_STOP && t && !strcmp(t->path, path))
			return log_rows[i].kind != EVENT_START;
	}
	return false;
}

bool model_is_banned(const char *path)
{
	for (size_t i = 0; i < COUNT_OF(model_tracks); i++)
		if (!strcmp(model_tracks[i].path, path))
			return model_tracks[i].banned;
	return false;
}
