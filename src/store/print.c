/* print.c -- by what the same music is known again, a blob a track, beside what was heard (sound.c); in the store and at the desk. */
#include "desk_priv.h"

#include <stdlib.h>

enum { FIRST_VERSION = 7 };	/* of the schema, that has them */

enum err store_print_put(struct store *s, track_id track, const char *bytes, size_t n)
{
	enum err err = write_begin(s, false);
	sqlite3_stmt *st = err ? NULL : statement(s, n ? STMT_PRINT_PUT : STMT_PRINT_DROP);

	if (err)
		return err;
	if (st) {
		sqlite3_bind_int64(st, 1, track);
		if (n)
			sqlite3_bind_blob64(st, 2, bytes, n, SQLITE_STATIC);
		err = statement_run(s, st);
	}
	return write_end(s, false, st ? err : ERR_DB);
}

enum err store_print(struct store *s, track_id track, char **ret_bytes, size_t *ret_n)
{
	return sound_blob(s, STMT_PRINT, FIRST_VERSION, track, ret_bytes, ret_n);
}

enum err store_prints(struct store *s, uint32_t version, bool (*each)(void *ctx, track_id track, const char *bytes, size_t n), void *ctx)
{
	sqlite3_stmt *st = s->version < FIRST_VERSION ? NULL : statement_own(s, STMT_PRINTS);
	enum err err = OK;
	int rc = SQLITE_DONE;

	if (!st)
		return s->version < FIRST_VERSION ? OK : ERR_DB;
	sqlite3_bind_int64(st, 1, version);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		const char *bytes = sqlite3_column_blob(st, 1);

		if (!each(ctx, sqlite3_column_int64(st, 0), bytes ? bytes : "", (size_t)sqlite3_column_bytes(st, 1))) {
			rc = SQLITE_DONE;
			break;
		}
	}
	if (rc != SQLITE_DONE)
		err = store_fail(s);
	sqlite3_finalize(st);
	return err;
}

/* ---- the desk ---- */

void desk_print_put(struct desk *d, track_id track, const char *bytes, size_t n)
{
	struct ask *ask = ask_new(ASK_PRINT_PUT, NULL, 0);

	ask->track = track;
	ask->text = n ? xmemdup(bytes, n) : NULL;
	ask->n = n;
	ask_bulk(d, ask);
}

enum err write_print(struct desk *d, const struct ask *ask)
{
	return store_print_put(d->store, ask->track, ask->text, ask->n);
}
