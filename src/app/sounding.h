/*
 * sounding.h -- what plays is asked about as it begins: what sounds like it?  The index of what was heard (alike.h) answers from its thread, and the list is
 * ranked anew by it.  The tracks that tell most of the listener are asked about once, at the start.
 */
#ifndef SEGUE_APP_SOUNDING_H
#define SEGUE_APP_SOUNDING_H

#include "app/app.h"

enum { SOUNDING_TELLING = 200 };	/* tracks asked about at the start */
/* Library and log are there, or something plays. Nothing for a track that was asked about or was not analysed. */
void sounding_ask(struct app *app, track_id track);
void sounding_begin(struct app *app);
/* What sounds like one track, nearest first, at most NEAR_MAX: on any thread. Reads features. */
struct kin;
struct store;
size_t sounding_near(struct kin *kin, struct store *store, track_id track, struct near *ret_near);

#endif
