/* test_learn.c -- small matrices against values worked out by hand, and what must hold of any matrix. */
#include "learn/model.h"
#include "../tap.h"

#define CELLS(...) (struct cell[]){ __VA_ARGS__ }, sizeof((struct cell[]){ __VA_ARGS__ }) / sizeof(struct cell)

static const struct learn_options usual = { .seed = 1, .threads = 2 };

/* Three listeners, three items: 0 heard a b, 1 heard a b c, 2 heard c. */
enum { A, B, C };
static struct sparse *three(void)
{
	return sparse_new(CELLS({ 0, A, 1 }, { 0, B, 1 }, { 1, A, 1 }, { 1, B, 1 }, { 1, C, 1 }, { 2, C, 1 }), 3, 3);
}

/* `groups` circles of listeners, each hearing half of its own items by chance. */
static struct sparse *circles(uint32_t groups, uint32_t listeners, uint32_t items, uint64_t seed)
{
	struct cell *cells = xcalloc((size_t)groups * listeners * items, sizeof *cells);
	struct sparse *x;
	struct rng rng;
	size_t n = 0;

	rng_seed(&rng, seed);
	for (uint32_t r = 0; r < groups * listeners; r++)
		for (uint32_t i = 0; i < items; i++)
			if (rng_below(&rng, 2))
				cells[n++] = (struct cell){ r, r / listeners * items + i, (float)(1 + rng_below(&rng, 20)) };
	x = sparse_new(cells, n, groups * listeners, groups * items);
	free(cells);
	return x;
}

static bool same(const struct sparse *a, const struct sparse *b)
{
	size_t n = a->start[a->n_rows];

	return a->n_rows == b->n_rows && a->n_cols == b->n_cols && n == b->start[b->n_rows]
		&& !memcmp(a->start, b->start, (a->n_rows + 1) * sizeof *a->start) && !memcmp(a->col, b->col, n * sizeof *a->col)
		&& !memcmp(a->value, b->value, n * sizeof *a->value);
}

static void matrices(void)
{
	struct sparse *x = sparse_new(CELLS({ 2, 1, 3 }, { 0, 2, 1 }, { 2, 1, 4 }, { 0, 0, 2 }), 4, 3), *t, *back, *kept, *held;
	size_t lost = 0;
	bool good = true;

	ok(x->start[1] == 2 && x->start[2] == 2 && x->start[4] == 3 && x->col[0] == 0 && x->col[1] == 2, "cells are sorted into rows");
	is_near((double)x->value[2], 7, 0, "the same cell twice is added up");
	t = sparse_turned(x);
	back = sparse_turned(t);
	ok(t->n_rows == 3 && t->n_cols == 4 && sparse_has(t, 1, 2) && !sparse_has(t, 1, 1) && same(x, back), "turned, and turned back");
	sparse_free(x);
	sparse_free(t);
	sparse_free(back);

	x = circles(3, 10, 20, 7);
	sparse_split(x, .1, 8, 5, &kept, &held);
	for (uint32_t r = 0; r < x->n_rows; r++) {
		size_t n = x->start[r + 1] - x->start[r], n_held = held->start[r + 1] - held->start[r];

		lost += n - n_held - (kept->start[r + 1] - kept->start[r]);
		good = good && n_held == (n < 8 ? 0 : MAX_OF((size_t)(.1 * (double)n + .5), 1u));
		for (size_t i = x->start[r]; i < x->start[r + 1]; i++)
			good = good && sparse_has(kept, r, x->col[i]) != sparse_has(held, r, x->col[i]);
	}
	ok(good && !lost, "a split: a tenth of each row, every cell on one side");
	sparse_free(kept);
	sparse_free(held);
	sparse_free(x);
}

static void bests(void)
{
	float scores[500];
	struct scored top[9], all[500];
	struct rng rng;
	uint32_t n;
	bool good = true;

	rng_seed(&rng, 3);
	for (uint32_t i = 0; i < 500; i++) {
		scores[i] = i % 50 == 7 ? -INFINITY : (float)rng_below(&rng, 40);
		all[i] = (struct scored){ i, scores[i] };
	}
	qsort(all, 500, sizeof *all, best_order);
	n = learn_best(scores, 500, top, 9);
	for (uint32_t i = 0; i < n; i++)
		good = good && top[i].at == all[i].at;
	ok(good && n == 9, "the best nine of many equals, as sorting would have it");
	is_int(learn_best((float[]){ 1, -INFINITY, NAN }, 3, top, 9), 1, "what is not finite is never among them");
}

