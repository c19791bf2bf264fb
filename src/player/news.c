/* news.c -- player events waiting to be fetched. */
#include "news.h"

#include <stdlib.h>
#include <string.h>

void news_add(struct news *n, const struct player_event *event, const char *path)
{
	struct news_item *item;

	if (n->first && n->n == n->cap) {
		n->n -= n->first;
		memmove(n->items, n->items + n->first, n->n * sizeof *n->items);
		n->first = 0;
	}
	ARRAY_GROW(n->items, n->n, n->cap);
	item = &n->items[n->n++];
	item->event = *event;
	item->text = event->text ? xstrdup(event->text) : NULL;
	item->path = path ? xstrdup(path) : NULL;
}

bool news_take(struct news *n, struct player_event *ret_event)
{
	struct news_item *item;

	free(n->lent);
	n->lent = NULL;
	if (n->first == n->n) {
		n->first = n->n = 0;
		return false;
	}
	item = &n->items[n->first++];
	*ret_event = item->event;
	ret_event->text = n->lent = item->text;
	free(item->path);
	return true;
}

const char *news_why(const char *line, const char *path)
{
	const char *why = strrchr(line, ':');

	/* mpv: "Cannot open file '<path>': <strerror>" */
	if (!why || !strstr(line, "Cannot open file") || !strstr(line, path))
		return NULL;
	return why + strspn(why, ": ");
}

void news_explain(struct news *n, const char *line)
{
	for (size_t i = n->first; i < n->n; i++) {
		struct news_item *item = &n->items[i];
		const char *why = item->path ? news_why(line, item->path) : NULL;

		if (!why)
			continue;
		char *text = xasprintf("%s: %.*s", item->text, (int)strcspn(why, "\n"), why);

		free(item->text);
		item->text = text;
		free(item->path);
		item->path = NULL;
		return;
	}
}

bool news_has_end(const struct news *n)
{
	for (size_t i = n->n; i > n->first; i--)
		if (n->items[i - 1].event.kind == PLAYER_ENDED)
			return n->items[i - 1].event.how == END_EOF || n->items[i - 1].event.how == END_FAILED;
	return false;
}

void news_done(struct news *n)
{
	for (size_t i = n->first; i < n->n; i++) {
		free(n->items[i].text);
		free(n->items[i].path);
	}
	free(n->items);
	free(n->lent);
	*n = (struct news){ 0 };
}
