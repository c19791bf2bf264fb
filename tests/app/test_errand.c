/* test_errand.c -- what scripts wait for; and what the end of the program waits for: all that is the listener's, a moment for what is only polite, nothing for the rest. */
#include "app/errand.h"
#include "../tap.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>

static struct app app;
static sem_t gate;			/* what stands for a disk that does not answer */
static atomic_int n_begun, n_through;

static enum err hang(void *job)
{
	(void)job;
	n_begun++;
	while (sem_wait(&gate))
		;
	n_through++;
	return OK;
}

static enum err work(void *job)
{
	(void)job;
	n_through++;
	return fail(ERR_IO, "no room");
}

static void came(struct app *a, void *job, const char *why)
{
	(void)a, (void)job, (void)why;
}

static void no_free(void *job)
{
	(void)job;
}

/* Out, and on its thread. */
static void start_kind(const struct errand *kind)
{
	int begun = n_begun;

	if (errand_start(&app, kind, NULL))
		die("%s", err_text());
	while (kind->work == hang && n_begun == begun)
		;
}

static void start(enum err (*what)(void *job), enum errand_end at_end)
{
	start_kind(&(struct errand){ .work = what, .done = came, .free = no_free, .at_end = at_end });
}

/* Each kind that nobody waits for, out beside one that somebody does: one is waited for, in whatever order they come. */
static void test_waited_for(void)
{
	int through = n_through;

	for (int kind = 1; kind < 4; kind++)
		start_kind(&(struct errand){ .work = hang, .done = came, .free = no_free, .is_aside = kind & 1, .is_idle = kind & 2 });
	ok(!errands_out(&app), "nobody waits for what is aside, idle or both");
	start(hang, ERRAND_LEFT);
	ok(errands_out(&app) == 1, "and what is asked for beside them is waited for");
	for (int i = 0; i < 4; i++)
		sem_post(&gate);
	while (errands_out(&app))
		errand_turn(&app);
	ok(!errand_close(&app) && !errands_out(&app), "until it is home");
	while (n_through < through + 4)
		;
}

int main(void)
{
	char *unsaid;

	sem_init(&gate, 0, 0);
	ok(!errand_close(&app), "nobody ever went: nothing to wait for");
	start(work, ERRAND_AWAITED);
	start(work, ERRAND_BRIEF);
	unsaid = errand_close(&app);
	ok(n_through == 2 && unsaid && !strcmp(unsaid, "no room"), "what is awaited is done by the end, and its trouble told");
	free(unsaid);
	start(hang, ERRAND_LEFT);
	start(hang, ERRAND_BRIEF);
	ok(!errand_close(&app) && n_through == 2, "neither what is left behind nor what is brief holds up the end for good");
	sem_post(&gate);
	sem_post(&gate);
	while (n_through < 4)
		;
	ok(true, "and they are through with nobody there");
	test_waited_for();
	return done();
}
