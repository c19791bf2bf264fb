/*
 * mix.c -- orders that know more than chance: albums whole, and favourites sooner.
 *
 * Each index gets a key and the indices are sorted by it, stably, by a radix sort: a list of 100,000 must not be felt.
 *	albums		the key is a hash of album and seed, so that an album's tracks stay together and, the sort being stable, in list order
 *	weighted	-ln(u) / w with u uniform: the order of drawing without replacement, each time by weight (Efraimidis & Spirakis, "Weighted
 *			random sampling with a reservoir", 2006: keys u^(1/w), largest first, which is the same order)
 */
#include "context.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, PASSES = 3 };
#define KEY_FIRST 0U
#define KEY_LAST UINT32_MAX

static void sort_by_key(uint32_t *at, const uint32_t *key, size_t n)
{
	uint32_t *other = xmalloc(n * sizeof *other), *from = at, *to = other;

	for (int pass = 0; pass < PASSES; pass++) {
		unsigned shift = (unsigned)pass * DIGIT_BITS;
		size_t start[DIGITS + 1] = { 0 };
		uint32_t *swap = from;

		for (size_t i = 0; i < n; i++)
			start[(key[i] >> shift & (DIGITS - 1)) + 1]++;
		for (size_t d = 0; d < DIGITS; d++)
			start[d + 1] += start[d];
		for (size_t i = 0; i < n; i++)
			to[start[key[from[i]] >> shift & (DIGITS - 1)]++] = from[i];
		from = to;
		to = swap;
	}
	/* an odd number of passes ends in the other one */
	memcpy(at, other, n * sizeof *at);
	free(other);
}

/* The bits of a float that is not negative sort as the number does. */
static uint32_t sortable(double x)
{
	float f = (float)fmin(fmax(x, 1e-30), 1e30);
	uint32_t bits;

	memcpy(&bits, &f, sizeof bits);
	return bits;
}

/* A number that has nothing to do with the one before it: the finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
static uint32_t scatter(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9U;
	x = (x ^ x >> 27) * 0x94d049bb133111ebU;
	return (uint32_t)(x >> 32);
}

static uint32_t album_key(const struct queue_fact *fact, uint64_t seed, size_t i)
{
	/* a track without an album is one by itself */
	uint64_t name = fact->album ? seed + fact->album * 0x9e3779b97f4a7c15U : ~seed - i * 0x9e3779b97f4a7c15U;

	return MAX_OF(KEY_FIRST + 1, MIN_OF(scatter(name), KEY_LAST - 1));
}

static uint32_t weight_key(const struct queue_fact *fact, struct rng *r)
{
	return sortable(-log(1 - rng_unit(r)) / (fact->weight > 0 ? fact->weight : 1e-6));
}

void order_mix(struct context *c, struct order *o, size_t first, size_t not_first)
{
	struct queue_fact *facts = xcalloc(c->n, sizeof *facts);
	uint32_t *keys = xmalloc(c->n * sizeof *keys);
	uint64_t high = rng_next(&c->rng), seed = high << 32 | rng_next(&c->rng);
	bool albums = c->mode == SHUFFLE_ALBUMS;
	struct rng r;

	*o = (struct order){ .at = xreallocarray(o->at, c->n, sizeof *o->at), .seed = seed, .is_mixed = true };
	rng_seed(&r, seed);
	if (c->facts)
		c->facts(c->facts_ctx, c->tracks, c->n, facts);
	else
		for (size_t i = 0; i < c->n; i++)
			facts[i].weight = 1;
	for (size_t i = 0; i < c->n; i++) {
		o->at[i] = (uint32_t)i;
		keys[i] = albums ? album_key(&facts[i], seed, i) : weight_key(&facts[i], &r);
	}
	for (size_t i = 0; albums && i < c->n; i++) {
		/* the album that plays goes on; what of it came before is for the end, as is the album that ended the last round */
		if (first < c->n && facts[first].album && facts[i].album == facts[first].album)
			keys[i] = i > first ? KEY_FIRST : KEY_LAST;
		if (not_first < c->n && facts[not_first].album && facts[i].album == facts[not_first].album)
			keys[i] = KEY_LAST;
	}
	if (first < c->n)
		keys[first] = KEY_FIRST;
	if (not_first < c->n && (!albums || !facts[not_first].album))
		keys[not_first] = KEY_LAST;
	sort_by_key(o->at, keys, c->n);
	free(keys);
	free(facts);
}

bool order_remember(struct order *o, const uint32_t *at, size_t n_at, size_t n)
{
	bool *is_seen, is_good = n_at == n;

	is_seen = xcalloc(n, sizeof *is_seen);
	for (size_t i = 0; is_good && i < n; i++) {
		is_good = at[i] < n && !is_seen[at[i]];
		if (is_good)
			is_seen[at[i]] = true;
	}
	free(is_seen);
	if (!is_good)
		return false;
	free(o->at);
	*o = (struct order){ .at = xmalloc(n * sizeof *at), .is_mixed = true };
	if (n)
		memcpy(o->at, at, n * sizeof *at);
	return true;
}
