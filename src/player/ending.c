/* ending.c -- asking where a file's sound ends, without waiting for the answer. */
#include "ending.h"

#include <stdlib.h>
#include <string.h>

struct ending {
	struct engine *engine;
	int64_t (*end_us)(const char *path);
	char *path;
	pthread_mutex_t lock;	/* guards what follows */
	int holders;
	bool is_known;
	int64_t us;
};

/* With the lock held; it is released. */
static void let_go(struct ending *n)
{
	bool is_last = !--n->holders;

	pthread_mutex_unlock(&n->lock);
	if (!is_last)
		return;
	pthread_mutex_destroy(&n->lock);
	engine_let_go(n->engine);
	free(n->path);
	free(n);
}

static void *ask(void *ending)
{
	struct ending *n = ending;
	int64_t us = n->end_us(n->path);

	pthread_mutex_lock(&n->lock);
	n->us = us;
	n->is_known = true;
	engine_wake(n->engine);
	let_go(n);
	return NULL;
}

struct ending *ending_ask(struct engine *engine, int64_t (*end_us)(const char *path), const char *path)
{
	struct ending *n = xcalloc(1, sizeof *n);
	int error;

	n->engine = engine;
	n->end_us = end_us;
	n->path = xstrdup(path);
	n->holders = 2;
	pthread_mutex_init(&n->lock, NULL);
	engine_hold(engine);
	error = engine_thread(ask, n);
	if (!error)
		return n;
	log_line("player: cannot start a thread: %s", strerror(error));
	n->holders--;
	ending_free(n);
	return NULL;
}

void ending_free(struct ending *n)
{
	if (!n)
		return;
	pthread_mutex_lock(&n->lock);
	let_go(n);
}

bool ending_is_known(struct ending *n)
{
	bool is_known;

	if (!n)
		return true;
	pthread_mutex_lock(&n->lock);
	is_known = n->is_known;
	pthread_mutex_unlock(&n->lock);
	return is_known;
}

int64_t ending_us(struct ending *n)
{
	int64_t us;

	if (!n)
		return 0;
	pthread_mutex_lock(&n->lock);
	us = n->us;
	pthread_mutex_unlock(&n->lock);
	return us;
}
