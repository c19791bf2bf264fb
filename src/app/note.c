/*
 * note.c -- events: handed to the desk, and believed only when it says they are on disk.
 *
 * What the listener sees (stars, hearts, the for-you list) changes when the event is kept, not before: what is on the screen
 * has been acknowledged, and what was acknowledged survives kill -9.  A commit takes a millisecond or so; the loop holds further
 * keys for that long (loop.c), so that two quick presses of "love" are love and unlove.
 */
#include "app/app.h"
#include "app/hubbing.h"
#include "app/learning.h"
#include "app/sounding.h"
#include "app/mood.h"
#include "app/moods.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void note_event(struct app *app, enum event_kind kind, track_id track, enum source source, int32_t value, int64_t position_ms,
		int64_t listened_ms, int64_t duration_ms)
{
	struct event ev = {
		.at_ms = clock_unix_ms(), .track = track, .kind = kind, .source = source, .value = value,
		.position_ms = position_ms, .listened_ms = listened_ms, .duration_ms = duration_ms,
	};

	note_send(app, &ev, (uint64_t)kind);
}

enum { UNKEPT_MAX = 4096 };

/* What the player did: nobody can do it again, so it is not given up when the disk is full. */
static bool is_of_playing(enum event_kind kind)
{
	return (kind >= EVENT_START && kind <= EVENT_STOP) || kind == EVENT_FAIL;
}

static void wait_for_room(struct app *app, const struct event *ev)
{
	if (app->n_unkept == UNKEPT_MAX) {
		log_line("%s of track %lld is lost: %d events wait for the disk", event_kind_name[ev->kind], (long long)ev->track, UNKEPT_MAX);
		return;
	}
	ARRAY_GROW(app->unkept, app->n_unkept, app->unkept_cap);
	app->unkept[app->n_unkept++] = *ev;
}

void note_retry(struct app *app)
{
	size_t n = app->n_unkept;
	struct event *list = app->unkept;

	app->unkept = NULL;
	app->n_unkept = app->unkept_cap = 0;
	for (size_t i = 0; i < n; i++)
		note_send(app, &list[i], COOKIE_RETRY);
	free(list);
}

void note_failed(struct app *app, const struct event *ev, uint64_t cookie, const char *sentence)
{
	if (app->pending_events)
		app->pending_events--;
	app->pending_since_ms = app->now_ms;
	if (is_of_playing(ev->kind))
		wait_for_room(app, ev);
	if (cookie == COOKIE_RETRY)
		log_line("not kept (%s): %s", event_kind_name[ev->kind], sentence);
	else if (cookie >= COOKIE_SERVE)
		serve_event_done(app, cookie, NULL, sentence);
	else
		app_complain(app, _("Not kept (%s): %s"), event_kind_name[MIN_OF(ev->kind, EVENT_KINDS - 1)], sentence);
}

void note_send(struct app *app, const struct event *ev, uint64_t cookie)
{
	/* behind those that wait, so that an end does not come before its start */
	if (app->n_unkept && is_of_playing(ev->kind)) {
		wait_for_room(app, ev);
		note_retry(app);
		return;
	}
	desk_event(app->desk, ev, cookie);
	if (!app->pending_events++)
		app->pending_since_ms = app->now_ms;
}

void note_apply(struct track *t, const struct event *ev)
{
	switch (ev->kind) {
	case EVENT_START:
		t->last_played_s = MAX_OF(t->last_played_s, ev->at_ms / 1000);
		break;
	case EVENT_FINISH:
		t->play_count++;
		break;
	case EVENT_SKIP:
		t->skip_count++;
		break;
	case EVENT_RATE:
		t->rating = (int8_t)ev->value;
		break;
	case EVENT_LOVE:
	case EVENT_UNLOVE:
		t->is_loved = ev->kind == EVENT_LOVE;
		break;
	case EVENT_BAN:
	case EVENT_UNBAN:
		t->is_banned = ev->kind == EVENT_BAN;
		break;
	case EVENT_STOP:
	case EVENT_FAIL:
	case EVENT_MOOD:
	case EVENT_KINDS:
		break;
	}
}

