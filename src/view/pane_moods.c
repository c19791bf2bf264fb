/*
 * pane_moods.c -- the map of moods: calm below, excited above, gloomy on the left, glad on the right, and how much of the library lies where; beside it
 * the tracks nearest to the cursor.
 *
 * A row of the pane is a line of the map, so that whatever moves a list's cursor moves this one; its column is a valence.  How many lie in each cell, and
 * which tracks are near, is worked out anew only when what is known changed or the cursor went elsewhere.
 */
#include "app/analysis.h"
#include "app/mood.h"
#include "app/moods.h"
#include "ear.h"
#include "view/view.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLS_UNDRAWN = 40, MANY = 50000, CROWD = 32, ROWS_MIN = 5, ROWS_MAX = 100, COLS_MAX = 240 };

struct moods_view {
	int rows, cols;			/* of the map as it was last drawn */
	float valence;			/* of the cursor */
	uint32_t *density, most;
	uint64_t density_of;		/* the generation it is of */
	int64_t density_ms;		/* … and when that was */
	track_id near[MOOD_NEAR];
	size_t n_near;
	uint64_t near_of;
	float near_valence, near_arousal;
	bool has_near;
};

static struct moods_view *state(struct app *app)
{
	if (!app->views->moods)
		app->views->moods = xcalloc(1, sizeof *app->views->moods);
	return app->views->moods;
}

void moods_view_free(struct moods_view *v)
{
	if (!v)
		return;
	free(v->density);
	free(v);
}

/* ---- places ---- */

static int column_of(const struct moods_view *v, float valence)
{
	return MAX_OF(0, MIN_OF(v->cols - 1, (int)((valence + 1) / 2 * (float)v->cols)));
}

static int row_of(const struct moods_view *v, float arousal)
{
	return MAX_OF(0, MIN_OF(v->rows - 1, (int)((1 - arousal) / 2 * (float)v->rows)));
}

static float valence_at(const struct moods_view *v, int col)
{
	return 2 * ((float)col + .5f) / (float)v->cols - 1;
}

static float arousal_at(const struct moods_view *v, size_t row)
{
	return 1 - 2 * ((float)row + .5f) / (float)v->rows;
}

static float cursor_arousal(struct app *app)
{
	return arousal_at(state(app), app->views->panes[PANE_MOODS].list.cursor);
}

void moods_map_step(struct app *app, int by)
{
	struct moods_view *v = state(app);
	int cols = v->cols ? v->cols : COLS_UNDRAWN;	/* a command may come before the first picture */

	v->cols = cols;
	v->valence = valence_at(v, MAX_OF(0, MIN_OF(cols - 1, column_of(v, v->valence) + by)));
	app->effects |= EFFECT_REDRAW;
}

/* ---- the map ---- */

/* As many lines as there is room for: the frame, the tabs, and the line under it. */
static size_t map_rows(struct app *app, struct pane *p)
{
	struct moods_view *v = state(app);
	int rows = MAX_OF(ROWS_MIN, MIN_OF(ROWS_MAX, ui_rows(app->ui) - 1 - bar_lines(app) - 2));

	if (rows != v->rows) {
		float arousal = v->rows ? arousal_at(v, p->list.cursor) : 0;

		v->rows = rows;
		v->density_of = 0;
		list_resize(&p->list, (size_t)rows);
		list_go(&p->list, (size_t)row_of(v, arousal));
	}
	return (size_t)rows;
}

static void count(struct app *app, struct moods_view *v, int cols)
{
	const struct moods *m = moods_of(app);

	if (v->density && v->cols == cols && v->density_of == moods_generation(m) + 1)
		return;
	/* while a large library is being listened to, once a second will do */
	if (v->density && v->cols == cols && v->density_of && moods_count(m) > MANY && app->now_ms - v->density_ms < 1000)
		return;
	v->density_ms = app->now_ms;
	v->cols = cols;
	v->density = xreallocarray(v->density, (size_t)cols * (size_t)v->rows, sizeof *v->density);
	moods_density(m, v->rows, cols, v->density);
	v->density_of = moods_generation(m) + 1;
	v->most = 0;
	for (int i = 0; i < cols * v->rows; i++)
		v->most = MAX_OF(v->most, v->density[i]);
}

