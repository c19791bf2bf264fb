/* demo.h -- the demo library: rendered by a child at the first use, then scanned like any folder. */
#ifndef SEGUE_APP_DEMO_H
#define SEGUE_APP_DEMO_H

#include "app/app.h"

enum err demo_start(struct app *app);
void demo_turn(struct app *app);		/* demo_fd is readable */
void demo_close(struct app *app);
int demo_worker(const char *dir);		/* `segue --worker demo DIR`: a line a piece on standard output */

#endif
