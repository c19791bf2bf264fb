/* radio.c -- see radio.h. */
#include "app/radio.h"
#include "app/alike.h"
#include "app/command.h"
#include "app/playlists.h"
#include "app/ranking.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEARD_SEEDS = 3, POOL_MAX = 8000, BEFORE_MAX = 20, LABEL = 256, WORDS = 400, QUEUED_MAX = 1000 };
static const float luck = .1F;

struct radio {
	uint64_t serial;		/* an answer to another is too late */
	char words[WORDS];		/* "like Xtal — Aphex Twin", "Jazz" */
	track_id seeds[MIXING_SEEDS];
	size_t n_seeds;			/* 0: the pool is all there is */
	bool is_first, is_out;
	struct mix_candidates pool;
	int slope;
	struct map64 given;		/* what was in it or in the queue, seeds included; of ids */
	size_t n_given, n_brought;	/* brought: by itself */
};

struct asked {
	struct alike_job job;		/* first */
	uint64_t serial;
	track_id seeds[MIXING_SEEDS];
	size_t n_seeds, near;
	struct mix_candidates found;
};

static void give(struct radio *r, track_id id)
{
	if (!map64_get(&r->given, (uint64_t)id))
		r->n_given++;
	map64_put(&r->given, (uint64_t)id, r);
}

static void radio_free(struct radio *r)
{
	if (!r)
		return;
	free(r->pool.at);
	map64_done(&r->given);
	free(r);
}

void radio_close(struct app *app)
{
	radio_free(app->radio);
	app->radio = NULL;
}

static struct radio *begin(struct app *app, const char *words)
{
	struct radio *r = xcalloc(1, sizeof *r);

	radio_close(app);
	r->serial = ++app->radios;
	r->is_first = true;
	snprintf(r->words, sizeof r->words, "%s", words);
	app->radio = r;
	return r;
}

/* ---- what is chosen goes into the queue ---- */

/* The artists at the end of the queue, or what plays when it is empty. */
static size_t artists_before(const struct app *app, uint64_t *ret)
{
	size_t all = queue_count(app->queue), from = all > BEFORE_MAX ? all - BEFORE_MAX : 0, n = 0;
	const struct track *t = play_track(app);

	if (t && !from)
		ret[n++] = mixing_artist(t);
	for (size_t i = from; i < all; i++)
		if ((t = library_get(app->lib, queue_at(app->queue, i)->track)))
			ret[n++] = mixing_artist(t);
	return n;
}

/* The queue may be far longer than the pool is. */
static void give_queued(const struct app *app, struct radio *r)
{
	struct map64 pooled = { 0 };

	for (size_t i = 0; i < r->pool.n; i++)
		map64_put(&pooled, (uint64_t)r->pool.at[i].track, r);
	for (size_t i = 0; i < queue_count(app->queue); i++) {
		track_id id = queue_at(app->queue, i)->track;

		if (map64_get(&pooled, (uint64_t)id))
			give(r, id);
	}
	map64_done(&pooled);
}

static size_t choose(struct app *app, size_t n, uint32_t *ret_at)
{
	struct radio *r = app->radio;
	uint64_t before[BEFORE_MAX + 1];
	struct ranking ranking;
	struct mix_taste m = { app->lib, app->taste, &ranking.opt, &r->given, before, artists_before(app, before), luck };

	foryou_ranking(app, &ranking);
	ranking.opt.only = NULL;
	ranking.opt.seed ^= r->n_given;
	give_queued(app, r);
	n = mixing_choose(&m, &r->pool, n, ret_at);
	if (r->slope)
		mixing_sort(&m, &r->pool, r->slope, ret_at, n);
	return n;
}

static void tell_first(struct app *app, size_t n)
{
	char what[WORDS + 64];

	snprintf(what, sizeof what, _("radio: %s"), app->radio->words);
	undo_queue(app, what);
	app_say(app, P_("Radio, %s: %zu track is queued, more will follow", "Radio, %s: %zu tracks are queued, more will follow", n), app->radio->words, n);
}

static void fill(struct app *app)
{
	struct radio *r = app->radio;
	uint32_t at[RADIO_FIRST];
	const struct track *seed = r->n_seeds == 1 && r->is_first ? library_get(app->lib, r->seeds[0]) : NULL;
	bool with_seed = seed && seed->id != app->now.track && seed->state == TRACK_OK && !seed->is_away && !seed->is_banned;
	size_t n = choose(app, r->is_first ? RADIO_FIRST - with_seed : RADIO_MORE, at);

	if (!n) {
		app_say(app, r->is_first ? _("Radio, %s: there is nothing to choose from") : _("Radio, %s: there is nothing more"), r->words);
		radio_close(app);
		return;
	}
	if (r->is_first)
		tell_first(app, n + with_seed);
	if (with_seed)
		queue_append(app->queue, seed->id, SOURCE_RADIO);
	for (size_t i = 0; i < n; i++) {
		queue_append(app->queue, r->pool.at[at[i]].track, SOURCE_RADIO);
		give(r, r->pool.at[at[i]].track);
		r->n_brought++;
	}
	app->effects |= EFFECT_REDRAW | EFFECT_NEXT | EFFECT_RERANK;
	if (r->is_first && !app->now.cookie && play_next(app, true))
		app_complain(app, "%s", err_text());
	r->is_first = false;
}

/* ---- what sounds like seeds ---- */

static void run(struct kin *kin, struct alike_job *job)
{
	struct asked *a = (struct asked *)job;

	mixing_near(kin, a->seeds, a->n_seeds, a->near, &a->found);
}

