/* sizes.h -- how many tracks a bench is run with: SEGUE_BENCH_TRACKS="10000 100000", else what is usual for it. */
#ifndef SEGUE_BENCH_SIZES_H
#define SEGUE_BENCH_SIZES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

static inline const char *sizes(const char *usual)
{
	const char *asked = getenv("SEGUE_BENCH_TRACKS");

	return asked ? asked : usual;
}

/* The next of them; false: that was all. */
static inline bool sizes_next(const char **at, size_t *ret_tracks)
{
	char *end;

	*ret_tracks = (size_t)strtoull(*at, &end, 10);
	if (end == *at)
		return false;
	*at = end;
	return true;
}

#endif
