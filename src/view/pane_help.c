/* pane_help.c -- the keys that work where one came from, made from the binding and command tables; "/" narrows it. */
#include "view/view.h"
#include "app/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Is this binding in force where help was asked for? */
static bool applies(struct app *app, const struct binding *b)
{
	struct views *v = app->views;
	const char *context = v->panes[v->focus[v->before_help]].ops->name;

	if (!strcmp(b->context, "common"))
		return true;
	return !strcmp(b->context, context);
}

static void row_text(const struct binding *b, char *ret, size_t size)
{
	char name[64];
	const struct command *c;

	snprintf(name, sizeof name, "%.*s", (int)MIN_OF(strcspn(b->command, " "), sizeof name - 1), b->command);
	c = command_find(name);
	snprintf(ret, size, "%-10s %-24s %s", b->keys, b->command, c ? _(c->help) : "");
}

static bool shown(struct app *app, const struct binding *b)
{
	char text[512], *folded, *want;
	bool yes;

	if (!applies(app, b))
		return false;
	if (!app->views->help_filter[0])
		return true;
	row_text(b, text, sizeof text);
	folded = utf8_fold(text);
	want = utf8_fold(app->views->help_filter);
	yes = strstr(folded, want);
	free(folded);
	free(want);
	return yes;
}

static const struct binding *nth(struct app *app, size_t i)
{
	const struct binding *rows;
	size_t n = bind_rows(app->bindings, &rows);

	for (size_t k = 0; k < n; k++)
		if (shown(app, &rows[k]) && !i--)
			return &rows[k];
	return NULL;
}

static size_t help_rows(struct app *app, struct pane *p)
{
	const struct binding *rows;
	size_t n = bind_rows(app->bindings, &rows), count = 0;

	(void)p;
	for (size_t k = 0; k < n; k++)
		count += shown(app, &rows[k]);
	return count;
}

static void help_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct binding *b = nth(app, i);
	char name[64];
	const struct command *c;
	int x = at.x + 1, keys_w = 12, command_w = at.cols >= 100 ? 26 : 0;

	(void)p;
	if (!b)
		return;
	snprintf(name, sizeof name, "%.*s", (int)MIN_OF(strcspn(b->command, " "), sizeof name - 1), b->command);
	c = command_find(name);
	ui_text(app->ui, at.y, x, keys_w, base == ROLE_NORMAL ? ROLE_KEY : base, b->keys, true);
	x += keys_w + 1;
	if (command_w) {
		ui_text(app->ui, at.y, x, command_w, base == ROLE_NORMAL ? ROLE_DIM : base, b->command, true);
		x += command_w + 1;
	}
	char help[300];
	const char *arg = strchr(b->command, ' ');
	snprintf(help, sizeof help, "%s%s%s%s", c ? _(c->help) : "", arg ? " (" : "", arg ? arg + 1 : "", arg ? ")" : "");
	ui_text(app->ui, at.y, x, at.x + at.cols - x, base, help, true);
}

static enum err help_activate(struct app *app, struct pane *p, size_t i)
{
	const struct binding *b = nth(app, i);
	char *line;
	enum err err;

	(void)p;
	if (!b)
		return OK;
	line = xstrdup(b->command);	/* the command may rebind keys */
	view_go(app, app->views->before_help);
	err = command_line(app, line);
	free(line);
	return err;
}

static void help_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	(void)p;
	if (app->views->help_filter[0])
		snprintf(ret_text, size, _("Keys with \"%s\" · ? closes"), app->views->help_filter);
	else
		snprintf(ret_text, size, "%s", _("Keys that work here · / finds · Enter does it · ? closes"));
}

static const char *help_empty(struct app *app)
{
	(void)app;
	return _("No key does that.");
}

const struct pane_ops pane_help = {
	.name = "help", .title = N_("Keys"), .rows = help_rows, .draw_row = help_draw, .activate = help_activate,
	.empty = help_empty, .title_text = help_title,
};
