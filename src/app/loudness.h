/* loudness.h -- how much louder or softer a track is played, from its tags and the settings. Pure. */
#ifndef SEGUE_APP_LOUDNESS_H
#define SEGUE_APP_LOUDNESS_H

#include "app/option.h"
#include "track.h"

/* Whether `b` goes on where `a` stops: the same album, further on in it. Either may be NULL. */
bool loudness_goes_on(const struct track *a, const struct track *b);
/* Whether `b` follows `a` as it does in their album, so that no crossfade belongs between them. in_order: the list is not shuffled. (crossfade.c) */
bool crossfade_goes_on(const struct track *a, const struct track *b, bool in_order);
/* The gain in dB. is_in_album: it plays within its album, in order ("auto" then takes the album's gain). */
double loudness_db(const struct settings *set, const struct track *t, bool is_in_album);

#endif
