/*
 * hubbing.h -- the log is told to the hub that the option names, in the background: `segue hub sync --background`, a child that is never felt.
 *
 *   start, a play ends, a word of the listener ─▶ long enough ago? ─▶ child: push, pull ─▶ something new came back? ─▶ learnt anew
 *                                                     ▲                  └─ hub down: said once, tried again ever more rarely
 */
#ifndef SEGUE_APP_HUBBING_H
#define SEGUE_APP_HUBBING_H

#include "app/app.h"

/* Library and log are there. */
void hubbing_begin(struct app *app);
/* Something was written down. */
void hubbing_turn(struct app *app);
/* Another hub, or none. */
void hubbing_changed(struct app *app);
void hubbing_close(struct app *app);

#endif
