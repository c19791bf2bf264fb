/* plays.c -- what all listeners of the library heard: for what is learnt from many. */
#include "store_priv.h"

#include <stdlib.h>

enum err store_plays(struct store *s, struct store_play **ret_plays, size_t *ret_n)
{
	static const char sql[] = "SELECT listener, at_ms, track, kind, listened_ms FROM event WHERE kind IN (2, 3, 4) ORDER BY listener, at_ms, id";
	struct store_play *plays = NULL;
	sqlite3_stmt *st = NULL;
	size_t n = 0, cap = 0;
	enum err err;

	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL))
		return store_fail(s);
	while (statement_step(s, st, &err)) {
		ARRAY_GROW(plays, n, cap);
		plays[n++] = (struct store_play){
			.listener = sqlite3_column_int64(st, 0), .at_ms = sqlite3_column_int64(st, 1), .track = sqlite3_column_int64(st, 2),
			.kind = (enum event_kind)sqlite3_column_int(st, 3), .listened_ms = sqlite3_column_int64(st, 4),
		};
	}
	sqlite3_finalize(st);
	if (err) {
		free(plays);
		return err;
	}
	*ret_plays = plays;
	*ret_n = n;
	return OK;
}
