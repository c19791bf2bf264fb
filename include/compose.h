/*
 * compose.h -- it writes music.  For now: the demo library, a few short pieces synthesised here, varied in style, tempo and mood.
 */
#ifndef SEGUE_COMPOSE_H
#define SEGUE_COMPOSE_H

#include "base.h"

size_t demo_count(void);
/* Name of piece i, as its title. */
const char *demo_title(size_t i);
/* Renders piece i as a tagged FLAC below `dir` (artist/album/NN title.flac) unless it is there already; same bytes every time. */
enum err demo_render(size_t i, const char *dir);

#endif
