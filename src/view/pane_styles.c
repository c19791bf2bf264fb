/*
 * pane_styles.c -- the styles of the library: how much of it and of the listening each is, and the tracks of the one under the cursor.
 *
 *	Jazz            31% ▇▇▇▇▇▇     54% ▇▇▇▇▇▇▇▇▇▇
 *	Electronic      22% ▇▇▇▇        8% ▇▇
 */
#include "app/command.h"
#include "app/styling.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PERCENT_COLS = 4, BAR_LEAST = 3, BAR_MOST = 16, NAME_LEAST = 12, COUNT_COLS = 7 };

/* Where things stand in a row of so many cells. */
struct layout { int name, count, bar; };	/* widths; bar 0: none; count 0: none */

static struct layout lay_out(int cols)
{
	struct layout l = { .name = cols, .count = 0, .bar = 0 };
	int spare = cols - NAME_LEAST - 2 * (PERCENT_COLS + 1);

	if (spare < 0) {
		l.name = MAX_OF(cols - PERCENT_COLS - 1, 1);
		return l;
	}
	l.count = spare >= COUNT_COLS + 1 + 2 * (BAR_LEAST + 2) ? COUNT_COLS : 0;
	spare -= l.count ? l.count + 1 : 0;
	/* half of what is left to the bars, in eighths of a cell they still tell much */
	l.bar = spare >= 2 * (BAR_LEAST + 1) ? MIN_OF(BAR_MOST, MAX_OF(BAR_LEAST, spare / 4)) : 0;
	l.name = cols - 2 * (PERCENT_COLS + 1) - (l.bar ? 2 * (l.bar + 1) : 0) - (l.count ? l.count + 1 : 0);
	return l;
}

static double share_of(int64_t part, int64_t all)
{
	return all > 0 ? (double)part / (double)all : 0;
}

static void draw_bar(struct app *app, int y, int x, int cols, enum role role, double share, double most)
{
	static const char *const part[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	int eighths = most > 0 ? (int)(share / most * cols * 8 + .5) : 0;
	char text[BAR_MOST * 3 + 4] = "";

	if (share > 0 && !eighths)
		eighths = 1;
	for (int i = 0; i < eighths / 8; i++)
		strcat(text, "█");
	strcat(text, part[eighths % 8]);
	ui_text(app->ui, y, x, cols, role, text, false);
}

static void percent(double share, char ret[8])
{
	if (share > 0 && share < .005)
		snprintf(ret, 8, "<1%%");
	else
		snprintf(ret, 8, "%d%%", (int)(share * 100 + .5));
}

/* ---- the styles; the last row is what is of none that is known ---- */

static size_t styles_rows(struct app *app, struct pane *p)
{
	size_t n, unknown;

	(void)p;
	styling_shares(app, &n, NULL, &unknown);
	return n + (unknown > 0);
}

/* NULL: the row of those of no known style. */
static const char *name_at(struct app *app, size_t i)
{
	size_t n;
	const struct style_share *shares = styling_shares(app, &n, NULL, NULL);

	return i < n ? shares[i].name : NULL;
}

struct sums { struct style_share all; size_t most_tracks, unknown; int64_t most_heard_ms; };

static const struct style_share *look(struct app *app, size_t *ret_n, struct sums *ret)
{
	const struct style_share *shares = styling_shares(app, ret_n, &ret->all, &ret->unknown);

	ret->most_tracks = ret->unknown;
	ret->most_heard_ms = 0;
	for (size_t i = 0; i < *ret_n; i++) {
		ret->most_tracks = MAX_OF(ret->most_tracks, shares[i].tracks);
		ret->most_heard_ms = MAX_OF(ret->most_heard_ms, shares[i].heard_ms);
	}
	return shares;
}

static void styles_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	struct sums s;
	size_t n;
	const struct style_share *shares = look(app, &n, &s), unknown = { .tracks = s.unknown };
	const struct style_share *share = i < n ? &shares[i] : &unknown;
	struct layout l = lay_out(at.cols);
	double all = (double)(s.all.tracks + s.unknown), library = share_of((int64_t)share->tracks, (int64_t)all), heard = share_of(share->heard_ms, s.all.heard_ms);
	enum role dim = base == ROLE_NORMAL ? ROLE_DIM : base;
	bool is_followed = i < n && !strcmp(share->name, styling_followed(app));
	char text[32];
	int x = at.x;

	(void)p;
	if (is_followed) {
		ui_text(app->ui, at.y, x, 2, base == ROLE_NORMAL ? ROLE_PLAYING : base, "▸", false);
		x += 2;
	}
	ui_text(app->ui, at.y, x, l.name - (x - at.x), i < n ? base : dim, i < n ? share->name : _("not known yet"), true);
	x = at.x + l.name + 1;
	if (l.count) {
		snprintf(text, sizeof text, "%zu", share->tracks);
		ui_text_right(app->ui, at.y, x, l.count, dim, text);
		x += l.count + 1;
	}
	percent(library, text);
	ui_text_right(app->ui, at.y, x, PERCENT_COLS, base, text);
	x += PERCENT_COLS + 1;
	if (l.bar) {
		draw_bar(app, at.y, x, l.bar, base == ROLE_NORMAL ? ROLE_SCORE : base, library, share_of((int64_t)s.most_tracks, (int64_t)all));
		x += l.bar + 1;
	}
	if (x + PERCENT_COLS > at.x + at.cols || i >= n)
		return;
	percent(heard, text);
	ui_text_right(app->ui, at.y, x, PERCENT_COLS, dim, text);
	x += PERCENT_COLS + 1;
	if (l.bar)
		draw_bar(app, at.y, x, MIN_OF(l.bar, at.x + at.cols - x), base == ROLE_NORMAL ? ROLE_LOVE : base, heard, share_of(s.most_heard_ms, s.all.heard_ms));
}

