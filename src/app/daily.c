/* daily.c -- see daily.h. */
#include "app/daily.h"
#include "app/alike.h"
#include "app/circles.h"
#include "app/forgetting.h"
#include "app/mixing.h"
#include "app/ranking.h"
#include "app/styling.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SEEDS = 8, NEAR = 80, TEXT_MAX = 1 << 16, POOL = 1 << 16, MEMBERS_LEAST = 3 };
static const int64_t day_ms = 86400000;
static const float luck = .25F, alike_least = .35F;

struct lists { struct named_list all[CIRCLES_MAX + 1]; size_t n; };

struct asked {
	struct alike_job job;		/* first */
	char *db, *listener;
	int64_t day;
	uint64_t seed;
	bool is_read;
	struct circles circles;
	struct mix_candidates pools[CIRCLES_MAX];	/* of each circle */
	struct mix_candidates forgotten;
};

struct daily {
	int64_t day;			/* the midnight it is of, Unix ms; 0: none yet */
	bool is_out;			/* until those of another are there */
	struct lists now, next;		/* next: being chosen, one a turn */
	struct asked *chosen_from;	/* NULL: nothing is */
	size_t at;			/* 0: of what was forgotten; from 1 of the circles */
	struct map64 given;		/* what is in one of next */
};

/* ---- on the thread ---- */

static void add(struct mix_candidates *c, track_id id, float alike)
{
	ARRAY_GROW(c->at, c->n, c->cap);
	c->at[c->n++] = (struct mix_candidate){ .track = id, .alike = alike };
}

/* What it is made of: what of it is heard, and what sounds like that and is heard in no other. */
static void fill_circle(struct kin *kin, struct asked *a, size_t circle, const struct map64 *members, struct map64 *taken)
{
	const struct circle *c = &a->circles.all[circle];
	struct mix_candidates *pool = &a->pools[circle];
	struct mix_candidates near;

	for (size_t i = 0; i < c->n; i++)
		add(pool, c->tracks[i], .9F);
	mixing_near(kin, c->tracks, MIN_OF(c->n, (size_t)SEEDS), NEAR, &near);
	for (size_t i = 0; i < near.n; i++) {
		struct mix_candidate *one = &near.at[i], *other;
		size_t at = (size_t)(uintptr_t)map64_get(taken, (uint64_t)one->track);

		other = at ? &a->pools[at / POOL].at[at % POOL] : NULL;
		if (one->alike < alike_least || map64_get(members, (uint64_t)one->track) || (other && other->alike >= one->alike))
			continue;
		/* it is more like what is in this circle: in the other one it is none */
		if (other)
			other->track = 0;
		map64_put(taken, (uint64_t)one->track, (void *)(uintptr_t)(circle * POOL + pool->n));
		add(pool, one->track, one->alike);
	}
	free(near.at);
}

static void fill_circles(struct kin *kin, struct asked *a)
{
	struct map64 members = { 0 }, taken = { 0 };

	for (size_t c = 0; c < a->circles.n; c++)
		for (size_t i = 0; i < a->circles.all[c].n; i++)
			map64_put(&members, (uint64_t)a->circles.all[c].tracks[i], kin);
	for (size_t c = 0; c < a->circles.n; c++)
		fill_circle(kin, a, c, &members, &taken);
	map64_done(&members);
	map64_done(&taken);
}

static bool is_forgotten(const struct heard_row *h, int64_t now_ms)
{
	return !h->is_banned && (h->finishes >= 3 || (h->is_loved && h->finishes)) && now_ms - h->last_ms >= REDISCOVER_DAYS * day_ms;
}

static void run(struct kin *kin, struct alike_job *job)
{
	struct asked *a = (struct asked *)job;
	struct store *store = NULL;
	struct heard_log log = { 0 };

	a->is_read = !store_open(&store, a->db, STORE_READ, a->listener) && !heard_read(store, a->day, &log);
	for (size_t i = 0; i < log.n; i++)
		if (is_forgotten(&log.at[i], a->day))
			add(&a->forgotten, log.at[i].track, fminf(1, (float)log.at[i].finishes / 10));
	circles_draw(kin, &log, a->seed, &a->circles);
	fill_circles(kin, a);
	free(log.at);
	store_close(store);
}

static void asked_free(struct alike_job *job)
{
	struct asked *a = (struct asked *)job;

	for (size_t i = 0; i < CIRCLES_MAX; i++)
		free(a->pools[i].at);
	free(a->forgotten.at);
	free(a->db);
	free(a->listener);
	free(a);
}

/* ---- on the interface thread ---- */

static struct daily *get(struct app *app)
{
	if (!app->daily)
		app->daily = xcalloc(1, sizeof *app->daily);
	return app->daily;
}

static void empty(struct lists *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->all[i].name);
		free(l->all[i].folded);
		free(l->all[i].ids);
	}
	*l = (struct lists){ .n = 0 };
}

static void put(struct lists *lists, const char *name, const track_id *ids, size_t n)
{
	struct named_list *l;
	char own[CIRCLE_NAME + 8];
	int again = 1;

	if (lists->n == COUNT_OF(lists->all) || !n)
		return;
	for (size_t i = 0; i < lists->n; i++)
		again += !strncmp(lists->all[i].name, name, strlen(name));
	snprintf(own, sizeof own, again > 1 ? "%s %d" : "%s", name, again);
	l = &lists->all[lists->n++];
	l->name = xstrdup(own);
	l->folded = utf8_fold(own);
	l->ids = xmemdup(ids, n * sizeof *ids);
	l->n = l->cap = n;
	l->is_own = true;
}

