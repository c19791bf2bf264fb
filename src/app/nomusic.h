/*
 * nomusic.h -- what is no music, and so not chosen for the listener by itself: silence, as it was heard, and speech, as its tag or the listener says (the ear
 * cannot tell it). Said to the taste (recommend.h: taste_music) as soon as it is known: for-you list, radio, paths, mixes and chance ask that.
 *
 *	tracks read ─▶ nomusic_tracks (tags) ──────────────────┐
 *	listened to, tags edited, style corrected ─▶ nomusic_look ─▶ taste_music
 *	command line ─▶ nomusic_load (all of it) ──────────────┘
 */
#ifndef SEGUE_APP_NOMUSIC_H
#define SEGUE_APP_NOMUSIC_H

#include "app/stylebook.h"
#include "library.h"
#include "recommend.h"
#include "sound.h"
#include "store.h"

struct app;

/* Into what lists need of a sound, from all that was heard; the other fields stay. Of hardly any sound (a note in minutes of silence) neither mood nor tempo is told. */
void sound_take(struct sound *s, const struct features *f);
/* Nothing is heard in it, or hardly anything; NULL track: of unknown length. False for what could not be listened to. */
bool sound_is_silent(const struct sound *s, const struct track *t);

void nomusic_look(struct app *app, const struct track *t);	/* all that is known of this one now; NULL is fine */
/* As they arrive: by their tags. */
void nomusic_tracks(struct taste *taste, struct stylebook *book, const struct track *tracks, size_t n);
/* By tags, corrections and what was heard. */
enum err nomusic_load(struct store *store, const struct library *lib, struct stylebook *book, struct taste *taste);

#endif
