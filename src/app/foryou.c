/* foryou.c -- the live list: ranked anew at the end of every turn in which something happened. */
#include "app/app.h"
#include "app/forgetting.h"
#include "app/mood_follow.h"
#include "app/ranking.h"
#include "app/styling.h"

#include <limits.h>
#include <string.h>

enum { MARKS_MS = 3000, WAIT_MS = 4 };

void foryou_ranking(const struct app *app, struct ranking *ret)
{
	ranking_init(ret, &app->set, app->start.listener, clock_unix_ms());
	ret->opt.playing = app->now.track;
	ret->opt.only = mood_follow_set(app) ? mood_follow_set(app) : styling_followed_set(app);
	for (size_t i = 0; i < queue_count(app->queue) && i < RANKING_EXCLUDE_MAX; i++)
		ranking_exclude(ret, queue_at(app->queue, i)->track);
}

static enum arm arm_shown(const struct app *app, track_id track)
{
	for (size_t i = app->n_shown_arms; i && app->n_shown_arms - i < SHOWN_ARMS; i--)
		if (app->shown_arms[(i - 1) % SHOWN_ARMS].track == track)
			return app->shown_arms[(i - 1) % SHOWN_ARMS].arm;
	return ARM_NONE;
}

enum arm foryou_arm(const struct app *app, track_id track, enum source source)
{
	return source == SOURCE_FOR_YOU || source == SOURCE_CONTINUE ? arm_shown(app, track) : ARM_NONE;
}

/* A pick may be ranked away in the moment it is played; what it was shown for counts. */
static void remember_arms(struct app *app)
{
	for (size_t i = 0; i < app->n_picks; i++)
		if (app->picks[i].arm != arm_shown(app, app->picks[i].track))
			app->shown_arms[app->n_shown_arms++ % SHOWN_ARMS] = (struct shown_arm){ app->picks[i].track, app->picks[i].arm };
}

bool foryou_is_due(const struct app *app)
{
	/* of a log that is half forgotten the whole rest would have to be done first */
	return app->effects & EFFECT_RERANK && !forgetting_is_busy(app);
}

bool foryou_waits(struct app *app)
{
	app->ranking_waits = !app->ranking_waits && foryou_is_due(app) && clock_mono_ms() - app->now_ms >= WAIT_MS;
	return app->ranking_waits;
}

void foryou_rank(struct app *app)
{
	int64_t from_us = clock_mono_us();
	struct ranking r;

	if (!app->events_loaded || !app->tracks_loaded)
		return;
	mood_follow_rank(app);
	foryou_ranking(app, &r);
	/* one thing the listener does makes several events (skip, start): the marks compare with the list before all of them */
	if (app->now_ms - app->previous_ms >= MARKS_MS) {
		app->n_previous = app->n_picks;
		for (size_t i = 0; i < app->n_picks; i++)
			app->previous_picks[i] = app->picks[i].track;
		app->previous_ms = app->now_ms;
	}
	app->n_picks = taste_rank(app->taste, &r.opt, app->picks, r.size);
	remember_arms(app);
	app->rank_count++;
	app->rank_us = clock_mono_us() - from_us;
	if (app->rank_us > 16000)
		log_line("ranking %zu tracks took %lld us", library_count(app->lib), (long long)app->rank_us);
	app->effects |= EFFECT_REDRAW | EFFECT_NEXT;
}

int foryou_moved(const struct app *app, size_t i)
{
	if (!app->n_previous)
		return 0;
	for (size_t k = 0; k < app->n_previous; k++)
		if (app->previous_picks[k] == app->picks[i].track)
			return (int)k - (int)i;
	return INT_MAX;
}
