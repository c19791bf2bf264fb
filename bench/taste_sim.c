/*
 * taste_sim.c -- simulated listeners with stated tastes over a real, analysed library: how many of a hundred picks they hear out, after how many events;
 * and how many picks pass until the list follows a change of mood.
 *
 *   taste_sim DATABASE [LISTENERS]	a library that `segue analyze` has heard
 *
 * What a listener likes is stated beforehand: two families of tracks (the letters a file name begins with, or its folder where those are few), out of which
 * nine of ten are heard to the end, two of three while they are still fresh in the ear; of all others one in ten.  Sittings of twenty tracks, one a day.  The list is
 * asked for its first pick, the pick is played, the list is told how it went, as the player does it.  Beside it, with listeners of the same tastes: shuffle
 * without repeats, and the most played of what was not heard lately.  Once with tags, once with sound alone (neither artist, album nor genre).
 */
#include "app/alike.h"
#include "app/load.h"
#include "app/sounding.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS = 260, SITTING = 20, FRESH = 15, FEW = 5, MOOD_AFTER = 200, MOOD_MAX = 60, LEARN_EVERY = 50, FAMILIES_MAX = 256 };
#define START_MS INT64_C(1790000000000)

enum way { SEGUE, SHUFFLE, MOST_PLAYED, WAYS };
static const char *const way_name[WAYS] = { "segue", "shuffle", "most played" };
static const int after[] = { 0, 10, 50, 200 };
enum { WINDOW = 25 };

struct world {
	struct library *lib;
	size_t n;
	int *family;
	char *name[FAMILIES_MAX];
	int n_families, n_of[FAMILIES_MAX];
	struct near (*near)[NEAR_MAX];
	size_t *n_near;
};
struct person {
	const struct world *w;
	bool likes[FAMILIES_MAX];
	int mood;			/* the only family wanted now; -1: as they like */
	int *heard_at, *finishes;	/* by track; 0 never: event + 1 */
	int events;
	struct rng chance;
};

/* ---- the library ---- */

static char *family_name(const char *path, bool by_folder)
{
	const char *base = path_base(path);
	size_t n = 0;
	char *folder, *name;

	while (isalpha((unsigned char)base[n]))
		n++;
	if (!by_folder && n)
		return xstrndup(base, n);
	folder = xstrndup(path, (size_t)(base - path - (base > path)));
	name = xstrdup(path_base(folder));
	free(folder);
	return name;
}

static int family_of(struct world *w, char *name)
{
	int i = 0;

	while (i < w->n_families && strcmp(w->name[i], name))
		i++;
	if (i == w->n_families && i < FAMILIES_MAX)
		w->name[w->n_families++] = xstrdup(name);
	free(name);
	return MIN_OF(i, FAMILIES_MAX - 1);
}

static void find_families(struct world *w)
{
	w->family = xcalloc(w->n, sizeof *w->family);
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < w->n; i++) {
			const struct track *t = library_at(w->lib, i);

			if (round && w->n_of[w->family[i]] >= FEW)
				continue;
			if (round)
				w->n_of[w->family[i]]--;
			w->family[i] = family_of(w, family_name(t->path, round));
			w->n_of[w->family[i]]++;
		}
}

static size_t place_of(const struct world *w, track_id id)
{
	for (size_t i = 0; i < w->n; i++)
		if (library_at(w->lib, i)->id == id)
			return i;
	return w->n;
}

static void load(struct world *w, const char *db)
{
	struct kin *kin = kin_new();
	struct store *store;

	*w = (struct world){ .lib = library_new() };
	if (store_open(&store, db, STORE_READ, "default") || load_library(store, w->lib, NULL) || alike_load(store, kin))
		die("%s", err_text());
	w->n = library_total(w->lib);
	find_families(w);
	w->near = xcalloc(w->n, sizeof *w->near);
	w->n_near = xcalloc(w->n, sizeof *w->n_near);
	for (size_t i = 0; i < w->n; i++)
		w->n_near[i] = sounding_near(kin, store, library_at(w->lib, i)->id, w->near[i]);
	kin_free(kin);
	store_close(store);
}

/* ---- a listener ---- */

