/*
 * term.c -- the test terminal.
 *
 *	driver ══ pty master ... pty slave ══ keeper (session leader, like a shell) ── program (its own process group)
 *	   ▲                                     │
 *	   └───────── reports: pid, status ──────┘
 *
 * The keeper stands where a shell would: a program that is itself the session's leader cannot be stopped by Ctrl-Z (its
 * process group is orphaned), and hears of a hang-up differently.  It also holds the slave open, so that what the
 * program wrote last is never lost.
 */
#include "term.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct report { pid_t pid; int status; };	/* the first has status -1 */

/* ---- the keeper ---- */
static volatile pid_t kept;

static void pass_hang_up(int sig)
{
	/* no SIGCONT behind it (term_hang_up() wakes what is stopped): it may undo the stop by which a leak checker holds it */
	if (kept > 0)
		kill(-kept, sig);
}

_Noreturn static void run_program(char **argv)
{
	static const int signals[] = { SIGTTOU, SIGTTIN, SIGTSTP, SIGINT, SIGQUIT, SIGHUP };

	setpgid(0, 0);
	tcsetpgrp(STDIN_FILENO, getpid());
	for (size_t i = 0; i < COUNT_OF(signals); i++)
		signal(signals[i], SIG_DFL);
	execvp(argv[0], argv);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static void report(int fd, pid_t pid, int status)
{
	struct report r = { pid, status };

	if (write_all(fd, &r, sizeof r))
		_exit(1);
}

_Noreturn static void keep(char **argv, int reports, int orders)
{
	static const int ignored[] = { SIGTTOU, SIGTTIN, SIGTSTP, SIGINT, SIGQUIT };
	struct sigaction hup = { .sa_handler = pass_hang_up, .sa_flags = SA_RESTART };
	int status, running[2];
	pid_t pid;
	char order;

	for (size_t i = 0; i < COUNT_OF(ignored); i++)
		signal(ignored[i], SIG_IGN);
	sigaction(SIGHUP, &hup, NULL);
	if (read(orders, &order, 1) != 1)	/* not before the driver has seen the terminal untouched */
		_exit(0);
	if (pipe2(running, O_CLOEXEC))
		_exit(1);
	pid = fork();
	if (!pid)
		run_program(argv);
	kept = pid;
	setpgid(pid, pid);
	/* signals sent before exec would meet our handlers, not the program's: the pipe closes when that is past */
	close(running[1]);
	while (read(running[0], &order, 1) < 0 && errno == EINTR)
		;
	report(reports, pid, -1);
	while (waitpid(pid, &status, WUNTRACED | WCONTINUED) == pid) {
		if (WIFSTOPPED(status))
			tcsetpgrp(STDIN_FILENO, getpgrp());
		report(reports, pid, status);
		if (WIFSTOPPED(status) && read(orders, &order, 1) == 1) {
			tcsetpgrp(STDIN_FILENO, pid);
			kill(-pid, SIGCONT);
		}
		if (WIFEXITED(status) || WIFSIGNALED(status))
			break;
	}
	/* hold the slave open until the driver has seen enough */
	while (read(orders, &order, 1) > 0)
		;
	_exit(0);
}

/* ---- what libvterm tells ---- */
static int on_property(VTermProp prop, VTermValue *val, void *user)
{
	struct term *t = user;

	if (prop == VTERM_PROP_ALTSCREEN)
		t->alt = val->boolean;
	else if (prop == VTERM_PROP_CURSORVISIBLE)
		t->cursor_visible = val->boolean;
	else if (prop == VTERM_PROP_MOUSE)
		t->mouse = val->number != VTERM_PROP_MOUSE_NONE;
	return 1;
}

static int on_cursor(VTermPos pos, VTermPos oldpos, int visible, void *user)
{
	struct term *t = user;

	(void)oldpos;
	(void)visible;
	t->cursor_y = pos.row;
	t->cursor_x = pos.col;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = on_property, .movecursor = on_cursor };

/* ---- life ---- */
static void pipe_or_die(int fds[2])
{
	if (pipe2(fds, O_CLOEXEC))
		die("pipe: %s", strerror(errno));
}

void term_start(struct term *t, int rows, int cols, char **argv)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
	int reports[2], orders[2];

	*t = (struct term){ .rows = rows, .cols = cols, .cursor_visible = true };
	t->vt = vterm_new(rows, cols);
	vterm_set_utf8(t->vt, 1);
	t->screen = vterm_obtain_screen(t->vt);
	vterm_screen_set_callbacks(t->screen, &callbacks, t);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_reset(t->screen, 1);
	pipe_or_die(reports);
	pipe_or_die(orders);
	t->keeper = forkpty(&t->master, NULL, NULL, &size);
	if (t->keeper < 0)
		die("forkpty: %s", strerror(errno));
	if (!t->keeper) {
		close(reports[0]);
		close(orders[1]);
		keep(argv, reports[1], orders[0]);
	}
	close(reports[1]);
	close(orders[0]);
	t->reports = reports[0];
	t->orders = orders[1];
	fcntl(t->master, F_SETFD, FD_CLOEXEC);
	tcgetattr(t->master, &t->at_start);
	term_continue(t);
	fd_nonblock(t->master);
	while (!t->program && !t->has_ended)
		term_pump(t, -1, -1, NULL, NULL);
}

