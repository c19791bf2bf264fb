/* test_near.c -- lists of what is most alike: against every pair compared, in blocks of any size, cut where columns are long, refused where they do not fit. */
#include "learn/model.h"
#include "learn/near.h"
#include "../tap.h"

enum { ROWS = 300, COLS = 80, K = 12 };

/* Rows by chance, those of low number with few cells, column 0 in nearly all. */
static struct sparse *made(uint64_t seed)
{
	struct cell *cells = xcalloc((size_t)ROWS * COLS, sizeof *cells);
	struct sparse *x;
	struct rng rng;
	size_t n = 0;

	rng_seed(&rng, seed);
	for (uint32_t r = 0; r < ROWS; r++)
		for (uint32_t c = COLS; c-- > 0;)	/* not in order: sorting is up to sparse_new() */
			if (rng_below(&rng, ROWS) < (c ? r / 4 : ROWS - 3))
				cells[n++] = (struct cell){ r, c, (float)(1 + rng_below(&rng, 9)) };
	x = sparse_new(cells, n, ROWS, COLS);
	free(cells);
	return x;
}

static bool same(const struct sparse *a, const struct sparse *b)
{
	size_t n = a->start[a->n_rows];

	return a->n_rows == b->n_rows && n == b->start[b->n_rows] && !memcmp(a->start, b->start, (a->n_rows + 1) * sizeof *a->start)
		&& !memcmp(a->col, b->col, n * sizeof *a->col) && !memcmp(a->value, b->value, n * sizeof *a->value);
}

static double *squares_of(const struct sparse *x)
{
	double *norm = xcalloc(x->n_rows, sizeof *norm);

	for (uint32_t r = 0; r < x->n_rows; r++)
		for (size_t i = x->start[r]; i < x->start[r + 1]; i++)
			norm[r] += (double)x->value[i] * (double)x->value[i];
	return norm;
}

static float value_at(const struct sparse *x, uint32_t row, uint32_t col)
{
	for (size_t i = x->start[row]; i < x->start[row + 1]; i++)
		if (x->col[i] == col)
			return x->value[i];
	return 0;
}

/* Cosines of every pair, the best K of each row, worked out without an index. */
static bool is_right(const struct sparse *x, const struct sparse *near, const double *norm)
{
	bool good = true;

	for (uint32_t a = 0; a < ROWS; a++) {
		struct scored all[ROWS];
		uint32_t n = 0;

		for (uint32_t b = 0; b < ROWS; b++) {
			float dot = 0;

			for (uint32_t c = 0; c < COLS; c++)
				dot += value_at(x, a, c) * value_at(x, b, c);
			if (b != a && dot > 0)
				all[n++] = (struct scored){ b, (float)((double)dot / sqrt(norm[a] * norm[b])) };
		}
		qsort(all, n, sizeof *all, best_order);
		good = good && near->start[a + 1] - near->start[a] == MIN_OF(n, (uint32_t)K);
		for (uint32_t i = 0; good && i < MIN_OF(n, (uint32_t)K); i++)
			good = fabs((double)(value_at(near, a, all[i].at) - all[i].score)) < 1e-6;
	}
	return good;
}

static void blocks(void)
{
	struct sparse *x = made(5), *turned = sparse_turned(x), *bare = sparse_turned_bare(x), *whole;
	float *values = sparse_turned_values(x, bare, x->value);
	double *norm = squares_of(x);
	struct nearing l = { .x = x, .turned = bare, .own = x->value, .shared = values, .norm = norm, .k = K, .cap = SIZE_MAX, .block = ROWS };

	ok(!bare->value && same(turned, &(struct sparse){ bare->n_rows, bare->n_cols, bare->start, bare->col, values }), "turned in two steps as in one");
	whole = near_rows(&l, 1);
	ok(is_right(x, whole, norm), "one block of all rows: the nearest are those that comparing every pair gives");
	for (size_t i = 0; i < 4; i++) {
		static const size_t block[] = { 1, 7, 299, 0 };
		struct sparse *cut;

		l.block = block[i];
		cut = near_rows(&l, i % 2 ? 3 : 1);
		ok(same(whole, cut), "blocks of %zu rows, %d threads: the same to the last bit", block[i], i % 2 ? 3 : 1);
		sparse_free(cut);
	}
	sparse_free(whole);
	sparse_free(x);
	sparse_free(turned);
	sparse_free(bare);
	free(values);
	free(norm);
}

/* Each row of `all`, cut to its K best, is that of `near`. */
static bool is_best_of(const struct sparse *all, const struct sparse *near)
{
	bool good = true;

	for (uint32_t a = 0; a < ROWS; a++) {
		struct scored one[ROWS];
		uint32_t n = 0;

		for (size_t i = all->start[a]; i < all->start[a + 1]; i++)
			one[n++] = (struct scored){ all->col[i], all->value[i] };
		qsort(one, n, sizeof *one, best_order);
		n = MIN_OF(n, (uint32_t)K);
		good = good && near->start[a + 1] - near->start[a] == n;
		for (uint32_t i = 0; good && i < n; i++)
			good = !memcmp(&(float){ value_at(near, a, one[i].at) }, &one[i].score, sizeof(float));
	}
	return good;
}

