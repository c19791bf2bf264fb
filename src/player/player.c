/*
 * player.c -- the door, and what we tell mpv.
 *
 * The caller says what it wants at any moment, mpv needs its time.  So the wish is kept (`cur` plays, `next` follows, paused or not) and
 * compared with what mpv was told (`is_sent`, `has_pause`); player_push() sends what is missing.  Only one playlist command is under way at
 * a time: a hundred player_play() in a row become two loadfile, the first and the last.
 *
 *	                 player_play                     START_FILE, FILE_LOADED          PLAYBACK_RESTART, time-pos known
 *	  STOPPED ─────────────────────────► LOADING ─────────────────────────► (LOADING) ─────────────────────► PLAYING ◄──► PAUSED
 *	     ▲                                  │  ▲                                                                │  player_pause
 *	     │  player_stop, failed, or the end │  │ player_play; or the end (or failure) while something           │
 *	     │  and nothing prepared            │  │ is prepared                                                    │
 *	     └──────────────────────────────────┴──┴────────────────────────────────────────────────────────────────┘
 *
 * Invariants
 *	1. A cookie given to player_play() gets exactly one ENDED; it gets STARTED at most once, before it.
 *	2. A prepared cookie gets neither until the one before it ended by itself; then it is as if played.  Withdrawn before that (by another
 *	   prepare, play or stop) it is never heard of again: should mpv have begun it in that moment, it is stopped or replaced.
 *	3. REPLACED and STOPPED are told at once, not when mpv has obeyed: what mpv says of that entry later finds nobody.  All events of mpv
 *	   that are waiting are heard first, so that a track which had ended by itself is told so.
 *	4. mpv's answers and events come in the order in which its core did things; properties that are merely observed do not.  Positions are
 *	   therefore asked for, tagged with the entry they are meant for, and never observed.
 *	5. After ENDED (EOF or FAILED) what was prepared follows by itself, even if it was prepared too late to be gapless.
 *
 * Asking for the position once a second while sounding, and at every start, jump and end of a pause, is enough: in between the clock knows.
 */
#include "core.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* The first look is early: at the very start mpv does not know yet how much of the track before is in the device's buffer. */
enum { CLOSE_WAIT_MS = 150, FIRST_POLL_MS = 150, POLL_EVERY_S = 1, INSIDE_US = 2 };

/* ---------------------------------------------------------------- entries and news */

static struct entry *entry_new(struct player *p, const char *path, int64_t start_ms, uint64_t cookie)
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
	e->part_start_us = p->part_start_us;
	e->part_end_us = p->part_end_us;
	return e;
}

static void entry_free(struct entry *e)
{
	if (!e)
		return;
	free(e->path);
	free(e->why);
	free(e);
}

void player_drop_next(struct player *p)
{
	if (p->next && p->next->is_sent)
		p->wants_clear = true;
	entry_free(p->next);
	p->next = NULL;
}

/* What was prepared is now what plays. */
void player_adopt_next(struct player *p)
{
	p->cur = p->next;
	p->next = NULL;
	p->has_seek = false;
	if (p->cur)
		place_start(&p->place, p->cur->start_ms, clock_mono_ms());
	p->is_changed = true;
}

void player_end_current(struct player *p, enum player_end how, const char *text)
{
	struct entry *e = p->cur;
	int64_t now = clock_mono_ms();
	char *both = text && e->why ? xasprintf("%s: %s", text, e->why) : NULL;

	if (how == END_EOF)
		place_finish(&p->place, now);
	place_sound(&p->place, false, now);
	news_add(&p->news, &(struct player_event){
		.kind = PLAYER_ENDED, .cookie = e->cookie, .how = how, .text = both ? both : text,
		.pos_ms = place_pos_ms(&p->place, now), .heard_ms = p->place.heard_ms, .duration_ms = p->place.duration_ms,
	}, how == END_FAILED && !both ? e->path : NULL);
	free(both);
	p->cur = NULL;
	p->has_seek = false;
	p->is_changed = true;
	entry_free(e);
	place_start(&p->place, 0, now);
}

void player_tell_started(struct player *p, int64_t pos_ms)
{
	p->cur->is_told = true;
	news_add(&p->news, &(struct player_event){
		.kind = PLAYER_STARTED, .cookie = p->cur->cookie, .pos_ms = pos_ms, .duration_ms = p->place.duration_ms,
	}, NULL);
	p->is_changed = true;
}

