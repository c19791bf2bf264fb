/*
 * store.h -- the only room with SQL: library, events, opinions, queue, settings of the machine itself, in one SQLite file (WAL).
 *
 * Two doors.  `struct store` is synchronous and simple: command-line tools and tests use it.  `struct desk` runs a store on its own
 * thread for the interface: requests are answered through a descriptor, urgent ones (the listener's events) before bulk ones (tags).
 *
 * Durability: events, ratings, queue edits are committed at once with synchronous=FULL; what a scan can rebuild is
 * batched with NORMAL.  The log is append-only; opinions (rating, love, ban, counts) are kept beside it in the same transaction.
 */
#ifndef SEGUE_STORE_H
#define SEGUE_STORE_H

#include "base.h"
#include "track.h"

struct store;
enum store_mode { STORE_READ, STORE_WRITE };	/* READ works beside a running writer and makes nothing */

/*
 * Opens (WRITE: makes, 0600, and migrates). ERR_DB with one sentence naming the file when it is not a database, is damaged,
 * or comes from a newer Segue; the file is then left as it was. ERR_IO: it is not there and cannot be made, or cannot be written. `listener` is made if new (WRITE).
 */
enum err store_open(struct store **ret_store, const char *path, enum store_mode mode, const char *listener);
/*
 * A writer that keeps nothing, in memory: of what lies at `path` when it can be read (a read-only file system), else empty. For when
 * store_open() said ERR_IO: nothing can be written there.
 */
enum err store_open_scratch(struct store **ret_store, const char *path, const char *listener);
void store_close(struct store *s);
int store_schema_version(const struct store *s);
int64_t store_listener(const struct store *s);	/* whose opinions and log it gives; 0: one who is not known here (READ) */
enum err store_check(struct store *s, char **ret_report);	/* PRAGMA integrity_check, foreign keys; NULL report = fine */

/* ---- tracks (rebuildable facts) ---- */
enum err store_batch_begin(struct store *s);
enum err store_batch_commit(struct store *s);
/* Inserts, or updates the row with this path: tags, stamp, state OK. added_s is kept on update. Gives the id. */
enum err store_track_put(struct store *s, const char *path, const struct file_stamp *stamp, const struct tags *tags, int64_t now_s, track_id *ret_id);
/* Marks unreadable with its reason (inserts when new): listed, not tried again until the stamp changes. */
enum err store_track_unreadable(struct store *s, const char *path, const struct file_stamp *stamp, const char *why, int64_t now_s, track_id *ret_id);
enum err store_track_set_state(struct store *s, track_id id, enum track_state state);
enum err store_track_move(struct store *s, track_id id, const char *path, const struct file_stamp *stamp);
/* A cursor over all tracks with this listener's opinions, by id. `ret_track` strings live until the next step. False at the end or on error (*ret_err). */
struct store_tracks;
enum err store_tracks_open(struct store *s, struct store_tracks **ret_cursor);
bool store_tracks_next(struct store_tracks *c, struct track *ret_track, enum err *ret_err);
/* The same, many at a time; they may be changed where they are. */
bool store_tracks_some(struct store_tracks *c, struct track **ret_tracks, size_t *ret_n, enum err *ret_err);
void store_tracks_close(struct store_tracks *c);
/* Up to `max` tracks with ids above `after`, by id, strings in the arena; without the listener's opinions and parts of files. */
enum err store_tracks_after(struct store *s, track_id after, size_t max, struct track *ret_tracks, size_t *ret_n, struct arena *arena);
enum err store_track_one(struct store *s, track_id id, struct track **ret_copy);	/* free() it; ERR_MISSING */
/* Prepares the next start after many tracks were put, as the desk does by itself in quiet moments; what is not done in time is no loss. */
enum err store_pack(struct store *s, bool (*is_enough)(void));
/* All that was read from the file, for `list --json`; strings until the next call. ERR_MISSING. */
enum err store_track_tags(struct store *s, track_id id, struct tags *ret_tags);

