/* test_queue.c -- what plays next: rows, properties, and random operations against a simple model. */
#include "player.h"
#include "../tap.h"

/* ---------------------------------------------------------------- rows */

/*
 * A script in words: C4@1 = context 10 11 12 13, at index 1 (@- before the first); e5 E5 = append, prepend; > = next by itself, + = by
 * the listener, < = previous; t1 = take; o7 = play other; s S = shuffle on, off; 0 A 1 = repeat off, all, one; f12 = forget;
 * x0 = remove; m02 = move; q Q = quiet, not; R = saved and restored.  A number after > + < t o is what must play, - is "nothing".
 */
static const struct { const char *what, *script; } rows[] = {
	{ "an empty queue has nothing", ">- +- <-" },
	{ "the context is walked to its end", "C3@- >10 >11 >12 >- >-" },
	{ "Enter in the middle", "C4@1 >12 >13 >-" },
	{ "previous walks the list backwards from where Enter was pressed", "C4@2 <11 <10 <- >11 >12 >13 >-" },
	{ "previous walks history back and next leads the same way again", "C4@0 >11 >12 <11 <10 >11 >12 >13" },
	{ "the explicit queue goes first and is used up", "C3@0 e50 e51 >50 >51 >11" },
	{ "prepended goes before appended", "C3@0 e50 E51 >51 >50 >11" },
	{ "back from the explicit queue, and there again", "C3@0 e50 >50 <10 >50 >11 <50 <10 >50 >11 >12" },
	{ "repeat one holds by itself, not when asked", "C3@0 1 >10 >10 +11 >11 <10 >10" },
	{ "repeat all starts anew", "C3@1 A >12 >10 >11 >12 >10" },
	{ "repeat all of one track", "C1@0 A >10 >10" },
	{ "repeat all plays the explicit queue once", "C2@0 A e50 >50 >11 >10 >11" },
	{ "previous over the round's start", "C2@0 A >11 >10 <11 <10 >11 >10" },
	{ "taking from the queue", "C2@0 e50 e51 e52 t1:51 >50 >52 >11" },
	{ "something else in between", "C3@0 >11 o70 >12 <70 <11 >70 >12" },
	{ "something else at the end", "C2@1 >- o70 >- <11 >70 >-" },
	{ "the context again: history stays", "C3@1 C2@0 <11 >10 >11" },
	{ "a new context before its first lets the current play on", "C3@1 C2@- >10 <11 >10" },
	{ "repeat one does not hold what was forgotten meanwhile", "C3@0 1 >10 f10 >11 >11" },
	{ "and ends when nothing else is there", "C1@0 1 f10 >- +-" },
	{ "forgotten tracks are passed over", "C4@0 e12 f12 >11 >13" },
	{ "forgotten ones leave history too", "C4@0 >11 >12 f11 <10 >12" },
	{ "all forgotten", "C2@0 f10 f11 A >-" },
	{ "removing and moving", "e50 e51 e52 x0 m10 >52 >51 >-" },
	{ "bad places are refused", "e50 x5 m05 t9:- >50" },
	{ "what came to play while it was quiet is gone back to", "e50 e51 e52 e53 >50 q >51 >52 Q >53 <52 <51 <50" },
	{ "and is not saved", "e50 e51 e52 e53 >50 q >51 >52 Q >53 R <50 <-" },
	{ "nor as what plays", "e50 e51 e52 >50 q >51 Q R >52 <50" },
	{ "shuffle off keeps the current and goes on behind it", "C4@1 s S >12 >13" },
};

static track_id expected(const char **s)
{
	track_id n = 0;

	if (**s == ':')
		++*s;
	if (**s == '-') {
		++*s;
		return 0;
	}
	while (**s >= '0' && **s <= '9')
		n = n * 10 + *(*s)++ - '0';
	return n;
}

static void set_range(struct queue *q, size_t n, size_t at)
{
	track_id *tracks = xmalloc(n * sizeof *tracks);

	for (size_t i = 0; i < n; i++)
		tracks[i] = (track_id)(10 + i);
	queue_set_context(q, tracks, n, at, SOURCE_LIBRARY);
	free(tracks);
}

