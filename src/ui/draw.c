/*
 * draw.c -- text and lines into the picture.
 *
 * Text comes from tags, file names and the network, and is trusted with nothing: it can neither move the cursor, nor
 * reorder its neighbours, nor leave its field.  Every field starts at its own column, a character that would
 * be cut in half is not drawn, and what terminals disagree about (emoji joined to emoji, variation selectors) is
 * taken apart into what they agree about.
 */
#include "ui/screen.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* Code points that are never sent, in order. Joiners U+200C/D stay: Persian and Indic scripts need them. */
static const struct { uint32_t from, to; } unsent[] = {
	{ 0x034f, 0x034f }, { 0x061c, 0x061c }, { 0x180e, 0x180e }, { 0x200b, 0x200b }, { 0x200e, 0x200f }, { 0x202a, 0x202e },
	{ 0x2060, 0x206f }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe0fff },
};

enum glyph { G_MORE, G_H, G_V, G_TL, G_TR, G_BL, G_BR, G_DONE, G_HALF, G_REST, G_LEVEL };
static const struct { wchar_t utf8; char ascii; } glyphs[] = {
	{ L'\u2026', '~' }, { L'\u2500', '-' }, { L'\u2502', '|' }, { L'\u250c', '+' }, { L'\u2510', '+' }, { L'\u2514', '+' },
	{ L'\u2518', '+' }, { L'\u2501', '=' }, { L'\u2578', '-' }, { L'\u2500', '-' },
	{ L'\u2581', '.' }, { L'\u2582', '.' }, { L'\u2583', ':' }, { L'\u2584', ':' }, { L'\u2585', '+' }, { L'\u2586', '+' },
	{ L'\u2587', '#' }, { L'\u2588', '#' },
};

static wchar_t glyph(const struct ui *ui, int g)
{
	return ui->is_ascii ? (wchar_t)glyphs[g].ascii : glyphs[g].utf8;
}

/* The same letters come in the same colours again and again: those are copied. */
static void set_cell(struct ui *ui, cchar_t *cell, const wchar_t *chars, enum role role)
{
	int pair = ui->look[role].pair;
	attr_t attr = ui->look[role].attr;
	struct made_cell *made = &ui->made[(size_t)chars[0] % COUNT_OF(ui->made)];

	if (!chars[0] || chars[1]) {
		setcchar(cell, chars, attr, (short)pair, NULL);
		return;
	}
	if (made->c != chars[0] || made->attr != attr || made->pair != pair) {
		*made = (struct made_cell){ .c = chars[0], .attr = attr, .pair = pair };
		setcchar(&made->cell, chars, attr, (short)pair, NULL);
	}
	*cell = made->cell;
}

static void put(struct ui *ui, int y, int x, wchar_t c, enum role role)
{
	cchar_t cell;

	if (y < 0 || x < 0 || y >= ui->rows || x >= ui->cols)
		return;
	set_cell(ui, &cell, (wchar_t[]){ c, L'\0' }, role);
	mvwadd_wchnstr(stdscr, y, x, &cell, 1);
}

/* One code point, strictly: overlong forms, surrogates and what is broken are U+FFFD, one byte long. */
static size_t decode(const unsigned char *s, uint32_t *ret_code)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = *s < 0x80 ? 1 : *s < 0xc2 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : *s < 0xf5 ? 4 : 0;
	uint32_t code = n == 1 ? *s : *s & (0xffu >> (n + 1));

	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)	/* the terminating NUL too */
			n = 0;
		else
			code = code << 6 | (s[i] & 0x3f);
	}
	if (!n || code < least[n] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
		*ret_code = 0xfffd;
		return 1;
	}
	*ret_code = code;
	return n;
}

/* What a code point is drawn as; 0 = not at all. */
static uint32_t presentable(uint32_t code, uint32_t before)
{
	if (code < 0x300)
		return code < 0x20 || (code >= 0x7f && code < 0xa0) ? ' ' : code == 0xad ? '-' : code;
	if (code == 0x2028 || code == 0x2029)
		return ' ';
	/* joined or tinted emoji take two cells on one terminal and four on another: draw them one by one, untinted */
	if ((before >= 0x1f000 || (before >= 0x2190 && before < 0x2c00)) && (code == 0x200d || (code >= 0x1f3fb && code <= 0x1f3ff)))
		return 0;
	for (size_t i = 0; i < COUNT_OF(unsent) && code >= unsent[i].from; i++)
		if (code <= unsent[i].to)
			return 0;
	return code;
}

