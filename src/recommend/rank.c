/*
 * rank.c -- the for-you list: every playable track is weighed, the best are placed, each says why.
 *
 *   columns -> walk_untouched -+-> new, explore --+
 *                              |                  +-> place -> parts, reasons -> picks
 *   memory  -> weigh_parts ----+-> again ---------+
 */
#include "recommend/model.h"

#include <math.h>
#include <stdlib.h>

/* Log-odds of being heard to the end when nothing is known. */
#define BASE 0.0f

static void exclude(struct taste *t, const struct rank_options *opt, bool on)
{
	for (uint32_t row = 0; opt->only && row < t->tracks.n; row++) {
		if (on && !track_set_has(opt->only, t->tracks.id[row]))
			t->tracks.flags[row] |= FLAG_EXCLUDED;
		else if (!on)
			t->tracks.flags[row] &= (uint8_t)~FLAG_EXCLUDED;
	}
	for (size_t i = 0; i <= opt->n_exclude; i++) {
		track_id id = i < opt->n_exclude ? opt->exclude[i] : opt->plain ? 0 : opt->playing;
		uint32_t row = id ? row_find(t, id) : NO_ROW;

		if (row != NO_ROW && on)
			t->tracks.flags[row] |= FLAG_EXCLUDED;
		else if (row != NO_ROW)
			t->tracks.flags[row] &= (uint8_t)~FLAG_EXCLUDED;
	}
}

/* What has a memory, and what is lit, is weighed whole. Of the arms each asks for its own. */
static void walk_memory(const struct weigh *w, struct pool_of lists[LIST_KINDS])
{
	for (size_t i = 0; i < w->t->n_memory; i++) {
		const struct memory *m = &w->t->memory[i], *ahead = i + AHEAD < w->t->n_memory ? m + AHEAD : m;
		struct cand c = { 0, m->row, m->hash * w->salt, m->group[GROUP_ARTIST] };

		READ_SOON(&w->t->tracks.flags[ahead->row]);
		READ_SOON(&w->group[GROUP_ARTIST].says[ahead->group[GROUP_ARTIST]]);
		if (w->t->tracks.flags[m->row] & ~(FLAG_TOUCHED | FLAG_LIT))
			continue;
		c.score = weigh_memory(w, m);
		pool_of_add(&lists[m->recent.n ? LIST_AGAIN : LIST_NEW], c);
		if (is_rediscovery(w, m) && c.score > 0)
			pool_of_add(&lists[LIST_ARMS + ARM_REDISCOVER], (struct cand){ (float)c.hash, c.row, c.hash, c.artist });
	}
}

static void ask_for_row(const struct weigh *w, uint32_t row)
{
	const struct tracks *x = &w->t->tracks;

	for (int kind = 0; kind < GROUP_KINDS; kind++)
		READ_SOON(&x->group[kind][row]);
	READ_SOON(&x->hash[row]);
	READ_SOON(&x->added_day[row]);
	READ_SOON(&x->memory[row]);
}

static void walk_lit(const struct weigh *w, struct pool_of lists[LIST_KINDS])
{
	const struct tracks *x = &w->t->tracks;

	for (size_t i = 0; i < w->t->n_lit; i++) {
		const struct lit *l = &w->t->lit[i];
		const float by[ARMS] = { [ARM_SOUND] = l->value[NEAR_SOUND] + l->value[NEAR_KINDRED] - l->against, [ARM_TOGETHER] = l->value[NEAR_TOGETHER], [ARM_LISTENERS] = l->listeners };
		struct cand c = { 0, l->row, weigh_hash(w, l->row), x->group[GROUP_ARTIST][l->row] };
		uint32_t m = x->memory[l->row];

		if (i + AHEAD < w->t->n_lit)
			ask_for_row(w, l[AHEAD].row);
		if (x->flags[l->row] & ~(FLAG_TOUCHED | FLAG_LIT))
			continue;
		if (m == NO_MEMORY) {
			c.score = weigh_untouched(w, l->row) + lit_sum(l);
			pool_of_add(&lists[LIST_NEW], c);
		}
		if (m != NO_MEMORY && w->t->memory[m].was_started)
			continue;
		for (int arm = ARM_NONE + 1; arm < ARMS; arm++)
			if (by[arm] > 0) {
				c.score = by[arm];
				pool_of_add(&lists[LIST_ARMS + arm], c);
			}
	}
}

