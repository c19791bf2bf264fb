/* stft.c -- short-time Fourier transform: windows of n samples every hop, as power spectra. */
#include "ear/room.h"

enum { STFT_BLOCK = 4096 };

enum err stft_init(struct stft *s, int n, int hop, enum window window, void (*frame)(void *, const struct stft *), void *ctx)
{
	size_t size = (size_t)n;

	*s = (struct stft){ .n = n, .hop = hop, .frame = frame, .ctx = ctx };
	s->window = xcalloc(size, sizeof *s->window);
	s->buf = xcalloc(size + STFT_BLOCK, sizeof *s->buf);
	s->power = xcalloc(size / 2 + 1, sizeof *s->power);
	s->in = fftwf_alloc_real(size);
	s->out = fftwf_alloc_complex(size / 2 + 1);
	if (!s->in || !s->out)
		return fail(ERR_LIMIT, _("no memory for an FFT of %d"), n);
	for (int i = 0; i < n; i++) {
		double c = cos(2 * M_PI * i / n);

		s->window[i] = (float)(window == WINDOW_HANN ? .5 - .5 * c : .54 - .46 * c);
	}
	/* ESTIMATE: measuring costs more than it gains on one track */
	s->plan = fftwf_plan_dft_r2c_1d(n, s->in, s->out, FFTW_ESTIMATE);
	return s->plan ? OK : fail(ERR_LIMIT, _("no plan for an FFT of %d"), n);
}

EAR_WIDE static void stft_frame(struct stft *s, const float *restrict x)
{
	float *restrict in = s->in, *restrict power = s->power;
	const float *restrict window = s->window, *restrict out = &s->out[0][0];

	for (int i = 0; i < s->n; i++)
		in[i] = x[i] * window[i];
	fftwf_execute(s->plan);
	for (int i = 0; i <= s->n / 2; i++)
		power[i] = out[2 * i] * out[2 * i] + out[2 * i + 1] * out[2 * i + 1];
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
	if (s->plan)
		fftwf_destroy_plan(s->plan);
	fftwf_free(s->in);
	fftwf_free(s->out);
	free(s->window);
	free(s->buf);
	free(s->power);
	*s = (struct stft){ 0 };
}
