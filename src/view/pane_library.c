/*
 * pane_library.c -- the library: artists (or what else the option "tree" says) on the left, the tracks of the chosen one on the right.  Where there are files that cannot be
 * read a last row on the left stands for them, and the right says which and why; from there nothing can be played or queued.
 */
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By root: what the left side shows, and what has none of it. */
static const struct { const char *title, *none; } roots[LIBRARY_ROOTS] = {
	[LIBRARY_BY_ARTIST] = { N_("Artists"), N_("(unknown artist)") }, [LIBRARY_BY_ALBUM] = { N_("Albums"), N_("(no album)") },
	[LIBRARY_BY_GENRE] = { N_("Genres"), N_("(no genre)") }, [LIBRARY_BY_YEAR] = { N_("Years"), N_("(no year)") },
	[LIBRARY_BY_DECADE] = { N_("Decades"), N_("(no year)") }, [LIBRARY_BY_FOLDER] = { N_("Folders"), "/" },
};

static const char *artist_label(struct app *app, const struct artist_node *a)
{
	return a->name[0] ? a->name : _(roots[library_view_root(library_shown(app))].none);
}

/* What views->artist points to while the cursor is on the unreadable files: a name no artist shares the address of. */
static const char unreadable_name[] = "";

static bool is_unreadable_row(struct app *app, size_t i)
{
	return i != SIZE_MAX && i >= library_view_artist_count(library_shown(app));
}

static const char *row_name(struct app *app, size_t i)
{
	return is_unreadable_row(app, i) ? unreadable_name : library_view_artist_at(library_shown(app), i)->name;
}

static struct track *const *row_tracks(struct app *app, size_t i, size_t *ret_n)
{
	return is_unreadable_row(app, i) ? library_unreadable(app->lib, ret_n) : library_view_artist_tracks(library_shown(app), i, ret_n);
}

static size_t artists_rows(struct app *app, struct pane *p)
{
	struct views *v = app->views;
	size_t artists = library_view_artist_count(library_shown(app)), n, n_bad = 0, at;
	uint64_t generation = library_view_generation(library_shown(app));

	/* a filter looks for music: what cannot be read is none */
	if (!*filter_label(app))
		library_unreadable(app->lib, &n_bad);
	n = artists + (n_bad > 0);
	/* artists come and go above: the cursor stays on the same one, and what it was moved by since is kept */
	if (n && v->artist_seen && (p->list.n != n || v->artists_generation != generation)) {
		long by = (long)p->list.cursor - (long)v->artist_seen_at;

		/* on what cannot be read it stays if it was put there, not if there was nothing else */
		if (!v->artists_settled && !v->artist_seen_at)
			at = 0;		/* the first of what was there by then: it is not there by choice */
		else if (v->artist_seen == unreadable_name)
			at = p->list.n < 2 ? 0 : n_bad ? artists : SIZE_MAX;
		else
			at = library_view_artist_find(library_shown(app), v->artist_seen);
		p->list.n = n;
		if (at != SIZE_MAX) {
			list_go(&p->list, at);
			list_move(&p->list, by);
		}
	}
	list_resize(&p->list, n);
	v->artists_generation = generation;
	v->artists_settled |= app->tracks_loaded && !library_view_is_old(library_shown(app));
	v->artist_seen_at = p->list.cursor;
	v->artist_seen = n ? row_name(app, p->list.cursor) : NULL;
	return n;
}

/* The artist under the cursor is the one whose tracks are shown. */
static size_t chosen_artist(struct app *app)
{
	struct pane *p = &app->views->panes[PANE_ARTISTS];
	size_t n = artists_rows(app, p);

	list_resize(&p->list, n);
	return n ? p->list.cursor : SIZE_MAX;
}

static bool are_all_away(struct track *const *tracks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!tracks[i]->is_away)
			return false;
	return n > 0;
}

static void artists_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	bool is_bad = is_unreadable_row(app, i);
	struct track *playing = play_track(app);
	char count[24];
	struct track *const *tracks;
	size_t n;
	int w;
	bool plays = playing && library_view_holds(library_shown(app), i, playing);

	(void)p;
	tracks = row_tracks(app, i, &n);
	w = (int)number_text((int64_t)n, count);
	if (plays && base == ROLE_NORMAL)
		base = ROLE_PLAYING;
	else if (is_bad && base == ROLE_NORMAL)
		base = ROLE_DIM;
	else if (base == ROLE_NORMAL && are_all_away(tracks, n))
		base = ROLE_MISSING;
	ui_text(app->ui, at.y, at.x, at.cols - w - 1, base,
		is_bad ? _("(unreadable files)") : artist_label(app, library_view_artist_at(library_shown(app), i)), true);
	ui_text_right(app->ui, at.y, at.x + at.cols - w, w, base == ROLE_NORMAL ? ROLE_DIM : base, count);
}

