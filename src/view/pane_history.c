/* pane_history.c -- what happened, newest first. */
#include "view/view.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* What a line calls an event; EVENT_START is left to the line of its end. */
static const char *const words[EVENT_KINDS] = {
	[EVENT_START] = N_("started"), [EVENT_FINISH] = N_("finished"), [EVENT_SKIP] = N_("skipped"), [EVENT_STOP] = N_("stopped"),
	[EVENT_RATE] = N_("rated"), [EVENT_LOVE] = N_("loved"), [EVENT_UNLOVE] = N_("no longer loved"), [EVENT_BAN] = N_("banned"),
	[EVENT_UNBAN] = N_("no longer banned"), [EVENT_FAIL] = N_("could not be played"), [EVENT_MOOD] = N_("mood corrected"),
};

static const struct event *row_event(const struct app *app, size_t i)
{
	return &app->history[app->n_history - 1 - i];
}

static size_t history_rows(struct app *app, struct pane *p)
{
	(void)p;
	return app->n_history;
}

static struct track *history_track(struct app *app, struct pane *p, size_t i)
{
	(void)p;
	return i < app->n_history ? library_get(app->lib, row_event(app, i)->track) : NULL;
}

static void describe(const struct event *e, char *ret, size_t size)
{
	char a[24], b[24];

	switch (e->kind) {
	case EVENT_RATE:
		snprintf(ret, size, "%s %d", _(words[e->kind]), e->value);
		return;
	case EVENT_SKIP:
	case EVENT_STOP:
		duration_text(e->position_ms, a);
		duration_text(e->duration_ms ? e->duration_ms : -1, b);
		/* TRANSLATORS: "skipped at 0:12 of 4:51" */
		snprintf(ret, size, _("%s at %s of %s"), _(words[e->kind]), a, b);
		return;
	default:
		snprintf(ret, size, "%s", _(words[e->kind]));
	}
}

static void history_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct event *e = row_event(app, i);
	struct track *t = history_track(app, p, i);
	time_t s = (time_t)(e->at_ms / 1000);
	enum role dim = base == ROLE_NORMAL ? ROLE_DIM : base;
	char when[32] = "", what[96], label[256];
	struct tm tm;
	int what_w = at.cols >= 70 ? 26 : 18;

	if (localtime_r(&s, &tm))
		strftime(when, sizeof when, at.cols >= 70 ? "%Y-%m-%d %H:%M" : "%m-%d %H:%M", &tm);
	if (t && (t->is_away || t->state != TRACK_OK) && base == ROLE_NORMAL)
		base = ROLE_MISSING;
	describe(e, what, sizeof what);
	int when_w = utf8_width(when);
	ui_text(app->ui, at.y, at.x, when_w, dim, when, true);
	ui_text(app->ui, at.y, at.x + when_w + 1, at.cols - when_w - what_w - 2, base,
		t ? track_label(t, label, sizeof label) : _("(no longer in the library)"), true);
	ui_text(app->ui, at.y, at.x + at.cols - what_w, what_w, dim, what, true);
}

static enum err history_activate(struct app *app, struct pane *p, size_t i)
{
	struct track *t = history_track(app, p, i);
	struct queue_entry e;

	if (!t)
		return fail(ERR_MISSING, _("That track is no longer in the library"));
	queue_play_other(app->queue, t->id, SOURCE_HISTORY, &e);
	play_entry(app, &e, 0);
	return OK;
}

static const char *history_empty(struct app *app)
{
	(void)app;
	return _("Nothing has been played yet.");
}

static void history_words(struct app *app, struct pane *p, size_t i, char *ret_text, size_t size)
{
	struct track *t = history_track(app, p, i);

	snprintf(ret_text, size, "%s %s %s %s", t ? t->title : "", t ? t->artist : "", t ? t->album : "", _(words[row_event(app, i)->kind]));
}

const struct pane_ops pane_history = {
	.name = "history", .title = N_("History"), .rows = history_rows, .draw_row = history_draw, .track = history_track,
	.activate = history_activate, .empty = history_empty, .words = history_words,
};
