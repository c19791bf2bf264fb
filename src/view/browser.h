/* browser.h -- the browser of the disk, for its pane and for commands. */
#ifndef SEGUE_VIEW_BROWSER_H
#define SEGUE_VIEW_BROWSER_H

#include "app/opening.h"
#include "view/view.h"

void browser_free(struct browser *b);
int browser_fd(const struct app *app);		/* -1: nothing is being read */
void browser_turn(struct app *app);		/* its descriptor is readable */
/* Shows this folder or playlist; NULL: the same anew. The cursor goes to the row of this name. */
enum err browser_go(struct app *app, const char *path, const char *cursor_on);
const char *browser_path(struct app *app);	/* what is shown, or will be */
enum err browser_up(struct app *app);
enum err browser_toggle_hidden(struct app *app);
/* What the cursor is on goes to the queue or a playlist; moves on to the next row. */
enum err browser_take(struct app *app, enum opening_action action, const char *name);
enum err browser_add(struct app *app);		/* … or to the library */
bool browser_has_focus(const struct app *app);

#endif
