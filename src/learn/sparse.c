/* sparse.c -- compressed rows: building, turning, splitting. */
#include "learn/model.h"

#include <stdlib.h>
#include <string.h>

struct sparse *sparse_make_bare(uint32_t n_rows, uint32_t n_cols, size_t n)
{
	struct sparse *x = xcalloc(1, sizeof *x);

	x->n_rows = n_rows;
	x->n_cols = n_cols;
	x->start = xcalloc((size_t)n_rows + 1, sizeof *x->start);
	x->col = xcalloc(n + 1, sizeof *x->col);
	return x;
}

struct sparse *sparse_make(uint32_t n_rows, uint32_t n_cols, size_t n)
{
	struct sparse *x = sparse_make_bare(n_rows, n_cols, n);

	x->value = xcalloc(n + 1, sizeof *x->value);
	return x;
}

void sparse_fit(struct sparse *x, size_t n)
{
	x->col = xreallocarray(x->col, n + 1, sizeof *x->col);
	x->value = xreallocarray(x->value, n + 1, sizeof *x->value);
}

/* By column; of the same column as they were given (`row` says it here), so that sums do not depend on how qsort() goes about it. */
static int cell_order(const void *pa, const void *pb)
{
	const struct cell *a = pa, *b = pb;

	if (a->col != b->col)
		return a->col < b->col ? -1 : 1;
	return (a->row > b->row) - (a->row < b->row);
}

/* Columns rising within each row, those of the same column added up. */
static void settle_rows(struct sparse *x)
{
	struct cell *row = NULL;
	size_t at = 0, cap = 0;

	for (size_t r = 0, from = 0; r < x->n_rows; r++) {
		size_t n = x->start[r + 1] - from;
		bool rises = true;

		if (n > cap)
			row = xreallocarray(row, cap = n, sizeof *row);
		for (size_t i = 0; i < n; i++) {
			row[i] = (struct cell){ (uint32_t)i, x->col[from + i], x->value[from + i] };
			rises = rises && (!i || row[i - 1].col < row[i].col);
		}
		if (!rises)
			qsort(row, n, sizeof *row, cell_order);
		for (size_t i = 0; i < n; i++) {
			if (i && row[i].col == row[i - 1].col) {
				x->value[at - 1] += row[i].value;
				continue;
			}
			x->col[at] = row[i].col;
			x->value[at++] = row[i].value;
		}
		from += n;
		x->start[r + 1] = at;
	}
	free(row);
	sparse_fit(x, at);
}

/* Where each row's next cell goes, given how many cells come in each: start[r + 1] holds the number, and where the row ends afterwards. */
static size_t *places(struct sparse *x)
{
	size_t *at = xcalloc((size_t)x->n_rows + 1, sizeof *at);

	for (uint32_t r = 0; r < x->n_rows; r++) {
		x->start[r + 1] += x->start[r];
		at[r] = x->start[r];
	}
	return at;
}

struct sparse *sparse_new(const struct cell *cells, size_t n, uint32_t n_rows, uint32_t n_cols)
{
	struct sparse *x = sparse_make(n_rows, n_cols, n);
	size_t *at;

	for (size_t i = 0; i < n; i++) {
		const struct cell *c = &cells[i];

		if (c->row >= n_rows || c->col >= n_cols || !(c->value > 0))
			die("a cell (%u, %u) outside of %u x %u", c->row, c->col, n_rows, n_cols);
		x->start[c->row + 1]++;
	}
	at = places(x);
	for (size_t i = 0; i < n; i++) {
		size_t to = at[cells[i].row]++;

		x->col[to] = cells[i].col;
		x->value[to] = cells[i].value;
	}
	free(at);
	settle_rows(x);
	return x;
}

struct sparse *sparse_turned_bare(const struct sparse *x)
{
	size_t n = x->start[x->n_rows], *at;
	struct sparse *t = sparse_make_bare(x->n_cols, x->n_rows, n);

	for (size_t i = 0; i < n; i++)
		t->start[x->col[i] + 1]++;
	at = places(t);
	for (uint32_t r = 0; r < x->n_rows; r++)
		for (size_t i = x->start[r]; i < x->start[r + 1]; i++)
			t->col[at[x->col[i]]++] = r;
	free(at);
	return t;
}

float *sparse_turned_values(const struct sparse *x, const struct sparse *turned, const float *value)
{
	size_t n = x->start[x->n_rows], *at = xcalloc((size_t)x->n_cols + 1, sizeof *at);
	float *v = xreallocarray(NULL, n + 1, sizeof *v);

	memcpy(at, turned->start, (size_t)x->n_cols * sizeof *at);
	for (size_t i = 0; i < n; i++)
		v[at[x->col[i]]++] = value[i];
	free(at);
	return v;
}

struct sparse *sparse_turned(const struct sparse *x)
{
	struct sparse *t = sparse_turned_bare(x);

	t->value = sparse_turned_values(x, t, x->value);
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
	sparse_fit(kept, kept->start[x->n_rows]);
	sparse_fit(held, held->start[x->n_rows]);
	*ret_kept = kept;
	*ret_held = held;
}
