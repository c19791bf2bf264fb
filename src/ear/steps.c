/* steps.c -- see steps.h. */
#include "ear/steps.h"

#include <math.h>
#include <stdlib.h>

/* Silence that was rounded is no music. */
#define NORM_MIN 1e-6f

/* Of length 1, or all 0. */
static void level(float x[CHROMA_DIMS])
{
	float norm = 0;

	for (int c = 0; c < CHROMA_DIMS; c++)
		norm += x[c] * x[c];
	norm = sqrtf(norm);
	for (int c = 0; c < CHROMA_DIMS; c++)
		x[c] = norm > NORM_MIN ? x[c] / norm : 0;
}

/* The sum of frames from .. to, parts of them at the ends, less what all classes share, which says nothing. */
static void add_frames(const struct print *p, double from, double to, float ret[CHROMA_DIMS])
{
	float mean = 0;

	for (int c = 0; c < CHROMA_DIMS; c++)
		ret[c] = 0;
	from = fmax(from, 0);
	to = fmin(to, (double)p->n_chroma);
	for (size_t i = (size_t)from; (double)i < to; i++) {
		float share = (float)(fmin(to, (double)i + 1) - fmax(from, (double)i));

		for (int c = 0; c < CHROMA_DIMS; c++)
			ret[c] += share * (float)p->chroma[i][c];
	}
	for (int c = 0; c < CHROMA_DIMS; c++)
		mean += ret[c] / CHROMA_DIMS;
	for (int c = 0; c < CHROMA_DIMS; c++)
		ret[c] -= mean;
}

struct steps steps_of(const struct print *p, double frames, double beside)
{
	struct steps s = { .n = (size_t)((double)p->n_chroma / frames) };

	s.at = xcalloc(s.n + 1, sizeof *s.at);
	for (size_t k = 0; k < s.n; k++) {
		add_frames(p, ((double)k - beside) * frames, ((double)k + 1 + beside) * frames, s.at[k]);
		level(s.at[k]);
	}
	return s;
}

void steps_less_mean(struct steps *s)
{
	steps_less_around(s, s->n);
}

void steps_less_around(struct steps *s, size_t around)
{
	double (*sum)[CHROMA_DIMS] = xcalloc(s->n + 1, sizeof *sum);		/* of all before */

	for (size_t k = 0; k < s->n; k++)
		for (int c = 0; c < CHROMA_DIMS; c++)
			sum[k + 1][c] = sum[k][c] + (double)s->at[k][c];
	for (size_t k = 0; k < s->n; k++) {
		size_t from = k > around ? k - around : 0, to = around < s->n - k - 1 ? k + around + 1 : s->n;

		for (int c = 0; c < CHROMA_DIMS; c++)
			s->at[k][c] -= (float)((sum[to][c] - sum[from][c]) / (double)(to - from));
		level(s->at[k]);
	}
	free(sum);
}

void steps_done(struct steps *s)
{
	free(s->at);
	*s = (struct steps){ 0 };
}
