/*
 * errand.h -- what must look at a disk, done on a thread of its own: a mount that hangs costs only its errand, never the interface.
 *
 *   errand_start ─▶ thread: work(job) ─▶ eventfd ─▶ errand_turn: done(app, job), on the interface thread
 *
 * The job belongs to the thread until `done`.  An errand that never comes home is left behind when the program ends, unless it is to
 * be waited for.
 */
#ifndef SEGUE_APP_ERRAND_H
#define SEGUE_APP_ERRAND_H

#include "app/app.h"

struct errand {
	void *job;
	void (*work)(void *job);			/* on the thread: neither app nor anything of it */
	void (*done)(struct app *app, void *job);	/* frees the job; app is NULL where the program ends meanwhile */
	bool is_awaited;				/* app_close() waits for it: the listener's data */
	bool is_idle;					/* it waits for a child, not for a disk: not one of ERRANDS_MAX */
};
/* ERR_LIMIT: ERRANDS_MAX are out and none comes home; `done` is not called then. */
enum { ERRANDS_MAX = 16 };
enum err errand_start(struct app *app, const struct errand *errand);
int errand_fd(const struct app *app);	/* -1: none is out */
void errand_turn(struct app *app);
void errand_close(struct app *app);

#endif