static void check_measures(void)
{
	/* one listener has heard 0; the test is 1 3 5; of 6 items */
	struct sparse *train = sparse_new(CELLS({ 0, 0, 1 }, { 1, 1, 1 }, { 1, 2, 1 }, { 2, 1, 1 }), 3, 6);
	struct sparse *test = sparse_new(CELLS({ 0, 1, 1 }, { 0, 3, 1 }, { 0, 5, 1 }), 3, 6);
	struct measure *m = measure_new(train, test, 4);
	float scores[6] = { -INFINITY, .9f, .8f, .5f, .5f, .1f };
	struct scored top[4];
	struct figures f;

	learn_best(scores, 6, top, 4);	/* 1 2 3 4: hits on places 1 and 3 */
	measure_row(m, 0, scores, top, 4);
	measure_row(m, 1, scores, top, 4);	/* no test: not counted */
	f = measure_done(m);
	is_int(f.users, 1, "only listeners with a test are counted");
	is_near(f.recall, 2.0 / 3, 1e-9, "recall");
	is_near(f.precision, .5, 1e-9, "precision");
	is_near(f.f1, 2 * (2.0 / 3) * .5 / (2.0 / 3 + .5), 1e-9, "f1");
	is_near(f.ndcg, (1 + .5) / (1 + 1 / log2(3) + .5), 1e-9, "NDCG");
	is_near(f.mrr, 1, 1e-9, "MRR");
	is_near(f.map, (1 + 2.0 / 3) / 3, 1e-9, "MAP");
	/* held .9 .5 .1 against .8 .5: 2 + (0 and a half) + 0 of 6 */
	is_near(f.auc, 2.5 / 6, 1e-9, "AUC, equals count half");
	/* items of training: 0 1 2; shown 1 2 3 4 */
	is_near(f.coverage, 4.0 / 3, 1e-9, "coverage: shown, per item of training");
	is_near(f.novelty, (log2(3.0 / 2) + log2(3) + 2 * log2(6)) / 4, 1e-9, "novelty: bits of each shown");
	/* 1 and 2 share one listener of 2 and 1: cosine 1/sqrt 2; all other pairs none */
	is_near(f.diversity, 1 - 1 / sqrt(2) / 6, 1e-9, "diversity");
	sparse_free(train);
	sparse_free(test);
}

static void likeness_of(enum model_kind kind, struct knobs k, uint32_t row, uint32_t col, double want, const char *what)
{
	struct sparse *x = three();
	struct model *m = NULL;
	float s[3] = { 0 };

	if (model_fit(kind, x, &k, &usual, &m)) {
		ok(false, "%s: %s", what, err_text());
	} else {
		model_score(m, &row, 1, s);
		is_near((double)s[col], want, 1e-5, what);
	}
	model_free(m);
	sparse_free(x);
}

static void count_falls(void *ctx, enum model_kind kind, int round, double loss)
{
	double *last = ctx;	/* the loss before, rounds, rises */

	(void)kind;
	last[2] += round > 1 && loss > last[0] * (1 + 1e-6);
	last[0] = loss;
	last[1]++;
}

static void losses(void)
{
	struct sparse *x = circles(3, 20, 20, 9);
	double seen[3] = { 0 };
	struct learn_options opt = { .seed = 4, .threads = 2, .round = count_falls, .ctx = seen };
	struct knobs k = { { 8, .1, .005, 1, 1, 12 } };
	struct model *m = NULL;

	ok(!model_fit(MODEL_MF, x, &k, &opt, &m) && seen[1] >= 12 && seen[2] <= 0 && seen[0] > 0, "the loss never rises from round to round");
	model_free(m);
	sparse_free(x);
}

