/* load.c -- fills library and taste from a store. */
#include "app/load.h"
#include "music.h"

#include <stdlib.h>

/* As they were then: opinions are of today, those of then come out of the log; what came later was not there. Returns how many were. */
static size_t go_back(struct track *tracks, size_t n, int64_t until_ms)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		struct track t = tracks[i];

		t.rating = 0;
		t.is_loved = t.is_banned = false;
		t.play_count = t.skip_count = 0;
		t.last_played_s = 0;
		if (t.added_s <= until_ms / 1000)
			tracks[kept++] = t;
	}
	return kept;
}

static enum err load_tracks(struct store *store, struct library *lib, struct taste *taste, int64_t until_ms)
{
	struct store_tracks *cursor;
	struct track *tracks;
	size_t n;
	enum err err = store_tracks_open(store, &cursor), step = OK;

	if (err)
		return err;
	while (store_tracks_some(cursor, &tracks, &n, &step)) {
		if (until_ms)
			n = go_back(tracks, n, until_ms);
		if (lib)
			library_put_all(lib, tracks, n);
		if (taste)
			taste_tracks(taste, tracks, n);
	}
	store_tracks_close(cursor);
	return step;
}

static enum err load_events(struct store *store, struct taste *taste, int64_t until_ms)
{
	struct store_events *cursor;
	struct event ev;
	enum err err = store_events_open(store, 0, 0, 0, false, &cursor), step = OK;

	if (err)
		return err;
	while (store_events_next(cursor, &ev, &step) && (!until_ms || ev.at_ms <= until_ms))
		taste_event(taste, &ev);
	store_events_close(cursor);
	return step;
}

enum err load_library_until(struct store *store, struct library *lib, struct taste *taste, int64_t until_ms)
{
	enum err err = load_tracks(store, lib, taste, until_ms);

	if (!err && taste)
		err = load_events(store, taste, until_ms);
	return err;
}

enum err load_library(struct store *store, struct library *lib, struct taste *taste)
{
	return load_library_until(store, lib, taste, 0);
}

enum err load_features(struct store *store, track_id id, struct features *ret)
{
	char *bytes = NULL;
	size_t n = 0;
	enum err err = store_sound_features(store, id, &bytes, &n);

	if (!err)
		err = features_unpack(bytes, n, ret, NULL, NULL);
	free(bytes);
	return err;
}

struct naming { struct library *lib; struct library_names *names; };

static enum err name_track(void *ctx, track_id id, const char *recording, const char *artist)
{
	struct naming *n = ctx;
	struct track *t = library_get(n->lib, id);
	char recorded[LISTEN_MBID_SIZE], by[LISTEN_MBID_SIZE];

	if (t)
		library_names_ids(n->names, t, listens_mbid(recording, recorded) ? recorded : "", listens_mbid(artist, by) ? by : "");
	return OK;
}

enum err load_names(struct store *store, struct library *lib, struct library_names **ret_names)
{
	struct naming n = { lib, library_names_new(lib) };
	track_id from, to;
	enum err err;

	library_id_range(lib, &from, &to);
	err = store_recordings(store, from, to, name_track, &n);

	if (err)
		library_names_free(n.names);
	else
		*ret_names = n.names;
	return err;
}
