/* test_taste.c -- rows: what one event does to the list. */
#include "world.h"
#include "recommend/model.h"
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
	ok(position(t, 5, &opt) <= 4, "half a day later it is near the top");
	opt.adventure = 0;
	is_int((long long)position(t, 5, &opt), 0, "and leads where only what is familiar is asked for");
	taste_free(t);
}

/* What follows what, learnt from the last minutes, is no reason to hear the same two for ever. */
static void test_no_circle(void)
{
	struct rank_options opt = options();
	struct taste *t = world_new(200, 20);

	for (int i = 80; i > 0; i--)
		world_play(t, i % 2 ? 6 : 5, EVENT_FINISH, NOW_MS - 2500 * i, 2000);
	opt.playing = 6;
	ok(position(t, 5, &opt) >= 20, "two tracks that followed each other forty times just now: neither leads (%zu)", position(t, 5, &opt));
	opt.now_ms = NOW_MS + HOURS(24);
	ok(position(t, 5, &opt) <= 2, "a day later they are what is heard");
	taste_free(t);
}

/* … but what was heard once just now has to rest, no more: of a mood with few tracks they come again within an evening. */
static void test_rest(void)
{
	struct rank_options opt = options();
	struct taste *once = world_new(200, 20), *often = world_new(200, 20);
	struct pick a, b;

	for (int i = 6; i > 0; i--) {
		world_play(once, 5, EVENT_FINISH, NOW_MS - (i == 1 ? 600000 : HOURS(24 * 10 * i)), 200000);
		world_play(often, 5, EVENT_FINISH, NOW_MS - 600000 * i, 200000);
	}
	ok(taste_explain(once, &opt, 5, &a) && taste_explain(often, &opt, 5, &b), "both are known");
	ok(a.parts[SIGNAL_FATIGUE] < 0 && a.parts[SIGNAL_FATIGUE] > -7, "heard once just now it rests (%.2f)", (double)a.parts[SIGNAL_FATIGUE]);
	ok(b.parts[SIGNAL_FATIGUE] < a.parts[SIGNAL_FATIGUE] - .5f * b.parts[SIGNAL_FREQUENT], "six times, what speaks for it is silent, too (%.2f)", (double)b.parts[SIGNAL_FATIGUE]);
	taste_free(once);
	taste_free(often);
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

/* The approximation beside the whole sum. */
static void test_base_level(void)
{
	static const int plays[] = { 1, 3, 6, 7, 40, 500 };

	for (size_t i = 0; i < COUNT_OF(plays); i++) {
		struct times x = { 0 };
		struct recent r;
		struct rng rng;
		double sum = 0;

		rng_seed(&rng, i);
		for (int k = 0; k < plays[i]; k++)
			times_add(&x, NOW_MS - DAYS(1) - (int64_t)rng_below(&rng, 86400 * 300) * 1000);
		for (int k = 0; k < plays[i]; k++) {
			sum += 1 / sqrt((double)(NOW_MS - x.at[k]) / (double)DAYS(1));
			if (k && x.at[k] < x.at[k - 1])
				ok(false, "times rise");
		}
		recent_set(&r, &x);
		is_near((double)base_level(&r, NOW_MS) / sum, 1, plays[i] <= RECENT ? 1e-5 : .05, "base level of so many plays");
		is_int(times_within(&x, NOW_MS, 0), plays[i], "all of them ever");
		free(x.at);
	}
}

struct skips { int run, late, early; };

/* How much skips take from their track: after a run of skips of others, some very late ones of it and then some early ones. */
static float skip_cost(struct skips n, int64_t ms)
{
	struct taste *t = world_new(200, 20);
	struct rank_options opt = options();
	struct pick pick = { 0 };

	for (int i = 0; i < n.run; i++)
		world_play(t, 1 + i, EVENT_SKIP, NOW_MS - MINUTES(29 - i), 5000);
	for (int i = 0; i < n.late; i++)
		world_play(t, 18, EVENT_SKIP, NOW_MS - MINUTES(15), 199000);
	for (int i = 0; i < n.early; i++)
		world_play(t, 18, EVENT_SKIP, NOW_MS - MINUTES(10) + 1000 * i, ms);
	taste_explain(t, &opt, 18, &pick);
	taste_free(t);
	return -pick.parts[SIGNAL_SKIPPED];
}

static void test_skips(void)
{
	const struct skips one = { .early = 1 }, in_a_run = { .early = 1, .run = 3 };

	ok(skip_cost(one, 5000) > skip_cost(one, 40000), "an early skip is the stronger no");
	ok(skip_cost(one, 40000) > skip_cost(one, 180000), "a very late one the weakest");
	ok(skip_cost(one, 180000) > 0, "but still one");
	ok(skip_cost(in_a_run, 5000) < skip_cost(one, 5000), "in a run of skips less is held against the track");
	for (int run = 0; run < 4; run++)
		for (int early = 1; early < 64; early *= 4)
			ok(skip_cost((struct skips){ run, 1, early }, 5000) > skip_cost((struct skips){ run, 0, early }, 5000),
			   "a weak skip that lengthens a run of %d before %d more still costs", run, early);
}

static void test_source(void)
{
	float mood[2];

	for (int i = 0; i < 2; i++) {
		struct taste *t = world_new(200, 20);
		struct event ev = { .at_ms = NOW_MS - MINUTES(2), .track = 5, .kind = EVENT_FINISH,
			.source = i ? SOURCE_FOR_YOU : SOURCE_CONTINUE, .position_ms = 200000, .listened_ms = 200000 };

		taste_event(t, &ev);
		mood[i] = score(t, 25);
		taste_free(t);
	}
	ok(mood[1] > mood[0], "what was chosen is a stronger yes than what merely went on");
}

static int count_new(struct taste *t, double adventure)
{
	struct rank_options opt = options();
	struct pick picks[20];
	int n = 0;

	opt.adventure = adventure;
	is_int((long long)taste_rank(t, &opt, picks, 20), 20, "a list");
	for (int i = 0; i < 20; i++)
		n += picks[i].is_new;
	return n;
}

static void test_adventure(void)
{
	struct taste *t = world_new(400, 40);

	for (int i = 0; i < 120; i++)
		world_play(t, 1 + i, EVENT_FINISH, NOW_MS - DAYS(3) + MINUTES(10 * i), 200000);
	is_int(count_new(t, 0), 0, "no adventure: only what was heard");
	is_int(count_new(t, .35), 7, "a third: a third is new");
	is_int(count_new(t, 1), 20, "all adventure: all new");
	taste_free(t);
}

/* One artist fills every pool; the others must still be found. */
static void test_crowd(void)
{
	struct rank_options opt = options();
	struct taste *t = taste_new();
	struct pick picks[40];
	int close = 0;

	for (track_id id = 1; id <= 3000; id++) {
		struct track track = { .id = id, .path = "", .title = "", .artist = id <= 2900 ? "Crowd" : "", .album = "", .album_artist = "",
			.genre = "", .composer = "", .date = "", .codec = "", .error = "", .added_s = 1 };
		char name[16];

		snprintf(name, sizeof name, "Few %d", (int)(id % 5));
		if (id > 2900)
			track.artist = name;
		taste_track(t, &track);
	}
	world_say(t, 1, EVENT_LOVE, 0, NOW_MS - DAYS(1));
	for (int i = 2; i < 12; i++)
		world_play(t, i, EVENT_FINISH, NOW_MS - DAYS(2) + MINUTES(5 * i), 200000);
	for (int i = 2901; i < 2906; i++)	/* known ones: exploration does not find them */
		world_play(t, i, EVENT_FINISH, NOW_MS - DAYS(200) + MINUTES(5 * (i - 2900)), 200000);
	is_int((long long)taste_rank(t, &opt, picks, 40), 40, "a full list");
	for (int i = 0; i < 40; i++)
		for (int j = i + 1; j < 40 && j <= i + 3; j++)
			close += picks[i].track <= 2900 ? picks[j].track <= 2900 : picks[j].track > 2900 && picks[i].track % 5 == picks[j].track % 5;
	is_int(close, 0, "a favourite artist with 2,900 tracks still leaves three picks between two of them");
	opt.exclude = NULL;
	for (track_id id = 2901; id <= 3000; id++)
		taste_available(t, id, false);
	is_int((long long)taste_rank(t, &opt, picks, 40), 40, "only when there is nobody else does the gap give way");
	taste_free(t);
}

/* Equal in everything: the seed decides, not the order in which they came. */
static void test_ties(void)
{
	struct rank_options opt = options();
	struct pick picks[2][30], other[30];
	int same = 0, moved = 0;

	for (int way = 0; way < 2; way++) {
		struct taste *t = taste_new();

		for (int i = 1; i <= 30; i++) {
			char artist[16];
			struct track track = { .id = way ? 31 - i : i, .path = "", .title = "", .artist = artist, .album = "", .album_artist = "",
				.genre = "", .composer = "", .date = "", .codec = "", .error = "", .added_s = 1 };

			snprintf(artist, sizeof artist, "%d", (int)track.id);
			taste_track(t, &track);
		}
		for (int i = 1; i <= 30; i++)
			world_play(t, i, EVENT_FINISH, NOW_MS - DAYS(5), 1);
		opt.seed = 7;
		taste_rank(t, &opt, picks[way], 30);
		opt.seed = 8;
		taste_rank(t, &opt, other, 30);
		taste_free(t);
	}
	for (int i = 0; i < 30; i++) {
		same += picks[0][i].track == picks[1][i].track;
		moved += picks[0][i].track != other[i].track;
	}
	is_int(same, 30, "ties do not fall to the order in which tracks came");
	ok(moved > 20, "but to the seed: %d of 30 moved with another", moved);
}

/* The same ten tracks in order, three times: the bare prediction goes on as before. */
static void test_plain(void)
{
	struct rank_options opt = options();
	struct taste *t = world_new(200, 20);
	struct pick picks[5];

	opt.plain = true;
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < (round < 2 ? 10 : 4); i++)
			world_play(t, 20 * i % 199 + 1, EVENT_FINISH, NOW_MS - DAYS(2 - round) - MINUTES(40 - 4 * i), 200000);
	opt.now_ms = NOW_MS - MINUTES(27);
	is_int((long long)taste_rank(t, &opt, picks, 5), 5, "predictions");
	is_int(picks[0].track, 20 * 4 % 199 + 1, "after the same four, the fifth");
	is_int(picks[0].n_reasons, 0, "without reasons");
	ok(picks[0].score > picks[1].score && picks[0].score <= 1, "and by far");
	taste_free(t);
}

