/*
 * plays_simple.h -- the simple ways of foreseeing what one listener plays next, and the place each gives to what came.
 *
 * Of equals the track with the lower number comes first. What an answer costs grows with what is near the top, not with what was ever played.
 */
#ifndef SEGUE_CLI_PLAYS_SIMPLE_H
#define SEGUE_CLI_PLAYS_SIMPLE_H

#include "learn.h"

enum simple_way { SIMPLE_COUNTS, SIMPLE_RECENCY, SIMPLE_ACT_R, SIMPLE_FOLLOWED, SIMPLE_ACT_R_FOLLOWED, SIMPLE_OTHERS, SIMPLE_WAYS };
extern const char *const simple_name[SIMPLE_WAYS];

/* What followed each track, in all of a log. */
struct successions;
struct successions *successions_of(const struct plays *log);
void successions_free(struct successions *s);

/* What is known of one listener so far; log and others are borrowed. */
struct simple;
struct simple *simple_new(const struct plays *log, const struct successions *others);
void simple_free(struct simple *s);
/* Where each way puts the track of this row, 1 to top; 0: further down, or nowhere. */
void simple_places(struct simple *s, const struct play_row *r, size_t top, size_t ret_places[SIMPLE_WAYS]);
/* That was the next row; a skip teaches nothing. */
void simple_learn(struct simple *s, const struct play_row *r);

#endif
