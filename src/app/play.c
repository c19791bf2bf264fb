/*
 * play.c -- the queue, the player and the log together.
 *
 *	    play_entry                STARTED                 ENDED eof
 *	 ──────────────▶ now (loading) ─────▶ now (sounds) ───────────────▶ finish ─▶ next (prepared) or play_next()
 *	                     │ ENDED failed        │ play_entry, stop, quit
 *	                     ▼                     ▼
 *	               fail ─▶ play_next()    left[] until its ENDED ─▶ skip / stop
 *
 * Every playing has a cookie of its own; the player answers in cookies, and each of them gets one end.  `next` is what the player
 * was handed ahead of time so that it follows without a gap, or fades in (crossfade.c); whatever changes the order (queue, ban, ranking)
 * hands it another.  What fades out is left (left[]) when STARTED of what comes in arrives, and its ENDED comes later.
 */
#include "app/app.h"
#include "app/away.h"
#include "app/privacy.h"
#include "app/radio.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

enum { FAILURES_MAX = 20, FREEZE_MS = 6000, PASSED_OVER_MAX = 1000, OFF_MS = 250 };

struct track *play_track(const struct app *app)
{
	return app->now.cookie ? library_get(app->lib, app->now.track) : NULL;
}

bool play_can(const struct track *t)
{
	return t && t->state == TRACK_OK && !t->is_away && !t->is_banned;
}

/* What plays is over as far as the listener is concerned; its end is logged when the player reports it. */
static void leave_now(struct app *app, bool is_skip)
{
	if (!app->now.cookie)
		return;
	app->now.is_skipped = is_skip;
	app->before = app->now.track;
	if (app->n_left == COUNT_OF(app->left)) {
		memmove(app->left, app->left + 1, (app->n_left - 1) * sizeof app->left[0]);
		app->n_left--;
	}
	app->left[app->n_left++] = app->now;
	app->now = (struct playing){ 0 };
}

void play_entry(struct app *app, const struct queue_entry *entry, int64_t start_ms)
{
	struct track *t = library_get(app->lib, entry->track);

	if (!t) {
		app_complain(app, _("That track is no longer in the library"));
		return;
	}
	if (t->is_away) {
		char label[300];

		app_complain(app, _("%s cannot be reached now"), track_label(t, label, sizeof label));
		away_ask(app, t);
		return;
	}
	leave_now(app, true);
	player_gain(app->player, loudness_of(app, library_get(app->lib, app->before), t, 0));
	app->now = (struct playing){ .cookie = ++app->last_cookie, .track = t->id, .source = entry->source };
	app->next = app->next_before = (struct playing){ 0 };
	scope_begin(app, t->id, entry->source);
	player_part(app->player, t->part ? t->part->start_us : 0, t->part ? t->part->end_us : 0);
	player_play(app->player, track_file(t), start_ms, app->now.cookie);
	player_pause(app->player, false);
	app->effects |= EFFECT_REDRAW | EFFECT_NEXT;
}

void play_pick(struct app *app, size_t i)
{
	struct queue_entry e;

	if (i >= app->n_picks)
		return;
	queue_play_other(app->queue, app->picks[i].track, SOURCE_FOR_YOU, &e);
	play_entry(app, &e, 0);
}

enum err play_tracks(struct app *app, struct track *const *tracks, size_t n, size_t at, enum source source)
{
	track_id *ids = xcalloc(n, sizeof *ids);
	struct queue_entry e;

	if (source == SOURCE_LIBRARY)
		n = scope_cut(app, tracks, n, &at, ids);
	else
		for (size_t i = 0; i < n; i++)
			ids[i] = tracks[i]->id;
	queue_set_context(app->queue, ids, n, at, source);
	free(ids);
	if (queue_current(app->queue)) {
		e = *queue_current(app->queue);
		play_entry(app, &e, 0);
		return OK;
	}
	return play_next(app, true);
}

