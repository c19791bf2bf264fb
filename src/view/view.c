/* view.c -- the table of panes and views, where they stand on the screen, and what is drawn around them. */
#include "view/browser.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct pane_ops *const pane_table[PANE_COUNT] = {
	[PANE_ARTISTS] = &pane_artists, [PANE_TRACKS] = &pane_tracks, [PANE_SORTED] = &pane_sorted, [PANE_QUEUE] = &pane_queue,
	[PANE_FOR_YOU] = &pane_for_you, [PANE_PLAYLISTS] = &pane_playlists, [PANE_PLAYLIST] = &pane_playlist,
	[PANE_HISTORY] = &pane_history, [PANE_HELP] = &pane_help,
	[PANE_SETTINGS] = &pane_settings, [PANE_FILTERS] = &pane_filters,
	[PANE_BROWSER] = &pane_browser, [PANE_FOUND] = &pane_found,
};

enum { SIDE_COLS = 110, NARROW_COLS = 60, SIDE_SHARE = 36, HEADS_ROWS = 8 };

/* A view: its own panes from left to right, and whether the for-you pane stands beside them on a wide screen. */
static const struct view_row {
	const char *name, *title;
	enum pane_id panes[2];
	int n_panes;
	int first_share;		/* per cent of the width for the first of two */
	bool has_side;
} view_table[VIEW_COUNT] = {
	[VIEW_LIBRARY] = { "library", N_("Library"), { PANE_ARTISTS, PANE_TRACKS }, 2, 34, true },
	[VIEW_QUEUE] = { "queue", N_("Queue"), { PANE_QUEUE }, 1, 0, true },
	[VIEW_FOR_YOU] = { "for-you", N_("For you"), { PANE_FOR_YOU }, 1, 0, false },
	[VIEW_PLAYLISTS] = { "playlists", N_("Playlists"), { PANE_PLAYLISTS, PANE_PLAYLIST }, 2, 34, true },
	[VIEW_HISTORY] = { "history", N_("History"), { PANE_HISTORY }, 1, 0, true },
	[VIEW_BROWSER] = { "browser", N_("Files"), { PANE_BROWSER }, 1, 0, true },
	[VIEW_FILTERS] = { "filters", N_("Filters"), { PANE_FILTERS }, 1, 0, true },
	[VIEW_HELP] = { "help", N_("Keys"), { PANE_HELP }, 1, 0, false },
	[VIEW_FOUND] = { "found", N_("Found"), { PANE_FOUND }, 1, 0, true },
	[VIEW_SETTINGS] = { "settings", N_("Settings"), { PANE_SETTINGS }, 1, 0, false },
};

static const struct view_row flat_row = { "library", N_("Library"), { PANE_SORTED }, 1, 0, true };

static const struct view_row *row_of(const struct app *app)
{
	return app->views->view == VIEW_LIBRARY && library_is_flat(app) ? &flat_row : &view_table[app->views->view];
}

struct views *views_new(void)
{
	struct views *v = xcalloc(1, sizeof *v);

	for (int i = 0; i < PANE_COUNT; i++) {
		v->panes[i].ops = pane_table[i];
		list_init(&v->panes[i].list, 1);
	}
	for (int i = 0; i < VIEW_COUNT; i++)
		v->focus[i] = view_table[i].panes[0];
	return v;
}

void views_free(struct views *v)
{
	if (!v)
		return;
	query_free(v->searching);
	track_rows_free(v->track_rows);
	filter_free(v->filter);
	browser_free(v->browser);
	found_free(v->found);
	for (int i = 0; i < PANE_COUNT; i++)
		map64_done(&v->panes[i].marks);
	free(v);
}

const char *view_name(enum view_id v)
{
	return view_table[v].name;
}

const char *view_title(enum view_id v)
{
	return _(view_table[v].title);
}

void view_go(struct app *app, enum view_id v)
{
	struct views *vs = app->views;

	if (v == VIEW_HELP && vs->view != VIEW_HELP)
		vs->before_help = vs->view;
	if (v == VIEW_SETTINGS && vs->view != VIEW_SETTINGS)
		vs->before_settings = vs->view == VIEW_HELP ? vs->before_help : vs->view;
	if (v == VIEW_FOUND && vs->view != VIEW_FOUND)
		vs->before_found = vs->view < VIEW_TABS ? vs->view : VIEW_LIBRARY;
	vs->view = v;
	app->effects |= EFFECT_REDRAW;
}

