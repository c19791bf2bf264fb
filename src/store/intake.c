/*
 * intake.c -- listening that was written down elsewhere, taken in.
 *
 *   store_intake_add ─▶ temporary tables, in a file of this connection's own: no lock, nothing anybody sees, gone with the process
 *   store_intake_keep ─▶ all of it into the tables that stay, in one transaction: the log, or `elsewhere` (no track is known), or `person_play`
 *
 * What is there already is a duplicate: a start of that track (of any of its copies) within NEAR_MS; a row of the same name and time.
 */
#include "store_priv.h"

#include <stdlib.h>

/*
 * Two programs that wrote down the same play disagree about when it began: by what they wait for, by pauses where only its end was known. Nothing is
 * scrobbled that was heard for less than LEAST_MS.
 */
enum { NEAR_MS = 30000, LEAST_MS = 30000, ROWS_AT_ONCE = 20000 };

enum staged {
	NAME_ADD, NAME_FIND, PERSON_ADD, PERSON_FIND, OWN_ADD, OWN_NAMED_ADD, OTHERS_ADD, HAS_STARTS, IS_NEAR, LATE, LATE_SEEN,
	OWN_ALL, OWN_SUMS, STAGED
};
static const char *const staged_sql[STAGED] = {
	[NAME_ADD] = "INSERT INTO temp.intake_name(artist, title, mbid) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING",
	[NAME_FIND] = "SELECT id FROM temp.intake_name WHERE artist = ?1 AND title = ?2 AND mbid = ?3",
	[PERSON_ADD] = "INSERT INTO temp.intake_person(name) VALUES(?1) ON CONFLICT DO NOTHING",
	[PERSON_FIND] = "SELECT id FROM temp.intake_person WHERE name = ?1",
	[OWN_ADD] = "INSERT INTO temp.intake_own(track, at_ms, kind, listened_ms, duration_ms) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
	[OWN_NAMED_ADD] = "INSERT INTO temp.intake_named(name, at_ms, kind, listened_ms, duration_ms) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
	[OTHERS_ADD] = "INSERT INTO temp.intake_others(person, name, at_s, count, is_matched) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
	[HAS_STARTS] = "SELECT 1 FROM event WHERE listener = ?1 LIMIT 1",
	[IS_NEAR] = "SELECT 1 FROM event WHERE track = ?1 AND listener = ?2 AND kind = 1 AND at_ms BETWEEN ?3 AND ?4 LIMIT 1",
	[LATE] = "SELECT at_ms, kind, listened_ms, duration_ms FROM elsewhere WHERE listener = ?1 AND named = ?2",
	[LATE_SEEN] = "INSERT INTO temp.intake_late(named) VALUES(?1) ON CONFLICT DO NOTHING",
	[OWN_ALL] = ("SELECT x.track, x.at_ms, x.kind, x.listened_ms, CASE x.duration_ms WHEN 0 THEN t.duration_ms ELSE x.duration_ms END"
		" FROM temp.intake_own x JOIN track t ON t.id = x.track ORDER BY x.at_ms, x.track"),
	[OWN_SUMS] = "SELECT track, sum(kind = 2), sum(kind = 3), max(at_ms) / 1000 FROM temp.intake_own GROUP BY track",
};