static bool run_script(struct queue *q, const char *s)
{
	struct queue_entry e;
	struct queue_saved *saved;
	track_id want, got;
	char c, from;
	size_t n, n_place;

	while ((c = *s++)) {
		switch (c) {
		case ' ':
			continue;
		case 'C':
			set_range(q, (size_t)(s[0] - '0'), s[2] == '-' ? SIZE_MAX : (size_t)(s[2] - '0'));
			s += 3;
			continue;
		case 'e':
			queue_append(q, expected(&s), SOURCE_QUEUE);
			continue;
		case 'E':
			queue_prepend(q, expected(&s), SOURCE_QUEUE);
			continue;
		case 'f':
			queue_forget(q, expected(&s));
			continue;
		case 's':
		case 'S':
			queue_set_shuffle(q, c == 's');
			continue;
		case '0':
		case 'A':
		case '1':
			queue_set_repeat(q, c == '0' ? REPEAT_OFF : c == 'A' ? REPEAT_ALL : REPEAT_ONE);
			continue;
		case 'q':
		case 'Q':
			queue_quiet(q, c == 'q');
			continue;
		case 'R':
			n = queue_save(q, true, &saved, &n_place);
			queue_restore(q, saved, n);
			free(saved);
			continue;
		case 'x':
			queue_remove(q, (size_t)expected(&s));
			continue;
		case 'm':
			from = *s++;
			queue_move(q, (size_t)(from - '0'), (size_t)(*s++ - '0'));
			continue;
		case '>':
			got = queue_next(q, false, &e) ? e.track : 0;
			break;
		case '+':
			got = queue_next(q, true, &e) ? e.track : 0;
			break;
		case '<':
			got = queue_previous(q, &e) ? e.track : 0;
			break;
		case 't':
			from = *s++;
			got = queue_take(q, (size_t)(from - '0'), &e) ? e.track : 0;
			break;
		case 'o':
			queue_play_other(q, strtol(s, NULL, 10), SOURCE_FOR_YOU, &e);
			got = e.track;
			break;
		default:
			printf("# what is %c?\n", c);
			return false;
		}
		want = expected(&s);
		if (got != want) {
			printf("# before '%s': got %lld, want %lld\n", s, (long long)got, (long long)want);
			return false;
		}
	}
	return true;
}

static void test_rows(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct queue *q = queue_new(1);

		ok(run_script(q, rows[i].script), "%s", rows[i].what);
		queue_free(q);
	}
}

/* ---------------------------------------------------------------- shuffle */

static bool plays_each_once(struct queue *q, size_t n, track_id *ret_last)
{
	bool *seen = xcalloc(n, sizeof *seen);
	struct queue_entry e;
	bool good = true;

	for (size_t i = 0; i < n && good; i++) {
		good = queue_next(q, false, &e) && e.track >= 10 && e.track < (track_id)(10 + n) && !seen[e.track - 10];
		if (good) {
			seen[e.track - 10] = true;
			if (!i && *ret_last == e.track && n > 1)
				good = false;
			if (i == n - 1)
				*ret_last = e.track;
		}
	}
	free(seen);
	return good;
}

