/*
 * pattern.c -- block-level patterns (Seyerlehner, Widmer, Pohle, DAFx 2010), shrunk to 457 bytes:
 *   fluctuation  how strongly each band's level swings at .35..10 Hz, 60th percentile over blocks of 12 s
 *   correlation  which bands swing together, median over blocks of 6 s
 *   contrast     peaks against valleys in 20 wide bands, ranked within blocks of 1 s, 10th percentile
 * Blocks beyond what is kept thin out what was kept: every second goes, and from then on only every second is taken.
 */
#include "ear/room.h"

#include <float.h>

enum { BANDS = 84, MODULATIONS = 36, WIDE = 20, RING = 512, LFP_HOP = 128, CP_LENGTH = 256, CP_HOP = 128, CP_BANDS = BANDS / 2,
	SCP_LENGTH = 20, SCP_HOP = 10, SCP_EVERY = 2, WIDE_BINS = 32, VALLEYS = WIDE_BINS / 10 + 1, LFP_KEPT = 128, CP_KEPT = 128, SCP_KEPT = 512, LEVEL_FRAMES = 43 };

/* Rows of numbers, a block each: as many as fit, evenly over the whole. */
struct thinned { float *row; size_t dims, max, n, stride, seen; };

struct pattern {
	int n_fft;
	int from[BANDS + 1], wide_from[WIDE + 1];
	size_t wide_n[WIDE], wide_step[WIDE];	/* the bins looked at for valleys: how many, every how many */
	float ring[RING][BANDS];	/* the last levels, dB */
	float contrast[SCP_LENGTH][WIDE];
	float level[LEVEL_FRAMES];	/* the mean of the last second's frames */
	uint64_t frames;
	struct spectrum swing;		/* of a band's level */
	struct { int bin; float part, weight; } modulation[MODULATIONS];	/* where each lies: between two bins of it */
	struct thinned lfp, cp, scp;
};

static void thinned_init(struct thinned *t, size_t dims, size_t max)
{
	*t = (struct thinned){ .row = xcalloc(dims * max, sizeof(float)), .dims = dims, .max = max, .stride = 1 };
}

/* Where the next block goes; NULL: it is not wanted. */
static float *thinned_next(struct thinned *t)
{
	if (t->seen++ % t->stride)
		return NULL;
	if (t->n == t->max) {
		for (size_t i = 0; i < t->max / 2; i++)
			memcpy(t->row + i * t->dims, t->row + 2 * i * t->dims, t->dims * sizeof(float));
		t->n = t->max / 2;
		t->stride *= 2;
		if ((t->seen - 1) % t->stride)
			return NULL;
	}
	return t->row + t->n++ * t->dims;
}

/* Hoare's selection: x[k] becomes what it would be were x sorted. */
static float nth(float *x, size_t n, size_t k)
{
	size_t low = 0, high = n - 1;

	while (low < high) {
		float pivot = x[(low + high) / 2];
		size_t i = low, j = high;

		for (;;) {
			while (x[i] < pivot)
				i++;
			while (x[j] > pivot)
				j--;
			if (i >= j)
				break;
			float swap = x[i];
			x[i++] = x[j];
			x[j--] = swap;
		}
		if (x[j] > pivot && j)
			j--;
		if (k <= j)
			high = j;
		else
			low = j + 1;
	}
	return x[k];
}

static float thinned_percentile(const struct thinned *t, size_t dim, double p)
{
	float *column = xcalloc(t->n, sizeof *column), value;

	for (size_t i = 0; i < t->n; i++)
		column[i] = t->row[i * t->dims + dim];
	value = nth(column, t->n, (size_t)((double)(t->n - 1) * p + .5));
	free(column);
	return value;
}

struct pattern *pattern_new(int n)
{
	struct pattern *p = xcalloc(1, sizeof *p);
	double hz = (double)EAR_HZ / n, edge = 40;

