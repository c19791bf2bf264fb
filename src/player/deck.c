/*
 * deck.c -- one libmpv and what it plays: what we tell it.
 *
 * The caller (door.c) says what it wants at any moment, mpv needs its time.  So the wish is kept (`cur` plays, `next` follows, paused or not) and
 * compared with what mpv was told (`is_sent`, `has_pause`); deck_push() sends what is missing.  Only one playlist command is under way at
 * a time: a hundred deck_play() in a row become two loadfile, the first and the last.
 *
 *	                 deck_play                       START_FILE, FILE_LOADED          PLAYBACK_RESTART, time-pos known
 *	  STOPPED ─────────────────────────► LOADING ─────────────────────────► (LOADING) ─────────────────────► PLAYING ◄──► PAUSED
 *	     ▲                                  │  ▲                                                                │  deck_pause
 *	     │  deck_stop, failed, or the end   │  │ deck_play; or the end (or failure) while something             │
 *	     │  and nothing prepared            │  │ is prepared                                                    │
 *	     └──────────────────────────────────┴──┴────────────────────────────────────────────────────────────────┘
 *
 * Invariants
 *	1. A cookie given to deck_play() gets exactly one ENDED; it gets STARTED at most once, before it.
 *	2. A prepared cookie gets neither until the one before it ended by itself; then it is as if played.  Withdrawn before that (by another
 *	   prepare, play or stop) it is never heard of again: should mpv have begun it in that moment, it is stopped or replaced.
 *	3. REPLACED and STOPPED are told at once, not when mpv has obeyed: what mpv says of that entry later finds nobody.  All events of mpv
 *	   that are waiting are heard first, so that a track which had ended by itself is told so.
 *	4. mpv's answers and events come in the order in which its core did things; properties that are merely observed do not.  Positions are
 *	   therefore asked for, tagged with the entry they are meant for, and never observed.
 *	5. After ENDED (EOF or FAILED) what was prepared follows by itself, even if it was prepared too late to be gapless.
 *
 * A deck that is held stands ready in silence, its sound filtered and waiting, and tells nobody: neither that it is ready nor that its file
 * would not open.  deck_release() lets it sound and tells.
 *
 * The position is asked for at every start, jump and end of a pause, once a second for a few seconds after it, and rarely from then on: in
 * between the clock knows, and each question wakes three threads.
 */
#include "core.h"
#include "ending.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* The first look is early: at the very start mpv does not know yet how much of the track before is in the device's buffer. */
enum { FIRST_POLL_MS = 150, POLL_EVERY_S = 1, POLLS_SOON = 4, POLL_LATER_S = 5, BUFFERED_MS = 250 };

/* ---------------------------------------------------------------- entries and news */

static struct entry *entry_new(struct deck *p, const char *path, int64_t start_ms, uint64_t cookie)
{
	struct entry *e = xcalloc(1, sizeof *e);

	e->cookie = cookie;
	e->serial = ++p->serial;
	/* an absolute path is never taken for a URL, an option or "-" */
	e->path = path[0] == '/' ? xstrdup(path) : path_absolute(path);
	if (!e->path)
		e->path = xstrdup(path);
	e->start_ms = start_ms > 0 ? start_ms : 0;
	e->gain_db = p->gain_db;
	e->part = p->part;
	if (p->endings && !e->part.end_us && p->endings->is_worth_asking(e->path))
		e->ending = ending_ask(p->engine, p->endings->end_us, e->path);
	return e;
}

void entry_free(struct entry *e)
{
	if (!e)
		return;
	ending_free(e->ending);
	free(e->path);
	free(e->why);
	free(e);
}

void deck_drop_next(struct deck *p)
{
	if (p->next && p->next->is_sent)
		p->wants_clear = true;
	entry_free(p->next);
	p->next = NULL;
}

/* What was prepared is now what plays. */
void deck_adopt_next(struct deck *p)
{
	p->cur = p->next;
	p->next = NULL;
	p->has_seek = false;
	if (p->cur)
		place_start(&p->place, p->cur->start_ms, clock_mono_ms());
	p->is_changed = true;
}

