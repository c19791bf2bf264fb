/*
 * session.c -- the mood: what was accepted minus what was skipped just now, an artist, album or genre at a time.
 *
 * There is no hard line between sessions: every contribution fades with time, so that after a pause of half an hour a good third is
 * left and after two hours next to nothing.  (A line would let a skip that keeps a session alive also keep alive what was accepted in
 * it, and so raise its own track.)
 */
#include "recommend/model.h"

#include <math.h>

#define MOOD_HALF_MS (20 * MINUTE_MS)
#define EARLY_MS 10000		/* skipped before: a stronger no (shared/RECOMMEND.md §4) */

void session_accept(struct taste *t, uint32_t row, double weight, int64_t at_ms)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		struct group *g;
		struct liking *l = group_touch(t, kind, row, &g);

		if (!l)
			continue;
		fading_add(&l->mood, weight, at_ms, MOOD_HALF_MS);
		if (g->accepted[0] != row) {
			g->accepted[1] = g->accepted[0];
			g->accepted_ms[1] = g->accepted_ms[0];
		}
		g->accepted[0] = row;
		g->accepted_ms[0] = at_ms;
	}
	t->skip_run = 0;
}

void session_refuse(struct taste *t, uint32_t row, double strength, int64_t at_ms)
{
	if (at_ms - t->skip_run_ms > SESSION_PAUSE_MS)
		t->skip_run = 0;
	/* The more were skipped in a row, the more it is the mood that is wrong. */
	strength *= 1 + .25 * MIN_OF(t->skip_run, 2u);
	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		struct group *g;
		struct liking *l = group_touch(t, kind, row, &g);

		if (l)
			fading_add(&l->mood, -strength, at_ms, MOOD_HALF_MS);
	}
	t->skip_run++;
	t->skip_run_ms = at_ms;
}

/* -1..1; what is nearly forgotten is forgotten. */
double session_mood(const struct liking *l, int64_t now_ms)
{
	double mood = fading_now(&l->mood, now_ms, MOOD_HALF_MS);

	return fabs(mood) < .01 ? 0 : tanh(.5 * mood);
}

/* How strong a yes: chosen by hand is more than merely not stopped. */
double accept_weight(enum source source)
{
	switch (source) {
	case SOURCE_FOR_YOU:
	case SOURCE_SEARCH:
		return 1.25;
	case SOURCE_CONTINUE:
	case SOURCE_RADIO:
		return .7;
	default:
		return 1;
	}
}

/* How strong a no, .5..1: at once is all, after most of it is half. */
double skip_strength(const struct event *ev)
{
	int64_t heard = ev->listened_ms >= 0 ? ev->listened_ms : ev->position_ms;
	double part;

	if (heard < EARLY_MS)
		return 1;
	part = ev->duration_ms > 0 ? (double)heard / (double)ev->duration_ms : (double)heard / 240000.0;
	return .5 + .35 * (1 - fmin(part, 1));
}

/*
 * What of a skip is held against the track itself: less in a run of skips.  Never under .65: together with the weakest skip (.5) that
 * keeps a skip that lengthens the run from costing its track less than it saves it later.
 */
double skip_own_share(const struct taste *t, int64_t at_ms)
{
	unsigned run = at_ms - t->skip_run_ms > SESSION_PAUSE_MS ? 0 : t->skip_run;

	return .65 + .35 / (1 + run);
}
