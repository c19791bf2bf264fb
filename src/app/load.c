/* load.c -- fills library and taste from a store. */
#include "app/load.h"

static enum err load_tracks(struct store *store, struct library *lib, struct taste *taste, int64_t until_ms)
{
	struct store_tracks *cursor;
	struct track t;
	enum err err = store_tracks_open(store, &cursor), step = OK;

	if (err)
		return err;
	while (store_tracks_next(cursor, &t, &step)) {
		if (until_ms) {
			/* opinions are of today; those of then come out of the log */
			t.rating = 0;
			t.is_loved = t.is_banned = false;
			t.play_count = t.skip_count = 0;
			t.last_played_s = 0;
			if (t.added_s > until_ms / 1000)
				continue;
		}
		if (lib)
			library_put(lib, &t);
		if (taste)
			taste_track(taste, &t);
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
