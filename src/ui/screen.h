/* screen.h -- struct ui as the drawing files see it.  With this header comes curses; nobody outside src/ui includes it. */
#ifndef SEGUE_UI_SCREEN_H
#define SEGUE_UI_SCREEN_H

#include <stdio.h>
#include <termios.h>

#include "ui.h"

#define NCURSES_WIDECHAR 1
#include <curses.h>
#undef OK	/* both houses mean 0 by it; ours is an enum err */

#include "ui/charset.h"
#include "ui/keys.h"
#include "ui/theme.h"

struct ui {
	SCREEN *screen;
	FILE *in, *out;			/* curses wants streams: the terminal's input; where it draws, see outlet.c */
	int fd_in, fd_out;		/* the terminal, opened anew: never waiting */
	int flags_in, flags_out;	/* of descriptors shared with the shell, to be put back; -1 = they are ours alone */
	struct termios raw;		/* the terminal's modes while it is ours */
	struct charset *charset;	/* NULL: UTF-8 */
	struct buf waiting;		/* for the terminal to take */
	size_t sent;			/* of waiting */
	bool is_owed;			/* there is a newer picture than the one waiting */
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
	struct made_cell { wchar_t c; attr_t attr; int pair; cchar_t cell; } made[256];	/* by letter: the last of it */
	int line_cells;
};

/* outlet.c */
enum err outlet_open(struct ui *ui);		/* where curses draws */
/* The terminal behind fd, not waiting; ret_flags: to be put back when the open file is shared, else -1. -1: errno. */
int outlet_terminal(int fd, int *ret_flags);
void outlet_collect(struct ui *ui);		/* what curses drew joins what waits */
void outlet_send(struct ui *ui, const char *s);	/* behind all that curses drew */
bool outlet_drain(struct ui *ui, int ms);	/* for the end: waits a little; false: the terminal did not take all of it */
void outlet_close(struct ui *ui);

/* colour.c: gives every role its attributes and its colour pair. */
void colour_init(struct ui *ui, bool no_color, const char *depth);
void colour_apply(struct ui *ui, const struct theme *theme);

#endif
