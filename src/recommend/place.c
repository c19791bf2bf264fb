/*
 * place.c -- from candidates to a list.
 *
 *   again    o-o-o-o-o-o-        each slot asks one list, by share (adventure; a quarter of it for exploration);
 *   new      --o----o---o        the best there that keeps artists apart and does not repeat albums is taken;
 *   explore  ------o-----        an empty list's slots go to the others; the gap between artists gives way last.
 *                                which of the arms of exploration is asked is drawn for each slot (arm.c).
 *
 * Placing disturbs the order of scores, so the scores shown are the nearest falling sequence to the true ones (isotonic regression by
 * pooling adjacent violators, Ayer et al. 1955): a run of picks out of order shows its mean.
 */
#include "recommend/model.h"

#include <math.h>
#include <stdlib.h>

#define ALBUM_WINDOW 8		/* another track of an album this close costs … */
#define ALBUM_COST .6f
#define GENRE_WINDOW 3
#define GENRE_COST .12f
#define EXPLORE_SHARE .25	/* of `adventure`, among all slots */

struct placing {
	const struct weigh *w;
	struct pool_of *lists;
	size_t head[LIST_KINDS];	/* all before are used */
	struct placed *out;
	size_t n;
	bool is_short;
	struct rng chance;
};

static bool artist_near(const struct placing *p, uint32_t artist, size_t gap)
{
	for (size_t back = 1; artist && back <= gap && back <= p->n; back++)
		if (p->out[p->n - back].cand.artist == artist)
			return true;
	return false;
}

static float repeats(const struct placing *p, uint32_t row, enum group_kind kind, size_t window, float cost)
{
	const uint32_t *group = p->w->t->tracks.group[kind];
	float sum = 0;

	for (size_t back = 1; group[row] && back <= window && back <= p->n; back++)
		if (group[p->out[p->n - back].cand.row] == group[row])
			sum += cost;
	return sum;
}

/* The best of a list that keeps the gap; NULL when there is none. */
static struct cand *best_of(struct placing *p, int list, size_t gap)
{
	struct pool_of *pool = &p->lists[list];
	const uint8_t *flags = p->w->t->tracks.flags;
	struct cand *best = NULL;
	float most = 0;

	while (p->head[list] < pool->n && flags[pool->best[p->head[list]].row] & FLAG_PLACED)
		p->head[list]++;
	for (size_t i = p->head[list]; i < pool->n; i++) {
		struct cand *c = &pool->best[i];
		float score;

		if (flags[c->row] & FLAG_PLACED || artist_near(p, c->artist, gap))
			continue;
		if (list >= LIST_ARMS)
			return c;	/* the first: these have an order of their own */
		if (best && c->score <= most)
			break;	/* no later one can be better */
		score = c->score - repeats(p, c->row, GROUP_ALBUM, ALBUM_WINDOW, ALBUM_COST)
			- repeats(p, c->row, GROUP_GENRE, GENRE_WINDOW, GENRE_COST);
		if (!best || score > most) {
			best = c;
			most = score;
		}
	}
	return best;
}

static void take(struct placing *p, const struct cand *c, int list)
{
	p->w->t->tracks.flags[c->row] |= FLAG_PLACED;
	p->out[p->n].arm = list > LIST_ARMS ? (enum arm)(list - LIST_ARMS) : ARM_NONE;
	p->out[p->n++].cand = *c;
}

/* Which list this slot is for. What speaks against itself (skipped, just heard; like much that was skipped) does not win by its share. */
static int wanted(struct placing *p, double *owed_new, double *owed_explore)
{
	double adventure = fmin(fmax(p->w->opt->adventure, 0), 1);
	struct cand *again, *fresh;

	*owed_new += adventure;
	*owed_explore += EXPLORE_SHARE * adventure;
	again = best_of(p, LIST_AGAIN, 0);
	fresh = best_of(p, LIST_NEW, 0);
	if (*owed_new >= 1) {
		*owed_new -= 1;
		if (*owed_explore >= 1) {
			*owed_explore -= 1;
			return LIST_ARMS;
		}
		return again && fresh && fresh->score < 0 && again->score > fresh->score ? LIST_AGAIN : LIST_NEW;
	}
	if (again && fresh && again->score < 0 && fresh->score > again->score)
		return LIST_NEW;
	return LIST_AGAIN;
}

