/* tagging.h -- tags written into files, off this thread and in a child: `segue tag --records`. */
#ifndef SEGUE_APP_TAGGING_H
#define SEGUE_APP_TAGGING_H

#include "app/app.h"

/*
 * records: as `segue tag --records` reads them; taken over. what: for undo ("tags of 3 files"); NULL: it is an undo or a redo, and
 * `step` the step that takes it back. What could not be done
 * is told when it is known; what was done can be undone from then on, and the files are read again.
 */
enum err tagging_start(struct app *app, struct buf *records, const char *what, uint64_t step);

#endif
