/*
 * queue.c -- what plays next.  Knows no mpv, no clock, no file: the same calls after the same seed give the same order.
 *
 *	  history           current     explicit queue        context, from `ahead` on
 *	[ ... x y z ]  ◄───  [ c ]  ◄───  [ e f g ]     ◄───  [ i j k ... ]  ◄─── a new round, when all is repeated
 *	               next         used up first
 *
 * queue_previous() undoes a step: what was current goes back to where it came from (a context track: the walk stands before it again;
 * anything else: the front of the explicit queue), so that queue_next() leads the same way again.  When history is used up, it walks the
 * context backwards.
 */
#include "queue.h"

#include <stdlib.h>
#include <string.h>

struct queue *queue_new(uint64_t seed)
{
	struct queue *q = xcalloc(1, sizeof *q);

	rng_seed(&q->context.rng, seed);
	return q;
}

void queue_free(struct queue *q)
{
	if (!q)
		return;
	context_done(&q->context);
	free(q->items);
	free(q);
}

/* ---------------------------------------------------------------- the explicit queue */

static struct queue_entry *item(const struct queue *q, size_t i)
{
	return &q->items[q->first + i];
}

/* Moves the items to `first` in an array of `cap`. */
static void rehouse(struct queue *q, size_t first, size_t cap)
{
	struct queue_entry *items = xmalloc(cap * sizeof *items);

	if (q->n)
		memcpy(items + first, q->items + q->first, q->n * sizeof *items);
	free(q->items);
	q->items = items;
	q->first = first;
	q->cap = cap;
}

void queue_push_back(struct queue *q, struct queue_entry entry)
{
	if (q->first + q->n == q->cap) {
		if (q->first > q->n) {
			memmove(q->items, q->items + q->first, q->n * sizeof *q->items);
			q->first = 0;
		} else {
			rehouse(q, q->first, q->cap * 2 + 8);
		}
	}
	q->items[q->first + q->n++] = entry;
	q->version++;
}

static void push_front(struct queue *q, struct queue_entry entry)
{
	if (!q->first)
		rehouse(q, q->n + 8, q->n * 2 + q->cap + 8);
	q->items[--q->first] = entry;
	q->n++;
	q->version++;
}

static struct queue_entry take_at(struct queue *q, size_t i)
{
	struct queue_entry entry = *item(q, i);

	if (!i)
		q->first++;
	else
		memmove(item(q, i), item(q, i) + 1, (q->n - i - 1) * sizeof entry);
	q->n--;
	q->version++;
	return entry;
}

static struct queue_entry new_entry(struct queue *q, track_id track, enum source source)
{
	return (struct queue_entry){ track, source, ++q->serial };
}

void queue_append(struct queue *q, track_id track, enum source source)
{
	queue_push_back(q, new_entry(q, track, source));
}

void queue_prepend(struct queue *q, track_id track, enum source source)
{
	push_front(q, new_entry(q, track, source));
}

size_t queue_count(const struct queue *q)
{
	return q->n;
}

const struct queue_entry *queue_at(const struct queue *q, size_t i)
{
	return i < q->n ? item(q, i) : NULL;
}

bool queue_remove(struct queue *q, size_t i)
{
	if (i >= q->n)
		return false;
	take_at(q, i);
	return true;
}

bool queue_move(struct queue *q, size_t from, size_t to)
{
	struct queue_entry entry;

	if (from >= q->n || to >= q->n)
		return false;
	entry = *item(q, from);
	if (from < to)
		memmove(item(q, from), item(q, from + 1), (to - from) * sizeof entry);
	else
		memmove(item(q, to + 1), item(q, to), (from - to) * sizeof entry);
	*item(q, to) = entry;
	q->version++;
	return true;
}

void queue_clear(struct queue *q)
{
	q->first = q->n = 0;
	q->version++;
}

/* ---------------------------------------------------------------- moving */

static struct queue_entry context_entry(const struct queue *q, size_t index)
{
	const struct context *c = &q->context;

	return (struct queue_entry){ c->tracks[index], c->source, c->serial + index };
}

static void remember(struct queue *q)
{
	if (!q->has_current)
		return;
	if (q->n_history == HISTORY_MAX)
		memmove(q->history, q->history + 1, --q->n_history * sizeof *q->history);
	q->history[q->n_history++] = q->current;
}

