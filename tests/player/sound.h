/* sound.h -- small sound files for the tests: noise that is the same every time, so that no two stretches of it are alike. */
#ifndef SEGUE_TEST_SOUND_H
#define SEGUE_TEST_SOUND_H

#include "base.h"

#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SOUND_RATE = 44100, SOUND_CHANNELS = 2 };

__attribute__((unused))
static int16_t *sound_noise(size_t frames)
{
	int16_t *samples = xmalloc(frames * SOUND_CHANNELS * sizeof *samples);
	struct rng r;

	rng_seed(&r, 1);
	for (size_t i = 0; i < frames * SOUND_CHANNELS; i++)
		samples[i] = (int16_t)(rng_next(&r) % 20000 - 10000);
	return samples;
}

__attribute__((unused))
static bool sound_write(const char *path, int format, const int16_t *samples, size_t frames)
{
	SF_INFO info = { .samplerate = SOUND_RATE, .channels = SOUND_CHANNELS, .format = format | SF_FORMAT_PCM_16 };
	SNDFILE *f = sf_open(path, SFM_WRITE, &info);
	bool good = f && sf_writef_short(f, samples, (sf_count_t)frames) == (sf_count_t)frames;

	if (f)
		sf_close(f);
	return good;
}

static void sound_add_le32(struct buf *b, size_t n)
{
	buf_add(b, (char[]){ (char)n, (char)(n >> 8), (char)(n >> 16), (char)(n >> 24) }, 4);
}

/* Puts tags into a FLAC file: its Vorbis comment block is replaced (FLAC format, RFC 9639, 8.6). */
__attribute__((unused))
static bool sound_tag_flac(const char *path, const char *const *comments, size_t n_comments)
{
	struct buf out, block;
	size_t at = 4, n;
	char *in, is_last = 0;
	bool good;

	if (read_file(path, 64 << 20, &in, &n))
		return false;
	buf_init(&out, 64 << 20);
	buf_init(&block, 1 << 16);
	buf_add(&out, in, 4);
	while (!is_last && at + 4 <= n) {
		size_t length = (size_t)(unsigned char)in[at + 1] << 16 | (size_t)(unsigned char)in[at + 2] << 8 | (unsigned char)in[at + 3];
		char type = in[at] & 0x7f;

		is_last = in[at] & (char)0x80;
		if (type != 4) {
			buf_add(&out, &type, 1);
			buf_add(&out, in + at + 1, 3 + length);
		}
		at += 4 + length;
	}
	sound_add_le32(&block, 0);	/* no vendor */
	sound_add_le32(&block, n_comments);
	for (size_t i = 0; i < n_comments; i++) {
		sound_add_le32(&block, strlen(comments[i]));
		buf_adds(&block, comments[i]);
	}
	buf_add(&out, (char[]){ (char)0x84, (char)(block.len >> 16), (char)(block.len >> 8), (char)block.len }, 4);
	buf_add(&out, block.data, block.len);
	buf_add(&out, in + at, n - at);
	good = !write_file(path, out.data, out.len, 0600);
	buf_done(&out);
	buf_done(&block);
	free(in);
	return good;
}

#endif