static int cells_of(const struct ui *ui, uint32_t *code)
{
	int w;

	if (*code < 0x7f)
		return 1;
	if (ui->is_ascii) {
		*code = '?';
		return 1;
	}
	w = wcwidth((wchar_t)*code);
	if (w < 0) {
		*code = 0xfffd;
		w = 1;
	}
	return w;
}

/* A row being put together in ui->line. */
struct run {
	struct ui *ui;
	enum role role;
	int cols;		/* cells allowed */
	int n, used;		/* characters so far, and their cells */
	int cut_n, cut_used;	/* the same, at the last place that leaves a cell for the "…" */
	wchar_t chars[CCHARW_MAX + 1];	/* the character under way, with its marks */
	int n_chars, width;
};

/* The character under way is complete; false when it does not fit. */
static bool run_finish(struct run *run)
{
	if (!run->n_chars)
		return true;
	if (run->used < run->cols) {
		run->cut_n = run->n;
		run->cut_used = run->used;
	}
	if (run->used + run->width > run->cols)
		return false;
	run->chars[run->n_chars] = L'\0';
	set_cell(run->ui, &run->ui->line[run->n++], run->chars, run->role);
	run->used += run->width;
	run->n_chars = 0;
	return true;
}

static void run_one(struct run *run, wchar_t c)
{
	run->chars[0] = c;
	run->n_chars = 1;
	run->width = 1;
	run_finish(run);
}

/* Lays text out in at most cols cells; what is longer ends in "…". */
static void run_text(struct run *run, const char *utf8)
{
	const unsigned char *p = (const unsigned char *)utf8;
	uint32_t raw = 0;

	while (*p) {
		uint32_t before = raw, code;
		int w;

		p += decode(p, &raw);
		code = presentable(raw, before);
		if (!code) {
			if (raw == 0x200d || (raw >= 0x1f3fb && raw <= 0x1f3ff) || (raw >= 0xfe00 && raw <= 0xfe0f))
				raw = before;	/* the emoji goes on */
			continue;
		}
		w = cells_of(run->ui, &code);
		if (!w && run->n_chars) {	/* a mark joins its base; a tower of them is cut off */
			if (run->n_chars < CCHARW_MAX)
				run->chars[run->n_chars++] = (wchar_t)code;
			continue;
		}
		if (!run_finish(run))
			break;
		run->n_chars = 0;
		if (!w)		/* a mark without a base must not land on the neighbour's last character */
			run->chars[run->n_chars++] = L' ';
		run->chars[run->n_chars++] = (wchar_t)code;
		run->width = MAX_OF(w, 1);
		/* the cut is found: no need to read the rest of a long text */
		if (run->used >= run->cols)
			break;
	}
	if (run_finish(run) || run->cols < 1)
		return;
	run->n_chars = 0;
	run->n = run->cut_n;
	run->used = run->cut_used;
	run_one(run, glyph(run->ui, G_MORE));
}

static void run_blanks(struct run *run, int upto)
{
	if (run->used >= upto)
		return;
	run_one(run, L' ');
	for (struct ui *ui = run->ui; run->used < upto; run->used++, run->n++)
		ui->line[run->n] = ui->line[run->n - 1];
}

static struct run run_begin(struct ui *ui, int y, int x, int cols, enum role role)
{
	bool outside = y < 0 || y >= ui->rows || x < 0 || x >= ui->cols;

	return (struct run){ .ui = ui, .role = role, .cols = outside ? 0 : MAX_OF(MIN_OF(cols, ui->cols - x), 0) };
}

