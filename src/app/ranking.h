/*
 * ranking.h -- what the for-you list is ranked by besides library and log: the same for the pane and for `segue recommend`, which asks
 * a running player for its own.
 */
#ifndef SEGUE_APP_RANKING_H
#define SEGUE_APP_RANKING_H

#include "app/option.h"
#include "recommend.h"

enum { RANKING_EXCLUDE_MAX = 200, STYLES_BYTES_MAX = 1000 };
struct ranking {
	struct rank_options opt;	/* opt.exclude points into exclude */
	track_id exclude[RANKING_EXCLUDE_MAX];
	size_t size;			/* picks in the list */
	char styles[STYLES_BYTES_MAX + 1];	/* as taste_styles() takes them */
};

/* Nothing plays, nothing is queued; the order of what there is nothing to go by changes once a day. */
void ranking_init(struct ranking *r, const struct settings *set, const char *listener, int64_t now_ms);
void ranking_exclude(struct ranking *r, track_id track);
/* One line for the socket; caller frees. */
char *ranking_write(const struct ranking *r);
/* now_ms is not part of the line. ERR_PARSE, and then ret_ranking is as it was. */
enum err ranking_read(const char *line, int64_t now_ms, struct ranking *ret_ranking);

#endif