static void test_shuffle(void)
{
	bool each = true, firsts[6] = { false }, other = false;
	struct queue_entry e;

	for (uint64_t seed = 0; seed < 300 && each; seed++) {
		struct queue *q = queue_new(seed);
		size_t n = 1 + seed % 17;
		track_id last = 0;

		queue_set_repeat(q, REPEAT_ALL);
		queue_set_shuffle(q, true);
		set_range(q, n, SIZE_MAX);
		for (int round = 0; round < 6 && each; round++)
			each = plays_each_once(q, n, &last);
		queue_free(q);
	}
	ok(each, "every round plays each track once, and never begins with what ended the last");

	for (uint64_t seed = 0; seed < 200; seed++) {
		struct queue *q = queue_new(seed);

		queue_set_shuffle(q, true);
		set_range(q, 6, 2);
		if (queue_current(q)->track != 12)
			each = false;
		queue_next(q, false, &e);
		firsts[e.track - 10] = true;
		for (int i = 0; i < 4; i++)
			queue_next(q, false, &e);
		other |= queue_next(q, false, &e);
		queue_free(q);
	}
	ok(each && !firsts[2] && !other, "Enter while shuffled: this one first, not again, and an end");
	ok(firsts[0] && firsts[1] && firsts[3] && firsts[4] && firsts[5], "any other can come next");

	struct queue *q = queue_new(5);
	set_range(q, 9, 4);
	queue_set_shuffle(q, true);
	is_int(queue_current(q)->track, 14, "shuffle on keeps the current");
	queue_append(q, 99, SOURCE_QUEUE);
	queue_next(q, false, &e);
	queue_set_shuffle(q, false);
	is_int(queue_current(q)->track, 99, "shuffle off keeps an explicit current");
	queue_next(q, false, &e);
	is_int(e.track, 15, "and goes on behind the context's last");
	queue_free(q);
}

static void test_million(void)
{
	enum { N = 1000000 };
	struct queue *q = queue_new(3);
	uint8_t *seen = xcalloc(N, 1);
	struct queue_entry e;
	size_t n = 0;

	queue_set_shuffle(q, true);
	set_range(q, N, SIZE_MAX);
	while (queue_next(q, false, &e) && !seen[e.track - 10]++)
		n++;
	is_int((long long)n, N, "a million tracks, each once");
	free(seen);
	queue_free(q);
}

/* ---------------------------------------------------------------- random operations against a model */

/* The model: plain lists, the straight walk only, everything by copying. */
struct model {
	track_id context[32], queue[4096], history[8192];
	int from[8192];			/* index into the context, -1 = not of it */
	size_t n_context, n_queue, n_history, ahead;
	track_id current;
	int current_from;
	bool has_current;
	enum repeat repeat;
};

static void model_push_front(struct model *m, track_id t)
{
	memmove(m->queue + 1, m->queue, m->n_queue++ * sizeof *m->queue);
	m->queue[0] = t;
}

static track_id model_pull(struct model *m, size_t i)
{
	track_id t = m->queue[i];

	memmove(m->queue + i, m->queue + i + 1, (--m->n_queue - i) * sizeof *m->queue);
	return t;
}

static void model_play(struct model *m, track_id t, int from)
{
	if (m->has_current) {
		if (m->n_history == 1000) {
			memmove(m->history, m->history + 1, 999 * sizeof *m->history);
			memmove(m->from, m->from + 1, 999 * sizeof *m->from);
			m->n_history--;
		}
		m->history[m->n_history] = m->current;
		m->from[m->n_history++] = m->current_from;
	}
	m->current = t;
	m->current_from = from;
	m->has_current = true;
}

static track_id model_next(struct model *m, bool by_listener)
{
	if (m->repeat == REPEAT_ONE && m->has_current && !by_listener)
		return m->current;
	if (m->n_queue) {
		model_play(m, model_pull(m, 0), -1);
		return m->current;
	}
	if (m->ahead == m->n_context && m->repeat == REPEAT_ALL)
		m->ahead = 0;
	if (m->ahead == m->n_context)
		return 0;
	model_play(m, m->context[m->ahead], (int)m->ahead);
	m->ahead++;
	return m->current;
}

static track_id model_previous(struct model *m)
{
	size_t behind = m->has_current && m->current_from >= 0 ? (size_t)m->current_from : m->ahead;
	track_id t;
	int from;

	if (!m->n_history && !behind)
		return 0;
	if (m->n_history) {
		t = m->history[--m->n_history];
		from = m->from[m->n_history];
	} else {
		from = (int)behind - 1;
		t = m->context[from];
	}
	if (m->has_current && m->current_from >= 0)
		m->ahead = (size_t)m->current_from;
	else if (m->has_current)
		model_push_front(m, m->current);
	if (from >= 0)
		m->ahead = (size_t)from + 1;
	m->current = t;
	m->current_from = from;
	m->has_current = true;
	return t;
}

