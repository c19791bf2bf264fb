/*
 * visual.c -- the picture of what plays, from the children that draw it (music/pictures.c) to levels the view can draw.
 *
 * Cheap enough to leave on: one decoding of a track at nice 19 in a child that is gone in a second, the next track's ahead of time; then
 * only the bars of the spectrum move, 20 times a second, and nothing else is drawn with them (view/wave.c). The picture tells, too, how long
 * they will stand still: for that long nothing wakes. Nothing moves when nothing sounds.
 */
#include "app/visual.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_MS = 50, STILL_MAX_MS = 1000, EIGHTHS = 8 };
static const float floor_db = -66, range_db = 60, tilt_db_per_octave = 3, fall_per_s = 1.6f;

struct visual {
	struct pictures *pictures;
	float levels[PICTURE_BANDS];
	int64_t levels_ms;
	int step_ms;			/* until they are looked at again */
	uint8_t shown[PICTURE_BANDS];	/* the bars in eighths, as they were last told */
	int n_shown;
	bool is_refused;		/* no descriptor for it: not tried again */
};

static bool is_looked_at(const struct app *app)
{
	return app->ui && ui_fd(app->ui) >= 0;
}

bool visual_has_wave(const struct app *app)
{
	return is_looked_at(app) && (app->set.visual == VISUAL_WAVEFORM || app->set.visual == VISUAL_BOTH);
}

bool visual_has_spectrum(const struct app *app)
{
	return is_looked_at(app) && (app->set.visual == VISUAL_SPECTRUM || app->set.visual == VISUAL_BOTH);
}

static struct picture_of picture_of(const struct app *app, const struct track *t)
{
	/* a part has no stamp of its own */
	const struct track *whole = t->part ? library_by_path(app->lib, t->part->file) : t;
	struct picture_of of = { .path = track_file(t), .stamp = whole ? whole->stamp.mtime_ns ^ whole->stamp.size : 0 };

	if (t->part) {
		of.start_ms = t->part->start_us / 1000;
		of.end_ms = t->part->end_us / 1000;
	}
	return of;
}

/* ---- pictures ---- */

static void ask(struct app *app, struct pictures *p)
{
	struct track *now = play_track(app), *next;
	struct picture_of first, then;
	const struct picture *pic;
	enum source source;

	if (!now)
		return;
	first = picture_of(app, now);
	pic = pictures_find(p, &first);
	next = pic && pic->is_done ? play_following(app, &source) : NULL;
	if (next)
		then = picture_of(app, next);
	pictures_want(p, &first, next ? &then : NULL);
}

void visual_turn(struct app *app, int64_t until_ms)
{
	struct visual *v = app->visual;

	if (!visual_has_wave(app) && !visual_has_spectrum(app)) {
		visual_close(app);
		return;
	}
	if (!v) {
		if (!app->start_done || !play_track(app))
			return;
		v = app->visual = xcalloc(1, sizeof *v);
		v->step_ms = STEP_MS;
		v->is_refused = pictures_open(&v->pictures, app->start.exe);
		if (v->is_refused)
			log_line("visual: %s", err_text());
	}
	if (v->is_refused)
		return;
	if (pictures_turn(v->pictures, until_ms))
		app->effects |= EFFECT_REDRAW_SOON;
	ask(app, v->pictures);
}

int visual_fd(const struct app *app)
{
	return app->visual && app->visual->pictures ? pictures_fd(app->visual->pictures) : -1;
}

int64_t visual_wakeup_ms(const struct app *app)
{
	return app->visual && app->visual->pictures ? pictures_deadline_ms(app->visual->pictures) : -1;
}

void visual_close(struct app *app)
{
	if (!app->visual)
		return;
	pictures_close(app->visual->pictures);
	free(app->visual);
	app->visual = NULL;
}

const struct picture *visual_picture(const struct app *app)
{
	const struct track *t = play_track(app);
	struct picture_of of;

	if (!t || !app->visual || !app->visual->pictures)
		return NULL;
	of = picture_of(app, t);
	return pictures_find(app->visual->pictures, &of);
}

/* ---- the spectrum ---- */

int64_t visual_step_ms(const struct app *app)
{
	const struct picture *pic;

	if (!visual_has_spectrum(app) || !app->visual || player_now(app->player)->state != PLAYER_PLAYING)
		return -1;
	pic = visual_picture(app);
	return pic && pic->n ? app->visual->levels_ms + app->visual->step_ms : -1;
}

static float level_of(uint8_t band, int b)
{
	float octaves = ((float)b + 0.5f - PICTURE_BANDS / 2.0f) * log2f(400) / PICTURE_BANDS;

	return band ? ((float)picture_db(band) + tilt_db_per_octave * octaves - floor_db) / range_db : 0;
}

