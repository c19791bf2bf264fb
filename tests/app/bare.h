/* bare.h -- an app without terminal, desk and threads: what the parts of it that are looked at alone need around them. */
#ifndef TESTS_APP_BARE_H
#define TESTS_APP_BARE_H

#include "app/command.h"
#include "app/edit.h"
#include "app/playlists.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

static void bare_open(struct app *app)
{
	*app = (struct app){ .lib = library_new(), .taste = taste_new(), .queue = queue_new(1), .undo = undo_new(), .edits = edits_new(), .bindings = bind_new(), .views = views_new() };
	settings_init(&app->set);
}

/* The log has been read: its end is what was heard last. */
static void bare_history(struct app *app, const struct event *events, size_t n)
{
	app->n_history = MIN_OF(n, (size_t)HISTORY_MAX);
	app->history = xcalloc(HISTORY_MAX, sizeof *app->history);
	memcpy(app->history, events + n - app->n_history, app->n_history * sizeof *app->history);
	app->tracks_loaded = app->events_loaded = app->start_done = true;
}

static void bare_close(struct app *app)
{
	queue_free(app->queue);
	taste_free(app->taste);
	undo_free(app->undo);
	edits_free(app->edits);
	bind_free(app->bindings);
	views_free(app->views);
	library_free(app->lib);
	settings_done(&app->set);
	free(app->history);
}

#endif
