/* test_style.c -- styles chosen before there is a log: they lead the list, say so, give way to what is heard, and go when taken back. */
#include "world.h"
#include "../tap.h"

#include <string.h>

enum { TRACKS = 200, ARTISTS = 30 };	/* ten genres, three artists each */

static struct rank_options options(void)
{
	return (struct rank_options){ .now_ms = NOW_MS, .seed = 7, .adventure = .35, .artist_gap = 3 };
}

static int genre_of(track_id id)
{
	return (int)(id % ARTISTS) / 3;
}

/* How many of the first 20 picks are of these two genres. */
static int share(struct taste *t, int one, int other)
{
	struct rank_options opt = options();
	struct pick p[20];
	size_t n = taste_rank(t, &opt, p, COUNT_OF(p));
	int found = 0;

	for (size_t i = 0; i < n; i++)
		found += genre_of(p[i].track) == one || genre_of(p[i].track) == other;
	return found;
}

static float part(struct taste *t, track_id id)
{
	struct rank_options opt = options();
	struct pick p = { 0 };

	taste_explain(t, &opt, id, &p);
	return p.parts[SIGNAL_STYLE];
}

static void test_cold(void)
{
	struct taste *t = world_new(TRACKS, ARTISTS), *late = taste_new();
	struct rank_options opt = options();
	struct pick a[20], b[20];
	int without = share(t, 2, 5), with, said = 0;

	taste_styles(t, " genre 2;GENRE 5 ;;Genre 2; nothing of it here");
	with = share(t, 2, 5);
	ok(with > without && with >= 12, "the styles chosen lead: %d of 20, without them %d", with, without);
	ok(with < 20, "and leave room for others");
	taste_rank(t, &opt, a, 20);
	for (int i = 0; i < 20; i++)
		said += a[i].n_reasons && a[i].reasons[0].signal == SIGNAL_STYLE;
	ok(said >= 10, "and are what is said: %d", said);
	taste_styles(late, "Genre 5;Genre 2");
	for (track_id id = 1; id <= TRACKS; id++)
		world_track(late, id, ARTISTS);
	taste_rank(late, &opt, b, 20);
	ok(!memcmp(&a[0].track, &b[0].track, sizeof a[0].track) && a[19].track == b[19].track, "chosen before or after the tracks are known: the same");
	taste_styles(t, "");
	is_int(share(t, 2, 5), without, "taken back: as if never chosen");
	taste_free(t);
	taste_free(late);
}

static void test_log_outweighs(void)
{
	struct taste *t = world_new(TRACKS, ARTISTS);
	track_id jazz = 3 * 7 + 1, chosen = 3 * 2;
	float first, before;

	taste_styles(t, "Genre 2");
	first = before = part(t, chosen);
	ok(first > 0 && part(t, jazz) <= 0, "only a chosen style lends something");
	for (int i = 0; i < 40; i++) {
		world_play(t, jazz + ARTISTS * (i % 5), i % 4 ? EVENT_FINISH : EVENT_SKIP, NOW_MS - HOURS(400 - i * 4), i % 4 ? 200000 : 8000);
		if (part(t, chosen) >= before)
			ok(false, "play %d: it gives way", i);
		before = part(t, chosen);
	}
	is_near(before, first / 2, .001, "half is left after forty plays");
	ok(share(t, 7, 7) >= share(t, 2, 2), "and what was heard has as much: %d to %d", share(t, 7, 7), share(t, 2, 2));
	taste_free(t);
}

static void test_genres(void)
{
	struct taste *t = world_new(TRACKS, ARTISTS);
	struct taste_genre g[20];
	struct track odd = { .id = 1000, .path = "/o", .title = "", .artist = "", .album = "", .album_artist = "", .genre = "Zydeco; Folk",
			     .composer = "", .date = "", .codec = "", .error = "" };
	uint32_t sum = 0;

	taste_track(t, &odd);
	odd.id++;
	odd.genre = "";
	taste_track(t, &odd);
	taste_styles(t, "Genre 4;Klezmer");
	is_int((long long)taste_genres(t, g, 20), 11, "every genre a track has, none that only was chosen");
	for (int i = 0; i < 11; i++) {
		sum += g[i].n_tracks;
		if (i && g[i].n_tracks > g[i - 1].n_tracks)
			ok(false, "most first");
		if (g[i].is_chosen != !strcmp(g[i].name, "Genre 4"))
			ok(false, "%s: chosen or not", g[i].name);
	}
	is_int(sum, TRACKS + 1, "each track once");
	is_str(g[10].name, "Zydeco", "of several the first");
	taste_available(t, 1000, false);
	is_int((long long)taste_genres(t, g, 20), 10, "what is not there does not count");
	is_int((long long)taste_genres(t, g, 3), 3, "as many as there is room for");
	taste_free(t);
	t = taste_new();
	is_int((long long)taste_genres(t, g, 20), 0, "an empty library has none");
	taste_free(t);
}

int main(void)
{
	test_cold();
	test_log_outweighs();
	test_genres();
	return done();
}
