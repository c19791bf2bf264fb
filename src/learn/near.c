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

enum { BLOCK_BYTES = 32 << 20, PIECE = 32, K_LEAST = 50, AHEAD = 32 };
#define CELLS_MAX 1e8
#define SLACK 1.0001f			/* more than what floats make of a bound */

/* A row that others are compared with: what it shares with the one at hand, 0 between rows; and quick_of() it, which is wanted as soon as that is known. */
struct met { float dot, quick; };
struct hand {				/* a thread's */
	struct met *met;		/* n_rows */
	uint32_t *touched;		/* those whose dot is not 0 */
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

/* like(a, b, dot) is not above dot quick(a) quick(b), which takes no root and no more memory to look at: most rows are too far away to be looked at closer. */
static float quick_of(const struct nearing *l, size_t row, bool is_own)
{
	double scale = l->scale ? (double)l->scale[row] : 1, n = l->x->n_cols, norm = l->metric == METRIC_WALK ? 0 : l->norm[row];

	if (l->metric == METRIC_WALK)
		return (float)(is_own ? scale : 1 / l->gift[row]);
	if (l->metric == METRIC_EUCLID)
		return INFINITY;
	if (l->metric == METRIC_PEARSON)
		norm -= l->sum[row] * l->sum[row] / n;
	return norm > 0 ? (float)(scale / sqrt(norm)) : INFINITY;
}

/*
 * The columns as they are met: of a long one a sample, evenly spread from a place that the seed says. Copied, for what is met again and again should lie
 * close together. NULL: none is that long.
 */
static struct sparse *cut_columns(const struct nearing *l)
{
	const struct sparse *all = l->turned;
	struct sparse *cut;
	struct rng rng;
	size_t n = near_met(all, l->cap), to = 0;

	if (n == all->start[all->n_rows])
		return NULL;
	cut = l->shared ? sparse_make(all->n_rows, all->n_cols, n) : sparse_make_bare(all->n_rows, all->n_cols, n);
	for (uint32_t c = 0; c < all->n_rows; c++) {
		size_t first = all->start[c], length = all->start[c + 1] - first, some = MIN_OF(length, l->cap), phase = 0;

		if (some < length) {
			rng_seed(&rng, l->seed ^ (c + UINT64_C(1)) * UINT64_C(0x9e3779b97f4a7c15));
			phase = (size_t)(rng_unit(&rng) * (double)length);
		}
		for (size_t i = 0; i < some; i++, to++) {
			size_t at = first + (some < length ? (i * length + phase) / some : i);

			cut->col[to] = all->col[at];
			if (l->shared)
				cut->value[to] = l->shared[at];
		}
		cut->start[c + 1] = to;
	}
	return cut;
}

static uint32_t meet_weighed(const uint32_t *rows, const float *weights, size_t n_rows, float weight, const struct hand *h, uint32_t n)
{
	for (size_t i = 0; i < n_rows; i++) {
		uint32_t b = rows[i];

		if (h->met[b].dot <= 0)
			h->touched[n++] = b;
		h->met[b].dot += weight * weights[i];
	}
	return n;
}

/* The usual case: they weigh the same. Nearly all time is spent here. */
static uint32_t meet_same(const uint32_t *rows, size_t n_rows, float weight, const struct hand *h, uint32_t n)
{
	struct met *met = h->met;
	uint32_t *touched = h->touched;

	for (size_t i = 0; i < n_rows; i++) {
		uint32_t b = rows[i];
		float was = met[b].dot;

		touched[n] = b;
		n += was <= 0;
		met[b].dot = was + weight;
	}
	return n;
}

static uint32_t meet(const struct nearing *l, size_t a, const struct hand *h)
{
	uint32_t n = 0;
	size_t end = l->x->start[a + 1];

	for (size_t i = l->x->start[a]; i < end; i++)
		READ_SOON(l->turned->col + l->turned->start[l->x->col[i]]);
	for (size_t i = l->x->start[a]; i < end; i++) {
		uint32_t c = l->x->col[i];
		size_t first = l->turned->start[c], some = l->turned->start[c + 1] - first;
		float weight = (l->own ? l->own[i] : 1) * (l->through ? l->through[c] : 1);

		if (l->shared)
			n = meet_weighed(l->turned->col + first, l->shared + first, some, weight, h, n);
		else
			n = meet_same(l->turned->col + first, some, weight, h, n);
	}
	return n;
}

static int by_place(const void *pa, const void *pb)
{
	const struct scored *a = pa, *b = pb;

	return (a->at > b->at) - (a->at < b->at);
}

static bool is_near(const struct met *met, float own, float least)
{
	return !(met->dot * met->quick * own < least);	/* nor is it where that is not a number */
}

/* The k best of what row a met, whose dots are 0 again. */
static uint32_t keep_best(const struct nearing *l, size_t a, const struct hand *h, uint32_t n, struct scored *found)
{
	float own = SLACK * quick_of(l, a, true), least = 0;	/* what it takes to be kept */
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t b = h->touched[i];
		struct met met = h->met[b];
		float s;

		if (i + 2 * AHEAD < n)
			READ_SOON(&h->met[h->touched[i + 2 * AHEAD]]);
		if (i + AHEAD < n && l->norm && is_near(&h->met[h->touched[i + AHEAD]], own, least))
			READ_SOON(&l->norm[h->touched[i + AHEAD]]);
		h->met[b].dot = 0;
		if (b == a || !is_near(&met, own, least))
			continue;
		s = (float)like(l, a, b, (double)met.dot);
		if (s > 0 && s >= least)
			best_keep(found, &kept, l->k, (struct scored){ b, s });
		least = kept == l->k ? found[0].score : 0;
	}
	return kept;
}

