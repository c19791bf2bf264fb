/* mixing.c -- see mixing.h. */
#include "app/mixing.h"
#include "learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How much suiting the listener counts beside fitting, what each track chosen takes from others by its artist, and the share of luck. */
static const float suits = .5F, tired = .12F;
enum { STONES = 400, STRETCHES = 20 };

static int by_alike(const void *a, const void *b)
{
	const struct mix_candidate *x = a, *y = b;

	return x->alike > y->alike || x->alike < y->alike ? (x->alike < y->alike) - (x->alike > y->alike) : (x->track > y->track) - (x->track < y->track);
}

/* ---- what sounds like seeds ---- */

/* Near to one is near; near to several is nearer. */
static void add_near(struct mix_candidates *c, struct map64 *at, const struct kinship *near, track_id seed)
{
	size_t i = (size_t)(uintptr_t)map64_get(at, near->id);

	if (!i) {
		ARRAY_GROW(c->at, c->n, c->cap);
		c->at[c->n++] = (struct mix_candidate){ .track = (track_id)near->id };
		i = c->n;
		map64_put(at, near->id, (void *)(uintptr_t)i);
	}
	if (near->score > c->at[i - 1].alike) {
		c->at[i - 1].like = seed;
		c->at[i - 1].alike = near->score + (c->at[i - 1].alike > 0 ? .05F : 0);
	} else {
		c->at[i - 1].alike += .05F;
	}
}

void mixing_near(struct kin *kin, const track_id *seeds, size_t n, size_t near, struct mix_candidates *ret)
{
	struct kinship *found = xcalloc(near + 1, sizeof *found);
	struct mix_candidates c = { 0 };
	struct map64 at = { 0 }, own = { 0 };

	for (size_t i = 0; i < n; i++)
		map64_put(&own, (uint64_t)seeds[i], kin);
	for (size_t i = 0; i < n; i++) {
		size_t m = kin_has(kin, (uint64_t)seeds[i]) ? kin_nearest(kin, (uint64_t)seeds[i], NULL, found, near) : 0;

		for (size_t k = 0; k < m; k++)
			if (!map64_get(&own, found[k].id))
				add_near(&c, &at, &found[k], seeds[i]);
	}
	for (size_t i = 0; i < c.n; i++)
		c.at[i].alike = fminf(c.at[i].alike, 1);
	if (c.n)
		qsort(c.at, c.n, sizeof *c.at, by_alike);
	map64_done(&at);
	map64_done(&own);
	free(found);
	*ret = c;
}

/* ---- what of it suits ---- */

uint64_t mixing_artist(const struct track *t)
{
	char *folded;
	uint64_t group;

	if (!*t->artist)
		return 0;
	folded = utf8_fold(t->artist);
	group = hash_bytes(folded, strlen(folded)) | 1;
	free(folded);
	return group;
}

static bool is_excluded(const struct mix_taste *m, track_id id)
{
	for (size_t i = 0; i < m->opt->n_exclude; i++)
		if (m->opt->exclude[i] == id)
			return true;
	return id == m->opt->playing || (m->given && map64_get(m->given, (uint64_t)id));
}

static bool may(const struct track *t)
{
	return t && t->state == TRACK_OK && !t->is_away && !t->is_banned && !t->is_spare;
}

struct suited { uint32_t at; float score; };

static int by_score(const void *a, const void *b)
{
	const struct suited *x = a, *y = b;

	return x->score > y->score || x->score < y->score ? (x->score < y->score) - (x->score > y->score) : (x->at > y->at) - (x->at < y->at);
}

/* What may be in any mix: it can be played now, and a better copy of it is not there; what is no music only where there is nothing else (`anything`). */
static size_t find_allowed(const struct mix_taste *m, const struct mix_candidates *c, bool anything, track_id *ret_ids, struct suited *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		track_id id = c->at[i].track;

		if (may(library_get(m->lib, id)) && !is_excluded(m, id) && (anything || taste_offers(m->taste, id))) {
			ret_ids[n] = id;
			ret[n++].at = (uint32_t)i;
		}
	}
	return n;
}

