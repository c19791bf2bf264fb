/* pane_queue.c -- what was queued, and below it what follows when it is used up. */
#include "app/playlists.h"
#include "view/view.h"

#include <stdio.h>

enum { FOLLOWING_MAX = 50 };

static size_t queue_rows(struct app *app, struct pane *p)
{
	(void)p;
	struct queue_entry e;
	size_t n = queue_count(app->queue), more = 0;

	while (more < FOLLOWING_MAX && queue_peek_at(app->queue, n + more, &e))
		more++;
	return n + more;
}

static struct track *queue_track(struct app *app, struct pane *p, size_t i)
{
	size_t n = queue_count(app->queue);
	struct queue_entry e;

	(void)p;
	if (i < n)
		return library_get(app->lib, queue_at(app->queue, i)->track);
	return queue_peek_at(app->queue, i, &e) ? library_get(app->lib, e.track) : NULL;
}

static void queue_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	struct track *t = queue_track(app, p, i);
	char label[256], left[24], length[24];
	bool queued = i < queue_count(app->queue);

	if (!t)
		return;
	snprintf(left, sizeof left, queued ? "%zu" : "·", i + 1);
	duration_text(t->duration_ms ? t->duration_ms : -1, length);
	if (base == ROLE_NORMAL && t->state != TRACK_OK)
		base = ROLE_MISSING;
	else if (base == ROLE_NORMAL && !queued)
		base = ROLE_DIM;
	ui_text_right(app->ui, at.y, at.x, 4, base, left);
	ui_text(app->ui, at.y, at.x + 5, at.cols - 13, base, track_label(t, label, sizeof label), true);
	ui_text_right(app->ui, at.y, at.x + at.cols - 7, 7, base, length);
}

static enum err queue_activate(struct app *app, struct pane *p, size_t i)
{
	struct queue_entry e;
	size_t n = queue_count(app->queue);

	(void)p;
	if (i < n) {
		if (queue_take(app->queue, i, &e))
			play_entry(app, &e, 0);
		return OK;
	}
	/* one of what follows: everything queued stays, the list goes on from there */
	for (size_t step = 0; queue_peek_at(app->queue, i, &e); step++) {
		struct track *t = library_get(app->lib, e.track);

		if (!t)
			return OK;
		queue_play_other(app->queue, t->id, e.source, &e);
		play_entry(app, &e, 0);
		return OK;
	}
	return OK;
}

static void note_undo(struct app *app, struct pane *p, size_t i, const char *verb)
{
	struct track *t = queue_track(app, p, i);
	char label[256], what[320];

	snprintf(what, sizeof what, "%s %s", verb, t ? track_label(t, label, sizeof label) : "");
	undo_queue(app, what);
}

static enum err queue_drop(struct app *app, struct pane *p, size_t i)
{
	struct queue_entry e;

	if (i < queue_count(app->queue)) {
		note_undo(app, p, i, _("removed"));
		queue_remove(app->queue, i);
	} else if (queue_peek_at(app->queue, i, &e))
		queue_forget(app->queue, e.track);
	app->effects |= EFFECT_NEXT | EFFECT_REDRAW;
	return OK;
}

static enum err queue_shift(struct app *app, struct pane *p, size_t i, int by)
{
	size_t n = queue_count(app->queue);

	if (i >= n || (by < 0 && i == 0) || (by > 0 && i + 1 >= n))
		return fail(ERR_ARG, _("It cannot move further"));
	note_undo(app, p, i, _("moved"));
	queue_move(app->queue, i, by < 0 ? i - 1 : i + 1);
	list_move(&p->list, by);
	app->effects |= EFFECT_NEXT | EFFECT_REDRAW;
	return OK;
}

static void queue_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	size_t n = queue_count(app->queue);

	(void)p;
	snprintf(ret_text, size, P_("Queue · %zu track", "Queue · %zu tracks", n), n);
}

static const char *queue_empty(struct app *app)
{
	if (app->set.continue_with == CONTINUE_LIBRARY)
		return _("Nothing is queued: the library goes on.\n\n  e   queues what the cursor is on, last\n  E   … next");
	return app->set.continue_with == CONTINUE_FOR_YOU
		? _("Nothing is queued: the for-you list goes on.\n\n  e   queues what the cursor is on, last\n  E   … next")
		: _("Nothing is queued.\n\n  e   queues what the cursor is on, last\n  E   … next");
}

const struct pane_ops pane_queue = {
	.name = "queue", .title = N_("Queue"), .rows = queue_rows, .draw_row = queue_draw, .track = queue_track,
	.activate = queue_activate, .remove = queue_drop, .shift = queue_shift, .empty = queue_empty, .title_text = queue_title,
};
