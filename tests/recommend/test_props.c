/*
 * test_props.c -- what must hold for any listener: seeded random libraries and logs, an independent brute-force reading of the log.
 */
#include "story.h"
#include "../tap.h"

/* The listener after the story without events `skip` and `skip2` (-1: with all). */
static struct taste *told(const struct story *s, int skip, int skip2)
{
	struct taste *t = world_new(TRACKS, ARTISTS);

	taste_styles(t, "Genre 1; genre 2");
	for (int i = 0; i < s->n; i++)
		if (i != skip && i != skip2)
			taste_event(t, &s->ev[i]);
	return t;
}

static double total(struct taste *t, track_id id, const struct rank_options *opt)
{
	struct pick p = { 0 };
	double sum = 0;

	taste_explain(t, opt, id, &p);
	for (int i = 0; i < SIGNAL_COUNT; i++)
		sum += (double)p.parts[i];
	return sum;
}

static void test_skip(const struct story *s, uint64_t seed)
{
	static const int64_t later[] = { 0, MINUTES(20), HOURS(3), DAYS(2), DAYS(50) };
	struct taste *all = told(s, -1, -1);
	int raised = 0, tried = 0;

	for (int i = (int)(seed % 7); i < s->n; i += 7) {
		struct taste *alone, *pair;

		if (s->ev[i].kind != EVENT_SKIP)
			continue;
		alone = told(s, i, -1);
		pair = told(s, i, i && s->ev[i - 1].kind == EVENT_START ? i - 1 : -1);
		for (size_t k = 0; k < COUNT_OF(later); k++) {
			struct rank_options opt = options(seed);
			double with;

			opt.now_ms += later[k];
			with = total(all, s->ev[i].track, &opt);
			tried++;
			if (with > total(alone, s->ev[i].track, &opt) + 1e-5 || with > total(pair, s->ev[i].track, &opt) + 1e-5) {
				if (!raised++)
					printf("# event %d, track %d, later %zu: %.6f, alone %.6f, pair %.6f\n", i, (int)s->ev[i].track, k,
					       with, total(alone, s->ev[i].track, &opt), total(pair, s->ev[i].track, &opt));
			}
		}
		taste_free(alone);
		taste_free(pair);
	}
	ok(!raised && tried, "seed %d: no skip raises its track (%d of %d)", (int)seed, raised, tried);
	taste_free(all);
}

/* ---- the list ---- */

static bool is_banned(const struct story *s, track_id id)
{
	bool banned = false;

	for (int i = 0; i < s->n; i++)
		if (s->ev[i].track == id && (s->ev[i].kind == EVENT_BAN || s->ev[i].kind == EVENT_UNBAN))
			banned = s->ev[i].kind == EVENT_BAN;
	return banned;
}

static void test_list(const struct story *s, uint64_t seed)
{
	struct taste *t = told(s, -1, -1);
	struct rank_options opt = options(seed);
	track_id gone[] = { 3, 4, 5 };
	struct pick p[40];
	size_t n;
	int bad = 0, close = 0, fall = 0, sum = 0, twice = 0;

	opt.playing = 2;
	opt.exclude = gone;
	opt.n_exclude = 2;
	taste_available(t, 5, false);
	n = taste_rank(t, &opt, p, 40);
	is_int((long long)n, 40, "a full list");
	for (size_t i = 0; i < n; i++) {
		double parts = (double)p[i].base;

		bad += is_banned(s, p[i].track) || (p[i].track >= 2 && p[i].track <= 5);
		for (size_t j = i + 1; j < n && j <= i + 3; j++)
			close += p[i].track % ARTISTS == p[j].track % ARTISTS;
		for (size_t j = i + 1; j < n; j++)
			twice += p[i].track == p[j].track;
		fall += i && p[i].score > p[i - 1].score;
		for (int k = 0; k < SIGNAL_COUNT; k++)
			parts += (double)p[i].parts[k];
		sum += fabs(1 / (1 + exp(-parts)) - (double)p[i].score) > 1e-4;
	}
	ok(!bad, "seed %d: none banned, missing, playing or excluded (%d)", (int)seed, bad);
	ok(!close && !twice, "seed %d: artists keep three picks apart (%d), no track twice (%d)", (int)seed, close, twice);
	ok(!fall && !sum, "seed %d: scores fall (%d) and are the sum of their parts (%d)", (int)seed, fall, sum);
	taste_free(t);
}

static bool same(const struct pick *a, const struct pick *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i].track != b[i].track || a[i].score > b[i].score || a[i].score < b[i].score || a[i].n_reasons != b[i].n_reasons
		    || memcmp(a[i].reasons, b[i].reasons, (size_t)a[i].n_reasons * sizeof *a[i].reasons))
			return false;
	return true;
}