static int styles_head(struct app *app, struct pane *p, struct area at)
{
	struct layout l = lay_out(at.cols);
	int group = PERCENT_COLS + (l.bar ? 1 + l.bar : 0), x = at.x + l.name + 1 + (l.count ? l.count + 1 : 0);

	(void)p;
	if (at.rows < 6 || !l.bar)
		return 0;
	ui_text(app->ui, at.y, at.x, l.name, ROLE_TITLE, _("Style"), true);
	if (l.count)
		ui_text_right(app->ui, at.y, at.x + l.name + 1, l.count, ROLE_TITLE, _("Tracks"));
	ui_text(app->ui, at.y, x, group, ROLE_TITLE, _("Library"), true);
	ui_text(app->ui, at.y, x + group + 1, MIN_OF(group, at.x + at.cols - x - group - 1), ROLE_TITLE, _("Heard"), true);
	return 1;
}

static enum err styles_activate(struct app *app, struct pane *p, size_t i)
{
	(void)p;
	if (!name_at(app, i))
		return fail(ERR_ARG, _("These are of no known style; :style NAME on a track says one"));
	return command_line(app, "style-mix");
}

static struct track **styles_tracks(struct app *app, struct pane *p, size_t i, size_t *ret_n)
{
	struct track *const *tracks;

	(void)p;
	if (!styling_list(app, name_at(app, i), &tracks, ret_n) || !*ret_n)
		return NULL;
	return xmemdup(tracks, *ret_n * sizeof(struct track *));
}

static void styles_words(struct app *app, struct pane *p, size_t i, char *ret_text, size_t size)
{
	const char *name = name_at(app, i);

	(void)p;
	snprintf(ret_text, size, "%s", name ? name : "");
}

static void styles_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	size_t n;

	(void)p;
	styling_shares(app, &n, NULL, NULL);
	snprintf(ret_text, size, styling_is_busy(app) ? P_("%zu style · learning…", "%zu styles · learning…", n) : P_("%zu style", "%zu styles", n), n);
}

static const char *styles_empty(struct app *app)
{
	return app->tracks_loaded ? _("Nothing is in the library yet.") : _("Opening the library…");
}

/* ---- the tracks of the style under the cursor ---- */

static bool listed(struct app *app, struct track *const **ret_tracks, size_t *ret_n)
{
	struct pane *styles = &app->views->panes[PANE_STYLES];
	size_t n = styles_rows(app, styles);

	*ret_n = 0;
	return n && styling_list(app, name_at(app, MIN_OF(styles->list.cursor, n - 1)), ret_tracks, ret_n);
}

static size_t styled_rows(struct app *app, struct pane *p)
{
	struct track *const *tracks;
	size_t n;

	(void)p;
	return listed(app, &tracks, &n) ? n : 0;
}

static struct track *styled_track(struct app *app, struct pane *p, size_t i)
{
	struct track *const *tracks;
	size_t n;

	(void)p;
	return listed(app, &tracks, &n) && i < n ? tracks[i] : NULL;
}

static enum err styled_activate(struct app *app, struct pane *p, size_t i)
{
	struct track *const *tracks;
	size_t n;

	(void)p;
	return listed(app, &tracks, &n) && i < n ? play_tracks(app, tracks, n, i, SOURCE_LIBRARY) : OK;
}

static void styled_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	struct pane *styles = &app->views->panes[PANE_STYLES];
	const char *name = name_at(app, styles->list.cursor);
	struct track *const *tracks;
	size_t n;

	(void)p;
	if (listed(app, &tracks, &n))
		snprintf(ret_text, size, "%.100s · %zu", name ? name : _("not known yet"), n);
	else
		snprintf(ret_text, size, "%.100s…", name ? name : "");
}

static const char *styled_empty(struct app *app)
{
	(void)app;
	return "";
}

const struct pane_ops pane_styles = {
	.name = "styles", .title = N_("Styles"), .rows = styles_rows, .draw_row = styles_draw, .activate = styles_activate, .tracks = styles_tracks,
	.words = styles_words, .head = styles_head, .empty = styles_empty, .title_text = styles_title,
};

const struct pane_ops pane_styled = {
	.name = "styled", .title = N_("Tracks"), .rows = styled_rows, .draw_row = column_draw_row, .track = styled_track, .activate = styled_activate,
	.empty = styled_empty, .title_text = styled_title, .columns = column_flat,
};
