/*
 * analysis.c -- the library is listened to in the background.
 *
 *	tracks and sounds loaded ─▶ walk (PASSES times, most played first) ─▶ todo ─┬▶ hearers ─▶ desk (batched) ─▶ known
 *	a track changes, is new ──────────────────────────────────────────▶ todo ─┤        └─ why not ─▶ desk ─▶ known: not tried until it changes
 *	segue analyze ────────────────────────────────────────────────────▶ asked ┘
 *
 * What plays comes before all of it.  What an older version heard, or what was heard of a file before it changed, is of use until it is heard anew; and if only
 * its tags changed the child knows it by its mark, and nothing is heard anew.  Nothing is remembered of what is under way: after a crash it is simply not known yet.  Sixteen bytes a
 * track, by its id; tags are read first, so nothing is listened to while a scan runs, and no more than WAITING facts wait for the disk.
 */
#include "app/alike.h"
#include "app/analysis.h"
#include "app/analysis_priv.h"
#include "app/gains.h"
#include "app/hearing.h"
#include "app/info.h"
#include "app/loudness.h"
#include "app/sounding.h"
#include "app/moods.h"
#include "app/nomusic.h"
#include "ear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WAITING = 64, RATE_AFTER = 8, AGAIN_MS = 30000 };

/* Plays a track needs to come up in each walk over the library. */
static const int32_t passes[] = { 100, 50, 20, 10, 5, 3, 2, 1, 0 };

struct analysis *analysis_get(struct app *app)
{
	if (!app->analysis)
		app->analysis = xcalloc(1, sizeof *app->analysis);
	return app->analysis;
}

/* ---- what is known of a track ---- */

struct known *analysis_at(struct analysis *a, track_id id)
{
	size_t at = (size_t)id;

	if (at >= a->n_of) {
		size_t n = MAX_OF(at + 1, a->n_of * 2);

		a->of = xreallocarray(a->of, n, sizeof *a->of);
		for (size_t i = a->n_of; i < n; i++)
			a->of[i] = (struct known){ .loudness_lufs = NAN, .true_peak_dbtp = NAN, .state = SOUND_UNKNOWN };
		a->n_of = n;
	}
	return &a->of[at];
}

static void ids_add(struct ids *l, track_id id)
{
	ARRAY_GROW(l->at, l->n, l->cap);
	l->at[l->n++] = id;
}

static bool ids_take(struct ids *l, track_id *ret_id)
{
	if (l->next == l->n) {
		free(l->at);
		*l = (struct ids){ 0 };
		return false;
	}
	*ret_id = l->at[l->next++];
	return true;
}

static bool is_known(const struct known *k)
{
	return k->state == SOUND_HEARD || k->state == SOUND_DEAF;
}

/* And how many are heard, and known, is counted: who asks looks at no million. */
static void set_state(struct analysis *a, struct known *k, uint8_t state)
{
	a->n_known -= is_known(k);
	a->n_heard -= k->state == SOUND_HEARD;
	k->state = state;
	a->n_known += is_known(k);
	a->n_heard += k->state == SOUND_HEARD;
}

void analysis_want(struct analysis *a, struct ids *list, track_id id)
{
	struct known *k = analysis_at(a, id);

	if (k->state == SOUND_UNDERWAY)
		return;
	set_state(a, k, SOUND_WAITS);
	ids_add(list, id);
}

void analysis_known(struct app *app, const struct sound *sounds, size_t n)
{
	struct analysis *a = analysis_get(app);

	for (size_t i = 0; i < n; i++) {
		const struct sound *s = &sounds[i];
		struct known *k = analysis_at(a, s->track);
		struct track *t = library_get(app->lib, s->track);

		moods_heard(moods_of(app), s->track, s->valence, s->arousal);
		sound_to_track(t, s->tempo_bpm);
		if (is_known(k))
			continue;
		*k = (struct known){ .loudness_lufs = s->loudness_lufs, .true_peak_dbtp = s->true_peak_dbtp, .was_deaf = *s->why != '\0',
			.is_silent = sound_is_silent(s, t), .mark = s->version == FEATURES_VERSION ? s->mark : 0 };
		if (s->version != FEATURES_VERSION || s->is_changed)
			continue;
		set_state(a, k, k->was_deaf ? SOUND_DEAF : SOUND_HEARD);
		if (k->is_silent)
			taste_music(app->taste, s->track, false);
	}
}

