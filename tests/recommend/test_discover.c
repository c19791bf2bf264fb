/* test_discover.c -- what is known at the start of a track, and of tracks never heard: by hand, and that nothing later is looked at. */
#include "recommend.h"
#include "../tap.h"

#define HOUR_MS INT64_C(3600000)

static void skip_features(void)
{
	struct skips *s = skips_new();
	float a[SKIP_FEATURES], b[SKIP_FEATURES];
	bool finite = true;
	int differ = 0;

	skips_features(s, 1, 1, HOUR_MS, a);
	for (int i = 0; i < SKIP_FEATURES; i++)
		finite = finite && isfinite(a[i]);
	ok(finite, "before anything was heard every number is finite");
	is_near((double)a[0], -1, 0, "no last action yet");
	skips_learn(s, 1, 1, HOUR_MS, 200000);
	skips_learn(s, 2, 1, HOUR_MS + 200000, 29999);
	skips_learn(s, 3, 2, HOUR_MS + 230000, 30000);
	skips_features(s, 2, 1, HOUR_MS + 260000, a);
	ok(a[0] <= 0 && a[3] > .5f && a[6] <= 0, "the last three: heard, skipped, heard; half a minute is a play");
	is_near((double)a[19], 1, 0, "the track was heard once");
	is_near((double)a[21], 1, 0, "and skipped");
	is_near((double)a[26], 2, 0, "its artist twice");
	is_near((double)a[37], 3, 0, "fourth of the session");
	skips_features(s, 2, 1, HOUR_MS + 260000, b);
	for (int i = 0; i < SKIP_FEATURES; i++)
		differ += a[i] < b[i] || a[i] > b[i];
	is_int(differ, 0, "asking changes nothing");
	skips_features(s, 2, 1, HOUR_MS + 260000 + 2 * HOUR_MS, b);
	ok(b[36] > .5f && b[37] <= 0, "two hours later another session");
	skips_free(s);
}

/*
 * Listener 0 heard 0 and 1 (artist 0). 1 heard 0 1 2 3 (artists 0 0 0 1), 2 heard 4 (artist 2). What 0 will hear, row 6, must not show.
 */
static const struct play_row rows[] = {
	{ 0, 60000, 0, 0, 0 }, { 60000, 60000, 0, 0, 1 }, { 10 * HOUR_MS, 60000, 0, 1, 3 },
	{ 0, 60000, 1, 0, 0 }, { 60000, 60000, 1, 0, 1 }, { 120000, 60000, 1, 0, 2 }, { 180000, 60000, 1, 1, 3 },
	{ 0, 60000, 2, 2, 4 }, { 60000, 10, 2, 2, 5 },
};

static void candidates(void)
{
	struct play_row other[COUNT_OF(rows)];
	struct discover *d = discover_new(rows, COUNT_OF(rows), 3, 6, 3), *e;
	struct candidate *c, *c2;
	size_t n = discover_candidates(d, 0, rows, 2, &c), n2;
	float s[6], s2[6];

	is_int((long long)n, 3, "what others played and 0 never started, skips left out");
	ok(c[0].track == 2 && c[1].track == 3 && c[2].track == 4, "tracks 2, 3, 4");
	is_near((double)c[0].x[DISCOVER_LISTENERS], 1, 0, "one other played 2");
	is_near((double)c[1].x[DISCOVER_LISTENERS], 1, 0, "and 3: 0's own play to come is none");
	/* over artists: (log 3, 0) and (log 4, log 2) */
	is_near((double)c[0].x[DISCOVER_USERS], log(4) / hypot(log(4), log(2)), 1e-5, "alike by artists: a cosine");
	is_near((double)c[2].x[DISCOVER_USERS], 0, 1e-6, "nothing in common with 2");
	is_near((double)c[0].x[DISCOVER_ITEMS], 2 / sqrt(2), 1e-5, "item CF: two shared tracks of two listeners each");
	is_near((double)c[0].x[DISCOVER_ARTIST], log(3), 1e-5, "its artist was played twice");
	is_near((double)c[1].x[DISCOVER_ARTIST], 0, 0, "the other's never");
	ok(c[0].x[DISCOVER_FOLLOWS] > c[1].x[DISCOVER_FOLLOWS] && c[2].x[DISCOVER_FOLLOWS] <= 0, "2 follows sooner than 3, 4 not");
	discover_score(&discover_usual, c, n, s);
	ok(s[0] > s[1] && s[1] > s[2], "the artist's next track, then a neighbour's, then a stranger's");

	/* another future of listener 0: the same candidates, except for what counts of tracks among all */
	memcpy(other, rows, sizeof rows);
	other[2] = (struct play_row){ 10 * HOUR_MS, 60000, 0, 2, 4 };
	e = discover_new(other, COUNT_OF(other), 3, 6, 3);
	n2 = discover_candidates(e, 0, other, 2, &c2);
	discover_score(&discover_usual, c2, n2, s2);
	ok(n2 == n && !memcmp(c, c2, n * sizeof *c) && !memcmp(s, s2, n * sizeof *s), "what the listener does later changes nothing");
	free(c);
	free(c2);
	discover_free(d);
	discover_free(e);

	d = discover_new(rows, 3, 1, 6, 3);
	is_int((long long)discover_candidates(d, 0, rows, 2, &c), 0, "alone there is nobody to learn from");
	free(c);
	discover_free(d);
}

/* Listener 0 passes by the artist's next track and goes on to another's: it is learnt, unless that lesson is left out. */
static void learnt(void)
{
	static const struct discover_weights nothing;
	struct discover *d = discover_new(rows, COUNT_OF(rows), 3, 6, 3);
	struct discover_lessons *ls = discover_lessons_new(2);
	struct discover_weights w, without;
	struct candidate *c;
	size_t n = discover_candidates(d, 0, rows, 2, &c);
	float s[6], usual[6];

	discover_lesson(ls, 0, d, 0, rows, 2, 3);
	w = discover_learn(ls, NULL, &nothing, .01);
	discover_score(&w, c, n, s);
	discover_score(&discover_usual, c, n, usual);
	ok(s[1] > s[0] && usual[0] > usual[1], "what was discovered before says what will be");
	without = discover_learn(ls, (const uint8_t[2]){ 1, 0 }, &discover_usual, 1);
	ok(!memcmp(&without, &discover_usual, sizeof without), "of a lesson left out nothing is learnt");
	discover_lesson(ls, 1, d, 2, rows + 7, 1, 1);
	without = discover_learn(ls, NULL, &nothing, .01);
	ok(!memcmp(&without, &w, sizeof w), "nor of one in which nothing was found");
	free(c);
	discover_lessons_free(ls);
	discover_free(d);
}

int main(void)
{
	skip_features();
	candidates();
	learnt();
	return done();
}
