/* desk.c -- what the desk (the database's thread) answers: the library arriving, events kept, failures. */
#include "app/daily.h"
#include "app/analysis.h"
#include "app/app.h"
#include "app/command.h"
#include "app/edit.h"
#include "app/filters.h"
#include "app/forgetting.h"
#include "app/moods.h"
#include "app/nomusic.h"
#include "app/playlists.h"
#include "app/styling.h"
#include "sound.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

static void got_tracks(struct app *app, const struct desk_news *news)
{
	library_reserve(app->lib, news->total);
	taste_reserve(app->taste, news->total);
	library_put_all(app->lib, news->tracks, news->n);
	taste_tracks(app->taste, news->tracks, news->n);
	nomusic_tracks(app->taste, styling_book(app), news->tracks, news->n);
	app->effects |= EFFECT_REDRAW_SOON;
}

static void got_events(struct app *app, const struct desk_news *news)
{
	size_t from = news->n > HISTORY_MAX ? news->n - HISTORY_MAX : 0;

	if (!app->history)
		app->history = xcalloc(HISTORY_MAX, sizeof *app->history);
	for (size_t i = 0; i < news->n; i++) {
		taste_event(app->taste, &news->events[i]);
		if (news->events[i].kind == EVENT_MOOD)
			moods_said(moods_of(app), news->events[i].track, news->events[i].value);
	}
	/* the newest HISTORY_MAX are kept for the pane */
	if (app->n_history + (news->n - from) > HISTORY_MAX) {
		size_t drop = app->n_history + (news->n - from) - HISTORY_MAX;

		memmove(app->history, app->history + drop, (app->n_history - drop) * sizeof *app->history);
		app->n_history -= drop;
	}
	memcpy(app->history + app->n_history, news->events + from, (news->n - from) * sizeof *app->history);
	app->n_history += news->n - from;
}

static void got_value(struct app *app, const struct desk_news *news)
{
	const struct option_row *row = option_find(news->key);
	char *old;

	if (!strcmp(news->key, VALUE_RESUME)) {
		free(app->resume);
		app->resume = news->value ? xstrdup(news->value) : NULL;
		app->state_loaded = true;
		return;
	}
	if (!strncmp(news->key, "daily ", 6))
		daily_got(app, news->value);
	if (!strcmp(news->key, "device") && news->value)
		player_set(app->player, "audio-device", news->value);
	if (!row || !news->value || app->configured & option_bit(row))
		return;
	old = option_get(&app->set, row);
	if (option_set(&app->set, row, news->value) || option_apply(app, row, old))
		log_line("saved %s: %s", news->key, err_text());
	free(old);
}

static void opened(struct app *app, const struct desk_news *news)
{
	char *key;

	app->effects |= EFFECT_REDRAW;
	if (news->err) {
		app->db_broken = true;
		app_complain(app, "%s", news->text);
		app->message_until_ms = INT64_MAX;
		app->status = 1;
		terminal_started(app, news->text);
		return;
	}
	app->db_open = true;
	if (news->text) {
		char *sentence = xasprintf(_("Nothing will be kept: %s"), news->text);

		app->is_scratch = true;
		app_complain(app, "%s", sentence);
		terminal_started(app, sentence);
		free(sentence);
	}
	terminal_started(app, NULL);
	desk_load_roots(app->desk);
	desk_value_get(app->desk, "device");
	desk_value_get(app->desk, "volume");
	desk_value_get(app->desk, "equalizer");
	desk_load_filters(app->desk);
	desk_load_playlists(app->desk);	/* first: nobody who sees tracks finds them missing */
	desk_load_tracks(app->desk);
	desk_load_events(app->desk, 0);
	desk_load_queue(app->desk);
	desk_load_corrections(app->desk);
	desk_load_sounds(app->desk, 0);
	key = daily_key(app->start.listener);
	desk_value_get(app->desk, key);
	free(key);
	desk_value_get(app->desk, VALUE_RESUME);
}

/* A damaged file: what cannot be read is not there, and the rest of it is played. Saved queues and playlists are not written over. */
static void load_failed(struct app *app, const struct desk_news *news)
{
	app->status = 1;
	switch (news->of) {
	case DESK_LOADED:
		app->tracks_loaded = true;
		app->effects |= EFFECT_REDRAW | EFFECT_RERANK;
		break;
	case DESK_EVENTS_LOADED:
		note_log_loaded(app);
		break;
	case DESK_VALUE:
		app->state_loaded |= !strcmp(news->key, VALUE_RESUME);
		break;
	default:
		break;
	}
	app_complain(app, "%s", news->text);
	app->message_until_ms = INT64_MAX;
}

static bool is_edit(uint64_t cookie)
{
	return cookie == COOKIE_LIST || cookie == COOKIE_IMPORT || cookie == COOKIE_FILTER || cookie == COOKIE_STYLE || cookie == COOKIE_FORGET;
}