static void say_judgement(struct app *app, const struct event *ev, const struct track *t)
{
	char label[300], stars[24];

	track_label(t, label, sizeof label);
	switch (ev->kind) {
	case EVENT_RATE:
		stars_text(t, stars, sizeof stars);
		app_say(app, ev->value ? "%s  %s" : _("%s%s: rating taken back"), stars, label);
		break;
	case EVENT_LOVE:
		app_say(app, _("♥ %s"), label);
		break;
	case EVENT_UNLOVE:
		app_say(app, _("No longer loved: %s"), label);
		break;
	case EVENT_BAN:
		app_say(app, _("Never again: %s  (:unban takes it back)"), label);
		break;
	case EVENT_UNBAN:
		app_say(app, _("No longer banned: %s"), label);
		break;
	case EVENT_MOOD:
		mood_say(app, ev, label);
		break;
	default:
		break;
	}
}

static void remember(struct app *app, const struct event *ev)
{
	if (!app->history)
		app->history = xcalloc(HISTORY_MAX, sizeof *app->history);
	if (app->n_history == HISTORY_MAX) {
		memmove(app->history, app->history + 1, (HISTORY_MAX - 1) * sizeof *app->history);
		app->n_history--;
	}
	app->history[app->n_history++] = *ev;
}

/* It is on disk: the library, the taste and the screen take it up. */
static void believe(struct app *app, const struct event *ev)
{
	struct track *t = library_get(app->lib, ev->track);

	remember(app, ev);
	taste_event(app->taste, ev);
	if (ev->kind == EVENT_FINISH || ev->kind == EVENT_SKIP)
		learning_turn(app);
	if (ev->kind != EVENT_START)
		hubbing_turn(app);
	if (ev->kind == EVENT_START)
		sounding_ask(app, ev->track);
	if (ev->kind == EVENT_MOOD)
		moods_said(moods_of(app), ev->track, ev->value);
	if (t) {
		note_apply(t, ev);
		library_touched(app->lib, t);
		if (ev->kind == EVENT_BAN) {
			queue_forget(app->queue, t->id);
			app->leave_banned |= app->now.cookie && app->now.track == t->id;
		}
		say_judgement(app, ev, t);
	}
	app->effects |= EFFECT_RERANK | EFFECT_REDRAW | EFFECT_NEXT;
}

void note_kept(struct app *app, const struct event *ev)
{
	if (app->pending_events)
		app->pending_events--;
	app->pending_since_ms = app->now_ms;
	if (app->events_loaded) {
		believe(app, ev);
		return;
	}
	ARRAY_GROW(app->early, app->n_early, app->early_cap);
	app->early[app->n_early++] = *ev;
}

/*
 * The starts of earlier runs that nothing ended, the newest first: with a crossfade the end of one track comes after the start of the next,
 * so there may be two.  Looked for from the newest event back to an end all of whose later starts are accounted for.
 */
static void find_orphans(struct app *app)
{
	enum { LOOK_MAX = 64 };
	track_id ended[LOOK_MAX];
	size_t n_ended = 0, n_starts = 0, looked = 0;

	for (size_t i = app->n_history; i-- > 0 && looked < LOOK_MAX;) {
		const struct event *ev = &app->history[i];
		size_t k = n_ended;

		if (app->n_early && ev->id >= app->early[0].id)
			continue;	/* this run's */
		looked++;
		if (ev->kind == EVENT_FINISH || ev->kind == EVENT_SKIP || ev->kind == EVENT_STOP || ev->kind == EVENT_FAIL) {
			if (n_starts && !n_ended)
				return;
			ended[n_ended++] = ev->track;
		}
		if (ev->kind != EVENT_START)
			continue;
		n_starts++;
		while (k > 0 && ended[k - 1] != ev->track)
			k--;
		if (k) {
			ended[k - 1] = ended[--n_ended];
		} else if (!app->orphan.id) {
			app->orphan = *ev;
		} else if (!app->out_orphan.id) {
			app->out_orphan = *ev;
			return;
		}
	}
}

void note_log_loaded(struct app *app)
{
	int64_t newest = app->n_history ? app->history[app->n_history - 1].id : 0;

	app->events_loaded = true;
	find_orphans(app);
	for (size_t i = 0; i < app->n_early; i++)
		if (app->early[i].id > newest)
			believe(app, &app->early[i]);
	free(app->early);
	app->early = NULL;
	app->n_early = app->early_cap = 0;
	app->effects |= EFFECT_REDRAW | EFFECT_RERANK;
}
