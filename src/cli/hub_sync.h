/*
 * hub_sync.h -- a listener's log and what a hub has of it are made one.
 *
 * What leaves: how plays ended (finish, skip), stars, love and its undoing.  What never does: anything of a track that is banned or without a name (its
 * title would be a file's), starts, bans, moods, and what is not in the log: private sessions, what was forgotten.
 */
#ifndef SEGUE_CLI_HUB_SYNC_H
#define SEGUE_CLI_HUB_SYNC_H

#include "app/hubfile.h"
#include "store.h"

/* What of the log may leave, by id; hub_log_done(). from_ms: only what came after that. */
struct hub_log { struct hub_event *events; size_t n; struct arena arena; };
enum err hub_log_read(struct store *store, int64_t from_ms, struct hub_log *ret_log);
void hub_log_done(struct hub_log *log);
/*
 * Afterwards the hub has just what the log has: what it lacks is pushed in batches, each acknowledged in the file at `path` when it is committed; what was
 * forgotten or banned since is taken back. Interrupted anywhere, the next one goes on. *ret_pushed: new rows; *ret_dropped: rows that were too many.
 */
enum err hub_sync(struct hub *hub, const struct hub_log *log, const char *path, struct hubfile *file, int64_t *ret_pushed, int64_t *ret_dropped);
/* What others play, into the file at `path`, whole or as it was. */
enum err hub_pull(struct hub *hub, const char *path, int64_t *ret_picks);

#endif
