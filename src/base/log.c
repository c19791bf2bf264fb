/* log.c -- $XDG_STATE_HOME/segue/segue.log: what happened, for whoever has to find out. */
#include "base.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOG_MAX_BYTES = 4 * 1024 * 1024 };
static int fd = -1;

enum err log_open(const char *path)
{
	struct stat st;
	char old[4096];

	log_close();
	if (!stat(path, &st) && st.st_size > LOG_MAX_BYTES && snprintf(old, sizeof old, "%s.1", path) < (int)sizeof old)
		rename(path, old);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	return fd < 0 ? fail_errno(ERR_IO, _("cannot write the log %s"), path) : OK;
}

void log_line(const char *fmt, ...)
{
	char text[2048];
	va_list ap;
	size_t n;

	if (fd < 0)
		return;
	time_iso(clock_unix_ms() / 1000, text);
	n = strlen(text);
	n += (size_t)snprintf(text + n, sizeof text - n, " [%ld] ", (long)getpid());
	va_start(ap, fmt);
	vsnprintf(text + n, sizeof text - n - 1, fmt, ap);
	va_end(ap);
	n = strlen(text);
	text[n++] = '\n';
	/* a log that cannot be written has nobody to tell */
	if (write(fd, text, n) < 0)
		return;
}

int log_fd(void)
{
	return fd;
}

void log_close(void)
{
	if (fd >= 0)
		close(fd);
	fd = -1;
}
