/*
 * measure.c -- how good lists are: full ranking, what was heard in training masked, means over rows that have anything held back.
 * The arithmetic of recall, precision and NDCG is that of LightGCN's reference code, which the field compares with.
 */
#include "learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIVERSITY_ROWS = 1000 };		/* pairs within lists are dear: so many lists are enough */

struct measure {
	const struct sparse *train, *test;
	struct sparse *by_col;
	uint32_t k, n_listeners, n_items;
	bool *is_shown;
	struct figures sum;
	double lists, shown;		/* lists with two or more picks looked at for diversity; picks */
};

struct measure *measure_new(const struct sparse *train, const struct sparse *test, uint32_t k)
{
	struct measure *m = xcalloc(1, sizeof *m);

	*m = (struct measure){ .train = train, .test = test, .by_col = sparse_turned(train), .k = k };
	m->is_shown = xcalloc((size_t)train->n_cols + 1, sizeof *m->is_shown);
	for (uint32_t r = 0; r < train->n_rows; r++)
		m->n_listeners += train->start[r + 1] > train->start[r];
	for (uint32_t c = 0; c < train->n_cols; c++)
		m->n_items += m->by_col->start[c + 1] > m->by_col->start[c];
	return m;
}

static int col_order(const void *pa, const void *pb)
{
	const uint32_t *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

bool sparse_has(const struct sparse *x, uint32_t row, uint32_t col)
{
	size_t n = x->start[row + 1] - x->start[row];

	return n && bsearch(&col, x->col + x->start[row], n, sizeof col, col_order);
}

double ndcg_ideal(uint32_t n)
{
	double sum = 0;

	for (uint32_t i = 0; i < n; i++)
		sum += 1 / log2(i + 2);
	return sum;
}

static int float_order(const void *pa, const void *pb)
{
	const float *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

/* How many of the sorted are below v, and how many are v. */
static void place_among(const float *sorted, size_t n, float v, size_t *ret_below, size_t *ret_same)
{
	size_t low = 0, high = n, below;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (sorted[mid] < v)
			low = mid + 1;
		else
			high = mid;
	}
	below = low;
	while (low < n && !(sorted[low] > v))
		low++;
	*ret_below = below;
	*ret_same = low - below;
}

/* Chance that something held back scores above something never heard; equals count half. What was heard in training is -inf and left out. */
static double auc(const struct measure *m, uint32_t row, const float *scores)
{
	size_t first = m->test->start[row], n = m->test->start[row + 1] - first, kept = 0, others = 0;
	float *held = xcalloc(n + 1, sizeof *held);
	double wins = 0;

	for (size_t i = 0; i < n; i++)
		if (isfinite(scores[m->test->col[first + i]]))
			held[kept++] = scores[m->test->col[first + i]];
	qsort(held, kept, sizeof *held, float_order);
	for (uint32_t c = 0; kept && c < m->train->n_cols; c++) {
		size_t below, same;

		if (!isfinite(scores[c]) || sparse_has(m->test, row, c))
			continue;
		place_among(held, kept, scores[c], &below, &same);
		wins += (double)(kept - below - same) + .5 * (double)same;
		others++;
	}
	free(held);
	return kept && others ? wins / ((double)kept * (double)others) : .5;
}

/* Cosine of the listeners two items have. */
static double together(const struct sparse *by_col, uint32_t a, uint32_t b)
{
	size_t i = by_col->start[a], k = by_col->start[b], both = 0, n_a = by_col->start[a + 1] - i, n_b = by_col->start[b + 1] - k;

	while (i < by_col->start[a + 1] && k < by_col->start[b + 1]) {
		uint32_t x = by_col->col[i], y = by_col->col[k];

		both += x == y;
		i += x <= y;
		k += y <= x;
	}
	return n_a && n_b ? (double)both / sqrt((double)n_a * (double)n_b) : 0;
}

static double diversity(const struct measure *m, const struct scored *top, uint32_t n)
{
	double sum = 0;

	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < i; k++)
			sum += 1 - together(m->by_col, top[i].at, top[k].at);
	return sum / ((double)n * (n - 1) / 2);
}

