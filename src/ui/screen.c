/*
 * screen.c -- the terminal taken and given back.
 *
 *	 (shell's) ──ui_open──► ours ──ui_suspend──► shell's ──ui_resume──► ours ──ui_close──► shell's
 *	                          └── ui_emergency_restore, from a signal handler, at any moment ──► shell's
 *
 * Invariants: the termios and the strings that undo what we did are taken down before anything is changed, in
 * plain static memory, so that the way back needs neither curses nor the heap.  Curses installs no signal handler that
 * stays: whatever newterm() sets up is put back at once, the loop owns the signals.
 */
#include "ui/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { ESC_WAIT_MS = 12, SIZE_LIMIT = 1000, CLOSE_WAIT_MS = 200 };

/* xterm's private modes: buttons, drag, SGR coordinates; bracketed paste */
#define MOUSE_ON "\033[?1000h\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1002l\033[?1000l"
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

static struct {
	volatile sig_atomic_t armed;
	int fd_in, fd_out;
	struct termios termios;
	char bytes[512];
	size_t n;
} way_back;

/* newterm() takes these over when nobody has them */
static const int curses_signals[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };

/* Terminals whose description is often not installed on the machine one logs in to, and the nearest that is. */
static const struct { const char *prefix, *stand_in; } stand_ins[] = {
	{ "xterm", "xterm-256color" }, { "alacritty", "xterm-256color" }, { "foot", "xterm-256color" },
	{ "kitty", "xterm-256color" }, { "ghostty", "xterm-256color" }, { "wezterm", "xterm-256color" },
	{ "st-", "xterm-256color" }, { "konsole", "xterm-256color" }, { "vte", "xterm-256color" },
	{ "tmux", "screen-256color" }, { "screen", "screen" }, { "rxvt", "rxvt" },
};

/* Keys as the terminal's description calls them; a digit behind is xterm's modifier. */
static const struct { const char *cap, *name; } described[] = {
	{ "kcuu1", "Up" }, { "kcud1", "Down" }, { "kcub1", "Left" }, { "kcuf1", "Right" }, { "khome", "Home" }, { "kend", "End" },
	{ "kpp", "PgUp" }, { "knp", "PgDn" }, { "kich1", "Insert" }, { "kdch1", "Del" }, { "kcbt", "S-Tab" }, { "kent", "Enter" },
	{ "kf1", "F1" }, { "kf2", "F2" }, { "kf3", "F3" }, { "kf4", "F4" }, { "kf5", "F5" }, { "kf6", "F6" }, { "kf7", "F7" },
	{ "kf8", "F8" }, { "kf9", "F9" }, { "kf10", "F10" }, { "kf11", "F11" }, { "kf12", "F12" },
	{ "kUP", "S-Up" }, { "kDN", "S-Down" }, { "kLFT", "S-Left" }, { "kRIT", "S-Right" }, { "kHOM", "S-Home" },
	{ "kEND", "S-End" }, { "kDC", "S-Del" }, { "kIC", "S-Insert" }, { "kNXT", "S-PgDn" }, { "kPRV", "S-PgUp" },
	{ "kUP3", "M-Up" }, { "kDN3", "M-Down" }, { "kLFT3", "M-Left" }, { "kRIT3", "M-Right" },
	{ "kUP5", "C-Up" }, { "kDN5", "C-Down" }, { "kLFT5", "C-Left" }, { "kRIT5", "C-Right" }, { "kHOM5", "C-Home" },
	{ "kEND5", "C-End" }, { "kDC5", "C-Del" }, { "kNXT5", "C-PgDn" }, { "kPRV5", "C-PgUp" },
};

static const char *capability(const char *name)
{
	const char *s = tigetstr(name);

	return s == (const char *)-1 || !s || !*s ? NULL : s;
}

/* Appends without the $<5> delays, which are for tputs() and for terminals with paper. */
static void way_back_add(const char *s)
{
	while (s && *s && way_back.n < sizeof way_back.bytes) {
		const char *end = s[0] == '$' && s[1] == '<' ? strchr(s, '>') : NULL;

		if (end)
			s = end + 1;
		else
			way_back.bytes[way_back.n++] = *s++;
	}
}

