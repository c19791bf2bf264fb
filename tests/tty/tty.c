/*
 * tty.c -- plays a scenario to a program in a real terminal, and tells in TAP what happened.
 *
 *	tty [--rows R] [--cols C] [--timeout S] [--env NAME=VALUE]… SCENARIO -- PROGRAM ARGS…
 *
 * The program runs on a pty whose other side is libvterm: TERM=xterm-256color, LC_ALL=C.UTF-8; COLORTERM, NO_COLOR, LINES and
 * COLUMNS are unset.  SCENARIO is a file (- for standard input) of steps, one a line; blank lines and # comments are
 * skipped, ${NAME} is replaced from the environment.  A TEXT in double quotes is read like a C string (\n \t \e \033 \x1b
 * \" \\), without quotes it is taken as it stands.  Rows and columns count from 1, rows below 0 from the bottom.
 *
 *	expect TEXT		wait until the screen contains it (rows are joined by \n, trailing blanks cut)
 *	expect-re REGEX		the same, POSIX extended; ^ and $ are row ends
 *	absent TEXT		wait until the screen does not contain it; absent-re likewise
 *	row N TEXT		wait until row N contains it; row-re likewise
 *	cursor R C		wait until the cursor is there; or: cursor shown, cursor hidden
 *	mouse on		wait until the program has asked for the mouse (before that, clicks go nowhere); mouse off likewise
 *	look R C ATTR…		wait until that cell has all of: bold italic underline reverse fg=N bg=N (N of the palette), plain
 *	send TEXT		type it
 *	key NAME…		press keys, by the names of ui.h: Enter Esc C-d M-x S-Tab F1 C-Left é …
 *	paste TEXT		as the terminal pastes: bracketed when the program asked for it
 *	click R C		left button; also double-click, wheel-up, wheel-down; drag R C R C
 *	resize R C		and SIGWINCH follows
 *	dump [FILE]		the screen as text; without FILE as comments
 *	signal NAME		to the program (TERM, INT, SEGV, WINCH …)
 *	stop-continue		Ctrl-Z: wait until it is stopped, the terminal must be restored, then SIGCONT; also stop, continue
 *	term			SIGTERM, unless it has ended already
 *	fg			from here on it goes on by itself whenever it stops
 *	hangup			the terminal goes away
 *	kill			SIGKILL, to its children too; kill-front: not to them
 *	exit STATUS		wait for the end with this status: a number, a signal's name, or "any"
 *	restored		wait until terminal modes, main screen, cursor, mouse and paste are as before the start
 *	shell COMMAND		sh -c, must end with 0 while the program goes on; its output is kept
 *	until COMMAND		wait until sh -c ends with 0
 *	output TEXT		the last shell's output contains TEXT; output-re likewise
 *	timeout S		for the steps that follow (default 60)
 *
 * Every wait is for a condition, with a deadline.  The first step that fails ends the scenario: the screen is shown, the
 * program killed, the exit status 1.  A program still running at the end is killed, which is no failure.
 */
#include "term.h"
#include "ui.h"
#include "words.h"
#include "../tap.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <regex.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AFTER_END_MS = 1000, LOOK_AGAIN_MS = 20 };

static struct term term;
static int64_t timeout_ms = 60000;
static struct buf shell_output = { .max = 4 << 20 };
static char why[512];		/* a step failed because … */

static const struct { const char *name; int number; } signals[] = {
	{ "HUP", SIGHUP }, { "INT", SIGINT }, { "QUIT", SIGQUIT }, { "ABRT", SIGABRT }, { "KILL", SIGKILL }, { "SEGV", SIGSEGV },
	{ "BUS", SIGBUS }, { "FPE", SIGFPE }, { "ILL", SIGILL }, { "PIPE", SIGPIPE }, { "TERM", SIGTERM }, { "USR1", SIGUSR1 },
	{ "USR2", SIGUSR2 }, { "CONT", SIGCONT }, { "STOP", SIGSTOP }, { "TSTP", SIGTSTP }, { "WINCH", SIGWINCH },
};

/* ---- waiting ---- */
struct want {
	const char *text;
	const regex_t *re;
	bool absent;
	int row;		/* 0: the whole screen */
	int a, b;		/* what else a condition needs */
};

