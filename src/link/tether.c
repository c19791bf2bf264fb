/*
 * tether.c -- the words between the player and the process that keeps its terminal (src/app/front.c, src/app/terminal.c).
 *
 *     player:  order LENGTH(2, big-endian) text
 *     keeper:  single letters
 *
 * A player that cannot serve this (an older one, one with no room left) answers with the last line of link.c's frame, "= status
 * sentence NL"; that is read as the order to end.
 */
#include "link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static enum err send_whole(int fd, const void *bytes, size_t n)
{
	ssize_t sent;

	while ((sent = send(fd, bytes, n, MSG_NOSIGNAL | MSG_DONTWAIT)) < 0 && errno == EINTR)
		;
	/* a few hundred bytes in a socket's buffer of many thousand: what does not fit has a reader that is no more */
	return sent == (ssize_t)n ? OK : fail(ERR_IO, _("the process that keeps the terminal is gone"));
}

enum err tether_order(int fd, enum tether_order order, const char *text, size_t n)
{
	unsigned char bytes[3 + TETHER_TEXT_MAX];

	n = MIN_OF(n, (size_t)TETHER_TEXT_MAX);
	bytes[0] = (unsigned char)order;
	bytes[1] = (unsigned char)(n >> 8);
	bytes[2] = (unsigned char)(n & 0xff);
	memcpy(bytes + 3, text, n);
	return send_whole(fd, bytes, 3 + n);
}

enum err tether_say(int fd, enum tether_word word)
{
	return send_whole(fd, &(char){ (char)word }, 1);
}

/* "= 1 sentence\n" as an end whose terminal nobody touched. */
static bool refusal(struct buf *in, enum tether_order *ret_order, char **ret_text, size_t *ret_n)
{
	const char *newline = memchr(in->data, '\n', in->len);
	size_t n = newline ? (size_t)(newline - in->data) : 0;

	if (!newline)
		return false;
	*ret_order = TETHER_END;
	*ret_text = n > 3 ? xasprintf("%c1%.*s", in->data[2], (int)MIN_OF(n - 4, (size_t)TETHER_TEXT_MAX), in->data + 4) : xstrdup("11");
	*ret_n = strlen(*ret_text);
	buf_drop_front(in, n + 1);
	return true;
}

bool tether_next(struct buf *in, enum tether_order *ret_order, char **ret_text, size_t *ret_n)
{
	const unsigned char *p = (const unsigned char *)in->data;
	size_t n;

	if (in->len && p[0] == '=')
		return refusal(in, ret_order, ret_text, ret_n);
	if (in->len < 3)
		return false;
	n = (size_t)p[1] << 8 | p[2];
	if (in->len < 3 + n)
		return false;
	*ret_order = (enum tether_order)p[0];
	*ret_text = xstrndup(in->data + 3, n);
	*ret_n = n;
	buf_drop_front(in, 3 + n);
	return true;
}
