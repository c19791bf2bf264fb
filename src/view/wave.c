/* wave.c -- what plays as a picture in the bar: the waveform where the progress line is, the spectrum beside what follows. */
#include "view/view.h"
#include "app/visual.h"

enum { CELLS_MAX = 1024, BARS_MIN = 8, NEXT_COLS = 26 };

bool wave_draw(struct app *app, struct area at, int64_t pos_ms, int64_t length_ms)
{
	const struct picture *pic = visual_has_wave(app) ? visual_picture(app) : NULL;
	float levels[CELLS_MAX];
	int n = MIN_OF(at.cols, (int)CELLS_MAX);

	if (!pic || !pic->n || length_ms <= 0 || n < 1)
		return false;
	visual_wave(app, length_ms, levels, n);
	ui_wave(app->ui, at.y, at.x, levels, n, (int)(MAX_OF((int64_t)0, MIN_OF(pos_ms, length_ms)) * n / length_ms));
	return true;
}

/* True: it looks different. */
static bool spectrum_draw(struct app *app)
{
	const struct area *at = &app->views->spectrum;
	float levels[PICTURE_BANDS];
	bool is_moved = visual_bars(app, levels, at->cols);

	ui_levels(app->ui, at->y, at->x, levels, at->cols, ROLE_PROGRESS);
	return is_moved;
}

int spectrum_place(struct app *app, int y, int x, int cols)
{
	const struct picture *pic = visual_has_spectrum(app) ? visual_picture(app) : NULL;
	int n = MIN_OF(cols - NEXT_COLS, (int)PICTURE_BANDS);

	app->views->spectrum = (struct area){ 0 };
	if (!pic || !pic->n || n < BARS_MIN)
		return 0;
	app->views->spectrum = (struct area){ y, x, 1, n };
	spectrum_draw(app);
	return n + 2;
}

void spectrum_step(struct app *app)
{
	if (!app->views->spectrum.cols)
		return;
	if (spectrum_draw(app))
		ui_flush(app->ui);
}
