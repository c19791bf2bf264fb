/* test_draw.c -- text in, picture out, without a terminal. */
#include "ui.h"
#include "../tap.h"

#include <locale.h>
#include <unistd.h>

enum { ROWS = 8, COLS = 40 };

static struct ui *ui;

/* Row y of the picture; caller frees. */
static char *row(int y)
{
	char *all = ui_dump(ui), *p = all, *line;

	while (y-- && (p = strchr(p, '\n')))
		p++;
	line = p ? xstrndup(p, strcspn(p, "\n")) : xstrdup("(no such row)");
	free(all);
	return line;
}

static void is_row(int y, const char *want, const char *what)
{
	char *got = row(y);

	is_str(got, want, what);
	free(got);
}

static const struct { const char *what, *text; int cols; const char *shown; int used; } texts[] = {
	{ "plain text", "Xtal", 10, "Xtal      |", 4 },
	{ "text that just fits", "0123456789", 10, "0123456789|", 10 },
	{ "text one cell too long", "0123456789a", 10, "012345678…|", 10 },
	{ "wide text that fits", "椎名林檎", 10, "椎名林檎  |", 8 },
	{ "wide text that just fits", "椎名林檎無", 10, "椎名林檎無|", 10 },
	{ "a wide character is not cut in half", "椎名林檎無罪", 10, "椎名林檎… |", 9 },
	{ "a wide character before an odd edge", "a椎名林檎無", 10, "a椎名林檎…|", 10 },
	{ "combining marks take no cell", "e\u0301te\u0301", 10, "e\u0301te\u0301       |", 3 },
	{ "a mark alone gets a base of its own", "\u0301x", 10, " \u0301x        |", 2 },
	{ "a tower of marks is cut", "Z\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301o", 10,
	  "Z\u0301\u0301\u0301\u0301o        |", 2 },
	{ "marks on the last cell stay", "012345678e\u0301", 10, "012345678e\u0301|", 10 },
	{ "marks on a cut cell go", "01234567e\u0301e\u0301e\u0301", 10, "01234567e\u0301…|", 10 },
	{ "right-to-left text keeps its cells", "שלום", 10, "שלום      |", 4 },
	{ "bidi controls are dropped", "a\u202Eb\u2066c\u200Fd\u061Ce", 10, "abcde     |", 5 },
	{ "escapes are text", "\033[2J\033]0;x\a", 10, " [2J ]0;x |", 10 },
	{ "C1 controls are blanks", "a\xc2\x9b" "31mb", 10, "a 31mb    |", 6 },
	{ "line ends and tabs are blanks", "a\nb\tc\rd", 10, "a b c d   |", 7 },
	{ "DEL is a blank", "a\177b", 10, "a b       |", 3 },
	{ "broken UTF-8 is marked", "a\xff\xc3(b", 10, "a\uFFFD\uFFFD(b     |", 5 },
	{ "overlong and surrogate forms are marked", "\xc0\xaf\xed\xa0\x80", 10, "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD     |", 5 },
	{ "a sequence cut by the end", "ab\xe6\xa4", 10, "ab\uFFFD\uFFFD      |", 4 },
	{ "emoji joined come apart", "\U0001F469\u200D\U0001F680", 10, "\U0001F469\U0001F680      |", 4 },
	{ "a variation selector is dropped", "\u2764\uFE0Fx", 10, "\u2764x        |", 2 },
	{ "no cells at all", "abc", 0, "|", 0 },
	{ "one cell of many", "abc", 1, "…|", 1 },
	{ "one cell, wide", "椎", 1, "…|", 1 },
	{ "nothing", "", 10, "          |", 0 },
};

static void test_texts(void)
{
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		int used;

		ui_erase(ui);
		ui_text(ui, 0, 0, COLS, ROLE_NORMAL, "########################################", true);
		used = ui_text(ui, 0, 0, texts[i].cols, ROLE_STRONG, texts[i].text, true);
		ui_text(ui, 0, texts[i].cols, COLS - texts[i].cols, ROLE_NORMAL, "|", true);
		is_row(0, texts[i].shown, texts[i].what);
		is_int(used, texts[i].used, "  cells used");
	}
}

