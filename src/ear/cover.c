/*
 * cover.c -- the same piece, whoever plays it: chroma by musical time, at the tempi the ear heard, laid over each other at every offset and in all keys.
 *
 *	chroma ─▶ steps of a part of a beat ─▶ less the mean around each: what moves from note to note ─▶ at 1, 2 and 1/2 times the tempo, at every
 *	       offset, in 12 keys: the mean likeness times the root of the length ─▶ the best of all ─▶ beside what either track has with others
 *
 * Two pieces over the same chords are much alike and move differently, hence the mean around that goes.  One likeness is not to be told from chance, but all those a
 * track has with others tell what chance is for it (normalising by each track's neighbours: Serra, Serra, Andrzejak, New J. Phys. 11, 2009, and what followed).
 *
 * The 12 keys cost as much as two: the shift of a circle of 12 classes is a product in its Fourier transform, and the sum over a diagonal may be taken before
 * it is turned back.
 */
#include "ear/room.h"
#include "ear/steps.h"

#include "learn.h"

enum { STEPS_MIN = 24, AROUND = 4, PAIRS_OF_PLANES = CHROMA_DIMS / 2 - 1, PLANES = 2 * PAIRS_OF_PLANES + 1, OCTAVES = 3, SPEEDS_BLIND = 17 };
#define FRAMES_A_STEP .9		/* the geometric mean of both */
#define BESIDE .3
#define OVERLAP_MIN .4			/* of the shorter one */
#define SPEED_MAX 3.1
#define STEP_ALIKE .2f			/* a stretch goes on as long as its steps are more alike than this */
/* What the best of all offsets, keys and speeds of two strangers is like: mean and standard deviation, worth so many strangers. By bench/cover_truth.py and mkmidi_truth.py. */
#define STRANGE_MEAN 1.85
#define STRANGE_SD .32
#define STRANGE_WEIGHT 8
/* So many standard deviations, the mean of both tracks': of ten that are named, more than eight are right (see bench/cover_eval.sh). */
#define STANDS_OUT 5.

/* Steps by their Fourier transform over the classes: real and imaginary parts of 1 .. 5 turns, and 6 turns, which are real; plane by plane. */
struct planes { size_t n; float *at[PLANES]; };

static void planes_of(const struct steps *s, bool is_reversed, struct planes *ret)
{
	float *room = xcalloc(PLANES * (s->n + 1), sizeof *room), wave[2][CHROMA_DIMS];

	ret->n = s->n;
	for (int i = 0; i < CHROMA_DIMS; i++) {
		wave[0][i] = (float)cos(2 * M_PI * i / CHROMA_DIMS);
		wave[1][i] = (float)sin(2 * M_PI * i / CHROMA_DIMS);
	}
	for (int p = 0; p < PLANES; p++) {
		ret->at[p] = room + (size_t)p * (s->n + 1);
		for (size_t k = 0; k < s->n; k++)
			for (int c = 0; c < CHROMA_DIMS; c++)
				ret->at[p][is_reversed ? s->n - 1 - k : k] += s->at[k][c] * wave[p % 2][(p / 2 + 1) * c % CHROMA_DIMS];
	}
}

static void planes_done(struct planes *p)
{
	free(p->at[0]);
}

/* Products of each step of x with each of y (reversed), summed by their offset, in room for x->n + y->n of each plane. */
EAR_WIDE static void add_products(const struct planes *x, const struct planes *y, struct planes *sum)
{
	size_t m = y->n;

	for (size_t i = 0; i < x->n; i++) {
		for (int p = 0; p < PLANES - 1; p += 2) {
			const float *restrict re = y->at[p], *restrict im = y->at[p + 1], a = x->at[p][i], b = x->at[p + 1][i];
			float *restrict to_re = sum->at[p] + i, *restrict to_im = sum->at[p + 1] + i;

			for (size_t j = 0; j < m; j++) {
				to_re[j] += a * re[j] + b * im[j];
				to_im[j] += b * re[j] - a * im[j];
			}
		}
		const float *restrict last = y->at[PLANES - 1], a = x->at[PLANES - 1][i];
		float *restrict to = sum->at[PLANES - 1] + i;

		for (size_t j = 0; j < m; j++)
			to[j] += a * last[j];
	}
}

