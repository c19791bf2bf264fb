/* made.h -- a made library, a made log of it, and all that can be learnt from one: for benches. */
#ifndef SEGUE_BENCH_MADE_H
#define SEGUE_BENCH_MADE_H

#include "library.h"
#include "recommend.h"

#include <stdio.h>
#include <stdlib.h>

#define NOW_MS INT64_C(1790000000000)

/* Twenty tracks an artist, sixty genres. lib: knows them, too; NULL: nobody else does. */
static inline void made_tracks(struct taste *t, struct library *lib, uint32_t tracks, struct rng *r)
{
	char path[32], title[32], artist[32], album[48], genre[32];

	for (uint32_t i = 1; i <= tracks; i++) {
		uint32_t a = rng_below(r, tracks / 20 + 1);
		struct track track = { .id = (track_id)i, .path = path, .title = title, .artist = artist, .album = album, .album_artist = "",
			.genre = genre, .composer = "", .date = "", .codec = "", .sort_artist = "", .error = "", .duration_ms = 200000, .year = (int16_t)(1960 + a % 60),
			.added_s = NOW_MS / 1000 - (int64_t)rng_below(r, 86400 * 1000) };

		snprintf(path, sizeof path, "/%u.flac", i);
		snprintf(title, sizeof title, "title %u", i);
		snprintf(artist, sizeof artist, "artist %u", a);
		snprintf(album, sizeof album, "album %u of %u", rng_below(r, 4), a);
		snprintf(genre, sizeof genre, "genre %u", a % 60);
		taste_track(t, &track);
		if (lib)
			library_put(lib, &track);
	}
}

/* Starts and their ends, ten minutes apart, the last just before until_ms; caller frees. */
static inline struct event *made_log(uint32_t tracks, uint32_t events, int64_t until_ms, struct rng *r)
{
	struct event *log = xcalloc(events + 1, sizeof *log);

	for (uint32_t i = 0; i + 1 < events; i += 2) {
		double u = rng_unit(r);

		log[i] = (struct event){ .id = i + 1, .at_ms = until_ms - (int64_t)(events - i) / 2 * 600000, .track = 1 + (track_id)(u * u * (tracks - 1)),
			.kind = EVENT_START, .source = SOURCE_LIBRARY, .listened_ms = -1, .position_ms = -1 };
		log[i + 1] = log[i];
		log[i + 1].id++;
		log[i + 1].kind = rng_below(r, 4) ? EVENT_FINISH : EVENT_SKIP;
		log[i + 1].at_ms += 200000;
		log[i + 1].listened_ms = log[i + 1].kind == EVENT_FINISH ? 200000 : 8000;
	}
	return log;
}

/* As much as there may be of each. */
static inline struct learnt *made_learnt(uint32_t tracks, struct rng *r)
{
	struct learnt *l = learnt_new();
	struct of_listeners *rows = xcalloc(LEARNT_LISTENERS_MAX, sizeof *rows);
	struct foresight f = { .net = { .d = SIGNAL_COUNT }, .slope = 1 };
	struct near near[NEAR_MAX];

	for (uint32_t i = 0; i < MIN_OF(tracks, 50000u); i++) {
		for (int k = 0; k < NEAR_MAX; k++)
			near[k] = (struct near){ 1 + (track_id)rng_below(r, tracks), 1 / (float)(k + 1), -1, false, 0 };
		learnt_near(l, (track_id)i + 1, near, NEAR_MAX);
	}
	for (int i = 0; i < LEARNT_LISTENERS_MAX; i++)
		rows[i] = (struct of_listeners){ 1 + (track_id)rng_below(r, tracks), (float)rng_unit(r), 5, false };
	learnt_listeners(l, rows, LEARNT_LISTENERS_MAX);
	for (int i = 0; i < SIGNAL_COUNT; i++)
		f.net.straight[i] = .5f;
	learnt_foresight(l, &f);
	free(rows);
	return l;
}

static inline void made_sounds(struct taste *t, uint32_t tracks, struct rng *r)
{
	struct near near[60];

	for (int i = 0; i < SOUNDS_MAX; i++) {
		for (int k = 0; k < 60; k++)
			near[k] = (struct near){ 1 + (track_id)rng_below(r, tracks), 1 - (float)k / 100, 3, false, 0 };
		taste_sounds(t, 1 + (track_id)rng_below(r, MIN_OF(tracks, 2000u)), near, 60);
	}
}

#endif
