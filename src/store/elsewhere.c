/* elsewhere.c -- what is kept of listening that was written down elsewhere (intake.c), read; and what MusicBrainz calls the tracks it may be of. */
#include "store_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_VERSION = 9 };	/* of the schema, that has it */

/* A question, about this listener where it is about one (?1). OK and NULL: the file is of an older Segue, which kept none of it. */
static enum err ask(struct store *s, const char *sql, sqlite3_stmt **ret_st)
{
	*ret_st = NULL;
	if (s->version < FIRST_VERSION)
		return OK;
	if (sqlite3_prepare_v2(s->db, sql, -1, ret_st, NULL))
		return store_fail(s);
	if (sqlite3_bind_parameter_count(*ret_st))
		sqlite3_bind_int64(*ret_st, 1, s->listener);
	return OK;
}

static enum err read_named(struct store *s, const char *sql, enum err (*each)(void *ctx, const struct store_named *named), void *ctx)
{
	sqlite3_stmt *st;
	enum err err = ask(s, sql, &st), step = OK;

	while (st && !err && statement_step(s, st, &step))
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
	sqlite3_stmt *st;
	enum err err = ask(s, sql, &st), step = OK;

	while (st && !err && statement_step(s, st, &step))
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
	sqlite3_stmt *st;
	size_t n = 0, cap = 0;
	enum err err = ask(s, sql, &st);

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

enum err store_people(struct store *s, enum err (*each)(void *ctx, const struct store_person *person), void *ctx)
{
	static const char sql[] = "SELECT p.name, count(DISTINCT y.named), coalesce(sum(y.count), 0), coalesce(min(nullif(y.at_s, 0)), 0), coalesce(max(y.at_s), 0)"
		" FROM person p LEFT JOIN person_play y ON y.person = p.id GROUP BY p.id ORDER BY p.name";
	sqlite3_stmt *st;
	enum err err = ask(s, sql, &st), step = OK;

	while (st && !err && statement_step(s, st, &step))
		err = each(ctx, &(struct store_person){ column_text(st, 0), sqlite3_column_int64(st, 1), sqlite3_column_int64(st, 2), sqlite3_column_int64(st, 3),
			sqlite3_column_int64(st, 4) });
	sqlite3_finalize(st);
	return err ? err : step;
}

static char *tried_key(const struct store *s)
{
	return xasprintf("elsewhere.tried.%lld", (long long)s->listener);
}

enum err store_elsewhere_tried(struct store *s, track_id *ret_last)
{
	sqlite3_stmt *st;
	char *key, *value = NULL;
	bool has_any = false;
	enum err err = ask(s, "SELECT 1 FROM elsewhere WHERE listener = ?1 LIMIT 1", &st);

	while (st && statement_step(s, st, &err))
		has_any = true;
	sqlite3_finalize(st);
	if (err || !has_any)
		return err ? err : fail(ERR_MISSING, _("nothing was heard elsewhere"));
	key = tried_key(s);
	err = store_value_get(s, key, &value);
	free(key);
	if (err && err != ERR_MISSING)
		return err;
	*ret_last = value ? strtoll(value, NULL, 10) : 0;
	free(value);
	return OK;
}

enum err store_elsewhere_try(struct store *s, track_id last)
{
	char *key = tried_key(s), value[24];
	enum err err;

	snprintf(value, sizeof value, "%lld", (long long)last);
	err = store_value_set(s, key, value);
	free(key);
	return err;
}

enum err elsewhere_untried(struct store *s)
{
	char *key = tried_key(s), *sql = xasprintf("DELETE FROM value WHERE key = '%s'", key);
	enum err err = run_sql(s, sql);

	free(sql);
	free(key);
	return err;
}

enum err store_recordings(struct store *s, track_id from, track_id to, enum err (*each)(void *ctx, track_id track, const char *recording, const char *artist), void *ctx)
{
	static const char sql[] = "SELECT id, lower(mb_recording), lower(mb_artist) FROM track WHERE id BETWEEN ?1 AND ?2"
		" AND (mb_recording <> '' OR mb_artist <> '') ORDER BY id";
	sqlite3_stmt *st = NULL;
	enum err err = OK, step = OK;

	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL))
		return store_fail(s);
	sqlite3_bind_int64(st, 1, from);
	sqlite3_bind_int64(st, 2, to);
	while (!err && statement_step(s, st, &step))
		err = each(ctx, sqlite3_column_int64(st, 0), column_text(st, 1), column_text(st, 2));
	sqlite3_finalize(st);
	return err ? err : step;
}

/* ---- what of it is forgotten, and put back (forget.c) ---- */

