/* test_taste.c -- rows: what one event does to the list. */
#include "world.h"
#include "../tap.h"

static struct rank_options options(void)
{
	return (struct rank_options){ .now_ms = NOW_MS, .seed = 7, .adventure = .35, .artist_gap = 3 };
}

static float score(struct taste *t, track_id id)
{
	struct rank_options opt = options();
	struct pick pick;

	return taste_explain(t, &opt, id, &pick) ? pick.score : -1;
}

static size_t position(struct taste *t, track_id id, const struct rank_options *opt)
{
	struct pick picks[400];
	size_t n = taste_rank(t, opt, picks, COUNT_OF(picks));

	for (size_t i = 0; i < n; i++)
		if (picks[i].track == id)
			return i;
	return SIZE_MAX;
}

static void test_cold(void)
{
	struct rank_options opt = options();
	struct taste *t = taste_new();
	struct pick picks[20];
	int artists[20] = { 0 }, seen = 0;

	is_int((long long)taste_rank(t, &opt, picks, 20), 0, "an empty library has no picks");
	taste_free(t);
	t = world_new(200, 20);
	is_int((long long)taste_rank(t, &opt, picks, 20), 20, "no event yet, and still a full list");
	for (int i = 0; i < 20; i++) {
		seen += !artists[picks[i].track % 20]++;
		if (!picks[i].is_new || !picks[i].n_reasons)
			ok(false, "pick %d is new and has a reason", i);
	}
	ok(seen >= 8, "spread over artists: %d", seen);
	taste_free(t);
}

static void test_few_events(void)
{
	struct rank_options opt = options();
	struct taste *t = world_new(200, 20);
	float before = score(t, 5), mate = score(t, 25);

	world_say(t, 5, EVENT_RATE, 4, NOW_MS - 1000);
	ok(score(t, 5) > before, "four stars raise");
	ok(score(t, 25) > mate, "and its artist");
	world_say(t, 5, EVENT_RATE, 1, NOW_MS - 1000);
	ok(score(t, 5) < before, "one star lowers");
	ok(position(t, 5, &opt) != SIZE_MAX, "but does not drop it");
	world_say(t, 5, EVENT_RATE, 0, NOW_MS - 1000);
	is_near(score(t, 5), before, 0, "no stars: as before");
	is_near(score(t, 25), mate, 0, "its artist too");
	world_say(t, 5, EVENT_LOVE, 0, NOW_MS - 1000);
	ok(score(t, 5) > before, "love raises");
	is_int((long long)position(t, 5, &opt), 0, "to the top of an untouched library");
	world_say(t, 5, EVENT_UNLOVE, 0, NOW_MS - 1000);
	is_near(score(t, 5), before, 0, "unlove: as before");
	world_say(t, 5, EVENT_BAN, 0, NOW_MS - 1000);
	ok(position(t, 5, &opt) == SIZE_MAX, "banned: gone at once");
	is_near(score(t, 25), mate, 0, "its artist untouched");
	world_say(t, 5, EVENT_UNBAN, 0, NOW_MS - 1000);
	ok(position(t, 5, &opt) != SIZE_MAX, "unbanned: back");
	world_play(t, 5, EVENT_SKIP, NOW_MS - 1000, 5000);
	ok(score(t, 5) < before, "a skip lowers");
	ok(score(t, 25) < mate, "and its artist for now");
	taste_free(t);
}

static void test_finish(void)
{
	struct rank_options opt = options();
	struct taste *t = world_new(200, 20);
	float before = score(t, 5);

	world_play(t, 5, EVENT_FINISH, NOW_MS - MINUTES(1), 200000);
	ok(score(t, 5) < before, "heard just now: not again right away");
	opt.now_ms = NOW_MS + HOURS(12);
	is_int((long long)position(t, 5, &opt), 0, "half a day later it leads");
	taste_free(t);
}

static void test_mood(void)
{
	struct rank_options opt = options();
	struct taste *t = world_new(240, 12);	/* artists 0..2 are genre 0, 3..5 genre 1, ... */
	struct pick picks[10];
	int wanted = 0, refused = 0;

	for (int i = 0; i < 12; i++)	/* an even history */
		for (int k = 0; k < 3; k++)
			world_play(t, 12 * k + i + 12, EVENT_FINISH, NOW_MS - DAYS(3) + HOURS(k) + MINUTES(5 * i), 200000);
	for (int k = 0; k < 3; k++)
		world_play(t, 120 + k, EVENT_SKIP, NOW_MS - MINUTES(12) + MINUTES(k), 8000);
	world_play(t, 123, EVENT_FINISH, NOW_MS - MINUTES(6), 200000);
	world_play(t, 124, EVENT_FINISH, NOW_MS - MINUTES(1), 200000);
	taste_rank(t, &opt, picks, 10);
	for (int i = 0; i < 10; i++) {
		wanted += picks[i].track % 12 / 3 == 1;
		refused += picks[i].track % 12 / 3 == 0;
	}
	ok(wanted >= 4 && !refused, "the list follows the mood: %d of ten, %d of what was skipped", wanted, refused);
	taste_free(t);
}

static void test_gone(void)
{
	struct rank_options opt = options();
	struct taste *t = world_new(200, 20);

	taste_available(t, 7, false);
	ok(position(t, 7, &opt) == SIZE_MAX, "a file that went is not picked");
	taste_available(t, 7, true);
	ok(position(t, 7, &opt) != SIZE_MAX, "it came back");
	opt.playing = 7;
	ok(position(t, 7, &opt) == SIZE_MAX, "what plays is not picked");
	opt.playing = 0;
	opt.exclude = (const track_id[]){ 8, 7, 99999 };
	opt.n_exclude = 3;
	ok(position(t, 7, &opt) == SIZE_MAX, "what is queued is not picked");
	opt.n_exclude = 0;
	ok(position(t, 7, &opt) != SIZE_MAX, "once");
	taste_free(t);
}

int main(void)
{
	test_cold();
	test_few_events();
	test_finish();
	test_mood();
	test_gone();
	return done();
}
