/*
 * playlists.h -- the listener's named lists in memory, and every edit of them: changed here at once, kept by the desk at once.
 *
 *   command ─▶ undo_… (what was) ─▶ playlists_… (memory, desk) ─▶ DESK_DONE, or DESK_FAILED: all are read anew
 */
#ifndef SEGUE_APP_PLAYLISTS_H
#define SEGUE_APP_PLAYLISTS_H

#include "app/app.h"

struct named_list {
	char *name, *folded;
	char *query;			/* NULL: the rows are ids */
	bool is_own;			/* the program made it (daily.h): nobody edits it */
	track_id *ids;
	size_t n, cap;
	struct track **found;		/* of a query, in the library's order */
	size_t n_found;
	bool is_found;			/* it has been looked for … */
	uint64_t found_version;		/* … in the library of this version … */
	int64_t found_ms;		/* … then (monotonic) */
};

struct playlists *playlists_new(void);
void playlists_free(struct playlists *p);
bool playlists_are_loaded(const struct app *app);
void playlists_got(struct app *app, const struct desk_news *news);

/* By folded name. */
size_t playlists_count(const struct app *app);
struct named_list *playlists_at(const struct app *app, size_t i);
struct named_list *playlists_find(const struct app *app, const char *name);	/* NULL */
size_t playlists_index(const struct app *app, const struct named_list *l);
size_t list_count(const struct named_list *l);
struct track *list_track(const struct app *app, const struct named_list *l, size_t i);	/* NULL: not in the library (yet) */
struct track **list_tracks(const struct app *app, const struct named_list *l, size_t *ret_n);	/* caller frees */

/* Edits. None of them is undoable by itself: undo.c is told before. */
enum err playlists_put(struct app *app, const char *name, const char *query, const track_id *ids, size_t n);
enum err playlists_append(struct app *app, const char *name, const track_id *ids, size_t n, uint64_t cookie);
enum err playlists_rename(struct app *app, const char *name, const char *new_name);
enum err playlists_delete(struct app *app, const char *name);
enum err playlists_check_name(const char *name);
/* The list that `y` adds to; NULL: none yet. */
const char *playlists_last(const struct app *app);
void playlists_set_last(struct app *app, const char *name);

/* Smart lists are looked for while they are shown, a few milliseconds a turn. */
void playlists_turn(struct app *app, int64_t until_ms);
bool playlists_want_turn(const struct app *app);

/* ---- import.c: files in and out, read and written on a thread of their own, matched in slices ---- */
struct import_counts {
	int64_t read, matched, unmatched, duplicate, bad;
	char missing[300];	/* the first that is unmatched */
};
/* "evening" of "/x/evening.m3u8", as a name; caller frees. */
char *import_name(const char *path);
/*
 * The tracks of the library the entries from `from` on mean, for at most `max` entries; what `have` holds (track -> anything) is a
 * duplicate. Adds to ids (its room is theirs) and counts; returns the entry to go on with.
 */
struct import_ids { track_id *ids; size_t n, cap; };
size_t import_match(struct library *lib, const struct playlist *list, size_t from, size_t max, const struct map64 *have,
		    struct import_ids *ids, struct import_counts *counts);
/*
 * The files entry i may mean that the library has to read before it can be matched: at most two, ret_paths borrowed. None: it is known, or
 * no music by its name.
 */
size_t import_unknown(struct library *lib, const struct playlist *list, size_t i, const char *ret_paths[2]);
char *import_line(const struct import_counts *c, bool json);	/* caller frees */
/* conn 0: for the listener at the keyboard. ERR_BUSY: one is going on. */
enum err import_start(struct app *app, const char *const *paths, size_t n, uint64_t conn, bool json);
enum err export_start(struct app *app, const struct named_list *l, const char *path);
int import_fd(const struct app *app);		/* -1: none */
void import_turn(struct app *app, int64_t until_ms);
bool import_wants_turn(const struct app *app);
void import_scanned(struct app *app);	/* a scan is over: what is not known now will not be */
void import_kept(struct app *app, const char *sentence);	/* the desk's answer to COOKIE_IMPORT; NULL: it is kept */
void import_close(struct app *app);
/* A track as a file has it. */
void export_add(struct playlist *list, const struct track *t);

/* ---- undo.c ---- */
enum { UNDO_STEPS = 100, UNDO_BYTES = 64 << 20 };
struct undo *undo_new(void);
void undo_free(struct undo *u);
/* Call before the change; `what` says it in words ("removed Xtal"). */
void undo_queue(struct app *app, const char *what);
void undo_playlist(struct app *app, const char *name, const char *what);
void undo_rename(struct app *app, const char *name, const char *new_name);
void undo_keys(struct app *app, const char *what);
/* Rows of what follows the queue were taken out: after the change, which gave the entries. what NULL: goes with the step made last. */
void undo_ahead(struct app *app, const struct queue_entry *entries, size_t n, const char *what);
/* Records that write back what the files held (tagging.h); taken over. */
void undo_tags(struct app *app, const char *what, struct buf *records);
/* An option had the value `old`, and has `value` now. */
void undo_option(struct app *app, const char *name, const char *old, const char *value);
void undo_option_refused(struct app *app, const char *name, const char *value);	/* … after all it has not: there is nothing to take back */
/* The newest step and the one before it, both made since `before` was the newest, are one edit. */
void undo_join(struct app *app, uint64_t before);
void undo_filter(struct app *app, const char *name, const char *what);
/* Tracks were taken out of the library, with their folder or (NULL) without: after the change. An id below 0 was missing. */
void undo_removed(struct app *app, const char *root, const track_id *ids, size_t n, const char *what);
/* The change did not happen after all. */
void undo_drop(struct app *app);
/* What the listener said of these before: a line each. */
void undo_style(struct app *app, const track_id *ids, size_t n, const char *names, const char *what);
void undo_forgotten(struct app *app, const struct forgotten *gone, const char *what);
enum err undo_last(struct app *app);
enum err undo_again(struct app *app);	/* what undo_last() took back last, until there is another edit */
/* What takes back the step of this serial, which is known when it is done: as above; no records: it did nothing. */
void undo_know_tags(struct app *app, uint64_t serial, struct buf *records);
void undo_know_removed(struct app *app, uint64_t serial, const track_id *ids, size_t n);
struct undo_step;
/* For edit.c: the newest step (0: none), and that one dropped; a step put back, or freed. */
uint64_t undo_newest(const struct app *app);
void undo_forget(struct app *app, uint64_t serial);
void undo_return(struct app *app, struct undo_step *step);
void undo_step_free(struct undo_step *step);

/* ---- cmd_playlist.c ---- */
enum err playlist_ask_delete(struct app *app, const struct named_list *l);
enum err playlist_clear(struct app *app);	/* the chosen one loses all its rows */
/* May the rows of this one be edited? ERR_ARG says what it is. */
enum err playlist_editable(const struct named_list *l);
/* Row i of the pane: the listener's lists, then the program's own; NULL: no more. */
struct named_list *playlists_shown(const struct app *app, size_t i);
/* NULL: none is chosen (there is none). */
struct named_list *playlist_chosen(struct app *app);
/* The key was the answer to a question about a list. */
bool playlist_answer(struct app *app, const struct key *key);

#endif
