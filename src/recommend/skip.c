/*
 * skip.c -- will this play be skipped?  What is known of one listener at the start of a track, as numbers for a learner (boost_fit), kept up
 * play by play.  Only the listener's own past is in it: other people's skip rates of a track add nothing (shared/RECOMMEND.md §1).
 *
 * The gap before a play is known at its start, its own length is not: nothing here looks at the play that is asked about.
 */
#include "recommend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PLAY_MS 30000			/* heard for less: skipped */
#define PAUSE_MS INT64_C(1800000)
#define DAY_S 86400.0
enum { LAST = 100 };			/* plays looked back on */

struct heard { uint32_t n, skips, run; int64_t last_at_ms; float last_s, most_s; bool was_skipped; };
struct one_play { uint64_t track, artist; int64_t at_ms; float listened_s; bool is_skip, was_new; };

struct skips {
	struct map64 track, artist, pair;	/* index + 1 into heard */
	struct heard *heard;
	size_t n_heard, cap_heard;
	struct one_play last[LAST];		/* a ring, the newest at n - 1 */
	size_t n;
	size_t n_skips, session_n, session_skips;
	int64_t session_ms, end_ms;		/* when it began; when the last play ended */
	uint32_t run_skips, run_heard;
	float fading[3];			/* skip rate over about 3, 10, 50 plays */
	uint32_t hour_n[24], hour_skips[24];
};

struct skips *skips_new(void)
{
	return xcalloc(1, sizeof(struct skips));
}

void skips_free(struct skips *s)
{
	if (!s)
		return;
	map64_done(&s->track);
	map64_done(&s->artist);
	map64_done(&s->pair);
	free(s->heard);
	free(s);
}

static const struct heard *find(const struct skips *s, const struct map64 *m, uint64_t key)
{
	static const struct heard nothing;
	uintptr_t at = (uintptr_t)map64_get(m, key);

	return at ? &s->heard[at - 1] : &nothing;
}

static struct heard *find_or_make(struct skips *s, struct map64 *m, uint64_t key)
{
	uintptr_t at = (uintptr_t)map64_get(m, key);

	if (!at) {
		ARRAY_GROW(s->heard, s->n_heard, s->cap_heard);
		s->heard[s->n_heard] = (struct heard){ 0 };
		at = ++s->n_heard;
		map64_put(m, key, (void *)at);
	}
	return &s->heard[at - 1];
}

/* The play `back` before the newest; NULL: there were not so many. */
static const struct one_play *ago(const struct skips *s, size_t back)
{
	return back < MIN_OF(s->n, (size_t)LAST) ? &s->last[(s->n - 1 - back) % LAST] : NULL;
}

static uint64_t pair_of(uint64_t a, uint64_t b)
{
	return a * UINT64_C(0x9e3779b97f4a7c15) ^ (b + UINT64_C(0x7f4a7c15));
}

/* Towards what this listener does on the whole, by `weight` plays. */
static float rate(const struct skips *s, uint32_t skips, uint32_t n, float weight)
{
	float whole = (float)(s->n_skips + 1) / (float)(s->n + 3);

	return ((float)skips + weight * whole) / ((float)n + weight);
}

static float rate_over(const struct skips *s, size_t plays)
{
	uint32_t skips = 0, n = 0;

	for (; n < plays && ago(s, n); n++)
		skips += ago(s, n)->is_skip;
	return rate(s, skips, n, 1);
}

static float days_since(int64_t now_ms, int64_t then_ms)
{
	return then_ms ? (float)MAX_OF((double)(now_ms - then_ms) / 1000 / DAY_S, 0) : -1;
}

static int hour_of(int64_t at_ms)
{
	int64_t hour = (at_ms / 3600000) % 24;

	return (int)(hour < 0 ? hour + 24 : hour);
}

/* What is written goes up by one with each call. */
static float *add_heard(const struct skips *s, float *f, const struct heard *h, int64_t at_ms)
{
	*f++ = rate(s, h->skips, h->n, 1);
	*f++ = (float)h->n;
	*f++ = days_since(at_ms, h->last_at_ms);
	*f++ = h->n ? (float)h->was_skipped : -1;
	*f++ = (float)h->run;
	return f;
}

static float *add_last(const struct skips *s, float *f, uint64_t artist)
{
	for (size_t i = 0; i < 3; i++) {
		const struct one_play *p = ago(s, i);

		*f++ = p ? (float)p->is_skip : -1;
		*f++ = p ? p->listened_s : -1;
		*f++ = p ? (float)(p->artist == artist) : -1;
	}
	return f;
}

