/* buf.c -- a byte buffer that grows to a stated maximum and not beyond. */
#include "base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void buf_done(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ .max = b->max };
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

static enum err make_room(struct buf *b, size_t n)
{
	if (n > b->max || b->len > b->max - n)
		return fail(ERR_LIMIT, _("more than %zu bytes"), b->max);
	if (b->len + n + 1 > b->cap) {
		size_t cap = b->cap ? b->cap * 2 : 64;

		if (cap < b->len + n + 1)
			cap = b->len + n + 1;
		b->data = xrealloc(b->data, cap);
		b->cap = cap;
	}
	return OK;
}

enum err buf_add(struct buf *b, const void *p, size_t n)
{
	enum err err = make_room(b, n);

	if (err)
		return err;
	if (n)
		memcpy(b->data + b->len, p, n);
	b->len += n;
	b->data[b->len] = '\0';
	return OK;
}

enum err buf_adds(struct buf *b, const char *s)
{
	return buf_add(b, s, strlen(s));
}

enum err buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	enum err err;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return fail(ERR_ARG, _("cannot format text"));
	err = make_room(b, (size_t)n);
	if (err)
		return err;
	va_start(ap, fmt);
	vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
	return OK;
}

void buf_drop_front(struct buf *b, size_t n)
{
	if (!n)
		return;
	if (n > b->len)
		n = b->len;
	memmove(b->data, b->data + n, b->len - n);
	b->len -= n;
	b->data[b->len] = '\0';
}

char *buf_steal(struct buf *b)
{
	char *data = b->data ? b->data : xstrdup("");

	*b = (struct buf){ .max = b->max };
	return data;
}
