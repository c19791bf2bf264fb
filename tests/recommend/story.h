/* story.h -- seeded random listening, for the properties that must hold for any listener. */
#ifndef TESTS_RECOMMEND_STORY_H
#define TESTS_RECOMMEND_STORY_H

#include "world.h"

#define TRACKS 160
#define ARTISTS 16
#define EVENTS 600
#define ROUNDS 12

struct story { struct event ev[EVENTS]; int n; };

/* Sessions with pauses; finishes, skips early and late, stops, ratings, loves, bans. */
static void story_make(struct story *s, uint64_t seed)
{
	static const enum source sources[] = { SOURCE_LIBRARY, SOURCE_FOR_YOU, SOURCE_CONTINUE };
	struct rng r;
	int64_t at = NOW_MS - DAYS(120);

	rng_seed(&r, seed);
	s->n = 0;
	while (s->n + 2 < EVENTS) {
		uint32_t u = rng_below(&r, 100);
		double unit = rng_unit(&r);
		struct event ev = { .at_ms = at, .track = 1 + (track_id)(unit * unit * TRACKS), .kind = EVENT_START,
			.source = sources[rng_below(&r, 3)], .position_ms = 0, .listened_ms = -1, .duration_ms = 200000 };

		if (u >= 88) {
			static const enum event_kind said[] = { EVENT_RATE, EVENT_LOVE, EVENT_UNLOVE, EVENT_BAN, EVENT_UNBAN, EVENT_RATE };

			ev.kind = said[rng_below(&r, 6)];
			ev.value = (int32_t)rng_below(&r, 6);
			s->ev[s->n++] = ev;
			continue;
		}
		if (rng_below(&r, 8))	/* imported plays have no start */
			s->ev[s->n++] = ev;
		ev.kind = u < 50 ? EVENT_FINISH : u < 82 ? EVENT_SKIP : EVENT_STOP;
		ev.listened_ms = ev.kind == EVENT_FINISH ? 200000 : (int64_t)rng_below(&r, 190000) * (int64_t)rng_below(&r, 2) + 2000;
		ev.position_ms = ev.listened_ms;
		ev.at_ms += ev.listened_ms;
		at = ev.at_ms + 1000;
		if (!rng_below(&r, 6))
			at += (int64_t)rng_below(&r, rng_below(&r, 2) ? 3 * 86400 : 3600) * 1000;
		at = MIN_OF(at, NOW_MS - 1000);
		ev.at_ms = MIN_OF(ev.at_ms, NOW_MS - 1000);
		s->ev[s->n++] = ev;
	}
	/* Leave some in the last half hour. */
	for (int i = s->n - 12; i < s->n; i++)
		s->ev[i].at_ms = MAX_OF(s->ev[i].at_ms, NOW_MS - MINUTES(s->n - i));
}

__attribute__((unused))
static struct rank_options options(uint64_t seed)
{
	return (struct rank_options){ .now_ms = NOW_MS, .seed = seed, .adventure = .35, .artist_gap = 3 };
}

#endif
