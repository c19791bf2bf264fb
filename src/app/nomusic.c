/* nomusic.c -- see nomusic.h. */
#include "app/nomusic.h"
#include "app/analysis.h"
#include "app/styling.h"
#include "ear.h"

#include <math.h>

/* R128 leaves out what is below -70 LUFS; the quietest recordings of music are some -45. */
#define QUIET_DB (-60.0F)
/* So little sound, in so long a track, is silence with a noise in it: a hidden track's gap, a test. */
#define SOUNDING_LEAST_S 3.0
#define SOUNDING_SHARE .1
enum { LENGTH_LEAST_MS = 10000, LOUDNESS_LEAST_MS = 1000 };	/* shorter ones: their mood and their loudness cannot be told at all */

void sound_take(struct sound *s, const struct features *f)
{
	double sounding_s = features_sounding_s(f);
	bool is_sparse = sounding_s < SOUNDING_LEAST_S && sounding_s < SOUNDING_SHARE * f->duration_s;

	s->loudness_lufs = f->value[FEATURE_LOUDNESS];
	s->true_peak_dbtp = f->value[FEATURE_TRUE_PEAK];
	s->valence = is_sparse ? NAN : f->value[FEATURE_VALENCE];
	s->arousal = is_sparse ? NAN : f->value[FEATURE_AROUSAL];
	s->tempo_bpm = is_sparse ? NAN : f->value[FEATURE_TEMPO];
}

bool sound_is_silent(const struct sound *s, const struct track *t)
{
	int64_t length_ms = t ? t->duration_ms : 0;

	if (*s->why)
		return false;
	if (!isfinite(s->loudness_lufs))
		return length_ms >= LOUDNESS_LEAST_MS || !(s->true_peak_dbtp >= QUIET_DB);
	return s->loudness_lufs < QUIET_DB || (isnan(s->valence) && isnan(s->arousal) && length_ms >= LENGTH_LEAST_MS);
}

void nomusic_look(struct app *app, const struct track *t)
{
	if (t)
		taste_music(app->taste, t->id, !analysis_is_silent(app, t->id) && !stylebook_is_speech(styling_book(app), t));
}

void nomusic_tracks(struct taste *taste, struct stylebook *book, const struct track *tracks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (stylebook_is_speech(book, &tracks[i]))
			taste_music(taste, tracks[i].id, false);
}

struct filling { const struct library *lib; struct taste *taste; };

static enum err fill(void *ctx, const struct sound *s)
{
	const struct filling *f = ctx;

	if (sound_is_silent(s, library_get(f->lib, s->track)))
		taste_music(f->taste, s->track, false);
	return OK;
}

enum err nomusic_load(struct store *store, const struct library *lib, struct stylebook *book, struct taste *taste)
{
	for (size_t i = 0; i < library_total(lib); i++)
		nomusic_tracks(taste, book, library_at(lib, i), 1);
	return store_sounds_each(store, FEATURES_VERSION, fill, &(struct filling){ lib, taste });
}
