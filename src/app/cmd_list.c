/* cmd_list.c -- commands of lists, panes, views and searching. */
#include "app/command.h"
#include "app/welcome.h"
#include "app/removal.h"
#include "app/playlists.h"
#include "view/browser.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct list *moved(struct app *app)
{
	struct pane *p = view_pane(app);

	list_resize(&p->list, p->ops->rows(app, p));
	app->effects |= EFFECT_REDRAW;
	return &p->list;
}

static enum err move_by(struct app *app, int argc, char **argv, long sign)
{
	long n = 1;
	char *end;

	if (argc > 1) {
		n = strtol(argv[1], &end, 10);
		if (end == argv[1] || *end || n < 0 || n > 100000000)
			return fail(ERR_ARG, _("'%s' is not a number of rows"), argv[1]);
	}
	list_move(moved(app), sign * n);
	return OK;
}

COMMAND_HANDLER(up) { return move_by(app, argc, argv, -1); }
COMMAND_HANDLER(down) { return move_by(app, argc, argv, 1); }

/* To the row that is named, from 1; past the last: to that. */
static enum err go_row(struct app *app, int argc, char **argv, bool is_bottom)
{
	struct list *l = moved(app);
	size_t last = l->n ? l->n - 1 : 0;
	unsigned long row;
	char *end;

	if (argc < 2) {
		list_go(l, is_bottom ? last : 0);
		return OK;
	}
	row = strtoul(argv[1], &end, 10);
	if (end == argv[1] || *end || argv[1][0] == '-' || !row)
		return fail(ERR_ARG, _("'%s' is not a number of rows"), argv[1]);
	list_go(l, MIN_OF(row - 1, last));
	return OK;
}

COMMAND_HANDLER(top) { return go_row(app, argc, argv, false); }
COMMAND_HANDLER(bottom) { return go_row(app, argc, argv, true); }
COMMAND_HANDLER(half_up) { (void)argc, (void)argv; list_page(moved(app), -1); return OK; }
COMMAND_HANDLER(half_down) { (void)argc, (void)argv; list_page(moved(app), 1); return OK; }
COMMAND_HANDLER(page_up) { (void)argc, (void)argv; list_page(moved(app), -2); return OK; }
COMMAND_HANDLER(page_down) { (void)argc, (void)argv; list_page(moved(app), 2); return OK; }
COMMAND_HANDLER(page_top) { (void)argc, (void)argv; list_go_line(moved(app), LINE_TOP); return OK; }
COMMAND_HANDLER(page_middle) { (void)argc, (void)argv; list_go_line(moved(app), LINE_MIDDLE); return OK; }
COMMAND_HANDLER(page_bottom) { (void)argc, (void)argv; list_go_line(moved(app), LINE_BOTTOM); return OK; }
COMMAND_HANDLER(scroll_up) { (void)argc, (void)argv; list_scroll(moved(app), -1); return OK; }
COMMAND_HANDLER(scroll_down) { (void)argc, (void)argv; list_scroll(moved(app), 1); return OK; }
COMMAND_HANDLER(scroll_top) { (void)argc, (void)argv; list_bring_to(moved(app), LINE_TOP); return OK; }
COMMAND_HANDLER(scroll_center) { (void)argc, (void)argv; list_bring_to(moved(app), LINE_MIDDLE); return OK; }
COMMAND_HANDLER(scroll_bottom) { (void)argc, (void)argv; list_bring_to(moved(app), LINE_BOTTOM); return OK; }
COMMAND_HANDLER(pane_next) { (void)argc, (void)argv; view_next_pane(app, 1); return OK; }
COMMAND_HANDLER(pane_previous) { (void)argc, (void)argv; view_next_pane(app, -1); return OK; }

COMMAND_HANDLER(enter)
{
	struct pane *p = view_pane(app);

	(void)argc, (void)argv;
	if (!moved(app)->n || !p->ops->activate)
		return fail(ERR_MISSING, _("There is nothing here"));
	return p->ops->activate(app, p, p->list.cursor);
}

enum err queue_tracks(struct app *app, struct track *const *tracks, size_t n, bool next)
{
	char label[256], what[300];

