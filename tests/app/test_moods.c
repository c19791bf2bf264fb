/* test_moods.c -- where tracks lie on the map of moods: as heard, as corrected, and what corrections do to the rest. */
#include "app/moods.h"
#include "ear.h"
#include "recommend.h"
#include "../tap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int32_t number(const char *word)
{
	return (int32_t)(mood_word_find(word) - mood_words) + 1;
}

static void test_places(void)
{
	struct moods *m = moods_new();
	float v = 0, a = 0;

	is_int((long long)moods_count(m), 0, "nothing is known");
	ok(!moods_at(m, 1, &v, &a) && !*moods_word(m, 1), "of any");
	moods_heard(m, 3, .7F, -.8F);
	moods_heard(m, 5, NAN, .5F);
	ok(moods_at(m, 3, &v, &a) && fabsf(v - .7F) < .006F && fabsf(a + .8F) < .006F, "what was heard is known, to a hundredth");
	is_str(moods_word(m, 3), "calm", "and has its word");
	ok(!moods_at(m, 5, &v, &a) && !moods_at(m, 4, &v, &a) && !moods_at(m, -1, &v, &a) && !moods_at(m, 1000000, &v, &a), "half a place is none, and others have none");
	moods_heard(m, 3, NAN, NAN);
	ok(!moods_at(m, 3, &v, &a) && !moods_count(m), "a changed file takes it away");
	moods_free(m);
}

static void test_corrections(void)
{
	struct moods *m = moods_new();
	uint64_t before;
	float v = 0, a = 0, shift_v = 0, shift_a = 0;

	for (track_id id = 1; id <= 40; id++)
		moods_heard(m, id, 0, -.6F);
	is_str(moods_word(m, 1), "calm", "all are calm");
	before = moods_generation(m);
	moods_said(m, 1, number("energetic"));
	ok(moods_generation(m) != before, "one is not, says the listener");
	is_str(moods_word(m, 1), "energetic", "then it is not");
	ok(moods_is_said(m, 1) && !moods_is_said(m, 2), "and is known to be said");
	is_str(moods_word(m, 2), "calm", "one word moves the others little");
	for (track_id id = 2; id <= 30; id++)
		moods_said(m, id, number("energetic"));
	moods_shift(m, &shift_v, &shift_a);
	ok(shift_a > .4F && fabsf(shift_v) < .01F, "thirty move them: by %.2f, and not in what was not spoken of", (double)shift_a);
	is_str(moods_word(m, 31), "", "so that nobody knows of the rest");
	for (track_id id = 1; id <= 30; id++)
		moods_said(m, id, 0);
	moods_shift(m, &shift_v, &shift_a);
	ok(fabsf(shift_a) < 1e-6F && !strcmp(moods_word(m, 31), "calm") && !strcmp(moods_word(m, 1), "calm"), "taken back, all is as heard");
	moods_said(m, 7, number("calm"));
	moods_shift(m, &shift_v, &shift_a);
	ok(fabsf(shift_a) < 1e-6F, "who agrees moves nothing");
	moods_said(m, 8, 99);
	moods_said(m, 8, -1);
	ok(!moods_is_said(m, 8), "words of another Segue are not understood");
	moods_said(m, 900, number("sad"));
	ok(moods_at(m, 900, &v, &a) && v < 0 && a < 0, "what was never heard can be told of");
	moods_free(m);
}

static bool is_odd(void *ctx, track_id id)
{
	(void)ctx;
	return id % 2;
}

static void test_map(void)
{
	struct moods *m = moods_new();
	uint32_t counts[4 * 4], all = 0;
	track_id near[5];

	for (track_id id = 1; id <= 2000; id++)
		moods_heard(m, id, (float)(id % 200) / 100 - .995F, id <= 1000 ? .9F : -.9F);
	moods_density(m, 4, 4, counts);
	for (size_t i = 0; i < COUNT_OF(counts); i++)
		all += counts[i];
	is_int(all, 2000, "every track lies in a cell");
	ok(abs((int)counts[0] - 250) < 12 && abs((int)counts[3] - 250) < 12 && !counts[4] && !counts[8] && abs((int)counts[12] - 250) < 12, "and in its own");
	is_int((long long)moods_near(m, .5F, .9F, NULL, NULL, near, 5), 5, "five are near a place");
	bool right = true;
	for (size_t i = 0; i < 5; i++)
		right &= near[i] <= 1000 && labs((long)(near[i] % 200) - 149) <= 1;
	ok(right, "and they are the nearest");
	is_int((long long)moods_near(m, -.995F, -1, is_odd, NULL, near, 2), 2, "of those that may be");
	ok(near[0] % 2 && near[0] > 1000 && near[1] % 2, "no others");
	is_int((long long)moods_near(m, 0, 0, NULL, NULL, near, 0), 0, "none of none");
	moods_free(m);
}

