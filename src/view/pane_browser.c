/*
 * pane_browser.c -- the disk: folders, playlists and cue sheets (which open like folders) and files that sound, wherever they are.
 *
 * Rows come from a thread (music.h's folder) piece by piece, so a folder of a hundred thousand files or a mount that hangs holds up
 * nothing. The first row leads up. While rows still come they stand as they came; when all are there they are sorted, and the cursor
 * stays on its entry.
 */
#include "view/browser.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DATE_COLS = 10, SIZE_COLS = 7, WIDE_COLS = 50, SIBLINGS = 200 };

struct browser {
	char *path;			/* absolute; NULL: nothing was shown yet */
	struct folder *folder;		/* NULL: it could not be begun */
	bool is_done, has_hidden;
	enum err err;
	char *why;
	char *cursor_on;		/* a name the cursor is to go to when it is there */
	const struct folder_entry *seen;	/* where the cursor was; NULL: on the row that leads up */
	size_t seen_at;
};

static struct browser *browser_of(struct app *app)
{
	if (!app->views->browser)
		app->views->browser = xcalloc(1, sizeof *app->views->browser);
	return app->views->browser;
}

void browser_free(struct browser *b)
{
	if (!b)
		return;
	folder_close(b->folder);
	free(b->path);
	free(b->why);
	free(b->cursor_on);
	free(b);
}

bool browser_has_focus(const struct app *app)
{
	return view_focus(app) == PANE_BROWSER;
}

static enum err begin(struct app *app, struct browser *b)
{
	struct list *rows = &app->views->panes[PANE_BROWSER].list;
	enum err err;

	folder_close(b->folder);
	b->folder = NULL;
	free(b->why);
	b->why = NULL;
	b->is_done = false;
	b->err = OK;
	b->seen = NULL;
	b->seen_at = 0;
	list_resize(rows, 1);
	list_go(rows, 0);
	app->effects |= EFFECT_REDRAW;
	err = folder_open(b->path, b->has_hidden ? FOLDER_HIDDEN : 0, &b->folder);
	if (err) {
		b->is_done = true;
		b->err = err;
		b->why = xstrdup(err_text());
	}
	return err;
}

enum err browser_go(struct app *app, const char *path, const char *cursor_on)
{
	struct browser *b = browser_of(app);
	char *to = path ? path_absolute(path) : b->path ? xstrdup(b->path) : path_absolute(app->n_roots ? app->roots[0] : ".");
	char *on = cursor_on ? xstrdup(cursor_on) : NULL;

	free(b->path);
	free(b->cursor_on);
	b->path = to;
	b->cursor_on = on;
	return begin(app, b);
}

const char *browser_path(struct app *app)
{
	struct browser *b = browser_of(app);

	if (!b->path)
		browser_go(app, NULL, NULL);
	return b->path;
}

static bool is_top(const struct browser *b)
{
	return !strcmp(b->path, "/");
}

enum err browser_up(struct app *app)
{
	struct browser *b = browser_of(app);
	char *from, *to;
	enum err err;

	if (!b->path || is_top(b))
		return fail(ERR_MISSING, _("There is nothing above"));
	from = xstrdup(path_base(b->path));
	to = path_join(b->path, "..");
	err = browser_go(app, to, from);
	free(to);
	free(from);
	return err;
}

enum err browser_toggle_hidden(struct app *app)
{
	struct browser *b = browser_of(app);
	char *on = b->seen ? xstrdup(b->seen->name) : NULL;
	enum err err;

	b->has_hidden = !b->has_hidden;
	err = browser_go(app, NULL, on);
	free(on);
	return err;
}

int browser_fd(const struct app *app)
{
	const struct browser *b = app->views->browser;

	return b && b->folder && !b->is_done ? folder_fd(b->folder) : -1;
}

void browser_turn(struct app *app)
{
	struct browser *b = browser_of(app);

	if (!b->folder || b->is_done)
		return;
	folder_heard(b->folder);
	b->is_done = folder_is_done(b->folder, &b->err);
	if (b->is_done && b->err)
		b->why = xstrdup(err_text());
	app->effects |= b->is_done ? EFFECT_REDRAW : EFFECT_REDRAW_SOON;
}

/* ---- rows: the first leads up, but at the top ---- */

static size_t above(const struct browser *b)
{
	return is_top(b) ? 0 : 1;
}

static const struct folder_entry *entry_at(const struct browser *b, size_t i)
{
	return b->folder && i >= above(b) ? folder_at(b->folder, i - above(b)) : NULL;
}

