/*
 * resume.c -- where it goes on at the next start: what plays, how far it is, and the queue it plays from.
 *
 * Both are kept in one transaction, whenever the queue changes and every SAVE_EVERY_MS; a run that was killed leaves them as they were then.  The
 * log may say a little more than they do (an event is kept the moment it happens): a start without an end is ended by the next run.
 */
#include "app/app.h"
#include "app/privacy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAVE_EVERY_MS = 5000 };

/* With the place in what plays, unless that is NULL; false: the queue is kept as it is. */
static bool save_queue(struct app *app, bool is_retry, const char *resume)
{
	bool whole = app->queue_saved_list != queue_list_version(app->queue) || app->queue_is_unsaved;
	struct queue_saved *saved;
	struct queue_row *rows;
	size_t n, n_place;

	/* what the last run left is read first, or it would be written over */
	if (!app->resumed && !app->queue_is_known)
		return false;
	if (app->queue_saved_version == queue_version(app->queue) && !(is_retry && app->queue_is_unsaved))
		return false;
	app->queue_is_unsaved = false;
	n = queue_save(app->queue, whole, &saved, &n_place);
	rows = xcalloc(n + 1, sizeof *rows);
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct queue_row){ saved[i].track, saved[i].source, saved[i].part };
	desk_queue_save(app->desk, rows, n_place, whole ? rows + n_place : NULL, n - n_place, resume);
	app->queue_saved_version = queue_version(app->queue);
	app->queue_saved_list = queue_list_version(app->queue);
	free(rows);
	free(saved);
	return true;
}

bool play_is_unsaved(const struct app *app)
{
	return app->queue_is_unsaved || app->n_unkept;
}

static const char *resume_text(const struct app *app, char *ret_text, size_t size)
{
	const struct player_now *now = player_now(app->player);

	*ret_text = '\0';
	if (app->now.cookie && !app->now.is_private)
		snprintf(ret_text, size, "%lld %lld %lld %s %d %lld %lld %lld", (long long)app->now.track,
			 (long long)player_pos_ms(app->player, app->now_ms), (long long)now->heard_ms, now->state == PLAYER_PAUSED ? "paused" : "playing",
			 (int)app->now.source, (long long)(now->is_fading && !(app->n_left && app->left[app->n_left - 1].is_private) ? app->before : 0), (long long)now->out_heard_ms,
			 (long long)now->out_passed_ms);
	return ret_text;
}

void play_save(struct app *app, bool at_once)
{
	const struct player_now *now = player_now(app->player);
	char text[128];
	const char *resume = NULL;
	bool is_time, is_sent;

	if (!app->db_open)
		return;
	is_time = at_once || ((now->state == PLAYER_PLAYING || play_is_unsaved(app)) && app->now_ms - app->position_saved_ms >= SAVE_EVERY_MS);
	if (is_time)
		note_retry(app);
	if (app->is_private)
		return;	/* the next start finds what was there before */
	/* the last run's place is not written over before it has been taken up */
	if (is_time && app->resumed)
		resume = resume_text(app, text, sizeof text);
	is_sent = save_queue(app, is_time, resume);
	if (!resume)
		return;
	if (!is_sent)
		desk_resume_save(app->desk, resume);
	app->saved_state = now->state;
	app->position_saved_ms = app->now_ms;
}

/* A run that was killed left a start without an end: it is written now, for the time it happened, as far as that is known. */
static void close_orphan(struct app *app, track_id track, int64_t pos_ms, int64_t heard_ms)
{
	const struct event *start = &app->orphan;
	bool known = start->track == track;
	struct event end = *start;

	if (!start->id)
		return;
	end.id = 0;
	end.kind = EVENT_STOP;
	end.at_ms = start->at_ms + (known && heard_ms > 0 ? heard_ms : 0);
	end.position_ms = known ? pos_ms : -1;
	end.listened_ms = known ? heard_ms : -1;
	note_send(app, &end, EVENT_STOP);
}

/* What was fading out when the run was killed had come to its end for the listener, as it has when a skip cuts the fade. */
static void close_out_orphan(struct app *app, track_id track, int64_t heard_ms, int64_t passed_ms)
{
	struct event end = app->out_orphan;
	bool known = end.track == track;

	if (!end.id)
		return;
	end.id = 0;
	end.kind = play_end_kind(known ? passed_ms : 0, end.duration_ms);
	end.at_ms = MAX_OF(end.at_ms, app->orphan.at_ms);
	end.position_ms = end.duration_ms > 0 ? end.duration_ms : -1;
	end.listened_ms = known ? heard_ms : -1;
	note_send(app, &end, end.kind);
}

/*
 * The queue is where it was: at this track, or one further. What follows is asked for before it sounds, and only a sound is a place to go on from:
 * death in between leaves what played before, and the other is still to come.
 */
static bool take_up(struct app *app, track_id track, struct queue_entry *ret_entry)
{
	const struct queue_entry *current = queue_current(app->queue);

	if (current && current->track == track) {
		*ret_entry = *current;
		return true;
	}
	if (!current || !queue_previous(app->queue, ret_entry))
		return false;
	if (ret_entry->track == track)
		return true;
	queue_next(app->queue, true, ret_entry);
	return false;
}

void play_restore(struct app *app)
{
	long long track = 0, pos = 0, heard = 0, out = 0, out_heard = 0, out_passed = 0;
	char state[16] = "";
	int source = SOURCE_LIBRARY, fields;
	struct queue_entry e;

	app->resumed = true;
	fields = app->resume ? sscanf(app->resume, "%lld %lld %lld %15s %d %lld %lld %lld", &track, &pos, &heard, state, &source, &out, &out_heard,
				     &out_passed) : 0;
	close_out_orphan(app, out, out_heard, out_passed);
	close_orphan(app, fields >= 3 ? track : 0, pos, heard);
	if (fields < 4 || app->set.resume == RESUME_OFF || app->n_play_paths || app->last_cookie || !play_can(library_get(app->lib, track)))
		return;
	if (source < 0 || source >= SOURCE_COUNT)
		source = SOURCE_LIBRARY;
	if (!take_up(app, track, &e))
		queue_play_other(app->queue, track, (enum source)source, &e);
	play_entry(app, &e, pos);
	if (app->set.resume == RESUME_PAUSED || !strcmp(state, "paused"))
		player_pause(app->player, true);
}

void play_quit(struct app *app)
{
	const struct player_now *now = player_now(app->player);

	play_save(app, true);
	if (app->now.cookie && app->now.has_started)
		privacy_note(app, &app->now, EVENT_STOP, 0, player_pos_ms(app->player, app->now_ms), now->heard_ms, now->duration_ms);
	/* what is fading out has come to its end */
	if (now->is_fading && app->n_left && app->left[app->n_left - 1].has_started) {
		const struct playing *out = &app->left[--app->n_left];
		struct track *t = library_get(app->lib, out->track);

		privacy_note(app, out, play_end_kind(now->out_passed_ms, t ? t->duration_ms : 0), 0, t ? t->duration_ms : -1, now->out_heard_ms,
			     t ? t->duration_ms : 0);
	}
	for (size_t i = 0; i < app->n_left; i++)
		if (app->left[i].has_started)
			privacy_note(app, &app->left[i], app->left[i].is_skipped ? EVENT_SKIP : EVENT_STOP, 0, -1, -1, 0);
	app->now = (struct playing){ 0 };
	app->n_left = 0;
}
