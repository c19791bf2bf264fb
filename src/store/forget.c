/*
 * forget.c -- what was played is taken out of the log, or put back; in the store and at the desk.
 *
 * The log is kept by a trigger, which is taken away and made anew within the transaction that forgets: nobody else ever finds the log without it, and
 * a transaction that fails leaves all as it was.  SQLite overwrites what is deleted (secure_delete), but where rows had been moved between pages their old
 * copies stand in the gaps; so what is left is written into fresh pages, and the old ones are given back, overwritten whole.
 */
#include "desk_priv.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SCHEMA_MAX = 64 * 1024 };

void forgotten_done(struct forgotten *f)
{
	free(f->events);
	free(f->heard);
	elsewhere_done(&f->elsewhere);
	*f = (struct forgotten){ 0 };
}

struct forgotten forgotten_copy(const struct forgotten *f)
{
	return (struct forgotten){
		.events = f->n ? xmemdup(f->events, f->n * sizeof *f->events) : NULL, .n = f->n, .elsewhere = elsewhere_copy(&f->elsewhere),
	};
}

size_t forgotten_bytes(const struct forgotten *f)
{
	return f->n * sizeof *f->events + f->n_heard * sizeof *f->heard + f->elsewhere.n * sizeof *f->elsewhere.plays + f->elsewhere.names_bytes;
}

static int by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

bool is_hour_meant(const struct forget *what, int64_t began_ms)
{
	time_t at = (time_t)(began_ms / 1000);
	struct tm tm;

	return what->hour_of_day < 0 || (localtime_r(&at, &tm) && tm.tm_hour == what->hour_of_day);
}

static bool is_meant(const struct forget *what, const struct event *ev)
{
	if (what->tracks && (!what->n || !bsearch(&ev->track, what->tracks, what->n, sizeof *what->tracks, by_number)))
		return false;
	return is_hour_meant(what, ev->at_ms - MAX_OF(ev->listened_ms, INT64_C(0)));	/* as statistics count hours */
}

static enum err find(struct store *s, const struct forget *what, struct forgotten *f)
{
	sqlite3_stmt *st = statement(s, STMT_EVENT_PLAYS);
	size_t cap = 0;
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	sqlite3_bind_int64(st, 2, what->since_ms);
	sqlite3_bind_int64(st, 3, what->until_ms ? what->until_ms : INT64_MAX);
	while (statement_step(s, st, &err)) {
		struct event ev;

		row_event(st, &ev);
		if (!is_meant(what, &ev))
			continue;
		ARRAY_GROW(f->events, f->n, cap);
		f->events[f->n++] = ev;
	}
	return err ? err : elsewhere_find(s, what, &f->elsewhere);
}

/* The tracks of the events, each once, by track. */
static void list_tracks(struct forgotten *f)
{
	track_id *ids = xcalloc(f->n + 1, sizeof *ids);

	for (size_t i = 0; i < f->n; i++)
		ids[i] = f->events[i].track;
	if (f->n)
		qsort(ids, f->n, sizeof *ids, by_number);
	f->heard = xcalloc(f->n + 1, sizeof *f->heard);
	for (size_t i = 0; i < f->n; i++)
		if (!i || ids[i] != ids[i - 1])
			f->heard[f->n_heard++].track = ids[i];
	free(ids);
}

static enum err run_of(struct store *s, enum stmt which, track_id track)
{
	sqlite3_stmt *st = statement(s, which);

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	sqlite3_bind_int64(st, 2, track);
	return statement_run(s, st);
}

static enum err read_heard(struct store *s, struct play_counts *h)
{
	sqlite3_stmt *st = statement(s, STMT_OPINION_HEARD);
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	sqlite3_bind_int64(st, 2, h->track);
	while (statement_step(s, st, &err)) {
		h->play_count = (int32_t)column_within(st, 0, 0, INT32_MAX);
		h->skip_count = (int32_t)column_within(st, 1, 0, INT32_MAX);
		h->last_played_s = sqlite3_column_int64(st, 2);
	}
	return err;
}

