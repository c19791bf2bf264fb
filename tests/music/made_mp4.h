/* made_mp4.h -- MP4 files with sound as it is (ALAC, not compressed), their ends told in each of the ways there are. */
#ifndef SEGUE_TESTS_MUSIC_MADE_MP4_H
#define SEGUE_TESTS_MUSIC_MADE_MP4_H

#include "made.h"

#include <stdio.h>
#include <stdlib.h>

enum { MP4_PACKET = 1024, MP4_RATE = 44100, MP4_BYTES_MAX = 64 << 20 };

struct made_mp4 {
	size_t before, sound, behind;		/* frames; together whole packets */
	bool has_edit, has_smpb, is_short;	/* is_short: the last packet is as long as there is sound in it */
	uint32_t film_scale;			/* ticks a second of the edit */
	bool is_head_first;			/* moov before mdat */
	int sounds;				/* tracks of sound; 0 = 1 */
	bool is_late;				/* a pause before the stretch */
	bool is_in_pieces;			/* a moof behind it all */
	size_t smpb_too_many;			/* what iTunes says is wrong by so many */
};

/* A box: made_begin(), what it holds, made_end(). */
static size_t made_begin(struct buf *b, const char *type)
{
	made_be(b, 0, 4);
	buf_adds(b, type);
	return b->len - 8;
}

static void made_end(struct buf *b, size_t at)
{
	size_t n = b->len - at;

	for (int i = 0; i < 4; i++)
		b->data[at + (size_t)i] = (char)(n >> (24 - 8 * i) & 0xff);
}

static void made_zeros(struct buf *b, int n)
{
	while (n--)
		buf_add(b, "", 1);
}

struct made_bits { struct buf *to; unsigned char byte; int n; };

static void made_bits(struct made_bits *w, uint32_t value, int n)
{
	while (n--) {
		w->byte = (unsigned char)((unsigned)w->byte << 1 | (value >> n & 1));
		if (++w->n == 8) {
			char c = (char)w->byte;

			buf_add(w->to, &c, 1);
			w->n = w->byte = 0;
		}
	}
}

/* One packet of ALAC that is not compressed (its reference: a pair of channels, the samples, an end), 4102 bytes. */
static void made_packet(struct buf *b, const int16_t *frames)
{
	struct made_bits w = { .to = b };

	made_bits(&w, 1, 3);		/* a pair */
	made_bits(&w, 0, 4 + 12 + 1 + 2);
	made_bits(&w, 1, 1);		/* as it is */
	for (size_t i = 0; i < (size_t)MP4_PACKET * 2; i++)
		made_bits(&w, (uint16_t)frames[i], 16);
	made_bits(&w, 7, 3);		/* the end */
	while (w.n)
		made_bits(&w, 0, 1);
}

static void made_stbl(struct buf *b, const struct made_mp4 *m, size_t packets, size_t data_at)
{
	size_t stbl = made_begin(b, "stbl"), box = made_begin(b, "stsd"), entry, cookie;

	made_be(b, 0, 4);
	made_be(b, 1, 4);
	entry = made_begin(b, "alac");
	made_zeros(b, 6);
	made_be(b, 1, 2);
	made_zeros(b, 8);
	made_be(b, 2, 2);
	made_be(b, 16, 2);
	made_zeros(b, 4);
	made_be(b, (uint32_t)MP4_RATE << 16, 4);
	cookie = made_begin(b, "alac");
	made_be(b, 0, 4);
	made_be(b, MP4_PACKET, 4);
	made_be(b, 16 << 16 | 40 << 8 | 10, 4);
	made_be(b, 14 << 24 | 2 << 16 | 255, 4);
	made_zeros(b, 8);
	made_be(b, MP4_RATE, 4);
	made_end(b, cookie);
	made_end(b, entry);
	made_end(b, box);
	box = made_begin(b, "stts");
	made_be(b, 0, 4);
	made_be(b, m->is_short ? 2 : 1, 4);
	made_be(b, (uint32_t)(packets - m->is_short), 4);
	made_be(b, MP4_PACKET, 4);
	if (m->is_short) {
		made_be(b, 1, 4);
		made_be(b, (uint32_t)(MP4_PACKET - m->behind), 4);
	}
	made_end(b, box);
	box = made_begin(b, "stsc");
	made_be(b, 0, 4);
	made_be(b, 1, 4);
	made_be(b, 1, 4);
	made_be(b, (uint32_t)packets, 4);
	made_be(b, 1, 4);
	made_end(b, box);
	box = made_begin(b, "stsz");
	made_be(b, 0, 4);
	made_be(b, MP4_PACKET * 4 + 4, 4);
	made_be(b, (uint32_t)packets, 4);
	made_end(b, box);
	box = made_begin(b, "stco");
	made_be(b, 0, 4);
	made_be(b, 1, 4);
	made_be(b, (uint32_t)data_at, 4);
	made_end(b, box);
	made_end(b, stbl);
}