static void likeness(void)
{
	/* neighbours, shrink, metric (cosine, Pearson, Euclid), weighting (binary, log, tf-idf), power */
	likeness_of(MODEL_ITEM, (struct knobs){ { 9, 0, 0, 0, 1 } }, 2, A, .5, "items, cosine: a and c share one of two each");
	likeness_of(MODEL_ITEM, (struct knobs){ { 9, 10, 0, 0, 1 } }, 2, A, 1.0 / 12, "shrunk by 10");
	likeness_of(MODEL_ITEM, (struct knobs){ { 9, 0, 0, 0, 2 } }, 2, A, .25, "squared");
	likeness_of(MODEL_ITEM, (struct knobs){ { 9, 0, 2, 0, 1 } }, 2, A, 1 / (1 + sqrt(2)), "Euclid: the root of two apart");
	likeness_of(MODEL_ITEM, (struct knobs){ { 9, 0, 1, 0, 1 } }, 2, A, 0, "Pearson: a and c are heard apart");
	likeness_of(MODEL_ITEM, (struct knobs){ { 9, 0, 1, 0, 1 } }, 0, B, 1, "Pearson: a and b always together");
	likeness_of(MODEL_ITEM, (struct knobs){ { 1, 0, 0, 0, 1 } }, 0, C, .5, "one neighbour each: c's is a, the first of two equals");
	likeness_of(MODEL_USER, (struct knobs){ { 9, 0, 0, 0, 1 } }, 2, A, 1 / sqrt(3), "listeners, cosine: what 1 heard, as far as 2 is like 1");
	likeness_of(MODEL_USER, (struct knobs){ { 9, 0, 0, 0, 1 } }, 0, C, 2 / sqrt(6), "and 0 like 1");
	/* from c to its two listeners, from 1 to its three items */
	likeness_of(MODEL_GRAPH, (struct knobs){ { 1, 0, 9 } }, 2, A, 1.0 / 6, "a walk of three steps");
	likeness_of(MODEL_GRAPH, (struct knobs){ { 1, 1, 9 } }, 2, A, 1.0 / 12, "beta 1: divided by the listeners of a");
	likeness_of(MODEL_POPULARITY, (struct knobs){ { 0 } }, 2, A, 2, "popularity counts listeners");
}

/* One listener, one item: (1 - s)^2 + u s^2 + 2 r (1 + u) s is least at s = (1 - r (1 + u)) / (1 + u). */
static void factorisation(void)
{
	for (int factors = 1; factors <= 2; factors++) {
		struct sparse *x = sparse_new(CELLS({ 0, 0, 5 }), 1, 1);
		struct knobs k = { { factors, .1, .01, 1, 1, 400 } };
		struct model *m = NULL;
		float s = 0;

		if (!ok(!model_fit(MODEL_MF, x, &k, &usual, &m), "a factorisation of one cell, %d factors", factors))
			printf("# %s\n", err_text());
		if (m)
			model_score(m, &(uint32_t){ 0 }, 1, &s);
		is_near((double)s, (1 - .01 * 1.1) / 1.1, 1e-4, "least squares");
		model_free(m);
		sparse_free(x);
	}
}

/*
 * Two circles of `size` listeners and items, everything heard within, nothing between: a score within is least squares' where
 * size^2 (1 - s)^2 + u size^2 s^2 + 2 r size (size + 2 u size) s is least, and none between.
 */
static void two_circles(uint32_t size, int factors)
{
	struct cell *cells = xcalloc((size_t)2 * size * size, sizeof *cells);
	struct knobs k = { { factors, .1, .01, 1, 0, 60 } };
	float *s = xcalloc((size_t)2 * size, sizeof *s);
	struct model *m = NULL;
	struct sparse *x;
	double worst = 0;

	for (uint32_t i = 0; i < 2 * size * size; i++)
		cells[i] = (struct cell){ i / size, i % size + (i / size < size ? 0 : size), 1 + (float)(i % 3) };
	x = sparse_new(cells, (size_t)2 * size * size, 2 * size, 2 * size);
	if (model_fit(MODEL_MF, x, &k, &usual, &m))
		printf("# %s\n", err_text());
	for (uint32_t r = 0; m && r < 2 * size; r++) {
		model_score(m, &r, 1, s);
		for (uint32_t c = 0; c < 2 * size; c++)
			worst = MAX_OF(worst, fabs((double)s[c] - ((r < size) == (c < size) ? (1 - .01 * 1.2) / 1.1 : 0)));
	}
	ok(m && worst < 1e-3, "two circles of %u, %d factors: what least squares gives, to %.1e", size, factors, worst);
	model_free(m);
	sparse_free(x);
	free(cells);
	free(s);
}