static void fill(const struct weigh *w, const struct placed *placed, struct pick *ret_pick)
{
	const struct tracks *x = &w->t->tracks;
	uint32_t row = placed->cand.row, m = x->memory[row];
	float sum = weigh_parts(w, row, ret_pick->parts);

	if (w->foresight) {
		foresight_share(w->foresight, ret_pick->parts);
		sum = 0;
		for (int i = 0; i < SIGNAL_COUNT; i++)
			sum += ret_pick->parts[i];
	}
	ret_pick->track = x->id[row];
	ret_pick->base = BASE + (placed->shown - sum);
	ret_pick->score = 1 / (1 + expf(-(BASE + placed->shown)));
	ret_pick->is_new = m == NO_MEMORY || !w->t->memory[m].was_started;
	ret_pick->arm = placed->arm;
	reason_fill(w, row, ret_pick);
}

/* Never heard ones come after all others, in the order of what speaks for them: under the smallest log-odds given below. */
static void walk_unheard_plain(const struct weigh *w, struct pool_of *all)
{
	const struct tracks *x = &w->t->tracks;

	for (uint32_t row = 0; row < x->n; row++) {
		if (x->flags[row])
			continue;
		pool_of_add(all, (struct cand){ -30 - 1 / (1 + expf(weigh_untouched(w, row))), row, weigh_hash(w, row), x->group[GROUP_ARTIST][row] });
	}
}

static void fill_plain(const struct weigh *w, const struct cand *c, float *const by[SIGNAL_COUNT], struct pick *ret_pick)
{
	uint32_t m = w->t->tracks.memory[c->row];
	float even = -logf((float)w->t->n_memory + 1), sum = 0;

	*ret_pick = (struct pick){ .track = w->t->tracks.id[c->row], .base = c->score, .score = 1 / (1 + expf(-c->score)) };
	ret_pick->is_new = m == NO_MEMORY || !w->t->memory[m].was_started;
	if (m == NO_MEMORY || c->score <= even)
		return;
	/* What it has above an even chance is shared out among the signals as its probability is. */
	for (int s = 0; s < SIGNAL_COUNT; s++)
		sum += by[s] ? by[s][m] : 0;
	ret_pick->base = even;
	for (int s = 0; s < SIGNAL_COUNT; s++)
		ret_pick->parts[s] = by[s] ? (c->score - even) * by[s][m] / sum : 0;
}

static float log_odds(float p)
{
	p = fminf(fmaxf(p, 1e-12f), .999f);
	return logf(p / (1 - p));
}

static void add_all(const float *restrict more, size_t n, float *restrict sum)
{
	for (size_t i = 0; i < n; i++)
		sum[i] += more[i];
}

/* Those whose chance can still come among the best: what is clearly below the worst of them is not turned into odds. */
static void add_heard_plain(const struct weigh *w, const float *chance, struct pool_of *all)
{
	const struct taste *t = w->t;
	float least = 0, least_score = -INFINITY;

	for (size_t i = 0; i < t->n_memory; i++) {
		uint32_t row;

		if (chance[i] < least)
			continue;
		row = t->memory[i].row;
		if (t->tracks.flags[row] & ~FLAG_TOUCHED)
			continue;
		pool_of_add(all, (struct cand){ log_odds(chance[i]), row, weigh_hash(w, row), t->memory[i].group[GROUP_ARTIST] });
		if (all->least > least_score) {
			least_score = all->least;
			least = least_score > -27 ? .999f / (1 + expf(-least_score)) : 0;	/* log_odds() ends there */
		}
	}
}

/* The bare prediction: what was heard before by its chance to be next, then all else by what speaks for it. */
static size_t rank_plain(const struct weigh *w, struct pick *ret_picks, size_t max)
{
	const struct taste *t = w->t;
	float *by[SIGNAL_COUNT] = { NULL }, *chance = xcalloc(t->n_memory + 1, sizeof *chance);
	struct pool_of all;
	size_t n;

	predict(w, by);
	for (int s = 0; s < SIGNAL_COUNT; s++)
		if (by[s])
			add_all(by[s], t->n_memory, chance);
	pool_of_init(&all, t, max, false);
	add_heard_plain(w, chance, &all);
	walk_unheard_plain(w, &all);
	n = pool_of_finish(&all);
	for (size_t i = 0; i < n; i++)
		fill_plain(w, &all.best[i], by, &ret_picks[i]);
	for (int s = 0; s < SIGNAL_COUNT; s++)
		free(by[s]);
	free(chance);
	pool_of_done(&all);
	return n;
}