/* While held nobody is told: what failed is kept for deck_release(). */
static bool keep_failure(struct deck *p, enum player_end how, const char *text)
{
	if (!p->is_held || how == END_REPLACED)
		return false;
	free(p->failure);
	p->failure = xstrdup(text ? text : _("ended before it began"));
	p->failed_cookie = p->cur->cookie;
	return true;
}

static void end_current(struct deck *p, enum player_end how, const char *text, bool is_cut)
{
	struct entry *e = p->cur;
	int64_t now = clock_mono_ms();
	char *both = text && e->why ? xasprintf("%s: %s", text, e->why) : NULL;

	if (how == END_EOF && !is_cut)
		place_finish(&p->place, now);
	place_sound(&p->place, false, now);
	if (!keep_failure(p, how, both ? both : text))
		news_add(p->news, &(struct player_event){
			.kind = PLAYER_ENDED, .cookie = e->cookie, .how = how, .text = both ? both : text,
			.pos_ms = place_pos_ms(&p->place, now), .heard_ms = p->place.heard_ms, .passed_ms = p->place.passed_ms,
			.duration_ms = p->place.duration_ms,
		}, how == END_FAILED && !both ? e->path : NULL);
	p->last_end = how;
	free(both);
	p->cur = NULL;
	p->has_seek = false;
	p->is_changed = true;
	entry_free(e);
	place_start(&p->place, 0, now);
}

void deck_end_current(struct deck *p, enum player_end how, const char *text)
{
	end_current(p, how, text, false);
}

void deck_tell_started(struct deck *p, int64_t pos_ms)
{
	p->is_changed = true;
	p->cur->is_ready = true;
	if (p->is_held)
		return;
	p->cur->is_told = true;
	news_add(p->news, &(struct player_event){
		.kind = PLAYER_STARTED, .cookie = p->cur->cookie, .pos_ms = pos_ms, .duration_ms = p->place.duration_ms,
	}, NULL);
}

static void run_timer(struct deck *p, bool runs)
{
	struct itimerspec never = { 0 }, beat = { .it_interval.tv_sec = POLL_EVERY_S, .it_value.tv_nsec = FIRST_POLL_MS * 1000000L };

	if (p->timer_runs == runs)
		return;
	p->timer_runs = runs;
	p->polls = 0;
	timerfd_settime(p->timer_fd, 0, runs ? &beat : &never, NULL);
}

void deck_poll_soon(struct deck *p)
{
	if (!p->timer_runs)
		return;
	p->timer_runs = false;
	run_timer(p, true);
}

static void poll_place(struct deck *p)
{
	const struct itimerspec later = { .it_interval.tv_sec = POLL_LATER_S, .it_value.tv_sec = POLL_LATER_S };

	deck_ask_place(p);
	if (p->timer_runs && ++p->polls == POLLS_SOON)
		timerfd_settime(p->timer_fd, 0, &later, NULL);
}

void deck_sounding(struct deck *p)
{
	bool sounds = p->cur && p->cur->sounds && !p->wants_pause && !p->is_core_idle;

	if (sounds != p->place.is_sounding)
		p->is_changed = true;
	place_sound(&p->place, sounds, clock_mono_ms());
	run_timer(p, sounds);
}

/* ---------------------------------------------------------------- what mpv is to know */

