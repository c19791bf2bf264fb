/* mood.c -- see mood.h. */
#include "app/mood.h"
#include "app/command.h"
#include "app/complete.h"
#include "app/moods.h"
#include "ear.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

static const char *label_of(void *ctx, const struct track *t, enum library_label which)
{
	const struct moods *m = ctx;

	return which == LIBRARY_MOOD ? moods_word(m, t->id) : NULL;
}

void mood_tell_library(struct app *app)
{
	library_set_label(app->lib, LIBRARY_MOOD, label_of, moods_of(app));
}

enum err mood_tell_cli(struct store *s, struct library *lib, struct moods **ret_moods)
{
	struct moods *m = moods_new();
	enum err err = moods_load(m, s, lib);

	if (err) {
		moods_free(m);
		return err;
	}
	library_set_label(lib, LIBRARY_MOOD, label_of, m);
	*ret_moods = m;
	return OK;
}

void mood_say(struct app *app, const struct event *ev, const char *label)
{
	if (ev->value > 0 && ev->value <= MOOD_WORDS)
		app_say(app, _("%s: %s"), _(mood_words[ev->value - 1].word), label);
	else
		app_say(app, _("Its mood is as heard again: %s"), label);
}

/* ---- the mix ---- */

static bool may_play(void *ctx, track_id id)
{
	const struct app *app = ctx;
	const struct track *t = library_get(app->lib, id);

	return t && t->state == TRACK_OK && !t->is_away && !t->is_banned;
}

size_t mood_near(struct app *app, float valence, float arousal, track_id ret_ids[MOOD_NEAR])
{
	return moods_near(moods_of(app), valence, arousal, may_play, app, ret_ids, MOOD_NEAR);
}

/* Of those still to come the first by somebody else moves up, where one is. */
static void spread_artists(struct track **tracks, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		size_t other = i;

		while (other < n && !strcmp(tracks[other]->artist, tracks[i - 1]->artist))
			other++;
		if (other < n) {
			struct track *t = tracks[other];

			memmove(tracks + i + 1, tracks + i, (other - i) * sizeof(struct track *));
			tracks[i] = t;
		}
	}
}

enum err mood_mix(struct app *app, float valence, float arousal)
{
	struct track *tracks[MOOD_NEAR];
	track_id ids[MOOD_NEAR];
	size_t n = mood_near(app, valence, arousal, ids);
	struct rng rng;

	if (!n)
		return fail(ERR_MISSING, _("No track's mood is known yet"));
	for (size_t i = 0; i < n; i++)
		tracks[i] = library_get(app->lib, ids[i]);
	rng_seed(&rng, (uint64_t)app->now_ms);
	for (size_t i = n - 1; i > 0; i--) {
		size_t k = rng_below(&rng, (uint32_t)i + 1);
		struct track *t = tracks[i];

		tracks[i] = tracks[k];
		tracks[k] = t;
	}
	spread_artists(tracks, n);
	return play_tracks(app, tracks, n, 0, SOURCE_RADIO);
}

/* ---- commands ---- */

static enum err word_number(const char *text, int32_t *ret)
{
	const struct mood_word *w = mood_word_find(text);

	if (!w && strcmp(text, "none") && strcmp(text, _("none")))
		return fail(ERR_ARG, _("there is no mood '%s'"), text);
	*ret = w ? (int32_t)(w - mood_words) + 1 : 0;
	return OK;
}

/* What plays, or with "selected" what is marked or under the cursor. */
COMMAND_HANDLER(mood)
{
	bool selected = argc == 3 && !strcmp(argv[1], "selected");
	struct track *playing = play_track(app), **tracks = NULL;
	size_t n = 0;
	int32_t word = 0;
	enum err err;

	if (argc == 3 && !selected)
		return fail(ERR_ARG, _("%s takes 'selected' or nothing here, not '%s'"), argv[0], argv[1]);
	err = word_number(argv[argc - 1], &word);
	if (err)
		return err;
	if (selected)
		tracks = view_selected_tracks(app, &n);
	else if (playing)
		tracks = xmemdup(&playing, (n = 1) * sizeof(struct track *));
	if (!n) {
		free(tracks);
		return fail(ERR_MISSING, selected ? _("The cursor is not on a track") : _("Nothing plays"));
	}
	for (size_t i = 0; i < n; i++)
		note_event(app, EVENT_MOOD, tracks[i]->id, SOURCE_NONE, word, -1, -1, tracks[i]->duration_ms);
	free(tracks);
	return OK;
}

COMMAND_HANDLER(mood_prompt)
{
	bool selected = argc == 2 && !strcmp(argv[1], "selected");

	if (argc == 2 && !selected)
		return fail(ERR_ARG, _("%s takes 'selected' or nothing here, not '%s'"), argv[0], argv[1]);
	if (!selected && !play_track(app))
		return fail(ERR_MISSING, _("Nothing plays"));
	prompt_start(app->prompt, ':', ":", selected ? "mood selected " : "mood ", complete_command, app);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

COMMAND_HANDLER(mood_step)
{
	char *end;
	long by = strtol(argv[1], &end, 10);

	(void)argc;
	if (end == argv[1] || *end || by < -1000 || by > 1000)
		return fail(ERR_ARG, _("'%s' is no number of cells (like +1 or -5)"), argv[1]);
	if (app->views->view != VIEW_MOODS)
		return fail(ERR_ARG, _("the map of moods is not shown"));
	moods_map_step(app, (int)by);
	return OK;
}