static void set_current(struct queue *q, struct queue_entry entry, size_t index)
{
	q->current = (struct played){ entry, index, q->is_quiet };
	q->has_current = true;
	q->current_is_forgotten = false;
	q->version++;
}

/* What is current plays again; not so what was forgotten while it played. */
static bool holds(const struct queue *q)
{
	return q->repeat == REPEAT_ONE && q->has_current && !q->current_is_forgotten;
}

static bool wraps(const struct queue *q)
{
	return q->repeat == REPEAT_ALL;
}

bool queue_peek_at(const struct queue *q, size_t n, struct queue_entry *ret_entry)
{
	size_t index;

	if (holds(q)) {
		if (!n) {
			*ret_entry = q->current.entry;
			return true;
		}
		n--;
	}
	if (n < q->n)
		*ret_entry = *item(q, n);
	else if (context_peek(&q->context, n - q->n, wraps(q), &index))
		*ret_entry = context_entry(q, index);
	else
		return false;
	return true;
}

bool queue_ahead_at(const struct queue *q, size_t n, struct queue_entry *ret_entry)
{
	size_t index;

	if (!context_peek(&q->context, n, wraps(q), &index))
		return false;
	*ret_entry = context_entry(q, index);
	return true;
}

bool queue_drop_ahead(struct queue *q, size_t n, struct queue_entry *ret_entry)
{
	size_t index;

	if (!context_peek(&q->context, n, wraps(q), &index))
		return false;
	*ret_entry = context_entry(q, index);
	context_put(&q->context, index, 0);
	q->version++;
	return true;
}

static bool is_of_context(const struct context *c, const struct queue_entry *entry)
{
	return entry->track && entry->serial >= c->serial && entry->serial - c->serial < c->n;
}

bool queue_put_back(struct queue *q, const struct queue_entry *entry)
{
	struct context *c = &q->context;

	if (!is_of_context(c, entry) || c->tracks[entry->serial - c->serial])
		return false;
	context_put(c, (size_t)(entry->serial - c->serial), entry->track);
	q->version++;
	return true;
}

bool queue_drop_again(struct queue *q, const struct queue_entry *entry)
{
	struct context *c = &q->context;

	if (!is_of_context(c, entry) || c->tracks[entry->serial - c->serial] != entry->track)
		return false;
	if (q->has_current && q->current.index == entry->serial - c->serial)
		return true;
	context_put(c, (size_t)(entry->serial - c->serial), 0);
	q->version++;
	return true;
}

bool queue_peek(const struct queue *q, struct queue_entry *ret_entry)
{
	return queue_peek_at(q, 0, ret_entry);
}

bool queue_next(struct queue *q, bool by_listener, struct queue_entry *ret_entry)
{
	size_t index;

	if (holds(q) && !by_listener) {
		*ret_entry = q->current.entry;
		return true;
	}
	if (q->n) {
		remember(q);
		set_current(q, take_at(q, 0), SIZE_MAX);
	} else if (context_next(&q->context, wraps(q), &index)) {
		remember(q);
		set_current(q, context_entry(q, index), index);
	} else {
		return false;
	}
	*ret_entry = q->current.entry;
	return true;
}

/* What is current goes back to where it came from. */
static void unplay(struct queue *q)
{
	if (q->current.index != SIZE_MAX)
		q->context.ahead = context_place(&q->context, q->current.index);
	else
		push_front(q, q->current.entry);
}

bool queue_previous(struct queue *q, struct queue_entry *ret_entry)
{
	struct played before;
	size_t index, behind;

	if (q->n_history) {
		before = q->history[--q->n_history];
	} else {
		behind = q->context.ahead;
		if (q->has_current && q->current.index != SIZE_MAX)
			behind = context_place(&q->context, q->current.index);
		if (!context_before(&q->context, behind, &index))
			return false;
		before = (struct played){ context_entry(q, index), index, false };
	}
	if (q->has_current)
		unplay(q);
	if (before.index != SIZE_MAX)
		q->context.ahead = context_place(&q->context, before.index) + 1;
	set_current(q, before.entry, before.index);
	*ret_entry = before.entry;
	return true;
}

bool queue_take(struct queue *q, size_t i, struct queue_entry *ret_entry)
{
	if (i >= q->n)
		return false;
	remember(q);
	set_current(q, take_at(q, i), SIZE_MAX);
	*ret_entry = q->current.entry;
	return true;
}