/* Most rows are put aside by a bound; the lists are those of who looks at each. Of every metric, with weights and without, whole and cut. */
static void bounds(void)
{
	static const char *const name[] = { [METRIC_COSINE] = "cosine", [METRIC_PEARSON] = "pearson", [METRIC_EUCLID] = "euclid", [METRIC_WALK] = "walk" };
	struct sparse *x = made(9), *bare = sparse_turned_bare(x), *all, *near;
	float *values = sparse_turned_values(x, bare, x->value), scale[ROWS];
	double sum[ROWS], norm[ROWS], gift[ROWS];

	for (uint32_t r = 0; r < ROWS; r++) {
		scale[r] = .1f + (float)(r % 7);
		gift[r] = 1 + r % 11;
		sum[r] = norm[r] = 0;
		for (size_t i = x->start[r]; i < x->start[r + 1]; i++) {
			double w = (double)scale[r] * (double)x->value[i];

			sum[r] += w;
			norm[r] += w * w;
		}
	}
	for (int i = 0; i < 16; i++) {
		struct nearing l = { .x = x, .turned = bare, .own = i & 4 ? x->value : NULL, .shared = i & 4 ? values : NULL, .scale = scale, .sum = sum, .norm = norm,
			.gift = gift, .metric = (enum metric)(i & 3), .shrink = i & 8 ? 10 : 0, .cap = i & 8 ? 40 : SIZE_MAX, .seed = 3, .k = ROWS };

		all = near_rows(&l, 1);
		l.k = K;
		near = near_rows(&l, 2);
		ok(all->start[ROWS] > near->start[ROWS] && is_best_of(all, near), "%s%s%s: the best of all that are met", name[i & 3], i & 4 ? ", weights" : "",
		   i & 8 ? ", shrunk and cut" : "");
		sparse_free(all);
		sparse_free(near);
	}
	sparse_free(x);
	sparse_free(bare);
	free(values);
}

/* `n` listeners of one item, as its turned matrix is. */
static struct sparse *crowd(uint32_t n)
{
	struct cell *cells = xcalloc(n, sizeof *cells);
	struct sparse *x;

	for (uint32_t i = 0; i < n; i++)
		cells[i] = (struct cell){ i, 0, 1 };
	x = sparse_new(cells, n, n, 1);
	free(cells);
	return x;
}

static void caps(void)
{
	enum { CROWD = 2000, SOME = 300 };
	struct sparse *x = crowd(CROWD), *turned = sparse_turned_bare(x), *first, *again, *other;
	double *gift = xcalloc(CROWD, sizeof *gift);
	struct nearing l = { .x = x, .turned = turned, .metric = METRIC_WALK, .gift = gift, .k = CROWD, .cap = SOME, .seed = 1 };
	size_t cap;
	bool few = true;

	for (uint32_t i = 0; i < CROWD; i++)
		gift[i] = 1;
	first = near_rows(&l, 2);
	again = near_rows(&l, 1);
	l.seed = 2;
	other = near_rows(&l, 1);
	for (uint32_t r = 0; r < CROWD; r++) {
		size_t n = first->start[r + 1] - first->start[r];

		/* itself may be one of the sample */
		few = few && (n == SOME || n == SOME - 1);
	}
	ok(few, "who shares a column of %d is compared with a sample of %d of them", CROWD, SOME);
	ok(same(first, again), "the same sample for the same seed");
	ok(!same(first, other), "another for another");
	ok(first->col[first->start[CROWD - 1]] < CROWD / 100 && first->col[first->start[CROWD] - 1] > CROWD - CROWD / 100, "from its beginning to its end");
	is_int((long)near_cells(x, turned, CROWD, SOME), (long)CROWD * SOME, "how many are kept at most is foreseen");
	is_int((long)near_cells(x, turned, K, SOME), (long)CROWD * K, "of shorter lists too");
	l.cap = CROWD;
	sparse_free(again);
	again = near_rows(&l, 1);
	ok(again->start[CROWD] == (size_t)CROWD * (CROWD - 1), "a column as long as the cap is not cut");

	is_int((long)(near_cap(turned, 4e6) == SIZE_MAX), 1, "nothing is cut where there is work enough for all pairs");
	cap = near_cap(turned, 3e6);
	ok(near_work(turned, cap) <= 3e6 && near_work(turned, cap + 1) > 3e6, "else as little as need be: %zu of %d", cap, CROWD);
	is_int((long)near_cap(turned, 10), NEAR_CAP, "but never below what is usual");
	sparse_free(first);
	sparse_free(again);
	sparse_free(other);
	sparse_free(x);
	sparse_free(turned);
	free(gift);
}

static void sizes(void)
{
	is_int(near_k(17632, 500), 500, "a list is as long as asked");
	is_int(near_k(200000, 1000), 500, "shorter where there are so many that all together would not fit");
	is_int(near_k(100000000, 1000), 50, "but not below 50");
}

