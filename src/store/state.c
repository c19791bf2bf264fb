/* state.c -- folders, the queue, small values. */
#include "store_priv.h"

#include <stdlib.h>

/* ---- folders ---- */

static enum err change_root(struct store *s, enum stmt which, const char *path)
{
	sqlite3_stmt *st;
	enum err err = write_begin(s, true);

	if (err)
		return err;
	st = statement(s, which);
	if (st)
		bind_bytes(st, 1, path);
	return write_end(s, true, statement_run(s, st));
}

enum err store_root_add(struct store *s, const char *path)
{
	if (!*path)
		return fail(ERR_ARG, _("a folder needs a path"));
	return change_root(s, STMT_ROOT_ADD, path);
}

enum err store_root_remove(struct store *s, const char *path)
{
	return change_root(s, STMT_ROOT_REMOVE, path);
}

enum err store_roots(struct store *s, char ***ret_paths, size_t *ret_n)
{
	sqlite3_stmt *st = statement(s, STMT_ROOTS);
	char **paths = NULL;
	size_t n = 0, cap = 0;
	enum err err;

	if (!st)
		return ERR_DB;
	while (statement_step(s, st, &err)) {
		ARRAY_GROW(paths, n, cap);
		paths[n++] = xstrdup(column_text(st, 0));
	}
	if (err) {
		while (n)
			free(paths[--n]);
		free(paths);
		return err;
	}
	*ret_paths = paths;
	*ret_n = n;
	return OK;
}

/* ---- the queue ---- */

/*
 * Rows of the place stand below 0, those of the list from LIST_AT on. In between are those of an older Segue, which mixed them: they go
 * when both are saved, and until then nothing does without them.
 */
#define PLACE_AT (-((int64_t)1 << 40))
#define LIST_AT ((int64_t)1 << 40)

static enum err clear_rows(struct store *s, int64_t from, int64_t to)
{
	sqlite3_stmt *st = statement(s, STMT_QUEUE_CLEAR);

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	sqlite3_bind_int64(st, 2, from);
	sqlite3_bind_int64(st, 3, to);
	return statement_run(s, st);
}

static enum err add_rows(struct store *s, int64_t at, const struct queue_row *rows, size_t n)
{
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++) {
		sqlite3_stmt *st = statement(s, STMT_QUEUE_ADD);

		if (!st)
			return ERR_DB;
		sqlite3_bind_int64(st, 1, s->listener);
		sqlite3_bind_int64(st, 2, at + (int64_t)i);
		sqlite3_bind_int64(st, 3, rows[i].track);
		sqlite3_bind_int(st, 4, (int)rows[i].source);
		sqlite3_bind_int(st, 5, rows[i].part);
		err = statement_run(s, st);
	}
	return err;
}

static enum err set_value(struct store *s, const char *key, const char *value)
{
	sqlite3_stmt *st = statement(s, STMT_VALUE_SET);

	if (st) {
		bind_text(st, 1, key);
		bind_text(st, 2, value);
	}
	return statement_run(s, st);
}

enum err store_queue_save(struct store *s, const struct queue_row *place, size_t n, const struct queue_row *list, size_t n_list, const char *resume)
{
	enum err err = write_begin(s, true);

	if (err)
		return err;
	err = clear_rows(s, INT64_MIN, list ? INT64_MAX : -1);
	if (!err)
		err = add_rows(s, PLACE_AT, place, n);
	if (!err && list)
		err = add_rows(s, LIST_AT, list, n_list);
	if (!err && resume)
		err = set_value(s, VALUE_RESUME, resume);
	return write_end(s, true, err);
}

enum err store_queue_load(struct store *s, struct queue_row **ret_rows, size_t *ret_n, bool *ret_apart)
{
	sqlite3_stmt *st = statement(s, STMT_QUEUE);
	struct queue_row *rows = NULL;
	size_t n = 0, cap = 0;
	bool is_apart = true;
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	while (statement_step(s, st, &err)) {
		int64_t at = sqlite3_column_int64(st, 3);

		is_apart &= at < 0 || at >= LIST_AT;
		ARRAY_GROW(rows, n, cap);
		rows[n++] = (struct queue_row){
			.track = sqlite3_column_int64(st, 0),
			.source = (enum source)column_within(st, 1, SOURCE_NONE, SOURCE_COUNT - 1),
			.part = (uint8_t)column_within(st, 2, 0, UINT8_MAX),
		};
	}
	if (err) {
		free(rows);
		return err;
	}
	*ret_rows = rows;
	*ret_n = n;
	*ret_apart = is_apart;
	return OK;
}

/* ---- values ---- */

enum err store_value_set(struct store *s, const char *key, const char *value)
{
	enum err err = write_begin(s, false);

	return err ? err : write_end(s, false, set_value(s, key, value));
}

enum err store_value_get(struct store *s, const char *key, char **ret_value)
{
	sqlite3_stmt *st = statement(s, STMT_VALUE_GET);
	char *value = NULL;
	enum err err;

	if (!st)
		return ERR_DB;
	bind_text(st, 1, key);
	while (statement_step(s, st, &err)) {
		free(value);
		value = xstrdup(column_text(st, 0));
	}
	if (!err && !value)
		err = fail(ERR_MISSING, _("nothing is stored as %s"), key);
	if (err)
		free(value);
	else
		*ret_value = value;
	return err;
}
