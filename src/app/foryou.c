/* foryou.c -- the live list: ranked anew at the end of every turn in which something happened. */
#include "app/app.h"
#include "view/view.h"

#include <limits.h>
#include <string.h>

enum { MARKS_MS = 3000 };

/* One order per day for what has nothing to go by, so that the list does not dance on its own. */
static uint64_t seed_of_day(const struct app *app)
{
	return (uint64_t)(clock_unix_ms() / 86400000) * 1000003u + hash_bytes(app->start.listener, strlen(app->start.listener)) % 1000u;
}

void foryou_rank(struct app *app)
{
	track_id exclude[PICKS_MAX];
	size_t n = 0;
	int64_t from_us = clock_mono_us();
	struct rank_options opt;

	if (!app->events_loaded || !app->tracks_loaded)
		return;
	for (size_t i = 0; i < queue_count(app->queue) && n < PICKS_MAX; i++)
		exclude[n++] = queue_at(app->queue, i)->track;
	opt = (struct rank_options){
		.now_ms = clock_unix_ms(), .seed = seed_of_day(app), .playing = app->now.track, .adventure = app->set.adventure / 100.0,
		.artist_gap = (unsigned)app->set.artist_gap, .exclude = exclude, .n_exclude = n,
	};
	/* one thing the listener does makes several events (skip, start): the marks compare with the list before all of them */
	if (app->now_ms - app->previous_ms >= MARKS_MS) {
		app->n_previous = app->n_picks;
		for (size_t i = 0; i < app->n_picks; i++)
			app->previous_picks[i] = app->picks[i].track;
		app->previous_ms = app->now_ms;
	}
	app->n_picks = taste_rank(app->taste, &opt, app->picks, (size_t)app->set.for_you_size);
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