static void test_edges(void)
{
	ui_erase(ui);
	ui_text(ui, 0, COLS - 3, 10, ROLE_NORMAL, "椎名林檎", true);
	is_row(0, "                                     椎…", "the screen's edge clips");
	ui_text(ui, ROWS - 1, COLS - 1, 1, ROLE_NORMAL, "x", false);
	is_row(ROWS - 1, "                                       x", "the last cell of the screen");
	is_int(ui_text(ui, ROWS, 0, 5, ROLE_NORMAL, "below", true), 0, "below the screen nothing is drawn");
	is_int(ui_text(ui, -1, 0, 5, ROLE_NORMAL, "above", true), 0, "nor above");
	is_int(ui_text(ui, 0, COLS, 5, ROLE_NORMAL, "right", true), 0, "nor right of it");
	is_int(ui_text(ui, 0, -2, 5, ROLE_NORMAL, "left", true), 0, "nor left of it");

	ui_erase(ui);
	ui_text(ui, 1, 0, 10, ROLE_NORMAL, "椎名林檎", true);
	ui_text(ui, 1, 3, 1, ROLE_NORMAL, "|", true);
	is_row(1, "椎 |林檎", "what overwrites half a wide character blanks the other half");
	is_int(ui_text_right(ui, 2, 0, 10, ROLE_NORMAL, "4:51"), 4, "right-aligned text");
	is_row(2, "      4:51", "  is at the right");
	ui_text_right(ui, 3, 0, 10, ROLE_NORMAL, "椎名林檎無罪");
	ui_text(ui, 3, 10, 1, ROLE_NORMAL, "|", true);
	is_row(3, " 椎名林檎…|", "right-aligned text too long");
}

static void test_shapes(void)
{
	const float levels[] = { 0, 0.13f, 0.26f, 0.38f, 0.51f, 0.63f, 0.76f, 0.9f, 1, 7, -1, NAN };
	struct area in;

	ui_erase(ui);
	in = ui_frame(ui, (struct area){ 0, 0, 4, 12 }, ROLE_BORDER, "椎名林檎無罪", true);
	is_row(0, "┌ 椎名林… ─┐", "a frame's title is clipped");
	is_row(1, "│          │", "its sides");
	is_row(3, "└──────────┘", "its bottom");
	ok(in.y == 1 && in.x == 1 && in.rows == 2 && in.cols == 10, "its inside");
	in = ui_frame(ui, (struct area){ 5, 0, 1, 1 }, ROLE_BORDER, "x", true);
	ok(in.rows == 1 && in.cols == 1, "an area too small for a frame stays whole");
	ui_progress(ui, 5, 0, 8, 0.4375);
	is_row(5, "━━━╸────", "progress, a half cell");
	ui_progress(ui, 5, 0, 8, 2);
	is_row(5, "━━━━━━━━", "progress beyond the end");
	ui_progress(ui, 5, 0, 8, (double)NAN);
	is_row(5, "────────", "progress of nothing");
	ui_levels(ui, 6, 0, levels, (int)COUNT_OF(levels), ROLE_SCORE);
	is_row(6, "▁▂▃▄▅▆▇███▁▁", "levels");
	ui_levels(ui, 6, COLS - 2, levels, (int)COUNT_OF(levels), ROLE_SCORE);
	is_row(6, "▁▂▃▄▅▆▇███▁▁                          ▁▂", "levels stop at the edge");
	ui_fill(ui, (struct area){ 6, 0, 1, 40 }, ROLE_CURSOR);
	is_row(6, "", "filled");
	ui_wave(ui, 4, 0, (const float[]){ 0, 0.5f, 1, 0.9f, 0.2f, -1, -1 }, 7, 3);
	is_row(4, "▁▅█│▂──", "a waveform, played up to its fourth cell, its end not known yet");
	ui_wave(ui, 4, 0, (const float[]){ -1, -1, 1, 2, (float)NAN, 1, 1 }, 7, 9);
	is_row(4, "━━██▁██", "a waveform played to its end, of which not all is a number");
	ui_vline(ui, 6, 0, 100, ROLE_BORDER);
	ui_hline(ui, 6, 1, 100000, ROLE_BORDER);
	is_row(6, "│───────────────────────────────────────", "lines stop at the edge");
}

