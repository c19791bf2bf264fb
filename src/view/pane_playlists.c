/* pane_playlists.c -- the named lists on the left, the tracks of the chosen one on the right. */
#include "app/daily.h"
#include "app/edit.h"
#include "app/playlists.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- names ---- */

static size_t names_rows(struct app *app, struct pane *p)
{
	(void)p;
	daily_look(app);
	return playlists_count(app) + daily_count(app);
}

static struct named_list *chosen(struct app *app)
{
	return playlist_chosen(app);
}

static void names_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct named_list *l = playlists_shown(app, i);
	char count[24];
	int w, mark = l->query || l->is_own ? 2 : 0;

	(void)p;
	if (l->query && !l->is_found)
		snprintf(count, sizeof count, "…");
	else
		snprintf(count, sizeof count, "%zu", list_count(l));
	w = utf8_width(count);
	if (mark)
		ui_text(app->ui, at.y, at.x, mark, base == ROLE_NORMAL ? ROLE_REASON : base, l->is_own ? "♪" : "≈", true);
	ui_text(app->ui, at.y, at.x + mark, at.cols - w - 1 - mark, base, l->name, true);
	ui_text_right(app->ui, at.y, at.x + at.cols - w, w, base == ROLE_NORMAL ? ROLE_DIM : base, count);
}

static struct track **names_tracks(struct app *app, struct pane *p, size_t i, size_t *ret_n)
{
	(void)p;
	return list_tracks(app, playlists_shown(app, i), ret_n);
}

static enum err play_from(struct app *app, const struct named_list *l, size_t at)
{
	size_t n, all = list_count(l), from = 0;
	struct track **tracks = list_tracks(app, l, &n);
	enum err err;

	/* rows that are not in the library are none of the tracks */
	for (size_t i = 0; i < at && i < all; i++)
		from += list_track(app, l, i) != NULL;
	err = n ? play_tracks(app, tracks, n, MIN_OF(from, n - 1), SOURCE_PLAYLIST) : fail(ERR_MISSING, _("There is nothing here"));
	free(tracks);
	return err;
}

static enum err names_activate(struct app *app, struct pane *p, size_t i)
{
	(void)p;
	return play_from(app, playlists_shown(app, i), 0);
}

static enum err names_remove(struct app *app, struct pane *p, size_t i)
{
	(void)p;
	return playlist_ask_delete(app, playlists_shown(app, i));
}

static void names_words(struct app *app, struct pane *p, size_t i, char *ret_text, size_t size)
{
	(void)p;
	snprintf(ret_text, size, "%s", playlists_shown(app, i)->name);
}

static const char *names_empty(struct app *app)
{
	(void)app;
	return "";	/* the wider pane says what to do */
}

/* ---- rows ---- */

static size_t list_rows(struct app *app, struct pane *p)
{
	const struct named_list *l = chosen(app);

	(void)p;
	return l ? list_count(l) : 0;
}

static struct track *list_row_track(struct app *app, struct pane *p, size_t i)
{
	const struct named_list *l = chosen(app);

	(void)p;
	return l ? list_track(app, l, i) : NULL;
}

static void list_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct track *t = list_row_track(app, p, i);

	if (!t) {
		ui_text(app->ui, at.y, at.x, at.cols, ROLE_DIM, "…", true);
		return;
	}
	column_draw_list(app, app->set.playlist_columns, t, at, base);
}

static const char *list_columns(struct app *app)
{
	return app->set.playlist_columns;
}

static enum err list_activate(struct app *app, struct pane *p, size_t i)
{
	const struct named_list *l = chosen(app);

	(void)p;
	return l ? play_from(app, l, i) : OK;
}

/* The chosen list's rows may be edited by hand. */
static enum err editable(struct app *app, struct named_list **ret_list)
{
	struct named_list *l = chosen(app);
	enum err err;

	if (!l)
		return fail(ERR_MISSING, _("There is nothing here"));
	err = playlist_editable(l);
	if (err)
		return err;
	*ret_list = l;
	return OK;
}

/* "evening: removed Xtal — Aphex Twin", "evening: moved 3 tracks" */
static const char *in_words(struct app *app, const struct named_list *l, const size_t *rows, size_t n, const char *verb, char *ret, size_t size)
{
	const struct track *t = rows && n == 1 ? list_track(app, l, rows[0]) : NULL;
	char label[256] = "";

	if (!rows || n > 1)
		snprintf(label, sizeof label, P_("%zu track", "%zu tracks", n), n);
	snprintf(ret, size, "%s: %s %s", l->name, verb, t ? track_label(t, label, sizeof label) : label);
	return ret;
}

