/* learning.c -- see learning.h.  Killed at any moment nothing is lost: the file stays as it was, and the next start finds it stale. */
#include "app/learning.h"
#include "app/errand.h"
#include "app/forgetting.h"
#include "app/learnt.h"
#include "app/spawn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Plays that were not learnt from before it is worth while: so many at first, then so many or a share of all. */
enum { FIRST = 20, MORE = 50, SHARE = 50 };

struct learning {
	bool is_read;			/* what the last run learnt, if anything */
	bool is_out;			/* an errand is */
	bool is_void;			/* what it brings is of a log that is no more */
	uint64_t learnt_from, failed_at;	/* plays; 0 */
};

struct lesson {
	char *exe, *db, *config, *listener;
	bool trains;			/* else the file is only read */
	bool clears;			/* what is there is thrown away first */
	struct learnt *learnt;
};

static void lesson_free(void *job)
{
	struct lesson *l = job;

	free(l->exe);
	free(l->db);
	free(l->config);
	free(l->listener);
	learnt_free(l->learnt);
	free(l);
}

/* ---- on the errand's thread ---- */

static enum err run_child(const struct lesson *l)
{
	return spawn_run((const char *const[]){ l->exe, "train", "--background", "--quiet", "--db", l->db, "--config", l->config, "--listener", l->listener, NULL });
}

static enum err lesson_work(void *job)
{
	struct lesson *l = job;
	char *path = learnt_path(l->db, l->listener);
	enum err err = OK;

	if (l->clears && unlink(path) && errno != ENOENT)
		err = fail_errno(ERR_IO, _("cannot remove %s"), path);
	if (!err && l->trains)
		err = run_child(l);
	err = err ? err : learnt_load(path, &l->learnt);
	free(path);
	return err == ERR_MISSING && !l->trains ? OK : err;
}

/* ---- the interface ---- */

static void lesson_done(struct app *app, void *job, const char *why)
{
	struct lesson *l = job;
	struct learning *of = app->learning;

	of->is_out = false;
	of->is_read = true;
	if (of->is_void) {
		learning_anew(app);
		return;
	}
	if (why)
		log_line("learning: %s", why);
	if (why && l->trains)
		of->failed_at = taste_plays(app->taste);
	if (l->learnt) {
		of->learnt_from = learnt_info(l->learnt)->plays;
		taste_learnt(app->taste, l->learnt);
		l->learnt = NULL;
		app->effects |= EFFECT_RERANK;
	}
	learning_turn(app);
}

static void go(struct app *app, bool trains, bool clears)
{
	/* what is to be thrown away is, even if the program ends now */
	static const struct errand kinds[] = {
		{ lesson_work, lesson_done, lesson_free, ERRAND_LEFT, true, true }, { lesson_work, lesson_done, lesson_free, ERRAND_BRIEF, true, true },
	};
	struct lesson *l = xcalloc(1, sizeof *l);

	*l = (struct lesson){ .exe = xstrdup(app->start.exe), .db = xstrdup(app->start.db), .config = xstrdup(app->start.config),
		.listener = xstrdup(app->start.listener), .trains = trains, .clears = clears };
	if (!errand_start(app, &kinds[clears], l))
		app->learning->is_out = true;
	else
		log_line("learning: %s", err_text());
}

void learning_begin(struct app *app)
{
	if (app->learning || app->is_scratch)
		return;
	app->learning = xcalloc(1, sizeof *app->learning);
	go(app, false, false);
}

void learning_turn(struct app *app)
{
	struct learning *l = app->learning;
	uint64_t plays, new, enough;

	if (!l || !l->is_read || l->is_out || !app->set.learn || app->quitting || forgetting_is_busy(app))
		return;
	plays = taste_plays(app->taste);
	/* fewer than were learnt from: another log */
	new = plays >= l->learnt_from ? plays - l->learnt_from : plays;
	enough = l->learnt_from ? MAX_OF((uint64_t)MORE, l->learnt_from / SHARE) : FIRST;
	if (new >= enough && (!l->failed_at || plays >= l->failed_at + MORE))
		go(app, true, false);
}

void learning_anew(struct app *app)
{
	struct learning *l = app->learning;

	taste_learnt(app->taste, NULL);
	app->effects |= EFFECT_RERANK;
	if (!l)
		return;
	l->is_void = l->is_out;	/* then it begins when that is home */
	l->learnt_from = l->failed_at = 0;
	if (!l->is_out && !app->quitting)
		go(app, app->set.learn && taste_plays(app->taste) >= FIRST, true);
}

void learning_again(struct app *app)
{
	if (!app->learning)
		return;
	app->learning->learnt_from = app->learning->failed_at = 0;
	learning_turn(app);
}

void learning_close(struct app *app)
{
	free(app->learning);
	app->learning = NULL;
}
