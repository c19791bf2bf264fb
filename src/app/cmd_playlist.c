/* cmd_playlist.c -- commands of playlists, and undo. */
#include "app/command.h"
#include "app/daily.h"
#include "app/edit.h"
#include "app/filters.h"
#include "app/keys.h"
#include "app/playlists.h"
#include "view/browser.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum err named(const struct app *app, const char *name, struct named_list **ret_list)
{
	struct named_list *l = playlists_find(app, name);

	if (!playlists_are_loaded(app))
		return fail(ERR_BUSY, _("The library is not open yet"));
	if (!l)
		return fail(ERR_MISSING, _("there is no playlist '%s'"), name);
	*ret_list = l;
	return OK;
}

/* The cursor goes to it. */
static void show(struct app *app, const char *name)
{
	const struct named_list *l = playlists_find(app, name);
	struct list *rows = &app->views->panes[PANE_PLAYLISTS].list;

	if (!l)
		return;
	list_resize(rows, playlists_count(app));
	list_go(rows, playlists_index(app, l));
}

/* Makes one that is not there; what is given goes in. */
static enum err make(struct app *app, const char *name, const char *query)
{
	char what[PLAYLIST_NAME_MAX + 64];
	enum err err = playlists_check_name(name);

	if (!err && playlists_find(app, name))
		err = fail(ERR_ARG, _("there is a playlist '%s' already"), name);
	if (err)
		return err;
	snprintf(what, sizeof what, _("new playlist %s"), name);
	undo_playlist(app, name, what);
	err = playlists_put(app, name, query, NULL, 0);
	if (err) {
		undo_drop(app);
		return err;
	}
	show(app, name);
	if (!query)
		playlists_set_last(app, name);
	edit_say(app, query ? _("New smart playlist: %s") : _("New playlist: %s"), name);
	return OK;
}

COMMAND_HANDLER(playlist_new)
{
	(void)argc;
	return make(app, argv[1], NULL);
}

/* A smart list's query, with its order and its end; what is wrong is told with its column. */
static enum err check_smart(struct app *app, const char *text)
{
	struct query_names names = filters_names(app, true);
	struct query_tail tail = { 0 };
	struct query *q = NULL;
	size_t column;
	enum err err = query_tail_split(text, &tail, &column);

	if (!err)
		err = query_parse_named(tail.filter, clock_unix_ms() / 1000, &names, &q, &column);
	query_free(q);
	query_tail_done(&tail);
	return err ? query_fail(err, text, column) : OK;
}

COMMAND_HANDLER(smart)
{
	enum err err = check_smart(app, argv[2]);
	struct named_list *l = playlists_find(app, argv[1]);
	char what[PLAYLIST_NAME_MAX + 64];

	(void)argc;
	if (err)
		return err;
	if (!l)
		return make(app, argv[1], argv[2]);
	if (!l->query)
		return fail(ERR_ARG, _("there is a playlist '%s' already"), argv[1]);
	snprintf(what, sizeof what, _("the query of %s"), argv[1]);
	undo_playlist(app, argv[1], what);
	err = playlists_put(app, argv[1], argv[2], NULL, 0);
	if (err)
		undo_drop(app);
	return err;
}

enum err playlist_add_tracks(struct app *app, const char *name, struct track *const *tracks, size_t n)
{
	track_id *ids = xcalloc(n + 1, sizeof *ids);
	char label[256], what[PLAYLIST_NAME_MAX + 320];
	enum err err;

	for (size_t i = 0; i < n; i++)
		ids[i] = tracks[i]->id;
	if (n == 1)
		track_label(tracks[0], label, sizeof label);
	else
		snprintf(label, sizeof label, P_("%zu track", "%zu tracks", n), n);
	snprintf(what, sizeof what, _("%s: added %s"), name, label);
	undo_playlist(app, name, what);
	err = n ? playlists_append(app, name, ids, n, COOKIE_LIST) : fail(ERR_MISSING, _("There is nothing here to add"));
	free(ids);
	if (err) {
		undo_drop(app);
		return err;
	}
	playlists_set_last(app, name);
	edit_say(app, "%s", what);
	return OK;
}

static enum err add_to(struct app *app, const char *name)
{
	size_t n;
	struct track **tracks;
	enum err err;

	if (browser_has_focus(app))
		return browser_take(app, OPENING_PLAYLIST, name);
	tracks = view_selected_tracks(app, &n);
	err = playlist_add_tracks(app, name, tracks, n);
	free(tracks);
	if (err)
		return err;
	if (app->views->view != VIEW_PLAYLISTS)
		list_move(&view_pane(app)->list, 1);	/* y y y adds three, as e e e queues three */
	return OK;
}

