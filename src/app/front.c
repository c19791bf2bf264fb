/*
 * front.c -- the keeper: the process in the shell's foreground that keeps a terminal for the player (see terminal.c).
 *
 *	shell ── job ──► keeper ═══ tether ═══ player (a session of its own, draws on the keeper's terminal)
 *
 * It tells the player what only a process of the terminal's session hears (Ctrl-Z, Ctrl-C, a new size, a hang-up, TERM), stops and goes on
 * as a job does, and is there when the player is not: it knows the terminal's modes from before, and the player told it the bytes that undo
 * the rest, so a player killed with -9 leaves the terminal whole too.  If the keeper is the one killed, the player puts the
 * terminal back and plays on.  It starts no thread, opens nothing and holds a page or two of its own.
 */
#include "app/front.h"
#include "cli/cli.h"
#include "link.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { PATIENCE_MS = 3000 };

static const struct { int number; enum tether_word word; } told[] = {
	{ SIGWINCH, TETHER_RESIZED }, { SIGTSTP, TETHER_STOP }, { SIGCONT, TETHER_CONTINUE }, { SIGINT, TETHER_INTERRUPT },
	{ SIGTERM, TETHER_QUIT }, { SIGQUIT, TETHER_QUIT }, { SIGHUP, TETHER_HANGUP },
};

struct front {
	int tether, signals;
	pid_t child;			/* 0: the player is somebody else's */
	struct termios modes;
	bool has_modes;
	char *way_back;
	size_t n_way_back;
	int64_t give_up_ms;		/* the player was told to stop or that all is over, and has until then; 0 = nothing is awaited */
	bool to_stop;			/* … to stop */
	bool is_over;
	int status;
};

static void handled(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < COUNT_OF(told); i++)
		sigaddset(set, told[i].number);
}