static struct track **artists_tracks(struct app *app, struct pane *p, size_t i, size_t *ret_n)
{
	size_t n = 0;
	struct track *const *tracks = is_unreadable_row(app, i) ? NULL : library_view_artist_tracks(library_shown(app), i, &n);

	(void)p;
	*ret_n = n;
	return n ? xmemdup(tracks, n * sizeof *tracks) : NULL;
}

static struct track *artists_track(struct app *app, struct pane *p, size_t i)
{
	(void)app, (void)p, (void)i;
	return NULL;	/* a row is many tracks: judging needs one */
}

static enum err artists_activate(struct app *app, struct pane *p, size_t i)
{
	size_t n = 0;
	struct track *const *tracks;

	(void)p;
	if (is_unreadable_row(app, i))
		return fail(ERR_MISSING, _("These files cannot be read"));
	tracks = library_view_artist_tracks(library_shown(app), i, &n);
	return n ? play_tracks(app, tracks, n, 0, SOURCE_LIBRARY) : OK;
}

static const char *library_empty(struct app *app)
{
	if (*filter_label(app) && library_count(app->lib))
		return _("Nothing matches the filter.\n\n  {filter-prompt}\tchanges it\n  {escape}\ttakes it away");
	if (app->db_broken)
		return _("The library cannot be opened; see the message below.");
	if (!app->tracks_loaded)
		return _("Opening the library…");
	if (scanning_is_busy(app))
		return _("Reading your music…");
	return _("Welcome to Segue.\n\nThere is no music here yet.\n\n  {add-prompt}\tname a folder with music\n  :demo\ta few short pieces to try it with\n"
		 "  {help}\tthe keys\n  {quit-ask}\tquit");
}

static void artists_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	const char *title = _(roots[library_view_root(library_shown(app))].title);

	(void)p;
	if (*filter_label(app))
		snprintf(ret_text, size, "%s · %s", title, filter_label(app));
	else
		snprintf(ret_text, size, "%s", title);
}

static const char *artists_empty(struct app *app)
{
	(void)app;
	return "";	/* the wider pane says why */
}

/*
 * The rows of the right pane: a heading before each album, and before each disc where it has several, then its tracks.  Made anew when
 * the artist or the library changes.  A row is the index of a track, or of the first track of what it heads.
 */
enum row_kind { ROW_TRACK, ROW_DISC, ROW_ALBUM };
struct track_row { uint32_t track; enum row_kind kind; };

struct track_rows {
	struct track_row *rows;
	size_t n, cap, artist;
	uint64_t version;
	struct track *const *tracks;
	size_t n_tracks;
	bool is_unreadable;		/* no artist's, but those that cannot be read */
	bool is_mixed;			/* many are by others than whose name stands on the left: each says by whom */
	char columns[COLUMNS_TEXT_MAX];	/* the option's, with the artist */
};

void track_rows_free(struct track_rows *r)
{
	if (r)
		free(r->rows);
	free(r);
}

static void add_row(struct track_rows *r, size_t track, enum row_kind kind)
{
	ARRAY_GROW(r->rows, r->n, r->cap);
	r->rows[r->n++] = (struct track_row){ (uint32_t)track, kind };
}

static bool is_by_artist(struct app *app)
{
	return library_view_root(library_shown(app)) == LIBRARY_BY_ARTIST;
}

/* Whose name stands above a track: on the left, or in the heading of its album. */
static const char *stands_under(struct app *app, const struct track_rows *r, const struct track *t)
{
	if (is_by_artist(app))
		return row_name(app, r->artist);
	return !t->album[0] ? "" : t->is_compilation ? library_various() : t->album_artist[0] ? t->album_artist : t->artist;
}

/* A guest or two are told by the title or not at all; a compilation is by many. */
static bool is_mixed(struct app *app, const struct track_rows *r)
{
	size_t others = 0;

	for (size_t i = 0; i < r->n_tracks && others <= r->n_tracks / 4; i++)
		others += strcmp(r->tracks[i]->artist, stands_under(app, r, r->tracks[i])) != 0;
	return others > r->n_tracks / 4;
}

/* Among an artist's tracks the name is enough to tell albums apart. */
static bool heads_album(struct app *app, const struct track_rows *r, size_t i)
{
	if (!r->tracks[i]->album[0])
		return false;
	if (is_by_artist(app))
		return !i || strcmp(r->tracks[i]->album, r->tracks[i - 1]->album);
	return !i || !play_same_album(r->tracks[i], r->tracks[i - 1]);
}

