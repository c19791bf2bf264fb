/*
 * lists.h -- what playlists and segue.conf should hold after a death: every edit that was issued leaves a picture of what it makes
 * of them, and what lies on the disk must be one of the pictures from the last acknowledged on.
 */
#ifndef SEGUE_TEST_LISTS_H
#define SEGUE_TEST_LISTS_H

#include "base.h"
#include "store.h"

/* A line for the player's script; the tracks pane is in front, and its row `at` is the i-th of these. */
typedef void lists_say(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Before the first edit of a run: what lies on the disk is what there is. */
void lists_begin(struct store *s, const track_id *tracks, size_t n);
/* One edit, or an edit and its undo, of the batch with this number. */
void lists_edit(struct rng *rng, unsigned batch, lists_say *say);
void lists_acked(unsigned batch);
/* Is it as it may be? Says what is wrong. */
bool lists_fit(struct store *s);

/* The same with the one setting `set` and `save-config` change. */
void conf_begin(const char *path);
void conf_edit(struct rng *rng, unsigned batch, lists_say *say);
bool conf_fit(const char *path);

size_t lists_acked_total(void);

#endif
