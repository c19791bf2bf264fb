/*
 * queue_save.c -- the queue as flat rows and back.
 *
 * A row is (part, track, source).  Where a part holds no track, `track` holds a number.  Orders of tracks by chance are not written out: they
 * are made again from their seed and swap (context.h); those of albums and weights are.  Rows come from a file somebody may have touched: senseless ones are passed over.
 */
#include "queue.h"

#include <stdlib.h>

/* Stored: append only. PART_QUEUE and PART_CONTEXT come first. */
enum saved_part {
	SAVED_QUEUE = PART_QUEUE,	/* of the explicit queue, in order */
	SAVED_CONTEXT = PART_CONTEXT,	/* in list order; 0 = a hole */
	SAVED_PLAYED,			/* history, oldest first: not of the context */
	SAVED_PLAYED_CONTEXT,		/* history: an index into the context */
	SAVED_CURRENT,
	SAVED_CURRENT_CONTEXT,		/* an index */
	SAVED_AHEAD,			/* a place */
	SAVED_SETTINGS,			/* repeat * 2 + shuffle */
	SAVED_RANDOM,			/* the generator's state */
	SAVED_ORDER,			/* the seed, then the two places swapped: three rows */
	SAVED_NEXT_ORDER,		/* likewise, of the next round */
	SAVED_SHUFFLE,			/* enum shuffle; absent: tracks, when shuffled */
	SAVED_MIXED,			/* an index into the context, place by place */
	SAVED_NEXT_MIXED,		/* likewise, of the next round */
};

/* ---------------------------------------------------------------- out */

struct rows { struct queue_saved *rows; size_t n, cap; };

static void put(struct rows *r, enum saved_part part, track_id track, enum source source)
{
	ARRAY_GROW(r->rows, r->n, r->cap);
	r->rows[r->n++] = (struct queue_saved){ track, source, (uint8_t)part };
}

static void put_played(struct rows *r, enum saved_part part, const struct context *c, const struct played *p)
{
	/* what plays may have been forgotten: then it is of the context no more */
	if (p->is_quiet)
		return;
	if (p->index == SIZE_MAX || !c->tracks[p->index])
		put(r, part, p->entry.track, p->entry.source);
	else
		put(r, part + 1, (track_id)p->index, p->entry.source);
}

static void put_mixed(struct rows *r, enum saved_part part, const struct order *o, size_t n)
{
	for (size_t i = 0; o->at && o->is_mixed && i < n; i++)
		put(r, part, (track_id)o->at[i], SOURCE_NONE);
}

static void put_order(struct rows *r, enum saved_part part, const struct order *o)
{
	if (!o->at || o->is_mixed)
		return;
	put(r, part, (track_id)o->seed, SOURCE_NONE);
	put(r, part, (track_id)o->swap_a, SOURCE_NONE);
	put(r, part, (track_id)o->swap_b, SOURCE_NONE);
}

uint64_t queue_list_version(const struct queue *q)
{
	return q->context.version;
}

size_t queue_save(const struct queue *q, bool whole, struct queue_saved **ret_rows, size_t *ret_n_place)
{
	const struct context *c = &q->context;
	struct rows r = { .cap = q->n + q->n_history + 16 + (whole ? c->n : 0) };

	r.rows = xmalloc(r.cap * sizeof *r.rows);
	put(&r, SAVED_SETTINGS, (track_id)q->repeat * 2 + (c->mode != SHUFFLE_OFF), SOURCE_NONE);
	put(&r, SAVED_SHUFFLE, (track_id)c->mode, SOURCE_NONE);
	put(&r, SAVED_RANDOM, (track_id)c->rng.state, SOURCE_NONE);
	put(&r, SAVED_AHEAD, (track_id)c->ahead, SOURCE_NONE);
	put_order(&r, SAVED_ORDER, &c->order);
	put_order(&r, SAVED_NEXT_ORDER, &c->next_order);
	for (size_t i = 0; i < q->n; i++)
		put(&r, SAVED_QUEUE, queue_at(q, i)->track, queue_at(q, i)->source);
	for (size_t i = 0; i < q->n_history; i++)
		put_played(&r, SAVED_PLAYED, c, &q->history[i]);
	if (q->has_current)
		put_played(&r, SAVED_CURRENT, c, &q->current);
	*ret_n_place = r.n;
	for (size_t i = 0; whole && i < c->n; i++)
		put(&r, SAVED_CONTEXT, c->tracks[i], c->source);
	if (whole) {
		put_mixed(&r, SAVED_MIXED, &c->order, c->n);
		put_mixed(&r, SAVED_NEXT_MIXED, &c->next_order, c->n);
	}
	*ret_rows = r.rows;
	return r.n;
}

/* ---------------------------------------------------------------- in */

struct restored {
	uint64_t numbers[2][3];		/* of the two orders */
	size_t n_numbers[2];
	uint32_t *mixed[2];		/* likewise, place by place */
	size_t n_mixed[2];
	uint64_t ahead, settings, random, shuffle;
	bool has_random;
};

static bool is_source(enum source source)
{
	return (unsigned)source < SOURCE_COUNT;
}