struct elsewhere elsewhere_copy(const struct elsewhere *e)
{
	if (!e->n)
		return (struct elsewhere){ 0 };
	return (struct elsewhere){ xmemdup(e->plays, e->n * sizeof *e->plays), xmemdup(e->names, e->names_bytes), e->n, e->names_bytes };
}

void elsewhere_done(struct elsewhere *e)
{
	free(e->plays);
	free(e->names);
	*e = (struct elsewhere){ 0 };
}

/* A play is one row here, of which any moment may be meant; of an hour of the day its beginning is, as of those in the log. */
enum err elsewhere_find(struct store *s, const struct forget *what, struct elsewhere *ret)
{
	static const char sql[] = "SELECT e.named, n.artist, n.title, n.mbid, e.at_ms, e.kind, e.listened_ms, e.duration_ms FROM elsewhere e JOIN named n ON n.id = e.named"
		" WHERE e.listener = ?1 AND e.at_ms + max(e.listened_ms, 0) >= ?2 AND e.at_ms < ?3 ORDER BY e.named, e.at_ms";
	struct elsewhere found = { 0 };
	sqlite3_stmt *st = NULL;
	int64_t last = 0;
	struct buf names;
	size_t cap = 0, name = 0;
	enum err err = what->tracks ? OK : ask(s, sql, &st);

	if (!st)
		return err;
	buf_init(&names, SIZE_MAX / 4);
	sqlite3_bind_int64(st, 2, what->since_ms);
	sqlite3_bind_int64(st, 3, what->until_ms ? what->until_ms : INT64_MAX);
	while (statement_step(s, st, &err)) {
		struct elsewhere_play play = { 0, sqlite3_column_int64(st, 4), sqlite3_column_int64(st, 6), sqlite3_column_int64(st, 7), (enum event_kind)sqlite3_column_int(st, 5) };

		if (!is_hour_meant(what, play.at_ms))
			continue;
		if (sqlite3_column_int64(st, 0) != last) {
			last = sqlite3_column_int64(st, 0);
			name = names.len;
			for (int i = 1; i <= 3; i++)
				buf_add(&names, column_text(st, i), strlen(column_text(st, i)) + 1);
		}
		play.name = name;
		ARRAY_GROW(found.plays, found.n, cap);
		found.plays[found.n++] = play;
	}
	sqlite3_finalize(st);
	found.names_bytes = names.len;
	found.names = buf_steal(&names);
	*ret = found;
	return err;
}

/* The same statement for every play: artist, title, recording (?1 to ?3) and, where it has them, the listener and when (?4, ?5), how it ended (?6 to ?8). */
static enum err for_each_play(struct store *s, const struct elsewhere *e, const char *sql)
{
	sqlite3_stmt *st = NULL;
	enum err err = OK;
	int n;

	if (!e->n)
		return OK;
	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL))
		return store_fail(s);
	n = sqlite3_bind_parameter_count(st);
	for (size_t i = 0; i < e->n && !err; i++) {
		const struct elsewhere_play *play = &e->plays[i];
		const char *name = e->names + play->name;

		for (int k = 1; k <= 3; k++, name += strlen(name) + 1)
			bind_text(st, k, name);
		if (n > 3) {
			sqlite3_bind_int64(st, 4, s->listener);
			sqlite3_bind_int64(st, 5, play->at_ms);
		}
		if (n > 5) {
			sqlite3_bind_int(st, 6, (int)play->end);
			sqlite3_bind_int64(st, 7, play->listened_ms);
			sqlite3_bind_int64(st, 8, play->duration_ms);
		}
		err = statement_run(s, st);
	}
	sqlite3_finalize(st);
	return err;
}

enum err elsewhere_delete(struct store *s, const struct elsewhere *e)
{
	return for_each_play(s, e, "DELETE FROM elsewhere WHERE listener = ?4 AND at_ms = ?5 AND named ="
		" (SELECT id FROM named WHERE artist = ?1 AND title = ?2 AND mbid = ?3)");
}

enum err elsewhere_put(struct store *s, const struct elsewhere *e)
{
	enum err err = for_each_play(s, e, "INSERT INTO named(artist, title, mbid) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING");

	err = err || !e->n ? err : elsewhere_untried(s);
	return err ? err : for_each_play(s, e, "INSERT INTO elsewhere(listener, named, at_ms, kind, listened_ms, duration_ms)"
		" SELECT ?4, id, ?5, ?6, ?7, ?8 FROM named WHERE artist = ?1 AND title = ?2 AND mbid = ?3 ON CONFLICT DO NOTHING");
}
