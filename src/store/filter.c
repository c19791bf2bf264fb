/* filter.c -- saved filters: a query and its mode by name; in the store and at the desk. */
#include "desk_priv.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_VERSION = 3 };	/* of the schema, that has them */

void stored_filters_free(struct stored_filter *filters, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(filters[i].name);
		free(filters[i].query);
	}
	free(filters);
}

enum err store_filters(struct store *s, struct stored_filter **ret_filters, size_t *ret_n)
{
	struct stored_filter *filters = NULL;
	sqlite3_stmt *st;
	size_t n = 0, cap = 0;
	enum err err = OK;

	st = s->version < FIRST_VERSION ? NULL : statement(s, STMT_FILTERS);
	if (!st && s->version >= FIRST_VERSION)
		return ERR_DB;
	if (st)
		sqlite3_bind_int64(st, 1, s->listener);
	while (st && statement_step(s, st, &err)) {
		ARRAY_GROW(filters, n, cap);
		filters[n++] = (struct stored_filter){
			.name = xstrdup(column_text(st, 0)),
			.query = xstrdup(column_text(st, 1)),
			.mode = (enum filter_mode)column_within(st, 2, FILTER_NOT, FILTER_ON),
		};
	}
	if (err) {
		stored_filters_free(filters, n);
		return err;
	}
	*ret_filters = filters;
	*ret_n = n;
	return OK;
}

static enum err put(struct store *s, const char *name, const char *query, enum filter_mode mode)
{
	sqlite3_stmt *st = statement(s, STMT_FILTER_PUT);

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	bind_text(st, 2, name);
	bind_text(st, 3, query);
	sqlite3_bind_int(st, 4, (int)mode);
	return statement_run(s, st);
}

enum err store_filter_put(struct store *s, const char *name, const char *query, enum filter_mode mode)
{
	size_t n = strlen(name);
	enum err err;

	if (!n || n > PLAYLIST_NAME_MAX || !utf8_valid(name, n))
		return fail(ERR_ARG, _("a filter's name is UTF-8, of 1 to %d bytes"), PLAYLIST_NAME_MAX);
	err = write_begin(s, true);
	return err ? err : write_end(s, true, put(s, name, query, mode));
}

static enum err delete(struct store *s, const char *name)
{
	sqlite3_stmt *st = statement(s, STMT_FILTER_DELETE);
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	bind_text(st, 2, name);
	err = statement_run(s, st);
	if (!err && !sqlite3_changes(s->db))
		err = fail(ERR_MISSING, _("there is no filter '%s'"), name);
	return err;
}

enum err store_filter_delete(struct store *s, const char *name)
{
	enum err err = write_begin(s, true);

	return err ? err : write_end(s, true, delete(s, name));
}

/* ---- the desk: the caller's side, then the thread's ---- */

void desk_filter_put(struct desk *d, const char *name, const char *query, enum filter_mode mode, uint64_t cookie)
{
	struct ask *ask = ask_new(ASK_FILTER_PUT, name, cookie);

	ask->more = xstrdup(query);
	ask->number = (int64_t)mode;
	ask_urgent(d, ask);
}

void desk_filter_delete(struct desk *d, const char *name, uint64_t cookie)
{
	ask_urgent(d, ask_new(ASK_FILTER_DELETE, name, cookie));
}

void desk_load_filters(struct desk *d)
{
	ask_bulk(d, ask_new(ASK_FILTERS, NULL, 0));
}

bool is_filter_ask(enum ask_kind kind)
{
	return kind == ASK_FILTER_PUT || kind == ASK_FILTER_DELETE;
}

enum err carry_filter(struct desk *d, const struct ask *ask)
{
	if (ask->kind == ASK_FILTER_PUT)
		return store_filter_put(d->store, ask->text, ask->more, (enum filter_mode)ask->number);
	return store_filter_delete(d->store, ask->text);
}

enum err load_filters(struct desk *d, struct news *news)
{
	enum err err = store_filters(d->store, &news->filters, &news->n_filters);

	news->news.filters = news->filters;
	news->news.n = news->n_filters;
	return err;
}
