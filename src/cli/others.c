/*
 * others.c -- see others.h.
 *
 * A matrix of people and what they heard: tracks of the library and, where there are people who were imported, artists too, for of most of what they
 * heard only the artist is here.  Row 0 is the listener.
 */
#include "cli/others.h"
#include "app/load.h"
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>

enum {
	MANY = 100,			/* people: from here on more than the nearest have something to say */
	OF_ARTIST_MAX = 8,		/* tracks of an artist others play */
};
#define ARTIST_SHARE .5f		/* of what is said of an artist is said of the tracks */

struct meant { track_id track; uint32_t artist; };	/* by a name; 0: none */
struct others {
	struct store_play *plays;
	struct store_person_play *people;
	size_t n_plays, n_people;
	struct map64 row, col;		/* a listener or, below 0, an imported person; a column's key -> number + 1 */
	int64_t *key;			/* of a column: a track or, below 0, an artist */
	size_t n_cols, cap_cols;
	uint32_t n_rows;
	struct cell *cells;
	size_t n_cells, cap_cells;
	struct library *lib;		/* where there are people */
	struct library_names *names;
	struct map64 meant;		/* by the number of the name */
	struct arena arena;
};

static uintptr_t number(struct map64 *map, int64_t key, size_t n)
{
	uintptr_t at = (uintptr_t)map64_get(map, (uint64_t)key);

	if (!at)
		map64_put(map, (uint64_t)key, (void *)(n + 1));
	return at;
}

static uint32_t row_of(struct others *o, int64_t person)
{
	uintptr_t row = number(&o->row, person, o->n_rows);

	return row ? (uint32_t)row - 1 : o->n_rows++;
}

static uint32_t col_of(struct others *o, int64_t key)
{
	uintptr_t col = number(&o->col, key, o->n_cols);

	if (col)
		return (uint32_t)col - 1;
	ARRAY_GROW(o->key, o->n_cols, o->cap_cols);
	o->key[o->n_cols] = key;
	return (uint32_t)o->n_cols++;
}

static void add(struct others *o, uint32_t row, int64_t key, float count)
{
	ARRAY_GROW(o->cells, o->n_cells, o->cap_cells);
	o->cells[o->n_cells++] = (struct cell){ row, col_of(o, key), count };
}

static void count(struct others *o, int64_t listener)
{
	row_of(o, listener);
	for (size_t i = 0; i < o->n_plays; i++) {
		const struct store_play *p = &o->plays[i];
		uint32_t row, artist;

		if (p->kind != EVENT_FINISH)
			continue;
		row = row_of(o, p->listener);
		add(o, row, p->track, 1);
		artist = o->names ? library_names_artist_of(o->names, p->track) : 0;
		if (artist)
			add(o, row, -(int64_t)artist, 1);
	}
}

/* ---- people who were imported ---- */

static enum err find_named(void *ctx, const struct store_named *named)
{
	struct others *o = ctx;
	struct library_name name = { named->mbid, named->artist, named->title, "" };
	struct track *t = NULL;
	struct meant *m;

	library_named(o->names, &name, &t, 1);
	m = arena_alloc(&o->arena, sizeof *m);
	m->track = t ? t->id : 0;
	m->artist = t ? library_names_artist_of(o->names, t->id) : library_names_artist(o->names, named->artist, named->mbid);
	map64_put(&o->meant, (uint64_t)named->id, m);
	return OK;
}

static void count_people(struct others *o)
{
	for (size_t i = 0; i < o->n_people; i++) {
		const struct store_person_play *p = &o->people[i];
		const struct meant *m = map64_get(&o->meant, (uint64_t)p->named);

		if (!m || (!m->track && !m->artist))
			continue;
		if (m->track)
			add(o, row_of(o, -p->person), m->track, (float)p->count);
		if (m->artist)
			add(o, row_of(o, -p->person), -(int64_t)m->artist, (float)p->count);
	}
}

static enum err read_people(struct others *o, struct store *store)
{
	enum err err = store_people_plays(store, &o->people, &o->n_people);

	if (err || !o->n_people)
		return err;
	o->lib = library_new();
	err = load_library(store, o->lib, NULL);
	err = err ? err : load_names(store, o->lib, &o->names);
	return err ? err : store_people_named(store, find_named, o);
}

/* ---- what they play that the listener may like ---- */