/* Waits until it is gone, so that whoever comes next does not meet it. The limit only ends a broken run. */
static void kill_and_wait(pid_t pid)
{
	struct pollfd p = { .fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };

	kill(pid, SIGKILL);
	if (p.fd < 0)
		return;
	(void)poll(&p, 1, 10000);
	close(p.fd);
}

void term_kill(struct term *t)
{
	pid_t children[16];
	char path[64];
	int n = 0;
	FILE *f;

	/* a player is its keeper's child, in a session of its own: it would play on */
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)t->program, (int)t->program);
	f = fopen(path, "re");
	while (f && n < (int)COUNT_OF(children) && fscanf(f, "%d", &children[n]) == 1)
		n++;
	if (f)
		fclose(f);
	kill(-t->program, SIGKILL);
	for (int i = 0; i < n; i++)
		kill_and_wait(children[i]);
}

void term_end(struct term *t)
{
	if (t->program > 0 && !t->has_ended)
		term_kill(t);
	close(t->orders);
	if (t->master >= 0)
		close(t->master);
	close(t->reports);
	waitpid(t->keeper, NULL, 0);
	vterm_free(t->vt);
}

/* ---- bytes both ways ---- */
static void take_report(struct term *t)
{
	struct report r;
	ssize_t n = read(t->reports, &r, sizeof r);

	if (n != sizeof r) {
		t->has_ended = true;
		return;
	}
	t->program = r.pid;
	if (r.status == -1)
		return;
	if (WIFSTOPPED(r.status)) {
		t->is_stopped = true;
		if (t->is_fetched)
			term_continue(t);
	} else if (WIFCONTINUED(r.status)) {
		t->is_stopped = false;
		t->continued++;
	} else {
		t->has_ended = true;
		t->status = r.status;
	}
}

void term_send(struct term *t, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n && t->master >= 0) {
		ssize_t done = write(t->master, p, n);

		if (done > 0) {
			p += done;
			n -= (size_t)done;
		} else if (done < 0 && errno == EAGAIN) {
			/* the program is slow to read: read from it meanwhile, it may be waiting for us */
			if (t->has_ended || (!term_pump(t, 1000, -1, NULL, NULL) && t->has_ended))
				return;
		} else if (done < 0 && errno != EINTR) {
			return;
		}
	}
}

/* What libvterm wants to say to the program: keys, and answers to its questions. */
static void flush_out(struct term *t)
{
	char bytes[256];
	size_t n;

	while ((n = vterm_output_read(t->vt, bytes, sizeof bytes)))
		term_send(t, bytes, n);
}