/* (X'X + ridge I)^-1 by Gauss and Jordan. */
static double *inverse_of(const struct sparse *x, double ridge)
{
	size_t n = x->n_cols;
	double *a = xcalloc(n * n, sizeof *a), *b = xcalloc(n * n, sizeof *b);

	for (uint32_t r = 0; r < x->n_rows; r++)
		for (size_t i = x->start[r]; i < x->start[r + 1]; i++)
			for (size_t k = x->start[r]; k < x->start[r + 1]; k++)
				a[x->col[i] * n + x->col[k]] += 1;
	for (size_t i = 0; i < n; i++) {
		a[i * n + i] += ridge;
		b[i * n + i] = 1;
	}
	for (size_t i = 0; i < n; i++) {
		double pivot = a[i * n + i];

		for (size_t c = 0; c < n; c++) {
			a[i * n + c] /= pivot;
			b[i * n + c] /= pivot;
		}
		for (size_t r = 0; r < n; r++) {
			double f = a[r * n + i];

			for (size_t c = 0; r != i && c < n; c++) {
				a[r * n + c] -= f * a[i * n + c];
				b[r * n + c] -= f * b[i * n + c];
			}
		}
	}
	free(a);
	return b;
}

static void autoencoder(const struct sparse *x, const char *what)
{
	struct knobs k = { { 3, 0, 0, 0, 0 } };
	double *p = inverse_of(x, 3), worst = 0;
	float *s = xcalloc(x->n_cols, sizeof *s);
	struct model *m = NULL;

	if (!ok(!model_fit(MODEL_EASE, x, &k, &usual, &m), "EASE, %s", what)) {
		printf("# %s\n", err_text());
		return;
	}
	for (uint32_t r = 0; r < x->n_rows; r++) {
		model_score(m, &r, 1, s);
		for (uint32_t c = 0; c < x->n_cols; c++) {
			double want = 0;

			if (sparse_has(x, r, c))
				continue;
			for (size_t i = x->start[r]; i < x->start[r + 1]; i++)
				want -= p[x->col[i] * (size_t)x->n_cols + c] / p[c * (size_t)x->n_cols + c];
			worst = MAX_OF(worst, fabs(want - (double)s[c]));
		}
	}
	is_near(worst, 0, 1e-4, "is what the textbook's inverse gives");
	free(p);
	free(s);
	model_free(m);
}

static void autoencoders(void)
{
	struct sparse *wide = circles(2, 4, 12, 1), *tall = circles(2, 20, 6, 1);

	autoencoder(wide, "more items than listeners");
	autoencoder(tall, "more listeners than items");
	sparse_free(wide);
	sparse_free(tall);
}

static void count_lists(void *ctx, uint32_t row, const struct scored *top, uint32_t n)
{
	(void)row, (void)top;
	*(int *)ctx += (int)n;
}

/* Whoever hears the items of one circle is offered more of that circle: every model knows, chance and popularity do not. */
static void every_kind(void)
{
	struct sparse *x = circles(4, 25, 20, 11), *kept, *held;

	sparse_split(x, .2, 5, 2, &kept, &held);
	for (int kind = 0; kind < MODEL_KINDS; kind++) {
		struct recipe recipe = recipe_of((enum model_kind)kind);
		struct learn_options one = { .seed = 1, .threads = 1 }, three_ = { .seed = 1, .threads = 3 };
		struct blend *a = NULL, *b = NULL;
		float s[2][80];
		struct figures f;
		bool alike = true, masked = true;
		int shown = 0;

		/* a network that sees so little has to make more of it */
		if (kind == MODEL_NEURAL)
			recipe.part[0].knobs.at[1] = .03;
		if (!ok(!blend_fit(&recipe, kept, &one, &a) && !blend_fit(&recipe, kept, &three_, &b), "%s is fitted", model_name[kind])) {
			printf("# %s\n", err_text());
			continue;
		}
		for (uint32_t r = 0; r < kept->n_rows; r++) {
			blend_score(a, &r, 1, s[0]);
			blend_score(b, &r, 1, s[1]);
			alike = alike && !memcmp(s[0], s[1], sizeof s[0]);
			for (uint32_t c = 0; c < 80; c++)
				masked = masked && isfinite(s[0][c]) == !sparse_has(kept, r, c);
		}
		ok(alike, "%s: one thread or three, the same to the last bit", model_name[kind]);
		ok(masked, "%s: finite but where it was heard", model_name[kind]);
		if (blend_alike(a, 0, s[0])) {
			/* the circle of item 0 is items 0 to 19 */
			struct scored top[5];
			uint32_t n = learn_best(s[0], 80, top, 5);
			bool own = n == 5;

			for (uint32_t i = 0; i < n; i++)
				own = own && top[i].at > 0 && top[i].at < 20;
			ok(own, "%s: the items most alike are of the same circle", model_name[kind]);
		}
		f = blend_measure(a, held, 20, 2, count_lists, &shown);
		is_int(shown, 20 * (int)kept->n_rows, "a list for everybody");
		if (kind > MODEL_POPULARITY)
			ok(f.recall > .7, "%s: recall %.3f in circles", model_name[kind], f.recall);
		else
			ok(f.recall < .5, "%s: recall %.3f", model_name[kind], f.recall);
		blend_free(a);
		blend_free(b);
	}
	sparse_free(kept);
	sparse_free(held);
	sparse_free(x);
}