/* Blank, then darker by the logarithm: a crowd does not blot out the few, and a few are no crowd. */
static const char *shade(const struct moods_view *v, uint32_t n, enum role *ret_role)
{
	static const char *const shades[] = { "·", "░", "▒", "▓", "█" };
	static const enum role roles[] = { ROLE_DIM, ROLE_DIM, ROLE_NORMAL, ROLE_NORMAL, ROLE_STRONG };
	int step = n <= 1 ? 0 : MIN_OF(4, (int)(4.999 * log(n) / log(MAX_OF(v->most, CROWD))));

	*ret_role = roles[step];
	return n ? shades[step] : " ";
}

/* The words stand where the moods are; what lies there shows between them. */
static void draw_words(struct app *app, const struct moods_view *v, size_t row, struct area at)
{
	for (size_t i = 0; i < MOOD_WORDS; i++) {
		const char *word = _(mood_words[i].word);
		int w = utf8_width(word), x = column_of(v, mood_words[i].valence) - w / 2;

		if (row_of(v, mood_words[i].arousal) == (int)row)
			ui_text(app->ui, at.y, at.x + MAX_OF(0, MIN_OF(x, at.cols - w)), MIN_OF(w, at.cols), ROLE_TITLE, word, false);
	}
}

static void map_draw(struct app *app, struct pane *p, size_t row, struct area at, enum role base)
{
	struct moods_view *v = state(app);
	const struct track *playing = play_track(app);
	bool is_middle = row == (size_t)v->rows / 2;
	float valence, arousal;

	if (at.cols < 1 || row >= (size_t)v->rows)
		return;
	at.cols = MIN_OF(at.cols, (int)COLS_MAX);
	count(app, v, at.cols);
	ui_fill(app->ui, (struct area){ at.y, at.x, 1, p->area.cols }, ROLE_NORMAL);
	for (int x = 0; x < at.cols; x++) {
		enum role role;
		const char *text = shade(v, v->density[(int)row * at.cols + x], &role);

		if (*text == ' ' && (is_middle || x == at.cols / 2)) {
			text = is_middle && x == at.cols / 2 ? "┼" : is_middle ? "─" : "│";
			role = ROLE_BORDER;
		}
		ui_text(app->ui, at.y, at.x + x, 1, role, text, false);
	}
	draw_words(app, v, row, at);
	if (playing && moods_at(moods_of(app), playing->id, &valence, &arousal) && row_of(v, arousal) == (int)row)
		ui_text(app->ui, at.y, at.x + column_of(v, valence), 1, ROLE_PLAYING, "♪", false);
	/* the cursor last: a cell, not the line */
	if (base != ROLE_NORMAL)
		ui_text(app->ui, at.y, at.x + column_of(v, v->valence), 1, base, "+", false);
}

static void map_title(struct app *app, struct pane *p, char *ret, size_t size)
{
	struct moods_view *v = state(app);
	const struct mood_word *w;
	float arousal;

	if (v->rows) {
		arousal = arousal_at(v, p->list.cursor);
		w = mood_word_of(v->valence, arousal);
		/* TRANSLATORS: the numbers are valence and arousal, -1 to 1; %s is a mood, or nothing */
		snprintf(ret, size, _("Moods · gladness %+.2f, excitement %+.2f %s"), (double)v->valence, (double)arousal, w ? _(w->word) : "");
	} else {
		snprintf(ret, size, "%s", _("Moods"));
	}
}

static void map_words(struct app *app, struct pane *p, size_t i, char *ret, size_t size)
{
	const struct moods_view *v = state(app);

	(void)p;
	*ret = '\0';
	for (size_t k = 0; k < MOOD_WORDS; k++)
		if (v->rows && row_of(v, mood_words[k].arousal) == (int)i)
			snprintf(ret + strlen(ret), size - strlen(ret), "%s ", _(mood_words[k].word));
}

