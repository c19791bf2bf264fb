/*
 * learn.h -- what many listeners' plays teach: collaborative models, their measure, and the small learners the ranker is made of.
 * Ground, and pure: no file, no clock, no global random.  Same matrix, same knobs, same seed: same scores, on any number of threads.
 *
 * A matrix has a row a listener and a column an item (track or artist); a value is how often it was heard, at least above 0.
 *
 *   recipe_tune(kind, matrix)  ->  blend_fit(recipe, matrix)  ->  blend_score(rows)  ->  learn_best()  ->  measure_row()
 *
 * A recipe says what to fit and how; tuning chooses it on a split of the matrix it is given: what it is judged on later is never looked at.
 */
#ifndef SEGUE_LEARN_H
#define SEGUE_LEARN_H

#include "base.h"

/* ---- sparse matrices: compressed rows, columns of a row rising ---- */
struct cell { uint32_t row, col; float value; };
struct sparse {
	uint32_t n_rows, n_cols;
	size_t *start;			/* n_rows + 1 */
	uint32_t *col;			/* start[n_rows] each */
	float *value;			/* the same; NULL where only the places are kept */
};
/* The values of one cell are added up. Cells outside of the size, or not above 0, are the caller's error (dies). */
struct sparse *sparse_new(const struct cell *cells, size_t n, uint32_t n_rows, uint32_t n_cols);
struct sparse *sparse_turned(const struct sparse *x);
struct sparse *sparse_turned_bare(const struct sparse *x);	/* without values: half the memory */
/* Values in x's order put in that of `turned`. Caller frees. */
float *sparse_turned_values(const struct sparse *x, const struct sparse *turned, const float *value);
struct sparse *sparse_copy(const struct sparse *x);
void sparse_free(struct sparse *x);
bool sparse_has(const struct sparse *x, uint32_t row, uint32_t col);
/*
 * Holds back about `share` of each row's cells, by chance: at least one of a row of `least` cells or more, none of shorter ones.
 * Both halves have the shape of x.
 */
void sparse_split(const struct sparse *x, double share, uint32_t least, uint64_t seed, struct sparse **ret_kept, struct sparse **ret_held);

/* ---- who heard what, as text: "user item item…" a line, or "user item [count]" pairs ---- */
struct names_seen { struct mapstr map; struct arena arena; const char **name; size_t n, cap; };	/* number + 1 by name; name by number */
uint32_t names_number(struct names_seen *seen, const char *at, size_t n);	/* of the name, a new one if need be */
void names_seen_done(struct names_seen *s);
struct interactions_part { struct cell *cells; size_t n, cap; };
struct interactions {
	struct names_seen users, items;	/* rows, columns; of both parts */
	struct interactions_part part[2];	/* training, test */
};
/*
 * How the lines of a text are meant. Pairs: every line that is not empty has 2 words, or every line has 3, and a listener has several; where none has,
 * a line "a b 2" may as well be a list of two items.
 */
enum interactions_shape { SHAPE_LISTS, SHAPE_PAIRS, SHAPE_EITHER };
enum interactions_shape interactions_shape(const char *data, size_t n);
/* Adds what the text says to a part. ERR_PARSE names `what` (the file) and the line; what was read until then stays. Empty lines are passed over. */
enum err interactions_read(struct interactions *in, uint32_t part, const char *data, size_t n, bool pairs, const char *what);
/* Numbers the columns anew, those with most listeners in the training first; to be called once, after all is read. */
void interactions_order(struct interactions *in);
/* The part's matrix, all rows and columns; sorts the part's cells. */
struct sparse *interactions_matrix(struct interactions *in, uint32_t part);
void interactions_done(struct interactions *in);

/* ---- listening logs, as text: a header and lines "listener started_at listened_ms artist track" between tabs ---- */
struct play_row { int64_t at_ms, listened_ms; uint32_t listener, artist, track; };
struct plays { struct names_seen listeners, artists, tracks; struct play_row *rows; size_t n, cap; };
/*
 * A track is its artist and its own name: that of one in tracks is "artist\ttrack", as written. ERR_PARSE names `what` and the line: fields that are
 * none, a listener's rows apart or not by time. Row i is the data line i + 1.
 */
