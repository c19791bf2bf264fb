/*
 * mp4.c -- where the sound of an MP4 file ends.
 *
 * An encoder of AAC fills its last packet up, with up to a thousand samples that nobody recorded, and decoders hand them out: a gap between two tracks
 * that have none.  The file says three times over what is sound (ISO/IEC 14496-12 8.6; iTunSMPB is Apple's, Technical Q&A QA1636):
 *
 *	moov ─┬─ mvhd                         ticks a second of the film
 *	      ├─ trak ─┬─ edts ─ elst         which stretch of the track is heard, in ticks of the film (often no finer than a millisecond)
 *	      │        └─ mdia ─┬─ mdhd       ticks a second of the track
 *	      │                 ├─ hdlr       "soun"
 *	      │                 └─ minf ─ stbl ─ stts     how long its packets are; the last one is as long as there is sound in it
 *	      └─ udta ─ meta ─ ilst ─ ----    "iTunSMPB": samples put before, samples put behind, samples of sound
 *
 * The earliest of these ends holds, of those that can be true.  Only headers are read, wherever they lie; what a box holds is passed over.
 */
#include "mp4.h"
#include "music.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BOXES_MAX = 10000, LEVELS_MAX = 12, HANDLER_LEVEL = 4, RUNS_MAX = 4096, SLACK_TICKS = 4096, SCALE_MAX = 768000 };
#define TICKS_MAX ((uint64_t)1 << 40)

struct mp4_track {
	bool is_sound, has_edit, is_odd;	/* odd: nothing is to be made of it */
	uint32_t scale;		/* ticks a second */
	uint64_t length;	/* ticks, of all packets */
	uint64_t from, stretch;	/* the edit: the first tick heard; how long, in ticks of the film, 0: to the end */
};

struct film {
	int fd;
	unsigned boxes;
	uint32_t scale;
	bool is_odd;
	unsigned sounds;
	struct mp4_track sound, track;	/* the one of sound; the one being read */
	bool is_smpb;			/* the item being read is iTunes' */
	uint64_t before, behind, count;	/* what that says; count 0: nothing */
};

struct box { char type[5]; uint64_t at, end; };	/* what it holds, in the file */

static uint64_t big_endian(const unsigned char *p, int n)
{
	uint64_t v = 0;

	while (n--)
		v = v << 8 | *p++;
	return v;
}

/* Exactly n bytes, if the box has them there. */
static bool get(const struct film *f, const struct box *b, uint64_t offset, void *to, size_t n)
{
	return b->end - b->at >= offset && b->end - b->at - offset >= n && pread(f->fd, to, n, (off_t)(b->at + offset)) == (ssize_t)n;
}

/* The box that begins at `at`; false: there is none, or too many were read. */
static bool box_at(struct film *f, uint64_t at, uint64_t end, struct box *ret_box)
{
	struct box whole = { .at = at, .end = end };
	unsigned char head[16];
	uint64_t size, n_head = 8;

	if (at >= end || ++f->boxes > BOXES_MAX || !get(f, &whole, 0, head, 8))
		return false;
	size = big_endian(head, 4);
	if (size == 1) {
		n_head = 16;
		if (!get(f, &whole, 0, head, 16))
			return false;
		size = big_endian(head + 8, 8);
	} else if (!size) {
		size = end - at;	/* to the end */
	}
	if (size < n_head || size > end - at)
		return false;
	memcpy(ret_box->type, head + 4, 4);
	ret_box->type[4] = 0;
	ret_box->at = at + n_head;
	ret_box->end = at + size;
	return true;
}

/* ---- what single boxes say ---- */

/* mvhd and mdhd have their scale at the same place, behind two dates. */
static uint32_t read_scale(const struct film *f, const struct box *b)
{
	unsigned char bytes[24];

	if (!get(f, b, 0, bytes, sizeof bytes))
		return 0;
	return (uint32_t)big_endian(bytes + (bytes[0] ? 20 : 12), 4);
}

static void read_handler(struct film *f, const struct box *b)
{
	char type[4];

	f->track.is_sound = get(f, b, 8, type, 4) && !memcmp(type, "soun", 4);
}

/* One stretch, at its own speed, is understood; a pause before it, or several, are not. */
static void read_edits(struct film *f, const struct box *b)
{
	unsigned char bytes[28];
	size_t width;

	f->track.is_odd = true;
	if (!get(f, b, 0, bytes, 8) || bytes[0] > 1 || big_endian(bytes + 4, 4) != 1)
		return;
	width = bytes[0] ? 8 : 4;
	if (!get(f, b, 8, bytes, 2 * width + 4) || big_endian(bytes + 2 * width, 4) != 0x10000)
		return;
	f->track.stretch = big_endian(bytes, (int)width);
	f->track.from = big_endian(bytes + width, (int)width);
	f->track.has_edit = true;
	f->track.is_odd = f->track.stretch > TICKS_MAX || f->track.from > (width == 8 ? TICKS_MAX : INT32_MAX);
}

/* Runs of packets of one length: a few, in sound. */
static void read_lengths(struct film *f, const struct box *b)
{
	unsigned char bytes[8];
	uint64_t n;

	if (!get(f, b, 4, bytes, 4) || (n = big_endian(bytes, 4)) > RUNS_MAX) {
		f->track.is_odd = true;
		return;
	}
	f->track.length = 0;
	for (uint64_t i = 0; i < n; i++) {
		uint64_t run;

		if (!get(f, b, 8 + 8 * i, bytes, 8)) {
			f->track.is_odd = true;
			return;
		}
		run = big_endian(bytes, 4) * big_endian(bytes + 4, 4);
		if (run > TICKS_MAX || f->track.length + run > TICKS_MAX) {
			f->track.is_odd = true;
			return;
		}
		f->track.length += run;
	}
}

