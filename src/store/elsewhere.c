/* elsewhere.c -- what is kept of listening that was written down elsewhere (intake.c), read; and what MusicBrainz calls the tracks it may be of. */
#include "store_priv.h"

#include <stdlib.h>

enum { FIRST_VERSION = 9 };	/* of the schema, that has it */

static enum err read_named(struct store *s, const char *sql, enum err (*each)(void *ctx, const struct store_named *named), void *ctx)
{
	sqlite3_stmt *st = NULL;
	enum err err = OK, step = OK;

	if (s->version < FIRST_VERSION)
		return OK;
	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL))
		return store_fail(s);
	if (sqlite3_bind_parameter_count(st))
		sqlite3_bind_int64(st, 1, s->listener);
	while (!err && statement_step(s, st, &step))
		err = each(ctx, &(struct store_named){ sqlite3_column_int64(st, 0), column_text(st, 1), column_text(st, 2), column_text(st, 3) });
	sqlite3_finalize(st);
	return err ? err : step;
}

enum err store_elsewhere(struct store *s, enum err (*each)(void *ctx, const struct store_named *named), void *ctx)
{
	return read_named(s, "SELECT id, artist, title, mbid FROM named WHERE id IN (SELECT named FROM elsewhere WHERE listener = ?1) ORDER BY id", each, ctx);
}

enum err store_elsewhere_listens(struct store *s, enum err (*each)(void *ctx, const struct store_listen *listen), void *ctx)
{
	static const char sql[] = "SELECT n.id, n.artist, n.title, n.mbid, e.at_ms, e.kind, e.listened_ms, e.duration_ms FROM elsewhere e JOIN named n ON n.id = e.named"
		" WHERE e.listener = ?1 ORDER BY e.at_ms, n.id";
	sqlite3_stmt *st = NULL;
	enum err err = OK, step = OK;

	if (s->version < FIRST_VERSION)
		return OK;
	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL))
		return store_fail(s);
	sqlite3_bind_int64(st, 1, s->listener);
	while (!err && statement_step(s, st, &step))
		err = each(ctx, &(struct store_listen){
			.of = { sqlite3_column_int64(st, 0), column_text(st, 1), column_text(st, 2), column_text(st, 3) }, .at_ms = sqlite3_column_int64(st, 4),
			.end = (enum event_kind)column_within(st, 5, EVENT_FINISH, EVENT_STOP), .listened_ms = sqlite3_column_int64(st, 6),
			.duration_ms = sqlite3_column_int64(st, 7), .count = 1,
		});
	sqlite3_finalize(st);
	return err ? err : step;
}

enum err store_people_named(struct store *s, enum err (*each)(void *ctx, const struct store_named *named), void *ctx)
{
	return read_named(s, "SELECT id, artist, title, mbid FROM named WHERE id IN (SELECT named FROM person_play WHERE count > 0) ORDER BY id", each, ctx);
}

enum err store_people_plays(struct store *s, struct store_person_play **ret_plays, size_t *ret_n)
{
	static const char sql[] = "SELECT person, named, sum(count) FROM person_play WHERE count > 0 GROUP BY person, named ORDER BY person, named";
	struct store_person_play *plays = NULL;
	sqlite3_stmt *st = NULL;
	size_t n = 0, cap = 0;
	enum err err = OK;

	if (s->version >= FIRST_VERSION && sqlite3_prepare_v2(s->db, sql, -1, &st, NULL))
		return store_fail(s);
	while (st && statement_step(s, st, &err)) {
		ARRAY_GROW(plays, n, cap);
		plays[n++] = (struct store_person_play){ sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1), sqlite3_column_int64(st, 2) };
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

enum err store_recordings(struct store *s, enum err (*each)(void *ctx, track_id track, const char *recording, const char *artist), void *ctx)
{
	static const char sql[] = "SELECT id, lower(mb_recording), lower(mb_artist) FROM track WHERE mb_recording <> '' OR mb_artist <> '' ORDER BY id";
	sqlite3_stmt *st = NULL;
	enum err err = OK, step = OK;

	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL))
		return store_fail(s);
	while (!err && statement_step(s, st, &step))
		err = each(ctx, sqlite3_column_int64(st, 0), column_text(st, 1), column_text(st, 2));
	sqlite3_finalize(st);
	return err ? err : step;
}