static void count_tried(void *ctx, enum model_kind kind, const struct knobs *knobs, double recall, double ndcg)
{
	(void)kind, (void)knobs, (void)recall, (void)ndcg;
	++*(int *)ctx;
}

static bool is_same_recipe(const struct recipe *a, const struct recipe *b)
{
	bool is = a->n == b->n;

	for (int i = 0; is && i < a->n; i++)
		is = a->part[i].kind == b->part[i].kind && !memcmp(&a->part[i].knobs, &b->part[i].knobs, sizeof(struct knobs)) &&
			memcmp(&a->part[i].weight, &b->part[i].weight, sizeof(float)) == 0;
	return is;
}

static void tuning(void)
{
	struct sparse *x = circles(3, 20, 20, 5), *small = three();
	int tried = 0;
	struct tune_options opt = { .seed = 1, .threads = 2, .k = 10, .effort = 2e8, .told = count_tried, .ctx = &tried };
	struct recipe first, second;
	double recall, ndcg;

	ok(!recipe_tune(MODEL_HYBRID, x, &opt, &first, &recall, &ndcg) && recall > .5 && recall <= 1 && ndcg > .2 && first.n >= 1,
	   "a mixture is chosen (%d parts of %d tried, recall %.3f, NDCG %.3f)", first.n, tried, recall, ndcg);
	opt.threads = 1;
	ok(!recipe_tune(MODEL_HYBRID, x, &opt, &second, &recall, &ndcg) && is_same_recipe(&first, &second), "and the same again, with other threads");
	tried = 0;
	opt.effort = 0;
	ok(!recipe_tune(MODEL_ITEM, x, &opt, &first, &recall, &ndcg) && tried == 1, "without effort only the usual knobs are tried");
	ok(!recipe_tune(MODEL_ITEM, small, &opt, &first, &recall, &ndcg) && recall <= 0
	   && !memcmp(&first.part[0].knobs, &(struct knobs){ { 500, 10, 0, 0, 1 } }, sizeof(struct knobs)),
	   "too little to hold anything back: the usual recipe");
	sparse_free(x);
	sparse_free(small);
}

static void limits(void)
{
	struct sparse *x = sparse_new(CELLS({ 0, 0, 1 }), 60000, 60000);
	struct recipe ease = recipe_of(MODEL_EASE), both = recipe_of(MODEL_HYBRID);
	struct blend *b = NULL;

	is_int(blend_fit(&ease, x, &usual, &b), ERR_LIMIT, "EASE of sixty thousand by sixty thousand is refused");
	ok(strstr(err_text(), "ease") && strstr(err_text(), "60000"), "with a reason: %s", err_text());
	ok(!blend_fit(&both, x, &usual, &b), "a mixture goes on without it");
	blend_free(b);
	sparse_free(x);
}

static enum err read_text(struct interactions *in, uint32_t part, const char *text)
{
	return interactions_read(in, part, text, strlen(text), interactions_shape(text, strlen(text)) != SHAPE_LISTS, "F");
}

