/*
 * mark.c -- marked tracks: Space marks rows, V a range of them; commands that take a selection then take all marked ones.
 *
 * Marks are kept by track, a list each, so that they survive sorting, filtering and rescans; the library's panes share theirs. An
 * open range is a pair of rows and becomes marks when it is closed or used. What is marked but not shown (filtered out) stays
 * marked, and is left alone by commands.
 */
#include "app/filters.h"
#include "view/view.h"

#include <stdlib.h>

static bool in_library(const struct app *app, const struct pane *p)
{
	const struct pane *all = app->views->panes;

	return p == &all[PANE_ARTISTS] || p == &all[PANE_TRACKS] || p == &all[PANE_SORTED];
}

static struct map64 *marks_of(struct app *app, struct pane *p)
{
	return in_library(app, p) ? &app->views->panes[PANE_TRACKS].marks : &p->marks;
}

/* What a row stands for; caller frees. */
static struct track **row_tracks(struct app *app, struct pane *p, size_t i, size_t *ret_n)
{
	struct track *t;

	*ret_n = 0;
	if (p->ops->tracks)
		return p->ops->tracks(app, p, i, ret_n);
	t = p->ops->track ? p->ops->track(app, p, i) : NULL;
	*ret_n = t != NULL;
	return t ? xmemdup(&t, sizeof t) : NULL;
}

static bool is_marked(const struct map64 *marks, const struct track *t)
{
	return map64_get(marks, (uint64_t)t->id);
}

static void set(struct map64 *marks, struct track *t, bool on)
{
	if (on)
		map64_put(marks, (uint64_t)t->id, t);
	else
		map64_del(marks, (uint64_t)t->id);
}

static bool in_range(const struct pane *p, size_t i)
{
	size_t from = p->list.range_from, to = p->list.cursor;

	return from != SIZE_MAX && i >= MIN_OF(from, to) && i <= MAX_OF(from, to);
}

static void close_range(struct app *app, struct pane *p)
{
	size_t from = p->list.range_from, to = p->list.cursor;

	if (from == SIZE_MAX)
		return;
	p->list.range_from = SIZE_MAX;
	for (size_t i = MIN_OF(from, to); i <= MAX_OF(from, to) && i < p->list.n; i++) {
		bool single = p->ops->track && p != &app->views->panes[PANE_ARTISTS];
		struct track *t = single ? p->ops->track(app, p, i) : NULL, **tracks;
		size_t n = 0;

		if (t)
			set(marks_of(app, p), t, true);
		if (single)
			continue;	/* a heading in a range is no album */
		tracks = row_tracks(app, p, i, &n);
		for (size_t k = 0; k < n; k++)
			set(marks_of(app, p), tracks[k], true);
		free(tracks);
	}
}

bool mark_is_row(struct app *app, struct pane *p, size_t i)
{
	struct track *t;

	if (in_range(p, i))
		return true;
	if (!marks_of(app, p)->n || !p->ops->track)
		return false;
	t = p->ops->track(app, p, i);
	return t && is_marked(marks_of(app, p), t);
}

size_t mark_count(struct app *app, struct pane *p)
{
	size_t n = marks_of(app, p)->n;

	if (p->list.range_from != SIZE_MAX)
		n = MAX_OF(n, 1);
	return n;
}

enum err mark_toggle(struct app *app)
{
	struct pane *p = view_pane(app);
	struct map64 *marks = marks_of(app, p);
	struct track **tracks;
	bool all = true;
	size_t n = 0;

	list_resize(&p->list, p->ops->rows(app, p));
	app->effects |= EFFECT_REDRAW;
	if (p->list.range_from != SIZE_MAX) {
		close_range(app, p);
		return OK;
	}
	tracks = p->list.n ? row_tracks(app, p, p->list.cursor, &n) : NULL;
	if (!n)
		return fail(ERR_MISSING, _("There is no track here to mark"));
	for (size_t i = 0; i < n; i++)
		all &= is_marked(marks, tracks[i]);
	for (size_t i = 0; i < n; i++)
		set(marks, tracks[i], !all);
	free(tracks);
	list_move(&p->list, 1);
	return OK;
}

enum err mark_range(struct app *app)
{
	struct pane *p = view_pane(app);

	list_resize(&p->list, p->ops->rows(app, p));
	app->effects |= EFFECT_REDRAW;
	if (!p->list.n || !(p->ops->tracks || p->ops->track))
		return fail(ERR_MISSING, _("There is no track here to mark"));
	if (p->list.range_from == SIZE_MAX)
		p->list.range_from = p->list.cursor;
	else
		close_range(app, p);
	return OK;
}

