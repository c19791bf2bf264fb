/*
 * search.c -- "/": in the library it walks all artists and tracks in the order they are shown, in slices of a few milliseconds a
 * turn, so that a million tracks never hold up a key; in other panes it looks through their rows.
 */
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool in_library(const struct app *app)
{
	enum pane_id p = view_focus(app);

	return p == PANE_ARTISTS || p == PANE_TRACKS || p == PANE_SORTED;
}

static void row_words(struct app *app, struct pane *p, size_t i, char *ret, size_t size)
{
	struct track *t;

	if (p->ops->words) {
		p->ops->words(app, p, i, ret, size);
		return;
	}
	t = p->ops->track ? p->ops->track(app, p, i) : NULL;
	*ret = '\0';
	if (t) {
		size_t n = strlen(track_label(t, ret, size));

		if (n + strlen(t->album) + 2 < size) {
			ret[n] = ' ';
			strcpy(ret + n + 1, t->album);
		}
	}
}

static bool row_matches(struct app *app, struct pane *p, size_t i, const char *folded_want)
{
	char text[1024], *folded;
	bool yes;

	row_words(app, p, i, text, sizeof text);
	folded = utf8_fold_loose(text);
	yes = strstr(folded, folded_want);
	free(folded);
	return yes;
}

/* It came round: said when the search is over, as vim says it; while one types it would be in the way. */
static void say_wrapped(struct app *app, bool back)
{
	if (!prompt_is_open(app->prompt))
		app_say(app, "%s", back ? _("The search hit the top, and went on from the bottom") : _("The search hit the bottom, and went on from the top"));
	else
		app->views->search_wrapped = true;
}

void search_entered(struct app *app)
{
	struct views *v = app->views;

	if (v->search_wrapped)
		say_wrapped(app, v->search_back_asked);
	else if (v->search_missed)
		app_complain(app, _("Nothing matches '%s'"), app->search);
	v->search_wrapped = v->search_missed = false;
}

static enum err search_rows(struct app *app, size_t from, bool back, bool skip_first)
{
	struct pane *p = view_pane(app);
	size_t n = p->list.n;
	char *want = utf8_fold_loose(app->search);
	enum err err = fail(ERR_MISSING, _("Nothing matches '%s'"), app->search);

	app->views->search_wrapped = false;
	for (size_t step = skip_first; n && step < n + skip_first; step++) {
		size_t i = back ? (from + n * 2 - step) % n : (from + step) % n;

		if (row_matches(app, p, i, want)) {
			list_go(&p->list, i);
			app->effects |= EFFECT_REDRAW;
			if (back ? step > from : from + step >= n)
				say_wrapped(app, back);
			err = OK;
			break;
		}
	}
	free(want);
	app->views->search_missed = err;
	return err;
}

/* ---- the library: stretches of tracks, an artist's each; the flat list is one ---- */

static size_t stretches(struct app *app)
{
	size_t n;

	if (!library_is_flat(app))
		return library_view_artist_count(library_shown(app));
	library_view_sorted(library_shown(app), &n);
	return n > 0;
}

static struct track *const *stretch(struct app *app, size_t i, size_t *ret_n)
{
	if (library_is_flat(app))
		return library_view_sorted(library_shown(app), ret_n);
	return library_view_artist_tracks(library_shown(app), i, ret_n);
}

/* The row on the left a track is in: this one, if it is. */
static size_t row_with(struct app *app, const struct track *t, size_t here)
{
	return library_view_holds(library_shown(app), here, t) ? here : library_view_artist_of(library_shown(app), t);
}

/* To a track, in this row on the left if it is there. */
static void walk_to(struct app *app, const struct track *from, size_t here)
{
	struct views *v = app->views;
	size_t n;
	struct track *const *tracks;

	v->search_artist = from && !library_is_flat(app) ? row_with(app, from, here) : 0;
	v->search_track = 0;
	if (v->search_artist == SIZE_MAX)
		v->search_artist = 0;
	if (!from || !stretches(app))
		return;
	tracks = stretch(app, v->search_artist, &n);
	for (size_t i = 0; i < n; i++)
		if (tracks[i] == from)
			v->search_track = i;
}

/* One step through the tree in the search's direction. */
static void walk_step(struct app *app)
{
	struct views *v = app->views;
	size_t artists = stretches(app), n;

	stretch(app, v->search_artist, &n);
	if (!v->search_back) {
		if (++v->search_track < n)
			return;
		v->search_artist = (v->search_artist + 1) % artists;
		v->search_came_round |= !v->search_artist;
		v->search_track = 0;
	} else if (v->search_track) {
		v->search_track--;
	} else {
		v->search_came_round |= !v->search_artist;
		v->search_artist = (v->search_artist + artists - 1) % artists;
		stretch(app, v->search_artist, &n);
		v->search_track = n ? n - 1 : 0;
	}
}

