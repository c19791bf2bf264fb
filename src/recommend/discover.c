/*
 * discover.c -- tracks a listener has never heard and may come to love: what others' logs and the listener's own past say of each, as numbers.
 *
 * A candidate is a track that somebody else played and this listener never started.  Its numbers: how known it is, how alike its listeners are
 * (user CF over artists and over tracks, item CF), how the listener stands to its artist now and lately, what followed in other people's
 * sessions on what was played last.
 */
#include "recommend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PLAY_MS DISCOVER_PLAY_MS
#define PAUSE_MS INT64_C(1800000)
#define DAY_MS 86400000.0
enum { LATELY = 200, NEXT = 3 };	/* plays looked back on; steps that count as following */

struct entry { uint32_t at; float plays; };
struct following { uint32_t track, listener; float weight; };
struct discover {
	size_t n_listeners, n_tracks, n_artists;
	size_t *start_of_track;		/* who played each track, and how often */
	struct entry *by_track;
	size_t *start_of_listener;	/* the same the other way; at: track */
	struct entry *by_listener;
	size_t *start_of_artists;	/* the artists each listener played; plays: the logarithm. A table of all by all is too much for a thousand listeners */
	struct entry *artists;
	double *loudness;		/* each listener: its artists' plays squared, added up */
	uint32_t *artist;		/* of each track */
	size_t *start_of_next;		/* what followed each track in sessions */
	struct following *next;
};

static int by_listener_track(const void *pa, const void *pb)
{
	const struct play_row *a = *(const struct play_row *const *)pa, *b = *(const struct play_row *const *)pb;

	if (a->listener != b->listener)
		return a->listener < b->listener ? -1 : 1;
	return (a->track > b->track) - (a->track < b->track);
}

/* Played rows become one entry a listener and track. */
static void count_plays(struct discover *d, const struct play_row *rows, size_t n)
{
	const struct play_row **sorted = xcalloc(n + 1, sizeof *sorted);
	size_t m = 0, at = 0, *fill;

	for (size_t i = 0; i < n; i++)
		if (rows[i].listened_ms >= PLAY_MS)
			sorted[m++] = &rows[i];
	if (m)
		qsort(sorted, m, sizeof *sorted, by_listener_track);
	d->by_listener = xcalloc(m + 1, sizeof *d->by_listener);
	d->by_track = xcalloc(m + 1, sizeof *d->by_track);
	for (size_t i = 0; i < m; i++) {
		if (i && !by_listener_track(&sorted[i], &sorted[i - 1])) {
			d->by_listener[at - 1].plays++;
			continue;
		}
		d->by_listener[at++] = (struct entry){ sorted[i]->track, 1 };
		d->start_of_listener[sorted[i]->listener + 1] = at;
		d->start_of_track[sorted[i]->track + 1]++;
	}
	for (size_t i = 0; i < d->n_listeners; i++)
		d->start_of_listener[i + 1] = MAX_OF(d->start_of_listener[i + 1], d->start_of_listener[i]);
	for (size_t i = 0; i < d->n_tracks; i++)
		d->start_of_track[i + 1] += d->start_of_track[i];
	fill = xmemdup(d->start_of_track, (d->n_tracks + 1) * sizeof *fill);
	for (uint32_t l = 0; l < d->n_listeners; l++)
		for (size_t i = d->start_of_listener[l]; i < d->start_of_listener[l + 1]; i++)
			d->by_track[fill[d->by_listener[i].at]++] = (struct entry){ l, d->by_listener[i].plays };
	free(fill);
	free(sorted);
}

static int by_at(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;

	return (a->at > b->at) - (a->at < b->at);
}

