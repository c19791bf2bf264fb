/*
 * plays_discovery.c -- evaluate --plays, task discovery: at the split, a hundred tracks never heard that the listener will play later.
 *
 * Segue's own are boosted trees over what recommend/discover.c says of each candidate. They learn from earlier moments of the same logs: what
 * was never heard at three, four, five, six tenths of a log (of the whole log of those not asked about), and was played in the fifth after.
 * Beside them each of those numbers that is a model of its own, and the mixtures of shared/RECOMMEND.md.
 */
#include "cli/plays.h"
#include "recommend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { K = 20, SHOWN = 100, NEGATIVES = 3000, TREES = 200, DEPTH = 4 };

enum way { OWN, POPULAR, ITEM_CF, USER_CF, ARTIST, ARTIST_RECENT, ITEM_RECENT, USER_RECENT, WAYS };
static const char *const way_name[WAYS] = {
	"segue", "popularity among others", "item CF", "user CF", "artist affinity", "recent artist affinity", "item CF + recent artist",
	"user CF + recent artist",
};
static const double moments[] = { .3, .4, .5, .6 };

struct sample { float *x; uint8_t *y; size_t n; };
struct judged { double precision, ndcg, hit; bool counts; };
struct searching {
	struct plays_run *run;
	const struct discover *d;
	struct sample *sample;			/* a listener and moment */
	const struct boost *trees;
	struct judged (*judged)[WAYS];		/* a listener */
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

/* ---- learning ---- */

/* All that were played, all by artists heard lately, and of the others some by chance. */
static void sample_moment(struct searching *w, size_t who, double moment, struct sample *ret)
{
	const struct plays *log = &w->run->log;
	const struct span *span = &w->run->who[who];
	const struct play_row *own = log->rows + span->first;
	size_t end = span->is_asked ? span->past : span->n, now = (size_t)(moment / .8 * (double)end), later = MIN_OF(now + end / 4, end);
	uint8_t *played = played_later(log, own, now, later);
	struct candidate *c;
	size_t n = discover_candidates(w->d, (uint32_t)who, own, now, &c);
	struct rng rng;

	rng_seed(&rng, who * 16 + (uint64_t)(moment * 10));
	ret->x = xcalloc(n * DISCOVER_FEATURES + 1, sizeof *ret->x);
	ret->y = xcalloc(n + 1, 1);
	for (size_t i = 0; i < n; i++) {
		bool is_near = c[i].x[DISCOVER_ARTIST_RECENT] > .1f;

		if (!played[c[i].track] && !is_near && rng_below(&rng, (uint32_t)n) >= NEGATIVES)
			continue;
		memcpy(ret->x + ret->n * DISCOVER_FEATURES, c[i].x, sizeof c[i].x);
		ret->y[ret->n++] = played[c[i].track];
	}
	free(c);
	free(played);
}

static void sample_moments(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct searching *w = ctx;

	(void)thread;
	for (size_t i = from; i < to; i++)
		sample_moment(w, i / COUNT_OF(moments), moments[i % COUNT_OF(moments)], &w->sample[i]);
}

static struct boost *learn(struct searching *w)
{
	const struct boost_options opt = { .trees = TREES, .depth = DEPTH, .rate = .05, .l2 = 20, .least = 3, .share = .6, .seed = 1 };
	size_t n = w->run->n_who * COUNT_OF(moments), rows = 0, at = 0;
	struct boost *trees;
	uint8_t *y;
	float *x;