static void test_repeatable(const struct story *s, uint64_t seed)
{
	struct taste *t = told(s, -1, -1), *other = taste_new();
	struct rank_options opt = options(seed);
	struct pick a[30], b[30], c[30];

	taste_styles(other, "Genre 1;Genre 2");
	for (track_id id = TRACKS; id >= 1; id--)
		world_track(other, id * 5 % (TRACKS + 1), ARTISTS);	/* all of them, well mixed: 161 = 7 * 23 */
	for (int i = 0; i < s->n; i++)
		taste_event(other, &s->ev[i]);
	is_int((long long)taste_rank(t, &opt, a, 30), 30, "a list");
	taste_rank(t, &opt, b, 30);
	ok(same(a, b, 30), "seed %d: the same list again", (int)seed);
	is_int((long long)taste_rank(other, &opt, c, 30), 30, "a list");
	ok(same(a, c, 30), "seed %d: the order in which tracks came to be known does not matter", (int)seed);
	opt.seed++;
	taste_rank(t, &opt, b, 30);
	ok(!same(a, b, 30), "seed %d: another seed, another list", (int)seed);
	taste_free(t);
	taste_free(other);
}

/* A retag moves the history with the track. */
static void test_retag(const struct story *s, uint64_t seed)
{
	struct taste *t = taste_new(), *want = told(s, -1, -1);
	struct rank_options opt = options(seed);
	struct pick a[30], b[30];

	taste_styles(t, "Genre 2;Genre 1");
	for (track_id id = 1; id <= TRACKS; id++)
		world_track(t, id, ARTISTS - 1);
	for (int i = 0; i < s->n; i++)
		taste_event(t, &s->ev[i]);
	taste_rank(t, &opt, a, 30);
	for (track_id id = 1; id <= TRACKS; id++)
		world_track(t, id, ARTISTS);
	taste_rank(t, &opt, a, 30);
	taste_rank(want, &opt, b, 30);
	ok(same(a, b, 30), "seed %d: retagged after being heard, as if it had always been so", (int)seed);
	taste_free(t);
	taste_free(want);
}

static void test_undo(const struct story *s, uint64_t seed)
{
	static const enum event_kind there[] = { EVENT_LOVE, EVENT_BAN, EVENT_RATE, EVENT_RATE };
	static const enum event_kind back[] = { EVENT_UNLOVE, EVENT_UNBAN, EVENT_RATE, EVENT_RATE };
	static const int value[] = { 0, 0, 5, 1 };
	struct rank_options opt = options(seed);
	struct pick a[30], b[30];

	for (size_t k = 0; k < COUNT_OF(there); k++) {
		struct taste *t = told(s, -1, -1);
		track_id id;

		taste_rank(t, &opt, a, 30);
		id = a[9].track;
		for (int i = 0; i < s->n; i++)	/* one nobody spoke of */
			if (s->ev[i].track == id && s->ev[i].kind >= EVENT_RATE) {
				id = id % TRACKS + 1;
				i = -1;
			}
		world_say(t, id, there[k], value[k], NOW_MS - 2);
		world_say(t, id, back[k], 0, NOW_MS - 1);
		taste_rank(t, &opt, b, 30);
		ok(same(a, b, 30), "seed %d: %s and back leaves no trace", (int)seed, event_kind_name[there[k]]);
		taste_free(t);
	}
}

/* ---- reasons, recomputed from the log ---- */

static int finishes(const struct story *s, track_id id, int group, int per, int days)
{
	int n = 0;

	for (int i = 0; i < s->n; i++)
		if (s->ev[i].kind == EVENT_FINISH && (group < 0 ? s->ev[i].track == id : (int)(s->ev[i].track % ARTISTS) / per == group)
		    && (!days || s->ev[i].at_ms > NOW_MS - DAYS(days)))
			n++;
	return n;
}

static int followed(const struct story *s, track_id other, track_id id)
{
	track_id last = 0, open = 0;
	int64_t end = 0, began = 0;
	int n = 0;

	for (int i = 0; i < s->n; i++) {
		const struct event *ev = &s->ev[i];

		if (ev->kind == EVENT_START) {
			open = ev->track;
			began = ev->at_ms;
		}
		if (ev->kind != EVENT_FINISH)
			continue;
		if (open != ev->track)
			began = ev->at_ms - ev->listened_ms;
		n += last == other && ev->track == id && began - end <= MINUTES(30);
		last = ev->track;
		end = ev->at_ms;
	}
	return n;
}

static int stars(const struct story *s, track_id id)
{
	int value = 0;

	for (int i = 0; i < s->n; i++)
		if (s->ev[i].kind == EVENT_RATE && s->ev[i].track == id)
			value = s->ev[i].value;
	return value;
}

