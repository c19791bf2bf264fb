/*
 * predict.c -- what is played next: the bare prediction, measured by `segue evaluate --plays` and not meant for people (it gladly says "the
 * same album again, in order").
 *
 * The listener's plays in order are a text, a track is a word.  Eleven guesses about the next word are made, each a distribution over
 * the tracks heard before, and mixed as language models are (interpolated n-grams with a cache, Jelinek & Mercer 1980; Kuhn & De Mori
 * 1990).  How much each is trusted depends on how long a run of the last plays was seen before, and how often (`trust`).
 *
 *   ... A B C D ... A B C E ... A B C [?]      run of 3: D and E, the later weighs more; others near A, B, C less
 *
 * The trust was fitted on the 14 listeners of shared/data/listening by bench/next_fit (expectation-maximisation), which also fits it
 * on one half of the listeners and judges it on the other; `segue evaluate --plays` prints what these weights reach beside simpler ways.
 */
#include "recommend/model.h"

#include <math.h>
#include <stdlib.h>

#define TRAIL 8				/* so many last plays are looked at */
#define WINDOW 8			/* plays before and after an earlier occurrence that count as near */
#define OCCURRENCES 64			/* latest earlier occurrences of each that are looked at */
#define NEAR_FALL .9f			/* each step away, in the trail and in the window, counts for less */
#define TODAY_ENDS (104 * 24.0f)	/* hours after which nothing is left of expf(-days), and to say so takes long */
#define BEFORE .7f			/* what came before, against what came after */
#define PAIR_HALF_DAYS 90.0f
#define BREAK_MS (90 * MINUTE_MS)	/* from start to start: longer, and the next play did not follow this one */
#define REFUSED .3f			/* a follower that was skipped */
#define THICK 1.5f			/* weight of a run from which it is well known */

static const enum signal says[GUESSES] = {
	SIGNAL_FREQUENT, SIGNAL_FREQUENT, SIGNAL_FREQUENT, SIGNAL_FREQUENT, SIGNAL_FOLLOWS, SIGNAL_FOLLOWS, SIGNAL_FOLLOWS, SIGNAL_FOLLOWS,
	SIGNAL_ARTIST, SIGNAL_ARTIST, SIGNAL_FREQUENT,
};

/* By the longest run seen before, thin and thick; a run of none is never thick. Written by bench/next_fit. */
static const float trust[2 * (RUN_MAX + 1)][GUESSES] = {
	{ .200f, .183f, .162f, .167f, .147f, 0, 0, 0, .092f, .016f, .033f },
	{ 0 },
	{ .042f, .229f, .224f, 0, .344f, .052f, 0, 0, .067f, .040f, .002f },
	{ .066f, .167f, .100f, .003f, .489f, .086f, 0, 0, .023f, .064f, .002f },
	{ .025f, .059f, .031f, .018f, .467f, .201f, .140f, 0, .022f, .035f, .002f },
	{ .055f, 0, .016f, 0, .197f, .202f, .504f, 0, .014f, .003f, .010f },
	{ .003f, .024f, .007f, 0, .089f, .052f, .329f, .478f, .012f, .006f, 0 },
	{ .006f, .002f, .001f, .005f, .022f, .003f, .294f, .652f, .010f, 0, .004f },
};

/* One play ended. */
void predict_learn(struct taste *t, uint32_t row, int64_t began_ms, int64_t ended_ms, bool is_finish)
{
	struct memory *m = &t->memory[t->tracks.memory[row]];
	uint32_t artist = m->group[GROUP_ARTIST];
	struct group *g = &t->group[GROUP_ARTIST][artist];

	t->sitting += began_ms - t->sitting_ms > SESSION_PAUSE_MS;
	t->sitting_ms = MAX_OF(t->sitting_ms, ended_ms);
	ARRAY_GROW(t->plays, t->n_plays, t->cap_plays);
	t->plays[t->n_plays++] = (struct play){ .began_ms = began_ms, .row = row, .same_track = m->last_play,
		.same_artist = g->last_play, .sitting = t->sitting, .is_finish = is_finish };
	m->last_play = (uint32_t)t->n_plays;
	if (artist)
		g->last_play = (uint32_t)t->n_plays;
	m->n_skips += !is_finish;
}

