/* shuffle.h -- what shuffle knows of tracks. */
#ifndef SEGUE_APP_SHUFFLE_H
#define SEGUE_APP_SHUFFLE_H

#include "player.h"

/* How gladly it is heard, as a weight: > 0, 1 for a track of which nothing is known. Pure. */
double shuffle_weight(const struct track *t, int64_t now_s);
/* For queue_set_facts(); ctx is the app. */
void shuffle_facts(void *app, const track_id *tracks, size_t n, struct queue_fact *ret_facts);

#endif
