/*
 * affinity.c -- how much an artist or a genre is this listener's: finishes with a slow and a quick memory, skips, and of an artist
 * the loves and ratings of its tracks as they stand now.
 */
#include "recommend/model.h"

#include <math.h>

#define SLOW_HALF_MS (60 * DAY_MS)
#define QUICK_HALF_MS (3 * DAY_MS)
#define SKIP_HALF_MS (30 * DAY_MS)

/* The group of this kind a track belongs to, about to change; NULL = none. */
struct group *group_touch(struct taste *t, int kind, uint32_t row)
{
	uint32_t number = t->tracks.group[kind][row];
	struct columns *c = &t->columns[kind];
	struct group *g = &t->group[kind][number];

	if (!number)
		return NULL;
	if (!g->is_active) {
		ARRAY_GROW(c->active, c->n_active, c->cap_active);
		c->active[c->n_active++] = number;
		g->is_active = true;
	}
	return g;
}

void affinity_finish(struct taste *t, uint32_t row, double weight, int64_t at_ms)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		struct group *g = group_touch(t, kind, row);

		if (!g)
			continue;
		times_add(&g->finishes, at_ms);
		fading_add(&g->slow, weight, at_ms, SLOW_HALF_MS);
		fading_add(&g->quick, weight, at_ms, QUICK_HALF_MS);
	}
}

void affinity_skip(struct taste *t, uint32_t row, double strength, int64_t at_ms)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		struct group *g = group_touch(t, kind, row);

		if (g)
			fading_add(&g->skips, strength, at_ms, SKIP_HALF_MS);
	}
}

/* Only artists are liked through their tracks: one love does not make a genre. */
void affinity_like(struct taste *t, uint32_t row, int tenths)
{
	struct group *g = group_touch(t, GROUP_ARTIST, row);

	if (!g)
		return;
	g->liked += tenths;
	if (tenths > 0)
		g->favourite = row + 1;
}

/* Log-odds an artist lends its tracks; a genre lends part of that. */
double affinity_now(const struct group *g, int64_t now_ms)
{
	double liked = g->liked / 10.0;

	return .35 * log1p(fading_now(&g->slow, now_ms, SLOW_HALF_MS)) + .35 * log1p(2 * fading_now(&g->quick, now_ms, QUICK_HALF_MS))
		- .5 * log1p(.5 * fading_now(&g->skips, now_ms, SKIP_HALF_MS)) + copysign(.4 * log1p(fabs(liked)), liked);
}
