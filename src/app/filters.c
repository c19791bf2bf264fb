/* filters.c -- saved filters in memory: sorted by name, edited here and at the desk together. */
#include "app/edit.h"
#include "app/filters.h"
#include "app/playlists.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

struct filters {
	struct saved_filter *rows;
	size_t n, cap;
	bool is_loaded;
};

struct filters *filters_new(void)
{
	return xcalloc(1, sizeof(struct filters));
}

static void row_done(struct saved_filter *row)
{
	free(row->name);
	free(row->query);
	free(row->folded);
}

void filters_free(struct filters *f)
{
	if (!f)
		return;
	while (f->n)
		row_done(&f->rows[--f->n]);
	free(f->rows);
	free(f);
}

bool filters_are_loaded(const struct app *app)
{
	return app->filters->is_loaded;
}

/* ---- by name ---- */

size_t filters_count(const struct app *app)
{
	return app->filters->n;
}

const struct saved_filter *filters_at(const struct app *app, size_t i)
{
	return i < app->filters->n ? &app->filters->rows[i] : NULL;
}

size_t filters_index(const struct app *app, const char *name)
{
	for (size_t i = 0; i < app->filters->n; i++)
		if (!strcmp(app->filters->rows[i].name, name))
			return i;
	return SIZE_MAX;
}

const struct saved_filter *filters_find(const struct app *app, const char *name)
{
	return filters_at(app, filters_index(app, name));
}

static const char *find_text(void *ctx, const char *name)
{
	const struct saved_filter *row = filters_find(ctx, name);

	return row ? row->query : NULL;
}

struct query_names filters_names(struct app *app, bool bare)
{
	return (struct query_names){ .find = find_text, .ctx = app, .has_bare = bare };
}

char *filters_label(const struct app *app)
{
	struct buf b;

	buf_init(&b, SIZE_MAX / 4);
	for (size_t i = 0; i < app->filters->n; i++) {
		const struct saved_filter *row = &app->filters->rows[i];

		if (row->mode != FILTER_OFF)
			buf_addf(&b, "%s%s%s", b.len ? " " : "", row->mode == FILTER_NOT ? "!" : "", row->name);
	}
	return buf_steal(&b);
}

static struct saved_filter *insert(struct filters *f, const char *name)
{
	struct saved_filter row = { .name = xstrdup(name), .folded = utf8_fold(name) };
	size_t i = 0;

	while (i < f->n && (strcmp(f->rows[i].folded, row.folded) < 0 ||
			    (!strcmp(f->rows[i].folded, row.folded) && strcmp(f->rows[i].name, name) < 0)))
		i++;
	ARRAY_GROW(f->rows, f->n, f->cap);
	memmove(f->rows + i + 1, f->rows + i, (f->n - i) * sizeof *f->rows);
	f->n++;
	f->rows[i] = row;
	return &f->rows[i];
}

static void set(struct saved_filter *row, const char *query, enum filter_mode mode)
{
	char *copy = xstrdup(query);

	free(row->query);
	row->query = copy;
	row->mode = mode;
}

/* ---- the desk ---- */

void filters_got(struct app *app, const struct desk_news *news)
{
	struct filters *f = app->filters;

	if (edits_are_out(app)) {
		desk_load_filters(app->desk);
		return;
	}
	while (f->n)
		row_done(&f->rows[--f->n]);
	for (size_t i = 0; i < news->n; i++)
		set(insert(f, news->filters[i].name), news->filters[i].query, news->filters[i].mode);
	f->is_loaded = true;
	filter_refresh(app);
}

static enum err check(struct app *app, const char *name, const char *query)
{
	struct query_names names = filters_names(app, true);
	struct query *q = NULL;
	size_t column = 0;
	enum err err;

	if (!app->filters->is_loaded)
		return fail(ERR_BUSY, _("The library is not open yet"));
	err = query_name_check(name);
	if (err)
		return err;
	if (!query[strspn(query, " \t")])
		return fail(ERR_ARG, _("a filter needs a query: NAME=QUERY"));
	err = query_parse_named(query, clock_unix_ms() / 1000, &names, &q, &column);
	query_free(q);
	return err ? query_fail(err, query, column) : OK;
}

enum err filters_put(struct app *app, const char *name, const char *query, enum filter_mode mode)
{
	struct filters *f = app->filters;
	size_t i = filters_index(app, name);
	enum err err = check(app, name, query);
	char *text;

	if (err)
		return err;
	if (i == SIZE_MAX && f->n >= FILTERS_MAX)
		return fail(ERR_LIMIT, _("more than %d filters"), FILTERS_MAX);
	/* the text may be the row's own */
	text = xstrdup(query);
	set(i == SIZE_MAX ? insert(f, name) : &f->rows[i], text, mode);
	edit_sent(app);
	desk_filter_put(app->desk, name, text, mode, COOKIE_FILTER);
	free(text);
	filter_refresh(app);
	return OK;
}

enum err filters_set_mode(struct app *app, const char *name, enum filter_mode mode)
{
	size_t i = filters_index(app, name);
	struct saved_filter *row = i == SIZE_MAX ? NULL : &app->filters->rows[i];

	if (!row)
		return fail(ERR_MISSING, _("there is no filter '%s'"), name);
	if (row->mode == mode)
		return OK;
	row->mode = mode;
	edit_sent(app);
	desk_filter_put(app->desk, row->name, row->query, mode, COOKIE_FILTER);
	filter_refresh(app);
	return OK;
}

enum err filters_delete(struct app *app, const char *name)
{
	struct filters *f = app->filters;
	size_t i = filters_index(app, name);

	if (i == SIZE_MAX)
		return fail(ERR_MISSING, _("there is no filter '%s'"), name);
	edit_sent(app);
	desk_filter_delete(app->desk, name, COOKIE_FILTER);
	row_done(&f->rows[i]);
	memmove(f->rows + i, f->rows + i + 1, (--f->n - i) * sizeof *f->rows);
	filter_refresh(app);
	return OK;
}
