/* reason.h -- why a pick was picked, in words: for the for-you pane and `segue recommend`. */
#ifndef SEGUE_APP_REASON_H
#define SEGUE_APP_REASON_H

#include "library.h"
#include "recommend.h"

/* "you finished 4 by Aphex Twin this week". `track` is the pick (NULL allowed: said without names). Cut at a character when it does not fit. */
void reason_text(const struct reason *reason, const struct track *track, const struct library *lib, char *ret_text, size_t size);
/* All reasons of a pick, "; " between. */
void reason_texts(const struct pick *pick, const struct library *lib, char *ret_text, size_t size);

#endif
