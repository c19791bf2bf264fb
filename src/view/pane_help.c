/*
 * pane_help.c -- the keys that work where one came from, and the commands that have none, made from the binding and command tables;
 * "/" narrows it, Enter does what a row says, and keys can be changed here.
 */
#include "view/view.h"
#include "app/command.h"
#include "app/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *context_here(const struct app *app)
{
	const struct views *v = app->views;

	return v->panes[v->focus[v->before[VIEW_HELP]]].ops->name;
}

/* Is this binding in force where help was asked for? */
static bool applies(const struct app *app, const struct binding *b)
{
	return !strcmp(b->context, "common") || !strcmp(b->context, context_here(app));
}

static const struct command *command_of(const char *line)
{
	char name[64];

	snprintf(name, sizeof name, "%.*s", (int)MIN_OF(strcspn(line, " "), sizeof name - 1), line);
	return command_find(name);
}

static bool is_wanted(const char *keys, const char *command, const char *folded_want)
{
	const struct command *c = command_of(command);
	char *text, *folded;
	bool yes;

	if (!*folded_want)
		return true;
	text = xasprintf("%s %s %s", keys, command, c ? _(c->help) : "");
	folded = utf8_fold(text);
	yes = strstr(folded, folded_want);
	free(folded);
	free(text);
	return yes;
}

static void add(struct views *v, struct help_row row)
{
	ARRAY_GROW(v->help, v->n_help, v->cap_help);
	v->help[v->n_help++] = row;
}

static bool has_key(const struct binding *rows, size_t n, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < n; i++)
		if (!strncmp(rows[i].command, name, len) && (!rows[i].command[len] || rows[i].command[len] == ' '))
			return true;
	return false;
}

static size_t help_rows(struct app *app, struct pane *p)
{
	struct views *v = app->views;
	const struct binding *rows;
	const struct command *commands;
	size_t n = bind_rows(app->bindings, &rows), n_commands;
	char *want = utf8_fold(v->help_filter);

	(void)p;
	v->n_help = 0;
	for (size_t i = 0; i < n; i++)
		if (applies(app, &rows[i]) && is_wanted(rows[i].keys, rows[i].command, want))
			add(v, (struct help_row){ rows[i].context, rows[i].keys, rows[i].command });
	commands = command_rows(&n_commands);
	for (size_t i = 0; i < n_commands; i++)
		if (!has_key(rows, n, commands[i].name) && is_wanted("", commands[i].name, want))
			add(v, (struct help_row){ "common", NULL, commands[i].name });
	free(want);
	return v->n_help;
}

void help_free(struct views *v)
{
	free(v->help);
}

bool help_row_at(struct app *app, size_t i, struct help_row *ret_row)
{
	if (i >= app->views->n_help)
		return false;
	*ret_row = app->views->help[i];
	return true;
}

/* Why a row does not do what it says, where one came from; NULL: it does. */
static const char *out_of_reach(const struct app *app, const struct help_row *row)
{
	const struct binding *other = keys_shorter(app, row->context, row->keys);

	if (!other && !strcmp(row->context, "common")) {
		other = keys_row(app, context_here(app), row->keys);
		if (!other)
			other = keys_longer(app, context_here(app), row->keys);
		if (!other)
			other = keys_shorter(app, context_here(app), row->keys);
	}
	return other ? other->command : NULL;
}

static void help_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	struct help_row row;
	const struct command *c;
	const char *arg, *other;
	char help[400];
	int x = at.x + 1, keys_w = 12, command_w = at.cols >= 100 ? 26 : 0;

	(void)p;
	if (!help_row_at(app, i, &row))
		return;
	c = command_of(row.command);
	other = row.keys ? out_of_reach(app, &row) : NULL;
	if (base == ROLE_NORMAL && (other || !row.keys))
		base = ROLE_DIM;
	ui_text(app->ui, at.y, x, keys_w, base == ROLE_NORMAL ? ROLE_KEY : base, row.keys ? row.keys : "·", true);
	x += keys_w + 1;
	if (command_w) {
		ui_text(app->ui, at.y, x, command_w, base == ROLE_NORMAL ? ROLE_DIM : base, row.command, true);
		x += command_w + 1;
	}
	arg = strchr(row.command, ' ');
	if (other)
		snprintf(help, sizeof help, _("(here: %s) %s"), other, c ? _(c->help) : "");
	else
		snprintf(help, sizeof help, "%s%s%s%s", c ? _(c->help) : "", arg ? " (" : "", arg ? arg + 1 : "", arg ? ")" : "");
	ui_text(app->ui, at.y, x, at.x + at.cols - x, base, help, true);
}

/* What needs words is asked for. */
static enum err help_activate(struct app *app, struct pane *p, size_t i)
{
	struct help_row row;
	const struct command *c;
	char *line;
	enum err err = OK;

	(void)p;
	if (!help_row_at(app, i, &row))
		return OK;
	line = xstrdup(row.command);	/* the command may rebind keys */
	c = command_of(line);
	view_toggle(app, VIEW_HELP);
	if (!row.keys && c && c->min)
		err = cmd_command(app, 2, (char *[]){ (char[]){ "command" }, line });
	else
		err = command_line(app, line);
	free(line);
	return err;
}

static enum err help_remove(struct app *app, struct pane *p, size_t i)
{
	struct help_row row;

	(void)p;
	if (!help_row_at(app, i, &row) || !row.keys)
		return fail(ERR_ARG, _("Nothing here can be removed"));
	return keys_remove(app, row.context, row.keys);
}

static void help_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	int used = app->views->help_filter[0] ? snprintf(ret_text, size, _("Keys with \"%s\""), app->views->help_filter)
		: snprintf(ret_text, size, "%s", _("Keys that work here"));
	bool is_whole = used >= 0 && (size_t)used < size;

	(void)p;
	if (is_whole && app->views->help_filter[0])
		key_text(app, _(" · {key-change} changes · {remove} takes away · {help} closes"), ret_text + used, size - (size_t)used);
	else if (is_whole)
		key_text(app, _(" · {search-prompt} finds · {enter} does it · {key-change} changes · {remove} takes away · {help} closes"),
			 ret_text + used, size - (size_t)used);
}

static const char *help_empty(struct app *app)
{
	(void)app;
	return _("No key does that.");
}

const struct pane_ops pane_help = {
	.name = "help", .title = N_("Keys"), .rows = help_rows, .draw_row = help_draw, .activate = help_activate, .remove = help_remove,
	.empty = help_empty, .title_text = help_title,
};
