/* cmd_mix.c -- what chooses a run of tracks: radio from a selection, a path from one track to another, mixes. */
#include "app/activity.h"
#include "app/command.h"
#include "app/complete.h"
#include "app/mixing.h"
#include "app/path.h"
#include "app/radio.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What is marked or under the cursor, else what plays. Caller frees; NULL: neither. */
static struct track **meant(struct app *app, size_t *ret_n)
{
	struct track *playing = play_track(app), **tracks = view_selected_tracks(app, ret_n);

	if (*ret_n)
		return tracks;
	free(tracks);
	*ret_n = playing ? 1 : 0;
	return playing ? xmemdup(&playing, sizeof playing) : NULL;
}

COMMAND_HANDLER(radio)
{
	struct track **tracks;
	size_t n;
	enum err err;

	if (argc > 1)
		return strcmp(argv[1], "off") ? fail(ERR_ARG, _("%s takes 'off' or nothing, not '%s'"), argv[0], argv[1]) : radio_off(app);
	tracks = meant(app, &n);
	err = tracks ? radio_like(app, tracks, n) : fail(ERR_MISSING, _("The cursor is not on a track, and nothing plays"));
	free(tracks);
	return err;
}

/* From the first that is marked to the last; from what plays to the only one, or to the cursor. */
static enum err ends_of(struct app *app, struct track **ret_from, struct track **ret_to)
{
	size_t n;
	struct track **tracks = view_selected_tracks(app, &n);

	*ret_to = n ? tracks[n - 1] : NULL;
	*ret_from = n > 1 && mark_count(app, view_pane(app)) ? tracks[0] : play_track(app);
	free(tracks);
	if (!*ret_to)
		return fail(ERR_MISSING, _("The cursor is not on a track"));
	if (!*ret_from)
		return fail(ERR_MISSING, _("Nothing plays: mark the track it is to begin with, too"));
	return *ret_from == *ret_to ? fail(ERR_ARG, _("It begins where it is to end")) : OK;
}

COMMAND_HANDLER(path)
{
	struct track *from, *to;
	char *end = NULL;
	long steps = argc > 1 ? strtol(argv[1], &end, 10) : PATH_STEPS;
	enum err err;

	if (end && (end == argv[1] || *end || steps < 1 || steps > PATH_STEPS_MAX))
		return fail(ERR_ARG, _("'%s' is not a number from 1 to %d"), argv[1], PATH_STEPS_MAX);
	err = ends_of(app, &from, &to);
	return err ? err : path_find(app, from, to, (size_t)steps);
}

/* What fits an activity, or the hour; without a word: what is shown in any order. */
COMMAND_HANDLER(mix)
{
	const struct activity *a;
	time_t now = (time_t)(clock_unix_ms() / 1000);
	struct tm tm = { 0 };
	char *end = NULL;
	double tempo = argc > 2 ? strtod(argv[2], &end) : 0;

	if (argc < 2)
		return random_order(app);
	localtime_r(&now, &tm);
	a = activity_named(argv[1], tm.tm_hour);
	if (!a)
		return fail(ERR_ARG, _("there is no mix '%s'"), argv[1]);
	if (argc > 2 && !a->has_tempo)
		return fail(ERR_ARG, _("a mix %s has no tempo of its own"), _(a->words));
	if (argc > 2 && (end == argv[2] || *end || !(tempo >= RUN_TEMPO_MIN && tempo <= RUN_TEMPO_MAX)))
		return fail(ERR_ARG, _("'%s' is no tempo from %d to %d"), argv[2], RUN_TEMPO_MIN, RUN_TEMPO_MAX);
	return activity_mix(app, a, tempo);
}

COMMAND_HANDLER(mix_prompt)
{
	(void)argc, (void)argv;
	prompt_start(app->prompt, ':', ":", "mix ", complete_command, app);
	app->effects |= EFFECT_REDRAW;
	return OK;
}
