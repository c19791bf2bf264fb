/* cmd_filters.c -- saved filters: made, changed, switched on and off, removed; each step can be undone. */
#include "app/command.h"
#include "app/edit.h"
#include "app/filters.h"
#include "app/keys.h"
#include "app/playlists.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

/* query NULL: as it is. Takes what, what undo calls it. */
static enum err change(struct app *app, const char *name, const char *query, enum filter_mode mode, char *what)
{
	enum err err;

	undo_filter(app, name, what);
	err = query ? filters_put(app, name, query, mode) : filters_set_mode(app, name, mode);
	if (err)
		undo_drop(app);
	free(what);
	return err;
}

COMMAND_HANDLER(fset)
{
	const char *equals = strchr(argv[1], '='), *end = equals;
	const struct saved_filter *old;
	char *name;
	enum err err;

	(void)argc;
	if (!equals)
		return fail(ERR_ARG, _("a filter needs a query: NAME=QUERY"));
	while (end > argv[1] && end[-1] == ' ')
		end--;
	name = xstrndup(argv[1], (size_t)(end - argv[1]));
	equals++;
	equals += strspn(equals, " ");
	old = filters_find(app, name);
	err = change(app, name, equals, old ? old->mode : FILTER_OFF,
		     old ? xasprintf(_("the filter %s"), name) : xasprintf(_("new filter %s"), name));
	if (!err) {
		struct list *rows = &app->views->panes[PANE_FILTERS].list;

		list_resize(rows, filters_count(app));
		list_go(rows, filters_index(app, name));
		edit_say(app, _("Filter %s: %s"), name, equals);
	}
	free(name);
	return err;
}

/* Pressed again it is off again. */
enum err filter_command_mode(struct app *app, const char *name, enum filter_mode mode)
{
	const struct saved_filter *row = filters_find(app, name);

	if (!row)
		return fail(ERR_MISSING, _("there is no filter '%s'"), name);
	return change(app, row->name, NULL, row->mode == mode ? FILTER_OFF : mode, xasprintf(_("switched the filter %s"), row->name));
}

enum err filter_command_delete(struct app *app, const char *name)
{
	char *copy = xstrdup(name), *what = xasprintf(_("removed the filter %s"), name), undo[KEY_TEXT_MAX];
	enum err err;

	undo_filter(app, copy, what);
	err = filters_delete(app, copy);
	if (err)
		undo_drop(app);
	else
		edit_say(app, _("Removed the filter %s (%s takes it back)"), copy, key_said(app, NULL, "undo", undo));
	free(what);
	free(copy);
	return err;
}

COMMAND_HANDLER(funset)
{
	(void)argc;
	return filter_command_delete(app, argv[1]);
}

static const struct saved_filter *under_cursor(struct app *app)
{
	struct pane *p = view_pane(app);

	return p == &app->views->panes[PANE_FILTERS] ? filters_at(app, p->list.cursor) : NULL;
}

/* In the filters view with the row under the cursor when no name is given. */
static enum err switch_one(struct app *app, int argc, char **argv, enum filter_mode mode)
{
	const struct saved_filter *row = argc > 1 ? filters_find(app, argv[1]) : under_cursor(app);

	if (!row && argc > 1)
		return fail(ERR_MISSING, _("there is no filter '%s'"), argv[1]);
	if (!row)
		return fail(ERR_MISSING, _("There is no filter here"));
	return filter_command_mode(app, row->name, mode);
}

COMMAND_HANDLER(filter_toggle) { return switch_one(app, argc, argv, FILTER_ON); }
COMMAND_HANDLER(filter_negate) { return switch_one(app, argc, argv, FILTER_NOT); }

/* "90s !rock": these and no others; nothing: none. */
COMMAND_HANDLER(factivate)
{
	size_t n = filters_count(app);
	enum filter_mode *modes = xcalloc(n + 1, sizeof *modes);
	enum err err = OK;

	for (int i = 1; i < argc && !err; i++) {
		bool is_not = argv[i][0] == '!';
		size_t at = filters_index(app, argv[i] + is_not);

		if (is_not && !argv[i][1])
			err = fail(ERR_ARG, _("! stands before the name of a filter, without a blank"));
		else if (at == SIZE_MAX)
			err = fail(ERR_MISSING, _("there is no filter '%s'"), argv[i] + is_not);
		else
			modes[at] = is_not ? FILTER_NOT : FILTER_ON;
	}
	for (size_t i = 0; i < n && !err; i++) {
		if (filters_at(app, i)->mode == modes[i])
			continue;
		err = filters_set_mode(app, filters_at(app, i)->name, modes[i]);
		if (!err)
			edit_undoes(app, NULL, 0);
	}
	free(modes);
	return err;
}

COMMAND_HANDLER(filter_edit)
{
	const struct saved_filter *row = under_cursor(app);
	char *line = row && argc < 2 ? xasprintf("fset %s=%s", row->name, row->query) : xasprintf("fset %s", argc > 1 ? argv[1] : "");

	prompt_start(app->prompt, ':', ":", line, complete_command, app);
	app->effects |= EFFECT_REDRAW;
	free(line);
	return OK;
}

COMMAND_HANDLER(filter_new)
{
	(void)argc, (void)argv;
	prompt_start(app->prompt, ':', ":", "fset ", complete_command, app);
	app->effects |= EFFECT_REDRAW;
	return OK;
}
