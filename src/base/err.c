/* err.c -- one sentence a thread, and the last words of the program. */
#include "base.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Thread_local char last_text[1024];
static void (*die_hook)(void);

enum err fail(enum err code, const char *fmt, ...)
{
	va_list ap;
	char text[sizeof last_text];	/* the arguments may include err_text() itself */

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	memcpy(last_text, text, sizeof text);
	return code;
}

enum err fail_errno(enum err code, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;
	char text[sizeof last_text];
	size_t n;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	n = strlen(text);
	snprintf(text + n, sizeof text - n, ": %s", strerror(saved));
	memcpy(last_text, text, sizeof text);
	errno = saved;
	return code;
}

const char *err_text(void)
{
	return last_text;
}

void die_set_hook(void (*hook)(void))
{
	die_hook = hook;
}

void die(const char *fmt, ...)
{
	va_list ap;

	if (die_hook)
		die_hook();
	va_start(ap, fmt);
	fputs("segue: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	_exit(1);
}
