/*
 * radio.h -- a mix that goes on: what it begins with stands in the queue, and when little of it is left more is added.
 *
 *	radio_… ─▶ candidates (thread, or at once) ─▶ mixing_choose ─▶ queue, undoable ─▶ a track of it begins ─▶ radio_started: few left? ─▶ candidates …
 *
 * One at a time: another takes its place. It ends by radio_off(), and by itself when what it added is taken back or there is no more.
 */
#ifndef SEGUE_APP_RADIO_H
#define SEGUE_APP_RADIO_H

#include "app/app.h"
#include "app/mixing.h"

enum { RADIO_FIRST = 25, RADIO_MORE = 10, RADIO_LOW = 6 };

/* What sounds like these; of more than MIXING_SEEDS, some of them. Of one that does not play it is the first. */
enum err radio_like(struct app *app, struct track *const *tracks, size_t n);
/* Of these only, which are called `name`: a style, a genre. */
enum err radio_of(struct app *app, const char *name, struct track *const *tracks, size_t n);
/* Of candidates that were found by themselves, taken over; `what` is said of it. slope: 1, -1: by their order, rising or falling; 0: not. */
enum err radio_from(struct app *app, const char *what, struct mix_candidates *pool, int slope);
enum err radio_off(struct app *app);		/* ERR_MISSING: none is on */
void radio_started(struct app *app);		/* what plays now began */
void radio_taken_back(struct app *app);		/* an edit of the queue was undone */
void radio_close(struct app *app);

#endif
