/*
 * discover_score.c -- how good a candidate (discover.c) is: three lists, of which each forgives the others' mistakes, joined by places (reciprocal ranks:
 * Cormack, Clarke & Buettcher 2009).
 *
 *   learnt    a weighted sum of its numbers, whose weights are learnt in the run that asks: from what listeners went on to discover at earlier moments
 *             of their logs (choice_fit), pulled towards `discover_usual`.  It counts as much as it does because nobody chose it by hand.
 *   own       which artists the listener plays these days; what followed in others' sessions and item CF choose among their tracks
 *   others    what those alike play, by artists of the last months; of a short log it finds more
 *
 * Each number is brought to a size that does not depend on how many listeners or plays there are: those that add up over other listeners are divided by their
 * mean over the candidates.  More terms (products, other half-lives, places in sessions) were tried and foresaw nothing more; boosted trees over all numbers
 * found less than half, and weights of one listener's own, pulled towards everybody's, foresaw worse than everybody's: what is found stands in the first twenty of forty-five thousand, where there is little to learn from.
 */
#include "recommend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum term {
	TERM_KNOWN, TERM_USERS, TERM_USERS_BY_TRACK, TERM_ITEMS, TERM_FOLLOWS, TERM_ARTIST_CF,
	TERM_AMONG, TERM_ARTIST, TERM_RECENT, TERM_LATELY, TERM_FRESH, TERM_TRACKS,
	TERM_IS_HEARD, TERM_LEFT, TERM_SKIPS, TERM_DAYS,	/* 0 for artists never heard */
	TERMS
};
_Static_assert((int)TERMS == (int)DISCOVER_TERMS, "a weight for each term");

static const uint8_t scaled[][2] = {	/* log (1 + x / its mean) */
	{ TERM_KNOWN, DISCOVER_LISTENERS }, { TERM_USERS, DISCOVER_USERS }, { TERM_USERS_BY_TRACK, DISCOVER_USERS_BY_TRACK }, { TERM_ITEMS, DISCOVER_ITEMS },
	{ TERM_FOLLOWS, DISCOVER_FOLLOWS }, { TERM_ARTIST_CF, DISCOVER_ARTIST_CF },
};
static const uint8_t as_is[][2] = {
	{ TERM_AMONG, DISCOVER_AMONG }, { TERM_ARTIST, DISCOVER_ARTIST }, { TERM_RECENT, DISCOVER_ARTIST_RECENT }, { TERM_LATELY, DISCOVER_ARTIST_LATELY },
	{ TERM_FRESH, DISCOVER_ARTIST_FRESH }, { TERM_TRACKS, DISCOVER_ARTIST_TRACKS },
};

/* Written by bench/discover_fit, from the 14 listeners of shared/data/listening. */
const struct discover_weights discover_usual = { {
	0.447, 1.180, 0.590, -0.022, 0.095, -0.179, -0.599, 0.299, -0.052, 0.060, 0.020, 0.277, 2.412, -0.495, 0.551, -0.059
} };

static void means_of(const struct candidate *c, size_t n, double ret[DISCOVER_FEATURES])
{
	for (int k = 0; k < DISCOVER_FEATURES; k++) {
		ret[k] = 1e-9;
		for (size_t i = 0; i < n; i++)
			ret[k] += (double)c[i].x[k] / (double)n;
	}
}

static bool is_by_heard(const struct candidate *c)
{
	return c->x[DISCOVER_ARTIST_DAYS] >= 0;
}

static void terms_of(const struct candidate *c, const double mean[DISCOVER_FEATURES], float ret[TERMS])
{
	bool is = is_by_heard(c);

	for (size_t k = 0; k < COUNT_OF(scaled); k++)
		ret[scaled[k][0]] = log1pf(c->x[scaled[k][1]] / (float)mean[scaled[k][1]]);
	for (size_t k = 0; k < COUNT_OF(as_is); k++)
		ret[as_is[k][0]] = c->x[as_is[k][1]];
	ret[TERM_IS_HEARD] = is;
	ret[TERM_LEFT] = is ? log1pf(c->x[DISCOVER_ARTIST_LEFT]) : 0;
	ret[TERM_SKIPS] = is ? c->x[DISCOVER_ARTIST_SKIPS] : 0;
	ret[TERM_DAYS] = is ? log1pf(c->x[DISCOVER_ARTIST_DAYS]) : 0;
}

