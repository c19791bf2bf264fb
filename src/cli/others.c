/* others.c -- see others.h. */
#include "cli/others.h"

#include <math.h>
#include <stdlib.h>

enum { MANY = 100 };		/* listeners: from here on more than the nearest have something to say */

struct others {
	struct store_play *plays;
	size_t n_plays;
	struct map64 row, col;		/* listener, track -> number + 1 */
	track_id *track;
	size_t n_cols, cap_cols;
	uint32_t n_rows;
	struct cell *cells;
	size_t n_cells;
};

static uintptr_t number(struct map64 *map, int64_t key, size_t n)
{
	uintptr_t at = (uintptr_t)map64_get(map, (uint64_t)key);

	if (!at)
		map64_put(map, (uint64_t)key, (void *)(n + 1));
	return at;
}

/* Row 0 is the listener. */
static void count(struct others *o, int64_t listener)
{
	o->cells = xcalloc(o->n_plays + 1, sizeof *o->cells);
	map64_put(&o->row, (uint64_t)listener, (void *)(uintptr_t)1);
	o->n_rows = 1;
	for (size_t i = 0; i < o->n_plays; i++) {
		const struct store_play *p = &o->plays[i];
		uintptr_t row, col;

		if (p->kind != EVENT_FINISH)
			continue;
		row = number(&o->row, p->listener, o->n_rows);
		if (!row)
			row = ++o->n_rows;
		col = number(&o->col, p->track, o->n_cols);
		if (!col) {
			ARRAY_GROW(o->track, o->n_cols, o->cap_cols);
			o->track[o->n_cols++] = p->track;
			col = o->n_cols;
		}
		o->cells[o->n_cells++] = (struct cell){ (uint32_t)row - 1, (uint32_t)col - 1, 1 };
	}
}

static void keep(const struct others *o, const struct sparse *turned, const float *scores, struct learnt *learnt)
{
	struct scored *best = xcalloc(LEARNT_LISTENERS_MAX, sizeof *best);
	struct of_listeners *rows = xcalloc(LEARNT_LISTENERS_MAX, sizeof *rows);
	float *shared = xcalloc(o->n_cols + 1, sizeof *shared);
	uint32_t n, kept = 0;

	/* what fewer play would tell of one of them */
	for (uint32_t c = 0; c < o->n_cols; c++) {
		size_t people = turned->start[c + 1] - turned->start[c];

		people -= people && sparse_has(turned, c, 0);
		shared[c] = people >= LISTENERS_LEAST && scores[c] > 0 ? scores[c] : -INFINITY;
	}
	n = learn_best(shared, (uint32_t)o->n_cols, best, LEARNT_LISTENERS_MAX);
	for (uint32_t i = 0; i < n && best[i].score > 0; i++)
		rows[kept++] = (struct of_listeners){ o->track[best[i].at], best[i].score / best[0].score,
			(uint32_t)(turned->start[best[i].at + 1] - turned->start[best[i].at]) - sparse_has(turned, best[i].at, 0) };
	learnt_listeners(learnt, rows, kept);
	free(best);
	free(rows);
	free(shared);
}

static enum err score(struct others *o, unsigned threads, struct learnt *learnt)
{
	struct sparse *x = sparse_new(o->cells, o->n_cells, o->n_rows, (uint32_t)o->n_cols), *turned = sparse_turned(x);
	struct recipe recipe = recipe_of(o->n_rows > MANY ? MODEL_HYBRID : MODEL_USER);
	struct learn_options opt = { .seed = 1, .threads = threads };
	float *scores = xcalloc(o->n_cols + 1, sizeof *scores);
	struct blend *blend = NULL;
	enum err err = blend_fit(&recipe, x, &opt, &blend);

	if (!err) {
		blend_score(blend, (const uint32_t[]){ 0 }, 1, scores);
		keep(o, turned, scores, learnt);
	}
	blend_free(blend);
	free(scores);
	sparse_free(turned);
	sparse_free(x);
	return err == ERR_LIMIT ? OK : err;
}

enum err others_learn(struct store *store, int64_t listener, unsigned threads, struct learnt *learnt, uint32_t *ret_others)
{
	struct others o = { .n_rows = 0 };
	enum err err = store_plays(store, &o.plays, &o.n_plays);

	if (!err)
		count(&o, listener);
	if (!err && o.n_rows > LISTENERS_LEAST)
		err = score(&o, threads, learnt);
	*ret_others = o.n_rows ? o.n_rows - 1 : 0;
	map64_done(&o.row);
	map64_done(&o.col);
	free(o.plays);
	free(o.track);
	free(o.cells);
	return err;
}
