/*
 * fuzz_learnt.c -- a file of what was learnt whose bytes were changed anywhere (changes.h) and whose hash was made to fit: refused, or the same bytes when packed
 * and read again, and a list ranked with it has what it promises: no track twice, none that is banned, scores that are chances and fall.
 */
#include "../recommend/world.h"
#include "changes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TRACKS = 24, LISTS = 8, NEAR = 4, MAGIC = 8, BANNED = 5, PICKS = 12 };
#define HASHED (MAGIC + sizeof(uint64_t))
static struct buf sound;

static void make_sound(void)
{
	struct of_listeners rows[3] = { { 3, .9F, 4, false }, { BANNED, .8F, 3, true }, { 7, .2F, 9, true } };
	struct foresight f = { .net = { .d = SIGNAL_COUNT, .base = -.5F }, .slope = 1 };
	struct learnt *l;

	if (sound.len)
		return;
	l = learnt_new();
	for (track_id of = 1; of <= LISTS; of++) {
		struct near near[NEAR];

		for (track_id i = 0; i < NEAR; i++)
			near[i] = (struct near){ (of + i) % TRACKS + 1, 1 / (float)(i + 1), -1, false, 0 };
		learnt_near(l, of, near, NEAR);
	}
	for (int h = 0; h < MONOTONE_HIDDEN; h++) {
		f.net.out[h] = .1F;
		f.net.in[h][h % SIGNAL_COUNT] = .5F;
	}
	for (int i = 0; i < SIGNAL_COUNT; i++)
		f.net.straight[i] = .5F;
	learnt_listeners(l, rows, COUNT_OF(rows));
	learnt_foresight(l, &f);
	learnt_info(l)->plays = 40;
	buf_init(&sound, 1 << 20);
	if (learnt_pack(l, &sound))
		abort();
	learnt_free(l);
}

static void rank(struct learnt *l)
{
	struct rank_options opt = { .now_ms = NOW_MS, .seed = 1, .playing = 2, .adventure = .5 };
	struct taste *t = world_new(TRACKS, 6);
	struct pick picks[PICKS];
	size_t n;

	taste_learnt(t, l);
	for (track_id id = 1; id < 12; id++)
		world_play(t, id, id % 3 ? EVENT_FINISH : EVENT_SKIP, NOW_MS - MINUTES(4 * (12 - id)), id % 3 ? 200000 : 9000);
	world_say(t, BANNED, EVENT_BAN, 1, NOW_MS - MINUTES(1));
	n = taste_rank(t, &opt, picks, PICKS);
	if (!n)
		abort();
	for (size_t i = 0; i < n; i++) {
		if (picks[i].track == BANNED || picks[i].track == opt.playing || !(picks[i].score >= 0 && picks[i].score <= 1) ||
		    (i && picks[i].score > picks[i - 1].score))
			abort();
		for (size_t k = 0; k < i; k++)
			if (picks[k].track == picks[i].track)
				abort();
		for (int s = 0; s < SIGNAL_COUNT; s++)
			if (!isfinite(picks[i].parts[s]))
				abort();
	}
	taste_free(t);
}

/* What nothing reads (what is spare, the end of the head) may be lost the first time, but never anything else. */
static void go_round(const struct learnt *l, size_t n)
{
	struct learnt *back = NULL;
	struct buf once, twice;

	buf_init(&once, sound.len);
	buf_init(&twice, sound.len);
	if (learnt_pack(l, &once) || once.len != n || learnt_unpack(once.data, once.len, "again", &back) || learnt_pack(back, &twice) || twice.len != n ||
	    memcmp(once.data, twice.data, n))
		abort();
	learnt_free(back);
	buf_done(&once);
	buf_done(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct learnt *l = NULL;
	char *bytes;
	uint64_t hash;
	size_t n;

	make_sound();
	bytes = changes_made(sound.data, sound.len, data, size, &n);
	if (n >= HASHED) {
		hash = hash_bytes(bytes + HASHED, n - HASHED);
		memcpy(bytes + MAGIC, &hash, sizeof hash);
	}
	if (!learnt_unpack(bytes, n, "file", &l)) {
		go_round(l, n);
		rank(l);
	} else if (strncmp(err_text(), "file: ", 6)) {
		abort();
	}
	free(bytes);
	return 0;
}
