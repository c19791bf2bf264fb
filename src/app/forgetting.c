/* forgetting.c -- see forgetting.h. */
#include "app/forgetting.h"
#include "app/command.h"
#include "app/edit.h"
#include "app/learning.h"
#include "app/playlists.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BELIEVE_STEP = 1000, COUNT_STEP = 500 };

/* What the desk said, whose next word is not listened to before this one is followed: what it lent is there until then. */
struct forgetting {
	const struct forgotten *gone;
	size_t counted;			/* of the tracks that were heard */
};

/* ---- asking ---- */

enum err forgetting_start(struct app *app, const struct forget *what)
{
	if (!app->start_done || !app->events_loaded)
		return fail(ERR_BUSY, _("The library is not open yet"));
	desk_forget(app->desk, what, COOKIE_FORGET);
	edit_sent(app);
	edit_undoes(app, NULL, 0);	/* the step is made when it is known what went */
	return OK;
}

enum err forgetting_put_back(struct app *app, const struct forgotten *gone)
{
	desk_remember(app->desk, gone, COOKIE_FORGET);
	edit_sent(app);
	return OK;
}

static int by_number(const void *a, const void *b)
{
	const track_id *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

enum err forgetting_tracks(struct app *app, struct track *const *tracks, size_t n)
{
	track_id *ids = xcalloc(n + 1, sizeof *ids);
	struct forget what = { .tracks = ids, .n = n, .hour_of_day = -1 };
	enum err err;

	for (size_t i = 0; i < n; i++)
		ids[i] = tracks[i]->id;
	qsort(ids, n, sizeof *ids, by_number);
	err = forgetting_start(app, &what);
	free(ids);
	return err;
}

/* ---- what follows from it ---- */

/* An end that is still to come would be of a play that never began. */
static void hush(struct app *app, struct playing *p, const struct event *start)
{
	if (!p->cookie || !p->has_started || p->track != start->track || p->is_private)
		return;
	p->is_private = true;
	p->forgotten_ms = start->at_ms;
	app->effects |= EFFECT_REDRAW;
}

static void hush_playing(struct app *app, const struct event *events, size_t n)
{
	for (size_t i = n; i-- > 0;) {
		if (events[i].kind != EVENT_START)
			continue;
		hush(app, &app->now, &events[i]);
		for (size_t k = 0; k < app->n_left; k++)
			hush(app, &app->left[k], &events[i]);
	}
}

static void unhush_playing(struct app *app, const struct event *events, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (events[i].kind == EVENT_START && app->now.forgotten_ms == events[i].at_ms && app->now.track == events[i].track) {
			app->now.is_private = app->is_private;
			app->now.forgotten_ms = 0;
		}
}

static int by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return x->at_ms != y->at_ms ? (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms) : (x->id > y->id) - (x->id < y->id);
}

/* The list of what was heard, as it would have been read from the log. */
static void history_without(struct app *app, const struct event *events, size_t n)
{
	size_t kept = 0;

	if (!n)
		return;
	for (size_t i = 0; i < app->n_history; i++)
		if (!bsearch(&app->history[i], events, n, sizeof *events, by_time))
			app->history[kept++] = app->history[i];
	app->n_history = kept;
}

static void history_with(struct app *app, const struct event *events, size_t n)
{
	size_t newest = MIN_OF(n, (size_t)HISTORY_MAX), all = app->n_history + newest, kept = MIN_OF(all, (size_t)HISTORY_MAX);
	struct event *both;

	if (!n)
		return;
	both = xcalloc(all, sizeof *both);
	if (app->n_history)
		memcpy(both, app->history, app->n_history * sizeof *both);
	memcpy(both + app->n_history, events + (n - newest), newest * sizeof *both);
	qsort(both, all, sizeof *both, by_time);
	if (!app->history)
		app->history = xcalloc(HISTORY_MAX, sizeof *app->history);
	memcpy(app->history, both + (all - kept), kept * sizeof *both);
	app->n_history = kept;
	free(both);
}

static size_t plays_of(const struct event *events, size_t n)
{
	size_t starts = 0;

	for (size_t i = 0; i < n; i++)
		starts += events[i].kind == EVENT_START;
	return MAX_OF(starts, n - starts);	/* what was imported has ends only */
}

/* "2 plays of Alpha — Anna", "… of 2 tracks", "3 plays of what is not in the library", or two of them. Caller frees. */
static char *plays_text(const struct app *app, const struct forgotten *gone)
{
	const struct track *t = gone->n_heard == 1 ? library_get(app->lib, gone->heard[0].track) : NULL;
	size_t plays = plays_of(gone->events, gone->n);
	char label[300], *of = t ? xstrdup(track_label(t, label, sizeof label)) :
		xasprintf(P_("%zu track", "%zu tracks", gone->n_heard), gone->n_heard);
	char *here = xasprintf(P_("%zu play of %s", "%zu plays of %s", plays), plays, of);
	char *elsewhere = xasprintf(P_("%zu play of what is not in the library", "%zu plays of what is not in the library", gone->elsewhere.n), gone->elsewhere.n);
	char *text = !gone->elsewhere.n ? xstrdup(here) : !gone->n ? xstrdup(elsewhere) : xasprintf(_("%s and %s"), here, elsewhere);

	free(elsewhere);
	free(here);
	free(of);
	return text;
}