enum err plays_read(struct plays *p, const char *data, size_t n, const char *what);
void plays_done(struct plays *p);

/* ---- models of many listeners ---- */
enum model_kind {
	MODEL_RANDOM,		/* chance: the floor */
	MODEL_POPULARITY,	/* how many listeners heard it */
	MODEL_USER,		/* what the nearest listeners heard */
	MODEL_ITEM,		/* what is nearest to what was heard */
	MODEL_GRAPH,		/* random walks of three steps (RP3beta, Paudel et al. 2017) */
	MODEL_MF,		/* implicit alternating least squares (Hu et al. 2008; Rendle et al. 2021) */
	MODEL_EASE,		/* a linear autoencoder without its diagonal (Steck 2019) */
	MODEL_NEURAL,		/* a network over vectors (He et al. 2017) */
	MODEL_HYBRID,		/* several of the above, their scores added up with weights */
	MODEL_KINDS
};
extern const char *const model_name[MODEL_KINDS];	/* "random", …: as in segue evaluate --model */

enum { KNOBS_MAX = 8, RECIPE_MAX = 8 };
struct knobs { double at[KNOBS_MAX]; };
/* The name of a kind's knob, NULL behind the last one. */
const char *model_knob(enum model_kind kind, int i);
struct knobs model_defaults(enum model_kind kind);

struct recipe_part { enum model_kind kind; struct knobs knobs; float weight; };
struct recipe { struct recipe_part part[RECIPE_MAX]; int n; };
/* A kind with its usual knobs; MODEL_HYBRID: a mixture that is often good. */
struct recipe recipe_of(enum model_kind kind);

struct tune_options {
	uint64_t seed;
	unsigned threads;
	uint32_t k;		/* length of the lists that are judged */
	double effort;		/* multiplications to spend, about: 1e12 is some minutes of a core */
	uint64_t bytes;		/* as of learn_options: what would need more is not tried */
	/* What was tried and how it did; NULL: not told. */
	void (*told)(void *ctx, enum model_kind kind, const struct knobs *knobs, double recall, double ndcg);
	void *ctx;
};
/* The usual recipe where x has too little to hold anything back. Also gives what the recipe reached on what was held back. */
enum err recipe_tune(enum model_kind kind, const struct sparse *x, const struct tune_options *opt, struct recipe *ret_recipe, double *ret_recall,
		     double *ret_ndcg);

#define LEARN_BYTES ((uint64_t)4 << 30)	/* what a fit may hold where nobody says otherwise */
struct learn_options {
	uint64_t seed;
	unsigned threads;	/* 0: all cores */
	uint64_t bytes;		/* the most that a fit may hold, the matrix included; 0: LEARN_BYTES */
	/* After each round of a model that learns in rounds; NULL: not told. */
	void (*round)(void *ctx, enum model_kind kind, int round, double loss);
	void *ctx;
};
struct blend;
/*
 * ERR_LIMIT: a kind would need more memory than opt->bytes, or hours, which is known before anything is begun (a hybrid goes on without it); ERR_MISSING: no OpenBLAS.
 * The matrix is borrowed and must outlive the blend.
 */
enum err blend_fit(const struct recipe *recipe, const struct sparse *x, const struct learn_options *opt, struct blend **ret_blend);
void blend_free(struct blend *b);
/* How much row `rows[i]` should like each item: ret_scores[i * n_cols + col], any scale, higher is better; -inf: heard by the row, or by nobody. */
void blend_score(const struct blend *b, const uint32_t *rows, size_t n, float *ret_scores);
/* How alike every item is to that one (itself: -inf), higher is more. False: a mixture, or a kind that does not compare items. */
bool blend_alike(const struct blend *b, uint32_t col, float *ret_scores);
/* -inf where the row of x has a cell, and where no row has. */
void scores_mask(const struct sparse *x, const struct sparse *turned, uint32_t row, float *scores);
/* Mean 0, deviation 1, over what is finite. */
void scores_level(float *scores, uint32_t n);