/* ---- the log ---- */
/* Appends and updates the opinion, committed and synced when it returns OK. Fills ev->id. */
enum err store_event_add(struct store *s, struct event *ev);
/* Newest first when `newest_first`, else oldest first; since_ms 0 = all; limit 0 = all; track 0 = all. */
struct store_events;
enum err store_events_open(struct store *s, int64_t since_ms, size_t limit, track_id track, bool newest_first, struct store_events **ret_cursor);
bool store_events_next(struct store_events *c, struct event *ret_event, enum err *ret_err);
void store_events_close(struct store_events *c);

/*
 * ---- forgetting: the one way out of the log ----
 * What was played of these (starts, ends, skips, stops, failures), not what was said of them (stars, love, bans, moods).
 */
struct forget {
	const track_id *tracks;		/* rising; NULL: of any track */
	size_t n;
	int64_t since_ms, until_ms;	/* from, and before; until 0: to the end */
	int hour_of_day;		/* local, in which its play began; -1: any */
};
/* What was heard elsewhere, of tracks the library does not have: from `name` on, `names` is artist, title and the recording's MusicBrainz id, a NUL behind each. */
struct elsewhere_play { size_t name; int64_t at_ms, listened_ms, duration_ms; enum event_kind end; };
struct elsewhere { struct elsewhere_play *plays; char *names; size_t n, names_bytes; };
/* Plays of a track as they count now. */
struct play_counts { track_id track; int32_t play_count, skip_count; int64_t last_played_s; };
struct forgotten {
	struct event *events;		/* in order of time */
	size_t n;
	struct play_counts *heard;	/* of each of their tracks, by track */
	size_t n_heard;
	struct elsewhere elsewhere;	/* what is of any track goes, too */
};
/*
 * All or nothing, synced when it returns OK.  The rows are overwritten in the file (PRAGMA secure_delete), and the write-ahead log is emptied as soon as
 * nobody reads in it: nothing of them is left but in copies of the file. What was taken out is handed over; forgotten_done().
 */
enum err store_forget(struct store *s, const struct forget *what, struct forgotten *ret);
/* All of that is put back, each event but for its id as it was. */
enum err store_remember(struct store *s, const struct forgotten *gone, struct forgotten *ret);
/*
 * What another connection took in (store_intake_keep()), n events from `first` on, as if put back. ERR_LIMIT: more than a listener waits for; ERR_MISSING: none.
 */
enum { IMPORTED_MAX = 40000 };
enum err store_imported(struct store *s, int64_t first, int64_t n, struct forgotten *ret);
struct forgotten forgotten_copy(const struct forgotten *f);	/* without `heard` */
size_t forgotten_bytes(const struct forgotten *f);
void forgotten_done(struct forgotten *f);
/*
 * All that is known of this listener, but for playlists and filters: log, opinions, corrections, queue, and where the last run ended. All or nothing, synced,
 * and overwritten as above. *ret_rows: how many.
 */
enum err store_erase(struct store *s, int64_t *ret_rows);

/* How each play of every listener of this library ended (finish, skip, stop), by listener and time. Caller frees. */
struct store_play { int64_t listener, at_ms, listened_ms; track_id track; enum event_kind kind; };
enum err store_plays(struct store *s, struct store_play **ret_plays, size_t *ret_n);

/*
 * ---- listening that was written down elsewhere (src/store/intake.c) ----
 * Taken in all at once, by store_intake_keep(), or not at all; what was taken in before is a duplicate. Until then nothing is locked, and nothing else may
 * be written through this store.
 */
struct store_named { int64_t id; const char *artist, *title, *mbid; };	/* what it was, as it was named there; "" = not said */
struct store_listen {
	struct store_named of;			/* what is taken in has no id */
	const track_id *tracks;			/* which tracks that may be, the surest first; none: it is kept until the library has it */
	size_t n_tracks;
	const char *person;			/* whose, of other people; NULL: this listener's */
	bool is_known;				/* of other people: the library has it, or something by the artist */
	int64_t at_ms;				/* when it began; of other people may be 0 = not said */
	int64_t within_ms;			/* how far off that may be */
	int64_t listened_ms, duration_ms;	/* listened: -1 = not said, then the duration; 0 = not known */
	enum event_kind end;			/* EVENT_FINISH, EVENT_SKIP, EVENT_STOP */
	int32_t count;				/* of other people: how often */
};
struct store_taken {
	int64_t matched, unmatched, duplicate;
	int64_t late;			/* were unmatched before, and have a track now */
	int64_t first, events;		/* of the log: the first one's id, how many */
};
struct store_intake;
enum err store_intake_open(struct store *s, struct store_intake **ret_intake);
void store_intake_close(struct store_intake *in);	/* what was not kept is forgotten */
enum err store_intake_add(struct store_intake *in, const struct store_listen *listen);
/* What this listener heard of that name elsewhere is of this track. */
enum err store_intake_late(struct store_intake *in, int64_t named, const track_id *tracks, size_t n_tracks);
/* One transaction, synced when it returns OK: a start and an end in the log for each play, or what is kept of those without a track and of other people. */
enum err store_intake_keep(struct store_intake *in, struct store_taken *ret_taken);