/* None of the seeds was listened to yet, or nothing else was: what goes with them by the log and by their tags. */
static void pool_of_taste(struct app *app, struct radio *r)
{
	const struct track *seed = library_get(app->lib, r->seeds[0]);
	struct ranking ranking;
	struct pick picks[PICKS_MAX];
	size_t n;

	if (!seed)
		return;
	foryou_ranking(app, &ranking);
	ranking.opt.only = NULL;
	ranking.opt.playing = seed->id;
	n = taste_rank(app->taste, &ranking.opt, picks, PICKS_MAX);
	for (size_t i = 0; i < n; i++) {
		const struct track *t = library_get(app->lib, picks[i].track);

		if (!t)
			continue;
		ARRAY_GROW(r->pool.at, r->pool.n, r->pool.cap);
		r->pool.at[r->pool.n++] = (struct mix_candidate){ .track = t->id, .alike = *seed->genre && !strcmp(seed->genre, t->genre) ? .5F : 0, .like = seed->id };
	}
}

static void answered(struct app *app, struct alike_job *job)
{
	struct asked *a = (struct asked *)job;
	struct radio *r = app->radio;

	if (!r || r->serial != a->serial)
		return;
	r->is_out = false;
	free(r->pool.at);
	r->pool = a->found;
	a->found = (struct mix_candidates){ 0 };
	if (!r->pool.n)
		pool_of_taste(app, r);
	fill(app);
}

static void asked_free(struct alike_job *job)
{
	struct asked *a = (struct asked *)job;

	free(a->found.at);
	free(a);
}

/* What the radio itself brought and was heard to its end, the last of it: so that it follows the listener. */
static void add_heard(const struct app *app, struct asked *a)
{
	size_t n = 0;

	for (size_t i = app->n_history; i-- > 0 && n < HEARD_SEEDS && a->n_seeds < MIXING_SEEDS;) {
		const struct event *ev = &app->history[i];

		if (ev->kind == EVENT_FINISH && ev->source == SOURCE_RADIO && map64_get(&app->radio->given, (uint64_t)ev->track)) {
			a->seeds[a->n_seeds++] = ev->track;
			n++;
		}
	}
}

static enum err ask(struct app *app)
{
	struct radio *r = app->radio;
	struct asked *a = xcalloc(1, sizeof *a);

	*a = (struct asked){ .job = { .run = run, .done = answered, .free = asked_free }, .serial = r->serial, .n_seeds = r->n_seeds };
	memcpy(a->seeds, r->seeds, sizeof a->seeds);
	add_heard(app, a);
	/* what it gave is among the nearest: it looks further each time. Of a very long queue little is, and all it finds is weighed in one turn */
	a->near = MIXING_NEAR + r->n_brought + MIN_OF(r->n_given - r->n_brought, (size_t)QUEUED_MAX);
	r->is_out = true;
	return alike_ask(app, &a->job);
}

enum err radio_like(struct app *app, struct track *const *tracks, size_t n)
{
	char label[LABEL], words[WORDS];
	struct radio *r;

	if (app->is_scratch)
		return fail(ERR_MISSING, _("There is no library to choose from"));
	track_label(tracks[0], label, sizeof label);
	if (n == 1)
		snprintf(words, sizeof words, _("like %s"), label);
	else
		snprintf(words, sizeof words, P_("like %s and %zu other", "like %s and %zu others", n - 1), label, n - 1);
	r = begin(app, words);
	r->n_seeds = MIN_OF(n, (size_t)MIXING_SEEDS);
	for (size_t i = 0; i < r->n_seeds; i++) {
		r->seeds[i] = tracks[i * n / r->n_seeds]->id;
		give(r, r->seeds[i]);
	}
	app_say(app, _("Looking for what sounds like %s…"), label);
	return ask(app);
}

enum err radio_of(struct app *app, const char *name, struct track *const *tracks, size_t n)
{
	size_t some = MIN_OF(n, (size_t)POOL_MAX);
	struct mix_candidates pool = { .at = xcalloc(some + 1, sizeof *pool.at), .n = some, .cap = some + 1 };

	for (size_t i = 0; i < some; i++)
		pool.at[i].track = tracks[i * n / some]->id;
	return radio_from(app, name, &pool, 0);
}

enum err radio_from(struct app *app, const char *what, struct mix_candidates *pool, int slope)
{
	struct radio *r = begin(app, what);

	r->pool = *pool;
	r->slope = slope;
	*pool = (struct mix_candidates){ 0 };
	fill(app);
	return OK;
}

enum err radio_off(struct app *app)
{
	if (!app->radio)
		return fail(ERR_MISSING, _("No radio is on"));
	app_say(app, _("The radio adds nothing more"));
	radio_close(app);
	return OK;
}

static size_t still_queued(const struct app *app)
{
	size_t n = 0;

	for (size_t i = 0; i < queue_count(app->queue); i++)
		n += queue_at(app->queue, i)->source == SOURCE_RADIO;
	return n;
}

void radio_emptied(struct app *app)
{
	if (app->radio && !app->radio->is_first && !still_queued(app))
		radio_close(app);
}

void radio_started(struct app *app)
{
	struct radio *r = app->radio;

	if (!r || r->is_first || r->is_out || app->now.source != SOURCE_RADIO || !map64_get(&r->given, (uint64_t)app->now.track) || still_queued(app) >= RADIO_LOW)
		return;
	if (!r->n_seeds)
		fill(app);
	else if (ask(app))
		log_line("radio: %s", err_text());
}