/* ---- what is learnt ---- */

enum { OTHERS = 1000 };			/* of those not played, by artists heard and by others: so many stand for all */

struct lesson { float *x, *stands_for; uint8_t *is_played; size_t n, n_played; };
struct discover_lessons { struct lesson *at; size_t n; };

struct discover_lessons *discover_lessons_new(size_t n)
{
	struct discover_lessons *ls = xcalloc(1, sizeof *ls);

	ls->at = xcalloc(n + 1, sizeof *ls->at);
	ls->n = n;
	return ls;
}

void discover_lessons_free(struct discover_lessons *ls)
{
	if (!ls)
		return;
	for (size_t i = 0; i < ls->n; i++) {
		free(ls->at[i].x);
		free(ls->at[i].stands_for);
		free(ls->at[i].is_played);
	}
	free(ls->at);
	free(ls);
}

/* All that were played; of the two kinds of others as many as there is room for, by chance. */
static void fill_lesson(struct lesson *l, const struct candidate *c, size_t n, const uint8_t *played, uint64_t seed)
{
	double mean[DISCOVER_FEATURES];
	uint32_t left[2] = { 0, 0 }, want[2];
	float stands_for[2];
	struct rng rng;

	rng_seed(&rng, seed);
	means_of(c, n, mean);
	for (size_t i = 0; i < n; i++) {
		l->n_played += played[c[i].track];
		left[is_by_heard(&c[i])] += !played[c[i].track];
	}
	if (!l->n_played)
		return;
	for (int k = 0; k < 2; k++) {
		want[k] = MIN_OF(left[k], (uint32_t)OTHERS);
		stands_for[k] = want[k] ? (float)left[k] / (float)want[k] : 0;
	}
	l->x = xcalloc((l->n_played + want[0] + want[1]) * TERMS, sizeof *l->x);
	l->stands_for = xcalloc(l->n_played + want[0] + want[1], sizeof *l->stands_for);
	l->is_played = xcalloc(l->n_played + want[0] + want[1], 1);
	for (size_t i = 0; i < n; i++) {
		bool is = played[c[i].track], kind = is_by_heard(&c[i]);

		if (!is && rng_below(&rng, left[kind]--) >= want[kind])
			continue;
		want[kind] -= !is;
		terms_of(&c[i], mean, l->x + l->n * TERMS);
		l->stands_for[l->n] = is ? 1 : stands_for[kind];
		l->is_played[l->n++] = is;
	}
}

void discover_lesson(struct discover_lessons *ls, size_t at, const struct discover *d, uint32_t listener, const struct play_row *own, size_t now, size_t later)
{
	struct candidate *c;
	size_t n = discover_candidates(d, listener, own, now, &c), n_tracks = n ? (size_t)c[n - 1].track + 1 : 0;
	uint8_t *played = xcalloc(n_tracks + 1, 1);

	for (size_t i = now; i < later; i++)
		if (own[i].track < n_tracks)
			played[own[i].track] |= own[i].listened_ms >= DISCOVER_PLAY_MS;
	fill_lesson(&ls->at[at], c, n, played, at + 1);
	free(played);
	free(c);
}

struct discover_weights discover_learn(const struct discover_lessons *ls, const uint8_t *is_left_out, const struct discover_weights *prior, double pull)
{
	struct choice_list *lists = xcalloc(ls->n + 1, sizeof *lists);
	struct choice_options opt = { .prior = prior->of, .pull = pull };
	struct discover_weights w = *prior;
	size_t n = 0;