/* ---- the chance of a yes: boosted trees ---- */
struct boost_options {
	int trees, depth;	/* depth at most 8 */
	double rate;		/* what each tree may say of what is left to say */
	double l2, least;	/* of leaves: damping, and how much second derivative they need at least (a row has p (1 - p)) */
	double share;		/* of the rows that each tree sees */
	uint64_t seed;
	unsigned threads;
};
struct boost;
/* x: n rows of d features, finite; y: 0 or 1. Without a row it says one half. */
struct boost *boost_fit(const float *x, const uint8_t *y, size_t n, int d, const struct boost_options *opt);
void boost_free(struct boost *t);
double boost_logit(const struct boost *t, const float *x);
double boost_predict(const struct boost *t, const float *x);
/* How many of its trees, from the first, foresee these best (log loss); 0: none is better than the share of a yes it learnt from. */
int boost_enough(const struct boost *t, const float *x, const uint8_t *y, size_t n);
/* Area under the ROC curve; equal predictions count half. One half when there is only one kind of y. */
double learn_auc(const float *p, const uint8_t *y, size_t n);
/* Mean -log of the chance given to what was; chances are kept within 1e-6 of 0 and 1. */
double learn_log_loss(const float *p, const uint8_t *y, size_t n);

/* ---- which of many is chosen: exp(score) is a thing's chance against the others of its list (conditional logit: McFadden 1974) ---- */
enum { CHOICE_TERMS = 24 };
/* x: n things of d numbers; stands_for: how many like it there are, for lists too long to be looked at whole; weight: what the list says, by however many chosen. */
struct choice_list { const float *x, *stands_for; const uint8_t *is_chosen; size_t n; double weight; };
struct choice_options { const double *prior; double pull; };	/* weights known before, and how strongly they hold (above 0) */
/* Weights of the d terms (at most CHOICE_TERMS). Without a list: the prior. */
void choice_fit(const struct choice_list *lists, size_t n, int d, const struct choice_options *opt, double *ret_weights);

/* ---- the chance of a yes that never falls when an input rises (weights kept at 0 or above: Archer & Wang 1993) ---- */
enum { MONOTONE_INPUTS = 24, MONOTONE_HIDDEN = 8 };
struct monotone {
	uint32_t d;			/* inputs */
	float straight[MONOTONE_INPUTS], in[MONOTONE_HIDDEN][MONOTONE_INPUTS], at[MONOTONE_HIDDEN], out[MONOTONE_HIDDEN], base;
};
struct monotone_options { int rounds; double rate, pull; uint64_t seed; };	/* pull: towards a straight sum, for few rows */
/* x: n rows of d inputs, finite; y: 0 or 1. Adam (Kingma & Ba 2015) on the cross-entropy. */
void monotone_fit(const float *x, const uint8_t *y, size_t n, uint32_t d, const struct monotone_options *opt, struct monotone *ret);
double monotone_logit(const struct monotone *m, const float *x);
/* What would be missing from that without each input: all of them for little more than the price of one. */
void monotone_shares(const struct monotone *m, const float *x, float *ret_shares);
/* ---- which of several kinds: a small dense network ---- */
struct network_options {
	int hidden, rounds;
	double rate, decay, dropout;	/* dropout: share of the inputs a step does not see */
	uint64_t seed;
};
struct network;
/*
 * x: n rows of d numbers, NaN where one is not known; y: n rows of k chances that add up to 1. ERR_MISSING: no OpenBLAS; ERR_LIMIT: too large, or
 * nothing to learn from. Standardises the inputs itself.
 */
enum err network_fit(const float *x, const float *y, size_t n, int d, int k, const struct network_options *opt, struct network **ret_net);
void network_free(struct network *net);
void network_judge(const struct network *net, const float *x, float *ret_p);	/* k chances; without OpenBLAS */
int network_inputs(const struct network *net);
int network_kinds(const struct network *net);
enum err network_pack(const struct network *net, struct buf *out);
/* ERR_PARSE: not one. *ret_used: the bytes it took. */
enum err network_unpack(const char *bytes, size_t n, struct network **ret_net, size_t *ret_used);

