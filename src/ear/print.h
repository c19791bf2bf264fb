/* print.h -- by what the same music is known again, as it is heard (print.c). */
#ifndef SEGUE_EAR_PRINT_H
#define SEGUE_EAR_PRINT_H

#include "ear/room.h"

#include <chromaprint.h>

enum { PRINT_FINE = 36, PRINT_HOP = 8192 };
struct print_ear {
	struct ChromaprintContextPrivate *chromaprint;	/* NULL: it is not there */
	uint64_t n_fed;
	float (*frames)[PRINT_FINE];	/* thirds of a semitone, C first */
	size_t n;
};
void print_init(struct print_ear *p);
void print_feed(struct print_ear *p, const float *x, size_t n);
void print_frame(void *print, const struct stft *s);
enum err print_finish(struct print_ear *p, struct buf *out);
void print_done(struct print_ear *p);

#endif
