/*
 * filter.c -- what of the library is shown: the view of it that the panes look at, and the filter's text.
 *
 * A new filter is worked out in slices of a turn; so is what follows from changes of the library (a rating, a scan), though only
 * now and then, since a scan changes it all the time.
 */
#include "app/filters.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

enum { REST_MS = 250, BUDGET = 64 };

struct filter {
	struct library_view *view;
	char *text, *label;		/* label: with the saved ones */
	char *before;			/* the filter when a live one was begun; NULL = none was */
	bool is_live;
	int64_t made_ms;		/* when the newest picture was done */
	uint64_t generation;		/* last drawn */
	struct track *anchor;		/* the cursor is to stand there again; NULL = where it is */
};

static void shape(struct app *app, struct library_view *view)
{
	library_view_sort(view, library_is_flat(app) ? app->set.sort : NULL);	/* checked when it was set */
	library_view_group(view, library_is_flat(app) ? LIBRARY_BY_ARTIST : (enum library_root)app->set.tree);
}

static struct filter *filter_of(struct app *app)
{
	struct views *v = app->views;

	if (!v->filter) {
		v->filter = xcalloc(1, sizeof *v->filter);
		v->filter->view = library_view_new(app->lib);
		v->filter->text = xstrdup("");
		v->filter->label = xstrdup("");
		shape(app, v->filter->view);
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

const char *filter_label(const struct app *app)
{
	return app->views->filter ? app->views->filter->label : "";
}

/* What is typed goes by a name, too, that no saved filter can have: so its text means what it means alone. */
static const char typed_name[] = " ";

struct typed { struct query_names saved; const char *text; };

static const char *find_typed(void *ctx, const char *name)
{
	const struct typed *t = ctx;

	return strcmp(name, typed_name) ? t->saved.find(t->saved.ctx, name) : t->text;
}

/* The saved filters that are on, and the text. */
static enum err parse_all(struct app *app, const char *text, bool bare, struct query **ret_query)
{
	struct typed typed = { filters_names(app, bare), text };
	struct query_names names = { find_typed, &typed, bare, typed_name };
	struct buf b;
	size_t column;
	enum err err = OK;

	buf_init(&b, SIZE_MAX / 4);
	for (size_t i = 0; i < filters_count(app); i++) {
		const struct saved_filter *row = filters_at(app, i);

		if (row->mode != FILTER_OFF)
			buf_addf(&b, "%sfilter:\"%s\" ", row->mode == FILTER_NOT ? "!" : "", row->name);
	}
	if (*text)
		buf_addf(&b, "filter:\"%s\"", typed_name);
	if (b.len)
		err = query_parse_named(b.data, clock_unix_ms() / 1000, &names, ret_query, &column);
	buf_done(&b);
	return err;
}

static void relabel(struct app *app, struct filter *f)
{
	char *saved = filters_label(app);

	free(f->label);
	f->label = xasprintf("%s%s%s", saved, *saved && *f->text ? " · " : "", f->text);
	free(saved);
}

enum err filter_set(struct app *app, const char *text)
{
	struct filter *f = filter_of(app);
	bool bare = !f->is_live;	/* as one types a word is a word */
	struct query_names names = filters_names(app, bare);
	struct query *q = NULL;
	char *copy;
	size_t column;
	enum err err;

	text += strspn(text, " ");
	err = *text ? query_parse_named(text, clock_unix_ms() / 1000, &names, &q, &column) : OK;
	if (err)
		return query_fail(err, text, column);
	query_free(q);
	q = NULL;
	err = parse_all(app, text, bare, &q);
	if (err)
		return err;
	library_view_filter(f->view, q);
	copy = xstrdup(text);
	free(f->text);
	f->text = copy;
	relabel(app, f);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

enum err filter_refresh(struct app *app)
{
	enum err err = filter_set(app, filter_text(app));

	/* one that names what is no more: what was shown stays, and why is said */
	if (err) {
		relabel(app, filter_of(app));
		app_complain(app, "%s", err_text());
	}
	app->effects |= EFFECT_REDRAW;
	return err;
}

void filter_sort(struct app *app)
{
	shape(app, filter_of(app)->view);
	app->effects |= EFFECT_REDRAW;
}

/* The picture is there. */
static void settle(struct app *app, struct filter *f)
{
	struct track *anchor = f->anchor;

	f->made_ms = clock_mono_ms();
	f->anchor = NULL;
	if (anchor)
		library_reveal_in(app, anchor, library_view_artist_of(f->view, anchor));
}

void filter_tree(struct app *app)
{
	struct filter *f = filter_of(app);

	if (!library_is_flat(app) && !f->anchor)
		f->anchor = library_cursor(app);
	shape(app, f->view);
	if (!library_view_is_old(f->view))
		settle(app, f);
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
		settle(app, f);
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
	free(f->label);
	free(f->before);
	free(f);
}