static void person_init(struct person *p, const struct world *w, uint64_t seed)
{
	int liked = 0;

	*p = (struct person){ .w = w, .mood = -1 };
	rng_seed(&p->chance, seed);
	p->heard_at = xcalloc(w->n, sizeof *p->heard_at);
	p->finishes = xcalloc(w->n, sizeof *p->finishes);
	while (liked < 2) {
		int f = (int)rng_below(&p->chance, (uint32_t)w->n_families);

		if (w->n_of[f] >= FEW && !p->likes[f]) {
			p->likes[f] = true;
			liked++;
		}
	}
}

static bool hears_out(struct person *p, size_t i)
{
	int f = p->w->family[i];
	bool wanted = p->mood >= 0 ? f == p->mood : p->likes[f];
	bool is_fresh = p->heard_at[i] && p->events + 1 - p->heard_at[i] < FRESH;
	bool yes = rng_unit(&p->chance) < (!wanted ? .1 : is_fresh ? .6 : .9);

	p->heard_at[i] = ++p->events;
	p->finishes[i] += yes;
	return yes;
}

/* ---- who chooses ---- */

struct sittings { struct cell *cells; size_t n, cap; uint32_t rows; };
struct chooser {
	const struct world *w;
	struct taste *taste;
	struct sittings of;
	track_id playing;
	int64_t now_ms;
	struct rng chance;
};

static void chooser_init(struct chooser *c, const struct world *w, bool tags, uint64_t seed)
{
	*c = (struct chooser){ .w = w, .taste = taste_new(), .now_ms = START_MS };
	rng_seed(&c->chance, seed);
	for (size_t i = 0; i < w->n; i++) {
		struct track t = *library_at(w->lib, i);

		if (!tags)
			t.artist = t.album = t.album_artist = t.genre = "";
		taste_track(c->taste, &t);
	}
}

static size_t choose(struct chooser *c, const struct person *p, enum way way, enum arm *ret_arm)
{
	struct rank_options opt = { .now_ms = c->now_ms, .seed = (uint64_t)(c->now_ms / 86400000), .playing = c->playing, .adventure = .35 };
	size_t best = 0, n = 0;
	double most = -1;
	struct pick pick;

	*ret_arm = ARM_NONE;
	if (way == SEGUE && taste_rank(c->taste, &opt, &pick, 1)) {
		*ret_arm = pick.arm;
		return place_of(c->w, pick.track);
	}
	for (size_t i = 0; i < c->w->n; i++) {
		bool is_fresh = p->heard_at[i] && p->events + 1 - p->heard_at[i] < FRESH;
		double v = (way == SHUFFLE ? -(double)p->heard_at[i] * 10 : is_fresh ? -1000 : p->finishes[i]) + rng_unit(&c->chance);

		if (!n++ || v > most) {
			most = v;
			best = i;
		}
	}
	return best;
}

static void tell(struct chooser *c, size_t i, bool yes, enum arm arm)
{
	struct event ev = { .at_ms = c->now_ms, .track = library_at(c->w->lib, i)->id, .kind = EVENT_START, .source = SOURCE_CONTINUE, .value = (int32_t)arm,
		.listened_ms = -1, .position_ms = -1, .duration_ms = 200000 };

	taste_event(c->taste, &ev);
	if (!taste_has_sounds(c->taste, ev.track))
		taste_sounds(c->taste, ev.track, c->w->near[i], c->w->n_near[i]);
	ev.kind = yes ? EVENT_FINISH : EVENT_SKIP;
	ev.value = 0;
	ev.listened_ms = ev.position_ms = yes ? 200000 : 15000;
	c->now_ms = ev.at_ms += ev.listened_ms;
	taste_event(c->taste, &ev);
	c->playing = ev.track;
	if (yes) {
		ARRAY_GROW(c->of.cells, c->of.n, c->of.cap);
		c->of.cells[c->of.n++] = (struct cell){ c->of.rows, (uint32_t)i, 1 };
	}
}

