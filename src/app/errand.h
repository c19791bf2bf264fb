/*
 * errand.h -- small work on files (is this folder there, read that, write this down), on threads of its own: a mount that hangs costs
 * only its errand, never the interface.
 *
 *   command ─▶ errand_start ─▶ thread: work(job) ─▶ eventfd ─▶ errand_turn: done(app, job, NULL or why not) ─▶ free(job)
 *
 * A script's next line and the answer to a remote command wait for them (not for what is done aside); keys do not.  The program waits at its end for what is being
 * written, and leaves behind who only looks.
 */
#ifndef SEGUE_APP_ERRAND_H
#define SEGUE_APP_ERRAND_H

#include "app/app.h"

enum { ERRANDS_MAX = 16, ERRANDS_BRIEF_MS = 300 };
/* When the program ends: left behind; waited for (the listener's data); waited for, but a moment only (ERRANDS_BRIEF_MS). */
enum errand_end { ERRAND_LEFT, ERRAND_AWAITED, ERRAND_BRIEF };
struct errand {
	enum err (*work)(void *job);		/* on the thread: neither app nor anything of it */
	void (*done)(struct app *app, void *job, const char *why);	/* on the interface thread; why: NULL when all went well */
	void (*free)(void *job);		/* wherever it ends */
	enum errand_end at_end;
	bool is_aside;				/* nobody asked for it, and nobody waits */
	bool is_idle;				/* it waits for a child, not for a disk: not one of ERRANDS_MAX, and nobody waits for it */
};
/* Takes the job over, also when it fails. ERR_LIMIT: ERRANDS_MAX are out and none comes home. */
enum err errand_start(struct app *app, const struct errand *kind, void *job);
size_t errands_out(const struct app *app);	/* without those aside */
int errand_fd(const struct app *app);		/* -1: none ever went */
void errand_turn(struct app *app);
/* Waits for the awaited ones, for the brief of them a moment. What the first of them that failed would have said; NULL. Caller frees. */
char *errand_close(struct app *app);

/* A file to be written whole; `text` is taken over. */
enum err errand_write(struct app *app, const char *path, char *text, size_t n);

#endif