struct predicting {
	const struct weigh *w;
	const struct play *plays;
	uint32_t n;
	uint32_t trail[TRAIL], n_trail;
	uint32_t ahead;			/* 1 when the newest of the trail still plays, and so is not among the plays */
	float *guess[GUESSES];
	float *base;			/* of each memory; and who it is by, close together: it is asked for again and again */
	uint32_t *artist;
	float run_weight[RUN_MAX + 1];
	unsigned run;
};

static void look_back(struct predicting *p)
{
	const struct taste *t = p->w->t;
	uint32_t playing = p->w->opt->playing ? row_find(t, p->w->opt->playing) : NO_ROW;

	if (playing != NO_ROW) {
		p->trail[p->n_trail++] = playing;
		p->ahead = 1;
	} else if (!p->n || p->w->now_ms - p->plays[p->n - 1].began_ms > BREAK_MS) {
		return;
	}
	for (uint32_t i = p->n; i && p->n_trail < TRAIL; i--)
		p->trail[p->n_trail++] = p->plays[i - 1].row;
}

/* Does play `i` lead on to the next one? */
static bool leads_on(const struct predicting *p, uint32_t i)
{
	return i + 1 < p->n && p->plays[i + 1].began_ms - p->plays[i].began_ms <= BREAK_MS;
}

static float *at_play(const struct predicting *p, enum guess guess, uint32_t i)
{
	return &p->guess[guess][p->w->t->tracks.memory[p->plays[i].row]];
}

static void guess_near(struct predicting *p, uint32_t at, float weight)
{
	float w = weight;

	for (uint32_t i = at, d = 0; d < WINDOW && leads_on(p, i); d++, i++) {
		w *= NEAR_FALL;
		if (p->plays[i + 1].is_finish)
			*at_play(p, GUESS_NEAR, i + 1) += w;
	}
	w = weight * BEFORE;
	for (uint32_t i = at, d = 0; d < WINDOW && i && leads_on(p, i - 1); d++, i--) {
		w *= NEAR_FALL;
		if (p->plays[i - 1].is_finish)
			*at_play(p, GUESS_NEAR, i - 1) += w;
	}
}

static void guess_run(struct predicting *p, uint32_t at, float weight)
{
	unsigned run = 0;

	if (!leads_on(p, at))
		return;
	while (run < RUN_MAX && run < p->n_trail && run <= at && p->plays[at - run].row == p->trail[run])
		run++;
	if (!p->plays[at + 1].is_finish)
		weight *= REFUSED;
	for (unsigned i = 1; i <= run; i++) {
		*at_play(p, (enum guess)(GUESS_RUN1 + i - 1), at + 1) += weight;
		p->run_weight[i] += weight;
	}
	p->run = MAX_OF(p->run, run);
}

static void guess_sequence(struct predicting *p)
{
	const struct taste *t = p->w->t;
	float step = 1;

	for (uint32_t h = 0; h < p->n_trail; h++, step *= NEAR_FALL) {
		uint32_t m = t->tracks.memory[p->trail[h]], i = m == NO_MEMORY ? 0 : t->memory[m].last_play;

		for (int n = 0; i && n < OCCURRENCES; i = p->plays[i - 1].same_track, n++) {
			float age = (float)(p->w->now_ms - p->plays[i - 1].began_ms) / (float)DAY_MS;
			float weight = exp2f(-fmaxf(age, 0) / PAIR_HALF_DAYS);

			if (i - 1 + h + 1 >= p->n + p->ahead)
				continue;	/* the trail itself */
			guess_near(p, i - 1, weight * step);
			if (!h)
				guess_run(p, i - 1, weight);
		}
	}
}

/* What of each artist's base level the guesses about artists hand out. */
static void guess_artists(struct predicting *p)
{
	const struct taste *t = p->w->t;
	uint32_t of = p->n_trail ? t->tracks.group[GROUP_ARTIST][p->trail[0]] : 0;
	size_t n = t->n_group[GROUP_ARTIST];
	float *sum, *next;

	if (!of)
		return;
	sum = xcalloc(n, sizeof *sum);
	next = xcalloc(n, sizeof *next);
	for (size_t j = 0; j < t->n_memory; j++)
		sum[p->artist[j]] += p->base[j];
	for (uint32_t i = t->group[GROUP_ARTIST][of].last_play, k = 0; i && k < OCCURRENCES; i = p->plays[i - 1].same_artist, k++)
		if (leads_on(p, i - 1) && p->plays[i].is_finish)
			next[t->tracks.group[GROUP_ARTIST][p->plays[i].row]] += 1;
	for (size_t j = 0; j < t->n_memory; j++) {
		uint32_t artist = p->artist[j];

		if (artist == of)
			p->guess[GUESS_ARTIST][j] = p->base[j];
		if (p->base[j] > 0 && artist)
			p->guess[GUESS_ARTIST_NEXT][j] = next[artist] * p->base[j] / sum[artist];
	}
	free(sum);
	free(next);
}