static size_t album_length(struct app *app, const struct track_rows *r, size_t from)
{
	size_t n = 1;

	while (from + n < r->n_tracks && !heads_album(app, r, from + n) && !r->tracks[from]->album[0] == !r->tracks[from + n]->album[0])
		n++;
	return n;
}

/* Loose tracks have no heading. Those of an album without a number of their disc come first, and have none either. */
static void add_album(struct track_rows *r, size_t from, size_t n)
{
	bool has_discs = false;

	if (!r->is_unreadable && r->tracks[from]->album[0]) {
		add_row(r, from, ROW_ALBUM);
		for (size_t i = from + 1; i < from + n; i++)
			has_discs |= r->tracks[i]->disc_no != r->tracks[from]->disc_no;
	}
	for (size_t i = from; i < from + n; i++) {
		int disc = r->tracks[i]->disc_no;

		if (has_discs && disc > 0 && (i == from || r->tracks[i - 1]->disc_no != disc))
			add_row(r, i, ROW_DISC);
		add_row(r, i, ROW_TRACK);
	}
}

static const struct track_rows *rows_of(struct app *app)
{
	struct views *v = app->views;
	size_t artist = chosen_artist(app);
	struct track_rows *r;

	if (!v->track_rows) {
		v->track_rows = xcalloc(1, sizeof *v->track_rows);
		v->track_rows->artist = SIZE_MAX;
	}
	r = v->track_rows;
	if (artist == SIZE_MAX) {
		r->n = r->n_tracks = 0;
		r->artist = SIZE_MAX;
		return r;
	}
	if (r->artist == artist && r->version == library_view_generation(library_shown(app)))
		return r;
	r->tracks = row_tracks(app, artist, &r->n_tracks);
	r->is_unreadable = is_unreadable_row(app, artist);
	r->artist = artist;
	r->is_mixed = !r->is_unreadable && is_mixed(app, r);
	r->version = library_view_generation(library_shown(app));
	r->n = 0;
	for (size_t i = 0, n; i < r->n_tracks; i += n) {
		n = r->is_unreadable ? r->n_tracks : album_length(app, r, i);
		add_album(r, i, n);
	}
	return r;
}

static size_t row_of_track(const struct track_rows *r, size_t track)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->rows[i].kind == ROW_TRACK && r->rows[i].track == track)
			return i;
	return 0;
}

static size_t tracks_rows(struct app *app, struct pane *p)
{
	const struct track_rows *r = rows_of(app);

	if (r->artist != SIZE_MAX && app->views->artist != row_name(app, r->artist)) {
		app->views->artist = row_name(app, r->artist);
		p->list.n = r->n;
		list_go(&p->list, row_of_track(r, 0));
	}
	return r->n;
}

static void draw_album(struct app *app, const struct track *t, struct area at, enum role base)
{
	const char *by = is_by_artist(app) ? "" : stands_under(app, rows_of(app), t);
	char year[16] = "", *text = xasprintf("%s — %s", t->album, by);
	int w;

	if (t->year)
		snprintf(year, sizeof year, "%d", t->year);
	w = (int)strlen(year);
	if (base == ROLE_NORMAL)
		base = ROLE_STRONG;
	ui_text(app->ui, at.y, at.x, at.cols - w - 1, base, *by ? text : t->album, true);
	free(text);
	ui_text_right(app->ui, at.y, at.x + at.cols - w, w, base, year);
}

static void draw_disc(struct app *app, const struct track *t, struct area at, enum role base)
{
	char text[64];

	snprintf(text, sizeof text, _("Disc %d"), t->disc_no);
	ui_text(app->ui, at.y, at.x + 1, at.cols - 1, base == ROLE_NORMAL ? ROLE_DIM : base, text, true);
}

/* Why first: the path may be long, and its end tells more than its beginning. */
static void draw_unreadable(struct app *app, const struct track *t, struct area at, enum role base)
{
	char *path = utf8_clean(t->path, strlen(t->path)), *shown = path;
	int why = utf8_width(t->error), room = MAX_OF(at.cols - why - 2, at.cols / 2);

	while (utf8_width(shown) > room && strchr(shown + 1, '/'))
		shown = strchr(shown + 1, '/');
	ui_text(app->ui, at.y, at.x, room, base == ROLE_NORMAL ? ROLE_MISSING : base, shown, true);
	ui_text_right(app->ui, at.y, at.x + room + 2, at.cols - room - 2, base == ROLE_NORMAL ? ROLE_ERROR : base, t->error);
	free(path);
}

static const char *tracks_columns(struct app *app)
{
	if (!rows_of(app)->is_mixed)
		return app->set.columns;
	column_with_artist(app->set.columns, app->views->track_rows->columns, COLUMNS_TEXT_MAX);
	return app->views->track_rows->columns;
}

