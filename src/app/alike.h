/*
 * alike.h -- what sounds like what (ear.h: kin), held in memory once for all who ask.  Nobody waits: who has a question hands in a job, which runs on a thread with the
 * index of everything heard so far, one after the other; its answer comes home in a turn of the loop.
 *
 *	alike_ask(job) ─▶ errand: [load, once] ─▶ what was heard since ─▶ job->run(kin) … ─▶ errand_turn: job->done(app) ─▶ job->free
 *
 * Loaded at the first question (some seconds for 100,000 tracks), about a kilobyte a track; a listener who never asks pays nothing.
 */
#ifndef SEGUE_APP_ALIKE_H
#define SEGUE_APP_ALIKE_H

#include "app/app.h"
#include "ear.h"

/* The first member of what a caller needs. Ids are track_ids; tracks that are gone meanwhile may still be among the answers. */
struct alike_job {
	void (*run)(struct kin *kin, struct alike_job *job);		/* on the thread: neither app nor anything of it */
	void (*done)(struct app *app, struct alike_job *job);		/* on the interface thread */
	void (*free)(struct alike_job *job);				/* wherever it ends */
	struct alike_job *next;
};
/* Takes the job over, also when it fails. */
enum err alike_ask(struct app *app, struct alike_job *job);
/* A track was heard anew: it is among the answers as soon as what was heard is kept. */
void alike_heard(struct app *app, track_id id);
void alike_close(struct app *app);

/* All that the store knows the sound of, as this ear hears. ERR_DB. */
enum err alike_load(struct store *store, struct kin *kin);

#endif
