/*
 * near.c -- see near.h.
 *
 * A row is compared with all others at once: what it shares with each is added up in an array of a number a row (one array a thread), by way of the
 * columns it has; of those met the best k are kept.  Lists are found for a block of rows at a time, by all threads, and then put down behind
 * each other, so that short lists take no more room than they need.
 */
#include "learn/near.h"
#include "learn/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 32 << 20, PIECE = 32, K_LEAST = 50 };
#define CELLS_MAX 1e8

struct hand {				/* a thread's */
	float *dot;			/* n_rows, zero between rows */
	uint32_t *touched;		/* those that are not */
};
struct finding {
	const struct nearing *of;
	struct hand *hands;
	size_t first;			/* row of the block */
	struct scored *found;		/* k a row of the block */
	uint32_t *n_found;
};

static double like(const struct nearing *l, size_t a, size_t b, double dot)
{
	double n = l->x->n_cols, both, scale = l->scale ? (double)l->scale[a] : 1;

	if (l->metric == METRIC_WALK)
		return scale * dot / l->gift[b];
	dot *= l->scale ? scale * (double)l->scale[b] : 1;
	if (l->metric == METRIC_COSINE)
		return dot / (sqrt(l->norm[a] * l->norm[b]) + l->shrink);
	if (l->metric == METRIC_EUCLID)
		return 1 / (1 + sqrt(MAX_OF(l->norm[a] + l->norm[b] - 2 * dot, 0)) + l->shrink);
	both = sqrt(MAX_OF(l->norm[a] - l->sum[a] * l->sum[a] / n, 0) * MAX_OF(l->norm[b] - l->sum[b] * l->sum[b] / n, 0));
	return both + l->shrink > 0 ? (dot - l->sum[a] * l->sum[b] / n) / (both + l->shrink) : 0;
}

/* Some of the column's rows, evenly spread; all of them where there are no more. */
static uint32_t meet_some(const struct nearing *l, uint32_t c, float weight, const struct hand *h, uint32_t n)
{
	size_t first = l->turned->start[c], all = l->turned->start[c + 1] - first, some = MIN_OF(all, l->cap), phase = 0;
	struct rng rng;

	if (some < all) {
		rng_seed(&rng, l->seed ^ (c + UINT64_C(1)) * UINT64_C(0x9e3779b97f4a7c15));
		phase = (size_t)(rng_unit(&rng) * (double)all);
	}
	for (size_t i = 0; i < some; i++) {
		size_t at = first + (some < all ? (i * all + phase) / some : i);
		uint32_t b = l->turned->col[at];

		if (h->dot[b] <= 0)
			h->touched[n++] = b;
		h->dot[b] += weight * (l->shared ? l->shared[at] : 1);
	}
	return n;
}

/* The same for the usual case: every row, and they weigh the same. Nearly all time is spent here. */
static uint32_t meet_all(const uint32_t *rows, size_t n_rows, float weight, const struct hand *h, uint32_t n)
{
	float *dot = h->dot;
	uint32_t *touched = h->touched;

	for (size_t i = 0; i < n_rows; i++) {
		uint32_t b = rows[i];
		float was = dot[b];

		touched[n] = b;
		n += was <= 0;
		dot[b] = was + weight;
	}
	return n;
}

static uint32_t meet(const struct nearing *l, size_t a, const struct hand *h)
{
	uint32_t n = 0;

	for (size_t i = l->x->start[a]; i < l->x->start[a + 1]; i++) {
		uint32_t c = l->x->col[i];
		const size_t *at = &l->turned->start[c];
		float weight = (l->own ? l->own[i] : 1) * (l->through ? l->through[c] : 1);

		if (l->shared || at[1] - at[0] > l->cap)
			n = meet_some(l, c, weight, h, n);
		else
			n = meet_all(l->turned->col + at[0], at[1] - at[0], weight, h, n);
	}
	return n;
}

static int by_place(const void *pa, const void *pb)
{
	const struct scored *a = pa, *b = pb;

	return (a->at > b->at) - (a->at < b->at);
}

static void find_rows(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct finding *f = ctx;
	const struct nearing *l = f->of;
	const struct hand *h = &f->hands[thread];

	for (size_t row = from; row < to; row++) {
		size_t a = f->first + row;
		struct scored *found = f->found + row * l->k;
		uint32_t n = meet(l, a, h), kept = 0;

		for (uint32_t i = 0; i < n; i++) {
			uint32_t b = h->touched[i];
			float s = b == a ? 0 : (float)like(l, a, b, (double)h->dot[b]);

			h->dot[b] = 0;
			if (s > 0 && (kept < l->k || s >= found[0].score))
				best_keep(found, &kept, l->k, (struct scored){ b, s });
		}
		qsort(found, kept, sizeof *found, by_place);
		f->n_found[row] = kept;
	}
}

