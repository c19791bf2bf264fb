/* believe.c -- what is believed, told to those who look; a ranking goes by the same numbers. */
#include "recommend/model.h"

#include <stdlib.h>

static const enum group_kind kinds[] = { [LIKED_ARTISTS] = GROUP_ARTIST, [LIKED_GENRES] = GROUP_GENRE };

struct ranked { struct liked liked; uint32_t number; };

static int by_affinity(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->liked.affinity < y->liked.affinity || x->liked.affinity > y->liked.affinity)
		return x->liked.affinity < y->liked.affinity ? 1 : -1;
	return (x->number > y->number) - (x->number < y->number);
}

/* What they rest on, in one walk over the plays. */
static void count_plays(const struct taste *t, enum group_kind kind, struct ranked *r, size_t n)
{
	for (size_t i = 0; i < t->n_plays; i++) {
		uint32_t number = t->tracks.group[kind][t->plays[i].row];

		for (size_t k = 0; number && k < n; k++)
			if (r[k].number == number) {
				r[k].liked.any = t->tracks.id[t->plays[i].row];
				r[k].liked.finishes += t->plays[i].is_finish;
				r[k].liked.skips += !t->plays[i].is_finish;
			}
	}
	/* of what was never played, but loved or rated */
	for (size_t i = 0; i < t->n_memory; i++)
		for (size_t k = 0; k < n; k++)
			if (!r[k].liked.any && t->memory[i].group[kind] == r[k].number)
				r[k].liked.any = t->tracks.id[t->memory[i].row];
}

size_t taste_liked(struct taste *t, enum liked_kind of, int64_t now_ms, bool least, struct liked *ret_liked, size_t max)
{
	const struct columns *c = &t->columns[kinds[of]];
	struct ranked *all;
	size_t n = 0;

	taste_refresh(t);
	all = xcalloc(c->n_likings + 1, sizeof *all);
	for (size_t i = 0; i < c->n_likings; i++) {
		double affinity = affinity_now(&c->likings[i], now_ms);

		if (least ? affinity < 0 : affinity > 0)
			all[n++] = (struct ranked){ { .affinity = least ? -affinity : affinity }, c->likings[i].number };
	}
	qsort(all, n, sizeof *all, by_affinity);
	n = MIN_OF(n, max);
	count_plays(t, kinds[of], all, n);
	for (size_t i = 0; i < n; i++) {
		ret_liked[i] = all[i].liked;
		ret_liked[i].affinity *= least ? -1 : 1;
	}
	free(all);
	return n;
}

size_t taste_heard(struct taste *t, track_id *ret_tracks, size_t max)
{
	size_t n;

	taste_refresh(t);
	n = MIN_OF(t->n_memory, max);
	for (size_t i = 0; i < n; i++)
		ret_tracks[i] = t->tracks.id[t->memory[i].row];
	return t->n_memory;
}

void taste_sitting(struct taste *t, int64_t now_ms, struct sitting *ret)
{
	bool goes_on;

	taste_refresh(t);
	goes_on = t->sitting_ms && now_ms - t->sitting_ms <= SESSION_PAUSE_MS;
	*ret = (struct sitting){ .own_share = skip_own_share(t, now_ms) };
	for (size_t i = t->n_plays; goes_on && i-- > 0 && t->plays[i].sitting == t->sitting;) {
		ret->finishes += t->plays[i].is_finish;
		ret->skips += !t->plays[i].is_finish;
	}
}
