/*
 * pane_taste.c -- what is believed of the listener's taste (believed.h).  A thread counts when the view is opened, and again after something was played, judged
 * or forgotten while it is looked at; except for what was forgotten, it rests ten times as long as it took; the lines are made anew with it.  Enter shows the
 * tracks behind a line in the library, those of a circle below it; what is done to a line (forget, queue, radio) is done to those of them that were heard.
 */
#include "view/view.h"
#include "app/believed.h"
#include "app/errand.h"
#include "app/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REST_MS = 1000, REST_SHARE = 10 };

struct taste_view {
	struct believed counted;
	struct believed_page page;
	track_id opened;		/* the circle it lies in shows its tracks; 0: none does */
	bool is_out, is_read;
	bool is_soon;			/* counted anew without a rest */
	uint64_t version;		/* of the library when it was counted */
	uint64_t ranked;		/* … and how often it was ranked by then: what is learnt comes without a play */
	int64_t asked_ms, read_ms;
	char *why;			/* it could not be read; NULL */
};

void taste_view_free(struct taste_view *t)
{
	if (!t)
		return;
	believed_done(&t->counted);
	believed_page_done(&t->page);
	free(t->why);
	free(t);
}

static struct taste_view *view_of(struct app *app)
{
	struct views *v = app->views;

	if (!v->taste)
		v->taste = xcalloc(1, sizeof *v->taste);
	return v->taste;
}

static void make_page(struct app *app, struct taste_view *t)
{
	believed_page_done(&t->page);
	believed_page_make(app, &t->counted, t->opened, &t->page);
}

/* ---- the thread ---- */

struct counting { char *path, *listener; struct believed counted; };

static enum err counting_work(void *arg)
{
	struct counting *c = arg;
	struct store *store;
	enum err err = store_open(&store, c->path, STORE_READ, c->listener);

	if (err)
		return err;
	err = believed_read(store, c->path, &c->counted);
	store_close(store);
	return err;
}

static void counting_done(struct app *app, void *arg, const char *why)
{
	struct taste_view *t = view_of(app);
	struct counting *c = arg;

	t->is_out = false;
	t->is_read = true;
	t->read_ms = app->now_ms;
	free(t->why);
	t->why = why ? xstrdup(why) : NULL;
	if (!why) {
		believed_done(&t->counted);
		t->counted = c->counted;
		c->counted = (struct believed){ 0 };
		make_page(app, t);
	}
	if (app->views->view == VIEW_TASTE)
		app->effects |= EFFECT_REDRAW;
}

static void counting_free(void *arg)
{
	struct counting *c = arg;

	believed_done(&c->counted);
	free(c->path);
	free(c->listener);
	free(c);
}

void taste_view_open(struct app *app)
{
	static const struct errand kind = { counting_work, counting_done, counting_free, ERRAND_LEFT, false, false };
	struct taste_view *t = view_of(app);
	struct counting *c;

	if (!app->db_open || app->is_scratch || t->is_out)
		return;
	c = xcalloc(1, sizeof *c);
	c->path = xstrdup(app->start.db);
	c->listener = xstrdup(app->start.listener);
	t->is_soon = false;
	t->version = library_version(app->lib);
	t->ranked = app->rank_count;
	t->asked_ms = app->now_ms;
	t->is_out = !errand_start(app, &kind, c);
}

void taste_view_soon(struct app *app)
{
	if (app->views->taste)
		app->views->taste->is_soon = true;
}

/* ---- the pane ---- */

static bool is_old(const struct app *app, const struct taste_view *t)
{
	return (t->version != library_version(app->lib) || t->ranked != app->rank_count)
		&& (t->is_soon || app->now_ms - t->read_ms >= MAX_OF(REST_MS, (t->read_ms - t->asked_ms) * REST_SHARE));
}

static size_t taste_rows(struct app *app, struct pane *p)
{
	struct taste_view *t = view_of(app);

	(void)p;
	if (!t->is_read ? !t->is_out : is_old(app, t))
		taste_view_open(app);
	return t->page.n;
}

static void taste_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	(void)p;
	stats_row_draw(app, &view_of(app)->page.rows[i].row, at, base);
}

/* Or closes it. */
static enum err open_circle(struct app *app, const struct circle *c)
{
	struct taste_view *t = view_of(app);
	bool is_open = false;

	for (size_t i = 0; i < c->n; i++)
		is_open = is_open || c->tracks[i] == t->opened;
	t->opened = is_open ? 0 : c->tracks[0];
	make_page(app, t);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

/* It, and what stands below it. */
static enum err play_member(struct app *app, const struct believed_row *row)
{
	struct believed_row whole = *row;
	struct track **tracks, *t = library_get(app->lib, row->circle->tracks[row->member]);
	size_t n, at = 0;
	enum err err;

	whole.member = SIZE_MAX;
	tracks = believed_tracks(app, &whole, &n);
	while (at < n && tracks[at] != t)
		at++;
	err = at < n ? play_tracks(app, tracks, n, at, SOURCE_LIBRARY) : fail(ERR_MISSING, _("There are no tracks behind this line"));
	free(tracks);
	return err;
}

static enum err taste_activate(struct app *app, struct pane *p, size_t i)
{
	const struct believed_row *row = &view_of(app)->page.rows[i];
	enum err err;

	(void)p;
	if (row->circle)
		return row->member == SIZE_MAX ? open_circle(app, row->circle) : play_member(app, row);
	if (!row->query)
		return fail(ERR_MISSING, _("There are no tracks behind this line"));
	err = filter_set(app, row->query);
	if (!err)
		view_go(app, VIEW_LIBRARY);
	return err;
}

static struct track **taste_behind(struct app *app, struct pane *p, size_t i, size_t *ret_n)
{
	(void)p;
	return believed_tracks(app, &view_of(app)->page.rows[i], ret_n);
}

int taste_view_hour(struct app *app)
{
	const struct pane *p = view_pane(app);
	const struct taste_view *t = view_of(app);

	return p->ops == &pane_taste && p->list.cursor < t->page.n ? t->page.rows[p->list.cursor].hour : -1;
}

static void taste_words(struct app *app, struct pane *p, size_t i, char *ret_text, size_t size)
{
	(void)p;
	snprintf(ret_text, size, "%s", view_of(app)->page.rows[i].row.text);
}

static const char *taste_empty(struct app *app)
{
	const struct taste_view *t = view_of(app);

	if (app->is_scratch)
		return _("Nothing is kept of this run: there is nothing to count.");
	return t->why ? t->why : _("Counting…");
}

static void taste_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	(void)p;
	key_text(app, _("Your taste · {enter} its tracks · {forget selected} forgets · {taste} closes"), ret_text, size);
}

const struct pane_ops pane_taste = {
	.name = "taste", .title = N_("Your taste"), .rows = taste_rows, .draw_row = taste_draw, .words = taste_words, .empty = taste_empty,
	.title_text = taste_title, .activate = taste_activate, .tracks = taste_behind,
};
