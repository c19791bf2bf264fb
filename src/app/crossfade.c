/*
 * crossfade.c -- which tracks fade into each other, and for how long.
 *
 * An album played in order is one piece of music to many who made it: its tracks follow without a gap whatever the crossfade of tracks from
 * here and there is, unless the listener says otherwise.
 */
#include "app/app.h"
#include "app/loudness.h"

#include <string.h>

bool crossfade_goes_on(const struct track *a, const struct track *b, bool in_order)
{
	if (!loudness_goes_on(a, b))
		/* without numbers the order of the list is that of the album */
		return in_order && play_same_album(a, b) && a != b && a->album[0] && !a->track_no && !b->track_no;
	/* two tracks of one album that shuffle put side by side are only neighbours when they are so in the album */
	return in_order || (a->disc_no == b->disc_no && b->track_no == a->track_no + 1);
}

int crossfade_ms(const struct app *app, const struct track *before, const struct track *t)
{
	if (playback_ab(app) == AB_LOOPS || (!app->set.crossfade_albums && crossfade_goes_on(before, t, play_in_order(app))))
		return 0;
	return app->set.crossfade_ms;
}

void crossfade_changed(struct app *app)
{
	if (!app->player)
		return;
	player_crossfade(app->player, app->set.crossfade_ms > 0, app->set.crossfade_skip_ms);
	play_prepare_anew(app);
}