static void walk_anew(struct analysis *a)
{
	a->pass = 0;
	a->walk_at = 0;
	a->is_walking = true;
}

void analysis_all_known(struct app *app)
{
	struct analysis *a = analysis_get(app);

	a->is_loaded = true;
	walk_anew(a);
	sounding_begin(app);
}

size_t analysis_known_count(const struct app *app)
{
	return app->analysis ? app->analysis->n_known : 0;
}

bool analysis_has_heard(const struct app *app, track_id id)
{
	return app->analysis && (size_t)id < app->analysis->n_of && app->analysis->of[id].state == SOUND_HEARD;
}

bool analysis_is_silent(const struct app *app, track_id id)
{
	return analysis_has_heard(app, id) && app->analysis->of[id].is_silent;
}

static bool has_changed(const struct track *t, struct file_stamp since)
{
	struct file_stamp now = track_sound_stamp(t);

	return now.size != since.size || now.mtime_ns != since.mtime_ns;
}

void analysis_track_kept(struct app *app, const struct track *before, const struct track *track)
{
	struct analysis *a = app->analysis;
	struct known *k;

	if (!a || !a->is_loaded)
		return;
	k = analysis_at(a, track->id);
	if (before && has_changed(track, track_sound_stamp(before)) && k->state != SOUND_WAITS)
		set_state(a, k, SOUND_UNKNOWN);
	/* while a walk is on it comes by; many come in a scan, so one walk after it does for all of them */
	if (k->state == SOUND_UNKNOWN && track->state == TRACK_OK)
		a->wants_walk = true;
}

void analysis_scanned(struct app *app)
{
	if (!app->analysis)
		return;
	app->analysis->wants_walk = true;
	app->analysis->n_stuck = 0;
}

size_t analysis_heard(const struct app *app)
{
	return app->analysis ? app->analysis->n_heard : 0;
}

/* ---- loudness ---- */

static bool has_loudness(const struct analysis *a, const struct track *t)
{
	return (size_t)t->id < a->n_of && isfinite(a->of[t->id].loudness_lufs);
}

static bool heard_loudness(void *ctx, const struct track *t, double *ret_lufs, double *ret_peak_dbtp)
{
	const struct analysis *a = ctx;

	if (!has_loudness(a, t))
		return false;
	*ret_lufs = (double)a->of[t->id].loudness_lufs;
	*ret_peak_dbtp = (double)a->of[t->id].true_peak_dbtp;
	return true;
}

bool analysis_heard_gain(struct app *app, const struct track *t, struct gain *ret_gain)
{
	return app->analysis && gains_heard(&(struct gains){ .lib = app->lib, .loudness = heard_loudness, .ctx = app->analysis }, t, ret_gain);
}

struct gain analysis_gain(struct app *app, const struct track *t)
{
	struct gain g;

	return t->gain.has_track || t->gain.has_album || !analysis_heard_gain(app, t, &g) ? t->gain : g;
}

/* ---- the walk ---- */

static void walk_step(struct app *app)
{
	struct analysis *a = app->analysis;
	size_t total = library_total(app->lib), end = MIN_OF(total, a->walk_at + WALK_STEP);

	for (; a->walk_at < end; a->walk_at++) {
		const struct track *t = library_at(app->lib, a->walk_at);

		if (t->state == TRACK_OK && !t->is_away && t->play_count >= passes[a->pass] && analysis_at(a, t->id)->state == SOUND_UNKNOWN)
			analysis_want(a, &a->todo, t->id);
	}
	if (a->walk_at < total)
		return;
	a->walk_at = 0;
	if (++a->pass == COUNT_OF(passes))
		a->is_walking = false;
}

/* ---- listening ---- */

