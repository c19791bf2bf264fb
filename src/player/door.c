/*
 * door.c -- player.h carried out: one deck (deck.c) plays; when tracks are to fade into each other a second takes turns with it (fade.c).
 *
 * Everything the caller asks for goes to the deck of what plays, but what holds for all sound (volume, mute, speed, device) to both.
 * Before anything is done both decks have heard what their mpv has to say, so that what ended by itself is told so.
 */
#include "core.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { CLOSE_WAIT_MS = 150, LEFT_MS = 500 };
static const char of_the_file[] = "file-local-options/";

/* ---------------------------------------------------------------- opening and closing */

static void keep_options(struct player *p, const char *ao, const struct player_option *options, size_t n)
{
	p->ao = ao ? xstrdup(ao) : NULL;
	p->options = xcalloc(n + 1, sizeof *p->options);
	p->n_options = n;
	for (size_t i = 0; i < n; i++) {
		/* each handle writes its own file */
		bool is_file = !strcmp(options[i].name, "ao-pcm-file");

		p->options[i] = (struct player_option){ xstrdup(options[i].name), xasprintf("%s%s", options[i].value, is_file ? ".2" : "") };
	}
}

enum err player_open(struct player **ret_player, const char *ao, const struct player_option *options, size_t n_options)
{
	struct player *p = xcalloc(1, sizeof *p);
	enum err err = OK;

	p->poll_fd = epoll_create1(EPOLL_CLOEXEC);
	p->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (p->poll_fd < 0 || p->timer_fd < 0 || epoll_ctl(p->poll_fd, EPOLL_CTL_ADD, p->timer_fd, &(struct epoll_event){ .events = EPOLLIN }) < 0)
		err = fail_errno(ERR_IO, _("cannot set up a descriptor"));
	keep_options(p, ao, options, n_options);
	if (!err)
		err = deck_open(&p->decks[0], false, p->poll_fd, &p->news, ao, options, n_options);
	if (err) {
		player_close(p);
		return err;
	}
	*ret_player = p;
	return OK;
}

void player_load(struct player *p)
{
	engine_load(p->decks[0]->engine);
}

void player_close(struct player *p)
{
	if (!p)
		return;
	/* both at once: together they take no longer than one */
	deck_begin_close(p->decks[1]);
	deck_close(p->decks[0], CLOSE_WAIT_MS);
	deck_close(p->decks[1], CLOSE_WAIT_MS / 5);
	if (p->poll_fd >= 0)
		close(p->poll_fd);
	if (p->timer_fd >= 0)
		close(p->timer_fd);
	for (size_t i = 0; i < p->n_options; i++) {
		free((char *)(uintptr_t)p->options[i].name);
		free((char *)(uintptr_t)p->options[i].value);
	}
	free(p->options);
	free(p->ao);
	settings_free(p->settings, p->n_settings);
	free(p->in.path);
	news_done(&p->news);
	free(p);
}

int player_fd(const struct player *p)
{
	return p->poll_fd;
}

/* ---------------------------------------------------------------- news */

static void look(struct player *p)
{
	uint64_t ticks;

	if (read(p->timer_fd, &ticks, sizeof ticks) < 0)
		ticks = 0;	/* not its time */
	for (size_t i = 0; i < COUNT_OF(p->decks); i++)
		if (p->decks[i])
			deck_look(p->decks[i]);
	fade_turn(p);
}

static bool is_changed(struct player *p)
{
	bool is = false;

	for (size_t i = 0; i < COUNT_OF(p->decks); i++)
		if (p->decks[i] && p->decks[i]->is_changed) {
			p->decks[i]->is_changed = false;
			is = true;
		}
	return is;
}

bool player_next_event(struct player *p, struct player_event *ret_event)
{
	if (news_take(&p->news, ret_event))
		return true;
	look(p);
	if (news_take(&p->news, ret_event))
		return true;
	if (!is_changed(p))
		return false;
	*ret_event = (struct player_event){ .kind = PLAYER_CHANGED };
	return true;
}

const struct player_now *player_now(const struct player *p)
{
	struct player_now *now = deck_now_playing(p)->now;

	deck_now(deck_now_playing(p));
	now->fade_ms = p->is_fading ? p->fading_ms : p->in.is_planned ? p->in.fade_ms : 0;
	now->is_fading = p->is_fading;
	now->out_heard_ms = p->is_fading ? deck_now(deck_other(p))->heard_ms : 0;
	now->out_passed_ms = p->is_fading ? deck_other(p)->now->passed_ms : 0;
	return now;
}

int64_t player_pos_ms(const struct player *p, int64_t mono_ms)
{
	return place_pos_ms(&deck_now_playing(p)->place, mono_ms);
}

/* ---------------------------------------------------------------- what plays */

/* The sound of what was skipped goes no further. */
static void end_left(struct player *p)
{
	if (!p->left_until_ms)
		return;
	p->left_until_ms = 0;
	deck_forget(deck_other(p));
}

/* Whether a skip can fade: something sounds, and the device is known to take two. */
static bool fades_skips(struct player *p)
{
	const struct deck *d = deck_now_playing(p);

	return p->skip_ms > 0 && p->is_proven && d->cur && d->place.is_sounding && fade_is_possible(p);
}

/* The deck a new file begins on. */
static struct deck *turn_to(struct player *p)
{
	struct deck *d = deck_now_playing(p);

