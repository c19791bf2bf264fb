/* test_unmap.c -- memory_unmap_code(): what was linked is as it was, in every thread, and what was written stays. */
#include "base.h"
#include "../tap.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 50 };

/* Addresses: written when the program was linked, read only since. */
static int one(int n) { return n + 1; }
static int two(int n) { return n * 2; }
static int (*const steps[])(int) = { one, two, one, two };
static const char *const words[] = { "alpha", "beta", "gamma" };
static int written = 3;
static atomic_bool is_over;

static int walk(void)
{
	int n = written;

	for (size_t i = 0; i < COUNT_OF(steps); i++)
		n = steps[i](n);
	for (size_t i = 0; i < COUNT_OF(words); i++)
		n += (int)strlen(words[i]);
	return n;
}

static int cmp(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* Runs code of ours and of the C library's while it is taken away; how often it went wrong. */
static void *run(void *ctx)
{
	static _Thread_local int calls;
	int want = walk();
	size_t *wrong = ctx;

	do {
		int n[] = { 3, 1, 2 };

		qsort(n, COUNT_OF(n), sizeof n[0], cmp);
		*wrong += walk() != want || n[0] != 1 || n[2] != 3;
		calls++;
	} while (!atomic_load(&is_over));
	*wrong += calls < 1;
	return NULL;
}

int main(void)
{
	size_t wrong = 0;
	pthread_t thread;
	int before = walk();
	char *fold;

	memory_unmap_code();
	is_int(walk(), before, "code, addresses and texts are there again");
	written = 4;
	memory_unmap_code();
	is_int(written, 4, "what was written stays");
	if (pthread_create(&thread, NULL, run, &wrong))
		return 1;
	for (int i = 0; i < ROUNDS; i++)
		memory_unmap_code();
	atomic_store(&is_over, true);
	pthread_join(thread, NULL);
	is_int((long long)wrong, 0, "another thread notices nothing");
	fold = utf8_fold("ÀÉ東");
	is_str(fold, "ae東", "libraries work on");
	free(fold);
	return done();
}
