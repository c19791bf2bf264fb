/*
 * decode.c -- the decode seam: a file in, blocks of floats out, in memory that does not grow with the file.
 *
 *	libsndfile or libav ─▶ the range asked for ─▶ no NaN, no Inf ─▶ mono (if asked) ─▶ libswresample (if asked) ─▶ the caller
 */
#include "decode.h"
#include "sniff.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 80 dB over full scale: what a broken header makes of a sample must not drown a sum of squares. */
static const float sample_max = 1e4f;

struct decoder {
	char *path;
	struct decode_source *source;
	bool by_libav;			/* the source is libav's, or was to be */
	int64_t source_at;		/* the frame it gives next */
	struct decode_info info;
	struct resampler *resampler;	/* NULL: the source's rate */
	float *block, *mixed;		/* what the source gave; made mono of */
	const float *at;		/* not yet given */
	size_t n;			/* frames there */
	int64_t left;			/* frames of the source still to be read; INT64_MAX: to the end */
	bool is_over;			/* the source is */
};

enum err decode_check(const char *path, int rate_hz, int channels)
{
	if (rate_hz < DECODE_RATE_MIN || rate_hz > DECODE_RATE_MAX)
		return fail(ERR_PARSE, _("%s: a sampling rate of %d Hz"), path, rate_hz);
	if (channels < 1)
		return fail(ERR_PARSE, _("%s: there is no sound in it"), path);
	if (channels > DECODE_CHANNELS_MAX)
		return fail(ERR_LIMIT, _("%s: %d channels; at most %d"), path, channels, DECODE_CHANNELS_MAX);
	return OK;
}

/* ERR_IO with the system's words for what cannot be read at all. A pipe is not waited for. */
static enum err sniff(const char *path, enum format *ret_format)
{
	uint8_t head[SNIFF_BYTES];
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t n;

	if (fd < 0)
		return fail_errno(ERR_IO, _("cannot open %s"), path);
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return fail(ERR_IO, _("%s is no file"), path);
	}
	n = pread(fd, head, sizeof head, 0);
	if (n < 0) {
		fail_errno(ERR_IO, _("cannot read %s"), path);
		close(fd);
		return ERR_IO;
	}
	close(fd);
	*ret_format = sniff_content(head, (size_t)n);
	return n ? OK : fail(ERR_PARSE, _("%s is empty"), path);
}

static enum err open_source(struct decoder *d)
{
	enum format format;
	enum err err = sniff(d->path, &format);

	if (err)
		return err;
	/* a WAV may hold anything: what libsndfile does not know libav may */
	if (format == FORMAT_WAV || format == FORMAT_AIFF || format == FORMAT_FLAC) {
		err = decode_snd_open(d->path, &d->source);
		if (!err || err == ERR_LIMIT)
			return err;
	}
	d->by_libav = true;
	return decode_av_open(d->path, &d->source);
}

/* libsndfile ends where a file is damaged; libav passes over that and reads what is behind it. False: there is no more. */
static bool read_behind_damage(struct decoder *d)
{
	struct decode_source *was = d->source, *s = NULL;

	d->by_libav = true;
	if (decode_av_open(d->path, &s))
		return false;
	if (s->rate_hz != was->rate_hz || s->channels != was->channels || s->ops->seek(s, d->source_at)) {
		s->ops->close(s);
		return false;
	}
	was->ops->close(was);
	d->source = s;
	return true;
}

/* The part of the file that was asked for. */
static enum err set_range(struct decoder *d, const struct decode_want *want)
{
	struct decode_source *s = d->source;
	int64_t from = want->start_ms * s->rate_hz / 1000, to = want->end_ms > 0 ? want->end_ms * s->rate_hz / 1000 : INT64_MAX;

	if (want->start_ms < 0 || (want->end_ms > 0 && to <= from))
		return fail(ERR_ARG, _("a stretch from %lld to %lld ms is none"), (long long)want->start_ms, (long long)want->end_ms);
	if (s->frames >= 0)
		d->info.frames = MAX_OF(0, MIN_OF(s->frames, to) - from);
	else
		d->info.frames = to == INT64_MAX ? -1 : to - from;
	d->left = to == INT64_MAX ? INT64_MAX : to - from;
	d->source_at = from;
	if (!from)
		return OK;
	return s->ops->seek(s, from);
}

enum err decode_open(struct decoder **ret_decoder, const char *path, const struct decode_want *want)
{
	struct decoder *d = xcalloc(1, sizeof *d);
	struct decode_source *s;
	enum err err;

