/*
 * learning.h -- what the for-you list goes by is learnt anew in the background: `segue train --background`, a child that is never felt.
 *
 *   start ─▶ file read (thread) ─▶ taste ─▶ stale? ─▶ child trains, writes the file ─▶ read (thread) ─▶ taste ─▶ ranked anew
 *   a play ends ──────────────────────────▶ stale? ─┘
 */
#ifndef SEGUE_APP_LEARNING_H
#define SEGUE_APP_LEARNING_H

#include "app/app.h"

/* Library and log are there. */
void learning_begin(struct app *app);
/* A play has ended, or the option changed: it is looked whether there is enough that was not learnt from. */
void learning_turn(struct app *app);
/* There is something new to learn from besides plays. */
void learning_again(struct app *app);
/* The log is another one: what was learnt from the old one goes at once, from the disk, too, and is learnt anew if there is enough. */
void learning_anew(struct app *app);
void learning_close(struct app *app);

#endif
