/* test_unlearn.c -- what is taken out of the log is believed no more, as if it had never been; what is put back is believed as if it had always been. */
#include "story.h"
#include "../tap.h"

static int by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return x->at_ms != y->at_ms ? (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms) : (x->id > y->id) - (x->id < y->id);
}

static struct taste *told(const struct story *s, bool (*is_in)(const struct event *ev, uint64_t seed), uint64_t seed)
{
	struct taste *t = world_new(TRACKS, ARTISTS);

	for (int i = 0; i < s->n; i++)
		if (is_in(&s->ev[i], seed))
			taste_event(t, &s->ev[i]);
	return t;
}

static bool all(const struct event *ev, uint64_t seed)
{
	(void)ev, (void)seed;
	return true;
}

static bool is_play(const struct event *ev)
{
	return ev->kind >= EVENT_START && ev->kind <= EVENT_STOP;
}

/* Of an artist, of a third of the tracks, of the last days: in turn. */
static bool is_kept(const struct event *ev, uint64_t seed)
{
	switch (seed % 3) {
	case 0: return !is_play(ev) || ev->track % ARTISTS != (track_id)(seed % ARTISTS);
	case 1: return !is_play(ev) || ev->track % 3 != (track_id)(seed % 3);
	default: return !is_play(ev) || ev->at_ms < NOW_MS - DAYS(4);
	}
}

static bool same_list(struct taste *a, struct taste *b, uint64_t seed)
{
	struct rank_options opt = options(seed);
	struct pick p[60], q[60];
	size_t n = taste_rank(a, &opt, p, 60), m = taste_rank(b, &opt, q, 60);

	for (size_t i = 0; i < n; i++)
		if (p[i].track != q[i].track || p[i].n_reasons != q[i].n_reasons || memcmp(p[i].parts, q[i].parts, sizeof p[i].parts)
		    || memcmp(p[i].reasons, q[i].reasons, (size_t)p[i].n_reasons * sizeof *p[i].reasons))
			return false;
	return n == m && n;
}

int main(void)
{
	static struct story s;

	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct taste *t, *without;
		struct event gone[EVENTS];
		double tries[2];
		size_t n = 0;

		story_make(&s, seed);
		for (int i = 0; i < s.n; i++)
			s.ev[i].id = i + 1;
		qsort(s.ev, (size_t)s.n, sizeof *s.ev, by_time);
		for (int i = 0; i < s.n; i++)
			if (!is_kept(&s.ev[i], seed))
				gone[n++] = s.ev[i];
		t = told(&s, all, seed);
		without = told(&s, is_kept, seed);
		ok(n && !same_list(t, without, seed), "seed %d: the %zu events meant something", (int)seed, n);
		taste_free(t);
		t = told(&s, all, seed);
		taste_take_out(t, gone, n);
		ok(same_list(t, without, seed), "seed %d: taken out, all is as if they had never been", (int)seed);
		is_int((long long)taste_plays(t), (long long)taste_plays(without), "as many plays are known");
		taste_arm(t, ARM_CHANCE, NOW_MS, &tries[0]);
		taste_arm(without, ARM_CHANCE, NOW_MS, &tries[1]);
		is_near(tries[0], tries[1], 1e-9, "the arms know of no more");
		taste_free(without);
		/* written again they have new ids */
		for (size_t i = 0; i < n; i++)
			gone[i].id += EVENTS;
		taste_put_in(t, gone, n);
		without = told(&s, all, seed);
		ok(same_list(t, without, seed), "seed %d: put back, all is as it was", (int)seed);
		taste_free(t);
		taste_free(without);
	}
	return done();
}
