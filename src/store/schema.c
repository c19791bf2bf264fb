/*
 * schema.c -- what the file holds, as rows: a version and a statement that leads to it.
 *
 * A version is never changed once released: what comes later is appended as rows with a higher one.  PRAGMA user_version says
 * how far a file has come; all rows above that run in one transaction, so a file is at one version or at the next, never between.
 *
 * Facts a scan can rebuild (track, track_text) and what the listener did (event, opinion, queue) are separate tables, and no
 * foreign key cascades: a row of the log keeps its track from being deleted, not the other way round.
 */
#include "store_priv.h"

#include <stdio.h>

static const struct migration { int version; const char *sql; } migrations[] = {
	{ 1, "CREATE TABLE listener ("
		" id INTEGER PRIMARY KEY,"
		" name TEXT NOT NULL UNIQUE) STRICT" },
	{ 1, "CREATE TABLE track ("
		" id INTEGER PRIMARY KEY,"
		" path BLOB NOT NULL UNIQUE,"		/* any bytes but NUL, so no TEXT */
		" state INTEGER NOT NULL,"		/* enum track_state */
		" error TEXT NOT NULL DEFAULT '',"
		" added_s INTEGER NOT NULL,"
		" size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, dev INTEGER NOT NULL, ino INTEGER NOT NULL,"
		" title TEXT NOT NULL DEFAULT '', artist TEXT NOT NULL DEFAULT '', album TEXT NOT NULL DEFAULT '',"
		" album_artist TEXT NOT NULL DEFAULT '', genre TEXT NOT NULL DEFAULT '', composer TEXT NOT NULL DEFAULT '',"
		" date TEXT NOT NULL DEFAULT '', codec TEXT NOT NULL DEFAULT '',"
		" year INTEGER NOT NULL DEFAULT 0, track_no INTEGER NOT NULL DEFAULT 0, disc_no INTEGER NOT NULL DEFAULT 0,"
		" bpm INTEGER NOT NULL DEFAULT 0, bitrate_kbps INTEGER NOT NULL DEFAULT 0,"
		" sample_rate_hz INTEGER NOT NULL DEFAULT 0, channels INTEGER NOT NULL DEFAULT 0,"
		" duration_ms INTEGER NOT NULL DEFAULT 0, is_compilation INTEGER NOT NULL DEFAULT 0,"
		" original_year INTEGER NOT NULL DEFAULT 0, track_total INTEGER NOT NULL DEFAULT 0,"
		" disc_total INTEGER NOT NULL DEFAULT 0, bits INTEGER NOT NULL DEFAULT 0, has_picture INTEGER NOT NULL DEFAULT 0,"
		" title_sort TEXT NOT NULL DEFAULT '', artist_sort TEXT NOT NULL DEFAULT '', album_sort TEXT NOT NULL DEFAULT '',"
		" album_artist_sort TEXT NOT NULL DEFAULT '',"
		" mb_recording TEXT NOT NULL DEFAULT '', mb_track TEXT NOT NULL DEFAULT '', mb_release TEXT NOT NULL DEFAULT '',"
		" mb_release_group TEXT NOT NULL DEFAULT '', mb_artist TEXT NOT NULL DEFAULT '',"
		" mb_album_artist TEXT NOT NULL DEFAULT '',"
		" rg_track_gain_db REAL, rg_track_peak REAL, rg_album_gain_db REAL, rg_album_peak REAL,"	/* NULL = absent */
		" r128_track_gain_db REAL, r128_album_gain_db REAL) STRICT" },
	/* Long texts few tracks have; apart, so that reading the library does not walk over them. */
	{ 1, "CREATE TABLE track_text ("
		" track INTEGER PRIMARY KEY REFERENCES track(id),"
		" comment TEXT NOT NULL, lyrics TEXT NOT NULL) STRICT" },
	{ 1, "CREATE TABLE event ("
		" id INTEGER PRIMARY KEY,"
		" listener INTEGER NOT NULL REFERENCES listener(id),"
		" track INTEGER NOT NULL REFERENCES track(id),"
		" at_ms INTEGER NOT NULL,"
		" kind INTEGER NOT NULL,"		/* enum event_kind */
		" source INTEGER NOT NULL,"		/* enum source */
		" value INTEGER NOT NULL,"
		" position_ms INTEGER NOT NULL, listened_ms INTEGER NOT NULL, duration_ms INTEGER NOT NULL) STRICT" },
	{ 1, "CREATE INDEX event_by_time ON event(listener, at_ms, id)" },
	{ 1, "CREATE INDEX event_by_track ON event(track, listener, kind, at_ms, id)" },
	{ 1, "CREATE TRIGGER event_not_changed BEFORE UPDATE ON event"
		" BEGIN SELECT RAISE(ABORT, 'the log is never rewritten'); END" },
	/* but by forget.c */
	{ 1, "CREATE TRIGGER event_not_deleted BEFORE DELETE ON event"
		" BEGIN SELECT RAISE(ABORT, 'the log is never rewritten'); END" },
	/* What follows from the log, kept so that nobody has to walk it; the …_ms say which event had the last word. */
	{ 1, "CREATE TABLE opinion ("
		" listener INTEGER NOT NULL REFERENCES listener(id),"
		" track INTEGER NOT NULL REFERENCES track(id),"
		" rating INTEGER NOT NULL, rated_ms INTEGER NOT NULL,"
		" is_loved INTEGER NOT NULL, loved_ms INTEGER NOT NULL,"
		" is_banned INTEGER NOT NULL, banned_ms INTEGER NOT NULL,"
		" play_count INTEGER NOT NULL, skip_count INTEGER NOT NULL, last_played_s INTEGER NOT NULL,"
		" PRIMARY KEY (listener, track)) STRICT, WITHOUT ROWID" },
	{ 1, "CREATE TABLE root ("
		" id INTEGER PRIMARY KEY,"
		" path BLOB NOT NULL UNIQUE) STRICT" },
	{ 1, "CREATE TABLE queue ("
		" listener INTEGER NOT NULL REFERENCES listener(id),"
		" place INTEGER NOT NULL,"
		/* 0: a row of the queue's own state, so no reference; tracks are never deleted anyway */
		" track INTEGER NOT NULL,"
		" source INTEGER NOT NULL, part INTEGER NOT NULL,"
		" PRIMARY KEY (listener, place)) STRICT, WITHOUT ROWID" },
	{ 1, "CREATE TABLE value ("
		" key TEXT PRIMARY KEY,"
		" value TEXT NOT NULL) STRICT, WITHOUT ROWID" },
	/* A listener's lists; one with a query holds no rows: what it finds is in it. */
	{ 2, "CREATE TABLE playlist ("
		" id INTEGER PRIMARY KEY,"
		" listener INTEGER NOT NULL REFERENCES listener(id),"
		" name TEXT NOT NULL,"
		" created_s INTEGER NOT NULL, modified_s INTEGER NOT NULL,"
		" query TEXT,"
		" UNIQUE (listener, name)) STRICT" },
	{ 2, "CREATE TABLE playlist_row ("
		" playlist INTEGER NOT NULL REFERENCES playlist(id),"
		" place INTEGER NOT NULL,"
		" track INTEGER NOT NULL REFERENCES track(id),"
		" PRIMARY KEY (playlist, place)) STRICT, WITHOUT ROWID" },
	/* A listener's filters; mode: enum filter_mode. */
	{ 3, "CREATE TABLE filter ("
		" listener INTEGER NOT NULL REFERENCES listener(id),"
		" name TEXT NOT NULL,"
		" query TEXT NOT NULL,"
		" mode INTEGER NOT NULL,"
		" PRIMARY KEY (listener, name)) STRICT, WITHOUT ROWID" },
	/* Tracks that are a stretch of a file (struct part). Apart: few libraries have any. */
	{ 4, "CREATE TABLE part ("
		" track INTEGER PRIMARY KEY REFERENCES track(id),"
		" file BLOB NOT NULL,"
		" start_us INTEGER NOT NULL, end_us INTEGER NOT NULL) STRICT" },
	/* What was heard of a track, or why nothing could be; of the file as it was then.  The features apart: few who ask want them. */
	{ 5, "CREATE TABLE sound ("
		" track INTEGER PRIMARY KEY REFERENCES track(id),"
		" version INTEGER NOT NULL,"		/* FEATURES_VERSION */
		" size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,"
		" heard_s INTEGER NOT NULL,"
		" why TEXT NOT NULL DEFAULT '',"
		" loudness_lufs REAL, true_peak_dbtp REAL) STRICT" },
	{ 5, "CREATE TABLE sound_features ("
		" track INTEGER PRIMARY KEY REFERENCES track(id),"
		" features BLOB NOT NULL) STRICT" },
	/* Of the sound as it lies in the file, whatever tags lie beside it; 0: not known. */
	{ 6, "ALTER TABLE sound ADD COLUMN mark INTEGER NOT NULL DEFAULT 0" },
	/* The tracks once more, many in a row, as they are loaded quickest (pack.c); gone as soon as one of them changes. */
	{ 6, "CREATE TABLE track_pack ("
		" bunch INTEGER PRIMARY KEY,"		/* of the tracks with these upper bits of the id */
		" version INTEGER NOT NULL,"
		" tracks BLOB NOT NULL) STRICT" },
	{ 6, "CREATE TRIGGER track_pack_added AFTER INSERT ON track"
		" BEGIN DELETE FROM track_pack WHERE bunch = NEW.id >> 10; END" },
	{ 6, "CREATE TRIGGER track_pack_changed AFTER UPDATE ON track"
		" BEGIN DELETE FROM track_pack WHERE bunch IN (OLD.id >> 10, NEW.id >> 10); END" },
	{ 6, "CREATE TRIGGER track_pack_removed AFTER DELETE ON track"
		" BEGIN DELETE FROM track_pack WHERE bunch = OLD.id >> 10; END" },
	/* Where it lies on the map of moods: asked for of all tracks at once. */
	{ 7, "ALTER TABLE sound ADD COLUMN valence REAL" },
	{ 7, "ALTER TABLE sound ADD COLUMN arousal REAL" },
	/* By what the same music is known again (ear.h: ear_print); apart, because only who looks for copies wants it. */
	{ 7, "CREATE TABLE sound_print ("
		" track INTEGER PRIMARY KEY REFERENCES track(id),"
		" print BLOB NOT NULL) STRICT" },
	/* What listeners say a track's style is: a log, the last word counts, '' takes it back. */
	{ 8, "CREATE TABLE correction ("
		" id INTEGER PRIMARY KEY,"
		" listener INTEGER NOT NULL REFERENCES listener(id),"
		" track INTEGER NOT NULL REFERENCES track(id),"
		" at_ms INTEGER NOT NULL,"
		" style TEXT NOT NULL) STRICT" },
	{ 8, "CREATE INDEX correction_by_track ON correction(listener, track, id)" },
	{ 8, "ALTER TABLE sound ADD COLUMN tempo_bpm REAL" },
	/* What was listened to elsewhere, as it was named there. */
	{ 9, "CREATE TABLE named ("
		" id INTEGER PRIMARY KEY,"
		" artist TEXT NOT NULL, title TEXT NOT NULL, mbid TEXT NOT NULL,"
		" UNIQUE (artist, title, mbid)) STRICT" },
	/* A listener's own of that, of tracks the library does not have: once it has them, they are events. */
	{ 9, "CREATE TABLE elsewhere ("
		" listener INTEGER NOT NULL REFERENCES listener(id),"
		" named INTEGER NOT NULL REFERENCES named(id),"
		" at_ms INTEGER NOT NULL,"
		" kind INTEGER NOT NULL,"		/* enum event_kind: how it ended */
		" listened_ms INTEGER NOT NULL, duration_ms INTEGER NOT NULL,"
		" PRIMARY KEY (listener, named, at_ms)) STRICT, WITHOUT ROWID" },
	/* Other people's, for collaborative filtering and nothing else. */
	{ 9, "CREATE TABLE person ("
		" id INTEGER PRIMARY KEY,"
		" name TEXT NOT NULL UNIQUE) STRICT" },
	{ 9, "CREATE TABLE person_play ("
		" person INTEGER NOT NULL REFERENCES person(id),"
		" named INTEGER NOT NULL REFERENCES named(id),"
		" at_s INTEGER NOT NULL,"		/* 0: not said */
		" count INTEGER NOT NULL,"		/* 0: skipped */
		" PRIMARY KEY (person, named, at_s)) STRICT, WITHOUT ROWID" },
};