	p->n_fft = n;
	/* a semitone each, or a bin where that is wider */
	p->from[0] = (int)(edge / hz);
	for (int b = 1; b <= BANDS; b++) {
		double next = p->from[b - 1] * hz * exp2(1 / 12.0);
		int bin = (int)(next / hz + .5);

		p->from[b] = bin > p->from[b - 1] ? bin : p->from[b - 1] + 1;
		if (p->from[b] > n / 2)
			p->from[b] = n / 2;
	}
	for (int b = 0; b <= WIDE; b++) {
		int bin = (int)(100 * pow(10800.0 / 100, (double)b / WIDE) / hz + .5);

		p->wide_from[b] = b && bin < p->wide_from[b - 1] + 2 ? p->wide_from[b - 1] + 2 : bin;
	}
	for (int b = 0; b < WIDE; b++) {
		size_t all = (size_t)(p->wide_from[b + 1] - p->wide_from[b]);

		p->wide_step[b] = all / WIDE_BINS + 1;
		p->wide_n[b] = all / p->wide_step[b];
	}
	if (spectrum_init(&p->swing, RING))
		die("out of memory");
	for (int m = 0; m < MODULATIONS; m++) {
		/* the next modulation after the last is a neighbour only */
		double f = .35 * pow(10 / .35, m / 36.0), at = f * RING * 512 / EAR_HZ;
		int bin = (int)at;

		/* how much the ear minds a swing of this speed (Fastl; 4 Hz most) */
		p->modulation[m].weight = (float)(1 / (f / 4 + 4 / f)) / RING;
		p->modulation[m].bin = bin;
		p->modulation[m].part = (float)(at - bin);
	}
	thinned_init(&p->lfp, BANDS * MODULATIONS, LFP_KEPT);
	thinned_init(&p->cp, CP_BANDS * (CP_BANDS + 1) / 2, CP_KEPT);
	thinned_init(&p->scp, WIDE * SCP_LENGTH, SCP_KEPT);
	return p;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	spectrum_done(&p->swing);
	free(p->lfp.row);
	free(p->cp.row);
	free(p->scp.row);
	free(p);
}

static void blur(float *x, size_t n, size_t stride)
{
	static const float kernel[9] = { .05f, .1f, .25f, .5f, 1, .5f, .25f, .1f, .05f };
	float y[BANDS];

	for (size_t i = 0; i < n; i++) {
		float sum = 0, weight = 0;

		for (size_t k = 0; k < 9; k++)
			if (i + k >= 4 && i + k - 4 < n) {
				sum += x[(i + k - 4) * stride] * kernel[k];
				weight += kernel[k];
			}
		y[i] = sum / weight;
	}
	for (size_t i = 0; i < n; i++)
		x[i * stride] = y[i];
}

static void fluctuation_block(struct pattern *p)
{
	float *row = thinned_next(&p->lfp), *at = row;

	if (!row)
		return;
	for (size_t b = 0; b < BANDS; b++) {
		for (size_t i = 0; i < RING; i++)
			p->swing.in[i] = p->ring[(p->frames + i) % RING][b];
		spectrum_run(&p->swing);
		for (int m = 0; m < MODULATIONS; m++) {
			const float *power = p->swing.power + p->modulation[m].bin, part = p->modulation[m].part;

			*at++ = ((1 - part) * sqrtf(power[0]) + part * sqrtf(power[1])) * p->modulation[m].weight;
		}
	}
	for (size_t b = 0; b < BANDS; b++)
		blur(row + b * MODULATIONS, MODULATIONS, 1);
	for (size_t m = 0; m < MODULATIONS; m++)
		blur(row + m, BANDS, MODULATIONS);
}

