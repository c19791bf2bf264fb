/*
 * plays_skip.c -- evaluate --plays, task skip: the chance that each replayed row is heard for less than half a minute.
 *
 * Segue's own are boosted trees over everything recommend/skip.c says of the listener at the start of a track, grown once, from the pasts of all
 * listeners (the whole logs of those that are not asked about). Beside them: never; as the last time; the rate over the last twenty; a
 * logistic regression and the same trees on the sixteen features of shared/RECOMMEND.md.
 */
#include "cli/plays.h"
#include "recommend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Which of SKIP_FEATURES the simple learners see, by the order of skips_features(). */
static const uint8_t simple[] = {
	0, 3, 6,		/* the last three actions */
	11, 13,			/* own rate on the whole, over 20 */
	18, 19, 20, 21,		/* the track's rate, count, days since, skipped last time */
	25, 26,			/* the artist's rate and count */
	41, 36, 37, 2, 40,	/* hour, new session, position, same artist as before, gap */
};
enum { SIMPLE = COUNT_OF(simple), TREES = 250, DEPTH = 6, MANY = 100000, SEEN = 300000 };

struct sample { float *x; uint8_t *y; uint32_t *row; size_t n; };
struct looking { struct plays_run *run; struct sample *past, *later; };

static void sample_init(struct sample *s, size_t n)
{
	s->x = xcalloc(n * SKIP_FEATURES + 1, sizeof *s->x);
	s->y = xcalloc(n + 1, sizeof *s->y);
	s->row = xcalloc(n + 1, sizeof *s->row);
}

static void sample_done(struct sample *s)
{
	free(s->x);
	free(s->y);
	free(s->row);
}

static void look_at(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct looking *l = ctx;
	const struct plays *log = &l->run->log;

	(void)thread;
	for (size_t who = from; who < to; who++) {
		const struct span *span = &l->run->who[who];
		struct skips *skips = skips_new();
		size_t past = span->is_asked ? span->past : span->n;

		sample_init(&l->past[who], past);
		sample_init(&l->later[who], span->n - past);
		for (size_t i = 0; i < span->n; i++) {
			const struct play_row *r = &log->rows[span->first + i];
			struct sample *s = i < past ? &l->past[who] : &l->later[who];

			skips_features(skips, r->track, r->artist, r->at_ms, s->x + s->n * SKIP_FEATURES);
			s->y[s->n] = r->listened_ms < PLAY_MS;
			s->row[s->n++] = (uint32_t)(span->first + i);
			skips_learn(skips, r->track, r->artist, r->at_ms, r->listened_ms);
		}
		skips_free(skips);
	}
}

/* All listeners' in one, in their order. */
static struct sample gathered(struct sample *of, size_t n_who)
{
	struct sample all = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < n_who; i++)
		n += of[i].n;
	sample_init(&all, n);
	for (size_t i = 0; i < n_who; i++) {
		memcpy(all.x + all.n * SKIP_FEATURES, of[i].x, of[i].n * SKIP_FEATURES * sizeof *all.x);
		memcpy(all.y + all.n, of[i].y, of[i].n);
		memcpy(all.row + all.n, of[i].row, of[i].n * sizeof *all.row);
		all.n += of[i].n;
		sample_done(&of[i]);
	}
	return all;
}

static float *simple_features(const struct sample *s)
{
	float *x = xcalloc(s->n * SIMPLE + 1, sizeof *x);

	for (size_t i = 0; i < s->n; i++)
		for (size_t f = 0; f < SIMPLE; f++)
			x[i * SIMPLE + f] = s->x[i * SKIP_FEATURES + simple[f]];
	return x;
}

struct predicting { const struct boost *trees; const float *x; size_t d; float *p; };

static void predict_rows(void *ctx, unsigned thread, size_t from, size_t to)
{
	struct predicting *w = ctx;

	(void)thread;
	for (size_t i = from; i < to; i++)
		w->p[i] = (float)boost_predict(w->trees, w->x + i * w->d);
}

static struct plays_figures figures_of(const char *model, const float *p, const uint8_t *y, size_t n)
{
	struct plays_figures f = { .model = model, .rows = n, .n = 3, .at = { { "accuracy", 0 }, { "auc", 0 }, { "log_loss", 0 } } };
	size_t right = 0;

	for (size_t i = 0; i < n; i++)
		right += (p[i] >= .5f) == y[i];
	f.at[0].v = (double)right / (double)MAX_OF(n, 1u);
	f.at[1].v = learn_auc(p, y, n);
	f.at[2].v = learn_log_loss(p, y, n);
	return f;
}

/* The sample is by listener, in their order. */
static void show(const struct plays_run *run, const char *model, const float *p, const struct sample *s)
{
	struct plays_figures f = figures_of(model, p, s->y, s->n);
	size_t from = 0, to;

	plays_show(run, "skip", &f);
	for (size_t who = 0; who < run->n_who; who++, from = to) {
		for (to = from; to < s->n && run->log.rows[s->row[to]].listener == who; to++)
			;
		f = figures_of(model, p + from, s->y + from, to - from);
		f.listener = plays_listener(run, who);
		if (plays_each(run, who) && f.rows)
			plays_show(run, "skip", &f);
	}
}