/* Rows go everywhere in both indexes of the log: of it, and of what is temporary, so much may stay in memory (KiB; 2000 is usual). */
static const char tables_sql[] =
	"PRAGMA temp_store = FILE; PRAGMA temp.cache_size = -65536; PRAGMA temp.journal_mode = MEMORY; PRAGMA main.cache_size = -131072;"
	"CREATE TABLE temp.intake_name(id INTEGER PRIMARY KEY, artist TEXT NOT NULL, title TEXT NOT NULL, mbid TEXT NOT NULL, UNIQUE(artist, title, mbid));"
	"CREATE TABLE temp.intake_person(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
	"CREATE TABLE temp.intake_own(track INTEGER NOT NULL, at_ms INTEGER NOT NULL, kind INTEGER NOT NULL, listened_ms INTEGER NOT NULL,"
	" duration_ms INTEGER NOT NULL, PRIMARY KEY(track, at_ms)) WITHOUT ROWID;"
	"CREATE TABLE temp.intake_named(name INTEGER NOT NULL, at_ms INTEGER NOT NULL, kind INTEGER NOT NULL, listened_ms INTEGER NOT NULL,"
	" duration_ms INTEGER NOT NULL, PRIMARY KEY(name, at_ms)) WITHOUT ROWID;"
	"CREATE TABLE temp.intake_others(person INTEGER NOT NULL, name INTEGER NOT NULL, at_s INTEGER NOT NULL, count INTEGER NOT NULL,"
	" is_matched INTEGER NOT NULL, PRIMARY KEY(person, name, at_s)) WITHOUT ROWID;"
	"CREATE TABLE temp.intake_late(named INTEGER PRIMARY KEY);";
static const char no_tables_sql[] =
	"DROP TABLE IF EXISTS temp.intake_name; DROP TABLE IF EXISTS temp.intake_person; DROP TABLE IF EXISTS temp.intake_own;"
	"DROP TABLE IF EXISTS temp.intake_named; DROP TABLE IF EXISTS temp.intake_others; DROP TABLE IF EXISTS temp.intake_late;"
	"PRAGMA temp_store = MEMORY; PRAGMA main.cache_size = -2000;";

struct store_intake {
	struct store *store;
	sqlite3_stmt *stmts[STAGED];
	int64_t own, named, others[2];	/* rows of the temporary tables; of others: unmatched, matched */
	int64_t duplicate, late;
	size_t rows;			/* since the last commit of what is temporary */
	bool has_starts;
};

static sqlite3_stmt *staged(struct store_intake *in, enum staged which)
{
	if (!in->stmts[which] && sqlite3_prepare_v3(in->store->db, staged_sql[which], -1, SQLITE_PREPARE_PERSISTENT, &in->stmts[which], NULL)) {
		store_fail(in->store);
		return NULL;
	}
	return in->stmts[which];
}

/* One number of one row; ret stays when there is none. */
static enum err ask(struct store_intake *in, sqlite3_stmt *st, int64_t *ret)
{
	enum err err;

	while (statement_step(in->store, st, &err))
		*ret = sqlite3_column_int64(st, 0);
	return err;
}

/* ---- what is temporary ---- */

/* A transaction of many rows costs a tenth; it must not last, for reading the log in it would keep the log as it was. */
static enum err row_done(struct store_intake *in, enum err err)
{
	if (!err && ++in->rows % ROWS_AT_ONCE == 0 && !sqlite3_get_autocommit(in->store->db))
		err = run_sql(in->store, "COMMIT");
	return err;
}

static enum err row_begin(struct store_intake *in)
{
	return sqlite3_get_autocommit(in->store->db) ? run_sql(in->store, "BEGIN") : OK;
}

/* Was it new? */
static enum err add(struct store_intake *in, sqlite3_stmt *st, bool *ret_is_new)
{
	enum err err = st ? statement_run(in->store, st) : ERR_DB;

	*ret_is_new = !err && sqlite3_changes(in->store->db) > 0;
	return err;
}

static enum err number_of(struct store_intake *in, enum staged add_it, enum staged find, const char *const *texts, int n, int64_t *ret_id)
{
	sqlite3_stmt *st = staged(in, find);
	enum err err = OK;

	*ret_id = 0;
	for (int tries = 0; tries < 2 && !err && !*ret_id; tries++) {
		st = staged(in, tries ? add_it : find);
		if (!st)
			return ERR_DB;
		for (int i = 0; i < n; i++)
			bind_text(st, i + 1, texts[i]);
		err = ask(in, st, ret_id);
		if (tries && !err)
			*ret_id = sqlite3_last_insert_rowid(in->store->db);
	}
	return err;
}

static enum err name_number(struct store_intake *in, const struct store_named *of, int64_t *ret_id)
{
	return number_of(in, NAME_ADD, NAME_FIND, (const char *const []){ of->artist, of->title, of->mbid }, 3, ret_id);
}