/* The names of what this listener heard elsewhere that no track was known for; of what other people heard. Strings until the next. What is
 * read by `each` may lead to store_intake_late(). */
enum err store_elsewhere(struct store *s, enum err (*each)(void *ctx, const struct store_named *named), void *ctx);
/* … and the plays, oldest first; what it was (with its id), when, how it ended and for how long. */
enum err store_elsewhere_listens(struct store *s, enum err (*each)(void *ctx, const struct store_listen *listen), void *ctx);
enum err store_people_named(struct store *s, enum err (*each)(void *ctx, const struct store_named *named), void *ctx);
/* What other people heard, by person; skips are left out. Caller frees. None in a file older than that. */
struct store_person_play { int64_t person, named, count; };
enum err store_people_plays(struct store *s, struct store_person_play **ret_plays, size_t *ret_n);
/*
 * Up to which track what was heard elsewhere was looked for, so that only those that came later need be: 0 when something was put there since that was not
 * looked for among all of them. ERR_MISSING: there is nothing to look for.
 */
enum err store_elsewhere_tried(struct store *s, track_id *ret_last);
enum err store_elsewhere_try(struct store *s, track_id last);
/* What MusicBrainz calls tracks, of those with these ids that are tagged with it. Strings until the next. */
enum err store_recordings(struct store *s, track_id from, track_id to, enum err (*each)(void *ctx, track_id track, const char *recording, const char *artist), void *ctx);

struct store_stats {
	int64_t tracks, unreadable, missing;	/* by state, so `tracks` are the playable ones; what follows is of those */
	int64_t artists, albums, duration_ms, bytes;
	int64_t plays, skips, listened_ms;	/* since since_ms */
	int64_t loves, bans, ratings;		/* that hold now and were given since then */
	int64_t listened_by_hour_ms[24];	/* local time, by start */
	int64_t listened_by_day_ms[7];		/* Monday first */
	struct { char *name; int64_t plays, listened_ms; } top_artists[10];
	size_t n_top_artists;
};
enum err store_stats(struct store *s, int64_t since_ms, struct store_stats *ret_stats);
void store_stats_done(struct store_stats *st);

/* ---- folders, queue, small values ---- */
enum err store_root_add(struct store *s, const char *path);		/* known already: OK */
enum err store_root_remove(struct store *s, const char *path);
enum err store_roots(struct store *s, char ***ret_paths, size_t *ret_n);	/* caller frees each and the array */
struct queue_row { track_id track; enum source source; uint8_t part; };	/* part: whose list it belongs to, the player's business; track 0: a row of its state */
/* One transaction: the place is replaced, and the list too unless that is NULL, and the value VALUE_RESUME likewise. Rows are loaded place first. */
#define VALUE_RESUME "resume"		/* where in what the next start goes on */
enum err store_queue_save(struct store *s, const struct queue_row *place, size_t n, const struct queue_row *list, size_t n_list, const char *resume);
/* *ret_apart: saved by this Segue, so that the place may be saved alone; what an older one wrote is to be saved whole first. */
enum err store_queue_load(struct store *s, struct queue_row **ret_rows, size_t *ret_n, bool *ret_apart);
enum err store_value_set(struct store *s, const char *key, const char *value);	/* synchronous=NORMAL */
enum err store_value_get(struct store *s, const char *key, char **ret_value);	/* ERR_MISSING; caller frees */

/* A consistent copy (SQLite backup API) to a new file, 0600; an existing file is refused (ERR_ARG). */
enum err store_export(struct store *s, const char *path);

