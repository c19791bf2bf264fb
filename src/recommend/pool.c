/*
 * pool.c -- the best candidates of very many, in one walk: a heap of the best of all, and when asked the best few of each artist, so
 * that a list with no artist twice in a row can be made even when one artist's tracks fill the heap.
 */
#include "recommend/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A total order: better score, then the seeded hash, then the id; never the row. */
bool cand_before(const struct taste *t, const struct cand *a, const struct cand *b)
{
	if (a->score > b->score || a->score < b->score)
		return a->score > b->score;
	if (a->hash != b->hash)
		return a->hash < b->hash;
	return t->tracks.id[a->row] < t->tracks.id[b->row];
}

void pool_of_init(struct pool_of *p, const struct taste *t, size_t max, bool by_artist)
{
	*p = (struct pool_of){ .max = max, .t = t, .least = -INFINITY };
	p->best = xmalloc(max * sizeof *p->best);
	if (!by_artist)
		return;
	p->n_artists = t->n_group[GROUP_ARTIST];
	if (!p->n_artists)
		return;
	p->per_artist = MIN_OF(max / p->n_artists + 1, (size_t)UINT16_MAX);
	p->of_artist = xmalloc(p->n_artists * p->per_artist * sizeof *p->of_artist);
	p->n_artist = xcalloc(p->n_artists, sizeof *p->n_artist);
}

static void sift_down(struct pool_of *p, size_t i)
{
	struct cand c = p->best[i];

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= p->n)
			break;
		if (child + 1 < p->n && cand_before(p->t, &p->best[child], &p->best[child + 1]))
			child++;	/* the worse of the two */
		if (!cand_before(p->t, &c, &p->best[child]))
			break;
		p->best[i] = p->best[child];
		i = child;
	}
	p->best[i] = c;
}

static void heap_add(struct pool_of *p, const struct cand *c)
{
	if (p->n == p->max) {
		if (!cand_before(p->t, c, &p->best[0]))
			return;
		p->best[0] = *c;
		sift_down(p, 0);
		p->least = p->best[0].score;
		return;
	}
	p->best[p->n++] = *c;
	for (size_t i = p->n - 1; i && cand_before(p->t, &p->best[(i - 1) / 2], &p->best[i]); i = (i - 1) / 2) {
		struct cand up = p->best[(i - 1) / 2];

		p->best[(i - 1) / 2] = p->best[i];
		p->best[i] = up;
	}
	if (p->n == p->max)
		p->least = p->best[0].score;
}

static void artist_add(struct pool_of *p, const struct cand *c)
{
	struct cand *own = &p->of_artist[c->artist * p->per_artist];
	size_t n = p->n_artist[c->artist], i;

	if (n == p->per_artist && !cand_before(p->t, c, &own[n - 1]))
		return;
	if (n < p->per_artist)
		p->n_artist[c->artist] = (uint16_t)++n;
	for (i = n - 1; i && cand_before(p->t, c, &own[i - 1]); i--)
		own[i] = own[i - 1];
	own[i] = *c;
}

void pool_of_add(struct pool_of *p, struct cand c)
{
	if (c.score >= p->least)
		heap_add(p, &c);
	if (p->of_artist && c.artist)	/* untagged ones are no artist */
		artist_add(p, &c);
}

static _Thread_local const struct taste *sorting;

static int cmp(const void *a, const void *b)
{
	return cand_before(sorting, a, b) ? -1 : cand_before(sorting, b, a) ? 1 : 0;
}

static void sort(const struct taste *t, struct cand *c, size_t n)
{
	sorting = t;
	if (n)
		qsort(c, n, sizeof *c, cmp);
}

/* The artists' own bests, through a second heap when they are too many. */
static size_t gather(struct pool_of *p, struct pool_of *ret_firsts)
{
	pool_of_init(ret_firsts, p->t, p->max, false);
	for (size_t a = 0; a < p->n_artists; a++)
		for (size_t i = 0; i < p->n_artist[a]; i++)
			heap_add(ret_firsts, &p->of_artist[a * p->per_artist + i]);
	return ret_firsts->n;
}

size_t pool_of_finish(struct pool_of *p)
{
	struct pool_of firsts;
	size_t n = 0;

	p->is_full = p->n == p->max && p->n < p->t->tracks.n;
	if (p->n && p->of_artist) {
		size_t more = gather(p, &firsts);

		p->best = xreallocarray(p->best, p->n + more, sizeof *p->best);
		memcpy(p->best + p->n, firsts.best, more * sizeof *p->best);
		p->n += more;
		pool_of_done(&firsts);
	}
	sort(p->t, p->best, p->n);
	for (size_t i = 0; i < p->n; i++)	/* those in both are neighbours now */
		if (!n || p->best[n - 1].row != p->best[i].row)
			p->best[n++] = p->best[i];
	p->n = n;
	return n;
}

void pool_of_weigh(struct pool_of *p, const struct weigh *w)
{
	for (size_t i = 0; i < p->n; i++)
		p->best[i].score = weigh_final(w, p->best[i].row);
	sort(p->t, p->best, p->n);
}

void pool_of_done(struct pool_of *p)
{
	free(p->best);
	free(p->of_artist);
	free(p->n_artist);
}
