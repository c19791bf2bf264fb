/* mood.h -- moods and the listener: the filter's word for a track, corrections, the mix that starts from a place on the map. */
#ifndef SEGUE_APP_MOOD_H
#define SEGUE_APP_MOOD_H

#include "app/app.h"

struct moods;
/* "mood:calm" in the filter language is answered from what is known. */
void mood_tell_library(struct app *app);
/* The same for the command line; *ret_moods for moods_free(), after the library's last use. */
enum err mood_tell_cli(struct store *s, struct library *lib, struct moods **ret_moods);
/* An EVENT_MOOD is on disk: says so. */
void mood_say(struct app *app, const struct event *ev, const char *label);

enum { MOOD_NEAR = 100 };
/* Tracks that can be played near a place, nearest first; gives how many. */
size_t mood_near(struct app *app, float valence, float arousal, track_id ret_ids[MOOD_NEAR]);
/* Plays them in another order, nobody twice in a row where that can be helped. */
enum err mood_mix(struct app *app, float valence, float arousal);

#endif
