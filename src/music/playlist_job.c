/*
 * playlist_job.c -- a playlist read or written on a thread of its own: a network disk may take its time, the interface may not.
 *
 *   start ─▶ thread: read or write ─▶ is_done, eventfd ─▶ taken, freed by the owner
 *                                └─ the owner has gone: freed by the thread
 */
#include "music.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct playlist_job {
	pthread_mutex_t lock;
	bool is_done, is_left, is_write;
	int fd;
	char *path, *why;
	enum err err;
	struct playlist list;
};

static void job_free(struct playlist_job *job)
{
	pthread_mutex_destroy(&job->lock);
	close(job->fd);
	playlist_done(&job->list);
	free(job->path);
	free(job->why);
	free(job);
}

static void *job_main(void *arg)
{
	struct playlist_job *job = arg;
	enum err err = job->is_write ? playlist_write(job->path, &job->list) : playlist_read(job->path, &job->list);
	const uint64_t one = 1;
	bool is_left;

	pthread_mutex_lock(&job->lock);
	job->err = err;
	job->why = err ? xstrdup(err_text()) : NULL;
	job->is_done = true;
	is_left = job->is_left;
	if (!is_left && write(job->fd, &one, sizeof one) < 0)
		job->is_done = true;	/* cannot fail: the counter is at 0 */
	pthread_mutex_unlock(&job->lock);
	if (is_left)
		job_free(job);
	return NULL;
}

static enum err job_start(struct playlist_job *job, struct playlist_job **ret_job)
{
	sigset_t all, old;
	pthread_t thread;
	int rc;

	pthread_mutex_init(&job->lock, NULL);
	job->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (job->fd < 0) {
		job_free(job);
		return fail_errno(ERR_IO, _("cannot make a descriptor"));
	}
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&thread, NULL, job_main, job);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (rc) {
		job_free(job);
		return fail(ERR_IO, _("cannot start a thread: %s"), strerror(rc));
	}
	pthread_detach(thread);
	*ret_job = job;
	return OK;
}

enum err playlist_job_read(const char *path, struct playlist_job **ret_job)
{
	struct playlist_job *job = xcalloc(1, sizeof *job);

	job->path = xstrdup(path);
	return job_start(job, ret_job);
}

enum err playlist_job_write(const char *path, struct playlist *list, struct playlist_job **ret_job)
{
	struct playlist_job *job = xcalloc(1, sizeof *job);

	job->path = xstrdup(path);
	job->is_write = true;
	job->list = *list;
	*list = (struct playlist){ 0 };
	return job_start(job, ret_job);
}

int playlist_job_fd(const struct playlist_job *job)
{
	return job->fd;
}

bool playlist_job_take(struct playlist_job *job, enum err *ret_err, struct playlist *ret_list)
{
	bool is_done;

	pthread_mutex_lock(&job->lock);
	is_done = job->is_done;
	pthread_mutex_unlock(&job->lock);
	if (!is_done)
		return false;
	*ret_err = job->err ? fail(job->err, "%s", job->why) : OK;
	if (ret_list) {
		*ret_list = job->list;
		job->list = (struct playlist){ 0 };
	}
	return true;
}

void playlist_job_free(struct playlist_job *job)
{
	bool is_done;

	if (!job)
		return;
	pthread_mutex_lock(&job->lock);
	is_done = job->is_done;
	job->is_left = true;
	pthread_mutex_unlock(&job->lock);
	if (is_done)
		job_free(job);
}