static size_t place_of(const struct browser *b, size_t n, const struct folder_entry *e, const char *name)
{
	for (size_t i = above(b); i < n; i++) {
		const struct folder_entry *at = entry_at(b, i);

		if (at == e || (name && at && !strcmp(at->name, name)))
			return i;
	}
	return SIZE_MAX;
}

/* The cursor goes to what was asked for, or stays on its entry where the rows were sorted under it. */
static void settle(struct browser *b, struct pane *p, size_t n)
{
	size_t at = SIZE_MAX;

	if (b->cursor_on && (b->is_done || p->list.cursor == 0))
		at = place_of(b, n, NULL, b->cursor_on);
	if (b->cursor_on && (b->is_done || at != SIZE_MAX || p->list.cursor)) {
		free(b->cursor_on);
		b->cursor_on = NULL;
	}
	if (at == SIZE_MAX && b->seen && b->seen_at == p->list.cursor && entry_at(b, b->seen_at) != b->seen)
		at = place_of(b, n, b->seen, NULL);
	if (at != SIZE_MAX)
		list_go(&p->list, at);
}

static size_t browser_rows(struct app *app, struct pane *p)
{
	struct browser *b = browser_of(app);
	size_t n;

	if (!b->path) {
		if (!app->tracks_loaded)
			return 0;
		browser_go(app, NULL, NULL);
	}
	n = above(b) + (b->folder ? folder_count(b->folder) : 0);
	list_resize(&p->list, n);
	settle(b, p, n);
	b->seen_at = p->list.cursor;
	b->seen = entry_at(b, b->seen_at);
	return n;
}

static void size_text(int64_t bytes, char ret[16])
{
	static const char units[] = "BKMGT";
	double v = (double)bytes;
	size_t i = 0;

	for (; v >= 1000 && i + 2 < sizeof units; i++)
		v /= 1024;
	snprintf(ret, 16, v < 10 && i ? "%.1f%c" : "%.0f%c", v, units[i]);
}

static void draw_facts(struct app *app, const struct folder_entry *e, struct area *at, enum role base)
{
	enum role role = base == ROLE_NORMAL ? ROLE_DIM : base;
	char size[16] = "", date[16] = "";
	time_t t = (time_t)e->mtime_s;
	struct tm tm;

	if (at->cols < WIDE_COLS)
		return;
	if (e->size >= 0)
		size_text(e->size, size);
	if (e->mtime_s < 0 || !localtime_r(&t, &tm) || !strftime(date, sizeof date, "%Y-%m-%d", &tm))
		*date = '\0';
	at->cols -= DATE_COLS;
	ui_text(app->ui, at->y, at->x + at->cols, DATE_COLS, role, date, true);
	at->cols -= SIZE_COLS + 2;
	ui_text_right(app->ui, at->y, at->x + at->cols, SIZE_COLS, role, size);
	at->cols--;
}

static void browser_draw(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	struct browser *b = browser_of(app);
	const struct folder_entry *e = entry_at(b, i);
	const char *name = e ? e->title ? e->title : e->name : "..";
	char *path, *clean = utf8_clean(name, strlen(name)), *shown;
	struct track *t;

	(void)p;
	path = e && e->kind == FOLDER_AUDIO ? folder_path(b->folder, e) : NULL;
	t = path ? library_by_path(app->lib, path) : NULL;
	shown = xasprintf("%s%s", clean, !e || e->kind == FOLDER_DIR ? "/" : "");
	if (base == ROLE_NORMAL && t && t == play_track(app))
		base = ROLE_PLAYING;
	else if (base == ROLE_NORMAL && (!e || e->kind == FOLDER_DIR))
		base = ROLE_STRONG;
	else if (base == ROLE_NORMAL && e->kind == FOLDER_LIST)
		base = ROLE_REASON;
	if (e)
		draw_facts(app, e, &at, base);
	ui_text(app->ui, at.y, at.x, at.cols, base, shown, true);
	free(shown);
	free(clean);
	free(path);
}

/* ---- orders ---- */

/* A file is played with those around it, so that the next key and the end of the track go on in the folder. */
static enum err play_row(struct app *app, struct browser *b, struct pane *p, size_t i)
{
	size_t from = i > SIBLINGS + above(b) ? i - SIBLINGS : above(b), to = MIN_OF(p->list.n, i + SIBLINGS + 1), n = 0, at = 0;
	char **paths = xcalloc(to - from + 1, sizeof *paths);
	enum err err;

