/* gains.c -- ReplayGain 2.0: what brings a track, or a whole album, to -18 LUFS. */
#include "app/app.h"
#include "app/gains.h"

#include <math.h>
#include <stdlib.h>

static float gain_of(double loudness_lufs)
{
	return (float)(-18 - loudness_lufs);
}

static float peak_of(double true_peak_dbtp)
{
	return isfinite(true_peak_dbtp) ? (float)pow(10, true_peak_dbtp / 20) : 0;
}

const struct track *gains_album_next(struct library *lib, const struct track *t, size_t *at)
{
	size_t n = 0, artist = t->album[0] ? library_artist_of(lib, t) : SIZE_MAX;
	struct track *const *tracks;

	if (artist == SIZE_MAX)
		return NULL;
	tracks = library_artist_tracks(lib, artist, &n);
	while (*at < n) {
		const struct track *other = tracks[(*at)++];

		if (play_same_album(t, other))
			return other;
	}
	return NULL;
}

/* The whole album as one piece of music, if all of it was heard. */
static void add_album(const struct gains *gains, const struct track *t, struct gain *g)
{
	double power = 0, length = 0, peak = -INFINITY, lufs, peak_dbtp;
	const struct track *other;
	size_t at = 0;

	while ((other = gains_album_next(gains->lib, t, &at))) {
		double ms = (double)MAX_OF((int64_t)1, other->duration_ms);

		if (!gains->loudness(gains->ctx, other, &lufs, &peak_dbtp))
			return;
		power += ms * pow(10, lufs / 10);
		length += ms;
		peak = fmax(peak, peak_dbtp);
	}
	if (!(length > 0))
		return;
	g->has_album = true;
	g->album_db = gain_of(10 * log10(power / length));
	g->album_peak = peak_of(peak);
}

bool gains_heard(const struct gains *gains, const struct track *t, struct gain *ret_gain)
{
	struct gain g = { .has_track = true };
	double lufs, peak_dbtp;

	if (!gains->loudness(gains->ctx, t, &lufs, &peak_dbtp))
		return false;
	g.track_db = gain_of(lufs);
	g.track_peak = peak_of(peak_dbtp);
	add_album(gains, t, &g);
	*ret_gain = g;
	return true;
}

/* ---- as tags ---- */

static void put(struct tag_edit *edit, enum tag_field gain, enum tag_field peak, float db, float of_full_scale)
{
	int hundredths = (int)lround((double)db * 100), millionths = (int)lround((double)of_full_scale * 1000000);

	/* no locale's comma */
	edit->value[gain] = xasprintf("%s%d.%02d dB", hundredths < 0 ? "-" : "+", abs(hundredths) / 100, abs(hundredths) % 100);
	edit->value[peak] = of_full_scale > 0 ? xasprintf("%d.%06d", millionths / 1000000, millionths % 1000000) : NULL;
}

void gains_edit(const struct gain *g, struct tag_edit *edit)
{
	if (g->has_track)
		put(edit, TAG_TRACK_GAIN, TAG_TRACK_PEAK, g->track_db, g->track_peak);
	if (g->has_album)
		put(edit, TAG_ALBUM_GAIN, TAG_ALBUM_PEAK, g->album_db, g->album_peak);
}
