/* made.h -- small music files made on the spot, so that tests need no sound of anybody's. */
#ifndef SEGUE_TESTS_MUSIC_MADE_H
#define SEGUE_TESTS_MUSIC_MADE_H

#include "base.h"

#include <string.h>

static void made_be(struct buf *b, uint32_t n, int bytes)
{
	while (bytes--) {
		char c = (char)(n >> (8 * bytes) & 0xff);

		buf_add(b, &c, 1);
	}
}

static void made_le(struct buf *b, uint32_t n)
{
	for (int i = 0; i < 4; i++) {
		char c = (char)(n >> (8 * i) & 0xff);

		buf_add(b, &c, 1);
	}
}

/* A FLAC of one second at 44100 Hz, stereo, 16 bit, without sound; comments "KEY=value", NULL-terminated. */
__attribute__((unused))
static void made_flac(struct buf *b, const char *const *comments)
{
	struct buf c;
	size_t n = 0;

	buf_init(&c, 1 << 20);
	made_le(&c, 4);
	buf_adds(&c, "test");
	while (comments[n])
		n++;
	made_le(&c, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		made_le(&c, (uint32_t)strlen(comments[i]));
		buf_adds(&c, comments[i]);
	}
	buf_adds(b, "fLaC");
	made_be(b, 0, 1);		/* STREAMINFO */
	made_be(b, 34, 3);
	made_be(b, 4096, 2);
	made_be(b, 4096, 2);
	made_be(b, 0, 3);
	made_be(b, 0, 3);
	/* rate:20, channels-1:3, bits-1:5, samples:36 */
	made_be(b, 44100u << 12 | 1u << 9 | 15u << 4, 4);
	made_be(b, 44100, 4);
	for (int i = 0; i < 16; i++)
		made_be(b, 0, 1);
	made_be(b, 0x84, 1);		/* last block, VORBIS_COMMENT */
	made_be(b, (uint32_t)c.len, 3);
	buf_add(b, c.data, c.len);
	buf_done(&c);
}

/* One ID3v2.3 text frame in Latin-1. */
__attribute__((unused))
static void made_frame(struct buf *b, const char *id, const char *text, size_t n)
{
	buf_adds(b, id);
	made_be(b, (uint32_t)n + 1, 4);
	made_be(b, 0, 2);
	made_be(b, 0, 1);
	buf_add(b, text, n);
}

/* The head of an ID3v2.3 tag, and `frames`. */
__attribute__((unused))
static void made_id3(struct buf *b, const struct buf *frames)
{
	uint32_t n = (uint32_t)frames->len;

	buf_adds(b, "ID3\x03");
	made_be(b, 0, 2);
	for (int i = 3; i >= 0; i--)
		made_be(b, n >> (7 * i) & 0x7f, 1);
	buf_add(b, frames->data, frames->len);
}

/* That, if there are frames, and then 20 silent MPEG 1 layer 3 frames of 128 kbit/s at 44100 Hz. */
__attribute__((unused))
static void made_mp3(struct buf *b, const struct buf *frames)
{
	char sound[417] = { (char)0xff, (char)0xfb, (char)0x90, 0x00 };

	if (frames)
		made_id3(b, frames);
	for (int i = 0; i < 20; i++)
		buf_add(b, sound, sizeof sound);
}

/* 10 ADTS frames of 128 bytes, 44100 Hz, stereo. */
__attribute__((unused))
static void made_adts(struct buf *b)
{
	char sound[128] = { (char)0xff, (char)0xf1, 0x50, (char)0x80, 128 >> 3, (char)0x1f, (char)0xfc };

	for (int i = 0; i < 10; i++)
		buf_add(b, sound, sizeof sound);
}

/* A DSF of one second, 2822400 Hz, stereo, without its sound; the tag follows its head. */
__attribute__((unused))
static void made_dsf(struct buf *b, const struct buf *frames)
{
	static const uint32_t rest[] = { 52, 0, 1, 0, 2, 2, 2822400, 1, 2822400, 0, 4096, 0 };

	buf_adds(b, "DSD ");
	made_le(b, 28);
	made_le(b, 0);
	made_le(b, 0);		/* the whole file, which nobody asks */
	made_le(b, 0);
	made_le(b, 80);		/* where the tag is */
	made_le(b, 0);
	buf_adds(b, "fmt ");
	for (size_t i = 0; i < COUNT_OF(rest); i++)
		made_le(b, rest[i]);
	made_id3(b, frames);
}

/* A WMA whose list of tags says it holds 65535 and holds none. */
__attribute__((unused))
static void made_lying_asf(struct buf *b)
{
	static const char head[] = "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c",
		list[] = "\x40\xa4\xd0\xd2\x07\xe3\xd2\x11\x97\xf0\x00\xa0\xc9\x5e\xa8\x50";

	buf_add(b, head, 16);
	made_le(b, 56);		/* size, 64 bits */
	made_le(b, 0);
	made_le(b, 1);		/* objects */
	made_be(b, 0x0102, 2);
	buf_add(b, list, 16);
	made_le(b, 26);
	made_le(b, 0);
	made_be(b, 0xffff, 2);	/* tags */
}

#endif
