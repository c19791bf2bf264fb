/*
 * foresight.c -- one chance of being heard to the end out of all signals: a small network taught by the listener's own log, which may only say more the more each
 * signal says (learn.h, monotone).  It is taken only when it foresaw the later part of that log better than the plain sum does, by both measures.
 *
 * What it cannot learn from a log it takes as the sum does, at the slope it gives to the others: what was heard just now (a log is full of albums
 * and repeats that were chosen by hand, a list is not), chance, and what is learnt beside it.
 */
#include "recommend/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST = 200, LATER_PERCENT = 20 };

static const bool is_outside[SIGNAL_COUNT] = {
	[SIGNAL_FATIGUE] = true, [SIGNAL_VARIETY] = true, [SIGNAL_TOGETHER] = true, [SIGNAL_SOUND] = true, [SIGNAL_KINDRED] = true, [SIGNAL_LISTENERS] = true, [SIGNAL_STYLE] = true,
};

static void inside(const float parts[SIGNAL_COUNT], float ret_x[SIGNAL_COUNT])
{
	for (int i = 0; i < SIGNAL_COUNT; i++)
		ret_x[i] = is_outside[i] ? 0 : parts[i];
}

float foresight_logit(const struct foresight *j, const float parts[SIGNAL_COUNT])
{
	float x[SIGNAL_COUNT], sum = 0;

	inside(parts, x);
	for (int i = 0; i < SIGNAL_COUNT; i++)
		sum += is_outside[i] ? parts[i] : 0;
	return (float)monotone_logit(&j->net, x) + j->slope * sum;
}

/* What each signal adds: what would be missing without it. Of its sign, because the network is monotone. */
void foresight_share(const struct foresight *j, float parts[SIGNAL_COUNT])
{
	float x[SIGNAL_COUNT], shares[SIGNAL_COUNT];

	inside(parts, x);
	monotone_shares(&j->net, x, shares);
	for (int i = 0; i < SIGNAL_COUNT; i++)
		parts[i] = is_outside[i] ? j->slope * parts[i] : shares[i];
}

/* ---- lessons ---- */

/* What every signal says of it at that moment, and nothing of chance. */
static void lesson_add(struct taste *t, const struct event *ev, float *ret_x)
{
	struct rank_options opt = { .now_ms = ev->at_ms };
	uint32_t row = row_find(t, ev->track);
	float parts[SIGNAL_COUNT];
	struct weigh w;

	weigh_init(&w, t, &opt);
	weigh_parts(&w, row, parts);
	weigh_done(&w);
	inside(parts, ret_x);
}

/* A start in the log that ended as a finish or a skip: 1 or 0; else -1. */
static int ending(const struct taste *t, size_t start)
{
	for (size_t i = start + 1; i < t->n_log && i < start + 16; i++) {
		const struct event *ev = &t->log[i];

		if (ev->kind == EVENT_START)
			return -1;
		if (ev->track == t->log[start].track && (ev->kind == EVENT_FINISH || ev->kind == EVENT_SKIP))
			return ev->kind == EVENT_FINISH;
	}
	return -1;
}

size_t taste_lessons(struct taste *t, size_t max, float **ret_x, uint8_t **ret_y)
{
	struct learnt *learnt = t->learnt;
	size_t n = 0, all = 0, cap;
	float *x;
	uint8_t *y;

	taste_refresh(t);	/* the log is whole */
	for (size_t i = 0; i < t->n_log; i++)
		all += t->log[i].kind == EVENT_START && ending(t, i) >= 0;
	cap = MIN_OF(all, max);
	x = xcalloc(cap + 1, SIGNAL_COUNT * sizeof *x);
	y = xcalloc(cap + 1, sizeof *y);
	t->learnt = NULL;
	taste_forget(t);
	for (size_t i = 0; i < t->n_log; i++) {
		int end = t->log[i].kind == EVENT_START ? ending(t, i) : -1;

		if (end >= 0 && all-- <= max && row_find(t, t->log[i].track) != NO_ROW) {
			lesson_add(t, &t->log[i], x + n * SIGNAL_COUNT);
			y[n++] = (uint8_t)end;
		}
		taste_apply(t, &t->log[i]);
	}
	t->learnt = learnt;
	t->is_stale = false;
	*ret_x = x;
	*ret_y = y;
	return n;
}

/* ---- learning ---- */

static void teach(const float *x, const uint8_t *y, size_t n, struct foresight *ret)
{
	static const struct monotone_options opt = { .rounds = 20, .rate = .003, .pull = .01, .seed = 1 };
	double slopes = 0, says = 0;

	monotone_fit(x, y, n, SIGNAL_COUNT, &opt, &ret->net);
	/* how much of a signal it lets through, by how much the signals say: what the ones outside are given */
	for (size_t i = 0; i < n; i += n / 512 + 1) {
		float without[SIGNAL_COUNT];

		memcpy(without, x + i * SIGNAL_COUNT, sizeof without);
		for (int s = 0; s < SIGNAL_COUNT; s++) {
			float was = without[s];

			without[s] = 0;
			slopes += fabs(monotone_logit(&ret->net, x + i * SIGNAL_COUNT) - monotone_logit(&ret->net, without));
			says += fabs((double)was);
			without[s] = was;
		}
	}
	ret->slope = (float)fmin(fmax(says > 0 ? slopes / says : 1, .3), 2);
}

static float chance(double logit)
{
	return (float)(1 / (1 + exp(-logit)));
}

bool foresight_learn(const float *x, const uint8_t *y, size_t n, struct foresight *ret_foresight, struct learnt_info *ret_info)
{
	size_t past = n - n * LATER_PERCENT / 100, later = n - past, yes = 0;
	float *p = xcalloc(later + 1, sizeof *p), *blend = xcalloc(later + 1, sizeof *blend);
	struct foresight j;

	for (size_t i = 0; i < n; i++)
		yes += y[i];
	if (n < LEAST || yes < LEAST / 10 || n - yes < LEAST / 10) {
		free(p);
		free(blend);
		return false;
	}
	teach(x, y, past, &j);
	for (size_t i = 0; i < later; i++) {
		const float *row = x + (past + i) * SIGNAL_COUNT;
		double sum = 0;

		for (int s = 0; s < SIGNAL_COUNT; s++)
			sum += (double)row[s];
		blend[i] = chance(sum);
		p[i] = chance((double)foresight_logit(&j, row));
	}
	ret_info->foresight_auc = learn_auc(p, y + past, later);
	ret_info->blend_auc = learn_auc(blend, y + past, later);
	ret_info->foresight_loss = learn_log_loss(p, y + past, later);
	ret_info->blend_loss = learn_log_loss(blend, y + past, later);
	free(p);
	free(blend);
	if (ret_info->foresight_auc <= ret_info->blend_auc || ret_info->foresight_loss >= ret_info->blend_loss)
		return false;
	teach(x, y, n, ret_foresight);
	return true;
}
