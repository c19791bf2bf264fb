/* pane_for_you.c -- the live list: what you may want to hear next, and why. */
#include "view/view.h"
#include "app/mood_follow.h"
#include "app/reason.h"
#include "app/styling.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t for_you_rows(struct app *app, struct pane *p)
{
	p->list.row_height = app->set.reasons ? 2 : 1;
	return app->n_picks;
}

static struct track *for_you_track(struct app *app, struct pane *p, size_t i)
{
	(void)p;
	return i < app->n_picks ? library_get(app->lib, app->picks[i].track) : NULL;
}

static const char *moved_mark(int moved)
{
	return moved == INT_MAX ? "+" : moved > 0 ? "▲" : moved < 0 ? "▼" : " ";
}

/* The line under a pick, put into words when something of it changed. */
struct why {
	track_id track;
	struct reason reasons[COUNT_OF(((struct pick *)NULL)->reasons)];
	int n_reasons;
	uint64_t version;		/* of the library, whose names are in it; 0: nothing yet */
	char text[256];
};
struct whys { struct why of[PICKS_MAX]; };

void whys_free(struct whys *w)
{
	free(w);
}

static void put_why(struct app *app, const struct pick *pick, const struct track *t, struct why *ret_why)
{
	size_t n = 0;

	*ret_why = (struct why){ .track = pick->track, .n_reasons = pick->n_reasons, .version = library_version(app->lib) };
	memcpy(ret_why->reasons, pick->reasons, sizeof pick->reasons);
	for (int r = 0; r < pick->n_reasons && n < sizeof ret_why->text - 4; r++) {
		char words[160];

		reason_text(&pick->reasons[r], t, app->lib, words, sizeof words);
		n += (size_t)snprintf(ret_why->text + n, sizeof ret_why->text - n, "%s%s", r ? " · " : "", words);
	}
}

static const char *why_text(struct app *app, size_t i, const struct track *t)
{
	const struct pick *pick = &app->picks[i];
	struct why *w;

	if (!app->views->whys)
		app->views->whys = xcalloc(1, sizeof *app->views->whys);
	w = &app->views->whys->of[i];
	if (w->version != library_version(app->lib) || w->track != pick->track || w->n_reasons != pick->n_reasons || memcmp(w->reasons, pick->reasons, sizeof w->reasons))
		put_why(app, pick, t, w);
	return w->text;
}

static void for_you_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct pick *pick = &app->picks[i];
	struct track *t = for_you_track(app, p, i);
	char number[24], score[24], length[24], text[256];
	enum role dim = base == ROLE_NORMAL ? ROLE_DIM : base;
	int artist_w = at.cols >= 48 ? at.cols / 3 : 0, x = at.x, end = at.x + at.cols;

	if (!t)
		return;
	if (base == ROLE_NORMAL && (t->is_away || t->state != TRACK_OK))
		base = ROLE_MISSING;
	number_text((int64_t)i + 1, number);
	number_text((int64_t)(pick->score * 100 + .5f), score);
	duration_text(t->duration_ms ? t->duration_ms : -1, length);
	ui_text(app->ui, at.y, x, 1, base == ROLE_NORMAL ? ROLE_MOVED : base, moved_mark(foryou_moved(app, i)), true);
	ui_text_right(app->ui, at.y, x + 1, 3, dim, number);
	x += 5;
	end -= 3;
	ui_text_right(app->ui, at.y, end, 3, base == ROLE_NORMAL ? ROLE_SCORE : base, score);
	end -= 7;
	ui_text_right(app->ui, at.y, end, 6, dim, length);
	if (artist_w) {
		end -= artist_w + 1;
		ui_text(app->ui, at.y, end, artist_w, dim, t->artist, true);
		ui_text(app->ui, at.y, x, end - x - 1, base, t->title, true);
	} else {
		ui_text(app->ui, at.y, x, end - x - 1, base, track_label(t, text, sizeof text), true);
	}
	if (at.rows > 1)
		ui_text(app->ui, at.y + 1, at.x + 7, at.cols - 7, ROLE_REASON, why_text(app, i, t), true);
}

static enum err for_you_activate(struct app *app, struct pane *p, size_t i)
{
	(void)p;
	play_pick(app, i);
	return OK;
}

static const char *for_you_empty(struct app *app)
{
	return app->events_loaded ? _("Nothing to choose from yet.") : _("Thinking…");
}

static void for_you_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	const char *style = styling_followed(app), *mood = mood_followed(app);

	(void)p;
	snprintf(ret_text, size, "%s%s%s%s%s", _("For you"), *style ? " · " : "", style, mood_follow_set(app) ? " · " : "", !mood_follow_set(app) ? "" : *mood ? _(mood) : _("this mood"));
}

const struct pane_ops pane_for_you = {
	.name = "for-you", .title = N_("For you"), .rows = for_you_rows, .draw_row = for_you_draw, .track = for_you_track,
	.activate = for_you_activate, .empty = for_you_empty, .title_text = for_you_title,
};