static void texts(void)
{
	struct interactions in = { 0 };
	struct sparse *x;

	static const struct { const char *text; enum interactions_shape shape; } shapes[] = {
		{ "1 2\n\n1 4\n", SHAPE_PAIRS }, { "1\t2\t3\n4\t2\t3\n1\t9\t3", SHAPE_PAIRS }, { "1 2 3\n1 2\n", SHAPE_LISTS }, { "1 2 3 4\n", SHAPE_LISTS },
		{ "1\n", SHAPE_LISTS }, { "1 2 3\n4 5 6\n", SHAPE_EITHER }, { "1 2\n", SHAPE_EITHER }, { "\n", SHAPE_EITHER },
	};

	for (size_t i = 0; i < COUNT_OF(shapes); i++)
		ok(interactions_shape(shapes[i].text, strlen(shapes[i].text)) == shapes[i].shape, "pairs are told from lists, %zu", i);
	is_int(read_text(&in, 0, "ann x 2\r\nbob\ty\t1.5\n\nann y 3\nann x 1"), OK, "pairs with counts");
	is_int(read_text(&in, 1, "bob x\nzoe w\n"), OK, "and a test without");
	interactions_order(&in);
	is_str(in.items.name[0], "y", "the best known item comes first");
	x = interactions_matrix(&in, 0);
	ok(x->n_rows == 3 && x->n_cols == 3 && x->start[3] == 3, "one shape for both");
	is_near((double)x->value[1], 3, 0, "a pair twice is added up");
	ok((uintptr_t)mapstr_get(&in.items.map, "x") == 2, "names lead to the new numbers");
	sparse_free(x);
	x = interactions_matrix(&in, 1);
	ok(sparse_has(x, 1, 1) && sparse_has(x, 2, 2), "the test by the same numbers");
	sparse_free(x);
	interactions_done(&in);

	is_int(read_text(&in, 0, "\xef\xbb\xbfu a b c\nv\nw a\n"), OK, "lists, one of them empty");
	ok(in.part[0].n == 4 && in.users.n == 3 && !strcmp(in.users.name[0], "u"), "four cells; a byte order mark is no name");
	interactions_done(&in);
	is_int(read_text(&in, 0, "u a 1\nu b many\n"), ERR_PARSE, "a count that is none");
	is_str(err_text(), "F:2: 'many' is not a count above 0", "is named with its line");
	interactions_done(&in);
	is_int(read_text(&in, 0, "u a 1\nu b 0\n"), ERR_PARSE, "nor is nought");
	interactions_done(&in);
	is_int(interactions_read(&in, 0, "a\0b", 3, false, "F"), ERR_PARSE, "bytes that are no text");
	interactions_done(&in);
}

/* ---- yes or no ---- */

static void chances(void)
{
	const float p[] = { .9f, .8f, .8f, .3f };
	const uint8_t y[] = { 1, 0, 1, 0 };

	/* pairs: .9 beats .8 and .3; .8 ties .8 and beats .3 */
	is_near(learn_auc(p, y, 4), 3.5 / 4, 1e-9, "AUC, equals count half");
	is_near(learn_auc(p, (const uint8_t[]){ 1, 1, 1, 1 }, 4), .5, 1e-9, "one half when there is one kind only");
	is_near(learn_log_loss(p, y, 4), -(log(.9) + log(.2) + log(.8) + log(.7)) / 4, 1e-6, "log loss");
}

/* A yes where exactly one of two numbers is above its middle, and a third that is 0 but in a few rows, where it decides. */
static void trees(void)
{
	enum { N = 4000, D = 4 };
	float *x = xcalloc(N * D, sizeof *x), *p = xcalloc(N, sizeof *p);
	uint8_t *y = xcalloc(N, 1);
	struct boost_options opt = { .trees = 60, .depth = 4, .rate = .2, .l2 = 1, .least = 1, .share = .8, .seed = 3, .threads = 1 };
	struct boost *one, *three_, *none;
	struct rng rng;
	double rare = 0, differ = 0;

	rng_seed(&rng, 8);
	for (size_t i = 0; i < N; i++) {
		for (size_t f = 0; f < 3; f++)
			x[i * D + f] = (float)rng_unit(&rng);
		x[i * D + 3] = i % 100 ? 0 : (float)(1 + i % 300 / 100);
		y[i] = x[i * D + 3] > 2.5f || (!(x[i * D + 3] > 0) && (x[i * D] > .5f) != (x[i * D + 1] > .5f));
	}
	one = boost_fit(x, y, N, D, &opt);
	opt.threads = 3;
	three_ = boost_fit(x, y, N, D, &opt);
	none = boost_fit(x, y, 0, D, &opt);
	for (size_t i = 0; i < N; i++) {
		p[i] = (float)boost_predict(one, x + i * D);
		differ += fabs(boost_logit(one, x + i * D) - boost_logit(three_, x + i * D));
		rare += i % 100 == 0 && (p[i] > .5f) != y[i];
	}
	ok(learn_auc(p, y, N) > .99, "trees learn an exclusive or (AUC %.4f)", learn_auc(p, y, N));
	ok(rare < 3, "and a number that is nearly always 0 (%.0f of 40 wrong)", rare);
	is_near(differ, 0, 0, "one thread or three, the same trees");
	is_near(boost_predict(none, x), .5, 1e-9, "nothing to learn from: one half");
	ok(boost_enough(one, x, y, N) > 30, "more trees are better where there is something to learn");
	boost_free(one);
	for (size_t i = 0; i < N; i++)
		y[i] = rng_unit(&rng) < .3;
	one = boost_fit(x, y, N / 2, D, &opt);
	ok(boost_enough(one, x + N / 2 * D, y + N / 2, N / 2) < 5, "and worse where there is nothing");
	is_int(boost_enough(one, x, y, 0), 0, "without a row there is no need of any");
	boost_free(one);
	boost_free(three_);
	boost_free(none);
	free(x);
	free(y);
	free(p);
}