static void run_timer(struct player *p, bool runs)
{
	struct itimerspec never = { 0 }, beat = { .it_interval.tv_sec = POLL_EVERY_S, .it_value.tv_nsec = FIRST_POLL_MS * 1000000L };

	if (p->timer_runs == runs)
		return;
	p->timer_runs = runs;
	timerfd_settime(p->timer_fd, 0, runs ? &beat : &never, NULL);
}

void player_sounding(struct player *p)
{
	bool sounds = p->cur && p->cur->sounds && !p->wants_pause && !p->is_core_idle;

	if (sounds != p->place.is_sounding)
		p->is_changed = true;
	place_sound(&p->place, sounds, clock_mono_ms());
	run_timer(p, sounds);
}

/* ---------------------------------------------------------------- telling mpv */

static mpv_node text_node(const char *text)
{
	mpv_node node = { .format = MPV_FORMAT_STRING };

	node.u.string = (char *)(uintptr_t)text;	/* mpv copies it */
	return node;
}

/* A command of words, all strings. */
static int send_words(struct player *p, uint64_t tag, const char *const *words, int n)
{
	mpv_node nodes[4];
	mpv_node_list list = { .num = n, .values = nodes };
	mpv_node command = { .format = MPV_FORMAT_NODE_ARRAY, .u.list = &list };

	for (int i = 0; i < n; i++)
		nodes[i] = text_node(words[i]);
	return p->api->command_node_async(p->mpv, tag, &command);
}

/* The filters of a file with this gain: the listener's own, and the gain behind them. Caller frees. */
static char *filters(const struct player *p, double gain_db)
{
	/* in floating point: what a gain takes over full scale a volume below 100 brings back */
	return gain_db == 0 ? xstrdup(p->own_af) :
		xasprintf("%s%slavfi=[volume=volume=%.3fdB:precision=float]", p->own_af, *p->own_af ? "," : "", gain_db);
}

/*
 * mpv cuts off what is behind the decimal point when it turns a time into a number of samples, and a time that is a sample's very own comes out
 * as that one or the one before. A little later is the same sample for certain, up to 192 kHz; and what ends there and what begins there agree.
 */
static void time_text(char ret_text[40], int64_t us)
{
	us += us ? INSIDE_US : 0;
	snprintf(ret_text, 40, "%" PRId64 ".%06d", us / 1000000, (int)(us % 1000000));
}

static void add_option(mpv_node_list *options, const char *name, const char *value)
{
	options->keys[options->num] = (char *)(uintptr_t)name;
	options->values[options->num++] = text_node(value);
}

/* By names, not places: loadfile's arguments moved in mpv 0.38. */
static int send_load(struct player *p, const struct entry *e, const char *flags, uint64_t tag)
{
	char start[40], end[40], *af = filters(p, e->gain_db), *option_names[3];
	char *names[] = { (char[]){ "name" }, (char[]){ "url" }, (char[]){ "flags" }, (char[]){ "options" } };
	mpv_node option[3], values[4];
	mpv_node_list options = { .values = option, .keys = option_names };
	mpv_node_list list = { .num = 4, .values = values, .keys = names };
	mpv_node command = { .format = MPV_FORMAT_NODE_MAP, .u.list = &list };
	int error;

	time_text(start, e->part_start_us + e->start_ms * 1000);
	time_text(end, e->part_end_us);
	if (e->part_start_us > 0 || e->start_ms > 0)
		add_option(&options, "start", start);
	if (e->part_end_us > 0)
		add_option(&options, "end", end);
	if (e->gain_db != 0)
		add_option(&options, "af", af);
	values[0] = text_node("loadfile");
	values[1] = text_node(e->path);
	values[2] = text_node(flags);
	values[3] = (mpv_node){ .format = MPV_FORMAT_NODE_MAP, .u.list = &options };
	error = p->api->command_node_async(p->mpv, tag, &command);
	free(af);
	return error;
}

static void send_flag(struct player *p, const char *name, bool value)
{
	int flag = value;

	p->api->set_property_async(p->mpv, ask_tag(ASK_SET, 0), name, MPV_FORMAT_FLAG, &flag);
}