/* What makes a table and all that belongs to it, in order. */
static enum err read_schema(struct store *s, const char *table, struct buf *ret_sql)
{
	static const char sql[] = "SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL ORDER BY type <> 'table', rowid";
	sqlite3_stmt *st = NULL;
	enum err err;

	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL))
		return store_fail(s);
	bind_text(st, 1, table);
	while (statement_step(s, st, &err))
		buf_addf(ret_sql, "%s;", column_text(st, 0));
	sqlite3_finalize(st);
	return err;
}

static enum err to_fresh_pages(struct store *s, const char *table, const char *schema)
{
	char *sql = xasprintf("CREATE TEMP TABLE kept AS SELECT * FROM main.%s; DROP TABLE main.%s; %s INSERT INTO main.%s SELECT * FROM temp.kept;"
		" DROP TABLE temp.kept", table, table, schema, table);
	enum err err = run_sql(s, sql);

	free(sql);
	return err;
}

static enum err delete_rows(struct store *s, const struct forgotten *f)
{
	enum err err = run_sql(s, "DROP TRIGGER event_not_deleted");

	for (size_t i = 0; i < f->n && !err; i++) {
		sqlite3_stmt *st = statement(s, STMT_EVENT_DELETE);

		if (!st)
			return ERR_DB;
		sqlite3_bind_int64(st, 1, f->events[i].id);
		err = statement_run(s, st);
	}
	for (size_t i = 0; i < f->n_heard && !err; i++) {
		err = run_of(s, STMT_OPINION_DROP, f->heard[i].track);
		if (!err)
			err = run_of(s, STMT_OPINION_AGAIN, f->heard[i].track);
	}
	return err;
}

static enum err rewrite(struct store *s, const char *table)
{
	struct buf schema;
	enum err err;

	buf_init(&schema, SCHEMA_MAX);
	err = read_schema(s, table, &schema);
	err = err ? err : to_fresh_pages(s, table, schema.data);
	buf_done(&schema);
	return err;
}

static enum err take_out(struct store *s, const struct forgotten *f)
{
	struct buf events;	/* with the trigger that is taken away */
	enum err err;

	buf_init(&events, SCHEMA_MAX);
	err = read_schema(s, "event", &events);
	if (!err)
		err = delete_rows(s, f);
	if (!err)
		err = to_fresh_pages(s, "event", events.data);
	if (!err)
		err = rewrite(s, "opinion");
	buf_done(&events);
	return err;
}

/* What things were called that nobody heard any more. Rows refer to the others: that is looked at when all of them are there again. */
static enum err drop_names(struct store *s)
{
	enum err err = run_sql(s, "PRAGMA defer_foreign_keys = ON;"
		" DELETE FROM named WHERE id NOT IN (SELECT named FROM elsewhere UNION SELECT named FROM person_play)");

	return err ? err : rewrite(s, "named");
}

static enum err take_out_elsewhere(struct store *s, const struct elsewhere *e)
{
	enum err err = elsewhere_delete(s, e);

	err = err ? err : rewrite(s, "elsewhere");
	return err ? err : drop_names(s);
}

/* It is forgotten already: where the log of writes cannot be emptied now, that is tried again later. */
static void leave_no_remnants(struct store *s, bool is_changed)
{
	s->has_remnants |= is_changed;
	if (s->has_remnants && store_checkpoint(s))
		s->wal_pages = MAX_OF(s->wal_pages, 1);
}

enum err store_forget(struct store *s, const struct forget *what, struct forgotten *ret)
{
	struct forgotten f = { 0 };
	enum err err = write_begin(s, true);

