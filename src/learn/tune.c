/*
 * tune.c -- choosing knobs, and the mixture of models, on a split of the matrix that is given: nothing else is ever looked at.
 *
 * A tenth of each row is held back; of very many rows JUDGED_MAX are judged, by chance.  For each kind a walk over the grid of its knobs, one
 * knob and one step at a time, uphill in recall@k + NDCG@k until no step helps or the effort is spent.  Everything tried leaves its best
 * candidates a row behind; a hybrid is put together from those (forward selection with replacement, Caruana et al. 2004: start with the best, add
 * whatever helps most, the same again if need be; how often one was taken is its weight).  The effort is counted in multiplications, not
 * seconds, so that a busy machine chooses the same.
 */
#include "learn/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHORT = 150,		/* candidates of a row kept of each model tried */
	LEAST = 5,		/* rows shorter than this hold nothing back */
	TRIED_MAX = 64,		/* of one kind */
	KEPT_EACH = 4,		/* models of one kind a hybrid may choose from */
	STEPS = 24,		/* choices of the forward selection */
};
#define SHARE .1

struct tried {
	enum model_kind kind;
	struct knobs knobs;
	double recall, ndcg;
	struct scored *best;	/* SHORT a judged row, best first, levelled */
	uint32_t *n_best;	/* a judged row */
};
struct tuning {
	const struct tune_options *opt;
	struct sparse *kept, *held, *kept_turned;
	uint32_t *rows, n_rows;	/* those with something held back that are judged */
	struct tried tried[MODEL_KINDS * KEPT_EACH];
	size_t n_tried;
	double spent;
};
struct judging {
	const struct tuning *t;
	const struct model *model;
	struct tried *one;
	float *scores;		/* n_cols a thread */
	double *recall, *ndcg;	/* a judged row */
};

static void judge_list(const struct tuning *t, uint32_t row, const struct scored *best, uint32_t n, double *ret_recall, double *ret_ndcg)
{
	uint32_t n_held = (uint32_t)(t->held->start[row + 1] - t->held->start[row]), hits = 0;
	double dcg = 0;

	for (uint32_t i = 0; i < MIN_OF(n, t->opt->k); i++)
		if (sparse_has(t->held, row, best[i].at)) {
			hits++;
			dcg += 1 / log2(i + 2);
		}
	*ret_recall = (double)hits / n_held;
	*ret_ndcg = dcg / ndcg_ideal(MIN_OF(n_held, t->opt->k));
}

static void judge_rows(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct judging *j = ctx;
	const struct tuning *t = j->t;
	float *scores = j->scores + (size_t)thread * t->kept->n_cols;

	for (size_t i = from; i < to; i++) {
		struct scored *best = j->one->best + i * SHORT;

		model_score(j->model, &t->rows[i], 1, scores);
		scores_mask(t->kept, t->kept_turned, t->rows[i], scores);
		scores_level(scores, t->kept->n_cols);
		j->one->n_best[i] = learn_best(scores, t->kept->n_cols, best, SHORT);
		judge_list(t, t->rows[i], best, j->one->n_best[i], &j->recall[i], &j->ndcg[i]);
	}
}

static double mean_of(const double *v, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += v[i];
	return sum / (double)MAX_OF(n, 1u);
}

static double worth(const struct tried *one)
{
	return one->recall + one->ndcg;
}

static struct learn_options options_of(const struct tuning *t)
{
	return (struct learn_options){ .seed = t->opt->seed, .threads = t->opt->threads, .bytes = t->opt->bytes };
}

static double work_of(const struct tuning *t, enum model_kind kind, const struct knobs *k)
{
	const struct model_type *type = model_type_of(kind);
	struct learn_options opt = options_of(t);
	struct fitting f = { .x = t->kept, .turned = t->kept_turned, .knob = k->at, .opt = &opt, .kind = kind };
	double bytes = 0, work = 0;

	if (type->cost)
		type->cost(&f, &bytes, &work);
	/* scoring: a pass over the items, a few tens of operations each */
	return work + 50.0 * t->n_rows * t->kept->n_cols;
}