static void request_failed(struct app *app, const struct desk_news *news)
{
	if (news->of) {
		load_failed(app, news);
		return;
	}
	serve_refused(app, news->text);
	if (is_edit(news->cookie)) {
		edit_answered(app, news->cookie, news->text);
		if (news->cookie == COOKIE_IMPORT)
			import_kept(app, news->text);
		return;
	}
	if (news->cookie & ANALYSIS_COOKIE) {
		analysis_failed(app, (track_id)(news->cookie & ~ANALYSIS_COOKIE), news->text);
		return;
	}
	if (news->event.kind) {
		note_failed(app, &news->event, news->cookie, news->text);
		return;
	}
	if (news->cookie == COOKIE_SCAN)
		app->scan_flushes--;
	if (news->cookie == COOKIE_STATE)
		map64_done(&app->states_asked);	/* of whom is not said */
	if (!news->cookie)
		app->queue_is_unsaved = true;	/* it may have been this one; once more does no harm */
	app_complain(app, "%s", news->text);
}

static void got_queue(struct app *app, const struct desk_news *news)
{
	struct queue_saved *rows;

	app->queue_is_known = true;
	if (app->set.resume == RESUME_OFF || !news->n)
		return;
	rows = xcalloc(news->n, sizeof *rows);
	for (size_t i = 0; i < news->n; i++)
		rows[i] = (struct queue_saved){ news->queue[i].track, news->queue[i].source, news->queue[i].part };
	if (queue_version(app->queue) == app->queue_first_version) {
		queue_restore(app->queue, rows, news->n);
		app->queue_saved_version = queue_version(app->queue);
		app->queue_saved_list = news->is_apart ? queue_list_version(app->queue) : UINT64_MAX;
		if (app->configured & option_bit(option_find("shuffle")))
			queue_set_shuffle_mode(app->queue, (enum shuffle)app->set.shuffle);
		if (app->configured & option_bit(option_find("repeat")))
			queue_set_repeat(app->queue, (enum repeat)app->set.repeat);
		app->set.shuffle = (int)queue_shuffle_mode(app->queue);
		if (app->set.shuffle)
			app->last_shuffle = app->set.shuffle;
		app->set.repeat = (int)queue_repeat(app->queue);
	} else {
		/* the listener was quicker than the disk: what was begun stands, what was queued before comes first */
		struct queue *old = queue_new(0);

		queue_restore(old, rows, news->n);
		for (size_t i = queue_count(old); i-- > 0;)
			queue_prepend(app->queue, queue_at(old, i)->track, queue_at(old, i)->source);
		queue_free(old);
	}
	free(rows);
	app->effects |= EFFECT_REDRAW | EFFECT_NEXT;
}

static void one(struct app *app, const struct desk_news *news)
{
	switch (news->kind) {
	case DESK_OPENED:
		opened(app, news);
		break;
	case DESK_TRACKS:
		got_tracks(app, news);
		break;
	case DESK_LOADED:
		app->tracks_loaded = true;
		app->effects |= EFFECT_REDRAW;	/* ranked when the log is there, too */
		break;
	case DESK_EVENTS:
		got_events(app, news);
		break;
	case DESK_EVENTS_LOADED:
		note_log_loaded(app);
		break;
	case DESK_EVENT_KEPT:
		note_kept(app, &news->event);
		if (news->cookie >= COOKIE_SERVE)
			serve_event_done(app, news->cookie, &news->event, NULL);
		break;
	case DESK_TRACK_KEPT:
		for (size_t i = 0; i < news->n; i++)
			scanning_track_kept(app, &news->tracks[i], news->cookie);
		break;
	case DESK_SOUNDS:
		analysis_known(app, news->sounds, news->n);
		break;
	case DESK_SOUNDS_LOADED:
		analysis_all_known(app);
		break;
	case DESK_SOUND_KEPT:
		analysis_kept(app);
		break;
	case DESK_QUEUE:
		got_queue(app, news);
		break;
	case DESK_VALUE:
		got_value(app, news);
		break;
	case DESK_FILTERS:
		filters_got(app, news);
		break;
	case DESK_CORRECTIONS:
		styling_corrected(app, news->corrections, news->n);
		break;
	case DESK_PLAYLISTS:
		playlists_got(app, news);
		break;
	case DESK_ROOTS:
		roots_loaded(app, news->roots, news->n);
		break;
	case DESK_FORGOTTEN:
	case DESK_REMEMBERED:
		forgetting_answered(app, news);
		break;
	case DESK_DONE:
		if (news->cookie == COOKIE_SCAN)
			scanning_flushed(app);
		else if (is_edit(news->cookie))
			edit_answered(app, news->cookie, NULL);
		else if (news->cookie >= COOKIE_REMOTE)
			serve_kept(app, news->cookie);
		if (news->cookie == COOKIE_IMPORT)
			import_kept(app, NULL);
		break;
	case DESK_FAILED:
		request_failed(app, news);
		break;
	}
}

void desk_turn(struct app *app, int64_t until_ms)
{
	struct desk_news news;

	/* what it said last is followed to its end before its next word, which may be that all is kept */
	while (!forgetting_is_busy(app) && desk_next(app->desk, &news)) {
		one(app, &news);
		/* the whole library is shown before the log is looked at and ranked by */
		if (news.kind == DESK_LOADED || clock_mono_ms() >= until_ms)
			return;
	}
}