	if (fades_skips(p)) {
		deck_leave(d, p->skip_ms);
		p->left_until_ms = clock_mono_ms() + p->skip_ms + LEFT_MS;
		p->at = !p->at;
		return deck_now_playing(p);
	}
	end_left(p);
	if (p->at && (d->is_broken || !p->is_wanted)) {
		/* the first one is the one that stays */
		deck_stop(d, END_REPLACED);
		p->at = 0;
	}
	return deck_now_playing(p);
}

void player_play(struct player *p, const char *path, int64_t start_ms, uint64_t cookie)
{
	struct fade fade = { .in_from_ms = start_ms > 0 ? start_ms : 0 };
	struct deck *d;

	look(p);
	fade_withdraw(p);
	fade_end(p);
	d = turn_to(p);
	fade.in_ms = p->left_until_ms ? p->skip_ms : 0;
	deck_be_strict(d, false);
	deck_gain(d, p->gain_db);
	deck_part(d, p->part);
	deck_play(d, path, start_ms, cookie, fade.in_ms ? &fade : NULL, false);
	fade_turn(p);
}

void player_prepare(struct player *p, const char *path, uint64_t cookie)
{
	struct deck *d;

	look(p);
	fade_withdraw(p);
	d = deck_now_playing(p);
	deck_gain(d, p->gain_db);
	deck_part(d, p->part);
	if (path && d->cur && p->is_wanted && p->fade_ms > 0 && !p->is_refused) {
		deck_prepare(d, NULL, 0);
		p->in = (struct incoming){ .path = xstrdup(path), .cookie = cookie, .gain_db = p->gain_db, .part = p->part, .wish_ms = p->fade_ms };
	} else {
		deck_prepare(d, path, cookie);
	}
	fade_turn(p);
}

void player_stop(struct player *p)
{
	look(p);
	fade_withdraw(p);
	fade_end(p);
	end_left(p);
	deck_stop(deck_now_playing(p), END_STOPPED);
	fade_turn(p);
}

void player_pause(struct player *p, bool paused)
{
	look(p);
	end_left(p);
	if (p->is_fading)
		deck_pause(deck_other(p), paused);
	deck_pause(deck_now_playing(p), paused);
	fade_turn(p);
}

void player_seek(struct player *p, int64_t ms, bool is_relative)
{
	look(p);
	fade_end(p);
	end_left(p);
	/* it is at full level wherever it goes; from there another fade is planned */
	deck_fade(deck_now_playing(p), &(struct fade){ 0 });
	p->in.is_planned = false;
	deck_seek(deck_now_playing(p), ms, is_relative);
	fade_turn(p);
}

void player_part(struct player *p, int64_t start_us, int64_t end_us)
{
	start_us = MAX_OF(start_us, 0);
	p->part = (struct stretch){ start_us, end_us > start_us ? end_us : 0 };
}

void player_know_endings(struct player *p, const struct player_endings *endings)
{
	p->endings = endings;
	for (size_t i = 0; i < COUNT_OF(p->decks); i++)
		if (p->decks[i])
			deck_know_endings(p->decks[i], endings);
}

size_t player_chapters(const struct player *p, const struct player_chapter **ret_chapters)
{
	return deck_chapters(deck_now_playing(p), ret_chapters);
}

void player_gain(struct player *p, double db)
{
	p->gain_db = db;
}

void player_gain_now(struct player *p, double db)
{
	deck_gain_now(deck_now_playing(p), db);
}

void player_equalize(struct player *p, const int gains_db[EQUALIZER_BANDS])
{
	look(p);
	memcpy(p->equalizer, gains_db, sizeof p->equalizer);
	for (size_t i = 0; i < COUNT_OF(p->decks); i++)
		if (p->decks[i])
			deck_equalize(p->decks[i], gains_db);
}

/* ---------------------------------------------------------------- crossfade */

void player_crossfade(struct player *p, bool is_wanted, int skip_ms)
{
	look(p);
	p->is_wanted = is_wanted;
	p->skip_ms = is_wanted ? skip_ms : 0;
	fade_turn(p);
}

void player_fade(struct player *p, int ms)
{
	p->fade_ms = MAX_OF(ms, 0);
}

/* ---------------------------------------------------------------- all sound */

void player_volume(struct player *p, int percent)
{
	look(p);
	for (size_t i = 0; i < COUNT_OF(p->decks); i++)
		if (p->decks[i])
			deck_volume(p->decks[i], percent);
}

void player_mute(struct player *p, bool muted)
{
	look(p);
	for (size_t i = 0; i < COUNT_OF(p->decks); i++)
		if (p->decks[i])
			deck_mute(p->decks[i], muted);
}

void player_set(struct player *p, const char *mpv_property, const char *value)
{
	if (!strncmp(mpv_property, of_the_file, sizeof of_the_file - 1)) {
		deck_set(deck_now_playing(p), mpv_property, value);
		return;
	}
	/* another device may take two sounds */
	if (!strcmp(mpv_property, "audio-device"))
		p->is_refused = false;
	setting_keep(p->settings, &p->n_settings, mpv_property, value);
	for (size_t i = 0; i < COUNT_OF(p->decks); i++)
		if (p->decks[i])
			deck_set(p->decks[i], mpv_property, value);
}

void player_ask_devices(struct player *p)
{
	deck_ask_devices(p->decks[0]);
}

size_t player_devices(const struct player *p, const struct player_device **ret_devices)
{
	return deck_devices(p->decks[0], ret_devices);
}