/*
 * The first of what follows in the queue that can and may be played. A list whose disk is gone can be long: only so many are looked
 * at in one turn, which also ends a list that repeats and holds nothing else.
 */
static bool may_follow(const struct app *app, const struct queue_entry *e)
{
	const struct track *t = library_get(app->lib, e->track);

	return play_can(t) && (e->source != SOURCE_LIBRARY || scope_holds(app, t));
}

static bool peek_playable(struct app *app, struct queue_entry *ret_entry)
{
	for (size_t i = 0; i < PASSED_OVER_MAX && queue_peek_at(app->queue, i, ret_entry); i++)
		if (may_follow(app, ret_entry))
			return true;
	return false;
}

/* The first pick that is not what plays. */
static struct track *first_pick(const struct app *app)
{
	for (size_t i = 0; i < app->n_picks; i++)
		if (app->picks[i].track != app->now.track && play_can(library_get(app->lib, app->picks[i].track)))
			return library_get(app->lib, app->picks[i].track);
	return NULL;
}

/* What comes behind it in the library: the rest of its album, the artist's next album, the next artist. NULL: it was the last. */
static struct track *next_in_library(const struct app *app, struct track *t)
{
	size_t artist = t ? library_artist_of(app->lib, t) : SIZE_MAX, n, at = 0;
	struct track *const *tracks;

	if (artist == SIZE_MAX)
		return NULL;
	tracks = library_artist_tracks(app->lib, artist, &n);
	while (at < n && tracks[at] != t)
		at++;
	for (size_t looked = 0; looked < PASSED_OVER_MAX; looked++) {
		if (++at >= n) {
			if (++artist >= library_artist_count(app->lib))
				return NULL;
			tracks = library_artist_tracks(app->lib, artist, &n);
			at = 0;
		}
		if (at < n && play_can(tracks[at]))
			return tracks[at];
	}
	return NULL;
}

/* What the player goes on with by itself when the queue holds nothing more; NULL: nothing. */
static struct track *goes_on_with(const struct app *app, enum source *ret_source)
{
	struct track *t;

	*ret_source = scope_continue(app) == CONTINUE_LIBRARY ? SOURCE_LIBRARY : SOURCE_CONTINUE;
	switch (scope_continue(app)) {
	case CONTINUE_FOR_YOU:
		return scope_is_open(app) ? first_pick(app) : NULL;
	case CONTINUE_LIBRARY:
		t = next_in_library(app, library_get(app->lib, app->now.cookie ? app->now.track : app->before));
		return t && scope_holds(app, t) ? t : NULL;
	default:
		return NULL;
	}
}

enum err play_next(struct app *app, bool by_listener)
{
	enum source source;
	struct queue_entry e;
	struct track *t;

	for (size_t i = 0; i < PASSED_OVER_MAX && (scope_is_open(app) || peek_playable(app, &e)) && queue_next(app->queue, by_listener || i, &e); i++)
		if (may_follow(app, &e)) {
			play_entry(app, &e, 0);
			return OK;
		}
	t = goes_on_with(app, &source);
	if (!t)
		return fail(ERR_MISSING, _("Nothing follows"));
	queue_play_other(app->queue, t->id, source, &e);
	play_entry(app, &e, 0);
	return OK;
}

/* To what was played before: the nearest that can be played, of another album than `from` when that is given. Else the order stays as it was. */
static bool step_back(struct app *app, const struct track *from, struct queue_entry *ret_entry)
{
	struct queue_entry e;
	size_t steps = 0;

	for (; queue_previous(app->queue, &e); steps++) {
		const struct track *t = library_get(app->lib, e.track);

		if (play_can(t) && !(from && play_same_album(from, t))) {
			*ret_entry = e;
			return true;
		}
	}
	while (steps-- && queue_next(app->queue, true, &e))
		;
	return false;
}

enum err play_previous(struct app *app)
{
	struct queue_entry e;

