/* cmd_keys.c -- changing keys, and what the key maps of other programs need: registers, saying words. */
#include "app/clip.h"
#include "app/command.h"
#include "app/keys.h"
#include "app/playlists.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- keys ---- */

COMMAND_HANDLER(bind)
{
	const struct binding *was = keys_row(app, argv[1], argv[2]);
	char shadows[200], keys[BIND_KEYS_MAX], *old = was && strcmp(was->command, argv[3]) ? xstrdup(was->command) : NULL;
	const struct binding *longer, *shorter;
	enum err err;

	(void)argc;
	app->effects |= EFFECT_REDRAW;
	if (!app->reading_config)
		undo_keys(app, argv[2]);
	err = bind_set(app->bindings, argv[1], argv[2], argv[3]);
	if (err || app->reading_config) {
		if (err && !app->reading_config)
			undo_drop(app);
		free(old);
		return err;
	}
	bind_spell(argv[2], keys);
	longer = keys_longer(app, argv[1], keys);
	shorter = keys_shorter(app, argv[1], keys);
	keys_shadows(app, argv[1], keys, shadows, sizeof shadows);
	if (old)
		app_say(app, _("%s: now %s, which was %s%s"), argv[3], keys, old, shadows);
	else if (longer)
		app_say(app, _("%s: now %s; %s (%s) is out of reach"), argv[3], keys, longer->keys, longer->command);
	else if (shorter)
		app_complain(app, _("%s is out of reach: %s is %s"), keys, shorter->keys, shorter->command);
	else
		app_say(app, _("%s: now %s%s"), argv[3], keys, shadows);
	free(old);
	save_changed(app, NULL);
	return OK;
}

COMMAND_HANDLER(unbind)
{
	enum err err;

	(void)argc;
	app->effects |= EFFECT_REDRAW;
	if (!app->reading_config)
		undo_keys(app, argv[2]);
	err = bind_set(app->bindings, argv[1], argv[2], NULL);
	if (err && !app->reading_config)
		undo_drop(app);
	if (!err)
		save_changed(app, NULL);
	return err;
}

/* The row of the help pane under the cursor. */
static enum err help_row(struct app *app, struct help_row *ret_row)
{
	struct pane *p = view_pane(app);

	if (view_focus(app) != PANE_HELP)
		return fail(ERR_ARG, _("This works where the keys are shown (:help)"));
	list_resize(&p->list, p->ops->rows(app, p));
	return help_row_at(app, p->list.cursor, ret_row) ? OK : fail(ERR_MISSING, _("There is nothing here"));
}

static enum err ask(struct app *app, bool adds)
{
	struct help_row row;
	enum err err = help_row(app, &row);

	if (!err)
		keys_ask(app, row.context, adds ? NULL : row.keys, row.command);
	return err;
}

COMMAND_HANDLER(key_add) { (void)argc, (void)argv; return ask(app, true); }
COMMAND_HANDLER(key_change) { (void)argc, (void)argv; return ask(app, false); }

COMMAND_HANDLER(key_reset)
{
	struct help_row row;
	char *what;
	enum err err = help_row(app, &row);
	bool did;

	(void)argc, (void)argv;
	if (err)
		return err;
	if (!row.keys)
		return fail(ERR_MISSING, _("There is nothing here"));
	what = xstrdup(row.keys);
	undo_keys(app, what);
	did = bind_reset(app->bindings, row.context, row.keys);
	app->effects |= EFFECT_REDRAW;
	if (!did) {
		undo_drop(app);
		err = fail(ERR_MISSING, _("%s is as the key map has it"), what);
	} else {
		app_say(app, _("%s is as the key map has it (u takes it back)"), what);
		err = save_config(app, SAVE_KEYS);
	}
	free(what);
	return err;
}

COMMAND_HANDLER(keys_reset)
{
	const struct binding *own;
	size_t n = bind_own(app->bindings, &own);

	(void)argc, (void)argv;
	if (!n)
		return fail(ERR_MISSING, _("All keys are as the key map has them"));
	undo_keys(app, _("keys of one's own"));
	bind_put_own(app->bindings, NULL, 0);
	app_say(app, P_("%zu key of your own is gone (u takes it back)", "%zu keys of your own are gone (u takes them back)", n), n);
	return save_config(app, SAVE_KEYS);
}

