/* context.c -- the walk through the list Enter was pressed in. */
#include "context.h"

#include <stdlib.h>
#include <string.h>

/* So close to the end of a round the next one's order is made; more than anybody looks ahead. */
enum { FORESEE = 256 };

static uint64_t draw_seed(struct rng *r)
{
	uint64_t high = rng_next(r);

	return high << 32 | rng_next(r);
}

static void order_done(struct order *o)
{
	free(o->at);
	*o = (struct order){ 0 };
}

static void order_swap(struct order *o)
{
	uint32_t a = o->at[o->swap_a];

	o->at[o->swap_a] = o->at[o->swap_b];
	o->at[o->swap_b] = a;
}

static void order_make(struct order *o, size_t n, uint64_t seed)
{
	struct rng r;

	*o = (struct order){ .at = xreallocarray(o->at, n, sizeof *o->at), .seed = seed };
	rng_seed(&r, seed);
	for (size_t i = 0; i < n; i++)
		o->at[i] = (uint32_t)i;
	for (size_t i = n; i > 1; i--) {
		size_t j = rng_below(&r, (uint32_t)i);
		uint32_t last = o->at[i - 1];

		o->at[i - 1] = o->at[j];
		o->at[j] = last;
	}
}

static void fill_where(struct context *c)
{
	c->where = xreallocarray(c->where, c->n, sizeof *c->where);
	for (size_t i = 0; i < c->n; i++)
		c->where[c->order.at[i]] = (uint32_t)i;
}

void context_done(struct context *c)
{
	free(c->tracks);
	free(c->where);
	order_done(&c->order);
	order_done(&c->next_order);
	*c = (struct context){ .version = c->version + 1, .rng = c->rng, .mode = c->mode, .facts = c->facts, .facts_ctx = c->facts_ctx };
}

void context_set(struct context *c, const track_id *tracks, size_t n, enum source source, uint64_t serial)
{
	track_id *copy = xmalloc(MIN_OF(n, (size_t)CONTEXT_MAX) * sizeof *copy);	/* `tracks` may be ours */

	n = MIN_OF(n, (size_t)CONTEXT_MAX);
	if (n)
		memcpy(copy, tracks, n * sizeof *copy);
	context_done(c);
	c->tracks = copy;
	c->n = n;
	c->source = source;
	c->serial = serial;
	for (size_t i = 0; i < n; i++)
		c->n_alive += copy[i] != 0;
}

size_t context_index(const struct context *c, size_t place)
{
	return c->order.at ? c->order.at[place] : place;
}

size_t context_place(const struct context *c, size_t index)
{
	return c->where ? c->where[index] : index;
}

void context_ordered(struct context *c)
{
	fill_where(c);
}

/* An order that is kept place by place comes or goes. */
static void mixed_changes(struct context *c)
{
	c->version += c->order.is_mixed || c->next_order.is_mixed || c->mode > SHUFFLE_TRACKS;
}

void context_shuffle(struct context *c, size_t first)
{
	mixed_changes(c);
	order_done(&c->next_order);
	if (c->mode > SHUFFLE_TRACKS) {
		order_mix(c, &c->order, first, SIZE_MAX);
		fill_where(c);
		c->ahead = first < c->n;
		context_foresee(c);
		return;
	}
	order_make(&c->order, c->n, draw_seed(&c->rng));
	fill_where(c);
	c->ahead = 0;
	if (first < c->n) {
		c->order.swap_b = c->where[first];
		order_swap(&c->order);
		fill_where(c);
		c->ahead = 1;
	}
	context_foresee(c);
}

void context_straighten(struct context *c, size_t after)
{
	mixed_changes(c);
	order_done(&c->order);
	order_done(&c->next_order);
	free(c->where);
	c->where = NULL;
	c->ahead = after < c->n ? after + 1 : 0;
}