/* Rows whose lists of k are found before they are put down. */
static size_t block_of(const struct sparse *x, uint32_t k, size_t asked)
{
	size_t rows = asked ? asked : BLOCK_BYTES / (k * sizeof(struct scored)) + PIECE;

	return MIN_OF(rows, MAX_OF((size_t)x->n_rows, 1u));
}

/* The lists of a block behind those of the blocks before. */
static void put_down(const struct finding *f, size_t n_rows, struct sparse *s, size_t *cap)
{
	size_t at = s->start[f->first], more = 0;

	for (size_t r = 0; r < n_rows; r++)
		more += f->n_found[r];
	if (at + more > *cap)
		sparse_fit(s, *cap = MAX_OF(*cap + *cap / 4, at + more));
	for (size_t r = 0; r < n_rows; r++) {
		for (uint32_t i = 0; i < f->n_found[r]; i++) {
			s->col[at] = f->found[r * f->of->k + i].at;
			s->value[at++] = f->found[r * f->of->k + i].score;
		}
		s->start[f->first + r + 1] = at;
	}
}

struct sparse *near_rows(const struct nearing *nearing, unsigned threads)
{
	struct nearing l = *nearing;
	struct finding f = { .of = &l };
	size_t n = l.x->n_rows, cap = 0, block;
	unsigned n_hands = parallel_threads(threads);
	struct sparse *s = sparse_make(l.x->n_rows, l.x->n_rows, 0);

	l.k = MAX_OF(MIN_OF(l.k, l.x->n_rows), 1u);
	block = block_of(l.x, l.k, l.block);
	f.found = xreallocarray(NULL, block * l.k + 1, sizeof *f.found);
	f.n_found = xcalloc(block, sizeof *f.n_found);
	f.hands = xcalloc(n_hands, sizeof *f.hands);
	for (unsigned i = 0; i < n_hands; i++)
		f.hands[i] = (struct hand){ xcalloc(n + 1, sizeof(float)), xcalloc(n + 1, sizeof(uint32_t)) };
	for (; f.first < n; f.first += block) {
		parallel(threads, MIN_OF(block, n - f.first), PIECE, find_rows, &f);
		put_down(&f, MIN_OF(block, n - f.first), s, &cap);
	}
	sparse_fit(s, s->start[n]);
	for (unsigned i = 0; i < n_hands; i++) {
		free(f.hands[i].dot);
		free(f.hands[i].touched);
	}
	free(f.hands);
	free(f.found);
	free(f.n_found);
	return s;
}

/* ---- how much that is ---- */

double near_work(const struct sparse *turned, size_t cap)
{
	double work = 0;

	for (uint32_t c = 0; c < turned->n_rows; c++) {
		size_t n = turned->start[c + 1] - turned->start[c];

		work += (double)n * (double)MIN_OF(n, cap);
	}
	return work;
}

size_t near_cap(const struct sparse *turned, double work)
{
	size_t low = NEAR_CAP, high = turned->n_cols;	/* that much is always allowed; that much cuts nothing */

	if (near_work(turned, SIZE_MAX) <= work)
		return SIZE_MAX;
	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;

		if (near_work(turned, middle) <= work)
			low = middle;
		else
			high = middle;
	}
	return low;
}

uint32_t near_k(uint32_t n_rows, double k)
{
	return (uint32_t)MIN_OF(k, MAX_OF(CELLS_MAX / MAX_OF(n_rows, 1u), (double)K_LEAST));
}

size_t near_cells(const struct sparse *x, const struct sparse *turned, uint32_t k, size_t cap)
{
	size_t cells = 0;

	for (uint32_t a = 0; a < x->n_rows; a++) {
		size_t met = 0;

		for (size_t i = x->start[a]; i < x->start[a + 1] && met < k; i++)
			met += MIN_OF(turned->start[x->col[i] + 1] - turned->start[x->col[i]], cap);
		cells += MIN_OF(met, (size_t)MIN_OF(k, x->n_rows));
	}
	return cells;
}

size_t near_bytes(const struct sparse *x, uint32_t k, unsigned threads)
{
	return block_of(x, k, 0) * k * sizeof(struct scored) + parallel_threads(threads) * (size_t)x->n_rows * (sizeof(float) + sizeof(uint32_t));
}
