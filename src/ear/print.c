/*
 * print.c -- by what the same music is known again: Chromaprint's fingerprint of the first two minutes (the same recording, however it is encoded) and
 * which pitch classes sound when, over the whole (the same piece, whoever plays it).
 *
 * As bytes: version, number of subfingerprints, number of chroma frames (16 bits each), the subfingerprints (32 bits each), the frames (6 bytes each: 12
 * classes of 4 bits, C first, the strongest of a frame 15, a silent one all 0); little-endian.
 */
#include "ear/print.h"

#include <dlfcn.h>

enum { FORM = 1, HEAD = 6, FRAME_BYTES = CHROMA_DIMS / 2 };
#define LOW_HZ 80.
#define HIGH_HZ 2000.
#define C0_HZ 16.351597831287414

/* Fetched when a child first listens: linked, it would map libavcodec and its hundred libraries in every player. */
#define FUNCTIONS(X) \
	X(chromaprint_new) X(chromaprint_free) X(chromaprint_start) X(chromaprint_feed) X(chromaprint_finish) X(chromaprint_get_raw_fingerprint) \
	X(chromaprint_dealloc)

static struct {
#define X(name) __typeof__(name) *name;
	FUNCTIONS(X)
#undef X
} api;

static bool load(void)
{
	static int known;		/* 1: it is there, -1: it is not */
	void *lib = known ? NULL : dlopen("libchromaprint.so.1", RTLD_NOW | RTLD_LOCAL);	/* never closed */

	if (known)
		return known > 0;
	known = lib ? 1 : -1;
#define X(name) \
	/* POSIX: the object pointer dlsym returns may stand for a function; copied because C has no cast for it */ \
	if (lib) \
		memcpy(&api.name, &(void *){ dlsym(lib, #name) }, sizeof api.name); \
	if (!api.name) \
		known = -1;
	FUNCTIONS(X)
#undef X
	return known > 0;
}

static void print_frame(void *print, const struct stft *s);

/* A windowed sinc that halves the rate: 47 taps, every second of which is 0; Blackman. */
static void find_taps(float ret[HALF_TAPS])
{
	double sum = 0, tap[HALF_TAPS];

	for (int k = 0; k < HALF_TAPS; k++) {
		double at = 2 * k + 1, t = at / (2 * HALF_TAPS);

		tap[k] = sin(M_PI * at / 2) / (M_PI * at) * (.42 + .5 * cos(M_PI * t) + .08 * cos(2 * M_PI * t));
		sum += 2 * tap[k];
	}
	for (int k = 0; k < HALF_TAPS; k++)
		ret[k] = (float)(tap[k] * .5 / sum);
}

enum err print_init(struct print_ear *p)
{
	*p = (struct print_ear){ .n_fed = 0 };
	find_taps(p->tap);
	if (load())
		p->chromaprint = api.chromaprint_new(CHROMAPRINT_ALGORITHM_DEFAULT);
	/* at its own rate: its resampler would take four times as long as all the rest of it */
	if (p->chromaprint && !api.chromaprint_start(p->chromaprint, PRINT_HZ, 1)) {
		api.chromaprint_free(p->chromaprint);
		p->chromaprint = NULL;
	}
	return stft_init(&p->stft, PRINT_HOP, PRINT_HOP, WINDOW_HANN, print_frame, p);
}

void print_done(struct print_ear *p)
{
	if (p->chromaprint)
		api.chromaprint_free(p->chromaprint);
	stft_done(&p->stft);
	free(p->frames);
	p->chromaprint = NULL;
	p->frames = NULL;
}

EAR_WIDE static void to_int16(const float *restrict x, size_t n, int16_t *restrict ret)
{
	for (size_t i = 0; i < n; i++) {
		float y = x[i] * 32767;

		ret[i] = (int16_t)(y > 32767 ? 32767 : y < -32768 ? -32768 : y);
	}
}

/* n of them at half the rate, out of 2 n + 4 HALF_TAPS. */
EAR_WIDE static void halve(const float tap[HALF_TAPS], const float *restrict x, size_t n, float *restrict ret)
{
	float even[HALF_BLOCK + 2 * HALF_TAPS];

	for (size_t i = 0; i < n + 2 * HALF_TAPS; i++)
		even[i] = x[2 * i];
	for (size_t i = 0; i < n; i++)
		ret[i] = .5f * x[2 * (i + HALF_TAPS) - 1];
	for (size_t k = 0; k < HALF_TAPS; k++)
		for (size_t i = 0; i < n; i++)
			ret[i] += tap[k] * (even[i + HALF_TAPS - 1 - k] + even[i + HALF_TAPS + k]);
}

static void feed_half(struct print_ear *p, const float *x, size_t n)
{
	int16_t block[HALF_BLOCK];

	stft_feed(&p->stft, x, n);
	if (!p->chromaprint || p->n_fed >= (uint64_t)PRINT_S * PRINT_HZ)
		return;
	to_int16(x, n, block);
	if (api.chromaprint_feed(p->chromaprint, block, (int)n))
		p->n_fed += n;
}

void print_feed(struct print_ear *p, const float *x, size_t n)
{
	float half[HALF_BLOCK];

	while (n) {
		size_t take = MIN_OF(n, COUNT_OF(p->x) - p->n_x), made;

		memcpy(p->x + p->n_x, x, take * sizeof *x);
		p->n_x += take;
		x += take;
		n -= take;
		if (p->n_x < COUNT_OF(p->x))
			return;
		made = HALF_BLOCK;
		halve(p->tap, p->x, made, half);
		feed_half(p, half, made);
		p->n_x -= 2 * made;
		memmove(p->x, p->x + 2 * made, p->n_x * sizeof *p->x);
	}
}

/* What is left, with silence behind it. */
static void feed_rest(struct print_ear *p)
{
	float half[HALF_BLOCK];
	size_t n = p->n_x > 2 * HALF_TAPS ? (p->n_x - 2 * HALF_TAPS + 1) / 2 : 0;

	memset(p->x + p->n_x, 0, (COUNT_OF(p->x) - p->n_x) * sizeof *p->x);
	halve(p->tap, p->x, MIN_OF(n, (size_t)HALF_BLOCK), half);
	if (n)
		feed_half(p, half, MIN_OF(n, (size_t)HALF_BLOCK));
	p->n_x = 0;
}

EAR_WIDE static void add_tones(float *frame, const float *power, int low, int high, float largest)
{
	const double hz = (double)PRINT_HZ / PRINT_HOP;
	int peak[PEAKS_MAX + 1];
	size_t n = find_peaks(power, low, high, largest * .0004f, peak);

	for (size_t i = 0; i < n; i++) {
		double thirds = PRINT_FINE / 12 * 12 * log2(peak_bin(power, peak[i]) * hz / C0_HZ);
		int class = (int)floor(thirds + .5) % PRINT_FINE;

		/* the loudest tone must not be all there is: a fourth root of the power */
		frame[class] += sqrtf(sqrtf(power[peak[i]] / largest));
	}
}

static void print_frame(void *print, const struct stft *s)
{
	struct print_ear *p = print;
	double hz = (double)PRINT_HZ / PRINT_HOP;
	int low = (int)(LOW_HZ / hz), high = (int)(HIGH_HZ / hz);
	float largest, *frame;

	if (p->n == PRINT_FRAMES_MAX)
		return;
	if (!p->frames)
		p->frames = xcalloc(PRINT_FRAMES_MAX, sizeof *p->frames);
	frame = p->frames[p->n++];
	largest = top_of(s->power + low, (size_t)(high - low + 1));
	if (largest >= 1e-3f)		/* -100 dBFS of a sine */
		add_tones(frame, s->power, low, high, largest);
}

static void put_16(uint8_t *at, size_t x)
{
	at[0] = (uint8_t)(x & 255);
	at[1] = (uint8_t)(x >> 8);
}

/* Semitones out of thirds of them, a tuning taken out; the strongest becomes 15. */
static void shrink(const float *fine, int off, uint8_t ret[FRAME_BYTES])
{
	float class[CHROMA_DIMS], top = 0;

	for (int c = 0; c < CHROMA_DIMS; c++) {
		class[c] = 0;
		for (int k = -1; k <= 1; k++)
			class[c] += fine[(c * (PRINT_FINE / 12) + off + k + PRINT_FINE) % PRINT_FINE];
		top = fmaxf(top, class[c]);
	}
	memset(ret, 0, FRAME_BYTES);
	for (int c = 0; c < CHROMA_DIMS && top > 0; c++)
		ret[c / 2] |= (uint8_t)((unsigned)(class[c] / top * 15 + .5f) << (c % 2 * 4));
}

/* Which third of a semitone the tones stand on, as most of them do. */
static int find_tuning(const struct print_ear *p)
{
	double sum[PRINT_FINE / 12] = { 0 };
	int best = 0;

	for (size_t i = 0; i < p->n; i++)
		for (int k = 0; k < PRINT_FINE; k++)
			sum[k % (PRINT_FINE / 12)] += (double)p->frames[i][k];
	for (int k = 1; k < PRINT_FINE / 12; k++)
		best = sum[k] > sum[best] ? k : best;
	return best == 2 ? -1 : best;
}

enum err print_finish(struct print_ear *p, struct buf *out)
{
	uint8_t head[HEAD] = { FORM, 0 }, bytes[FRAME_BYTES];
	uint32_t *raw = NULL;
	int n = 0, off;
	enum err err;

	feed_rest(p);
	off = find_tuning(p);
	if (p->chromaprint && p->n_fed && (!api.chromaprint_finish(p->chromaprint) || !api.chromaprint_get_raw_fingerprint(p->chromaprint, &raw, &n)))
		n = 0;
	n = n < 0 ? 0 : n > PRINT_RAW_MAX ? PRINT_RAW_MAX : n;
	put_16(head + 2, (size_t)n);
	put_16(head + 4, p->n);
	err = buf_add(out, head, sizeof head);
	for (int i = 0; !err && i < n; i++) {
		put_16(bytes, raw[i] & 0xffff);
		put_16(bytes + 2, raw[i] >> 16);
		err = buf_add(out, bytes, 4);
	}
	for (size_t i = 0; !err && i < p->n; i++) {
		shrink(p->frames[i], off, bytes);
		err = buf_add(out, bytes, FRAME_BYTES);
	}
	if (raw)
		api.chromaprint_dealloc(raw);
	return err;
}

enum err print_unpack(const char *bytes, size_t n, struct print *ret)
{
	const uint8_t *at = (const uint8_t *)bytes;
	struct print p = { 0 };

	if (n < HEAD || at[0] != FORM || at[1])
		return fail(ERR_PARSE, _("this is no fingerprint"));
	p.n_raw = (size_t)at[2] | (size_t)at[3] << 8;
	p.n_chroma = (size_t)at[4] | (size_t)at[5] << 8;
	if (p.n_raw > PRINT_RAW_MAX || p.n_chroma > PRINT_FRAMES_MAX || n != HEAD + 4 * p.n_raw + FRAME_BYTES * p.n_chroma)
		return fail(ERR_PARSE, _("this is no fingerprint"));
	p.raw = xcalloc(p.n_raw + 1, sizeof *p.raw);
	p.chroma = xcalloc(p.n_chroma + 1, sizeof *p.chroma);
	at += HEAD;
	for (size_t i = 0; i < p.n_raw; i++, at += 4)
		p.raw[i] = (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
	for (size_t i = 0; i < p.n_chroma; i++, at += FRAME_BYTES)
		for (int c = 0; c < CHROMA_DIMS; c++)
			p.chroma[i][c] = (uint8_t)(at[c / 2] >> (c % 2 * 4) & 15);
	*ret = p;
	return OK;
}

void print_free(struct print *p)
{
	free(p->raw);
	free(p->chroma);
	*p = (struct print){ 0 };
}
