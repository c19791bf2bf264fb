/*
 * kin.c -- which of many tracks sound most like one.
 *
 * Distance: timbre (Jensen-Shannon divergence of the Gaussians of 13 MFCCs), three patterns and motion, weighted (kin_row.c), every one in the scale it has
 * around both tracks; then mutual proximity (kin_place.c).
 *
 *	row ─▶ distances to a sample of the rows ─┬▶ place: scales, moments ───────────────────────────────▶ exact distance ─▶ the answer
 *	                                          └▶ point, 64 bytes ─▶ quick distance to all ─▶ CLOSE nearest ─▲
 *
 * The sample is chosen anew when the number of rows has doubled or halved; until then a row that comes costs its own distances to it only. Up to ALL rows
 * there are no points: all are looked at exactly.
 */
#include "ear/kin.h"

#include "learn.h"

enum { ALL = 2048, CLOSE = 1536, CLOSE_PER = 512 };	/* and one of so many rows more */

struct kin {
	struct kin_row *row;
	struct kin_place *place;		/* while there is a sample */
	struct kin_point *point;		/* while there is a space */
	size_t n, cap;
	struct map64 at;			/* row + 1 by id */
	struct kin_sample *sample;		/* NULL: to be chosen */
	struct kin_space *space;
	size_t n_chosen;			/* rows when it was */
};

static void forget_sample(struct kin *k)
{
	free(k->sample);
	free(k->space);
	k->sample = NULL;
	k->space = NULL;
}

struct kin *kin_new(void)
{
	return xcalloc(1, sizeof(struct kin));
}

void kin_free(struct kin *k)
{
	if (!k)
		return;
	forget_sample(k);
	free(k->row);
	free(k->place);
	free(k->point);
	map64_done(&k->at);
	free(k);
}

size_t kin_count(const struct kin *k)
{
	return k->n;
}

uint64_t kin_id(const struct kin *k, size_t i)
{
	return k->row[i].id;
}

static size_t find_row(const struct kin *k, uint64_t id)
{
	return id ? (size_t)(uintptr_t)map64_get(&k->at, id) : 0;
}

bool kin_has(const struct kin *k, uint64_t id)
{
	return find_row(k, id);
}

/* ---- rows come and go ---- */

static void place_row(struct kin *k, const struct kin_row *r, struct kin_place *ret_place, struct kin_point *ret_point)
{
	float d[MEASURES][SAMPLE];

	kin_place_of(k->sample, r, ret_place, d);
	if (k->space)
		kin_point_of(k->space, k->sample, r->id, d, ret_point);
}

/* A row came, changed or went. */
static void count_anew(struct kin *k)
{
	if (k->sample && (k->n_chosen < SAMPLE || k->n >= 2 * k->n_chosen || k->n <= k->n_chosen / 2))
		forget_sample(k);
}

void kin_remove(struct kin *k, uint64_t id)
{
	size_t at = (size_t)(uintptr_t)map64_del(&k->at, id);

	if (!at--)
		return;
	k->n--;
	k->row[at] = k->row[k->n];
	if (k->sample)
		k->place[at] = k->place[k->n];
	if (k->space)
		k->point[at] = k->point[k->n];
	if (at < k->n)
		map64_put(&k->at, k->row[at].id, (void *)(uintptr_t)(at + 1));
	count_anew(k);
}

static void grow(struct kin *k)
{
	if (k->n < k->cap)
		return;
	k->cap = k->cap ? k->cap + k->cap / 2 : 256;
	k->row = xreallocarray(k->row, k->cap, sizeof *k->row);
	k->place = xreallocarray(k->place, k->cap, sizeof *k->place);
	k->point = xreallocarray(k->point, k->cap, sizeof *k->point);
}

bool kin_add(struct kin *k, uint64_t id, const struct features *f)
{
	struct kin_row r;
	size_t at = find_row(k, id);

	if (!kin_row_init(&r, id, f)) {
		kin_remove(k, id);
		return false;
	}
	if (!at) {
		grow(k);
		at = ++k->n;
		map64_put(&k->at, id, (void *)(uintptr_t)at);
	}
	k->row[at - 1] = r;
	count_anew(k);
	if (k->sample)
		place_row(k, &r, &k->place[at - 1], &k->point[at - 1]);
	return true;
}

static void choose_sample(struct kin *k, bool with_space)
{
	float (*d)[MEASURES][SAMPLE] = xcalloc(SAMPLE, sizeof *d);

	k->sample = xcalloc(1, sizeof *k->sample);
	kin_sample_init(k->sample, k->row, k->n);
	for (size_t i = 0; i < k->sample->n; i++)
		kin_place_of(k->sample, &k->sample->row[i], &k->sample->place[i], d[i]);
	if (with_space) {
		k->space = xcalloc(1, sizeof *k->space);
		if (!kin_space_init(k->space, k->sample, d)) {
			free(k->space);
			k->space = NULL;
		}
	}
	k->n_chosen = k->n;
	free(d);
}

