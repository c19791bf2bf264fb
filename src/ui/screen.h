/* screen.h -- struct ui as the drawing files see it.  With this header comes curses; nobody outside src/ui includes it. */
#ifndef SEGUE_UI_SCREEN_H
#define SEGUE_UI_SCREEN_H

#include <stdio.h>

#include "ui.h"

#define NCURSES_WIDECHAR 1
#include <curses.h>
#undef OK	/* both houses mean 0 by it; ours is an enum err */

#include "ui/keys.h"
#include "ui/theme.h"

struct ui {
	SCREEN *screen;
	FILE *in, *out;			/* curses wants streams; duplicates of the caller's descriptors */
	int fd_in, fd_out;
	int rows, cols;
	int cursor_y, cursor_x;		/* y < 0: hidden */
	bool is_headless, is_ascii, is_mono, is_lost, is_suspended;
	bool has_mouse, mouse_on;	/* the terminal can / reports are switched on */
	bool has_paste;
	bool has_rgb, may_redefine;	/* colours: numbers are 0xrrggbb / palette slots may be changed */
	bool redefined[256];		/* slots whose colour we changed */
	struct key_reader keys;
	struct { attr_t attr; int pair; } look[ROLE_COUNT];
	cchar_t *line;			/* one row being put together */
	int line_cells;
};

/* colour.c: gives every role its attributes and its colour pair. */
void colour_init(struct ui *ui, bool no_color);
void colour_apply(struct ui *ui, const struct theme *theme);

#endif