static void send_text(struct player *p, const char *name, const char *value)
{
	char *text = (char *)(uintptr_t)value;	/* mpv copies it */
	int error = p->api->set_property_async(p->mpv, ask_tag(ASK_SET, 0), name, MPV_FORMAT_STRING, &text);

	if (error < 0)
		log_line("player: %s=%s: %s", name, value, p->api->error_string(error));
}

static void send_volume(struct player *p)
{
	double volume = p->now->volume;

	p->api->set_property_async(p->mpv, ask_tag(ASK_SET, 0), "volume", MPV_FORMAT_DOUBLE, &volume);
}

void player_send_seek(struct player *p, int64_t ms, bool is_relative)
{
	int64_t from_zero = ms < 0 ? -ms : ms;
	char amount[40];

	snprintf(amount, sizeof amount, "%s%" PRId64 ".%03d", ms < 0 ? "-" : "", from_zero / 1000, (int)(from_zero % 1000));
	if (send_words(p, ask_tag(ASK_SEEK, 0), (const char *const[]){ "seek", amount, is_relative ? "relative+exact" : "absolute+exact" }, 3) >= 0)
		p->seeks_asked++;
}

/* Asks where we are; the answers carry the entry's serial and find nobody when it is over by then. */
void player_ask_place(struct player *p)
{
	if (!p->mpv || !p->cur || !p->cur->has_begun)
		return;
	p->api->get_property_async(p->mpv, ask_tag(ASK_DURATION, p->cur->serial), "duration", MPV_FORMAT_DOUBLE);
	p->api->get_property_async(p->mpv, ask_tag(ASK_POS, p->cur->serial), "time-pos", MPV_FORMAT_DOUBLE);
}

/* Sends the one playlist command that is missing most. True when one went out. */
static bool push_playlist(struct player *p)
{
	uint64_t tag = ask_tag(ASK_PLAYLIST, ++p->serial);
	int error;

	if (p->cur && !p->cur->is_sent) {
		tag = ask_tag(ASK_PLAYLIST, p->cur->serial);
		p->cur->is_sent = true;
		p->wants_stop = p->wants_clear = false;		/* replacing does both */
		error = send_load(p, p->cur, "replace", tag);
	} else if (p->wants_stop) {
		p->wants_stop = p->wants_clear = false;
		error = send_words(p, tag, (const char *const[]){ "stop" }, 1);
	} else if (p->wants_clear) {
		/* clears all but what plays: no index that could have moved meanwhile */
		p->wants_clear = false;
		error = send_words(p, tag, (const char *const[]){ "playlist-clear" }, 1);
	} else if (p->next && !p->next->is_sent && p->cur) {
		tag = ask_tag(ASK_PLAYLIST, p->next->serial);
		p->next->is_sent = true;
		/* append-play: should all have ended in this moment, it begins all the same */
		error = send_load(p, p->next, "append-play", tag);
	} else {
		return false;
	}
	if (error < 0)
		log_line("player: mpv takes no command: %s", p->api->error_string(error));
	else
		p->busy = tag;
	return !error;
}

void player_push(struct player *p)
{
	if (!p->mpv)
		return;
	/* silence comes before a new file, sound after it: the old one is not heard for an instant */
	if (p->wants_pause && !p->has_pause) {
		send_flag(p, "pause", true);
		p->has_pause = true;
	}
	if (!p->busy)
		push_playlist(p);
	if (!p->wants_pause && p->has_pause && !(p->cur && !p->cur->is_sent)) {
		send_flag(p, "pause", false);
		p->has_pause = false;
	}
}

/* ---------------------------------------------------------------- the door */

/* What the caller's options say of this one last; "" = nothing. */
static const char *option_value(const char *name, const struct player_option *options, size_t n)
{
	while (n--)
		if (!strcmp(options[n].name, name))
			return options[n].value;
	return "";
}

static bool asks_for_null(const char *ao, const struct player_option *options, size_t n)
{
	const char *option = option_value("ao", options, n);

	if (*option)
		ao = option;
	return ao && !strncmp(ao, "null", 4);
}

enum err player_open(struct player **ret_player, const char *ao, const struct player_option *options, size_t n_options)
{
	struct player *p = xcalloc(1, sizeof *p);
	enum err err = OK;

