/* term.h -- a program in a terminal that is a picture: a pty on one side, libvterm on the other. */
#ifndef SEGUE_TESTS_TERM_H
#define SEGUE_TESTS_TERM_H

#include <signal.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

#include "base.h"

struct term {
	int master;			/* -1 after a hang-up */
	int reports, orders;		/* from and to the keeper */
	pid_t keeper, program;
	bool is_stopped, has_ended;
	bool is_fetched;		/* whenever it stops it is told to go on, as a shell's fg does */
	unsigned continued;		/* how often it was seen to go on */
	int status;			/* as waitpid() gives it, once ended */
	struct termios at_start;
	VTerm *vt;
	VTermScreen *screen;
	int rows, cols;
	bool alt, cursor_visible, mouse;
	int cursor_y, cursor_x;
};

void term_start(struct term *t, int rows, int cols, char **argv);
void term_end(struct term *t);
void term_kill(struct term *t);		/* SIGKILL, to its children too */
/* Takes what has come, waiting at most wait_ms for it; also reads `extra` (-1: none) into `b`. False when nothing came. */
bool term_pump(struct term *t, int wait_ms, int extra, struct buf *b, bool *ret_extra_ended);
void term_send(struct term *t, const void *bytes, size_t n);
void term_key(struct term *t, VTermKey key, VTermModifier mod);
void term_character(struct term *t, uint32_t code, VTermModifier mod);
void term_paste(struct term *t, const char *text, size_t n);
void term_mouse(struct term *t, int y, int x, int button, bool pressed);
void term_resize(struct term *t, int rows, int cols);
void term_hang_up(struct term *t);
void term_continue(struct term *t);
/* The screen, a line a row, trailing blanks cut; caller frees. */
char *term_text(const struct term *t);
/* NULL when the terminal is as it was before the program started, else what is not. */
const char *term_unrestored(struct term *t);

#endif
