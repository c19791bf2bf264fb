/*
 * score.c -- what each signal says of a track, in log-odds that it would be heard to its end.
 *
 * The parts of a track that was never touched are those of its artist, album and genre, its age and a little chance: one walk over
 * columns.  Only tracks with a memory need more.
 */
#include "recommend/model.h"

#include <math.h>
#include <stdlib.h>

#define SKIPS_HALF_MS (60 * DAY_MS)
#define NEW_DAYS 45.0f		/* how long "added lately" lasts */
#define FATIGUE_HOURS 1.5f
#define FATIGUE_LAST_DAYS 2.0f	/* nothing is left of it */
#define REDISCOVER_DAYS 30.0f
#define REDISCOVER_MIN 3	/* finishes before it can be rediscovered */

/* Weights; the group weights are in affinity.c. */
#define W_FREQUENT .9f
#define W_FOLLOWS 1.2f
#define W_GENRE .35
#define W_LOVED 1.2f
#define W_REDISCOVER .45f
#define W_NEW .8f
#define W_FATIGUE 7.0f
#define W_SKIPPED 1.1f
static const float w_mood[GROUP_KINDS] = { [GROUP_ARTIST] = 1.0f, [GROUP_ALBUM] = .5f, [GROUP_GENRE] = .9f };
static const float w_rated[6] = { 0, -2.5f, -1.2f, .1f, .8f, 1.4f };

static void columns_grow(struct columns *c, size_t n)
{
	size_t cap = n + n / 2 + 64;

	if (n <= c->n)
		return;
	c->affinity = xreallocarray(c->affinity, cap, sizeof *c->affinity);
	c->mood = xreallocarray(c->mood, cap, sizeof *c->mood);
	c->sum = xreallocarray(c->sum, cap, sizeof *c->sum);
	c->is_known = xreallocarray(c->is_known, cap, sizeof *c->is_known);
	for (size_t i = c->n; i < cap; i++) {
		c->affinity[i] = c->mood[i] = c->sum[i] = 0;
		c->is_known[i] = 0;
	}
	free(c->is_loud);
	c->is_loud = xcalloc(cap / 64 + 1, sizeof *c->is_loud);
	c->n = cap;
}

static void weigh_groups(struct weigh *w, int kind)
{
	struct taste *t = w->t;
	struct columns *c = &t->columns[kind];

	columns_grow(c, t->n_group[kind]);
	for (size_t i = 0; i < c->n_likings; i++) {
		const struct liking *l = &c->likings[i];
		uint32_t number = l->number;
		uint64_t bit = UINT64_C(1) << number % 64;

		if (kind != GROUP_ALBUM)
			c->affinity[number] = (float)(affinity_now(l, w->now_ms) * (kind == GROUP_GENRE ? W_GENRE : 1));
		c->mood[number] = w_mood[kind] * (float)session_mood(l, w->now_ms);
		c->sum[number] = c->affinity[number] + c->mood[number];
		if (kind == GROUP_GENRE && style_is_chosen(t, number))
			c->sum[number] += w->style;
		c->is_known[number] = l->finishes > 0;
		if (c->sum[number] < 0 || c->sum[number] > 0)
			c->is_loud[number / 64] |= bit;
		else
			c->is_loud[number / 64] &= ~bit;
	}
}

