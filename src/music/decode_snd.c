/* decode_snd.c -- WAV, AIFF and FLAC by libsndfile: exact lengths, exact jumps, and FLAC half as quick again as libav (AUDIO.md §0). */
#include "decode.h"

#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

struct snd_source {
	struct decode_source base;
	SNDFILE *file;
};

static enum err snd_read(struct decode_source *s, float *ret_frames, size_t max, size_t *ret_n)
{
	struct snd_source *snd = (struct snd_source *)s;
	sf_count_t n = sf_readf_float(snd->file, ret_frames, (sf_count_t)max);

	/* what cannot be read any more is the end, and told as damage */
	if (n < (sf_count_t)max && sf_error(snd->file) && !s->damaged)
		s->damaged = 1;
	*ret_n = n > 0 ? (size_t)n : 0;
	return OK;
}

static enum err snd_seek(struct decode_source *s, int64_t frame)
{
	struct snd_source *snd = (struct snd_source *)s;

	if (frame >= s->frames)
		frame = s->frames;
	return sf_seek(snd->file, frame, SEEK_SET) < 0 ? fail(ERR_IO, "%s", sf_strerror(snd->file)) : OK;
}

static void snd_close(struct decode_source *s)
{
	struct snd_source *snd = (struct snd_source *)s;

	if (snd->file)
		sf_close(snd->file);
	free(snd);
}

static const struct decode_source_ops snd_ops = { snd_read, snd_seek, snd_close };

static const char *codec_of(int format)
{
	switch (format & SF_FORMAT_TYPEMASK) {
	case SF_FORMAT_FLAC:
		return "flac";
	case SF_FORMAT_AIFF:
		return "aiff";
	default:
		return "wav";
	}
}

enum err decode_snd_open(const char *path, struct decode_source **ret_source)
{
	SF_INFO info = { 0 };
	struct snd_source *snd;
	SNDFILE *file = sf_open(path, SFM_READ, &info);
	enum err err;

	if (!file)
		return fail(ERR_PARSE, "%s: %s", path, sf_strerror(NULL));
	err = decode_check(path, info.samplerate, info.channels);
	if (err) {
		sf_close(file);
		return err;
	}
	snd = xcalloc(1, sizeof *snd);
	snd->file = file;
	snd->base = (struct decode_source){ &snd_ops, info.samplerate, info.channels, info.frames, true, 0, "" };
	strcpy(snd->base.codec, codec_of(info.format));
	*ret_source = &snd->base;
	return OK;
}
