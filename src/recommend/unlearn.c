/*
 * unlearn.c -- the log becomes another: what left it is believed no more, what came back is believed again.  The rest is replayed, in steps, so that very much can
 * be forgotten while somebody looks; see struct catch_up.
 */
#include "recommend/model.h"

#include <stdlib.h>
#include <string.h>

static int order(int64_t a_ms, int64_t a_id, int64_t b_ms, int64_t b_id)
{
	return a_ms != b_ms ? (a_ms > b_ms) - (a_ms < b_ms) : (a_id > b_id) - (a_id < b_id);
}

static int by_when(const void *a, const void *b)
{
	const struct when *x = a, *y = b;

	return order(x->at_ms, x->id, y->at_ms, y->id);
}

static int by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return order(x->at_ms, x->id, y->at_ms, y->id);
}

/* ---- the steps; each takes from the budget what it does, and is through when some is left ---- */

static void step_out(struct taste *t, size_t *budget)
{
	struct catch_up *c = &t->catch_up;

	for (; c->looked < t->n_log && *budget; c->looked++, --*budget) {
		const struct event *ev = &t->log[c->looked];

		if (!bsearch(&(struct when){ ev->at_ms, ev->id }, c->gone, c->n_gone, sizeof *c->gone, by_when))
			t->log[c->kept++] = *ev;
	}
	if (!*budget)
		return;
	t->n_log = c->kept;
	free(c->gone);
	c->gone = NULL;
}

/* From the end: what is later than both stands where it is to stand. */
static void step_in(struct taste *t, size_t *budget)
{
	struct catch_up *c = &t->catch_up;

	for (; c->n_back && *budget; --*budget) {
		struct event *to = &t->log[c->n_before + c->n_back - 1], *back = &c->back[c->n_back - 1];
		bool is_back = !c->n_before || by_time(&t->log[c->n_before - 1], back) < 0;

		*to = is_back ? *back : t->log[c->n_before - 1];
		c->n_back -= is_back;
		c->n_before -= !is_back;
	}
	if (c->n_back)
		return;
	free(c->back);
	c->back = NULL;
}

static void step_replay(struct taste *t, size_t *budget)
{
	struct catch_up *c = &t->catch_up;

	if (!c->is_forgotten) {
		c->is_forgotten = !taste_forget_some(t, budget);
		c->replayed = 0;
	}
	for (; c->replayed < t->n_log && *budget; --*budget)
		taste_apply(t, &t->log[c->replayed++]);
	t->is_stale = !*budget;
}

static void settle_log(struct taste *t, size_t *budget)
{
	if (t->catch_up.gone)
		step_out(t, budget);
	if (t->catch_up.back)
		step_in(t, budget);
}

bool taste_catch_up(struct taste *t, size_t budget)
{
	if (t->is_stale)
		settle_log(t, &budget);
	if (t->is_stale && budget)
		step_replay(t, &budget);
	return t->is_stale;
}

void taste_refresh(struct taste *t)
{
	taste_catch_up(t, SIZE_MAX);
}

void taste_stale(struct taste *t)
{
	t->is_stale = true;
	t->catch_up.is_forgotten = false;
	memset(t->catch_up.forgotten, 0, sizeof t->catch_up.forgotten);
}

/* ---- what left, what came ---- */

/* The log is whole, whatever was asked before; what is believed of it is not. */
static struct catch_up *begin(struct taste *t)
{
	size_t all = SIZE_MAX;

	settle_log(t, &all);
	taste_stale(t);
	return &t->catch_up;
}

void taste_take_out(struct taste *t, const struct event *events, size_t n)
{
	struct catch_up *c = begin(t);
	bool is_sorted = true;

	c->gone = xcalloc(n + 1, sizeof *c->gone);
	c->n_gone = n;
	c->looked = c->kept = 0;
	for (size_t i = 0; i < n; i++) {
		c->gone[i] = (struct when){ events[i].at_ms, events[i].id };
		is_sorted = is_sorted && (!i || by_when(&c->gone[i - 1], &c->gone[i]) < 0);
	}
	if (!is_sorted)
		qsort(c->gone, n, sizeof *c->gone, by_when);
}

void taste_put_in(struct taste *t, const struct event *events, size_t n)
{
	struct catch_up *c = begin(t);
	bool is_sorted = true;

	c->back = xcalloc(n + 1, sizeof *c->back);
	c->n_back = 0;
	for (size_t i = 0; i < n; i++)
		if (event_is_understood(&events[i]))
			c->back[c->n_back++] = events[i];
	for (size_t i = 1; i < c->n_back; i++)
		is_sorted = is_sorted && by_time(&c->back[i - 1], &c->back[i]) < 0;
	if (!is_sorted)
		qsort(c->back, c->n_back, sizeof *c->back, by_time);
	if (t->is_mixed)
		qsort(t->log, t->n_log, sizeof *t->log, by_time);	/* rare, and so at once */
	t->is_mixed = false;
	c->n_before = t->n_log;
	t->n_log += c->n_back;
	if (t->n_log > t->cap_log) {
		t->cap_log = t->n_log + t->n_log / 4;
		t->log = xreallocarray(t->log, t->cap_log, sizeof *t->log);
	}
	if (c->n_back)
		t->newest_ms = MAX_OF(t->newest_ms, c->back[c->n_back - 1].at_ms);
}
