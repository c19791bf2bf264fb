/*
 * plays_simple.c -- see plays_simple.h.
 *
 * Places are counted from the top, and no further than they are asked for: by counts in an order that each play moves by one swap; by recency in a list with the
 * last played in front; by ACT-R along that list, as far as anything could still come before, and of each track no more plays are added up than settle it. Only
 * the sum over all plays, by which ACT-R becomes a share, is taken from blocks of old plays by their moments.
 */
#include "cli/plays_simple.h"
#include "cli/plays.h"

#include <math.h>
#include <stdlib.h>

#define PAUSE_MS INT64_C(1800000)
#define FLOOR_MS 60000			/* younger than this a play weighs no more */
#define NOBODY UINT32_MAX
#define SURE 1e-9			/* further apart than rounding can bring two sums of the same */

const char *const simple_name[SIMPLE_WAYS] = {
	"own play counts", "own recency", "own ACT-R (.5)", "own transitions", "ACT-R + own transitions", "others' transitions",
};

/* ---- what followed what ---- */

struct successor { uint32_t to, whose, count; };
struct successions {
	struct follow { struct successor *at; uint32_t n, cap, plays; } *of;	/* by track; plays: all counts */
	size_t n_tracks;
	struct map64 index;		/* from and to, of one listener: place in its list + 1 */
};

static struct successions *successions_new(size_t n_tracks)
{
	struct successions *s = xcalloc(1, sizeof *s);

	s->n_tracks = n_tracks;
	s->of = xcalloc(n_tracks + 1, sizeof *s->of);
	return s;
}

void successions_free(struct successions *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_tracks; i++)
		free(s->of[i].at);
	free(s->of);
	map64_done(&s->index);
	free(s);
}

static void succeed(struct successions *s, uint32_t from, uint32_t to, uint32_t whose)
{
	struct follow *f = &s->of[from];
	uint64_t key = (uint64_t)from << 32 | to;
	size_t at = (size_t)(uintptr_t)map64_get(&s->index, key);

	if (!at) {
		ARRAY_GROW(f->at, f->n, f->cap);
		f->at[f->n++] = (struct successor){ to, whose, 0 };
		at = f->n;
		map64_put(&s->index, key, (void *)(uintptr_t)at);
	}
	f->at[at - 1].count++;
	f->plays++;
}

/* What came last, and whether what comes now goes on from it. */
struct trail { uint32_t track, listener; int64_t end_ms; bool is_any; };

static bool goes_on(const struct trail *t, const struct play_row *r)
{
	return t->is_any && t->listener == r->listener && r->at_ms - t->end_ms <= PAUSE_MS;
}

static void go_on(struct trail *t, const struct play_row *r)
{
	*t = (struct trail){ r->track, r->listener, r->at_ms + r->listened_ms, true };
}

struct successions *successions_of(const struct plays *log)
{
	struct successions *s = successions_new(log->tracks.n);
	struct trail trail = { .is_any = false };

	for (size_t i = 0; i < log->n; i++) {
		const struct play_row *r = &log->rows[i];

		if (r->listened_ms < PLAY_MS)
			continue;
		if (trail.is_any && trail.listener != r->listener)
			map64_done(&s->index);
		if (goes_on(&trail, r))
			succeed(s, trail.track, r->track, r->listener);
		go_on(&trail, r);
	}
	map64_done(&s->index);
	return s;
}

/* ---- the sum over all plays ---- */

enum { BLOCK = 256 };
struct block { int64_t first_ms, last_ms; double mean_ms, second, third, fourth; };	/* moments about the mean */
struct ages { int64_t *at; size_t n, cap; struct block *blocks; size_t n_blocks, cap_blocks; };

static double fallen(int64_t at_ms, int64_t now_ms)
{
	return 1 / sqrt(MAX_OF((double)(now_ms - at_ms), FLOOR_MS));
}

static void ages_add(struct ages *a, int64_t at_ms)
{
	struct block b = { .last_ms = at_ms };
	const int64_t *at;

	ARRAY_GROW(a->at, a->n, a->cap);
	a->at[a->n++] = at_ms;
	if (a->n % BLOCK)
		return;
	at = a->at + a->n - BLOCK;
	b.first_ms = at[0];
	for (int i = 0; i < BLOCK; i++)
		b.mean_ms += (double)(at[i] - at[0]) / BLOCK;
	b.mean_ms += (double)at[0];
	for (int i = 0; i < BLOCK; i++) {
		double d = (double)at[i] - b.mean_ms;

		b.second += d * d;
		b.third += d * d * d;
		b.fourth += d * d * d * d;
	}
	ARRAY_GROW(a->blocks, a->n_blocks, a->cap_blocks);
	a->blocks[a->n_blocks++] = b;
}

