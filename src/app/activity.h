/*
 * activity.h -- music for doing something to: a row of rules over what the ear heard, each a range and how soft its edges are.  What a track comes to is what
 * its worst rule says.  Pure, but for activity_find().
 */
#ifndef SEGUE_APP_ACTIVITY_H
#define SEGUE_APP_ACTIVITY_H

#include "app/mixing.h"

enum { ACTIVITY_RULES = 4, RUN_TEMPO = 165, RUN_TEMPO_MIN = 60, RUN_TEMPO_MAX = 240 };
struct activity_rule { enum feature_id feature; float low, high, soft; };	/* 1 from low to high, 0 at soft outside of it; soft 0: no rule */
struct activity {
	const char *name, *words;		/* as typed; for people */
	struct activity_rule rules[ACTIVITY_RULES];
	bool has_tempo;				/* it is at a tempo, too */
	int slope;				/* of its excitement along the mix: -1 falls, 1 rises, 0 as it comes */
};
const struct activity *activity_at(size_t i);	/* NULL: no more */
/* By its name; "now": what the hour (0..23) stands for. NULL: there is none. */
const struct activity *activity_named(const char *name, int hour);

/* 0..1; `values` by enum feature_id. A value that is not known does not fit, or, where `may_lack`, is passed over. tempo_bpm: of one with a tempo. */
float activity_fit(const struct activity *a, const float values[FEATURE_COUNT], double tempo_bpm, bool may_lack);
/* How well a tempo is in step with another, half of it or twice: 1 within 4 per cent, 0 from 8 on, or NaN. */
float activity_in_step(float bpm, double with_bpm);
/* What of all that was listened to fits, in no order; `order` is the excitement. */
enum err activity_find(struct store *store, const struct activity *a, double tempo_bpm, struct mix_candidates *ret);

/* ---- the player's ---- */
struct app;
/* A mix of it into the queue, that goes on. tempo_bpm 0: the usual one. */
enum err activity_mix(struct app *app, const struct activity *a, double tempo_bpm);

#endif
