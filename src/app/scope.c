/*
 * scope.c -- how far playing from the library goes: all of it, the artist's, the album's (option `play-within`, the aaa_mode of cmus), and what goes on
 * when the list has run out.  What is played from the queue, a playlist or the for-you list is the listener's own choice and no matter
 * of scope; a queue that comes in between leaves it as it was.
 */
#include "app/app.h"

#include <stdlib.h>
#include <string.h>

int scope_continue(const struct app *app)
{
	if (app->set.continue_with != CONTINUE_AUTO)
		return app->set.continue_with;
	return app->set.keymap == KEYMAP_CMUS ? CONTINUE_LIBRARY : CONTINUE_FOR_YOU;
}

void scope_begin(struct app *app, track_id track, enum source source)
{
	if (source == SOURCE_LIBRARY)
		app->scope_from = track;
	else if (source != SOURCE_QUEUE)
		app->scope_from = 0;
}

static bool is_within(const struct app *app, const struct track *from, const struct track *t)
{
	switch (app->set.aaa) {
	case AAA_ALBUM:
		return play_same_album(from, t);
	case AAA_ARTIST:
		return library_artist_of(app->lib, from) == library_artist_of(app->lib, t);
	default:
		return true;
	}
}

bool scope_is_open(const struct app *app)
{
	return app->set.aaa == AAA_ALL || !library_get(app->lib, app->scope_from);
}

bool scope_holds(const struct app *app, const struct track *t)
{
	const struct track *from = library_get(app->lib, app->scope_from);

	return !from || is_within(app, from, t);
}

size_t scope_cut(const struct app *app, struct track *const *tracks, size_t n, size_t *at, track_id *ret_ids)
{
	const struct track *from = *at < n ? tracks[*at] : NULL;
	size_t kept = 0, was = *at;

	for (size_t i = 0; i < n; i++) {
		if (from && !is_within(app, from, tracks[i]))
			continue;
		if (i == was)
			*at = kept;
		ret_ids[kept++] = tracks[i]->id;
	}
	return kept;
}

/* What plays from the library goes on in its scope at once, from where it is. */
void scope_changed(struct app *app)
{
	const struct queue_entry *now = app->queue ? queue_current(app->queue) : NULL;
	struct track *t = now && now->source == SOURCE_LIBRARY && app->set.aaa != AAA_ALL ? library_get(app->lib, now->track) : NULL;
	size_t artist = t ? library_artist_of(app->lib, t) : SIZE_MAX, n, at = 0;
	struct track *const *tracks = artist != SIZE_MAX ? library_artist_tracks(app->lib, artist, &n) : NULL;
	track_id *ids;

	while (tracks && at < n && tracks[at] != t)
		at++;
	if (!tracks || at == n)
		return;
	ids = xcalloc(n, sizeof *ids);
	n = scope_cut(app, tracks, n, &at, ids);
	queue_set_context(app->queue, ids, n, at, SOURCE_LIBRARY);
	free(ids);
}
