/*
 * plays_discovery.c -- evaluate --plays, task discovery: at the split, a hundred tracks never heard that the listener will play later.
 *
 * Segue's own is recommend/discover.c and discover_score.c; what its numbers weigh is learnt from the pasts of those in the file. Beside it the numbers that are models of their own, and the mixtures of shared/RECOMMEND.md. One split of a
 * few listeners says little: the same is asked at earlier moments of each log, too, with the fifth after them as what comes later.
 *
 * Of candidates with equal values (item CF has many: tracks of the same listeners) chance decides, not their numbers: tracks are numbered as they come in
 * the file, so that a listener's own later tracks would come before those of listeners further down.
 */
#include "cli/plays.h"
#include "recommend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { K = 20, SHOWN = 100 };

enum way { OWN, POPULAR, ITEM_CF, USER_CF, ARTIST, ARTIST_RECENT, ITEM_RECENT, USER_RECENT, WAYS };
static const char *const way_name[WAYS] = {
	"segue", "popularity among others", "item CF", "user CF", "artist affinity", "recent artist affinity", "item CF + recent artist",
	"user CF + recent artist",
};
/* In tenths of the log; the first is the split. */
static const size_t moments[] = { 8, 3, 4, 5, 6, 7 };

struct judged { double precision, ndcg, hit; bool counts; };
struct searching {
	struct plays_run *run;
	const struct discover *d, *before;	/* of all that may be known; of no more than the pasts */
	struct discover_lessons *lessons;	/* LESSONS a listener */
	size_t every;				/* of so many listeners one teaches */
	struct discover_weights weights[3];	/* learnt from all, from every other one, from the rest: earlier moments are judged by what others taught */
	struct judged (*judged)[WAYS];		/* a listener and moment */
	uint32_t (*shown)[SHOWN];		/* a listener: track + 1 */
};

/* Which tracks of the candidates are played in rows from … to. */
static uint8_t *played_later(const struct plays *log, const struct play_row *rows, size_t from, size_t to)
{
	uint8_t *is = xcalloc(log->tracks.n + 1, 1);

	for (size_t i = from; i < to; i++)
		is[rows[i].track] |= rows[i].listened_ms >= PLAY_MS;
	return is;
}

/* ---- judging ---- */

static void score(const struct discover_weights *w, const struct candidate *c, size_t n, enum way way, float *ret)
{
	static const int feature[WAYS][2] = {
		[POPULAR] = { DISCOVER_LISTENERS, -1 }, [ITEM_CF] = { DISCOVER_ITEMS, -1 }, [USER_CF] = { DISCOVER_USERS, -1 },
		[ARTIST] = { DISCOVER_ARTIST, -1 }, [ARTIST_RECENT] = { DISCOVER_ARTIST_RECENT, -1 },
		[ITEM_RECENT] = { DISCOVER_ITEMS, DISCOVER_ARTIST_RECENT }, [USER_RECENT] = { DISCOVER_USERS, DISCOVER_ARTIST_RECENT },
	};
	float most[2] = { 1e-9f, 1e-9f };

	if (way == OWN) {
		discover_score(w, c, n, ret);
		return;
	}
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 2; k++)
			if (feature[way][k] >= 0)
				most[k] = MAX_OF(most[k], c[i].x[feature[way][k]]);
	for (size_t i = 0; i < n; i++) {
		/* of equals the better known */
		ret[i] = c[i].x[feature[way][0]] / most[0] + 1e-6f * c[i].x[DISCOVER_LISTENERS];
		if (feature[way][1] >= 0)
			ret[i] += c[i].x[feature[way][1]] / most[1];
	}
}

/* The best of what chance put in order; top[i].at is a place among the candidates. */
static uint32_t best(const uint32_t *shuffled, const float *scores, size_t n, struct scored *ret_top)
{
	float *turned = xcalloc(n + 1, sizeof *turned);
	uint32_t n_top;

	for (size_t i = 0; i < n; i++)
		turned[i] = scores[shuffled[i]];
	n_top = learn_best(turned, (uint32_t)n, ret_top, SHOWN);
	for (uint32_t i = 0; i < n_top; i++)
		ret_top[i].at = shuffled[ret_top[i].at];
	free(turned);
	return n_top;
}

