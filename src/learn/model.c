/* model.c -- the table of kinds, and the door to them. */
#include "learn/model.h"

#include <math.h>
#include <stdlib.h>

const char *const model_name[MODEL_KINDS] = {
	[MODEL_RANDOM] = "random", [MODEL_POPULARITY] = "popularity", [MODEL_USER] = "user", [MODEL_ITEM] = "item", [MODEL_GRAPH] = "graph",
	[MODEL_MF] = "mf", [MODEL_EASE] = "ease", [MODEL_NEURAL] = "neural", [MODEL_HYBRID] = "hybrid",
};
static const struct model_type *const types[MODEL_KINDS] = {
	[MODEL_RANDOM] = &random_type, [MODEL_POPULARITY] = &popularity_type, [MODEL_USER] = &user_type, [MODEL_ITEM] = &item_type,
	[MODEL_GRAPH] = &graph_type, [MODEL_MF] = &mf_type, [MODEL_EASE] = &ease_type, [MODEL_NEURAL] = &neural_type,
};

/* What one machine does in minutes: some thousand billion multiplications. */
#define WORK_MAX 8e12
#define GIB ((double)(1 << 30))

const struct model_type *model_type_of(enum model_kind kind)
{
	return types[kind];
}

const char *model_knob(enum model_kind kind, int i)
{
	return types[kind] && i < KNOBS_MAX ? types[kind]->knobs[i].name : NULL;
}

struct knobs model_defaults(enum model_kind kind)
{
	struct knobs k = { 0 };

	for (int i = 0; types[kind] && i < KNOBS_MAX; i++)
		k.at[i] = types[kind]->knobs[i].usual;
	return k;
}

float learn_normal(struct rng *r)
{
	double u = 1 - rng_unit(r), v = rng_unit(r);

	return (float)(sqrt(-2 * log(u)) * cos(6.283185307179586 * v));
}

float *learn_confidence(const struct sparse *x, double gain)
{
	float *w = xcalloc(x->start[x->n_rows] + 1, sizeof *w);

	for (uint32_t r = 0; r < x->n_rows; r++) {
		double mean = 0;

		for (size_t i = x->start[r]; i < x->start[r + 1]; i++)
			mean += log1p((double)x->value[i]);
		mean /= (double)MAX_OF(x->start[r + 1] - x->start[r], 1u);
		for (size_t i = x->start[r]; i < x->start[r + 1]; i++)
			w[i] = (float)pow(log1p((double)x->value[i]) / mean, gain);
	}
	return w;
}

/* What is held whatever the kind: the matrix, and where its columns are found. */
static double matrix_bytes(const struct sparse *x)
{
	return 12.0 * (double)x->start[x->n_rows] + 8.0 * ((double)x->n_rows + (double)x->n_cols);
}

/* Refused before anything is begun: what does not fit would end the whole process. */
static enum err check_cost(const struct model_type *type, const struct fitting *f)
{
	double limit = (double)(f->opt->bytes ? f->opt->bytes : LEARN_BYTES), bytes = 0, work = 0;

	if (type->cost)
		type->cost(f, &bytes, &work);
	bytes += matrix_bytes(f->x);
	if (bytes > limit)
		return fail(ERR_LIMIT, _("%s of %u listeners and %u items needs %.2f GiB of memory and may have %.2f: --memory %.0f allows it"),
			    model_name[f->kind], f->x->n_rows, f->x->n_cols, bytes / GIB, limit / GIB, ceil(bytes / GIB));
	if (work > WORK_MAX)
		return fail(ERR_LIMIT, _("%s of %u listeners and %u items (%.1f GiB) would take %.0f times as long as is reasonable: choose another --model"),
			    model_name[f->kind], f->x->n_rows, f->x->n_cols, bytes / GIB, ceil(work / WORK_MAX));
	return OK;
}

enum err model_fit(enum model_kind kind, const struct sparse *x, const struct knobs *knobs, const struct learn_options *opt, struct model **ret_model)
{
	struct model *m = xcalloc(1, sizeof *m);
	struct fitting f = { .x = x, .knob = knobs->at, .opt = opt, .kind = kind };
	enum err err;

	*m = (struct model){ .type = types[kind], .x = x, .turned = sparse_turned_bare(x) };
	f.turned = m->turned;
	err = check_cost(m->type, &f);
	err = err ? err : m->type->fit(&f, &m->state);
	if (err)
		model_free(m);
	else
		*ret_model = m;
	return err;
}

void model_free(struct model *m)
{
	if (!m)
		return;
	if (m->state)
		m->type->free(m->state);
	sparse_free(m->turned);
	free(m);
}

void model_score(const struct model *m, const uint32_t *rows, size_t n, float *ret_scores)
{
	m->type->score(m->state, m, rows, n, ret_scores);
}