static bool is_wanted(const struct app *app)
{
	const struct analysis *a = app->analysis;

	return a->asked.next < a->asked.n || (app->set.analyze != ANALYZE_OFF && a->todo.next < a->todo.n);
}

/* What somebody waits for is not put off. */
static struct hear_manners manners(const struct app *app)
{
	if (app->analysis->server.conn || app->set.analyze == ANALYZE_OFF)
		return (struct hear_manners){ .load_percent = 100 };
	return (struct hear_manners){ .needs_mains = app->set.analyze == ANALYZE_MAINS, .load_percent = app->set.analyze_load };
}

/* Who listens must be started anew when the settings say so, once it has nothing to do. */
static bool open_hearers(struct app *app)
{
	struct analysis *a = app->analysis;

	if (a->hearers && a->jobs != app->set.analyze_jobs) {
		if (hearers_busy(a->hearers))
			return false;
		hearers_close(a->hearers);
		a->hearers = NULL;
	}
	if (!a->hearers && !a->is_refused) {
		a->jobs = app->set.analyze_jobs;
		a->is_refused = hearers_open(&a->hearers, app->start.exe, (unsigned)a->jobs);
		if (a->is_refused)
			log_line("analysis: %s", err_text());
		a->since_ms = app->now_ms;
		a->n_since = 0;
	}
	if (a->hearers)
		hearers_set_manners(a->hearers, manners(app));
	return a->hearers;
}

static bool is_stuck(const struct analysis *a, const struct track *t)
{
	for (size_t i = 0; i < a->n_stuck; i++)
		if (a->stuck[i] == t->stamp.dev)
			return true;
	return false;
}

/* The next track that is still there and still unknown; what plays first. */
static const struct track *next_track(struct app *app)
{
	struct analysis *a = app->analysis;
	const struct track *playing = play_track(app);
	track_id id;

	if (app->set.analyze != ANALYZE_OFF && playing && analysis_at(a, playing->id)->state == SOUND_WAITS)
		return playing;
	while (ids_take(&a->asked, &id) || (app->set.analyze != ANALYZE_OFF && ids_take(&a->todo, &id))) {
		const struct track *t = library_get(app->lib, id);
		struct known *k = analysis_at(a, id);

		if (t && k->state == SOUND_WAITS && t->state == TRACK_OK && !t->is_away && !is_stuck(a, t))
			return t;
		if (k->state == SOUND_WAITS)
			k->state = SOUND_UNKNOWN;
		if (k->is_asked && k->state != SOUND_UNDERWAY)
			analysis_answer(app, t, _("is not there"), 0, false);
	}
	return NULL;
}

/* What was heard, or why nothing was, to the desk. Gives its length. */
static double keep(struct app *app, const struct underway *u, const struct heard *h, struct sound *sound)
{
	struct hearing_parts parts = { .n_features = 0 };
	struct print print = { .n_raw = 0 };
	struct features f = { .duration_s = 0 };
	struct buf packed;

	buf_init(&packed, HEARD_BYTES_MAX);
	if (!h->why && (hearing_split(h->bytes, h->n, &parts) || features_unpack(parts.features, parts.n_features, &f, NULL, NULL) ||
			features_pack(&f, NULL, 0, &packed) || print_unpack(parts.print, parts.n_print, &print)))
		sound->why = err_text();
	print_free(&print);
	if (!*sound->why)
		sound_take(sound, &f);
	desk_print_put(app->desk, u->id, parts.print, *sound->why ? 0 : parts.n_print);
	desk_sound_put(app->desk, sound, FEATURES_VERSION, &u->stamp, packed.data, packed.len, clock_unix_ms() / 1000, ANALYSIS_COOKIE | (uint64_t)u->id);
	buf_done(&packed);
	return f.duration_s;
}

/* A device that does not answer would have us wait for each of its tracks. */
static void note_stuck(struct analysis *a, const struct underway *u)
{
	if (a->n_stuck < STUCK_MAX)
		a->stuck[a->n_stuck++] = u->stamp.dev;
}