int ui_text(struct ui *ui, int y, int x, int cols, enum role role, const char *utf8, bool pad)
{
	struct run run = run_begin(ui, y, x, cols, role);
	int used;

	if (run.cols < 1)
		return 0;
	run_text(&run, utf8);
	used = run.used;
	if (pad)
		run_blanks(&run, run.cols);
	mvwadd_wchnstr(stdscr, y, x, ui->line, run.n);
	return used;
}

int ui_text_right(struct ui *ui, int y, int x, int cols, enum role role, const char *utf8)
{
	struct run run = run_begin(ui, y, x, cols, role), blanks = run;
	int left;

	if (run.cols < 1)
		return 0;
	run_text(&run, utf8);
	left = run.cols - run.used;
	mvwadd_wchnstr(stdscr, y, x + left, ui->line, run.n);
	if (left) {
		run_blanks(&blanks, left);
		mvwadd_wchnstr(stdscr, y, x, ui->line, blanks.n);
	}
	return run.used;
}

void ui_erase(struct ui *ui)
{
	cchar_t cell;

	set_cell(ui, &cell, L" ", ROLE_NORMAL);
	wbkgrndset(stdscr, &cell);
	werase(stdscr);
	/* the background must not mix into what is drawn from here on */
	setcchar(&cell, L" ", WA_NORMAL, 0, NULL);
	wbkgrndset(stdscr, &cell);
}

void ui_fill(struct ui *ui, struct area a, enum role role)
{
	for (int y = MAX_OF(a.y, 0); y < ui->rows && y - a.y < a.rows; y++)
		ui_text(ui, y, a.x, a.cols, role, "", true);
}

static void line(struct ui *ui, int y, int x, int n, int dy, int g, enum role role)
{
	n = MIN_OF(n, MAX_OF(ui->rows, ui->cols));
	for (int i = 0; i < n; i++)
		put(ui, y + i * dy, x + i * !dy, glyph(ui, g), role);
}

void ui_hline(struct ui *ui, int y, int x, int cols, enum role role)
{
	line(ui, y, x, cols, 0, G_H, role);
}

void ui_vline(struct ui *ui, int y, int x, int rows, enum role role)
{
	line(ui, y, x, rows, 1, G_V, role);
}

struct area ui_frame(struct ui *ui, struct area a, enum role role, const char *title, bool active)
{
	enum role edge = active && role == ROLE_BORDER ? ROLE_BORDER_ACTIVE : role;
	int bottom = a.y + a.rows - 1, right = a.x + a.cols - 1;

	if (a.rows < 2 || a.cols < 2)
		return (struct area){ a.y, a.x, MAX_OF(a.rows, 0), MAX_OF(a.cols, 0) };
	ui_hline(ui, a.y, a.x + 1, a.cols - 2, edge);
	ui_hline(ui, bottom, a.x + 1, a.cols - 2, edge);
	ui_vline(ui, a.y + 1, a.x, a.rows - 2, edge);
	ui_vline(ui, a.y + 1, right, a.rows - 2, edge);
	put(ui, a.y, a.x, glyph(ui, G_TL), edge);
	put(ui, a.y, right, glyph(ui, G_TR), edge);
	put(ui, bottom, a.x, glyph(ui, G_BL), edge);
	put(ui, bottom, right, glyph(ui, G_BR), edge);
	if (title && *title && a.cols > 5) {
		int used = ui_text(ui, a.y, a.x + 2, a.cols - 4, active ? ROLE_TITLE : edge, title, false);

		put(ui, a.y, a.x + 1, L' ', edge);
		put(ui, a.y, a.x + 2 + used, L' ', edge);
	}
	return (struct area){ a.y + 1, a.x + 1, a.rows - 2, a.cols - 2 };
}

void ui_progress(struct ui *ui, int y, int x, int cols, double part)
{
	int halves;

	cols = MIN_OF(cols, ui->cols);
	part = part > 0 ? MIN_OF(part, 1.0) : 0;	/* a NaN is 0 */
	halves = (int)(part * cols * 2 + 0.5);
	for (int i = 0; i < cols; i++) {
		if (i < halves / 2)
			put(ui, y, x + i, glyph(ui, G_DONE), ROLE_PROGRESS);
		else if (i == halves / 2 && halves % 2)
			put(ui, y, x + i, glyph(ui, G_HALF), ROLE_PROGRESS);
		else
			put(ui, y, x + i, glyph(ui, G_REST), ROLE_PROGRESS_REST);
	}
}