bool term_pump(struct term *t, int wait_ms, int extra, struct buf *b, bool *ret_extra_ended)
{
	struct pollfd p[3] = {
		{ .fd = t->master, .events = POLLIN },
		{ .fd = t->has_ended ? -1 : t->reports, .events = POLLIN },
		{ .fd = extra, .events = POLLIN },
	};
	char bytes[4096];
	bool got = false;
	ssize_t n;

	if (poll(p, COUNT_OF(p), wait_ms) <= 0)
		return false;
	if (p[0].revents) {
		n = read(t->master, bytes, sizeof bytes);
		if (n > 0) {
			vterm_input_write(t->vt, bytes, (size_t)n);
			flush_out(t);
			got = true;
		}
	}
	if (p[1].revents) {
		take_report(t);
		got = true;
	}
	if (p[2].revents) {
		n = read(extra, bytes, sizeof bytes);
		if (n > 0)
			buf_add(b, bytes, (size_t)n);
		else if (!n || errno != EINTR)
			*ret_extra_ended = true;
		got = true;
	}
	return got;
}

void term_key(struct term *t, VTermKey key, VTermModifier mod)
{
	vterm_keyboard_key(t->vt, key, mod);
	flush_out(t);
}

void term_character(struct term *t, uint32_t code, VTermModifier mod)
{
	vterm_keyboard_unichar(t->vt, code, mod);
	flush_out(t);
}

void term_paste(struct term *t, const char *text, size_t n)
{
	vterm_keyboard_start_paste(t->vt);
	flush_out(t);
	term_send(t, text, n);
	vterm_keyboard_end_paste(t->vt);
	flush_out(t);
}

void term_mouse(struct term *t, int y, int x, int button, bool pressed)
{
	vterm_mouse_move(t->vt, y, x, VTERM_MOD_NONE);
	if (button)
		vterm_mouse_button(t->vt, button, pressed, VTERM_MOD_NONE);
	flush_out(t);
}

void term_resize(struct term *t, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	vterm_set_size(t->vt, rows, cols);
	t->rows = rows;
	t->cols = cols;
	if (t->master >= 0)
		ioctl(t->master, TIOCSWINSZ, &size);
}

void term_hang_up(struct term *t)
{
	if (t->master >= 0)
		close(t->master);
	t->master = -1;
	if (t->is_stopped)
		term_continue(t);
}

void term_continue(struct term *t)
{
	(void)!write(t->orders, "c", 1);
}

/* ---- what is to be seen ---- */
static void add_cell(const VTermScreenCell *cell, struct buf *b)
{
	if (cell->chars[0] == (uint32_t)-1)	/* the second half of a wide character */
		return;
	if (!cell->chars[0])
		buf_adds(b, " ");
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++) {
		char bytes[4];

		buf_add(b, bytes, utf8_encode(cell->chars[i], bytes));
	}
}

char *term_text(const struct term *t)
{
	struct buf b;

	buf_init(&b, 16 << 20);
	for (int y = 0; y < t->rows; y++) {
		size_t start = b.len;

		for (int x = 0; x < t->cols;) {
			VTermScreenCell cell = { .width = 1 };

			vterm_screen_get_cell(t->screen, (VTermPos){ y, x }, &cell);
			add_cell(&cell, &b);
			x += cell.width > 1 ? cell.width : 1;
		}
		while (b.len > start && b.data[b.len - 1] == ' ')
			b.data[--b.len] = '\0';
		buf_add(&b, "\n", 1);
	}
	return buf_steal(&b);
}

const char *term_unrestored(struct term *t)
{
	struct termios now;
	char bytes[64];

	if (t->alt)
		return "the alternate screen is still shown";
	if (!t->cursor_visible)
		return "the cursor is still hidden";
	if (t->mouse)
		return "the mouse is still reported";
	vterm_keyboard_start_paste(t->vt);
	if (vterm_output_read(t->vt, bytes, sizeof bytes))
		return "pastes are still bracketed";
	if (t->master < 0 || tcgetattr(t->master, &now))
		return "the terminal is gone";
	if (now.c_iflag != t->at_start.c_iflag)
		return "termios: input flags differ";
	if (now.c_oflag != t->at_start.c_oflag)
		return "termios: output flags differ";
	if (now.c_cflag != t->at_start.c_cflag)
		return "termios: control flags differ";
	if (now.c_lflag != t->at_start.c_lflag)
		return "termios: local flags differ";
	if (memcmp(now.c_cc, t->at_start.c_cc, sizeof now.c_cc))
		return "termios: control characters differ";
	return NULL;
}
