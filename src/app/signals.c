/*
 * signals.c -- handlers that only write a byte into a pipe; the loop does the rest.  All with SA_RESTART, as libmpv asks, and set
 * before curses starts, which then leaves them alone.  A crash puts the terminal back before it dies of its signal.
 */
#include "app/app.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static int pipe_fds[2] = { -1, -1 };

static const int told[] = { SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT };
static const int crashes[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };

static void tell(int number)
{
	unsigned char byte = (unsigned char)number;
	int saved = errno;

	/* a full pipe already holds enough reasons to wake up */
	if (write(pipe_fds[1], &byte, 1) < 0)
		errno = saved;
	errno = saved;
}

static void crash(int number)
{
	ui_emergency_restore();
	raise(number);	/* SA_RESETHAND: now the default, a core */
}

enum err signals_open(int *ret_fd)
{
	struct sigaction act = { .sa_handler = tell, .sa_flags = SA_RESTART };
	struct sigaction dying = { .sa_handler = crash, .sa_flags = (int)SA_RESETHAND | SA_NODEFER };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	if (pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK))
		return fail_errno(ERR_IO, _("cannot make a pipe"));
	sigemptyset(&act.sa_mask);
	sigemptyset(&dying.sa_mask);
	sigemptyset(&ignore.sa_mask);
	for (size_t i = 0; i < COUNT_OF(told); i++)
		sigaction(told[i], &act, NULL);
	for (size_t i = 0; i < COUNT_OF(crashes); i++) {
		struct sigaction old;

		/* a sanitizer's own handler says more than ours */
		if (!sigaction(crashes[i], NULL, &old) && old.sa_handler == SIG_DFL)
			sigaction(crashes[i], &dying, NULL);
	}
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGXFSZ, &ignore, NULL);
	*ret_fd = pipe_fds[0];
	return OK;
}

void signals_close(void)
{
	for (int i = 0; i < 2; i++)
		if (pipe_fds[i] >= 0)
			close(pipe_fds[i]);
	pipe_fds[0] = pipe_fds[1] = -1;
}
