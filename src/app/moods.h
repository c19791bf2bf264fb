/*
 * moods.h -- where each track lies on the map of valence and arousal: as heard, as the listener corrected it, and as his corrections so far say the rest
 * should be shifted.  Two bytes a track; for the player and the command line alike.
 */
#ifndef SEGUE_APP_MOODS_H
#define SEGUE_APP_MOODS_H

#include "store.h"
#include "track.h"

struct app;
struct moods;
struct moods *moods_new(void);
void moods_free(struct moods *m);		/* NULL is fine */
struct moods *moods_of(struct app *app);	/* the player's */

/* What the ear says, each -1..1; NaN: not known. */
void moods_heard(struct moods *m, track_id id, float valence, float arousal);
/* What the listener says: a row of ear.h's mood_words and one, as EVENT_MOOD has it; 0 takes it back, others are not understood. */
void moods_said(struct moods *m, track_id id, int32_t word);
/* All of it from a store: what holds of this version of the features, and the log; lib (NULL: none) is told the tempi. */
struct library;
enum err moods_load(struct moods *m, struct store *s, struct library *lib);
/* Into a track of the library (NULL is fine): the tempo as heard; NaN: none. */
void sound_to_track(struct track *t, float tempo_bpm);

bool moods_at(const struct moods *m, track_id id, float *ret_valence, float *ret_arousal);	/* false: not known */
bool moods_is_said(const struct moods *m, track_id id);
/* The word for it, as in ear.h; "": none is sure. */
const char *moods_word(const struct moods *m, track_id id);
/* How far all are shifted, by what was learnt from corrections. */
void moods_shift(const struct moods *m, float *ret_valence, float *ret_arousal);

/* Changes whenever any track's place may have. */
uint64_t moods_generation(const struct moods *m);
size_t moods_count(const struct moods *m);
/* How many lie in each cell: rows from the top (arousal 1), columns from the left (valence -1). As quick for a million as for one. */
void moods_density(const struct moods *m, int rows, int cols, uint32_t *ret_counts);
/* The nearest to a point that may be, nearest first; gives how many. */
size_t moods_near(const struct moods *m, float valence, float arousal, bool (*may)(void *ctx, track_id id), void *ctx, track_id *ret_ids, size_t max);

/*
 * The tracks in a box around a place, so far to either side, into a set of theirs (grown as needed, the caller's to free); `of`: only those of it, NULL: all.
 * Gives how many. A few milliseconds for a million.
 */
struct track_set;
size_t moods_within(const struct moods *m, float valence, float arousal, float d_valence, float d_arousal, const struct track_set *of, struct track_set *ret);

#endif