static void test_life(void)
{
	struct ui *other = (struct ui *)&other;
	struct ui_options opt = { .theme = "no-such-theme", .fd_in = -1, .fd_out = -1, .rows = 5, .cols = 20 };
	char *dump;
	struct key key;
	int pipes[2];

	ok(ui_fd(ui) == -1 && !ui_key_next(ui, &key) && !ui_is_lost(ui), "without a terminal no keys");
	ui_emergency_restore();
	ui_resized(ui);
	ui_suspend(ui);
	ui_resume(ui);
	ui_cursor(ui, 1, 1);
	ui_flush(ui);
	ok(ui_rows(ui) == ROWS && ui_cols(ui) == COLS, "the size stays");
	ui_close(ui);
	is_int(ui_open(&other, &opt), ERR_MISSING, "an unknown theme is refused");
	is_str(err_text(), "no theme is named no-such-theme", "  and named");
	ok(other == (struct ui *)&other, "  and the result untouched");
	if (!pipe(pipes)) {
		opt = (struct ui_options){ .fd_in = pipes[0], .fd_out = pipes[1] };
		is_int(ui_open(&other, &opt), ERR_ARG, "a pipe is no terminal");
		close(pipes[0]);
		close(pipes[1]);
	}
	opt = (struct ui_options){ .fd_in = -1, .fd_out = -1, .rows = 2, .cols = 5, .no_color = true };
	ok(!ui_open(&ui, &opt), "and again, small");
	ok(!ui_set_theme(ui, "light") && !ui_set_theme(ui, "mono"), "themes change");
	is_int(ui_set_theme(ui, "/dev/null/none"), ERR_MISSING, "to no file they do not");
	ui_text(ui, 0, 0, 5, ROLE_NORMAL, "a", true);
	dump = ui_dump(ui);
	is_str(dump, "a\n\n", "the dump has a line a row");
	free(dump);
}

/* Where the locale has no UTF-8 nothing but ASCII is sent. */
static void test_ascii(void)
{
	struct ui_options opt = { .fd_in = -1, .fd_out = -1, .rows = 4, .cols = 12 };

	ui_close(ui);
	setlocale(LC_ALL, "C");
	if (!ok(!ui_open(&ui, &opt), "without UTF-8"))
		return;
	ui_frame(ui, (struct area){ 0, 0, 3, 12 }, ROLE_BORDER, "a椎é", false);
	ui_text(ui, 1, 1, 4, ROLE_NORMAL, "abcdef", true);
	ui_progress(ui, 3, 0, 6, 0.5);
	is_row(0, "+ a?? -----+", "a frame and a title");
	is_row(1, "|abc~      |", "text too long");
	is_row(2, "+----------+", "the bottom");
	is_row(3, "===---", "progress");
	ui_wave(ui, 3, 0, (const float[]){ 0, 0.5f, 1, 0.3f, -1 }, 5, 3);
	is_row(3, ".+#|--", "a waveform");
	setlocale(LC_ALL, "C.UTF-8");
}

/* Told, not judged: how long a full screen of wide text takes before it is sent. */
static void tell_speed(void)
{
	struct ui_options opt = { .fd_in = -1, .fd_out = -1, .rows = 48, .cols = 160 };
	char text[161 * 3] = "";
	int64_t start, us;

	for (int i = 0; i < 80; i++)
		strcat(text, "椎");
	ui_close(ui);
	if (!ok(!ui_open(&ui, &opt), "a large screen"))
		return;
	start = clock_mono_us();
	for (int i = 0; i < 100; i++) {
		ui_erase(ui);
		for (int y = 0; y < 48; y++)
			ui_text(ui, y, 0, 160, i % 2 ? ROLE_NORMAL : ROLE_STRONG, text, true);
	}
	us = (clock_mono_us() - start) / 100;
	printf("# 160x48 cells of CJK drawn in %lld us\n", (long long)us);
}

int main(void)
{
	struct ui_options opt = { .fd_in = -1, .fd_out = -1, .rows = ROWS, .cols = COLS };

	setlocale(LC_ALL, "C.UTF-8");
	if (!ok(!ui_open(&ui, &opt), "a picture without a terminal")) {
		printf("# %s\n", err_text());
		return done();
	}
	ok(ui_rows(ui) == ROWS && ui_cols(ui) == COLS, "has the size asked for");
	test_texts();
	test_edges();
	test_shapes();
	test_life();
	test_ascii();
	tell_speed();
	ui_close(ui);
	return done();
}