static enum err try_knobs(struct tuning *t, enum model_kind kind, const struct knobs *k, struct tried *ret_one)
{
	struct learn_options opt = options_of(t);
	size_t hands = parallel_threads(opt.threads);
	struct tried one = { .kind = kind, .knobs = *k };
	struct judging j = { .t = t, .one = &one };
	struct model *m = NULL;
	enum err err = model_fit(kind, t->kept, k, &opt, &m);

	t->spent += work_of(t, kind, k);
	if (err)
		return err;
	one.best = xcalloc((size_t)t->n_rows * SHORT + 1, sizeof *one.best);
	one.n_best = xcalloc((size_t)t->n_rows + 1, sizeof *one.n_best);
	j.model = m;
	j.scores = xcalloc(hands * t->kept->n_cols + 1, sizeof *j.scores);
	j.recall = xcalloc((size_t)t->n_rows + 1, sizeof *j.recall);
	j.ndcg = xcalloc((size_t)t->n_rows + 1, sizeof *j.ndcg);
	parallel(opt.threads, t->n_rows, 16, judge_rows, &j);
	one.recall = mean_of(j.recall, t->n_rows);
	one.ndcg = mean_of(j.ndcg, t->n_rows);
	if (t->opt->told)
		t->opt->told(t->opt->ctx, kind, k, one.recall, one.ndcg);
	free(j.scores);
	free(j.recall);
	free(j.ndcg);
	model_free(m);
	*ret_one = one;
	return OK;
}

/* ---- one kind ---- */

struct walk {				/* what was tried of one kind, best first */
	struct tried kept[KEPT_EACH];
	int n_kept;
	struct knobs seen[TRIED_MAX];
	int n_seen;
	double end;			/* of effort */
};

static int grid_size(const struct knob *k)
{
	int n = 1;

	while (n < GRID_MAX && k->grid[n] > 0)
		n++;
	return n;
}

static bool is_seen(const struct walk *w, const struct knobs *k)
{
	for (int i = 0; i < w->n_seen; i++)
		if (!memcmp(&w->seen[i], k, sizeof *k))
			return true;
	return false;
}

static void tried_done(struct tried *one)
{
	free(one->best);
	free(one->n_best);
	*one = (struct tried){ 0 };
}

/* Puts it among the best; the worst goes. */
static void walk_keep(struct walk *w, struct tried one)
{
	int i;

	if (w->n_kept == KEPT_EACH && worth(&w->kept[KEPT_EACH - 1]) >= worth(&one)) {
		tried_done(&one);
		return;
	}
	if (w->n_kept == KEPT_EACH)
		tried_done(&w->kept[--w->n_kept]);
	for (i = w->n_kept++; i && worth(&w->kept[i - 1]) < worth(&one); i--)
		w->kept[i] = w->kept[i - 1];
	w->kept[i] = one;
}

/* One place on the grid, unless it was tried or there is no effort left for it. */
static enum err walk_try(struct tuning *t, struct walk *w, enum model_kind kind, const struct knobs *k)
{
	struct tried one;
	enum err err;

	if (is_seen(w, k) || w->n_seen == TRIED_MAX || (w->n_seen && t->spent + work_of(t, kind, k) > w->end))
		return OK;
	w->seen[w->n_seen++] = *k;
	err = try_knobs(t, kind, k, &one);
	if (err)
		return w->n_kept ? OK : err;	/* a place beyond what is reasonable is no better place */
	walk_keep(w, one);
	return OK;
}

static enum err walk_knob(struct tuning *t, struct walk *w, enum model_kind kind, int i)
{
	const struct knob *knob = &model_type_of(kind)->knobs[i];
	int n = grid_size(knob), at = 0;
	struct knobs k = w->kept[0].knobs;
	enum err err = OK;

