/* statement.c -- every query of the store as one row, made once and kept; errors of SQLite as sentences. */
#include "columns.h"
#include "store_priv.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define NAME(name, type) ", " #name
#define NAME_OF_T(name, type) ", t." #name
#define PARAM(name, type) ", ?"
#define UPDATE(name, type) ", " #name " = excluded." #name

/* In the orders row_facts(), row_opinion(), row_part() and row_track(), which is all of them, read. */
#define FACTS \
	"t.id, t.path, t.state, t.error, t.added_s, t.size, t.mtime_ns, t.dev, t.ino" LOADED_COLUMNS(NAME_OF_T) \
	", CASE WHEN t.album_artist_sort <> '' THEN t.album_artist_sort WHEN t.album_artist IN ('', t.artist) THEN t.artist_sort ELSE '' END"
#define OPINION "o.rating, o.is_loved, o.is_banned, o.play_count, o.skip_count, o.last_played_s"
#define PART "p.file, p.start_us, p.end_us"
#define TRACK_ROW \
	"SELECT " FACTS ", " OPINION ", " PART \
	" FROM track t LEFT JOIN opinion o ON o.listener = ?1 AND o.track = t.id LEFT JOIN part p ON p.track = t.id"
/* In the order row_event() reads. */
#define EVENT_ROW "SELECT id, at_ms, track, kind, source, value, position_ms, listened_ms, duration_ms FROM event"

/* What the log says of every track: the definition the opinion table has to agree with. */
#define LAST_OF(kinds, what) \
	"coalesce((SELECT " what " FROM event e WHERE e.track = g.track AND e.listener = g.listener AND e.kind IN (" kinds ")" \
	" ORDER BY e.at_ms DESC, e.id DESC LIMIT 1), "
#define OPINIONS_OF(of) \
	"SELECT listener, track" \
	", " LAST_OF("5", "value") "0), " LAST_OF("5", "at_ms") "-1)" \
	", " LAST_OF("6, 7", "kind = 6") "0), " LAST_OF("6, 7", "at_ms") "-1)" \
	", " LAST_OF("8, 9", "kind = 8") "0), " LAST_OF("8, 9", "at_ms") "-1)" \
	", sum(kind = 2), sum(kind = 3), max(CASE WHEN kind = 1 THEN at_ms / 1000 ELSE 0 END)" \
	" FROM event g WHERE kind IN (1, 2, 3, 5, 6, 7, 8, 9, 11)" of " GROUP BY listener, track"
#define OPINIONS_BY_LOG OPINIONS_OF("")

/* It is of this version, and of the file as it is; or (0) anything will do. */
#define SOUND_HOLDS "(?2 = 0 OR (q.version = ?2 AND NOT (" SOUND_CHANGED ")))"
/* As track_sound_stamp() has it. */
#define SOUND_CHANGED "q.size <> t.size OR q.mtime_ns <> t.mtime_ns + coalesce((SELECT 3 * p.start_us + p.end_us FROM part p WHERE p.track = t.id), 0)"

