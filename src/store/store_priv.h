/* store_priv.h -- what the files of this room share: the connection, its statements, transactions, rows. */
#ifndef SEGUE_STORE_PRIV_H
#define SEGUE_STORE_PRIV_H

#include "store.h"

#include <sqlite3.h>

/* ---- schema.c ---- */
enum { BUSY_MS = 5000 };	/* a writer waits for another so long */
enum { STORE_APPLICATION_ID = 0x53454755 };	/* "SEGU" in bytes 68..71 of the file */
int schema_newest(void);
/* Brings an open, accepted connection from whatever version it has to `version`, in one transaction. */
enum err schema_migrate(sqlite3 *db, const char *path, int version);

/* ---- statement.c ---- */
enum stmt {
	STMT_BEGIN, STMT_COMMIT, STMT_ROLLBACK,
	STMT_LISTENER_ADD, STMT_LISTENER_FIND,
	STMT_TRACK_PUT, STMT_TRACK_UNREADABLE, STMT_TRACK_STATE, STMT_TRACK_AT, STMT_TRACK_MOVE, STMT_TRACK_EXISTS,
	STMT_TEXT_PUT, STMT_PART_PUT, STMT_TEXT_DROP, STMT_TRACK_TAGS, STMT_TRACK_FACTS, STMT_OPINION_SPAN, STMT_PART_SPAN, STMT_TRACK_ONE, STMT_TRACK_LAST,
	STMT_PACK_GET, STMT_PACK_HAS, STMT_PACK_PUT, STMT_PACK_DROP,
	STMT_EVENT_ADD, STMT_OPINION_PUT, STMT_OPINION_CLEAR, STMT_OPINION_REBUILD, STMT_OPINION_DROP, STMT_OPINION_AGAIN, STMT_OPINION_HEARD, STMT_EVENT_PLAYS, STMT_EVENT_DELETE, STMT_EVENT_LAST, STMT_EVENT_PAGE,
	STMT_STATS_TRACKS, STMT_STATS_EVENTS, STMT_STATS_OPINIONS, STMT_STATS_TIMES, STMT_STATS_ARTISTS,
	STMT_ROOT_ADD, STMT_ROOT_REMOVE, STMT_ROOTS,
	STMT_QUEUE_CLEAR, STMT_QUEUE_ADD, STMT_QUEUE,
	STMT_VALUE_SET, STMT_VALUE_GET,
	STMT_PLAYLISTS, STMT_PLAYLIST_FIND, STMT_PLAYLIST_PUT, STMT_PLAYLIST_RENAME, STMT_PLAYLIST_TOUCH, STMT_PLAYLIST_DELETE,
	STMT_PLAYLIST_ROWS, STMT_PLAYLIST_ROW_ADD, STMT_PLAYLIST_ROWS_CLEAR, STMT_PLAYLIST_END,
	STMT_SOUND_PUT, STMT_SOUND_FEATURES_PUT, STMT_SOUND_FEATURES_DROP, STMT_SOUND_PAGE, STMT_SOUND_PAGE_5, STMT_SOUND_SAME, STMT_SOUND_FEATURES,
	STMT_PRINT_PUT, STMT_PRINT, STMT_PRINT_DROP, STMT_PRINTS,
	STMT_FILTERS, STMT_FILTER_PUT, STMT_FILTER_DELETE, STMT_CORRECTIONS, STMT_CORRECTION_PUT,
	STMT_CHECK_PAGES, STMT_CHECK_KEYS, STMT_CHECK_OPINIONS,
	STMT_COUNT
};

struct store;
/* ---- sound.c: what is kept of a track since a version of the schema; ERR_MISSING ---- */
enum err sound_blob(struct store *s, enum stmt which, int since, track_id track, char **ret_bytes, size_t *ret_n);

struct store {
	sqlite3 *db;
	char *path;
	int64_t listener;		/* 0: not known here (reading only) */
	int version;
	bool is_writer;
	bool in_batch;			/* between batch_begin and batch_commit */
	bool in_tx;			/* a transaction is open: its first write has come */
	bool is_batch_lost;		/* a write inside the batch failed and took the whole batch with it */
	bool is_full;			/* the connection's synchronous is FULL now */
	int wal_pages;			/* in the write-ahead log after the last commit and not yet in the file; */
	bool has_remnants;		/* what was forgotten may still stand in the write-ahead log, which is to be emptied */
	int wal_done;			/* … and those that are (counted only after store_own_checkpoints) */
	sqlite3_stmt *stmts[STMT_COUNT];
	struct arena tags_arena;	/* what store_track_tags handed out */
};

/* The statement, made at its first use, reset, nothing bound; NULL after fail(). */
sqlite3_stmt *statement(struct store *s, enum stmt which);
/* A fresh one of the same text, for cursors; finalised by its owner. */
sqlite3_stmt *statement_own(struct store *s, enum stmt which);
/* Runs one that gives no rows, and resets it. */
enum err statement_run(struct store *s, sqlite3_stmt *st);
enum err run_sql(struct store *s, const char *text);	/* one or several that give no rows and are not run often */
/* SQLITE_ROW: true. At the end or after an error it is reset; *ret_err says which. */
bool statement_step(struct store *s, sqlite3_stmt *st, enum err *ret_err);
/* Turns the connection's last error into a sentence that names the file. */
enum err store_fail(struct store *s);
/* What SQLite does not see: rows out of their order, which would be read for ever. */
enum err store_damaged(const struct store *s);
enum err sqlite_fail(sqlite3 *db, int rc, const char *path);

