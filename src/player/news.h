/* news.h -- player events waiting to be fetched, oldest first, with their texts. */
#ifndef SEGUE_PLAYER_NEWS_H
#define SEGUE_PLAYER_NEWS_H

#include "player.h"

struct news_item {
	struct player_event event;
	char *text;	/* event.text, owned */
	char *path;	/* END_FAILED: of what failed, to know mpv's own words for it when they arrive */
};
struct news {
	struct news_item *items;
	size_t first, n, cap;
	char *lent;	/* the text given out last */
};

void news_add(struct news *n, const struct player_event *event, const char *path);
bool news_take(struct news *n, struct player_event *ret_event);
/* A line mpv logged: if it says why a file could not be opened whose failure is waiting to be told, the news says so too. */
void news_explain(struct news *n, const char *line);
/* Whether `line` says why `path` could not be opened; points at the reason inside it, or NULL. */
const char *news_why(const char *line, const char *path);
/* Whether the end of a track is told that the caller does not know of yet, after which the next one follows by itself. */
bool news_has_end(const struct news *n);
void news_done(struct news *n);

#endif
