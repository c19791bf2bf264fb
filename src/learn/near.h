/* near.h -- which rows of a matrix are most alike, in memory that grows with the lists that are kept, not with the pairs that are compared. */
#ifndef SEGUE_LEARN_NEAR_H
#define SEGUE_LEARN_NEAR_H

#include "learn.h"

enum metric { METRIC_COSINE, METRIC_PEARSON, METRIC_EUCLID, METRIC_WALK };

/* Arrays that are NULL stand for ones. */
struct nearing {
	const struct sparse *x, *turned;	/* whose rows are compared; their values are not looked at, but */
	const float *own, *shared;		/* what each cell of x, of turned weighs, */
	const float *through;			/* what is met in a column, */
	const float *scale;			/* and whatever a row has. METRIC_WALK: only the row it starts from */
	const double *sum, *norm;		/* of each row: of its weights, of their squares; not for METRIC_WALK */
	const double *gift;			/* METRIC_WALK: what a step into this row is divided by */
	enum metric metric;
	double shrink;
	uint32_t k;				/* a row keeps so many */
	size_t cap;				/* a column leads to so many rows at most: see near_cap() */
	uint64_t seed;
	size_t block;				/* rows whose lists are found before they are put down; 0: as many as take some megabytes */
};

/* Row a holds the k most alike to a. The same for every block and any number of threads. */
struct sparse *near_rows(const struct nearing *n, unsigned threads);

/*
 * A column of n rows makes n^2 pairs: few listeners who heard everything would cost more than all others.  So where all pairs together are more than
 * NEAR_WORK, each row of a long column is compared with a sample of the column only, spread evenly over it from a place that the seed says.  (The
 * usual cut, of "power users" by 500 of theirs: Schelter, Boden & Markl, RecSys 2012; Mahout's maxPrefs.  Here it is cut on one side only, so that
 * each row still has all its columns.)  What that costs, on hetrec-lastfm-2k, recall@20 / NDCG@20: item CF with 25 of the 40 items of a listener .2524 / .2583
 * instead of .2546 / .2611; user CF with 50 of at most 495 listeners of an artist .2488 / .2507 instead of .2428 / .2455, so nothing.
 *
 * The largest sample the work allows, never below NEAR_CAP; SIZE_MAX: nothing need be cut.
 */
#define NEAR_WORK 2e10
enum { NEAR_CAP = 500 };
size_t near_cap(const struct sparse *turned, double work);
double near_work(const struct sparse *turned, size_t cap);	/* pairs looked at */
size_t near_met(const struct sparse *turned, size_t cap);	/* cells of the columns, each cut */
/* How many of k a row keeps so that all lists together stay below a hundred million (800 MB), but never less than 50. */
uint32_t near_k(uint32_t n_rows, double k);
/* How many cells near_rows() returns at most, and how much it holds besides them. */
size_t near_cells(const struct sparse *x, const struct sparse *turned, uint32_t k, size_t cap);
size_t near_bytes(const struct sparse *x, uint32_t k, unsigned threads);

#endif
