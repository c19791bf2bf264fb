/* reason.c -- why: the largest positive parts of a pick, each with a number that is true in the log. */
#include "recommend/model.h"

#include <math.h>

/* The shortest span with something in it. */
static int32_t span_count(const struct times *x, int64_t now_ms, int32_t *ret_days)
{
	static const int32_t spans[] = { 7, 30, 0 };

	for (size_t i = 0; i < COUNT_OF(spans); i++) {
		uint32_t n = times_within(x, now_ms, spans[i]);

		if (n >= 2 || (n && !spans[i])) {
			*ret_days = spans[i];
			return (int32_t)n;
		}
	}
	return 0;
}

static int32_t days_since(int64_t at_ms, int64_t now_ms)
{
	return now_ms <= at_ms ? 0 : (int32_t)MIN_OF((now_ms - at_ms) / DAY_MS, (int64_t)INT32_MAX);
}

/* It would be odd to give the one thing the listener wants to hear no more as the reason for another. */
static bool is_banned(const struct taste *t, uint32_t row)
{
	return t->tracks.flags[row] & FLAG_BANNED;
}

static bool is_liked(const struct taste *t, uint32_t row)
{
	uint32_t at = t->tracks.memory[row];

	return at != NO_MEMORY && !is_banned(t, row) && (t->memory[at].is_loved || t->memory[at].rating >= 4);
}

/* A loved or well-rated track of the artist; the one liked last if it still is. 0 = none. */
static track_id liked_of_artist(const struct taste *t, uint32_t artist, uint32_t but)
{
	const struct tracks *x = &t->tracks;
	const struct group *g = &t->group[GROUP_ARTIST][artist];
	track_id found = 0;

	if (g->favourite && g->favourite - 1 != but && is_liked(t, g->favourite - 1))
		return x->id[g->favourite - 1];
	for (size_t i = 0; g->favourite && i < t->n_memory; i++) {
		uint32_t row = t->memory[i].row;

		if (row != but && x->group[GROUP_ARTIST][row] == artist && is_liked(t, row) && (!found || x->id[row] < found))
			found = x->id[row];
	}
	return found;
}

static bool fill_artist(const struct weigh *w, uint32_t row, struct reason *r)
{
	uint32_t artist = w->t->tracks.group[GROUP_ARTIST][row];

	r->count = span_count(&w->t->group[GROUP_ARTIST][artist].finishes, w->now_ms, &r->days);
	if (!r->count)
		r->other = liked_of_artist(w->t, artist, row);
	return r->count || r->other;
}

/* The track finished last in a group, but not `row` itself, and not too long ago; NO_ROW. */
static uint32_t accepted_in(const struct group *g, uint32_t row, int64_t now_ms)
{
	for (size_t i = 0; i < COUNT_OF(g->accepted); i++)
		if (g->accepted[i] != NO_ROW && g->accepted[i] != row && now_ms - g->accepted_ms[i] <= ACCEPTED_SPAN_MS)
			return g->accepted[i];
	return NO_ROW;
}

/* The accepted track of the album, artist or genre whose mood carries this one most. */
static bool fill_session(const struct weigh *w, uint32_t row, struct reason *r)
{
	const struct tracks *x = &w->t->tracks;
	float most = 0;

	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		uint32_t number = x->group[kind][row];
		uint32_t like = accepted_in(&w->t->group[kind][number], row, w->now_ms);

		if (!number || like == NO_ROW || w->group[kind].says[number].mood <= most)
			continue;
		most = w->group[kind].says[number].mood;
		r->other = x->id[like];
	}
	return r->other != 0;
}

/* Sittings in which both were finished. The plays of each are chained, the newest first, and sittings rise. */
static int32_t sittings_shared(const struct taste *t, uint32_t a, uint32_t b)
{
	uint32_t ma = t->tracks.memory[a], mb = t->tracks.memory[b];
	uint32_t i = ma == NO_MEMORY ? 0 : t->memory[ma].last_play, k = mb == NO_MEMORY ? 0 : t->memory[mb].last_play;
	uint32_t counted = UINT32_MAX;
	int32_t n = 0;

	while (i && k) {
		const struct play *p = &t->plays[i - 1], *q = &t->plays[k - 1];

		if (!p->is_finish || p->sitting > q->sitting) {
			i = p->same_track;
		} else if (!q->is_finish || q->sitting > p->sitting) {
			k = q->same_track;
		} else {
			n += p->sitting != counted;
			counted = p->sitting;
			i = p->same_track;
		}
	}
	return n;
}