/* Sends the one playlist command that is missing most. True when one went out. */
static bool push_playlist(struct deck *p)
{
	uint64_t tag = ask_tag(ASK_PLAYLIST, ++p->serial);
	int error;

	if (p->cur && !p->cur->is_sent && ending_is_known(p->cur->ending)) {
		tag = ask_tag(ASK_PLAYLIST, p->cur->serial);
		p->cur->is_sent = true;
		p->wants_stop = p->wants_clear = false;		/* replacing does both */
		error = tell_load(p, p->cur, "replace", tag);
	} else if (p->wants_stop) {
		p->wants_stop = p->wants_clear = false;
		error = tell_words(p, tag, (const char *const[]){ "stop" }, 1);
	} else if (p->wants_clear) {
		/* clears all but what plays: no index that could have moved meanwhile */
		p->wants_clear = false;
		error = tell_words(p, tag, (const char *const[]){ "playlist-clear" }, 1);
	} else if (p->next && !p->next->is_sent && p->cur && p->cur->is_sent && ending_is_known(p->next->ending)) {
		tag = ask_tag(ASK_PLAYLIST, p->next->serial);
		p->next->is_sent = true;
		/* append-play: should all have ended in this moment, it begins all the same */
		error = tell_load(p, p->next, "append-play", tag);
	} else {
		return false;
	}
	if (error < 0)
		log_line("player: mpv takes no command: %s", p->api->error_string(error));
	else
		p->busy = tag;
	return !error;
}

void deck_push(struct deck *p)
{
	if (!p->mpv) {
		if (p->cur)
			engine_load(p->engine);
		return;
	}
	/* silence comes before a new file, sound after it: the old one is not heard for an instant */
	if (p->wants_pause && !p->has_pause) {
		tell_flag(p, "pause", true);
		p->has_pause = true;
	}
	if (!p->busy)
		push_playlist(p);
	if (!p->wants_pause && p->has_pause && !(p->cur && !p->cur->is_sent)) {
		tell_flag(p, "pause", false);
		p->has_pause = false;
	}
}

/* ---------------------------------------------------------------- once mpv is there */

/* mpv is there: what was said before is carried out. */
static void greet(struct deck *p)
{
	static const struct { mpv_event_id id; } unwanted[] = { { MPV_EVENT_VIDEO_RECONFIG }, { MPV_EVENT_AUDIO_RECONFIG } };

	p->api = &p->engine->api;
	p->mpv = p->engine->mpv;
	for (size_t i = 0; i < COUNT_OF(unwanted); i++)
		p->api->request_event(p->mpv, unwanted[i].id, 0);
	p->api->observe_property(p->mpv, WATCH_CORE_IDLE, "core-idle", MPV_FORMAT_FLAG);
	p->api->observe_property(p->mpv, WATCH_SPEED, "speed", MPV_FORMAT_DOUBLE);
	p->api->observe_property(p->mpv, WATCH_AO, "current-ao", MPV_FORMAT_STRING);
	for (size_t i = 0; i < p->n_settings; i++)
		tell_text(p, p->settings[i].name, p->settings[i].value);
	if (p->wants_volume)
		tell_volume(p);
	else
		p->api->get_property_async(p->mpv, ask_tag(ASK_VOLUME, 0), "volume", MPV_FORMAT_DOUBLE);
	if (p->wants_mute)
		tell_flag(p, "mute", p->now->is_muted);
	else
		p->api->get_property_async(p->mpv, ask_tag(ASK_MUTE, 0), "mute", MPV_FORMAT_FLAG);
	if (p->wants_devices) {
		p->wants_devices = false;
		deck_ask_devices(p);
	}
	p->now->is_ready = true;
	if (!p->is_second)
		news_add(p->news, &(struct player_event){ .kind = PLAYER_READY }, NULL);
	deck_push(p);
}

void deck_look(struct deck *p)
{
	uint64_t ticks;

	engine_drain_wakes(p->engine);
	if (read(p->timer_fd, &ticks, sizeof ticks) > 0) {
		poll_place(p);
		p->is_changed = true;
	}
	if (!p->api && !p->is_broken)
		switch (engine_poll(p->engine)) {
		case ENGINE_UNASKED:
		case ENGINE_LOADING:
			break;
		case ENGINE_READY:
			greet(p);
			break;
		case ENGINE_BROKEN:
			p->is_broken = p->is_changed = true;
			if (p->is_second)
				log_line("player: no second handle: %s", p->engine->text);
			else
				news_add(p->news, &(struct player_event){ .kind = PLAYER_BROKEN, .text = p->engine->text }, NULL);
			break;
		}
	/* nothing will ever sound: what was asked for fails, now and later */
	if (p->is_broken) {
		deck_drop_next(p);
		if (p->cur)
			deck_end_current(p, END_FAILED, _("there is no sound engine"));
	}
	if (p->mpv) {
		deck_hear(p);
		deck_push(p);	/* an ending may be known now */
	}
}

