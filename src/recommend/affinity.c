/*
 * affinity.c -- how much an artist or a genre is this listener's: finishes with a slow and a quick memory, skips, and of an artist
 * the loves and ratings of its tracks as they stand now.
 */
#include "recommend/model.h"

#include <math.h>

#define SLOW_HALF_MS (60 * DAY_MS)
#define QUICK_HALF_MS (3 * DAY_MS)
#define SKIP_HALF_MS (30 * DAY_MS)

/* What is kept of a group. Good until the next one. */
struct liking *liking_of(struct taste *t, int kind, uint32_t number)
{
	struct columns *c = &t->columns[kind];
	struct group *g = &t->group[kind][number];

	if (!g->liking) {
		ARRAY_GROW(c->likings, c->n_likings, c->cap_likings);
		c->likings[c->n_likings++] = (struct liking){ .number = number };
		g->liking = (uint32_t)c->n_likings;
	}
	return &c->likings[g->liking - 1];
}

/* The same of the group of this kind that a track belongs to, about to change; NULL = none. */
struct liking *group_touch(struct taste *t, int kind, uint32_t row, struct group **ret_group)
{
	uint32_t number = t->tracks.group[kind][row];

	if (!number)
		return NULL;
	*ret_group = &t->group[kind][number];
	return liking_of(t, kind, number);
}

void affinity_finish(struct taste *t, uint32_t row, double weight, int64_t at_ms)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		struct group *g;
		struct liking *l = group_touch(t, kind, row, &g);

		if (!l)
			continue;
		times_add(&g->finishes, at_ms);
		l->finishes = g->finishes.n;
		fading_add(&l->slow, weight, at_ms, SLOW_HALF_MS);
		fading_add(&l->quick, weight, at_ms, QUICK_HALF_MS);
	}
}

void affinity_skip(struct taste *t, uint32_t row, double strength, int64_t at_ms)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		struct group *g;
		struct liking *l = group_touch(t, kind, row, &g);

		if (l)
			fading_add(&l->skips, strength, at_ms, SKIP_HALF_MS);
	}
}

/* Only artists are liked through their tracks: one love does not make a genre. */
void affinity_like(struct taste *t, uint32_t row, int tenths)
{
	struct group *g;
	struct liking *l = group_touch(t, GROUP_ARTIST, row, &g);

	if (!l)
		return;
	l->liked += tenths;
	if (tenths > 0)
		g->favourite = row + 1;
}

static double log1p_of(double x)
{
	return x > 0 ? (double)logf(1 + (float)x) : 0;
}

/* Log-odds an artist lends its tracks; a genre lends part of that. */
double affinity_now(const struct liking *l, int64_t now_ms)
{
	double liked = l->liked / 10.0;

	return .35 * log1p_of(fading_now(&l->slow, now_ms, SLOW_HALF_MS))
		+ .35 * log1p_of(2 * fading_now(&l->quick, now_ms, QUICK_HALF_MS))
		- .5 * log1p_of(.5 * fading_now(&l->skips, now_ms, SKIP_HALF_MS))
		+ copysign(.4 * log1p_of(fabs(liked)), liked);
}