	if (!step_back(app, NULL, &e))
		return fail(ERR_MISSING, _("Nothing was played before"));
	play_entry(app, &e, 0);
	return OK;
}

enum err play_album_step(struct app *app, int step)
{
	const struct queue_entry *now = queue_current(app->queue);
	struct track *from = now ? library_get(app->lib, now->track) : NULL;
	struct queue_entry e;

	if (!from)
		return fail(ERR_MISSING, _("Nothing plays"));
	if (step < 0) {
		if (!step_back(app, from, &e))
			return fail(ERR_MISSING, _("No other album was played before"));
		play_entry(app, &e, 0);
		return OK;
	}
	for (size_t i = 0; i < PASSED_OVER_MAX && queue_peek_at(app->queue, i, &e); i++) {
		const struct track *t = library_get(app->lib, e.track);

		if (!play_can(t) || play_same_album(from, t))
			continue;
		for (size_t k = 0; k <= i; k++)
			if (!queue_next(app->queue, true, &e))
				break;
		play_entry(app, &e, 0);
		return OK;
	}
	if (scope_continue(app) == CONTINUE_LIBRARY) {
		struct track *t = next_in_library(app, from);

		for (size_t i = 0; i < PASSED_OVER_MAX && play_same_album(from, t); i++)
			t = next_in_library(app, t);
		if (t && !play_same_album(from, t)) {
			queue_play_other(app->queue, t->id, SOURCE_LIBRARY, &e);
			play_entry(app, &e, 0);
			return OK;
		}
	}
	return fail(ERR_MISSING, _("No other album follows"));
}

void play_stop(struct app *app)
{
	leave_now(app, false);
	app->next = app->next_before = (struct playing){ 0 };
	app->stop_after = false;
	player_stop(app->player);
	play_save(app, true);
	app->effects |= EFFECT_REDRAW;
}

/* ---- what follows, handed over ahead of time ---- */

/* What the player is told next takes the place of this, unless it begins in this very moment. */
static void replace_next(struct app *app)
{
	if (app->next.cookie) {
		app->next_before = app->next;
		app->next_before_is_pick = app->next_is_pick;
	}
	app->next = (struct playing){ 0 };
}

void play_prepare_anew(struct app *app)
{
	/* between two tracks its turn has come: it begins, and what follows it is looked for then */
	if (app->now.cookie)
		replace_next(app);
	app->effects |= EFFECT_NEXT;
}

static void prepare(struct app *app, const struct track *t, enum source source, bool is_pick)
{
	if (app->next.cookie && app->next.track == t->id && app->next_is_pick == is_pick)
		return;
	replace_next(app);
	app->next = (struct playing){ .cookie = ++app->last_cookie, .track = t->id, .source = source };
	app->next_is_pick = is_pick;
	player_gain(app->player, loudness_of(app, play_track(app), t, 1));
	player_fade(app->player, crossfade_ms(app, play_track(app), t));
	player_part(app->player, t->part ? t->part->start_us : 0, t->part ? t->part->end_us : 0);
	player_prepare(app->player, track_file(t), app->next.cookie);
	app->effects |= EFFECT_REDRAW;
}

static void prepare_nothing(struct app *app)
{
	if (!app->next.cookie)
		return;
	replace_next(app);
	player_prepare(app->player, NULL, 0);
	app->effects |= EFFECT_REDRAW;
}

/* Near the end the player is already opening what follows: another ranking does not change it any more. */
static bool is_frozen(const struct app *app)
{
	const struct player_now *now = player_now(app->player);

	return app->next.cookie && app->next_is_pick && now->duration_ms > 0 && play_can(library_get(app->lib, app->next.track)) &&
	       now->duration_ms - player_pos_ms(app->player, app->now_ms) < FREEZE_MS + app->set.crossfade_ms;
}

