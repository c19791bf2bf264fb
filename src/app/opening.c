/* opening.c -- files of the disk, known or not, to be played, queued or put into a playlist. */
#include "app/opening.h"

#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 64 };
enum opening_state { OPENING_LIST, OPENING_MATCH, OPENING_READ };

struct opening {
	enum opening_state state;
	enum opening_action action;
	char *name;
	struct folder *folder;		/* of a folder, a playlist or a cue sheet; else paths */
	char *path;
	bool is_list;
	char *asked;			/* the last that was asked for */
	char **paths;
	size_t n_paths, first;
	/* matching */
	size_t at, n_unknown, n_asked;
	bool has_first;			/* the one asked for can be played */
	bool has_read;			/* what is not known now is not music that can be read */
	struct track **tracks;
	size_t n_tracks, cap, start;	/* start: the one to begin with */
};

static void opening_free(struct opening *o)
{
	if (!o)
		return;
	folder_close(o->folder);
	for (size_t i = 0; i < o->n_paths; i++)
		free(o->paths[i]);
	free(o->paths);
	free(o->name);
	free(o->path);
	free(o->asked);
	free(o->tracks);
	free(o);
}

void opening_close(struct app *app)
{
	opening_free(app->opening);
	app->opening = NULL;
}

static enum err begin(struct app *app, enum opening_action action, const char *name)
{
	struct opening *o;

	if (!app->tracks_loaded || !app->db_open)
		return fail(ERR_BUSY, _("The library is not open yet"));
	/* playing something else is a change of mind; what is on its way to a list is not dropped */
	if (app->opening && (app->opening->action != OPENING_PLAY || action != OPENING_PLAY))
		return fail(ERR_BUSY, _("Files are still being read"));
	opening_close(app);
	o = xcalloc(1, sizeof *o);
	o->action = action;
	o->name = name ? xstrdup(name) : NULL;
	app->opening = o;
	app->effects |= EFFECT_REDRAW;
	return OK;
}

enum err opening_files(struct app *app, enum opening_action action, const char *const *paths, size_t n, size_t at, const char *name)
{
	struct opening *o;
	enum err err = begin(app, action, name);

	if (err)
		return err;
	o = app->opening;
	o->state = OPENING_MATCH;
	o->paths = xcalloc(n + 1, sizeof *o->paths);
	for (size_t i = 0; i < n; i++)
		o->paths[i] = xstrdup(paths[i]);
	o->n_paths = n;
	o->first = at;
	return OK;
}

enum err opening_folder(struct app *app, enum opening_action action, const char *path, const char *name)
{
	enum err err = begin(app, action, name);

	if (err)
		return err;
	app->opening->path = xstrdup(path);
	app->opening->is_list = music_is_list_name(path);
	err = folder_open(path, FOLDER_DEEP, &app->opening->folder);
	if (err)
		opening_close(app);
	return err;
}

static char *path_at(struct opening *o, size_t i)
{
	const struct folder_entry *e;

	if (!o->folder)
		return i < o->n_paths ? xstrdup(o->paths[i]) : NULL;
	e = folder_at(o->folder, i);
	return e ? folder_path(o->folder, e) : NULL;
}

static void act(struct app *app)
{
	struct opening *o = app->opening;
	size_t left = o->n_unknown;
	enum err err;

	app->opening = NULL;	/* the orders below may open others */
	if (!o->n_tracks || (o->action == OPENING_PLAY && !o->has_first))
		err = fail(ERR_MISSING, _("There is nothing here that can be played"));
	else if (o->action == OPENING_PLAY)
		err = play_tracks(app, o->tracks, o->n_tracks, MIN_OF(o->start, o->n_tracks - 1), SOURCE_FILE);
	else if (o->action == OPENING_PLAYLIST)
		err = playlist_add_tracks(app, o->name, o->tracks, o->n_tracks);
	else
		err = queue_tracks(app, o->tracks, o->n_tracks, o->action == OPENING_QUEUE_NEXT);
	if (err)
		app_complain(app, "%s", err_text());
	else if (left && o->action != OPENING_PLAY)
		app_complain(app, P_("%zu file could not be read and is left out", "%zu files could not be read and are left out", left), left);
	opening_free(o);
	app->effects |= EFFECT_REDRAW;
}

/* One that is not known yet is to be read: by itself, a part with its sheet, or (once) with its whole folder. */
static void ask(struct app *app, const char *path)
{
	struct opening *o = app->opening;
	bool is_whole = o->folder && !o->is_list;
	char *owner;

	if (o->has_read || (is_whole ? o->n_asked > 0 : o->n_asked >= OPENING_UNKNOWN_MAX))
		return;
	owner = music_part_owner(path);
	path = is_whole ? o->path : owner ? owner : path;
	/* the parts of a sheet stand together */
	if (!o->asked || strcmp(o->asked, path)) {
		if (scanning_read(app, path)) {
			app_complain(app, "%s", err_text());
			o->has_read = true;
		}
		o->n_asked++;
		free(o->asked);
		o->asked = xstrdup(path);
	}
	free(owner);
}

/* What plays of a path: itself, or the parts a sheet divides it into. False: it is not known, or nothing of it plays. */
static bool take(struct app *app, const char *path)
{
	struct opening *o = app->opening;
	struct track *t = library_by_path(app->lib, path);
	size_t n = o->n_tracks;

	if (t && t->state == TRACK_PARTS) {
		scanning_parts(app, path, &o->tracks, &o->n_tracks, &o->cap);
	} else if (t && t->state == TRACK_OK) {
		ARRAY_GROW(o->tracks, o->n_tracks, o->cap);
		o->tracks[o->n_tracks++] = t;
	}
	return o->n_tracks > n;
}

static void match_all(struct app *app, int64_t until_ms)
{
	struct opening *o = app->opening;
	unsigned spent = 0;
	char *path;

	while ((path = path_at(o, o->at))) {
		size_t before = o->n_tracks;

		if (take(app, path)) {
			if (o->at <= o->first)
				o->start = before;
			o->has_first |= o->at == o->first;
		} else {
			o->n_unknown++;
			ask(app, path);
		}
		o->at++;
		free(path);
		if (++spent % AT_ONCE == 0 && clock_mono_ms() >= until_ms)
			return;
	}
	if (!o->n_asked || o->has_read) {
		act(app);
		return;
	}
	o->state = OPENING_READ;
	app_say(app, _("Reading…"));
}

void opening_scanned(struct app *app)
{
	struct opening *o = app->opening;

	if (!o || o->state != OPENING_READ)
		return;
	o->state = OPENING_MATCH;
	o->has_read = true;
	o->at = o->n_unknown = o->n_tracks = o->start = 0;
}

void opening_turn(struct app *app, int64_t until_ms)
{
	struct opening *o = app->opening;
	enum err err;

	if (!o)
		return;
	if (o->state == OPENING_LIST) {
		folder_heard(o->folder);
		if (!folder_is_done(o->folder, &err))
			return;
		if (err) {
			app_complain(app, "%s", err_text());
			if (err != ERR_LIMIT) {
				opening_close(app);
				return;
			}
		}
		o->state = OPENING_MATCH;
	}
	if (o->state == OPENING_MATCH)
		match_all(app, until_ms);
}

int opening_fd(const struct app *app)
{
	return app->opening && app->opening->state == OPENING_LIST ? folder_fd(app->opening->folder) : -1;
}

bool opening_wants_turn(const struct app *app)
{
	return app->opening && app->opening->state == OPENING_MATCH;
}
