/* test_mp4.c -- where MP4 files say that their sound ends, and those that say nothing, or nonsense. */
#include "music.h"
#include "music/mp4.h"
#include "../tap.h"
#include "made_mp4.h"

#include <sys/mman.h>
#include <unistd.h>

static int64_t end_of(const char *bytes, size_t n)
{
	int fd = memfd_create("mp4", MFD_CLOEXEC);
	int64_t end;

	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		exit(99);
	end = mp4_end_us(fd);
	close(fd);
	return end;
}

static void test_files(void)
{
	/* 10240 ticks in all */
	static const struct { const char *what; struct made_mp4 made; int64_t frames; } rows[] = {
		{ "the last packet is short", { .sound = 10000, .behind = 240, .is_short = true }, 10000 },
		{ "a film of milliseconds, the last packet is short", { .before = 1024, .sound = 9000, .behind = 216, .has_edit = true, .is_short = true, .film_scale = 1000 }, 9000 },
		{ "an edit to the sample", { .before = 1024, .sound = 9000, .behind = 216, .has_edit = true, .film_scale = MP4_RATE }, 9000 },
		{ "an edit of a finer film", { .before = 1024, .sound = 9000, .behind = 216, .has_edit = true, .film_scale = 10 * MP4_RATE }, 9000 },
		/* 9000 are 204.08 ms, which says 204: up to 205 it may be sound */
		{ "an edit in milliseconds alone", { .before = 1024, .sound = 9000, .behind = 216, .has_edit = true, .film_scale = 1000 }, 9041 },
		{ "iTunes' word alone: what is in front counts", { .before = 2112, .sound = 8000, .behind = 128, .has_smpb = true }, 10112 },
		{ "iTunes' word and an edit", { .before = 2112, .sound = 8000, .behind = 128, .has_smpb = true, .has_edit = true, .film_scale = 600 }, 8000 },
		{ "iTunes' word of another encoding", { .before = 2112, .sound = 8000, .behind = 128, .has_smpb = true, .smpb_too_many = 100000 }, 10240 },
		{ "the head in front", { .sound = 10000, .behind = 240, .is_short = true, .is_head_first = true }, 10000 },
		{ "nothing behind", { .sound = 10240 }, 10240 },
		{ "two tracks of sound", { .sound = 10000, .behind = 240, .is_short = true, .sounds = 2 }, 0 },
		{ "a pause in front", { .sound = 10000, .behind = 240, .is_short = true, .has_edit = true, .film_scale = 1000, .is_late = true }, 0 },
		{ "in pieces", { .sound = 10000, .behind = 240, .is_short = true, .is_in_pieces = true }, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct buf b;

		buf_init(&b, MP4_BYTES_MAX);
		made_mp4(&b, &rows[i].made, NULL);
		is_int(end_of(b.data, b.len), rows[i].frames * 1000000 / MP4_RATE, rows[i].what);
		buf_done(&b);
	}
}

/* Cut off anywhere, or with any byte another: an answer that is none, or within what the track can be; and no crash. */
static void test_damaged(void)
{
	struct made_mp4 made = { .before = 1024, .sound = 9000, .behind = 216, .has_edit = true, .is_short = true, .has_smpb = true, .film_scale = 1000 };
	struct buf b;
	bool is_good = true;

	buf_init(&b, MP4_BYTES_MAX);
	made_mp4(&b, &made, NULL);
	for (size_t n = 0; n < b.len; n++)
		is_good &= end_of(b.data, n) == 0;
	ok(is_good, "cut off anywhere, it says nothing");
	is_good = true;
	for (size_t i = 0; i < b.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			b.data[i] = (char)(b.data[i] ^ 1 << bit);
			is_good &= end_of(b.data, b.len) >= 0;
			b.data[i] = (char)(b.data[i] ^ 1 << bit);
		}
	ok(is_good, "with any bit another, it says something that can be");
	buf_done(&b);
}

static void test_names(void)
{
	static const struct { const char *path; bool is_padded; } rows[] = {
		{ "/a/b.m4a", true }, { "/a/B.M4A", true }, { "/a/b.m4b", true }, { "/a/b.mp3", false }, { "/a.m4a/b", false }, { "/a/b", false },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		is_int(music_is_padded_name(rows[i].path), rows[i].is_padded, rows[i].path);
	is_int(music_end_us("/nowhere/x.m4a"), 0, "a file that is not there");
	is_int(music_end_us("/dev/zero"), 0, "what is no file");
}

int main(void)
{
	test_files();
	test_damaged();
	test_names();
	return done();
}