static void map_click(struct app *app, struct pane *p, int x)
{
	struct moods_view *v = state(app);

	if (v->cols)
		v->valence = valence_at(v, MAX_OF(0, MIN_OF(v->cols - 1, x - p->area.x)));
}

static enum err map_activate(struct app *app, struct pane *p, size_t i)
{
	(void)p, (void)i;
	return mood_mix(app, state(app)->valence, cursor_arousal(app));
}

/* ---- the tracks near the cursor ---- */

static size_t near_rows(struct app *app, struct pane *p)
{
	struct moods_view *v = state(app);
	uint64_t generation = moods_generation(moods_of(app));
	float arousal;

	(void)p;
	map_rows(app, &app->views->panes[PANE_MOODS]);
	arousal = cursor_arousal(app);
	/* no jitter while the analysis runs: the list of a place stays for as long as the cursor, unless it was poor */
	if (!v->has_near || (v->near_of != generation && v->n_near < MOOD_NEAR) || fabsf(v->near_valence - v->valence) > 1e-6f ||
	    fabsf(v->near_arousal - arousal) > 1e-6f) {
		v->n_near = mood_near(app, v->valence, arousal, v->near);
		v->near_of = generation;
		v->near_valence = v->valence;
		v->near_arousal = arousal;
		v->has_near = true;
	}
	return v->n_near;
}

static struct track *near_track(struct app *app, struct pane *p, size_t i)
{
	const struct moods_view *v = state(app);

	(void)p;
	return i < v->n_near ? library_get(app->lib, v->near[i]) : NULL;
}

static void near_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct track *t = near_track(app, p, i);
	const struct moods *m = moods_of(app);
	const char *word;
	char label[512];
	int w;

	if (!t)
		return;
	word = moods_word(m, t->id);
	word = *word ? _(word) : "";
	w = utf8_width(word) + (moods_is_said(m, t->id) ? 2 : 0);
	if (w + 12 > at.cols)
		w = 0;
	if (base == ROLE_NORMAL && t == play_track(app))
		base = ROLE_PLAYING;
	track_label(t, label, sizeof label);
	ui_text(app->ui, at.y, at.x, at.cols - w - (w ? 1 : 0), base, label, true);
	if (w) {
		char text[64];

		/* a star: the listener said so */
		snprintf(text, sizeof text, "%s%s", word, moods_is_said(m, t->id) ? " ✓" : "");
		ui_text_right(app->ui, at.y, at.x + at.cols - w, w, base == ROLE_NORMAL ? ROLE_DIM : base, text);
	}
}

static enum err near_activate(struct app *app, struct pane *p, size_t i)
{
	struct track *tracks[MOOD_NEAR];
	size_t n = 0, at = 0;

	for (size_t k = 0; k < state(app)->n_near; k++) {
		struct track *t = near_track(app, p, k);

		if (k == i)
			at = n;
		if (t)
			tracks[n++] = t;
	}
	return n ? play_tracks(app, tracks, n, at, SOURCE_RADIO) : OK;
}

static const char *near_empty(struct app *app)
{
	return analysis_is_idle(app) ? _("No track's mood is known.\nWhat is shorter than six seconds\nor has no notes has none.") :
		_("Nothing is known yet: the library is\nlistened to in the background.");
}

const struct pane_ops pane_moods = {
	.name = "moods", .title = N_("Moods"), .rows = map_rows, .draw_row = map_draw, .activate = map_activate, .words = map_words, .title_text = map_title,
	.click = map_click,
};
const struct pane_ops pane_mood_tracks = {
	.name = "mood-tracks", .title = N_("Near the cursor"), .rows = near_rows, .draw_row = near_draw, .track = near_track, .activate = near_activate,
	.empty = near_empty,
};