static bool loved(const struct story *s, track_id id)
{
	bool is = false;

	for (int i = 0; i < s->n; i++)
		if (s->ev[i].track == id && (s->ev[i].kind == EVENT_LOVE || s->ev[i].kind == EVENT_UNLOVE))
			is = s->ev[i].kind == EVENT_LOVE;
	return is;
}

static int64_t heard(const struct story *s, track_id id)
{
	int64_t at = 0;

	for (int i = 0; i < s->n; i++)
		if (s->ev[i].track == id && s->ev[i].kind >= EVENT_START && s->ev[i].kind <= EVENT_STOP)
			at = MAX_OF(at, s->ev[i].at_ms);
	return at;
}

static bool accepted_lately(const struct story *s, track_id other)
{
	for (int i = 0; i < s->n; i++)
		if (s->ev[i].track == other && s->ev[i].kind == EVENT_FINISH && s->ev[i].at_ms >= NOW_MS - HOURS(3))
			return true;
	return false;
}

static bool is_true(const struct story *s, track_id id, const struct reason *r)
{
	int artist = (int)(id % ARTISTS);

	switch (r->signal) {
	case SIGNAL_FREQUENT:
		return r->count > 0 && r->count == finishes(s, id, -1, 1, r->days);
	case SIGNAL_FOLLOWS:
		return r->count > 0 && r->count == followed(s, r->other, id);
	case SIGNAL_ARTIST:
		return r->count ? r->count == finishes(s, 0, artist, 1, r->days)
			: r->other % ARTISTS == artist && r->other != id && (loved(s, r->other) || stars(s, r->other) >= 4);
	case SIGNAL_SESSION:
		return r->other != id && r->other % ARTISTS / 3 == artist / 3 && accepted_lately(s, r->other);
	case SIGNAL_GENRE:
		return r->count > 0 && r->count == finishes(s, 0, artist / 3, 3, r->days);
	case SIGNAL_STYLE:
		return artist / 3 == 1 || artist / 3 == 2;
	case SIGNAL_LOVED:
		return loved(s, id);
	case SIGNAL_RATED:
		return r->count == stars(s, id) && r->count >= 3;
	case SIGNAL_REDISCOVER:
		return r->count == finishes(s, id, -1, 1, 0) && r->days == (NOW_MS - heard(s, id)) / DAYS(1);
	case SIGNAL_NEW:
		return r->days == id * 37 % 100 && !heard(s, id);
	case SIGNAL_VARIETY:
		return !finishes(s, id, -1, 1, 0);
	case SIGNAL_TOGETHER:	/* nothing was learnt: test_lit.c */
	case SIGNAL_SOUND:
	case SIGNAL_KINDRED:
	case SIGNAL_LISTENERS:
	case SIGNAL_FATIGUE:
	case SIGNAL_SKIPPED:
	case SIGNAL_COUNT:
		break;
	}
	return false;
}

static void test_reasons(const struct story *s, uint64_t seed, unsigned *seen)
{
	struct taste *t = told(s, -1, -1);
	struct rank_options opt = options(seed);
	struct pick p[TRACKS];
	size_t n = taste_rank(t, &opt, p, TRACKS);
	int wrong = 0, order = 0, none = 0;

	for (size_t i = 0; i < n; i++) {
		const struct reason *r = p[i].reasons;

		for (int k = 0; k < p[i].n_reasons; k++) {
			*seen |= 1u << r[k].signal;
			if (!is_true(s, p[i].track, &r[k]) && !wrong++)
				printf("# track %d: %s other %d count %d days %d\n", (int)p[i].track, signal_name[r[k].signal], (int)r[k].other,
				       r[k].count, r[k].days);
		}
		for (int k = 0; p[i].n_reasons && k < SIGNAL_COUNT; k++)
			if (p[i].parts[k] > p[i].parts[r[0].signal] && !order++)
				printf("# track %d: %s is larger than %s\n", (int)p[i].track, signal_name[k], signal_name[r[0].signal]);
		for (int k = 0; !p[i].n_reasons && k < SIGNAL_COUNT; k++)
			none += p[i].parts[k] > .001f;
	}
	ok(!wrong, "seed %d: every number in every reason is true in the log (%d of %zu not)", (int)seed, wrong, n);
	ok(!order && !none, "seed %d: the first reason is the largest part (%d not, %d without)", (int)seed, order, none);
	taste_free(t);
}

int main(void)
{
	unsigned seen = 0;

	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		static struct story s;

		story_make(&s, seed);
		test_skip(&s, seed);
		test_list(&s, seed);
		test_repeatable(&s, seed);
		test_retag(&s, seed);
		test_undo(&s, seed);
		test_reasons(&s, seed, &seen);
	}
	for (int i = 0; i < SIGNAL_FATIGUE; i++)
		ok((i >= SIGNAL_TOGETHER && i <= SIGNAL_LISTENERS) || seen & 1u << i, "%s was a reason somewhere", signal_name[i]);
	return done();
}
