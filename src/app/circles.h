/*
 * circles.h -- the circles that what is heard lies in: the clusters of a taste. The mixes of the day are made of them, the page of taste shows them.
 *
 *	log ─▶ heard_read: what is heard, how much ─▶ circles_draw (index of sounds): circles, how sure ─▶ circle_name (library, styles, moods)
 */
#ifndef SEGUE_APP_CIRCLES_H
#define SEGUE_APP_CIRCLES_H

#include "app/app.h"
#include "ear.h"

enum { CIRCLES_MAX = 6, CIRCLES_HEARD = 200, CIRCLE_LEAST = 8, CIRCLE_NAME = 160 };

/* ---- for a thread ---- */
struct heard_row { track_id track; float weight; int finishes; int64_t last_ms; bool is_banned, is_loved; };	/* weight: fading with time; below 0: skipped more */
struct heard_log { struct heard_row *at; size_t n, cap; };		/* free(at) when done */
enum err heard_read(struct store *store, int64_t until_ms, struct heard_log *ret);	/* each track of the log until then */

/* tracks: the most heard first. share: of what is heard in any of them, 0..1. sure: mix_circles_sure(); 1 where there is but one. */
struct circle { track_id tracks[CIRCLES_HEARD]; size_t n; float share, sure; };
struct circles { struct circle all[CIRCLES_MAX]; size_t n; };	/* the largest share first */
/* Of the CIRCLES_HEARD heard most that the index knows; turns the log round. */
void circles_draw(struct kin *kin, struct heard_log *log, uint64_t seed, struct circles *ret);
/* The same, of an index of those alone. */
enum err circles_of_now(struct store *store, struct circles *ret);

/* ---- on the interface thread ---- */
/* "Ambient · calm · 1990s", else by whom. */
void circle_name(struct app *app, const struct circle *c, char ret_name[CIRCLE_NAME]);

#endif
