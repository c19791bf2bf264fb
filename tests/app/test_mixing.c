/* test_mixing.c -- sounds that change along a line: a radio stays near its seed, plays nobody's ban, keeps artists apart; a path goes along. */
#include "app/mixing.h"
#include "../tap.h"

enum { TRACKS = 300, ARTISTS = 11, LONG_AGO = 1 };

static struct library *lib;
static struct taste *taste;
static struct kin *kin;

/* Where a track lies on the line, 0..1; ids are in no order of it. */
static double place(track_id id)
{
	return (double)((id * 77) % TRACKS) / (TRACKS - 1);
}

static double noise(struct rng *rng)
{
	return rng_unit(rng) + rng_unit(rng) + rng_unit(rng) - 1.5;
}

static void sound(track_id id, struct features *f)
{
	struct rng rng;
	size_t k = 0;

	rng_seed(&rng, (uint64_t)id);
	*f = (struct features){ .version = FEATURES_VERSION, .duration_s = 200, .mfcc_frames = 1000, .has_pattern = true };
	for (int d = 0; d < MFCC_DIMS; d++)
		f->mfcc_mean[d] = (float)(40 * place(id) * (d % 3 ? 1 : -1) + 2 * noise(&rng));
	for (int a = 0; a < MFCC_DIMS; a++)
		for (int b = a; b < MFCC_DIMS; b++, k++)
			f->mfcc_cov[k] = a == b ? 200 : (float)(.1 * noise(&rng));
	for (int p = 0; p < PATTERN_DIMS; p++)
		f->pattern[p] = (uint8_t)(40 + 150 * place(id) + 10 * noise(&rng));
}

static void make_world(void)
{
	static char path[TRACKS][32], title[TRACKS][32], artist[TRACKS][32];

	lib = library_new();
	taste = taste_new();
	kin = kin_new();
	for (track_id id = 1; id <= TRACKS; id++) {
		char *p = path[id - 1], *t = title[id - 1], *a = artist[id - 1];
		struct features f;
		struct track track = { .id = id, .path = p, .title = t, .artist = a, .album = "", .album_artist = "", .genre = "", .composer = "", .date = "", .codec = "",
			.sort_artist = "", .error = "", .duration_ms = 200000, .added_s = LONG_AGO };

		snprintf(p, sizeof path[0], "/%d.flac", (int)id);
		snprintf(t, sizeof title[0], "Track %d", (int)id);
		snprintf(a, sizeof artist[0], "Artist %d", (int)(id * id % ARTISTS));
		library_put(lib, &track);
		taste_track(taste, &track);
		sound(id, &f);
		kin_add(kin, (uint64_t)id, &f);
	}
	kin_settle(kin);
}

static track_id at_place(double where)
{
	track_id best = 1;

	for (track_id id = 1; id <= TRACKS; id++)
		if (fabs(place(id) - where) < fabs(place(best) - where))
			best = id;
	return best;
}

static size_t too_near(const struct mix_candidates *c, const uint32_t *at, size_t n, size_t gap)
{
	size_t bad = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && k <= i + gap; k++)
			bad += !strcmp(library_get(lib, c->at[at[i]].track)->artist, library_get(lib, c->at[at[k]].track)->artist);
	return bad;
}

static double off_seed(const struct mix_candidates *c, const uint32_t *at, size_t n, track_id seed)
{
	double off = 0;

	for (size_t i = 0; i < n; i++)
		off += fabs(place(c->at[at[i]].track) - place(seed)) / (double)n;
	return off;
}

static size_t has(const struct mix_candidates *c, const uint32_t *at, size_t n, track_id id)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += c->at[at[i]].track == id;
	return found;
}