	if (n == 1)
		snprintf(what, sizeof what, _("queued %s"), track_label(tracks[0], label, sizeof label));
	else
		snprintf(what, sizeof what, P_("queued %zu track", "queued %zu tracks", n), n);
	undo_queue(app, what);
	for (size_t i = 0; i < n; i++) {
		if (next)
			queue_prepend(app->queue, tracks[n - 1 - i]->id, SOURCE_QUEUE);
		else
			queue_append(app->queue, tracks[i]->id, SOURCE_QUEUE);
	}
	if (n == 1)
		app_say(app, next ? _("Next: %s") : _("Queued: %s"), track_label(tracks[0], label, sizeof label));
	else
		app_say(app, P_("Queued %zu track", "Queued %zu tracks", n), n);
	app->effects |= EFFECT_REDRAW | EFFECT_NEXT | EFFECT_RERANK;
	return OK;
}

static enum err queue_selected(struct app *app, bool next)
{
	size_t n;
	struct track **tracks;

	if (browser_has_focus(app))
		return browser_take(app, next ? OPENING_QUEUE_NEXT : OPENING_QUEUE_LAST, NULL);
	tracks = view_selected_tracks(app, &n);
	if (!n)
		return fail(ERR_MISSING, _("There is nothing here to queue"));
	queue_tracks(app, tracks, n, next);
	free(tracks);
	if (!mark_count(app, view_pane(app)))
		list_move(&view_pane(app)->list, 1);	/* as cmus does: e e e queues three */
	return OK;
}

COMMAND_HANDLER(queue_last) { (void)argc, (void)argv; return queue_selected(app, false); }
COMMAND_HANDLER(queue_next) { (void)argc, (void)argv; return queue_selected(app, true); }

COMMAND_HANDLER(clear)
{
	if (argc > 1 && !strcmp(argv[1], "playlist"))
		return playlist_clear(app);
	if (argc > 1 && strcmp(argv[1], "queue"))
		return fail(ERR_ARG, _("'%s' cannot be emptied; queue or playlist can"), argv[1]);
	if (queue_count(app->queue))
		undo_queue(app, _("emptied the queue"));
	queue_clear(app->queue);
	app->effects |= EFFECT_REDRAW | EFFECT_NEXT | EFFECT_RERANK;
	return OK;
}

COMMAND_HANDLER(remove)
{
	struct pane *p = view_pane(app);

	(void)argc, (void)argv;
	if (moved(app)->n && p->ops->holds_library) {
		size_t n;
		struct track **tracks = view_selected_tracks(app, &n);
		enum err err = n ? removal_tracks(app, tracks, n) : fail(ERR_ARG, _("Nothing here can be removed"));

		free(tracks);
		if (!err)
			mark_clear(app);
		return err;
	}
	if (!moved(app)->n || !p->ops->remove)
		return fail(ERR_ARG, _("Nothing here can be removed"));
	return mark_count(app, p) ? mark_remove(app, p) : p->ops->remove(app, p, p->list.cursor);
}

/* Where rows are marked they come together, below or above the cursor; else the one under it moves by one. */
static enum err shift(struct app *app, int by)
{
	struct pane *p = view_pane(app);
	size_t n, *rows, at, before;
	enum err err;

	if (!moved(app)->n || !p->ops->move)
		return fail(ERR_ARG, _("Nothing here can be moved"));
	at = p->list.cursor;
	rows = mark_count(app, p) ? mark_rows(app, p, &n) : NULL;
	if (rows) {
		before = by < 0 ? at : at + 1;
	} else {
		rows = xmemdup(&at, sizeof at);
		n = 1;
		before = by < 0 ? at - 1 : at + 2;
	}
	err = before == SIZE_MAX ? fail(ERR_ARG, _("It cannot move further")) : p->ops->move(app, p, rows, n, before);
	free(rows);
	return err;
}

COMMAND_HANDLER(move_up) { (void)argc, (void)argv; return shift(app, -1); }
COMMAND_HANDLER(move_down) { (void)argc, (void)argv; return shift(app, 1); }

/* What cmus calls some of them; the library has two shapes. */
static const struct { const char *name, *ours, *set; } view_words[] = {
	{ "tree", "library", "set library=tree" }, { "sorted", "library", "set library=flat" }, { "playlist", "playlists", NULL },
};

/* cmus's numbers; after them, where cmus has none, what its map has on these keys. */
static const char *const cmus_views[] = { "tree", "sorted", "playlists", "queue", "browser", "filters", "settings", "for-you", "history" };