bool mark_clear(struct app *app)
{
	struct pane *p = view_pane(app);
	bool had = mark_count(app, p) > 0;

	map64_done(marks_of(app, p));
	*marks_of(app, p) = (struct map64){ 0 };
	p->list.range_from = SIZE_MAX;
	app->effects |= EFFECT_REDRAW;
	return had;
}

/* What is shown in this list and matches; what was marked stays so. */
enum err mark_matching(struct app *app, const char *text)
{
	struct pane *p = view_pane(app);
	struct query_names names = filters_names(app, true);
	struct query *q = NULL;
	size_t column, n = 0;
	enum err err;

	list_resize(&p->list, p->ops->rows(app, p));
	if (!p->ops->track || !p->list.n)
		return fail(ERR_MISSING, _("There is no track here to mark"));
	err = query_parse_named(text, clock_unix_ms() / 1000, &names, &q, &column);
	if (err)
		return query_fail(err, text, column);
	close_range(app, p);
	for (size_t i = 0; i < p->list.n; i++) {
		struct track *t = p->ops->track(app, p, i);

		if (!t || !query_match(q, app->lib, t))
			continue;
		set(marks_of(app, p), t, true);
		n++;
	}
	query_free(q);
	app_say(app, P_("Marked %zu track", "Marked %zu tracks", n), n);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

struct taken { struct track **tracks; size_t n, cap; struct map64 seen; };

static void take(struct taken *to, const struct map64 *marks, struct track *t)
{
	if (!t || !is_marked(marks, t) || map64_get(&to->seen, (uint64_t)t->id))
		return;
	map64_put(&to->seen, (uint64_t)t->id, t);
	ARRAY_GROW(to->tracks, to->n, to->cap);
	to->tracks[to->n++] = t;
}

struct track **mark_tracks(struct app *app, struct pane *p, size_t *ret_n)
{
	struct map64 *marks = marks_of(app, p);
	struct library_view *v = library_shown(app);
	struct taken to = { 0 };

	close_range(app, p);
	if (marks->n && in_library(app, p) && !library_is_flat(app)) {
		for (size_t i = 0, count = library_view_artist_count(v); i < count && to.n < marks->n; i++) {
			size_t n;
			struct track *const *tracks = library_view_artist_tracks(v, i, &n);

			for (size_t k = 0; k < n; k++)
				take(&to, marks, tracks[k]);
		}
	} else if (marks->n && p->ops->track) {
		for (size_t i = 0; i < p->list.n && to.n < marks->n; i++)
			take(&to, marks, p->ops->track(app, p, i));
	}
	map64_done(&to.seen);
	*ret_n = to.n;
	return to.tracks;
}

size_t *mark_rows(struct app *app, struct pane *p, size_t *ret_n)
{
	const struct map64 *marks = marks_of(app, p);
	size_t *rows = NULL, n = 0, cap = 0;

	close_range(app, p);
	for (size_t i = 0; p->ops->track && marks->n && i < p->list.n; i++) {
		struct track *t = p->ops->track(app, p, i);

		if (!t || !is_marked(marks, t))
			continue;
		ARRAY_GROW(rows, n, cap);
		rows[n++] = i;
	}
	*ret_n = n;
	return rows;
}

enum err mark_remove(struct app *app, struct pane *p)
{
	size_t n, *rows = mark_rows(app, p, &n);
	enum err err = n ? OK : fail(ERR_MISSING, _("Nothing that is marked is shown here"));

	if (n && p->ops->remove_rows)
		err = p->ops->remove_rows(app, p, rows, n);
	else
		while (!err && n)
			err = p->ops->remove(app, p, rows[--n]);
	free(rows);
	if (!err)
		mark_clear(app);
	return err;
}

enum err mark_invert(struct app *app)
{
	struct pane *p = view_pane(app);
	struct map64 *marks = marks_of(app, p);

	list_resize(&p->list, p->ops->rows(app, p));
	if (!p->ops->track || !p->list.n)
		return fail(ERR_MISSING, _("There is no track here to mark"));
	close_range(app, p);
	for (size_t i = 0; i < p->list.n; i++) {
		struct track *t = p->ops->track(app, p, i);

		if (t)
			set(marks, t, !is_marked(marks, t));
	}
	app->effects |= EFFECT_REDRAW;
	return OK;
}