/* Those that may be in it, by fit and taste; the best MIXING_MANY of them, best first. */
static size_t weigh(const struct mix_taste *m, const struct mix_candidates *c, struct suited *ret)
{
	track_id *ids = xcalloc(c->n + 1, sizeof *ids);
	float *scores = xcalloc(c->n + 1, sizeof *scores);
	size_t n = find_allowed(m, c, false, ids, ret), kept = 0;

	if (!n)
		n = find_allowed(m, c, true, ids, ret);
	taste_scores(m->taste, m->opt, ids, n, scores);
	for (size_t i = 0; i < n; i++)
		if (scores[i] >= 0)
			ret[kept++] = (struct suited){ ret[i].at, c->at[ret[i].at].alike + suits * scores[i] };
	qsort(ret, kept, sizeof *ret, by_score);
	free(ids);
	free(scores);
	return MIN_OF(kept, (size_t)MIXING_MANY);
}

size_t mixing_choose(const struct mix_taste *m, const struct mix_candidates *c, size_t n, uint32_t *ret_at)
{
	struct suited *suited = xcalloc(c->n + 1, sizeof *suited);
	size_t n_suited = weigh(m, c, suited);
	struct mix_item *items = xcalloc(n_suited + 1, sizeof *items);
	struct mix_options opt = { .seed = m->opt->seed, .gap = m->opt->artist_gap, .chance = m->chance, .tired = tired, .before = m->before, .n_before = m->n_before };

	for (size_t i = 0; i < n_suited; i++)
		items[i] = (struct mix_item){ suited[i].score, mixing_artist(library_get(m->lib, c->at[suited[i].at].track)) };
	n = mix_choose(items, n_suited, &opt, n, ret_at);
	for (size_t i = 0; i < n; i++)
		ret_at[i] = suited[ret_at[i]].at;
	free(items);
	free(suited);
	return n;
}

void mixing_sort(const struct mix_taste *m, const struct mix_candidates *c, int slope, uint32_t *at, size_t n)
{
	struct mix_options opt = { .gap = m->opt->artist_gap, .before = m->before, .n_before = m->n_before };
	struct mix_item *items = xcalloc(n + 1, sizeof *items);
	uint32_t *order = xcalloc(n + 1, sizeof *order), *old = xcalloc(n + 1, sizeof *old);

	memcpy(old, at, n * sizeof *old);
	for (size_t i = 0; i < n; i++)
		items[i] = (struct mix_item){ -(float)slope * c->at[at[i]].order, mixing_artist(library_get(m->lib, c->at[at[i]].track)) };
	mix_choose(items, n, &opt, n, order);
	for (size_t i = 0; i < n; i++)
		at[i] = old[order[i]];
	free(items);
	free(order);
	free(old);
}

/* ---- a path ---- */

void mixing_places_done(struct mix_places *p)
{
	free(p->ids);
	free(p->stones);
	*p = (struct mix_places){ 0 };
}

void mixing_places_keep(struct mix_places *p, const struct library *lib, const struct taste *taste)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct track *t = library_get(lib, p->ids[i]);

		if (!may(t) || !taste_offers(taste, p->ids[i]))
			continue;
		p->ids[n] = p->ids[i];
		p->stones[n] = p->stones[i];
		p->stones[n++].group = mixing_artist(t);
	}
	p->n = n;
}