/* What cannot be reached is tried again after the next scan. */
static void finish(struct app *app, struct underway *u, const struct heard *h)
{
	struct analysis *a = app->analysis;
	struct track *t = library_get(app->lib, u->id);
	struct known *k = analysis_at(a, u->id);
	struct sound sound = { .track = u->id, .why = h->why ? h->why : "", .loudness_lufs = NAN, .true_peak_dbtp = NAN,
		.valence = NAN, .arousal = NAN, .tempo_bpm = NAN, .mark = h->mark };
	double duration_s = 0;

	if (h->is_stuck)
		note_stuck(a, u);
	set_state(a, k, SOUND_UNKNOWN);
	if (h->is_same) {
		desk_sound_same(app->desk, u->id, &u->stamp, ANALYSIS_COOKIE | (uint64_t)u->id);
	} else if (!h->is_away) {
		duration_s = keep(app, u, h, &sound);
		*k = (struct known){ sound.loudness_lufs, sound.true_peak_dbtp, h->mark, SOUND_UNKNOWN, k->is_asked, *sound.why != '\0', sound_is_silent(&sound, t) };
	}
	a->n_waiting += !h->is_away;
	a->n_since++;
	set_state(a, k, h->is_away ? SOUND_UNKNOWN : k->was_deaf ? SOUND_DEAF : SOUND_HEARD);
	nomusic_look(app, t);
	if (!h->is_away && !h->is_same) {
		moods_heard(moods_of(app), u->id, sound.valence, sound.arousal);
		sound_to_track(t, sound.tempo_bpm);
		if (t)
			library_touched(app->lib, t);	/* "mood:" and "bpm:" may find it now */
		alike_heard(app, u->id);
	}
	if (k->is_asked)
		analysis_answer(app, t, sound.why, duration_s, h->is_same);
	/* it changed while it was listened to */
	if (t && has_changed(t, u->stamp))
		analysis_want(a, &a->todo, u->id);
	*u = (struct underway){ .id = 0 };
	app->effects |= EFFECT_REDRAW_SOON;
}

static void listen_to(struct app *app, const struct track *t)
{
	struct analysis *a = app->analysis;
	struct underway *u = a->underway;
	struct known *k = analysis_at(a, t->id);
	struct hear_of of = { .path = track_file(t), .cookie = (uint64_t)t->id, .mark = k->is_asked && a->server.force ? 0 : k->mark };

	if (t->part) {
		of.start_ms = t->part->start_us / 1000;
		of.end_ms = t->part->end_us / 1000;
	}
	while (u->id)
		u++;
	*u = (struct underway){ t->id, track_sound_stamp(t) };
	k->state = SOUND_UNDERWAY;
	if (hearers_ask(a->hearers, &of))
		finish(app, u, &(struct heard){ .why = err_text() });
}

static void take_news(struct app *app, int64_t until_ms)
{
	struct analysis *a = app->analysis;
	struct heard h;

	while (clock_mono_ms() < until_ms && hearers_next(a->hearers, &h))
		for (size_t i = 0; i < COUNT_OF(a->underway); i++)
			if (a->underway[i].id == (track_id)h.cookie) {
				finish(app, &a->underway[i], &h);
				break;
			}
}

/* Time spent waiting is no time spent listening. */
static void note_waiting(struct app *app)
{
	struct analysis *a = app->analysis;
	bool waits = hearers_waiting(a->hearers) != HEAR_GOES_ON;

	if (waits == (a->waits_since_ms != 0))
		return;
	if (a->waits_since_ms)
		a->since_ms += app->now_ms - a->waits_since_ms;
	a->waits_since_ms = waits ? app->now_ms : 0;
	hearers_set_manners(a->hearers, manners(app));
	app->effects |= EFFECT_REDRAW_SOON;
}

/* May the next one be asked for? */
static bool may_ask(const struct app *app)
{
	const struct analysis *a = app->analysis;

	return a->is_loaded && app->now_ms >= a->again_ms && !scanning_is_busy(app) && !app->is_scratch && a->n_waiting < WAITING && !app->quitting;
}

bool analysis_wants_turn(const struct app *app)
{
	const struct analysis *a = app->analysis;

	if (!a || !may_ask(app))
		return false;
	return (a->server.conn && !a->server.is_begun) || ((a->is_walking || a->wants_walk) && app->set.analyze != ANALYZE_OFF);
}

