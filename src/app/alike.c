/*
 * alike.c -- see alike.h.  The index belongs to the errand that is out, or to nobody else than us: so there is no lock.
 *
 * What was heard is read from the store, not passed along: ids wait here until the next question. The last few are always remembered, since what is on its
 * way to the disk while the index is loaded would otherwise be missed.
 */
#include "app/alike.h"
#include "app/errand.h"
#include "app/load.h"

#include <stdlib.h>
#include <string.h>

enum { LAST = 256 };

struct ids { track_id *at; size_t n, cap; };

struct alike {
	struct kin *kin;		/* NULL: not loaded, or on its way */
	bool is_out, is_loaded;
	struct ids heard;
	struct alike_job *first, **last;
};

/* What an errand takes along, and brings home. */
struct trip {
	struct kin *kin;
	char *db;
	bool is_loaded;			/* kin holds the library */
	struct ids heard;
	struct alike_job *jobs;
};

/* ---- on the thread ---- */

static enum err add(struct store *store, struct kin *kin, track_id id)
{
	struct features f;
	enum err err = load_features(store, id, &f);

	/* what is damaged, or of another version, costs itself only: the next analysis mends it */
	if (!err)
		kin_add(kin, (uint64_t)id, &f);
	else
		kin_remove(kin, (uint64_t)id);
	return err == ERR_MISSING || err == ERR_PARSE ? OK : err;
}

struct filling { struct store *store; struct kin *kin; };

static enum err add_heard(void *ctx, const struct sound *sound)
{
	struct filling *f = ctx;

	return *sound->why ? OK : add(f->store, f->kin, sound->track);
}

enum err alike_load(struct store *store, struct kin *kin)
{
	return store_sounds_each(store, 0, add_heard, &(struct filling){ store, kin });
}

static enum err bring_up_to_date(struct trip *t)
{
	struct store *store = NULL;
	enum err err;

	if (t->is_loaded && !t->heard.n)
		return OK;
	err = store_open(&store, t->db, STORE_READ, NULL);
	if (!err && !t->is_loaded)
		err = alike_load(store, t->kin);
	for (size_t i = 0; !err && i < t->heard.n; i++)
		err = add(store, t->kin, t->heard.at[i]);
	t->is_loaded = !err;
	store_close(store);
	return err;
}

static enum err work(void *arg)
{
	struct trip *t = arg;
	enum err err = bring_up_to_date(t);

	kin_settle(t->kin);
	for (struct alike_job *job = t->jobs; job; job = job->next)
		job->run(t->kin, job);
	return err;
}

static void jobs_free(struct alike_job *job)
{
	while (job) {
		struct alike_job *next = job->next;

		job->free(job);
		job = next;
	}
}

static void trip_free(void *arg)
{
	struct trip *t = arg;

	kin_free(t->kin);
	free(t->db);
	free(t->heard.at);
	jobs_free(t->jobs);
	free(t);
}

/* ---- on the interface thread ---- */

static struct alike *get(struct app *app)
{
	if (!app->alike) {
		app->alike = xcalloc(1, sizeof *app->alike);
		app->alike->last = &app->alike->first;
	}
	return app->alike;
}

static enum err set_out(struct app *app);

static void came_home(struct app *app, void *arg, const char *why)
{
	struct alike *a = app->alike;
	struct trip *t = arg;

	if (why)
		log_line("alike: %s", why);
	a->is_out = false;
	a->is_loaded = t->is_loaded;
	a->kin = t->kin;
	t->kin = NULL;
	for (struct alike_job *job = t->jobs; job; job = job->next)
		job->done(app, job);
	if (a->first && set_out(app))
		log_line("alike: %s", err_text());
}

static enum err set_out(struct app *app)
{
	static const struct errand kind = { work, came_home, trip_free, false, false, true };
	struct alike *a = app->alike;
	struct trip *t = xcalloc(1, sizeof *t);
	enum err err;

	*t = (struct trip){ a->kin ? a->kin : kin_new(), xstrdup(app->start.db), a->is_loaded, a->heard, a->first };
	a->kin = NULL;
	a->heard = (struct ids){ 0 };
	a->first = NULL;
	a->last = &a->first;
	a->is_out = true;
	err = errand_start(app, &kind, t);
	if (err)
		/* and with it went the index: the next question loads it */
		a->is_out = a->is_loaded = false;
	return err;
}

enum err alike_ask(struct app *app, struct alike_job *job)
{
	struct alike *a = get(app);

	job->next = NULL;
	*a->last = job;
	a->last = &job->next;
	return a->is_out ? OK : set_out(app);
}

void alike_heard(struct app *app, track_id id)
{
	struct alike *a = get(app);

	if (!a->is_loaded && !a->is_out && a->heard.n == LAST) {
		memmove(a->heard.at, a->heard.at + LAST / 2, LAST / 2 * sizeof *a->heard.at);
		a->heard.n = LAST / 2;
	}
	ARRAY_GROW(a->heard.at, a->heard.n, a->heard.cap);
	a->heard.at[a->heard.n++] = id;
}

void alike_close(struct app *app)
{
	struct alike *a = app->alike;

	if (!a)
		return;
	kin_free(a->kin);
	free(a->heard.at);
	jobs_free(a->first);
	free(a);
	app->alike = NULL;
}
