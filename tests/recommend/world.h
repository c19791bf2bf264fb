/* world.h -- a small made-up library and listener for the tests of the ranking. */
#ifndef TESTS_RECOMMEND_WORLD_H
#define TESTS_RECOMMEND_WORLD_H

#include "recommend.h"

#include <stdio.h>

#define NOW_MS INT64_C(1790000000000)
#define MINUTES(n) (INT64_C(60000) * (n))
#define HOURS(n) (MINUTES(60) * (n))
#define DAYS(n) (HOURS(24) * (n))

/* Track `id` of a library of `artists` artists with two albums each, three artists to a genre, added within the last hundred days. */
static void world_track(struct taste *t, track_id id, int artists)
{
	char artist[32], album[32], genre[32], title[32];
	int a = (int)(id % artists);
	struct track track = {
		.id = id, .path = "/m", .title = title, .artist = artist, .album = album, .album_artist = "", .genre = genre,
		.composer = "", .date = "", .codec = "", .error = "", .duration_ms = 200000,
		.added_s = NOW_MS / 1000 - 86400 * (id * 37 % 100),
	};

	snprintf(artist, sizeof artist, "Artist %d", a);
	snprintf(album, sizeof album, "Album %d", (int)(id / artists % 2));
	snprintf(genre, sizeof genre, "Genre %d", a / 3);
	snprintf(title, sizeof title, "Track %d", (int)id);
	taste_track(t, &track);
}

__attribute__((unused))
static struct taste *world_new(int tracks, int artists)
{
	struct taste *t = taste_new();

	for (track_id id = 1; id <= tracks; id++)
		world_track(t, id, artists);
	return t;
}

/* Start and end of one play; the end is `at_ms`. */
__attribute__((unused))
static void world_play(struct taste *t, track_id id, enum event_kind end, int64_t at_ms, int64_t listened_ms)
{
	struct event ev = { .at_ms = at_ms - listened_ms, .track = id, .kind = EVENT_START, .source = SOURCE_LIBRARY,
		.listened_ms = -1, .duration_ms = 200000 };

	taste_event(t, &ev);
	ev.at_ms = at_ms;
	ev.kind = end;
	ev.listened_ms = ev.position_ms = listened_ms;
	taste_event(t, &ev);
}

__attribute__((unused))
static void world_say(struct taste *t, track_id id, enum event_kind kind, int value, int64_t at_ms)
{
	taste_event(t, &(struct event){ .at_ms = at_ms, .track = id, .kind = kind, .value = value, .position_ms = -1, .listened_ms = -1 });
}

#endif