/* ---- what was yanked ---- */

struct clip { track_id *ids; size_t n; };

void clip_free(struct app *app)
{
	if (app->clip)
		free(app->clip->ids);
	free(app->clip);
	app->clip = NULL;
}

static enum err yank(struct app *app, size_t *ret_n)
{
	size_t n;
	struct track **tracks = view_selected_tracks(app, &n);

	if (!n)
		return fail(ERR_MISSING, _("There is no track here to yank"));
	clip_free(app);
	app->clip = xcalloc(1, sizeof *app->clip);
	app->clip->ids = xcalloc(n, sizeof *app->clip->ids);
	app->clip->n = n;
	for (size_t i = 0; i < n; i++)
		app->clip->ids[i] = tracks[i]->id;
	free(tracks);
	*ret_n = n;
	return OK;
}

COMMAND_HANDLER(yank)
{
	size_t n = 0;
	enum err err = yank(app, &n);

	(void)argc, (void)argv;
	if (err)
		return err;
	mark_clear(app);
	app_say(app, P_("Yanked %zu track: p puts it into the queue or a playlist", "Yanked %zu tracks: p puts them into the queue or a playlist", n), n);
	return OK;
}

COMMAND_HANDLER(cut)
{
	struct pane *p = view_pane(app);
	size_t n;
	enum err err = p->ops->remove && p->ops->track ? yank(app, &n) : OK;

	return err ? err : cmd_remove(app, argc, argv);
}

static enum err paste(struct app *app, bool before)
{
	struct pane *p = view_pane(app);
	size_t at;

	if (!app->clip)
		return fail(ERR_MISSING, _("Nothing was yanked or cut yet"));
	if (!p->ops->insert)
		return fail(ERR_ARG, _("Tracks can be put into the queue or a playlist"));
	list_resize(&p->list, p->ops->rows(app, p));
	at = p->list.n ? p->list.cursor + !before : 0;
	app->effects |= EFFECT_REDRAW;
	return p->ops->insert(app, p, at, app->clip->ids, app->clip->n);
}

COMMAND_HANDLER(paste) { (void)argc, (void)argv; return paste(app, false); }
COMMAND_HANDLER(paste_before) { (void)argc, (void)argv; return paste(app, true); }

/* ---- words ---- */

COMMAND_HANDLER(echo)
{
	const char *text = argc > 1 ? argv[1] : "", *hole = strstr(text, "{}");
	struct track *t = hole ? view_selected(app) : NULL;
	struct buf said;

	if (hole && !t)
		return fail(ERR_MISSING, _("There is no track here"));
	buf_init(&said, LINE_MAX_BYTES * 2);
	for (; hole; hole = strstr(text, "{}")) {
		buf_addf(&said, "%.*s%s", (int)(hole - text), text, t->path);
		text = hole + 2;
	}
	buf_adds(&said, text);
	app_say(app, "%s", said.data ? said.data : "");
	buf_done(&said);
	return OK;
}

/* ---- marks, files ---- */

COMMAND_HANDLER(mark_invert) { (void)argc, (void)argv; return mark_invert(app); }

COMMAND_HANDLER(unmark)
{
	(void)argc, (void)argv;
	return mark_clear(app) ? OK : fail(ERR_MISSING, _("Nothing is marked"));
}

COMMAND_HANDLER(scan_selected)
{
	size_t n;
	struct track **tracks = view_selected_tracks(app, &n);
	enum err err = n ? OK : fail(ERR_MISSING, _("There is nothing here"));

	(void)argc, (void)argv;
	for (size_t i = 0; !err && i < n; i++)
		err = scanning_look(app, tracks[i]->path, false);
	if (!err)
		app_say(app, P_("Looking again at %zu file", "Looking again at %zu files", n), n);
	free(tracks);
	return err;
}
