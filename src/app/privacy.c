/* privacy.c -- see privacy.h. */
#include "app/privacy.h"
#include "app/command.h"

#include <string.h>

bool privacy_is_on(const struct app *app)
{
	return app->is_private || (app->now.cookie && app->now.is_private);
}

void privacy_note(struct app *app, const struct playing *p, enum event_kind kind, int32_t value, int64_t position_ms, int64_t listened_ms, int64_t duration_ms)
{
	/* one that never sounded is of the session it failed in */
	if (p->has_started ? p->is_private : app->is_private)
		return;
	note_event(app, kind, p->track, p->source, value, position_ms, listened_ms, duration_ms);
}

/* What of it was heard until now counts; what is heard from now on does not. */
static void cut_playing(struct app *app)
{
	const struct player_now *now = player_now(app->player);

	if (!app->now.cookie || !app->now.has_started)
		return;
	privacy_note(app, &app->now, EVENT_STOP, 0, player_pos_ms(app->player, app->now_ms), now->heard_ms, now->duration_ms);
	app->now.is_private = true;
}

void privacy_set(struct app *app, bool on)
{
	if (on == app->is_private)
		return;
	if (on) {
		play_save(app, true);
		cut_playing(app);
	}
	app->is_private = on;
	queue_quiet(app->queue, on);
	app->effects |= EFFECT_REDRAW;
}

COMMAND_HANDLER(private)
{
	bool on = !app->is_private;

	if (argc > 1 && strcmp(argv[1], "on") && strcmp(argv[1], "off"))
		return fail(ERR_ARG, _("%s takes on or off, not '%s'"), argv[0], argv[1]);
	if (argc > 1)
		on = !strcmp(argv[1], "on");
	privacy_set(app, on);
	app_say(app, on ? _("Private: what plays is neither written down nor learnt from") :
		privacy_is_on(app) ? _("Private until this track ends; what comes after it is written down again") : _("What plays is written down again"));
	return OK;
}