static void say(struct app *app, const struct forgotten *gone)
{
	char *plays = plays_text(app, gone), *what = xasprintf(_("forgot %s"), plays);

	undo_forgotten(app, gone, what);
	edit_answers(app, P_("Forgotten: %s (%s brings it back until you quit)", "Forgotten: %s (%s brings them back until you quit)",
		plays_of(gone->events, gone->n) + gone->elsewhere.n), plays, view_key_of(app, "undo"));
	free(what);
	free(plays);
}

static int by_track(const void *id, const void *counts)
{
	return by_number(id, &((const struct play_counts *)counts)->track);
}

static bool is_heard(const void *ctx, track_id track)
{
	const struct forgotten *gone = ctx;

	return bsearch(&track, gone->heard, gone->n_heard, sizeof *gone->heard, by_track);
}

static void count_anew(struct app *app, const struct play_counts *h)
{
	struct track *t = library_get(app->lib, h->track);

	if (!t)
		return;
	t->play_count = h->play_count;
	t->skip_count = h->skip_count;
	t->last_played_s = h->last_played_s;
	library_touched(app->lib, t);
}

void forgetting_answered(struct app *app, const struct desk_news *news)
{
	const struct forgotten *gone = news->gone;

	if (!gone->n && !gone->elsewhere.n) {
		edit_answers(app, _("Nothing of that was played: there is nothing to forget"));
		return;
	}
	app->forgetting = xcalloc(1, sizeof *app->forgetting);
	app->forgetting->gone = gone;
	if (news->kind == DESK_FORGOTTEN) {
		hush_playing(app, gone->events, gone->n);
		history_without(app, gone->events, gone->n);
		taste_take_out(app->taste, gone->events, gone->n);
		queue_hush(app->queue, is_heard, gone);
		play_save(app, true);
		say(app, gone);
	} else {
		unhush_playing(app, gone->events, gone->n);
		history_with(app, gone->events, gone->n);
		taste_put_in(app->taste, gone->events, gone->n);
	}
}

bool forgetting_is_busy(const struct app *app)
{
	return app->forgetting != NULL;
}

/* True: there is more to do. */
static bool step(struct app *app, struct forgetting *f)
{
	size_t end = MIN_OF(f->counted + COUNT_STEP, f->gone->n_heard);

	if (taste_catch_up(app->taste, BELIEVE_STEP))
		return true;
	while (f->counted < end)
		count_anew(app, &f->gone->heard[f->counted++]);
	return f->counted < f->gone->n_heard;
}

void forgetting_turn(struct app *app, int64_t until_ms)
{
	while (app->forgetting && clock_mono_ms() < until_ms) {
		if (step(app, app->forgetting))
			continue;
		forgetting_close(app);
		learning_anew(app);
		taste_view_soon(app);
		app->effects |= EFFECT_RERANK | EFFECT_REDRAW | EFFECT_NEXT;
	}
}

void forgetting_close(struct app *app)
{
	free(app->forgetting);
	app->forgetting = NULL;
}

/* ---- the command ---- */

static enum err forget_selected(struct app *app)
{
	struct forget hour = { .hour_of_day = taste_view_hour(app) };
	size_t n = 0;
	struct track **tracks = NULL;
	enum err err;

	if (hour.hour_of_day >= 0)
		return forgetting_start(app, &hour);

	if (mark_count(app, view_pane(app)))
		tracks = mark_tracks(app, view_pane(app), &n);
	if (!n) {
		free(tracks);
		tracks = view_selected_tracks(app, &n);
	}
	err = n ? forgetting_tracks(app, tracks, n) : fail(ERR_MISSING, _("The cursor is not on a track"));
	free(tracks);
	return err;
}

COMMAND_HANDLER(forget)
{
	struct forget since = { .hour_of_day = -1 };
	struct track *t = play_track(app);
	int64_t since_s = 0;

	if (argc == 1)
		return t ? forgetting_tracks(app, &t, 1) : fail(ERR_MISSING, _("Nothing plays"));
	if (!strcmp(argv[1], "selected"))
		return forget_selected(app);
	if (strcmp(argv[1], "all") && time_parse(argv[1], clock_unix_ms() / 1000, &since_s))
		return fail(ERR_ARG, _("forget takes nothing (what plays), selected, all, or since when: 2h, today, 2026-11-21; not '%s'"), argv[1]);
	since.since_ms = since_s * 1000;
	return forgetting_start(app, &since);
}