static void tracks_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct track_rows *r = rows_of(app);
	const struct track *t = r->tracks[r->rows[i].track];

	(void)p;
	if (r->rows[i].kind == ROW_ALBUM) {
		draw_album(app, t, at, base);
		return;
	}
	if (r->rows[i].kind == ROW_DISC) {
		draw_disc(app, t, at, base);
		return;
	}
	if (r->is_unreadable) {
		draw_unreadable(app, t, at, base);
		return;
	}
	column_draw_list(app, tracks_columns(app), t, at, base);
}

static struct track *tracks_track(struct app *app, struct pane *p, size_t i)
{
	const struct track_rows *r = rows_of(app);

	(void)p;
	return i < r->n && r->rows[i].kind == ROW_TRACK ? r->tracks[r->rows[i].track] : NULL;
}

/* A heading stands for its whole album, or disc. */
static struct track **tracks_tracks(struct app *app, struct pane *p, size_t i, size_t *ret_n)
{
	const struct track_rows *r = rows_of(app);
	size_t from = r->rows[i].track, n = r->rows[i].kind == ROW_TRACK;

	(void)p;
	if (r->is_unreadable) {
		*ret_n = 0;
		return NULL;
	}
	for (size_t k = i + 1; r->rows[i].kind != ROW_TRACK && k < r->n && r->rows[k].kind < r->rows[i].kind; k++)
		n += r->rows[k].kind == ROW_TRACK;
	*ret_n = n;
	return xmemdup(r->tracks + from, n * sizeof *r->tracks);
}

static enum err tracks_activate(struct app *app, struct pane *p, size_t i)
{
	const struct track_rows *r = rows_of(app);

	(void)p;
	if (r->is_unreadable && i < r->n)
		return fail(ERR_PARSE, "%s: %s", path_base(r->tracks[r->rows[i].track]->path), r->tracks[r->rows[i].track]->error);
	return i < r->n ? play_tracks(app, r->tracks, r->n_tracks, r->rows[i].track, SOURCE_LIBRARY) : OK;
}

static void tracks_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	size_t i = chosen_artist(app);

	(void)p;
	if (i == SIZE_MAX) {
		snprintf(ret_text, size, "%s", _("Tracks"));
	} else if (is_unreadable_row(app, i)) {
		size_t n;

		library_unreadable(app->lib, &n);
		snprintf(ret_text, size, P_("%zu file cannot be read", "%zu files cannot be read", n), n);
	} else {
		const struct artist_node *a = library_view_artist_at(library_shown(app), i);
		char *name = xstrndup(artist_label(app, a), 60);
		char length[24];

		duration_text(a->duration_ms, length);
		/* a cut in the middle of a character is mended by the drawing */
		snprintf(ret_text, size, "%s · %zu · %s", name, a->n_tracks, length);
		free(name);
	}
}

bool library_reveal(struct app *app, const struct track *t)
{
	size_t here = app->views->panes[PANE_ARTISTS].list.cursor;

	/* one of several genres is where one looks, if it is there */
	return library_reveal_in(app, t, library_view_holds(library_shown(app), here, t) ? here : library_view_artist_of(library_shown(app), t));
}

bool library_reveal_in(struct app *app, const struct track *t, size_t a)
{
	struct views *v = app->views;
	struct track *const *tracks;
	size_t n;

	if (library_is_flat(app))
		return sorted_reveal(app, t);
	if (a == SIZE_MAX)
		return false;
	list_resize(&v->panes[PANE_ARTISTS].list, artists_rows(app, &v->panes[PANE_ARTISTS]));
	list_go(&v->panes[PANE_ARTISTS].list, a);
	v->artist = library_view_artist_at(library_shown(app), a)->name;
	tracks = library_view_artist_tracks(library_shown(app), a, &n);
	list_resize(&v->panes[PANE_TRACKS].list, rows_of(app)->n);
	app->effects |= EFFECT_REDRAW;
	for (size_t i = 0; i < n; i++)
		if (tracks[i] == t) {
			list_go(&v->panes[PANE_TRACKS].list, row_of_track(rows_of(app), i));
			return true;
		}
	return false;
}

const struct pane_ops pane_artists = {
	.name = "artists", .holds_library = true, .title = N_("Artists"), .rows = artists_rows, .draw_row = artists_draw, .track = artists_track,
	.tracks = artists_tracks, .activate = artists_activate, .empty = artists_empty, .title_text = artists_title,
};

const struct pane_ops pane_tracks = {
	.name = "tracks", .holds_library = true, .title = N_("Tracks"), .rows = tracks_rows, .draw_row = tracks_draw, .track = tracks_track,
	.tracks = tracks_tracks, .activate = tracks_activate, .empty = library_empty, .title_text = tracks_title, .columns = tracks_columns,
};