static void radios(void)
{
	struct rank_options rank = { .now_ms = 1800000000000, .seed = 3, .artist_gap = 3 };
	struct mix_taste m = { .lib = lib, .taste = taste, .opt = &rank, .chance = .1F };
	track_id seed = at_place(.2), two[2] = { seed, at_place(.8) }, banned, given_id;
	struct mix_candidates c;
	struct map64 given = { 0 };
	uint32_t at[25], again[25];
	size_t n;

	mixing_near(kin, &seed, 1, 100, &c);
	ok(c.n == 100 && c.at[0].alike >= c.at[99].alike && c.at[0].like == seed, "as many as were asked for, the most alike first");
	n = mixing_choose(&m, &c, 25, at);
	is_int((long long)n, 25, "a radio of 25");
	ok(off_seed(&c, at, n, seed) < .12, "it stays near its seed (%.3f of the line off; by chance .34)", off_seed(&c, at, n, seed));
	is_int((long long)too_near(&c, at, n, 3), 0, "no artist twice within three");
	is_int((long long)has(&c, at, n, seed), 0, "not the seed itself");
	ok(mixing_choose(&m, &c, 25, again) == n && !memcmp(at, again, sizeof at), "same seed of chance, same radio");
	rank.seed = 4;
	ok(mixing_choose(&m, &c, 25, again) == n && memcmp(at, again, sizeof at), "another, another");
	rank.seed = 3;

	banned = c.at[at[0]].track;
	given_id = c.at[at[1]].track;
	taste_event(taste, &(struct event){ .id = 1, .at_ms = 1, .track = banned, .kind = EVENT_BAN });
	map64_put(&given, (uint64_t)given_id, &given);
	m.given = &given;
	rank.exclude = &c.at[at[2]].track;
	rank.n_exclude = 1;
	n = mixing_choose(&m, &c, 25, again);
	ok(n == 25 && !has(&c, again, n, banned), "what is banned never");
	ok(!has(&c, again, n, given_id) && !has(&c, again, n, c.at[at[2]].track), "nor what was in it, nor what is queued");
	taste_event(taste, &(struct event){ .id = 2, .at_ms = 2, .track = banned, .kind = EVENT_UNBAN });
	map64_done(&given);
	m.given = NULL;
	rank.n_exclude = 0;
	free(c.at);

	mixing_near(kin, two, 2, 60, &c);
	n = mixing_choose(&m, &c, 20, at);
	ok(off_seed(&c, at, n, seed) > .15 && off_seed(&c, at, n, two[1]) > .15, "of two seeds: both have their part");
	free(c.at);
	mixing_near(kin, (track_id[]){ 5000 }, 1, 60, &c);
	is_int((long long)c.n, 0, "like what was never heard: nothing");
	free(c.at);
}

/* What they like comes first among what is as near. */
static void tastes(void)
{
	struct rank_options rank = { .now_ms = 1800000000000, .seed = 3 };
	struct mix_taste m = { .lib = lib, .taste = taste, .opt = &rank };
	track_id seed = at_place(.5);
	struct mix_candidates c;
	uint32_t at[40];
	size_t before, after = 0;

	mixing_near(kin, &seed, 1, 40, &c);
	mixing_choose(&m, &c, 40, at);
	for (before = 0; c.at[at[before]].track != c.at[20].track; before++)
		;
	taste_event(taste, &(struct event){ .id = 10, .at_ms = rank.now_ms - 86400000, .track = c.at[20].track, .kind = EVENT_LOVE });
	mixing_choose(&m, &c, 40, at);
	while (c.at[at[after]].track != c.at[20].track)
		after++;
	ok(after < before, "what is loved comes sooner (place %zu, before %zu)", after, before);
	free(c.at);
}

static void paths(void)
{
	bool all = true, apart = true, forward = true, heard;
	double worst = 0;

	for (int round = 0; round < 20; round++) {
		struct mix_ends ends = { .from = at_place(.02 * round), .to = at_place(1 - .01 * round) };
		struct mix_places places;
		uint32_t at[8];
		float alike[9];
		size_t n;

		ends.from_artist = mixing_artist(library_get(lib, ends.from));
		ends.to_artist = mixing_artist(library_get(lib, ends.to));
		all = all && mixing_stones(kin, &ends, &places);
		mixing_places_keep(&places, lib, taste);
		n = mixing_walk(kin, &ends, &places, 8, 2, at, alike);
		all = all && n == 8;
		for (size_t i = 0; i <= n; i++) {
			double from = place(i ? places.ids[at[i - 1]] : ends.from), to = place(i < n ? places.ids[at[i]] : ends.to);

			forward = forward && to > from - .06;
			worst = fmax(worst, (to - from) * 9 / (place(ends.to) - place(ends.from)));
			for (size_t k = i + 1; i < n && k < n && k <= i + 2; k++)
				apart = apart && places.stones[at[i]].group != places.stones[at[k]].group;
		}
		mixing_places_done(&places);
	}
	ok(all, "twenty paths of eight steps");
	ok(forward, "each step leads on");
	ok(apart, "no artist twice within two");
	ok(worst < 3.5, "no step is large: at most %.2f of an even one", worst);
	{
		struct mix_places places;

		heard = mixing_stones(kin, &(struct mix_ends){ .from = 1, .to = 5000 }, &places);
		ok(!heard && !places.n, "to what was never heard: no way");
		mixing_places_done(&places);
	}
}

int main(void)
{
	make_world();
	radios();
	tastes();
	paths();
	kin_free(kin);
	taste_free(taste);
	library_free(lib);
	return done();
}
