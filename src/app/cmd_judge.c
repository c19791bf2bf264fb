/* cmd_judge.c -- stars, love and ban, of what plays or of what the cursor is on; and why a pick was made. */
#include "app/command.h"
#include "app/reason.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The tracks a judging command means: what plays; or with "selected" what is marked, else what the cursor is on. Caller frees.
 */
static enum err judged(struct app *app, int argc, char **argv, int at, struct track ***ret_tracks, size_t *ret_n)
{
	struct track *t, **tracks = NULL;
	size_t n = 0;

	if (argc > at && strcmp(argv[at], "selected"))
		return fail(ERR_ARG, _("%s takes 'selected' or nothing here, not '%s'"), argv[0], argv[at]);
	if (argc > at && mark_count(app, view_pane(app)))
		tracks = mark_tracks(app, view_pane(app), &n);
	if (!n) {
		t = argc > at ? view_selected(app) : play_track(app);
		if (!t)
			return fail(ERR_MISSING, argc > at ? _("The cursor is not on a track") : _("Nothing plays"));
		tracks = xmemdup(&t, sizeof t);
		n = 1;
	}
	*ret_tracks = tracks;
	*ret_n = n;
	return OK;
}

static void judge(struct app *app, struct track *t, enum event_kind kind, int32_t value)
{
	bool plays = t == play_track(app);

	note_event(app, kind, t->id, plays ? app->now.source : SOURCE_NONE, value, plays ? player_pos_ms(app->player, app->now_ms) : -1,
		   -1, t->duration_ms);
}

COMMAND_HANDLER(rate)
{
	struct track **tracks;
	size_t count;
	enum err err;
	char *end;
	long n = strtol(argv[1], &end, 10);

	if (end == argv[1] || *end || n < 0 || n > 5)
		return fail(ERR_ARG, _("'%s' is not a rating from 0 to 5"), argv[1]);
	err = judged(app, argc, argv, 2, &tracks, &count);
	if (err)
		return err;
	for (size_t i = 0; i < count; i++)
		judge(app, tracks[i], EVENT_RATE, (int32_t)n);
	free(tracks);
	return OK;
}

/* Several become all loved, unless they are already. */
COMMAND_HANDLER(love)
{
	struct track **tracks;
	size_t n;
	bool all = true;
	enum err err = judged(app, argc, argv, 1, &tracks, &n);

	if (err)
		return err;
	for (size_t i = 0; i < n; i++)
		all &= tracks[i]->is_loved;
	for (size_t i = 0; i < n; i++)
		if (tracks[i]->is_loved == all)
			judge(app, tracks[i], all ? EVENT_UNLOVE : EVENT_LOVE, 0);
	free(tracks);
	return OK;
}

COMMAND_HANDLER(ban)
{
	struct track **tracks;
	size_t n;
	enum err err = judged(app, argc, argv, 1, &tracks, &n);

	if (err)
		return err;
	/* it leaves the queue, and what plays is left, when it is kept (note.c) */
	for (size_t i = 0; i < n; i++)
		judge(app, tracks[i], EVENT_BAN, 0);
	free(tracks);
	return OK;
}

/* What was banned last and still is. */
static struct track *last_banned(const struct app *app)
{
	for (size_t i = app->n_history; i-- > 0;) {
		struct track *t = library_get(app->lib, app->history[i].track);

		if (app->history[i].kind == EVENT_BAN && t && t->is_banned)
			return t;
	}
	return NULL;
}

COMMAND_HANDLER(unban)
{
	struct track **tracks, *last = argc == 1 ? last_banned(app) : NULL;
	size_t n, banned = 0;
	enum err err;

	if (last) {
		judge(app, last, EVENT_UNBAN, 0);
		return OK;
	}
	err = judged(app, argc, argv, 1, &tracks, &n);

	if (err)
		return err;
	for (size_t i = 0; i < n; i++)
		if (tracks[i]->is_banned) {
			judge(app, tracks[i], EVENT_UNBAN, 0);
			banned++;
		}
	free(tracks);
	return banned ? OK : fail(ERR_ARG, _("It is not banned"));
}

COMMAND_HANDLER(why)
{
	struct track *t = view_selected(app);
	const struct pick *pick = NULL;
	char text[sizeof app->message];
	size_t n = 0;

	(void)argc, (void)argv;
	for (size_t i = 0; t && i < app->n_picks; i++)
		if (app->picks[i].track == t->id)
			pick = &app->picks[i];
	if (!pick)
		return fail(ERR_MISSING, _("The cursor is not on a pick of the for-you list"));
	for (int r = 0; r < pick->n_reasons && n < sizeof text; r++) {
		char words[200];

		reason_text(&pick->reasons[r], t, app->lib, words, sizeof words);
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", r ? "; " : "", words);
	}
	for (int s = 0; s < SIGNAL_COUNT && n < sizeof text; s++)
		if (pick->parts[s] > .005f || pick->parts[s] < -.005f)
			n += (size_t)snprintf(text + n, sizeof text - n, "  %s %+.2f", signal_name[s], (double)pick->parts[s]);
	app_say(app, "%s", text);
	app->message_until_ms = app->now_ms + 20000;
	return OK;
}