static void model_context(struct model *m, const track_id *tracks, size_t n, size_t at)
{
	for (size_t i = 0; i < m->n_history; i++)
		m->from[i] = -1;
	m->current_from = -1;
	memcpy(m->context, tracks, n * sizeof *tracks);
	m->n_context = n;
	m->ahead = 0;
	if (at < n) {
		model_play(m, tracks[at], (int)at);
		m->ahead = at + 1;
	}
}

static bool is_same(const struct queue *q, const struct model *m)
{
	const struct queue_entry *current = queue_current(q);

	if (queue_count(q) != m->n_queue || (current != NULL) != m->has_current || (current && current->track != m->current))
		return false;
	for (size_t i = 0; i < m->n_queue; i++)
		if (queue_at(q, i)->track != m->queue[i])
			return false;
	return true;
}

static bool random_step(struct queue *q, struct model *m, struct rng *r)
{
	struct queue_entry e;
	track_id tracks[32], t = 1000 + rng_below(r, 1000);
	size_t n = rng_below(r, 9), at;
	bool flag = rng_below(r, 2);

	switch (rng_below(r, 12)) {
	case 0:
		if (rng_below(r, 5))
			return true;
		for (size_t i = 0; i < n; i++)
			tracks[i] = (track_id)(1 + rng_below(r, 500));
		at = flag && n ? rng_below(r, (uint32_t)n) : SIZE_MAX;
		queue_set_context(q, tracks, n, at, SOURCE_LIBRARY);
		model_context(m, tracks, n, at);
		return true;
	case 1:
		queue_append(q, t, SOURCE_QUEUE);
		m->queue[m->n_queue++] = t;
		return true;
	case 2:
		queue_prepend(q, t, SOURCE_QUEUE);
		model_push_front(m, t);
		return true;
	case 3:
		if (!m->n_queue)
			return !queue_take(q, 0, &e);
		at = rng_below(r, (uint32_t)m->n_queue);
		model_play(m, model_pull(m, at), -1);
		return queue_take(q, at, &e) && e.track == m->current;
	case 4:
		queue_play_other(q, t, SOURCE_FOR_YOU, &e);
		model_play(m, t, -1);
		return true;
	case 5:
		m->repeat = (enum repeat)rng_below(r, 3);
		queue_set_repeat(q, m->repeat);
		return true;
	case 6:
		if (!m->n_queue)
			return !queue_remove(q, 0);
		at = rng_below(r, (uint32_t)m->n_queue);
		model_pull(m, at);
		return queue_remove(q, at);
	case 7:
	case 8:
		t = model_previous(m);
		return t ? queue_previous(q, &e) && e.track == t : !queue_previous(q, &e);
	default:
		t = model_next(m, flag);
		return t ? queue_next(q, flag, &e) && e.track == t : !queue_next(q, flag, &e);
	}
}

static void test_model(void)
{
	struct model *m = xmalloc(sizeof *m);
	bool good = true;

	for (uint64_t seed = 0; seed < 60 && good; seed++) {
		struct queue *q = queue_new(seed);
		struct rng r;

		rng_seed(&r, seed);
		*m = (struct model){ .current_from = -1 };
		for (int step = 0; step < 2500 && good; step++) {
			good = random_step(q, m, &r) && is_same(q, m);
			if (!good)
				printf("# seed %d, step %d\n", (int)seed, step);
		}
		queue_free(q);
	}
	ok(good, "random operations: as the model");
	free(m);
}

/* ---------------------------------------------------------------- properties with everything on */

static bool is_same_save(const struct queue *a, const struct queue *b)
{
	struct queue_saved *x, *y;
	size_t place, place2, n = queue_save(a, true, &x, &place), n2 = queue_save(b, true, &y, &place2);
	bool same = n == n2 && place == place2;

	for (size_t i = 0; i < n && same; i++)
		same = x[i].track == y[i].track && x[i].part == y[i].part && x[i].source == y[i].source;
	free(x);
	free(y);
	return same;
}