static const char *const sql[STMT_COUNT] = {
	[STMT_BEGIN] = "BEGIN IMMEDIATE",
	[STMT_COMMIT] = "COMMIT",
	[STMT_ROLLBACK] = "ROLLBACK",

	[STMT_LISTENER_ADD] = "INSERT INTO listener(name) VALUES(?1) ON CONFLICT DO NOTHING",
	[STMT_LISTENER_FIND] = "SELECT id FROM listener WHERE name = ?1",

	[STMT_TRACK_PUT] = "INSERT INTO track(path, size, mtime_ns, dev, ino, added_s, state" TAG_COLUMNS(NAME) ")"
		" VALUES(?, ?, ?, ?, ?, ?, ?" TAG_COLUMNS(PARAM) ")"
		" ON CONFLICT(path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, dev = excluded.dev,"
		" ino = excluded.ino, state = excluded.state, error = ''" TAG_COLUMNS(UPDATE)
		" RETURNING id",
	/* What was read from the file when it could still be read is kept: the listener goes on seeing its name. */
	[STMT_TRACK_UNREADABLE] = "INSERT INTO track(path, size, mtime_ns, dev, ino, added_s, state, error)"
		" VALUES(?, ?, ?, ?, ?, ?, 1, ?)"
		" ON CONFLICT(path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, dev = excluded.dev,"
		" ino = excluded.ino, state = 1, error = excluded.error"
		" RETURNING id",
	[STMT_TRACK_STATE] = "UPDATE track SET state = ?2 WHERE id = ?1",
	[STMT_TRACK_AT] = "SELECT id FROM track WHERE path = ?1",
	[STMT_TRACK_MOVE] = "UPDATE track SET path = ?2, size = ?3, mtime_ns = ?4, dev = ?5, ino = ?6,"
		" state = CASE state WHEN 2 THEN CASE error WHEN '' THEN 0 ELSE 1 END ELSE state END WHERE id = ?1",
	[STMT_TRACK_EXISTS] = "SELECT 1 FROM track WHERE id = ?1",
	[STMT_TEXT_PUT] = "INSERT INTO track_text(track, comment, lyrics) VALUES(?1, ?2, ?3)"
		" ON CONFLICT DO UPDATE SET comment = excluded.comment, lyrics = excluded.lyrics",
	[STMT_PART_PUT] = "INSERT INTO part(track, file, start_us, end_us) VALUES(?1, ?2, ?3, ?4)"
		" ON CONFLICT DO UPDATE SET file = excluded.file, start_us = excluded.start_us, end_us = excluded.end_us",
	[STMT_TEXT_DROP] = "DELETE FROM track_text WHERE track = ?1",
	[STMT_TRACK_TAGS] = "SELECT coalesce(x.comment, ''), coalesce(x.lyrics, '')" TAG_COLUMNS(NAME_OF_T)
		" FROM track t LEFT JOIN track_text x ON x.track = t.id WHERE t.id = ?1",
	/* A whole library: joining each row to the opinion and the part it mostly has not would cost a fifth of it. */
	[STMT_TRACK_FACTS] = "SELECT " FACTS " FROM track t WHERE t.id > ?1 ORDER BY t.id LIMIT ?2",
	[STMT_OPINION_SPAN] = "SELECT " OPINION ", o.track FROM opinion o WHERE o.listener = ?1 AND o.track BETWEEN ?2 AND ?3 ORDER BY o.track",
	[STMT_PART_SPAN] = "SELECT " PART ", p.track FROM part p WHERE p.track BETWEEN ?1 AND ?2 ORDER BY p.track",
	[STMT_TRACK_ONE] = TRACK_ROW " WHERE t.id = ?2",
	[STMT_TRACK_LAST] = "SELECT coalesce(max(id), 0) FROM track",
	[STMT_PACK_GET] = "SELECT tracks FROM track_pack WHERE bunch = ?1 AND version = ?2",
	[STMT_PACK_HAS] = "SELECT 1 FROM track_pack WHERE bunch = ?1 AND version = ?2",
	[STMT_PACK_PUT] = "INSERT INTO track_pack(bunch, version, tracks) VALUES(?1, ?2, ?3)"
		" ON CONFLICT DO UPDATE SET version = excluded.version, tracks = excluded.tracks",
	[STMT_PACK_DROP] = "DELETE FROM track_pack WHERE bunch = ?1",

	[STMT_EVENT_ADD] = "INSERT INTO event(listener, track, at_ms, kind, source, value, position_ms, listened_ms, duration_ms)"
		" VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
	/* -1 in a …_ms: this event says nothing of it. The later time wins, and of equal times the later row. */
	[STMT_OPINION_PUT] = "INSERT INTO opinion(listener, track, rating, rated_ms, is_loved, loved_ms, is_banned, banned_ms,"
		" play_count, skip_count, last_played_s) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT DO UPDATE SET"
		" rating = CASE WHEN excluded.rated_ms >= rated_ms THEN excluded.rating ELSE rating END,"
		" is_loved = CASE WHEN excluded.loved_ms >= loved_ms THEN excluded.is_loved ELSE is_loved END,"
		" is_banned = CASE WHEN excluded.banned_ms >= banned_ms THEN excluded.is_banned ELSE is_banned END,"
		" rated_ms = max(rated_ms, excluded.rated_ms), loved_ms = max(loved_ms, excluded.loved_ms),"
		" banned_ms = max(banned_ms, excluded.banned_ms),"
		" play_count = play_count + excluded.play_count, skip_count = skip_count + excluded.skip_count,"
		" last_played_s = max(last_played_s, excluded.last_played_s)",
	[STMT_OPINION_CLEAR] = "DELETE FROM opinion",
	[STMT_OPINION_REBUILD] = "INSERT INTO opinion(listener, track, rating, rated_ms, is_loved, loved_ms, is_banned, banned_ms,"
		" play_count, skip_count, last_played_s) " OPINIONS_BY_LOG,
	[STMT_OPINION_DROP] = "DELETE FROM opinion WHERE listener = ?1 AND track = ?2",
	[STMT_OPINION_AGAIN] = "INSERT INTO opinion(listener, track, rating, rated_ms, is_loved, loved_ms, is_banned, banned_ms,"
		" play_count, skip_count, last_played_s) " OPINIONS_OF(" AND listener = ?1 AND track = ?2"),
	[STMT_OPINION_HEARD] = "SELECT play_count, skip_count, last_played_s FROM opinion WHERE listener = ?1 AND track = ?2",
	[STMT_EVENT_PLAYS] = EVENT_ROW " WHERE listener = ?1 AND kind IN (1, 2, 3, 4, 10) AND at_ms >= ?2 AND at_ms < ?3 ORDER BY at_ms, id",
	[STMT_EVENT_DELETE] = "DELETE FROM event WHERE id = ?1",
	[STMT_EVENT_LAST] = "SELECT coalesce(max(id), 0) FROM event",
	[STMT_EVENT_PAGE] = EVENT_ROW " WHERE listener = ?1 AND (at_ms, id) > (?2, ?3) AND id <= ?4 ORDER BY at_ms, id LIMIT ?5",

	[STMT_STATS_TRACKS] = "SELECT count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1),"
		" count(*) FILTER (WHERE state = 2), count(DISTINCT artist) FILTER (WHERE state = 0 AND artist <> ''),"
		" count(DISTINCT album || char(31) || CASE WHEN is_compilation THEN '' WHEN album_artist <> '' THEN album_artist"
		" ELSE artist END) FILTER (WHERE state = 0 AND album <> ''),"
		" coalesce(sum(duration_ms) FILTER (WHERE state = 0), 0), coalesce(sum(size) FILTER (WHERE state = 0), 0) FROM track",
	[STMT_STATS_EVENTS] = "SELECT count(*) FILTER (WHERE kind = 2), count(*) FILTER (WHERE kind = 3),"
		" coalesce(sum(max(listened_ms, 0)), 0) FROM event WHERE listener = ?1 AND at_ms >= ?2",
	[STMT_STATS_OPINIONS] = "SELECT count(*) FILTER (WHERE is_loved AND loved_ms >= ?2),"
		" count(*) FILTER (WHERE is_banned AND banned_ms >= ?2), count(*) FILTER (WHERE rating > 0 AND rated_ms >= ?2)"
		" FROM opinion WHERE listener = ?1",
	/* Quarters of an hour: every time zone's offset is a multiple of them. */
	[STMT_STATS_TIMES] = "SELECT (at_ms - listened_ms) / 900000 AS quarter, sum(listened_ms) FROM event"
		" WHERE listener = ?1 AND at_ms >= ?2 AND listened_ms > 0 GROUP BY quarter",
	[STMT_STATS_ARTISTS] = "SELECT t.artist, sum(e.kind = 2) AS plays, sum(max(e.listened_ms, 0)) AS listened"
		" FROM event e JOIN track t ON t.id = e.track WHERE e.listener = ?1 AND e.at_ms >= ?2 AND t.artist <> ''"
		" GROUP BY t.artist HAVING plays > 0 OR listened > 0 ORDER BY plays DESC, listened DESC, t.artist LIMIT 10",

	[STMT_ROOT_ADD] = "INSERT INTO root(path) VALUES(?1) ON CONFLICT DO NOTHING",
	[STMT_ROOT_REMOVE] = "DELETE FROM root WHERE path = ?1",
	[STMT_ROOTS] = "SELECT path FROM root ORDER BY id",
	[STMT_QUEUE_CLEAR] = "DELETE FROM queue WHERE listener = ?1 AND place BETWEEN ?2 AND ?3",
	[STMT_QUEUE_ADD] = "INSERT INTO queue(listener, place, track, source, part) VALUES(?, ?, ?, ?, ?)",
	[STMT_QUEUE] = "SELECT track, source, part, place FROM queue WHERE listener = ?1 ORDER BY place",
	[STMT_VALUE_SET] = "INSERT INTO value(key, value) VALUES(?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
	[STMT_VALUE_GET] = "SELECT value FROM value WHERE key = ?1",

	[STMT_SOUND_PUT] = "INSERT INTO sound(track, version, size, mtime_ns, heard_s, why, loudness_lufs, true_peak_dbtp, valence, arousal, mark, tempo_bpm)"
		" VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version, size = excluded.size,"
		" mtime_ns = excluded.mtime_ns, heard_s = excluded.heard_s, why = excluded.why, loudness_lufs = excluded.loudness_lufs,"
		" true_peak_dbtp = excluded.true_peak_dbtp, valence = excluded.valence, arousal = excluded.arousal, mark = excluded.mark,"
		" tempo_bpm = excluded.tempo_bpm",
	[STMT_SOUND_SAME] = "UPDATE sound SET size = ?2, mtime_ns = ?3 WHERE track = ?1",
	[STMT_SOUND_FEATURES_PUT] = "INSERT INTO sound_features(track, features) VALUES(?1, ?2)"
		" ON CONFLICT DO UPDATE SET features = excluded.features",
	[STMT_SOUND_FEATURES_DROP] = "DELETE FROM sound_features WHERE track = ?1",
	[STMT_SOUND_PAGE] = "SELECT q.track, q.why, q.loudness_lufs, q.true_peak_dbtp, q.version, " SOUND_CHANGED ", q.mark, q.valence, q.arousal, q.tempo_bpm"
		" FROM sound q JOIN track t ON t.id = q.track WHERE q.track > ?1 AND " SOUND_HOLDS " ORDER BY q.track LIMIT ?3",
	/* ... in a file older than marks and moods */
	[STMT_SOUND_PAGE_5] = "SELECT q.track, q.why, q.loudness_lufs, q.true_peak_dbtp, q.version, " SOUND_CHANGED ", 0, NULL, NULL, NULL"
		" FROM sound q JOIN track t ON t.id = q.track WHERE q.track > ?1 AND " SOUND_HOLDS " ORDER BY q.track LIMIT ?3",
	[STMT_SOUND_FEATURES] = "SELECT features FROM sound_features WHERE track = ?1",
	[STMT_PRINT_PUT] = "INSERT INTO sound_print(track, print) VALUES(?1, ?2) ON CONFLICT DO UPDATE SET print = excluded.print",
	[STMT_PRINT] = "SELECT print FROM sound_print WHERE track = ?1",
	[STMT_PRINT_DROP] = "DELETE FROM sound_print WHERE track = ?1",
	[STMT_PRINTS] = "SELECT p.track, p.print FROM sound_print p JOIN sound q ON q.track = p.track JOIN track t ON t.id = p.track"
		" WHERE q.version = ?1 AND q.size = t.size AND q.mtime_ns = t.mtime_ns AND q.why = '' ORDER BY p.track",
	[STMT_PLAYLISTS] = "SELECT id, name, query, created_s, modified_s FROM playlist WHERE listener = ?1 ORDER BY id",
	[STMT_PLAYLIST_FIND] = "SELECT id FROM playlist WHERE listener = ?1 AND name = ?2",
	[STMT_PLAYLIST_PUT] = "INSERT INTO playlist(listener, name, created_s, modified_s, query) VALUES(?1, ?2, ?3, ?3, ?4)"
		" ON CONFLICT DO UPDATE SET modified_s = excluded.modified_s, query = excluded.query",
	[STMT_PLAYLIST_RENAME] = "UPDATE playlist SET name = ?3, modified_s = ?4 WHERE listener = ?1 AND name = ?2",
	[STMT_PLAYLIST_TOUCH] = "UPDATE playlist SET modified_s = ?2 WHERE id = ?1",
	[STMT_PLAYLIST_DELETE] = "DELETE FROM playlist WHERE id = ?1",
	[STMT_PLAYLIST_ROWS] = "SELECT track FROM playlist_row WHERE playlist = ?1 ORDER BY place",
	[STMT_PLAYLIST_ROW_ADD] = "INSERT INTO playlist_row(playlist, place, track) VALUES(?1, ?2, ?3)",
	[STMT_PLAYLIST_ROWS_CLEAR] = "DELETE FROM playlist_row WHERE playlist = ?1",
	[STMT_PLAYLIST_END] = "SELECT coalesce(max(place), -1) + 1 FROM playlist_row WHERE playlist = ?1",

	[STMT_FILTERS] = "SELECT name, query, mode FROM filter WHERE listener = ?1 ORDER BY name",
	[STMT_FILTER_PUT] = "INSERT INTO filter(listener, name, query, mode) VALUES(?1, ?2, ?3, ?4)"
		" ON CONFLICT DO UPDATE SET query = excluded.query, mode = excluded.mode",
	[STMT_FILTER_DELETE] = "DELETE FROM filter WHERE listener = ?1 AND name = ?2",
	[STMT_CORRECTIONS] = "SELECT track, style, at_ms FROM correction c WHERE listener = ?1 AND style <> ''"
		" AND id = (SELECT max(id) FROM correction WHERE listener = c.listener AND track = c.track) ORDER BY track",
	[STMT_CORRECTION_PUT] = "INSERT INTO correction(listener, track, at_ms, style) VALUES(?1, ?2, ?3, ?4)",

	[STMT_CHECK_PAGES] = "PRAGMA integrity_check(20)",
	[STMT_CHECK_KEYS] = "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 20",
	[STMT_CHECK_OPINIONS] = "SELECT count(*) FROM (SELECT * FROM (" OPINIONS_BY_LOG ") EXCEPT SELECT * FROM opinion"
		" UNION ALL SELECT * FROM (SELECT * FROM opinion EXCEPT SELECT * FROM (" OPINIONS_BY_LOG ")))",
};