EAR_WIDE static void correlation_block(struct pattern *p)
{
	float *row = thinned_next(&p->cp);
	static _Thread_local float x[CP_BANDS][CP_LENGTH];
	size_t k = 0;

	if (!row)
		return;
	for (size_t b = 0; b < CP_BANDS; b++) {
		float mean = 0, power = 0;

		for (size_t i = 0; i < CP_LENGTH; i++) {
			const float *level = p->ring[(p->frames + RING - CP_LENGTH + i) % RING];

			x[b][i] = level[2 * b] + level[2 * b + 1];
			mean += x[b][i] / CP_LENGTH;
		}
		for (size_t i = 0; i < CP_LENGTH; i++) {
			x[b][i] -= mean;
			power += x[b][i] * x[b][i];
		}
		for (size_t i = 0; i < CP_LENGTH; i++)
			x[b][i] /= sqrtf(power) + 1e-6f;
	}
	for (size_t a = 0; a < CP_BANDS; a++)
		for (size_t b = a; b < CP_BANDS; b++) {
			float sum = 0;

			for (size_t i = 0; i < CP_LENGTH; i++)
				sum += x[a][i] * x[b][i];
			row[k++] = sum;
		}
}

/* Each band's, the largest first: bubbles that rise in all bands side by side. */
EAR_WIDE static void sort_falling(float x[SCP_LENGTH][WIDE])
{
	for (size_t round = 0; round < SCP_LENGTH; round++)
		for (size_t i = round % 2; i + 1 < SCP_LENGTH; i += 2)
			for (size_t b = 0; b < WIDE; b++) {
				float above = x[i][b], below = x[i + 1][b];

				x[i][b] = above > below ? above : below;
				x[i + 1][b] = above > below ? below : above;
			}
}

static void contrast_block(struct pattern *p)
{
	float *row = thinned_next(&p->scp), sorted[SCP_LENGTH][WIDE];

	if (!row)
		return;
	memcpy(sorted, p->contrast, sizeof sorted);
	sort_falling(sorted);
	for (size_t b = 0; b < WIDE; b++)
		for (size_t i = 0; i < SCP_LENGTH; i++)
			row[b * SCP_LENGTH + i] = sorted[i][b];
}

/*
 * The few smallest of each wide band's bins, in order: all bands side by side, a bin of each at a time, so that it is the same steps for all of them. Of wide
 * bands a part of the bins will do.
 */
EAR_WIDE static void find_valleys(const struct pattern *p, const float *power, float least[VALLEYS][WIDE])
{
	for (size_t k = 0; k < VALLEYS; k++)
		for (size_t b = 0; b < WIDE; b++)
			least[k][b] = FLT_MAX;
	for (size_t i = 0; i < WIDE_BINS; i++) {
		float x[WIDE];

		for (size_t b = 0; b < WIDE; b++)
			x[b] = i < p->wide_n[b] ? power[p->wide_from[b] + (int)(i * p->wide_step[b])] : FLT_MAX;
		for (size_t k = 0; k < VALLEYS; k++)
			for (size_t b = 0; b < WIDE; b++) {
				float low = least[k][b] < x[b] ? least[k][b] : x[b], high = least[k][b] < x[b] ? x[b] : least[k][b];

				least[k][b] = low;
				x[b] = high;
			}
	}
}

EAR_WIDE static void contrast_frame(struct pattern *p, const struct stft *s)
{
	float *to = p->contrast[p->frames / SCP_EVERY % SCP_LENGTH], least[VALLEYS][WIDE];

	find_valleys(p, s->power, least);
	for (int b = 0; b < WIDE; b++) {
		float top = top_of(s->power + p->wide_from[b], (size_t)(p->wide_from[b + 1] - p->wide_from[b])), low = least[p->wide_n[b] / 10][b];

		to[b] = .5f * LN_2 * (fast_log2(top > 1e-10f ? top : 1e-10f) - fast_log2(low + 1e-10f));
	}
}

