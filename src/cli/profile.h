/*
 * profile.h -- a listener's whole profile as lines of JSON, one thing a line, so that it can be read, searched and taken elsewhere.
 *
 *	{"profile":1,"listener":"anna","exported":"2026-11-21T20:00:00Z"}		the first
 *	{"event":"finish","at":"…Z","at_ms":…,"path":"…","artist":"…","title":"…","album":"…","source":"queue","value":0,
 *	 "position_ms":…,"listened_ms":…,"duration_ms":…}				of the log: plays, skips, stars, loves, bans, moods
 *	{"style":"Jazz","at_ms":…,"path":"…",…}					what the listener said a track's style is
 *	{"elsewhere":"finish","at_ms":…,"artist":"…","title":"…","mbid":"…","listened_ms":…,"duration_ms":…}	heard elsewhere, of no track here
 *	{"option":"adventure","value":"35"}, {"learnt":{…}}				how it is ranked; told, not taken in
 */
#ifndef SEGUE_CLI_PROFILE_H
#define SEGUE_CLI_PROFILE_H

#include "store.h"

#include <jansson.h>
#include <stdio.h>

enum { PROFILE_VERSION = 1, PROFILE_LINE_MAX = 1 << 16 };
enum profile_what { PROFILE_HEAD, PROFILE_EVENT, PROFILE_STYLE, PROFILE_ELSEWHERE, PROFILE_TOLD };
struct profile_line {
	enum profile_what what;
	struct event event;			/* its track is not set; of PROFILE_ELSEWHERE, too */
	char *path;				/* any bytes; NULL: none */
	const char *artist, *title, *album;	/* as long as root */
	const char *style, *mbid;
	json_t *root;
};
/* ERR_PARSE: not such a line. Nothing of what is said in it is believed that a log could not hold. */
enum err profile_line_read(const char *text, size_t n, struct profile_line *ret);
void profile_line_done(struct profile_line *line);

/* ---- profile.c ---- */
struct cli_common;
/*
 * To write, what is there, while no player reads or writes it. ERR_MISSING: it is not made by that; ERR_BUSY: a player has it. Whatever it returns, lock (-1 before)
 * and store (NULL before) are given back to profile_close().
 */
enum err profile_open(const struct cli_common *common, int *ret_lock, struct store **ret_store);
void profile_close(int lock, struct store *store);
/* What was learnt goes, that of all listeners: what many played is learnt from each of them. All is learnt anew where there is a log. */
enum err profile_unlearn(const char *db);

/* ---- profile_line.c ---- */
void profile_put_event(FILE *to, const struct event *ev, const struct track *t);	/* t NULL: it is gone */
void profile_put_style(FILE *to, const struct correction *c, const struct track *t);
void profile_put_elsewhere(FILE *to, const struct store_listen *l);
void profile_put(FILE *to, json_t *object);	/* frees it */

#endif
