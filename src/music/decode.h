/* decode.h -- inside the decode seam: what a library that knows files must offer (decode_snd.c, decode_av.c), and libav itself. */
#ifndef SEGUE_MUSIC_DECODE_H
#define SEGUE_MUSIC_DECODE_H

#include "music.h"

enum {
	DECODE_CHANNELS_MAX = 32,
	DECODE_RATE_MIN = 1000, DECODE_RATE_MAX = 6000000,	/* Hz; DSD128 as it stands is 5.6 MHz */
	DECODE_BLOCK = 4096,					/* frames read at once */
};

struct decode_source;
struct decode_source_ops {
	/* At most max frames of `channels` floats each, interleaved; 0 = the end. */
	enum err (*read)(struct decode_source *s, float *ret_frames, size_t max, size_t *ret_n);
	/* The next frame read is this one, or the end. */
	enum err (*seek)(struct decode_source *s, int64_t frame);
	void (*close)(struct decode_source *s);
};
struct decode_source {
	const struct decode_source_ops *ops;
	int rate_hz, channels;
	int64_t frames;			/* -1 = not known */
	bool is_exact;			/* `frames` is a count, not an estimate */
	unsigned damaged;		/* packets passed over so far */
	char codec[32];			/* "flac", "mp3" */
};

enum err decode_snd_open(const char *path, struct decode_source **ret_source);
enum err decode_av_open(const char *path, struct decode_source **ret_source);
/* libav's container of a file: of sound, and the file named. Below 0: libav's code. */
struct av_api;
struct AVFormatContext;
int decode_av_format(const struct av_api *av, const char *path, struct AVFormatContext **ret_format);
/* Is this a rate and a number of channels we take? ERR_PARSE, ERR_LIMIT say why not. */
enum err decode_check(const char *path, int rate_hz, int channels);

/* libswresample from one rate to another, interleaved floats in and out. ERR_MISSING: the library is not there. */
struct resampler;
enum err resampler_open(struct resampler **ret_resampler, int from_hz, int to_hz, int channels);
/* in NULL: nothing more comes; ask until 0. */
enum err resampler_run(struct resampler *r, const float *in, size_t n, float *ret_frames, size_t max, size_t *ret_n);
void resampler_close(struct resampler *r);

#endif
