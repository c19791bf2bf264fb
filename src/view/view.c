/* view.c -- the table of panes and views, where they stand on the screen, and what is drawn around them. */
#include "app/command.h"
#include "app/keys.h"
#include "app/playlists.h"
#include "view/browser.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct pane_ops *const pane_table[PANE_COUNT] = {
	[PANE_ARTISTS] = &pane_artists, [PANE_TRACKS] = &pane_tracks, [PANE_SORTED] = &pane_sorted, [PANE_QUEUE] = &pane_queue,
	[PANE_FOR_YOU] = &pane_for_you, [PANE_PLAYLISTS] = &pane_playlists, [PANE_PLAYLIST] = &pane_playlist,
	[PANE_HISTORY] = &pane_history, [PANE_HELP] = &pane_help,
	[PANE_SETTINGS] = &pane_settings, [PANE_EQUALIZER] = &pane_equalizer, [PANE_STATS] = &pane_stats, [PANE_TASTE] = &pane_taste, [PANE_WELCOME] = &pane_welcome, [PANE_FILTERS] = &pane_filters,
	[PANE_BROWSER] = &pane_browser, [PANE_FOUND] = &pane_found, [PANE_STYLES] = &pane_styles, [PANE_STYLED] = &pane_styled,
	[PANE_MOODS] = &pane_moods, [PANE_MOOD_TRACKS] = &pane_mood_tracks, [PANE_INFO] = &pane_info,
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
	[VIEW_STYLES] = { "styles", N_("Styles"), { PANE_STYLES, PANE_STYLED }, 2, 46, true },
	[VIEW_MOODS] = { "moods", N_("Moods"), { PANE_MOODS, PANE_MOOD_TRACKS }, 2, 62, true },
	[VIEW_HELP] = { "help", N_("Keys"), { PANE_HELP }, 1, 0, false },
	[VIEW_FOUND] = { "found", N_("Found"), { PANE_FOUND }, 1, 0, true },
	[VIEW_WELCOME] = { "welcome", N_("Welcome"), { PANE_WELCOME }, 1, 0, true },
	[VIEW_EQUALIZER] = { "equalizer", N_("Equalizer"), { PANE_EQUALIZER }, 1, 0, true },
	[VIEW_INFO] = { "info", N_("About a track"), { PANE_INFO }, 1, 0, true },
	[VIEW_TASTE] = { "taste", N_("Your taste"), { PANE_TASTE }, 1, 0, true },
	[VIEW_STATS] = { "stats", N_("Statistics"), { PANE_STATS }, 1, 0, true },
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
	free(v->search_before);
	track_rows_free(v->track_rows);
	filter_free(v->filter);
	help_free(v);
	browser_free(v->browser);
	found_free(v->found);
	stats_view_free(v->stats);
	taste_view_free(v->taste);
	whys_free(v->whys);
	welcome_view_free(v->welcome);
	moods_view_free(v->moods);
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

enum view_id view_tab(const struct app *app)
{
	const struct views *vs = app->views;
	enum view_id v = vs->view;

	/* help may lie over another that is no tab */
	for (int i = 0; i < 2 && v >= VIEW_TABS; i++)
		v = vs->before[v];
	return v;
}

/* As the key map numbers them: in that of cmus 1 and 2 are the library, 7 the settings, which are no tab. */
static const enum view_id cmus_tabs[VIEW_TABS] = { VIEW_LIBRARY, VIEW_PLAYLISTS, VIEW_QUEUE, VIEW_BROWSER, VIEW_FILTERS, VIEW_FOR_YOU, VIEW_HISTORY,
	VIEW_STYLES, VIEW_MOODS };

enum view_id view_tab_at(const struct app *app, int place)
{
	return app->set.keymap == KEYMAP_CMUS ? cmus_tabs[place] : (enum view_id)place;
}

int view_tab_place(const struct app *app, enum view_id v)
{
	int place = 0;

	while (place < VIEW_TABS - 1 && view_tab_at(app, place) != v)
		place++;
	return place;
}

void view_go(struct app *app, enum view_id v)
{
	struct views *vs = app->views;

	if (v >= VIEW_TABS && v < VIEW_COUNT && vs->view != v)
		vs->before[v] = v == VIEW_HELP ? vs->view : view_tab(app);
	if (vs->view != v)
		vs->last = vs->view;
	vs->view = v;
	app->effects |= EFFECT_REDRAW;
}

