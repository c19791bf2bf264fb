/* history.c -- segue history */
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/print.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

struct name { char *path, *artist, *title; };
struct history {
	struct event *events;
	size_t n, cap;
	struct map64 names;		/* track id -> struct name, only of tracks in the log */
	struct arena arena;
};

/* The cursor gives newest first when only the last N are wanted; they are turned round afterwards. */
static enum err read_events(struct store *store, int64_t since_ms, size_t limit, struct history *h)
{
	struct store_events *cursor;
	struct event ev;
	enum err err = store_events_open(store, since_ms, limit, 0, limit > 0, &cursor), step = OK;

	if (err)
		return err;
	while (store_events_next(cursor, &ev, &step)) {
		ARRAY_GROW(h->events, h->n, h->cap);
		h->events[h->n++] = ev;
		if (!map64_get(&h->names, (uint64_t)ev.track))
			map64_put(&h->names, (uint64_t)ev.track, arena_alloc(&h->arena, sizeof(struct name)));
	}
	store_events_close(cursor);
	for (size_t i = 0; limit && i < h->n / 2; i++) {
		struct event swap = h->events[i];

		h->events[i] = h->events[h->n - 1 - i];
		h->events[h->n - 1 - i] = swap;
	}
	return step;
}

static enum err read_names(struct store *store, struct history *h)
{
	struct store_tracks *cursor;
	struct track t;
	enum err err = store_tracks_open(store, &cursor), step = OK;

	if (err)
		return err;
	while (store_tracks_next(cursor, &t, &step)) {
		struct name *n = map64_get(&h->names, (uint64_t)t.id);

		if (!n)
			continue;
		n->path = arena_strdup(&h->arena, t.path);
		n->artist = arena_strdup(&h->arena, t.artist);
		n->title = arena_strdup(&h->arena, t.title);
	}
	store_tracks_close(cursor);
	return step;
}

static const char *text_or_empty(const char *s)
{
	return s ? s : "";
}

static const char *kind_name(const struct event *ev)
{
	return (unsigned)ev->kind < EVENT_KINDS ? event_kind_name[ev->kind] : "";
}

static const char *source_text(const struct event *ev)
{
	return (unsigned)ev->source < SOURCE_COUNT ? source_name[ev->source] : "";
}

static void history_json(const struct history *h)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct event *ev = &h->events[i];
		const struct name *n = map64_get(&h->names, (uint64_t)ev->track);
		json_t *o = json_object();

		json_object_set_new(o, "at", print_json_time(ev->at_ms / 1000));
		json_object_set_new(o, "event", json_string(kind_name(ev)));
		print_json_path(o, text_or_empty(n->path));
		json_object_set_new(o, "artist", print_json_text(text_or_empty(n->artist)));
		json_object_set_new(o, "title", print_json_text(text_or_empty(n->title)));
		if (ev->kind == EVENT_RATE)
			json_object_set_new(o, "value", json_integer(ev->value));
		json_object_set_new(o, "position_s", print_json_seconds(ev->position_ms));
		json_object_set_new(o, "listened_s", print_json_seconds(ev->listened_ms));
		json_object_set_new(o, "duration_s", print_json_seconds(ev->duration_ms > 0 ? ev->duration_ms : -1));
		json_object_set_new(o, "source", json_string(source_text(ev)));
		print_json(o);
	}
}

enum { COL_AT, COL_EVENT, COL_HEARD, COL_ARTIST, COL_TITLE, COL_SOURCE, COL_COUNT };
static const struct print_column history_columns[COL_COUNT] = {
	[COL_AT] = { N_("When"), false, false },
	[COL_EVENT] = { N_("What"), false, false },
	[COL_HEARD] = { N_("Heard"), true, false },
	[COL_ARTIST] = { N_("Artist"), false, true },
	[COL_TITLE] = { N_("Title"), false, true },
	[COL_SOURCE] = { N_("From"), false, false },
};

static void history_cell(void *ctx, size_t row, size_t column, char ret_text[PRINT_CELL])
{
	const struct history *h = ctx;
	const struct event *ev = &h->events[row];
	const struct name *n = map64_get(&h->names, (uint64_t)ev->track);
	time_t at = (time_t)(ev->at_ms / 1000);
	struct tm tm;
	char stars[32], heard[24];

	switch (column) {
	case COL_AT:
		if (localtime_r(&at, &tm))
			strftime(ret_text, PRINT_CELL, "%Y-%m-%d %H:%M", &tm);
		break;
	case COL_EVENT:
		print_stars(ev->value, stars);
		snprintf(ret_text, PRINT_CELL, "%s%s%s", kind_name(ev), ev->kind == EVENT_RATE ? " " : "",
			 ev->kind == EVENT_RATE ? (*stars ? stars : "0") : "");
		break;
	case COL_HEARD:
		if (ev->listened_ms >= 0)
			duration_text(ev->listened_ms, heard);
		print_cell(ret_text, ev->listened_ms >= 0 ? heard : "");
		break;
	case COL_ARTIST:
		print_cell(ret_text, text_or_empty(n->artist));
		break;
	case COL_TITLE:
		print_cell(ret_text, text_or_empty(n->title));
		break;
	default:
		print_cell(ret_text, source_text(ev));
	}
}

int cli_history(struct cli_call *call)
{
	struct history h = { 0 };
	struct store *store = NULL;
	int64_t limit = 0, since_s = 0;
	int status = 1;

	if ((call->values[HISTORY_N] && cli_number("-n", call->values[HISTORY_N], 0, INT32_MAX, &limit)) ||
	    (call->values[HISTORY_SINCE] && time_parse(call->values[HISTORY_SINCE], clock_unix_ms() / 1000, &since_s)))
		return 2;
	if (cli_open(call->common, STORE_READ, &store))
		return 1;
	if (call->values[HISTORY_N] && !limit) {
		status = 0;	/* the last none */
		goto out;
	}
	if (read_events(store, since_s * 1000, (size_t)limit, &h) || (h.n && read_names(store, &h)))
		goto out;
	if (call->common->json)
		history_json(&h);
	else
		print_columns(stdout, history_columns, COL_COUNT, h.n, history_cell, &h);
	status = 0;
out:
	map64_done(&h.names);
	arena_done(&h.arena);
	free(h.events);
	store_close(store);
	return status;
}