	w->sample = xcalloc(n + 1, sizeof *w->sample);
	parallel(0, n, 1, sample_moments, w);
	for (size_t i = 0; i < n; i++)
		rows += w->sample[i].n;
	x = xcalloc(rows * DISCOVER_FEATURES + 1, sizeof *x);
	y = xcalloc(rows + 1, 1);
	for (size_t i = 0; i < n; i++) {
		const struct sample *s = &w->sample[i];

		memcpy(x + at * DISCOVER_FEATURES, s->x, s->n * DISCOVER_FEATURES * sizeof *x);
		memcpy(y + at, s->y, s->n);
		at += s->n;
		free(s->x);
		free(s->y);
	}
	free(w->sample);
	trees = boost_fit(x, y, rows, DISCOVER_FEATURES, &opt);
	free(x);
	free(y);
	return trees;
}

/* ---- judging ---- */

static void score(const struct searching *w, const struct candidate *c, size_t n, enum way way, float *ret)
{
	static const int feature[WAYS][2] = {
		[POPULAR] = { DISCOVER_LISTENERS, -1 }, [ITEM_CF] = { DISCOVER_ITEMS, -1 }, [USER_CF] = { DISCOVER_USERS, -1 },
		[ARTIST] = { DISCOVER_ARTIST, -1 }, [ARTIST_RECENT] = { DISCOVER_ARTIST_RECENT, -1 },
		[ITEM_RECENT] = { DISCOVER_ITEMS, DISCOVER_ARTIST_RECENT }, [USER_RECENT] = { DISCOVER_USERS, DISCOVER_ARTIST_RECENT },
	};
	float most[2] = { 1e-9f, 1e-9f };

	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 2; k++)
			if (way != OWN && feature[way][k] >= 0)
				most[k] = MAX_OF(most[k], c[i].x[feature[way][k]]);
	for (size_t i = 0; i < n; i++) {
		if (way == OWN) {
			ret[i] = (float)boost_logit(w->trees, c[i].x);
			continue;
		}
		/* of equals the better known */
		ret[i] = c[i].x[feature[way][0]] / most[0] + 1e-6f * c[i].x[DISCOVER_LISTENERS];
		if (feature[way][1] >= 0)
			ret[i] += c[i].x[feature[way][1]] / most[1];
	}
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

static void search_one(struct searching *w, size_t who)
{
	const struct plays *log = &w->run->log;
	const struct span *span = &w->run->who[who];
	const struct play_row *own = log->rows + span->first;
	uint8_t *played = played_later(log, own, span->past, span->n);
	struct candidate *c;
	size_t n = discover_candidates(w->d, (uint32_t)who, own, span->past, &c), n_played = 0;
	float *scores = xcalloc(n + 1, sizeof *scores);
	struct scored top[SHOWN];

	/* those nobody else ever played are missed, too */
	for (size_t i = 0; i < span->past; i++)
		played[own[i].track] = 0;
	for (size_t t = 0; t < log->tracks.n; t++)
		n_played += played[t];
	for (int way = 0; way < WAYS; way++) {
		uint32_t n_top;

		score(w, c, n, (enum way)way, scores);
		n_top = learn_best(scores, (uint32_t)n, top, SHOWN);
		w->judged[who][way] = judge(c, top, n_top, played, n_played);
		for (uint32_t i = 0; way == OWN && i < n_top; i++)
			w->shown[who][i] = c[top[i].at].track + 1;
	}
	free(c);
	free(played);
	free(scores);
}

static void search(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct searching *w = ctx;

	(void)thread;
	for (size_t who = from; who < to; who++)
		if (w->run->who[who].is_asked)
			search_one(w, who);
}

static void show(const struct searching *w)
{
	for (int way = 0; way < WAYS; way++) {
		struct plays_figures f = { .model = way_name[way], .n = 3,
			.at = { { "p@20", 0 }, { "ndcg@20", 0 }, { "hit@20", 0 } } };
		double n;

		for (size_t i = 0; i < w->run->n_who; i++)
			f.rows += w->judged[i][way].counts;
		n = (double)MAX_OF(f.rows, 1u);
		for (size_t i = 0; i < w->run->n_who; i++) {
			f.at[0].v += w->judged[i][way].precision / n;
			f.at[1].v += w->judged[i][way].ndcg / n;
			f.at[2].v += w->judged[i][way].hit / n;
		}
		plays_show(w->run, "discovery", &f);
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
			fprintf(w->run->out, "\t%s", log->tracks.name[w->shown[who][i] - 1]);
		fputc('\n', w->run->out);
	}
}

enum err plays_discovery(struct plays_run *run)
{
	const struct plays *log = &run->log;
	struct discover *d = discover_new(log->rows, log->n, log->listeners.n, log->tracks.n, log->artists.n);
	struct searching w = { .run = run, .d = d };
	struct boost *trees;

	evaluate_progress(run->call, _("learning what %zu listeners discovered"), run->n_who);
	trees = learn(&w);
	w.trees = trees;
	w.judged = xcalloc(run->n_who + 1, sizeof *w.judged);
	w.shown = xcalloc(run->n_who + 1, sizeof *w.shown);
	parallel(0, run->n_who, 1, search, &w);
	if (run->out)
		write_lists(&w);
	show(&w);
	boost_free(trees);
	discover_free(d);
	free(w.judged);
	free(w.shown);
	return OK;
}
