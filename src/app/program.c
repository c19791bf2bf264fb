/* program.c -- see program.h. */
#include "app/program.h"
#include "app/errand.h"
#include "app/opening.h"
#include "app/privacy.h"
#include "app/spawn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

struct programs {
	size_t n;			/* that run */
	bool is_telling, is_due, has_told;	/* status-program is being started / there is news by then */
	track_id told;			/* what it was told last; 0: nothing plays */
	bool told_paused;
};

struct program {
	char **argv;
	char **files;
	size_t n_files;
	bool is_status;			/* status-program: what goes wrong is said once, what goes well never */
	pid_t pid;
	int rc, status;			/* of spawning; of waiting */
};

static struct programs *programs_of(struct app *app)
{
	if (!app->programs)
		app->programs = xcalloc(1, sizeof *app->programs);
	return app->programs;
}

static void program_free(void *job)
{
	struct program *p = job;

	for (size_t i = 0; p->argv[i]; i++)
		free(p->argv[i]);
	for (size_t i = 0; i < p->n_files; i++)
		free(p->files[i]);
	free(p->argv);
	free(p->files);
	free(p);
}

/* ---- on the errands' threads ---- */

static enum err spawn(void *job)
{
	struct program *p = *(struct program **)job;

	/* a session of its own: the keys of the terminal are not for it, nor is the terminal's end */
	p->rc = spawn_start((const char *const *)p->argv, (const int[3]){ -1, -1, -1 }, SPAWN_SEARCHED | SPAWN_OWN_SESSION, &p->pid);
	return OK;
}

static enum err await(void *job)
{
	struct program *p = job;
	int status = spawn_wait(p->pid);

	p->status = MAX_OF(status, 0);
	return OK;
}

/* ---- back here ---- */

static void over(struct app *app, void *job, const char *why)
{
	struct program *p = job;
	int code = WIFEXITED(p->status) ? WEXITSTATUS(p->status) : 0;

	(void)why;
	app->programs->n--;
	if (p->is_status && (code || WIFSIGNALED(p->status)))
		log_line("%s: status %d, signal %d", p->argv[0], code, WIFSIGNALED(p->status) ? WTERMSIG(p->status) : 0);
	else if (!p->is_status && WIFSIGNALED(p->status))
		app_complain(app, _("%s was ended by signal %d"), path_base(p->argv[0]), WTERMSIG(p->status));
	else if (!p->is_status && code)
		app_complain(app, _("%s ended with status %d"), path_base(p->argv[0]), code);
	else if (!p->is_status)
		app_say(app, _("%s is done"), path_base(p->argv[0]));
	/* it may have changed them */
	for (size_t i = 0; !code && i < MIN_OF(p->n_files, (size_t)OPENING_UNKNOWN_MAX); i++)
		if (scanning_look(app, p->files[i], false))
			break;
}

static void tell(struct app *app);

static void slot_free(void *job)
{
	struct program **slot = job;

	if (*slot)
		program_free(*slot);	/* it goes on without us */
	free(slot);
}

static void started(struct app *app, void *job, const char *why)
{
	static const struct errand wait = { .work = await, .done = over, .free = program_free, .is_idle = true };
	struct program **slot = job, *p = *slot;
	bool is_status = p->is_status;

	(void)why;
	if (p->rc) {
		app_complain(app, _("cannot start %s: %s"), p->argv[0], strerror(p->rc));
		app->programs->n--;
	} else {
		*slot = NULL;
		if (errand_start(app, &wait, p))
			app->programs->n--;
	}
	if (is_status) {
		app->programs->is_telling = false;
		if (app->programs->is_due)
			tell(app);
	}
}

/* argv is taken. */
static enum err start(struct app *app, struct program *p, enum errand_end at_end)
{
	const struct errand kind = { .work = spawn, .done = started, .free = slot_free, .at_end = at_end, .is_aside = p->is_status };
	struct programs *all = programs_of(app);
	struct program **slot = xmalloc(sizeof *slot);
	enum err err;

