/* keep.h -- what segue analyze has heard, on its way into the store; and which tracks another one is at just now. */
#ifndef SEGUE_CLI_KEEP_H
#define SEGUE_CLI_KEEP_H

#include "store.h"

/*
 * Written some at a time, each time in a transaction that is over at once: nobody else who writes has to wait for the next track. Tracks are claimed by
 * locks on "<database>.analyze", a byte each, which go with the process however it ends.
 */
struct keep;
struct keep *keep_new(struct store *store, const char *db);
void keep_free(struct keep *k);		/* what was not flushed is lost */
/* False: another one listens to it. */
bool keep_claim(struct keep *k, track_id id);
void keep_drop(struct keep *k, track_id id);	/* claimed, but nothing is to be kept of it */
/* is_same: only the stamp is new. Else the features and the print, as they are packed; n 0: none. */
struct keep_what { bool is_same; const char *bytes, *print; size_t n, n_print; };
/* Copies. */
void keep_add(struct keep *k, const struct sound *sound, const struct file_stamp *stamp, const struct keep_what *what);
/* To be called often: writes when enough, or what is old enough, has gathered. A store that is held by another is tried again, for a while. */
enum err keep_tick(struct keep *k);
/* All of it; a store that is held by another is waited for, a minute at most. */
enum err keep_flush(struct keep *k);

#endif