	if (err)
		return err;
	err = run_sql(s, "PRAGMA secure_delete = ON");
	if (!err)
		err = find(s, what, &f);
	list_tracks(&f);
	if (!err && f.n)
		err = take_out(s, &f);
	if (!err && f.elsewhere.n)
		err = take_out_elsewhere(s, &f.elsewhere);
	for (size_t i = 0; i < f.n_heard && !err; i++)
		err = read_heard(s, &f.heard[i]);
	err = write_end(s, true, err);
	if (err) {
		forgotten_done(&f);
		return err;
	}
	leave_no_remnants(s, f.n || f.elsewhere.n);
	*ret = f;
	return OK;
}

enum err store_remember(struct store *s, const struct forgotten *gone, struct forgotten *ret)
{
	struct forgotten f = forgotten_copy(gone);
	enum err err = write_begin(s, true);

	if (!err) {
		for (size_t i = 0; i < f.n && !err; i++)
			err = event_put(s, &f.events[i], &f.events[i].id);
		err = err ? err : elsewhere_put(s, &f.elsewhere);
		list_tracks(&f);
		for (size_t i = 0; i < f.n_heard && !err; i++)
			err = read_heard(s, &f.heard[i]);
		err = write_end(s, true, err);
	}
	if (err)
		forgotten_done(&f);
	else
		*ret = f;
	return err;
}

enum err store_imported(struct store *s, int64_t first, int64_t n, struct forgotten *ret)
{
	static const char sql[] = "SELECT id, at_ms, track, kind, source, value, position_ms, listened_ms, duration_ms FROM event"
		" WHERE id >= ?1 AND id - ?1 < ?4 AND listener = ?2 AND source = ?3 ORDER BY id";
	struct forgotten f = { 0 };
	sqlite3_stmt *st = NULL;
	size_t cap = 0;
	enum err err;

	if (n > IMPORTED_MAX)
		return fail(ERR_LIMIT, _("so much was imported that it is known when Segue is started anew"));
	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL))
		return store_fail(s);
	sqlite3_bind_int64(st, 1, first);
	sqlite3_bind_int64(st, 2, s->listener);
	sqlite3_bind_int(st, 3, SOURCE_IMPORT);
	sqlite3_bind_int64(st, 4, n);
	while (statement_step(s, st, &err)) {
		ARRAY_GROW(f.events, f.n, cap);
		row_event(st, &f.events[f.n++]);
	}
	sqlite3_finalize(st);
	if (!err && !f.n)
		err = fail(ERR_MISSING, _("nothing was imported"));
	list_tracks(&f);
	for (size_t i = 0; i < f.n_heard && !err; i++)
		err = read_heard(s, &f.heard[i]);
	if (err)
		forgotten_done(&f);
	else
		*ret = f;
	return err;
}

/* ---- other people ---- */

/* Runs it with the name (NULL: of all); how many rows it changed. */
static enum err run_for(struct store *s, const char *sql, const char *name, int64_t *ret_rows)
{
	sqlite3_stmt *st = NULL;
	enum err err;

	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL))
		return store_fail(s);
	if (name)
		bind_text(st, 1, name);
	err = statement_run(s, st);
	sqlite3_finalize(st);
	*ret_rows = err ? 0 : sqlite3_changes(s->db);
	return err;
}

static enum err drop_people(struct store *s, const char *name, int64_t *ret_rows)
{
	int64_t people = 0;
	enum err err = run_for(s, "DELETE FROM person_play WHERE ?1 IS NULL OR person = (SELECT id FROM person WHERE name = ?1)", name, ret_rows);

	err = err ? err : run_for(s, "DELETE FROM person WHERE ?1 IS NULL OR name = ?1", name, &people);
	if (!err && name && !people)
		err = fail(ERR_MISSING, _("nobody of the community is called '%s'"), name);
	if (err || !people)
		return err;
	err = rewrite(s, "person_play");
	err = err ? err : rewrite(s, "person");
	return err ? err : drop_names(s);
}

enum err store_people_forget(struct store *s, const char *name, int64_t *ret_rows)
{
	int64_t rows = 0;
	enum err err = write_begin(s, true);