struct stored_playlist;	/* below */
struct stored_filter;

/* ---- what tracks sound like (rebuildable facts): features as the ear packs them, or why there are none ---- */
struct sound {
	track_id track;
	const char *why;		/* what kept it from being heard; "" = nothing: it was */
	float loudness_lufs, true_peak_dbtp;	/* NaN: the sound does not tell */
	float valence, arousal;			/* -1..1; NaN likewise */
	float tempo_bpm;
	uint32_t mark;			/* of the file's sound whatever its tags (music.h); 0: not known */
	uint32_t version;		/* of the features, as read */
	bool is_changed;		/* as read: the file has another stamp by now */
};
/* Of the track as it was when it had this track_sound_stamp(). bytes: the features; n 0: none are kept. Takes the place of what was known. ERR_MISSING: no such track. */
enum err store_sound_put(struct store *s, const struct sound *sound, uint32_t version, const struct file_stamp *stamp, const char *bytes, size_t n, int64_t now_s);
/* The file changed, its sound did not: what is known of it is of the file with this stamp. */
enum err store_sound_same(struct store *s, track_id track, const struct file_stamp *stamp);
/*
 * At most max with ids above `after`, by id: those of this version, of files that have not changed since; version 0: of whatever version, and of files as
 * they were. Strings in the arena. None in a database older than sounds.
 */
enum err store_sounds(struct store *s, uint32_t version, track_id after, size_t max, struct sound *ret_sounds, size_t *ret_n, struct arena *arena);
/* All of them so, by id, each until the next; the first error of `each` ends it and is returned. No reader is held open meanwhile: `each` may ask the store. */
enum err store_sounds_each(struct store *s, uint32_t version, enum err (*each)(void *ctx, const struct sound *sound), void *ctx);
/* The features of one; caller frees. ERR_MISSING. */
enum err store_sound_features(struct store *s, track_id track, char **ret_bytes, size_t *ret_n);

/* By what the same music is known again (ear.h: ear_print). n 0: none is kept. To be put before the sound. */
enum err store_print_put(struct store *s, track_id track, const char *bytes, size_t n);
/* ERR_MISSING; caller frees. */
enum err store_print(struct store *s, track_id track, char **ret_bytes, size_t *ret_n);
/* Those of tracks whose sound is of this version and of files that have not changed since, by id; until `each` says false. Bytes are the store's. */
enum err store_prints(struct store *s, uint32_t version, bool (*each)(void *ctx, track_id track, const char *bytes, size_t n), void *ctx);
/* ---- corrections: what this listener says a track's style is. A log, of which the last word on a track counts; no scan touches it ---- */
enum { CORRECTION_MAX = 47 };		/* bytes */
struct correction { track_id track; const char *style; int64_t at_ms; };	/* style: "" takes back what was said */
/* The last word on each track that has one, by track. Strings in the arena; caller frees the array. None in a file older than corrections. */
enum err store_corrections(struct store *s, struct correction **ret_corrections, size_t *ret_n, struct arena *arena);
/* All or none, synced when it returns OK. ERR_MISSING: no such track; ERR_ARG: no such name. */
enum err store_corrections_put(struct store *s, const struct correction *c, size_t n);

