/*
 * cover.c -- the same piece, whoever plays it: sequences of chroma aligned by cross recurrence (Serra, Serra, Andrzejak, "Cross recurrence quantification for
 * cover song identification", New J. Phys. 11, 2009), transposed by the shift that fits best on the whole (optimal transposition index).
 *
 *	chroma ─▶ one vector each STEP frames, smoothed ─▶ b transposed ─▶ likeness of STACK vectors in a row ─▶ the nearest NEAR of each row and column
 *	       ─▶ the longest way along them that goes on in both, up to twice as fast in one ─▶ its length
 *
 * That takes milliseconds a pair.  Which pairs are worth it tells a sketch of each track: how alike its chroma is to itself some frames later and some
 * semitones higher.  It does not change with the key, and little with the tempo, since the distances in time are on a logarithmic scale.
 */
#include "ear/room.h"
#include "ear/same.h"

#include "learn.h"

enum { STEP = 2, STACK = 8, SHIFTS_TRIED = 2, MOST = PRINT_FRAMES_MAX / STEP };
enum { FRAMES_MIN = 54, LAGS = 10, SKETCH = LAGS * CHROMA_DIMS };
/* Of each track so many are worth it, the likest; all together about LOOKED_AT, which are some minutes. */
enum { WORTH_LEAST = 8, WORTH_MOST = 64, LOOKED_AT = 200000 };
static const size_t lags[LAGS] = { 0, 1, 2, 3, 4, 6, 8, 11, 16, 22 };
/* Cosine. By the same band at another speed .96 or more, by another band mostly .86 or more; half of all strangers have less than .88. */
#define SKETCH_MIN .85f
#define NEAR .1
/* Of the shorter one, and in steps by the logarithm of the area: the longest way between strangers grows like that. */
#define SCORE_MIN .76
#define LENGTH_MIN 3.6
#define GAP_BEGINS .5f			/* what a step that fits nothing costs; the same for the next ones (gamma_o, gamma_e) */
#define FRAME_S (STEP * PRINT_FRAME_S)

struct sequence { size_t n; float at[MOST][CHROMA_DIMS]; };

/* The sum of n frames less what all classes share, which says nothing; of length 1. False: silence. */
static bool level_sum(const uint8_t (*frame)[CHROMA_DIMS], size_t n, float ret[CHROMA_DIMS])
{
	float mean = 0, norm = 0;

	for (int c = 0; c < CHROMA_DIMS; c++) {
		ret[c] = 0;
		for (size_t k = 0; k < n; k++)
			ret[c] += (float)frame[k][c];
		mean += ret[c] / CHROMA_DIMS;
	}
	for (int c = 0; c < CHROMA_DIMS; c++) {
		ret[c] -= mean;
		norm += ret[c] * ret[c];
	}
	for (int c = 0; c < CHROMA_DIMS && norm > 0; c++)
		ret[c] /= sqrtf(norm);
	return norm > 0;
}

static struct sequence *sequence_of(const struct print *p)
{
	struct sequence *s = xcalloc(1, sizeof *s);

	for (size_t i = 0; i + STEP <= p->n_chroma && s->n < MOST; i += STEP)
		s->n += level_sum((const uint8_t (*)[CHROMA_DIMS])p->chroma + i, MIN_OF((size_t)STEP + 1, p->n_chroma - i), s->at[s->n]);
	return s;
}

/* How well the sums of both agree when b goes up by each number of semitones; the best ones first. */
static void find_shifts(const struct sequence *a, const struct sequence *b, int ret[SHIFTS_TRIED])
{
	float x[CHROMA_DIMS] = { 0 }, y[CHROMA_DIMS] = { 0 }, fit[CHROMA_DIMS] = { 0 };

	for (int c = 0; c < CHROMA_DIMS; c++) {
		for (size_t i = 0; i < a->n; i++)
			x[c] += a->at[i][c];
		for (size_t i = 0; i < b->n; i++)
			y[c] += b->at[i][c];
	}
	for (int s = 0; s < CHROMA_DIMS; s++)
		for (int c = 0; c < CHROMA_DIMS; c++)
			fit[s] += x[(c + s) % CHROMA_DIMS] * y[c];
	for (int t = 0; t < SHIFTS_TRIED; t++) {
		int best = 0;

		for (int s = 1; s < CHROMA_DIMS; s++)
			best = fit[s] > fit[best] ? s : best;
		ret[t] = best;
		fit[best] = -INFINITY;
	}
}

