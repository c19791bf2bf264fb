/*
 * score.c -- what each signal says of a track, in log-odds that it would be heard to its end.
 *
 * The parts of a track that was never touched are those of its artist, album and genre, its age and a little chance: one walk over
 * columns.  Only tracks with a memory need more.
 */
#include "recommend/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SKIPS_HALF_MS (60 * DAY_MS)
#define FATIGUE_HOURS 1.5f
#define FATIGUE_LAST_DAYS 2.0f	/* nothing is left of it */
#define AGAIN_MS (3 * HOUR_MS)	/* heard again within that */
#define REDISCOVER_DAYS 30.0f
#define REDISCOVER_MIN 3	/* finishes before it can be rediscovered */

/* Weights; the group weights are in affinity.c. */
#define W_FREQUENT .9f
#define W_FOLLOWS 1.2f
#define W_GENRE .35
#define W_LOVED 1.2f
#define W_REDISCOVER .45f
#define W_FATIGUE 7.0f
#define W_SKIPPED 1.1f
static const float w_mood[GROUP_KINDS] = { [GROUP_ARTIST] = 1.0f, [GROUP_ALBUM] = .5f, [GROUP_GENRE] = .9f };
static const float w_rated[6] = { 0, -2.5f, -1.2f, .1f, .8f, 1.4f };

static uint32_t *bits_grown(uint32_t *bits, size_t was, size_t cap)
{
	size_t old = was / 32 + (was > 0), new = cap / 32 + 1;

	bits = xreallocarray(bits, new, sizeof *bits);
	memset(bits + old, 0, (new - old) * sizeof *bits);
	return bits;
}

static void columns_grow(struct columns *c, size_t n)
{
	size_t cap = n + n / 2 + 64;

	if (n <= c->n)
		return;
	c->says = xreallocarray(c->says, cap, sizeof *c->says);
	c->sum = xreallocarray(c->sum, cap, sizeof *c->sum);
	for (size_t i = c->n; i < cap; i++) {
		c->says[i] = (struct says){ 0, 0 };
		c->sum[i] = 0;
	}
	c->is_known = bits_grown(c->is_known, c->n, cap);
	c->is_loud = bits_grown(c->is_loud, c->n, cap);
	c->n = cap;
}

static void bit_set(uint32_t *bits, uint32_t number, bool on)
{
	if (on)
		bits[number / 32] |= UINT32_C(1) << number % 32;
	else
		bits[number / 32] &= ~(UINT32_C(1) << number % 32);
}

static void weigh_groups(struct weigh *w, int kind)
{
	struct taste *t = w->t;
	struct columns *c = &t->columns[kind];

	columns_grow(c, t->n_group[kind]);
	c->has_loud = false;
	for (size_t i = 0; i < c->n_likings; i++) {
		const struct liking *l = &c->likings[i];
		uint32_t number = l->number, ahead = i + AHEAD < c->n_likings ? l[AHEAD].number : number;
		struct says says = { 0, w_mood[kind] * (float)session_mood(l, w->now_ms) };
		bool is_loud;
		float sum;

		if (kind != GROUP_ALBUM)
			says.affinity = (float)(affinity_now(l, w->now_ms) * (kind == GROUP_GENRE ? W_GENRE : 1));
		sum = says.affinity + says.mood;
		if (kind == GROUP_GENRE && style_is_chosen(t, number))
			sum += w->style;
		READ_SOON(&c->says[ahead]);
		READ_SOON(&c->sum[ahead]);
		bit_set(c->is_known, number, l->finishes > 0);
		is_loud = sum < 0 || sum > 0 || says.affinity < 0 || says.affinity > 0;
		if (!is_loud && !bit_of(c->is_loud, number))
			continue;	/* nor was it before: most albums */
		c->says[number] = says;
		c->sum[number] = sum;
		bit_set(c->is_loud, number, is_loud);
		c->has_loud |= is_loud;
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
	return newness_of(w, w->t->tracks.added_day[row]);
}

/* hash: of its id */
static float chance(const struct weigh *w, uint32_t hash)
{
	return w->jitter * luck_of(hash * w->salt) * (1 / LUCK_MAX);
}

float weigh_untouched(const struct weigh *w, uint32_t row)
{
	const struct tracks *x = &w->t->tracks;
	float sum = newness(w, row) + chance(w, x->hash[row]);

	for (int kind = 0; kind < GROUP_KINDS; kind++)
		sum += w->group[kind].sum[x->group[kind][row]];
	return sum;
}

/* Often finished once, and not heard for long. */
bool is_rediscovery(const struct weigh *w, const struct memory *m)
{
	return m->recent.n >= REDISCOVER_MIN && w->now_ms - m->heard_ms > (int64_t)REDISCOVER_DAYS * DAY_MS;
}

/*
 * How much of what speaks for it a track heard again and again just now loses: nothing the first time, all of it at the sixth. Else a circle of two that follow
 * each other would never be left; were it all at once, few tracks of a mood could not be heard for an evening.
 */
static float again_share(const struct recent *r, int64_t now_ms)
{
	uint32_t n = 0, exact = MIN_OF(r->n, (uint32_t)RECENT);

	while (n < exact && now_ms - r->at[n] < AGAIN_MS)
		n++;
	return n == RECENT ? 1 : n ? 1 - 1 / (float)n : 0;
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
	if (m->heard_ms && idle_days < FATIGUE_LAST_DAYS && !w->opt->plain) {
		float tired = expf(-fmaxf(idle_days, 0) * 24 / FATIGUE_HOURS);

		parts[SIGNAL_FATIGUE] = -tired * (W_FATIGUE + again_share(&m->recent, w->now_ms) * (parts[SIGNAL_FREQUENT] + parts[SIGNAL_FOLLOWS]));
	}
}

/* The parts of a track with these groups; m may be NULL. */
static float add_up(const struct weigh *w, uint32_t row, const uint32_t number[GROUP_KINDS], const struct memory *m,
		    float parts[SIGNAL_COUNT])
{
	const struct lit *lit = w->t->tracks.flags[row] & FLAG_LIT ? lit_find(w->t, row) : NULL;
	float sum = 0;

	for (int i = 0; i < SIGNAL_COUNT; i++)
		parts[i] = 0;
	if (lit)
		lit_parts(lit, parts);
	parts[SIGNAL_ARTIST] = w->group[GROUP_ARTIST].says[number[GROUP_ARTIST]].affinity;
	parts[SIGNAL_GENRE] = w->group[GROUP_GENRE].says[number[GROUP_GENRE]].affinity;
	if (w->t->n_styles && style_is_chosen(w->t, number[GROUP_GENRE]))
		parts[SIGNAL_STYLE] = w->style;
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		if (bit_of(w->group[kind].is_loud, number[kind]))
			parts[SIGNAL_SESSION] += w->group[kind].says[number[kind]].mood;
	if (m)
		remembered(w, m, parts);
	if (!m || !m->was_started)
		parts[SIGNAL_NEW] = newness(w, row);
	if (!m || !m->recent.n)
		parts[SIGNAL_VARIETY] = chance(w, m ? m->hash : w->t->tracks.hash[row]);
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