	while (at + 1 < n && knob->grid[at] < k.at[i])
		at++;
	for (int step = -1; step <= 1 && !err; step += 2)
		for (int to = at + step; to >= 0 && to < n && !err; to += step) {
			double before = worth(&w->kept[0]);

			k = w->kept[0].knobs;
			k.at[i] = knob->grid[to];
			err = walk_try(t, w, kind, &k);
			if (worth(&w->kept[0]) <= before)
				break;
		}
	return err;
}

static enum err tune_kind(struct tuning *t, enum model_kind kind, double effort)
{
	struct walk w = { .end = t->spent + effort };
	struct knobs k = model_defaults(kind);
	double before;
	enum err err = walk_try(t, &w, kind, &k);

	while (!err && w.n_kept) {
		before = worth(&w.kept[0]);
		for (int i = 0; !err && i < KNOBS_MAX && model_knob(kind, i); i++)
			err = walk_knob(t, &w, kind, i);
		if (worth(&w.kept[0]) <= before)
			break;
	}
	for (int i = 0; i < w.n_kept; i++)
		t->tried[t->n_tried++] = w.kept[i];
	return err;
}

/* ---- the mixture ---- */

struct mixing {
	const struct tuning *t;
	const float *weight;		/* of each tried */
	float *sum;			/* n_cols a thread, zero between rows */
	double *recall, *ndcg;
};

static void mix_rows(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct mixing *m = ctx;
	const struct tuning *t = m->t;
	float *sum = m->sum + (size_t)thread * t->kept->n_cols;
	struct scored *best = xcalloc(t->opt->k, sizeof *best);

	for (size_t i = from; i < to; i++) {
		uint32_t n = 0;

		for (int pass = 0; pass < 3; pass++)	/* add up; choose, from what is above the floor; clean */
			for (size_t k = 0; k < t->n_tried; k++) {
				const struct scored *own = t->tried[k].best + i * SHORT;
				uint32_t n_own = m->weight[k] > 0 ? t->tried[k].n_best[i] : 0;

				/* beyond a short list everything counts as its last */
				for (uint32_t c = 0; c < n_own; c++) {
					float *s = &sum[own[c].at];

					if (pass == 0) {
						*s += m->weight[k] * (own[c].score - own[n_own - 1].score);
					} else if (pass == 1 && *s > 0) {
						best_keep(best, &n, t->opt->k, (struct scored){ own[c].at, *s });
						*s = -*s;	/* only once */
					} else if (pass == 2) {
						*s = 0;
					}
				}
			}
		qsort(best, n, sizeof *best, best_order);
		judge_list(t, t->rows[i], best, n, &m->recall[i], &m->ndcg[i]);
	}
	free(best);
}

static void mix(const struct tuning *t, const float *weight, double *ret_recall, double *ret_ndcg)
{
	struct mixing m = { .t = t, .weight = weight };

	m.sum = xcalloc((size_t)parallel_threads(t->opt->threads) * t->kept->n_cols + 1, sizeof *m.sum);
	m.recall = xcalloc((size_t)t->n_rows + 1, sizeof *m.recall);
	m.ndcg = xcalloc((size_t)t->n_rows + 1, sizeof *m.ndcg);
	parallel(t->opt->threads, t->n_rows, 64, mix_rows, &m);
	*ret_recall = mean_of(m.recall, t->n_rows);
	*ret_ndcg = mean_of(m.ndcg, t->n_rows);
	free(m.sum);
	free(m.recall);
	free(m.ndcg);
}

static int parts_of(const float *weight, size_t n)
{
	int parts = 0;

	for (size_t i = 0; i < n; i++)
		parts += weight[i] > 0;
	return parts;
}

