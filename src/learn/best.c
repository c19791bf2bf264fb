/* best.c -- the best few of many: a heap with the worst of the kept on top, so that only what is better is looked at twice. */
#include "learn.h"

#include <math.h>
#include <stdlib.h>

int best_order(const void *pa, const void *pb)
{
	const struct scored *a = pa, *b = pb;

	if (a->score < b->score || a->score > b->score)
		return a->score > b->score ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

static void sift(struct scored *heap, uint32_t n, uint32_t i)
{
	for (uint32_t child; (child = 2 * i + 1) < n; i = child) {
		struct scored was = heap[i];

		if (child + 1 < n && best_order(&heap[child + 1], &heap[child]) > 0)
			child++;
		if (best_order(&heap[child], &was) <= 0)
			return;
		heap[i] = heap[child];
		heap[child] = was;
	}
}

void best_keep(struct scored *heap, uint32_t *n, uint32_t k, struct scored one)
{
	if (*n < k) {
		heap[(*n)++] = one;
		if (*n == k)
			for (uint32_t i = k / 2 + 1; i--;)
				sift(heap, k, i);
	} else if (k && best_order(&one, &heap[0]) < 0) {
		heap[0] = one;
		sift(heap, k, 0);
	}
}

uint32_t learn_best(const float *scores, uint32_t n, struct scored *ret_best, uint32_t k)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n; i++)
		if (isfinite(scores[i]) && (kept < k || scores[i] > ret_best[0].score))
			best_keep(ret_best, &kept, k, (struct scored){ i, scores[i] });
	qsort(ret_best, kept, sizeof *ret_best, best_order);
	return kept;
}