/* ---- mixes: what is chosen of many, and in what order. Same things, same seed: same mix ---- */
struct mix_item { float score; uint64_t group; };	/* finite, more is better; who it is by, 0: nobody knows, and so like nobody */
struct mix_options {
	uint64_t seed;
	unsigned gap;		/* so many others between two of a group, where what is left allows it: else as many as it does */
	float chance, tired;	/* the most that luck adds to a score; what each one chosen takes from the others of its group */
	const uint64_t *before;	/* groups that come just before, the nearest last */
	size_t n_before;
};
/* At most n of the items, none twice, in order; ret_at: their places. */
size_t mix_choose(const struct mix_item *items, size_t n_items, const struct mix_options *opt, size_t n, uint32_t *ret_at);
/* How far from the beginning and from the end: 0 there, 1 as far as can be. */
struct mix_stone { float from, to; uint64_t group; };
#define MIX_BEGINNING UINT32_MAX
struct mix_walk {
	size_t steps;			/* between the ends */
	unsigned gap;			/* as of a mix; the ends count */
	uint64_t first_group, last_group;
	/* How far apart a stone, or the beginning, is from each of these. */
	void (*apart)(void *ctx, uint32_t from, const uint32_t *to, size_t n, float *ret_apart);
	void *ctx;
};
/*
 * A way from the beginning to the end over the stones, none twice, at even parts of the way (after Flexer et al., ISMIR 2008: by the ratio of both
 * distances), with the steps small: their squares add up to little. Returns how many: fewer than asked only when there are fewer.
 */
size_t mix_path(const struct mix_stone *stones, size_t n, const struct mix_walk *opt, uint32_t *ret_at);
/*
 * At most k circles of n things: ret_of[i] the circle of each, ret_middle[c] the thing in its middle. apart: n x n, 0 on the diagonal; weights > 0. Returns how
 * many: fewer when fewer are different.
 */
size_t mix_circles(const float *apart, const float *weight, size_t n, size_t k, uint64_t seed, uint32_t *ret_of, uint32_t *ret_middle);
/*
 * How much of each of these k circles is found again (Jaccard) when circles are drawn of three of four of the things, by chance: 0..1, the mean of twenty
 * drawings. Above .75 a circle is one; below .5 it was drawn where there is none.
 */
void mix_circles_sure(const float *apart, const float *weight, size_t n, size_t k, uint64_t seed, const uint32_t *of, float *ret_sure);

/* ---- work cut over threads ---- */
unsigned parallel_threads(unsigned asked);	/* 0: all cores */
/* work(ctx, thread, from, to) over pieces of 0 … n-1 that do not overlap, thread below parallel_threads(). Returns when all are done. */
void parallel(unsigned threads, size_t n, size_t piece, void (*work)(void *ctx, unsigned thread, size_t from, size_t to), void *ctx);

/* ---- the best of many ---- */
struct scored { uint32_t at; float score; };
/* For qsort: highest score first, of equals the lower place. */
int best_order(const void *a, const void *b);
/* Keeps the k best of what it is given, one by one, in no order; `heap` has k places, *n starts at 0. */
void best_keep(struct scored *heap, uint32_t *n, uint32_t k, struct scored one);
/* The best k of n scores that are finite, best first; returns how many. */
uint32_t learn_best(const float *scores, uint32_t n, struct scored *ret_best, uint32_t k);

/* ---- measures ---- */
/*
 * Means over the rows that have something in the test. f1: of each row's precision and recall. mrr, map: within the list. auc: over everything not
 * heard in training. coverage: share of the items of training that some list shows. novelty: bits, mean -log2 (share of listeners who heard
 * a shown item). diversity: mean 1 - cosine (of their listeners) of the pairs of a list, over the first thousand lists.
 */
struct figures { double recall, ndcg, precision, f1, hit_rate, mrr, map, auc, coverage, novelty, diversity; uint32_t users; };
struct measure;
struct measure *measure_new(const struct sparse *train, const struct sparse *test, uint32_t k);
/* `scores` masked, of all items (NULL: no AUC); `top` its best. A row without a test is passed over. */
void measure_row(struct measure *m, uint32_t row, const float *scores, const struct scored *top, uint32_t n);
/* Frees. */
struct figures measure_done(struct measure *m);
/* All rows of the matrix the blend was fitted on; `list` (NULL: nobody asks) gets each row's k best, in order of rows. */
struct figures blend_measure(const struct blend *b, const struct sparse *test, uint32_t k, unsigned threads,
			     void (*list)(void *ctx, uint32_t row, const struct scored *top, uint32_t n), void *ctx);
/* DCG of n hits on the first n places. */
double ndcg_ideal(uint32_t n);

#endif