void analysis_turn(struct app *app, int64_t until_ms)
{
	struct analysis *a = app->analysis;
	const struct track *t;

	if (!a || !app->start_done)
		return;
	if (a->hearers) {
		take_news(app, until_ms);
		note_waiting(app);
	}
	if (!may_ask(app))
		return;
	if (a->wants_walk && !a->is_walking) {
		a->wants_walk = false;
		walk_anew(a);
	}
	if (a->is_walking && app->set.analyze != ANALYZE_OFF)
		walk_step(app);
	analysis_served(app);
	while (is_wanted(app) && open_hearers(app) && hearers_busy(a->hearers) < hearers_jobs(a->hearers) && a->n_waiting < WAITING && (t = next_track(app)))
		listen_to(app, t);
	/* idle children end by themselves; the rest weighs nothing */
}

void analysis_kept(struct app *app)
{
	if (app->analysis && app->analysis->n_waiting)
		app->analysis->n_waiting--;
	sounding_ask(app, app->now.track);
	if (app->analysis)
		app->analysis->again_ms = 0;
}

/* A disk that takes nothing makes listening senseless: later it may. What was heard in vain is unknown again. */
void analysis_failed(struct app *app, track_id id, const char *why)
{
	struct analysis *a = app->analysis;
	struct known *k;

	if (!a)
		return;
	a->n_waiting -= a->n_waiting > 0;
	k = analysis_at(a, id);
	if (is_known(k)) {
		set_state(a, k, SOUND_UNKNOWN);
		k->mark = 0;
	}
	a->wants_walk = true;
	analysis_served_badly(app, why);
	if (!a->again_ms)
		app_complain(app, _("What was heard cannot be kept: %s"), why);
	a->again_ms = app->now_ms + AGAIN_MS;
}

int analysis_fd(const struct app *app)
{
	return app->analysis && app->analysis->hearers ? hearers_fd(app->analysis->hearers) : -1;
}

int64_t analysis_wakeup_ms(const struct app *app)
{
	const struct analysis *a = app->analysis;
	int64_t at_ms = a && a->hearers ? hearers_deadline_ms(a->hearers) : -1;

	if (a && a->again_ms > app->now_ms && (at_ms < 0 || a->again_ms < at_ms))
		at_ms = a->again_ms;
	return at_ms;
}

bool analysis_is_idle(const struct app *app)
{
	const struct analysis *a = app->analysis;

	if (!a || !a->is_loaded || is_wanted(app) || (a->hearers && hearers_busy(a->hearers)) || a->n_waiting)
		return false;
	return app->set.analyze == ANALYZE_OFF || (!a->is_walking && !a->wants_walk);
}

bool analysis_progress(const struct app *app, struct analysis_progress *ret)
{
	const struct analysis *a = app->analysis;
	int64_t ms;
	size_t left;

	if (!a || !a->is_loaded || a->is_walking || !a->hearers || (!is_wanted(app) && !hearers_busy(a->hearers)))
		return false;
	left = a->todo.n - a->todo.next + a->asked.n - a->asked.next + hearers_busy(a->hearers);
	ret->all = a->n_known + left;
	ret->heard = a->n_known;
	ret->waits = (int)hearers_waiting(a->hearers);
	ms = MAX_OF((int64_t)1, (a->waits_since_ms ? a->waits_since_ms : app->now_ms) - a->since_ms);
	ret->per_s = (double)a->n_since * 1000 / (double)ms;
	ret->left_ms = a->n_since < RATE_AFTER ? -1 : (int64_t)((double)left / ret->per_s * 1000);
	return left > 0;
}

void analysis_close(struct app *app)
{
	struct analysis *a = app->analysis;

	info_close(app);
	moods_free(app->moods);
	app->moods = NULL;
	if (!a)
		return;
	hearers_close(a->hearers);
	analysis_server_done(a);
	free(a->of);
	free(a->todo.at);
	free(a->asked.at);
	free(a);
	app->analysis = NULL;
}
