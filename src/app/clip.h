/* clip.h -- what was yanked or cut, to be put into the queue or a playlist. */
#ifndef SEGUE_APP_CLIP_H
#define SEGUE_APP_CLIP_H

#include "app/app.h"

void clip_free(struct app *app);

#endif