/* ---- errors ---- */

enum err sqlite_fail(sqlite3 *db, int rc, const char *path)
{
	static const struct { int rc; enum err err; const char *sentence; } rows[] = {
		{ SQLITE_NOTADB, ERR_DB, N_("this is not a Segue database") },
		{ SQLITE_CORRUPT, ERR_DB, N_("the database is damaged (segue doctor tells more)") },
		{ SQLITE_FULL, ERR_DB, N_("no room left on the disk to write the database") },
		{ SQLITE_BUSY, ERR_BUSY, N_("the database is held by another program") },
		{ SQLITE_LOCKED, ERR_BUSY, N_("the database is held by another program") },
		{ SQLITE_READONLY, ERR_DB, N_("the database cannot be written") },
		{ SQLITE_PERM, ERR_DB, N_("the database cannot be opened: permission denied") },
		{ SQLITE_TOOBIG, ERR_LIMIT, N_("a value is too large for the database") },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if ((rc & 0xff) == rows[i].rc)
			return fail(rows[i].err, "%s: %s", path, _(rows[i].sentence));
	if ((rc & 0xff) == SQLITE_CANTOPEN || (rc & 0xff) == SQLITE_IOERR) {
		int number = db ? sqlite3_system_errno(db) : 0;

		/* beside a file that cannot be written its log is missing: that is not the reason */
		if (!access(path, F_OK) && access(path, W_OK))
			number = errno;
		if (number)
			return fail(ERR_DB, _("cannot use %s: %s"), path, strerror(number));
	}
	return fail(ERR_DB, _("cannot use %s: %s"), path, db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
}

enum err store_fail(struct store *s)
{
	return sqlite_fail(s->db, sqlite3_extended_errcode(s->db), s->path);
}

/* ---- statements ---- */

sqlite3_stmt *statement_own(struct store *s, enum stmt which)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v3(s->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, &st, NULL)) {
		store_fail(s);
		return NULL;
	}
	return st;
}

