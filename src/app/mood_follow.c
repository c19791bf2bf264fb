/* mood_follow.c -- see mood_follow.h.  The set is a bit a track: making it anew costs some milliseconds for a million, and only when the mood moved. */
#include "app/mood_follow.h"
#include "app/moods.h"
#include "app/styling.h"
#include "ear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { AGAIN_MS = 60000 };
static const float moved = .04F;

struct mood_follow {
	struct track_set set;		/* with the style that is followed, too */
	struct mood_place at;
	uint64_t of_style;		/* what stood for the style then */
	bool is_on;
	int64_t made_ms;
};

/* Newer ones weigh more: each older one of its kind .75 of the one before. */
struct mean { float valence, arousal, weight, next; };

static void add(struct mean *m, float valence, float arousal)
{
	m->valence += valence * m->next;
	m->arousal += arousal * m->next;
	m->weight += m->next;
	m->next *= .75F;
}

bool mood_of_session(const struct moods *m, const struct event *events, size_t n, track_id playing, int64_t now_ms, struct mood_place *ret)
{
	struct mean yes = { .next = 1 }, no = { .next = 1 };
	float valence, arousal;
	int seen = 0;

	for (size_t i = n; i-- > 0 && seen < FOLLOW_EVENTS && now_ms - events[i].at_ms < FOLLOW_MS;) {
		bool is_yes = events[i].kind == EVENT_FINISH || events[i].kind == EVENT_LOVE;

		if ((!is_yes && events[i].kind != EVENT_SKIP) || !moods_at(m, events[i].track, &valence, &arousal))
			continue;
		add(is_yes ? &yes : &no, valence, arousal);
		seen++;
	}
	/* what plays was not turned down so far; alone it is all there is to go by */
	if (playing && moods_at(m, playing, &valence, &arousal)) {
		yes.next = yes.weight > 0 ? .5F : 1;
		add(&yes, valence, arousal);
	}
	if (!(yes.weight > 0))
		return false;
	*ret = (struct mood_place){ yes.valence / yes.weight, yes.arousal / yes.weight };
	if (no.weight > 0) {
		/* half as far again from what was skipped as it lies from it now */
		ret->valence += .5F * (ret->valence - no.valence / no.weight);
		ret->arousal += .5F * (ret->arousal - no.arousal / no.weight);
	}
	ret->valence = fmaxf(-1, fminf(1, ret->valence));
	ret->arousal = fmaxf(-1, fminf(1, ret->arousal));
	return true;
}

static struct mood_follow *get(struct app *app)
{
	if (!app->mood_follow)
		app->mood_follow = xcalloc(1, sizeof *app->mood_follow);
	return app->mood_follow;
}

static bool is_near(const struct mood_place *a, const struct mood_place *b)
{
	return fabsf(a->arousal - b->arousal) < moved && fabsf(a->valence - b->valence) < 2 * moved;
}

/* Another style, or its tracks are known now. */
static uint64_t style_now(const struct app *app)
{
	const char *name = styling_followed(app);

	return hash_bytes(name, strlen(name)) + (styling_followed_set(app) ? 1 : 0);
}

static void make_set(struct app *app, struct mood_follow *f)
{
	const struct track_set *style = styling_followed_set(app);
	size_t found = 0;

	for (float wide = 1; found < FOLLOW_LEAST && wide < 9; wide *= 1.6F)
		found = moods_within(moods_of(app), f->at.valence, f->at.arousal, wide * FOLLOW_VALENCE, wide * FOLLOW_AROUSAL, style, &f->set);
	f->made_ms = app->now_ms;
	f->of_style = style_now(app);
	f->is_on = found > 0;
}

void mood_follow_rank(struct app *app)
{
	struct mood_follow *f = get(app);
	struct mood_place at;

	if (!app->set.follow_mood || !mood_of_session(moods_of(app), app->history, app->n_history, app->now.track, clock_unix_ms(), &at)) {
		f->is_on = false;
		return;
	}
	if (f->is_on && is_near(&at, &f->at) && f->of_style == style_now(app) && app->now_ms - f->made_ms < AGAIN_MS)
		return;
	f->at = at;
	make_set(app, f);
}

const struct track_set *mood_follow_set(const struct app *app)
{
	return app->mood_follow && app->mood_follow->is_on ? &app->mood_follow->set : NULL;
}

const char *mood_followed(const struct app *app)
{
	const struct mood_word *w = mood_follow_set(app) ? mood_word_of(app->mood_follow->at.valence, app->mood_follow->at.arousal) : NULL;

	return w ? w->word : "";
}

void mood_follow_close(struct app *app)
{
	if (app->mood_follow)
		free(app->mood_follow->set.bits);
	free(app->mood_follow);
	app->mood_follow = NULL;
}
