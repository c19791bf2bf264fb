/*
 * loudness.c -- how much louder or softer a track is played.
 *
 * An album played in order keeps its own quiet and loud songs (one gain for all of it); tracks from here and there are brought to one
 * level.  "auto" tells the two apart by the neighbours in what plays.  We compute the gain ourselves instead of leaving it to mpv's
 * replaygain option: mpv 0.35 ignores a gain without a peak, and changes it up to a device's buffer too early between two files without
 * a gap.
 */
#include "app/analysis.h"
#include "app/app.h"
#include "app/loudness.h"

#include <math.h>
#include <string.h>

bool play_same_album(const struct track *a, const struct track *b)
{
	return a && b && !strcmp(a->album, b->album) && !strcmp(a->album_artist[0] ? a->album_artist : a->artist,
								  b->album_artist[0] ? b->album_artist : b->artist);
}

bool loudness_goes_on(const struct track *a, const struct track *b)
{
	if (!play_same_album(a, b) || !a->album[0])
		return false;
	return a->disc_no != b->disc_no ? a->disc_no < b->disc_no : a->track_no < b->track_no;
}

double loudness_db(const struct settings *set, const struct track *t, bool is_in_album)
{
	const struct gain *g = &t->gain;
	bool wants_album = set->replaygain == GAIN_ALBUM || (set->replaygain == GAIN_AUTO && is_in_album);
	bool by_album = wants_album ? g->has_album : !g->has_track;
	double db, peak;

	if (set->replaygain == GAIN_OFF)
		return 0;
	if (!g->has_track && !g->has_album) {
		db = set->replaygain_fallback_db;
		peak = g->track_peak;
	} else {
		db = (double)(by_album ? g->album_db : g->track_db) + set->replaygain_preamp_db;
		peak = by_album ? g->album_peak : g->track_peak;
	}
	/* an unknown peak is taken for full scale: nothing is made louder in the dark */
	if (!set->replaygain_clip)
		db = fmin(db, peak > 0 ? -20 * log10(peak) : 0);
	return fmax(-60, fmin(db, 30));
}

/* ---- what plays, and what follows ---- */

bool play_in_order(const struct app *app)
{
	return !app->set.shuffle || app->set.shuffle == SHUFFLE_VALUE_ALBUMS;
}

double loudness_of(struct app *app, const struct track *before, const struct track *t, size_t follower)
{
	struct queue_entry e;
	bool goes_on = loudness_goes_on(before, t) ||
		(queue_peek_at(app->queue, follower, &e) && loudness_goes_on(t, library_get(app->lib, e.track)));

	struct track own = *t;

	own.gain = analysis_gain(app, t);
	return loudness_db(&app->set, &own, goes_on && play_in_order(app));
}

void loudness_changed(struct app *app)
{
	const struct track *t = play_track(app);

	if (!app->player)
		return;
	if (t)
		player_gain_now(app->player, loudness_of(app, library_get(app->lib, app->before), t, 0));
	/* what follows was handed over with the old gain */
	play_prepare_anew(app);
}
