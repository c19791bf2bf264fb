/*
 * path.h -- a way from one track to another in small steps, into the queue.
 *
 *	path_find ─▶ thread: what may lie on the way ─▶ who they are by, what may be played ─▶ thread: the way ─▶ queue, next
 */
#ifndef SEGUE_APP_PATH_H
#define SEGUE_APP_PATH_H

#include "app/app.h"

enum { PATH_STEPS = 8 };
/* So many tracks between both. ERR_MISSING: there is no library. What else is wrong is said when it is known. */
enum err path_find(struct app *app, struct track *from, struct track *to, size_t steps);

#endif