static enum err is_near(struct store_intake *in, const struct store_listen *l, int64_t *ret_found)
{
	sqlite3_stmt *st = staged(in, IS_NEAR);
	enum err err = st ? OK : ERR_DB;

	*ret_found = 0;
	for (size_t i = 0; i < l->n_tracks && in->has_starts && !err && !*ret_found; i++) {
		sqlite3_bind_int64(st, 1, l->tracks[i]);
		sqlite3_bind_int64(st, 2, in->store->listener);
		sqlite3_bind_int64(st, 3, l->at_ms - l->within_ms - NEAR_MS);
		sqlite3_bind_int64(st, 4, l->at_ms + l->within_ms + NEAR_MS);
		err = ask(in, st, ret_found);
	}
	return err;
}

static void bind_play(sqlite3_stmt *st, const struct store_listen *l)
{
	sqlite3_bind_int64(st, 2, l->at_ms);
	sqlite3_bind_int(st, 3, (int)l->end);
	sqlite3_bind_int64(st, 4, l->listened_ms);
	sqlite3_bind_int64(st, 5, l->duration_ms);
}

static enum err add_own(struct store_intake *in, const struct store_listen *l, bool *ret_is_new)
{
	sqlite3_stmt *st = staged(in, OWN_ADD);
	int64_t found;
	enum err err = is_near(in, l, &found);

	if (err || !st)
		return ERR_DB;
	*ret_is_new = false;
	if (found)
		return OK;
	sqlite3_bind_int64(st, 1, l->tracks[0]);
	bind_play(st, l);
	return add(in, st, ret_is_new);
}

static enum err add_named(struct store_intake *in, const struct store_listen *l, bool *ret_is_new)
{
	sqlite3_stmt *st = staged(in, OWN_NAMED_ADD);
	int64_t name;
	enum err err = name_number(in, &l->of, &name);

	if (err || !st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, name);
	bind_play(st, l);
	return add(in, st, ret_is_new);
}

static enum err add_others(struct store_intake *in, const struct store_listen *l, bool *ret_is_new)
{
	sqlite3_stmt *st = staged(in, OTHERS_ADD);
	int64_t name = 0, person = 0;
	enum err err = number_of(in, PERSON_ADD, PERSON_FIND, &l->person, 1, &person);

	err = err ? err : name_number(in, &l->of, &name);
	if (err || !st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, person);
	sqlite3_bind_int64(st, 2, name);
	sqlite3_bind_int64(st, 3, l->at_ms / 1000);
	sqlite3_bind_int(st, 4, l->end == EVENT_SKIP ? 0 : l->count);
	sqlite3_bind_int(st, 5, l->is_known);
	return add(in, st, ret_is_new);
}

enum err store_intake_add(struct store_intake *in, const struct store_listen *l)
{
	bool is_new = false;
	enum err err = row_begin(in);

	if (err)
		return err;
	if (l->at_ms < 0 || (l->end != EVENT_FINISH && l->end != EVENT_SKIP && l->end != EVENT_STOP))
		return fail(ERR_ARG, _("no such kind of event"));
	err = l->person ? add_others(in, l, &is_new) : l->n_tracks ? add_own(in, l, &is_new) : add_named(in, l, &is_new);
	if (!err)
		++*(!is_new ? &in->duplicate : l->person ? &in->others[l->is_known] : l->n_tracks ? &in->own : &in->named);
	return row_done(in, err);
}

enum err store_intake_late(struct store_intake *in, int64_t named, const track_id *tracks, size_t n_tracks)
{
	sqlite3_stmt *st = staged(in, LATE), *seen = staged(in, LATE_SEEN);
	enum err err = row_begin(in), step = OK;
	bool is_new;

