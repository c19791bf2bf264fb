/*
 * playback.c -- how it plays: speed, a stretch over and over (A-B), stop after this track, the sleep timer, the device.
 *
 * None of it outlives the program but the device.  The stretch belongs to one playing: the player forgets it with the file, and so do we,
 * by its cookie.
 */
#include "app/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FADE_MS = 10000, FADE_STEP_MS = 100 };

/* ---- speed ---- */

void playback_set_speed(struct app *app, int percent)
{
	char number[16];

	app->speed_percent = MAX_OF(SPEED_MIN, MIN_OF(SPEED_MAX, percent));
	snprintf(number, sizeof number, "%d.%02d", app->speed_percent / 100, app->speed_percent % 100);
	player_set(app->player, "speed", number);
	app->effects |= EFFECT_REDRAW;
}

/* ---- A-B ---- */

static void send_place(struct app *app, const char *property, int64_t ms)
{
	char number[32];

	snprintf(number, sizeof number, "%lld.%03d", (long long)(ms / 1000), (int)(ms % 1000));
	player_set(app->player, property, ms < 0 ? "no" : number);
}

enum ab_state playback_ab(const struct app *app)
{
	return app->now.cookie && app->ab_cookie == app->now.cookie ? app->ab : AB_OFF;
}

enum err playback_ab_step(struct app *app)
{
	int64_t pos = player_pos_ms(app->player, app->now_ms);
	const struct track *t = play_track(app);
	int64_t begin = t && t->part ? t->part->start_us / 1000 : 0;	/* mpv counts in the file's time */

	if (!app->now.has_started)
		return fail(ERR_MISSING, _("Nothing plays"));
	switch (playback_ab(app)) {
	case AB_OFF:
		app->ab_cookie = app->now.cookie;
		app->ab = AB_FROM;
		app->ab_from_ms = pos;
		app_say(app, _("Over and over from here; once more: to here"));
		break;
	case AB_FROM:
		if (pos <= app->ab_from_ms)
			return fail(ERR_ARG, _("The end of the stretch must come after its beginning"));
		app->ab = AB_LOOPS;
		/* of this file only */
		send_place(app, "file-local-options/ab-loop-a", begin + app->ab_from_ms);
		send_place(app, "file-local-options/ab-loop-b", begin + pos);
		/* mpv turns back only when it comes to the end from before it, and by now it may be past */
		player_seek(app->player, app->ab_from_ms, false);
		/* nothing comes in while it goes round */
		play_prepare_anew(app);
		break;
	case AB_LOOPS:
		app->ab = AB_OFF;
		play_prepare_anew(app);
		send_place(app, "file-local-options/ab-loop-a", -1);
		send_place(app, "file-local-options/ab-loop-b", -1);
		break;
	}
	app->effects |= EFFECT_REDRAW;
	return OK;
}

/* ---- the sleep timer ---- */

void playback_sleep(struct app *app, int64_t in_ms)
{
	app->sleep_until_ms = in_ms > 0 ? app->now_ms + in_ms : 0;
	player_volume(app->player, app->set.volume);
	app->effects |= EFFECT_REDRAW;
}

int64_t playback_wakeup_ms(const struct app *app)
{
	int64_t left = app->sleep_until_ms - app->now_ms;

	if (!app->sleep_until_ms)
		return -1;
	/* once a minute the bar shows another number */
	return app->now_ms + (left > FADE_MS ? MIN_OF(left - FADE_MS, 1000) : FADE_STEP_MS);
}

void playback_turn(struct app *app)
{
	int64_t left = app->sleep_until_ms - app->now_ms;

	if (!app->sleep_until_ms)
		return;
	if (left <= 0) {
		app->sleep_until_ms = 0;
		/* paused, so that the next start goes on here */
		player_pause(app->player, true);
		player_volume(app->player, app->set.volume);
		play_save(app, true);
		app_say(app, _("Good night"));
	} else if (left <= FADE_MS && app->now_ms - app->sleep_faded_ms >= FADE_STEP_MS) {
		app->sleep_faded_ms = app->now_ms;
		player_volume(app->player, (int)(app->set.volume * left / FADE_MS));
	} else if (left > FADE_MS && left / 1000 != (left + app->now_ms - app->drawn_ms) / 1000) {
		app->effects |= EFFECT_REDRAW_SOON;
	}
}

/* ---- what the bar says of all this ---- */

size_t playback_text(const struct app *app, char *ret_text, size_t size)
{
	double speed = player_now(app->player)->speed;
	int64_t left_s = (app->sleep_until_ms - app->now_ms + 999) / 1000;
	enum ab_state ab = playback_ab(app);
	struct buf b;
	size_t n;

	buf_init(&b, 512);
	if (speed < 0.995 || speed > 1.005)
		buf_addf(&b, " · %.2f×", speed);
	if (app->set.aaa)
		buf_adds(&b, app->set.aaa == AAA_ALBUM ? _(" · only the album") : _(" · only the artist"));
	if (ab)
		buf_addf(&b, " · %s", ab == AB_FROM ? "A–" : "A–B");
	if (app->set.crossfade_ms)
		buf_addf(&b, app->set.crossfade_ms % 1000 ? _(" · crossfade %d.5 s") : _(" · crossfade %d s"), app->set.crossfade_ms / 1000);
	if (strcmp(app->set.equalizer, "off"))
		buf_addf(&b, " · %s", _("equalizer"));
	if (app->stop_after)
		buf_addf(&b, " · %s", _("then stop"));
	if (app->sleep_until_ms && left_s > 60)
		buf_addf(&b, _(" · sleep %d min"), (int)((left_s + 59) / 60));
	else if (app->sleep_until_ms)
		buf_addf(&b, _(" · sleep %d s"), (int)left_s);
	n = (size_t)snprintf(ret_text, size, "%s", b.len ? b.data : "");
	buf_done(&b);
	return n;
}

/* ---- devices ---- */

static const struct player_device *find_device(const struct app *app, const char *name)
{
	const struct player_device *list;
	size_t n = player_devices(app->player, &list);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].name, name))
			return &list[i];
	return NULL;
}

void playback_ask_device(struct app *app, const char *name)
{
	free(app->device_asked);
	app->device_asked = xstrdup(name);
	player_ask_devices(app->player);
}

static void say_devices(struct app *app)
{
	const struct player_device *list;
	size_t n = player_devices(app->player, &list);
	struct buf b;

	buf_init(&b, 1 << 16);
	for (size_t i = 0; i < n && i < 20; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", list[i].name);
	app_say(app, _("Devices: %s"), n ? b.data : "");
	buf_done(&b);
}

void playback_devices_known(struct app *app)
{
	char *name = app->device_asked;
	const struct player_device *d;

	app->device_asked = NULL;
	if (!name)
		return;
	d = find_device(app, name);
	if (!*name) {
		say_devices(app);
	} else if (!d) {
		app_complain(app, _("There is no device '%s'; device lists them"), name);
	} else {
		player_set(app->player, "audio-device", d->name);
		desk_value_set(app->desk, "device", d->name);
		app_say(app, _("Sound goes to %s"), d->description);
	}
	free(name);
	app->effects |= EFFECT_REDRAW;
}