static void test_strange_input(void)
{
	struct rank_options opt = options();
	struct taste *t = taste_new();
	struct pick picks[4];

	taste_free(NULL);
	taste_available(t, 9, true);
	world_say(t, 9, EVENT_LOVE, 0, NOW_MS);
	taste_event(t, &(struct event){ .track = 9, .kind = EVENT_KINDS, .at_ms = NOW_MS });
	taste_event(t, &(struct event){ .track = 9, .kind = EVENT_RATE, .value = 99, .at_ms = NOW_MS });
	taste_event(t, &(struct event){ .track = 0, .kind = EVENT_START, .at_ms = NOW_MS });
	is_int((long long)taste_rank(t, &opt, picks, 4), 0, "events of a track nobody knows make no pick");
	world_track(t, 9, 3);
	world_track(t, 10, 3);
	opt.now_ms = 0;		/* a clock that was never set */
	is_int((long long)taste_rank(t, &opt, picks, 4), 2, "known now, and loved");
	is_int(picks[0].track, 9, "first");
	is_int((long long)taste_rank(t, &opt, picks, 0), 0, "no room, no picks");
	ok(taste_bytes(t) > 0, "memory is told");
	taste_free(t);
}

int main(void)
{
	test_base_level();
	test_skips();
	test_source();
	test_adventure();
	test_crowd();
	test_ties();
	test_plain();
	test_strange_input();
	test_cold();
	test_few_events();
	test_finish();
	test_no_circle();
	test_rest();
	test_mood();
	test_gone();
	return done();
}