/* By the series of (1 - x)^-1/2 where the block is short for its age: to about a millionth. */
static double ages_sum(const struct ages *a, int64_t now_ms)
{
	double sum = 0;

	for (size_t k = 0; k < a->n_blocks; k++) {
		const struct block *b = &a->blocks[k];
		double age = (double)now_ms - b->mean_ms, in = 1 / age;

		if ((double)(b->last_ms - b->first_ms) < .1 * age && now_ms - b->last_ms > FLOOR_MS)
			sum += (BLOCK + in * in * (.375 * b->second + in * (.3125 * b->third + in * .2734375 * b->fourth))) / sqrt(age);
		else
			for (size_t i = k * BLOCK; i < (k + 1) * BLOCK; i++)
				sum += fallen(a->at[i], now_ms);
	}
	for (size_t i = a->n_blocks * BLOCK; i < a->n; i++)
		sum += fallen(a->at[i], now_ms);
	return sum;
}

/* ---- one listener ---- */

struct known {				/* of a track */
	int64_t *plays;
	uint32_t n, cap;
	uint32_t newer, older;		/* the list with the last played in front: track + 1; 0: none */
	uint32_t place;			/* in by_count */
};
struct simple {
	const struct successions *others;
	struct successions *own;
	struct known *of;		/* by track */
	uint32_t newest;		/* track + 1 */
	uint32_t *by_count;		/* tracks, most plays first */
	size_t n_heard;
	uint32_t *n_more;		/* tracks with more plays than so many */
	size_t n_counts, cap_counts;
	struct ages ages;
	double *share;			/* by track, zero between questions: of what followed the last one */
	uint32_t *seen;			/* room for a list of tracks */
	struct trail trail;
};

struct simple *simple_new(const struct plays *log, const struct successions *others)
{
	struct simple *s = xcalloc(1, sizeof *s);

	s->others = others;
	s->own = successions_new(log->tracks.n);
	s->of = xcalloc(log->tracks.n + 1, sizeof *s->of);
	s->by_count = xcalloc(log->tracks.n + 1, sizeof *s->by_count);
	s->share = xcalloc(log->tracks.n + 1, sizeof *s->share);
	s->seen = xcalloc(log->tracks.n + 1, sizeof *s->seen);
	return s;
}

void simple_free(struct simple *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_heard; i++)
		free(s->of[s->by_count[i]].plays);
	successions_free(s->own);
	free(s->of);
	free(s->by_count);
	free(s->n_more);
	free(s->ages.at);
	free(s->ages.blocks);
	free(s->share);
	free(s->seen);
	free(s);
}

/* A track of n plays got one more: it changes places with the first of its equals. */
static void raise_count(struct simple *s, uint32_t track, uint32_t n)
{
	struct known *k = &s->of[track];
	uint32_t to;

	while (s->n_counts < n + 2) {
		ARRAY_GROW(s->n_more, s->n_counts, s->cap_counts);
		s->n_more[s->n_counts++] = 0;
	}
	to = s->n_more[n]++;
	s->by_count[k->place] = s->by_count[to];
	s->of[s->by_count[to]].place = k->place;
	s->by_count[to] = track;
	k->place = to;
}

static void to_front(struct simple *s, uint32_t track)
{
	struct known *k = &s->of[track];

	if (s->newest == track + 1)
		return;
	if (k->newer)
		s->of[k->newer - 1].older = k->older;
	if (k->older)
		s->of[k->older - 1].newer = k->newer;
	k->newer = 0;
	k->older = s->newest;
	if (s->newest)
		s->of[s->newest - 1].newer = track + 1;
	s->newest = track + 1;
}

void simple_learn(struct simple *s, const struct play_row *r)
{
	struct known *k = &s->of[r->track];

	if (r->listened_ms < PLAY_MS)
		return;
	if (!k->n) {
		k->place = (uint32_t)s->n_heard;
		s->by_count[s->n_heard++] = r->track;
	}
	raise_count(s, r->track, k->n);
	to_front(s, r->track);
	ARRAY_GROW(k->plays, k->n, k->cap);
	k->plays[k->n++] = r->at_ms;
	ages_add(&s->ages, r->at_ms);
	if (goes_on(&s->trail, r))
		succeed(s->own, s->trail.track, r->track, 0);
	go_on(&s->trail, r);
}

/* ---- places ---- */

static size_t place_by_count(const struct simple *s, uint32_t right, size_t top)
{
	uint32_t n = s->of[right].n, end;
	size_t place;

	if (!n)
		return 0;
	end = s->n_more[n - 1];
	place = 1 + s->n_more[n];
	for (size_t i = s->n_more[n]; i < end && place <= top; i++)
		place += s->by_count[i] < right;
	return place <= top ? place : 0;
}

static int64_t last_of(const struct known *k)
{
	return k->plays[k->n - 1];
}

