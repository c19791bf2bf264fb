/* query_tail.c -- an order behind a query: "added<30d sort:-added,title limit:100", for lists that are a query's. */
#include "order.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char sort_word[] = "sort:", limit_word[] = "limit:";

static bool begins(const char *word, size_t n, const char *with)
{
	return n >= strlen(with) && !strncmp(word, with, strlen(with));
}

static enum err take_limit(struct query_tail *t, const char *word, size_t n)
{
	char *end;
	long limit;

	errno = 0;
	limit = strtol(word, &end, 10);
	if (end == word || end != word + n || errno || limit < 1 || limit > 1000000000)
		return fail(ERR_PARSE, _("a limit is a number of tracks, not '%.*s'"), (int)MIN_OF(n, (size_t)64), word);
	t->limit = (size_t)limit;
	return OK;
}

static enum err take_keys(struct query_tail *t, const char *word, size_t n)
{
	char *keys = xstrndup(word, n);
	enum err err = library_sort_check(keys);

	free(t->keys);
	t->keys = keys;
	return err;
}

enum err query_tail_split(const char *text, struct query_tail *ret_tail, size_t *ret_column)
{
	struct query_tail t = { 0 };
	size_t end = strlen(text);
	enum err err = OK;

	while (!err) {
		size_t from;

		while (end && strchr(" \t", text[end - 1]))
			end--;
		for (from = end; from && !strchr(" \t\"()|", text[from - 1]);)
			from--;
		if (from && !strchr(" \t", text[from - 1]))
			break;		/* a quote's or a group's end */
		*ret_column = from;
		if (begins(text + from, end - from, sort_word))
			err = take_keys(&t, text + from + sizeof sort_word - 1, end - from - (sizeof sort_word - 1));
		else if (begins(text + from, end - from, limit_word))
			err = take_limit(&t, text + from + sizeof limit_word - 1, end - from - (sizeof limit_word - 1));
		else
			break;
		end = from;
	}
	if (err) {
		free(t.keys);
		return err;
	}
	t.filter = xstrndup(text, end);
	*ret_tail = t;
	return OK;
}

void query_tail_done(struct query_tail *t)
{
	free(t->filter);
	free(t->keys);
	*t = (struct query_tail){ 0 };
}

/* ---- sorting apart from the flat list, in steps ---- */

struct sorting { struct order order; struct merge merge; };

struct sorting *sorting_new(const char *keys, struct track *const *tracks, size_t n)
{
	struct sorting *s = xcalloc(1, sizeof *s);

	if (order_parse(keys, &s->order)) {
		free(s);
		return NULL;
	}
	merge_begin(&s->merge, &s->order, tracks, n);
	return s;
}

bool sorting_step(struct sorting *s, size_t steps)
{
	while (steps--)
		if (!merge_step(&s->merge))
			return false;
	return true;
}

struct track **sorting_take(struct sorting *s)
{
	struct track **tracks = merge_take(&s->merge);

	sorting_free(s);
	return tracks;
}

void sorting_free(struct sorting *s)
{
	if (!s)
		return;
	merge_done(&s->merge);
	free(s);
}
