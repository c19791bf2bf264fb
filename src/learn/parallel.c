/* parallel.c -- a loop cut over threads. Which thread gets which piece is chance; what a piece writes must not depend on it. */
#include "learn/model.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS_MAX = 64 };

struct loop {
	void (*work)(void *ctx, unsigned thread, size_t from, size_t to);
	void *ctx;
	size_t n, piece;
	atomic_size_t next;
};
struct hand { struct loop *loop; unsigned number; pthread_t thread; };

unsigned parallel_threads(unsigned asked)
{
	long n = asked ? (long)asked : sysconf(_SC_NPROCESSORS_ONLN);

	return (unsigned)MIN_OF(MAX_OF(n, 1), THREADS_MAX);
}

static void *run(void *arg)
{
	struct hand *h = arg;
	struct loop *l = h->loop;
	size_t from;

	while ((from = atomic_fetch_add(&l->next, l->piece)) < l->n)
		l->work(l->ctx, h->number, from, MIN_OF(from + l->piece, l->n));
	return NULL;
}

void parallel(unsigned threads, size_t n, size_t piece, void (*work)(void *ctx, unsigned thread, size_t from, size_t to), void *ctx)
{
	struct loop loop = { .work = work, .ctx = ctx, .n = n, .piece = MAX_OF(piece, 1) };
	struct hand hand[THREADS_MAX] = { { .loop = &loop } };
	unsigned n_hands = 1;

	atomic_init(&loop.next, 0);
	threads = parallel_threads(threads);
	for (unsigned i = 1; i < threads; i++)
		hand[i] = (struct hand){ .loop = &loop, .number = i };
	/* a thread that cannot be had is not missed: the others take its pieces */
	while (n_hands < threads && !pthread_create(&hand[n_hands].thread, NULL, run, &hand[n_hands]))
		n_hands++;
	run(&hand[0]);
	while (--n_hands)
		pthread_join(hand[n_hands].thread, NULL);
}