/* The map and the nearest go by moods_at(), with corrections, what they shift, and what is heard anew. */
static void test_map_corrected(void)
{
	enum { SIDE = 8, NEAR = 12 };
	struct moods *m = moods_new();
	uint32_t counts[SIDE * SIDE], want[SIDE * SIDE] = { 0 };
	track_id near[NEAR];
	float v, a, furthest = 0;
	size_t nearer = 0;

	for (int round = 0; round < 2; round++)
		for (track_id id = 1; id <= 3000; id++)
			moods_heard(m, id, (float)(id * (37 + round) % 201) / 100 - 1, id % 50 ? (float)(id * 91 % 201) / 100 - 1 : NAN);
	for (track_id id = 5; id < 200; id += 3)
		moods_said(m, id, 1 + (int32_t)(id % MOOD_WORDS));
	for (track_id id = 1; id <= 3000; id++)
		if (moods_at(m, id, &v, &a))
			want[MIN_OF(SIDE - 1, (int)((1 - a) / 2 * SIDE)) * SIDE + MIN_OF(SIDE - 1, (int)((v + 1) / 2 * SIDE))]++;
	moods_density(m, SIDE, SIDE, counts);
	ok(!memcmp(counts, want, sizeof want), "corrected, shifted and heard anew, each lies in its cell");
	is_int((long long)moods_near(m, .1F, .2F, NULL, NULL, near, NEAR), NEAR, "so many are near");
	for (size_t i = 0; i < NEAR; i++)
		if (moods_at(m, near[i], &v, &a))
			furthest = fmaxf(furthest, hypotf(v - .1F, a - .2F));
	for (track_id id = 1; id <= 3000; id++)
		nearer += moods_at(m, id, &v, &a) && hypotf(v - .1F, a - .2F) < furthest - 1e-5F;
	ok(furthest > 0 && nearer < NEAR, "and no more than these are nearer than the last (%zu)", nearer);
	moods_free(m);
}

/* One after the other, as anybody would. */
static size_t lie_within(const struct moods *m, track_id last, const float box[4], const struct track_set *of, const struct track_set *set)
{
	size_t wrong = 0;

	for (track_id id = 1; id <= last; id++) {
		float v, a;
		bool is_in = moods_at(m, id, &v, &a) && fabsf(v - box[0]) <= box[2] && fabsf(a - box[1]) <= box[3] && (!of || of->bits[id / 64] >> (id % 64) & 1);

		wrong += is_in != ((size_t)id / 64 < set->n_words && set->bits[id / 64] >> (id % 64) & 1);
	}
	return wrong;
}

static void test_boxes(void)
{
	enum { LAST = 1337, BOXES = 200 };
	struct track_set of = { .n_words = LAST / 64 + 1 }, set = { 0 };
	struct moods *m = moods_new();
	size_t wrong = 0, found = 0, counted = 0;
	struct rng r;

	rng_seed(&r, 7);
	of.bits = xcalloc(of.n_words, sizeof *of.bits);
	is_int((long long)moods_within(m, 0, 0, 2, 2, NULL, &set), 0, "in a box around nothing there is nothing");
	for (track_id id = 1; id <= LAST; id++) {
		if (rng_below(&r, 9))
			moods_heard(m, id, (float)(rng_unit(&r) * 2 - 1), rng_below(&r, 50) ? (float)(rng_unit(&r) * 2 - 1) : NAN);
		if (!rng_below(&r, 12))
			moods_said(m, id, 1 + (int32_t)rng_below(&r, MOOD_WORDS));
		of.bits[id / 64] |= (uint64_t)(rng_below(&r, 3) > 0) << (id % 64);
	}
	for (int i = 0; i < BOXES; i++) {
		float box[4] = { (float)(rng_unit(&r) * 2 - 1), (float)(rng_unit(&r) * 2 - 1), (float)rng_unit(&r), (float)rng_unit(&r) };
		const struct track_set *only = i % 2 ? &of : NULL;

		counted += moods_within(m, box[0], box[1], box[2], box[3], only, &set);
		wrong += lie_within(m, LAST, box, only, &set);
		for (track_id id = 1; id <= LAST; id++)
			found += set.bits[id / 64] >> (id % 64) & 1;
	}
	is_int((long long)wrong, 0, "in a box is what lies there, corrected or not");
	ok(found == counted && counted > BOXES, "and it is counted (%zu)", counted);
	free(of.bits);
	free(set.bits);
	moods_free(m);
}

int main(void)
{
	test_places();
	test_corrections();
	test_map();
	test_map_corrected();
	test_boxes();
	return done();
}
