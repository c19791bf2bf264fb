/*
 * pane_stats.c -- what the library and the listening come to, as `segue stats` tells it.  A thread reads it from the database when the
 * view is opened, and again after something was played, judged or scanned while it is looked at, but rests ten times as long as it took;
 * until it is back the old page stays.
 */
#include "view/view.h"
#include "app/errand.h"
#include "app/keys.h"
#include "app/statistics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REST_MS = 1000, REST_SHARE = 10, BAR_CELLS_MAX = 40, AFTER_CELLS = 14, NUMBER_CELLS = 9 };

struct stats_view {
	struct statistics page;
	bool is_out, is_read;
	uint64_t version;		/* of the library when the page was asked for */
	int64_t asked_ms, read_ms;
	char *why;			/* it could not be read; NULL */
};

void stats_view_free(struct stats_view *s)
{
	if (!s)
		return;
	statistics_done(&s->page);
	free(s->why);
	free(s);
}

/* ---- the thread ---- */

struct reading { char *path, *listener; struct statistics page; };

static enum err reading_work(void *arg)
{
	struct reading *r = arg;
	struct store *store;
	enum err err = store_open(&store, r->path, STORE_READ, r->listener);

	if (err)
		return err;
	err = statistics_read(store, r->path, &r->page);
	store_close(store);
	return err;
}

static void reading_done(struct app *app, void *arg, const char *why)
{
	struct stats_view *s = app->views->stats;
	struct reading *r = arg;

	s->is_out = false;
	s->is_read = true;
	s->read_ms = app->now_ms;
	free(s->why);
	s->why = why ? xstrdup(why) : NULL;
	if (!why) {
		statistics_done(&s->page);
		s->page = r->page;
		r->page = (struct statistics){ 0 };
	}
	if (app->views->view == VIEW_STATS)
		app->effects |= EFFECT_REDRAW;
}

static void reading_free(void *arg)
{
	struct reading *r = arg;

	statistics_done(&r->page);
	free(r->path);
	free(r->listener);
	free(r);
}

static void ask(struct app *app, struct stats_view *s)
{
	static const struct errand kind = { reading_work, reading_done, reading_free, false, false, false };
	struct reading *r = xcalloc(1, sizeof *r);

	r->path = xstrdup(app->start.db);
	r->listener = xstrdup(app->start.listener);
	s->version = library_version(app->lib);
	s->asked_ms = app->now_ms;
	s->is_out = !errand_start(app, &kind, r);
}

static struct stats_view *stats_of(struct app *app)
{
	struct views *v = app->views;

	if (!v->stats)
		v->stats = xcalloc(1, sizeof *v->stats);
	return v->stats;
}

void stats_open(struct app *app)
{
	struct stats_view *s = stats_of(app);

	if (app->db_open && !app->is_scratch && !s->is_out)
		ask(app, s);
}

/* ---- the pane ---- */

static bool is_old(const struct app *app, const struct stats_view *s)
{
	return s->version != library_version(app->lib) && app->now_ms - s->read_ms >= MAX_OF(REST_MS, (s->read_ms - s->asked_ms) * REST_SHARE);
}

static size_t stats_rows(struct app *app, struct pane *p)
{
	struct stats_view *s = stats_of(app);

	(void)p;
	if (!s->is_read ? !s->is_out : is_old(app, s))
		stats_open(app);
	return s->page.n_rows;
}

static void draw_bar(struct app *app, const struct stats_row *row, struct area at, enum role base)
{
	int name = MIN_OF(row->cells, at.cols / 2), after = row->after_cells ? row->after_cells : AFTER_CELLS, room = at.cols - 2 - name - 1 - after - 1, full;
	char cells[BAR_CELLS_MAX * 3 + 1];
	size_t n = 0;

	room = MAX_OF(0, MIN_OF(room, BAR_CELLS_MAX));
	full = (int)(row->share * room + .5);
	for (int i = 0; i < full; i++)
		n += (size_t)snprintf(cells + n, sizeof cells - n, "▇");
	cells[n] = '\0';
	ui_text(app->ui, at.y, at.x + 2, name, base, row->text, true);
	ui_text(app->ui, at.y, at.x + 3 + name, room, base == ROLE_NORMAL ? ROLE_PROGRESS : base, cells, true);
	ui_text(app->ui, at.y, at.x + 4 + name + room, at.cols - 4 - name - room, base == ROLE_NORMAL ? ROLE_DIM : base, row->after, true);
}

void stats_row_draw(struct app *app, const struct stats_row *row, struct area at, enum role base)
{
	char number[24];

	switch (row->kind) {
	case STATS_HEADING:
		ui_text(app->ui, at.y, at.x, at.cols, base == ROLE_NORMAL ? ROLE_STRONG : base, row->text, true);
		return;
	case STATS_NUMBER:
		snprintf(number, sizeof number, "%lld", (long long)row->number);
		ui_text_right(app->ui, at.y, at.x, NUMBER_CELLS, base, number);
		ui_text(app->ui, at.y, at.x + NUMBER_CELLS + 1, at.cols - NUMBER_CELLS - 1, base, row->text, true);
		return;
	case STATS_SENTENCE:
		ui_text(app->ui, at.y, at.x + 2, at.cols - 2, base, row->text, true);
		return;
	case STATS_BAR:
		draw_bar(app, row, at, base);
		return;
	}
}

static void stats_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	(void)p;
	stats_row_draw(app, &stats_of(app)->page.rows[i], at, base);
}

static void stats_words(struct app *app, struct pane *p, size_t i, char *ret_text, size_t size)
{
	(void)p;
	snprintf(ret_text, size, "%s", stats_of(app)->page.rows[i].text);
}

static const char *stats_empty(struct app *app)
{
	const struct stats_view *s = stats_of(app);

	if (app->is_scratch)
		return _("Nothing is kept of this run: there is nothing to count.");
	return s->why ? s->why : _("Counting…");
}

static void stats_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	(void)p;
	key_text(app, _("Statistics · {stats} closes"), ret_text, size);
}

const struct pane_ops pane_stats = {
	.name = "stats", .title = N_("Statistics"), .rows = stats_rows, .draw_row = stats_draw, .words = stats_words, .empty = stats_empty,
	.title_text = stats_title,
};
