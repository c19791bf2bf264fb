/*
 * mood_follow.h -- the for-you list keeps to the mood of the session, where the option follow-mood says so: to what lies around the place on the map of moods
 * that was heard out of late, away from what was skipped.
 */
#ifndef SEGUE_APP_MOOD_FOLLOW_H
#define SEGUE_APP_MOOD_FOLLOW_H

#include "app/app.h"

/* Half the size of the box around the session's mood; valence is hardly known (ear.h). Widened until there are enough. */
#define FOLLOW_AROUSAL .25f
#define FOLLOW_VALENCE .5f
enum { FOLLOW_LEAST = 50, FOLLOW_EVENTS = 12, FOLLOW_MS = 2 * 3600 * 1000 };
struct mood_place { float valence, arousal; };
/* Where the session is, by the newest of its events; false: nothing in it has a known mood. */
struct moods;
bool mood_of_session(const struct moods *m, const struct event *events, size_t n, track_id playing, int64_t now_ms, struct mood_place *ret);

void mood_follow_rank(struct app *app);		/* before a ranking */
/* NULL: no mood is followed. */
const struct track_set *mood_follow_set(const struct app *app);
/* "calm", or ""; none is followed, or it has no word. */
const char *mood_followed(const struct app *app);
void mood_follow_close(struct app *app);

#endif
