/*
 * mix.c -- what is chosen of many and in what order: a mix with its groups (artists) kept apart, a path from one place to another.
 * See learn.h.
 */
#include "learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- a mix ---- */

/* How many others stand between the end of what was chosen and the last of this group; SIZE_MAX: there is none. Group 0 is like nobody. */
static size_t since_group(const uint64_t *groups, size_t n, uint64_t group)
{
	for (size_t i = 0; group && i < n; i++)
		if (groups[n - 1 - i] == group)
			return i;
	return SIZE_MAX;
}

struct choosing {
	const struct mix_item *items;
	const struct mix_options *opt;
	float *luck;			/* of each item; NAN: taken */
	uint64_t *groups;		/* chosen, those before included */
	size_t n_groups;
};

static float tired_of(const struct choosing *c, uint64_t group)
{
	float tired = 0;

	for (size_t i = 0; group && i < c->n_groups; i++)
		tired += c->groups[i] == group ? c->opt->tired : 0;
	return tired;
}

/* The best of those far enough from their like; where there is none, of those whose like is longest ago. */
static size_t best_left(const struct choosing *c, size_t n_items)
{
	size_t best = SIZE_MAX, best_since = 0;
	float best_score = 0;

	for (size_t i = 0; i < n_items; i++) {
		size_t since;
		float score;

		if (isnan(c->luck[i]))
			continue;
		since = MIN_OF(since_group(c->groups, c->n_groups, c->items[i].group), (size_t)c->opt->gap);
		if (best != SIZE_MAX && since < best_since)
			continue;
		score = c->items[i].score + c->luck[i] - tired_of(c, c->items[i].group);
		if (best == SIZE_MAX || since > best_since || score > best_score) {
			best = i;
			best_since = since;
			best_score = score;
		}
	}
	return best;
}

size_t mix_choose(const struct mix_item *items, size_t n_items, const struct mix_options *opt, size_t n, uint32_t *ret_at)
{
	struct choosing c = { .items = items, .opt = opt, .n_groups = opt->n_before };
	struct rng rng;
	size_t chosen = 0;

	c.luck = xcalloc(n_items + 1, sizeof *c.luck);
	c.groups = xcalloc(opt->n_before + n + 1, sizeof *c.groups);
	if (opt->n_before)
		memcpy(c.groups, opt->before, opt->n_before * sizeof *c.groups);
	rng_seed(&rng, opt->seed);
	for (size_t i = 0; i < n_items; i++)
		c.luck[i] = opt->chance * (float)rng_unit(&rng);
	for (; chosen < MIN_OF(n, n_items); chosen++) {
		size_t at = best_left(&c, n_items);

		ret_at[chosen] = (uint32_t)at;
		c.luck[at] = NAN;
		c.groups[c.n_groups++] = items[at].group;
	}
	free(c.luck);
	free(c.groups);
	return chosen;
}

/* ---- a path: stones sorted into as many layers as it has steps, and the smoothest way through them, a beam of ways at a time ---- */

enum { LAYER = 24, BEAM = 48 };
/* What it costs to step back, and to meet a group again too soon: more than any way of small steps. */
static const double back_cost = 1e3, again_cost = 1e6;

struct way { double cost; uint32_t at, before; };	/* at: a stone; before: a way of the layer before */
struct walk {
	const struct mix_stone *stones;
	const struct mix_walk *opt;
	struct way *ways;		/* BEAM of each step */
	size_t *n_ways;			/* of each step */
	float *place;			/* of each stone on the way: 0 at the beginning, 1 at the end */
};

struct fit { double cost; uint32_t at; };

static int by_cost(const void *a, const void *b)
{
	const struct fit *x = a, *y = b;

	return x->cost < y->cost || x->cost > y->cost ? (x->cost > y->cost) - (x->cost < y->cost) : (x->at > y->at) - (x->at < y->at);
}

/* The stones that may be this step, the best first: at its part of the way, and not far off it. */
static size_t layer_of(const struct walk *w, size_t n, size_t step, uint32_t ret[LAYER])
{
	double width = 1.0 / (double)(w->opt->steps + 1), at = (double)(step + 1) * width;
	struct fit *fits = xcalloc(n + 1, sizeof *fits);
	size_t m = MIN_OF(n, (size_t)LAYER);

	for (size_t i = 0; i < n; i++) {
		double off = fabs((double)w->place[i] - at) / width;

		/* beyond its own stretch it takes a place only where there is no other */
		fits[i] = (struct fit){ (double)(w->stones[i].from + w->stones[i].to) + (off > .5 ? 4 * (off - .5) : 0), (uint32_t)i };
	}
	qsort(fits, n, sizeof *fits, by_cost);
	for (size_t i = 0; i < m; i++)
		ret[i] = fits[i].at;
	free(fits);
	return m;
}

