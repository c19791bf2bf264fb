/*
 * ui.h -- the terminal: screen, keys, theme, and the widgets panes are made of.  The only room that includes curses.
 *
 * Drawing goes to an off-screen picture; ui_flush() sends what changed.  All text is UTF-8; widths are terminal cells.
 */
#ifndef SEGUE_UI_H
#define SEGUE_UI_H

#include "base.h"

struct ui;

/* ---- roles: what a piece of text is; a theme says how it looks ---- */
enum role {
	ROLE_NORMAL, ROLE_DIM, ROLE_STRONG, ROLE_TITLE, ROLE_BORDER, ROLE_BORDER_ACTIVE,
	ROLE_TAB, ROLE_TAB_ACTIVE, ROLE_CURSOR, ROLE_CURSOR_IDLE, ROLE_PLAYING, ROLE_MARKED,
	ROLE_STARS, ROLE_LOVE, ROLE_REASON, ROLE_MOVED, ROLE_SCORE, ROLE_PROGRESS, ROLE_PROGRESS_REST,
	ROLE_STATUS, ROLE_KEY, ROLE_MESSAGE, ROLE_ERROR, ROLE_PROMPT, ROLE_MATCH, ROLE_MISSING,
	ROLE_COUNT
};
extern const char *const role_name[ROLE_COUNT];		/* "normal", "tab_active", … as in theme files and the man page */

/* ---- life ---- */
struct ui_options {
	const char *theme;		/* name or path; NULL = default (dark) */
	bool mouse;
	bool no_color;
	int fd_in, fd_out;		/* -1: standard input / output */
	/* The terminal's TERM, COLORTERM and character set; with term NULL all three, and NO_COLOR, come from the environment. */
	const char *term, *colorterm, *charset;
	int rows, cols;			/* headless (--script without a terminal): a picture of this size, nothing is sent; 0 = the terminal's */
};
enum err ui_open(struct ui **ret_ui, const struct ui_options *opt);
/* Restores the terminal; false: it did not take all of that (it hangs, or is gone), and is left as it is. */
bool ui_close(struct ui *ui);
/* What undoes all of it, to be written by who survives this process. Borrowed. */
const char *ui_way_back(const struct ui *ui, size_t *ret_n);
/* The character set the environment's locale asks for, installed or not; UTF-8 when it says nothing. Caller frees. */
char *ui_charset_name(void);
/* Safe in a signal handler and in die(): puts the terminal back with write() and tcsetattr() only. */
void ui_emergency_restore(void);
void ui_suspend(struct ui *ui);			/* before Ctrl-Z's SIGTSTP … */
void ui_resume(struct ui *ui);			/* … and after SIGCONT */
void ui_resized(struct ui *ui);			/* after SIGWINCH */
/* The same in two steps: reading may take time and happens on any thread. */
struct theme;
enum err ui_theme_read(struct theme **ret_theme, const char *name_or_path);
void ui_theme_use(struct ui *ui, const struct theme *theme);
void ui_theme_free(struct theme *theme);
enum err ui_set_theme(struct ui *ui, const char *name_or_path);	/* ERR_PARSE names file and line; the old theme stays */
/* Theme names found in $XDG_CONFIG_HOME/segue/themes, $SEGUE_THEMES, PKGDATADIR/themes; caller frees each and the array. */
size_t ui_theme_names(char ***ret_names);
int ui_rows(const struct ui *ui);
int ui_cols(const struct ui *ui);
int ui_fd(const struct ui *ui);			/* readable when a key waits; -1 headless, or when the terminal is gone */
bool ui_is_lost(const struct ui *ui);		/* the terminal went away (end of input): no key will ever come */
void ui_set_mouse(struct ui *ui, bool on);	/* off: the terminal's own selection works */

/* ---- keys ---- */
enum { KEY_NAME_MAX = 32 };
enum mouse_kind { MOUSE_NONE, MOUSE_CLICK, MOUSE_DOUBLE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN, MOUSE_DRAG };
/*
 * A key by name: a character ("a", "*", "é"), "Enter" "Esc" "Tab" "S-Tab" "Space" "Backspace" "Del" "Insert" "Up" "Down" "Left" "Right" "Home" "End"
 * "PgUp" "PgDn" "F1"…"F12", "C-d" (Ctrl), "M-x" (Alt), "C-Left", "S-Up" …
 */
struct key {
	char name[KEY_NAME_MAX];	/* "" for the mouse */
	enum mouse_kind mouse;
	int y, x;
	bool pasted;			/* text, not a command */
	bool may_be_two;		/* "M-x" that came as Esc and x: most terminals send Alt so, and so do the two keys, typed while the line or the program was slow */
};
/* The next waiting key; false = none. Pasted text comes as its characters. */
bool ui_key_next(struct ui *ui, struct key *ret_key);
bool ui_key_waits(const struct ui *ui);		/* bytes were read that are no key yet: ui_fd() does not tell of them */
/* Is this a name ui_key_next() can give? For checking bindings. Canonical spelling into ret_name (accepts "^D", "ctrl-d", "<space>"). */
bool key_name_parse(const char *text, char ret_name[KEY_NAME_MAX]);

