/* path.c -- see path.h. */
#include "app/path.h"
#include "app/alike.h"
#include "app/command.h"
#include "app/mixing.h"
#include "app/opening.h"
#include "app/playlists.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>

struct asked {
	struct alike_job job;		/* first */
	struct mix_ends ends;
	struct mix_places places;
	size_t steps;
	unsigned gap;
	bool is_known, has_way;		/* the ends were listened to; the second trip is over */
	uint32_t *at;
	float *alike;
};

/* ---- on the thread ---- */

static void run(struct kin *kin, struct alike_job *job)
{
	struct asked *a = (struct asked *)job;

	if (!a->places.ids) {
		a->is_known = mixing_stones(kin, &a->ends, &a->places);
		return;
	}
	a->at = xcalloc(a->steps + 1, sizeof *a->at);
	a->alike = xcalloc(a->steps + 1, sizeof *a->alike);
	a->steps = mixing_walk(kin, &a->ends, &a->places, a->steps, a->gap, a->at, a->alike);
	a->has_way = true;
}

static void asked_free(struct alike_job *job)
{
	struct asked *a = (struct asked *)job;

	mixing_places_done(&a->places);
	free(a->at);
	free(a->alike);
	free(a);
}

/* ---- on the interface thread ---- */

static void put_into_queue(struct app *app, const struct asked *a)
{
	struct track *from = library_get(app->lib, a->ends.from), *to = library_get(app->lib, a->ends.to), **tracks = xcalloc(a->steps + 2, sizeof *tracks);
	char label[2][256];
	size_t n = 0, worst = 0;

	if (from && from->id != app->now.track)
		tracks[n++] = from;
	for (size_t i = 0; i <= a->steps; i++) {
		struct track *t = i < a->steps ? library_get(app->lib, a->places.ids[a->at[i]]) : to;

		worst = a->alike[i] < a->alike[worst] ? i : worst;
		if (t)
			tracks[n++] = t;
	}
	if (from && to && a->steps) {
		queue_tracks(app, tracks, n, true);
		/* TRANSLATORS: the per cent are how alike the least alike neighbours on the way are */
		app_say(app, P_("%zu step from %s to %s; the largest: %.0f%% alike", "%zu steps from %s to %s; the largest: %.0f%% alike", a->steps), a->steps,
			track_label(from, label[0], sizeof label[0]), track_label(to, label[1], sizeof label[1]), (double)a->alike[worst] * 100);
		if (!app->now.cookie && play_next(app, true))
			app_complain(app, "%s", err_text());
	} else {
		app_complain(app, _("There is nothing on the way"));
	}
	free(tracks);
}

static void answered(struct app *app, struct alike_job *job)
{
	struct asked *a = (struct asked *)job, *second;

	if (a->has_way) {
		put_into_queue(app, a);
		return;
	}
	if (!a->is_known) {
		app_complain(app, _("Both ends must have been listened to, and not be silence"));
		return;
	}
	mixing_places_keep(&a->places, app->lib, app->taste);
	second = xmemdup(a, sizeof *a);
	a->places = (struct mix_places){ 0 };
	if (alike_ask(app, &second->job))
		app_complain(app, "%s", err_text());
}

enum err path_find(struct app *app, struct track *from, struct track *to, size_t steps)
{
	struct asked *a;

	if (app->is_scratch)
		return fail(ERR_MISSING, _("There is no library to choose from"));
	a = xcalloc(1, sizeof *a);
	*a = (struct asked){
		.job = { .run = run, .done = answered, .free = asked_free }, .steps = steps, .gap = (unsigned)app->set.artist_gap,
		.ends = { from->id, to->id, mixing_artist(from), mixing_artist(to) },
	};
	app_say(app, _("Looking for a way…"));
	return alike_ask(app, &a->job);
}