static void find_rows(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct finding *f = ctx;
	const struct nearing *l = f->of;
	const struct hand *h = &f->hands[thread];

	for (size_t row = from; row < to; row++) {
		size_t a = f->first + row;
		struct scored *found = f->found + row * l->k;

		f->n_found[row] = keep_best(l, a, h, meet(l, a, h), found);
		qsort(found, f->n_found[row], sizeof *found, by_place);
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
	struct sparse *s = sparse_make(l.x->n_rows, l.x->n_rows, 0), *cut = cut_columns(&l);

	if (cut) {
		l.turned = cut;
		l.shared = l.shared ? cut->value : NULL;
	}
	l.k = MAX_OF(MIN_OF(l.k, l.x->n_rows), 1u);
	block = block_of(l.x, l.k, l.block);
	f.found = xreallocarray(NULL, block * l.k + 1, sizeof *f.found);
	f.n_found = xcalloc(block, sizeof *f.n_found);
	f.hands = xcalloc(n_hands, sizeof *f.hands);
	for (unsigned i = 0; i < n_hands; i++) {
		f.hands[i] = (struct hand){ xcalloc(n + 1, sizeof(struct met)), xcalloc(n + 1, sizeof(uint32_t)) };
		for (size_t r = 0; r < n; r++)
			f.hands[i].met[r].quick = quick_of(&l, r, false);
	}
	for (; f.first < n; f.first += block) {
		parallel(threads, MIN_OF(block, n - f.first), PIECE, find_rows, &f);
		put_down(&f, MIN_OF(block, n - f.first), s, &cap);
	}
	sparse_fit(s, s->start[n]);
	for (unsigned i = 0; i < n_hands; i++) {
		free(f.hands[i].met);
		free(f.hands[i].touched);
	}
	free(f.hands);
	free(f.found);
	free(f.n_found);
	sparse_free(cut);
	return s;
}

/* ---- how much that is ---- */

size_t near_met(const struct sparse *turned, size_t cap)
{
	size_t n = 0;

	for (uint32_t c = 0; c < turned->n_rows; c++)
		n += MIN_OF(turned->start[c + 1] - turned->start[c], cap);
	return n;
}

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
	return block_of(x, k, 0) * k * sizeof(struct scored) + parallel_threads(threads) * (size_t)x->n_rows * (sizeof(struct met) + sizeof(uint32_t));
}
