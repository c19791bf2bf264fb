/*
 * outlet.c -- from curses to the terminal, without ever waiting for it.
 *
 *	curses ──write──► a file in memory ──collect──► waiting ──pump, as much as the terminal takes──► terminal
 *
 * A terminal may stop taking bytes for as long as it likes: Ctrl-S, a slow line, a stopped emulator, a hung connection.  Curses
 * would wait inside write() (and on a descriptor that does not wait it spins), and the music's next track with it.  So curses
 * writes where writing never waits, and what it wrote goes on from here.  While anything waits nothing new is drawn: the picture is
 * only owed, and when the terminal takes bytes again it gets the newest one.  So what waits is never more than a picture.
 *
 * The terminal is opened anew for this, because not to wait (O_NONBLOCK) belongs to the open file, which is shared with the shell
 * and everything else on this terminal.  Where that is refused (after su it is another user's) the shared one is used, and its flags are
 * put back at the end.
 */
#include "ui/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WAITING_MAX = 64 << 20 };

enum err outlet_open(struct ui *ui)
{
	int fd = memfd_create("segue-screen", MFD_CLOEXEC);

	if (fd < 0)
		return fail_errno(ERR_IO, _("cannot use the terminal"));
	ui->out = fdopen(fd, "w+");
	if (!ui->out) {
		close(fd);
		return fail_errno(ERR_IO, _("cannot use the terminal"));
	}
	buf_init(&ui->waiting, WAITING_MAX);
	return OK;
}

int outlet_terminal(int fd, int *ret_flags)
{
	char path[64];
	int own;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	*ret_flags = -1;
	own = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (own >= 0)
		return own;
	own = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (own >= 0) {
		*ret_flags = fcntl(own, F_GETFL);
		(void)fcntl(own, F_SETFL, *ret_flags | O_NONBLOCK);
	}
	return own;
}

void outlet_collect(struct ui *ui)
{
	char bytes[16384];
	off_t n = lseek(fileno(ui->out), 0, SEEK_CUR), at = 0;

	while (at < n) {
		ssize_t got = pread(fileno(ui->out), bytes, (size_t)MIN_OF(n - at, (off_t)sizeof bytes), at);	/* behind n lie older pictures */

		if (got <= 0)
			break;
		if (ui->charset)
			charset_out(ui->charset, bytes, (size_t)got, &ui->waiting);
		else
			buf_add(&ui->waiting, bytes, (size_t)got);
		at += got;
	}
	lseek(fileno(ui->out), 0, SEEK_SET);
}

void outlet_send(struct ui *ui, const char *s)
{
	if (ui->is_headless || ui->is_lost)
		return;
	outlet_collect(ui);
	buf_adds(&ui->waiting, s);
}

bool ui_pump(struct ui *ui)
{
	if (ui->is_headless)
		return true;
	while (ui->sent < ui->waiting.len && !ui->is_lost) {
		ssize_t n = write(ui->fd_out, ui->waiting.data + ui->sent, ui->waiting.len - ui->sent);

		if (n > 0)
			ui->sent += (size_t)n;
		else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return false;
		else if (n < 0 && errno != EINTR)
			ui->is_lost = true;
	}
	buf_clear(&ui->waiting);
	ui->sent = 0;
	return true;
}

int ui_room_fd(const struct ui *ui)
{
	return ui->is_headless || ui->is_lost || ui->sent == ui->waiting.len ? -1 : ui->fd_out;
}

bool ui_owes_picture(const struct ui *ui)
{
	return ui->is_owed;
}

bool outlet_drain(struct ui *ui, int ms)
{
	int64_t until = clock_mono_ms() + ms;

	outlet_collect(ui);
	while (!ui_pump(ui)) {
		struct pollfd p = { .fd = ui->fd_out, .events = POLLOUT };
		int64_t left = until - clock_mono_ms();

		if (left <= 0)
			return false;
		(void)poll(&p, 1, (int)left);
	}
	return !ui->is_lost;
}

void outlet_close(struct ui *ui)
{
	if (ui->out)
		fclose(ui->out);
	if (!ui->is_headless) {
		if (ui->flags_in >= 0)
			(void)fcntl(ui->fd_in, F_SETFL, ui->flags_in);
		if (ui->flags_out >= 0)
			(void)fcntl(ui->fd_out, F_SETFL, ui->flags_out);
	}
	if (ui->fd_out >= 0 && ui->fd_out != ui->fd_in && !ui->is_headless)
		close(ui->fd_out);
	if (ui->in)
		fclose(ui->in);		/* and fd_in with it */
	buf_done(&ui->waiting);
}
