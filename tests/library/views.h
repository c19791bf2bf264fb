/* views.h -- what tests of the library's views share: the library they look at, a query of it, a view brought up to date in steps. */
#ifndef SEGUE_TEST_VIEWS_H
#define SEGUE_TEST_VIEWS_H

#include "library.h"
#include "../tap.h"

static struct library *lib;
static struct rng rng;

static struct query *query(const char *text)
{
	struct query *q;
	size_t column;

	if (query_parse(text, 0, &q, &column))
		die("%s", err_text());
	return q;
}

static void finish(struct library_view *v, size_t budget)
{
	int steps = 0;

	while (library_view_is_old(v) && steps++ < 1000000)
		library_view_step(v, budget);
	is_int(library_view_is_old(v), false, "steps come to an end");
}

#endif