bool search_turn(struct app *app, int64_t until_ms)
{
	struct views *v = app->views;
	size_t artists = stretches(app), n;

	for (unsigned spent = 0; v->searching && v->search_left; spent++) {
		struct track *const *tracks;

		if (spent % 256 == 255 && clock_mono_ms() >= until_ms)
			return true;
		if (!artists)
			break;
		if (v->search_artist >= artists)
			v->search_artist = v->search_track = 0;
		tracks = stretch(app, v->search_artist, &n);
		if (v->search_track < n && query_match(v->searching, app->lib, tracks[v->search_track])) {
			library_reveal_in(app, tracks[v->search_track], v->search_artist);
			if (view_focus(app) == PANE_ARTISTS)
				view_focus_pane(app, PANE_TRACKS);
			query_free(v->searching);
			v->searching = NULL;
			if (v->search_came_round)
				say_wrapped(app, v->search_back);
			return false;
		}
		walk_step(app);
		v->search_left--;
	}
	if (v->searching) {
		query_free(v->searching);
		v->searching = NULL;
		app_complain(app, _("Nothing matches '%s'"), app->search);
		v->search_missed = true;
		app->effects |= EFFECT_REDRAW;
	}
	return false;
}

static enum err search_library(struct app *app, const struct track *from, size_t here, bool back, bool skip_first)
{
	struct views *v = app->views;
	struct query *q;
	size_t column;
	enum err err = query_parse(app->search, clock_unix_ms() / 1000, &q, &column);

	if (err)
		return err;
	query_free(v->searching);
	v->searching = q;
	v->search_back = back;
	v->search_left = library_view_count(library_shown(app)) + stretches(app);
	v->search_came_round = v->search_wrapped = v->search_missed = false;
	walk_to(app, from, here);
	if (skip_first && stretches(app))
		walk_step(app);
	search_turn(app, app->now_ms + 4);
	return OK;
}

struct track *library_cursor(struct app *app)
{
	struct pane *p = &app->views->panes[PANE_TRACKS];
	struct track **tracks, *first;
	size_t n;

	list_resize(&p->list, p->ops->rows(app, p));
	if (library_is_flat(app))
		return view_selected(app);
	if (!p->list.n)
		return NULL;
	tracks = p->ops->tracks(app, p, p->list.cursor, &n);
	first = n ? tracks[0] : NULL;
	free(tracks);
	return first;
}

void search_begin(struct app *app, bool back)
{
	struct views *v = app->views;

	free(v->search_before);
	v->search_before = app->search ? xstrdup(app->search) : NULL;
	v->search_back_before = v->search_back_asked;
	v->search_back_asked = back;
	v->search_pane = view_focus(app);
	v->search_cursor = view_pane(app)->list.cursor;
	v->search_row = v->panes[PANE_ARTISTS].list.cursor;
	v->search_origin = in_library(app) ? library_cursor(app) : NULL;
}

static void return_to_origin(struct app *app)
{
	struct views *v = app->views;

	query_free(v->searching);
	v->searching = NULL;
	v->help_filter[0] = '\0';
	if (v->search_pane == PANE_ARTISTS || v->search_pane == PANE_TRACKS || v->search_pane == PANE_SORTED) {
		if (v->search_origin)
			library_reveal_in(app, v->search_origin, row_with(app, v->search_origin, v->search_row));
		view_focus_pane(app, v->search_pane);
	} else {
		list_go(&v->panes[v->search_pane].list, v->search_cursor);
	}
	app->effects |= EFFECT_REDRAW;
}

enum err search_for(struct app *app, const char *text, bool from_origin)
{
	char *copy = xstrdup(text);
	struct views *v = app->views;

	free(app->search);
	app->search = copy;
	if (view_focus(app) == PANE_HELP) {
		snprintf(v->help_filter, sizeof v->help_filter, "%s", text);
		app->effects |= EFFECT_REDRAW;
		return OK;
	}
	if (!*text) {
		if (from_origin)
			return_to_origin(app);
		return OK;
	}
	if (in_library(app))
		return search_library(app, from_origin ? v->search_origin : library_cursor(app),
				      from_origin ? v->search_row : v->panes[PANE_ARTISTS].list.cursor, v->search_back_asked, v->search_back_asked);
	return search_rows(app, from_origin ? v->search_cursor : view_pane(app)->list.cursor, v->search_back_asked, v->search_back_asked);
}

enum err search_again(struct app *app, bool back)
{
	if (!app->search || !*app->search)
		return fail(ERR_MISSING, _("There is nothing to search for: / first"));
	if (in_library(app))
		return search_library(app, library_cursor(app), app->views->panes[PANE_ARTISTS].list.cursor, back, true);
	return search_rows(app, view_pane(app)->list.cursor, back, true);
}

void search_cancel(struct app *app)
{
	struct views *v = app->views;

	return_to_origin(app);
	free(app->search);
	app->search = v->search_before;
	v->search_before = NULL;
	v->search_back_asked = v->search_back_before;
}