/* Each listener's tracks are there; what they are by is added up. */
static void count_artists(struct discover *d)
{
	float *plays = xcalloc(d->n_artists + 1, sizeof *plays);
	size_t n = 0;

	d->artists = xcalloc(d->start_of_listener[d->n_listeners] + 1, sizeof *d->artists);
	for (size_t l = 0; l < d->n_listeners; l++) {
		for (size_t i = d->start_of_listener[l]; i < d->start_of_listener[l + 1]; i++) {
			uint32_t artist = d->artist[d->by_listener[i].at];

			if (!(plays[artist] > 0))
				d->artists[n++].at = artist;
			plays[artist] += d->by_listener[i].plays;
		}
		for (size_t i = d->start_of_artists[l]; i < n; i++) {
			struct entry *e = &d->artists[i];

			e->plays = log1pf(plays[e->at]);
			d->loudness[l] += (double)e->plays * (double)e->plays;
			plays[e->at] = 0;
		}
		qsort(d->artists + d->start_of_artists[l], n - d->start_of_artists[l], sizeof *d->artists, by_at);
		d->start_of_artists[l + 1] = n;
	}
	free(plays);
}

/* Calls for every two plays of a session at most NEXT steps apart: first to count, then to fill. */
static void walk_sessions(struct discover *d, const struct play_row *rows, size_t n, size_t *fill)
{
	size_t last[NEXT] = { 0 }, n_last = 0;

	for (size_t i = 0; i < n; i++) {
		const struct play_row *r = &rows[i];

		if (r->listened_ms < PLAY_MS)
			continue;
		if (n_last) {
			const struct play_row *was = &rows[last[(n_last - 1) % NEXT]];

			if (was->listener != r->listener || r->at_ms - was->at_ms - was->listened_ms > PAUSE_MS)
				n_last = 0;
		}
		for (size_t k = 0; k < MIN_OF(n_last, (size_t)NEXT); k++) {
			const struct play_row *was = &rows[last[(n_last - 1 - k) % NEXT]];

			if (!fill)
				d->start_of_next[was->track + 1]++;
			else
				d->next[fill[was->track]++] = (struct following){ r->track, r->listener, 1 / (float)(k + 1) };
		}
		last[n_last++ % NEXT] = i;
	}
}

struct discover *discover_new(const struct play_row *rows, size_t n, size_t n_listeners, size_t n_tracks, size_t n_artists)
{
	struct discover *d = xcalloc(1, sizeof *d);
	size_t *fill;

	*d = (struct discover){ .n_listeners = n_listeners, .n_tracks = n_tracks, .n_artists = n_artists };
	d->start_of_track = xcalloc(n_tracks + 1, sizeof *d->start_of_track);
	d->start_of_listener = xcalloc(n_listeners + 1, sizeof *d->start_of_listener);
	d->start_of_next = xcalloc(n_tracks + 1, sizeof *d->start_of_next);
	d->start_of_artists = xcalloc(n_listeners + 1, sizeof *d->start_of_artists);
	d->loudness = xcalloc(n_listeners + 1, sizeof *d->loudness);
	d->artist = xcalloc(n_tracks + 1, sizeof *d->artist);
	for (size_t i = 0; i < n; i++)
		d->artist[rows[i].track] = rows[i].artist;
	count_plays(d, rows, n);
	count_artists(d);
	walk_sessions(d, rows, n, NULL);
	for (size_t i = 0; i < n_tracks; i++)
		d->start_of_next[i + 1] += d->start_of_next[i];
	d->next = xcalloc(d->start_of_next[n_tracks] + 1, sizeof *d->next);
	fill = xmemdup(d->start_of_next, (n_tracks + 1) * sizeof *fill);
	walk_sessions(d, rows, n, fill);
	free(fill);
	return d;
}

void discover_free(struct discover *d)
{
	if (!d)
		return;
	free(d->start_of_track);
	free(d->by_track);
	free(d->start_of_listener);
	free(d->by_listener);
	free(d->start_of_artists);
	free(d->artists);
	free(d->loudness);
	free(d->artist);
	free(d->start_of_next);
	free(d->next);
	free(d);
}

/* ---- one listener at one time ---- */

struct stand { float plays, recent, lately, skips, starts, fresh, tracks; int64_t last_ms; };	/* to an artist */
struct asking {
	const struct discover *d;
	uint32_t listener;
	int64_t now_ms;
	uint8_t *is_heard;		/* each track */
	struct stand *stand;		/* to each artist */
	float *alike_artists, *alike_tracks, *shared;	/* each other listener */
	float *follows;			/* each track: after what was played lately */
	float *artist_cf;		/* each artist */
	uint32_t *unheard;		/* each artist: candidates of it */
	float *most;			/* each artist: the most listeners a candidate of it has */
};

