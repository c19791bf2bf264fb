/* same.h -- between same.c and sketch.c. */
#ifndef SEGUE_EAR_SAME_H
#define SEGUE_EAR_SAME_H

#include "ear.h"

/* Two numbers each, the lower above. */
struct links { uint64_t *at; size_t n, cap; };
void links_add(struct links *l, uint64_t a, uint64_t b);	/* of different tracks; else nothing */
/* Those that are there `least` times, once each, as pairs of ids; caller frees. The links go. */
size_t links_finish(struct links *l, size_t least, const uint64_t *id, struct same_pair **ret_pairs);

#endif