EAR_WIDE void pattern_frame(void *pattern, const struct stft *s)
{
	struct pattern *p = pattern;
	float *level = p->ring[p->frames % RING], mean = 0, second = 0;

	for (int b = 0; b < BANDS; b++) {
		float sum = 1e-7f;

		for (int i = p->from[b]; i < p->from[b + 1]; i++)
			sum += s->power[i];
		level[b] = 3.0103f * fast_log2(sum);
		mean += level[b] / BANDS;
	}
	p->level[p->frames % LEVEL_FRAMES] = mean;
	size_t known = p->frames + 1 < LEVEL_FRAMES ? (size_t)p->frames + 1 : LEVEL_FRAMES;
	for (size_t i = 0; i < known; i++)
		second += p->level[i] / (float)known;
	for (int b = 0; b < BANDS; b++)
		level[b] -= second;
	if (p->frames % SCP_EVERY == 0)
		contrast_frame(p, s);
	p->frames++;
	/* from here on frames is the oldest place of the ring */
	if (p->frames >= RING && (p->frames - RING) % LFP_HOP == 0)
		fluctuation_block(p);
	if (p->frames >= CP_LENGTH && (p->frames - CP_LENGTH) % CP_HOP == 0)
		correlation_block(p);
	if (p->frames >= SCP_LENGTH * SCP_EVERY && (p->frames - SCP_LENGTH * SCP_EVERY) % (SCP_HOP * SCP_EVERY) == 0)
		contrast_block(p);
}

static uint8_t byte_of(float x, float low, float high)
{
	float y = (x - low) / (high - low) * 255 + .5f;

	return y < 0 ? 0 : y > 255 ? 255 : (uint8_t)y;
}

/* Four bands by three modulations become one. */
static void shrink_fluctuation(const struct pattern *p, uint8_t *ret)
{
	for (size_t b = 0; b < BANDS / 4; b++)
		for (size_t m = 0; m < MODULATIONS / 3; m++) {
			float sum = 0;

			for (size_t i = 0; i < 12; i++)
				sum += thinned_percentile(&p->lfp, (b * 4 + i / 3) * MODULATIONS + m * 3 + i % 3, .6) / 12;
			*ret++ = byte_of(sum, 0, 1);
		}
}

static void shrink_correlation(const struct pattern *p, uint8_t *ret)
{
	static _Thread_local float full[CP_BANDS][CP_BANDS];
	size_t k = 0;

	for (size_t a = 0; a < CP_BANDS; a++)
		for (size_t b = a; b < CP_BANDS; b++)
			full[a][b] = full[b][a] = thinned_percentile(&p->cp, k++, .5);
	for (size_t a = 0; a < CP_BANDS / 3; a++)
		for (size_t b = a; b < CP_BANDS / 3; b++) {
			float sum = 0;

			for (size_t i = 0; i < 9; i++)
				sum += full[a * 3 + i / 3][b * 3 + i % 3] / 9;
			*ret++ = byte_of(sum, -1, 1);
		}
}

static void shrink_contrast(const struct pattern *p, uint8_t *ret)
{
	for (size_t b = 0; b < WIDE; b++)
		for (size_t r = 0; r < SCP_LENGTH; r += 4)
			*ret++ = byte_of(thinned_percentile(&p->scp, b * SCP_LENGTH + r, .1), 0, 8);
}

void pattern_forget(struct pattern *p)
{
	p->frames = 0;
}

void pattern_finish(struct pattern *p, struct features *ret)
{
	if (!p->lfp.n && p->frames < RING && p->frames >= CP_LENGTH)
		fluctuation_block(p);	/* what is missing of the block is silence */
	ret->has_pattern = p->lfp.n && p->cp.n && p->scp.n;
	if (!ret->has_pattern)
		return;
	shrink_fluctuation(p, ret->pattern);
	shrink_correlation(p, ret->pattern + PATTERN_FLUCTUATION);
	shrink_contrast(p, ret->pattern + PATTERN_FLUCTUATION + PATTERN_CORRELATION);
}