static void measure_list(struct measure *m, const struct scored *top, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t c = top[i].at;
		double listeners = (double)(m->by_col->start[c + 1] - m->by_col->start[c]);

		m->is_shown[c] = true;
		m->sum.novelty -= log2(MAX_OF(listeners, .5) / MAX_OF(m->n_listeners, 1));
		m->shown++;
	}
	if (n > 1 && m->lists < DIVERSITY_ROWS) {
		m->sum.diversity += diversity(m, top, n);
		m->lists++;
	}
}

void measure_row(struct measure *m, uint32_t row, const float *scores, const struct scored *top, uint32_t n)
{
	uint32_t n_test = (uint32_t)(m->test->start[row + 1] - m->test->start[row]), hits = 0;
	double dcg = 0, precisions = 0, first = 0, recall, precision;
	struct figures *f = &m->sum;

	if (!n_test)
		return;
	n = MIN_OF(n, m->k);
	for (uint32_t i = 0; i < n; i++) {
		if (!sparse_has(m->test, row, top[i].at))
			continue;
		hits++;
		dcg += 1 / log2(i + 2);
		precisions += hits / (i + 1.0);
		first = first > 0 ? first : 1 / (i + 1.0);
	}
	recall = (double)hits / n_test;
	precision = (double)hits / m->k;
	f->recall += recall;
	f->precision += precision;
	f->f1 += hits ? 2 * recall * precision / (recall + precision) : 0;
	f->ndcg += dcg / ndcg_ideal(MIN_OF(n_test, m->k));
	f->hit_rate += hits > 0;
	f->mrr += first;
	f->map += precisions / MIN_OF(n_test, m->k);
	if (scores)
		f->auc += auc(m, row, scores);
	f->users++;
	measure_list(m, top, n);
}

struct figures measure_done(struct measure *m)
{
	struct figures f = m->sum;
	double n = MAX_OF(f.users, 1), shown = 0;

	for (uint32_t c = 0; c < m->train->n_cols; c++)
		shown += m->is_shown[c];
	f.recall /= n;
	f.precision /= n;
	f.f1 /= n;
	f.ndcg /= n;
	f.hit_rate /= n;
	f.mrr /= n;
	f.map /= n;
	f.auc /= n;
	f.coverage = shown / MAX_OF(m->n_items, 1);
	f.novelty /= MAX_OF(m->shown, 1);
	f.diversity /= MAX_OF(m->lists, 1);
	sparse_free(m->by_col);
	free(m->is_shown);
	free(m);
	return f;
}

/* ---- of a yes or no ---- */

double learn_auc(const float *p, const uint8_t *y, size_t n)
{
	struct scored *order = xcalloc(n + 1, sizeof *order);
	double wins = 0, yes_before = 0, yes = 0;

	for (size_t i = 0; i < n; i++)
		order[i] = (struct scored){ (uint32_t)i, p[i] };
	qsort(order, n, sizeof *order, best_order);
	for (size_t from = 0, to; from < n; from = to) {
		double ups = 0, downs = 0;

		for (to = from; to < n && !(order[to].score < order[from].score); to++)
			*(y[order[to].at] ? &ups : &downs) += 1;
		wins += downs * (yes_before + ups / 2);
		yes_before += ups;
	}
	yes = yes_before;
	free(order);
	return yes > 0 && yes < (double)n ? wins / (yes * ((double)n - yes)) : .5;
}

double learn_log_loss(const float *p, const uint8_t *y, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double v = MIN_OF(MAX_OF((double)p[i], 1e-6), 1 - 1e-6);

		sum -= log(y[i] ? v : 1 - v);
	}
	return sum / (double)MAX_OF(n, 1u);
}