	p->now = xcalloc(1, sizeof *p->now);
	p->now->volume = 100;
	p->place.speed = 1;
	p->is_core_idle = true;
	p->own_af = xstrdup(option_value("af", options, n_options));
	p->null_asked = asks_for_null(ao, options, n_options);
	p->poll_fd = epoll_create1(EPOLL_CLOEXEC);
	p->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (p->poll_fd < 0 || p->timer_fd < 0) {
		err = fail_errno(ERR_IO, _("cannot set up a descriptor"));
		goto out;
	}
	err = engine_open(&p->engine, ao, options, n_options);
	if (err)
		goto out;
	if (epoll_ctl(p->poll_fd, EPOLL_CTL_ADD, p->engine->wake_read, &(struct epoll_event){ .events = EPOLLIN }) < 0
	    || epoll_ctl(p->poll_fd, EPOLL_CTL_ADD, p->timer_fd, &(struct epoll_event){ .events = EPOLLIN }) < 0) {
		err = fail_errno(ERR_IO, _("cannot set up a descriptor"));
		goto out;
	}
	*ret_player = p;
	return OK;
out:
	player_close(p);
	return err;
}

void player_close(struct player *p)
{
	if (!p)
		return;
	if (p->engine)
		engine_close(p->engine, CLOSE_WAIT_MS);
	if (p->poll_fd >= 0)
		close(p->poll_fd);
	if (p->timer_fd >= 0)
		close(p->timer_fd);
	entry_free(p->cur);
	entry_free(p->next);
	for (size_t i = 0; i < p->n_settings; i++) {
		free(p->settings[i].name);
		free(p->settings[i].value);
	}
	news_done(&p->news);
	player_forget_devices(p);
	player_forget_chapters(p);
	free(p->own_af);
	free(p->now);
	free(p);
}

int player_fd(const struct player *p)
{
	return p->poll_fd;
}

/* mpv is there: what was said before is carried out. */
static void greet(struct player *p)
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
		send_text(p, p->settings[i].name, p->settings[i].value);
	if (p->wants_volume)
		send_volume(p);
	else
		p->api->get_property_async(p->mpv, ask_tag(ASK_VOLUME, 0), "volume", MPV_FORMAT_DOUBLE);
	if (p->wants_mute)
		send_flag(p, "mute", p->now->is_muted);
	else
		p->api->get_property_async(p->mpv, ask_tag(ASK_MUTE, 0), "mute", MPV_FORMAT_FLAG);
	if (p->wants_devices) {
		p->wants_devices = false;
		player_ask_devices(p);
	}
	p->now->is_ready = true;
	news_add(&p->news, &(struct player_event){ .kind = PLAYER_READY }, NULL);
	player_push(p);
}

static void look(struct player *p)
{
	uint64_t ticks;

	engine_drain_wakes(p->engine);
	if (read(p->timer_fd, &ticks, sizeof ticks) > 0) {
		player_ask_place(p);
		p->is_changed = true;
	}
	if (!p->api && !p->is_broken)
		switch (engine_poll(p->engine)) {
		case ENGINE_LOADING:
			break;
		case ENGINE_READY:
			greet(p);
			break;
		case ENGINE_BROKEN:
			p->is_broken = true;
			news_add(&p->news, &(struct player_event){ .kind = PLAYER_BROKEN, .text = p->engine->text }, NULL);
			break;
		}
	/* nothing will ever sound: what was asked for fails, now and later */
	if (p->is_broken) {
		player_drop_next(p);
		if (p->cur)
			player_end_current(p, END_FAILED, _("there is no sound engine"));
	}
	if (p->mpv)
		player_hear(p);
}

bool player_next_event(struct player *p, struct player_event *ret_event)
{
	if (news_take(&p->news, ret_event))
		return true;
	look(p);
	if (news_take(&p->news, ret_event))
		return true;
	if (!p->is_changed)
		return false;
	p->is_changed = false;
	*ret_event = (struct player_event){ .kind = PLAYER_CHANGED };
	return true;
}

const struct player_now *player_now(const struct player *p)
{
	struct player_now *now = p->now;
	struct place place = p->place;

	place_advance(&place, clock_mono_ms());
	now->cookie = p->cur ? p->cur->cookie : 0;
	now->state = !p->cur ? PLAYER_STOPPED : !p->cur->is_told ? PLAYER_LOADING : p->wants_pause ? PLAYER_PAUSED : PLAYER_PLAYING;
	now->pos_ms = place_pos_ms(&place, place.at_ms);
	now->heard_ms = place.heard_ms;
	now->duration_ms = place.duration_ms;
	now->speed = place.speed;
	return now;
}