static void way_back_prepare(struct ui *ui)
{
	static const char *const caps[] = { "sgr0", "op", "oc", "rmkx" };

	way_back.n = 0;
	for (size_t i = 0; i < COUNT_OF(caps); i++)
		if (strcmp(caps[i], "oc") || ui->may_redefine)
			way_back_add(capability(caps[i]));
	if (ui->has_mouse)
		way_back_add(MOUSE_OFF);
	if (ui->has_paste)
		way_back_add(PASTE_OFF);
	way_back_add(capability("rmcup"));
	way_back_add(capability("cnorm"));
	way_back_add("\r");
	way_back.fd_in = ui->fd_in;
	way_back.fd_out = ui->fd_out;
}

void ui_emergency_restore(void)
{
	sigset_t ttou, old;
	size_t done = 0;
	int saved = errno;

	if (!way_back.armed)
		return;
	way_back.armed = 0;
	/* in the background tcsetattr() would stop us instead of restoring */
	sigemptyset(&ttou);
	sigaddset(&ttou, SIGTTOU);
	sigprocmask(SIG_BLOCK, &ttou, &old);
	while (done < way_back.n) {
		ssize_t n = write(way_back.fd_out, way_back.bytes + done, way_back.n - done);
		struct pollfd room = { .fd = way_back.fd_out, .events = POLLOUT };

		if (n < 0 && (errno == EINTR || (errno == EAGAIN && poll(&room, 1, CLOSE_WAIT_MS) > 0)))
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	tcsetattr(way_back.fd_in, TCSANOW, &way_back.termios);
	sigprocmask(SIG_SETMASK, &old, NULL);
	errno = saved;
}

static void modes_on(struct ui *ui)
{
	if (ui->has_mouse && ui->mouse_on)
		outlet_send(ui, MOUSE_ON);
	if (ui->has_paste)
		outlet_send(ui, PASTE_ON);
}

static void modes_off(struct ui *ui)
{
	if (ui->has_mouse)
		outlet_send(ui, MOUSE_OFF);
	if (ui->has_paste)
		outlet_send(ui, PASTE_OFF);
}

static FILE *stream(int fd, const char *mode)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	FILE *f = copy < 0 ? NULL : fdopen(copy, mode);

	if (!f && copy >= 0)
		close(copy);
	return f;
}

/* What the terminal is, from the environment or from the caller who has another's. */
struct described_as { const char *term, *depth; bool no_color; };

static struct described_as description(const struct ui_options *opt)
{
	const char *none = getenv("NO_COLOR");

	if (opt->term)
		return (struct described_as){ opt->term, opt->colorterm, opt->no_color };
	/* no-color.org: present and not empty */
	return (struct described_as){ getenv("TERM"), getenv("COLORTERM"), opt->no_color || (none && *none) };
}

static SCREEN *try_term(const char *term, struct ui *ui)
{
	return newterm(term, ui->out, ui->in);
}

/* newterm() for TERM, for what stands in for it, or, headless, for anything that is installed. */
static enum err start_curses(struct ui *ui, const char *term)
{
	static const char *const any[] = { "xterm-256color", "xterm", "screen", "vt100", "linux", "ansi", "dumb" };
	struct sigaction old[COUNT_OF(curses_signals)];

