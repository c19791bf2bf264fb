/* chore.c -- see chore.h.  One thread a chore; what is shared is a list of those that are done, and a count of those that write. */
#include "app/chore.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct running {
	struct running *next;
	struct chores *chores;
	struct chore kind;
	void *job;
	char *why;			/* NULL: all went well */
};

/* Lives until the last thread is through: counted by the interface and by each thread. */
struct chores {
	pthread_mutex_t lock;
	pthread_cond_t written;
	struct running *first, *last;	/* done, and not yet told */
	size_t n, n_writing, users;
	bool is_left;
	int fd;
};

static void running_free(struct running *r)
{
	r->kind.free(r->job);
	free(r->why);
	free(r);
}

/* With the lock held, which it lets go of. */
static void let_go(struct chores *c)
{
	bool is_last = --c->users == 0;

	pthread_mutex_unlock(&c->lock);
	if (!is_last)
		return;
	pthread_mutex_destroy(&c->lock);
	pthread_cond_destroy(&c->written);
	close(c->fd);
	free(c);
}

static void *chore_main(void *arg)
{
	struct running *r = arg;
	struct chores *c = r->chores;
	const uint64_t one = 1;

	r->why = r->kind.work(r->job) ? xstrdup(err_text()) : NULL;
	pthread_mutex_lock(&c->lock);
	if (r->kind.is_writing && !--c->n_writing)
		pthread_cond_signal(&c->written);
	if (c->is_left) {
		running_free(r);
	} else {
		r->next = NULL;
		if (c->last)
			c->last->next = r;
		else
			c->first = r;
		c->last = r;
		if (write(c->fd, &one, sizeof one) < 0)
			c->last = r;	/* cannot fail: far below 2^64 */
	}
	let_go(c);
	return NULL;
}

static struct chores *chores_new(void)
{
	struct chores *c = xcalloc(1, sizeof *c);

	c->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (c->fd < 0) {
		free(c);
		fail_errno(ERR_IO, _("cannot make a descriptor"));
		return NULL;
	}
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->written, NULL);
	c->users = 1;
	return c;
}

static enum err start_thread(struct running *r)
{
	sigset_t all, old;
	pthread_t thread;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&thread, NULL, chore_main, r);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (rc)
		return fail(ERR_IO, _("cannot start a thread: %s"), strerror(rc));
	pthread_detach(thread);
	return OK;
}

enum err chore_start(struct app *app, const struct chore *kind, void *job)
{
	struct chores *c = app->chores ? app->chores : (app->chores = chores_new());
	struct running *r;
	enum err err;

	if (!c || c->n == CHORES_MAX) {
		kind->free(job);
		return c ? fail(ERR_BUSY, _("a disk does not answer: too much waits for it")) : ERR_IO;
	}
	r = xcalloc(1, sizeof *r);
	*r = (struct running){ .chores = c, .kind = *kind, .job = job };
	pthread_mutex_lock(&c->lock);
	c->users++;
	c->n_writing += kind->is_writing;
	pthread_mutex_unlock(&c->lock);
	c->n++;
	err = start_thread(r);
	if (!err)
		return OK;
	c->n--;
	running_free(r);
	pthread_mutex_lock(&c->lock);
	c->n_writing -= kind->is_writing;
	let_go(c);
	return err;
}

size_t chores_running(const struct app *app)
{
	return app->chores ? app->chores->n : 0;
}

int chores_fd(const struct app *app)
{
	return app->chores ? app->chores->fd : -1;
}

static struct running *take_done(struct chores *c)
{
	struct running *r;
	uint64_t n;

	pthread_mutex_lock(&c->lock);
	r = c->first;
	if (r) {
		c->first = r->next;
		c->n--;
	}
	if (!c->first) {
		c->last = NULL;
		if (read(c->fd, &n, sizeof n) < 0)
			n = 0;	/* nothing was waiting */
	}
	pthread_mutex_unlock(&c->lock);
	return r;
}

void chores_turn(struct app *app)
{
	struct running *r;

	while (app->chores && (r = take_done(app->chores))) {
		r->kind.done(app, r->job, r->why);
		running_free(r);
		app->effects |= EFFECT_REDRAW;
		serve_chores_done(app);
	}
}

void chores_close(struct app *app)
{
	struct chores *c = app->chores;

	if (!c)
		return;
	app->chores = NULL;
	pthread_mutex_lock(&c->lock);
	while (c->n_writing)
		pthread_cond_wait(&c->written, &c->lock);
	c->is_left = true;
	while (c->first) {
		struct running *next = c->first->next;

		running_free(c->first);
		c->first = next;
	}
	let_go(c);
}

/* ---- writing a file ---- */

struct write_job { char *path, *text, *said; size_t n; };

static void write_free(void *arg)
{
	struct write_job *job = arg;

	free(job->path);
	free(job->text);
	free(job->said);
	free(job);
}

static enum err write_work(void *arg)
{
	struct write_job *job = arg;

	return write_file(job->path, job->text, job->n, 0600);
}

static void write_done(struct app *app, void *arg, const char *why)
{
	struct write_job *job = arg;

	if (why)
		script_complain(app, why);
	else if (job->said)
		app_say(app, "%s", job->said);
}

enum err chore_write(struct app *app, const char *path, char *text, size_t n, char *said)
{
	static const struct chore kind = { write_work, write_done, write_free, true };
	struct write_job *job = xcalloc(1, sizeof *job);

	*job = (struct write_job){ xstrdup(path), text, said, n };
	return chore_start(app, &kind, job);
}
