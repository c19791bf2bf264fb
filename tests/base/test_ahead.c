/* test_ahead.c -- big memory brought in by a thread: what was asked for comes, what is written meanwhile stays, and all end well. */
#include "base.h"
#include "../tap.h"

#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

enum { N = 4 * BIG_PAGE, PATIENCE_MS = 60000 };

/* Is the page there? */
static bool is_in(char *p)
{
	unsigned char in = 0;

	return !mincore(p, 1, &in) && in & 1;
}

static bool comes_in(char *p)
{
	int64_t until_ms = clock_mono_ms() + PATIENCE_MS;

	while (!is_in(p))
		if (sched_yield() || clock_mono_ms() >= until_ms)
			return false;
	return true;
}

static bool can(void)
{
#ifdef MADV_POPULATE_WRITE
	char *p = big_alloc(BIG_PAGE);
	bool is = !madvise(p, BIG_PAGE, MADV_POPULATE_WRITE);

	big_free(p, BIG_PAGE);
	return is;
#else
	return false;
#endif
}

static void test_comes(void)
{
	char *p = big_alloc(N), *q = big_alloc(N);
	struct ahead *a = ahead_start((struct ahead_of[AHEAD_STRETCHES]){ { p, N }, { q, N } });
	long page = sysconf(_SC_PAGESIZE);
	size_t wrong = 0;

	ok(a != NULL, "a thread");
	ahead_to(a, 1, 2 * BIG_PAGE);
	ok(!can() || comes_in(q + 2 * BIG_PAGE - page), "so much as was asked for comes by itself");
	ok(!is_in(q + 3 * BIG_PAGE) && !is_in(p + BIG_PAGE), "and no more");
	memset(p, 1, N);
	ahead_to(a, 0, SIZE_MAX);
	ahead_to(a, 1, SIZE_MAX);
	memset(q, 2, N / 2);
	ok(!can() || comes_in(q + N - page), "then all");
	ahead_end(a);
	for (size_t i = 0; i < N; i++)
		wrong += p[i] != 1 || q[i] != (i < N / 2 ? 2 : 0);
	is_int((long long)wrong, 0, "what was written meanwhile stays, the rest is zero");
	big_free(p, N);
	big_free(q, N);
}

static void test_ends(void)
{
	for (int i = 0; i < 100; i++) {
		char *p = big_alloc(N);
		struct ahead *a = ahead_start((struct ahead_of[AHEAD_STRETCHES]){ { p, N } });

		if (i % 2)
			ahead_to(a, 0, N);
		ahead_end(a);
		big_free(p, N);
	}
	ahead_to(NULL, 0, N);
	ahead_end(NULL);
	ok(true, "it ends before, amid and without");
}

int main(void)
{
	test_comes();
	test_ends();
	return done();
}