/* The rows of the list, as kept by somebody who saves them only when their version says so. */
struct kept { struct queue_saved *list; size_t n; uint64_t version, saves; };

static bool keeps_up(struct kept *k, const struct queue *q)
{
	struct queue_saved *all;
	size_t place, n = queue_save(q, true, &all, &place);
	bool same;

	if (!k->list || k->version != queue_list_version(q)) {
		free(k->list);
		k->n = n - place;
		k->list = xmemdup(all + place, k->n * sizeof *all);
		k->version = queue_list_version(q);
		k->saves++;
	}
	same = k->n == n - place;
	for (size_t i = 0; i < k->n && same; i++)
		same = k->list[i].track == all[place + i].track && k->list[i].part == all[place + i].part && k->list[i].source == all[place + i].source;
	free(all);
	return same;
}

static struct queue *saved_and_restored(const struct queue *q)
{
	struct queue *copy = queue_new(77);
	struct queue_saved *rows_saved;
	size_t place, n = queue_save(q, true, &rows_saved, &place);

	queue_restore(copy, rows_saved, n);
	free(rows_saved);
	return copy;
}

static void wild_step(struct queue *q, struct rng *r)
{
	struct queue_entry e;
	track_id tracks[40];
	size_t n = 1 + rng_below(r, 40);

	switch (rng_below(r, 14)) {
	case 0:
		for (size_t i = 0; i < n; i++)
			tracks[i] = (track_id)(1 + rng_below(r, 60));
		queue_set_context(q, tracks, n, rng_below(r, 2) ? rng_below(r, (uint32_t)n) : SIZE_MAX, SOURCE_PLAYLIST);
		break;
	case 1:
		queue_append(q, 1 + rng_below(r, 60), SOURCE_QUEUE);
		break;
	case 2:
		queue_prepend(q, 1 + rng_below(r, 60), SOURCE_QUEUE);
		break;
	case 3:
		queue_set_shuffle_mode(q, (enum shuffle)rng_below(r, 4));
		break;
	case 4:
		queue_set_repeat(q, (enum repeat)rng_below(r, 3));
		break;
	case 5:
		if (!rng_below(r, 3))
			queue_forget(q, 1 + rng_below(r, 60));
		break;
	case 6:
		queue_play_other(q, 1 + rng_below(r, 60), SOURCE_RADIO, &e);
		break;
	case 7:
	case 8:
		queue_previous(q, &e);
		break;
	default:
		queue_next(q, rng_below(r, 2), &e);
		break;
	}
}

static void test_properties(void)
{
	bool peeks = true, undoes = true, round_trips = true, same_future = true, version = true, keeps = true;
	uint64_t saves = 0;

	for (uint64_t seed = 0; seed < 15; seed++) {
		struct queue *q = queue_new(seed), *copy;
		struct queue_entry e, next, back;
		struct kept kept = { 0 };
		struct rng r;

		rng_seed(&r, seed + 1000);
		for (int step = 0; step < 400; step++) {
			bool has_peek, has_next;
			uint64_t before = queue_version(q);

			wild_step(q, &r);
			version &= queue_version(q) >= before;
			keeps &= keeps_up(&kept, q);
			copy = saved_and_restored(q);
			round_trips &= is_same_save(q, copy);
			has_peek = queue_peek(q, &e);
			has_next = queue_next(q, false, &next);
			peeks &= has_peek == has_next && (!has_peek || (e.track == next.track && e.serial == next.serial && e.source == next.source));
			same_future &= queue_next(copy, false, &back) == has_next && (!has_next || back.track == next.track);
			if (queue_previous(q, &e)) {
				enum repeat repeat = queue_repeat(q);

				/* what was left comes again */
				queue_set_repeat(q, REPEAT_ALL);
				undoes &= !has_next || repeat == REPEAT_ONE || (queue_peek(q, &back) && back.track == next.track);
				queue_set_repeat(q, repeat);
			}
			for (int i = 0; i < 3; i++) {
				bool a = queue_previous(copy, &e), b;
				struct queue *again = saved_and_restored(copy);

				b = queue_next(copy, true, &e);
				same_future &= b == queue_next(again, true, &back) && (!b || e.track == back.track);
				queue_free(again);
				if (!a)
					break;
			}
			queue_free(copy);
		}
		saves += kept.saves;
		free(kept.list);
		queue_free(q);
	}
	ok(keeps, "the list is what was saved when its version last rose");
	ok(saves < (uint64_t)15 * 400 / 2, "which is not at every step (%d)", (int)saves);
	ok(peeks, "peek says what next does, serial and all");
	ok(undoes, "previous undoes next");
	ok(round_trips, "saved, restored and saved again is the same");
	ok(same_future, "a restored queue has the same future");
	ok(version, "the version only rises");
}

