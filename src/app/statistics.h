/* statistics.h -- what a library and the listening to it come to: the numbers, and the rows of a page of them, for `segue stats` and for the view. */
#ifndef SEGUE_APP_STATISTICS_H
#define SEGUE_APP_STATISTICS_H

#include "store.h"

struct stats_style { char *name; int64_t tracks, plays, heard_ms; };	/* heard_ms: plays times length */

enum stats_kind { STATS_HEADING, STATS_NUMBER, STATS_SENTENCE, STATS_BAR };
struct stats_row {
	enum stats_kind kind;
	char *text;			/* a heading, a sentence, what is counted, what a bar is of */
	int64_t number;			/* STATS_NUMBER */
	int cells;			/* STATS_BAR: room for its name */
	double share;			/* … of the longest bar */
	char *after;			/* … what it says in words */
	int after_cells;		/* … room for that; 0: as much as a span of time takes */
};

struct statistics {
	struct store_stats totals;
	struct stats_style *styles;	/* by tracks, most first */
	size_t n_styles;
	int64_t n_styled, n_unstyled, heard_ms;	/* tracks with a style, and without; of those with one */
	struct stats_row *rows;
	size_t n_rows, rows_cap;
};

/* Reads all of it: a whole pass over tracks and log. For the command line, or a thread. */
enum err statistics_read(struct store *store, const char *db, struct statistics *ret);
void statistics_done(struct statistics *s);

/* The plain totals by key, for JSON; false: there are no more. */
bool statistics_total(const struct statistics *s, size_t i, const char **ret_key, int64_t *ret_value);

#endif