sqlite3_stmt *statement(struct store *s, enum stmt which)
{
	if (!s->stmts[which])
		s->stmts[which] = statement_own(s, which);
	else
		sqlite3_clear_bindings(s->stmts[which]);
	return s->stmts[which];
}

bool statement_step(struct store *s, sqlite3_stmt *st, enum err *ret_err)
{
	int rc = sqlite3_step(st);

	*ret_err = OK;
	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		*ret_err = store_fail(s);
	sqlite3_reset(st);
	return false;
}

enum err statement_run(struct store *s, sqlite3_stmt *st)
{
	enum err err;

	if (!st)
		return ERR_DB;
	while (statement_step(s, st, &err))
		;
	return err;
}

enum err run_sql(struct store *s, const char *text)
{
	return sqlite3_exec(s->db, text, NULL, NULL, NULL) ? store_fail(s) : OK;
}

/* ---- values ---- */

void bind_text(sqlite3_stmt *st, int at, const char *text)
{
	sqlite3_bind_text(st, at, text ? text : "", -1, SQLITE_STATIC);
}

void bind_bytes(sqlite3_stmt *st, int at, const char *bytes)
{
	sqlite3_bind_blob64(st, at, bytes, strlen(bytes), SQLITE_STATIC);
}

const char *column_text(sqlite3_stmt *st, int at)
{
	const unsigned char *text = sqlite3_column_text(st, at);

	return text ? (const char *)text : "";
}

int64_t column_within(sqlite3_stmt *st, int at, int64_t least, int64_t most)
{
	int64_t n = sqlite3_column_int64(st, at);

	return n < least ? least : n > most ? most : n;
}