static size_t place_by_recency(const struct simple *s, uint32_t right, size_t top)
{
	size_t place = 1;

	if (!s->of[right].n)
		return 0;
	for (uint32_t i = s->newest; place <= top; i = s->of[i - 1].older) {
		if (!i || last_of(&s->of[i - 1]) < last_of(&s->of[right]))
			return place;
		place += last_of(&s->of[i - 1]) > last_of(&s->of[right]) || i - 1 < right;
	}
	return 0;
}

/* Of successors that have shares. */
static size_t place_by_share(const struct simple *s, const uint32_t *tracks, size_t n, uint32_t right, size_t top)
{
	double mine = s->share[right];
	size_t place = 1;

	for (size_t i = 0; i < n; i++)
		place += s->share[tracks[i]] > mine || (tracks[i] < right && !(s->share[tracks[i]] < mine));
	return mine > 0 && place <= top ? place : 0;
}

static double act_r(const struct known *k, int64_t now_ms)
{
	double sum = 0;

	for (size_t i = k->n; i--;)
		sum += fallen(k->plays[i], now_ms);
	return sum;
}

/* Is the sum above (1), equal to (0) or below (-1) that? Later plays first; those left weigh as much as the latest of them at most, as the first at least. */
static int against(const struct known *k, int64_t now_ms, double that)
{
	double sum = 0;

	for (size_t i = k->n; i--;) {
		double each = fallen(k->plays[i], now_ms);

		if (sum + each * (double)(i + 1) < that * (1 - SURE))
			return -1;
		sum += each;
		if (sum + fallen(k->plays[0], now_ms) * (double)i > that * (1 + SURE))
			return 1;
	}
	return (sum > that) - (sum < that);
}

/* By unit * ACT-R, and what followed the last one besides: `share` of the n successors. */
static size_t place_by_act_r(const struct simple *s, const uint32_t *next, size_t n, double unit, const struct play_row *r, size_t top)
{
	const struct known *right = &s->of[r->track];
	double mine = unit * act_r(right, r->at_ms) + (n ? s->share[r->track] : 0), most;
	size_t place = 1;

	if (!right->n)
		return 0;
	for (size_t i = 0; i < n && place <= top; i++) {
		int is = next[i] == r->track ? -1 : against(&s->of[next[i]], r->at_ms, (mine - s->share[next[i]]) / unit);

		place += is > 0 || (!is && next[i] < r->track);
	}
	most = (double)s->of[s->by_count[0]].n;
	for (uint32_t i = s->newest; i && place <= top; i = s->of[i - 1].older) {
		const struct known *k = &s->of[i - 1];
		int is;

		if (most * fallen(last_of(k), r->at_ms) < mine / unit * (1 - SURE))
			break;
		if (i - 1 == r->track || (n && s->share[i - 1] > 0))
			continue;
		is = against(k, r->at_ms, mine / unit);
		place += is > 0 || (!is && i - 1 < r->track);
	}
	return place <= top ? place : 0;
}

static void clear(struct simple *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s->share[s->seen[i]] = 0;
}

/* The shares of what followed the last one in a log, but for what one listener played (NOBODY: all counts). Returns how many there are; which they are is in `seen`. */
static size_t share_out(struct simple *s, const struct successions *of, uint32_t but, double whole)
{
	const struct follow *f = &of->of[s->trail.track];
	size_t n = 0;

	for (uint32_t i = 0; i < f->n; i++) {
		if (f->at[i].whose == but)
			continue;
		if (!(s->share[f->at[i].to] > 0))
			s->seen[n++] = f->at[i].to;
		s->share[f->at[i].to] += whole * f->at[i].count / f->plays;
	}
	return n;
}

void simple_places(struct simple *s, const struct play_row *r, size_t top, size_t ret_places[SIMPLE_WAYS])
{
	bool is_next = goes_on(&s->trail, r);
	double all = ages_sum(&s->ages, r->at_ms);
	size_t n;

	ret_places[SIMPLE_COUNTS] = place_by_count(s, r->track, top);
	ret_places[SIMPLE_RECENCY] = place_by_recency(s, r->track, top);
	ret_places[SIMPLE_ACT_R] = place_by_act_r(s, NULL, 0, 1, r, top);
	n = is_next ? share_out(s, s->own, NOBODY, .5) : 0;
	ret_places[SIMPLE_FOLLOWED] = place_by_share(s, s->seen, n, r->track, top);
	/* half of each */
	ret_places[SIMPLE_ACT_R_FOLLOWED] = place_by_act_r(s, s->seen, n, .5 / MAX_OF(all, 1e-300), r, top);
	clear(s, n);
	n = is_next ? share_out(s, s->others, r->listener, 1) : 0;
	ret_places[SIMPLE_OTHERS] = place_by_share(s, s->seen, n, r->track, top);
	clear(s, n);
}
