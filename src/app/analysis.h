/*
 * analysis.h -- what the library sounds like, found out in the background: children that listen (music/hearers.c) while the player runs, what they
 * heard to the desk, progress to the status line.
 */
#ifndef SEGUE_APP_ANALYSIS_H
#define SEGUE_APP_ANALYSIS_H

#include "app/app.h"

struct link_request;

void analysis_turn(struct app *app, int64_t until_ms);
int analysis_fd(const struct app *app);
bool analysis_wants_turn(const struct app *app);	/* something can be done at once */
int64_t analysis_wakeup_ms(const struct app *app);
void analysis_close(struct app *app);

/* With a track's id: the cookie of what the desk is asked to keep. */
#define ANALYSIS_COOKIE (UINT64_C(1) << 62)

/* What the desk says: sounds known from before, the last of them, one that is kept. */
void analysis_known(struct app *app, const struct sound *sounds, size_t n);
void analysis_all_known(struct app *app);
void analysis_kept(struct app *app);
void analysis_failed(struct app *app, track_id id, const char *why);	/* … that could not be kept */
/* A track as the library had it (NULL: it is new) and will have it. */
void analysis_track_kept(struct app *app, const struct track *before, const struct track *track);

/* How many tracks were listened to; looks at all. */
size_t analysis_heard(const struct app *app);
void analysis_scanned(struct app *app);		/* a scan is over: what could not be reached may be there again */
/* The loudness of a track without tags that say it; what is not known yet is absent. */
struct gain analysis_gain(struct app *app, const struct track *t);
/* What was heard, whatever its tags say; false: it was not, yet, or is silence. */
bool analysis_heard_gain(struct app *app, const struct track *t, struct gain *ret_gain);

size_t analysis_known_count(const struct app *app);
bool analysis_has_heard(const struct app *app, track_id id);	/* its features are known */
bool analysis_is_silent(const struct app *app, track_id id);	/* and it is silence, or hardly more (nomusic.h) */
/* False: nothing to do, or nothing known yet. left_ms -1: cannot be told yet. waits: an enum hear_wait of music.h. */
struct analysis_progress { size_t heard, all; int64_t left_ms; double per_s; int waits; };
bool analysis_progress(const struct app *app, struct analysis_progress *ret_progress);
/* Nothing of it is under way or waits. */
bool analysis_is_idle(const struct app *app);

/* cli analyze [--json] [--force] -- PATH…: answered when all that was asked for is done. ERR_BUSY: somebody else is being served. */
enum err analysis_serve(struct app *app, const struct link_request *r);

#endif