static void test_peek_at(void)
{
	struct queue *q = queue_new(9);
	struct queue_entry ahead[20], e;
	bool same = true;

	queue_set_shuffle(q, true);
	queue_set_repeat(q, REPEAT_ALL);
	set_range(q, 8, SIZE_MAX);
	queue_append(q, 50, SOURCE_QUEUE);
	for (size_t i = 0; i < 17; i++)
		same &= queue_peek_at(q, i, &ahead[i]);
	ok(same, "a whole round and the next one can be seen ahead");
	for (size_t i = 0; i < 17; i++)
		same &= queue_next(q, false, &e) && e.track == ahead[i].track && e.serial == ahead[i].serial;
	ok(same, "and come as seen");
	queue_set_repeat(q, REPEAT_OFF);
	ok(!queue_peek_at(q, 1000000, &e), "not beyond the end");
	queue_free(q);
}

/* Rows from a file that somebody touched. */
static void test_broken_rows(void)
{
	struct rng r;
	struct queue_entry e;

	rng_seed(&r, 4);
	for (int i = 0; i < 3000; i++) {
		struct queue_saved rows_bad[60];
		struct queue *q = queue_new(1);

		for (size_t j = 0; j < COUNT_OF(rows_bad); j++)
			rows_bad[j] = (struct queue_saved){ (track_id)rng_below(&r, 8) - 1, (enum source)rng_below(&r, 14), (uint8_t)rng_below(&r, 16) };
		queue_restore(q, rows_bad, COUNT_OF(rows_bad));
		for (int j = 0; j < 80; j++)
			wild_step(q, &r);
		queue_next(q, true, &e);
		queue_free(q);
	}
	ok(true, "senseless rows do no harm");
}

/* ---------------------------------------------------------------- shuffle that knows something */

/* Albums of three, but every tenth track has none; even tracks weigh four times as much. */
static void facts_of(void *ctx, const track_id *tracks, size_t n, struct queue_fact *ret_facts)
{
	(void)ctx;
	for (size_t i = 0; i < n; i++) {
		uint64_t place = (uint64_t)tracks[i] - 10;

		ret_facts[i] = (struct queue_fact){ .album = place % 10 == 9 ? 0 : 1 + place / 3, .weight = tracks[i] % 2 ? 1 : 4 };
	}
}

static void otherwise(void *ctx, const track_id *tracks, size_t n, struct queue_fact *ret_facts)
{
	(void)ctx, (void)tracks;
	for (size_t i = 0; i < n; i++)
		ret_facts[i] = (struct queue_fact){ .album = 1, .weight = 1 };
}

/* A round of n by queue_next(): whether each of 10 … 10 + n - 1 came once. */
static bool round_of(struct queue *q, size_t n, track_id *ret_tracks)
{
	struct queue_entry e;
	bool seen[64] = { false }, once = true;

	for (size_t i = 0; i < n; i++) {
		if (!queue_next(q, false, &e))
			return false;
		ret_tracks[i] = e.track;
		once &= e.track >= 10 && e.track < (track_id)(10 + n) && !seen[e.track - 10];
		if (once)
			seen[e.track - 10] = true;
	}
	return once;
}