	if (err || !st || !seen)
		return ERR_DB;
	sqlite3_bind_int64(seen, 1, named);
	err = statement_run(in->store, seen);
	sqlite3_bind_int64(st, 1, in->store->listener);
	sqlite3_bind_int64(st, 2, named);
	while (!err && statement_step(in->store, st, &step)) {
		struct store_listen l = {
			.tracks = tracks, .n_tracks = n_tracks, .at_ms = sqlite3_column_int64(st, 0),
			.end = (enum event_kind)column_within(st, 1, EVENT_FINISH, EVENT_STOP),
			.listened_ms = sqlite3_column_int64(st, 2), .duration_ms = sqlite3_column_int64(st, 3),
		};

		err = add_own(in, &l, &is_new);
		in->late += !err && is_new;
	}
	sqlite3_reset(st);
	return row_done(in, err ? err : step);
}

enum err store_intake_open(struct store *s, struct store_intake **ret_intake)
{
	struct store_intake *in = xcalloc(1, sizeof *in);
	sqlite3_stmt *st;
	int64_t has = 0;
	enum err err;

	in->store = s;
	err = s->is_writer && !s->in_tx ? OK : fail(ERR_ARG, _("%s was opened for reading only"), s->path);
	err = err ? err : run_sql(s, no_tables_sql);
	err = err ? err : run_sql(s, tables_sql);
	st = err ? NULL : staged(in, HAS_STARTS);
	if (st) {
		sqlite3_bind_int64(st, 1, s->listener);
		err = ask(in, st, &has);
	}
	if (err || !st) {
		store_intake_close(in);
		return err ? err : ERR_DB;
	}
	in->has_starts = has;
	*ret_intake = in;
	return OK;
}

void store_intake_close(struct store_intake *in)
{
	if (!in)
		return;
	for (size_t i = 0; i < STAGED; i++)
		sqlite3_finalize(in->stmts[i]);
	if (!sqlite3_get_autocommit(in->store->db))
		run_sql(in->store, "ROLLBACK");
	if (in->store->is_writer)
		run_sql(in->store, no_tables_sql);
	free(in);
}

/* ---- what stays ---- */

/* Runs one statement of several rows; how many it changed. */
static enum err move(struct store_intake *in, const char *sql, int64_t *ret_n)
{
	sqlite3_stmt *st = NULL;
	int64_t before = sqlite3_total_changes64(in->store->db);
	enum err err;

	if (sqlite3_prepare_v2(in->store->db, sql, -1, &st, NULL))
		return store_fail(in->store);
	if (sqlite3_bind_parameter_count(st))
		sqlite3_bind_int64(st, 1, in->store->listener);
	err = statement_run(in->store, st);
	sqlite3_finalize(st);
	*ret_n = sqlite3_total_changes64(in->store->db) - before;
	return err;
}

#define NAMED_OF "JOIN temp.intake_name i ON i.id = x.name JOIN named n ON n.artist = i.artist AND n.title = i.title AND n.mbid = i.mbid"
/* A larger count takes the place of what there was: the same table, written down later. */
#define OTHERS_OF(is_matched) \
	"INSERT INTO person_play(person, named, at_s, count) SELECT p.id, n.id, x.at_s, x.count FROM temp.intake_others x " NAMED_OF \
	" JOIN temp.intake_person q ON q.id = x.person JOIN person p ON p.name = q.name WHERE x.is_matched = " is_matched \
	" ON CONFLICT DO UPDATE SET count = excluded.count WHERE excluded.count > count"

static enum err keep_named(struct store_intake *in, struct store_taken *ret)
{
	int64_t n, named = 0, others[2] = { 0 };
	enum err err = move(in, "INSERT INTO named(artist, title, mbid) SELECT artist, title, mbid FROM temp.intake_name WHERE true ON CONFLICT DO NOTHING", &n);

	err = err ? err : move(in, "INSERT INTO person(name) SELECT name FROM temp.intake_person WHERE true ON CONFLICT DO NOTHING", &n);
	err = err ? err : move(in, "INSERT INTO elsewhere(listener, named, at_ms, kind, listened_ms, duration_ms) SELECT ?1, n.id, x.at_ms, x.kind, x.listened_ms,"
			       " x.duration_ms FROM temp.intake_named x " NAMED_OF " WHERE true ON CONFLICT DO NOTHING", &named);
	err = err ? err : move(in, "DELETE FROM elsewhere WHERE listener = ?1 AND named IN (SELECT named FROM temp.intake_late)", &n);
	err = err || !named ? err : elsewhere_untried(in->store);
	err = err ? err : move(in, OTHERS_OF("0"), &others[0]);
	err = err ? err : move(in, OTHERS_OF("1"), &others[1]);
	*ret = (struct store_taken){ .matched = in->own + others[1], .unmatched = named + others[0], .late = in->late };
	ret->duplicate = in->duplicate + in->own + in->named + in->others[0] + in->others[1] - ret->matched - ret->unmatched;
	return err;
}