#define HEAD "listener\tstarted_at\tlistened_ms\tartist\ttrack\n"
static void bad_log(const char *text, const char *want)
{
	struct plays p = { 0 };

	is_int(plays_read(&p, text, strlen(text), "F"), ERR_PARSE, "a log is refused");
	is_str(err_text(), want, "and why");
	plays_done(&p);
}

static void logs(void)
{
	static const char good[] = HEAD "a\t2022-01-16T19:00:00\t200000\tX\tx y\na\t2022-01-16T19:03:20Z\t0\tX\tz\r\nb\t1999-12-31T23:59:59.5\t1\tX\tz";
	static const char written[] = "\xef\xbb\xbf" HEAD "a\t2016-12-31T23:59:00+00:00\t1\tX\tIntro\na\t2016-12-31 23:59:00+0000\t1\tY\tIntro\n"
		"a\t2016-12-31T23:59:59,5Z\t1\tX\tIntro\na\t2016-12-31T23:59:60Z\t1\tX\tIntro\r\n\r\n\n";
	struct plays p = { 0 };

	is_int(plays_read(&p, good, strlen(good), "F"), OK, "a log");
	ok(p.n == 3 && p.listeners.n == 2 && p.artists.n == 1 && p.tracks.n == 2, "three plays by two of two tracks");
	ok(p.rows[0].at_ms == INT64_C(1642359600000) && p.rows[1].at_ms - p.rows[0].at_ms == 200000 && p.rows[2].at_ms == INT64_C(946684799500),
	   "times are UTC");
	ok(p.rows[1].listened_ms == 0 && p.rows[2].track == 1 && !strcmp(p.tracks.name[0], "X\tx y"), "and the rest");
	plays_done(&p);
	is_int(plays_read(&p, written, strlen(written), "F"), OK, "as others write one: a mark at the start, zones, empty lines at the end");
	ok(p.n == 4 && p.rows[0].at_ms == p.rows[1].at_ms && p.rows[2].at_ms - p.rows[0].at_ms == 59500 && p.rows[3].at_ms - p.rows[0].at_ms == 60000,
	   "a fraction and a leap second count");
	ok(p.tracks.n == 2 && p.rows[0].track != p.rows[1].track && p.rows[0].track == p.rows[2].track, "two artists' tracks of one name are two");
	plays_done(&p);
	bad_log("a\t2022-01-16T19:00:00\t1\tX\ty\n", "F:1: the header 'listener started_at listened_ms artist track' is missing");
	bad_log(HEAD "a\t2022-01-16T19:00:00\t1\tX\n", "F:2: not five fields between tabs");
	bad_log(HEAD "a\t2022-13-16T19:00:00\t1\tX\ty\n", "F:2: '2022-13-16T19:00:00' is not a time like 2022-01-16T19:00:00");
	bad_log(HEAD "a\t2022-02-30T19:00:00\t1\tX\ty\n", "F:2: '2022-02-30T19:00:00' is not a time like 2022-01-16T19:00:00");
	bad_log(HEAD "a\t2022-01-16T19:00:00+01:00\t1\tX\ty\n", "F:2: '2022-01-16T19:00:00+01:00' is not a time like 2022-01-16T19:00:00");
	bad_log("listener\tstarted_at\tlistened_ms\ttrack\tartist\n", "F:1: the header 'listener started_at listened_ms artist track' is missing");
	bad_log(HEAD "a\t2022-01-16T19:00:00\t1\tX\ty\n\na\t2022-01-16T19:00:00\t1\tX\ty\n", "F:3: not five fields between tabs");
	bad_log(HEAD "a\t2022-01-16T19:00:00\t-1\tX\ty\n", "F:2: '-1' is not a number of milliseconds");
	bad_log(HEAD "a\t2022-01-16T19:00:00\t1\tX\ty\na\t2022-01-16T18:00:00\t1\tX\ty\n", "F:3: not sorted by listener and time");
	bad_log(HEAD "a\t2022-01-16T19:00:00\t1\tX\ty\nb\t2022-01-16T18:00:00\t1\tX\ty\na\t2022-01-16T20:00:00\t1\tX\ty\n",
		"F:4: not sorted by listener and time");
	bad_log(HEAD, "F: no plays in it");
}

