/*
 * ahead.c -- memory that is had before it is needed: a thread brings in the pages of what big_alloc() gave, while somebody else fills it.
 *
 * A start of 100,000 tracks fills 37 MB.  Bringing them in costs 4 ms as big pages and 16 ms as small ones; but in a virtual machine the
 * big ones are often such as it never touched before, the machine underneath has to find each of their parts, and it is 80 ms.  So the
 * thread does not go on with big pages once one was long in coming: small ones are mostly those that somebody has just given back.
 */
#include "base.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { SLOW_US = 1500 };		/* of a processor; a tenth of it is usual */

struct stretch { char *p; size_t n, done; atomic_size_t wanted; };
struct ahead {
	pthread_t thread;
	sem_t more;
	atomic_bool is_over;
	bool is_slow;			/* the thread's own */
	struct stretch stretch[AHEAD_STRETCHES];
};

/* A big page more; false: all that is wanted is there. */
static bool bring_in(struct ahead *a, struct stretch *s)
{
#if defined MADV_POPULATE_WRITE && defined MADV_NOHUGEPAGE
	size_t wanted = atomic_load(&s->wanted), n;
	int64_t from_us;

	if (s->done >= wanted)
		return false;
	n = MIN_OF(wanted - s->done, BIG_PAGE);
	from_us = clock_thread_us();
	if (a->is_slow)
		(void)madvise(s->p + s->done, s->n - s->done, MADV_NOHUGEPAGE);
	/* not known to this kernel, or no memory: who writes there will see */
	if (madvise(s->p + s->done, n, MADV_POPULATE_WRITE))
		return false;
	a->is_slow |= clock_thread_us() - from_us > SLOW_US;
	s->done += n;
	return true;
#else
	(void)a, (void)s;
	return false;
#endif
}

static void *run(void *arg)
{
	struct ahead *a = arg;

	while (!atomic_load(&a->is_over)) {
		bool is_more = false;

		for (int i = 0; i < AHEAD_STRETCHES; i++)
			is_more |= bring_in(a, &a->stretch[i]);
		if (!is_more)
			(void)sem_wait(&a->more);
	}
	return NULL;
}

struct ahead *ahead_start(const struct ahead_of of[AHEAD_STRETCHES])
{
	struct ahead *a = xcalloc(1, sizeof *a);
	sigset_t all, old;
	int rc;

	for (int i = 0; i < AHEAD_STRETCHES; i++) {
		a->stretch[i].p = of[i].p;
		a->stretch[i].n = of[i].n;
		a->stretch[i].done = MIN_OF(of[i].n, BIG_PAGE);
	}
	sem_init(&a->more, 0, 0);
	/* signals are the interface thread's business */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&a->thread, NULL, run, a);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (!rc)
		return a;
	sem_destroy(&a->more);
	free(a);
	return NULL;
}

void ahead_to(struct ahead *a, int which, size_t upto)
{
	if (!a)
		return;
	atomic_store(&a->stretch[which].wanted, MIN_OF(upto, a->stretch[which].n));
	sem_post(&a->more);
}

void ahead_end(struct ahead *a)
{
	if (!a)
		return;
	atomic_store(&a->is_over, true);
	sem_post(&a->more);
	pthread_join(a->thread, NULL);
	sem_destroy(&a->more);
	free(a);
}
