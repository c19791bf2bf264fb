/*
 * sketch.c -- which tracks may be the same piece: how alike the chroma of each is to itself some half beats later and some semitones higher.  That does not change
 * with the key, nor where the piece begins, and not with the tempo the ear heard; a track has a sketch for twice that tempo, too, since it is often heard so.
 *
 * Each number is told by how far it is from what it is in the library, in its standard deviations; sketches are then compared by their cosine, each with all.
 */
#include "ear/room.h"
#include "ear/same.h"
#include "ear/steps.h"

#include "learn.h"

enum { LAGS = 24, SKETCH = LAGS * CHROMA_DIMS, TEMPI = 2, FRAMES_MIN = 54 };
/* In half beats. */
static const uint8_t lags[LAGS] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 24, 28, 32, 40, 48 };
#define BESIDE .5
/* A sketch of length 1 in integers: a product of two stays within 24 bits, and what a number is when it comes is no more than 1. */
#define UNIT 4000.f
/* Of each track so many are worth it, the likest; all together about LOOKED_AT, which are some minutes: all there are of some hundred tracks. */
enum { WORTH_LEAST = 8, WORTH_MOST = 512, LOOKED_AT = 200000 };

struct sketch { int16_t at[TEMPI][SKETCH]; };
struct piece_index {
	struct sketch *sketch;
	uint64_t *id;			/* beside them */
	size_t n, cap, ids_cap;
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

/* Sums over n of x[c + s] of the one and x[c] of the other, for each s. */
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

/* Each number the mean of products of vectors of length 1. */
static void find_sketch(const struct print *p, double half_beat, int16_t ret[SKETCH])
{
	struct steps s = steps_of(p, half_beat, BESIDE);

	steps_less_mean(&s);
	for (size_t l = 0; l < LAGS; l++) {
		float sum[CHROMA_DIMS] = { 0 };
		size_t n = s.n > lags[l] ? s.n - lags[l] : 0;

		add_products(s.at, s.at + lags[l], n, sum);
		for (int c = 0; c < CHROMA_DIMS; c++)
			ret[l * CHROMA_DIMS + (size_t)c] = n ? (int16_t)lrintf(sum[c] / (float)n * UNIT) : 0;
	}
	steps_done(&s);
}

void piece_index_add(struct piece_index *ix, uint64_t id, const struct print *p, double tempo_bpm)
{
	double half_beat = 30 / (tempo_is_known(tempo_bpm) ? tempo_bpm : TEMPO_BPM_USUAL) / PRINT_FRAME_S;

	if (p->n_chroma < FRAMES_MIN)
		return;
	ARRAY_GROW(ix->sketch, ix->n, ix->cap);
	ARRAY_GROW(ix->id, ix->n, ix->ids_cap);
	for (int t = 0; t < TEMPI; t++)
		find_sketch(p, half_beat / (1 + t), ix->sketch[ix->n].at[t]);
	ix->id[ix->n++] = id;
}

/* Less the mean of the library, by its standard deviation, of length 1. */
static void level_all(struct piece_index *ix)
{
	double mean[SKETCH] = { 0 }, spread[SKETCH] = { 0 };

	for (size_t i = 0; i < ix->n; i++)
		for (int k = 0; k < SKETCH; k++) {
			double x = (double)ix->sketch[i].at[0][k];

			mean[k] += x / (double)ix->n;
			spread[k] += x * x / (double)ix->n;
		}
	for (int k = 0; k < SKETCH; k++)
		spread[k] = sqrt(fmax(spread[k] - mean[k] * mean[k], 1));
	for (size_t i = 0; i < ix->n; i++)
		for (int t = 0; t < TEMPI; t++) {
			int16_t *at = ix->sketch[i].at[t];
			double x[SKETCH], norm = 0;

			for (int k = 0; k < SKETCH; k++) {
				x[k] = ((double)at[k] - mean[k]) / spread[k];
				norm += x[k] * x[k];
			}
			for (int k = 0; k < SKETCH; k++)
				at[k] = (int16_t)lrint(norm > 0 ? x[k] / sqrt(norm) * (double)UNIT : 0);
		}
}

/* Each against one: at the same tempo, and where either goes at half of it. */
EAR_WIDE static void likenesses(const struct sketch *of, const struct sketch *all, size_t n, int32_t *restrict ret)
{
	for (size_t i = 0; i < n; i++) {
		int32_t same = 0, twice = 0, half = 0;

		for (int k = 0; k < SKETCH; k++) {
			same += of->at[0][k] * all[i].at[0][k];
			twice += of->at[1][k] * all[i].at[0][k];
			half += of->at[0][k] * all[i].at[1][k];
		}
		ret[i] = MAX_OF(same, MAX_OF(twice, half));
	}
}

size_t piece_index_pairs(struct piece_index *ix, struct same_pair **ret_pairs)
{
	int32_t *like = xcalloc(ix->n + 1, sizeof *like);
	uint32_t worth = (uint32_t)MIN_OF(MAX_OF(LOOKED_AT / (ix->n + 1), (size_t)WORTH_LEAST), (size_t)WORTH_MOST);
	struct links l = { 0 };

	level_all(ix);
	for (size_t i = 0; i < ix->n; i++) {
		struct scored best[WORTH_MOST];
		uint32_t n = 0;

		likenesses(&ix->sketch[i], ix->sketch, ix->n, like);
		for (size_t j = 0; j < ix->n; j++)
			if (j != i && (n < worth || (float)like[j] > best[0].score))
				best_keep(best, &n, worth, (struct scored){ (uint32_t)j, (float)like[j] });
		for (uint32_t k = 0; k < n; k++)
			links_add(&l, i, best[k].at);
	}
	free(like);
	return links_finish(&l, 1, ix->id, ret_pairs);
}