void kin_settle(struct kin *k)
{
	if (k->sample || !k->n)
		return;
	choose_sample(k, k->n > ALL);
	for (size_t i = 0; i < k->n; i++)
		place_row(k, &k->row[i], &k->place[i], &k->point[i]);
}

/* ---- questions ---- */

struct asked { struct kin_row row; struct kin_gauss gauss; struct kin_place place; struct kin_point point; };

static bool find_asked(struct kin *k, const struct kin_question *q, struct asked *ret)
{
	size_t at = find_row(k, q->id);

	if (!k->n || (!q->features && !at))
		return false;
	kin_settle(k);
	if (!q->features) {
		ret->row = k->row[at - 1];
		ret->place = k->place[at - 1];
		if (k->space)
			ret->point = k->point[at - 1];
	} else if (kin_row_init(&ret->row, q->id, q->features)) {
		place_row(k, &ret->row, &ret->place, &ret->point);
	} else {
		return false;
	}
	kin_gauss_of(&ret->row, &ret->gauss);
	return true;
}

/* The exact measure, LANES rows at a time: mutual proximity as a distance. */
static void look_at(const struct kin *k, const struct asked *a, const uint32_t *rows, size_t n, struct kin_lanes *lanes, double ret[LANES])
{
	const struct kin_place *places[LANES];
	float d[MEASURES][LANES] = { { 0 } }, c[LANES];

	for (size_t x = 0; x < n; x++) {
		kin_lanes_put(lanes, x, &k->row[rows[x]]);
		places[x] = &k->place[rows[x]];
	}
	kin_distances(&a->row, &a->gauss, lanes, n, d);
	kin_combine(n, d, &a->place, places, c);
	for (size_t x = 0; x < n; x++)
		ret[x] = kin_mutual((double)c[x], &a->place, places[x]);
}

struct near { uint32_t row; double d; };

static int by_distance(const void *a, const void *b)
{
	const struct near *x = a, *y = b;

	return x->d < y->d || x->d > y->d ? (x->d > y->d) - (x->d < y->d) : (x->row > y->row) - (x->row < y->row);
}

static void look_at_all(const struct kin *k, const struct asked *a, struct near *near, size_t n)
{
	struct kin_lanes lanes = { .log_det = { 0 } };

	for (size_t at = 0; at < n; at += LANES) {
		size_t m = n - at < LANES ? n - at : LANES;
		uint32_t rows[LANES];
		double d[LANES];

		for (size_t x = 0; x < m; x++)
			rows[x] = near[at + x].row;
		look_at(k, a, rows, m, &lanes, d);
		for (size_t x = 0; x < m; x++)
			near[at + x].d = d[x];
	}
}

static bool may_answer(const struct kin *k, const struct kin_question *q, size_t i)
{
	return (!q->id || k->row[i].id != q->id) && (!q->may || q->may(q->ctx, k->row[i].id));
}

/* The rows worth an exact look: at most `most` by their points, or all there are. */
static size_t candidates(const struct kin *k, const struct kin_question *q, const struct asked *a, struct near *ret, size_t most)
{
	float *score;
	struct scored *best;
	uint32_t kept = 0;
	size_t n = 0;

	if (!k->space || q->is_exact) {
		for (size_t i = 0; i < k->n; i++)
			if (may_answer(k, q, i))
				ret[n++] = (struct near){ (uint32_t)i, 0 };
		return n;
	}
	score = xcalloc(k->n, sizeof *score);
	best = xcalloc(most, sizeof *best);
	kin_quick(&a->point, k->point, k->n, score);
	for (size_t i = 0; i < k->n; i++)
		if ((kept < most || score[i] > best[0].score) && may_answer(k, q, i))
			best_keep(best, &kept, (uint32_t)most, (struct scored){ (uint32_t)i, score[i] });
	for (; n < kept; n++)
		ret[n] = (struct near){ best[n].at, 0 };
	free(score);
	free(best);
	return n;
}