int64_t player_pos_ms(const struct player *p, int64_t mono_ms)
{
	return place_pos_ms(&p->place, mono_ms);
}

/* After every wish: tell mpv, and have the caller's loop come round for the news. */
static void wished(struct player *p)
{
	player_sounding(p);
	player_push(p);
	p->is_changed = true;
	engine_wake(p->engine);
}

void player_play(struct player *p, const char *path, int64_t start_ms, uint64_t cookie)
{
	look(p);
	player_drop_next(p);
	if (p->cur)
		player_end_current(p, END_REPLACED, NULL);
	p->cur = entry_new(p, path, start_ms, cookie);
	p->wants_pause = false;
	place_start(&p->place, p->cur->start_ms, clock_mono_ms());
	wished(p);
}

void player_prepare(struct player *p, const char *path, uint64_t cookie)
{
	look(p);
	player_drop_next(p);
	if (path && p->cur) {
		p->next = entry_new(p, path, 0, cookie);
	} else if (path && news_has_end(&p->news)) {
		/* the end overtook the caller, who cannot know of it yet and counts on this to follow */
		p->next = entry_new(p, path, 0, cookie);
		player_adopt_next(p);
	}
	wished(p);
}

void player_stop(struct player *p)
{
	look(p);
	player_drop_next(p);
	if (p->cur)
		player_end_current(p, END_STOPPED, NULL);
	p->wants_stop = true;
	p->wants_pause = false;
	wished(p);
}

void player_pause(struct player *p, bool paused)
{
	look(p);
	if (!p->cur)
		return;
	p->wants_pause = paused;
	wished(p);
	player_ask_place(p);
}

void player_seek(struct player *p, int64_t ms, bool is_relative)
{
	int64_t now = clock_mono_ms(), to;

	look(p);
	if (!p->cur)
		return;
	to = MAX_OF(is_relative ? place_pos_ms(&p->place, now) + ms : ms, 0);
	if (p->mpv && p->cur->is_loaded && entry_is_part(p->cur)) {
		/* mpv knows the file only: a step back must not leave the part */
		player_send_seek(p, (p->cur->part_start_us + 999) / 1000 + to, false);
	} else if (p->mpv && p->cur->is_loaded) {
		player_send_seek(p, ms, is_relative);	/* where it led is asked when it sounds again */
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

void player_volume(struct player *p, int percent)
{
	p->now->volume = MAX_OF(0, MIN_OF(percent, 130));
	p->wants_volume = true;
	if (p->mpv)
		send_volume(p);
	wished(p);
}

void player_mute(struct player *p, bool muted)
{
	p->now->is_muted = muted;
	p->wants_mute = true;
	if (p->mpv)
		send_flag(p, "mute", muted);
	wished(p);
}

void player_part(struct player *p, int64_t start_us, int64_t end_us)
{
	p->part_start_us = MAX_OF(start_us, 0);
	p->part_end_us = end_us > p->part_start_us ? end_us : 0;
}

void player_gain(struct player *p, double db)
{
	p->gain_db = db;
}

void player_gain_now(struct player *p, double db)
{
	char *af;

	if (!p->cur || p->cur->gain_db == db)
		return;
	p->cur->gain_db = db;
	if (!p->mpv || !p->cur->is_sent)
		return;
	/* of this file only: the next has its own */
	af = filters(p, db);
	send_text(p, "file-local-options/af", af);
	free(af);
}

void player_set(struct player *p, const char *mpv_property, const char *value)
{
	struct setting *s = p->settings, *end = p->settings + p->n_settings;

	if (p->mpv) {
		send_text(p, mpv_property, value);
		return;
	}
	while (s < end && strcmp(s->name, mpv_property))
		s++;
	if (s == end && p->n_settings == SETTINGS_MAX) {
		log_line("player: too many settings before mpv is ready, %s left out", mpv_property);
		return;
	}
	if (s == end)
		p->n_settings++;
	else
		free(s->name), free(s->value);
	*s = (struct setting){ xstrdup(mpv_property), xstrdup(value) };
}