	*slot = p;
	if (all->n >= PROGRAMS_MAX) {
		slot_free(slot);
		return fail(ERR_LIMIT, _("%d programs run already and do not end"), PROGRAMS_MAX);
	}
	err = errand_start(app, &kind, slot);
	all->n += !err;
	return err;
}

enum err program_start(struct app *app, char *const *argv, struct track *const *files, size_t n_files)
{
	struct program *p = xcalloc(1, sizeof *p);
	size_t n = 0;

	while (argv[n])
		n++;
	p->argv = xcalloc(n + 1, sizeof *p->argv);
	for (size_t i = 0; i < n; i++)
		p->argv[i] = i ? xstrdup(argv[i]) : path_expand(argv[i]);
	p->files = xcalloc(n_files + 1, sizeof *p->files);
	for (size_t i = 0; i < n_files; i++)
		p->files[i] = xstrdup(files[i]->path);
	p->n_files = n_files;
	return start(app, p, ERRAND_LEFT);
}

/* ---- what plays ---- */

struct words { char *argv[32]; size_t n; };

static void add(struct words *w, const char *name, const char *value)
{
	if (!value[0])
		return;
	w->argv[w->n++] = xstrdup(name);
	w->argv[w->n++] = xstrdup(value);
}

static void add_number(struct words *w, const char *name, int64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)value);
	add(w, name, value > 0 ? text : "");
}

/* In the words cmus tells its own program, which scripts know: what is absent is left out. */
static void add_track(struct words *w, const struct track *t)
{
	char year[16];

	snprintf(year, sizeof year, "%d", t->year);
	add(w, "file", t->path);
	add(w, "artist", t->artist);
	add(w, "albumartist", t->album_artist);
	add(w, "album", t->album);
	add_number(w, "discnumber", t->disc_no);
	add_number(w, "tracknumber", t->track_no);
	add(w, "title", t->title);
	add(w, "date", t->date[0] ? t->date : t->year ? year : "");
	add_number(w, "duration", t->duration_ms / 1000);
}

static void tell_of(struct app *app, const struct track *t, bool is_paused, enum errand_end at_end)
{
	struct programs *all = programs_of(app);
	struct words w = { .n = 0 };
	struct program *p;

	all->told = t ? t->id : 0;
	all->told_paused = is_paused;
	all->is_due = false;
	w.argv[w.n++] = path_expand(app->set.status_program);
	add(&w, "status", !t ? "stopped" : is_paused ? "paused" : "playing");
	if (t)
		add_track(&w, t);
	p = xcalloc(1, sizeof *p);
	p->argv = xcalloc(w.n + 1, sizeof *p->argv);
	memcpy(p->argv, w.argv, w.n * sizeof *p->argv);
	p->is_status = true;
	if (start(app, p, at_end))
		app_complain(app, "%s", err_text());
	else
		all->is_telling = true;
}

static void tell(struct app *app)
{
	tell_of(app, app->now.has_started && !app->now.is_private ? play_track(app) : NULL, player_now(app->player)->state == PLAYER_PAUSED, ERRAND_LEFT);
}

void program_turn(struct app *app)
{
	const struct player_now *now = player_now(app->player);
	struct programs *all = app->programs;
	track_id track = app->now.has_started && !app->now.is_private ? app->now.track : 0;	/* it may well tell others */
	bool is_paused = track && now->state == PLAYER_PAUSED;

	/* between two tracks it is not said that nothing plays */
	if (!app->set.status_program[0] || (app->now.cookie && !app->now.has_started) || now->state == PLAYER_LOADING)
		return;
	if (all ? track == all->told && is_paused == all->told_paused : !track)
		return;
	if (all && all->is_telling)
		all->is_due = true;
	else
		tell(app);
}

void program_quit(struct app *app)
{
	if (app->set.status_program[0] && app->programs && app->programs->told)
		tell_of(app, NULL, false, ERRAND_BRIEF);	/* it may lie on a disk that hangs */
}

void program_close(struct app *app)
{
	free(app->programs);
	app->programs = NULL;
}
