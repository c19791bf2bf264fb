/* activity.c -- see activity.h. */
#include "app/activity.h"
#include "app/errand.h"
#include "app/load.h"
#include "app/radio.h"
#include "app/styling.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOKED_AT_MAX = 4000 };

/* Arousal is what the ear says least wrongly of a mood (off by .4 of its two units); no rule rests on valence alone. man/segue-keys.7 states these. */
static const struct activity activities[] = {
	{ "focus", N_("to focus"), { { FEATURE_AROUSAL, -.7F, .1F, .25F }, { FEATURE_LOUDNESS_RANGE, 0, 10, 6 }, { FEATURE_DYNAMIC_COMPLEXITY, 0, 5, 3 } }, false, 0 },
	{ "party", N_("for a party"), { { FEATURE_AROUSAL, .1F, 1, .25F }, { FEATURE_PULSE_CLARITY, .4F, 1, .2F }, { FEATURE_DANCEABILITY, .95F, 5, .3F } }, false, 0 },
	{ "relax", N_("to relax"), { { FEATURE_AROUSAL, -1, -.15F, .25F }, { FEATURE_VALENCE, -.2F, 1, .6F }, { FEATURE_LOUDNESS_RANGE, 0, 14, 6 } }, false, 0 },
	{ "run", N_("to run"), { { FEATURE_AROUSAL, 0, 1, .4F }, { FEATURE_PULSE_CLARITY, .35F, 1, .2F } }, true, 0 },
	{ "sleep", N_("to fall asleep"), { { FEATURE_AROUSAL, -1, -.35F, .2F }, { FEATURE_LOUDNESS_RANGE, 0, 12, 6 }, { FEATURE_NOTE_RATE, 0, 3, 2 } }, false, -1 },
	{ "wake", N_("to wake up"), { { FEATURE_AROUSAL, -.3F, 1, .25F }, { FEATURE_PULSE_CLARITY, .3F, 1, .2F } }, false, 1 },
};

static const struct { int from; const char *name; } hours[] = {
	{ 0, "sleep" }, { 6, "wake" }, { 9, "focus" }, { 12, "relax" }, { 13, "focus" }, { 18, "relax" }, { 22, "sleep" },
};

const struct activity *activity_at(size_t i)
{
	return i < COUNT_OF(activities) ? &activities[i] : NULL;
}

const struct activity *activity_named(const char *name, int hour)
{
	if (!strcmp(name, "now"))
		for (size_t i = 0; i < COUNT_OF(hours) && hours[i].from <= hour; i++)
			name = hours[i].name;
	for (size_t i = 0; i < COUNT_OF(activities); i++)
		if (!strcmp(activities[i].name, name))
			return &activities[i];
	return NULL;
}

float activity_in_step(float bpm, double with_bpm)
{
	double off = INFINITY;

	for (double times = .5; times <= 2; times *= 2)
		off = fmin(off, fabs((double)bpm * times - with_bpm) / with_bpm);
	return (float)fmax(0, fmin(1, (.08 - off) / .04));
}

static float rule_says(const struct activity_rule *r, float value)
{
	float off = value < r->low ? r->low - value : value > r->high ? value - r->high : 0;

	return fmaxf(0, 1 - off / r->soft);
}

float activity_fit(const struct activity *a, const float values[FEATURE_COUNT], double tempo_bpm, bool may_lack)
{
	float fit = 1, tempo = values[FEATURE_TEMPO];

	for (int i = 0; i < ACTIVITY_RULES && a->rules[i].soft > 0; i++) {
		float value = values[a->rules[i].feature];

		if (!isnan(value))
			fit = fminf(fit, rule_says(&a->rules[i], value));
		else if (!may_lack)
			return 0;
	}
	if (!a->has_tempo)
		return fit;
	if (isnan(tempo))
		return may_lack ? fit : 0;
	return fminf(fit, activity_in_step(tempo, tempo_bpm));
}

/* ---- of all that was listened to ---- */

struct finding { const struct activity *a; double tempo_bpm; struct scored *best; uint32_t n; track_id *ids; size_t n_ids, cap_ids; };