static uint32_t *shuffle(size_t n, uint64_t seed)
{
	uint32_t *order = xcalloc(n + 1, sizeof *order);
	struct rng r;

	rng_seed(&r, seed);
	for (size_t i = 0; i < n; i++) {
		size_t at = rng_below(&r, (uint32_t)i + 1);

		order[i] = order[at];
		order[at] = (uint32_t)i;
	}
	return order;
}

static struct judged judge(const struct candidate *c, const struct scored *top, uint32_t n, const uint8_t *played, size_t n_played)
{
	struct judged j = { .counts = n_played > 0 };
	double dcg = 0;

	for (uint32_t i = 0; i < MIN_OF(n, (uint32_t)K); i++)
		if (played[c[top[i].at].track]) {
			j.precision += 1.0 / K;
			dcg += 1 / log2(i + 2);
		}
	j.hit = j.precision > 0;
	j.ndcg = n_played ? dcg / ndcg_ideal((uint32_t)MIN_OF(n_played, (size_t)K)) : 0;
	return j;
}

static void search_at(struct searching *w, size_t who, size_t moment)
{
	const struct plays *log = &w->run->log;
	const struct span *span = &w->run->who[who];
	const struct play_row *own = log->rows + span->first;
	size_t now = moment ? span->n * moments[moment] / 10 : span->past, later = moment ? MIN_OF(now + span->n / 5, span->past) : span->n;
	uint8_t *played = played_later(log, own, now, later);
	struct candidate *c;
	size_t n = discover_candidates(w->d, (uint32_t)who, own, now, &c), n_played = 0;
	float *scores = xcalloc(n + 1, sizeof *scores);
	uint32_t *order = shuffle(n, 1 + who * COUNT_OF(moments) + moment);
	struct scored top[SHOWN];

	/* those nobody else ever played are missed, too */
	for (size_t i = 0; i < now; i++)
		played[own[i].track] = 0;
	for (size_t t = 0; t < log->tracks.n; t++)
		n_played += played[t];
	for (int way = 0; way < WAYS; way++) {
		uint32_t n_top;

		score(&w->weights[moment ? 1 + who / w->every % 2 : 0], c, n, (enum way)way, scores);
		n_top = best(order, scores, n, top);
		w->judged[who * COUNT_OF(moments) + moment][way] = judge(c, top, n_top, played, n_played);
		for (uint32_t i = 0; way == OWN && !moment && i < n_top; i++)
			w->shown[who][i] = c[top[i].at].track + 1;
	}
	free(c);
	free(played);
	free(scores);
	free(order);
}

/* ---- learning ---- */

/* Where the lessons stand, in tenths of a past; so many listeners teach, so much of a log tells anything. */
enum { LESSONS = 6, FIRST_LESSON = 3, TEACHERS = 100, LEAST_ROWS = 50 };
#define PULL 10				/* what is usual counts as much as this, beside what is learnt here */

static void teach(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct searching *w = ctx;

	(void)thread;
	for (size_t i = from; i < to; i++) {
		size_t who = i / LESSONS * w->every;
		const struct span *s = &w->run->who[who];
		size_t now = s->past * (FIRST_LESSON + i % LESSONS) / 10;

		if (s->past >= LEAST_ROWS)
			discover_lesson(w->lessons, i, w->before, (uint32_t)who, w->run->log.rows + s->first, now, MIN_OF(now + s->n / 5, s->past));
	}
}

