/*
 * wire.h -- what the scanner and its children say to each other: frames of a head (body length, kind, number) and a body.
 * Both ends are this same program on this machine, so numbers are in its own byte order; both still check everything, since
 * a child may have been taken over by the file it read.
 */
#ifndef SEGUE_MUSIC_WIRE_H
#define SEGUE_MUSIC_WIRE_H

#include "base.h"
#include "track.h"

#ifdef __cplusplus
extern "C" {
#endif

enum wire_kind {
	/* to the child */
	WIRE_WALK = 1,		/* path, why: patterns to leave out */
	WIRE_READ,		/* path */
	/* from it */
	WIRE_ALIVE,		/* nothing: once at its start, and now and then in a long walk */
	WIRE_FILE,		/* path, stamp */
	WIRE_DIR_FAILED,	/* path, why */
	WIRE_WALKED,		/* is_complete, stamp: the root's own */
	WIRE_TAGS,		/* tags */
	WIRE_FAILED,		/* why */
	/* of watching: to the child, and from it */
	WIRE_WATCH,		/* path, why: patterns to leave out */
	WIRE_LOOK,		/* path */
	WIRE_GONE,		/* path */
	WIRE_LIMITED,		/* why */
	WIRE_PART,		/* index, part, tags: a track of what is being read; its WIRE_TAGS follow */
	/* of pictures: to the child, and from it */
	WIRE_PICTURE,		/* path, numbers: start_ms, end_ms */
	WIRE_PICTURE_HEAD,	/* numbers: frame_ms, length_ms */
	WIRE_PICTURE_PART,	/* bytes: frames */
	WIRE_PICTURE_END,	/* why: "" or what was damaged */
	/* of hearing: to the child, and from it */
	WIRE_HEAR,		/* path, numbers: start_ms, end_ms; mark: what it was by then, index: what to wait for (HEAR_MANNERS) */
	WIRE_HEARD_PART,	/* bytes */
	WIRE_HEARD,		/* numbers: packets damaged, samples that were no numbers; mark; why: "" or what kept it from being heard (then the first: it is not there) */
	WIRE_SAME,		/* nothing: its mark is what it was, so it was not heard again */
	WIRE_WAITS,		/* index: for what (enum hear_wait) */
	WIRE_KINDS
};

/* Maxima in bytes, without the ending NUL. */
enum {
	WIRE_TEXT_MAX = 4096,		/* a tag, a reason */
	WIRE_LYRICS_MAX = 65536,
	WIRE_PATH_MAX = 16384,
	WIRE_BYTES_MAX = 64 * 1024,
	WIRE_BODY_MAX = 256 * 1024,	/* more than all texts of struct tags at their maximum */
	WIRE_HEAD = 12,
};

struct wire_frame {
	enum wire_kind kind;
	uint32_t number;	/* replies carry their request's */
	const char *path, *why;	/* borrowed from the bytes parsed; "" when the kind has none */
	struct file_stamp stamp;
	struct tags tags;
	struct part part;	/* WIRE_PART; path is its file */
	uint32_t index, mark;
	bool is_complete;
	int64_t numbers[2];
	const char *bytes;	/* borrowed likewise */
	uint32_t n_bytes;
};

/* Adds one frame; ERR_LIMIT (and nothing added) when a text is longer than its maximum or the buffer is full. */
enum err wire_put(struct buf *b, const struct wire_frame *f);
/* Takes one frame off the front of n bytes. *ret_used = 0: not all there yet. ERR_PARSE: no frame, nor will what follows be. */
enum err wire_get(const char *data, size_t n, struct wire_frame *ret_frame, size_t *ret_used);

/* Where the texts of struct tags are, and how long each may be: one table for wire and reader. */
struct tag_text { size_t offset; uint32_t max; };
enum { TAG_TEXTS = 20 };
extern const struct tag_text tag_texts[TAG_TEXTS];
/* All absent: "", 0, NaN. */
void tags_clear(struct tags *t);

#ifdef __cplusplus
}
#endif
#endif
