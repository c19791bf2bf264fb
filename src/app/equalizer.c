/*
 * equalizer.c -- the option `equalizer` as ten gains and back, its presets, its commands.  What it does to the sound is the player's.
 */
#include "app/equalizer.h"
#include "app/command.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Moderate: what the bands raise is taken off all, and a steep curve is a quiet one. */
static const struct equalizer_preset presets[] = {
	/*                   31  62 125 250 500  1k  2k  4k  8k 16k */
	{ "flat",          {  0,  0,  0,  0,  0,  0,  0,  0,  0,  0 } },
	{ "acoustic",      {  2,  3,  2,  0,  1,  1,  2,  3,  2,  1 } },
	{ "bass",          {  6,  5,  4,  2,  0,  0,  0,  0,  0,  0 } },
	{ "classical",     {  0,  0,  0,  0,  0,  0, -1, -2, -2, -3 } },
	{ "dance",         {  5,  6,  3,  0, -1, -2,  0,  2,  3,  2 } },
	{ "electronic",    {  4,  4,  1,  0, -2,  1,  0,  1,  4,  5 } },
	{ "jazz",          {  2,  2,  1,  2, -1, -1,  0,  1,  2,  3 } },
	{ "late-night",    { -6, -5, -3, -1,  0,  2,  3,  2,  0, -2 } },
	{ "loudness",      {  6,  4,  1,  0, -1,  0,  0,  1,  3,  5 } },
	{ "piano",         {  1,  1,  0,  2,  2,  1,  2,  3,  2,  1 } },
	{ "pop",           { -1,  0,  1,  3,  4,  4,  2,  0, -1, -1 } },
	{ "rock",          {  4,  3,  2,  0, -1, -1,  1,  2,  3,  3 } },
	{ "small-speakers", { -12, -6,  3,  4,  2,  0,  0,  1,  3,  4 } },
	{ "treble",        {  0,  0,  0,  0,  0,  1,  2,  4,  5,  6 } },
	{ "voice",         { -6, -4, -2,  0,  2,  4,  4,  3,  1, -1 } },
};

const struct equalizer_preset *equalizer_presets(size_t *ret_n)
{
	*ret_n = COUNT_OF(presets);
	return presets;
}

static const struct equalizer_preset *find_preset(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(presets); i++)
		if (!strcmp(presets[i].name, name))
			return &presets[i];
	return NULL;
}

static enum err not_so(const char *text)
{
	return fail(ERR_ARG, _("'%s' is no equalizer: off, a preset, or %d whole numbers from -%d to %d"), text, EQUALIZER_BANDS, EQUALIZER_MAX_DB, EQUALIZER_MAX_DB);
}

enum err equalizer_parse(const char *text, int ret_db[EQUALIZER_BANDS])
{
	const struct equalizer_preset *preset = find_preset(strcmp(text, "off") ? text : "flat");
	const char *p = text;
	int db[EQUALIZER_BANDS];

	if (preset) {
		memcpy(ret_db, preset->db, sizeof preset->db);
		return OK;
	}
	for (int i = 0; i < EQUALIZER_BANDS; i++) {
		char *end;
		long n = strtol(p, &end, 10);

		if (end == p || n < -EQUALIZER_MAX_DB || n > EQUALIZER_MAX_DB || (*end && !strchr(" ,", *end)))
			return not_so(text);
		db[i] = (int)n;
		p = end + strspn(end, " ,");
	}
	if (*p)
		return not_so(text);
	memcpy(ret_db, db, sizeof db);
	return OK;
}

void equalizer_text(const int db[EQUALIZER_BANDS], char ret_text[EQUALIZER_TEXT_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(presets); i++)
		if (!memcmp(presets[i].db, db, sizeof presets[i].db)) {
			snprintf(ret_text, EQUALIZER_TEXT_MAX, "%s", presets[i].name);
			return;
		}
	for (int i = 0; i < EQUALIZER_BANDS; i++)
		n += (size_t)snprintf(ret_text + n, EQUALIZER_TEXT_MAX - n, "%s%d", i ? " " : "", db[i]);
}

void equalizer_changed(struct app *app)
{
	int db[EQUALIZER_BANDS];

	if (strcmp(app->set.equalizer, "off")) {
		free(app->last_equalizer);
		app->last_equalizer = xstrdup(app->set.equalizer);
	}
	if (!app->player || equalizer_parse(app->set.equalizer, db))
		return;
	player_equalize(app->player, db);
	play_prepare_anew(app);
	if (app->db_open)
		desk_value_set(app->desk, "equalizer", app->set.equalizer);
}

void equalizer_shown(const struct app *app, int ret_db[EQUALIZER_BANDS])
{
	bool is_off = !strcmp(app->set.equalizer, "off");

	if (equalizer_parse(is_off && app->last_equalizer ? app->last_equalizer : app->set.equalizer, ret_db))
		memset(ret_db, 0, EQUALIZER_BANDS * sizeof *ret_db);
}

/* The preset so many rows on from what is set; from none: the first, or the last. */
static const char *step(const struct app *app, int by)
{
	const struct equalizer_preset *now = find_preset(app->set.equalizer);
	int n = (int)COUNT_OF(presets), at = now ? (int)(now - presets) : by > 0 ? n - 1 : 0;

	return presets[(at + by + n) % n].name;
}

COMMAND_HANDLER(equalizer)
{
	const char *word = argc > 1 ? argv[1] : "";
	bool is_off = !strcmp(app->set.equalizer, "off");

	if (argc == 1) {
		view_toggle(app, VIEW_EQUALIZER);
		return OK;
	}
	if (!strcmp(word, "toggle"))
		word = is_off ? "on" : "off";
	if (!strcmp(word, "on"))
		word = !is_off ? app->set.equalizer : app->last_equalizer ? app->last_equalizer : "flat";
	else if (!strcmp(word, "next") || !strcmp(word, "previous"))
		word = step(app, *word == 'n' ? 1 : -1);
	return option_change(app, "equalizer", word);
}

COMMAND_HANDLER(equalizer_band)
{
	char text[EQUALIZER_TEXT_MAX], *end;
	long by = strtol(argv[1], &end, 10);
	size_t band = app->views->panes[PANE_EQUALIZER].list.cursor;
	int db[EQUALIZER_BANDS];

	(void)argc;
	if (end == argv[1] || *end || by < -2 * EQUALIZER_MAX_DB || by > 2 * EQUALIZER_MAX_DB)
		return fail(ERR_ARG, _("'%s' is no gain in dB (like 3, +1 or -1)"), argv[1]);
	if (app->views->view != VIEW_EQUALIZER || band >= EQUALIZER_BANDS)
		return fail(ERR_ARG, _("the bands are in the equalizer: open it first"));
	equalizer_shown(app, db);
	if (argv[1][0] == '+' || argv[1][0] == '-')
		by += db[band];
	db[band] = (int)MAX_OF(-EQUALIZER_MAX_DB, MIN_OF(by, EQUALIZER_MAX_DB));
	equalizer_text(db, text);
	return option_change(app, "equalizer", text);
}
