/*
 * settle.c -- what lies in the database: tables that nobody but their owner reaches, and the functions that are all a listener may do there.
 *
 *   schema segue_rows, the owner's alone             schema segue, everybody's who may log into the database
 *     segue_event     each play and opinion            claim, push, total, ids, take_back, erase: what is the caller's own
 *     segue_play      of each track who finished it    picks, people: of others only sums, of HUB_LEAST people and more
 *     segue_listener  whose role a listener is         version
 *
 * A function runs as the owner, with a search path nobody else can put anything into.  Who calls it is session_user, the role that logged in, which nobody
 * can set: a listener is the role's who named it first, and a person is a role, however many listeners (machines) he has -- or else two made-up ones would be
 * enough to read a third one's rows in the sums.  Each function asks claim() first, which fails when the listener is another role's.
 *
 * A distributed PostgreSQL spreads segue_event by listener, segue_play by track, and has segue_listener everywhere: what a listener pushes is then one node's,
 * and what is asked of the tracks two listeners share is joined where it lies.  All is plain SQL: no extension, no procedural language, no statement that
 * changes two tables, no join of the two large ones; session_user is only looked at where a row is inserted, which is done by the node that was called.
 */
#include "room.h"

#include <stdlib.h>
#include <string.h>

#define LEAST "3"			/* HUB_LEAST */
#define NEAREST "100"			/* listeners whose plays count; the figure of shared/RECOMMEND.md §2 */
#define MEASURED "5000"			/* those with most tracks in common, of whom it is measured how alike they are */
#define HUB_VERSION 2			/* 1: the tables alone, open to whoever was let in; counts up when anything below changes */
#define HUB_VERSION_TEXT "2"
_Static_assert(HUB_LEAST == 3 && HUB_PICKS_MAX == 20000 && HUB_TEXT_MAX == 1024 && HUB_SUM_OF == 1000003, "the functions say so, too");

#define FUNCTION(what, returns, body) \
	"CREATE OR REPLACE FUNCTION segue." what " RETURNS " returns " LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp" \
	" AS $segue$ " body " $segue$"

/* The tables of version 1, which lie where everybody's are. */
static const char *const from_1_sql[] = {
	"ALTER TABLE IF EXISTS segue_event SET SCHEMA segue_rows",
	"ALTER TABLE IF EXISTS segue_play SET SCHEMA segue_rows",
};

static const char *const tables_sql[] = {
	("CREATE TABLE IF NOT EXISTS segue_rows.segue_event (listener uuid NOT NULL, event bigint NOT NULL, at_ms bigint NOT NULL, kind smallint NOT NULL,"
	" is_finish boolean NOT NULL, listened_ms bigint NOT NULL, duration_ms bigint NOT NULL, value integer NOT NULL, track text NOT NULL,"
	" PRIMARY KEY (listener, event))"),
	("CREATE TABLE IF NOT EXISTS segue_rows.segue_play (track text NOT NULL, listener uuid NOT NULL, finishes bigint NOT NULL, artist text NOT NULL,"
	" title text NOT NULL, PRIMARY KEY (track, listener))"),
	"CREATE INDEX IF NOT EXISTS segue_play_listener ON segue_rows.segue_play (listener)",
	/* the pair is what claim() looks for; the key is what refuses a second role */
	("CREATE TABLE IF NOT EXISTS segue_rows.segue_listener (listener uuid NOT NULL PRIMARY KEY, role text NOT NULL, UNIQUE (listener, role))"),
	"ALTER TABLE segue_rows.segue_event OWNER TO CURRENT_USER",
	"ALTER TABLE segue_rows.segue_play OWNER TO CURRENT_USER",
	"ALTER TABLE segue_rows.segue_listener OWNER TO CURRENT_USER",
	"REVOKE ALL ON ALL TABLES IN SCHEMA segue_rows FROM PUBLIC CASCADE",
	"REVOKE ALL ON SCHEMA segue_rows FROM PUBLIC CASCADE",
};