const struct player_now *deck_now(const struct deck *p)
{
	struct player_now *now = p->now;
	struct place place = p->place;

	place_advance(&place, clock_mono_ms());
	now->cookie = p->cur ? p->cur->cookie : 0;
	now->state = !p->cur ? PLAYER_STOPPED : !p->cur->is_told ? PLAYER_LOADING : p->wants_pause ? PLAYER_PAUSED : PLAYER_PLAYING;
	now->pos_ms = place_pos_ms(&place, place.at_ms);
	now->heard_ms = place.heard_ms;
	now->passed_ms = place.passed_ms;
	now->duration_ms = place.duration_ms;
	now->speed = place.speed;
	return now;
}

/* After every wish: tell mpv, and have the caller's loop come round for the news. */
static void wished(struct deck *p)
{
	deck_sounding(p);
	deck_push(p);
	p->is_changed = true;
	engine_wake(p->engine);
}

void deck_play(struct deck *p, const char *path, int64_t start_ms, uint64_t cookie, const struct fade *fade, bool is_held)
{
	deck_drop_next(p);
	if (p->cur)
		deck_end_current(p, END_REPLACED, NULL);
	p->is_left = false;
	p->cur = entry_new(p, path, start_ms, cookie);
	if (fade)
		p->cur->fade = *fade;
	p->wants_pause = p->is_held = is_held;
	free(p->failure);
	p->failure = NULL;
	place_start(&p->place, p->cur->start_ms, clock_mono_ms());
	wished(p);
}

void deck_release(struct deck *p, bool paused)
{
	p->is_held = false;
	p->wants_pause = paused;
	if (p->failure) {
		news_add(p->news, &(struct player_event){
			.kind = PLAYER_ENDED, .cookie = p->failed_cookie, .how = END_FAILED, .text = p->failure,
		}, NULL);
		p->last_end = END_FAILED;
		free(p->failure);
		p->failure = NULL;
	} else if (p->cur && p->cur->is_ready) {
		deck_tell_started(p, place_pos_ms(&p->place, clock_mono_ms()));
	}
	wished(p);
}

bool deck_is_ready(const struct deck *p)
{
	return p->cur && p->cur->is_ready && !p->has_seek && !p->seeks_asked;
}

void deck_forget(struct deck *p)
{
	deck_drop_next(p);
	if (!p->cur && !p->failure && !p->is_left)
		return;
	free(p->failure);
	p->failure = NULL;
	entry_free(p->cur);
	p->cur = NULL;
	p->has_seek = p->is_held = p->is_left = false;
	p->wants_stop = true;
	p->wants_pause = false;
	wished(p);
}

void deck_prepare(struct deck *p, const char *path, uint64_t cookie)
{
	deck_drop_next(p);
	if (path && p->cur) {
		p->next = entry_new(p, path, 0, cookie);
	} else if (path && news_has_end(p->news)) {
		/* the end overtook the caller, who cannot know of it yet and counts on this to follow */
		p->next = entry_new(p, path, 0, cookie);
		deck_adopt_next(p);
	}
	wished(p);
}

void deck_stop(struct deck *p, enum player_end how)
{
	deck_drop_next(p);
	if (p->cur)
		end_current(p, how, NULL, true);
	p->wants_stop = true;
	p->wants_pause = p->is_left = false;
	wished(p);
}