	if (err)
		return err;
	err = run_sql(s, "PRAGMA secure_delete = ON; PRAGMA defer_foreign_keys = ON");
	err = write_end(s, true, err ? err : drop_people(s, name, &rows));
	if (err)
		return err;
	leave_no_remnants(s, true);
	*ret_rows = rows;
	return OK;
}

/* ---- all of a listener ---- */

/* The tables with rows of listeners; those of what was made by hand stay. Names end with a NUL each. */
static enum err read_tables(struct store *s, struct buf *ret_names)
{
	static const char sql[] = "SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'listener'"
		" AND m.name NOT IN ('playlist', 'filter')";
	sqlite3_stmt *st = NULL;
	enum err err;

	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL))
		return store_fail(s);
	while (statement_step(s, st, &err))
		buf_add(ret_names, column_text(st, 0), strlen(column_text(st, 0)) + 1);
	sqlite3_finalize(st);
	return err;
}

static enum err empty_table(struct store *s, const char *table, int64_t *rows)
{
	struct buf schema;
	char *sql = xasprintf("%s DELETE FROM %s WHERE listener = %lld", strcmp(table, "event") ? "" : "DROP TRIGGER event_not_deleted;", table, (long long)s->listener);
	enum err err;

	buf_init(&schema, SCHEMA_MAX);
	err = read_schema(s, table, &schema);
	if (!err)
		err = run_sql(s, sql);
	*rows += sqlite3_changes(s->db);
	if (!err)
		err = to_fresh_pages(s, table, schema.data);
	buf_done(&schema);
	free(sql);
	return err;
}

enum err store_erase(struct store *s, int64_t *ret_rows)
{
	struct buf names;
	int64_t rows = 0;
	enum err err = write_begin(s, true);

	if (err)
		return err;
	buf_init(&names, SCHEMA_MAX);
	err = run_sql(s, "PRAGMA secure_delete = ON");
	if (!err)
		err = read_tables(s, &names);
	for (size_t at = 0; at < names.len && !err; at += strlen(names.data + at) + 1)
		err = empty_table(s, names.data + at, &rows);
	if (!err)
		err = drop_names(s);
	if (!err)
		err = run_sql(s, "DELETE FROM value WHERE key = '" VALUE_RESUME "'");
	buf_done(&names);
	err = write_end(s, true, err);
	if (err)
		return err;
	leave_no_remnants(s, true);
	*ret_rows = rows;
	return OK;
}

/* ---- the desk: the caller's side, then the thread's ---- */

void desk_forget(struct desk *d, const struct forget *what, uint64_t cookie)
{
	struct ask *ask = ask_new(ASK_FORGET, NULL, cookie);

	ask->forget = *what;
	ask->forget.tracks = ask->tracks = what->tracks ? xmemdup(what->tracks, (what->n + !what->n) * sizeof *what->tracks) : NULL;
	ask_urgent(d, ask);
}

void desk_remember(struct desk *d, const struct forgotten *gone, uint64_t cookie)
{
	struct ask *ask = ask_new(ASK_REMEMBER, NULL, cookie);

	ask->gone = forgotten_copy(gone);
	ask_urgent(d, ask);
}

void desk_imported(struct desk *d, int64_t first, int64_t n, uint64_t cookie)
{
	struct ask *ask = ask_new(ASK_IMPORTED, NULL, cookie);

	ask->number = first;
	ask->n = (size_t)n;
	ask_urgent(d, ask);
}

enum err carry_forget(struct desk *d, const struct ask *ask)
{
	struct forgotten f;
	struct news *news;
	enum err err = ask->kind == ASK_FORGET ? store_forget(d->store, &ask->forget, &f) :
		ask->kind == ASK_IMPORTED ? store_imported(d->store, ask->number, (int64_t)ask->n, &f) : store_remember(d->store, &ask->gone, &f);

	if (err)
		return err;
	news = news_new(ask->kind == ASK_FORGET ? DESK_FORGOTTEN : DESK_REMEMBERED, ask->cookie);
	news->gone = f;
	news->news.gone = &news->gone;
	news_push(d, news);
	return OK;
}