static void stand_to_artists(struct asking *q, const struct play_row *own, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct play_row *r = &own[i];
		struct stand *s = &q->stand[r->artist];
		double days = MAX_OF((double)(q->now_ms - r->at_ms) / DAY_MS, 0);

		if (!q->is_heard[r->track]) {
			q->is_heard[r->track] = 1;
			s->tracks++;
			s->fresh += (float)exp2(-days / 14);
		}
		s->starts++;
		s->last_ms = r->at_ms;
		if (r->listened_ms < PLAY_MS) {
			s->skips++;
			continue;
		}
		s->plays++;
		s->recent += (float)exp2(-days / 30);
		s->lately += (float)exp2(-days / 5);
	}
}

/* Cosine with every other listener: over artists (log plays) and over tracks; and what item CF hands on through them. */
static void compare(struct asking *q)
{
	const struct discover *d = q->d;
	double *own = xcalloc(d->n_artists + 1, sizeof *own), own_artists = 0, own_tracks = 0;

	for (size_t a = 0; a < d->n_artists; a++) {
		own[a] = q->stand[a].plays > 0 ? log1p((double)q->stand[a].plays) : 0;
		own_artists += own[a] * own[a];
	}
	for (size_t t = 0; t < d->n_tracks; t++)
		own_tracks += q->is_heard[t];
	for (uint32_t l = 0; l < d->n_listeners; l++) {
		double dot = 0, both = 0, shared = 0;
		size_t n = d->start_of_listener[l + 1] - d->start_of_listener[l];

		if (l == q->listener)
			continue;
		for (size_t i = d->start_of_artists[l]; i < d->start_of_artists[l + 1]; i++)
			dot += (double)d->artists[i].plays * own[d->artists[i].at];
		for (size_t i = d->start_of_listener[l]; i < d->start_of_listener[l + 1]; i++) {
			uint32_t t = d->by_listener[i].at;

			if (!q->is_heard[t])
				continue;
			both++;
			shared += 1 / sqrt((double)(d->start_of_track[t + 1] - d->start_of_track[t]));
		}
		q->alike_artists[l] = (float)(dot / sqrt(MAX_OF(own_artists * d->loudness[l], 1e-9)));
		q->alike_tracks[l] = (float)(both / sqrt(MAX_OF(own_tracks * (double)n, 1)));
		q->shared[l] = (float)shared;
	}
	for (uint32_t l = 0; l < d->n_listeners; l++)
		for (size_t i = d->start_of_artists[l]; l != q->listener && i < d->start_of_artists[l + 1]; i++)
			q->artist_cf[d->artists[i].at] += q->alike_artists[l] * d->artists[i].plays;
	free(own);
}

static void follow_up(struct asking *q, const struct play_row *own, size_t n)
{
	const struct discover *d = q->d;
	size_t seen = 0;

	for (size_t i = n; i-- && seen < LATELY;) {
		float weight;

		if (own[i].listened_ms < PLAY_MS)
			continue;
		seen++;
		weight = (float)exp2(-(double)seen / 50);
		for (size_t k = d->start_of_next[own[i].track]; k < d->start_of_next[own[i].track + 1]; k++)
			if (d->next[k].listener != q->listener)
				q->follows[d->next[k].track] += weight * d->next[k].weight;
	}
}

