/* stft.c -- short-time Fourier transform: windows of n samples every hop, as power spectra. */
#include "ear/room.h"

enum { STFT_BLOCK = 4096 };

enum err spectrum_init(struct spectrum *s, int n)
{
	size_t half = (size_t)n / 2;

	*s = (struct spectrum){ .n = n };
	s->power = xcalloc(half + 1, sizeof *s->power);
	s->cosine = xcalloc(half / 2 + 1, sizeof *s->cosine);
	s->sine = xcalloc(half / 2 + 1, sizeof *s->sine);
	s->spare = xcalloc(half + half / 2, sizeof *s->spare);
	s->in = fftwf_alloc_real((size_t)n);
	s->out = fftwf_alloc_complex(half);
	if (!s->in || !s->out)
		return fail(ERR_LIMIT, _("no memory for an FFT of %d"), n);
	for (size_t k = 0; k <= half / 2; k++) {
		s->cosine[k] = (float)cos(M_PI * (double)k / (double)half);
		s->sine[k] = (float)sin(M_PI * (double)k / (double)half);
	}
	/* half as many complex numbers: FFTW's real transforms take three times as long. ESTIMATE: measuring costs more than it gains on one track */
	s->plan = fftwf_plan_dft_1d(n / 2, (fftwf_complex *)s->in, s->out, FFTW_FORWARD, FFTW_ESTIMATE);
	return s->plan ? OK : fail(ERR_LIMIT, _("no plan for an FFT of %d"), n);
}

/*
 * Z is the transform of x[2k] + i x[2k + 1], m = n / 2 long. Of the even samples it is E = (Z[k] + conj Z[m - k]) / 2, of the odd ones O = -i (Z[k] - conj Z[m - k]) / 2,
 * of all X[k] = E + W O, X[m - k] = conj(E - W O), with W = exp(-i pi k / m).
 */
EAR_WIDE static void power_of(const float *restrict z, const float *restrict mirror, const float *restrict cosine, const float *restrict sine, float *restrict power,
	float *restrict back, int m)
{
	int half = m / 2;

	for (int k = 0; k < half; k++) {
		float a = z[2 * k + 2], b = z[2 * k + 3], c = mirror[2 * k], d = mirror[2 * k + 1], p = a + c, q = b - d, r = b + d, t = a - c;
		float u = r * cosine[k + 1] - t * sine[k + 1], v = -(t * cosine[k + 1] + r * sine[k + 1]);

		power[k + 1] = .25f * ((p + u) * (p + u) + (q + v) * (q + v));
		back[k] = .25f * ((p - u) * (p - u) + (q - v) * (q - v));
	}
	for (int k = 0; k < half; k++)
		power[m - 1 - k] = back[k];
	power[0] = (z[0] + z[1]) * (z[0] + z[1]);
	power[m] = (z[0] - z[1]) * (z[0] - z[1]);
}

/* The last half of m complex numbers, the last first. Apart, because what goes one way becomes vectors. */
EAR_WIDE static void turn_round(const float *restrict z, float *restrict ret, int m)
{
	for (int k = 0; k < m / 2; k++) {
		int64_t pair;

		memcpy(&pair, z + 2 * (m - 1 - k), sizeof pair);
		memcpy(ret + 2 * k, &pair, sizeof pair);
	}
}

void spectrum_run(struct spectrum *s)
{
	fftwf_execute(s->plan);
	turn_round(&s->out[0][0], s->spare, s->n / 2);
	power_of(&s->out[0][0], s->spare, s->cosine, s->sine, s->power, s->spare + s->n / 2, s->n / 2);
}

void spectrum_done(struct spectrum *s)
{
	if (s->plan)
		fftwf_destroy_plan(s->plan);
	fftwf_free(s->in);
	fftwf_free(s->out);
	free(s->power);
	free(s->cosine);
	free(s->sine);
	free(s->spare);
	*s = (struct spectrum){ 0 };
}

enum err stft_init(struct stft *s, int n, int hop, enum window window, void (*frame)(void *, const struct stft *), void *ctx)
{
	size_t size = (size_t)n;

	*s = (struct stft){ .n = n, .hop = hop, .frame = frame, .ctx = ctx };
	s->window = xcalloc(size, sizeof *s->window);
	s->buf = xcalloc(size + STFT_BLOCK, sizeof *s->buf);
	for (int i = 0; i < n; i++) {
		double c = cos(2 * M_PI * i / n);

		s->window[i] = (float)(window == WINDOW_HANN ? .5 - .5 * c : .54 - .46 * c);
	}
	enum err err = spectrum_init(&s->spectrum, n);
	s->power = s->spectrum.power;
	return err;
}

EAR_WIDE static void stft_frame(struct stft *s, const float *restrict x)
{
	float *restrict in = s->spectrum.in;
	const float *restrict window = s->window;

	for (int i = 0; i < s->n; i++)
		in[i] = x[i] * window[i];
	spectrum_run(&s->spectrum);
	s->frame(s->ctx, s);
}

void stft_feed(struct stft *s, const float *x, size_t n)
{
	size_t size = (size_t)s->n, hop = (size_t)s->hop;

	while (n) {
		size_t take = n < STFT_BLOCK ? n : STFT_BLOCK, at = 0;

		memcpy(s->buf + s->fill, x, take * sizeof *x);
		s->fill += take;
		x += take;
		n -= take;
		for (; at + size <= s->fill; at += hop)
			stft_frame(s, s->buf + at);
		if (!at)
			continue;
		s->fill -= at;
		memmove(s->buf, s->buf + at, s->fill * sizeof *s->buf);
	}
}

void stft_forget(struct stft *s)
{
	s->fill = 0;
}

void stft_done(struct stft *s)
{
	spectrum_done(&s->spectrum);
	free(s->window);
	free(s->buf);
	*s = (struct stft){ 0 };
}
