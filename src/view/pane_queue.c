/* pane_queue.c -- what was queued, and below it what follows when it is used up. */
#include "app/playlists.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>

enum { FOLLOWING_MAX = 50 };

static size_t queue_rows(struct app *app, struct pane *p)
{
	(void)p;
	struct queue_entry e;
	size_t n = queue_count(app->queue), more = 0;

	while (more < FOLLOWING_MAX && queue_ahead_at(app->queue, more, &e))
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
	return queue_ahead_at(app->queue, i - n, &e) ? library_get(app->lib, e.track) : NULL;
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
	if (base == ROLE_NORMAL && (t->is_away || t->state != TRACK_OK))
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
	if (queue_ahead_at(app->queue, i - n, &e) && library_get(app->lib, e.track)) {
		queue_play_other(app->queue, e.track, e.source, &e);
		play_entry(app, &e, 0);
	}
	return OK;
}

/* "removed Xtal — Aphex Twin", "moved 3 tracks" */
static void in_words(struct app *app, struct pane *p, const char *verb, const size_t *rows, size_t n, char *ret, size_t size)
{
	struct track *t = n == 1 ? queue_track(app, p, rows[0]) : NULL;
	char label[256] = "";

	if (n > 1)
		snprintf(label, sizeof label, P_("%zu track", "%zu tracks", n), n);
	snprintf(ret, size, "%s %s", verb, t ? track_label(t, label, sizeof label) : label);
}

static enum err queue_drop_rows(struct app *app, struct pane *p, const size_t *rows, size_t n)
{
	size_t count = queue_count(app->queue), own = 0, n_ahead = 0;
	struct queue_entry *ahead = xcalloc(n, sizeof *ahead);
	char what[320];

	while (own < n && rows[own] < count)
		own++;
	in_words(app, p, _("removed"), rows, n, what, sizeof what);
	if (own)
		undo_queue(app, what);
	/* from the last to the first: what is above keeps its place */
	for (size_t i = n; i-- > own;)
		n_ahead += queue_drop_ahead(app->queue, rows[i] - count, &ahead[n_ahead]);
	for (size_t i = own; i-- > 0;)
		queue_remove(app->queue, rows[i]);
	if (n_ahead)
		undo_ahead(app, ahead, n_ahead, own ? NULL : what);
	free(ahead);
	app->effects |= EFFECT_NEXT | EFFECT_REDRAW | EFFECT_RERANK;
	return OK;
}

static enum err queue_drop(struct app *app, struct pane *p, size_t i)
{
	return queue_drop_rows(app, p, &i, 1);
}

static enum err queue_rows_move(struct app *app, struct pane *p, const size_t *rows, size_t n, size_t before)
{
	size_t count = queue_count(app->queue), at = before;
	char what[320];

	if (rows[n - 1] >= count || before > count)
		return fail(ERR_ARG, _("It cannot move further"));
	in_words(app, p, _("moved"), rows, n, what, sizeof what);
	undo_queue(app, what);
	/* those above `before` from the last up, those below from the first down */
	for (size_t i = n; i-- > 0;)
		if (rows[i] < before)
			queue_move(app->queue, rows[i], --at);
	list_go(&p->list, at);
	at = before;
	for (size_t i = 0; i < n; i++)
		if (rows[i] >= before)
			queue_move(app->queue, rows[i], at++);
	app->effects |= EFFECT_NEXT | EFFECT_REDRAW;
	return OK;
}

static enum err queue_insert(struct app *app, struct pane *p, size_t before, const track_id *ids, size_t n)
{
	char what[320];

	snprintf(what, sizeof what, P_("put in %zu track", "put in %zu tracks", n), n);
	undo_queue(app, what);
	before = MIN_OF(before, queue_count(app->queue));
	for (size_t i = 0; i < n; i++) {
		queue_append(app->queue, ids[i], SOURCE_QUEUE);
		queue_move(app->queue, queue_count(app->queue) - 1, before + i);
	}
	list_resize(&p->list, queue_rows(app, p));
	list_go(&p->list, before);
	app_say(app, "%s", what);
	app->effects |= EFFECT_NEXT | EFFECT_REDRAW | EFFECT_RERANK;
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
	if (scope_continue(app) == CONTINUE_LIBRARY)
		return _("Nothing is queued: the library goes on.\n\n  {queue-last}\tqueues what the cursor is on, last\n  {queue-next}\t… next");
	return scope_continue(app) == CONTINUE_FOR_YOU
		? _("Nothing is queued: the for-you list goes on.\n\n  {queue-last}\tqueues what the cursor is on, last\n  {queue-next}\t… next")
		: _("Nothing is queued.\n\n  {queue-last}\tqueues what the cursor is on, last\n  {queue-next}\t… next");
}

const struct pane_ops pane_queue = {
	.name = "queue", .title = N_("Queue"), .rows = queue_rows, .draw_row = queue_draw, .track = queue_track,
	.activate = queue_activate, .remove = queue_drop, .remove_rows = queue_drop_rows,
	.move = queue_rows_move, .insert = queue_insert, .empty = queue_empty, .title_text = queue_title,
};