/* Where the bars are to be now; up at once, down no faster than they fall. */
static void move_levels(struct app *app)
{
	struct visual *v = app->visual;
	const struct picture *pic = visual_picture(app);
	bool is_still = player_now(app->player)->state != PLAYER_PLAYING;
	int64_t pos_ms = player_pos_ms(app->player, app->now_ms), at = pic ? pos_ms / pic->frame_ms : -1;
	float fall = fall_per_s * (float)MIN_OF(app->now_ms - v->levels_ms, (int64_t)1000) / 1000;

	/* what pauses stays as it is; drawn twice in a turn it does not fall twice */
	if (is_still || app->now_ms == v->levels_ms)
		return;
	for (int b = 0; b < PICTURE_BANDS; b++) {
		float level = pic && at >= 0 && (size_t)at < pic->n ? level_of(pic->frames[at].bands[b], b) : 0;

		v->levels[b] = fmaxf(fminf(level, 1), fmaxf(v->levels[b] - fall, 0));
	}
	v->levels_ms = app->now_ms;
}

static uint8_t eighth_of(float level)
{
	return (uint8_t)fminf(fmaxf(level, 0) * EIGHTHS, EIGHTHS - 1);
}

/* The loudest of the bands of bar i of n. */
static float bar_of(const float levels[PICTURE_BANDS], int i, int n)
{
	int from = i * PICTURE_BANDS / n, to = MAX_OF(from + 1, (i + 1) * PICTURE_BANDS / n);
	float level = 0;

	for (int b = from; b < to; b++)
		level = fmaxf(level, levels[b]);
	return level;
}

/* Will the bars be others than those shown when that is what sounds? */
static bool differs(const struct visual *v, const uint8_t bands[PICTURE_BANDS])
{
	float levels[PICTURE_BANDS];

	for (int b = 0; b < PICTURE_BANDS; b++)
		levels[b] = level_of(bands[b], b);
	for (int i = 0; i < v->n_shown; i++)
		if (eighth_of(bar_of(levels, i, v->n_shown)) != v->shown[i])
			return true;
	return false;
}

/* How long the bars stay as they are, as far as the picture goes. */
static int still_ms(const struct app *app)
{
	const struct picture *pic = visual_picture(app);
	int64_t pos_ms = player_pos_ms(app->player, app->now_ms);
	double speed = fmax(player_now(app->player)->speed, 0.01);
	int ms = STEP_MS;

	for (; pic && ms < STILL_MAX_MS; ms += STEP_MS) {
		size_t at = (size_t)((double)pos_ms + ms * speed) / (size_t)pic->frame_ms;

		if (at >= pic->n || differs(app->visual, pic->frames[at].bands))
			break;
	}
	return ms;
}

/* Notes what is shown; is it another picture than before? */
static bool is_moved(struct visual *v, const float *levels, int n)
{
	bool is = n != v->n_shown;

	v->n_shown = n;
	for (int i = 0; i < n; i++) {
		is |= eighth_of(levels[i]) != v->shown[i];
		v->shown[i] = eighth_of(levels[i]);
	}
	return is;
}

bool visual_bars(struct app *app, float *ret_levels, int n)
{
	struct visual *v = app->visual;
	bool is;

	if (v)
		move_levels(app);
	for (int i = 0; i < n; i++)
		ret_levels[i] = v ? bar_of(v->levels, i, n) : 0;
	if (!v)
		return false;
	is = is_moved(v, ret_levels, n);
	v->step_ms = is ? STEP_MS : still_ms(app);
	return is;
}

/* ---- the waveform ---- */

static float mean_rms(const struct picture *pic, size_t from, size_t to)
{
	uint64_t sum = 0;

	for (size_t i = from; i < to; i++)
		sum += pic->frames[i].rms;
	return (float)sum / (float)(to - from);
}

void visual_wave(const struct app *app, int64_t length_ms, float *ret_levels, int n)
{
	const struct picture *pic = visual_picture(app);
	float most = 1;

	for (int i = 0; i < n; i++) {
		size_t from = pic ? (size_t)(length_ms * i / n / pic->frame_ms) : 0, to = pic ? (size_t)(length_ms * (i + 1) / n / pic->frame_ms) : 0;

		to = MAX_OF(to, from + 1);
		/* a cell shows when all of it is there */
		if (!pic || (to > pic->n && !pic->is_done) || (pic->is_done && !pic->n)) {
			ret_levels[i] = -1;
			continue;
		}
		to = MIN_OF(to, pic->n);
		ret_levels[i] = from < to ? mean_rms(pic, from, to) : 0;
		most = fmaxf(most, ret_levels[i]);
	}
	for (int i = 0; i < n; i++)
		if (ret_levels[i] > 0)
			ret_levels[i] /= most;
}
