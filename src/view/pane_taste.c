/*
 * pane_taste.c -- what is believed of the listener's taste (believed.h).  A thread counts when the view is opened, and again after something was played,
 * judged or forgotten while it is looked at, but rests ten times as long as it took; the lines are made anew with it.  Enter shows the tracks behind a line in
 * the library; what is done to a line (forget, queue) is done to those of them that were heard.
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
	bool is_out, is_read;
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
		believed_page_done(&t->page);
		believed_page_make(app, &t->counted, &t->page);
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
	t->version = library_version(app->lib);
	t->ranked = app->rank_count;
	t->asked_ms = app->now_ms;
	t->is_out = !errand_start(app, &kind, c);
}

/* ---- the pane ---- */

static bool is_old(const struct app *app, const struct taste_view *t)
{
	return (t->version != library_version(app->lib) || t->ranked != app->rank_count)
		&& app->now_ms - t->read_ms >= MAX_OF(REST_MS, (t->read_ms - t->asked_ms) * REST_SHARE);
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

static enum err taste_activate(struct app *app, struct pane *p, size_t i)
{
	const char *query = view_of(app)->page.rows[i].query;
	enum err err;

	(void)p;
	if (!query)
		return fail(ERR_MISSING, _("There are no tracks behind this line"));
	err = filter_set(app, query);
	if (!err)
		view_go(app, VIEW_LIBRARY);
	return err;
}

/* Those it rests on. */
static struct track **taste_behind(struct app *app, struct pane *p, size_t i, size_t *ret_n)
{
	const char *text = view_of(app)->page.rows[i].query;
	size_t n = taste_heard(app->taste, NULL, 0), found = 0, column;
	track_id *ids;
	struct track **tracks;
	struct query *q;

	(void)p;
	*ret_n = 0;
	if (!text || query_parse(text, clock_unix_ms() / 1000, &q, &column))
		return NULL;
	ids = xcalloc(n + 1, sizeof *ids);
	tracks = xcalloc(n + 1, sizeof *tracks);
	n = taste_heard(app->taste, ids, n);
	for (size_t k = 0; k < n; k++) {
		struct track *t = library_get(app->lib, ids[k]);

		if (t && query_match(q, app->lib, t))
			tracks[found++] = t;
	}
	query_free(q);
	free(ids);
	*ret_n = found;
	return tracks;
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