static int by_day(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/*
 * How new half of the library is: only what is newer than that is news.  In a library that came in one evening nothing is.
 * The median of all, or of SAMPLE of them taken evenly.
 */
static float usual_newness(const struct weigh *w)
{
	enum { SAMPLE = 1024 };
	const struct tracks *x = &w->t->tracks;
	size_t n = x->n < SAMPLE ? x->n : SAMPLE;
	float days[SAMPLE], left;

	if (!n)
		return 0;
	for (size_t i = 0; i < n; i++)
		days[i] = x->added_day[i * x->n / n];
	qsort(days, n, sizeof days[0], by_day);
	left = 1 - (w->now_day - days[n / 2]) / NEW_DAYS;
	return left < 0 ? 0 : left > 1 ? 1 : left;
}

void weigh_init(struct weigh *w, struct taste *t, const struct rank_options *opt)
{
	double adventure = fmin(fmax(opt->adventure, 0), 1);

	*w = (struct weigh){ .t = t, .opt = opt, .now_ms = opt->now_ms };
	w->now_day = (float)((double)opt->now_ms / (double)DAY_MS);
	w->jitter = opt->plain ? 0 : .2f + .6f * (float)adventure;
	w->usual_newness = usual_newness(w);
	w->style = (float)style_now(t);
	w->salt = (uint32_t)hash_bytes(&opt->seed, sizeof opt->seed) | 1;
	w->context = follow_context(t, opt);
	w->group = t->columns;
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		weigh_groups(w, kind);
	if (w->context != NO_ROW) {
		follow_spread(t, w->context, w->now_ms);
		w->follow = t->follow;
	}
	lit_up(t, opt);
	w->foresight = opt->plain ? NULL : learnt_foresight_of(t->learnt);
}

void weigh_done(struct weigh *w)
{
	if (w->context != NO_ROW)
		follow_gather(w->t, w->context);
	lit_out(w->t);
}

static inline float newness(const struct weigh *w, uint32_t row)
{
	float left = 1 - (w->now_day - w->t->tracks.added_day[row]) / NEW_DAYS;

	left = (left < 0 ? 0 : left > 1 ? 1 : left) - w->usual_newness;
	return left > 0 ? W_NEW * left : 0;
}

static float chance(const struct weigh *w, uint32_t row)
{
	return w->jitter * (float)(weigh_hash(w, row) >> 8) * (1.0f / 16777216);
}

void weigh_untouched(const struct weigh *w, uint32_t first, uint32_t n, float *ret_score, uint32_t *ret_hash)
{
	const struct tracks *x = &w->t->tracks;
	const uint32_t *artist = x->group[GROUP_ARTIST] + first, *album = x->group[GROUP_ALBUM] + first;
	const uint32_t *genre = x->group[GROUP_GENRE] + first;
	const float *of_artist = w->group[GROUP_ARTIST].sum, *of_album = w->group[GROUP_ALBUM].sum;
	const float *of_genre = w->group[GROUP_GENRE].sum;
	const uint64_t *is_loud = w->group[GROUP_ALBUM].is_loud;

	for (uint32_t i = 0; i < n; i++)
		ret_hash[i] = weigh_hash(w, first + i);
	for (uint32_t i = 0; i < n; i++)
		ret_score[i] = newness(w, first + i) + w->jitter * (float)(ret_hash[i] >> 8) * (1.0f / 16777216);
	for (uint32_t i = 0; i < n; i++)
		ret_score[i] += of_artist[artist[i]] + of_genre[genre[i]];
	for (uint32_t i = 0; i < n; i++)
		if (is_loud[album[i] / 64] >> album[i] % 64 & 1)
			ret_score[i] += of_album[album[i]];
}

/* Often finished once, and not heard for long. */
bool is_rediscovery(const struct weigh *w, const struct memory *m)
{
	return m->recent.n >= REDISCOVER_MIN && w->now_ms - m->heard_ms > (int64_t)REDISCOVER_DAYS * DAY_MS;
}

static void remembered(const struct weigh *w, const struct memory *m, float parts[SIGNAL_COUNT])
{
	float idle_days = (float)(w->now_ms - m->heard_ms) * (1.0f / (float)DAY_MS);

	if (m->recent.n) {
		parts[SIGNAL_FREQUENT] = W_FREQUENT * logf(1 + 2 * base_level(&m->recent, w->now_ms));
		if (w->follow && w->follow[m - w->t->memory] > 0)
			parts[SIGNAL_FOLLOWS] = W_FOLLOWS * logf(1 + 8 * w->follow[m - w->t->memory]);
	}
	if (is_rediscovery(w, m))
		parts[SIGNAL_REDISCOVER] = W_REDISCOVER * logf(1 + (float)m->recent.n) * fminf((idle_days - REDISCOVER_DAYS) / 60, 1);
	if (m->is_loved)
		parts[SIGNAL_LOVED] = W_LOVED;
	parts[SIGNAL_RATED] = w_rated[m->rating];
	if (m->skips.weight > 0)
		parts[SIGNAL_SKIPPED] = -W_SKIPPED * logf(1 + (float)fading_now(&m->skips, w->now_ms, SKIPS_HALF_MS));
	if (m->heard_ms && idle_days < FATIGUE_LAST_DAYS && !w->opt->plain)
		parts[SIGNAL_FATIGUE] = -W_FATIGUE * expf(-fmaxf(idle_days, 0) * 24 / FATIGUE_HOURS);
}

/* The parts of a track with these groups; m may be NULL. */
static float add_up(const struct weigh *w, uint32_t row, const uint32_t number[GROUP_KINDS], const struct memory *m,
		    float parts[SIGNAL_COUNT])
{
	const struct lit *lit = lit_find(w->t, row);
	float sum = 0;

	for (int i = 0; i < SIGNAL_COUNT; i++)
		parts[i] = 0;
	if (lit)
		lit_parts(lit, parts);
	parts[SIGNAL_ARTIST] = w->group[GROUP_ARTIST].affinity[number[GROUP_ARTIST]];
	parts[SIGNAL_GENRE] = w->group[GROUP_GENRE].affinity[number[GROUP_GENRE]];
	if (w->t->n_styles && style_is_chosen(w->t, number[GROUP_GENRE]))
		parts[SIGNAL_STYLE] = w->style;
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		parts[SIGNAL_SESSION] += w->group[kind].mood[number[kind]];
	if (m)
		remembered(w, m, parts);
	if (!m || !m->was_started)
		parts[SIGNAL_NEW] = newness(w, row);
	if (!m || !m->recent.n)
		parts[SIGNAL_VARIETY] = chance(w, row);
	for (int i = 0; i < SIGNAL_COUNT; i++)
		sum += parts[i];
	return sum;
}

float weigh_memory(const struct weigh *w, const struct memory *m)
{
	float parts[SIGNAL_COUNT];

	return add_up(w, m->row, m->group, m, parts);
}

/* Every part of any track; returns their sum. */
float weigh_parts(const struct weigh *w, uint32_t row, float parts[SIGNAL_COUNT])
{
	const struct tracks *x = &w->t->tracks;
	uint32_t number[GROUP_KINDS];

	for (int kind = 0; kind < GROUP_KINDS; kind++)
		number[kind] = x->group[kind][row];
	return add_up(w, row, number, x->memory[row] == NO_MEMORY ? NULL : &w->t->memory[x->memory[row]], parts);
}

float weigh_final(const struct weigh *w, uint32_t row)
{
	float parts[SIGNAL_COUNT], sum = weigh_parts(w, row, parts);

	return w->foresight ? foresight_logit(w->foresight, parts) : sum;
}