static void test_albums(void)
{
	bool once = true, whole = true, fresh = true, differs = false, goes_on = true, restored = true;
	track_id a[30], b[30], first = 0;

	for (uint64_t seed = 0; seed < 200; seed++) {
		struct queue *q = queue_new(seed), *copy;
		struct queue_fact ended, begun;
		struct queue_entry e, same;

		queue_set_facts(q, facts_of, NULL);
		queue_set_shuffle_mode(q, SHUFFLE_ALBUMS);
		queue_set_repeat(q, REPEAT_ALL);
		set_range(q, 30, SIZE_MAX);
		once &= round_of(q, 30, a) && round_of(q, 30, b);
		for (size_t i = 1; i < 30; i++) {
			/* the second and third of an album of three follow the one before them; places 9, 19, 29 are of none */
			size_t place = (size_t)a[i] - 10;

			if (place % 3 && place % 10 != 9 && (place - 1) % 10 != 9)
				whole &= a[i] == a[i - 1] + 1;
		}
		facts_of(NULL, &a[29], 1, &ended);
		facts_of(NULL, &b[0], 1, &begun);
		fresh &= a[29] != b[0] && (!ended.album || ended.album != begun.album);
		differs |= first && first != a[0];
		first = a[0];
		/* entered in an album's middle: the rest of it first, what was before it last */
		set_range(q, 30, 13);
		goes_on &= queue_peek(q, &e) && e.track == 24 && queue_peek_at(q, 28, &e) && e.track == 22;
		copy = saved_and_restored(q);
		queue_set_facts(copy, otherwise, NULL);
		restored &= queue_shuffle_mode(copy) == SHUFFLE_ALBUMS;
		for (size_t i = 0; i < 29; i++)
			restored &= queue_next(q, false, &e) && queue_next(copy, false, &same) && e.track == same.track;
		queue_free(copy);
		queue_free(q);
	}
	ok(once, "albums: each track once a round");
	ok(whole, "albums: whole, in order");
	ok(fresh, "albums: the one that ended a round does not begin the next");
	ok(differs, "albums: in any order");
	ok(goes_on, "albums: what was begun is played to its end first");
	ok(restored, "albums: as it was after a restart, whatever is known by then");
}

static void test_weights(void)
{
	bool once = true, restored = true;
	size_t heavy_first = 0, rounds = 3000;
	track_id a[5];

	for (uint64_t seed = 0; seed < rounds; seed++) {
		struct queue *q = queue_new(seed), *copy;
		struct queue_entry e, same;

		queue_set_facts(q, facts_of, NULL);
		queue_set_shuffle_mode(q, SHUFFLE_WEIGHTED);
		queue_set_repeat(q, REPEAT_ALL);
		set_range(q, 5, SIZE_MAX);
		once &= round_of(q, 5, a);
		heavy_first += a[0] == 10 || a[0] == 12 || a[0] == 14;
		queue_next(q, false, &e);
		once &= e.track != a[4];
		copy = saved_and_restored(q);
		for (size_t i = 0; i < 4; i++)
			restored &= queue_next(q, false, &e) && queue_next(copy, false, &same) && e.track == same.track;
		queue_free(copy);
		queue_free(q);
	}
	ok(once, "weighted: each track once a round, none twice in a row");
	/* three of weight 4, two of 1: 12 of 14; three standard deviations of 3000 draws are 0.019 */
	is_near((double)heavy_first / (double)rounds, 12.0 / 14, 0.02, "weighted: heavier ones are first as often as they weigh");
	ok(restored, "weighted: as it was after a restart");
}

int main(void)
{
	test_albums();
	test_weights();
	test_rows();
	test_shuffle();
	test_peek_at();
	test_model();
	test_properties();
	test_broken_rows();
	test_million();
	return done();
}
