/* model.h -- what the kinds of models share: one table of what each can do. */
#ifndef SEGUE_LEARN_MODEL_H
#define SEGUE_LEARN_MODEL_H

#include "learn.h"

/* `grid`: the values worth trying, rising, ended by the first 0 behind the first place. */
enum { GRID_MAX = 8 };
struct knob { const char *name; double usual, grid[GRID_MAX]; };
struct fitting {			/* what a fit is given */
	const struct sparse *x, *turned;	/* turned: bare */
	const double *knob;
	const struct learn_options *opt;
	enum model_kind kind;
};
enum { JUDGED_MAX = 20000 };		/* rows a tuning judges by: a list of candidates is kept of each, for each model it may choose from */
struct model;
struct model_type {
	struct knob knobs[KNOBS_MAX];
	/* Bytes (beside the matrix and what it is turned) and multiplications a fit takes, about; NULL: next to nothing. */
	void (*cost)(const struct fitting *f, double *ret_bytes, double *ret_work);
	enum err (*fit)(const struct fitting *f, void **ret_state);
	void (*score)(const void *state, const struct model *m, const uint32_t *rows, size_t n, float *ret_scores);
	/* How alike every item is to that one; NULL: this kind does not compare items. */
	void (*alike)(const void *state, const struct model *m, uint32_t col, float *ret_scores);
	void (*free)(void *state);
};
struct model {
	const struct model_type *type;
	const struct sparse *x;
	struct sparse *turned;		/* bare */
	void *state;
};
extern const struct model_type random_type, popularity_type, user_type, item_type, graph_type, mf_type, ease_type, neural_type;

/* model.c */
const struct model_type *model_type_of(enum model_kind kind);	/* not of MODEL_HYBRID */
/* The matrix is borrowed and must outlive the model. */
enum err model_fit(enum model_kind kind, const struct sparse *x, const struct knobs *knobs, const struct learn_options *opt, struct model **ret_model);
void model_free(struct model *m);
/* How much row `rows[i]` should like each item: ret_scores[i * n_cols + col], any scale, higher is better. */
void model_score(const struct model *m, const uint32_t *rows, size_t n, float *ret_scores);
/* Room for n cells; more or less room. Rows and cells are up to the caller. */
struct sparse *sparse_make(uint32_t n_rows, uint32_t n_cols, size_t n);
struct sparse *sparse_make_bare(uint32_t n_rows, uint32_t n_cols, size_t n);	/* without values */
void sparse_fit(struct sparse *x, size_t n);
/* A cell's value against its row's mean, both as log(1 + value), to the power of `gain`: 1 where all are alike. Caller frees. */
float *learn_confidence(const struct sparse *x, double gain);
float learn_normal(struct rng *r);	/* Box and Muller 1958 */

#endif