	d->path = xstrdup(path);
	err = open_source(d);
	if (err)
		goto out;
	s = d->source;
	d->info = (struct decode_info){ .source_rate_hz = s->rate_hz, .source_channels = s->channels, .is_exact = s->is_exact, .codec = s->codec,
		.rate_hz = want->rate_hz > 0 ? want->rate_hz : s->rate_hz, .channels = want->is_mono ? 1 : s->channels };
	err = set_range(d, want);
	if (!err && d->info.rate_hz != s->rate_hz) {
		err = resampler_open(&d->resampler, s->rate_hz, d->info.rate_hz, d->info.channels);
		if (d->info.frames > 0)
			d->info.frames = (int64_t)((double)d->info.frames * d->info.rate_hz / s->rate_hz + 0.5);
	}
	if (err)
		goto out;
	d->block = xreallocarray(NULL, (size_t)DECODE_BLOCK * (size_t)s->channels, sizeof *d->block);
	if (want->is_mono && s->channels > 1)
		d->mixed = xreallocarray(NULL, DECODE_BLOCK, sizeof *d->mixed);
	*ret_decoder = d;
	return OK;
out:
	decode_close(d);
	return err;
}

void decode_close(struct decoder *d)
{
	if (!d)
		return;
	resampler_close(d->resampler);
	if (d->source)
		d->source->ops->close(d->source);
	free(d->block);
	free(d->mixed);
	free(d->path);
	free(d);
}

const struct decode_info *decode_facts(const struct decoder *d)
{
	return &d->info;
}

/* What is no number is silence. */
static uint64_t clean(float *samples, size_t n)
{
	uint64_t bad = 0;

	for (size_t i = 0; i < n; i++)
		if (!(fabsf(samples[i]) <= sample_max)) {
			samples[i] = isnan(samples[i]) || isinf(samples[i]) ? 0 : copysignf(sample_max, samples[i]);
			bad++;
		}
	return bad;
}

static void mix(const float *in, size_t n, size_t channels, float *out)
{
	float part = 1 / (float)channels;

	if (channels == 2) {
		for (size_t i = 0; i < n; i++)
			out[i] = (in[2 * i] + in[2 * i + 1]) * 0.5f;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		float sum = 0;

		for (size_t c = 0; c < channels; c++)
			sum += in[i * channels + c];
		out[i] = sum * part;
	}
}

/* The next block of the source, cleaned and mixed, at d->at. */
static enum err refill(struct decoder *d)
{
	struct decode_source *s = d->source;
	size_t want = (size_t)MIN_OF((int64_t)DECODE_BLOCK, d->left), got = 0;
	enum err err = want ? s->ops->read(s, d->block, want, &got) : OK;

	if (!err && !got && s->damaged && !d->by_libav && read_behind_damage(d)) {
		d->info.damaged = 1;	/* should libav not mind it */
		s = d->source;
		err = s->ops->read(s, d->block, want, &got);
	}
	if (err)
		return err;
	d->source_at += (int64_t)got;
	d->info.damaged = MAX_OF(d->info.damaged, s->damaged);
	d->is_over = !got;
	if (d->left != INT64_MAX)
		d->left -= (int64_t)got;
	d->info.not_numbers += clean(d->block, got * (size_t)s->channels);
	if (d->mixed)
		mix(d->block, got, (size_t)s->channels, d->mixed);
	d->at = d->mixed ? d->mixed : d->block;
	d->n = got;
	return OK;
}

static enum err read_resampled(struct decoder *d, float *ret_frames, size_t max, size_t *ret_n)
{
	size_t got = 0;
	/* what it still has comes first: it is to keep no more than a block */
	enum err err = resampler_run(d->resampler, d->block, 0, ret_frames, max, &got);

	while (!err && !got) {
		if (!d->is_over)
			err = refill(d);
		if (!err)
			err = resampler_run(d->resampler, d->is_over ? NULL : d->at, d->n, ret_frames, max, &got);
		d->n = 0;
		if (d->is_over)
			break;
	}
	if (!err)
		*ret_n = got;
	return err;
}

enum err decode_read(struct decoder *d, float *ret_frames, size_t max, size_t *ret_n)
{
	size_t channels = (size_t)d->info.channels, n;

	if (d->resampler)
		return read_resampled(d, ret_frames, max, ret_n);
	if (!d->n && !d->is_over) {
		enum err err = refill(d);

		if (err)
			return err;
	}
	n = MIN_OF(d->n, max);
	if (n)
		memcpy(ret_frames, d->at, n * channels * sizeof *ret_frames);
	d->at += n * channels;
	d->n -= n;
	*ret_n = n;
	return OK;
}
