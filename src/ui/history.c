/* history.c -- lines entered before. */
#include "ui/history.h"
#include "base.h"

#include <stdlib.h>
#include <string.h>

void history_add(struct history *h, const char *line)
{
	char *clean = utf8_clean(line, strlen(line));

	if (!*clean || (h->n && !strcmp(h->lines[h->n - 1], clean))) {
		free(clean);
		return;
	}
	if (h->n == HISTORY_MAX) {
		free(h->lines[0]);
		memmove(h->lines, h->lines + 1, --h->n * sizeof *h->lines);
	}
	ARRAY_GROW(h->lines, h->n, h->cap);
	h->lines[h->n++] = clean;
}

size_t history_find(const struct history *h, size_t from, int step, const char *prefix, size_t n_prefix)
{
	size_t i = from;

	for (;;) {
		if (step < 0 ? i == 0 : i + 1 >= h->n)
			return SIZE_MAX;
		i = step < 0 ? i - 1 : i + 1;
		if (!strncmp(h->lines[i], prefix, n_prefix))
			return i;
	}
}

void history_done(struct history *h)
{
	for (size_t i = 0; i < h->n; i++)
		free(h->lines[i]);
	free(h->lines);
	*h = (struct history){ .kind = h->kind };
}