/* When it ended, where only that it was heard is known: at its end, or when the next one began. */
static int64_t heard_ms(const struct event *play, int64_t next_ms)
{
	int64_t gap = next_ms - play->at_ms;

	if (play->listened_ms >= 0)
		return play->listened_ms;
	return gap >= LEAST_MS ? MIN_OF(gap, play->duration_ms) : play->duration_ms;
}

/* As the player writes it: a start, and how it ended. */
static enum err add_play(struct store *s, const struct event *play, int64_t next_ms, struct store_taken *taken)
{
	struct event ev = { .at_ms = play->at_ms, .track = play->track, .kind = EVENT_START, .source = SOURCE_IMPORT, .listened_ms = -1, .duration_ms = play->duration_ms };
	int64_t id = 0;
	enum err err = event_row(s, &ev, &id);

	if (!taken->events)
		taken->first = id;
	taken->events += 2;
	ev.kind = play->kind;
	ev.listened_ms = heard_ms(play, next_ms);
	ev.at_ms += ev.listened_ms;
	ev.position_ms = ev.kind == EVENT_FINISH && ev.duration_ms ? ev.duration_ms : ev.listened_ms;
	return err ? err : event_row(s, &ev, &id);
}

static enum err keep_plays(struct store_intake *in, struct store_taken *taken)
{
	sqlite3_stmt *st = staged(in, OWN_ALL);
	struct event play = { .track = 0 };
	enum err err = st ? OK : ERR_DB, step = OK;

	while (!err && statement_step(in->store, st, &step)) {
		int64_t at_ms = sqlite3_column_int64(st, 1);

		if (play.track)
			err = add_play(in->store, &play, at_ms, taken);
		play = (struct event){
			.track = sqlite3_column_int64(st, 0), .at_ms = at_ms, .kind = (enum event_kind)column_within(st, 2, EVENT_FINISH, EVENT_STOP),
			.listened_ms = sqlite3_column_int64(st, 3), .duration_ms = sqlite3_column_int64(st, 4),
		};
	}
	if (!err && !step && play.track)
		err = add_play(in->store, &play, INT64_MAX, taken);
	if (st)
		sqlite3_reset(st);
	return err ? err : step;
}

/* What put_opinion() of event.c would have made of them one by one. */
static enum err keep_opinions(struct store_intake *in)
{
	sqlite3_stmt *st = staged(in, OWN_SUMS);
	enum err err = st ? OK : ERR_DB, step = OK;

	while (!err && statement_step(in->store, st, &step))
		err = opinion_put(in->store, &(struct opinion){
			.track = sqlite3_column_int64(st, 0), .finishes = sqlite3_column_int64(st, 1), .skips = sqlite3_column_int64(st, 2),
			.last_played_s = sqlite3_column_int64(st, 3), .rated_ms = -1, .loved_ms = -1, .banned_ms = -1,
		});
	if (st)
		sqlite3_reset(st);
	return err ? err : step;
}

enum err store_intake_keep(struct store_intake *in, struct store_taken *ret_taken)
{
	struct store_taken taken = { 0 };
	enum err err = sqlite3_get_autocommit(in->store->db) ? OK : run_sql(in->store, "COMMIT");

	err = err ? err : write_begin(in->store, true);
	if (err)
		return err;
	err = keep_named(in, &taken);
	err = err ? err : keep_plays(in, &taken);
	err = err ? err : keep_opinions(in);
	err = write_end(in->store, true, err);
	if (!err)
		*ret_taken = taken;
	return err;
}
