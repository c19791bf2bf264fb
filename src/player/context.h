/*
 * context.h -- the list Enter was pressed in, and the walk through it: straight, or in an order that names each track once.
 *
 *	tracks	[ a b c d e f ]		never moves; a forgotten track leaves a hole (0), so that an index stays good
 *	order	[ 3 0 5 1 4 2 ]		shuffled: the walk is tracks[order[0]], tracks[order[1]], ...
 *	ahead	      ^			the place in the walk of what comes next
 *
 * An order is a Fisher-Yates shuffle (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm P) of a seed and one swap after it, which
 * brings the current track to the front, or the last one away from it; three numbers are enough to make it again after a restart.
 * Orders of albums and weights (mix.c) depend on what was known when they were made, and are kept place by place.
 * The order of the next round is made before this one ends, so that what will be next can be told without moving.
 */
#ifndef SEGUE_PLAYER_CONTEXT_H
#define SEGUE_PLAYER_CONTEXT_H

#include "base.h"
#include "player.h"

struct order {
	uint32_t *at;		/* place -> index; NULL = straight */
	uint64_t seed;
	size_t swap_a, swap_b;	/* places exchanged after the shuffle */
	bool is_mixed;		/* made by order_mix(): no number makes it again */
};

struct context {
	track_id *tracks;
	size_t n, n_alive;	/* n_alive: those which are no holes */
	enum source source;
	uint64_t serial;	/* of index 0; index i has serial + i */
	size_t ahead;		/* 0..n */
	uint64_t version;	/* rises when the tracks or an order kept place by place change; not at a step */
	struct order order, next_order;
	uint32_t *where;	/* index -> place; NULL = straight */
	struct rng rng;
	enum shuffle mode;
	void (*facts)(void *ctx, const track_id *tracks, size_t n, struct queue_fact *ret_facts);
	void *facts_ctx;
};

enum { CONTEXT_MAX = 0x7fffffff };

void context_done(struct context *c);
void context_set(struct context *c, const track_id *tracks, size_t n, enum source source, uint64_t serial);
size_t context_index(const struct context *c, size_t place);
size_t context_place(const struct context *c, size_t index);
/* Shuffles anew; `first` (an index, SIZE_MAX: none) comes first and is taken as played. */
void context_shuffle(struct context *c, size_t first);
/* Back to the straight walk, going on behind `after` (an index, SIZE_MAX: from the start). */
void context_straighten(struct context *c, size_t after);
/* The n-th to come: its index in *ret_index. `wraps`: a new round follows this one. */
bool context_peek(const struct context *c, size_t nth, bool wraps, size_t *ret_index);
/* Moves past what context_peek(0) says. */
bool context_next(struct context *c, bool wraps, size_t *ret_index);
/* The one before place `before`, holes skipped; false: none. */
bool context_before(const struct context *c, size_t before, size_t *ret_index);
/* Makes holes of all that are not to be kept. */
void context_put(struct context *c, size_t index, track_id track);	/* 0: a hole */
void context_keep(struct context *c, bool (*is_kept)(const void *ctx, track_id track), const void *ctx);
/* Has the order of the next round ready when this one is near its end. */
void context_foresee(struct context *c);
/* mix.c: by albums or weights. `first` (SIZE_MAX: none) begins it, `not_first` (likewise) does not if others can. */
void order_mix(struct context *c, struct order *o, size_t first, size_t not_first);
/* From what was saved; false: not an order of n. */
bool order_remember(struct order *o, const uint32_t *at, size_t n_at, size_t n);
/* After an order came from elsewhere. */
void context_ordered(struct context *c);
/* From what was saved: rebuilds both orders; false when the numbers make no sense (then the walk is straight). */
bool context_rebuild(struct context *c, const struct order *order, const struct order *next_order);

#endif
