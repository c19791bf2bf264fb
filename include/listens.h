/*
 * listens.h -- the noun of listening that was written down elsewhere, and its one reader: the exports of ListenBrainz, Last.fm and Spotify,
 * and tables of who listened to what.  A part of the room music.
 */
#ifndef SEGUE_LISTENS_H
#define SEGUE_LISTENS_H

#include "track.h"
#include "base.h"

enum listens_kind { LISTENS_LISTENBRAINZ, LISTENS_LASTFM, LISTENS_SPOTIFY, LISTENS_INTERACTIONS, LISTENS_KINDS };
extern const char *const listens_kind_name[LISTENS_KINDS];	/* as `segue import` spells them */

/* One line of it. Strings are UTF-8 without control characters, never NULL ("" = not said), good until the next. */
struct listen {
	const char *who;		/* whose it is, where the file says so */
	const char *artist, *title, *album;
	const char *mbid;		/* MusicBrainz' recording, in lower case */
	int64_t at_s;			/* Unix, when it began; 0: not said */
	int64_t within_s;		/* how far off that may be */
	int64_t listened_ms, duration_ms;	/* -1: not said; 0: not said */
	enum event_kind end;		/* EVENT_FINISH, EVENT_SKIP or EVENT_STOP */
	int32_t count;			/* how often */
};

struct listens_counts {
	int64_t read, bad;		/* lines (or objects of JSON) that mean something; that do not */
	char first_bad[512];		/* the first of those: file, line and why */
};

/*
 * Reads a file, plain or gzip, a piece at a time (memory does not grow with it): calls `each`, which may end it with an error, for every
 * listen in the file's order. What cannot be read is counted and passed over. Formats: shared/RECOMMEND.md section 5.
 *
 *   listenbrainz   a listen a line (JSON Lines), or an array of them
 *   lastfm         CSV with or without a header (artist, album, track, date), or the JSON of its API
 *   spotify        the extended streaming history (JSON), or the plain one
 *   interactions   "listener item item…", or "listener TAB item TAB count [TAB time]"; an item is a MusicBrainz id, "Artist - Title" or a name
 *
 * ERR_IO, ERR_PARSE: the file is not there, is damaged as a whole (gzip), or nothing of it is of this kind. Counts are added to.
 */
enum err listens_read(const char *path, enum listens_kind kind, enum err (*each)(void *ctx, const struct listen *l), void *ctx,
		      struct listens_counts *counts);

#endif