/* Waits until the condition holds. A program that has ended shows nothing new after a while: no need for the whole deadline. */
static bool until(bool (*holds)(const struct want *), const struct want *w)
{
	int64_t deadline = clock_mono_ms() + timeout_ms;

	for (;;) {
		int64_t left = deadline - clock_mono_ms();

		if (holds(w))
			return true;
		if (term.has_ended)
			left = MIN_OF(left, AFTER_END_MS);
		if (left <= 0)
			return false;
		if (!term_pump(&term, (int)left, -1, NULL, NULL))
			return holds(w);
	}
}

static char *row_of(char *text, int n)
{
	char *p = text;

	if (n < 0)
		n += term.rows + 1;
	for (int i = 1; i < n && p; i++) {
		p = strchr(p, '\n');
		p = p ? p + 1 : NULL;
	}
	if (!p || n < 1)
		return NULL;
	p[strcspn(p, "\n")] = '\0';
	return p;
}

static bool seen(const struct want *w)
{
	char *text = term_text(&term), *where = w->row ? row_of(text, w->row) : text;
	bool found = where && (w->re ? !regexec(w->re, where, 0, NULL, 0) : strstr(where, w->text) != NULL);

	free(text);
	return found != w->absent;
}

static bool is_stopped(const struct want *w) { (void)w; return term.is_stopped; }
static bool has_continued(const struct want *w) { return term.continued > (unsigned)w->a; }
static bool has_ended(const struct want *w) { (void)w; return term.has_ended; }
static bool is_restored(const struct want *w) { (void)w; return !term_unrestored(&term); }
static bool cursor_shown(const struct want *w) { return term.cursor_visible == (w->a != 0); }
static bool mouse_asked(const struct want *w) { return term.mouse == (w->a != 0); }
static bool cursor_at(const struct want *w) { return term.cursor_y == w->a - 1 && term.cursor_x == w->b - 1; }

static bool fits_look(const struct want *w)
{
	VTermScreenCell cell = { .width = 1 };
	char word[32];
	const char *p = w->text;
	int n;

	vterm_screen_get_cell(term.screen, (VTermPos){ w->a - 1, w->b - 1 }, &cell);
	for (; sscanf(p, "%31s%n", word, &n) == 1; p += n) {
		bool fg = !strncmp(word, "fg=", 3), bg = !strncmp(word, "bg=", 3);
		const VTermColor *c = fg ? &cell.fg : &cell.bg;
		bool good = false;

		if (fg || bg)
			good = VTERM_COLOR_IS_INDEXED(c) && c->indexed.idx == atoi(word + 3);
		else if (!strcmp(word, "bold"))
			good = cell.attrs.bold;
		else if (!strcmp(word, "italic"))
			good = cell.attrs.italic;
		else if (!strcmp(word, "underline"))
			good = cell.attrs.underline;
		else if (!strcmp(word, "reverse"))
			good = cell.attrs.reverse;
		else if (!strcmp(word, "plain"))
			good = VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) && VTERM_COLOR_IS_DEFAULT_BG(&cell.bg);
		if (!good)
			return false;
	}
	return true;
}

/* ---- steps; each says in `why` what was wrong ---- */
static bool failed(const char *fmt, ...) PRINTF_LIKE(1, 2);
static bool failed(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof why, fmt, ap);
	va_end(ap);
	return false;
}

static bool look_for(char *arg, bool is_re, bool absent, int row)
{
	struct want w = { .text = arg, .absent = absent, .row = row };
	regex_t re;
	bool good;

	if (!*arg)
		return failed("what text?");
	if (is_re) {
		int err = regcomp(&re, arg, REG_EXTENDED | REG_NEWLINE | REG_NOSUB);

		if (err) {
			regerror(err, &re, why, sizeof why);
			return false;
		}
		w.re = &re;
	}
	good = until(seen, &w);
	if (is_re)
		regfree(&re);
	return good || failed(absent ? "it is still there" : "it is not there");
}

static bool step_expect(char *arg) { return look_for(arg, false, false, 0); }
static bool step_expect_re(char *arg) { return look_for(arg, true, false, 0); }
static bool step_absent(char *arg) { return look_for(arg, false, true, 0); }
static bool step_absent_re(char *arg) { return look_for(arg, true, true, 0); }

