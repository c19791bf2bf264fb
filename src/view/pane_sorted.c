/* pane_sorted.c -- the library as one flat list, in the order of the option "sort"; it takes the place of artists and tracks. */
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>

bool library_is_flat(const struct app *app)
{
	return app->set.library == LIBRARY_FLAT;
}

static size_t place_of(struct app *app, const struct track *t)
{
	size_t n;
	struct track *const *tracks = library_view_sorted(library_shown(app), &n);

	for (size_t i = 0; i < n; i++)
		if (tracks[i] == t)
			return i;
	return SIZE_MAX;
}

static size_t sorted_rows(struct app *app, struct pane *p)
{
	struct views *v = app->views;
	uint64_t generation = library_view_generation(library_shown(app));
	size_t n, at;
	struct track *const *tracks = library_view_sorted(library_shown(app), &n);

	if (v->sorted_generation != generation) {
		/* another order, or tracks came and went: the cursor stays on its track, and what it was moved by since is kept */
		long by = (long)p->list.cursor - (long)v->sorted_seen_at;

		v->sorted_generation = generation;
		at = v->sorted_seen ? place_of(app, v->sorted_seen) : SIZE_MAX;
		p->list.n = n;
		if (at != SIZE_MAX) {
			list_go(&p->list, at);
			list_move(&p->list, by);
		}
	}
	list_resize(&p->list, n);
	v->sorted_seen_at = p->list.cursor;
	v->sorted_seen = n ? tracks[p->list.cursor] : NULL;
	return n;
}

bool sorted_reveal(struct app *app, const struct track *t)
{
	struct pane *p = &app->views->panes[PANE_SORTED];
	size_t at = place_of(app, t);

	list_resize(&p->list, sorted_rows(app, p));
	if (at == SIZE_MAX)
		return false;
	list_go(&p->list, at);
	app->effects |= EFFECT_REDRAW;
	return true;
}

static struct track *sorted_track(struct app *app, struct pane *p, size_t i)
{
	size_t n;
	struct track *const *tracks = library_view_sorted(library_shown(app), &n);

	(void)p;
	return i < n ? tracks[i] : NULL;
}

static enum err sorted_activate(struct app *app, struct pane *p, size_t i)
{
	size_t n;
	struct track *const *tracks = library_view_sorted(library_shown(app), &n);

	(void)p;
	return i < n ? play_tracks(app, tracks, n, i, SOURCE_LIBRARY) : OK;
}

static void sorted_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	size_t n;
	const char *filter = filter_label(app);

	(void)p;
	if (!library_view_sorted(library_shown(app), &n)) {
		snprintf(ret_text, size, "%s", _("Sorting…"));
		return;
	}
	snprintf(ret_text, size, P_("%zu track by %s%s%s", "%zu tracks by %s%s%s", n), n, app->set.sort, *filter ? " · " : "", filter);
}

static const char *sorted_empty(struct app *app)
{
	return library_view_is_urgent(library_shown(app)) ? _("Sorting…") : pane_tracks.empty(app);
}

const struct pane_ops pane_sorted = {
	.name = "sorted", .holds_library = true, .title = N_("Sorted"), .rows = sorted_rows, .draw_row = column_draw_row, .track = sorted_track,
	.activate = sorted_activate, .empty = sorted_empty, .title_text = sorted_title, .columns = column_flat,
};