/* How many besides the listener have a cell in the column. */
static uint32_t people_of(const struct sparse *turned, uint32_t col)
{
	return (uint32_t)(turned->start[col + 1] - turned->start[col]) - sparse_has(turned, col, 0);
}

/* Some tracks of the artists others play and the listener never heard; at most max. */
static uint32_t add_artists(const struct others *o, const struct sparse *turned, const float *scores, struct of_listeners *rows, uint32_t max)
{
	uint8_t *given = xcalloc(o->n_cols + 1, sizeof *given);
	uint32_t n = 0;

	for (size_t i = 0; o->lib && i < library_total(o->lib) && n < max; i++) {
		const struct track *t = library_at(o->lib, i);
		uint32_t artist = library_names_artist_of(o->names, t->id);
		uintptr_t col = artist ? (uintptr_t)map64_get(&o->col, (uint64_t)-(int64_t)artist) : 0;
		uint32_t people = col-- ? people_of(turned, (uint32_t)col) : 0;

		if (people < LISTENERS_LEAST || !(scores[col] > 0) || given[col] == OF_ARTIST_MAX || t->state != TRACK_OK || map64_get(&o->col, (uint64_t)t->id))
			continue;
		given[col]++;
		rows[n++] = (struct of_listeners){ t->id, ARTIST_SHARE * scores[col], people, true };
	}
	free(given);
	return n;
}

static int by_score(const void *a, const void *b)
{
	const struct of_listeners *x = a, *y = b;

	return x->score != y->score ? (x->score < y->score) - (x->score > y->score) : (x->track > y->track) - (x->track < y->track);
}

static void keep(const struct others *o, const struct sparse *turned, const float *scores, struct learnt *learnt)
{
	struct scored *best = xcalloc(LEARNT_LISTENERS_MAX, sizeof *best);
	struct of_listeners *rows = xcalloc((size_t)2 * LEARNT_LISTENERS_MAX, sizeof *rows);
	float *shared = xcalloc(o->n_cols + 1, sizeof *shared);
	uint32_t n, kept = 0;

	/* what fewer play would tell of one of them */
	for (uint32_t c = 0; c < o->n_cols; c++)
		shared[c] = o->key[c] > 0 && people_of(turned, c) >= LISTENERS_LEAST && scores[c] > 0 ? scores[c] : -INFINITY;
	n = learn_best(shared, (uint32_t)o->n_cols, best, LEARNT_LISTENERS_MAX);
	for (uint32_t i = 0; i < n && best[i].score > 0; i++)
		rows[kept++] = (struct of_listeners){ o->key[best[i].at], best[i].score, people_of(turned, best[i].at), false };
	kept += add_artists(o, turned, scores, rows + kept, LEARNT_LISTENERS_MAX);
	qsort(rows, kept, sizeof *rows, by_score);
	for (uint32_t i = kept; i-- > 0;)
		rows[i].score /= rows[0].score;
	learnt_listeners(learnt, rows, kept);
	free(best);
	free(rows);
	free(shared);
}

static enum err score(struct others *o, const struct learn_options *as, struct learnt *learnt)
{
	struct sparse *x = sparse_new(o->cells, o->n_cells, o->n_rows, (uint32_t)o->n_cols), *turned = sparse_turned(x);
	struct recipe recipe = recipe_of(o->n_rows > MANY ? MODEL_HYBRID : MODEL_USER);
	struct learn_options opt = { .seed = 1, .threads = as->threads, .bytes = as->bytes };
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
	if (err != ERR_LIMIT)
		return err;
	cli_failed();
	return OK;
}

enum err others_learn(struct store *store, int64_t listener, const struct learn_options *opt, struct learnt *learnt, uint32_t *ret_others)
{
	struct others o = { .n_rows = 0 };
	enum err err = store_plays(store, &o.plays, &o.n_plays);

	err = err ? err : read_people(&o, store);
	if (!err) {
		count(&o, listener);
		count_people(&o);
	}
	if (!err && o.n_rows > LISTENERS_LEAST)
		err = score(&o, opt, learnt);
	*ret_others = o.n_rows ? o.n_rows - 1 : 0;
	map64_done(&o.row);
	map64_done(&o.col);
	map64_done(&o.meant);
	arena_done(&o.arena);
	library_names_free(o.names);
	library_free(o.lib);
	free(o.plays);
	free(o.people);
	free(o.key);
	free(o.cells);
	return err;
}