void view_toggle(struct app *app, enum view_id v)
{
	view_go(app, app->views->view == v ? app->views->before[v] : v);
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

void view_settle(struct app *app)
{
	refresh(app, view_pane(app));
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

enum { EMPTY_MAX = 1000 };

/* The cells of the widest key: what stands before a tab. */
static int keys_width(const char *text)
{
	int width = 0;

	while (*text) {
		size_t n = strcspn(text, "\t\n");
		char *part = xstrndup(text, n);

		if (text[n] == '\t')
			width = MAX_OF(width, utf8_width(part));
		free(part);
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return width;
}

/* What the pane says, or, where that is not shown, the wider one beside it. */
static const char *empty_text(struct app *app, const struct pane *p)
{
	const char *text = p->ops->empty ? p->ops->empty(app) : "";
	const struct view_row *view = row_of(app);
	enum pane_id shown[3];

	if (*text || view->n_panes < 2 || shown_panes(app, shown) > 1)
		return text;
	p = &app->views->panes[view->panes[1]];
	return p->ops->empty ? p->ops->empty(app) : "";
}

static void draw_empty(struct app *app, const struct pane *p)
{
	char text[EMPTY_MAX];
	int y = p->area.y + p->area.rows / 4, end = p->area.y + p->area.rows, x = p->area.x + 1, cols = p->area.cols - 2, width;

	key_text(app, empty_text(app, p), text, sizeof text);
	width = keys_width(text);
	for (char *line = *text ? text : NULL, *next; line && y < end; line = next, y++) {
		char *tab;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		tab = strchr(line, '\t');
		if (tab) {
			*tab++ = '\0';
			ui_text(app->ui, y, x + width + 2, cols - width - 2, ROLE_DIM, tab, false);
		}
		ui_text(app->ui, y, x, cols, ROLE_DIM, line, false);
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
	if (p->ops->head) {
		int used = MIN_OF(p->ops->head(app, p, p->area), p->area.rows - 1);

		p->area.y += used;
		p->area.rows -= used;
	}
	if (n && p->ops->foot)
		p->area.rows -= p->ops->foot(app, p, p->area);
	p->has_heads = false;
	if (n && app->set.headers && p->ops->columns && p->area.rows >= HEADS_ROWS) {
		column_draw_heads(app, p->ops->columns(app), p->area);
		p->area.y++;
		p->area.rows--;
		p->has_heads = true;
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

void view_draw_time(struct app *app)
{
	int y = ui_rows(app->ui) - bar_lines(app);

	/* the prompt is in the bar, with the cursor in it */
	if (prompt_is_open(app->prompt)) {
		view_draw(app);
		return;
	}
	ui_fill(app->ui, (struct area){ y, 0, bar_lines(app), ui_cols(app->ui) }, ROLE_NORMAL);
	bar_draw(app, y);
	ui_flush(app->ui);
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

	for (int i = app->views->first_tab; i < VIEW_TABS; i++) {
		enum view_id v = view_tab_at(app, i);
		int w = utf8_width(view_title(v));

		if (x >= at - 1 && x <= at + w) {
			view_go(app, v);
			return OK;
		}
		at += w + app->views->tab_gap;
	}
	return OK;
}

/* What a column is called as a key to sort by, where that is another word (library_sort_key()). */
static const struct { const char *column, *key; } sort_words[] = {
	{ "track", "tracknumber" }, { "disc", "discnumber" }, { "stars", "rating" }, { "file", "filename" },
	{ "last", "last_played" }, { "plays", "play_count" }, { "skips", "skip_count" }, { "love", "loved" },
};

static bool is_sort_key(const char *name)
{
	const char *key, *help;

	for (size_t i = 0; (key = library_sort_key(i, &help)); i++)
		if (!strcmp(key, name))
			return true;
	return false;
}

/* The flat list goes by that column, once more the other way round; the keys it had come after it. */
static enum err click_head(struct app *app, const struct pane *p, int x)
{
	struct area at = { p->area.y - 1, p->area.x, 1, p->area.cols };
	const struct column *c = column_at(p->ops->columns(app), at, x);
	const char *key = c ? c->name : "", *rest = app->set.sort;
	bool reverse = false;
	char *line;
	enum err err;

	if (p->ops->move)
		return fail(ERR_ARG, _("A playlist keeps the order it is given"));
	for (size_t i = 0; i < COUNT_OF(sort_words); i++)
		if (!strcmp(key, sort_words[i].column))
			key = sort_words[i].key;
	if (!is_sort_key(key))
		return c ? fail(ERR_ARG, _("The list cannot go by this column")) : OK;
	if (strlen(key) == strcspn(rest, " ,") && !strncmp(rest, key, strlen(key))) {
		reverse = true;
		rest += strlen(key);
	} else if (rest[0] == '-' && strlen(key) == strcspn(rest + 1, " ,") && !strncmp(rest + 1, key, strlen(key))) {
		rest += 1 + strlen(key);
	} else {
		rest = " artist date album discnumber tracknumber";
	}
	line = xasprintf("set sort=%s%s%s", reverse ? "-" : "", key, rest);
	err = command_line(app, line);
	free(line);
	return err;
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
	if (p->ops->click)
		p->ops->click(app, p, key->x);
	if (key->mouse == MOUSE_CLICK && p->ops->move) {
		app->views->drag = p;
		app->views->drag_row = row;
		app->views->drag_moved = false;
	}
	return key->mouse == MOUSE_DOUBLE && p->ops->activate ? p->ops->activate(app, p, row) : OK;
}

/* The row goes where the pointer is, as it goes; all of it is one edit. Above and below the list the rows scroll by. */
static enum err drag_row(struct app *app, const struct key *key)
{
	struct views *v = app->views;
	struct pane *p = v->drag;
	size_t to = list_row_at(&p->list, key->y - p->area.y), from = v->drag_row;
	enum err err;

	if (key->y < p->area.y)
		to = from ? from - 1 : 0;
	else if (to == SIZE_MAX)
		to = from + 1;
	if (p->area.cols <= 0 || to == from || from >= refresh(app, p) || to >= p->list.n)
		return OK;
	err = p->ops->move(app, p, &from, 1, to > from ? to + 1 : to);
	if (err)
		return v->drag_moved ? OK : err;	/* it stays where it could be brought */
	if (v->drag_moved)
		undo_drop(app);		/* what was before the first step is kept */
	v->drag_moved = true;
	v->drag_row = to;
	return OK;
}

static void drag_bar(struct app *app, const struct key *key)
{
	const struct area *bar = &app->views->progress;
	const struct player_now *now = player_now(app->player);
	int x = MAX_OF(0, MIN_OF(key->x - bar->x, bar->cols - 1));

	if (now->duration_ms > 0)
		player_seek(app->player, now->duration_ms * x / MAX_OF(1, bar->cols - 1), false);
}

static bool is_wheel(const struct key *key)
{
	return key->mouse == MOUSE_WHEEL_UP || key->mouse == MOUSE_WHEEL_DOWN;
}

enum err view_mouse(struct app *app, const struct key *key)
{
	struct views *v = app->views;
	bool up = key->mouse == MOUSE_WHEEL_UP;

	app->effects |= EFFECT_REDRAW;
	if (key->mouse == MOUSE_DRAG) {
		if (v->drag)
			return drag_row(app, key);
		if (v->drag_is_bar)	/* the pointer may leave the line */
			drag_bar(app, key);
		return OK;
	}
	v->drag = NULL;
	v->drag_is_bar = false;
	if (inside(&v->tabs, key))
		return is_wheel(key) ? command_line(app, up ? "view-previous" : "view-next") : click_tabs(app, key->x);
	if (inside(&v->progress, key)) {
		if (is_wheel(key))
			return play_track(app) ? command_line(app, up ? "seek +step" : "seek -step") : OK;
		v->drag_is_bar = true;
		drag_bar(app, key);
		return OK;
	}
	for (int i = 0; i < PANE_COUNT; i++) {
		struct pane *p = &v->panes[i];

		if (inside(&p->area, key))
			return click_pane(app, (enum pane_id)i, key);
		if (i == PANE_SORTED && p->has_heads && !is_wheel(key) && key->y == p->area.y - 1 &&
		    inside(&(struct area){ key->y, p->area.x, 1, p->area.cols }, key))
			return click_head(app, p, key->x);
	}
	return OK;
}