	for (size_t i = 0; i < COUNT_OF(old); i++)
		sigaction(curses_signals[i], NULL, &old[i]);
	if (ui->is_headless) {
		for (size_t i = 0; i < COUNT_OF(any) && !ui->screen; i++)
			ui->screen = try_term(any[i], ui);
	} else if (term && *term) {
		ui->screen = try_term(term, ui);
		for (size_t i = 0; i < COUNT_OF(stand_ins) && !ui->screen; i++)
			if (!strncmp(term, stand_ins[i].prefix, strlen(stand_ins[i].prefix)))
				ui->screen = try_term(stand_ins[i].stand_in, ui);
	}
	for (size_t i = 0; i < COUNT_OF(old); i++)
		sigaction(curses_signals[i], &old[i], NULL);
	if (!ui->screen) {
		char *clean = utf8_clean(term ? term : "", term ? strlen(term) : 0);
		enum err err = fail(ERR_MISSING, _("the terminal type \"%s\" (TERM) is not known here"), clean);

		free(clean);
		return err;
	}
	set_term(ui->screen);
	if (!ui->is_headless && !capability("cup"))
		return fail(ERR_MISSING, _("the terminal type \"%s\" (TERM) cannot move its cursor"), term);
	return OK;
}

static void learn_keys(struct ui *ui)
{
	for (size_t i = 0; i < COUNT_OF(described); i++) {
		const char *bytes = capability(described[i].cap);

		if (bytes)
			key_reader_learn(&ui->keys, bytes, described[i].name);
	}
}

/*
 * Raw enough for every key to arrive, but Ctrl-C and Ctrl-Z stay signals: they must work even when we hang.  Curses is told the
 * same, for it counts on it; but where it draws is no terminal, so the terminal's modes are set here.  At once, not when
 * all is sent (TCSADRAIN): a terminal that hangs would take us with it.
 */
static void set_modes(struct ui *ui)
{
	cbreak();
	noecho();
	nonl();
	typeahead(-1);		/* a picture half sent because a key came is worse than a late key */
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	if (ui->is_headless)
		return;
	keypad(stdscr, TRUE);
	ui->raw = way_back.termios;
	if (ui->raw.c_cc[VERASE] == 0x08)
		ui->keys.erase = 0x08;
	ui->raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR | IGNCR | ISTRIP);
	ui->raw.c_oflag &= ~(tcflag_t)(ONLCR | TABDLY);
	ui->raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
	ui->raw.c_lflag |= ISIG | NOFLSH;	/* Ctrl-C throws away neither the keys before it nor half of what is being drawn */
	ui->raw.c_cc[VMIN] = 1;
	ui->raw.c_cc[VTIME] = 0;
	tcsetattr(ui->fd_in, TCSANOW, &ui->raw);
}

static void fit(struct ui *ui, int rows, int cols)
{
	struct winsize size;

	if (!ui->is_headless && !ioctl(ui->fd_out, TIOCGWINSZ, &size) && size.ws_row && size.ws_col) {
		rows = size.ws_row;
		cols = size.ws_col;
	}
	if (rows > 0 && cols > 0 && (rows != LINES || cols != COLS))
		resizeterm(MIN_OF(rows, SIZE_LIMIT), MIN_OF(cols, SIZE_LIMIT));
	ui->rows = LINES;
	ui->cols = COLS;
	if (ui->line_cells <= ui->cols) {
		ui->line_cells = ui->cols + 1;
		free(ui->line);
		ui->line = xcalloc((size_t)ui->line_cells, sizeof *ui->line);
	}
}

static enum err open_headless(struct ui *ui)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		return fail_errno(ERR_IO, _("cannot open %s"), "/dev/null");
	ui->in = stream(null, "r");
	ui->out = stream(null, "w");
	close(null);
	return ui->in && ui->out ? OK : fail_errno(ERR_IO, _("cannot open %s"), "/dev/null");
}

static enum err open_streams(struct ui *ui, const struct ui_options *opt)
{
	int in = opt->fd_in < 0 ? STDIN_FILENO : opt->fd_in, out = opt->fd_out < 0 ? STDOUT_FILENO : opt->fd_out;
	enum err err;

	ui->is_headless = opt->rows > 0 && opt->cols > 0;
	if (ui->is_headless)
		return open_headless(ui);
	if (tcgetattr(in, &way_back.termios) || !isatty(out))
		return fail(ERR_ARG, _("input and output must be a terminal"));
	ui->fd_in = outlet_terminal(in, &ui->flags_in);
	ui->fd_out = outlet_terminal(out, &ui->flags_out);
	ui->in = ui->fd_in < 0 ? NULL : fdopen(ui->fd_in, "r");
	if (!ui->in || ui->fd_out < 0) {
		err = fail_errno(ERR_IO, _("cannot use the terminal"));
		if (!ui->in && ui->fd_in >= 0)
			close(ui->fd_in);
		return err;
	}
	return outlet_open(ui);
}