static void guess_memory(struct predicting *p)
{
	const struct taste *t = p->w->t;

	for (size_t j = 0; j < t->n_memory; j++) {
		const struct memory *m = &t->memory[j];
		float hours = MAX_OF((float)(p->w->now_ms - m->heard_ms) / (float)HOUR_MS, 0);
		float kept = 1 / (1 + 2 * (float)m->n_skips / (float)(m->recent.n + 1));

		p->artist[j] = m->group[GROUP_ARTIST];
		if (!m->recent.n)
			continue;
		p->base[j] = base_level(&m->recent, p->w->now_ms);
		p->guess[hours > 2 ? GUESS_BASE : GUESS_AGAIN][j] = p->base[j] * kept;
		if (hours > 2 && hours < TODAY_ENDS)
			p->guess[GUESS_TODAY][j] = expf(-hours / 24) * kept;
		p->guess[GUESS_LATELY][j] = 1 / (1 + hours / 24);
		p->guess[GUESS_COUNT][j] = (float)m->recent.n;
	}
}

/* All of them together become 1, or stay 0. Several sums side by side: in one alone each addition waits for the one before. */
WIDE_LOOPS static void make_whole(float *guess, size_t n)
{
	enum { SUMS = 16 };
	float part[SUMS] = { 0 }, sum = 0;
	size_t whole = n / SUMS * SUMS;

	for (size_t j = 0; j < whole; j += SUMS)
		for (int k = 0; k < SUMS; k++)
			part[k] += guess[j + (size_t)k];
	for (int k = 0; k < SUMS; k++)
		sum += part[k];
	for (size_t j = whole; j < n; j++)
		sum += guess[j];
	if (sum > 0)
		for (size_t j = 0; j < n; j++)
			guess[j] /= sum;
}

/* The guesses for each memory, each adding up to 1 or 0; NULL-free, to be freed one by one. Returns the row of `trust`. */
unsigned predict_guess(const struct weigh *w, float *ret_guess[GUESSES])
{
	struct predicting p = { .w = w, .plays = w->t->plays, .n = (uint32_t)w->t->n_plays };
	size_t n = w->t->n_memory;

	p.base = xcalloc(n + 1, sizeof *p.base);
	p.artist = xcalloc(n + 1, sizeof *p.artist);
	for (int k = 0; k < GUESSES; k++)
		p.guess[k] = xcalloc(n + 1, sizeof **p.guess);
	look_back(&p);
	guess_memory(&p);
	guess_sequence(&p);
	guess_artists(&p);
	for (int k = 0; k < GUESSES; k++) {
		make_whole(p.guess[k], n);
		ret_guess[k] = p.guess[k];
	}
	free(p.base);
	free(p.artist);
	return 2 * p.run + (p.run_weight[p.run] >= THICK);
}

WIDE_LOOPS static void add_weighted(const float *restrict guess, float weight, size_t n, float *restrict by)
{
	for (size_t j = 0; j < n; j++)
		by[j] += weight * guess[j];
}

/* The chance that each memory is next, by each signal that has a say: of these what was NULL is made. Caller frees. */
void predict(const struct weigh *w, float *ret_by_signal[SIGNAL_COUNT])
{
	float *guess[GUESSES];
	const float *weight = trust[predict_guess(w, guess)];

	for (int k = 0; k < GUESSES; k++) {
		float **by = &ret_by_signal[says[k]];

		if (weight[k] > 0 && !*by)
			*by = xcalloc(w->t->n_memory + 1, sizeof **by);
		if (weight[k] > 0)
			add_weighted(guess[k], weight[k], w->t->n_memory, *by);
		free(guess[k]);
	}
}
