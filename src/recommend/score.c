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
#define FATIGUE_HOURS 1.5
#define REDISCOVER_DAYS 30.0
#define REDISCOVER_MIN 3	/* finishes before it can be rediscovered */

/* Weights; the group weights are in affinity.c. */
#define W_FREQUENT .9
#define W_FOLLOWS 1.2
#define W_GENRE .35
#define W_LOVED 1.2f
#define W_REDISCOVER .45
#define W_NEW .8f
#define W_FATIGUE 7.0
#define W_SKIPPED 1.1
static const float w_mood[GROUP_KINDS] = { [GROUP_ARTIST] = 1.0f, [GROUP_ALBUM] = .5f, [GROUP_GENRE] = .9f };
static const float w_rated[6] = { 0, -2.5f, -1.2f, .1f, .8f, 1.4f };

static uint32_t mix32(uint32_t h)
{
	/* "lowbias32" constants (Wellons 2018, hash prospector) */
	h ^= h >> 16;
	h *= 0x7feb352du;
	h ^= h >> 15;
	h *= 0x846ca68bu;
	return h ^ (h >> 16);
}

uint32_t weigh_hash(const struct weigh *w, uint32_t row)
{
	return mix32(w->t->tracks.hash[row] ^ w->salt);
}

static void weigh_groups(struct weigh *w, int kind)
{
	const struct taste *t = w->t;
	size_t n = MAX_OF(t->n_group[kind], (size_t)1);

	w->affinity[kind] = xcalloc(n, sizeof(float));
	w->mood[kind] = xcalloc(n, sizeof(float));
	w->sum[kind] = xcalloc(n, sizeof(float));
	for (size_t i = 1; i < t->n_group[kind]; i++) {
		const struct group *g = &t->group[kind][i];

		if (!g->finishes.n && g->skips.weight == 0 && !g->liked)
			continue;
		if (kind != GROUP_ALBUM)
			w->affinity[kind][i] = (float)(affinity_now(g, w->now_ms) * (kind == GROUP_GENRE ? W_GENRE : 1));
		w->mood[kind][i] = w_mood[kind] * (float)session_mood(g, w->now_ms);
		w->sum[kind][i] = w->affinity[kind][i] + w->mood[kind][i];
	}
}

void weigh_init(struct weigh *w, struct taste *t, const struct rank_options *opt)
{
	double adventure = fmin(fmax(opt->adventure, 0), 1);

	*w = (struct weigh){ .t = t, .opt = opt, .now_ms = opt->now_ms };
	w->now_day = (float)((double)opt->now_ms / (double)DAY_MS);
	w->jitter = opt->plain ? 0 : .2f + .6f * (float)adventure;
	w->salt = (uint32_t)hash_bytes(&opt->seed, sizeof opt->seed);
	w->context = follow_context(t, opt);
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		weigh_groups(w, kind);
}

void weigh_done(struct weigh *w)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		free(w->affinity[kind]);
		free(w->mood[kind]);
		free(w->sum[kind]);
	}
}

static float newness(const struct weigh *w, uint32_t row)
{
	float left = 1 - (w->now_day - w->t->tracks.added_day[row]) / NEW_DAYS;

	return W_NEW * (left < 0 ? 0 : left > 1 ? 1 : left);
}

static float chance(const struct weigh *w, uint32_t row)
{
	return w->jitter * (float)(weigh_hash(w, row) >> 8) * (1.0f / 16777216);
}

/* The sum of the parts of a track nothing ever happened to. */
float weigh_unheard(const struct weigh *w, uint32_t row)
{
	const struct tracks *x = &w->t->tracks;

	return w->sum[GROUP_ARTIST][x->group[GROUP_ARTIST][row]] + w->sum[GROUP_ALBUM][x->group[GROUP_ALBUM][row]]
		+ w->sum[GROUP_GENRE][x->group[GROUP_GENRE][row]] + newness(w, row) + chance(w, row);
}

static float follows(const struct weigh *w, uint32_t row)
{
	const struct edge *e = w->context == NO_ROW ? NULL : follow_find(w->t, w->context, row);

	return e ? (float)(W_FOLLOWS * log1p(8 * follow_share(w->t, e, w->now_ms))) : 0;
}

static void remembered(const struct weigh *w, const struct memory *m, float parts[SIGNAL_COUNT])
{
	double idle_days = (double)(w->now_ms - m->heard_ms) / (double)DAY_MS;

	if (m->finishes.n) {
		parts[SIGNAL_FREQUENT] = (float)(W_FREQUENT * log1p(2 * base_level(&m->finishes, w->now_ms)));
		parts[SIGNAL_FOLLOWS] = follows(w, m->row);
	}
	if (m->finishes.n >= REDISCOVER_MIN && idle_days > REDISCOVER_DAYS)
		parts[SIGNAL_REDISCOVER] = (float)(W_REDISCOVER * log1p(m->finishes.n) * fmin((idle_days - REDISCOVER_DAYS) / 60, 1));
	if (m->is_loved)
		parts[SIGNAL_LOVED] = W_LOVED;
	parts[SIGNAL_RATED] = w_rated[m->rating];
	if (m->skips.weight > 0)
		parts[SIGNAL_SKIPPED] = (float)(-W_SKIPPED * log1p(fading_now(&m->skips, w->now_ms, SKIPS_HALF_MS)));
	if (m->heard_ms && !w->opt->plain)
		parts[SIGNAL_FATIGUE] = (float)(-W_FATIGUE * exp(-fmax(idle_days, 0) * 24 / FATIGUE_HOURS));
}

/* Every part of any track; returns their sum. */
float weigh_parts(const struct weigh *w, uint32_t row, float parts[SIGNAL_COUNT])
{
	const struct tracks *x = &w->t->tracks;
	const struct memory *m = x->memory[row] == NO_MEMORY ? NULL : &w->t->memory[x->memory[row]];
	float sum = 0;

	for (int i = 0; i < SIGNAL_COUNT; i++)
		parts[i] = 0;
	parts[SIGNAL_ARTIST] = w->affinity[GROUP_ARTIST][x->group[GROUP_ARTIST][row]];
	parts[SIGNAL_GENRE] = w->affinity[GROUP_GENRE][x->group[GROUP_GENRE][row]];
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		parts[SIGNAL_SESSION] += w->mood[kind][x->group[kind][row]];
	if (m)
		remembered(w, m, parts);
	if (!m || !m->was_started)
		parts[SIGNAL_NEW] = newness(w, row);
	if (!m || !m->finishes.n)
		parts[SIGNAL_VARIETY] = chance(w, row);
	for (int i = 0; i < SIGNAL_COUNT; i++)
		sum += parts[i];
	return sum;
}
