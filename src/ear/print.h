/* print.h -- by what the same music is known again, as it is heard (print.c). */
#ifndef SEGUE_EAR_PRINT_H
#define SEGUE_EAR_PRINT_H

#include "ear/room.h"

#include <chromaprint.h>

enum { PRINT_FINE = 36, PRINT_HZ = EAR_HZ / 2, PRINT_HOP = 4096, HALF_TAPS = 12, HALF_BLOCK = 2048 };
struct print_ear {
	struct ChromaprintContextPrivate *chromaprint;	/* NULL: it is not there */
	float tap[HALF_TAPS];		/* of the half-band filter, from its centre every second; the others are 0 */
	float x[2 * HALF_BLOCK + 4 * HALF_TAPS];	/* samples at EAR_HZ that are still needed, and those that came */
	size_t n_x;
	struct stft stft;
	uint64_t n_fed;			/* at PRINT_HZ */
	float (*frames)[PRINT_FINE];	/* thirds of a semitone, C first */
	size_t n;
};
enum err print_init(struct print_ear *p);
void print_feed(struct print_ear *p, const float *x, size_t n);	/* at EAR_HZ */
enum err print_finish(struct print_ear *p, struct buf *out);
void print_done(struct print_ear *p);

#endif
