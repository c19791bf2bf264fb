/*
 * daily.h -- the mixes of the day, lists of the program's own below the listener's: one for each circle of what he hears, and what he has not heard for long.
 *
 *	playlists shown, another day ─▶ thread: log until midnight, index ─▶ circles ─▶ a turn each: tracks, name ─▶ kept as "daily" ─▶ the same until midnight
 */
#ifndef SEGUE_APP_DAILY_H
#define SEGUE_APP_DAILY_H

#include "app/playlists.h"

enum { DAILY_TRACKS = 30, REDISCOVER_DAYS = 60 };

void daily_look(struct app *app);		/* the playlists are shown: made, if those there are are of another day */
void daily_turn(struct app *app);		/* chooses one more */
bool daily_wants_turn(const struct app *app);
char *daily_key(const char *listener);		/* of what is kept; caller frees */
void daily_got(struct app *app, const char *text);	/* under that key; NULL: nothing */
size_t daily_count(const struct app *app);
struct named_list *daily_at(const struct app *app, size_t i);	/* its rows are nobody's to edit */
void daily_close(struct app *app);

#endif
