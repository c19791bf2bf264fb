/*
 * opening.h -- files of the disk on their way to the queue, a playlist, or to be played, known to the library or not.
 *
 *	LIST (a thread, for folders and playlists) ─▶ MATCH (slices) ─▶ act
 *	                                               └▶ some are not known: READ (the scanner) ─▶ MATCH again ─▶ act
 *
 * A file outside of the library's folders becomes known like any other, but its folder is not searched by later scans.
 */
#ifndef SEGUE_APP_OPENING_H
#define SEGUE_APP_OPENING_H

#include "app/app.h"

enum opening_action { OPENING_PLAY, OPENING_QUEUE_LAST, OPENING_QUEUE_NEXT, OPENING_PLAYLIST };
/* Unknown files that are read for one order; of more only those that are known are taken, and that is said. */
enum { OPENING_UNKNOWN_MAX = 1000 };

/* These files; PLAY begins with paths[at]. `name`: of the playlist. ERR_BUSY: one is going on. */
enum err opening_files(struct app *app, enum opening_action action, const char *const *paths, size_t n, size_t at, const char *name);
/* All music below a folder, or what a playlist names. */
enum err opening_folder(struct app *app, enum opening_action action, const char *path, const char *name);
int opening_fd(const struct app *app);		/* -1 */
void opening_turn(struct app *app, int64_t until_ms);
bool opening_wants_turn(const struct app *app);
/* A scan is over: what is not known now will not be. */
void opening_scanned(struct app *app);
void opening_close(struct app *app);

/* ---- in cmd_list.c, cmd_playlist.c ---- */
enum err queue_tracks(struct app *app, struct track *const *tracks, size_t n, bool next);
enum err playlist_add_tracks(struct app *app, const char *name, struct track *const *tracks, size_t n);

#endif
