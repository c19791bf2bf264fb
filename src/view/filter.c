/*
 * filter.c -- what of the library is shown: the view of it that the panes look at, and the filter's text.
 *
 * A new filter is worked out in slices of a turn; so is what follows from changes of the library (a rating, a scan), though only
 * now and then, since a scan changes it all the time.
 */
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

enum { REST_MS = 250, BUDGET = 64 };

struct filter {
	struct library_view *view;
	char *text, *before;		/* before: the filter when a live one was begun; NULL = none was */
	bool is_live;
	int64_t made_ms;		/* when the newest picture was done */
	uint64_t generation;		/* last drawn */
};

static struct filter *filter_of(struct app *app)
{
	struct views *v = app->views;

	if (!v->filter) {
		v->filter = xcalloc(1, sizeof *v->filter);
		v->filter->view = library_view_new(app->lib);
		v->filter->text = xstrdup("");
		if (library_is_flat(app))
			library_view_sort(v->filter->view, app->set.sort);	/* checked when it was set */
	}
	return v->filter;
}

struct library_view *library_shown(struct app *app)
{
	return filter_of(app)->view;
}

const char *filter_text(const struct app *app)
{
	return app->views->filter ? app->views->filter->text : "";
}

enum err filter_set(struct app *app, const char *text)
{
	struct filter *f = filter_of(app);
	struct query *q = NULL;
	size_t column;
	enum err err;

	text += strspn(text, " ");
	err = *text ? query_parse(text, clock_unix_ms() / 1000, &q, &column) : OK;
	if (err) {
		char *why = xstrdup(err_text()), *left = xstrndup(text, column);

		fail(err, _("column %d: %s"), utf8_width(left) + 1, why);
		free(left);
		free(why);
		return err;
	}
	library_view_filter(f->view, q);
	free(f->text);
	f->text = xstrdup(text);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

void filter_sort(struct app *app)
{
	library_view_sort(filter_of(app)->view, library_is_flat(app) ? app->set.sort : NULL);
	app->effects |= EFFECT_REDRAW;
}

void filter_begin(struct app *app, bool live)
{
	struct filter *f = filter_of(app);

	free(f->before);
	f->before = xstrdup(f->text);
	f->is_live = live;
}

bool filter_is_live(const struct app *app)
{
	return app->views->filter && app->views->filter->is_live;
}

void filter_cancel(struct app *app)
{
	struct filter *f = filter_of(app);

	if (f->before && strcmp(f->before, f->text) && filter_set(app, f->before))
		app_complain(app, "%s", err_text());
	free(f->before);
	f->before = NULL;
}

bool filter_turn(struct app *app, int64_t until_ms)
{
	struct filter *f = app->views->filter;
	bool more = true;

	if (!f || !library_view_is_old(f->view))
		return false;
	if (!library_view_is_urgent(f->view) && app->now_ms - f->made_ms < REST_MS)
		return false;
	while (more && clock_mono_ms() < until_ms)
		more = library_view_step(f->view, BUDGET);
	if (!more)
		f->made_ms = clock_mono_ms();
	if (f->generation != library_view_generation(f->view)) {
		f->generation = library_view_generation(f->view);
		app->effects |= EFFECT_REDRAW;
	}
	return more;
}

int64_t filter_due_ms(const struct app *app)
{
	const struct filter *f = app->views->filter;

	if (!f || !library_view_is_old(f->view))
		return -1;
	return library_view_is_urgent(f->view) ? app->now_ms : f->made_ms + REST_MS;
}

void filter_free(struct filter *f)
{
	if (!f)
		return;
	library_view_free(f->view);
	free(f->text);
	free(f->before);
	free(f);
}
