/* retag.h -- TagLib's side of writing tags: one file, in place, which is a copy nobody else sees (edit.c). */
#ifndef SEGUE_MUSIC_RETAG_H
#define SEGUE_MUSIC_RETAG_H

#include "music.h"
#include "sniff.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Values several of which a field has are parted by RETAG_SEPARATOR; one that begins with RETAG_BYTES is what an ID3v2 frame that called
 * itself Latin-1 holds, byte for byte (U+0080 … U+00FF), and is written as such again: so an edit can be undone although nobody knows what
 * the bytes mean.
 */
#define RETAG_SEPARATOR "\x1f"
#define RETAG_BYTES "\x1e"
/* ERR_PARSE: the file, or what was written into it, is not what it should be; ERR_ARG: this kind of file cannot hold a field. */
enum err retag(const char *path, enum format format, const struct tag_edit *edit, struct tag_edit *ret_old);

#ifdef __cplusplus
}
#endif
#endif