/* First the context and the numbers: history speaks of them. */
static void read_context(struct queue *q, const struct queue_saved *rows, size_t n, struct restored *r)
{
	track_id *tracks = xmalloc(n * sizeof *tracks);
	enum source source = SOURCE_NONE;
	size_t n_tracks = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t number = (uint64_t)rows[i].track;

		switch (rows[i].part) {
		case SAVED_CONTEXT:
			tracks[n_tracks++] = rows[i].track;
			source = is_source(rows[i].source) ? rows[i].source : SOURCE_NONE;
			break;
		case SAVED_ORDER:
		case SAVED_NEXT_ORDER: {
			size_t which = rows[i].part == SAVED_NEXT_ORDER;

			if (r->n_numbers[which] < 3)
				r->numbers[which][r->n_numbers[which]++] = number;
			break;
		}
		case SAVED_MIXED:
		case SAVED_NEXT_MIXED: {
			size_t which = rows[i].part == SAVED_NEXT_MIXED;

			if (!r->mixed[which])
				r->mixed[which] = xmalloc(n * sizeof *r->mixed[which]);
			r->mixed[which][r->n_mixed[which]++] = number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
			break;
		}
		case SAVED_SHUFFLE:
			r->shuffle = number;
			break;
		case SAVED_AHEAD:
			r->ahead = number;
			break;
		case SAVED_SETTINGS:
			r->settings = number;
			break;
		case SAVED_RANDOM:
			r->random = number;
			r->has_random = true;
			break;
		}
	}
	context_set(&q->context, tracks, n_tracks, source, q->serial + 1);
	q->serial += q->context.n;
	free(tracks);
}

static bool read_mixed(struct context *c, const struct restored *r)
{
	if (!order_remember(&c->order, r->mixed[0], r->n_mixed[0], c->n))
		return false;
	context_ordered(c);
	if (r->mixed[1])
		order_remember(&c->next_order, r->mixed[1], r->n_mixed[1], c->n);
	return true;
}

static void read_orders(struct queue *q, const struct restored *r)
{
	struct context *c = &q->context;
	struct order orders[2];

	for (size_t i = 0; i < 2; i++)
		orders[i] = (struct order){ .seed = r->numbers[i][0], .swap_a = (size_t)r->numbers[i][1], .swap_b = (size_t)r->numbers[i][2] };
	c->mode = !(r->settings & 1) ? SHUFFLE_OFF : r->shuffle > SHUFFLE_TRACKS && r->shuffle <= SHUFFLE_WEIGHTED ? (enum shuffle)r->shuffle : SHUFFLE_TRACKS;
	q->repeat = r->settings / 2 <= REPEAT_ONE ? (enum repeat)(r->settings / 2) : REPEAT_OFF;
	if (r->has_random)
		c->rng.state = r->random;
	context_straighten(c, SIZE_MAX);
	if (c->mode == SHUFFLE_TRACKS && (r->n_numbers[0] < 3 || !context_rebuild(c, &orders[0], r->n_numbers[1] == 3 ? &orders[1] : NULL)))
		context_shuffle(c, SIZE_MAX);
	if (c->mode > SHUFFLE_TRACKS && !read_mixed(c, r))
		context_shuffle(c, SIZE_MAX);
	c->ahead = (size_t)MIN_OF(r->ahead, c->n);
	context_foresee(c);
}

static bool read_played(struct queue *q, const struct queue_saved *row, struct played *ret_played)
{
	const struct context *c = &q->context;
	uint64_t index = (uint64_t)row->track;

	if (row->part == SAVED_PLAYED || row->part == SAVED_CURRENT) {
		if (!row->track)
			return false;
		*ret_played = (struct played){ { row->track, row->source, ++q->serial }, SIZE_MAX, false };
		return true;
	}
	if (index >= c->n || !c->tracks[index])
		return false;
	*ret_played = (struct played){ { c->tracks[index], c->source, c->serial + index }, (size_t)index, false };
	return true;
}

void queue_restore(struct queue *q, const struct queue_saved *rows, size_t n)
{
	struct restored r = { 0 };
	struct played played;

	queue_clear(q);
	q->n_history = 0;
	q->has_current = false;
	read_context(q, rows, n, &r);
	read_orders(q, &r);
	free(r.mixed[0]);
	free(r.mixed[1]);
	for (size_t i = 0; i < n; i++) {
		if (!is_source(rows[i].source))
			continue;
		switch (rows[i].part) {
		case SAVED_QUEUE:
			if (rows[i].track)
				queue_append(q, rows[i].track, rows[i].source);
			break;
		case SAVED_PLAYED:
		case SAVED_PLAYED_CONTEXT:
			if (q->n_history < HISTORY_MAX && read_played(q, &rows[i], &played))
				q->history[q->n_history++] = played;
			break;
		case SAVED_CURRENT:
		case SAVED_CURRENT_CONTEXT:
			if (read_played(q, &rows[i], &played)) {
				q->current = played;
				q->has_current = true;
			}
			break;
		}
	}
	q->version++;
}