/* The panes of the current view that fit on this screen. */
static int shown_panes(const struct app *app, enum pane_id ret[3])
{
	const struct view_row *row = row_of(app);
	int n = 0, cols = ui_cols(app->ui);

	if (cols < NARROW_COLS) {
		ret[0] = app->views->focus[app->views->view];
		if (row->panes[0] == PANE_SORTED || ret[0] == PANE_SORTED)
			ret[0] = row->panes[0];
		return 1;
	}
	for (int i = 0; i < row->n_panes; i++)
		ret[n++] = row->panes[i];
	if (row->has_side && cols >= SIDE_COLS)
		ret[n++] = PANE_FOR_YOU;
	return n;
}

enum pane_id view_focus(const struct app *app)
{
	enum pane_id shown[3], focus = app->views->focus[app->views->view];
	int n = shown_panes(app, shown);

	for (int i = 0; i < n; i++)
		if (shown[i] == focus)
			return focus;
	return shown[0];	/* the side pane had it and the screen became narrow */
}

struct pane *view_pane(struct app *app)
{
	return &app->views->panes[view_focus(app)];
}

void view_focus_pane(struct app *app, enum pane_id p)
{
	app->views->focus[app->views->view] = p;
	app->effects |= EFFECT_REDRAW;
}

void view_next_pane(struct app *app, int by)
{
	const struct view_row *row = row_of(app);
	enum pane_id all[3], focus = view_focus(app);
	int n = 0, at = 0;

	for (; n < row->n_panes; n++)
		all[n] = row->panes[n];
	if (row->has_side && ui_cols(app->ui) >= SIDE_COLS)
		all[n++] = PANE_FOR_YOU;
	for (int i = 0; i < n; i++)
		if (all[i] == focus)
			at = i;
	view_focus_pane(app, all[(at + by + n) % n]);
}

static size_t refresh(struct app *app, struct pane *p)
{
	size_t n = p->ops->rows(app, p);

	list_resize(&p->list, n);
	return n;
}

struct track *view_selected(struct app *app)
{
	struct pane *p = view_pane(app);

	if (!refresh(app, p) || !p->ops->track)
		return NULL;
	return p->ops->track(app, p, p->list.cursor);
}

struct track **view_selected_tracks(struct app *app, size_t *ret_n)
{
	struct pane *p = view_pane(app);
	struct track *t, **one;

	*ret_n = 0;
	if (!refresh(app, p))
		return NULL;
	if (mark_count(app, p) && (one = mark_tracks(app, p, ret_n)))
		return one;
	if (p->ops->tracks)
		return p->ops->tracks(app, p, p->list.cursor, ret_n);
	t = p->ops->track ? p->ops->track(app, p, p->list.cursor) : NULL;
	if (!t)
		return NULL;
	one = xmalloc(sizeof *one);
	*one = t;
	*ret_n = 1;
	return one;
}

/* ---- drawing ---- */

static void draw_empty(struct app *app, const struct pane *p)
{
	const char *text = p->ops->empty ? p->ops->empty(app) : "";
	int y = p->area.y + p->area.rows / 4;

	while (*text && y < p->area.y + p->area.rows) {
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n);

		ui_text(app->ui, y++, p->area.x + 1, p->area.cols - 2, ROLE_DIM, line, false);
		free(line);
		text += n + (text[n] == '\n');
	}
}

static void draw_pane(struct app *app, struct pane *p, struct area at, bool focused)
{
	char title[200];
	size_t n = refresh(app, p), first, end, marked = mark_count(app, p);

	if (p->ops->title_text)
		p->ops->title_text(app, p, title, 160);
	else
		strcpy(title, _(p->ops->title));
	if (marked && p != &app->views->panes[PANE_ARTISTS])
		snprintf(title + strlen(title), sizeof title - strlen(title), P_(" · %zu marked", " · %zu marked", marked), marked);
	p->area = ui_frame(app->ui, at, focused ? ROLE_BORDER_ACTIVE : ROLE_BORDER, title, focused);
	if (p->area.rows <= 0 || p->area.cols <= 0)
		return;
	if (n && app->set.headers && p->ops->columns && p->area.rows >= HEADS_ROWS) {
		column_draw_heads(app, p->ops->columns(app), p->area);
		p->area.y++;
		p->area.rows--;
	}
	if (!n) {
		draw_empty(app, p);
		return;
	}
	list_layout(&p->list, p->area.rows, &first, &end);
	for (size_t i = first; i < end; i++) {
		struct area row = { p->area.y + (int)(i - first) * p->list.row_height, p->area.x, p->list.row_height, p->area.cols };
		enum role base = i == p->list.cursor ? focused ? ROLE_CURSOR : ROLE_CURSOR_IDLE : ROLE_NORMAL;

		if (row.y + row.rows > p->area.y + p->area.rows)
			row.rows = p->area.y + p->area.rows - row.y;
		if (base != ROLE_NORMAL)
			ui_fill(app->ui, (struct area){ row.y, row.x, 1, row.cols }, base);
		if (marked && mark_is_row(app, p, i)) {
			/* on the frame, so that a mark shows under the cursor and without colours, too */
			ui_text(app->ui, row.y, row.x - 1, 1, ROLE_MARKED, "•", false);
			if (base == ROLE_NORMAL)
				base = ROLE_MARKED;
		}
		p->ops->draw_row(app, p, i, row, base);
	}
}

