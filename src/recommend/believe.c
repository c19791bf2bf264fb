/* believe.c -- what is believed, told to those who look; a ranking goes by the same numbers. */
#include "recommend/model.h"

#include <stdlib.h>

static const enum group_kind kinds[] = { [LIKED_ARTISTS] = GROUP_ARTIST, [LIKED_GENRES] = GROUP_GENRE };

struct ranked { struct liked liked; uint32_t number, last_play; };

static int by_affinity(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->liked.affinity < y->liked.affinity || x->liked.affinity > y->liked.affinity)
		return x->liked.affinity < y->liked.affinity ? 1 : -1;
	return (x->number > y->number) - (x->number < y->number);
}

/* Keeps the best of very many, best first. */
static void keep_best(struct ranked *best, size_t *n, size_t max, struct ranked one)
{
	size_t at;

	if (!max || (*n == max && by_affinity(&best[max - 1], &one) < 0))
		return;
	for (at = *n < max ? (*n)++ : max - 1; at > 0 && by_affinity(&one, &best[at - 1]) < 0; at--)
		best[at] = best[at - 1];
	best[at] = one;
}

/* What they rest on: of what was played the track played last, else one that was loved or rated. A walk over memories, which is one in order. */
static void count_plays(const struct taste *t, enum group_kind kind, struct ranked *r, size_t n)
{
	for (size_t i = 0; i < t->n_memory; i++) {
		const struct memory *m = &t->memory[i];
		size_t k = 0;

		while (k < n && r[k].number != m->group[kind])
			k++;
		if (k == n)
			continue;
		if (!r[k].liked.any || m->last_play > r[k].last_play) {
			r[k].liked.any = t->tracks.id[m->row];
			r[k].last_play = m->last_play;
		}
		r[k].liked.finishes += m->finishes.n;
		r[k].liked.skips += m->n_skips;
	}
}

size_t taste_liked(struct taste *t, enum liked_kind of, int64_t now_ms, bool least, struct liked *ret_liked, size_t max)
{
	const struct columns *c = &t->columns[kinds[of]];
	struct ranked *best;
	size_t n = 0;

	taste_refresh(t);
	best = xcalloc(max + 1, sizeof *best);
	for (size_t i = 0; i < c->n_likings; i++) {
		double affinity = affinity_now(&c->likings[i], now_ms);

		if (least ? affinity < 0 : affinity > 0)
			keep_best(best, &n, max, (struct ranked){ .liked.affinity = least ? -affinity : affinity, .number = c->likings[i].number });
	}
	count_plays(t, kinds[of], best, n);
	for (size_t i = 0; i < n; i++) {
		ret_liked[i] = best[i].liked;
		ret_liked[i].affinity *= least ? -1 : 1;
	}
	free(best);
	return n;
}

size_t taste_liked_tracks(struct taste *t, enum liked_kind of, track_id any, track_id *ret_tracks, size_t max)
{
	enum group_kind kind = kinds[of];
	uint32_t row, number;
	size_t n = 0;

	taste_refresh(t);
	row = row_find(t, any);
	number = row == NO_ROW ? 0 : t->tracks.group[kind][row];
	for (size_t i = 0; number && i < t->n_memory; i++)
		if (t->memory[i].group[kind] == number && n++ < max)
			ret_tracks[n - 1] = t->tracks.id[t->memory[i].row];
	return n;
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
