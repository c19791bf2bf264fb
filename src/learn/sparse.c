/* sparse.c -- compressed rows: building, turning, splitting. */
#include "learn.h"

#include <stdlib.h>
#include <string.h>

static struct sparse *sparse_make(uint32_t n_rows, uint32_t n_cols, size_t n)
{
	struct sparse *x = xcalloc(1, sizeof *x);

	x->n_rows = n_rows;
	x->n_cols = n_cols;
	x->start = xcalloc((size_t)n_rows + 1, sizeof *x->start);
	x->col = xcalloc(n + 1, sizeof *x->col);
	x->value = xcalloc(n + 1, sizeof *x->value);
	return x;
}

static int cell_order(const void *pa, const void *pb)
{
	const struct cell *a = pa, *b = pb;

	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return (a->col > b->col) - (a->col < b->col);
}

struct sparse *sparse_new(struct cell *cells, size_t n, uint32_t n_rows, uint32_t n_cols)
{
	struct sparse *x = sparse_make(n_rows, n_cols, n);
	size_t at = 0;

	if (n)
		qsort(cells, n, sizeof *cells, cell_order);
	for (size_t i = 0; i < n; i++) {
		const struct cell *c = &cells[i];

		if (c->row >= n_rows || c->col >= n_cols || !(c->value > 0))
			die("a cell (%u, %u) outside of %u x %u", c->row, c->col, n_rows, n_cols);
		if (i && !cell_order(c, c - 1)) {
			x->value[at - 1] += c->value;
			continue;
		}
		x->col[at] = c->col;
		x->value[at++] = c->value;
		x->start[c->row + 1] = at;
	}
	for (uint32_t r = 0; r < n_rows; r++)
		x->start[r + 1] = MAX_OF(x->start[r + 1], x->start[r]);
	return x;
}

struct sparse *sparse_turned(const struct sparse *x)
{
	struct sparse *t = sparse_make(x->n_cols, x->n_rows, x->start[x->n_rows]);
	size_t *at = xcalloc((size_t)x->n_cols + 1, sizeof *at);

	for (size_t i = 0; i < x->start[x->n_rows]; i++)
		t->start[x->col[i] + 1]++;
	for (uint32_t c = 0; c < x->n_cols; c++) {
		t->start[c + 1] += t->start[c];
		at[c] = t->start[c];
	}
	for (uint32_t r = 0; r < x->n_rows; r++)
		for (size_t i = x->start[r]; i < x->start[r + 1]; i++) {
			size_t to = at[x->col[i]]++;

			t->col[to] = r;
			t->value[to] = x->value[i];
		}
	free(at);
	return t;
}

struct sparse *sparse_copy(const struct sparse *x)
{
	size_t n = x->start[x->n_rows];
	struct sparse *y = sparse_make(x->n_rows, x->n_cols, n);

	memcpy(y->start, x->start, ((size_t)x->n_rows + 1) * sizeof *y->start);
	memcpy(y->col, x->col, n * sizeof *y->col);
	memcpy(y->value, x->value, n * sizeof *y->value);
	return y;
}

void sparse_free(struct sparse *x)
{
	if (!x)
		return;
	free(x->start);
	free(x->col);
	free(x->value);
	free(x);
}

static void sparse_push(struct sparse *x, uint32_t row, uint32_t col, float value)
{
	x->col[x->start[row + 1]] = col;
	x->value[x->start[row + 1]++] = value;
}

void sparse_split(const struct sparse *x, double share, uint32_t least, uint64_t seed, struct sparse **ret_kept, struct sparse **ret_held)
{
	size_t all = x->start[x->n_rows];
	struct sparse *kept = sparse_make(x->n_rows, x->n_cols, all), *held = sparse_make(x->n_rows, x->n_cols, all);
	struct rng rng;

	rng_seed(&rng, seed);
	for (uint32_t r = 0; r < x->n_rows; r++) {
		uint32_t n = (uint32_t)(x->start[r + 1] - x->start[r]);
		uint32_t want = n < least ? 0 : MAX_OF((uint32_t)(share * n + .5), 1u);

		kept->start[r + 1] = kept->start[r];
		held->start[r + 1] = held->start[r];
		/* one pass that picks `want` of the n left, each set as likely (Knuth's selection sampling) */
		for (size_t i = x->start[r]; i < x->start[r + 1]; i++, n--) {
			bool hold = rng_below(&rng, n) < want;

			want -= hold;
			sparse_push(hold ? held : kept, r, x->col[i], x->value[i]);
		}
	}
	*ret_kept = kept;
	*ret_held = held;
}
