/* errand.c -- see errand.h.  The house of the errands is shared with their threads and goes with the last of them. */
#include "app/errand.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct out {
	struct errand errand;
	struct errands *home;
	struct out *next;
};

struct errands {
	pthread_mutex_t lock;
	pthread_cond_t came;
	struct out *back;		/* done, in the order they came */
	size_t n_out, n_awaited, n_idle;	/* the latter two are among the first */
	bool is_closed;			/* nobody will fetch them */
	int fd;
};

static void home_free(struct errands *home)
{
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
	struct out **at;
	bool is_closed, is_last;

	o->errand.work(o->errand.job);
	pthread_mutex_lock(&home->lock);
	is_closed = home->is_closed && !o->errand.is_awaited;
	if (!is_closed) {
		for (at = &home->back; *at; at = &(*at)->next)
			;
		*at = o;
		if (write(home->fd, &one, sizeof one) < 0)
			o->next = NULL;		/* the counter is far from full */
		pthread_cond_signal(&home->came);
	} else {
		home->n_out--;
	}
	is_last = is_closed && !home->n_out;
	pthread_mutex_unlock(&home->lock);
	if (is_closed) {
		o->errand.done(NULL, o->errand.job);
		free(o);
	}
	if (is_last)
		home_free(home);
	return NULL;
}

static enum err home_of(struct app *app, struct errands **ret_home)
{
	struct errands *home = app->errands;

	if (!home) {
		home = xcalloc(1, sizeof *home);
		home->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		if (home->fd < 0) {
			free(home);
			return fail_errno(ERR_IO, _("cannot make a descriptor"));
		}
		pthread_mutex_init(&home->lock, NULL);
		pthread_cond_init(&home->came, NULL);
		app->errands = home;
	}
	*ret_home = home;
	return OK;
}

enum err errand_start(struct app *app, const struct errand *errand)
{
	struct errands *home = NULL;
	sigset_t all, old;
	pthread_t thread;
	struct out *o;
	int rc;
	enum err err = home_of(app, &home);

	if (err)
		return err;
	pthread_mutex_lock(&home->lock);
	if (!errand->is_idle && home->n_out - home->n_idle >= ERRANDS_MAX)
		err = fail(ERR_LIMIT, _("a disk does not answer"));
	home->n_out += !err;
	home->n_awaited += !err && errand->is_awaited;
	home->n_idle += !err && errand->is_idle;
	pthread_mutex_unlock(&home->lock);
	if (err)
		return err;
	o = xcalloc(1, sizeof *o);
	o->errand = *errand;
	o->home = home;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&thread, NULL, errand_main, o);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (!rc) {
		pthread_detach(thread);
		return OK;
	}
	pthread_mutex_lock(&home->lock);
	home->n_out--;
	home->n_awaited -= errand->is_awaited;
	home->n_idle -= errand->is_idle;
	pthread_mutex_unlock(&home->lock);
	free(o);
	return fail(ERR_IO, _("cannot start a thread: %s"), strerror(rc));
}

int errand_fd(const struct app *app)
{
	return app->errands ? app->errands->fd : -1;
}

/* The first that came back; NULL: none. */
static struct out *fetch(struct errands *home)
{
	struct out *o;

	pthread_mutex_lock(&home->lock);
	o = home->back;
	if (o) {
		home->back = o->next;
		home->n_out--;
		home->n_awaited -= o->errand.is_awaited;
		home->n_idle -= o->errand.is_idle;
	}
	pthread_mutex_unlock(&home->lock);
	return o;
}

void errand_turn(struct app *app)
{
	uint64_t count;
	struct out *o;

	if (!app->errands || read(app->errands->fd, &count, sizeof count) < 0)
		return;
	while ((o = fetch(app->errands))) {
		o->errand.done(app, o->errand.job);
		free(o);
	}
}

void errand_close(struct app *app)
{
	struct errands *home = app->errands;
	struct out *o;
	bool is_last;

	if (!home)
		return;
	app->errands = NULL;
	pthread_mutex_lock(&home->lock);
	home->is_closed = true;
	for (;;) {
		while (!home->back && home->n_awaited)
			pthread_cond_wait(&home->came, &home->lock);
		o = home->back;
		if (!o)
			break;
		home->back = o->next;
		home->n_out--;
		home->n_awaited -= o->errand.is_awaited;
		o->errand.done(NULL, o->errand.job);
		free(o);
	}
	is_last = !home->n_out;
	pthread_mutex_unlock(&home->lock);
	if (is_last)
		home_free(home);
}
