/*
 * mixing.h -- what may go into a mix and what of it suits the listener: for the player, which asks on a thread, and for the command line alike.
 *
 *	seeds ─▶ mixing_near (index) ──────────────┐
 *	preset ─▶ mixing_fit (store) ──────────────┼▶ candidates ─▶ mixing_choose (library, taste) ─▶ tracks in order
 *	two ends ─▶ mixing_stones ─▶ mixing_walk (index): a path
 */
#ifndef SEGUE_APP_MIXING_H
#define SEGUE_APP_MIXING_H

#include "ear.h"
#include "library.h"
#include "recommend.h"
#include "store.h"

enum { MIXING_SEEDS = 16, MIXING_NEAR = 400, MIXING_MANY = 600, PATH_STEPS_MAX = 100 };

/* alike: 0..1, how well it fits what was asked for; like: the seed it is most like, 0: none; order: what a mix that has an order goes by. */
struct mix_candidate { track_id track; float alike; track_id like; float order; };
struct mix_candidates { struct mix_candidate *at; size_t n, cap; };	/* free(at) when done */

/* What sounds like any of the seeds, up to `near` of each; seeds not listened to have no say, and are none of the answer. Best first. */
void mixing_near(struct kin *kin, const track_id *seeds, size_t n, size_t near, struct mix_candidates *ret);
/* Who it is by, as mixes keep them apart; 0: nobody knows. */
uint64_t mixing_artist(const struct track *t);

struct mix_taste {
	struct library *lib;
	struct taste *taste;
	const struct rank_options *opt;	/* seed, artist_gap, exclude and what plays, as of a ranking */
	const struct map64 *given;	/* of ids: what was in it before; NULL: nothing */
	const uint64_t *before;		/* artists (mixing_artist) of what comes just before */
	size_t n_before;
	float chance;			/* how much is left to luck, 0..1 */
};
/* At most n of the candidates that can be played, by how well they fit and suit, artists apart; ret_at: places of candidates. */
size_t mixing_choose(const struct mix_taste *m, const struct mix_candidates *c, size_t n, uint32_t *ret_at);

/* Puts n chosen ones into rising (slope 1) or falling (-1) order, as far as artists can be kept apart. */
void mixing_sort(const struct mix_taste *m, const struct mix_candidates *c, int slope, uint32_t *at, size_t n);

/* ---- a path ---- */
struct mix_ends { track_id from, to; uint64_t from_artist, to_artist; };
struct mix_places { track_id *ids; struct mix_stone *stones; size_t n; };
void mixing_places_done(struct mix_places *p);
/* Only what may be in a mix stays, and is told who it is by. */
void mixing_places_keep(struct mix_places *p, const struct library *lib, const struct taste *taste);
/* What may lie on the way; false: one of the ends was not listened to. The groups of the stones are for the caller to fill in. */
bool mixing_stones(struct kin *kin, const struct mix_ends *ends, struct mix_places *ret);
/* The steps between both ends; returns how many. ret_alike: of each to the one before, and behind the last that of the end (steps + 1). */
size_t mixing_walk(struct kin *kin, const struct mix_ends *ends, const struct mix_places *p, size_t steps, unsigned gap, uint32_t *ret_at, float *ret_alike);

#endif
