/* watching.h -- the library's folders are watched while the option says so. */
#ifndef SEGUE_APP_WATCHING_H
#define SEGUE_APP_WATCHING_H

#include "app/app.h"

/* Begins or ends watching as options and folders say; takes what changed. */
void watching_turn(struct app *app, int64_t until_ms);
int watching_fd(const struct app *app);		/* -1: nothing is watched */
/* What is to be ignored is another now: all is looked at again, and watched anew. */
void watching_again(struct app *app);
/* A root came back: what was watched there went with its disk. */
void watching_root_again(struct app *app, const char *root);
void watching_close(struct app *app);

#endif