/* A number is what the key map's keys go by; NULL: it is none. */
static const char *view_numbered(const struct app *app, const char *text)
{
	size_t at = (size_t)(text[0] - '1');
	bool is_cmus = app->set.keymap == KEYMAP_CMUS;

	if (text[0] < '1' || text[0] > '9' || text[1] || at >= (is_cmus ? COUNT_OF(cmus_views) : VIEW_TABS))
		return NULL;
	return is_cmus ? cmus_views[at] : view_name(view_tab_at(app, (int)at));
}

COMMAND_HANDLER(view)
{
	const char *name = view_numbered(app, argv[1]) ? view_numbered(app, argv[1]) : argv[1];

	(void)argc;
	for (size_t i = 0; i < COUNT_OF(view_words); i++)
		if (!strcmp(name, view_words[i].name)) {
			enum err err = view_words[i].set ? command_line(app, view_words[i].set) : OK;

			if (err)
				return err;
			name = view_words[i].ours;
			break;
		}
	for (int v = 0; v < VIEW_COUNT; v++)
		if (!strcmp(name, view_name((enum view_id)v))) {
			view_go(app, (enum view_id)v);
			return OK;
		}
	return fail(ERR_ARG, _("there is no view '%s'"), name);
}

static enum err view_step(struct app *app, int by)
{
	view_go(app, view_tab_at(app, (view_tab_place(app, view_tab(app)) + by + VIEW_TABS) % VIEW_TABS));
	return OK;
}

COMMAND_HANDLER(view_next) { (void)argc, (void)argv; return view_step(app, 1); }
COMMAND_HANDLER(view_last) { (void)argc, (void)argv; view_go(app, app->views->last); return OK; }
COMMAND_HANDLER(view_previous) { (void)argc, (void)argv; return view_step(app, -1); }

COMMAND_HANDLER(help)
{
	(void)argc, (void)argv;
	app->views->help_filter[0] = '\0';
	view_toggle(app, VIEW_HELP);
	return OK;
}

COMMAND_HANDLER(taste)
{
	(void)argc, (void)argv;
	view_toggle(app, VIEW_TASTE);
	if (app->views->view == VIEW_TASTE)
		taste_view_open(app);
	return OK;
}

COMMAND_HANDLER(stats)
{
	(void)argc, (void)argv;
	view_toggle(app, VIEW_STATS);
	if (app->views->view == VIEW_STATS)
		stats_open(app);
	return OK;
}

COMMAND_HANDLER(settings)
{
	(void)argc, (void)argv;
	view_toggle(app, VIEW_SETTINGS);
	return OK;
}

COMMAND_HANDLER(go_playing)
{
	struct track *t = play_track(app);

	(void)argc, (void)argv;
	if (!t)
		return fail(ERR_MISSING, _("Nothing plays"));
	view_go(app, VIEW_LIBRARY);
	view_focus_pane(app, PANE_TRACKS);
	if (!library_reveal(app, t))
		return fail(ERR_MISSING, _("What plays is not in the library"));
	return OK;
}

COMMAND_HANDLER(search)
{
	(void)argc;
	search_begin(app, false);
	return search_for(app, argv[1], false);
}

COMMAND_HANDLER(search_again) { (void)argc, (void)argv; return search_again(app, app->views->search_back_asked); }
COMMAND_HANDLER(search_back) { (void)argc, (void)argv; return search_again(app, !app->views->search_back_asked); }

static enum err ask_search(struct app *app, bool back)
{
	search_begin(app, back);
	prompt_start(app->prompt, '/', back ? "?" : "/", "", NULL, NULL);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

COMMAND_HANDLER(search_prompt) { (void)argc, (void)argv; return ask_search(app, false); }
COMMAND_HANDLER(search_back_prompt) { (void)argc, (void)argv; return ask_search(app, true); }

COMMAND_HANDLER(command)
{
	prompt_start(app->prompt, ':', ":", argc > 1 ? argv[1] : "", complete_command, app);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

COMMAND_HANDLER(add_prompt)
{
	const char *music = welcome_proposal(app);
	char *line = xasprintf("add %s/", music ? music : "~");

	(void)argc, (void)argv;
	prompt_start(app->prompt, ':', ":", line, complete_command, app);
	free(line);
	app->effects |= EFFECT_REDRAW;
	return OK;
}
