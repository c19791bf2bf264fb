/* pane_filters.c -- the saved filters: which narrow the library, and what each of them says. */
#include "app/command.h"
#include "app/filters.h"
#include "app/playlists.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_COLS = 20, MARK_COLS = 2 };

static size_t filters_rows(struct app *app, struct pane *p)
{
	(void)p;
	return filters_count(app);
}

static void filters_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct saved_filter *row = filters_at(app, i);
	const char *mark = row->mode == FILTER_ON ? "●" : row->mode == FILTER_NOT ? "!" : "";
	int name_cols = MIN_OF(NAME_COLS, at.cols / 2), x = at.x + MARK_COLS + name_cols + 1;
	bool is_on = row->mode != FILTER_OFF;

	(void)p;
	ui_text(app->ui, at.y, at.x, MARK_COLS, base == ROLE_NORMAL ? ROLE_KEY : base, mark, true);
	ui_text(app->ui, at.y, at.x + MARK_COLS, name_cols, base == ROLE_NORMAL && is_on ? ROLE_STRONG : base, row->name, true);
	ui_text(app->ui, at.y, x, at.x + at.cols - x, base == ROLE_NORMAL && !is_on ? ROLE_DIM : base, row->query, true);
}

static enum err filters_activate(struct app *app, struct pane *p, size_t i)
{
	(void)p;
	return filter_command_mode(app, filters_at(app, i)->name, FILTER_ON);
}

static enum err filters_remove(struct app *app, struct pane *p, size_t i)
{
	(void)p;
	return filter_command_delete(app, filters_at(app, i)->name);
}

static void filters_words(struct app *app, struct pane *p, size_t i, char *ret_text, size_t size)
{
	const struct saved_filter *row = filters_at(app, i);

	(void)p;
	snprintf(ret_text, size, "%s %s", row->name, row->query);
}

static void filters_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	char *label = filters_label(app);

	(void)p;
	snprintf(ret_text, size, *label ? _("Filters · shown: %.120s") : "%s", *label ? label : _("Filters"));
	free(label);
}

static const char *filters_empty(struct app *app)
{
	if (!filters_are_loaded(app))
		return _("Opening the library…");
	return _("There are no saved filters yet.\n\n  {filters/filter-new}\tmakes one\n  :fset NAME=QUERY\tdoes it at once: :fset 90s=year:1990..1999\n\n"
		 "Those that are on narrow the library together; a query may name others.");
}

const struct pane_ops pane_filters = {
	.name = "filters", .title = N_("Filters"), .rows = filters_rows, .draw_row = filters_draw, .activate = filters_activate,
	.remove = filters_remove, .words = filters_words, .empty = filters_empty, .title_text = filters_title,
};