/* The terminal's set of characters, not the process's: that is UTF-8, with or without the terminal. */
static void open_charset(struct ui *ui, const struct ui_options *opt)
{
	char *name = opt->term ? xstrdup(opt->charset ? opt->charset : "UTF-8") : ui_charset_name();

	ui->is_ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	if (!ui->is_headless)
		ui->charset = charset_open(name);
	free(name);
}

enum err ui_open(struct ui **ret_ui, const struct ui_options *opt)
{
	struct ui *ui = xcalloc(1, sizeof *ui);
	struct described_as is = description(opt);
	struct theme theme;
	const char *mouse;
	enum err err;

	ui->cursor_y = -1;
	ui->fd_in = ui->fd_out = ui->flags_in = ui->flags_out = -1;
	key_reader_init(&ui->keys);
	err = theme_load(&theme, opt->theme ? opt->theme : "dark");
	if (!err)
		err = open_streams(ui, opt);
	if (!err)
		err = start_curses(ui, is.term);
	if (err)
		goto out;
	open_charset(ui, opt);
	mouse = capability("kmous");
	if (!ui->is_headless) {
		/* who describes xterm's mouse knows its other private modes, or passes over them */
		ui->has_mouse = mouse || capability("XM");
		ui->has_paste = ui->has_mouse || capability("BE");
		ui->mouse_on = opt->mouse;
		learn_keys(ui);
	}
	colour_init(ui, is.no_color, is.depth);
	way_back_prepare(ui);
	way_back.armed = !ui->is_headless;
	set_modes(ui);
	fit(ui, opt->rows, opt->cols);
	colour_apply(ui, &theme);
	curs_set(0);
	modes_on(ui);		/* sent with the first picture: until then the terminal has seen nothing of us */
	*ret_ui = ui;
	return OK;
out:
	ui_close(ui);
	return err;
}

/* The picture ends; what the terminal's modes were they are again. False: the terminal does not take it. */
static bool leave(struct ui *ui)
{
	bool sent;

	modes_off(ui);
	curs_set(1);
	endwin();
	sent = outlet_drain(ui, CLOSE_WAIT_MS);
	if (way_back.armed)
		tcsetattr(ui->fd_in, TCSANOW, &way_back.termios);
	way_back.armed = 0;
	return sent;
}

bool ui_close(struct ui *ui)
{
	bool sent = true;

	if (!ui)
		return true;
	if (ui->screen) {
		if (ui->is_headless)
			endwin();
		else if (!ui->is_suspended && way_back.armed)
			sent = leave(ui);
		delscreen(ui->screen);
	}
	outlet_close(ui);
	charset_close(ui->charset);
	key_reader_done(&ui->keys);
	free(ui->line);
	free(ui);
	return sent;
}

const char *ui_way_back(const struct ui *ui, size_t *ret_n)
{
	*ret_n = ui->is_headless ? 0 : way_back.n;
	return way_back.bytes;
}

void ui_suspend(struct ui *ui)
{
	if (ui->is_suspended || ui->is_headless)
		return;
	leave(ui);
	ui->is_suspended = true;
}

void ui_resume(struct ui *ui)
{
	if (!ui->is_suspended)
		return;
	ui->is_suspended = false;
	way_back.armed = 1;
	/* the shell's modes may have been changed meanwhile: they are what we must come back to */
	tcgetattr(ui->fd_in, &way_back.termios);
	tcsetattr(ui->fd_in, TCSANOW, &ui->raw);
	clearok(curscr, TRUE);
	ui_resized(ui);
	/* Curses enters its screen again with the first refresh. Nothing may be sent before that: some terminals keep
	   the cursor's visibility with the main screen, and a cursor hidden too early would stay so for the shell. */
	wnoutrefresh(stdscr);
	doupdate();
	modes_on(ui);
	ui_pump(ui);
}

