/* pane_equalizer.c -- ten bands as sliders; h and l move the one under the cursor, and it is heard at once. */
#include "view/view.h"
#include "app/command.h"
#include "app/keys.h"
#include "app/equalizer.h"

#include <stdio.h>
#include <string.h>

enum { NAME_COLS = 8, VALUE_COLS = 7, SLIDER_COLS_MAX = 4 * EQUALIZER_MAX_DB + 1 };

static size_t equalizer_rows(struct app *app, struct pane *p)
{
	(void)app, (void)p;
	return EQUALIZER_BANDS;
}

static void band_name(size_t i, char *ret_text, size_t size)
{
	double hz = equalizer_hz[i];

	if (hz < 1000)
		snprintf(ret_text, size, "%d Hz", (int)hz);
	else
		snprintf(ret_text, size, "%d kHz", (int)(hz / 1000));
}

static void equalizer_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	bool is_off = !strcmp(app->set.equalizer, "off");
	int db[EQUALIZER_BANDS], x = at.x + 1 + NAME_COLS, rest = at.cols - 2 - NAME_COLS - VALUE_COLS;
	char name[16], value[16];

	(void)p;
	equalizer_shown(app, db);
	band_name(i, name, sizeof name);
	snprintf(value, sizeof value, "%+3d dB", db[i]);
	if (is_off && base == ROLE_NORMAL)
		base = ROLE_DIM;
	ui_text(app->ui, at.y, at.x + 1 + NAME_COLS - 1 - (int)strlen(name), MIN_OF(NAME_COLS, at.cols - 1), base == ROLE_NORMAL ? ROLE_KEY : base, name, false);
	if (rest < 5) {
		ui_text(app->ui, at.y, x, at.x + at.cols - x, base, value, true);
		return;
	}
	rest = MIN_OF(rest, SLIDER_COLS_MAX);
	ui_slider(app->ui, at.y, x, rest, (double)db[i] / EQUALIZER_MAX_DB, base);
	ui_text(app->ui, at.y, x + rest, VALUE_COLS, base, value, true);
}

static void equalizer_words(struct app *app, struct pane *p, size_t i, char *ret_text, size_t size)
{
	(void)app, (void)p;
	band_name(i, ret_text, size);
}

static void equalizer_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	int used = snprintf(ret_text, size, _("Equalizer: %s"), app->set.equalizer);

	(void)p;
	if (used >= 0 && (size_t)used < size)
		key_text(app, _(" · {equalizer-band -1} {equalizer-band +1} move a band · {equalizer next} presets · {equalizer toggle} on and off · {equalizer} closes"),
			 ret_text + used, size - (size_t)used);
}

/* Enter: off and on, as Space does. */
static enum err equalizer_activate(struct app *app, struct pane *p, size_t i)
{
	(void)p, (void)i;
	return command_line(app, "equalizer toggle");
}

const struct pane_ops pane_equalizer = {
	.name = "equalizer", .title = N_("Equalizer"), .rows = equalizer_rows, .draw_row = equalizer_draw, .activate = equalizer_activate,
	.words = equalizer_words, .title_text = equalizer_title,
};
