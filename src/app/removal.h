/* removal.h -- what the listener takes out of the library, and puts back: a bunch of tracks, or all below a folder, a slice a turn. */
#ifndef SEGUE_APP_REMOVAL_H
#define SEGUE_APP_REMOVAL_H

#include "app/app.h"

/*
 * These tracks leave the library at once and for good: no scan brings them back, adding them or their folder by name does (scan.c), and so
 * does undo. Their files are not touched; history, ratings and playlists keep them. ERR_BUSY: another removal is not over.
 */
enum err removal_tracks(struct app *app, struct track *const *tracks, size_t n);
/* The folder is no longer one of the library's, and what is only in it leaves with it. ERR_MISSING: it is none. */
enum err removal_root(struct app *app, const char *root);
/* Redo: the same leave again, with the folder or (NULL) without; undo_know_removed() is told who did. */
enum err removal_again(struct app *app, const char *root, const track_id *ids, size_t n, uint64_t step);
/* Undo: back they come (an id below 0: it was missing), and the folder, unless it is NULL. */
enum err removal_put_back(struct app *app, const char *root, const track_id *ids, size_t n);

/*
 * In memory a track is out, or back, at once, and the desk writes it in its turn. A row that it wrote before that, and tells of now, does not know: its
 * state is not taken. `cookie` is the answer's.
 */
void removal_asked(struct app *app, track_id id);
bool removal_is_newer(struct app *app, track_id id, uint64_t cookie);

void removal_turn(struct app *app, int64_t until_ms);
bool removal_wants_turn(const struct app *app);
void removal_close(struct app *app);	/* does the rest: it was promised */

#endif
