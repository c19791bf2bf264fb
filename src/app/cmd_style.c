/* cmd_style.c -- what styles tracks are of, as the listener says; and the for-you list of one style. */
#include "app/command.h"
#include "app/radio.h"
#include "app/styling.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

/* What is marked, else what the cursor is on, else what plays. Caller frees; NULL: nothing. */
static struct track **meant(struct app *app, size_t *ret_n)
{
	struct track **tracks = NULL, *t;

	*ret_n = 0;
	if (mark_count(app, view_pane(app)))
		tracks = mark_tracks(app, view_pane(app), ret_n);
	if (*ret_n)
		return tracks;
	free(tracks);
	t = view_selected(app) ? view_selected(app) : play_track(app);
	if (!t)
		return NULL;
	*ret_n = 1;
	return xmemdup(&t, sizeof t);
}

COMMAND_HANDLER(style)
{
	size_t n;
	struct track **tracks = meant(app, &n);
	enum err err = tracks ? styling_correct(app, tracks, n, argc > 1 ? argv[1] : "") : fail(ERR_MISSING, _("The cursor is not on a track, and nothing plays"));

	free(tracks);
	return err;
}

COMMAND_HANDLER(style_prompt)
{
	size_t n;
	struct track **tracks = meant(app, &n);

	(void)argc, (void)argv;
	if (!tracks)
		return fail(ERR_MISSING, _("The cursor is not on a track, and nothing plays"));
	if (n == 1) {
		struct style_label label[STYLES_PER_TAG];
		enum style_from from;
		size_t n_labels = stylebook_of(styling_book(app), tracks[0], label, &from);

		app_say(app, from == STYLE_CORRECTED ? _("%s: %s, you said") : from == STYLE_TAGGED ? _("%s: %s, its tag says") :
			from == STYLE_HEARD ? _("%s: sounds like %s") : _("%s: of no known style%s"), tracks[0]->title, n_labels ? label[0].name : "");
	}
	prompt_start(app->prompt, ':', ":", "style ", complete_command, app);
	app->effects |= EFFECT_REDRAW;
	free(tracks);
	return OK;
}

/* In the view of styles. False: err_text(). */
static bool style_under_cursor(struct app *app, char ret[STYLE_NAME_MAX])
{
	struct pane *p = &app->views->panes[PANE_STYLES];

	*ret = '\0';
	if (app->views->view == VIEW_STYLES && p->ops->rows(app, p))
		p->ops->words(app, p, p->list.cursor, ret, STYLE_NAME_MAX);
	if (!*ret)
		fail(ERR_MISSING, _("The cursor is not on a style that is known"));
	return *ret;
}

COMMAND_HANDLER(style_mix)
{
	char name[STYLE_NAME_MAX];
	struct track *const *tracks;
	size_t n;

	(void)argc, (void)argv;
	if (!style_under_cursor(app, name))
		return ERR_MISSING;
	if (!styling_list(app, name, &tracks, &n) || !n)
		return fail(ERR_BUSY, _("Its tracks are still being gathered"));
	return radio_of(app, name, tracks, n);
}

COMMAND_HANDLER(style_follow)
{
	const char *name = argc > 1 ? argv[1] : "";
	char selected[STYLE_NAME_MAX];

	if (!strcmp(name, "selected")) {
		if (!style_under_cursor(app, selected))
			return ERR_MISSING;
		name = selected;
	}
	if (!strcmp(name, styling_followed(app)))
		name = "";
	styling_follow(app, name);
	if (*name)
		app_say(app, _("The for-you list keeps to %s; once more: to everything again"), name);
	else
		app_say(app, _("The for-you list keeps to no style"));
	return OK;
}

COMMAND_HANDLER(styles_learn)
{
	enum err err = styling_learn(app);

	(void)argc, (void)argv;
	if (!err)
		app_say(app, _("Learning what your styles sound like…"));
	return err;
}
