/*
 * cover.c -- the same piece, whoever plays it: chroma by musical time, at the tempi the ear heard, laid over each other at every offset and in all keys.
 *
 *	chroma ─▶ steps of a part of a beat ─▶ less the mean around each: what moves from note to note ─▶ at 1, 2 and 1/2 times the tempo, at every
 *	       offset, in 12 keys: the mean likeness times the root of the length ─▶ the best of all ─▶ beside what either track has with others
 *	                        └─▶ in the keys that fit best so: the best path for a while, whose tempo may wander (align.c) ─▶ the same
 *
 * The first finds the whole piece at one tempo, the second a piece in a medley, and a band that hurries; either may stand out.
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

enum { STEPS_MIN = 24, AROUND = 4, PAIRS_OF_PLANES = CHROMA_DIMS / 2 - 1, PLANES = 2 * PAIRS_OF_PLANES + 1, OCTAVES = 3, SPEEDS_BLIND = 17,
	KEYS = 4 };
#define FRAMES_A_STEP .9		/* the geometric mean of both */
#define BESIDE .3
#define OVERLAP_MIN .4			/* of the shorter one */
#define SPEED_MAX 3.1
#define STEP_ALIKE .2f			/* a stretch goes on as long as its steps are more alike than this */
/* What the best of all offsets, keys and speeds of two strangers is like: mean and standard deviation, worth so many strangers. By bench/cover_truth.py and mkmidi_truth.py. */
static const struct strange { double mean, sd; } strange[PIECE_WAYS] = { { 1.85, .32 }, { .27, .10 } };
#define STRANGE_WEIGHT 8
/*
 * So many standard deviations, the mean of both tracks': of ten that are named, nine are right (see bench/cover_eval.sh). Paths need more: the best of so many cells lies
 * far out now and then, and two pieces over the same chords have a path.
 */
static const double stands_out_least[PIECE_WAYS] = { 5, 7.5 };

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