void queue_play_other(struct queue *q, track_id track, enum source source, struct queue_entry *ret_entry)
{
	remember(q);
	set_current(q, new_entry(q, track, source), SIZE_MAX);
	if (ret_entry)
		*ret_entry = q->current.entry;
}

const struct queue_entry *queue_current(const struct queue *q)
{
	return q->has_current ? &q->current.entry : NULL;
}

/* ---------------------------------------------------------------- the context */

/* The context's track that plays, or that played last before something explicit; SIZE_MAX: none. */
static size_t context_here(const struct queue *q)
{
	if (q->has_current && q->current.index != SIZE_MAX)
		return q->current.index;
	return q->context.ahead > 0 ? context_index(&q->context, q->context.ahead - 1) : SIZE_MAX;
}

void queue_set_context(struct queue *q, const track_id *tracks, size_t n, size_t at, enum source source)
{
	remember(q);
	for (size_t i = 0; i < q->n_history; i++)
		q->history[i].index = SIZE_MAX;
	context_set(&q->context, tracks, n, source, q->serial + 1);
	q->serial += q->context.n;
	if (at >= q->context.n || !q->context.tracks[at]) {
		/* before the first: what plays goes on playing */
		if (q->has_current)
			q->current = q->history[--q->n_history];
		at = SIZE_MAX;
	}
	if (q->context.mode)
		context_shuffle(&q->context, at);
	else
		context_straighten(&q->context, at);
	if (at != SIZE_MAX)
		set_current(q, context_entry(q, at), at);
	q->version++;
}

void queue_set_facts(struct queue *q, void (*facts)(void *ctx, const track_id *tracks, size_t n, struct queue_fact *ret_facts), void *ctx)
{
	q->context.facts = facts;
	q->context.facts_ctx = ctx;
}

void queue_set_shuffle_mode(struct queue *q, enum shuffle mode)
{
	size_t here = context_here(q);

	if (mode == q->context.mode)
		return;
	q->context.mode = mode;
	if (mode)
		context_shuffle(&q->context, here);
	else
		context_straighten(&q->context, here);
	q->version++;
}

enum shuffle queue_shuffle_mode(const struct queue *q)
{
	return q->context.mode;
}

void queue_set_shuffle(struct queue *q, bool on)
{
	if (on != queue_shuffle(q))
		queue_set_shuffle_mode(q, on ? SHUFFLE_TRACKS : SHUFFLE_OFF);
}

bool queue_shuffle(const struct queue *q)
{
	return q->context.mode != SHUFFLE_OFF;
}

void queue_set_repeat(struct queue *q, enum repeat repeat)
{
	q->version += repeat != q->repeat;
	q->repeat = repeat;
}

enum repeat queue_repeat(const struct queue *q)
{
	return q->repeat;
}

static void keep_only(struct queue *q, bool (*is_kept)(const void *ctx, track_id track), const void *ctx)
{
	size_t kept = 0;

	for (size_t i = 0; i < q->n; i++)
		if (is_kept(ctx, item(q, i)->track))
			*item(q, kept++) = *item(q, i);
	q->n = kept;
	kept = 0;
	for (size_t i = 0; i < q->n_history; i++)
		if (is_kept(ctx, q->history[i].entry.track))
			q->history[kept++] = q->history[i];
	q->n_history = kept;
	context_keep(&q->context, is_kept, ctx);
	if (q->has_current && !is_kept(ctx, q->current.entry.track))
		q->current_is_forgotten = true;
	q->version++;
}

static bool is_another(const void *ctx, track_id track)
{
	return track != *(const track_id *)ctx;
}

void queue_forget(struct queue *q, track_id track)
{
	keep_only(q, is_another, &track);
}

void queue_quiet(struct queue *q, bool is_quiet)
{
	q->is_quiet = is_quiet;
}

void queue_hush(struct queue *q, bool (*is_meant)(const void *ctx, track_id track), const void *ctx)
{
	for (size_t i = 0; i < q->n_history; i++)
		q->history[i].is_quiet |= is_meant(ctx, q->history[i].entry.track);
	q->current.is_quiet |= q->has_current && is_meant(ctx, q->current.entry.track);
	q->version++;
}

uint64_t queue_version(const struct queue *q)
{
	return q->version;
}