/* ---- drawing ---- */
struct area { int y, x, rows, cols; };
void ui_erase(struct ui *ui);
/* Text from (y,x), clipped to `cols` cells with "…" when it does not fit, padded with blanks to `cols` when pad. Returns cells used. */
int ui_text(struct ui *ui, int y, int x, int cols, enum role role, const char *utf8, bool pad);
int ui_text_right(struct ui *ui, int y, int x, int cols, enum role role, const char *utf8);
void ui_fill(struct ui *ui, struct area a, enum role role);
/* Frame around the area with a title in its upper edge; the inside is returned. */
struct area ui_frame(struct ui *ui, struct area a, enum role role, const char *title, bool active);
void ui_hline(struct ui *ui, int y, int x, int cols, enum role role);
void ui_vline(struct ui *ui, int y, int x, int rows, enum role role);
/* ▕██████▏ / ━━━━╸───: part 0..1 in `cols` cells. */
void ui_progress(struct ui *ui, int y, int x, int cols, double part);
/* ────│━━█─: at -1..1 with 0 in the middle; an odd number of cells. All in `role`, but ROLE_NORMAL: in those of the progress. */
void ui_slider(struct ui *ui, int y, int x, int cols, double at, enum role role);
/* ▁▂▃▄▅▆▇█ levels 0..1, one cell each. */
void ui_levels(struct ui *ui, int y, int x, const float *levels, int n, enum role role);
/* A waveform as a progress bar: levels 0..1, < 0 = not known yet; cells before `played` are played, at it a line stands. */
void ui_wave(struct ui *ui, int y, int x, const float *levels, int n, int played);
void ui_cursor(struct ui *ui, int y, int x);	/* where the terminal's cursor shows; y < 0 hides it */
/*
 * Sends what changed, as far as the terminal takes it: nothing here waits. While something is left ui_room_fd() is to be watched for
 * room to write, ui_pump() then goes on (true: all is sent), and ui_owes_picture() says that it is time to draw again.
 */
void ui_flush(struct ui *ui);
int ui_room_fd(const struct ui *ui);		/* -1: nothing is left */
bool ui_pump(struct ui *ui);
bool ui_owes_picture(const struct ui *ui);
/* The screen as text, a line a row, trailing blanks cut. Caller frees. */
char *ui_dump(struct ui *ui);

/* ---- a list: cursor, scrolling, marks; the rows belong to the pane ---- */
struct list {
	size_t n;		/* rows */
	size_t cursor, top;	/* cursor < n unless n = 0 */
	int row_height;		/* lines a row takes (1 or 2) */
	int shown;		/* rows that fitted at the last draw */
	size_t range_from;	/* V: start of a range, SIZE_MAX = none */
};
void list_init(struct list *l, int row_height);
void list_resize(struct list *l, size_t n);		/* keeps the cursor in bounds */
void list_move(struct list *l, long by);		/* relative, clamped */
void list_go(struct list *l, size_t to);
void list_page(struct list *l, int half_pages);		/* ±1 half, ±2 full */
void list_scroll(struct list *l, long by);		/* the window; the cursor stays in it */
enum list_line { LINE_TOP, LINE_MIDDLE, LINE_BOTTOM };
void list_go_line(struct list *l, enum list_line line);		/* of the window */
void list_bring_to(struct list *l, enum list_line line);	/* the window moves, the cursor does not */
/* Brings the cursor into view for `rows` lines; call before drawing. Returns first and past-last row to draw. */
void list_layout(struct list *l, int lines, size_t *ret_first, size_t *ret_end);
/* The row under line `line` of the last layout, or SIZE_MAX. */
size_t list_row_at(const struct list *l, int line);

/* ---- a prompt: one line edited with the usual keys (readline's), history, completion ---- */
struct prompt;
/* Offers completions of the word at the end of `before` (the text left of the cursor): fills an array of whole words; caller frees all. */
typedef size_t (*prompt_complete_fn)(void *ctx, const char *before, size_t *ret_word_start, char ***ret_words);
/*
 * What it returns instead when the words are still to be looked for: they come through prompt_offer(), with what prompt_asked() said at
 * that moment. They are taken (true; the array, too) if no key but Tab came meanwhile.
 */
#define PROMPT_LATER SIZE_MAX
uint64_t prompt_asked(const struct prompt *p);
bool prompt_offer(struct prompt *p, uint64_t asked, size_t word_start, char **words, size_t n);
bool prompt_is_waiting(const struct prompt *p);		/* for such words */
struct prompt *prompt_new(void);
void prompt_free(struct prompt *p);
/* Starts editing with a mark (":" "/" "F") in front. `kind` selects the history ('/' and ':' keep their own). */
void prompt_start(struct prompt *p, char kind, const char *mark, const char *text, prompt_complete_fn complete, void *ctx);
bool prompt_is_open(const struct prompt *p);
enum prompt_result { PROMPT_MORE, PROMPT_CHANGED, PROMPT_ENTER, PROMPT_CANCEL };
enum prompt_result prompt_key(struct prompt *p, const struct key *key);
bool prompt_knows(const char *key);		/* does it do something there, but stand for itself? */
const char *prompt_text(const struct prompt *p);
char prompt_kind(const struct prompt *p);
void prompt_draw(struct prompt *p, struct ui *ui, int y, int x, int cols);
/* The completions being offered, to be shown above the line; 0 = none. */
size_t prompt_offers(const struct prompt *p, const char *const **ret_words, size_t *ret_chosen);
void prompt_close(struct prompt *p);
void prompt_history_add(struct prompt *p, char kind, const char *text);
size_t prompt_history(const struct prompt *p, char kind, const char *const **ret_lines);	/* oldest first, for saving */

#endif