enum { GREEDY_N = 400, GREEDY_D = 3, GREEDY_VALUES = 10 };
struct greedy { float x[GREEDY_N * GREEDY_D]; uint8_t y[GREEDY_N]; double logit[GREEDY_N]; double start; };

/* The tree's value of these rows, with every cut tried and each sum taken anew; all damping is 1. */
static void greedy_tree(struct greedy *g, const uint32_t *rows, size_t n, int depth)
{
	double p = 1 / (1 + exp(-g->start)), most = 1e-9, all = 0, weight = (double)n * p * (1 - p);
	uint32_t side[2][GREEDY_N];
	size_t n_side[2] = { 0, 0 };
	int feature = -1, cut = 0;

	for (size_t i = 0; i < n; i++)
		all += p - g->y[rows[i]];
	for (int f = 0; depth && f < GREEDY_D; f++)
		for (int c = 0; c < GREEDY_VALUES; c++) {
			double left = 0, n_left = 0, n_right, gain;

			for (size_t i = 0; i < n; i++)
				if (g->x[rows[i] * GREEDY_D + (uint32_t)f] <= (float)c) {
					left += p - g->y[rows[i]];
					n_left += p * (1 - p);
				}
			n_right = weight - n_left;
			gain = left * left / (n_left + 1) + (all - left) * (all - left) / (n_right + 1) - all * all / (weight + 1);
			if (n_left >= 1 && n_right >= 1 && gain > most) {
				most = gain;
				feature = f;
				cut = c;
			}
		}
	for (size_t i = 0; i < n; i++) {
		int to = feature >= 0 && g->x[rows[i] * GREEDY_D + (uint32_t)feature] > (float)cut;

		g->logit[rows[i]] = g->start - all / (weight + 1);
		side[to][n_side[to]++] = rows[i];
	}
	for (int k = 0; k < 2 && feature >= 0; k++)
		greedy_tree(g, side[k], n_side[k], depth - 1);
}

/* What is counted of one sibling and taken from the parent for the other is what counting both gives. */
static void greedy_trees(void)
{
	static struct greedy g;
	struct boost_options opt = { .trees = 1, .depth = 4, .rate = 1, .l2 = 1, .least = 1, .share = 1, .seed = 1, .threads = 2 };
	uint32_t rows[GREEDY_N], yes = 0;
	struct boost *t;
	struct rng r;
	double worst = 0;

	rng_seed(&r, 11);
	for (uint32_t i = 0; i < GREEDY_N; i++) {
		for (uint32_t f = 0; f < GREEDY_D; f++)
			g.x[i * GREEDY_D + f] = (float)rng_below(&r, GREEDY_VALUES);
		g.y[i] = g.x[i * GREEDY_D] > g.x[i * GREEDY_D + 1] || rng_below(&r, 5) == 0;
		yes += g.y[i];
		rows[i] = i;
	}
	g.start = log((yes + .5) / (GREEDY_N - yes + .5));
	greedy_tree(&g, rows, GREEDY_N, opt.depth);
	t = boost_fit(g.x, g.y, GREEDY_N, GREEDY_D, &opt);
	for (uint32_t i = 0; i < GREEDY_N; i++)
		worst = MAX_OF(worst, fabs(boost_logit(t, g.x + i * GREEDY_D) - g.logit[i]));
	is_near(worst, 0, 1e-5, "a tree is what trying every cut grows");
	boost_free(t);
}

int main(void)
{
	matrices();
	bests();
	check_measures();
	likeness();
	factorisation();
	two_circles(3, 8);
	two_circles(40, 8);
	two_circles(40, 2);
	greedy_trees();
	losses();
	autoencoders();
	every_kind();
	tuning();
	limits();
	texts();
	chances();
	trees();
	logs();
	return done();
}
