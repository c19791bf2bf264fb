/*
 * fade.c -- from one deck to the other: what was prepared comes in while what plays goes out.
 *
 *	                 AHEAD_MS before           other deck ready           its place comes           the file ends, or
 *	  in.path ─────────────────────────► loaded ───────────────► planned ───────────────► fading ───────────────────────► over
 *	     │  the device takes no second sound, │                     │                        │  AFTER_MS too late; seek,
 *	     │  or nobody knows how long it is:   │                     │                        │  skip, stop
 *	     └─ given to the same deck, no gap    └── what plays ends: it follows at once ───────┘
 *
 * Both fades are filters bound to the files' own time (deck.c), set before their place comes: this file only says when the second deck
 * begins to sound.  If that is late by some milliseconds, both curves are still whole and only their meeting point is that much later.
 *
 * Until the second deck stands ready nothing of what plays is touched, so that a file which opens slowly, or never, cannot make it fade
 * into silence.  When it is late, the fade is as long as there is time for, or there is none.
 *
 * What goes out is no longer what plays for anybody else; its end is an END_EOF whatever cuts its last seconds.
 */
#include "core.h"

#include <stdlib.h>
#include <sys/timerfd.h>

/*
 * AHEAD_MS: files are opened so long before they are needed; disks take up to ten seconds to spin up.  LEAD_MS: a filter works from what is
 * not in the device's buffer yet.  Two lengths that differ by less than DRIFT_MS are the same.
 */
enum { AHEAD_MS = 20000, LEAD_MS = 500, FADE_MIN_MS = 250, AFTER_MS = 1500, DRIFT_MS = 100, RETRY_MS = 20 };

static int64_t position(const struct deck *d)
{
	return place_pos_ms(&d->place, clock_mono_ms());
}

static double speed(const struct deck *d)
{
	return d->place.speed > 0 ? d->place.speed : 1;
}

/* ---------------------------------------------------------------- the second deck */

static void refuse(struct player *p, const char *why)
{
	char *text = xasprintf(_("no crossfade: %s"), why);

	p->is_refused = true;
	p->is_proven = false;
	log_line("player: %s", text);
	news_add(&p->news, &(struct player_event){ .kind = PLAYER_NO_FADE, .text = text }, NULL);
	free(text);
}

bool fade_is_possible(struct player *p)
{
	struct deck *d;

	if (!p->is_wanted || p->is_refused)
		return false;
	if (!p->decks[1]) {
		const struct player_now *now = deck_now(p->decks[0]);

		if (deck_open(&d, true, p->poll_fd, &p->news, p->ao, p->options, p->n_options)) {
			refuse(p, err_text());
			return false;
		}
		p->decks[1] = d;
		engine_load(d->engine);
		for (size_t i = 0; i < p->n_settings; i++)
			deck_set(d, p->settings[i].name, p->settings[i].value);
		deck_know_endings(d, p->endings);
		deck_equalize(d, p->equalizer);
		deck_volume(d, now->volume);
		deck_mute(d, now->is_muted);
	}
	if (deck_other(p)->is_broken) {
		refuse(p, _("there is no second sound engine"));
		return false;
	}
	return true;
}

/* Not wanted any more, and silent: its memory goes. */
static void close_second(struct player *p)
{
	if (p->is_wanted || !p->decks[1] || p->at || p->is_fading || p->left_until_ms || p->in.path)
		return;
	deck_close(p->decks[1], 0);
	p->decks[1] = NULL;
	p->is_proven = p->is_refused = false;
}

/* ---------------------------------------------------------------- coming in */

static void forget_incoming(struct player *p)
{
	free(p->in.path);
	p->in = (struct incoming){ 0 };
}

/* What plays goes on at full level to its end. */
static void stay(struct deck *d)
{
	struct fade fade;

	if (!d->cur)
		return;
	fade = d->cur->fade;
	fade.out_from_ms = fade.out_ms = 0;
	deck_fade(d, &fade);
}

void fade_withdraw(struct player *p)
{
	if (!p->in.path)
		return;
	if (p->in.is_loaded)
		deck_forget(deck_other(p));
	if (p->in.is_planned)
		stay(deck_now_playing(p));
	forget_incoming(p);
}

/* No fade: it follows on the same deck, without a gap. */
static void give_back(struct player *p)
{
	struct deck *d = deck_now_playing(p);
	struct incoming in = p->in;

	p->in.path = xstrdup(in.path);
	fade_withdraw(p);
	deck_gain(d, in.gain_db);
	deck_part(d, in.part);
	deck_prepare(d, in.path, in.cookie);
	free(in.path);
}

/* What played is over: what was prepared follows at once. */
static void follow(struct player *p)
{
	struct deck *d = deck_now_playing(p);
	bool paused = d->wants_pause;

	if (d->last_end != END_EOF && d->last_end != END_FAILED) {
		fade_withdraw(p);
		return;
	}
	if (p->in.is_loaded) {
		p->at = !p->at;
		deck_be_strict(deck_now_playing(p), false);
		deck_release(deck_now_playing(p), paused);
	} else {
		deck_gain(d, p->in.gain_db);
		deck_part(d, p->in.part);
		deck_play(d, p->in.path, 0, p->in.cookie, NULL, false);
		if (paused)
			deck_pause(d, true);
	}
	forget_incoming(p);
}

static void load(struct player *p)
{
	struct deck *d = deck_other(p);
	int64_t half = deck_now_playing(p)->place.duration_ms / 2;

	p->in.is_loaded = true;
	deck_be_strict(d, true);
	deck_gain(d, p->in.gain_db);
	deck_part(d, p->in.part);
	deck_play(d, p->in.path, 0, p->in.cookie, &(struct fade){ .in_ms = MIN_OF(p->in.wish_ms, half) }, true);
}