static bool row_step(char *arg, bool is_re)
{
	char *rest;
	long n = strtol(arg, &rest, 10);

	if (rest == arg || !n || labs(n) > term.rows)
		return failed("which row?");
	rest += strspn(rest, " \t");
	unquote(rest);
	return look_for(rest, is_re, false, (int)n);
}

static bool step_row(char *arg) { return row_step(arg, false); }
static bool step_row_re(char *arg) { return row_step(arg, true); }

/* Up to four numbers; false unless exactly n. */
static bool numbers(const char *arg, int n, int *ret)
{
	char beyond;
	int got = sscanf(arg, "%d %d %d %d %c", &ret[0], &ret[1], &ret[2], &ret[3], &beyond);

	if (got != n)
		return failed("%d numbers are wanted", n);
	for (int i = 0; i < n; i++)
		if (ret[i] < 1 || ret[i] > 1000)
			return failed("rows and columns are 1..1000");
	return true;
}

static bool step_cursor(char *arg)
{
	int at[4];

	if (!strcmp(arg, "shown") || !strcmp(arg, "hidden"))
		return until(cursor_shown, &(struct want){ .a = *arg == 's' }) || failed("it is not %s", arg);
	return numbers(arg, 2, at) && (until(cursor_at, &(struct want){ .a = at[0], .b = at[1] }) ||
		failed("it is at %d %d", term.cursor_y + 1, term.cursor_x + 1));
}

static bool step_mouse(char *arg)
{
	if (strcmp(arg, "on") && strcmp(arg, "off"))
		return failed("on or off?");
	return until(mouse_asked, &(struct want){ .a = !strcmp(arg, "on") }) || failed("it is not %s", arg);
}

static bool step_look(char *arg)
{
	int y, x, n;

	if (sscanf(arg, "%d %d %n", &y, &x, &n) < 2 || !arg[n])
		return failed("row, column and attributes are wanted");
	return until(fits_look, &(struct want){ .text = arg + n, .a = y, .b = x }) || failed("it looks different");
}

static bool step_send(char *arg)
{
	term_send(&term, arg, unquote(arg));
	return true;
}

static bool step_paste(char *arg)
{
	term_paste(&term, arg, unquote(arg));
	return true;
}

static bool press(const char *spelling)
{
	static const struct { const char *name; VTermKey key; } keys[] = {
		{ "Enter", VTERM_KEY_ENTER }, { "Tab", VTERM_KEY_TAB }, { "Backspace", VTERM_KEY_BACKSPACE }, { "Esc", VTERM_KEY_ESCAPE },
		{ "Up", VTERM_KEY_UP }, { "Down", VTERM_KEY_DOWN }, { "Left", VTERM_KEY_LEFT }, { "Right", VTERM_KEY_RIGHT },
		{ "Insert", VTERM_KEY_INS }, { "Del", VTERM_KEY_DEL }, { "Home", VTERM_KEY_HOME }, { "End", VTERM_KEY_END },
		{ "PgUp", VTERM_KEY_PAGEUP }, { "PgDn", VTERM_KEY_PAGEDOWN },
	};
	char name[KEY_NAME_MAX], *p = name;
	int mod = VTERM_MOD_NONE;
	uint32_t code;

	if (!key_name_parse(spelling, name))
		return failed("%s is no key", spelling);
	for (; p[0] && p[1] == '-' && p[2]; p += 2)
		mod |= *p == 'C' ? VTERM_MOD_CTRL : *p == 'M' ? VTERM_MOD_ALT : VTERM_MOD_SHIFT;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		if (!strcmp(keys[i].name, p)) {
			term_key(&term, keys[i].key, (VTermModifier)mod);
			return true;
		}
	}
	if (p[0] == 'F' && isdigit((unsigned char)p[1])) {
		term_key(&term, (VTermKey)(VTERM_KEY_FUNCTION_0 + atoi(p + 1)), (VTermModifier)mod);
		return true;
	}
	if (!strcmp(p, "Space")) {
		code = ' ';
	} else {
		wchar_t wide;

		if (mbtowc(&wide, p, strlen(p)) < 1)
			return failed("%s is no character", p);
		code = (uint32_t)wide;
	}
	if (code >= 0x80) {	/* libvterm 0.1 sends a bare byte for Alt with these */
		if (mod & VTERM_MOD_ALT)
			term_send(&term, "\033", 1);
		term_send(&term, p, strlen(p));
		return true;
	}
	term_character(&term, code, (VTermModifier)mod);
	return true;
}

