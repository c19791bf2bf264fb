/*
 * removal.c -- tracks taken out of the library: TRACK_REMOVED, in memory and at the desk, as many a turn as its slice allows; a folder's
 * last, so that a player killed on the way finds it still there to be removed.
 *
 *     removal_tracks, removal_root ─▶ RUNNING (a slice a turn) ─▶ the folder leaves too ─▶ said, and a step of undo
 *     removal_put_back ─▶ the folder is back ─▶ RUNNING ─▶ over
 */
#include "app/removal.h"
#include "app/playlists.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BACKLOG_MAX = 20000, BUNCH = 64 };	/* requests waiting at the desk; tracks between two looks at the clock */

struct removal {
	track_id *ids;		/* of whom; of a folder: found so far. Below 0: was missing */
	size_t n, cap, at, done;
	char *root;		/* NULL: none */
	bool is_back;		/* they come back */
	uint64_t step;		/* of undo, that knows it already; 0: one is made */
};

static void removal_free(struct removal *r)
{
	if (!r)
		return;
	free(r->ids);
	free(r->root);
	free(r);
}

void removal_asked(struct app *app, track_id id)
{
	uintptr_t n = (uintptr_t)map64_get(&app->states_asked, (uint64_t)id);

	map64_put(&app->states_asked, (uint64_t)id, (void *)(n + 1));
}

bool removal_is_newer(struct app *app, track_id id, uint64_t cookie)
{
	uintptr_t n = (uintptr_t)map64_get(&app->states_asked, (uint64_t)id);

	if (!n || cookie != COOKIE_STATE)
		return n;
	if (n == 1)
		map64_del(&app->states_asked, (uint64_t)id);
	else
		map64_put(&app->states_asked, (uint64_t)id, (void *)(n - 1));
	return n > 1;
}

static void put_state(struct app *app, struct track *t, enum track_state state)
{
	t->state = state;
	library_touched(app->lib, t);
	taste_available(app->taste, t->id, state == TRACK_OK);
	desk_track_state(app->desk, t->id, state, COOKIE_STATE);
	removal_asked(app, t->id);
}

/* A file that was named is a root by itself: it leaves with its track. */
static void root_of_one(struct app *app, const struct track *t, bool is_back)
{
	if (!is_back)
		roots_leave(app, t->path);
	else if (!roots_hold(app, t->path, NULL))
		roots_join(app, t->path);
}

static void take_out(struct app *app, struct removal *r, struct track *t)
{
	track_id id = t->state == TRACK_MISSING ? -t->id : t->id;

	if (t->state == TRACK_REMOVED || t->state == TRACK_PARTS)
		return;		/* what is divided into parts stands in no list: they leave */
	if (r->root) {
		ARRAY_GROW(r->ids, r->n, r->cap);
		r->ids[r->n++] = id;
	} else {
		r->ids[r->done] = id;
		root_of_one(app, t, false);
	}
	r->done++;
	put_state(app, t, TRACK_REMOVED);
}

static void put_back(struct app *app, struct removal *r, track_id id)
{
	struct track *t = library_get(app->lib, id < 0 ? -id : id);

	if (!t || t->state != TRACK_REMOVED)
		return;
	if (!r->root)
		root_of_one(app, t, true);
	r->done++;
	put_state(app, t, id < 0 ? TRACK_MISSING : t->error[0] ? TRACK_UNREADABLE : TRACK_OK);
}

/* One track more; false: there is none. */
static bool step(struct app *app, struct removal *r)
{
	struct track *t;

	if (r->root && !r->is_back) {
		t = library_at(app->lib, r->at++);
		if (t && roots_cover(r->root, t->path) && !roots_hold(app, t->path, r->root))
			take_out(app, r, t);
		return t;
	}
	if (r->at >= r->n)
		return false;
	if (r->is_back) {
		put_back(app, r, r->ids[r->at++]);
	} else {
		t = library_get(app->lib, r->ids[r->at++]);
		if (t)
			take_out(app, r, t);
	}
	return true;
}

