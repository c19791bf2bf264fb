/* test_liked.c -- the artists that are liked and disliked most, and what that rests on: counted in the log by hand. */
#include "story.h"
#include "../tap.h"

/* What the log has of an artist's plays. */
static struct liked counted(const struct story *s, int artist)
{
	struct liked l = { 0 };

	for (int i = 0; i < s->n; i++) {
		const struct event *ev = &s->ev[i];

		if (ev->track % ARTISTS != artist || (ev->kind != EVENT_FINISH && ev->kind != EVENT_SKIP))
			continue;
		l.finishes += ev->kind == EVENT_FINISH;
		l.skips += ev->kind == EVENT_SKIP;
		l.any = ev->track;
	}
	return l;
}

static void check(struct taste *t, const struct story *s, bool least, size_t *n_seen)
{
	struct liked all[ARTISTS + 1], few[3];
	size_t n = taste_liked(t, LIKED_ARTISTS, NOW_MS, least, all, ARTISTS + 1), m = taste_liked(t, LIKED_ARTISTS, NOW_MS, least, few, 3), wrong = 0, unordered = 0;

	for (size_t i = 0; i < n; i++) {
		struct liked want = counted(s, (int)(all[i].any % ARTISTS));

		wrong += all[i].finishes != want.finishes || all[i].skips != want.skips || (want.any && all[i].any != want.any);
		unordered += (least ? all[i].affinity >= 0 : all[i].affinity <= 0) || (i && (least ? all[i].affinity < all[i - 1].affinity : all[i].affinity > all[i - 1].affinity));
	}
	is_int((long long)wrong, 0, "each rests on what the log has, with the track played last");
	is_int((long long)unordered, 0, "the most first");
	ok(m == MIN_OF(n, (size_t)3) && !memcmp(few, all, m * sizeof *few), "the first few of them are the first of all");
	*n_seen += n;
}

int main(void)
{
	static struct story s;
	size_t n_liked = 0, n_disliked = 0;

	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct taste *t = world_new(TRACKS, ARTISTS);

		story_make(&s, seed);
		for (int i = 0; i < s.n; i++)
			taste_event(t, &s.ev[i]);
		check(t, &s, false, &n_liked);
		check(t, &s, true, &n_disliked);
		taste_free(t);
	}
	ok(n_liked > 3 * ROUNDS && n_disliked, "some are liked (%zu), some not (%zu)", n_liked, n_disliked);
	return done();
}