/* Likeness of STACK vectors in a row, a's from i, b's (shifted) from j, at [i * m + j]. */
static void fill_likeness(const struct sequence *a, const struct sequence *b, int shift, size_t n, size_t m, float *ret)
{
	float (*y)[CHROMA_DIMS] = xcalloc(b->n, sizeof *y), *one = xcalloc((n + STACK) * (m + STACK), sizeof *one);
	size_t width = m + STACK - 1;

	for (size_t j = 0; j < b->n; j++)
		for (int c = 0; c < CHROMA_DIMS; c++)
			y[j][(c + shift) % CHROMA_DIMS] = b->at[j][c];
	for (size_t i = 0; i < n + STACK - 1; i++)
		for (size_t j = 0; j < width; j++) {
			float dot = 0;

			for (int c = 0; c < CHROMA_DIMS; c++)
				dot += a->at[i][c] * y[j][c];
			one[i * width + j] = dot;
		}
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < STACK; k++)
			for (size_t j = 0; j < m; j++)
				ret[i * m + j] += one[(i + (size_t)k) * width + j + (size_t)k];
	free(y);
	free(one);
}

static int rising(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/* What the best NEAR of them begin at. */
static float threshold(const float *x, size_t n, size_t stride, float *room)
{
	for (size_t i = 0; i < n; i++)
		room[i] = x[i * stride];
	qsort(room, n, sizeof *room, rising);
	return room[n - 1 - (size_t)((double)(n - 1) * NEAR)];
}

struct way { float length; uint16_t i, j, from_i, from_j; };

static void go_on(struct way *best, const struct way *from)
{
	if (from->length > best->length)
		*best = *from;
}

/* The longest way over what is near in both directions. */
static struct way longest_way(const float *like, size_t n, size_t m)
{
	float *column = xcalloc(m, sizeof *column), *room = xcalloc(MAX_OF(n, m), sizeof *room), row;
	struct way *way = xcalloc(3 * (m + 2), sizeof *way), best = { 0 };

	for (size_t j = 0; j < m; j++)
		column[j] = threshold(like + j, n, m, room);
	for (size_t i = 0; i < n; i++) {
		struct way *now = way + i % 3 * (m + 2) + 2, *last = way + (i + 2) % 3 * (m + 2) + 2, *before = way + (i + 1) % 3 * (m + 2) + 2;

		row = threshold(like + i * m, m, 1, room);
		for (size_t j = 0; j < m; j++) {
			bool is_near = like[i * m + j] >= row && like[i * m + j] >= column[j];
			struct way w = { 0 };

			go_on(&w, &last[(ptrdiff_t)j - 1]);
			go_on(&w, &last[(ptrdiff_t)j - 2]);
			go_on(&w, &before[(ptrdiff_t)j - 1]);
			if (is_near && !(w.length > 0))
				w = (struct way){ .from_i = (uint16_t)i, .from_j = (uint16_t)j };
			w.length += is_near ? 1 : -GAP_BEGINS;
			w.i = (uint16_t)i;
			w.j = (uint16_t)j;
			now[j] = w.length > 0 ? w : (struct way){ 0 };
			go_on(&best, &now[j]);
		}
	}
	free(column);
	free(room);
	free(way);
	return best;
}

static struct way best_way(const struct sequence *a, const struct sequence *b)
{
	size_t n = a->n - STACK + 1, m = b->n - STACK + 1;
	struct way best = { 0 };
	int shift[SHIFTS_TRIED];

	find_shifts(a, b, shift);
	for (int t = 0; t < SHIFTS_TRIED; t++) {
		float *like = xcalloc(n * m, sizeof *like);
		struct way w;

		fill_likeness(a, b, shift[t], n, m, like);
		w = longest_way(like, n, m);
		go_on(&best, &w);
		free(like);
	}
	return best;
}

bool same_piece(const struct print *pa, const struct print *pb, struct same_music *ret)
{
	struct sequence *a = sequence_of(pa), *b = sequence_of(pb);
	bool is_same = false;

	if (a->n >= 2 * STACK && b->n >= 2 * STACK) {
		struct way w = best_way(a, b);
		double n = (double)(a->n - STACK + 1), m = (double)(b->n - STACK + 1), match = (double)w.length / fmin(n, m);

		is_same = match >= SCORE_MIN && (double)w.length >= LENGTH_MIN * log(n * m);
		if (is_same)
			*ret = (struct same_music){ .match = (float)match, .from_s = w.from_i * FRAME_S, .to_s = (w.i + STACK) * FRAME_S,
				.other_from_s = w.from_j * FRAME_S };
	}
	free(a);
	free(b);
	return is_same;
}

/* ---- which pairs are worth that ---- */

struct sketch { float at[SKETCH]; };
struct piece_index {
	struct sketch *sketch;
	size_t n, cap;
	uint64_t *id;
	size_t n_ids, ids_cap;
};

struct piece_index *piece_index_new(void)
{
	return xcalloc(1, sizeof(struct piece_index));
}

void piece_index_free(struct piece_index *ix)
{
	if (!ix)
		return;
	free(ix->sketch);
	free(ix->id);
	free(ix);
}

/* Sums over all frames of x[c] y[c + s], for each s. */
EAR_WIDE static void add_products(float (*x)[CHROMA_DIMS], float (*y)[CHROMA_DIMS], size_t n, float *restrict ret)
{
	for (size_t i = 0; i < n; i++) {
		float twice[2 * CHROMA_DIMS];

		for (int c = 0; c < 2 * CHROMA_DIMS; c++)
			twice[c] = y[i][c % CHROMA_DIMS];
		for (int c = 0; c < CHROMA_DIMS; c++)
			for (int s = 0; s < CHROMA_DIMS; s++)
				ret[s] += x[i][c] * twice[c + s];
	}
}

/* False: too short. */
static bool find_sketch(const struct print *p, struct sketch *ret)
{
	float (*x)[CHROMA_DIMS] = xcalloc(p->n_chroma + 1, sizeof *x), norm = 0;

	memset(ret, 0, sizeof *ret);
	for (size_t i = 0; i < p->n_chroma; i++)
		level_sum((const uint8_t (*)[CHROMA_DIMS])p->chroma + i, 1, x[i]);
	for (size_t l = 0; l < LAGS && p->n_chroma >= FRAMES_MIN; l++) {
		float *to = ret->at + l * CHROMA_DIMS, n = (float)(p->n_chroma - lags[l]);

		add_products(x, x + lags[l], p->n_chroma - lags[l], to);
		for (int s = 0; s < CHROMA_DIMS; s++) {
			to[s] /= n;
			norm += to[s] * to[s];
		}
	}
	free(x);
	for (size_t k = 0; k < SKETCH && norm > 0; k++)
		ret->at[k] /= sqrtf(norm);
	return norm > 0;
}

void piece_index_add(struct piece_index *ix, uint64_t id, const struct print *p)
{
	struct sketch s;

	if (!find_sketch(p, &s))
		return;
	ARRAY_GROW(ix->sketch, ix->n, ix->cap);
	ix->sketch[ix->n++] = s;
	ARRAY_GROW(ix->id, ix->n_ids, ix->ids_cap);
	ix->id[ix->n_ids++] = id;
}

EAR_WIDE static void likenesses(const struct sketch *of, const struct sketch *all, size_t n, float *restrict ret)
{
	for (size_t i = 0; i < n; i++) {
		float dot = 0;

		for (int k = 0; k < SKETCH; k++)
			dot += of->at[k] * all[i].at[k];
		ret[i] = dot;
	}
}

size_t piece_index_pairs(struct piece_index *ix, struct same_pair **ret_pairs)
{
	float *like = xcalloc(ix->n + 1, sizeof *like);
	uint32_t worth = (uint32_t)MIN_OF(MAX_OF(LOOKED_AT / (ix->n + 1), (size_t)WORTH_LEAST), (size_t)WORTH_MOST);
	struct links l = { 0 };

	for (size_t i = 0; i < ix->n; i++) {
		struct scored best[WORTH_MOST];
		uint32_t n = 0;

		likenesses(&ix->sketch[i], ix->sketch, ix->n, like);
		for (size_t j = 0; j < ix->n; j++)
			if (j != i && like[j] >= SKETCH_MIN && (n < worth || like[j] > best[0].score))
				best_keep(best, &n, worth, (struct scored){ (uint32_t)j, like[j] });
		for (uint32_t k = 0; k < n; k++)
			links_add(&l, i, best[k].at);
	}
	free(like);
	return links_finish(&l, 1, ix->id, ret_pairs);
}
