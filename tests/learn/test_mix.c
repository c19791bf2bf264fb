/* test_mix.c -- mixes, paths and circles over thousands of random worlds: what must hold of any of them. */
#include "learn.h"
#include "../tap.h"

enum { WORLDS = 400, MOST = 60 };

static void world(struct rng *rng, struct mix_item *items, size_t n, uint32_t groups)
{
	for (size_t i = 0; i < n; i++)
		items[i] = (struct mix_item){ (float)rng_unit(rng), rng_below(rng, groups) };	/* 0 is among them: nobody knows */
}

/* How many of another group stand before place i and after the last of its group. */
static size_t since(const struct mix_item *items, const uint32_t *at, size_t i)
{
	for (size_t back = 0; back < i; back++)
		if (items[at[i]].group && items[at[i - 1 - back]].group == items[at[i]].group)
			return back;
	return SIZE_MAX;
}

/* Where the gap was not kept nothing that is left would have kept it better. */
static bool gap_is_kept(const struct mix_item *items, size_t n_items, const uint32_t *at, size_t n, unsigned gap)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t order[MOST];
		size_t mine = MIN_OF(since(items, at, i), (size_t)gap);

		for (uint32_t other = 0; other < n_items; other++) {
			bool is_left = true;

			for (size_t k = 0; k <= i; k++)
				is_left = is_left && at[k] != other;
			memcpy(order, at, n * sizeof *order);
			order[i] = other;
			if (is_left && MIN_OF(since(items, order, i), (size_t)gap) > mine)
				return false;
		}
	}
	return true;
}

static void mixes(void)
{
	bool none_twice = true, same = true, kept = true, all = true;
	size_t spaced = 0, lists = 0;
	struct rng rng;

	rng_seed(&rng, 7);
	for (int round = 0; round < WORLDS; round++) {
		struct mix_item items[MOST];
		struct mix_options opt = { .seed = rng_next(&rng), .gap = rng_below(&rng, 6), .chance = .3F, .tired = .1F };
		size_t n_items = rng_below(&rng, MOST + 1), wanted = rng_below(&rng, MOST + 1), n;
		uint32_t at[MOST], again[MOST], groups = 1 + rng_below(&rng, 12);
		bool seen[MOST] = { false };

		world(&rng, items, n_items, groups);
		n = mix_choose(items, n_items, &opt, wanted, at);
		all = all && n == MIN_OF(n_items, wanted);
		for (size_t i = 0; i < n; i++) {
			none_twice = none_twice && at[i] < n_items && !seen[at[i]];
			seen[at[i]] = true;
		}
		same = same && mix_choose(items, n_items, &opt, wanted, again) == n && !memcmp(at, again, n * sizeof *at);
		kept = kept && gap_is_kept(items, n_items, at, n, opt.gap);
		/* where there is room the gap is whole: twice as many groups as it needs, and no more asked for than half of what there is */
		if (groups > 2 * opt.gap + 1 && wanted <= n_items / 4) {
			lists++;
			for (size_t i = 0; i < n; i++)
				spaced += since(items, at, i) < opt.gap;
		}
	}
	ok(all, "as many as asked for, or all there are");
	ok(none_twice, "nothing twice");
	ok(same, "same seed, same mix");
	ok(kept, "the gap is given up only where nothing left keeps it better");
	ok(lists > 20 && !spaced, "with enough groups none comes twice within the gap (%zu lists)", lists);
}

static void luck(void)
{
	struct mix_item items[] = { { .9F, 1 }, { .1F, 2 }, { .8F, 1 }, { .7F, 3 } };
	struct mix_options opt = { .seed = 1 };
	uint64_t before[] = { 9, 1 };
	uint32_t at[4];
	size_t firsts = 0;

	ok(mix_choose(items, 4, &opt, 4, at) == 4 && at[0] == 0 && at[1] == 2 && at[2] == 3 && at[3] == 1, "without luck or gap: the best first");
	opt.tired = .2F;
	ok(mix_choose(items, 4, &opt, 4, at) == 4 && at[0] == 0 && at[1] == 3, "who had one steps back");
	opt.gap = 1;
	opt.before = before;
	opt.n_before = 2;
	ok(mix_choose(items, 4, &opt, 1, at) == 1 && at[0] == 3, "who played just before does not begin");
	opt = (struct mix_options){ .chance = 1 };
	for (opt.seed = 0; opt.seed < 200; opt.seed++) {
		mix_choose(items, 4, &opt, 4, at);
		firsts += at[0] == 0;
	}
	ok(firsts > 50 && firsts < 150, "luck changes the order, the better are still first more often (%zu of 200)", firsts);
}

/* ---- paths, in a plane ---- */

struct plane { double x[MOST * 4], y[MOST * 4]; size_t n; };

static double between(double ax, double ay, double bx, double by)
{
	return hypot(ax - bx, ay - by) / 2;	/* at most about 1 */
}

/* From (0, 0) to (1, 0). */
static void apart(void *ctx, uint32_t from, const uint32_t *to, size_t n, float *ret)
{
	const struct plane *p = ctx;

	for (size_t i = 0; i < n; i++)
		ret[i] = (float)(from == MIX_BEGINNING ? between(0, 0, p->x[to[i]], p->y[to[i]]) : between(p->x[from], p->y[from], p->x[to[i]], p->y[to[i]]));
}

