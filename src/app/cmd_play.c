/* cmd_play.c -- commands of the transport: play, pause, next, seek, volume, modes. */
#include "app/errand.h"
#include "app/hubbing.h"
#include "app/learning.h"
#include "app/command.h"
#include "app/equalizer.h"
#include "app/playlists.h"
#include "app/ranking.h"
#include "app/watching.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

COMMAND_HANDLER(play)
{
	const struct player_now *now = player_now(app->player);

	(void)argc, (void)argv;
	if (now->state == PLAYER_PAUSED) {
		player_pause(app->player, false);
		return OK;
	}
	if (play_track(app)) {
		player_seek(app->player, 0, false);
		return OK;
	}
	if (queue_current(app->queue)) {
		struct queue_entry e = *queue_current(app->queue);

		if (library_get(app->lib, e.track)) {
			play_entry(app, &e, 0);
			return OK;
		}
	}
	if (play_next(app, false)) {
		struct pane *p = view_pane(app);

		/* nothing queued, nothing picked: what the cursor is on */
		if (view_selected(app) && p->ops->activate)
			return p->ops->activate(app, p, p->list.cursor);
		return fail(ERR_MISSING, _("There is nothing to play"));
	}
	return OK;
}

COMMAND_HANDLER(pause)
{
	const struct player_now *now = player_now(app->player);

	(void)argc, (void)argv;
	if (!play_track(app))
		return cmd_play(app, argc, argv);
	player_pause(app->player, now->state != PLAYER_PAUSED);
	play_save(app, true);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

COMMAND_HANDLER(stop)
{
	(void)argc, (void)argv;
	play_stop(app);
	return OK;
}

COMMAND_HANDLER(next)
{
	(void)argc, (void)argv;
	return play_next(app, true);
}

COMMAND_HANDLER(previous)
{
	(void)argc, (void)argv;
	if (play_track(app) && player_pos_ms(app->player, app->now_ms) > app->set.rewind_s * 1000) {
		player_seek(app->player, 0, false);
		return OK;
	}
	return play_previous(app);
}

COMMAND_HANDLER(next_album)
{
	(void)argc, (void)argv;
	return play_album_step(app, 1);
}

COMMAND_HANDLER(previous_album)
{
	(void)argc, (void)argv;
	return play_album_step(app, -1);
}

/* "90", "+5", "-1:30", "2:05", "-1m", "1h" to milliseconds. */
static enum err parse_place(const char *text, int64_t *ret_ms, bool *ret_relative)
{
	const char *p = text;
	bool relative = *p == '+' || *p == '-';
	int64_t sign = *p == '-' ? -1 : 1, s = 0;

	p += relative;
	for (int parts = 0; parts < 3; parts++) {
		char *end;
		long n = strtol(p, &end, 10);

		if (end == p || n < 0 || n > 1000000)
			break;
		s = s * 60 + n;
		if (!parts && (*end == 'm' || *end == 'h') && !end[1])
			s *= *end++ == 'm' ? 60 : 3600;
		if (!*end) {
			*ret_ms = sign * s * 1000;
			*ret_relative = relative;
			return OK;
		}
		if (*end != ':')
			break;
		p = end + 1;
	}
	return fail(ERR_ARG, _("'%s' is not a place in a track (like +5, -60 or 2:05)"), text);
}

COMMAND_HANDLER(seek)
{
	int64_t ms = 0;
	bool relative = false;
	enum err err;

	(void)argc;
	/* the steps of the keys are options */
	if (!strcmp(argv[1], "+step") || !strcmp(argv[1], "-step") || !strcmp(argv[1], "+far") || !strcmp(argv[1], "-far")) {
		ms = (argv[1][1] == 's' ? app->set.seek_s : app->set.seek_far_s) * (argv[1][0] == '-' ? -1000 : 1000);
		relative = true;
	} else {
		err = parse_place(argv[1], &ms, &relative);
		if (err)
			return err;
	}
	if (!play_track(app))
		return fail(ERR_MISSING, _("Nothing plays"));
	app->now.chapter_ms = 0;
	player_seek(app->player, ms, relative);
	return OK;
}

enum err option_turn(struct app *app, const char *name, const char *value)
{
	const struct option_row *row = option_find(name);
	char *old = option_get(&app->set, row);
	enum err err = value ? option_set(&app->set, row, value) : option_toggle(&app->set, row);

	if (!err)
		err = option_apply(app, row, old);
	if (!err)
		save_changed(app, row);
	free(old);
	return err;
}

enum err option_change(struct app *app, const char *name, const char *value)
{
	const struct option_row *row = option_find(name);
	char *old = option_get(&app->set, row), *now;
	enum err err = option_turn(app, name, value);

	now = option_get(&app->set, row);
	if (!err && !app->reading_config && strcmp(old, now))
		undo_option(app, name, old, now);
	free(old);
	free(now);
	return err;
}

COMMAND_HANDLER(volume)
{
	const char *text = argv[1];
	int by = !strcmp(text, "+step") ? app->set.volume_step : !strcmp(text, "-step") ? -app->set.volume_step : 0;
	char *end, number[16];
	long n;

	(void)argc;
	if (!by) {
		n = strtol(text, &end, 10);
		if (strchr("+-", text[0]))
			n = MAX_OF(-100, MIN_OF(100, n));	/* to the end, however far it is */
		if (end == text || (*end && strcmp(end, "%")) || n < -100 || n > 100)
			return fail(ERR_ARG, _("'%s' is not a volume (like 80, +5 or -5)"), text);
		by = text[0] == '+' || text[0] == '-' ? (int)n : (int)n - app->set.volume;
	}
	snprintf(number, sizeof number, "%d", MAX_OF(0, MIN_OF(100, app->set.volume + by)));
	return option_turn(app, "volume", number);
}

COMMAND_HANDLER(mute)
{
	(void)argc, (void)argv;
	player_mute(app->player, !player_now(app->player)->is_muted);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

COMMAND_HANDLER(shuffle)
{
	static const char *const modes[] = { "tracks", "tracks", "albums", "weighted" };
	int last = app->set.shuffle ? app->set.shuffle : app->last_shuffle;

	/* on: as it was last */
	if (argc > 1 && strcmp(argv[1], "on"))
		return option_turn(app, "shuffle", argv[1]);
	return option_turn(app, "shuffle", argc == 1 && app->set.shuffle ? "off" : modes[last]);
}

COMMAND_HANDLER(repeat)
{
	if (argc > 1 && !strcmp(argv[1], "on-off"))
		return option_turn(app, "repeat", app->set.repeat == REPEAT_VALUE_ALL ? "off" : "all");
	return option_turn(app, "repeat", argc > 1 ? argv[1] : NULL);
}

COMMAND_HANDLER(crossfade)
{
	(void)argc;
	return option_change(app, "crossfade", argv[1]);
}

COMMAND_HANDLER(visual)
{
	enum err err = option_change(app, "visual", argc > 1 ? argv[1] : NULL);
	char *value = option_get(&app->set, option_find("visual"));

	if (!err)
		app_say(app, "visual=%s", value);
	free(value);
	return err;
}

COMMAND_HANDLER(repeat_one)
{
	(void)argc, (void)argv;
	return option_turn(app, "repeat", app->set.repeat == REPEAT_VALUE_ONE ? "off" : "one");
}

COMMAND_HANDLER(follow)
{
	enum err err = option_change(app, "follow", NULL);

	(void)argc, (void)argv;
	if (!err)
		app_say(app, "%s", app->set.follow ? _("The cursor goes to each track as it starts") : _("The cursor stays where it is"));
	return err;
}

COMMAND_HANDLER(toggle)
{
	(void)argc;
	if (!option_find(argv[1]))
		return fail(ERR_ARG, _("there is no option '%s'"), argv[1]);
	return option_change(app, argv[1], NULL);
}

COMMAND_HANDLER(set)
{
	char name[64], *value = strchr(argv[1], '='), *shown;
	size_t n = value ? (size_t)(value - argv[1]) : strcspn(argv[1], " \t?");
	const struct option_row *row;

	(void)argc;
	while (n && (argv[1][n - 1] == ' ' || argv[1][n - 1] == '\t'))
		n--;
	snprintf(name, sizeof name, "%.*s", (int)MIN_OF(n, sizeof name - 1), argv[1]);
	row = option_find(name);
	if (!row)
		return fail(ERR_ARG, _("there is no option '%s'"), name);
	if (value) {
		value += 1 + strspn(value + 1, " \t");
		if (app->reading_config)
			app->configured |= option_bit(row);
		return option_change(app, name, value);
	}
	value = option_get(&app->set, row);
	shown = option_shown(row, value);
	app_say(app, "%s=%s", name, shown);
	free(value);
	free(shown);
	return OK;
}

static void keep_volume(struct app *app)
{
	char *value = option_get(&app->set, option_find("volume"));

	player_volume(app->player, app->set.volume);
	if (app->db_open)
		desk_value_set(app->desk, "volume", value);
	free(value);
}

/* ---- a theme is a file, or several ---- */

struct dress_job { char *name, *old; struct theme *theme; };

static void dress_free(void *arg)
{
	struct dress_job *job = arg;

	ui_theme_free(job->theme);
	free(job->name);
	free(job->old);
	free(job);
}

static enum err dress_work(void *arg)
{
	struct dress_job *job = arg;

	return ui_theme_read(&job->theme, job->name);
}

static void dress_done(struct app *app, void *arg, const char *why)
{
	const struct option_row *row = option_find("theme");
	struct dress_job *job = arg;

	if (strcmp(app->set.theme, job->name))
		return;		/* another one was asked for meanwhile */
	if (!why) {
		ui_theme_use(app->ui, job->theme);
		return;
	}
	option_set(&app->set, row, job->old);
	undo_option_refused(app, row->name, job->name);
	if (app->changed & option_bit(row))
		save_changed(app, row);
	script_complain(app, why);
}

static enum err dress(struct app *app, const char *old_value)
{
	static const struct errand kind = { dress_work, dress_done, dress_free, false, false, false };
	struct dress_job *job = xcalloc(1, sizeof *job);

	job->name = xstrdup(app->set.theme);
	job->old = xstrdup(old_value);
	return errand_start(app, &kind, job);
}

/* Options whose change must reach somebody. */
enum err option_apply(struct app *app, const struct option_row *row, const char *old_value)
{
	enum err err = OK;

	if (!strcmp(row->name, "theme") && app->ui)
		err = dress(app, old_value);
	else if (!strcmp(row->name, "columns"))
		err = column_check(app->set.columns);
	else if (!strcmp(row->name, "flat-columns"))
		err = column_check(app->set.flat_columns);
	else if (!strcmp(row->name, "playlist-columns"))
		err = column_check(app->set.playlist_columns);
	else if (!strcmp(row->name, "sort"))
		err = library_sort_check(app->set.sort);
	else if (!strcmp(row->name, "equalizer"))
		err = equalizer_parse(app->set.equalizer, (int[EQUALIZER_BANDS]){ 0 });
	else if (!strcmp(row->name, "ignore") && strlen(app->set.ignore) > 4000)
		err = fail(ERR_LIMIT, _("%s takes at most %d bytes"), row->name, 4000);
	else if (!strcmp(row->name, "styles") && strlen(app->set.styles) > STYLES_BYTES_MAX)
		err = fail(ERR_LIMIT, _("%s takes at most %d bytes"), row->name, STYLES_BYTES_MAX);
	if (err) {
		option_set(&app->set, row, old_value);	/* it was valid: it is what was set */
		return err;
	}
	if (!strcmp(row->name, "play-within")) {
		scope_changed(app);
	} else if (!strcmp(row->name, "shuffle")) {
		if (app->set.shuffle)
			app->last_shuffle = app->set.shuffle;
		if (app->queue)
			queue_set_shuffle_mode(app->queue, (enum shuffle)app->set.shuffle);
	} else if (!strcmp(row->name, "repeat") && app->queue) {
		queue_set_repeat(app->queue, (enum repeat)app->set.repeat);
	} else if (!strncmp(row->name, "replaygain", 10)) {
		loudness_changed(app);
	} else if (!strcmp(row->name, "equalizer")) {
		equalizer_changed(app);
	} else if (!strncmp(row->name, "crossfade", 9)) {
		crossfade_changed(app);
	} else if ((!strcmp(row->name, "library") || !strcmp(row->name, "sort")) && app->views) {
		filter_sort(app);
	} else if (!strcmp(row->name, "tree") && app->views) {
		filter_tree(app);
	} else if (!strcmp(row->name, "sort-articles") && app->lib) {
		library_set_articles(app->lib, app->set.sort_articles);
	} else if (!strcmp(row->name, "keymap")) {
		bind_use(app->bindings, (enum keymap)app->set.keymap);
		app->n_prefix = 0;
	} else if (!strcmp(row->name, "mouse") && app->ui) {
		ui_set_mouse(app->ui, app->set.mouse);
	} else if (!strcmp(row->name, "volume") && app->player) {
		keep_volume(app);
	}
	if (!strcmp(row->name, "styles") && app->taste) {
		taste_styles(app->taste, app->set.styles);
		app->effects |= EFFECT_RERANK;
	}
	if (!strcmp(row->name, "learn"))
		learning_turn(app);
	if (!strcmp(row->name, "hub"))
		hubbing_changed(app);
	if (!strcmp(row->name, "ignore"))
		watching_again(app);
	if (!strcmp(row->name, "follow-mood") || !strcmp(row->name, "adventure") || !strcmp(row->name, "artist-gap") || !strcmp(row->name, "for-you-size"))
		app->effects |= EFFECT_RERANK;
	app->effects |= EFFECT_REDRAW | EFFECT_NEXT;
	return OK;
}