/* The nth of one round from `place` on; *nth is what remains of the count when the round ends before. */
static bool peek_round(const struct context *c, const struct order *o, size_t place, size_t *nth, size_t *ret_index)
{
	for (; place < c->n; place++) {
		size_t index = o->at ? o->at[place] : place;

		if (!c->tracks[index])
			continue;
		if (!*nth) {
			*ret_index = index;
			return true;
		}
		--*nth;
	}
	return false;
}

bool context_peek(const struct context *c, size_t nth, bool wraps, size_t *ret_index)
{
	if (!c->n_alive)
		return false;
	if (peek_round(c, &c->order, c->ahead, &nth, ret_index))
		return true;
	if (!wraps || (c->order.at && !c->next_order.at))
		return false;
	return peek_round(c, &c->next_order, 0, &nth, ret_index);
}

bool context_next(struct context *c, bool wraps, size_t *ret_index)
{
	size_t index, nth = 0;

	if (!context_peek(c, 0, wraps, &index))
		return false;
	if (!peek_round(c, &c->order, c->ahead, &nth, &(size_t){ 0 }) && c->order.at) {
		/* a new round: its order was foreseen */
		mixed_changes(c);
		order_done(&c->order);
		c->order = c->next_order;
		c->next_order = (struct order){ 0 };
		fill_where(c);
	}
	c->ahead = context_place(c, index) + 1;
	context_foresee(c);
	*ret_index = index;
	return true;
}

bool context_before(const struct context *c, size_t before, size_t *ret_index)
{
	for (size_t place = MIN_OF(before, c->n); place > 0; place--) {
		size_t index = context_index(c, place - 1);

		if (c->tracks[index]) {
			*ret_index = index;
			return true;
		}
	}
	return false;
}

/* The place of the first track that is no hole. */
static size_t first_alive(const struct context *c, const struct order *o)
{
	size_t place = 0;

	while (place < c->n && !c->tracks[o->at[place]])
		place++;
	return place;
}

void context_foresee(struct context *c)
{
	struct order *o = &c->next_order;
	size_t last, first;

	if (!c->order.at || o->at || c->n - c->ahead > FORESEE || !c->n_alive)
		return;
	if (c->mode > SHUFFLE_TRACKS) {
		c->version++;
		order_mix(c, o, SIZE_MAX, context_before(c, c->n, &last) ? last : SIZE_MAX);
		return;
	}
	order_make(o, c->n, draw_seed(&c->rng));
	/* what ended this round does not begin the next */
	first = first_alive(c, o);
	if (c->n_alive < 2 || !context_before(c, c->n, &last) || o->at[first] != last)
		return;
	o->swap_a = first;
	do
		o->swap_b = rng_below(&c->rng, (uint32_t)c->n);
	while (o->swap_b == first || !c->tracks[o->at[o->swap_b]]);
	order_swap(o);
}

void context_keep(struct context *c, bool (*is_kept)(const void *ctx, track_id track), const void *ctx)
{
	size_t before = c->n_alive;

	for (size_t i = 0; i < c->n; i++)
		if (c->tracks[i] && !is_kept(ctx, c->tracks[i])) {
			c->tracks[i] = 0;
			c->n_alive--;
		}
	if (c->n_alive != before) {
		c->version++;
		/* who is last may have changed */
		order_done(&c->next_order);
		context_foresee(c);
	}
}

void context_put(struct context *c, size_t index, track_id track)
{
	c->n_alive -= c->tracks[index] != 0;
	c->n_alive += track != 0;
	c->tracks[index] = track;
	order_done(&c->next_order);
	context_foresee(c);
}

static bool order_remake(struct order *o, const struct order *saved, size_t n)
{
	if (n && (saved->swap_a >= n || saved->swap_b >= n))
		return false;
	order_make(o, n, saved->seed);
	if (!n)
		return true;
	o->swap_a = saved->swap_a;
	o->swap_b = saved->swap_b;
	order_swap(o);
	return true;
}

bool context_rebuild(struct context *c, const struct order *order, const struct order *next_order)
{
	if (!order_remake(&c->order, order, c->n))
		return false;
	fill_where(c);
	if (next_order && !order_remake(&c->next_order, next_order, c->n))
		order_done(&c->next_order);
	return true;
}