/* One way to lay b over a: a's place less b's, in steps. */
struct lay { double score, speed; int shift; long offset; };

static void overlap(size_t n, size_t m, long offset, size_t *ret_from, size_t *ret_to)
{
	*ret_from = offset > 0 ? (size_t)offset : 0;
	*ret_to = MIN_OF(n, (size_t)((long)m + offset));
}

/* The best of all offsets and keys, if it is better than what is there. */
static void find_lay(const struct planes *sum, size_t n, size_t m, double speed, struct lay *best)
{
	double least = fmax(STEPS_MIN, OVERLAP_MIN * (double)MIN_OF(n, m));
	float wave[2][PAIRS_OF_PLANES][CHROMA_DIMS];

	for (int p = 0; p < PAIRS_OF_PLANES; p++)
		for (int s = 0; s < CHROMA_DIMS; s++) {
			wave[0][p][s] = (float)(2 * cos(2 * M_PI * (p + 1) * s / CHROMA_DIMS));
			wave[1][p][s] = (float)(2 * sin(2 * M_PI * (p + 1) * s / CHROMA_DIMS));
		}
	for (size_t d = 0; d + 1 < n + m; d++) {
		long offset = (long)d - (long)m + 1;
		size_t from, to;

		overlap(n, m, offset, &from, &to);
		if ((double)(to - from) < least)
			continue;
		for (int s = 0; s < CHROMA_DIMS; s++) {
			double fit = (double)(s % 2 ? -sum->at[PLANES - 1][d] : sum->at[PLANES - 1][d]), score;

			for (int p = 0; p < PAIRS_OF_PLANES; p++)
				fit += (double)(sum->at[2 * p][d] * wave[0][p][s] + sum->at[2 * p + 1][d] * wave[1][p][s]);
			score = fit / CHROMA_DIMS / sqrt((double)(to - from));
			if (score > best->score)
				*best = (struct lay){ score, speed, s, offset };
		}
	}
}

/* So many frames a step that a beat of each is as many steps; speed: a's tempo by b's. */
static struct steps moving(const struct print *p, double frames)
{
	struct steps s = steps_of(p, frames, BESIDE);

	steps_less_around(&s, AROUND);
	return s;
}

static double frames_of_a(double speed)
{
	return FRAMES_A_STEP / sqrt(speed);
}

static double frames_of_b(double speed)
{
	return FRAMES_A_STEP * sqrt(speed);
}

static void try_speed(const struct print *a, const struct print *b, double speed, struct lay *best)
{
	struct steps x = moving(a, frames_of_a(speed)), y = moving(b, frames_of_b(speed));
	struct planes px, py, sum;

	if (x.n >= STEPS_MIN && y.n >= STEPS_MIN) {
		float *room = xcalloc(PLANES * (x.n + y.n), sizeof *room);

		for (size_t p = 0; p < PLANES; p++)
			sum.at[p] = room + p * (x.n + y.n);
		planes_of(&x, false, &px);
		planes_of(&y, true, &py);
		add_products(&px, &py, &sum);
		find_lay(&sum, x.n, y.n, speed, best);
		planes_done(&px);
		planes_done(&py);
		free(room);
	}
	steps_done(&x);
	steps_done(&y);
}

/* The stretch of a's steps along which both go on alike, and how much of the shorter one that is. */
static void find_stretch(const struct print *a, const struct print *b, const struct lay *lay, struct same_music *ret)
{
	double a_s = frames_of_a(lay->speed) * PRINT_FRAME_S, b_s = frames_of_b(lay->speed) * PRINT_FRAME_S;
	struct steps x = moving(a, frames_of_a(lay->speed)), y = moving(b, frames_of_b(lay->speed));
	size_t from, to, begin, best_from = 0, best_to = 0;
	float run = 0, best = 0;

	overlap(x.n, y.n, lay->offset, &from, &to);
	begin = from;
	for (size_t i = from; i < to; i++) {
		const float *u = x.at[i], *v = y.at[(size_t)((long)i - lay->offset)];
		float dot = 0;

		for (int c = 0; c < CHROMA_DIMS; c++)
			dot += u[(c + lay->shift) % CHROMA_DIMS] * v[c];
		run += dot - STEP_ALIKE;
		if (run > best) {
			best = run;
			best_from = begin;
			best_to = i + 1;
		}
		if (run <= 0) {
			run = 0;
			begin = i + 1;
		}
	}
	if (best_to <= best_from) {
		best_from = from;
		best_to = from;
	}
	ret->match = (float)(best_to - best_from) / (float)MIN_OF(x.n, y.n);
	ret->from_s = (double)best_from * a_s;
	ret->to_s = (double)best_to * a_s;
	ret->other_from_s = (double)((long)best_from - lay->offset) * b_s;
	steps_done(&x);
	steps_done(&y);
}