static const char *const functions_sql[] = {
	FUNCTION("claim(uuid)", "void",
		"INSERT INTO segue_rows.segue_listener (listener, role) VALUES ($1, session_user) ON CONFLICT (listener, role) DO NOTHING"),
	/*
	 * listener, event, at_ms, kind, is_finish, listened_ms, duration_ms, value, track, artist, title. Returns the events that were not there yet; what is
	 * new of the plays is counted before, under a lock of the listener, so that two who push the same do not both count it.
	 */
	FUNCTION("push(uuid, bigint[], bigint[], smallint[], boolean[], bigint[], bigint[], integer[], text[], text[], text[])", "SETOF bigint",
		"SELECT segue.claim($1);"
		" SELECT listener FROM segue_rows.segue_listener WHERE listener = $1 FOR UPDATE;"
		" INSERT INTO segue_rows.segue_play (track, listener, finishes, artist, title)"
		" SELECT b.track, $1, count(DISTINCT b.event), max(b.artist), max(b.title)"
		" FROM unnest($2, $5, $9, $10, $11) AS b (event, is_finish, track, artist, title)"
		" WHERE b.is_finish AND NOT EXISTS (SELECT 1 FROM segue_rows.segue_event e WHERE e.listener = $1 AND e.event = b.event) GROUP BY b.track"
		" ON CONFLICT (track, listener) DO UPDATE SET finishes = segue_play.finishes + excluded.finishes, artist = excluded.artist, title = excluded.title;"
		" INSERT INTO segue_rows.segue_event (listener, event, at_ms, kind, is_finish, listened_ms, duration_ms, value, track)"
		" SELECT $1, b.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9) AS b ON CONFLICT (listener, event) DO NOTHING RETURNING event"),
	FUNCTION("total(uuid)", "TABLE (events bigint, sum numeric)",
		"SELECT segue.claim($1);"
		" SELECT count(*), coalesce(sum(e.at_ms % 1000003), 0) FROM segue_rows.segue_event e WHERE e.listener = $1"),
	/* listener; above which; how many */
	FUNCTION("ids(uuid, bigint, bigint)", "TABLE (event bigint, at_ms bigint)",
		"SELECT segue.claim($1);"
		" SELECT e.event, e.at_ms FROM segue_rows.segue_event e WHERE e.listener = $1 AND e.event > $2 ORDER BY e.event LIMIT $3"),
	/* … and the plays: those without an event are not; of what was finished at least once more, how often. */
	FUNCTION("take_back(uuid, bigint[])", "void",
		"SELECT segue.claim($1);"
		" DELETE FROM segue_rows.segue_event WHERE listener = $1 AND event = ANY ($2);"
		" DELETE FROM segue_rows.segue_play WHERE listener = $1"
		" AND track NOT IN (SELECT track FROM segue_rows.segue_event WHERE listener = $1 AND is_finish);"
		" INSERT INTO segue_rows.segue_play (track, listener, finishes, artist, title)"
		" SELECT e.track, e.listener, count(*), '', '' FROM segue_rows.segue_event e WHERE e.listener = $1 AND e.is_finish GROUP BY e.track, e.listener"
		" ON CONFLICT (track, listener) DO UPDATE SET finishes = excluded.finishes"),
	FUNCTION("erase(uuid)", "SETOF bigint",
		"SELECT segue.claim($1);"
		" DELETE FROM segue_rows.segue_play WHERE listener = $1;"
		" DELETE FROM segue_rows.segue_listener WHERE listener = $1;"
		" DELETE FROM segue_rows.segue_event WHERE listener = $1 RETURNING event"),
	/*
	 * A listener nobody claimed yet (from version 1) is a person by himself. What one person wrote stands for what all of them play: no longer than
	 * may be, lest one spoil it for all.
	 */
	FUNCTION("picks(uuid)", "TABLE (track text, artist text, title text, people bigint, score bigint)",
		"SELECT segue.claim($1);"
		" WITH own AS ("
		" SELECT l.listener FROM segue_rows.segue_listener l JOIN segue_rows.segue_listener me ON me.role = l.role WHERE me.listener = $1),"
		" shared AS ("
		" SELECT t.listener, count(*) AS n FROM segue_rows.segue_play m JOIN segue_rows.segue_play t ON t.track = m.track"
		" WHERE m.listener = $1 AND t.listener NOT IN (SELECT listener FROM own)"
		" GROUP BY t.listener ORDER BY count(*) DESC, t.listener LIMIT " MEASURED "),"
		" size AS ("
		" SELECT p.listener, count(*) AS n FROM segue_rows.segue_play p WHERE p.listener IN (SELECT listener FROM shared) GROUP BY p.listener),"
		" near AS ("
		" SELECT s.listener, coalesce(l.role, s.listener::text) AS person, s.n / sqrt(z.n::double precision) AS alike"
		" FROM shared s JOIN size z ON z.listener = s.listener LEFT JOIN segue_rows.segue_listener l ON l.listener = s.listener"
		" ORDER BY 3 DESC, 1 LIMIT " NEAREST ")"
		" SELECT p.track, left(min(p.artist), 256), left(min(p.title), 256), count(DISTINCT n.person), (1000 * sum(n.alike))::bigint"
		" FROM near n JOIN segue_rows.segue_play p ON p.listener = n.listener WHERE octet_length(p.track) <= 1024"
		" GROUP BY p.track HAVING count(DISTINCT n.person) >= " LEAST " ORDER BY 5 DESC, 1 LIMIT 20000"),
	FUNCTION("people()", "bigint",
		"SELECT count(DISTINCT coalesce(l.role, p.listener::text)) FROM (SELECT DISTINCT listener FROM segue_rows.segue_play) p"
		" LEFT JOIN segue_rows.segue_listener l ON l.listener = p.listener"),
	"CREATE OR REPLACE FUNCTION segue.version() RETURNS integer LANGUAGE sql IMMUTABLE AS $segue$ SELECT " HUB_VERSION_TEXT " $segue$",
	"GRANT USAGE ON SCHEMA segue TO PUBLIC",
	"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA segue TO PUBLIC",
};