static bool is_late(const struct plays_run *run, size_t row)
{
	const struct span *span = &run->who[run->log.rows[row].listener];

	return row - span->first >= (span->is_asked ? span->past : span->n) * 4 / 5;
}

/*
 * A few plays are soon learnt by heart: of them no more trees are grown than foresee the last fifth of each past, from what was before it. MANY are
 * not: the most trees foresee best.
 */
static int enough_trees(const struct plays_run *run, const float *x, size_t d, const struct sample *s, const struct boost_options *opt)
{
	float *part[2] = { xcalloc(s->n * d + 1, sizeof **part), xcalloc(s->n * d + 1, sizeof **part) };
	uint8_t *y[2] = { xcalloc(s->n + 1, 1), xcalloc(s->n + 1, 1) };
	size_t n[2] = { 0, 0 };
	struct boost *trees;
	int enough;

	for (size_t i = 0; i < s->n; i++) {
		bool late = is_late(run, s->row[i]);

		memcpy(part[late] + n[late] * d, x + i * d, d * sizeof *x);
		y[late][n[late]++] = s->y[i];
	}
	trees = boost_fit(part[0], y[0], n[0], (int)d, opt);
	enough = boost_enough(trees, part[1], y[1], n[1]);
	boost_free(trees);
	for (int k = 0; k < 2; k++) {
		free(part[k]);
		free(y[k]);
	}
	return enough;
}

static void by_trees(const struct plays_run *run, const char *model, const float *past, const float *later, size_t d, const struct sample *s[2],
		     float *p)
{
	struct boost_options opt = { .trees = TREES, .depth = DEPTH, .rate = .08, .l2 = 5, .least = 10, .share = .7, .seed = 1 };
	struct predicting w = { .x = later, .d = d, .p = p };
	struct boost *trees;

	/* of very many plays each tree sees others: what a tree learns of more it would learn again */
	opt.share = MIN_OF(opt.share, (double)SEEN / (double)MAX_OF(s[0]->n, 1u));
	if (s[0]->n < MANY)
		opt.trees = enough_trees(run, past, d, s[0], &opt);
	w.trees = trees = boost_fit(past, s[0]->y, s[0]->n, (int)d, &opt);
	parallel(0, s[1]->n, 256, predict_rows, &w);
	boost_free(trees);
	show(run, model, p, s[1]);
}

/* What was so in the past: never (the share of skips); the share of skips after a skip and after a play; by the rate over twenty. */
static void by_habit(const struct plays_run *run, const struct sample *s[2], float *p)
{
	double n[3] = { 2, 2, 2 }, skips[3] = { 1, 1, 1 };

	for (size_t i = 0; i < s[0]->n; i++) {
		int last = s[0]->x[i * SKIP_FEATURES] > 0;

		n[last]++;
		skips[last] += s[0]->y[i];
		n[2]++;
		skips[2] += s[0]->y[i];
	}
	for (size_t i = 0; i < s[1]->n; i++)
		p[i] = (float)(skips[2] / n[2]);
	show(run, "never", p, s[1]);
	for (size_t i = 0; i < s[1]->n; i++) {
		int last = s[1]->x[i * SKIP_FEATURES] > 0;

		p[i] = (float)(skips[last] / n[last]);
	}
	show(run, "as the last time", p, s[1]);
	for (size_t i = 0; i < s[1]->n; i++)
		p[i] = s[1]->x[i * SKIP_FEATURES + 13];
	show(run, "rate over the last 20", p, s[1]);
}

enum err plays_skip(struct plays_run *run)
{
	struct looking l = { .run = run };
	struct sample past, later;
	const struct sample *s[2] = { &past, &later };
	float *p, *few[2];

	l.past = xcalloc(run->n_who + 1, sizeof *l.past);
	l.later = xcalloc(run->n_who + 1, sizeof *l.later);
	parallel(0, run->n_who, 1, look_at, &l);
	past = gathered(l.past, run->n_who);
	later = gathered(l.later, run->n_who);
	p = xcalloc(later.n + 1, sizeof *p);
	evaluate_progress(run->call, _("growing trees on %zu plays"), past.n);
	by_trees(run, "segue", past.x, later.x, SKIP_FEATURES, s, p);
	for (size_t i = 0; run->out && i < later.n; i++) {
		const struct play_row *r = &run->log.rows[later.row[i]];

		fprintf(run->out, "%s\t%u\t%.6f\n", run->log.listeners.name[r->listener], later.row[i] + 1, (double)p[i]);
	}
	by_habit(run, s, p);
	few[0] = simple_features(&past);
	few[1] = simple_features(&later);
	by_trees(run, "trees, 16 features", few[0], few[1], SIMPLE, s, p);
	free(few[0]);
	free(few[1]);
	free(p);
	sample_done(&past);
	sample_done(&later);
	free(l.past);
	free(l.later);
	return OK;
}