void deck_leave(struct deck *p, int ms)
{
	deck_drop_next(p);
	if (!p->cur)
		return;
	/* what is in the device's buffer goes out as it is: the fade begins behind it, where it is still at full level */
	deck_fade(p, &(struct fade){
		.out_from_ms = place_pos_ms(&p->place, clock_mono_ms()) + (int64_t)(BUFFERED_MS * p->place.speed), .out_ms = ms,
	});
	deck_end_current(p, END_REPLACED, NULL);
	p->is_left = true;
	wished(p);
}

void deck_pause(struct deck *p, bool paused)
{
	if (!p->cur)
		return;
	p->wants_pause = paused;
	wished(p);
	deck_ask_place(p);
}

void deck_seek(struct deck *p, int64_t ms, bool is_relative)
{
	int64_t now = clock_mono_ms(), to;

	if (!p->cur)
		return;
	to = MAX_OF(is_relative ? place_pos_ms(&p->place, now) + ms : ms, 0);
	if (p->cur->is_told)
		place_pass(&p->place, to, now);
	if (p->mpv && p->cur->is_loaded) {
		/* a step back must not leave the part; where it led is asked when it sounds again */
		is_relative = is_relative && !entry_is_part(p->cur);
		tell_seek(p, is_relative ? ms : to, is_relative);
	} else if (!p->cur->is_sent) {
		p->cur->start_ms = to;
	} else {
		/* not open yet: kept until it is */
		p->has_seek = true;
		p->seek_ms = to;
	}
	if (p->place.duration_ms > 0)
		to = MIN_OF(to, p->place.duration_ms);
	place_jump(&p->place, to, now);
	wished(p);
}

void deck_volume(struct deck *p, int percent)
{
	p->now->volume = MAX_OF(0, MIN_OF(percent, 130));
	p->wants_volume = true;
	if (p->mpv)
		tell_volume(p);
	wished(p);
}

void deck_mute(struct deck *p, bool muted)
{
	p->now->is_muted = muted;
	p->wants_mute = true;
	if (p->mpv)
		tell_flag(p, "mute", muted);
	wished(p);
}

void deck_know_endings(struct deck *p, const struct player_endings *endings)
{
	p->endings = endings;
}

void deck_part(struct deck *p, struct stretch part)
{
	p->part = part;
}

void deck_gain(struct deck *p, double db)
{
	p->gain_db = db;
}

void deck_gain_now(struct deck *p, double db)
{
	if (!p->cur || p->cur->gain_db == db)
		return;
	p->cur->gain_db = db;
	tell_filters(p);
}

void deck_equalize(struct deck *p, const int gains_db[EQUALIZER_BANDS])
{
	char *filter = equalizer_filter(gains_db);
	bool is_new = strcmp(filter, p->equalizer) != 0;

	free(p->equalizer);
	p->equalizer = filter;
	if (is_new && p->cur)
		tell_filters(p);
}

void deck_fade(struct deck *p, const struct fade *fade)
{
	struct fade *now = p->cur ? &p->cur->fade : NULL;

	if (!now || (now->in_from_ms == fade->in_from_ms && now->in_ms == fade->in_ms && now->out_from_ms == fade->out_from_ms && now->out_ms == fade->out_ms))
		return;
	*now = *fade;
	tell_filters(p);
}

void deck_fade_in_anew(struct deck *p, int ms)
{
	if (!p->cur || p->cur->fade.in_ms == ms)
		return;
	deck_fade(p, &(struct fade){ .in_ms = ms });
	/* what waits in the device's buffer was filtered before: from the beginning again */
	p->cur->sounds = p->cur->is_ready = false;
	deck_seek(p, 0, false);
}

void deck_set(struct deck *p, const char *mpv_property, const char *value)
{
	if (p->mpv)
		tell_text(p, mpv_property, value);
	else
		setting_keep(p->settings, &p->n_settings, mpv_property, value);
}

void deck_be_strict(struct deck *p, bool is_strict)
{
	if (p->is_strict != is_strict)
		deck_set(p, "audio-fallback-to-null", is_strict ? "no" : "yes");
	p->is_strict = is_strict;
}
