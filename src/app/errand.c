/* errand.c -- see errand.h.  One thread an errand; what is shared is a list of those that came back, and a count of those awaited. */
#include "app/errand.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct out {
	struct out *next;
	struct errands *home;
	struct errand kind;
	void *job;
	char *why;			/* NULL: all went well */
};

/* Lives until the last thread is through: counted by the interface and by each thread. */
struct errands {
	pthread_mutex_t lock;
	pthread_cond_t came;
	struct out *first, *last;	/* back, and not yet told */
	size_t n_out[ERRAND_BRIEF + 1], users;	/* n_out: by at_end */
	bool is_left;			/* nobody will fetch them */
	int fd;
	size_t n_asked, n_busy, n_aside, n_all;	/* of the interface alone, of those it was not told of: somebody waits; no idle ones; aside; all */
};

static void out_free(struct out *o)
{
	o->kind.free(o->job);
	free(o->why);
	free(o);
}

/* With the lock held, which it lets go of. */
static void let_go(struct errands *home)
{
	bool is_last = --home->users == 0;

	pthread_mutex_unlock(&home->lock);
	if (!is_last)
		return;
	pthread_mutex_destroy(&home->lock);
	pthread_cond_destroy(&home->came);
	close(home->fd);
	free(home);
}

static void *errand_main(void *arg)
{
	struct out *o = arg;
	struct errands *home = o->home;
	const uint64_t one = 1;
	bool is_left;

	o->why = o->kind.work(o->job) ? xstrdup(err_text()) : NULL;
	pthread_mutex_lock(&home->lock);
	is_left = home->is_left;
	if (!is_left) {
		if (home->last)
			home->last->next = o;
		else
			home->first = o;
		home->last = o;
		home->n_out[o->kind.at_end]--;
		if (write(home->fd, &one, sizeof one) < 0)
			o->next = NULL;		/* cannot fail: far below 2^64 */
		pthread_cond_signal(&home->came);
	}
	let_go(home);
	if (is_left)
		out_free(o);
	return NULL;
}

static struct errands *home_new(void)
{
	struct errands *home = xcalloc(1, sizeof *home);

	home->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (home->fd < 0) {
		free(home);
		fail_errno(ERR_IO, _("cannot make a descriptor"));
		return NULL;
	}
	pthread_mutex_init(&home->lock, NULL);
	pthread_cond_init(&home->came, NULL);
	home->users = 1;
	return home;
}

static enum err start_thread(struct out *o)
{
	sigset_t all, old;
	pthread_t thread;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&thread, NULL, errand_main, o);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (rc)
		return fail(ERR_IO, _("cannot start a thread: %s"), strerror(rc));
	pthread_detach(thread);
	return OK;
}

static bool is_asked(const struct errand *kind)
{
	return !kind->is_aside && !kind->is_idle;
}

/* One more is out, or (`by` -1) home again. */
static void count(struct errands *home, const struct errand *kind, int by)
{
	home->n_all += (size_t)by;
	home->n_asked += is_asked(kind) ? (size_t)by : 0;
	home->n_busy += kind->is_idle ? 0 : (size_t)by;
	home->n_aside += kind->is_aside ? (size_t)by : 0;
}

enum err errand_start(struct app *app, const struct errand *kind, void *job)
{
	struct errands *home = app->errands ? app->errands : (app->errands = home_new());
	struct out *o;
	enum err err;

	/* probes of disks that hang leave room for what the listener asks for */
	if (!home || (!kind->is_idle && home->n_busy >= ERRANDS_MAX) || (kind->is_aside && home->n_aside == ERRANDS_MAX / 2)) {
		kind->free(job);
		return home ? fail(ERR_LIMIT, _("a disk does not answer")) : ERR_IO;
	}
	o = xcalloc(1, sizeof *o);
	*o = (struct out){ .home = home, .kind = *kind, .job = job };
	pthread_mutex_lock(&home->lock);
	home->users++;
	home->n_out[kind->at_end]++;
	pthread_mutex_unlock(&home->lock);
	err = start_thread(o);
	if (!err) {
		count(home, kind, 1);
		app->errands_asked += is_asked(kind);
		return OK;
	}
	out_free(o);
	pthread_mutex_lock(&home->lock);
	home->n_out[kind->at_end]--;
	let_go(home);
	return err;
}

size_t errands_out(const struct app *app)
{
	return app->errands ? app->errands->n_asked : 0;
}

int errand_fd(const struct app *app)
{
	return app->errands ? app->errands->fd : -1;
}

/* With the lock held. */
static struct out *take_first(struct errands *home)
{
	struct out *o = home->first;

	if (!o)
		return NULL;
	home->first = o->next;
	if (!home->first)
		home->last = NULL;
	count(home, &o->kind, -1);
	return o;
}

static struct out *fetch(struct errands *home)
{
	struct out *o;
	uint64_t n;

	pthread_mutex_lock(&home->lock);
	o = take_first(home);
	if (!home->first && read(home->fd, &n, sizeof n) < 0)
		n = 0;		/* nothing was waiting */
	pthread_mutex_unlock(&home->lock);
	return o;
}

void errand_turn(struct app *app)
{
	struct out *o;

	while (app->errands && app->errands->n_all && (o = fetch(app->errands))) {
		o->kind.done(app, o->job, o->why);
		out_free(o);
		app->effects |= EFFECT_REDRAW;
		serve_errands_done(app);
	}
}

/* With the lock held. */
static void wait_a_moment(struct errands *home)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += ERRANDS_BRIEF_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (home->n_out[ERRAND_BRIEF] && !pthread_cond_clockwait(&home->came, &home->lock, CLOCK_MONOTONIC, &until))
		;
}

char *errand_close(struct app *app)
{
	struct errands *home = app->errands;
	char *unsaid = NULL;
	struct out *o;

	if (!home)
		return NULL;
	app->errands = NULL;
	pthread_mutex_lock(&home->lock);
	while (home->n_out[ERRAND_AWAITED])
		pthread_cond_wait(&home->came, &home->lock);
	wait_a_moment(home);
	home->is_left = true;
	while ((o = take_first(home))) {
		if (o->kind.at_end && o->why && !unsaid) {
			unsaid = o->why;
			o->why = NULL;
		}
		out_free(o);
	}
	let_go(home);
	return unsaid;
}

/* ---- writing a file ---- */

struct write_job { char *path, *text; size_t n; };

static void write_free(void *arg)
{
	struct write_job *job = arg;

	free(job->path);
	free(job->text);
	free(job);
}

static enum err write_work(void *arg)
{
	struct write_job *job = arg;

	return write_file(job->path, job->text, job->n, 0600);
}

static void write_done(struct app *app, void *arg, const char *why)
{
	(void)arg;
	if (why)
		script_complain(app, why);
}

enum err errand_write(struct app *app, const char *path, char *text, size_t n)
{
	static const struct errand kind = { write_work, write_done, write_free, ERRAND_AWAITED, false, false };
	struct write_job *job = xcalloc(1, sizeof *job);

	*job = (struct write_job){ xstrdup(path), text, n };
	return errand_start(app, &kind, job);
}