	for (size_t i = 0; i < ls->n; i++) {
		const struct lesson *l = &ls->at[i];

		/* many tracks of one album are no more than one choice or two */
		if (l->n_played && !(is_left_out && is_left_out[i]))
			lists[n++] = (struct choice_list){ l->x, l->stands_for, l->is_played, l->n, sqrt((double)l->n_played) };
	}
	choice_fit(lists, n, TERMS, &opt, w.of);
	free(lists);
	return w;
}

/* ---- the three lists ---- */

#define LEARNT_WEIGHT 3
#define OWN_WEIGHT 1
#define OTHERS_WEIGHT 1
#define ITEMS_SHARE .1f
#define FOLLOWS_SHARE .2f
enum { PLACES = 1000, EARLY = 10 };	/* places that count; how little the first ones stand out */

/* Adds to each of the best its share by its place; equals stand at one place, and none of them is left out. */
static void add_places(const float *by, size_t n, float weight, float *scores)
{
	struct scored *best = xcalloc(PLACES, sizeof *best);
	uint32_t n_best = learn_best(by, (uint32_t)n, best, PLACES), place = 0;
	float last = n_best ? best[n_best - 1].score : 0;

	for (uint32_t i = 0; i < n_best; i++) {
		if (i && best[i].score < best[i - 1].score)
			place = i;
		if (best[i].score > last)
			scores[best[i].at] += weight / (float)(EARLY + 1 + place);
	}
	for (size_t i = 0; n_best && i < n; i++)
		if (by[i] >= last && by[i] <= last)
			scores[i] += weight / (float)(EARLY + 1 + place);
	free(best);
}

static void by_weights(const struct discover_weights *w, const struct candidate *c, size_t n, float *ret)
{
	double mean[DISCOVER_FEATURES];
	float x[TERMS];

	means_of(c, n, mean);
	for (size_t i = 0; i < n; i++) {
		double sum = 0;

		terms_of(&c[i], mean, x);
		for (int k = 0; k < TERMS; k++)
			sum += w->of[k] * (double)x[k];
		ret[i] = (float)sum;
	}
}

static void by_hand(const struct candidate *c, size_t n, float *ret_own, float *ret_others)
{
	float most[DISCOVER_FEATURES];

	for (int k = 0; k < DISCOVER_FEATURES; k++) {
		most[k] = 1e-9f;
		for (size_t i = 0; i < n; i++)
			most[k] = MAX_OF(most[k], c[i].x[k]);
	}
	for (size_t i = 0; i < n; i++) {
		const float *x = c[i].x, known = 1e-6f * x[DISCOVER_LISTENERS];	/* of equals the better known */

		ret_own[i] = x[DISCOVER_ARTIST_LATELY] / most[DISCOVER_ARTIST_LATELY] + ITEMS_SHARE * x[DISCOVER_ITEMS] / most[DISCOVER_ITEMS]
			+ FOLLOWS_SHARE * x[DISCOVER_FOLLOWS] / most[DISCOVER_FOLLOWS] + known;
		ret_others[i] = x[DISCOVER_USERS] / most[DISCOVER_USERS] + x[DISCOVER_ARTIST_RECENT] / most[DISCOVER_ARTIST_RECENT] + known;
	}
}

void discover_score(const struct discover_weights *w, const struct candidate *c, size_t n, float *ret_scores)
{
	float *learnt = xcalloc(n + 1, sizeof *learnt), *own = xcalloc(n + 1, sizeof *own), *others = xcalloc(n + 1, sizeof *others);

	memset(ret_scores, 0, n * sizeof *ret_scores);
	by_weights(w, c, n, learnt);
	by_hand(c, n, own, others);
	add_places(learnt, n, LEARNT_WEIGHT, ret_scores);
	add_places(own, n, OWN_WEIGHT, ret_scores);
	add_places(others, n, OTHERS_WEIGHT, ret_scores);
	free(learnt);
	free(own);
	free(others);
}