bool piece_compare(const struct print *a, double a_bpm, const struct print *b, double b_bpm, struct piece_match *ret)
{
	static const double octaves[OCTAVES] = { 1, 2, .5 };
	bool is_known = tempo_is_known(a_bpm) && tempo_is_known(b_bpm);
	struct lay best = { .score = 0 };

	for (int k = 0; k < (is_known ? OCTAVES : SPEEDS_BLIND); k++) {
		double speed = is_known ? a_bpm / b_bpm * octaves[k] : exp2((k - SPEEDS_BLIND / 2) / 8.);

		if (speed <= SPEED_MAX && speed >= 1 / SPEED_MAX)
			try_speed(a, b, speed, &best);
	}
	if (!(best.score > 0))
		return false;
	ret->score = (float)best.score;
	find_stretch(a, b, &best, &ret->music);
	return true;
}

/* ---- which of them stand out ---- */

/* What a track's matches are like: their number, sum and sum of squares. */
struct usual { uint64_t id; double n, sum, squares; };

static int by_id(const void *a, const void *b)
{
	uint64_t x = ((const struct usual *)a)->id, y = ((const struct usual *)b)->id;

	return (x > y) - (x < y);
}

static struct usual *usual_of(const struct piece_match *m, size_t n, size_t *ret_n)
{
	struct usual *u = xcalloc(2 * n + 1, sizeof *u);
	size_t n_u = 0;

	for (size_t i = 0; i < 2 * n; i++) {
		double x = (double)m[i / 2].score;

		u[i] = (struct usual){ i % 2 ? m[i / 2].pair.b : m[i / 2].pair.a, 1, x, x * x };
	}
	qsort(u, 2 * n, sizeof *u, by_id);
	for (size_t i = 0; i < 2 * n; i++) {
		if (!n_u || u[n_u - 1].id != u[i].id) {
			u[n_u++] = u[i];
			continue;
		}
		u[n_u - 1].n++;
		u[n_u - 1].sum += u[i].sum;
		u[n_u - 1].squares += u[i].squares;
	}
	*ret_n = n_u;
	return u;
}

/* How many standard deviations a score is above a track's others, and above what strangers are like. */
static double stands_out(const struct usual *u, double x)
{
	double n = u->n - 1 + STRANGE_WEIGHT, mean = (u->sum - x + STRANGE_WEIGHT * STRANGE_MEAN) / n;
	double squares = (u->squares - x * x + STRANGE_WEIGHT * (STRANGE_SD * STRANGE_SD + STRANGE_MEAN * STRANGE_MEAN)) / n;

	/* among few that are very unlike it, a little likeness would stand out */
	return (x - fmax(mean, STRANGE_MEAN)) / fmax(sqrt(fmax(squares - mean * mean, 0)), STRANGE_SD);
}

size_t piece_choose(struct piece_match *m, size_t n)
{
	size_t n_u, kept = 0;
	struct usual *u = usual_of(m, n, &n_u);

	for (size_t i = 0; i < n; i++) {
		const struct usual *a = bsearch(&(struct usual){ .id = m[i].pair.a }, u, n_u, sizeof *u, by_id);
		const struct usual *b = bsearch(&(struct usual){ .id = m[i].pair.b }, u, n_u, sizeof *u, by_id);
		double x = (double)m[i].score;

		if ((stands_out(a, x) + stands_out(b, x)) / 2 >= STANDS_OUT)
			m[kept++] = m[i];
	}
	free(u);
	return kept;
}