/* The best of all offsets and keys, if it is better than what is there; and the best offset's score of each key. */
static void find_lay(const struct planes *sum, size_t n, size_t m, double speed, struct lay *best, double ret_keys[CHROMA_DIMS])
{
	double least = fmax(STEPS_MIN, OVERLAP_MIN * (double)MIN_OF(n, m));
	float wave[2][PAIRS_OF_PLANES][CHROMA_DIMS];

	for (int p = 0; p < PAIRS_OF_PLANES; p++)
		for (int s = 0; s < CHROMA_DIMS; s++) {
			wave[0][p][s] = (float)(2 * cos(2 * M_PI * (p + 1) * s / CHROMA_DIMS));
			wave[1][p][s] = (float)(2 * sin(2 * M_PI * (p + 1) * s / CHROMA_DIMS));
		}
	for (int s = 0; s < CHROMA_DIMS; s++)
		ret_keys[s] = 0;
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
			ret_keys[s] = fmax(ret_keys[s], score);
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

/* The best path of all speeds and the keys that were tried. */
struct path { struct aligned way; double speed; int shift; };

/* In the keys whose best lay is the best. */
static void find_path(const struct steps *x, const struct steps *y, double speed, double keys[CHROMA_DIMS], struct path *best)
{
	struct align *other = align_new(y);

	for (int k = 0; k < KEYS; k++) {
		int shift = 0;

		for (int s = 1; s < CHROMA_DIMS; s++)
			shift = keys[s] > keys[shift] ? s : shift;
		keys[shift] = -1;
		if (align_find(other, x, shift, &best->way)) {
			best->speed = speed;
			best->shift = shift;
		}
	}
	align_free(other);
}

static void try_speed(const struct print *a, const struct print *b, double speed, struct lay *lay, struct path *path)
{
	struct steps x = moving(a, frames_of_a(speed)), y = moving(b, frames_of_b(speed));
	struct planes px, py, sum;
	double keys[CHROMA_DIMS];

	if (x.n >= STEPS_MIN && y.n >= STEPS_MIN) {
		float *room = xcalloc(PLANES * (x.n + y.n), sizeof *room);

		for (size_t p = 0; p < PLANES; p++)
			sum.at[p] = room + p * (x.n + y.n);
		planes_of(&x, false, &px);
		planes_of(&y, true, &py);
		add_products(&px, &py, &sum);
		find_lay(&sum, x.n, y.n, speed, lay, keys);
		find_path(&x, &y, speed, keys, path);
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

static void tell_path(const struct print *a, const struct print *b, const struct path *path, struct piece_way *ret)
{
	double a_frames = frames_of_a(path->speed), b_frames = frames_of_b(path->speed);
	struct steps x = moving(a, a_frames), y = moving(b, b_frames);
	struct align *other = align_new(&y);
	struct aligned way = path->way;

	align_begin(other, &x, &y, path->shift, &way);
	/* the best of so many cells is the higher the more there are, as their logarithm */
	ret->score = way.score / logf((float)x.n * (float)y.n);
	ret->music = (struct same_music){ .match = (float)fmin(1, (double)(way.to - way.from) / (double)MIN_OF(x.n, y.n)), .from_s = (double)way.from * a_frames * PRINT_FRAME_S,
		.to_s = (double)way.to * a_frames * PRINT_FRAME_S, .other_from_s = (double)way.other_from * b_frames * PRINT_FRAME_S };
	align_free(other);
	steps_done(&x);
	steps_done(&y);
}

bool piece_compare(const struct print *a, double a_bpm, const struct print *b, double b_bpm, struct piece_match *ret)
{
	static const double octaves[OCTAVES] = { 1, 2, .5 };
	bool is_known = tempo_is_known(a_bpm) && tempo_is_known(b_bpm);
	struct lay lay = { .score = 0 };
	struct path path = { .way = { .score = 0 } };

	for (int k = 0; k < (is_known ? OCTAVES : SPEEDS_BLIND); k++) {
		double speed = is_known ? a_bpm / b_bpm * octaves[k] : exp2((k - SPEEDS_BLIND / 2) / 8.);

		if (speed <= SPEED_MAX && speed >= 1 / SPEED_MAX)
			try_speed(a, b, speed, &lay, &path);
	}
	if (!(lay.score > 0))
		return false;
	ret->way[PIECE_WHOLE].score = (float)lay.score;
	find_stretch(a, b, &lay, &ret->way[PIECE_WHOLE].music);
	ret->way[PIECE_PART] = (struct piece_way){ .score = 0 };
	if (path.way.score > 0)
		tell_path(a, b, &path, &ret->way[PIECE_PART]);
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

static struct usual *usual_of(const struct piece_match *m, size_t n, enum piece_way_kind way, size_t *ret_n)
{
	struct usual *u = xcalloc(2 * n + 1, sizeof *u);
	size_t n_u = 0;

	for (size_t i = 0; i < 2 * n; i++) {
		double x = (double)m[i / 2].way[way].score;

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
static double above(const struct usual *u, const struct strange *usually, double x)
{
	double n = u->n - 1 + STRANGE_WEIGHT, mean = (u->sum - x + STRANGE_WEIGHT * usually->mean) / n;
	double squares = (u->squares - x * x + STRANGE_WEIGHT * (usually->sd * usually->sd + usually->mean * usually->mean)) / n;

	/* among few that are very unlike it, a little likeness would stand out */
	return (x - fmax(mean, usually->mean)) / fmax(sqrt(fmax(squares - mean * mean, 0)), usually->sd);
}

/* By how many times of what it must be does each match stand out, beside all others of its tracks? Where that is more than *most, it and the way's music are taken. */
static void weigh(struct piece_match *m, size_t n, enum piece_way_kind way, double *most)
{
	size_t n_u;
	struct usual *u = usual_of(m, n, way, &n_u);

	for (size_t i = 0; i < n; i++) {
		const struct usual *a = bsearch(&(struct usual){ .id = m[i].pair.a }, u, n_u, sizeof *u, by_id);
		const struct usual *b = bsearch(&(struct usual){ .id = m[i].pair.b }, u, n_u, sizeof *u, by_id);
		double x = (double)m[i].way[way].score, times = (above(a, &strange[way], x) + above(b, &strange[way], x)) / 2 / stands_out_least[way];

		if (times > most[i]) {
			most[i] = times;
			m[i].music = m[i].way[way].music;
		}
	}
	free(u);
}

size_t piece_choose(struct piece_match *m, size_t n)
{
	double *most = xcalloc(n + 1, sizeof *most);
	size_t kept = 0;

	for (int way = 0; way < PIECE_WAYS; way++)
		weigh(m, n, (enum piece_way_kind)way, most);
	for (size_t i = 0; i < n; i++)
		if (most[i] >= 1)
			m[kept++] = m[i];
	free(most);
	return kept;
}
