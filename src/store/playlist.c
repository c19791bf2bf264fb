/* playlist.c -- the listener's lists: names, rows in order, saved queries. */
#include "store_priv.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_VERSION = 2 };	/* of the schema, that has them */

void stored_playlists_free(struct stored_playlist *lists, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(lists[i].name);
		free(lists[i].query);
		free(lists[i].tracks);
	}
	free(lists);
}

static enum err read_rows(struct store *s, int64_t id, struct stored_playlist *list)
{
	sqlite3_stmt *st = statement(s, STMT_PLAYLIST_ROWS);
	size_t cap = 0;
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, id);
	while (statement_step(s, st, &err)) {
		ARRAY_GROW(list->tracks, list->n, cap);
		list->tracks[list->n++] = sqlite3_column_int64(st, 0);
	}
	return err;
}

enum err store_playlists(struct store *s, struct stored_playlist **ret_lists, size_t *ret_n)
{
	struct stored_playlist *lists = NULL;
	sqlite3_stmt *st;
	size_t n = 0, cap = 0;
	enum err err = OK;

	if (s->version < FIRST_VERSION) {
		*ret_lists = NULL;
		*ret_n = 0;
		return OK;
	}
	st = statement(s, STMT_PLAYLISTS);
	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	while (statement_step(s, st, &err)) {
		ARRAY_GROW(lists, n, cap);
		lists[n] = (struct stored_playlist){
			.name = xstrdup(column_text(st, 1)),
			.query = sqlite3_column_type(st, 2) == SQLITE_NULL ? NULL : xstrdup(column_text(st, 2)),
			.created_s = sqlite3_column_int64(st, 3),
			.modified_s = sqlite3_column_int64(st, 4),
		};
		err = read_rows(s, sqlite3_column_int64(st, 0), &lists[n++]);
		if (err) {
			sqlite3_reset(st);
			break;
		}
	}
	if (err) {
		stored_playlists_free(lists, n);
		return err;
	}
	*ret_lists = lists;
	*ret_n = n;
	return OK;
}

/* ---- writing; each step runs inside the transaction of its caller ---- */

static enum err check_name(const char *name)
{
	size_t n = strlen(name);

	if (!n || n > PLAYLIST_NAME_MAX || !utf8_valid(name, n))
		return fail(ERR_ARG, _("a playlist's name is UTF-8, of 1 to %d bytes"), PLAYLIST_NAME_MAX);
	return OK;
}

static enum err find(struct store *s, const char *name, int64_t *ret_id)
{
	sqlite3_stmt *st = statement(s, STMT_PLAYLIST_FIND);
	int64_t id = 0;
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	bind_text(st, 2, name);
	while (statement_step(s, st, &err))
		id = sqlite3_column_int64(st, 0);
	if (!err && !id)
		err = fail(ERR_MISSING, _("there is no playlist '%s'"), name);
	if (!err)
		*ret_id = id;
	return err;
}

static enum err clear_rows(struct store *s, int64_t id)
{
	sqlite3_stmt *st = statement(s, STMT_PLAYLIST_ROWS_CLEAR);

	if (st)
		sqlite3_bind_int64(st, 1, id);
	return statement_run(s, st);
}

static enum err add_rows(struct store *s, int64_t id, int64_t place, const track_id *tracks, size_t n)
{
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++) {
		sqlite3_stmt *st = statement(s, STMT_PLAYLIST_ROW_ADD);

		if (!st)
			return ERR_DB;
		sqlite3_bind_int64(st, 1, id);
		sqlite3_bind_int64(st, 2, place + (int64_t)i);
		sqlite3_bind_int64(st, 3, tracks[i]);
		err = statement_run(s, st);
		if (err && (sqlite3_extended_errcode(s->db) & 0xff) == SQLITE_CONSTRAINT)
			err = fail(ERR_MISSING, _("no track %lld in the library"), (long long)tracks[i]);
	}
	return err;
}

static enum err put_head(struct store *s, const char *name, const char *query, int64_t now_s, int64_t *ret_id)
{
	sqlite3_stmt *st = statement(s, STMT_PLAYLIST_PUT);
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	bind_text(st, 2, name);
	sqlite3_bind_int64(st, 3, now_s);
	if (query)
		bind_text(st, 4, query);
	err = statement_run(s, st);
	return err ? err : find(s, name, ret_id);
}

enum err store_playlist_put(struct store *s, const char *name, const char *query, const track_id *tracks, size_t n, int64_t now_s)
{
	int64_t id = 0;
	enum err err = check_name(name);

	err = err ? err : write_begin(s, true);
	if (err)
		return err;
	err = put_head(s, name, query, now_s, &id);
	err = err ? err : clear_rows(s, id);
	err = err ? err : add_rows(s, id, 0, tracks, query ? 0 : n);
	return write_end(s, true, err);
}

static enum err append(struct store *s, const char *name, const track_id *tracks, size_t n, int64_t now_s)
{
	sqlite3_stmt *st;
	int64_t id = 0, place = 0;
	enum err err = find(s, name, &id);

	if (err == ERR_MISSING)
		err = put_head(s, name, NULL, now_s, &id);
	st = err ? NULL : statement(s, STMT_PLAYLIST_END);
	if (!st)
		return err ? err : ERR_DB;
	sqlite3_bind_int64(st, 1, id);
	while (statement_step(s, st, &err))
		place = sqlite3_column_int64(st, 0);
	err = err ? err : add_rows(s, id, place, tracks, n);
	st = err ? NULL : statement(s, STMT_PLAYLIST_TOUCH);
	if (!st)
		return err ? err : ERR_DB;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, now_s);
	return statement_run(s, st);
}

enum err store_playlist_append(struct store *s, const char *name, const track_id *tracks, size_t n, int64_t now_s)
{
	enum err err = check_name(name);

	err = err ? err : write_begin(s, true);
	return err ? err : write_end(s, true, append(s, name, tracks, n, now_s));
}

static enum err rename_to(struct store *s, const char *name, const char *new_name, int64_t now_s)
{
	sqlite3_stmt *st;
	int64_t id, other;
	enum err err = find(s, name, &id);

	if (err || !strcmp(name, new_name))
		return err;
	if (!find(s, new_name, &other))
		return fail(ERR_ARG, _("there is a playlist '%s' already"), new_name);
	st = statement(s, STMT_PLAYLIST_RENAME);
	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	bind_text(st, 2, name);
	bind_text(st, 3, new_name);
	sqlite3_bind_int64(st, 4, now_s);
	return statement_run(s, st);
}

enum err store_playlist_rename(struct store *s, const char *name, const char *new_name, int64_t now_s)
{
	enum err err = check_name(new_name);

	err = err ? err : write_begin(s, true);
	return err ? err : write_end(s, true, rename_to(s, name, new_name, now_s));
}

static enum err delete(struct store *s, const char *name)
{
	sqlite3_stmt *st;
	int64_t id = 0;
	enum err err = find(s, name, &id);

	err = err ? err : clear_rows(s, id);
	st = err ? NULL : statement(s, STMT_PLAYLIST_DELETE);
	if (!st)
		return err ? err : ERR_DB;
	sqlite3_bind_int64(st, 1, id);
	return statement_run(s, st);
}

enum err store_playlist_delete(struct store *s, const char *name)
{
	enum err err = write_begin(s, true);

	return err ? err : write_end(s, true, delete(s, name));
}
