/*
 * order.h -- inside the library room: sort keys by name, and a merge sort that can be put down at any element.
 */
#ifndef SEGUE_LIBRARY_ORDER_H
#define SEGUE_LIBRARY_ORDER_H

#include "room.h"

enum { ORDER_KEYS_MAX = 8 };

struct sort_field;
struct order { const struct sort_field *fields[ORDER_KEYS_MAX]; bool is_down[ORDER_KEYS_MAX]; size_t n; const struct library *lib; };

/* "artist album -date": ERR_ARG names what is not known. */
enum err order_parse(const char *keys, struct order *ret_order);
/* The library's articles count. */
int order_cmp(const struct order *o, struct track *a, struct track *b);

/*
 * Bottom-up and stable: sorted runs of `width` in `from` are merged pairwise into `to`, then the two change places and the
 * width doubles. One step writes one element, so that a step costs one comparison at most.
 */
struct merge {
	const struct order *order;
	struct track **from, **to;
	size_t n, width;
	size_t left, left_end, right, right_end, at;	/* the pair of runs being merged */
};
void merge_begin(struct merge *m, const struct order *order, struct track *const *tracks, size_t n);
bool merge_step(struct merge *m);			/* false: sorted */
struct track **merge_take(struct merge *m);		/* the sorted array, the caller's now */
void merge_done(struct merge *m);

#endif