/*
 * Settles from where and how long: as wished, but at most half of either track, so that a short one is heard at its full level too, and not
 * more than there is time for.
 */
static void plan(struct player *p)
{
	struct incoming *in = &p->in;
	struct deck *d = deck_now_playing(p), *other = deck_other(p);
	int64_t length = d->place.duration_ms, ms = in->wish_ms, soonest = position(d) + (int64_t)(LEAD_MS * speed(d));
	struct fade fade = d->cur->fade;

	if (d->seeks_asked || d->has_seek)
		return;
	if (in->is_planned && llabs(length - in->duration_ms) < DRIFT_MS)
		return;
	ms = MIN_OF(ms, length / 2);
	if (other->place.duration_ms > 0)
		ms = MIN_OF(ms, other->place.duration_ms / 2);
	in->is_planned = true;
	in->duration_ms = length;
	in->from_ms = MAX_OF(length - ms, soonest);
	in->fade_ms = length - in->from_ms;
	if (in->fade_ms < FADE_MIN_MS)
		in->fade_ms = 0;
	fade.out_ms = in->fade_ms;
	fade.out_from_ms = in->fade_ms ? in->from_ms : 0;
	deck_fade(d, &fade);
	deck_fade_in_anew(other, (int)in->fade_ms);
	d->is_changed = true;
}

static void begin(struct player *p)
{
	p->is_fading = true;
	p->fading_cookie = p->in.cookie;
	p->fading_ms = p->in.fade_ms;
	p->at = !p->at;
	deck_be_strict(deck_now_playing(p), false);
	deck_release(deck_now_playing(p), false);
	forget_incoming(p);
}

static void bring_in(struct player *p)
{
	struct incoming *in = &p->in;
	struct deck *d = deck_now_playing(p), *other;

	if (!d->cur) {
		follow(p);
		return;
	}
	if (!d->cur->is_told)
		return;
	if (p->is_refused || !p->is_wanted || d->place.duration_ms <= 0) {
		give_back(p);
		return;
	}
	if (!in->is_loaded) {
		if (p->is_fading || p->left_until_ms || d->place.duration_ms - position(d) > AHEAD_MS + in->wish_ms)
			return;
		if (!fade_is_possible(p)) {
			give_back(p);
			return;
		}
		load(p);
	}
	other = deck_other(p);
	if (other->failure) {
		/* a file that will not open waits for its turn to say so; a device that takes no second sound does not */
		if (other->is_broken || other->failed_with == MPV_ERROR_AO_INIT_FAILED) {
			refuse(p, other->is_broken ? other->failure : _("the audio device cannot be opened a second time"));
			give_back(p);
		}
		return;
	}
	if (!deck_is_ready(other))
		return;
	p->is_proven = true;
	plan(p);
	if (in->is_planned && in->fade_ms && position(d) >= in->from_ms && deck_is_ready(other))
		begin(p);
}

/* ---------------------------------------------------------------- going out */

void fade_end(struct player *p)
{
	if (!p->is_fading)
		return;
	p->is_fading = false;
	if (deck_other(p)->cur)
		deck_stop(deck_other(p), END_EOF);
}

static void end_fading(struct player *p)
{
	struct deck *d = deck_now_playing(p);

	if (!p->is_fading)
		return;
	if (!deck_other(p)->cur)
		p->is_fading = false;
	else if (!d->cur || d->cur->cookie != p->fading_cookie || position(d) >= p->fading_ms + AFTER_MS)
		fade_end(p);
}

static void end_left(struct player *p)
{
	if (!p->left_until_ms || clock_mono_ms() < p->left_until_ms)
		return;
	p->left_until_ms = 0;
	deck_forget(deck_other(p));
}

/* ---------------------------------------------------------------- when to look again */

/* The place in what plays where something is to be done; -1 = none. */
static int64_t next_place(const struct player *p)
{
	const struct incoming *in = &p->in;

	if (p->is_fading)
		return p->fading_ms + AFTER_MS;
	if (!in->path)
		return -1;
	if (!in->is_loaded)
		return deck_now_playing(p)->place.duration_ms - AHEAD_MS - in->wish_ms;
	return in->is_planned && in->fade_ms ? in->from_ms : -1;
}

static void set_timer(struct player *p)
{
	struct deck *d = deck_now_playing(p);
	int64_t place = d->cur && d->cur->is_told && d->place.is_sounding ? next_place(p) : -1, due_ms = 0;
	struct itimerspec when = { 0 };

	if (place >= 0) {
		due_ms = (int64_t)((double)(place - position(d)) / speed(d));
		due_ms = due_ms > 0 ? due_ms : RETRY_MS;
	}
	if (p->left_until_ms) {
		int64_t left = MAX_OF(1, p->left_until_ms - clock_mono_ms());

		due_ms = due_ms ? MIN_OF(due_ms, left) : left;
	}
	if (!due_ms && !p->timer_is_set)
		return;
	p->timer_is_set = due_ms > 0;
	when.it_value.tv_sec = due_ms / 1000;
	when.it_value.tv_nsec = due_ms % 1000 * 1000000;
	timerfd_settime(p->timer_fd, 0, &when, NULL);
}

void fade_turn(struct player *p)
{
	end_left(p);
	end_fading(p);
	if (p->in.path)
		bring_in(p);
	close_second(p);
	set_timer(p);
}
