/*
 * believed.h -- everything Segue believes of the listener, as a page of lines each of which says what it rests on.
 *
 *	thread: log, tracks, sounds ─▶ tallies (styles, moods, tempi, eras, hours)  ─┐
 *	interface: the taste (affinities, arms, the sitting), what was learnt ───────┴─▶ page
 *
 * A line that stands for tracks has a query that finds them; one of an hour of the day names that.
 */
#ifndef SEGUE_APP_BELIEVED_H
#define SEGUE_APP_BELIEVED_H

#include "app/app.h"
#include "app/statistics.h"

struct tally { char *name, *query; int64_t plays, skips; };	/* heard out, skipped */
struct tallies { struct tally *all; size_t n, cap; };
enum tally_of { TALLY_STYLE, TALLY_MOOD, TALLY_TEMPO, TALLY_ERA, TALLIES };
struct believed {
	struct tallies of[TALLIES];
	struct store_stats totals;
	int64_t corrected;			/* tracks whose style the listener said */
};
/* A whole pass over tracks and log, for a thread. */
enum err believed_read(struct store *store, const char *db, struct believed *ret);
void believed_done(struct believed *b);

struct believed_row { struct stats_row row; char *query; int hour; };	/* query NULL, hour -1: neither */
struct believed_page { struct believed_row *rows; size_t n, cap; };
/* On the interface's thread: of what the thread counted and what the ranking goes by now. */
void believed_page_make(struct app *app, const struct believed *b, struct believed_page *ret);
void believed_page_done(struct believed_page *p);

#endif
