/*
 * welcome.h -- the first start, when there is no library: where the music is, or the demo; then, while it is read, the styles one likes,
 * which the for-you list begins with (option styles, kept in segue.conf at once).  The view is src/view/pane_welcome.c.
 *
 *   FOLDER ──a folder is being read──▶ STYLES ──Done, Esc──▶ the library        Esc leaves at any time; `welcome` comes back
 *      ▲──── nothing was found in it ────┘
 */
#ifndef SEGUE_APP_WELCOME_H
#define SEGUE_APP_WELCOME_H

#include "app/app.h"

enum welcome_step { WELCOME_FOLDER, WELCOME_STYLES };
enum welcome_step welcome_step(const struct app *app);
void welcome_begin(struct app *app);		/* the start is done: shows itself if there is nothing to listen to */
void welcome_close(struct app *app);
/* The listener's music folder as the desktop knows it, "~/Music"; NULL: there is none, or nobody answered yet. */
const char *welcome_proposal(const struct app *app);
enum err welcome_toggle_style(struct app *app, const char *name);	/* likes it, or no longer; kept */
/* The list of styles with one more, or without it when it was there (case and accents aside). Caller frees. */
char *styles_toggled(const char *styles, const char *name);

#endif