/* ---- the desk: a store on its own thread ---- */
struct desk;
enum desk_kind {
	DESK_OPENED,	/* the store is open; failed: err, text and nothing else will come */
	DESK_TRACKS,	/* tracks[n]: a slice of the library being loaded (strings until the next desk_next) */
	DESK_LOADED,	/* all tracks have been delivered */
	DESK_EVENTS,	/* events[n]: a slice of a log read with desk_load_events, oldest first */
	DESK_EVENTS_LOADED,
	DESK_EVENT_KEPT,/* event: committed and synced; cookie as given */
	DESK_TRACK_KEPT,/* tracks[0]: a track as it now stands in the library after a put / unreadable / state / move */
	DESK_QUEUE,	/* queue[n]: from desk_load_queue */
	DESK_VALUE,	/* key, value (NULL: none) */
	DESK_ROOTS,	/* roots[n] */
	DESK_FILTERS,	/* filters[n]: from desk_load_filters */
	DESK_SOUNDS,	/* sounds[n]: a slice of what is known of sounds, from desk_load_sounds */
	DESK_SOUNDS_LOADED,
	DESK_SOUND_KEPT,/* cookie as given to desk_sound_put or _same */
	DESK_PLAYLISTS,	/* playlists[n]: from desk_load_playlists */
	DESK_CORRECTIONS,	/* corrections[n]: from desk_load_corrections; none when they cannot be read */
	DESK_FORGOTTEN, DESK_REMEMBERED,	/* gone: what was forgotten, or came back (or in: desk_imported()); DESK_DONE follows */
	DESK_DONE,	/* cookie: answer to desk_flush / _export / _root_add / _root_remove / desk_playlist_… */
	DESK_FAILED,	/* err, text, cookie: this request was not carried out (disk full, …); the desk lives on. event: when it was one (kind not 0) */
};
struct desk_news {
	enum desk_kind kind;
	enum desk_kind of;	/* DESK_FAILED of a load: what will not come (DESK_LOADED, _EVENTS_LOADED, _QUEUE, _ROOTS, _PLAYLISTS, _VALUE: and its key) */
	enum err err;
	const char *text;
	uint64_t cookie;
	const struct track *tracks;
	const struct event *events;
	const struct queue_row *queue;
	const char *const *roots;
	const struct sound *sounds;
	const struct stored_playlist *playlists;
	const struct stored_filter *filters;
	const struct correction *corrections;
	const struct forgotten *gone;
	size_t n;
	bool is_apart;		/* DESK_QUEUE: see store_queue_load() */
	size_t total;		/* DESK_TRACKS: about how many there will be in all */
	struct event event;
	const char *key, *value;
};
/* Returns at once; DESK_OPENED follows. With its text set and no error nothing will be kept, and the text says why. */
enum err desk_open(struct desk **ret_desk, const char *path, const char *listener);
/* Finishes everything asked for, closes, joins the thread. */
void desk_close(struct desk *d);
int desk_fd(const struct desk *d);
bool desk_next(struct desk *d, struct desk_news *ret_news);	/* contents borrowed until the next call */
void desk_load_tracks(struct desk *d);
void desk_load_events(struct desk *d, int64_t since_ms);
void desk_event(struct desk *d, const struct event *ev, uint64_t cookie);		/* urgent */
void desk_track_put(struct desk *d, const char *path, const struct file_stamp *stamp, const struct tags *tags, int64_t now_s);
void desk_track_unreadable(struct desk *d, const char *path, const struct file_stamp *stamp, const char *why, int64_t now_s);
void desk_track_state(struct desk *d, track_id id, enum track_state state, uint64_t cookie);	/* DESK_TRACK_KEPT or DESK_FAILED have it */
void desk_track_move(struct desk *d, track_id id, const char *path, const struct file_stamp *stamp);
void desk_sound_put(struct desk *d, const struct sound *sound, uint32_t version, const struct file_stamp *stamp, const char *bytes, size_t n, int64_t now_s,
		    uint64_t cookie);
void desk_sound_same(struct desk *d, track_id track, const struct file_stamp *stamp, uint64_t cookie);
/* No answer: desk_sound_put() follows. */
void desk_print_put(struct desk *d, track_id track, const char *bytes, size_t n);
void desk_load_sounds(struct desk *d, uint32_t version);
void desk_load_corrections(struct desk *d);
void desk_corrections_put(struct desk *d, const struct correction *c, size_t n, uint64_t cookie);	/* urgent; DESK_DONE or DESK_FAILED */
void desk_forget(struct desk *d, const struct forget *what, uint64_t cookie);	/* both urgent; DESK_FORGOTTEN, _REMEMBERED, then DESK_DONE; or DESK_FAILED */
void desk_remember(struct desk *d, const struct forgotten *gone, uint64_t cookie);
void desk_imported(struct desk *d, int64_t first, int64_t n, uint64_t cookie);	/* store_imported(); DESK_REMEMBERED, DESK_DONE or DESK_FAILED */
void desk_root_add(struct desk *d, const char *path, uint64_t cookie);
void desk_root_remove(struct desk *d, const char *path, uint64_t cookie);
void desk_load_roots(struct desk *d);
/* Both urgent, in the order they are asked for: what plays and the queue it plays from never part. list, resume NULL: as it is. */
void desk_queue_save(struct desk *d, const struct queue_row *place, size_t n, const struct queue_row *list, size_t n_list, const char *resume);
void desk_resume_save(struct desk *d, const char *resume);	/* alone: not synced */
void desk_load_queue(struct desk *d);
/* DESK_DONE with this cookie comes behind the answers to everything urgent asked before it. */
void desk_mark(struct desk *d, uint64_t cookie);
void desk_value_set(struct desk *d, const char *key, const char *value);
void desk_value_get(struct desk *d, const char *key);
void desk_export(struct desk *d, const char *path, uint64_t cookie);
/* DESK_DONE with this cookie comes when everything asked before it is on disk. */
void desk_flush(struct desk *d, uint64_t cookie);
size_t desk_backlog(const struct desk *d);	/* requests not yet carried out: the scanner's feeder waits when large */

