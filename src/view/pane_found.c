/*
 * pane_found.c -- what a fuzzy search finds, best first. It is looked for a few milliseconds a turn; until the answer is there the one
 * before it is shown, so that nothing flickers as one types.  While it is looked at it follows the library.
 */
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 32 };

struct found {
	char *words;
	struct fuzzy *shown, *next;	/* next: on its way */
	uint64_t version;		/* of the library, when it was looked for last */
	bool is_again;			/* the same words: the cursor stays */
};

static struct found *found_of(struct app *app)
{
	if (!app->views->found)
		app->views->found = xcalloc(1, sizeof *app->views->found);
	return app->views->found;
}

void found_free(struct found *f)
{
	if (!f)
		return;
	fuzzy_free(f->shown);
	fuzzy_free(f->next);
	free(f->words);
	free(f);
}

static void look(struct app *app, bool again)
{
	struct found *f = app->views->found;

	fuzzy_free(f->next);
	f->next = fuzzy_new(app->lib, f->words);
	f->version = library_version(app->lib);
	f->is_again = again;
	app->effects |= EFFECT_REDRAW;
}

void found_look(struct app *app, const char *words)
{
	struct found *f = found_of(app);
	char *copy = xstrdup(words);

	free(f->words);
	f->words = copy;
	look(app, false);
}

static bool is_stale(const struct app *app)
{
	const struct found *f = app->views->found;

	return f && f->shown && !f->next && app->views->view == VIEW_FOUND && f->version != library_version(app->lib);
}

bool found_is_busy(const struct app *app)
{
	return (app->views->found && app->views->found->next) || is_stale(app);
}

void found_turn(struct app *app, int64_t until_ms)
{
	struct found *f = app->views->found;
	bool more = true;

	if (is_stale(app))
		look(app, true);
	if (!f || !f->next)
		return;
	while (more && clock_mono_ms() < until_ms)
		more = fuzzy_step(f->next, AT_ONCE);
	if (more)
		return;
	fuzzy_free(f->shown);
	f->shown = f->next;
	f->next = NULL;
	if (!f->is_again)
		list_go(&app->views->panes[PANE_FOUND].list, 0);
	app->effects |= EFFECT_REDRAW;
}

static struct track *const *tracks_of(struct app *app, size_t *ret_n)
{
	struct found *f = found_of(app);
	size_t all;

	*ret_n = 0;
	return f->shown ? fuzzy_found(f->shown, ret_n, &all) : NULL;
}

static size_t found_rows(struct app *app, struct pane *p)
{
	size_t n;

	(void)p;
	tracks_of(app, &n);
	return n;
}

static struct track *found_track(struct app *app, struct pane *p, size_t i)
{
	size_t n;
	struct track *const *tracks = tracks_of(app, &n);

	(void)p;
	return i < n ? tracks[i] : NULL;
}

static enum err found_activate(struct app *app, struct pane *p, size_t i)
{
	size_t n;
	struct track *const *tracks = tracks_of(app, &n);

	(void)p;
	return i < n ? play_tracks(app, tracks, n, i, SOURCE_SEARCH) : OK;
}

static void found_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	struct found *f = found_of(app);
	size_t n, all = 0;

	(void)p;
	if (f->shown)
		fuzzy_found(f->shown, &n, &all);
	snprintf(ret_text, size, P_("%zu found, best first · %.100s", "%zu found, best first · %.100s", all), all, f->words ? f->words : "");
}

static const char *found_empty(struct app *app)
{
	return found_is_busy(app) ? "" : found_of(app)->words && *found_of(app)->words ? _("Nothing is like that.") : _("Type what it is like; letters may be left out.");
}

const struct pane_ops pane_found = {
	.name = "found", .holds_library = true, .title = N_("Found"), .rows = found_rows, .draw_row = column_draw_row, .track = found_track,
	.activate = found_activate, .empty = found_empty, .title_text = found_title, .columns = column_flat,
};
