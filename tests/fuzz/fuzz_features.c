/* fuzz_features.c -- features as bytes, from a pipe or a database: refused, or features that can be packed again as they came. */
#include "ear.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct features f;
	float *beats;
	size_t n_beats;
	struct buf b;

	if (features_unpack((const char *)data, size, &f, &beats, &n_beats))
		return 0;
	buf_init(&b, size + 1);
	/* NaN keeps its bits, and a bool is 0 or whatever is not 1: the latter may come back as 0 */
	if (features_pack(&f, beats, n_beats, &b) || b.len != size)
		abort();
	(void)ear_timbre_distance(&f, &f);
	for (int w = 0; w < EAR_PATTERNS; w++)
		(void)ear_pattern_distance(&f, &f, (enum ear_pattern)w);
	buf_done(&b);
	free(beats);
	return 0;
}