static const struct way *way_before(const struct walk *w, size_t step, const struct way *way)
{
	return step ? &w->ways[(step - 1) * BEAM + way->before] : NULL;
}

/* What a way of `steps` steps would have to pay for going on to this stone; infinite: it was there. */
static double toll(const struct walk *w, size_t steps, const struct way *way, uint32_t to)
{
	uint64_t group = w->stones[to].group;
	double cost = 0;
	size_t back = 0;

	if (way && w->place[to] < w->place[way->at])
		cost += back_cost;
	for (size_t step = steps; way; way = way_before(w, --step, way), back++) {
		if (way->at == to)
			return INFINITY;
		if (group && back < w->opt->gap && w->stones[way->at].group == group)
			cost += again_cost;
	}
	if (group && back < w->opt->gap && group == w->opt->first_group)
		cost += again_cost;
	if (group && w->opt->steps - steps <= w->opt->gap && group == w->opt->last_group)
		cost += again_cost;
	return cost;
}

/* Keeps the cheapest BEAM, cheapest first. */
static void keep_way(struct way *ways, size_t *n, struct way one)
{
	size_t at;

	if (!isfinite(one.cost) || (*n == BEAM && one.cost >= ways[BEAM - 1].cost))
		return;
	for (at = *n < BEAM ? (*n)++ : BEAM - 1; at > 0 && ways[at - 1].cost > one.cost; at--)
		ways[at] = ways[at - 1];
	ways[at] = one;
}

/* One more step for every way; 0 ways: there is no stone left. */
static void go_step(struct walk *w, size_t n, size_t step)
{
	uint32_t layer[LAYER];
	float apart[LAYER];
	size_t m = layer_of(w, n, step, layer), from = step ? w->n_ways[step - 1] : 1;

	for (size_t i = 0; i < from; i++) {
		const struct way *way = step ? &w->ways[(step - 1) * BEAM + i] : NULL;

		w->opt->apart(w->opt->ctx, way ? way->at : MIX_BEGINNING, layer, m, apart);
		for (size_t k = 0; k < m; k++)
			keep_way(&w->ways[step * BEAM], &w->n_ways[step],
				 (struct way){ (way ? way->cost : 0) + (double)(apart[k] * apart[k]) + toll(w, step, way, layer[k]), layer[k], (uint32_t)i });
	}
}

/* Of the whole ways the one whose last step, to the end, is paid too. */
static uint32_t best_way(const struct walk *w, size_t steps)
{
	const struct way *ways = &w->ways[(steps - 1) * BEAM];
	double best_cost = INFINITY;
	uint32_t best = 0;

	for (uint32_t i = 0; i < w->n_ways[steps - 1]; i++) {
		float to = w->stones[ways[i].at].to;
		double cost = ways[i].cost + (double)(to * to);

		if (cost < best_cost) {
			best_cost = cost;
			best = i;
		}
	}
	return best;
}

size_t mix_path(const struct mix_stone *stones, size_t n, const struct mix_walk *opt, uint32_t *ret_at)
{
	struct walk w = { .stones = stones, .opt = opt };
	size_t steps = 0;
	uint32_t at;

	w.place = xcalloc(n + 1, sizeof *w.place);
	w.ways = xcalloc(opt->steps * BEAM + 1, sizeof *w.ways);
	w.n_ways = xcalloc(opt->steps + 1, sizeof *w.n_ways);
	for (size_t i = 0; i < n; i++)
		w.place[i] = stones[i].from + stones[i].to > 0 ? stones[i].from / (stones[i].from + stones[i].to) : .5F;
	for (; steps < MIN_OF(opt->steps, n); steps++) {
		go_step(&w, n, steps);
		if (!w.n_ways[steps])
			break;
	}
	at = steps ? best_way(&w, steps) : 0;
	for (size_t step = steps; step; step--) {
		const struct way *way = &w.ways[(step - 1) * BEAM + at];

		ret_at[step - 1] = way->at;
		at = way->before;
	}
	free(w.place);
	free(w.ways);
	free(w.n_ways);
	return steps;
}
