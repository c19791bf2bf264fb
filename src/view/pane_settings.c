/* pane_settings.c -- all options with what they are set to; Enter changes the one under the cursor, which is kept at once; S writes down all. */
#include "view/view.h"
#include "app/command.h"
#include "app/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_COLS = 14, VALUE_COLS = 22 };

static size_t settings_rows(struct app *app, struct pane *p)
{
	size_t n;

	(void)app, (void)p;
	option_rows(&n);
	return n;
}

static const struct option_row *row_at(size_t i)
{
	size_t n;
	const struct option_row *rows = option_rows(&n);

	return i < n ? &rows[i] : NULL;
}

static void settings_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct option_row *row = row_at(i);
	char *value = option_get(&app->set, row), *open = option_shown(row, value), *shown = xasprintf("%s%s%s", open, *row->unit ? " " : "", row->unit);
	int end = at.x + at.cols, value_x = at.x + NAME_COLS + 2, help_x = value_x + VALUE_COLS + 1;
	bool is_standard = !strcmp(value, row->standard);

	(void)p;
	ui_text(app->ui, at.y, at.x + 1, MIN_OF(NAME_COLS, at.cols - 1), base == ROLE_NORMAL ? ROLE_KEY : base, row->name, true);
	if (value_x < end)
		ui_text(app->ui, at.y, value_x, MIN_OF(VALUE_COLS, end - value_x),
			base != ROLE_NORMAL ? base : is_standard ? ROLE_DIM : ROLE_STRONG, shown, true);
	if (help_x < end)
		ui_text(app->ui, at.y, help_x, end - help_x, base, _(row->help), true);
	free(shown);
	free(open);
	free(value);
}

/* What has few values goes to the next; the rest is asked for. */
static enum err settings_activate(struct app *app, struct pane *p, size_t i)
{
	const struct option_row *row = row_at(i);
	char *value, *line;
	enum err err = OK;

	(void)p;
	if (row->type == OPTION_BOOL || row->type == OPTION_CHOICE) {
		line = xasprintf("toggle %s", row->name);
		err = command_line(app, line);
	} else {
		/* an address is asked for anew: it may hold a password */
		value = row->type == OPTION_ADDRESS ? xstrdup("") : option_get(&app->set, row);
		line = xasprintf("set %s=%s", row->name, value);
		prompt_start(app->prompt, ':', ":", line, complete_command, app);
		free(value);
	}
	free(line);
	app->effects |= EFFECT_REDRAW;
	return err;
}

static void settings_words(struct app *app, struct pane *p, size_t i, char *ret_text, size_t size)
{
	(void)app, (void)p;
	snprintf(ret_text, size, "%s %s", row_at(i)->name, _(row_at(i)->help));
}

static void settings_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	(void)p;
	key_text(app, _("Settings · {enter} changes, and it is kept in segue.conf · {settings} closes"), ret_text, size);
}

const struct pane_ops pane_settings = {
	.name = "settings", .title = N_("Settings"), .rows = settings_rows, .draw_row = settings_draw, .activate = settings_activate,
	.words = settings_words, .title_text = settings_title,
};
