/* pane_library.c -- the library: artists on the left, the tracks of the chosen one on the right. */
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *artist_label(const struct artist_node *a)
{
	return a->name[0] ? a->name : _("(unknown artist)");
}

static size_t artists_rows(struct app *app, struct pane *p)
{
	struct views *v = app->views;
	size_t n = library_artist_count(app->lib), at;

	/* new artists come in above: the cursor stays on the same one */
	if (n && v->artist) {
		at = library_artist_find(app->lib, v->artist);
		if (at != SIZE_MAX && p->list.n != n) {
			p->list.n = n;
			list_go(&p->list, at);
		}
	}
	return n;
}

/* The artist under the cursor is the one whose tracks are shown. */
static size_t chosen_artist(struct app *app)
{
	struct pane *p = &app->views->panes[PANE_ARTISTS];
	size_t n = artists_rows(app, p);

	list_resize(&p->list, n);
	return n ? p->list.cursor : SIZE_MAX;
}

static void artists_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct artist_node *a = library_artist_at(app->lib, i);
	struct track *playing = play_track(app);
	char count[24];
	int w = snprintf(count, sizeof count, "%zu", a->n_tracks);
	bool plays = playing && library_artist_of(app->lib, playing) == i;

	(void)p;
	if (plays && base == ROLE_NORMAL)
		base = ROLE_PLAYING;
	ui_text(app->ui, at.y, at.x, at.cols - w - 1, base, artist_label(a), true);
	ui_text_right(app->ui, at.y, at.x + at.cols - w, w, base == ROLE_NORMAL ? ROLE_DIM : base, count);
}

static struct track **artists_tracks(struct app *app, struct pane *p, size_t i, size_t *ret_n)
{
	size_t n;
	struct track *const *tracks = library_artist_tracks(app->lib, i, &n);

	(void)p;
	*ret_n = n;
	return n ? xmemdup(tracks, n * sizeof *tracks) : NULL;
}

static struct track *artists_track(struct app *app, struct pane *p, size_t i)
{
	(void)app, (void)p, (void)i;
	return NULL;	/* a row is many tracks: judging needs one */
}

static enum err artists_activate(struct app *app, struct pane *p, size_t i)
{
	size_t n;
	struct track *const *tracks = library_artist_tracks(app->lib, i, &n);

	(void)p;
	return n ? play_tracks(app, tracks, n, 0, SOURCE_LIBRARY) : OK;
}

static const char *library_empty(struct app *app)
{
	if (app->db_broken)
		return _("The library cannot be opened; see the message below.");
	if (!app->tracks_loaded)
		return _("Opening the library…");
	if (scanning_is_busy(app))
		return _("Reading your music…");
	return _("Welcome to Segue.\n\nThere is no music here yet.\n\n  a        name a folder with music\n  :demo    a few short pieces to try it with\n"
		 "  ?        the keys\n  q        quit");
}

static const char *artists_empty(struct app *app)
{
	(void)app;
	return "";	/* the wider pane says why */
}

static size_t tracks_rows(struct app *app, struct pane *p)
{
	size_t i = chosen_artist(app), n = 0;

	if (i == SIZE_MAX)
		return 0;
	library_artist_tracks(app->lib, i, &n);
	if (app->views->artist != library_artist_at(app->lib, i)->name) {
		app->views->artist = library_artist_at(app->lib, i)->name;
		p->list.n = n;
		list_go(&p->list, 0);
	}
	return n;
}

static struct track *tracks_at(struct app *app, size_t i)
{
	size_t n = 0, a = chosen_artist(app);
	struct track *const *tracks = a == SIZE_MAX ? NULL : library_artist_tracks(app->lib, a, &n);

	return i < n ? tracks[i] : NULL;
}

static void tracks_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	struct track *t = tracks_at(app, i);

	(void)p;
	if (!t)
		return;
	if (base == ROLE_NORMAL && t == play_track(app))
		base = ROLE_PLAYING;
	else if (base == ROLE_NORMAL && t->is_banned)
		base = ROLE_MISSING;
	column_draw(app, t, at, base);
}

static struct track *tracks_track(struct app *app, struct pane *p, size_t i)
{
	(void)p;
	return tracks_at(app, i);
}

static enum err tracks_activate(struct app *app, struct pane *p, size_t i)
{
	size_t n = 0, a = chosen_artist(app);
	struct track *const *tracks = a == SIZE_MAX ? NULL : library_artist_tracks(app->lib, a, &n);

	(void)p;
	return i < n ? play_tracks(app, tracks, n, i, SOURCE_LIBRARY) : OK;
}

static void tracks_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	size_t i = chosen_artist(app);

	(void)p;
	if (i == SIZE_MAX) {
		snprintf(ret_text, size, "%s", _("Tracks"));
	} else {
		const struct artist_node *a = library_artist_at(app->lib, i);
		char *name = xstrndup(artist_label(a), 60);
		char length[24];

		duration_text(a->duration_ms, length);
		/* a cut in the middle of a character is mended by the drawing */
		snprintf(ret_text, size, "%s · %zu · %s", name, a->n_tracks, length);
		free(name);
	}
}

bool library_reveal(struct app *app, const struct track *t)
{
	struct views *v = app->views;
	size_t a = library_artist_of(app->lib, t), n;
	struct track *const *tracks;

	if (a == SIZE_MAX)
		return false;
	list_resize(&v->panes[PANE_ARTISTS].list, library_artist_count(app->lib));
	list_go(&v->panes[PANE_ARTISTS].list, a);
	v->artist = library_artist_at(app->lib, a)->name;
	tracks = library_artist_tracks(app->lib, a, &n);
	list_resize(&v->panes[PANE_TRACKS].list, n);
	for (size_t i = 0; i < n; i++)
		if (tracks[i] == t)
			list_go(&v->panes[PANE_TRACKS].list, i);
	app->effects |= EFFECT_REDRAW;
	return true;
}

const struct pane_ops pane_artists = {
	.name = "artists", .title = N_("Artists"), .rows = artists_rows, .draw_row = artists_draw, .track = artists_track,
	.tracks = artists_tracks, .activate = artists_activate, .empty = artists_empty,
};

const struct pane_ops pane_tracks = {
	.name = "tracks", .title = N_("Tracks"), .rows = tracks_rows, .draw_row = tracks_draw, .track = tracks_track,
	.activate = tracks_activate, .empty = library_empty, .title_text = tracks_title,
};
