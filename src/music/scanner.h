/* scanner.h -- knobs of the scanner for tests. */
#ifndef SEGUE_MUSIC_SCANNER_H
#define SEGUE_MUSIC_SCANNER_H

#include "music.h"

/* How long a child may say nothing before it is given up (10 s for tags, 60 s for walking otherwise). */
void scanner_set_stall_ms(struct scanner *s, int64_t ms);

#endif