void front_hold_signals(void)
{
	sigset_t set;

	handled(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

void front_come_forward(void)
{
	struct termios now;

	/* setting what is set: nothing changes, but the kernel stops a job of the background for it (SIGTTOU) */
	if (!tcgetattr(STDIN_FILENO, &now))
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &now);
}

/* ---- forking ---- */

static void become_player(int fds[2], int *ret_tether)
{
	sigset_t set;

	close(fds[0]);
	(void)fd_nonblock(fds[1]);
	handled(&set);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	*ret_tether = fds[1];
}

enum err front_fork(bool alone, pid_t *ret_pid, int *ret_tether)
{
	int fds[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return fail_errno(ERR_IO, _("cannot make a socket"));
	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		close(fds[0]);
		close(fds[1]);
		return fail_errno(ERR_CHILD, _("cannot start a process"));
	}
	if (!pid) {
		setsid();
		/* no leader of a session can get a terminal by accident, and init takes it in */
		if (alone && fork())
			_exit(0);
		become_player(fds, ret_tether);
		*ret_pid = 0;
		return OK;
	}
	close(fds[1]);
	if (alone)
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	*ret_pid = alone ? 1 : pid;
	*ret_tether = fds[0];
	return OK;
}

/* ---- the terminal, when the player did not ---- */

static void restore(struct front *f)
{
	size_t done = 0;

	while (done < f->n_way_back) {
		ssize_t n = write(STDOUT_FILENO, f->way_back + done, f->n_way_back - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	f->n_way_back = 0;
	if (f->has_modes)
		tcsetattr(STDIN_FILENO, TCSANOW, &f->modes);
}

static void stop(struct front *f)
{
	f->to_stop = false;
	f->give_up_ms = 0;
	kill(getpid(), SIGSTOP);
	/* SIGCONT waits to be read and sends the player on; but not while the job runs in the background */
	front_come_forward();
	f->has_modes = !tcgetattr(STDIN_FILENO, &f->modes);
}

/* ---- the end ---- */

static void say_killed(void)
{
	cli_say(_("the player was killed"));
}

/* The player's own end is the truth about it: its status, or the signal it died of. */
static int end_of_child(const struct front *f)
{
	int status;

	while (waitpid(f->child, &status, 0) < 0)
		if (errno != EINTR)
			return 1;
	if (!WIFSIGNALED(status))
		return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
	say_killed();
	if (WTERMSIG(status) != SIGKILL) {
		/* the shell is told what it would have been told of one process */
		sigset_t set;

		sigemptyset(&set);
		sigaddset(&set, WTERMSIG(status));
		signal(WTERMSIG(status), SIG_DFL);
		sigprocmask(SIG_UNBLOCK, &set, NULL);
		raise(WTERMSIG(status));
	}
	return 128 + WTERMSIG(status);
}

static void player_died(struct front *f)
{
	restore(f);
	f->is_over = true;
	if (f->child) {
		f->status = end_of_child(f);
	} else {
		say_killed();
		f->status = 1;
	}
}

static void obey(struct front *f, enum tether_order order, char *text, size_t n)
{
	bool whole = n > (order == TETHER_END) && text[order == TETHER_END] == '1';

	switch (order) {
	case TETHER_WAY_BACK:
		free(f->way_back);
		f->way_back = xmemdup(text, n);
		f->n_way_back = n;
		break;
	case TETHER_SUSPEND:
		stop(f);
		break;
	case TETHER_LEAVE:
		if (!whole)
			restore(f);
		if (n > 1)
			cli_say("%s", text + 1);
		f->is_over = true;
		break;
	case TETHER_END:
		if (!whole)
			restore(f);
		if (n > 2)
			cli_say("%s", text + 2);
		f->is_over = true;
		f->status = n && text[0] >= '0' && text[0] <= '9' ? text[0] - '0' : 1;
		if (f->child)
			f->status = end_of_child(f);
		break;
	case TETHER_READY:
		break;
	}
}

/* False: the player is gone. */
static bool listen_once(int tether, struct buf *in)
{
	char bytes[4096];
	ssize_t n;

	while ((n = recv(tether, bytes, sizeof bytes, 0)) < 0 && errno == EINTR)
		;
	return n > 0 && !buf_add(in, bytes, (size_t)n);
}

static void pass_on(struct front *f)
{
	struct signalfd_siginfo info;

	if (read(f->signals, &info, sizeof info) != sizeof info)
		return;
	for (size_t i = 0; i < COUNT_OF(told); i++)
		if (told[i].number == (int)info.ssi_signo)
			(void)tether_say(f->tether, told[i].word);
	if (info.ssi_signo == SIGTSTP || info.ssi_signo == SIGHUP) {
		f->to_stop = info.ssi_signo == SIGTSTP;
		f->give_up_ms = clock_mono_ms() + PATIENCE_MS;
	}
}

/* It was told and does not answer: it hangs, and the shell has a right to its terminal. */
static void lose_patience(struct front *f)
{
	f->give_up_ms = 0;
	if (f->to_stop) {
		restore(f);
		stop(f);
	} else {
		f->is_over = true;
		f->status = 1;
	}
}

int front_keep(int tether, pid_t child)
{
	struct front f = { .tether = tether, .child = child, .signals = -1 };
	struct buf in;
	sigset_t set;

	front_hold_signals();
	handled(&set);
	f.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	f.has_modes = !tcgetattr(STDIN_FILENO, &f.modes);
	buf_init(&in, 1 << 20);
	memory_unmap_code();
	while (!f.is_over) {
		struct pollfd p[2] = { { .fd = f.tether, .events = POLLIN }, { .fd = f.signals, .events = POLLIN } };
		enum tether_order order;
		char *text;
		size_t n;

		if (poll(p, 2, f.give_up_ms ? (int)MAX_OF(f.give_up_ms - clock_mono_ms(), 0) : -1) < 0 && errno != EINTR)
			break;
		if (p[1].revents)
			pass_on(&f);
		if (p[0].revents && !listen_once(f.tether, &in))
			player_died(&f);
		while (!f.is_over && tether_next(&in, &order, &text, &n)) {
			obey(&f, order, text, n);
			free(text);
		}
		if (!f.is_over && f.give_up_ms && clock_mono_ms() >= f.give_up_ms)
			lose_patience(&f);
	}
	buf_done(&in);
	free(f.way_back);
	close(f.signals);
	close(f.tether);
	return f.status;
}

int front_wait_started(int tether, bool quiet)
{
	enum tether_order order;
	struct buf in;
	char *text = NULL;
	size_t n;
	int status = 1;

	buf_init(&in, 1 << 20);
	while (listen_once(tether, &in))
		if (tether_next(&in, &order, &text, &n))
			break;
	if (!text) {
		say_killed();
	} else if (order == TETHER_READY) {
		if (n)
			cli_say("%s", text);
		else if (!quiet)
			cli_say(_("plays without a terminal; 'segue' opens it, 'segue remote COMMAND' controls it"));
		status = 0;
	} else if (n > 2) {
		cli_say("%s", text + 2);
	} else {
		say_killed();
	}
	free(text);
	buf_done(&in);
	close(tether);
	return status;
}