static void describe(const struct asking *q, uint32_t track, float x[DISCOVER_FEATURES])
{
	const struct discover *d = q->d;
	uint32_t artist = d->artist[track];
	const struct stand *s = &q->stand[artist];
	double listeners = 0, plays = 0, users = 0, tracks = 0, items = 0, most = 0;

	for (size_t i = d->start_of_track[track]; i < d->start_of_track[track + 1]; i++) {
		const struct entry *e = &d->by_track[i];

		if (e->at == q->listener)
			continue;
		listeners++;
		plays += (double)e->plays;
		users += (double)q->alike_artists[e->at];
		tracks += (double)(q->alike_tracks[e->at] * log1pf(e->plays));
		items += (double)q->shared[e->at];
		most = MAX_OF(most, (double)e->plays);
	}
	x[DISCOVER_LISTENERS] = (float)listeners;
	x[DISCOVER_PLAYS] = (float)log1p(plays);
	x[DISCOVER_USERS] = (float)users;
	x[DISCOVER_USERS_BY_TRACK] = (float)tracks;
	x[DISCOVER_ITEMS] = (float)(items / sqrt(MAX_OF(listeners, 1)));
	x[DISCOVER_ARTIST] = log1pf(s->plays);
	x[DISCOVER_ARTIST_RECENT] = log1pf(s->recent);
	x[DISCOVER_ARTIST_LATELY] = log1pf(s->lately);
	x[DISCOVER_ARTIST_SKIPS] = (s->skips + 1) / (s->starts + 3);
	x[DISCOVER_ARTIST_DAYS] = s->last_ms ? (float)((double)(q->now_ms - s->last_ms) / DAY_MS) : -1;
	x[DISCOVER_ARTIST_TRACKS] = log1pf(s->tracks);
	x[DISCOVER_ARTIST_FRESH] = log1pf(s->fresh);
	x[DISCOVER_ARTIST_LEFT] = (float)q->unheard[artist];
	x[DISCOVER_ARTIST_CF] = q->artist_cf[artist];
	x[DISCOVER_FOLLOWS] = q->follows[track];
	x[DISCOVER_MOST] = (float)log1p(most);
	x[DISCOVER_AMONG] = (float)(listeners / MAX_OF((double)q->most[artist], 1));
}

static void asking_init(struct asking *q, const struct discover *d, uint32_t listener, const struct play_row *own, size_t n)
{
	*q = (struct asking){ .d = d, .listener = listener, .now_ms = n ? own[n - 1].at_ms + own[n - 1].listened_ms : 0 };
	q->is_heard = xcalloc(d->n_tracks + 1, 1);
	q->stand = xcalloc(d->n_artists + 1, sizeof *q->stand);
	q->alike_artists = xcalloc(d->n_listeners + 1, sizeof *q->alike_artists);
	q->alike_tracks = xcalloc(d->n_listeners + 1, sizeof *q->alike_tracks);
	q->shared = xcalloc(d->n_listeners + 1, sizeof *q->shared);
	q->follows = xcalloc(d->n_tracks + 1, sizeof *q->follows);
	q->artist_cf = xcalloc(d->n_artists + 1, sizeof *q->artist_cf);
	q->unheard = xcalloc(d->n_artists + 1, sizeof *q->unheard);
	q->most = xcalloc(d->n_artists + 1, sizeof *q->most);
	stand_to_artists(q, own, n);
	compare(q);
	follow_up(q, own, n);
}

static void asking_done(struct asking *q)
{
	free(q->is_heard);
	free(q->stand);
	free(q->alike_artists);
	free(q->alike_tracks);
	free(q->shared);
	free(q->follows);
	free(q->artist_cf);
	free(q->unheard);
	free(q->most);
}

/* How many others played it. */
static size_t others_of(const struct discover *d, uint32_t track, uint32_t listener)
{
	size_t n = 0;

	for (size_t i = d->start_of_track[track]; i < d->start_of_track[track + 1]; i++)
		n += d->by_track[i].at != listener;
	return n;
}

size_t discover_candidates(const struct discover *d, uint32_t listener, const struct play_row *own, size_t n, struct candidate **ret_candidates)
{
	struct asking q;
	struct candidate *c;
	size_t n_c = 0;

	asking_init(&q, d, listener, own, n);
	c = xcalloc(d->n_tracks + 1, sizeof *c);
	for (uint32_t t = 0; t < d->n_tracks; t++) {
		size_t others = q.is_heard[t] ? 0 : others_of(d, t, listener);

		if (!others)
			continue;
		c[n_c++].track = t;
		q.unheard[d->artist[t]]++;
		q.most[d->artist[t]] = MAX_OF(q.most[d->artist[t]], (float)others);
	}
	for (size_t i = 0; i < n_c; i++)
		describe(&q, c[i].track, c[i].x);
	asking_done(&q);
	*ret_candidates = c;
	return n_c;
}