void bind_text(sqlite3_stmt *st, int at, const char *text);
void bind_bytes(sqlite3_stmt *st, int at, const char *bytes);
const char *column_text(sqlite3_stmt *st, int at);		/* never NULL; blobs too */
int64_t column_within(sqlite3_stmt *st, int at, int64_t least, int64_t most);

/* ---- transaction.c ---- */
/* Around every write. `is_urgent`: a transaction of its own, synced when write_end returns OK. */
enum err write_begin(struct store *s, bool is_urgent);
enum err write_end(struct store *s, bool is_urgent, enum err err);
/* Forgets what the batch wrote so far and leaves the batch. */
void batch_rollback(struct store *s);
/* Everything committed until now is on the disk when it returns OK. */
enum err store_sync(struct store *s);
enum err store_checkpoint(struct store *s);

/* ---- store.c ---- */
/* Counts pages in wal_pages and leaves checkpoints to the caller. */
void store_own_checkpoints(struct store *s);

/* ---- track.c, row.c ---- */
/* Borrows from the statement and from `room`: a title made from the file name (freed or reused by the caller), and the part. */
struct row_room { char *title; struct part part; };
void row_track(sqlite3_stmt *st, struct track *ret_track, struct row_room *room);
/* The halves of that: what the file says, from the first column on; what the listener says, and which part of a file it is, from `first`. */
void row_facts(sqlite3_stmt *st, struct track *ret_track, struct row_room *room);
void row_opinion(sqlite3_stmt *st, int first, struct track *t);
bool row_part(sqlite3_stmt *st, int first, struct part *ret_part);	/* false: it is none */
void row_tags(sqlite3_stmt *st, int first, struct tags *ret_tags);
void bind_tags(sqlite3_stmt *st, int first, const struct tags *tags);
void row_event(sqlite3_stmt *st, struct event *ret_event);
/* One block holding the struct, its strings and its part; free() it. NULL strings become "". */
struct tags *tags_copy(const struct tags *tags);
struct track *track_copy(const struct track *track);
/* The strings of an already copied struct go to the arena. */
void tags_keep(struct tags *tags, struct arena *arena);
const struct part *part_keep(const struct part *part, struct arena *arena);
/* Strings the track before (NULL: none) has, too, are not copied. */
void track_keep(struct track *track, const struct track *before, struct arena *arena);

/*
 * Some tracks with ids above *after, with all that belongs to them, quickest as they come: none is the end. *after becomes where to go on.
 * What is told of texts more than one of them has is one string.
 */
enum { BUNCH_BITS = 10, BUNCH = 1 << BUNCH_BITS };	/* the bits are in the schema, too */
enum err tracks_bunch(struct store *s, track_id *after, struct track ret_tracks[BUNCH], size_t *ret_n, struct arena *arena);

/* ---- forget.c ---- */
bool is_hour_meant(const struct forget *what, int64_t began_ms);
/* ---- elsewhere.c ---- */
enum err elsewhere_find(struct store *s, const struct forget *what, struct elsewhere *ret);
enum err elsewhere_delete(struct store *s, const struct elsewhere *e);
enum err elsewhere_put(struct store *s, const struct elsewhere *e);
enum err elsewhere_untried(struct store *s);	/* what is there was not looked for in the library */
struct elsewhere elsewhere_copy(const struct elsewhere *e);
void elsewhere_done(struct elsewhere *e);
/* ---- pack.c ---- */
/* False: so much is better left to rows. */
bool pack_make(const struct track *tracks, size_t n, struct buf *ret_bytes);
/* Strings point into the bytes and the arena. False: it is no pack. The hash in front is not looked at. */
bool pack_read(const char *bytes, size_t n, struct track ret_tracks[BUNCH], size_t *ret_n, struct arena *arena);
/* The bunch *after + 1 belongs to; those above *after, and *after is moved behind it. False: it has no pack to be used. */
bool pack_load(struct store *s, track_id *after, struct track ret_tracks[BUNCH], size_t *ret_n, struct arena *arena);
/* Makes the next pack that is not there, from *bunch on, or at least looks at some; *bunch becomes where to go on. */
enum err pack_next(struct store *s, int64_t *bunch, bool *ret_more);

/* ---- event.c ---- */
/* All of them or none, in one synced transaction; their ids hold only when it returns OK. */
enum err events_add(struct store *s, struct event *const evs[], size_t n);
enum err opinions_rebuild(struct store *s);
/* A row, if it makes sense (ERR_ARG, ERR_MISSING), and its opinion. */
enum err event_put(struct store *s, const struct event *ev, int64_t *ret_id);
/* The halves of that: a row of the log; what one event or several say of a track (…_ms -1: nothing of it). */
enum err event_row(struct store *s, const struct event *ev, int64_t *ret_id);
struct opinion {
	track_id track;
	int64_t rated_ms, loved_ms, banned_ms, finishes, skips, last_played_s;
	int rating;
	bool is_loved, is_banned;
};
enum err opinion_put(struct store *s, const struct opinion *o);
/* Where a log that is being read in pages stands: after (at_ms, id), up to the id `last`. */
struct event_place { int64_t at_ms, id, last; };
enum err last_id(struct store *s, enum stmt which, int64_t *ret_id);	/* STMT_EVENT_LAST, STMT_TRACK_LAST; 0 = none */
enum err events_page(struct store *s, struct event_place *place, size_t max, struct event *ret_events, size_t *ret_n);

#endif
