/* listens_priv.h -- what the readers of listens share. */
#ifndef SEGUE_MUSIC_LISTENS_PRIV_H
#define SEGUE_MUSIC_LISTENS_PRIV_H

#include "listens.h"

#include <stdio.h>
#include <zlib.h>

enum {
	MBID_SIZE = 37,
	LISTENS_NAME_MAX = 2000,		/* bytes of an artist or a title */
	LISTENS_TEXT_MAX = 16 << 20,		/* of a line, or an object of JSON: a page of Last.fm's is one */
};
#define LISTENS_LATEST_S 7258118400		/* 2200-01-01 */

struct listens {
	const char *path;
	enum listens_kind kind;
	enum err (*each)(void *ctx, const struct listen *l);
	void *ctx;
	struct listens_counts *counts;
	gzFile file;
	char *piece;
	size_t at, n;			/* of the piece */
	size_t line;			/* of the file, 1 the first */
	struct buf text;		/* the line, or the object, that is being read */
	bool too_long;
	int64_t given;
	enum err err;			/* ends it */
};

int listens_byte(struct listens *l);	/* -1: the end, or an error */
int listens_first(struct listens *l);	/* passes over blanks; what comes next, not taken */
bool listens_line(struct listens *l);	/* into text, without its end; false: none is left */
void listens_bad(struct listens *l, size_t line, const char *why);
bool listens_mbid(const char *text, char ret_id[MBID_SIZE]);	/* NULL and what is none: false */
/* Texts may be NULL, mbid anything; cleans, checks and hands over. */
void listens_give(struct listens *l, struct listen *what, size_t line);

void listens_read_json_lines(struct listens *l);
void listens_read_json(struct listens *l, enum listens_kind kind);
void listens_read_csv(struct listens *l);
void listens_read_table(struct listens *l);
/* "31 Jan 2019 13:45", "2019-01-31 13:45:10", "2019-01-31T13:45:10Z", Unix seconds or milliseconds; UTC. *ret_within_s: 59 when only minutes are said. */
bool listens_time(const char *text, int64_t *ret_s, int64_t *ret_within_s);

#endif
