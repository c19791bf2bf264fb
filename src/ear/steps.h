/* steps.h -- between sketch.c, align.c and cover.c: chroma by musical time. */
#ifndef SEGUE_EAR_STEPS_H
#define SEGUE_EAR_STEPS_H

#include "ear.h"

/* Each of length 1, or all 0: nothing is heard. */
struct steps { size_t n; float (*at)[CHROMA_DIMS]; };
/* The chroma in steps of so many frames (more than 0), each with `beside` steps of its neighbours on both sides; steps_done(). */
struct steps steps_of(const struct print *p, double frames, double beside);
/* Less the mean of all steps: what tells one moment from the others. */
void steps_less_mean(struct steps *s);
/* Less the mean of `around` steps on both sides: what moves from note to note stays, and what a chord holds goes. */
void steps_less_around(struct steps *s, size_t around);
void steps_done(struct steps *s);

/* ---- align.c: where two go on alike, a step of the one for one or two of the other, or two for one ---- */
struct align;
/* The best path: how much more alike its steps are than strangers' are, summed up; from .. to of the one and of the other. */
struct aligned { float score; size_t from, to, other_from, other_to; };
struct align *align_new(const struct steps *other);
void align_free(struct align *a);
/* Of x, `shift` classes down, and the other. True: it is better than *best, whose score and ends then are its. */
bool align_find(struct align *other, const struct steps *x, int shift, struct aligned *best);
/* Where a path that was found begins. */
void align_begin(struct align *other, const struct steps *x, const struct steps *y, int shift, struct aligned *way);

/* A tempo nobody knows is taken for this. */
#define TEMPO_BPM_USUAL 120
static inline bool tempo_is_known(double bpm)
{
	return bpm > 1 && bpm < 1000;		/* no NaN */
}

#endif