static bool step_key(char *arg)
{
	char *save = NULL, *word = strtok_r(arg, " \t", &save);

	if (!word)
		return failed("which key?");
	for (; word; word = strtok_r(NULL, " \t", &save))
		if (!press(word))
			return false;
	return true;
}

static bool clicks(char *arg, int button, int times)
{
	int at[4];

	if (!numbers(arg, 2, at))
		return false;
	for (int i = 0; i < times; i++) {
		term_mouse(&term, at[0] - 1, at[1] - 1, button, true);
		term_mouse(&term, at[0] - 1, at[1] - 1, button, false);
	}
	return true;
}

static bool step_click(char *arg) { return clicks(arg, 1, 1); }
static bool step_double(char *arg) { return clicks(arg, 1, 2); }
static bool step_wheel_up(char *arg) { return clicks(arg, 4, 1); }
static bool step_wheel_down(char *arg) { return clicks(arg, 5, 1); }

static bool step_drag(char *arg)
{
	int at[4];

	if (!numbers(arg, 4, at))
		return false;
	term_mouse(&term, at[0] - 1, at[1] - 1, 1, true);
	term_mouse(&term, at[2] - 1, at[3] - 1, 0, true);
	term_mouse(&term, at[2] - 1, at[3] - 1, 1, false);
	return true;
}

static bool step_resize(char *arg)
{
	int size[4];

	if (!numbers(arg, 2, size))
		return false;
	term_resize(&term, size[0], size[1]);
	return true;
}

static void show_screen(void)
{
	char *text = term_text(&term);
	int n = 0;

	for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		printf("# %3d|%s\n", ++n, line);
	}
	free(text);
}

static bool step_dump(char *arg)
{
	char *text;
	bool good;

	if (!*arg) {
		show_screen();
		return true;
	}
	text = term_text(&term);
	good = !write_file(arg, text, strlen(text), 0644);
	free(text);
	return good || failed("%s", err_text());
}

static int signal_number(const char *name)
{
	if (!strncmp(name, "SIG", 3))
		name += 3;
	for (size_t i = 0; i < COUNT_OF(signals); i++)
		if (!strcmp(signals[i].name, name))
			return signals[i].number;
	return 0;
}

static bool step_signal(char *arg)
{
	int number = signal_number(arg);

	if (!number)
		return failed("%s is no signal", arg);
	if (term.has_ended || kill(term.program, number))
		return failed("the program runs no more");
	return true;
}

static bool step_stop(char *arg)
{
	const char *left;

	(void)arg;
	term_send(&term, "\x1a", 1);
	if (!until(is_stopped, &(struct want){ 0 }))
		return failed("the program does not stop");
	if (until(is_restored, &(struct want){ 0 }))
		return true;
	left = term_unrestored(&term);
	return failed("stopped, but %s", left ? left : "late");
}

static bool step_continue(char *arg)
{
	unsigned before = term.continued;

	(void)arg;
	if (!term.is_stopped)
		return failed("the program is not stopped");
	term_continue(&term);
	return until(has_continued, &(struct want){ .a = (int)before }) || failed("the program does not go on");
}

static bool step_stop_continue(char *arg)
{
	return step_stop(arg) && step_continue(arg);
}

static bool step_term(char *arg)
{
	(void)arg;
	while (!term.has_ended && term_pump(&term, 0, -1, NULL, NULL))
		;
	if (!term.has_ended)
		kill(term.program, SIGTERM);
	return true;
}

static bool step_fg(char *arg)
{
	(void)arg;
	term.is_fetched = true;
	return true;
}

static bool step_hangup(char *arg)
{
	(void)arg;
	term_hang_up(&term);
	return true;
}

static bool dead(void)
{
	if (term.is_stopped)
		term_continue(&term);
	return until(has_ended, &(struct want){ 0 }) || failed("it does not die");
}