	for (size_t k = from; k < to; k++) {
		const struct folder_entry *e = entry_at(b, k);

		if (!e || e->kind != FOLDER_AUDIO)
			continue;
		if (k == i)
			at = n;
		paths[n++] = folder_path(b->folder, e);
	}
	err = opening_files(app, OPENING_PLAY, (const char *const *)paths, n, at, NULL);
	for (size_t k = 0; k < n; k++)
		free(paths[k]);
	free(paths);
	return err;
}

static enum err browser_activate(struct app *app, struct pane *p, size_t i)
{
	struct browser *b = browser_of(app);
	const struct folder_entry *e = entry_at(b, i);
	char *path;
	enum err err;

	if (!e)
		return browser_up(app);
	if (e->kind == FOLDER_AUDIO)
		return play_row(app, b, p, i);
	path = folder_path(b->folder, e);
	err = browser_go(app, path, NULL);
	free(path);
	return err;
}

static enum err under_cursor(struct app *app, const struct folder_entry **ret_entry, char **ret_path)
{
	struct browser *b = browser_of(app);
	struct pane *p = &app->views->panes[PANE_BROWSER];
	const struct folder_entry *e;

	list_resize(&p->list, browser_rows(app, p));
	e = p->list.n ? entry_at(b, p->list.cursor) : NULL;
	if (!e)
		return fail(ERR_MISSING, _("There is nothing here"));
	*ret_entry = e;
	*ret_path = folder_path(b->folder, e);
	return OK;
}

enum err browser_take(struct app *app, enum opening_action action, const char *name)
{
	const struct folder_entry *e;
	char *path;
	enum err err = under_cursor(app, &e, &path);

	if (err)
		return err;
	if (e->kind == FOLDER_AUDIO)
		err = opening_files(app, action, (const char *const[]){ path }, 1, 0, name);
	else
		err = opening_folder(app, action, path, name);
	if (!err)
		list_move(&app->views->panes[PANE_BROWSER].list, 1);
	free(path);
	return err;
}

enum err browser_add(struct app *app)
{
	const struct folder_entry *e;
	char *path, *owner;
	enum err err = under_cursor(app, &e, &path);

	if (err)
		return err;
	/* a part comes with its sheet */
	owner = music_part_owner(path);
	if (e->kind == FOLDER_LIST && !music_is_sheet_name(path))
		err = fail(ERR_ARG, _("A playlist is no folder: :playlist-import takes it in"));
	else
		err = scanning_start(app, (const char *const[]){ owner ? owner : path }, 1);
	if (!err)
		app_say(app, _("Added to the library: %s"), owner ? owner : path);
	free(owner);
	free(path);
	return err;
}

/* ---- words ---- */

static void browser_words(struct app *app, struct pane *p, size_t i, char *ret_text, size_t size)
{
	const struct folder_entry *e = entry_at(browser_of(app), i);

	(void)p;
	snprintf(ret_text, size, "%s", e ? e->title ? e->title : e->name : "..");
}

static void browser_title(struct app *app, struct pane *p, char *ret_text, size_t size)
{
	struct browser *b = browser_of(app);
	const char *path = b->path ? b->path : "";
	char *clean = utf8_clean(path, strlen(path)), *shown = clean, state[64] = "";
	int room = MAX_OF(16, p->area.cols - 24);

	/* the end of a path tells more than its beginning */
	while (utf8_width(shown) > room && strchr(shown + 1, '/'))
		shown = strchr(shown + 1, '/');
	if (b->folder && !b->is_done)
		snprintf(state, sizeof state, _(" · reading, %zu so far"), folder_count(b->folder));
	else if (b->err == ERR_LIMIT)
		snprintf(state, sizeof state, _(" · only the first %zu"), folder_count(b->folder));
	else if (b->err)
		snprintf(state, sizeof state, "%s", _(" · cannot be read"));
	snprintf(ret_text, size, "%s%.100s%s%s", shown == clean ? "" : "…", shown, state, b->has_hidden ? _(" · hidden ones, too") : "");
	free(clean);
}

static const char *browser_empty(struct app *app)
{
	return app->tracks_loaded ? "" : _("Opening the library…");
}

const struct pane_ops pane_browser = {
	.name = "browser", .title = N_("Files"), .rows = browser_rows, .draw_row = browser_draw, .activate = browser_activate,
	.words = browser_words, .empty = browser_empty, .title_text = browser_title,
};
