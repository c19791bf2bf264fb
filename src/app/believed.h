/*
 * believed.h -- everything Segue believes of the listener, as a page of lines each of which says what it rests on.
 *
 *	thread: log, tracks, sounds ─▶ tallies (styles, moods, tempi, eras, hours), circles ─┐
 *	interface: the taste (affinities, arms, the sitting), what was learnt ───────────────┴─▶ page
 *
 * A line that stands for tracks knows which of those that were heard, and mostly a query that finds all such in the library; one of an hour of the day
 * names that; a circle can be opened, and has a line for each of its tracks then.
 */
#ifndef SEGUE_APP_BELIEVED_H
#define SEGUE_APP_BELIEVED_H

#include "app/app.h"
#include "app/circles.h"
#include "app/statistics.h"

struct id_list { track_id *at; size_t n, cap; };
struct tally { char *name, *query; int64_t plays, skips; struct id_list tracks; };	/* heard out, skipped; what was */
struct tallies { struct tally *all; size_t n, cap; };
enum tally_of { TALLY_STYLE, TALLY_MOOD, TALLY_TEMPO, TALLY_ERA, TALLIES };
enum said_of { SAID_LOVED, SAID_RATED, SAID_BANNED, SAID_KINDS };
struct believed {
	struct tallies of[TALLIES];
	struct id_list said[SAID_KINDS];
	struct circles circles;
	struct store_stats totals;
	int64_t corrected;			/* tracks whose style the listener said */
};
/* A whole pass over tracks and log, for a thread. */
enum err believed_read(struct store *store, const char *db, struct believed *ret);
void believed_done(struct believed *b);

struct believed_row {
	struct stats_row row;
	char *query;			/* NULL: none */
	int hour;			/* -1: none */
	const struct circle *circle;	/* of the believed it was made of; NULL: none */
	size_t member;			/* … one of its tracks; SIZE_MAX: itself */
	const struct id_list *tracks;	/* of the same; NULL: as circle or any says */
	track_id any;			/* a track of the artist or genre; 0: it is of none */
	enum liked_kind kind;
};
struct believed_page { struct believed_row *rows; size_t n, cap; };
/*
 * On the interface's thread: of what the thread counted and what the ranking goes by now. opened: the circle that track lies in shows its tracks; 0: none
 * does. `b` is borrowed for as long as the page is there.
 */
void believed_page_make(struct app *app, const struct believed *b, track_id opened, struct believed_page *ret);
void believed_page_done(struct believed_page *p);
/* The tracks a line rests on that are in the library; NULL: none. Caller frees. */
struct track **believed_tracks(struct app *app, const struct believed_row *row, size_t *ret_n);

#endif