/* From pasts alone, everybody's: the weights serve all, and nobody's may know what that one does later. */
static void learn(struct searching *w)
{
	const struct plays *log = &w->run->log;
	struct play_row *rows = xcalloc(log->n + 1, sizeof *rows);
	size_t n = 0, teachers;
	struct discover *before;
	uint8_t *left_out;

	for (size_t i = 0; i < log->n; i++) {
		const struct span *s = &w->run->who[log->rows[i].listener];

		if (i - s->first < s->past)
			rows[n++] = log->rows[i];
	}
	w->every = MAX_OF((w->run->n_who + TEACHERS - 1) / TEACHERS, 1u);
	teachers = (w->run->n_who + w->every - 1) / w->every;
	w->before = before = discover_new(rows, n, log->listeners.n, log->tracks.n, log->artists.n);
	w->lessons = discover_lessons_new(teachers * LESSONS);
	parallel(0, teachers * LESSONS, 1, teach, w);
	left_out = xcalloc(teachers * LESSONS + 1, 1);
	for (int k = 0; k < 3; k++) {
		for (size_t i = 0; i < teachers * LESSONS; i++)
			left_out[i] = k && i / LESSONS % 2 == (size_t)k - 1;
		w->weights[k] = discover_learn(w->lessons, left_out, &discover_usual, PULL);
	}
	free(left_out);
	discover_lessons_free(w->lessons);
	discover_free(before);
	free(rows);
}

static void search(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct searching *w = ctx;

	(void)thread;
	for (size_t i = from; i < to; i++)
		if (w->run->who[i / COUNT_OF(moments)].is_asked)
			search_at(w, i / COUNT_OF(moments), i % COUNT_OF(moments));
}

/* Of the listeners from … to, as means. */
static struct plays_figures figures_of(const struct searching *w, int way, size_t from, size_t to)
{
	struct plays_figures f = { .model = way_name[way], .n = 4, .at = { { "p@20", 0 }, { "ndcg@20", 0 }, { "hit@20", 0 }, { "p@20_earlier", 0 } } };
	size_t earlier = 0;

	for (size_t i = from * COUNT_OF(moments); i < to * COUNT_OF(moments); i++) {
		const struct judged *j = &w->judged[i][way];

		if (!j->counts)
			continue;
		if (i % COUNT_OF(moments)) {
			earlier++;
			f.at[3].v += j->precision;
			continue;
		}
		f.rows++;
		f.at[0].v += j->precision;
		f.at[1].v += j->ndcg;
		f.at[2].v += j->hit;
	}
	for (int k = 0; k < f.n; k++)
		f.at[k].v /= (double)MAX_OF(k == 3 ? earlier : f.rows, 1u);
	return f;
}

static void show(const struct searching *w)
{
	for (int way = 0; way < WAYS; way++) {
		struct plays_figures f = figures_of(w, way, 0, w->run->n_who);

		plays_show(w->run, "discovery", &f);
		for (size_t who = 0; who < w->run->n_who; who++) {
			f = figures_of(w, way, who, who + 1);
			f.listener = plays_listener(w->run, who);
			if (plays_each(w->run, who) && f.rows)
				plays_show(w->run, "discovery", &f);
		}
	}
}

static void write_lists(const struct searching *w)
{
	const struct plays *log = &w->run->log;

	for (size_t who = 0; who < w->run->n_who; who++) {
		if (!w->run->who[who].is_asked)
			continue;
		fputs(log->listeners.name[who], w->run->out);
		for (int i = 0; i < SHOWN && w->shown[who][i]; i++)
			fputs(plays_track_named(log, w->shown[who][i] - 1), w->run->out);
		fputc('\n', w->run->out);
	}
}

enum err plays_discovery(struct plays_run *run)
{
	const struct plays *log = &run->log;
	struct discover *d = discover_new(log->rows, log->n, log->listeners.n, log->tracks.n, log->artists.n);
	struct searching w = { .run = run, .d = d };

	w.judged = xcalloc(run->n_who * COUNT_OF(moments) + 1, sizeof *w.judged);
	w.shown = xcalloc(run->n_who + 1, sizeof *w.shown);
	evaluate_progress(run->call, _("replaying %zu listeners"), run->n_who);
	learn(&w);
	parallel(0, run->n_who * COUNT_OF(moments), 1, search, &w);
	if (run->out)
		write_lists(&w);
	show(&w);
	discover_free(d);
	free(w.judged);
	free(w.shown);
	return OK;
}