void play_prepare(struct app *app)
{
	enum source source;
	struct queue_entry e;
	struct track *t;

	if (!app->now.cookie)
		return;
	if (app->stop_after) {
		prepare_nothing(app);
		return;
	}
	if (peek_playable(app, &e)) {
		prepare(app, library_get(app->lib, e.track), e.source, false);
		return;
	}
	if (is_frozen(app))
		return;
	t = goes_on_with(app, &source);
	if (t)
		prepare(app, t, source, true);
	else
		prepare_nothing(app);
}

struct track *play_following(const struct app *app, enum source *ret_source)
{
	*ret_source = app->next.source;
	return app->next.cookie ? library_get(app->lib, app->next.track) : NULL;
}

/* ---- what the player reports ---- */

/* The queue follows what the player did: past what could not be played, to this track. */
static void advance_to(struct app *app, track_id track)
{
	struct queue_entry e;

	for (size_t i = 0; i < PASSED_OVER_MAX && queue_next(app->queue, i > 0, &e); i++)
		if (e.track == track)
			return;
}

static void started(struct app *app, const struct player_event *ev)
{
	struct queue_entry e;
	struct track *t;

	bool is_next = ev->cookie && ev->cookie == app->next.cookie, is_before = ev->cookie && ev->cookie == app->next_before.cookie;

	if (is_next || is_before) {
		struct playing *begun = is_next ? &app->next : &app->next_before;

		/* it went on by itself: the order follows */
		if (is_next ? app->next_is_pick : app->next_before_is_pick)
			queue_play_other(app->queue, begun->track, begun->source, &e);
		else
			advance_to(app, begun->track);
		leave_now(app, false);
		app->now = *begun;
		scope_begin(app, begun->track, begun->source);
		*begun = (struct playing){ 0 };
	}
	if (ev->cookie != app->now.cookie || !app->now.cookie)
		return;
	app->now.has_started = true;
	app->now.is_private = app->is_private;
	app->failures = 0;
	t = library_get(app->lib, app->now.track);
	privacy_note(app, &app->now, EVENT_START, (int32_t)foryou_arm(app, app->now.track, app->now.source), ev->pos_ms, -1, t ? t->duration_ms : 0);
	radio_started(app);
	play_save(app, true);
	if (app->set.follow && t)
		library_reveal(app, t);
	app->effects |= EFFECT_REDRAW | EFFECT_RERANK | EFFECT_NEXT;
}

static bool take_left(struct app *app, uint64_t cookie, struct playing *ret_playing)
{
	for (size_t i = 0; i < app->n_left; i++)
		if (app->left[i].cookie == cookie) {
			*ret_playing = app->left[i];
			memmove(&app->left[i], &app->left[i + 1], (--app->n_left - i) * sizeof app->left[0]);
			return true;
		}
	return false;
}

/*
 * What came to its end counts as played, unless more than half of it was jumped over: that is how one gets on to the next, a skip.
 * Not the share that was heard: what goes on where the last run ended was heard before, and twice the speed is half the time.
 */
enum event_kind play_end_kind(int64_t passed_ms, int64_t duration_ms)
{
	return duration_ms > 0 && passed_ms > duration_ms / 2 ? EVENT_SKIP : EVENT_FINISH;
}

static void log_end(struct app *app, const struct playing *p, const struct player_event *ev)
{
	struct track *t = library_get(app->lib, p->track);
	int64_t duration = ev->duration_ms > 0 ? ev->duration_ms : t ? t->duration_ms : 0;
	enum event_kind kind;

	if (ev->how == END_FAILED) {
		char label[300];

		app_complain(app, _("%s cannot be played: %s"), t ? track_label(t, label, sizeof label) : "?", ev->text ? ev->text : "?");
		if (t)
			away_suspect(app, t);
		kind = EVENT_FAIL;
	} else if (!p->has_started) {
		return;
	} else {
		kind = ev->how == END_EOF ? play_end_kind(ev->passed_ms, duration) : p->is_skipped ? EVENT_SKIP : EVENT_STOP;
	}
	privacy_note(app, p, kind, 0, ev->pos_ms, ev->heard_ms, duration);
}