static float *add_session(const struct skips *s, float *f, int64_t at_ms)
{
	bool is_new = !s->n || at_ms - s->end_ms > PAUSE_MS;
	int hour = hour_of(at_ms);
	uint32_t fresh = 0, n = 0;

	for (; n < 10 && ago(s, n); n++)
		fresh += ago(s, n)->was_new;
	*f++ = (float)is_new;
	*f++ = is_new ? 0 : (float)s->session_n;
	*f++ = is_new ? -1 : rate(s, (uint32_t)s->session_skips, (uint32_t)s->session_n, 1);
	*f++ = is_new ? 0 : (float)(at_ms - s->session_ms) / 60000;
	*f++ = s->n ? (float)MIN_OF((double)(at_ms - s->end_ms) / 1000, 1e7) : -1;
	*f++ = (float)hour;
	*f++ = (float)((at_ms / 86400000 + 4) % 7);
	*f++ = rate(s, s->hour_skips[hour], s->hour_n[hour], 10);
	*f++ = (float)fresh / 10;
	return f;
}

void skips_features(const struct skips *s, uint64_t track, uint64_t artist, int64_t at_ms, float ret_features[SKIP_FEATURES])
{
	const struct heard *t = find(s, &s->track, track);
	const struct one_play *last = ago(s, 0);
	float *f = ret_features;

	f = add_last(s, f, artist);
	*f++ = (float)s->run_skips;
	*f++ = (float)s->run_heard;
	*f++ = rate(s, (uint32_t)s->n_skips, (uint32_t)s->n, 1);
	*f++ = rate_over(s, 5);
	*f++ = rate_over(s, 20);
	*f++ = rate_over(s, LAST);
	for (size_t i = 0; i < 3; i++)
		*f++ = s->fading[i];
	f = add_heard(s, f, t, at_ms);
	*f++ = t->n ? t->last_s : -1;
	*f++ = t->n ? t->most_s : -1;
	f = add_heard(s, f, find(s, &s->artist, artist), at_ms);
	f = add_heard(s, f, find(s, &s->pair, pair_of(last ? last->track : 0, track)), at_ms);
	*f++ = last ? (float)(last->track == track) : -1;
	f = add_session(s, f, at_ms);
	if (f != ret_features + SKIP_FEATURES)
		die("skip: %td features", f - ret_features);
}

static void remember(struct heard *h, int64_t at_ms, float listened_s, bool is_skip)
{
	h->run = h->n && h->was_skipped == is_skip ? h->run + 1 : 1;
	h->n++;
	h->skips += is_skip;
	h->was_skipped = is_skip;
	h->last_at_ms = at_ms;
	h->last_s = listened_s;
	h->most_s = MAX_OF(h->most_s, listened_s);
}

void skips_learn(struct skips *s, uint64_t track, uint64_t artist, int64_t at_ms, int64_t listened_ms)
{
	static const float step[3] = { 1 / 3.0f, 1 / 10.0f, 1 / 50.0f };
	const struct one_play *last = ago(s, 0);
	uint64_t before = last ? last->track : 0;
	bool is_skip = listened_ms < PLAY_MS, was_new = !map64_get(&s->track, track);
	float listened_s = (float)MIN_OF((double)listened_ms / 1000, 1e5);

	if (!s->n || at_ms - s->end_ms > PAUSE_MS) {
		s->session_n = s->session_skips = 0;
		s->session_ms = at_ms;
	}
	s->session_n++;
	s->session_skips += is_skip;
	remember(find_or_make(s, &s->track, track), at_ms, listened_s, is_skip);
	remember(find_or_make(s, &s->artist, artist), at_ms, listened_s, is_skip);
	remember(find_or_make(s, &s->pair, pair_of(before, track)), at_ms, listened_s, is_skip);
	s->run_skips = is_skip ? s->run_skips + 1 : 0;
	s->run_heard = is_skip ? 0 : s->run_heard + 1;
	for (size_t i = 0; i < 3; i++)
		s->fading[i] += step[i] * ((float)is_skip - s->fading[i]);
	s->hour_n[hour_of(at_ms)]++;
	s->hour_skips[hour_of(at_ms)] += is_skip;
	s->last[s->n % LAST] = (struct one_play){ track, artist, at_ms, listened_s, is_skip, was_new };
	s->n++;
	s->n_skips += is_skip;
	s->end_ms = at_ms + listened_ms;
}