static void draw_panes(struct app *app, int y, int rows)
{
	const struct view_row *view = row_of(app);
	enum pane_id shown[3], focus = view_focus(app);
	int n = shown_panes(app, shown), x = 0, cols = ui_cols(app->ui);

	for (int i = 0; i < PANE_COUNT; i++)
		app->views->panes[i].area.cols = 0;
	for (int i = 0; i < n; i++) {
		bool side = n > view->n_panes && i == n - 1;
		int room = n > view->n_panes ? cols * (100 - SIDE_SHARE) / 100 : cols;
		int width = cols - x;

		if (!side && n > 1 && i == 0 && view->n_panes == 2)
			width = room * view->first_share / 100;
		else if (!side && n > view->n_panes && i == n - 2)
			width = room - x;
		draw_pane(app, &app->views->panes[shown[i]], (struct area){ y, x, rows, width }, shown[i] == focus);
		x += width;
	}
}

void view_draw(struct app *app)
{
	int rows = ui_rows(app->ui), bottom = bar_lines(app);

	ui_cursor(app->ui, -1, 0);
	ui_erase(app->ui);
	bar_draw_tabs(app);
	if (rows - 1 - bottom > 2)
		draw_panes(app, 1, rows - 1 - bottom);
	bar_draw(app, rows - bottom);
	ui_flush(app->ui);
}

/* ---- the mouse ---- */

static bool inside(const struct area *a, const struct key *k)
{
	return a->cols > 0 && k->y >= a->y && k->y < a->y + a->rows && k->x >= a->x && k->x < a->x + a->cols;
}

static enum err click_tabs(struct app *app, int x)
{
	int at = 1;

	for (int v = 0; v < VIEW_TABS; v++) {
		int w = utf8_width(view_title((enum view_id)v));

		if (x >= at - 1 && x <= at + w) {
			view_go(app, (enum view_id)v);
			return OK;
		}
		at += w + 2;
	}
	return OK;
}

static enum err click_pane(struct app *app, enum pane_id id, const struct key *key)
{
	struct pane *p = &app->views->panes[id];
	size_t row;

	if (key->mouse == MOUSE_WHEEL_UP || key->mouse == MOUSE_WHEEL_DOWN) {
		list_move(&p->list, key->mouse == MOUSE_WHEEL_UP ? -3 : 3);
		return OK;
	}
	view_focus_pane(app, id);
	row = list_row_at(&p->list, key->y - p->area.y);
	if (row == SIZE_MAX || !refresh(app, p) || row >= p->list.n)
		return OK;
	list_go(&p->list, row);
	return key->mouse == MOUSE_DOUBLE && p->ops->activate ? p->ops->activate(app, p, row) : OK;
}

enum err view_mouse(struct app *app, const struct key *key)
{
	const struct area *bar = &app->views->progress;

	app->effects |= EFFECT_REDRAW;
	if (inside(&app->views->tabs, key) && key->mouse == MOUSE_CLICK)
		return click_tabs(app, key->x);
	if (inside(bar, key) && (key->mouse == MOUSE_CLICK || key->mouse == MOUSE_DRAG)) {
		const struct player_now *now = player_now(app->player);

		if (now->duration_ms > 0)
			player_seek(app->player, now->duration_ms * (key->x - bar->x) / MAX_OF(1, bar->cols - 1), false);
		return OK;
	}
	for (int i = 0; i < PANE_COUNT; i++)
		if (inside(&app->views->panes[i].area, key) && key->mouse != MOUSE_DRAG)
			return click_pane(app, (enum pane_id)i, key);
	return OK;
}