static void choose_mixture(const struct tuning *t, struct recipe *ret_recipe, double *ret_recall, double *ret_ndcg)
{
	float weight[COUNT_OF(t->tried)] = { 0 }, best_weight[COUNT_OF(t->tried)] = { 0 };
	double best = 0, recall, ndcg;

	for (int step = 0; step < STEPS; step++) {
		double top = 0;
		size_t which = 0;

		for (size_t k = 0; k < t->n_tried; k++) {
			if (!(weight[k] > 0) && parts_of(weight, t->n_tried) == RECIPE_MAX)
				continue;
			weight[k]++;
			mix(t, weight, &recall, &ndcg);
			weight[k]--;
			if (recall + ndcg > top) {
				top = recall + ndcg;
				which = k;
			}
		}
		weight[which]++;
		if (top > best) {
			best = top;
			memcpy(best_weight, weight, sizeof weight);
		}
	}
	mix(t, best_weight, ret_recall, ret_ndcg);
	ret_recipe->n = 0;
	for (size_t k = 0; k < t->n_tried; k++)
		if (best_weight[k] > 0)
			ret_recipe->part[ret_recipe->n++] = (struct recipe_part){ t->tried[k].kind, t->tried[k].knobs, best_weight[k] };
}

/* ---- the door ---- */

static void tuning_init(struct tuning *t, const struct sparse *x, const struct tune_options *opt)
{
	struct rng rng;
	uint32_t left = 0, want;

	*t = (struct tuning){ .opt = opt };
	sparse_split(x, SHARE, LEAST, opt->seed, &t->kept, &t->held);
	t->kept_turned = sparse_turned_bare(t->kept);
	t->rows = xcalloc((size_t)x->n_rows + 1, sizeof *t->rows);
	for (uint32_t r = 0; r < x->n_rows; r++)
		left += t->held->start[r + 1] > t->held->start[r];
	want = MIN_OF(left, (uint32_t)JUDGED_MAX);
	rng_seed(&rng, opt->seed + 0x6a75);
	for (uint32_t r = 0; r < x->n_rows && want; r++)
		if (t->held->start[r + 1] > t->held->start[r] && rng_below(&rng, left--) < want) {
			t->rows[t->n_rows++] = r;
			want--;
		}
}

static void tuning_done(struct tuning *t)
{
	for (size_t i = 0; i < t->n_tried; i++)
		tried_done(&t->tried[i]);
	sparse_free(t->kept);
	sparse_free(t->held);
	sparse_free(t->kept_turned);
	free(t->rows);
}

/* What there is in a hybrid, and its share of the effort. */
static const struct { enum model_kind kind; double share; } members[] = {
	{ MODEL_MF, .5 }, { MODEL_EASE, .2 }, { MODEL_GRAPH, .1 }, { MODEL_ITEM, .1 }, { MODEL_USER, .1 },
};

enum err recipe_tune(enum model_kind kind, const struct sparse *x, const struct tune_options *opt, struct recipe *ret_recipe, double *ret_recall,
		     double *ret_ndcg)
{
	struct recipe recipe = recipe_of(kind);
	struct tuning t;
	enum err err = OK;

	tuning_init(&t, x, opt);
	*ret_recall = *ret_ndcg = 0;
	if (kind != MODEL_HYBRID) {
		err = t.n_rows ? tune_kind(&t, kind, opt->effort) : OK;
		if (t.n_tried) {
			recipe.part[0].knobs = t.tried[0].knobs;
			*ret_recall = t.tried[0].recall;
			*ret_ndcg = t.tried[0].ndcg;
		}
	} else if (t.n_rows) {
		for (size_t i = 0; i < COUNT_OF(members) && (!err || err == ERR_LIMIT); i++)
			err = tune_kind(&t, members[i].kind, opt->effort * members[i].share);
		err = t.n_tried && err == ERR_LIMIT ? OK : err;
		if (!err)
			choose_mixture(&t, &recipe, ret_recall, ret_ndcg);
	}
	tuning_done(&t);
	if (!err)
		*ret_recipe = recipe;
	return err;
}