static bool step_kill(char *arg)
{
	(void)arg;
	term_kill(&term);
	return dead();
}

static bool step_kill_front(char *arg)
{
	(void)arg;
	kill(-term.program, SIGKILL);
	return dead();
}

static bool step_exit(char *arg)
{
	char *end;
	long status = strtol(arg, &end, 10);
	bool is_number = end != arg && !*end;

	if (!is_number && strcmp(arg, "any") && !signal_number(arg))
		return failed("which status?");
	if (!until(has_ended, &(struct want){ 0 }))
		return failed("the program has not ended");
	while (term.master >= 0 && term_pump(&term, 0, -1, NULL, NULL))
		;
	if (!strcmp(arg, "any"))
		return true;
	if (is_number ? WIFEXITED(term.status) && WEXITSTATUS(term.status) == status :
	    WIFSIGNALED(term.status) && WTERMSIG(term.status) == signal_number(arg))
		return true;
	if (WIFSIGNALED(term.status))
		return failed("it died of signal %d (%s)", WTERMSIG(term.status), strsignal(WTERMSIG(term.status)));
	return failed("it ended with status %d", WEXITSTATUS(term.status));
}

static bool step_restored(char *arg)
{
	const char *left;

	(void)arg;
	if (until(is_restored, &(struct want){ 0 }))
		return true;
	left = term_unrestored(&term);
	return failed("%s", left ? left : "late");
}

static bool step_shell(char *arg)
{
	int64_t deadline = clock_mono_ms() + timeout_ms;
	bool ended = false;
	int fds[2], status;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) || (pid = fork()) < 0)
		return failed("%s", strerror(errno));
	if (!pid) {
		setpgid(0, 0);
		dup2(fds[1], STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		execl("/bin/sh", "sh", "-c", arg, (char *)NULL);
		_exit(127);
	}
	setpgid(pid, pid);
	close(fds[1]);
	buf_clear(&shell_output);
	while (!ended && clock_mono_ms() < deadline)
		term_pump(&term, (int)MAX_OF(deadline - clock_mono_ms(), 0), fds[0], &shell_output, &ended);
	close(fds[0]);
	if (!ended)
		kill(-pid, SIGKILL);
	waitpid(pid, &status, 0);
	if (ended && WIFEXITED(status) && !WEXITSTATUS(status))
		return true;
	return ended ? failed("status %d; it said: %.400s", WIFEXITED(status) ? WEXITSTATUS(status) : -1,
			      shell_output.data ? shell_output.data : "") : failed("it does not end");
}

static bool step_until(char *arg)
{
	int64_t deadline = clock_mono_ms() + timeout_ms;

	while (!step_shell(arg)) {
		if (clock_mono_ms() >= deadline)
			return false;
		term_pump(&term, LOOK_AGAIN_MS, -1, NULL, NULL);
	}
	return true;
}

static bool step_output(char *arg)
{
	const char *got = shell_output.data ? shell_output.data : "";

	unquote(arg);
	return strstr(got, arg) || failed("the output was: %.400s", got);
}

static bool step_output_re(char *arg)
{
	const char *got = shell_output.data ? shell_output.data : "";
	regex_t re;
	bool good;

	if (regcomp(&re, arg, REG_EXTENDED | REG_NEWLINE | REG_NOSUB))
		return failed("no regular expression");
	good = !regexec(&re, got, 0, NULL, 0);
	regfree(&re);
	return good || failed("the output was: %.400s", got);
}

static bool step_timeout(char *arg)
{
	double s = atof(arg);

	if (!(s > 0) || s > 3600)
		return failed("how many seconds?");
	timeout_ms = (int64_t)(s * 1000);
	return true;
}

