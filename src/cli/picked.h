/* picked.h -- tracks that were chosen, with a score and reasons: how similar, radio and path tell of them. */
#ifndef SEGUE_CLI_PICKED_H
#define SEGUE_CLI_PICKED_H

#include "track.h"

#include <stdbool.h>

enum { PICKED_REASON = 256, PICKED_REASONS = 3 };
struct picked {
	const struct track *track;
	double score;			/* 0..1 */
	char reasons[PICKED_REASONS][PICKED_REASON];	/* "": no more */
};
/* Onto standard output: an object each, or columns for people. */
void picked_print(const struct picked *picked, size_t n, bool json);

#endif
