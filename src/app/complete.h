/*
 * complete.h -- what Tab offers.  What takes a look at a disk is an errand: it comes when it comes, and only to the line it was asked for.
 *
 *   Tab ─▶ complete_command: PROMPT_LATER ─▶ errand: folders, files, themes ─▶ prompt_offer(), unless a key came meanwhile
 */
#ifndef SEGUE_APP_COMPLETE_H
#define SEGUE_APP_COMPLETE_H

#include "app/app.h"

enum { OFFERS_MAX = 500 };
struct offers { char **words; size_t n, cap; };
/* The word and its tail, if it begins with prefix and there is room. */
void offer(struct offers *o, const char *prefix, const char *word, const char *tail);

/* complete_disk.c */
enum disk_offers { OFFER_PATHS, OFFER_THEMES };
/* For the prompt that asks now: words of this kind that begin with prefix, each with `before` in front. What its completion returns. */
size_t complete_from_disk(struct app *app, enum disk_offers kind, const char *before, const char *prefix, size_t word_start);
/* An answer is awaited so eagerly that keys wait for it; not for long: a disk that hangs holds up nothing. */
bool complete_is_awaited(const struct app *app);
int64_t complete_wakeup_ms(const struct app *app);	/* until when; -1 = nothing is */

#endif
