/* unlearn.c -- the log becomes another: what left it is believed no more, what came back is believed again.  The rest is replayed. */
#include "recommend/model.h"

#include <stdlib.h>
#include <string.h>

static int by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return x->at_ms != y->at_ms ? (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms) : (x->id > y->id) - (x->id < y->id);
}

void taste_take_out(struct taste *t, const struct event *events, size_t n)
{
	int64_t *ids = xcalloc(n + 1, sizeof *ids);
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		ids[i] = events[i].id;
	qsort(ids, n, sizeof *ids, by_number);
	for (size_t i = 0; i < t->n_log; i++)
		if (!bsearch(&t->log[i].id, ids, n, sizeof *ids, by_number))
			t->log[kept++] = t->log[i];
	free(ids);
	t->is_stale |= kept < t->n_log;
	t->n_log = kept;
	taste_refresh(t);
}

void taste_put_in(struct taste *t, const struct event *events, size_t n)
{
	if (!n)
		return;
	t->is_stale = true;	/* nothing is believed of them one by one */
	for (size_t i = 0; i < n; i++)
		taste_event(t, &events[i]);
	qsort(t->log, t->n_log, sizeof *t->log, by_time);
	taste_refresh(t);
}