/* By what stands in the table, which is read quickly: what may fit. */
static enum err look(void *ctx, const struct sound *s)
{
	struct finding *f = ctx;
	float values[FEATURE_COUNT], fit;

	if (*s->why)
		return OK;
	for (int i = 0; i < FEATURE_COUNT; i++)
		values[i] = NAN;
	values[FEATURE_AROUSAL] = s->arousal;
	values[FEATURE_VALENCE] = s->valence;
	values[FEATURE_TEMPO] = s->tempo_bpm;
	fit = activity_fit(f->a, values, f->tempo_bpm, true);
	if (fit <= 0)
		return OK;
	ARRAY_GROW(f->ids, f->n_ids, f->cap_ids);
	/* of many that fit fully any: not those that were added first */
	best_keep(f->best, &f->n, LOOKED_AT_MAX, (struct scored){ (uint32_t)f->n_ids, fit + 1e-3F * (float)(hash_bytes(&s->track, sizeof s->track) & 1023) / 1024 });
	f->ids[f->n_ids++] = s->track;
	return OK;
}

static void keep_fitting(struct store *store, const struct finding *f, struct mix_candidates *ret)
{
	for (uint32_t i = 0; i < f->n; i++) {
		track_id id = f->ids[f->best[i].at];
		struct features features;
		float fit = load_features(store, id, &features) ? 0 : activity_fit(f->a, features.value, f->tempo_bpm, false);

		if (fit <= 0)
			continue;
		ARRAY_GROW(ret->at, ret->n, ret->cap);
		ret->at[ret->n++] = (struct mix_candidate){ .track = id, .alike = fit, .order = features.value[FEATURE_AROUSAL] };
	}
}

enum err activity_find(struct store *store, const struct activity *a, double tempo_bpm, struct mix_candidates *ret)
{
	struct finding f = { .a = a, .tempo_bpm = tempo_bpm, .best = xcalloc(LOOKED_AT_MAX, sizeof *f.best) };
	enum err err = store_sounds_each(store, FEATURES_VERSION, look, &f);

	*ret = (struct mix_candidates){ 0 };
	if (!err)
		keep_fitting(store, &f, ret);
	free(f.best);
	free(f.ids);
	return err;
}

/* ---- in the player ---- */

struct trip { const struct activity *a; double tempo_bpm; char *db; struct mix_candidates found; };

static enum err work(void *arg)
{
	struct trip *t = arg;
	struct store *store = NULL;
	enum err err = store_open(&store, t->db, STORE_READ, NULL);

	if (!err)
		err = activity_find(store, t->a, t->tempo_bpm, &t->found);
	store_close(store);
	return err;
}

/* The ear cannot tell speech: what the tag, the listener or the style says of it must do. */
static void drop_speech(struct app *app, struct mix_candidates *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct track *t = library_get(app->lib, c->at[i].track);

		if (t && !stylebook_is(styling_book(app), t, SPEECH))
			c->at[n++] = c->at[i];
	}
	c->n = n;
}

static void came_home(struct app *app, void *arg, const char *why)
{
	struct trip *t = arg;
	char words[128];

	if (why) {
		app_complain(app, "%s", why);
		return;
	}
	drop_speech(app, &t->found);
	if (t->a->has_tempo)
		snprintf(words, sizeof words, _("%s at %.0f steps a minute"), _(t->a->words), t->tempo_bpm);
	else
		snprintf(words, sizeof words, "%s", _(t->a->words));
	radio_from(app, words, &t->found, t->a->slope);
}

static void trip_free(void *arg)
{
	struct trip *t = arg;

	free(t->db);
	free(t->found.at);
	free(t);
}

enum err activity_mix(struct app *app, const struct activity *a, double tempo_bpm)
{
	static const struct errand kind = { work, came_home, trip_free, ERRAND_LEFT, false, true };
	struct trip *t;

	if (app->is_scratch)
		return fail(ERR_MISSING, _("There is no library to choose from"));
	t = xcalloc(1, sizeof *t);
	*t = (struct trip){ .a = a, .tempo_bpm = tempo_bpm > 0 ? tempo_bpm : RUN_TEMPO, .db = xstrdup(app->start.db) };
	app_say(app, _("Looking for music %s…"), _(a->words));
	return errand_start(app, &kind, t);
}