static bool fill_lit(const struct weigh *w, uint32_t row, struct reason *r)
{
	const struct lit *l = lit_find(w->t, row);
	enum near_kind kind;
	uint32_t because;

	if (r->signal == SIGNAL_LISTENERS) {
		r->count = (int32_t)l->people;
		r->other = l->is_artist ? w->t->tracks.id[row] : 0;
		return true;
	}
	kind = r->signal == SIGNAL_SOUND ? NEAR_SOUND : r->signal == SIGNAL_KINDRED ? NEAR_KINDRED : NEAR_TOGETHER;
	because = l->because[kind];
	if (because == NO_ROW)
		return false;
	r->other = w->t->tracks.id[because];
	if (r->signal == SIGNAL_TOGETHER) {
		r->count = sittings_shared(w->t, row, because);
		return true;
	}
	r->count = kind == NEAR_SOUND ? (int32_t)lrintf(100 * l->near[kind].alike) : (int32_t)w->t->memory[w->t->tracks.memory[because]].recent.n;
	r->bpm_apart = l->near[kind].bpm_apart;
	r->same_key = l->near[kind].same_key;
	r->mood = l->near[kind].mood;
	return true;
}

static bool fill(const struct weigh *w, uint32_t row, struct reason *r)
{
	const struct tracks *x = &w->t->tracks;
	const struct memory *m = x->memory[row] == NO_MEMORY ? NULL : &w->t->memory[x->memory[row]];
	const struct edge *e;

	switch (r->signal) {
	case SIGNAL_FREQUENT:
		r->count = span_count(&m->finishes, w->now_ms, &r->days);
		return true;
	case SIGNAL_FOLLOWS:
		e = follow_find(w->t, w->context, row);
		r->other = x->id[w->context];
		r->count = (int32_t)e->count;
		return true;
	case SIGNAL_ARTIST:
		return fill_artist(w, row, r);
	case SIGNAL_SESSION:
		return fill_session(w, row, r);
	case SIGNAL_GENRE:
		r->count = span_count(&w->t->group[GROUP_GENRE][x->group[GROUP_GENRE][row]].finishes, w->now_ms, &r->days);
		return r->count > 0;
	case SIGNAL_RATED:
		r->count = m->rating;
		return true;
	case SIGNAL_REDISCOVER:
		r->count = (int32_t)m->finishes.n;
		r->days = days_since(m->heard_ms, w->now_ms);
		return true;
	case SIGNAL_NEW:
		r->days = days_since(x->added_s[row] * 1000, w->now_ms);
		return true;
	case SIGNAL_VARIETY:
		r->count = (int32_t)(x->group[GROUP_ARTIST][row] ? w->t->group[GROUP_ARTIST][x->group[GROUP_ARTIST][row]].finishes.n : 0);
		return true;
	case SIGNAL_TOGETHER:
	case SIGNAL_SOUND:
	case SIGNAL_KINDRED:
	case SIGNAL_LISTENERS:
		return fill_lit(w, row, r);
	case SIGNAL_LOVED:
	case SIGNAL_STYLE:
		return true;
	case SIGNAL_FATIGUE:
	case SIGNAL_SKIPPED:
	case SIGNAL_COUNT:
		break;
	}
	return false;
}

static bool is_sound(enum signal s)
{
	return s == SIGNAL_SOUND || s == SIGNAL_KINDRED;
}

/* That it sounds like one and the same track need not be said twice. */
static bool is_said(const struct pick *pick, const struct reason *r)
{
	for (int i = 0; i < pick->n_reasons; i++)
		if (is_sound(r->signal) && is_sound(pick->reasons[i].signal) && pick->reasons[i].other == r->other)
			return true;
	return false;
}

void reason_fill(const struct weigh *w, uint32_t row, struct pick *pick)
{
	unsigned seen = 0;

	pick->n_reasons = 0;
	while (pick->n_reasons < (int)COUNT_OF(pick->reasons)) {
		struct reason r = { .signal = SIGNAL_COUNT };

		for (int i = 0; i < SIGNAL_COUNT; i++)
			if (!(seen & 1u << i) && pick->parts[i] > 1e-4f
			    && (r.signal == SIGNAL_COUNT || pick->parts[i] > pick->parts[r.signal]))
				r.signal = (enum signal)i;
		if (r.signal == SIGNAL_COUNT)
			return;
		seen |= 1u << r.signal;
		if (fill(w, row, &r) && !is_said(pick, &r))
			pick->reasons[pick->n_reasons++] = r;
	}
}