/* What is refused says what it needs and what allows it, before anything is begun. */
static void refusals(void)
{
	struct sparse *x = crowd(3000);
	struct learn_options opt = { .seed = 1, .threads = 1, .bytes = 1 << 20 };
	static const enum model_kind kinds[] = { MODEL_USER, MODEL_MF };
	struct recipe ease = recipe_of(MODEL_EASE);
	struct sparse *wide = sparse_new(&(struct cell){ 0, 0, 1 }, 1, 25000, 25000);
	struct blend *b = NULL;

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct recipe r = recipe_of(kinds[i]);

		opt.bytes = 1 << 20;
		ok(blend_fit(&r, x, &opt, &b) == ERR_LIMIT, "%s of 3000 listeners in a megabyte is refused", model_name[kinds[i]]);
		ok(!strncmp(err_text(), model_name[kinds[i]], strlen(model_name[kinds[i]])) && strstr(err_text(), "3000") && strstr(err_text(), "--memory 1 "),
		   "with its name, its size and what allows it: %s", err_text());
		opt.bytes = 1 << 30;
		ok(!blend_fit(&r, x, &opt, &b), "and done where there is room");
		blend_free(b);
	}
	opt.bytes = 1 << 30;	/* too little as well, but more would not help */
	is_int(blend_fit(&ease, wide, &opt, &b), ERR_LIMIT, "what would take hours is refused too");
	ok(strstr(err_text(), "25000") && strstr(err_text(), "GiB") && strstr(err_text(), "--model") && !strstr(err_text(), "--memory"), "and says so: %s", err_text());
	sparse_free(wide);
	sparse_free(x);
}

static void count_rises(void *ctx, enum model_kind kind, int round, double loss)
{
	double *last = ctx;	/* the loss before, rounds, rises */

	(void)kind;
	last[2] += round > 1 && loss > last[0] * (1 + 1e-6);
	last[0] = loss;
	last[1]++;
}

/* An item that more listeners have than are gathered at once: each half round is still the least of its squares. */
static void heard_by_all(void)
{
	enum { N = 9001 };
	struct cell *cells = xcalloc((size_t)2 * N, sizeof *cells);
	struct sparse *x;
	double seen[3] = { 0 };
	struct learn_options opt = { .seed = 4, .threads = 2, .round = count_rises, .ctx = seen };
	struct knobs k = { { 4, .1, .005, 1, 1, 8 } };
	struct model *m = NULL;
	float s[6];
	uint32_t last = N - 1;

	for (uint32_t i = 0; i < N; i++) {
		cells[2 * i] = (struct cell){ i, 0, (float)(1 + i % 3) };
		cells[2 * i + 1] = (struct cell){ i, 1 + i % 5, 1 };
	}
	x = sparse_new(cells, (size_t)2 * N, N, 6);
	ok(!model_fit(MODEL_MF, x, &k, &opt, &m) && seen[1] >= 8 && seen[2] <= 0, "an item of %d listeners: the loss never rises", N);
	model_score(m, &last, 1, s);
	ok(s[0] > .5f && s[1 + last % 5] > .5f && s[1 + (last + 1) % 5] < .4f, "and the last of them is known: %.2f, %.2f, not %.2f", (double)s[0],
	   (double)s[1 + last % 5], (double)s[1 + (last + 1) % 5]);
	model_free(m);
	sparse_free(x);
	free(cells);
}

/* Each judged row holds one cell back: the recall is a whole number of rows by how many are judged. */
static void judged(void)
{
	enum { N = JUDGED_MAX + 7001, EACH = 5, ITEMS = 50 };
	struct cell *cells = xcalloc((size_t)N * EACH, sizeof *cells);
	struct tune_options opt = { .seed = 1, .threads = 2, .k = 5 };
	struct recipe recipe;
	struct sparse *x;
	struct rng rng;
	double recall = 0, ndcg = 0, hits, of_all;

	rng_seed(&rng, 6);
	for (uint32_t r = 0; r < N; r++)
		for (uint32_t i = 0; i < EACH; i++)
			cells[(size_t)r * EACH + i] = (struct cell){ r, i * (ITEMS / EACH) + rng_below(&rng, ITEMS / EACH), 1 };
	x = sparse_new(cells, (size_t)N * EACH, N, ITEMS);
	ok(!recipe_tune(MODEL_POPULARITY, x, &opt, &recipe, &recall, &ndcg), "%d rows are tuned on", N);
	hits = recall * JUDGED_MAX;
	of_all = recall * N;
	ok(hits > 1 && fabs(hits - round(hits)) < 1e-6 && fabs(of_all - round(of_all)) > 1e-3, "by %d of them: %.4f found again", JUDGED_MAX, hits);
	sparse_free(x);
	free(cells);
}

int main(void)
{
	judged();
	blocks();
	bounds();
	caps();
	sizes();
	refusals();
	heard_by_all();
	return done();
}