/* The current one is over and nothing was prepared, or it would not play: what now? */
static void go_on(struct app *app, bool failed)
{
	app->effects |= EFFECT_REDRAW | EFFECT_RERANK;
	if (failed && ++app->failures >= FAILURES_MAX) {
		app->failures = 0;
		app_complain(app, _("%d tracks in a row cannot be played: stopped"), FAILURES_MAX);
	} else if (!play_next(app, failed)) {
		return;
	}
	play_save(app, true);
}

/* As asked: nothing follows by itself. What would have is what "play" begins with. */
static void stopped_after(struct app *app)
{
	struct queue_entry e;

	app->stop_after = false;
	queue_next(app->queue, false, &e);
	play_save(app, true);
	app->effects |= EFFECT_REDRAW | EFFECT_RERANK;
}

static void ended(struct app *app, const struct player_event *ev)
{
	struct playing p;
	bool failed = ev->how == END_FAILED;

	if (take_left(app, ev->cookie, &p)) {
		log_end(app, &p, ev);
		return;
	}
	if (ev->cookie && ev->cookie == app->next.cookie) {
		/* what was prepared would not open: it counts as having had its turn */
		p = app->next;
		app->next = (struct playing){ 0 };
		if (!failed)
			return;
		log_end(app, &p, ev);
		if (!app->next_is_pick)
			advance_to(app, p.track);
		app->effects |= EFFECT_NEXT;
		if (!app->now.cookie)
			go_on(app, true);
		return;
	}
	if (!ev->cookie || ev->cookie != app->now.cookie)
		return;
	p = app->now;
	app->now = (struct playing){ 0 };
	app->before = p.track;
	log_end(app, &p, ev);
	if (app->stop_after && ev->how == END_EOF && !app->next.cookie) {
		stopped_after(app);
		return;
	}
	if (failed || (ev->how == END_EOF && !app->next.cookie))
		go_on(app, failed);
}

/* Is the picture of what plays another one, other than by the time that went by? That is drawn when it shows. */
static bool is_news(struct app *app)
{
	const struct player_now now = *player_now(app->player), was = app->told;
	int64_t gone_ms = now.state == PLAYER_PLAYING ? (int64_t)((double)(app->now_ms - app->drawn_ms) * now.speed) : 0;
	int64_t off = player_pos_ms(app->player, app->now_ms) - app->drawn_pos_ms - gone_ms;

	app->told = now;
	return now.state != was.state || now.cookie != was.cookie || now.duration_ms != was.duration_ms || now.volume != was.volume ||
		now.is_muted != was.is_muted || now.is_ready != was.is_ready || now.is_fading != was.is_fading || now.fade_ms != was.fade_ms ||
		now.speed < was.speed || now.speed > was.speed || off > OFF_MS || off < -OFF_MS;
}

void play_turn(struct app *app, int64_t until_ms)
{
	struct player_event ev;

	while (player_next_event(app->player, &ev)) {
		switch (ev.kind) {
		case PLAYER_READY:
			player_volume(app->player, app->set.volume);
			break;
		case PLAYER_BROKEN:
		case PLAYER_NO_FADE:
		case PLAYER_NO_SOUND:
			app_complain(app, "%s", ev.text);
			break;
		case PLAYER_STARTED:
			started(app, &ev);
			break;
		case PLAYER_ENDED:
			ended(app, &ev);
			break;
		case PLAYER_DEVICES:
			playback_devices_known(app);
			break;
		case PLAYER_CHANGED:
			break;
		}
		if (player_now(app->player)->state != app->saved_state && app->now.has_started)
			play_save(app, true);
		if (is_news(app) || ev.kind != PLAYER_CHANGED)
			app->effects |= EFFECT_REDRAW;
		if (clock_mono_ms() >= until_ms)
			return;
	}
}
