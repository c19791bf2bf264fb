/* listens.h -- what the readers of listens share: a file in pieces, and what becomes of what was read. */
#ifndef SEGUE_MUSIC_LISTENS_H
#define SEGUE_MUSIC_LISTENS_H

#include "music.h"

#include <zlib.h>

enum {
	LISTENS_TEXT_MAX = 1 << 20,		/* bytes of a line, or of an object of JSON */
	LISTENS_NAME_MAX = 1000,		/* … of a name: what is longer is none */
};

struct listens {
	const char *name;			/* of the file, for people */
	enum listens_kind kind;
	enum err (*each)(void *ctx, const struct listen *l);
	void *ctx;
	struct listens_counts *counts;
	gzFile file;
	char *piece;
	size_t at, n;				/* in the piece */
	size_t line;				/* of the file, where it is read now; 1 the first */
	struct buf text;			/* the line, or the object, that is being read */
	bool is_long;				/* … of which only the beginning was kept */
	bool is_of_kind;			/* something in it was */
	enum err err;				/* ends it */
};

bool listens_refill(struct listens *l);		/* the next piece; false: the end, or an error */
/* The next byte; -1: the end, or an error. Inline, as keeping one is: JSON is cut byte by byte. */
static inline int listens_byte(struct listens *l)
{
	if (l->at == l->n && (l->err || !listens_refill(l)))
		return -1;
	return (unsigned char)l->piece[l->at++];
}
static inline void listens_unget(struct listens *l)	/* the byte just taken */
{
	l->at--;
}
static inline void listens_keep(struct listens *l, int byte)
{
	char c = (char)byte;

	if (l->text.len + 1 < l->text.cap)
		l->text.data[l->text.len++] = c;	/* not ended by a NUL: parsed by its length */
	else if (buf_add(&l->text, &c, 1))
		l->is_long = true;
}
int listens_first(struct listens *l);		/* passes over blanks; the byte that comes next, not taken, or -1 */
bool listens_line(struct listens *l);		/* into text, without its end; false: none is left */
void listens_bad(struct listens *l, size_t line, const char *why);
/* Names may be NULL, and anything; cleans, checks and hands over. */
void listens_give(struct listens *l, struct listen *what, size_t line);

void listens_read_json_lines(struct listens *l);
void listens_read_json(struct listens *l);
void listens_read_csv(struct listens *l);
void listens_read_table(struct listens *l);
/*
 * "31 Jan 2019 13:45", "2019-01-31 13:45:10", "2019-01-31T13:45:10.5Z", Unix seconds or milliseconds; all UTC. *ret_within_s: how far off it
 * may be, 59 when only minutes are said.
 */
bool listens_time(const char *text, int64_t *ret_s, int64_t *ret_within_s);

#endif
