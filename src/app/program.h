/*
 * program.h -- programs the listener has run: on tracks, by a shell, and at every change of what plays.
 *
 *	program_start ─▶ errand: spawn ─▶ errand: wait for its end ─▶ said, its files looked at again
 *	what plays changed ─▶ one spawn at a time, in order; what changed meanwhile is told next
 *
 * Words and paths are handed over as arguments: no shell reads them (but for `shell`, whose text is the listener's own). A program has
 * no terminal: its input is empty, what it writes goes nowhere. The interface never waits for one.
 */
#ifndef SEGUE_APP_PROGRAM_H
#define SEGUE_APP_PROGRAM_H

#include "app/app.h"

enum { PROGRAMS_MAX = 16 };	/* at a time */
struct programs;

/* argv ends with NULL; copied. `files`: looked at again when it has ended well. ERR_LIMIT: too many run. */
enum err program_start(struct app *app, char *const *argv, struct track *const *files, size_t n_files);
/* At the end of a turn: did what plays change? Then `status-program` is told. */
void program_turn(struct app *app);
void program_quit(struct app *app);	/* nothing plays any more */
void program_close(struct app *app);

#endif