/* Of each stretch of the way those that lie least off it, so that every part has its stones; by the quick measure. Returns how many. */
static size_t best_off(const float *from, const float *to, size_t n, size_t *ret_rows)
{
	struct scored (*best)[STONES / STRETCHES] = xcalloc(STRETCHES, sizeof *best);
	uint32_t kept[STRETCHES] = { 0 };
	size_t m = 0;

	for (size_t i = 0; i < n; i++) {
		float a = 1 - from[i], b = 1 - to[i];
		int stretch = a + b > 0 ? MIN_OF(STRETCHES - 1, (int)(a / (a + b) * STRETCHES)) : 0;

		best_keep(best[stretch], &kept[stretch], STONES / STRETCHES, (struct scored){ (uint32_t)i, -(a + b) });
	}
	for (int s = 0; s < STRETCHES; s++)
		for (uint32_t i = 0; i < kept[s]; i++)
			ret_rows[m++] = best[s][i].at;
	free(best);
	return m;
}

bool mixing_stones(struct kin *kin, const struct mix_ends *ends, struct mix_places *ret)
{
	size_t n = kin_count(kin), rows[STONES], m;
	float *from = xcalloc(n + 1, sizeof *from), *to = xcalloc(n + 1, sizeof *to);
	uint64_t ids[STONES];
	float alike[2][STONES];
	bool has = kin_has(kin, (uint64_t)ends->from) && kin_has(kin, (uint64_t)ends->to) &&
		kin_scores(kin, &(struct kin_question){ .id = (uint64_t)ends->from }, from) && kin_scores(kin, &(struct kin_question){ .id = (uint64_t)ends->to }, to);

	*ret = (struct mix_places){ 0 };
	if (has) {
		m = best_off(from, to, n, rows);
		for (size_t i = 0; i < m; i++)
			ids[i] = kin_id(kin, rows[i]);
		kin_alike(kin, (uint64_t)ends->from, ids, m, alike[0]);
		kin_alike(kin, (uint64_t)ends->to, ids, m, alike[1]);
		ret->ids = xcalloc(m + 1, sizeof *ret->ids);
		ret->stones = xcalloc(m + 1, sizeof *ret->stones);
		for (size_t i = 0; i < m; i++)
			if (ids[i] != (uint64_t)ends->from && ids[i] != (uint64_t)ends->to) {
				ret->ids[ret->n] = (track_id)ids[i];
				ret->stones[ret->n++] = (struct mix_stone){ 1 - alike[0][i], 1 - alike[1][i], 0 };
			}
	}
	free(from);
	free(to);
	return has;
}

struct walking { struct kin *kin; const struct mix_ends *ends; const struct mix_places *p; };

static void apart(void *ctx, uint32_t from, const uint32_t *to, size_t n, float *ret)
{
	const struct walking *w = ctx;
	uint64_t *ids;

	if (from == MIX_BEGINNING) {
		for (size_t i = 0; i < n; i++)
			ret[i] = w->p->stones[to[i]].from;
		return;
	}
	ids = xcalloc(n + 1, sizeof *ids);
	for (size_t i = 0; i < n; i++)
		ids[i] = (uint64_t)w->p->ids[to[i]];
	kin_alike(w->kin, (uint64_t)w->p->ids[from], ids, n, ret);
	for (size_t i = 0; i < n; i++)
		ret[i] = 1 - ret[i];
	free(ids);
}

size_t mixing_walk(struct kin *kin, const struct mix_ends *ends, const struct mix_places *p, size_t steps, unsigned gap, uint32_t *ret_at, float *ret_alike)
{
	struct walking w = { kin, ends, p };
	struct mix_walk walk = { .steps = steps, .gap = gap, .first_group = ends->from_artist, .last_group = ends->to_artist, .apart = apart, .ctx = &w };
	uint64_t before = (uint64_t)ends->from;

	steps = mix_path(p->stones, p->n, &walk, ret_at);
	for (size_t i = 0; i <= steps; i++) {
		uint64_t next = (uint64_t)(i < steps ? p->ids[ret_at[i]] : ends->to);

		ret_alike[i] = 0;
		kin_alike(kin, before, &next, 1, &ret_alike[i]);
		before = next;
	}
	return steps;
}
