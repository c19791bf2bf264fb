/* err.c -- one sentence a thread, and the last words of the program. */
#include "base.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Thread_local char last_text[1024];
static void (*die_hook)(void);

/*
 * Sentences quote themes, tags, file names and what came over a socket, and end on somebody's terminal: here, where all of
 * them pass, they become valid UTF-8 without control characters, as utf8_clean() would make them (a file name in Latin-1
 * stays readable but for its accents).
 */
static void keep(const char *text)
{
	utf8_clean_into(last_text, sizeof last_text, text);
}

enum err fail(enum err code, const char *fmt, ...)
{
	va_list ap;
	char text[sizeof last_text];	/* the arguments may include err_text() itself */

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	keep(text);
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
	keep(text);
	errno = saved;
	return code;
}

enum err fail_again(enum err code, char *why)
{
	keep(why);
	free(why);
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