COMMAND_HANDLER(playlist_add_prompt)
{
	(void)argc, (void)argv;
	prompt_start(app->prompt, ':', ":", "playlist-add ", complete_command, app);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

COMMAND_HANDLER(playlist_add)
{
	const char *last = playlists_last(app);

	if (argc > 1)
		return add_to(app, argv[1]);
	return last ? add_to(app, last) : cmd_playlist_add_prompt(app, argc, argv);
}

struct named_list *playlist_chosen(struct app *app)
{
	struct list *rows = &app->views->panes[PANE_PLAYLISTS].list;

	list_resize(rows, playlists_count(app) + daily_count(app));
	return playlists_shown(app, rows->cursor);
}

struct named_list *playlists_shown(const struct app *app, size_t i)
{
	return i < playlists_count(app) ? playlists_at(app, i) : daily_at(app, i - playlists_count(app));
}

enum err playlist_editable(const struct named_list *l)
{
	if (l->is_own)
		return fail(ERR_ARG, _("'%s' is made anew each day; its tracks can be put into a playlist of yours"), l->name);
	return l->query ? fail(ERR_ARG, _("'%s' holds what its query finds; :smart changes the query"), l->name) : OK;
}

enum err playlist_clear(struct app *app)
{
	struct named_list *l = playlist_chosen(app);
	char what[PLAYLIST_NAME_MAX + 64];
	enum err err;

	if (!l)
		return fail(ERR_MISSING, _("There is nothing here"));
	err = playlist_editable(l);
	if (err)
		return err;
	snprintf(what, sizeof what, _("emptied %s"), l->name);
	undo_playlist(app, l->name, what);
	err = playlists_put(app, l->name, NULL, NULL, 0);
	if (err)
		undo_drop(app);
	else
		edit_say(app, "%s", what);
	return err;
}

static enum err delete(struct app *app, const char *name)
{
	char what[PLAYLIST_NAME_MAX + 64], undo[KEY_TEXT_MAX];
	struct named_list *l;
	enum err err = named(app, name, &l);

	if (err)
		return err;
	snprintf(what, sizeof what, _("deleted %s"), name);
	undo_playlist(app, name, what);
	err = playlists_delete(app, name);
	if (!err)
		edit_say(app, _("Deleted %s (%s takes it back)"), name, key_said(app, NULL, "undo", undo));
	return err;
}

COMMAND_HANDLER(playlist_delete)
{
	(void)argc;
	return delete(app, argv[1]);
}

enum err playlist_ask_delete(struct app *app, const struct named_list *l)
{
	if (l->is_own)
		return playlist_editable(l);
	free(app->ask_delete);
	app->ask_delete = xstrdup(l->name);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

bool playlist_answer(struct app *app, const struct key *key)
{
	char *name = app->ask_delete;

	if (!name)
		return false;
	app->ask_delete = NULL;
	if ((!strcmp(key->name, "y") || !strcmp(key->name, "Enter")) && delete(app, name))
		app_complain(app, "%s", err_text());
	free(name);
	return true;
}

COMMAND_HANDLER(playlist_rename)
{
	struct named_list *l;
	enum err err = named(app, argv[1], &l);

	(void)argc;
	if (err)
		return err;
	undo_rename(app, argv[1], argv[2]);
	err = playlists_rename(app, argv[1], argv[2]);
	if (err || !strcmp(argv[1], argv[2])) {
		undo_drop(app);
		return err;
	}
	show(app, argv[2]);
	return OK;
}

COMMAND_HANDLER(playlist_import)
{
	char *expanded = path_expand(argv[1]), *path = path_absolute(expanded);
	enum err err = import_start(app, (const char *const[]){ path }, 1, 0, false);

	(void)argc;
	free(path);
	free(expanded);
	return err;
}

COMMAND_HANDLER(playlist_export)
{
	char *expanded = path_expand(argv[2]), *path = path_absolute(expanded);
	struct named_list *l;
	enum err err = named(app, argv[1], &l);

	(void)argc;
	if (!err && l->query && !l->is_found)
		err = fail(ERR_BUSY, _("What '%s' finds is not known yet: look at it first"), argv[1]);
	err = err ? err : export_start(app, l, path);
	free(path);
	free(expanded);
	return err;
}

COMMAND_HANDLER(undo)
{
	(void)argc, (void)argv;
	return undo_last(app);
}

COMMAND_HANDLER(redo)
{
	(void)argc, (void)argv;
	return undo_again(app);
}
