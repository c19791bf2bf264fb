/*
 * correction.c -- what a listener says a track is, where the program or its tags say otherwise; in the store and at the desk.  A log: the last word
 * on a track counts, an empty one takes back what was said.
 */
#include "desk_priv.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_VERSION = 8 };	/* of the schema, that has them */

enum err store_corrections(struct store *s, struct correction **ret_corrections, size_t *ret_n, struct arena *arena)
{
	struct correction *all = NULL;
	sqlite3_stmt *st = s->version < FIRST_VERSION ? NULL : statement(s, STMT_CORRECTIONS);
	size_t n = 0, cap = 0;
	enum err err = OK;

	if (!st && s->version >= FIRST_VERSION)
		return ERR_DB;
	if (st)
		sqlite3_bind_int64(st, 1, s->listener);
	while (st && statement_step(s, st, &err)) {
		ARRAY_GROW(all, n, cap);
		all[n++] = (struct correction){ sqlite3_column_int64(st, 0), arena_strdup(arena, column_text(st, 1)), sqlite3_column_int64(st, 2) };
	}
	if (err) {
		free(all);
		return err;
	}
	*ret_corrections = all;
	*ret_n = n;
	return OK;
}

static enum err put(struct store *s, const struct correction *c)
{
	sqlite3_stmt *st = statement(s, STMT_TRACK_EXISTS);
	bool is_there = false;
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, c->track);
	while (statement_step(s, st, &err))
		is_there = true;
	if (err || !is_there)
		return err ? err : fail(ERR_MISSING, _("no track %lld in the library"), (long long)c->track);
	st = statement(s, STMT_CORRECTION_PUT);
	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	sqlite3_bind_int64(st, 2, c->track);
	sqlite3_bind_int64(st, 3, c->at_ms);
	bind_text(st, 4, c->style);
	return statement_run(s, st);
}

enum err store_corrections_put(struct store *s, const struct correction *c, size_t n)
{
	enum err err = write_begin(s, true);

	if (err)
		return err;
	for (size_t i = 0; i < n && !err; i++)
		err = strlen(c[i].style) <= CORRECTION_MAX && utf8_valid(c[i].style, strlen(c[i].style)) ? put(s, &c[i]) :
			fail(ERR_ARG, _("a style's name is UTF-8, of at most %d bytes"), CORRECTION_MAX);
	return write_end(s, true, err);
}

/* ---- the desk: the caller's side, then the thread's ---- */

void desk_corrections_put(struct desk *d, const struct correction *c, size_t n, uint64_t cookie)
{
	struct ask *ask = ask_new(ASK_CORRECTIONS_PUT, NULL, cookie);

	ask->corrections = xcalloc(n + 1, sizeof *ask->corrections);
	ask->n = n;
	for (size_t i = 0; i < n; i++)
		ask->corrections[i] = (struct correction){ c[i].track, xstrdup(c[i].style), c[i].at_ms };
	ask_urgent(d, ask);
}

void desk_load_corrections(struct desk *d)
{
	ask_bulk(d, ask_new(ASK_CORRECTIONS, NULL, 0));
}

void ask_corrections_free(struct ask *ask)
{
	for (size_t i = 0; ask->corrections && i < ask->n; i++)
		free((char *)(uintptr_t)ask->corrections[i].style);
	free(ask->corrections);
}

enum err load_corrections(struct desk *d, struct news *news)
{
	struct correction *all = NULL;
	enum err err = store_corrections(d->store, &all, &news->news.n, &news->arena);

	news->news.corrections = news->block = all;
	return err;
}
