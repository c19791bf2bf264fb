/*
 * chore.h -- small work on files that a command asks for (is this folder there, write this down), on threads of its own: a disk may
 * hang, the interface may not.
 *
 *   command ─▶ chore_start ─▶ thread: work(job) ─▶ eventfd ─▶ chores_turn: done(app, job, NULL or why not) ─▶ free(job)
 *
 * A script's next line and the answer to a remote command wait for them; keys do not.  The program waits at its end for what is being
 * written, and leaves behind who only looks.
 */
#ifndef SEGUE_APP_CHORE_H
#define SEGUE_APP_CHORE_H

#include "app/app.h"

enum { CHORES_MAX = 16 };
struct chore {
	enum err (*work)(void *job);		/* on the thread: touches nothing but its job */
	void (*done)(struct app *app, void *job, const char *why);	/* on the interface; why: NULL when all went well */
	void (*free)(void *job);		/* wherever it ends */
	bool is_writing;
};
/* Takes the job over, also when it fails. ERR_BUSY: too many hang. */
enum err chore_start(struct app *app, const struct chore *kind, void *job);
size_t chores_running(const struct app *app);
int chores_fd(const struct app *app);		/* -1: none was ever started */
void chores_turn(struct app *app);
/* Waits for the writing ones; nobody is told any more. */
void chores_close(struct app *app);

/* A file to be written whole; `said` (NULL: nothing) is said when it is. Both texts are taken over. */
enum err chore_write(struct app *app, const char *path, char *text, size_t n, char *said);

#endif
