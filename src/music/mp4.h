/* mp4.h -- the boxes of an MP4 file, as far as they say where its sound ends. */
#ifndef SEGUE_MUSIC_MP4_H
#define SEGUE_MUSIC_MP4_H

#include "base.h"

/*
 * Where the sound ends, in µs rounded down, counted from where libavformat begins to count: the first sample that is heard, or the very first one
 * where only iTunes says what was put before. 0: the file does not say, says what cannot be, or has not one track of sound. Bounded memory and time.
 */
int64_t mp4_end_us(int fd);

#endif