/* The best of the lists in the order a slot asks them; *ret_list: which it was. */
static struct cand *ask(struct placing *p, int want, size_t gap, int *ret_list)
{
	enum { CHANCE = LIST_ARMS + ARM_CHANCE };
	static const int order[][3] = {
		[LIST_AGAIN] = { LIST_AGAIN, LIST_NEW, CHANCE }, [LIST_NEW] = { LIST_NEW, CHANCE, LIST_AGAIN }, [LIST_ARMS] = { LIST_NEW, CHANCE, LIST_AGAIN },
	};
	struct cand *of_arm[ARMS] = { NULL };
	bool may[ARMS] = { false };
	enum arm arm;

	for (int a = ARM_NONE + 1; a < ARMS; a++)
		may[a] = want == LIST_ARMS && (of_arm[a] = best_of(p, LIST_ARMS + a, gap));
	arm = want == LIST_ARMS ? arm_draw(p->w->t, p->w->now_ms, &p->chance, may) : ARM_NONE;
	if (arm != ARM_NONE) {
		*ret_list = LIST_ARMS + (int)arm;
		return of_arm[arm];
	}
	for (size_t i = 0; i < COUNT_OF(order[want]); i++) {
		struct cand *c = best_of(p, order[want][i], gap);

		*ret_list = order[want][i];
		if (c)
			return c;
		if (p->lists[order[want][i]].is_full)
			p->is_short = true;
	}
	return NULL;
}

static struct cand *next(struct placing *p, int want, size_t gap, int *ret_list)
{
	for (;; gap--) {
		struct cand *c = ask(p, want, gap, ret_list);

		if (c || !gap)
			return c;
	}
}

static void flatten(struct placed *out, size_t n)
{
	struct { double sum; size_t n; } *blocks = xmalloc((n + 1) * sizeof *blocks);
	size_t n_blocks = 0, at = 0;

	for (size_t i = 0; i < n; i++) {
		blocks[n_blocks].sum = out[i].cand.score;
		blocks[n_blocks++].n = 1;
		while (n_blocks > 1 && blocks[n_blocks - 2].sum / (double)blocks[n_blocks - 2].n
		       < blocks[n_blocks - 1].sum / (double)blocks[n_blocks - 1].n) {
			blocks[n_blocks - 2].sum += blocks[n_blocks - 1].sum;
			blocks[n_blocks - 2].n += blocks[n_blocks - 1].n;
			n_blocks--;
		}
	}
	for (size_t b = 0; b < n_blocks; b++)
		for (size_t i = 0; i < blocks[b].n; i++)
			out[at++].shown = (float)(blocks[b].sum / (double)blocks[b].n);
	free(blocks);
}

size_t place(const struct weigh *w, struct pool_of lists[LIST_KINDS], struct placed *ret_placed, size_t max, bool *ret_short)
{
	struct placing p = { .w = w, .lists = lists, .out = ret_placed };
	/*
	 * A slot keeps its turn as the list moves up by one with every play: also who hears only the first pick, again and again, gets the shares.
	 */
	double adventure = fmin(fmax(w->opt->adventure, 0), 1), plays = (double)w->t->n_plays;
	double owed_new = fmod(.5 + adventure * plays, 1), owed_explore = fmod(.5 + EXPLORE_SHARE * adventure * plays, 1);
	size_t gap = w->opt->artist_gap ? w->opt->artist_gap : 3;

	while (p.n < max) {
		int list = LIST_AGAIN;
		struct cand *c;

		rng_seed(&p.chance, w->opt->seed + w->t->n_plays + p.n);
		c = next(&p, wanted(&p, &owed_new, &owed_explore), gap, &list);

		if (!c)
			break;
		take(&p, c, list);
	}
	for (size_t i = 0; i < p.n; i++)
		w->t->tracks.flags[ret_placed[i].cand.row] &= (uint8_t)~FLAG_PLACED;
	flatten(ret_placed, p.n);
	*ret_short = p.is_short;
	return p.n;
}