/* The cursor is where it was before they left. */
static void reveal_first(struct app *app, const struct removal *r)
{
	struct track *t = r->root || !r->n ? NULL : library_get(app->lib, r->ids[0] < 0 ? -r->ids[0] : r->ids[0]);

	if (t)
		library_reveal(app, t);
}

static void over(struct app *app, struct removal *r)
{
	char what[400];

	app->effects |= EFFECT_REDRAW | EFFECT_RERANK | EFFECT_NEXT;
	if (r->is_back) {
		reveal_first(app, r);
		return;
	}
	if (r->root)
		roots_leave(app, r->root);
	if (r->step) {
		undo_know_removed(app, r->step, r->ids, r->done);
		return;
	}
	if (r->root) {
		snprintf(what, sizeof what, _("removed %s"), r->root);
		app_say(app, P_("%s is no longer a folder of the library: %zu track less; its files stay (:undo takes it back)",
				"%s is no longer a folder of the library: %zu tracks less; its files stay (:undo takes it back)", r->done), r->root, r->done);
	} else {
		snprintf(what, sizeof what, P_("removed %zu track from the library", "removed %zu tracks from the library", r->done), r->done);
		app_say(app, P_("%zu track is out of the library; its file stays (:undo takes it back)",
				"%zu tracks are out of the library; their files stay (:undo takes it back)", r->done), r->done);
	}
	undo_removed(app, r->root, r->ids, r->done, what);
}

static void finish(struct app *app)
{
	struct removal *r = app->removal;

	over(app, r);
	app->removal = NULL;
	removal_free(r);
}

static enum err begin(struct app *app, struct removal *r)
{
	enum err err = OK;

	if (app->removal)
		err = fail(ERR_BUSY, _("Tracks are still being taken out of the library"));
	else if (!app->db_open || !app->tracks_loaded)
		err = fail(ERR_BUSY, _("The library is not open yet"));
	if (err)
		removal_free(r);
	else
		app->removal = r;
	return err;
}

enum err removal_tracks(struct app *app, struct track *const *tracks, size_t n)
{
	struct removal *r = xcalloc(1, sizeof *r);

	r->ids = xcalloc(n + 1, sizeof *r->ids);
	r->n = n;
	for (size_t i = 0; i < n; i++)
		r->ids[i] = tracks[i]->id;
	return begin(app, r);
}

enum err removal_root(struct app *app, const char *root)
{
	struct removal *r;

	if (!roots_are(app, root))
		return fail(ERR_MISSING, _("%s is not a folder of the library"), root);
	r = xcalloc(1, sizeof *r);
	r->root = xstrdup(root);
	return begin(app, r);
}

enum err removal_again(struct app *app, const char *root, const track_id *ids, size_t n, uint64_t step)
{
	struct removal *r = xcalloc(1, sizeof *r);

	r->step = step;
	r->root = root ? xstrdup(root) : NULL;
	r->n = root ? 0 : n;
	r->ids = r->n ? xcalloc(r->n, sizeof *r->ids) : NULL;
	for (size_t i = 0; i < r->n; i++)
		r->ids[i] = ids[i] < 0 ? -ids[i] : ids[i];
	return begin(app, r);
}

enum err removal_put_back(struct app *app, const char *root, const track_id *ids, size_t n)
{
	struct removal *r = xcalloc(1, sizeof *r);
	enum err err;

	r->is_back = true;
	r->root = root ? xstrdup(root) : NULL;
	r->ids = n ? xmemdup(ids, n * sizeof *ids) : NULL;
	r->n = n;
	err = begin(app, r);
	if (!err && root)
		roots_join(app, root);
	return err;
}

bool removal_wants_turn(const struct app *app)
{
	return app->removal && desk_backlog(app->desk) <= BACKLOG_MAX;
}

void removal_turn(struct app *app, int64_t until_ms)
{
	if (!removal_wants_turn(app))
		return;
	app->effects |= EFFECT_REDRAW_SOON;
	do {
		for (int i = 0; i < BUNCH; i++)
			if (!step(app, app->removal)) {
				finish(app);
				return;
			}
	} while (clock_mono_ms() < until_ms);
}

void removal_close(struct app *app)
{
	if (!app->removal)
		return;
	while (step(app, app->removal))
		;
	finish(app);
}
