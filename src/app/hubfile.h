/*
 * hubfile.h -- what lies beside the database of a listener who shares with a hub: who that is there and up to where it was told, and what came back.
 *
 *   DB-hub-HASH     the listener's random number at the hub; the last event that was acknowledged; a time before which nothing leaves (again)
 *   DB-hubbed-HASH  what at least HUB_LEAST others play: a line a track
 *   DB-recommended-HASH  what ListenBrainz recommends, in the same form (segue import recommendations)
 *
 * Files, not rows of the database: whoever talks to a hub is a child that has it open for reading only, and a copy of the database is nobody at the hub.
 */
#ifndef SEGUE_APP_HUBFILE_H
#define SEGUE_APP_HUBFILE_H

#include "hub.h"

struct hubfile { char listener[HUB_LISTENER_SIZE]; int64_t kept, from_ms; };
/* Of the name's hash, as learnt_path(). Caller frees. */
char *hubfile_path(const char *db, const char *listener);
char *hubfile_picks_path(const char *db, const char *listener);
char *hubfile_recommended_path(const char *db, const char *listener);
/* Whoever talks for the listener holds it, until ret_fd is closed. ERR_BUSY: another does. */
enum err hubfile_lock(const char *path, int *ret_fd);
/* ERR_MISSING: never told anything. ERR_PARSE names the file. */
enum err hubfile_read(const char *path, struct hubfile *ret);
enum err hubfile_write(const char *path, const struct hubfile *f);	/* on disk when it returns */

/* A line "people score mbid artist title", between tabs; mbid "" when it is not known. ERR_PARSE: that is no track of hubfile_track(). */
enum err hubfile_add_pick(struct buf *to, const struct hub_pick *pick);
/* Each line in turn; strings until the next. Stops at what is no such line: ERR_PARSE names the file and the line. ERR_MISSING: there is none. */
enum err hubfile_read_picks(const char *path, void (*each)(void *ctx, const struct hub_pick *pick), void *ctx);

/* What tracks are called at a hub: "mbid:…", or "name:" and how the names are compared; NULL: it has no name others could know. Caller frees. */
char *hubfile_track(const char *mbid, const char *artist, const char *title);

#endif
