/* simple.c -- chance and popularity: what every other model is measured beside. */
#include "learn/model.h"

#include <stdlib.h>

struct simple { uint64_t seed; float *popular; };

static enum err simple_fit(const struct fitting *f, void **ret_state)
{
	struct simple *s = xcalloc(1, sizeof *s);

	s->seed = f->opt->seed;
	s->popular = xcalloc((size_t)f->x->n_cols + 1, sizeof *s->popular);
	for (size_t i = 0; i < f->x->start[f->x->n_rows]; i++)
		s->popular[f->x->col[i]]++;
	*ret_state = s;
	return OK;
}

static void random_score(const void *state, const struct model *m, const uint32_t *rows, size_t n, float *ret_scores)
{
	const struct simple *s = state;

	for (size_t i = 0; i < n; i++) {
		struct rng rng;

		rng_seed(&rng, s->seed ^ (rows[i] + UINT64_C(1)) * UINT64_C(0x9e3779b97f4a7c15));
		for (uint32_t c = 0; c < m->x->n_cols; c++)
			ret_scores[i * m->x->n_cols + c] = (float)rng_unit(&rng);
	}
}

static void popularity_score(const void *state, const struct model *m, const uint32_t *rows, size_t n, float *ret_scores)
{
	const struct simple *s = state;

	(void)rows;
	for (size_t i = 0; i < n; i++)
		for (uint32_t c = 0; c < m->x->n_cols; c++)
			ret_scores[i * m->x->n_cols + c] = s->popular[c];
}

static void simple_free(void *state)
{
	struct simple *s = state;

	free(s->popular);
	free(s);
}

const struct model_type random_type = { .fit = simple_fit, .score = random_score, .free = simple_free };
const struct model_type popularity_type = { .fit = simple_fit, .score = popularity_score, .free = simple_free };
