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

/* Until it is through, or so many steps; what comes home in between does. */
static int step(struct taste *t, size_t budget, int most)
{
	int steps = 0;

	while (steps < most && taste_catch_up(t, budget))
		steps++;
	return steps;
}

static const struct event late = { .id = 9001, .at_ms = NOW_MS - 500, .track = 7, .kind = EVENT_LOVE, .source = SOURCE_LIBRARY };

/* It is by somebody else, and of another genre. */
static void retag(struct taste *t)
{
	taste_track(t, &(struct track){ .id = 3, .path = "/m", .title = "Track 3", .artist = "Nobody", .album = "Other", .album_artist = "", .genre = "Another", .composer = "",
		.date = "", .codec = "", .error = "", .duration_ms = 200000, .added_s = NOW_MS / 1000 - 86400 });
}

/* Taken out and put back a few at a time, while the listener goes on, a file is tagged anew, and somebody asks. */
static void sliced(const struct story *s, uint64_t seed, const struct event *gone, struct event *back, size_t n)
{
	struct taste *t = told(s, all, seed), *whole = told(s, is_kept, seed);
	int steps = step(t, 1, 1);

	is_int(steps, 0, "there is nothing to catch up with");
	taste_take_out(t, gone, n);
	steps = step(t, 1 + seed % 7, INT32_MAX);
	ok(steps > 50 && same_list(t, whole, seed), "seed %d: taken out in %d steps it is the same", (int)seed, steps);
	taste_put_in(t, back, n);
	steps = step(t, 1 + seed % 7, INT32_MAX);
	taste_free(whole);
	whole = told(s, all, seed);
	ok(steps > 50 && same_list(t, whole, seed), "put back in %d steps, too", steps);

	/* back has other ids than the story: what leaves now are these */
	taste_take_out(t, back, n);
	step(t, 3, (int)(seed * 23));
	taste_event(t, &late);
	step(t, 3, (int)(seed * 11));
	retag(t);
	taste_event(whole, &late);
	retag(whole);
	taste_take_out(whole, gone, n);
	step(t, 5, INT32_MAX);
	ok(same_list(t, whole, seed), "with an event and a tag that came meanwhile");

	taste_put_in(t, gone, n);
	step(t, 3, (int)(seed * 29));
	taste_take_out(t, gone, n);
	step(t, 3, (int)(seed * 7));
	is_int((long long)taste_plays(t), (long long)taste_plays(whole), "who asks before it is through is answered of all of it");
	taste_put_in(t, gone, n);
	step(t, 3, (int)(seed * 17));
	taste_put_in(whole, gone, n);
	ok(same_list(t, whole, seed), "one after the other, none of them through");
	taste_free(t);
	taste_free(whole);
}

/* A hundred thousand, each other one of the log. */
static void many(void)
{
	enum { MANY = 200000, STEP = 1000 };
	struct event *log = xcalloc(MANY, sizeof *log), *gone = xcalloc(MANY, sizeof *gone);
	struct taste *t = world_new(5000, 250), *whole = world_new(5000, 250);
	int n = 0, steps, again;
	struct rng r;

	rng_seed(&r, 1);
	for (int i = 0; i < MANY; i++) {
		log[i] = (struct event){ .id = i + 1, .at_ms = NOW_MS - (int64_t)(MANY - i) * 200000, .track = 1 + (track_id)rng_below(&r, 5000), .source = SOURCE_LIBRARY,
			.kind = rng_below(&r, 4) ? EVENT_FINISH : EVENT_SKIP, .listened_ms = 60000, .position_ms = 60000, .duration_ms = 200000 };
		taste_event(t, &log[i]);
		if (rng_below(&r, 2))
			gone[n++] = log[i];
		else
			taste_event(whole, &log[i]);
	}
	taste_take_out(t, gone, (size_t)n);
	steps = step(t, STEP, INT32_MAX);
	ok(same_list(t, whole, 1), "%d of %d in %d steps", n, MANY, steps);
	for (int i = 0; i < n; i++)
		gone[i].id += MANY;
	taste_put_in(t, gone, (size_t)n);
	again = step(t, STEP, INT32_MAX);
	taste_free(whole);
	whole = world_new(5000, 250);
	for (int i = 0; i < MANY; i++)
		taste_event(whole, &log[i]);
	ok(same_list(t, whole, 1), "and back in %d", again);
	taste_free(t);
	taste_free(whole);
	free(log);
	free(gone);
}

int main(void)
{
	static struct story s;

	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct taste *t, *without;
		struct event gone[EVENTS], back[EVENTS];
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
		memcpy(back, gone, n * sizeof *back);
		for (size_t i = 0; i < n; i++)
			back[i].id += EVENTS;
		taste_put_in(t, back, n);
		without = told(&s, all, seed);
		ok(same_list(t, without, seed), "seed %d: put back, all is as it was", (int)seed);
		taste_free(t);
		taste_free(without);
		sliced(&s, seed, gone, back, n);
	}
	many();
	return done();
}