/* The rows nearest in a scale common to all, which takes no places; then those get theirs. */
static size_t candidates_once(struct kin *k, const struct kin_question *q, const struct asked *a, struct near *ret, size_t most)
{
	struct kin_lanes lanes = { .log_det = { 0 } };
	struct kin_place common = { .mean = 0 };
	const struct kin_place *places[LANES];
	struct scored *best = xcalloc(most, sizeof *best);
	uint32_t kept = 0;

	for (size_t i = 0; i < k->sample->n; i++)
		for (int m = 0; m < MEASURES; m++) {
			common.scale.mean[m] += k->sample->place[i].scale.mean[m] / (float)k->sample->n;
			common.scale.variance[m] += k->sample->place[i].scale.variance[m] / (float)k->sample->n;
		}
	for (size_t x = 0; x < LANES; x++)
		places[x] = &common;
	for (size_t at = 0; at < k->n; at += LANES) {
		size_t n = k->n - at < LANES ? k->n - at : LANES;
		float d[MEASURES][LANES] = { { 0 } }, c[LANES];

		for (size_t x = 0; x < n; x++)
			kin_lanes_put(&lanes, x, &k->row[at + x]);
		kin_distances(&a->row, &a->gauss, &lanes, n, d);
		kin_combine(n, d, &common, places, c);
		for (size_t x = 0; x < n; x++)
			if ((kept < most || -c[x] > best[0].score) && may_answer(k, q, at + x))
				best_keep(best, &kept, (uint32_t)most, (struct scored){ (uint32_t)(at + x), -c[x] });
	}
	for (size_t i = 0; i < kept; i++) {
		ret[i] = (struct near){ best[i].at, 0 };
		place_row(k, &k->row[best[i].at], &k->place[best[i].at], NULL);
	}
	free(best);
	return kept;
}

/* Nearest first, at most max of them. */
static size_t rank(const struct kin *k, const struct asked *a, struct near *near, size_t n, struct kinship *ret, size_t max)
{
	look_at_all(k, a, near, n);
	qsort(near, n, sizeof *near, by_distance);
	n = n < max ? n : max;
	for (size_t i = 0; i < n; i++)
		ret[i] = (struct kinship){ k->row[near[i].row].id, (float)(1 - near[i].d) };
	return n;
}

/* On a copy that has the rows in common and a sample of its own. */
static size_t ask_once(const struct kin *k, const struct kin_question *q, struct kinship *ret, size_t max)
{
	struct kin once = *k;
	struct near *near;
	struct asked a;
	size_t most = MIN_OF(2 * max + CLOSE, k->n), n = 0;

	choose_sample(&once, false);
	once.place = xcalloc(k->n, sizeof *once.place);
	near = xcalloc(most, sizeof *near);
	if (q->features && kin_row_init(&a.row, q->id, q->features)) {
		kin_gauss_of(&a.row, &a.gauss);
		place_row(&once, &a.row, &a.place, NULL);
		n = rank(&once, &a, near, candidates_once(&once, q, &a, near, most), ret, max);
	}
	free(near);
	free(once.place);
	free(once.sample);
	return n;
}

size_t kin_ask(struct kin *k, const struct kin_question *q, struct kinship *ret, size_t max)
{
	struct near *near;
	struct asked a;
	size_t most, n;

	if (q->is_once && q->features && !k->sample && k->n > ALL)
		return ask_once(k, q, ret, max);
	if (!find_asked(k, q, &a))
		return 0;
	most = 2 * max + CLOSE + k->n / CLOSE_PER;
	most = k->space && !q->is_exact && most < k->n ? most : k->n;
	near = xcalloc(most, sizeof *near);
	n = rank(k, &a, near, candidates(k, q, &a, near, most), ret, max);
	free(near);
	return n;
}

size_t kin_nearest(struct kin *k, uint64_t id, const struct features *f, struct kinship *ret, size_t max)
{
	return kin_ask(k, &(struct kin_question){ .id = id, .features = f }, ret, max);
}

bool kin_scores(struct kin *k, const struct kin_question *q, float *ret_scores)
{
	struct asked a;

	if (!find_asked(k, q, &a))
		return false;
	if (k->space) {
		kin_quick(&a.point, k->point, k->n, ret_scores);
		for (size_t i = 0; i < k->n; i++)
			ret_scores[i] += 1;
	} else {
		struct near *near = xcalloc(k->n, sizeof *near);

		for (size_t i = 0; i < k->n; i++)
			near[i].row = (uint32_t)i;
		look_at_all(k, &a, near, k->n);
		for (size_t i = 0; i < k->n; i++)
			ret_scores[i] = (float)(1 - near[i].d);
		free(near);
	}
	size_t at = find_row(k, q->id);
	if (at)
		ret_scores[at - 1] = 1;
	return true;
}

bool kin_alike(struct kin *k, uint64_t id, const uint64_t *others, size_t n, float *ret_scores)
{
	struct near *near;
	struct asked a;
	size_t kept = 0;

	if (!find_asked(k, &(struct kin_question){ .id = id }, &a))
		return false;
	near = xcalloc(n + 1, sizeof *near);
	for (size_t i = 0; i < n; i++) {
		size_t at = find_row(k, others[i]);

		if (at)
			near[kept++].row = (uint32_t)at - 1;
	}
	look_at_all(k, &a, near, kept);
	for (size_t i = n; i-- > 0;)
		ret_scores[i] = find_row(k, others[i]) ? (float)(1 - near[--kept].d) : 0;
	free(near);
	return true;
}
