/*
 * away.h -- tracks that cannot be reached for now: a disk that was unplugged, a share that does not answer, a folder that was closed to
 * us.  They stay in the library, greyed, with all that is known of them, are passed over by what plays by itself and are no picks.
 * That is of this run only; what scan.c judges tells it anew at every scan.
 *
 *   scan: away ──▶ a place (root) with some of its tracks ──every AWAY_MS──▶ errand: can one be opened? ──yes──▶ the root is scanned
 *   a play failed ──▶ errand: is the file there, is its disk? ──no──▶ the root is scanned: all of it is found away
 */
#ifndef SEGUE_APP_AWAY_H
#define SEGUE_APP_AWAY_H

#include "app/app.h"

void away_track(struct app *app, track_id id, const char *place);	/* not seen; place: the root it is below */
void away_back(struct app *app, track_id id);				/* it was seen */
void away_suspect(struct app *app, const struct track *t);		/* it would not play: why? */
void away_ask(struct app *app, const struct track *t);			/* it is asked for: is it back? */
void away_turn(struct app *app);
int64_t away_wakeup_ms(const struct app *app);				/* -1: no place is away */
void away_close(struct app *app);

#endif
