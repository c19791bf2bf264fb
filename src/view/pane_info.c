/* pane_info.c -- everything known of a track, with drawings: the waveform of what plays, how much there is of each pitch class, the mean spectrum. */
#include "app/info.h"
#include "app/keys.h"
#include "app/visual.h"
#include "view/view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAME_COLS = 24, NARROW_NAME_COLS = 14, NARROW = 56, CELLS_MAX = 512, CLASS_COLS = 3, MEL_BANDS = 36 };

static size_t info_rows(struct app *app, struct pane *p)
{
	(void)p;
	return info_settle(app);
}

static struct track *info_selected(struct app *app, struct pane *p, size_t i)
{
	(void)p, (void)i;
	return library_get(app->lib, info_track(app));
}

static void draw_wave(struct app *app, struct area at)
{
	const struct player_now *now = player_now(app->player);

	wave_draw(app, at, player_pos_ms(app->player, app->now_ms), now->duration_ms);
}

/* Twelve bars, each as wide as its name below. */
static void draw_chroma(struct app *app, struct area at, const struct features *f)
{
	float levels[12 * CLASS_COLS];
	int n = MIN_OF(at.cols, 12 * CLASS_COLS);

	for (int i = 0; i < n; i++)
		levels[i] = i % CLASS_COLS == CLASS_COLS - 1 ? 0 : f->chroma[i / CLASS_COLS];
	for (int i = 0; i < n; i += CLASS_COLS)
		ui_levels(app->ui, at.y, at.x + i, levels + i, MIN_OF(CLASS_COLS - 1, n - i), ROLE_PROGRESS);
}

static void draw_classes(struct app *app, struct area at, const struct features *f, enum role base)
{
	for (int i = 0; i < 12 && (i + 1) * CLASS_COLS <= at.cols + 1; i++) {
		bool is_tonic = (int)f->value[FEATURE_KEY] == i;

		ui_text(app->ui, at.y, at.x + i * CLASS_COLS, MIN_OF(CLASS_COLS - 1, at.cols - i * CLASS_COLS), base != ROLE_NORMAL ? base : is_tonic ? ROLE_TITLE : ROLE_DIM,
			key_names[i], false);
	}
}

/*
 * The mean spectrum out of the mean MFCC: the cosine transform backwards gives the mean log level of each of 36 bands that are as wide as the ear has
 * them. From the quietest to the loudest.
 */
static void draw_spectrum(struct app *app, struct area at, const struct features *f)
{
	float level[MEL_BANDS], cells[CELLS_MAX], low = INFINITY, high = -INFINITY;
	int n = MIN_OF(at.cols, 2 * MEL_BANDS);

	for (int b = 0; b < MEL_BANDS; b++) {
		level[b] = f->mfcc_mean[0] * sqrtf(1.0f / MEL_BANDS);
		for (int k = 1; k < MFCC_DIMS; k++)
			level[b] += f->mfcc_mean[k] * sqrtf(2.0f / MEL_BANDS) * cosf((float)M_PI * (float)k * ((float)b + .5f) / MEL_BANDS);
		low = fminf(low, level[b]);
		high = fmaxf(high, level[b]);
	}
	for (int i = 0; i < n; i++)
		cells[i] = high > low ? .1f + .9f * (level[i * MEL_BANDS / n] - low) / (high - low) : .5f;
	ui_levels(app->ui, at.y, at.x, cells, n, ROLE_PROGRESS);
}

static void draw_pair(struct app *app, struct area at, const struct info_line *l, enum role base)
{
	int name_w = at.cols < NARROW ? NARROW_NAME_COLS : NAME_COLS;
	enum role role = base != ROLE_NORMAL ? base : l->kind == INFO_FAULT ? ROLE_ERROR : ROLE_NORMAL;

	name_w = MIN_OF(name_w, at.cols / 2);
	ui_text(app->ui, at.y, at.x + 1, name_w - 1, base != ROLE_NORMAL ? base : ROLE_DIM, l->name, true);
	ui_text(app->ui, at.y, at.x + name_w + 1, at.cols - name_w - 1, role, l->value, true);
}

static void info_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct info_line *l = info_line(app, i);
	const struct features *f = info_features(app);
	struct area inner = { at.y, at.x + 1, 1, at.cols - 2 };

	(void)p;
	if (!l || inner.cols < 1)
		return;
	switch (l->kind) {
	case INFO_HEAD:
		ui_text(app->ui, at.y, at.x, at.cols, base == ROLE_NORMAL ? ROLE_TITLE : base, l->name, true);
		break;
	case INFO_PAIR:
	case INFO_FAULT:
		draw_pair(app, at, l, base);
		break;
	case INFO_WAVE:
		draw_wave(app, inner);
		break;
	case INFO_CHROMA:
		if (f)
			draw_chroma(app, inner, f);
		break;
	case INFO_CLASSES:
		if (f)
			draw_classes(app, inner, f, base);
		break;
	case INFO_SPECTRUM:
		if (f)
			draw_spectrum(app, inner, f);
		break;
	}
}

static void info_words(struct app *app, struct pane *p, size_t i, char *ret, size_t size)
{
	const struct info_line *l = info_line(app, i);

	(void)p;
	snprintf(ret, size, "%s %s", l ? l->name : "", l && l->value ? l->value : "");
}

static void info_title(struct app *app, struct pane *p, char *ret, size_t size)
{
	const struct track *t = library_get(app->lib, info_track(app));
	char label[200];

	(void)p;
	if (t)
		snprintf(ret, size, _("Of %s"), track_label(t, label, sizeof label));
	else
		snprintf(ret, size, "%s", _("About a track"));
}

/* A narrow line says all of it below. */
static enum err info_activate(struct app *app, struct pane *p, size_t i)
{
	const struct info_line *l = info_line(app, i);

	(void)p;
	if (l && l->value)
		app_say(app, "%s: %s", l->name, l->value);
	return OK;
}

static const char *info_empty(struct app *app)
{
	(void)app;
	return _("{info} closes this.");
}

const struct pane_ops pane_info = {
	.name = "info", .title = N_("About a track"), .rows = info_rows, .draw_row = info_draw, .track = info_selected, .activate = info_activate,
	.words = info_words, .title_text = info_title, .empty = info_empty,
};
