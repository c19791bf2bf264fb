/* pane_settings.c -- all options with what they are set to; Enter changes the one under the cursor, which is kept at once; S writes down all. */
#include "view/view.h"
#include "app/command.h"
#include "app/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_COLS = 14, VALUE_COLS = 22, HELP_X = NAME_COLS + 2 + VALUE_COLS + 1 };

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

/* What it is set to, as it may be shown; caller frees. */
static char *shown_value(struct app *app, const struct option_row *row)
{
	char *value = option_get(&app->set, row), *open = option_shown(row, value), *shown = xasprintf("%s%s%s", open, *row->unit ? " " : "", row->unit);

	free(open);
	free(value);
	return shown;
}

static bool is_standard(struct app *app, const struct option_row *row)
{
	char *value = option_get(&app->set, row);
	bool is = !strcmp(value, row->standard);

	free(value);
	return is;
}

static void settings_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct option_row *row = row_at(i);
	char *shown = shown_value(app, row);
	int end = at.x + at.cols, value_x = at.x + NAME_COLS + 2, help_x = at.x + HELP_X;

	(void)p;
	ui_text(app->ui, at.y, at.x + 1, MIN_OF(NAME_COLS, at.cols - 1), base == ROLE_NORMAL ? ROLE_KEY : base, row->name, true);
	if (value_x < end)
		ui_text(app->ui, at.y, value_x, MIN_OF(VALUE_COLS, end - value_x),
			base != ROLE_NORMAL ? base : is_standard(app, row) ? ROLE_DIM : ROLE_STRONG, shown, true);
	if (help_x < end)
		ui_text(app->ui, at.y, help_x, end - help_x, base, _(row->help), true);
	free(shown);
}

/* All of a row of which something is cut off at this width; NULL: nothing is. Caller frees. */
static char *whole_text(struct app *app, const struct option_row *row, int cols)
{
	char *shown = shown_value(app, row), *text = NULL;
	bool is_value_cut = utf8_width(shown) > MIN_OF(VALUE_COLS, cols - NAME_COLS - 2);

	if (is_value_cut || utf8_width(row->name) > NAME_COLS)
		text = xasprintf("%s=%s · %s", row->name, shown, _(row->help));
	else if (utf8_width(_(row->help)) > cols - HELP_X)
		text = xstrdup(_(row->help));
	free(shown);
	return text;
}

static int most_lines(struct app *app, size_t n, int cols)
{
	int most = 0;

	for (size_t i = 0; i < n; i++) {
		char *text = whole_text(app, row_at(i), cols);

		most = MAX_OF(most, text ? wrap_lines(text, cols - 2) : 0);
		free(text);
	}
	return most;
}

/*
 * As many lines as the longest row needs, so that the list does not move with the cursor; in a low window, as this one does. All are looked at
 * once for a width: a value that is long afterwards makes itself known when the cursor comes to it.
 */
static int settings_foot(struct app *app, struct pane *p, struct area at)
{
	struct views *v = app->views;
	int lines, own;
	char *text;

	if (at.cols <= 2)
		return 0;
	if (v->settings_cols != at.cols) {
		v->settings_cols = at.cols;
		v->settings_lines = most_lines(app, p->list.n, at.cols);
	}
	text = whole_text(app, row_at(p->list.cursor), at.cols);
	own = text ? wrap_lines(text, at.cols - 2) : 0;
	v->settings_lines = MAX_OF(v->settings_lines, own);
	lines = MAX_OF(MIN_OF(v->settings_lines, at.rows / 2), MIN_OF(own, at.rows - 1));
	if (text)
		wrap_draw(app, (struct area){ at.y + at.rows - lines, at.x + 1, lines, at.cols - 2 }, ROLE_DIM, text);
	free(text);
	return lines;
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
	.words = settings_words, .foot = settings_foot, .title_text = settings_title,
};
