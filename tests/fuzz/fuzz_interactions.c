/* fuzz_interactions.c -- files of who heard what: read or refused with a line named; what was read makes a matrix of the same cells. */
#include "learn.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct interactions in = { 0 };
	const char *text = (const char *)data;
	bool pairs = interactions_shape(text, size) != SHAPE_LISTS;
	enum err err = interactions_read(&in, 0, text, size, pairs, "input");
	struct sparse *x;
	float sum = 0;

	if (err && ((err != ERR_PARSE && err != ERR_LIMIT) || strncmp(err_text(), "input", 5)))
		abort();
	interactions_order(&in);
	x = interactions_matrix(&in, 0);
	for (uint32_t r = 0; r < x->n_rows; r++)
		for (size_t i = x->start[r]; i < x->start[r + 1]; i++) {
			if (x->col[i] >= x->n_cols || !(x->value[i] > 0) || (i > x->start[r] && x->col[i] <= x->col[i - 1]))
				abort();
			sum += x->value[i];
		}
	if (in.part[0].n && !(sum > 0))
		abort();
	/* numbers and names lead to each other */
	for (size_t i = 0; i < in.items.n; i++)
		if ((uintptr_t)mapstr_get(&in.items.map, in.items.name[i]) != i + 1)
			abort();
	sparse_free(x);
	interactions_done(&in);
	return 0;
}