static void read_item_name(struct film *f, const struct box *b)
{
	static const char name[] = "iTunSMPB";
	char bytes[sizeof name - 1];

	f->is_smpb = b->end - b->at == 4 + sizeof bytes && get(f, b, 4, bytes, sizeof bytes) && !memcmp(bytes, name, sizeof bytes);
}

/* " 00000000 00000840 000001CA 00000000003F31F6 …": nothing, before, behind, sound; hexadecimal. */
static void read_item(struct film *f, const struct box *b)
{
	unsigned long long before, behind, count;
	char text[64];
	size_t n = MIN_OF(sizeof text - 1, (size_t)(b->end - b->at > 8 ? b->end - b->at - 8 : 0));

	if (!f->is_smpb || !get(f, b, 8, text, n))
		return;
	text[n] = 0;
	if (sscanf(text, " %*8x %8llx %8llx %16llx", &before, &behind, &count) != 3 || before > TICKS_MAX || behind > TICKS_MAX || count > TICKS_MAX)
		return;
	f->before = before;
	f->behind = behind;
	f->count = count;
}

/* ---- the tree ---- */

static void read_box(struct film *f, const struct box *b, int level);

static void read_all(struct film *f, uint64_t at, uint64_t end, int level)
{
	struct box b;

	while (level < LEVELS_MAX && box_at(f, at, end, &b)) {
		read_box(f, &b, level);
		at = b.end;
	}
}

static void read_track(struct film *f, const struct box *b, int level)
{
	f->track = (struct mp4_track){ 0 };
	read_all(f, b->at, b->end, level + 1);
	if (f->track.is_sound) {
		f->sound = f->track;
		f->sounds++;
	}
}

static void read_box(struct film *f, const struct box *b, int level)
{
	static const char *const holders[] = { "moov", "mdia", "minf", "stbl", "edts", "udta", "ilst" };
	char first[4];

	for (size_t i = 0; i < COUNT_OF(holders); i++)
		if (!strcmp(b->type, holders[i])) {
			read_all(f, b->at, b->end, level + 1);
			return;
		}
	if (!strcmp(b->type, "trak")) {
		read_track(f, b, level);
	} else if (!strcmp(b->type, "meta")) {
		/* iTunes has a version in front, QuickTime has not */
		read_all(f, b->at + (get(f, b, 0, first, 4) && !memcmp(first, "\0\0\0", 4) ? 4 : 0), b->end, level + 1);
	} else if (!strcmp(b->type, "----")) {
		f->is_smpb = false;
		read_all(f, b->at, b->end, level + 1);
	} else if (!strcmp(b->type, "mvhd")) {
		f->scale = read_scale(f, b);
	} else if (!strcmp(b->type, "mdhd")) {
		f->track.scale = read_scale(f, b);
	} else if (!strcmp(b->type, "hdlr") && level == HANDLER_LEVEL) {
		read_handler(f, b);
	} else if (!strcmp(b->type, "elst")) {
		read_edits(f, b);
	} else if (!strcmp(b->type, "stts")) {
		read_lengths(f, b);
	} else if (!strcmp(b->type, "name")) {
		read_item_name(f, b);
	} else if (!strcmp(b->type, "data")) {
		read_item(f, b);
	} else if (!strcmp(b->type, "moof")) {
		f->is_odd = true;	/* in pieces: what is in moov is not all */
		f->boxes = BOXES_MAX;
	}
}

/* What the edit says, in the track's ticks. Counted more coarsely than in samples it was cut or rounded: nothing of what may be sound goes. */
static uint64_t edit_end(const struct film *f)
{
	uint64_t film_ticks = f->sound.stretch + (f->scale < f->sound.scale);

	return f->sound.from + (film_ticks * f->sound.scale + f->scale - 1) / f->scale;
}

static int64_t end_us(const struct film *f)
{
	const struct mp4_track *t = &f->sound;
	uint64_t end = t->length, sum = f->before + f->behind + f->count;

	if (f->is_odd || f->sounds != 1 || t->is_odd || !t->scale || t->scale > SCALE_MAX)
		return 0;
	if (t->has_edit && t->stretch && f->scale && f->scale <= 1000 * SCALE_MAX)
		end = MIN_OF(end, edit_end(f));
	/* where it does not add up it is of another encoding, or counts in other samples */
	if (f->count && sum + SLACK_TICKS > t->length && sum < t->length + SLACK_TICKS && (!t->has_edit || t->from == f->before))
		end = MIN_OF(end, f->before + f->count);
	return end > t->from ? (int64_t)((end - t->from) * 1000000 / t->scale) : 0;
}

int64_t mp4_end_us(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	struct film f = { .fd = fd };

	if (size <= 0)
		return 0;
	read_all(&f, 0, (uint64_t)size, 1);
	return end_us(&f);
}

bool music_is_padded_name(const char *path)
{
	static const char *const endings[] = { "3ga", "m4a", "m4b", "m4r" };
	const char *dot = strrchr(path_base(path), '.');

	for (size_t i = 0; dot && i < COUNT_OF(endings); i++)
		if (!strcasecmp(dot + 1, endings[i]))
			return true;
	return false;
}

int64_t music_end_us(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	int64_t end = 0;

	if (fd < 0)
		return 0;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		end = mp4_end_us(fd);
	close(fd);
	return end;
}