void ui_slider(struct ui *ui, int y, int x, int cols, double at, enum role role)
{
	int half = (MIN_OF(cols, ui->cols) - 1) / 2, knob;

	at = at > -1 ? MIN_OF(at, 1.0) : -1;	/* a NaN is -1 */
	knob = (int)((at + 1) * half + 0.5);
	for (int i = 0; i <= 2 * half; i++) {
		bool is_between = (i >= half && i < knob) || (i <= half && i > knob);
		int g = i == knob ? G_LEVEL + 7 : i == half ? G_V : is_between ? G_DONE : G_REST;

		put(ui, y, x + i, glyph(ui, g), role != ROLE_NORMAL ? role : is_between || i == knob ? ROLE_PROGRESS : ROLE_PROGRESS_REST);
	}
}

void ui_levels(struct ui *ui, int y, int x, const float *levels, int n, enum role role)
{
	for (int i = 0; i < n && i < ui->cols - x; i++) {
		float level = levels[i] > 0 ? MIN_OF(levels[i], 1.0f) : 0;

		put(ui, y, x + i, glyph(ui, G_LEVEL + MIN_OF((int)(level * 8), 7)), role);
	}
}

void ui_wave(struct ui *ui, int y, int x, const float *levels, int n, int played)
{
	for (int i = 0; i < n && i < ui->cols - x; i++) {
		enum role role = i <= played ? ROLE_PROGRESS : ROLE_PROGRESS_REST;

		/* the line tells where it is without colours, too */
		if (i == played)
			put(ui, y, x + i, glyph(ui, G_V), role);
		else if (levels[i] < 0)
			put(ui, y, x + i, glyph(ui, i < played ? G_DONE : G_REST), role);
		else
			ui_levels(ui, y, x + i, &levels[i], 1, role);
	}
}

void ui_cursor(struct ui *ui, int y, int x)
{
	ui->cursor_y = y;
	ui->cursor_x = x;
}

void ui_flush(struct ui *ui)
{
	if (ui->is_suspended || ui->is_lost)
		return;
	/* a picture nobody has taken yet is not painted over: the next one will be the newest */
	ui->is_owed = !ui_pump(ui);
	if (ui->is_owed)
		return;
	if (ui->cursor_y >= 0 && ui->cursor_y < ui->rows) {
		wmove(stdscr, ui->cursor_y, MIN_OF(MAX_OF(ui->cursor_x, 0), ui->cols - 1));
		curs_set(1);
	} else {
		curs_set(0);
	}
	wnoutrefresh(stdscr);
	doupdate();
	if (ui->is_headless)
		return;
	outlet_collect(ui);
	ui_pump(ui);
}

static void dump_row(struct ui *ui, int y, struct buf *b)
{
	size_t start = b->len;

	for (int x = 0; x < ui->cols;) {
		wchar_t chars[CCHARW_MAX + 1] = { 0 };
		cchar_t cell;
		attr_t attr;
		short pair;
		int w;

		mvwin_wch(stdscr, y, x, &cell);
		getcchar(&cell, chars, &attr, &pair, NULL);
		for (int i = 0; chars[i]; i++) {
			char bytes[4];

			buf_add(b, bytes, utf8_encode((uint32_t)chars[i], bytes));
		}
		w = chars[0] ? wcwidth(chars[0]) : 1;
		x += w > 1 ? w : 1;
	}
	while (b->len > start && b->data[b->len - 1] == ' ')
		b->data[--b->len] = '\0';
	buf_add(b, "\n", 1);
}

char *ui_dump(struct ui *ui)
{
	struct buf b;

	/* every cell a base and its marks, four bytes each */
	buf_init(&b, ((size_t)ui->cols * CCHARW_MAX * 4 + 1) * (size_t)ui->rows + 1);
	for (int y = 0; y < ui->rows; y++)
		dump_row(ui, y, &b);
	return buf_steal(&b);
}