/* The list becomes these; ids are freed. */
static enum err edit(struct app *app, const struct named_list *l, track_id *ids, size_t n, const char *what)
{
	enum err err;

	undo_playlist(app, l->name, what);
	err = playlists_put(app, l->name, NULL, ids, n);
	free(ids);
	if (err)
		undo_drop(app);
	else
		edit_say(app, "%s", what);
	return err;
}

static enum err list_drop_rows(struct app *app, struct pane *p, const size_t *rows, size_t n)
{
	struct named_list *l;
	char what[PLAYLIST_NAME_MAX + 320];
	track_id *ids;
	size_t kept = 0;
	enum err err = editable(app, &l);

	(void)p;
	if (err)
		return err;
	ids = xcalloc(l->n + 1, sizeof *ids);
	for (size_t i = 0, k = 0; i < l->n; i++) {
		if (k < n && rows[k] == i)
			k++;
		else
			ids[kept++] = l->ids[i];
	}
	return edit(app, l, ids, kept, in_words(app, l, rows, n, _("removed"), what, sizeof what));
}

static enum err list_drop(struct app *app, struct pane *p, size_t i)
{
	return list_drop_rows(app, p, &i, 1);
}

static enum err list_move_rows(struct app *app, struct pane *p, const size_t *rows, size_t n, size_t before)
{
	struct named_list *l;
	char what[PLAYLIST_NAME_MAX + 320];
	track_id *ids;
	size_t out = 0, first = 0;
	enum err err = editable(app, &l);

	if (err)
		return err;
	if (before > l->n || rows[n - 1] >= l->n)
		return fail(ERR_ARG, _("It cannot move further"));
	ids = xcalloc(l->n + 1, sizeof *ids);
	for (size_t i = 0, k = 0; i <= l->n; i++) {
		if (i == before) {
			first = out;
			for (size_t m = 0; m < n; m++)
				ids[out++] = l->ids[rows[m]];
		}
		if (k < n && rows[k] == i)
			k++;
		else if (i < l->n)
			ids[out++] = l->ids[i];
	}
	err = edit(app, l, ids, out, in_words(app, l, rows, n, _("moved"), what, sizeof what));
	if (!err)
		list_go(&p->list, first);
	return err;
}

static enum err list_insert(struct app *app, struct pane *p, size_t before, const track_id *ids, size_t n)
{
	struct named_list *l;
	char what[PLAYLIST_NAME_MAX + 320];
	track_id *all;
	enum err err = editable(app, &l);

	if (err)
		return err;
	before = MIN_OF(before, l->n);
	all = xcalloc(l->n + n + 1, sizeof *all);
	if (before)
		memcpy(all, l->ids, before * sizeof *all);
	memcpy(all + before, ids, n * sizeof *all);
	if (l->n > before)
		memcpy(all + before + n, l->ids + before, (l->n - before) * sizeof *all);
	err = edit(app, l, all, l->n + n, in_words(app, l, NULL, n, _("put in"), what, sizeof what));
	if (!err) {
		list_resize(&p->list, p->ops->rows(app, p));
		list_go(&p->list, before);
	}
	return err;
}

static void list_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	const struct named_list *l = chosen(app);

	(void)p;
	if (!l)
		snprintf(ret_text, size, "%s", _("Tracks"));
	else if (l->query)
		snprintf(ret_text, size, "%.60s · %zu · %.60s", l->name, list_count(l), l->query);
	else
		snprintf(ret_text, size, "%.100s · %zu", l->name, list_count(l));
}

static const char *list_empty(struct app *app)
{
	if (!playlists_are_loaded(app))
		return _("Opening the library…");
	if (playlists_count(app) + daily_count(app))
		return _("Nothing is in it.\n\n  {playlist-add}\tanywhere adds what the cursor is on");
	return _("There are no playlists yet.\n\n  {playlist-add}\tanywhere adds what the cursor is on to one\n  :playlist-new NAME\tmakes one\n"
		 "  :playlist-import FILE\ttakes one from a file\n  :smart NAME QUERY\tmakes one of what a query finds");
}

const struct pane_ops pane_playlists = {
	.name = "playlists", .title = N_("Playlists"), .rows = names_rows, .draw_row = names_draw, .tracks = names_tracks,
	.activate = names_activate, .remove = names_remove, .words = names_words, .empty = names_empty,
};

const struct pane_ops pane_playlist = {
	.name = "playlist", .title = N_("Tracks"), .rows = list_rows, .draw_row = list_draw, .track = list_row_track,
	.activate = list_activate, .remove = list_drop, .remove_rows = list_drop_rows, .move = list_move_rows,
	.insert = list_insert, .empty = list_empty, .title_text = list_title, .columns = list_columns,
};
