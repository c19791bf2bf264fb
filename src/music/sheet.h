/* sheet.h -- a cue sheet and the files it names, as tracks with tags: what the tag child answers. */
#ifndef SEGUE_MUSIC_SHEET_H
#define SEGUE_MUSIC_SHEET_H

#include "cue.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sheet_sink {
	/* `index` counts the sheet's tracks from 1; tags->part is set */
	void (*part)(void *ctx, unsigned index, const struct tags *tags);
	/* the sheet itself, last: has_parts, and what it says of the whole */
	void (*whole)(void *ctx, const struct tags *tags);
	void *ctx;
};

/*
 * Reads a .cue and tells its tracks; `h` reads the tags of the files it names. ERR_MISSING, and nothing told: none of them is there, or can be
 * read (the sentence names the first).
 */
enum err sheet_read(struct tags_holder *h, const char *path, const struct sheet_sink *sink);
/* A sheet that stands in the tags of the file; one that makes no sense is as if it were not there. */
void sheet_inside(const char *text, size_t n, const char *file, const struct tags *file_tags, const struct sheet_sink *sink);
/* The text of the CUESHEET tag of what was read last; "" = none. */
const char *tags_cue(const struct tags_holder *h, size_t *ret_n);

#ifdef __cplusplus
}
#endif

#endif