/* Who may look at a row, or change one, beside the owner: by what was allowed when the tables were open. */
static const char let_in_sql[] =
	"SELECT quote_ident(grantee) FROM (SELECT table_schema, grantee FROM information_schema.table_privileges"
	" UNION SELECT table_schema, grantee FROM information_schema.column_privileges) g"
	" WHERE table_schema = 'segue_rows' AND grantee NOT IN (CURRENT_USER, 'PUBLIC') LIMIT 20000";

static enum err do_sql(struct hub *h, const char *sql)
{
	return hub_ask(h, &(struct ask){ .sql = sql }, NULL);
}

static enum err do_all(struct hub *h, const char *const *sql, size_t n)
{
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++)
		err = do_sql(h, sql[i]);
	return err;
}

static enum err add_name(void *ctx, const char *const *texts)
{
	struct buf *names = ctx;

	return texts[0] ? buf_addf(names, "%s%s", names->len ? ", " : "", texts[0]) : ERR_PARSE;
}

static enum err shut_out(struct hub *h)
{
	struct buf names;
	char *sql;
	enum err err;

	buf_init(&names, 1 << 22);
	err = hub_ask(h, &(struct ask){ .sql = let_in_sql, .n_columns = 1, .max_rows = 20000, .row = add_name, .ctx = &names }, NULL);
	if (!err && names.len) {
		sql = xasprintf("REVOKE ALL ON ALL TABLES IN SCHEMA segue_rows FROM %s CASCADE", names.data);
		err = do_sql(h, sql);
		free(sql);
	}
	buf_done(&names);
	return err;
}

static enum err make_all(struct hub *h, int64_t is)
{
	enum err err = do_sql(h, "CREATE SCHEMA IF NOT EXISTS segue_rows");

	err = err ? err : do_sql(h, "CREATE SCHEMA IF NOT EXISTS segue");
	if (!err && !is)
		err = do_all(h, from_1_sql, COUNT_OF(from_1_sql));
	err = err ? err : do_all(h, tables_sql, COUNT_OF(tables_sql));
	err = err ? err : shut_out(h);
	return err ? err : do_all(h, functions_sql, COUNT_OF(functions_sql));
}

/* All of it, or nothing. */
static enum err make(struct hub *h, int64_t is)
{
	enum err err = do_sql(h, "BEGIN");
	bool may_not;

	if (err)
		return err;
	err = make_all(h, is);
	if (!err)
		return do_sql(h, "COMMIT");
	may_not = !strcmp(hub_state(), "42501");
	if (!h->is_lost) {
		char *why = xstrdup(err_text());

		do_sql(h, "ROLLBACK");
		fail_again(err, why);
	}
	return may_not ? fail(ERR_IO, _("the hub %s: it is not set up for this Segue, and you may not do that there: its owner has to, with segue hub setup"),
			      h->shown) : err;
}

static enum err take_version(void *ctx, const char *const *texts)
{
	return hub_number(texts[0], ctx) ? OK : ERR_PARSE;
}

/* *ret: 0 where there is none. */
static enum err version_of(struct hub *h, int64_t *ret)
{
	enum err err;

	*ret = 0;
	err = hub_ask(h, &(struct ask){ .sql = "SELECT segue.version()", .n_columns = 1, .max_rows = 1, .row = take_version, .ctx = ret }, NULL);
	/* no such schema; no such function */
	if (err == ERR_IO && (!strcmp(hub_state(), "3F000") || !strcmp(hub_state(), "42883")))
		return OK;
	return err == ERR_PARSE ? fail(ERR_PARSE, _("the hub %s: the answer is none"), h->shown) : err;
}

enum err hub_settle(struct hub *h)
{
	int64_t is, then;
	enum err err = version_of(h, &is);

	if (!err && is > HUB_VERSION)
		return fail(ERR_IO, _("the hub %s: it is set up for a newer Segue than this one"), h->shown);
	if (err || is == HUB_VERSION)
		return err;
	err = make(h, is);
	/* two who make it at once: one is told that it is there already */
	if (err && !h->is_lost) {
		char *why = xstrdup(err_text());
		bool is_there = !version_of(h, &then) && then == HUB_VERSION;

		fail_again(err, why);
		return is_there ? OK : err;
	}
	return err;
}
