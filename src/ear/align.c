/*
 * align.c -- where two tracks go on alike for a while, at tempi that wander: the best path through the likeness of each step of one with each of the other, by dynamic
 * programming.  The path goes on a step in both, or two in one and one in the other (the moves of Serra, Serra, Andrzejak, New J. Phys. 11, 2009: Qmax), and begins and
 * ends wherever that is best (Smith and Waterman, J. Mol. Biol. 147, 1981).
 */
#include "ear/room.h"
#include "ear/steps.h"

enum { ROWS = 3, LEAD = 2 };		/* a row looks two back, and two cells to its left */
#define LEAST_ALIKE .4f			/* a path goes on through steps that are more alike than this, most of the time */
#define UNEVEN .3f			/* what two steps against one cost */

/* Steps class by class, and rows to work in. */
struct align { size_t n, width; float *at[CHROMA_DIMS], *row[ROWS]; };

struct align *align_new(const struct steps *s)
{
	struct align *a = xcalloc(1, sizeof *a);

	*a = (struct align){ .n = s->n, .width = s->n + LEAD };
	a->at[0] = xcalloc((CHROMA_DIMS + ROWS) * a->width, sizeof *a->at[0]);
	for (size_t c = 0; c < CHROMA_DIMS; c++) {
		a->at[c] = a->at[0] + c * a->width;
		for (size_t k = 0; k < s->n; k++)
			a->at[c][k] = s->at[k][c];
	}
	for (size_t r = 0; r < ROWS; r++)
		a->row[r] = a->at[0] + (CHROMA_DIMS + r) * a->width + LEAD;
	return a;
}

void align_free(struct align *a)
{
	free(a->at[0]);
	free(a);
}

static void clear_rows(struct align *a, float with)
{
	for (size_t r = 0; r < ROWS; r++)
		for (size_t j = 0; j < a->width; j++)
			a->row[r][(long)j - LEAD] = with;
}

/* What each cell of a row is worth where the path through it is best, and not less than nothing; the row's highest. */
EAR_WIDE static float fill_row(const struct align *a, const float step[CHROMA_DIMS], size_t i)
{
	float *restrict to = a->row[i % ROWS];
	const float *restrict one = a->row[(i + ROWS - 1) % ROWS], *restrict two = a->row[(i + ROWS - 2) % ROWS], *restrict other = a->at[0];
	size_t n = a->n, width = a->width;

	for (size_t j = 0; j < n; j++)
		to[j] = -LEAST_ALIKE;
	/* four classes at a time: loops that compilers turn into vectors without being asked to unroll them */
	for (size_t c = 0; c < CHROMA_DIMS; c += 4, other += 4 * width)
		for (size_t j = 0; j < n; j++)
			to[j] += step[c] * other[j] + step[c + 1] * other[width + j] + step[c + 2] * other[2 * width + j] + step[c + 3] * other[3 * width + j];
	for (size_t j = 0; j < n; j++) {
		float even = one[(long)j - 1], wide = one[(long)j - 2] - UNEVEN, high = two[(long)j - 1] - UNEVEN;

		even = even > wide ? even : wide;
		even = (even > high ? even : high) + to[j];
		to[j] = even > 0 ? even : 0;
	}
	return top_of(to, n);
}

static void shifted(const float step[CHROMA_DIMS], int shift, float ret[CHROMA_DIMS])
{
	for (int c = 0; c < CHROMA_DIMS; c++)
		ret[c] = step[(c + shift) % CHROMA_DIMS];
}

bool align_find(struct align *a, const struct steps *with, int shift, struct aligned *best)
{
	bool is_better = false;

	clear_rows(a, 0);
	for (size_t i = 0; i < with->n; i++) {
		float step[CHROMA_DIMS], top;

		shifted(with->at[i], shift, step);
		top = fill_row(a, step, i);
		if (!(top > best->score))
			continue;
		is_better = true;
		*best = (struct aligned){ .score = top, .to = i + 1 };
		for (size_t j = 0; j < a->n; j++)
			if (a->row[i % ROWS][j] >= top)
				best->other_to = j + 1;
	}
	return is_better;
}

static float likeness(const float x[CHROMA_DIMS], const float y[CHROMA_DIMS], int shift)
{
	float sum = 0;

	for (int c = 0; c < CHROMA_DIMS; c++)
		sum += x[(c + shift) % CHROMA_DIMS] * y[c];
	return sum;
}

/* Back from the end, along what may be reached from there, until the path is worth what it was found to be. */
void align_begin(struct align *a, const struct steps *x, const struct steps *y, int shift, struct aligned *way)
{
	const float enough = way->score * (1 - 1e-4f);
	float best = -INFINITY;

	clear_rows(a, -INFINITY);
	way->from = way->to;
	way->other_from = way->other_to;
	for (size_t u = 0; u < way->to && best < enough; u++) {
		float *to = a->row[u % ROWS], *one = a->row[(u + ROWS - 1) % ROWS], *two = a->row[(u + ROWS - 2) % ROWS];

		for (size_t v = u / 2; v < way->other_to && v <= 2 * u; v++) {
			float before = u ? fmaxf(one[(long)v - 1], fmaxf(one[(long)v - 2], two[(long)v - 1]) - UNEVEN) : 0;

			to[v] = before + likeness(x->at[way->to - 1 - u], y->at[way->other_to - 1 - v], shift) - LEAST_ALIKE;
			if (to[v] > best) {
				best = to[v];
				way->from = way->to - 1 - u;
				way->other_from = way->other_to - 1 - v;
			}
		}
	}
}