static const struct { const char *name; bool (*run)(char *arg); bool quoted; } steps[] = {
	{ "expect", step_expect, true }, { "expect-re", step_expect_re, true },
	{ "absent", step_absent, true }, { "absent-re", step_absent_re, true },
	{ "row", step_row, false }, { "row-re", step_row_re, false }, { "cursor", step_cursor, false }, { "look", step_look, false },
	{ "send", step_send, false }, { "key", step_key, false }, { "paste", step_paste, false },
	{ "click", step_click, false }, { "double-click", step_double, false }, { "wheel-up", step_wheel_up, false },
	{ "wheel-down", step_wheel_down, false }, { "drag", step_drag, false }, { "mouse", step_mouse, false },
	{ "resize", step_resize, false },
	{ "dump", step_dump, false }, { "signal", step_signal, false }, { "stop-continue", step_stop_continue, false },
	{ "stop", step_stop, false }, { "continue", step_continue, false }, { "fg", step_fg, false }, { "term", step_term, false }, { "hangup", step_hangup, false },
	{ "kill", step_kill, false }, { "kill-front", step_kill_front, false }, { "exit", step_exit, false }, { "restored", step_restored, false },
	{ "shell", step_shell, false }, { "until", step_until, false }, { "output", step_output, false }, { "output-re", step_output_re, true },
	{ "timeout", step_timeout, false },
};

/* ---- reading the scenario ---- */
/* One line; false ends the scenario. */
static bool play(const char *line)
{
	char *text = expand(line), *shown = xstrdup(text), *p = text;
	size_t n = strcspn(p, " \t"), i = 0;
	bool good;

	while (i < COUNT_OF(steps) && (strlen(steps[i].name) != n || strncmp(steps[i].name, p, n)))
		i++;
	p += n;
	p += strspn(p, " \t");
	why[0] = '\0';
	if (i == COUNT_OF(steps)) {
		good = failed("there is no such step");
	} else {
		if (steps[i].quoted)
			unquote(p);
		good = steps[i].run(p);
	}
	/* a # would be taken for a TAP directive */
	for (char *hash = shown; (hash = strchr(hash, '#')); )
		*hash = '*';
	ok(good, "%s", shown);
	if (!good) {
		printf("# %s\n", why);
		show_screen();
	}
	free(shown);
	free(text);
	return good;
}

static void play_all(FILE *f)
{
	char line[LINE_BYTES_MAX];
	bool good = true;

	while (good && fgets(line, sizeof line, f)) {
		char *p = line + strspn(line, " \t");

		p[strcspn(p, "\r\n")] = '\0';
		if (*p && *p != '#')
			good = play(p);
	}
	if (good && !tap_n)
		ok(false, "the scenario has steps");
}

static void usage(void)
{
	fputs("usage: tty [--rows R] [--cols C] [--timeout S] [--env NAME=VALUE]... SCENARIO -- PROGRAM ARGS...\n", stderr);
	exit(2);
}

static int option(const char *value, int from, int to)
{
	int n = value ? atoi(value) : from - 1;

	if (n < from || n > to)
		usage();
	return n;
}

int main(int argc, char **argv)
{
	static const char *const unset[] = { "COLORTERM", "NO_COLOR", "LINES", "COLUMNS", "LANGUAGE" };
	int rows = 24, cols = 80, i = 1;
	const char *scenario;
	FILE *f;

	setlocale(LC_ALL, "C.UTF-8");
	signal(SIGPIPE, SIG_IGN);
	for (size_t j = 0; j < COUNT_OF(unset); j++)
		unsetenv(unset[j]);
	setenv("TERM", "xterm-256color", 1);
	setenv("LANG", "C.UTF-8", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	for (; i + 1 < argc && !strncmp(argv[i], "--", 2) && argv[i][2]; i += 2) {
		if (!strcmp(argv[i], "--rows"))
			rows = option(argv[i + 1], 1, 1000);
		else if (!strcmp(argv[i], "--cols"))
			cols = option(argv[i + 1], 1, 1000);
		else if (!strcmp(argv[i], "--timeout"))
			timeout_ms = option(argv[i + 1], 1, 3600) * 1000;
		else if (strcmp(argv[i], "--env") || putenv(argv[i + 1]))
			usage();
	}
	if (i + 2 >= argc || strcmp(argv[i + 1], "--"))
		usage();
	scenario = argv[i];
	f = strcmp(scenario, "-") ? fopen(scenario, "re") : stdin;
	if (!f)
		die("%s: %s", scenario, strerror(errno));
	term_start(&term, rows, cols, argv + i + 2);
	play_all(f);
	term_end(&term);
	buf_done(&shell_output);
	if (f != stdin)
		fclose(f);
	return done();
}
