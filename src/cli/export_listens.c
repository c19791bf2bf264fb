/*
 * export_listens.c -- segue export listenbrainz: what was heard, a listen a line, as ListenBrainz exports and takes it; what was heard elsewhere and is in no track
 * of the library, too.  A play is a listen as it would be scrobbled: heard for half of it, or four minutes.
 */
#include "app/load.h"
#include "cli/export.h"
#include "cli/print.h"

#include <stdlib.h>
#include <string.h>

enum { ENOUGH_MS = 240000 };

struct export {
	struct store *store;
	struct library *lib;
	FILE *out;
	struct map64 of;		/* track -> its part of the line, made once */
	struct arena arena;
};

/* With names that are not said left out. */
static void set_text(json_t *o, const char *key, const char *text)
{
	if (text && *text)
		json_object_set_new(o, key, print_json_text(text));
}

static json_t *more_of(int64_t duration_ms)
{
	json_t *more = json_object();

	if (duration_ms > 0)
		json_object_set_new(more, "duration_ms", json_integer(duration_ms));
	set_text(more, "media_player", "Segue");
	set_text(more, "submission_client", "segue");
	set_text(more, "submission_client_version", PACKAGE_VERSION);
	return more;
}

static char *metadata(const char *artist, const char *title, const char *album, json_t *more)
{
	json_t *o = json_object();

	set_text(o, "artist_name", artist);
	set_text(o, "track_name", title);
	set_text(o, "release_name", album);
	json_object_set_new(o, "additional_info", more);
	return print_json_line(o);
}

static const char *track_metadata(struct export *ex, const struct track *t)
{
	const char *known = map64_get(&ex->of, (uint64_t)t->id);
	json_t *more = more_of(t->duration_ms);
	struct tags tags;
	char *text;

	if (known) {
		json_decref(more);
		return known;
	}
	if (!store_track_tags(ex->store, t->id, &tags)) {
		set_text(more, "recording_mbid", tags.mb_recording);
		set_text(more, "release_mbid", tags.mb_release);
		set_text(more, "track_mbid", tags.mb_track);
	}
	if (t->track_no > 0)
		json_object_set_new(more, "tracknumber", json_integer(t->track_no));
	text = metadata(t->artist, t->title, t->album, more);
	known = arena_strdup(&ex->arena, text);
	map64_put(&ex->of, (uint64_t)t->id, (void *)(uintptr_t)known);
	free(text);
	return known;
}

static void put(struct export *ex, int64_t at_ms, const char *of)
{
	fprintf(ex->out, "{\"listened_at\":%lld,\"track_metadata\":%s}\n", (long long)(at_ms / 1000), of);
}

static bool is_heard(enum event_kind end, int64_t listened_ms, int64_t duration_ms)
{
	return end == EVENT_FINISH || listened_ms >= ENOUGH_MS || (duration_ms > 0 && listened_ms >= duration_ms / 2);
}

static enum err put_log(struct export *ex)
{
	struct store_events *cursor;
	struct event ev, start = { .track = 0 };
	enum err step = OK, err = store_events_open(ex->store, 0, 0, 0, false, &cursor);

	if (err)
		return err;
	while (store_events_next(cursor, &ev, &step)) {
		const struct track *t;

		if (ev.kind == EVENT_START) {
			start = ev;
			continue;
		}
		if (ev.kind > EVENT_STOP)
			continue;
		t = library_get(ex->lib, ev.track);
		/* an artist and a title are what it takes */
		if (t && t->artist[0] && is_heard(ev.kind, ev.listened_ms, ev.duration_ms ? ev.duration_ms : t->duration_ms))
			put(ex, start.track == ev.track ? start.at_ms : ev.at_ms - MAX_OF(ev.listened_ms, 0), track_metadata(ex, t));
		start.track = 0;
	}
	store_events_close(cursor);
	return step;
}

static enum err put_elsewhere(void *ctx, const struct store_listen *l)
{
	struct export *ex = ctx;
	json_t *more;
	char *text;

	if (!l->of.artist[0] || !l->of.title[0] || !is_heard(l->end, l->listened_ms, l->duration_ms))
		return OK;
	more = more_of(l->duration_ms);
	set_text(more, "recording_mbid", l->of.mbid);
	text = metadata(l->of.artist, l->of.title, "", more);
	put(ex, l->at_ms, text);
	free(text);
	return OK;
}

enum err export_listens(struct store *store, FILE *out)
{
	struct export ex = { .store = store, .lib = library_new(), .out = out };
	enum err err = load_library(store, ex.lib, NULL);

	err = err ? err : put_log(&ex);
	err = err ? err : store_elsewhere_listens(store, put_elsewhere, &ex);
	library_free(ex.lib);
	map64_done(&ex.of);
	arena_done(&ex.arena);
	return err;
}