static size_t try_placed(const struct weigh *w, bool by_artist, struct placed *ret_placed, size_t max, bool *ret_short)
{
	struct pool_of lists[LIST_KINDS];
	size_t n;

	for (int list = 0; list < LIST_KINDS; list++)
		pool_of_init(&lists[list], w->t, MIN_OF(list < LIST_ARMS ? 4 * max + 64 : max + 64, (size_t)w->t->tracks.n), by_artist && list < LIST_ARMS);
	walk_memory(w, lists);
	walk_lit(w, lists);
	walk_untouched(w, &lists[LIST_NEW], &lists[LIST_ARMS + ARM_CHANCE]);
	for (int list = 0; list < LIST_KINDS; list++)
		pool_of_finish(&lists[list]);
	/* an arm's list stays in its own order; all scores are of one kind */
	for (int list = 0; list < LIST_KINDS; list++)
		for (size_t i = 0; list >= LIST_ARMS && i < lists[list].n; i++)
			lists[list].best[i].score = weigh_final(w, lists[list].best[i].row);
	for (int list = 0; list < LIST_ARMS && w->foresight; list++)
		pool_of_weigh(&lists[list], w);
	n = place(w, lists, ret_placed, max, ret_short);
	for (int list = 0; list < LIST_KINDS; list++)
		pool_of_done(&lists[list]);
	return n;
}

/* The best of all are nearly always of enough artists; where a few artists crowd out the others, once more with each artist's best. */
static size_t rank_placed(const struct weigh *w, struct placed *ret_placed, size_t max)
{
	bool is_short = false;
	size_t n = try_placed(w, false, ret_placed, max, &is_short);

	return is_short ? try_placed(w, true, ret_placed, max, &is_short) : n;
}

/* *ret_left_out: there is what is no music. */
static size_t rank(struct taste *t, const struct rank_options *opt, struct pick *ret_picks, size_t max, bool *ret_left_out)
{
	struct placed *placed = xmalloc(max * sizeof *placed);
	struct weigh w;
	size_t n;

	*ret_left_out = !opt->anything && mute_exclude(t, true);
	exclude(t, opt, true);
	weigh_init(&w, t, opt);
	n = opt->plain ? rank_plain(&w, ret_picks, max) : rank_placed(&w, placed, max);
	for (size_t i = 0; !opt->plain && i < n; i++) {
		ret_picks[i] = (struct pick){ 0 };
		fill(&w, &placed[i], &ret_picks[i]);
	}
	weigh_done(&w);
	exclude(t, opt, false);
	mute_exclude(t, false);
	free(placed);
	return n;
}

size_t taste_rank(struct taste *t, const struct rank_options *opt, struct pick *ret_picks, size_t max)
{
	struct rank_options all = *opt;
	bool left_out;
	size_t n;

	max = MIN_OF(max, (size_t)t->tracks.n);
	if (!max)
		return 0;
	taste_refresh(t);
	n = rank(t, opt, ret_picks, max, &left_out);
	all.anything = true;
	return n || !left_out || !mute_is_all(t, opt->only) ? n : rank(t, &all, ret_picks, max, &left_out);
}

bool taste_explain(struct taste *t, const struct rank_options *opt, track_id id, struct pick *ret_pick)
{
	uint32_t row = row_find(t, id);
	struct placed placed = { 0 };
	struct weigh w;

	if (row == NO_ROW)
		return false;
	taste_refresh(t);
	weigh_init(&w, t, opt);
	placed.cand.row = row;
	placed.shown = weigh_final(&w, placed.cand.row);
	*ret_pick = (struct pick){ 0 };
	fill(&w, &placed, ret_pick);
	weigh_done(&w);
	return true;
}

void taste_scores(struct taste *t, const struct rank_options *opt, const track_id *ids, size_t n, float *ret_scores)
{
	struct weigh w;

	taste_refresh(t);
	weigh_init(&w, t, opt);
	for (size_t i = 0; i < n; i++) {
		uint32_t row = row_find(t, ids[i]);
		bool may = row != NO_ROW && !(t->tracks.flags[row] & (FLAG_GONE | FLAG_BANNED | FLAG_UNKNOWN));

		ret_scores[i] = may ? 1 / (1 + expf(-(BASE + weigh_final(&w, row)))) : -1;
	}
	weigh_done(&w);
}