int schema_newest(void)
{
	return migrations[COUNT_OF(migrations) - 1].version;
}

static int run(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

/* The version must be read inside the transaction: another process may have migrated while we waited for the lock. */
static int read_version(sqlite3 *db, int *ret_version)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &st, NULL);

	if (!rc && sqlite3_step(st) == SQLITE_ROW)
		*ret_version = sqlite3_column_int(st, 0);
	return rc ? rc : sqlite3_finalize(st);
}

enum err schema_migrate(sqlite3 *db, const char *path, int version)
{
	char pragma[64];
	enum err err;
	int from = 0, rc = run(db, "BEGIN IMMEDIATE");

	if (!rc)
		rc = read_version(db, &from);
	for (size_t i = 0; i < COUNT_OF(migrations) && !rc; i++)
		if (migrations[i].version > from && migrations[i].version <= version)
			rc = run(db, migrations[i].sql);
	if (!rc && version > from) {
		snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d", STORE_APPLICATION_ID);
		rc = run(db, pragma);
		snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", version);
		if (!rc)
			rc = run(db, pragma);
	}
	if (!rc)
		rc = run(db, "COMMIT");
	if (!rc)
		return OK;
	err = sqlite_fail(db, rc, path);
	if (!sqlite3_get_autocommit(db))
		run(db, "ROLLBACK");
	return err;
}