static void make_plane(struct plane *p, struct mix_stone *stones, size_t n, uint32_t groups, struct rng *rng)
{
	p->n = n;
	for (size_t i = 0; i < n; i++) {
		p->x[i] = rng_unit(rng) * 1.4 - .2;
		p->y[i] = rng_unit(rng) * 1.2 - .6;
		stones[i] = (struct mix_stone){ (float)between(0, 0, p->x[i], p->y[i]), (float)between(1, 0, p->x[i], p->y[i]), groups ? 1 + rng_below(rng, groups) : 0 };
	}
}

/* The most it steps back, as a share of the way, and the longest step. */
static void look_at_path(const struct plane *p, const uint32_t *at, size_t n, double *back, double *longest)
{
	double x = 0, y = 0;

	for (size_t i = 0; i <= n; i++) {
		double to_x = i < n ? p->x[at[i]] : 1, to_y = i < n ? p->y[at[i]] : 0;

		*back = fmax(*back, x - to_x);
		*longest = fmax(*longest, between(x, y, to_x, to_y));
		x = to_x;
		y = to_y;
	}
}

static bool groups_apart(const struct mix_stone *stones, const uint32_t *at, size_t n, unsigned gap)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && k <= i + gap; k++)
			if (stones[at[i]].group == stones[at[k]].group)
				return false;
	return true;
}

static void paths(void)
{
	double back = 0, longest = 0;
	bool none_twice = true, same = true, spaced = true, all = true;
	struct rng rng;

	rng_seed(&rng, 11);
	for (int round = 0; round < WORLDS / 4; round++) {
		static struct plane p;
		static struct mix_stone stones[MOST * 4];
		struct mix_walk walk = { .steps = 1 + rng_below(&rng, 8), .gap = 3, .first_group = 1, .last_group = 2, .apart = apart, .ctx = &p };
		uint32_t at[8], again[8];
		double longest_here = 0;
		size_t n;

		make_plane(&p, stones, MOST * 4, 20, &rng);
		n = mix_path(stones, p.n, &walk, at);
		all = all && n == walk.steps;
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < i; k++)
				none_twice = none_twice && at[i] != at[k];
		same = same && mix_path(stones, p.n, &walk, again) == n && !memcmp(at, again, n * sizeof *at);
		spaced = spaced && groups_apart(stones, at, n, walk.gap);
		for (size_t i = 0; i < n; i++)
			spaced = spaced && (i >= walk.gap || stones[at[i]].group != 1) && (n - 1 - i >= walk.gap || stones[at[i]].group != 2);
		look_at_path(&p, at, n, &back, &longest_here);
		longest = fmax(longest, longest_here * (double)(n + 1));
	}
	ok(all, "as many steps as asked for");
	ok(none_twice, "no stone twice");
	ok(same, "the same way again");
	ok(spaced, "none of a group within three, those at the ends included");
	ok(back < .15, "it hardly goes back (%.3f of the way at most)", back);
	ok(longest < 1.5, "its longest step is at most three times an even one's (%.2f of the straight way of .5, times the steps)", longest);
}

static void short_paths(void)
{
	static struct plane p;
	struct mix_stone stones[MOST * 4];
	struct mix_walk walk = { .steps = 5, .gap = 2, .first_group = 1, .last_group = 1, .apart = apart, .ctx = &p };
	uint32_t at[5];
	struct rng rng;

	rng_seed(&rng, 3);
	make_plane(&p, stones, 3, 1, &rng);
	is_int((long long)mix_path(stones, 3, &walk, at), 3, "three stones, all of one group: they are gone over all the same");
	is_int((long long)mix_path(stones, 0, &walk, at), 0, "no stones: nothing");
	walk.steps = 0;
	is_int((long long)mix_path(stones, 3, &walk, at), 0, "no steps: nothing");
}

/* ---- circles ---- */

static void circles(void)
{
	enum { EACH = 15, N = 3 * EACH };
	static const double where[3][2] = { { 0, 0 }, { 4, 0 }, { 0, 5 } };
	double x[N], y[N];
	float apart_of[N * N], weight[N];
	uint32_t of[N], middle[8], of_again[N], middle_again[8];
	bool whole = true, own = true;
	struct rng rng;

	rng_seed(&rng, 5);
	for (int i = 0; i < N; i++) {
		x[i] = where[i % 3][0] + rng_unit(&rng);
		y[i] = where[i % 3][1] + rng_unit(&rng);
		weight[i] = 1 + (float)rng_unit(&rng);
	}
	for (int i = 0; i < N; i++)
		for (int k = 0; k < N; k++)
			apart_of[i * N + k] = (float)hypot(x[i] - x[k], y[i] - y[k]);
	is_int((long long)mix_circles(apart_of, weight, N, 3, 9, of, middle), 3, "three crowds make three circles");
	for (int i = 0; i < N; i++)
		whole = whole && of[i] == of[i % 3];
	ok(whole && of[0] != of[1] && of[1] != of[2] && of[0] != of[2], "each crowd is one");
	for (uint32_t c = 0; c < 3; c++)
		own = own && of[middle[c]] == c;
	ok(own, "a middle lies in its own circle");
	ok(mix_circles(apart_of, weight, N, 3, 9, of_again, middle_again) == 3 && !memcmp(of, of_again, sizeof of), "same seed, same circles");
	memset(apart_of, 0, sizeof apart_of);
	is_int((long long)mix_circles(apart_of, weight, N, 3, 9, of, middle), 1, "what is all the same is one circle");
	is_int((long long)mix_circles(apart_of, weight, 0, 3, 9, of, middle), 0, "nothing is none");
}

int main(void)
{
	mixes();
	luck();
	paths();
	short_paths();
	circles();
	return done();
}
