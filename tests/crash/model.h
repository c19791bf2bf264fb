/*
 * model.h -- the judgements kill9.c asks for, and what the database must say of them after a death: all that was acknowledged, in the
 * order it was issued, opinions as the log has them, and the old log as it was.
 */
#ifndef SEGUE_TEST_MODEL_H
#define SEGUE_TEST_MODEL_H

#include "base.h"
#include "store.h"
#include "track.h"

enum { TRACKS = 8 };	/* the script's; as many again are the command line's */

struct asked { enum event_kind kind; track_id track; int32_t value; unsigned batch; bool acked; };
struct opinion { track_id id; char path[128]; int rating; bool loved, banned; };
/* As the last autopsy found them, and as the script's judgements change them since. */
extern struct opinion model_tracks[TRACKS * 2];
struct opinion *model_opinion_of(track_id id);	/* NULL */

/* The script's stream of one life; `i` of model_tracks. */
void model_begin(void);
void model_ask(enum event_kind kind, int i, int32_t value, unsigned batch);
void model_acked(unsigned batch);		/* this batch and those before it */
size_t model_acked_count(void);

/* Reads tracks and log; says what is wrong. `calls`: the command line's stream. */
bool model_fits(struct store *s, const struct asked *calls, size_t n_calls);
size_t model_log_count(void);
/* Was this track started since, so that it may be what plays? */
bool model_started_since(size_t from, const char *path);
/* It came to its end just before death: the log has that, the place (written a moment later, and lazily) may not have it yet. */
bool model_ended_last(const char *path);
bool model_is_over(const char *path);		/* of its starts and ends the last is an end */
bool model_is_banned(const char *path);
void model_done(void);

#endif
