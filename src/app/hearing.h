/* hearing.h -- where the room that decodes meets the ear: what `segue --worker hear` listens with. */
#ifndef SEGUE_APP_HEARING_H
#define SEGUE_APP_HEARING_H

#include "music.h"

extern const struct hearing ear_hearing;

#endif