/* What `segue train` does, with the usual knobs. */
static void learn(struct chooser *c)
{
	struct cell *cells = xmemdup(c->of.cells, (c->of.n + 1) * sizeof *cells);
	struct sparse *x = sparse_new(cells, c->of.n, c->of.rows + 1, (uint32_t)c->w->n);
	struct recipe recipe = recipe_of(MODEL_ITEM);
	struct learn_options opt = { .seed = 1, .threads = 1 };
	float *scores = xcalloc(c->w->n, sizeof *scores);
	struct learnt *learnt = learnt_new();
	struct learnt_info *info = learnt_info(learnt);
	struct foresight f;
	struct blend *blend;
	uint8_t *y;
	float *lessons;
	size_t n;

	if (!blend_fit(&recipe, x, &opt, &blend)) {
		for (uint32_t i = 0; i < c->w->n; i++) {
			struct scored top[NEAR_MAX];
			struct near near[NEAR_MAX];

			blend_alike(blend, i, scores);
			n = learn_best(scores, (uint32_t)c->w->n, top, NEAR_MAX);
			while (n && top[n - 1].score <= 0)
				n--;
			for (size_t k = 0; k < n; k++)
				near[k] = (struct near){ library_at(c->w->lib, top[k].at)->id, top[k].score, -1, false, 0 };
			learnt_near(learnt, library_at(c->w->lib, i)->id, near, n);
		}
		blend_free(blend);
	}
	n = taste_lessons(c->taste, 20000, &lessons, &y);
	learnt_foresight(learnt, foresight_learn(lessons, y, n, &f, info) ? &f : NULL);
	taste_learnt(c->taste, learnt);
	free(lessons);
	free(y);
	free(scores);
	free(cells);
	sparse_free(x);
}

/* ---- a life ---- */

struct figures_of { double accepted[COUNT_OF(after)], follows, followed; };

static bool step(struct chooser *c, struct person *p, enum way way, int event, size_t *ret_i)
{
	enum arm arm;
	bool yes;

	if (event && event % SITTING == 0) {
		c->now_ms = START_MS + (int64_t)(event / SITTING) * 86400000;
		c->playing = 0;
		c->of.rows++;
	}
	if (way == SEGUE && event && event % LEARN_EVERY == 0)
		learn(c);
	*ret_i = choose(c, p, way, &arm);
	yes = hears_out(p, *ret_i);
	tell(c, *ret_i, yes, arm);
	return yes;
}

static void live(const struct world *w, enum way way, bool tags, uint64_t seed, struct figures_of *f)
{
	struct chooser c;
	struct person p;
	size_t i;
	int of_mood = 0, lately[5] = { 0 };

	chooser_init(&c, w, tags, seed);
	person_init(&p, w, seed);
	for (int event = 0; event < EVENTS; event++) {
		bool yes = step(&c, &p, way, event, &i);

		for (size_t k = 0; k < COUNT_OF(after); k++)
			if (event >= after[k] && event < after[k] + (k ? WINDOW : after[1]))
				f->accepted[k] += 100.0 * yes / (k ? WINDOW : after[1]);
	}
	/* from now on only one of the two: until four of five picks are of it */
	for (p.mood = 0; !p.likes[p.mood];)
		p.mood++;
	for (int event = 0; event < MOOD_MAX; event++) {
		step(&c, &p, way, EVENTS + 1 + event % (SITTING - 1), &i);
		of_mood += (w->family[i] == p.mood) - lately[event % 5];
		lately[event % 5] = w->family[i] == p.mood;
		if (of_mood >= 4) {
			f->follows += event + 1;
			f->followed++;
			break;
		}
	}
	taste_free(c.taste);
	free(c.of.cells);
	free(p.heard_at);
	free(p.finishes);
}

int main(int argc, char **argv)
{
	int listeners = argc > 2 ? atoi(argv[2]) : 40;
	struct world w;

	if (argc < 2) {
		puts("usage: taste_sim DATABASE [LISTENERS]: none is named, skipped");
		return 0;
	}
	load(&w, argv[1]);
	printf("%zu tracks in %d families, %d listeners who like two each; heard out of a hundred picks after N events\n", w.n, w.n_families, listeners);
	for (int tags = 1; tags >= 0; tags--)
		for (int way = 0; way < WAYS; way++) {
			struct figures_of f = { { 0 }, 0, 0 };

			for (int k = 0; k < listeners; k++)
				live(&w, (enum way)way, tags, (uint64_t)k + 1, &f);
			printf("%-10s %-12s", tags ? "with tags" : "sound only", way_name[way]);
			for (size_t k = 0; k < COUNT_OF(after); k++)
				printf("  after %3d: %5.1f", after[k], f.accepted[k] / listeners);
			printf("  follows a mood after %.1f picks (%.0f of %d do)\n", f.follows / MAX_OF(f.followed, 1), f.followed, listeners);
		}
	library_free(w.lib);
	return 0;
}