void ui_resized(struct ui *ui)
{
	if (ui->is_headless || ui->is_suspended)
		return;
	fit(ui, 0, 0);
}

enum err ui_set_theme(struct ui *ui, const char *name_or_path)
{
	struct theme theme;
	enum err err = theme_load(&theme, name_or_path);

	if (!err)
		colour_apply(ui, &theme);
	return err;
}

enum err ui_theme_read(struct theme **ret_theme, const char *name_or_path)
{
	struct theme theme;
	enum err err = theme_load(&theme, name_or_path);

	if (!err)
		*ret_theme = xmemdup(&theme, sizeof theme);
	return err;
}

void ui_theme_use(struct ui *ui, const struct theme *theme)
{
	colour_apply(ui, theme);
}

void ui_theme_free(struct theme *theme)
{
	free(theme);
}

void ui_set_mouse(struct ui *ui, bool on)
{
	if (ui->mouse_on == on || !ui->has_mouse)
		return;
	ui->mouse_on = on;
	if (!ui->is_suspended) {
		outlet_send(ui, on ? MOUSE_ON : MOUSE_OFF);
		ui_pump(ui);
	}
}

int ui_rows(const struct ui *ui)
{
	return ui->rows;
}

int ui_cols(const struct ui *ui)
{
	return ui->cols;
}

int ui_fd(const struct ui *ui)
{
	return ui->is_headless || ui->is_lost || ui->is_suspended ? -1 : ui->fd_in;
}

bool ui_is_lost(const struct ui *ui)
{
	return ui->is_lost;
}

/*
 * Reads a byte, waiting at most wait_ms for it; false when none came.  One at a time: what stands behind the key that ends us, or that
 * gives the terminal back, is for the shell, and the kernel keeps it only as long as nobody has read it.  A paste is all ours.
 */
static bool read_more(struct ui *ui, int wait_ms)
{
	struct pollfd p = { .fd = ui->fd_in, .events = POLLIN };
	unsigned char bytes[512], utf8[512 * CHARSET_IN_GROWTH];
	size_t room = (sizeof ui->keys.in - ui->keys.n) / (ui->charset ? CHARSET_IN_GROWTH : 1);
	ssize_t n;

	if (!room || poll(&p, 1, wait_ms) <= 0)
		return false;
	n = read(ui->fd_in, bytes, ui->keys.pasting ? MIN_OF(sizeof bytes, room) : 1);
	if (n > 0 && ui->charset) {
		key_reader_feed(&ui->keys, utf8, charset_in(ui->charset, bytes, (size_t)n, utf8));
		return true;
	}
	if (n > 0) {
		key_reader_feed(&ui->keys, bytes, (size_t)n);
		return true;
	}
	if (!n || (errno != EINTR && errno != EAGAIN))
		ui->is_lost = true;
	return false;
}

bool ui_key_waits(const struct ui *ui)
{
	return ui->keys.n > 0 && !ui->is_lost && !ui->is_suspended;
}

bool ui_key_next(struct ui *ui, struct key *ret_key)
{
	if (ui->is_headless || ui->is_lost || ui->is_suspended)
		return false;
	for (;;) {
		enum key_state state = key_reader_next(&ui->keys, false, clock_mono_ms(), ret_key);

		if (state == KEYS_NONE && read_more(ui, 0))
			continue;
		/* the rest of a sequence is a few bytes behind its ESC; less than one frame tells a lone Esc from one */
		if (state == KEYS_PARTIAL) {
			if (read_more(ui, ESC_WAIT_MS))
				continue;
			state = key_reader_next(&ui->keys, true, clock_mono_ms(), ret_key);
		}
		if (state == KEYS_GOT && ret_key->mouse != MOUSE_NONE &&
		    (ret_key->y >= ui->rows || ret_key->x >= ui->cols || !ui->mouse_on))
			continue;
		return state == KEYS_GOT;
	}
}
