/* payload.h -- the sound of a file as it lies there, whatever tags lie beside it: a mark that stays when they change. */
#ifndef SEGUE_MUSIC_PAYLOAD_H
#define SEGUE_MUSIC_PAYLOAD_H

#include "base.h"

/*
 * Of the file, and of the stretch of it that is meant. 0: it cannot be told. `tick` is called now and then while it reads: of a long file, or a slow disk,
 * it may take a while. The mark of the last file is remembered, so that the tracks of a cue sheet cost it once.
 */
uint32_t payload_mark(const char *path, int64_t start_ms, int64_t end_ms, void (*tick)(void *ctx), void *ctx);

#endif
