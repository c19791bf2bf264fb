/* cmd_playback.c -- commands of how it plays: speed, A-B, stop after, sleep, device. */
#include "app/command.h"

#include <stdlib.h>
#include <string.h>

COMMAND_HANDLER(speed)
{
	const char *text = argv[1];
	bool is_relative = *text == '+' || *text == '-';
	char *end;
	double factor = strtod(text, &end);
	int percent;

	(void)argc;
	/* the decimal point is a point: player_open() sees to LC_NUMERIC */
	if (end == text || *end || !(factor >= -2 && factor <= 2))
		return fail(ERR_ARG, _("'%s' is not a speed (like 1.25, +0.1 or -0.1)"), text);
	percent = (int)(factor * 100 + (factor < 0 ? -0.5 : 0.5));
	if (!is_relative && (percent < SPEED_MIN || percent > SPEED_MAX))
		return fail(ERR_ARG, _("The speed goes from %d.%d to %d.%d"), SPEED_MIN / 100, SPEED_MIN % 100 / 10, SPEED_MAX / 100, SPEED_MAX % 100 / 10);
	playback_set_speed(app, is_relative ? app->speed_percent + percent : percent);
	return OK;
}

COMMAND_HANDLER(ab)
{
	(void)argc, (void)argv;
	return playback_ab_step(app);
}

COMMAND_HANDLER(stop_after)
{
	(void)argc, (void)argv;
	app->stop_after = !app->stop_after;
	app->effects |= EFFECT_REDRAW | EFFECT_NEXT;
	return OK;
}

COMMAND_HANDLER(sleep)
{
	const char *text = argv[1];
	char *end;
	long first = strtol(text, &end, 10), second = 0;
	bool is_good = end != text && first >= 0 && first <= 24 * 60;

	(void)argc;
	if (!strcmp(text, "off")) {
		playback_sleep(app, 0);
		return OK;
	}
	/* minutes, or minutes:seconds */
	if (is_good && *end == ':') {
		text = end + 1;
		second = strtol(text, &end, 10);
		is_good = end == text + 2 && second >= 0 && second < 60;
	}
	if (!is_good || *end)
		return fail(ERR_ARG, _("'%s' is not a time to sleep in (minutes, m:ss or off)"), argv[1]);
	playback_sleep(app, (first * 60 + second) * 1000);
	return OK;
}

COMMAND_HANDLER(device)
{
	playback_ask_device(app, argc > 1 ? argv[1] : "");
	return OK;
}
