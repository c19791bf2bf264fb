/* test_mute.c -- what is no music is not picked until the listener himself takes to it. */
#include "world.h"
#include "../tap.h"

#include <stdlib.h>

enum { TRACKS = 60, ARTISTS = 20, MUTE = 7 };

static const struct rank_options plain_options = { .now_ms = NOW_MS, .seed = 7, .adventure = .35, .artist_gap = 3 };

/* Its place among all that are picked, 1 the first; 0: it is none. *ret_n: how many are. */
static size_t place_of(struct taste *t, const struct rank_options *opt, track_id id, size_t *ret_n)
{
	struct pick picks[TRACKS];
	size_t n = taste_rank(t, opt, picks, TRACKS), at = 0;

	for (size_t i = 0; i < n; i++)
		at = picks[i].track == id ? i + 1 : at;
	*ret_n = n;
	return at;
}

static bool is_picked(struct taste *t, track_id id)
{
	size_t n;

	return place_of(t, &plain_options, id, &n) > 0;
}

static void test_taken_to(void)
{
	static const struct { enum event_kind kind; int value; bool helps; const char *what; } rows[] = {
		{ EVENT_LOVE, 0, true, "loved" }, { EVENT_RATE, 4, true, "rated 4" }, { EVENT_RATE, 3, false, "rated 3" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct taste *t = world_new(TRACKS, ARTISTS);

		taste_music(t, MUTE, false);
		ok(!is_picked(t, MUTE) && !taste_offers(t, MUTE), "what is no music is not picked");
		world_say(t, MUTE, rows[i].kind, rows[i].value, NOW_MS - DAYS(2));
		ok(is_picked(t, MUTE) == rows[i].helps && taste_offers(t, MUTE) == rows[i].helps, "... %s: %s", rows[i].what, rows[i].helps ? "it is" : "nor then");
		taste_free(t);
	}
}

static void test_played(void)
{
	struct taste *t = world_new(TRACKS, ARTISTS);

	taste_music(t, MUTE, false);
	world_play(t, MUTE, EVENT_SKIP, NOW_MS - DAYS(9), 20000);
	ok(!is_picked(t, MUTE), "skipped: it is not");
	world_play(t, MUTE, EVENT_FINISH, NOW_MS - DAYS(8), 200000);
	ok(is_picked(t, MUTE), "heard out: it is");
	taste_free(t);
}

static void test_told_again(void)
{
	struct taste *t = world_new(TRACKS, ARTISTS);
	struct rank_options all = plain_options;
	size_t n;

	for (track_id id = 1; id <= TRACKS; id += 2)
		taste_music(t, id, false);
	ok(!place_of(t, &plain_options, 59, &n) && n == TRACKS / 2, "half of them are left out, and as many stay");
	world_track(t, 59, ARTISTS);
	taste_available(t, 59, false);
	taste_available(t, 59, true);
	ok(!is_picked(t, 59), "told anew, gone and back: it stays out");
	all.anything = true;
	ok(place_of(t, &all, 59, &n) && n == TRACKS, "who asks for anything is offered all");
	ok(!is_picked(t, 59), "... that once");
	taste_music(t, 59, true);
	taste_music(t, 59, true);
	ok(is_picked(t, 59) && taste_offers(t, 59), "it is music after all");
	ok(!taste_offers(t, 1000), "what is not known is not offered");
	taste_music(t, 1000, false);
	ok(!taste_offers(t, 1000), "... whatever is said of it");
	taste_free(t);
}

static void test_nothing_else(void)
{
	uint64_t bits = (uint64_t)1 << 3 | (uint64_t)1 << 5;
	struct track_set set = { &bits, 1 };
	const track_id queued = 5;
	struct rank_options only = plain_options;
	struct taste *t = world_new(TRACKS, ARTISTS);
	size_t n;

	taste_music(t, 3, false);
	only.only = &set;
	ok(!place_of(t, &only, 3, &n) && n == 1, "of two, the one that is music");
	taste_music(t, 5, false);
	ok(place_of(t, &only, 3, &n) && n == 2, "where there is nothing else: both");
	taste_music(t, 5, true);
	only.exclude = &queued;
	only.n_exclude = 1;
	ok(!place_of(t, &only, 3, &n) && n == 0, "music that is queued is something else");
	taste_music(t, 5, false);
	only.n_exclude = 0;
	ok(!is_picked(t, 3) && !is_picked(t, 5), "... there only");
	taste_free(t);
}

int main(void)
{
	test_taken_to();
	test_played();
	test_told_again();
	test_nothing_else();
	return done();
}