/* None that another of today has. */
static void choose(struct app *app, const struct mix_candidates *pool, const char *name)
{
	struct daily *d = app->daily;
	struct ranking ranking;
	struct mix_taste m = { .lib = app->lib, .taste = app->taste, .opt = &ranking.opt, .given = &d->given, .chance = luck };
	uint32_t at[DAILY_TRACKS];
	track_id ids[DAILY_TRACKS];
	size_t n;

	ranking_init(&ranking, &app->set, app->start.listener, d->chosen_from->day);
	ranking.opt.seed = d->chosen_from->seed;
	n = mixing_choose(&m, pool, DAILY_TRACKS, at);
	for (size_t i = 0; i < n; i++) {
		ids[i] = pool->at[at[i]].track;
		map64_put(&d->given, (uint64_t)ids[i], app);
	}
	put(&d->next, name, ids, n);
}

/* "DAY", then a line each: name, tab, ids. */
static void keep(struct app *app)
{
	struct buf b;
	char *key;

	buf_init(&b, TEXT_MAX);
	buf_addf(&b, "%" PRId64 "\n", app->daily->day);
	for (size_t i = 0; i < app->daily->now.n; i++) {
		const struct named_list *l = &app->daily->now.all[i];

		buf_addf(&b, "%s\t", l->name);
		for (size_t k = 0; k < l->n; k++)
			buf_addf(&b, "%" PRId64 " ", l->ids[k]);
		buf_adds(&b, "\n");
	}
	key = daily_key(app->start.listener);
	desk_value_set(app->desk, key, b.data);
	free(key);
	buf_done(&b);
}

static void stop_choosing(struct daily *d)
{
	if (d->chosen_from)
		asked_free(&d->chosen_from->job);
	d->chosen_from = NULL;
	map64_done(&d->given);
	empty(&d->next);
	d->at = 0;
}

/* Those of before stand until all are there. */
static void answered(struct app *app, struct alike_job *job)
{
	struct asked *a = (struct asked *)job;
	struct daily *d = get(app);

	if (!a->is_read) {
		d->is_out = false;
		d->day = a->day;
		return;
	}
	stop_choosing(d);
	d->chosen_from = xmemdup(a, sizeof *a);
	/* it keeps what it needs no more */
	memset(a->pools, 0, sizeof a->pools);
	a->forgotten = (struct mix_candidates){ 0 };
	a->db = a->listener = NULL;
}

static void choose_next(struct app *app)
{
	struct daily *d = app->daily;
	size_t at = d->at - (d->at > 0);
	const struct circle *c = &d->chosen_from->circles.all[at];
	char name[CIRCLE_NAME];

	if (!d->at) {
		choose(app, &d->chosen_from->forgotten, _("Rediscover"));
	} else if (c->n >= MEMBERS_LEAST) {
		circle_name(app, c, name);
		choose(app, &d->chosen_from->pools[at], name);
	}
	d->at++;
}

static void chosen(struct app *app)
{
	struct daily *d = app->daily;

	d->day = d->chosen_from->day;
	d->is_out = false;
	empty(&d->now);
	d->now = d->next;
	d->next = (struct lists){ .n = 0 };
	stop_choosing(d);
	keep(app);
	app->effects |= EFFECT_REDRAW;
}

bool daily_wants_turn(const struct app *app)
{
	return app->daily && app->daily->chosen_from && !forgetting_is_busy(app);
}

void daily_turn(struct app *app)
{
	if (!daily_wants_turn(app))
		return;
	choose_next(app);
	if (app->daily->at > app->daily->chosen_from->circles.n)
		chosen(app);
}

char *daily_key(const char *listener)
{
	return xasprintf("daily %s", listener);
}

static int64_t midnight(void)
{
	time_t now = (time_t)(clock_unix_ms() / 1000);
	struct tm tm;

	localtime_r(&now, &tm);
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm) * 1000;
}

void daily_look(struct app *app)
{
	struct daily *d = get(app);
	int64_t day = midnight();
	struct asked *a;

	if (d->is_out || d->day == day || app->is_scratch || !app->start_done || !styling_is_idle(app))
		return;
	a = xcalloc(1, sizeof *a);
	*a = (struct asked){ .job = { .run = run, .done = answered, .free = asked_free }, .db = xstrdup(app->start.db), .listener = xstrdup(app->start.listener), .day = day };
	a->seed = (uint64_t)(day / 1000) ^ hash_bytes(a->listener, strlen(a->listener));
	d->is_out = true;
	if (alike_ask(app, &a->job)) {
		log_line("daily: %s", err_text());
		d->is_out = false;
		d->day = day;
	}
}

void daily_got(struct app *app, const char *text)
{
	struct daily *d = get(app);
	const char *p = text ? strchr(text, '\n') : NULL;

	if (!p)
		return;
	empty(&d->now);
	d->day = strtoll(text, NULL, 10);
	while (*++p) {
		const char *tab = strchr(p, '\t'), *end = strchr(p, '\n');
		track_id ids[DAILY_TRACKS];
		char *name, *next;
		size_t n = 0;

		if (!tab || !end || tab > end)
			break;
		name = xstrndup(p, (size_t)(tab - p));
		for (p = tab + 1; n < DAILY_TRACKS && p < end; p = next + 1, n++) {
			ids[n] = strtoll(p, &next, 10);
			if (next == p)
				break;
		}
		put(&d->now, name, ids, n);
		free(name);
		p = end;
	}
}

size_t daily_count(const struct app *app)
{
	return app->daily ? app->daily->now.n : 0;
}

struct named_list *daily_at(const struct app *app, size_t i)
{
	return i < daily_count(app) ? &app->daily->now.all[i] : NULL;
}

void daily_close(struct app *app)
{
	if (app->daily) {
		stop_choosing(app->daily);
		empty(&app->daily->now);
	}
	free(app->daily);
	app->daily = NULL;
}
