/* cmd_find.c -- filtering the library: by command, by a line that is asked for, as one types; marking. */
#include "app/command.h"
#include "app/playlists.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

COMMAND_HANDLER(filter)
{
	enum err err;

	filter_begin(app, false);
	err = filter_set(app, argc > 1 ? argv[1] : "");
	if (!err)
		view_go(app, VIEW_LIBRARY);
	return err;
}

static void ask(struct app *app, bool live)
{
	view_go(app, VIEW_LIBRARY);
	search_begin(app, app->views->search_back_asked);
	filter_begin(app, live);
	prompt_start(app->prompt, 'F', live ? _("live filter: ") : _("filter: "), filter_text(app), complete_query, app);
}

COMMAND_HANDLER(filter_prompt) { (void)argc, (void)argv; ask(app, false); return OK; }
COMMAND_HANDLER(live_filter)
{
	enum err err;

	if (argc < 2) {
		ask(app, true);
		return OK;
	}
	filter_begin(app, true);
	err = filter_set(app, argv[1]);
	if (!err)
		view_go(app, VIEW_LIBRARY);
	return err;
}


/* Where the mistake is, under the cursor's line, in words; what is shown stays while a word is half typed. */
void find_prompt_changed(struct app *app, const char *text)
{
	if (filter_is_live(app) && filter_set(app, text)) {
		app_complain(app, "%s", err_text());
		app->message_until_ms = INT64_MAX;	/* until the next key */
	}
}

void find_prompt_done(struct app *app, bool entered, const char *text)
{
	if (!entered) {
		filter_cancel(app);
		if (app->views->search_origin)
			library_reveal(app, app->views->search_origin);
		return;
	}
	if (filter_set(app, text))
		app_complain(app, "%s", err_text());
}

COMMAND_HANDLER(escape)
{
	(void)argc, (void)argv;
	if (mark_clear(app))
		return OK;
	if (*filter_text(app))
		return filter_set(app, "");
	/* then the saved ones; not by a key pressed for something else in another view */
	return *filter_label(app) && app->views->view == VIEW_LIBRARY ? cmd_factivate(app, 1, argv) : OK;
}

COMMAND_HANDLER(mark) { return argc > 1 ? mark_matching(app, argv[1]) : mark_toggle(app); }
COMMAND_HANDLER(mark_range) { (void)argc, (void)argv; return mark_range(app); }

/* An option of one of the library's two shapes, and that shape: one edit. The library is shown. */
static enum err shape(struct app *app, const char *option, const char *value, const char *library)
{
	uint64_t before = undo_newest(app);
	enum err err = option_change(app, option, value);

	if (!err)
		err = option_change(app, "library", library);
	undo_join(app, before);
	if (!err)
		view_go(app, VIEW_LIBRARY);
	return err;
}

COMMAND_HANDLER(sort)
{
	(void)argc;
	return shape(app, "sort", argv[1], "flat");
}

COMMAND_HANDLER(tree)
{
	char *now = option_get(&app->set, option_find("tree"));
	/* from the flat list back to the tree that was, first */
	enum err err = shape(app, "tree", argc > 1 ? argv[1] : library_is_flat(app) ? now : NULL, "tree");

	free(now);
	return err;
}

COMMAND_HANDLER(fuzzy)
{
	if (argc < 2)
		return cmd_fuzzy_prompt(app, argc, argv);
	found_look(app, argv[1]);
	view_go(app, VIEW_FOUND);
	return OK;
}

COMMAND_HANDLER(fuzzy_prompt)
{
	(void)argc, (void)argv;
	found_look(app, "");
	view_go(app, VIEW_FOUND);
	prompt_start(app->prompt, 'Z', _("like: "), "", NULL, NULL);
	return OK;
}

COMMAND_HANDLER(fuzzy_close)
{
	(void)argc, (void)argv;
	if (!mark_clear(app))
		view_toggle(app, VIEW_FOUND);
	return OK;
}

/* Entered: the cursor is free to move among what was found. */
void fuzzy_prompt_done(struct app *app, bool entered)
{
	if (!entered && app->views->view == VIEW_FOUND)
		view_toggle(app, VIEW_FOUND);
}
