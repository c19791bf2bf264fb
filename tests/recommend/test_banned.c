/* test_banned.c -- what is banned is not named as what the listener likes of an artist. */
#include "world.h"
#include "../tap.h"

/* Tracks 5, 25, 45, … are of one artist. */
enum { TRACKS = 200, ARTISTS = 20, LOVED = 5, MATE = 25, RATED = 45 };

/* What the pick names as its artist's reason; 0 = nothing. */
static track_id named(struct taste *t, track_id id, enum signal signal)
{
	struct rank_options opt = { .now_ms = NOW_MS, .seed = 7, .adventure = .35, .artist_gap = 3 };
	struct pick pick;

	if (!taste_explain(t, &opt, id, &pick))
		return -1;
	for (int i = 0; i < pick.n_reasons; i++)
		if (pick.reasons[i].signal == signal)
			return pick.reasons[i].other;
	return 0;
}

static void test_artist(void)
{
	struct taste *t = world_new(TRACKS, ARTISTS);

	world_say(t, RATED, EVENT_RATE, 5, NOW_MS - DAYS(2));
	world_say(t, LOVED, EVENT_LOVE, 0, NOW_MS - DAYS(1));
	is_int((long long)named(t, MATE, SIGNAL_ARTIST), LOVED, "the loved one is why");
	world_say(t, LOVED, EVENT_BAN, 0, NOW_MS - HOURS(1));
	is_int((long long)named(t, MATE, SIGNAL_ARTIST), RATED, "banned, another one the listener likes is");
	world_say(t, RATED, EVENT_BAN, 0, NOW_MS - HOURS(1));
	is_int((long long)named(t, MATE, SIGNAL_ARTIST), 0, "when there is none, the artist is no reason");
	world_say(t, LOVED, EVENT_UNBAN, 0, NOW_MS - MINUTES(1));
	is_int((long long)named(t, MATE, SIGNAL_ARTIST), LOVED, "no longer banned, it is again");
	taste_free(t);
}

int main(void)
{
	test_artist();
	return done();
}
