/* hearing.h -- where the room that decodes meets the ear: what `segue --worker hear` listens with. */
#ifndef SEGUE_APP_HEARING_H
#define SEGUE_APP_HEARING_H

#include "music.h"

extern const struct hearing ear_hearing;

/*
 * What such an ear made of a track: features, beats, and by what the same music is known again. As bytes: the length of the features (32 bits,
 * little-endian), the features as features_pack() writes them, the print to the end. ERR_PARSE: this is nothing of the kind.
 */
struct hearing_parts { const char *features, *print; size_t n_features, n_print; };
enum err hearing_split(const char *bytes, size_t n, struct hearing_parts *ret);

#endif
