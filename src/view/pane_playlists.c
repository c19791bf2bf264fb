/* pane_playlists.c -- the named lists on the left, the tracks of the chosen one on the right. */
#include "app/playlists.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- names ---- */

static size_t names_rows(struct app *app, struct pane *p)
{
	(void)p;
	return playlists_count(app);
}

static struct named_list *chosen(struct app *app)
{
	struct list *rows = &app->views->panes[PANE_PLAYLISTS].list;

	list_resize(rows, playlists_count(app));
	return playlists_at(app, rows->cursor);
}

static void names_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct named_list *l = playlists_at(app, i);
	char count[24];
	int w, mark = l->query ? 2 : 0;

	(void)p;
	if (l->query && !l->is_found)
		snprintf(count, sizeof count, "…");
	else
		snprintf(count, sizeof count, "%zu", list_count(l));
	w = utf8_width(count);
	if (mark)
		ui_text(app->ui, at.y, at.x, mark, base == ROLE_NORMAL ? ROLE_REASON : base, "≈", true);
	ui_text(app->ui, at.y, at.x + mark, at.cols - w - 1 - mark, base, l->name, true);
	ui_text_right(app->ui, at.y, at.x + at.cols - w, w, base == ROLE_NORMAL ? ROLE_DIM : base, count);
}

static struct track **names_tracks(struct app *app, struct pane *p, size_t i, size_t *ret_n)
{
	(void)p;
	return list_tracks(app, playlists_at(app, i), ret_n);
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
	return play_from(app, playlists_at(app, i), 0);
}

static enum err names_remove(struct app *app, struct pane *p, size_t i)
{
	(void)p;
	return playlist_ask_delete(app, playlists_at(app, i));
}

static void names_words(struct app *app, struct pane *p, size_t i, char *ret_text, size_t size)
{
	(void)p;
	snprintf(ret_text, size, "%s", playlists_at(app, i)->name);
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
	if (base == ROLE_NORMAL && t == play_track(app))
		base = ROLE_PLAYING;
	else if (base == ROLE_NORMAL && (t->is_banned || t->state != TRACK_OK))
		base = ROLE_MISSING;
	column_draw(app, t, at, base);
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

	if (!l)
		return fail(ERR_MISSING, _("There is nothing here"));
	if (l->query)
		return fail(ERR_ARG, _("'%s' holds what its query finds; :smart changes the query"), l->name);
	*ret_list = l;
	return OK;
}

static const char *row_words(struct app *app, const struct named_list *l, size_t i, const char *format, char *ret, size_t size)
{
	const struct track *t = list_track(app, l, i);
	char label[256];

	snprintf(ret, size, "%s: %s %s", l->name, format, t ? track_label(t, label, sizeof label) : "");
	return ret;
}

static enum err list_drop(struct app *app, struct pane *p, size_t i)
{
	struct named_list *l;
	char what[PLAYLIST_NAME_MAX + 320];
	track_id *ids;
	enum err err = editable(app, &l);

	(void)p;
	if (err)
		return err;
	undo_playlist(app, l->name, row_words(app, l, i, _("removed"), what, sizeof what));
	ids = xmemdup(l->ids, l->n * sizeof *ids);
	memmove(ids + i, ids + i + 1, (l->n - i - 1) * sizeof *ids);
	err = playlists_put(app, l->name, NULL, ids, l->n - 1);
	free(ids);
	if (err)
		undo_drop(app);
	else
		playlists_say(app, "%s", what);
	return err;
}

static enum err list_shift(struct app *app, struct pane *p, size_t i, int by)
{
	struct named_list *l;
	char what[PLAYLIST_NAME_MAX + 320];
	size_t to = by < 0 ? i - 1 : i + 1;
	track_id *ids, id;
	enum err err = editable(app, &l);

	if (err)
		return err;
	if ((by < 0 && !i) || to >= l->n)
		return fail(ERR_ARG, _("It cannot move further"));
	undo_playlist(app, l->name, row_words(app, l, i, _("moved"), what, sizeof what));
	ids = xmemdup(l->ids, l->n * sizeof *ids);
	id = ids[i];
	ids[i] = ids[to];
	ids[to] = id;
	err = playlists_put(app, l->name, NULL, ids, l->n);
	free(ids);
	if (err)
		undo_drop(app);
	else
		list_go(&p->list, to);
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
	if (playlists_count(app))
		return _("Nothing is in it.\n\n  y   anywhere adds what the cursor is on");
	return _("There are no playlists yet.\n\n  y                        anywhere adds what the cursor is on to one\n  :playlist-new NAME       makes one\n"
		 "  :playlist-import FILE    takes one from a file\n  :smart NAME QUERY        makes one of what a query finds");
}

const struct pane_ops pane_playlists = {
	.name = "playlists", .title = N_("Playlists"), .rows = names_rows, .draw_row = names_draw, .tracks = names_tracks,
	.activate = names_activate, .remove = names_remove, .words = names_words, .empty = names_empty,
};

const struct pane_ops pane_playlist = {
	.name = "playlist", .title = N_("Tracks"), .rows = list_rows, .draw_row = list_draw, .track = list_row_track,
	.activate = list_activate, .remove = list_drop, .shift = list_shift, .empty = list_empty, .title_text = list_title,
};