static void made_edit(struct buf *b, const struct made_mp4 *m)
{
	size_t edts = made_begin(b, "edts"), elst = made_begin(b, "elst");

	made_be(b, 0, 4);
	made_be(b, m->is_late ? 2 : 1, 4);
	if (m->is_late) {
		made_be(b, m->film_scale, 4);
		made_be(b, UINT32_MAX, 4);
		made_be(b, 0x10000, 4);
	}
	made_be(b, (uint32_t)(m->sound * m->film_scale / MP4_RATE), 4);
	made_be(b, (uint32_t)m->before, 4);
	made_be(b, 0x10000, 4);
	made_end(b, elst);
	made_end(b, edts);
}

static void made_track(struct buf *b, const struct made_mp4 *m, size_t packets, size_t data_at, uint32_t id)
{
	size_t trak = made_begin(b, "trak"), mdia, minf, box = made_begin(b, "tkhd");

	made_be(b, 7, 4);
	made_zeros(b, 8);
	made_be(b, id, 4);
	made_zeros(b, 68);
	made_end(b, box);
	if (m->has_edit)
		made_edit(b, m);
	mdia = made_begin(b, "mdia");
	box = made_begin(b, "mdhd");
	made_zeros(b, 12);
	made_be(b, MP4_RATE, 4);
	made_be(b, (uint32_t)(packets * MP4_PACKET - (m->is_short ? m->behind : 0)), 4);
	made_zeros(b, 4);
	made_end(b, box);
	box = made_begin(b, "hdlr");
	made_zeros(b, 8);
	buf_adds(b, "soun");
	made_zeros(b, 13);
	made_end(b, box);
	minf = made_begin(b, "minf");
	made_stbl(b, m, packets, data_at);
	made_end(b, minf);
	made_end(b, mdia);
	made_end(b, trak);
}

static void made_smpb(struct buf *b, const struct made_mp4 *m)
{
	size_t udta = made_begin(b, "udta"), meta = made_begin(b, "meta"), ilst, item, box;
	char text[200];

	made_be(b, 0, 4);
	box = made_begin(b, "hdlr");
	made_zeros(b, 8);
	buf_adds(b, "mdirappl");
	made_zeros(b, 9);
	made_end(b, box);
	ilst = made_begin(b, "ilst");
	item = made_begin(b, "----");
	box = made_begin(b, "mean");
	made_be(b, 0, 4);
	buf_adds(b, "com.apple.iTunes");
	made_end(b, box);
	box = made_begin(b, "name");
	made_be(b, 0, 4);
	buf_adds(b, "iTunSMPB");
	made_end(b, box);
	box = made_begin(b, "data");
	made_be(b, 1, 4);
	made_be(b, 0, 4);
	snprintf(text, sizeof text, " 00000000 %08X %08X %016zX 00000000 00000000", (unsigned)m->before, (unsigned)m->behind, m->sound + m->smpb_too_many);
	buf_adds(b, text);
	made_end(b, box);
	made_end(b, item);
	made_end(b, ilst);
	made_end(b, meta);
	made_end(b, udta);
}

static void made_moov(struct buf *b, const struct made_mp4 *m, size_t packets, size_t data_at)
{
	size_t moov = made_begin(b, "moov"), box = made_begin(b, "mvhd");

	made_zeros(b, 12);
	made_be(b, m->film_scale, 4);
	made_be(b, (uint32_t)(m->sound * m->film_scale / MP4_RATE), 4);
	made_be(b, 0x10000, 4);
	made_zeros(b, 72);
	made_be(b, 9, 4);
	made_end(b, box);
	for (int i = 0; i < MAX_OF(m->sounds, 1); i++)
		made_track(b, m, packets, data_at, (uint32_t)i + 1);
	if (m->has_smpb)
		made_smpb(b, m);
	made_end(b, moov);
}

/* frames: before + sound + behind of them, stereo. NULL: the file has no sound in it, only says so. */
__attribute__((unused))
static void made_mp4(struct buf *b, const struct made_mp4 *m, const int16_t *frames)
{
	size_t packets = (m->before + m->sound + m->behind) / MP4_PACKET, box, moov_bytes;
	struct buf moov;

	buf_init(&moov, MP4_BYTES_MAX);
	made_moov(&moov, m, packets, 0);
	moov_bytes = moov.len;
	buf_done(&moov);
	box = made_begin(b, "ftyp");
	buf_adds(b, "M4A ");
	made_be(b, 0, 4);
	buf_adds(b, "M4A mp42");
	made_end(b, box);
	if (m->is_head_first)
		made_moov(b, m, packets, b->len + moov_bytes + 8);
	box = made_begin(b, "mdat");
	for (size_t i = 0; frames && i < packets; i++)
		made_packet(b, frames + i * MP4_PACKET * 2);
	made_end(b, box);
	if (!m->is_head_first)
		made_moov(b, m, packets, box + 8);
	if (m->is_in_pieces)
		made_end(b, made_begin(b, "moof"));
}

#endif