/* ---- playlists: the listener's own, by name; nothing but these calls changes them ---- */
struct stored_playlist {
	char *name;
	char *query;			/* NULL: the rows are the list; else what it finds is, and there are no rows */
	int64_t created_s, modified_s;
	track_id *tracks;
	size_t n;
};
enum { PLAYLIST_NAME_MAX = 255 };	/* bytes */
/* All, oldest first; stored_playlists_free(). Of a file older than playlists: none. */
enum err store_playlists(struct store *s, struct stored_playlist **ret_lists, size_t *ret_n);
void stored_playlists_free(struct stored_playlist *lists, size_t n);
/* Each is one transaction, synced when it returns OK. A name is 1 to PLAYLIST_NAME_MAX bytes of UTF-8 (ERR_ARG). */
/* Makes the list, or makes it what is given here. A track that is not in the library: ERR_MISSING, nothing changed. */
enum err store_playlist_put(struct store *s, const char *name, const char *query, const track_id *tracks, size_t n, int64_t now_s);
/* At the end of a list that is there (ERR_MISSING), or of a new one. */
enum err store_playlist_append(struct store *s, const char *name, const track_id *tracks, size_t n, int64_t now_s);
enum err store_playlist_rename(struct store *s, const char *name, const char *new_name, int64_t now_s);	/* ERR_MISSING; ERR_ARG: taken */
enum err store_playlist_delete(struct store *s, const char *name);	/* ERR_MISSING */
/* The same at the desk, urgent and in order; DESK_DONE or DESK_FAILED with the cookie. */
void desk_load_playlists(struct desk *d);
void desk_playlist_put(struct desk *d, const char *name, const char *query, const track_id *tracks, size_t n, int64_t now_s, uint64_t cookie);
void desk_playlist_append(struct desk *d, const char *name, const track_id *tracks, size_t n, int64_t now_s, uint64_t cookie);
void desk_playlist_rename(struct desk *d, const char *name, const char *new_name, int64_t now_s, uint64_t cookie);
void desk_playlist_delete(struct desk *d, const char *name, uint64_t cookie);

/* ---- saved filters: the listener's queries by name, and which of them narrow the library ---- */
enum filter_mode { FILTER_NOT = -1, FILTER_OFF = 0, FILTER_ON = 1 };	/* stored */
struct stored_filter { char *name, *query; enum filter_mode mode; };
/* All, by name; stored_filters_free(). Of a file older than filters: none. */
enum err store_filters(struct store *s, struct stored_filter **ret_filters, size_t *ret_n);
void stored_filters_free(struct stored_filter *filters, size_t n);
/* Makes it, or makes it what is given here. Each is one transaction, synced when it returns OK. A name is 1 to PLAYLIST_NAME_MAX bytes of UTF-8. */
enum err store_filter_put(struct store *s, const char *name, const char *query, enum filter_mode mode);
enum err store_filter_delete(struct store *s, const char *name);	/* ERR_MISSING */
/* The same at the desk, urgent and in order; DESK_DONE or DESK_FAILED with the cookie. */
void desk_load_filters(struct desk *d);
void desk_filter_put(struct desk *d, const char *name, const char *query, enum filter_mode mode, uint64_t cookie);
void desk_filter_delete(struct desk *d, const char *name, uint64_t cookie);

#endif
