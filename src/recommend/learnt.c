/*
 * learnt.c -- what was learnt from the log beforehand, as lists by track, and as bytes.
 *
 * The bytes: "SEGUETA1", a hash of all that follows, then a head of fixed size, then the tracks' lists, then the listeners' rows. Numbers as this machine writes
 * them: the file lies beside the database, is made by this machine and can be made anew at any time.
 */
#include "recommend/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char magic[8] = "SEGUETA1";
#define WEIGHT_MAX 1e4F
#define OF_ARTIST (UINT32_C(1) << 31)	/* beside the people of a row of the listeners: is_artist */

struct list { track_id of; uint32_t first, n; };
struct learnt {
	struct list *lists;
	struct near *near;
	struct of_listeners *listeners;
	uint32_t *near_seats, *listener_seats;	/* of the reader; made when first asked for */
	size_t n_lists, cap_lists, n_near, cap_near, n_listeners;
	struct map64 at;		/* track -> list + 1 */
	struct foresight foresight;
	struct learnt_info info;
};

/* What stands behind magic and hash; only numbers, no padding in between. */
struct head {
	uint64_t n_lists, n_near, n_listeners, plays;
	double figures[4];
	uint32_t has_foresight, spare;
	struct foresight foresight;
};

struct learnt *learnt_new(void)
{
	return xcalloc(1, sizeof(struct learnt));
}

void learnt_free(struct learnt *l)
{
	if (!l)
		return;
	free(l->lists);
	free(l->near);
	free(l->listeners);
	free(l->near_seats);
	free(l->listener_seats);
	map64_done(&l->at);
	free(l);
}

static void list_add(struct learnt *l, track_id of, const struct near *near, size_t n)
{
	free(l->near_seats);
	l->near_seats = NULL;
	ARRAY_GROW(l->lists, l->n_lists, l->cap_lists);
	l->lists[l->n_lists++] = (struct list){ of, (uint32_t)l->n_near, (uint32_t)n };
	map64_put(&l->at, (uint64_t)of, (void *)(uintptr_t)l->n_lists);
	for (size_t i = 0; i < n; i++) {
		float alike = near[i].alike;

		ARRAY_GROW(l->near, l->n_near, l->cap_near);
		l->near[l->n_near++] = (struct near){ near[i].track, alike >= 0 ? fminf(alike, 1) : 0, -1, false, 0 };
	}
}

void learnt_near(struct learnt *l, track_id of, const struct near *near, size_t n)
{
	n = MIN_OF(n, (size_t)NEAR_MAX);
	if (of && n && !map64_get(&l->at, (uint64_t)of) && l->n_near + n < UINT32_MAX)
		list_add(l, of, near, n);
}

void learnt_listeners(struct learnt *l, const struct of_listeners *rows, size_t n)
{
	free(l->listeners);
	free(l->listener_seats);
	l->listener_seats = NULL;
	l->listeners = xcalloc(n + 1, sizeof *l->listeners);
	l->n_listeners = 0;
	for (size_t i = 0; i < n && l->n_listeners < LEARNT_LISTENERS_MAX; i++)
		if (rows[i].people >= LISTENERS_LEAST && rows[i].score > 0) {
			l->listeners[l->n_listeners] = rows[i];
			l->listeners[l->n_listeners++].score = fminf(rows[i].score, 1);
		}
}

static int by_score(const void *a, const void *b)
{
	const struct of_listeners *x = a, *y = b;

	return x->score != y->score ? (x->score < y->score) - (x->score > y->score) : (x->track > y->track) - (x->track < y->track);
}

void learnt_listeners_more(struct learnt *l, const struct of_listeners *rows, size_t n)
{
	struct of_listeners *all = xcalloc(l->n_listeners + n + 1, sizeof *all), *same;
	struct map64 at = { 0 };
	size_t n_all = 0;

	for (size_t i = 0; i < l->n_listeners + n; i++) {
		const struct of_listeners *r = i < l->n_listeners ? &l->listeners[i] : &rows[i - l->n_listeners];
		uintptr_t place = (uintptr_t)map64_get(&at, (uint64_t)r->track);

		if (!place) {
			all[n_all++] = *r;
			map64_put(&at, (uint64_t)r->track, (void *)(uintptr_t)n_all);
			continue;
		}
		same = &all[place - 1];
		same->score = fmaxf(same->score, r->score);
		/* how many play it is not how many play its artist */
		if (same->is_artist == r->is_artist)
			same->people = MAX_OF(same->people, r->people);
		else if (same->is_artist)
			same->people = r->people;
		same->is_artist &= r->is_artist;
	}
	qsort(all, n_all, sizeof *all, by_score);
	learnt_listeners(l, all, n_all);
	map64_done(&at);
	free(all);
}

void learnt_foresight(struct learnt *l, const struct foresight *foresight)
{
	l->info.has_foresight = foresight;
	l->foresight = foresight ? *foresight : (struct foresight){ .slope = 0 };
}

const struct learnt_info *taste_learnt_info(const struct taste *t)
{
	return t->learnt ? &t->learnt->info : NULL;
}

struct learnt_info *learnt_info(struct learnt *l)
{
	l->info.tracks = l->n_lists;
	l->info.near = l->n_near;
	return &l->info;
}

size_t learnt_near_of(struct learnt *l, track_id of, const struct near **ret_near, uint32_t **ret_seats)
{
	uintptr_t at = l ? (uintptr_t)map64_get(&l->at, (uint64_t)of) : 0;

	if (!at)
		return 0;
	if (!l->near_seats)
		l->near_seats = xcalloc(l->n_near, sizeof *l->near_seats);
	*ret_near = l->near + l->lists[at - 1].first;
	*ret_seats = l->near_seats + l->lists[at - 1].first;
	return l->lists[at - 1].n;
}

size_t learnt_listeners_of(struct learnt *l, const struct of_listeners **ret_rows, uint32_t **ret_seats)
{
	if (!l || !l->n_listeners)
		return 0;
	if (!l->listener_seats)
		l->listener_seats = xcalloc(l->n_listeners, sizeof *l->listener_seats);
	*ret_rows = l->listeners;
	*ret_seats = l->listener_seats;
	return l->n_listeners;
}

const struct foresight *learnt_foresight_of(const struct learnt *l)
{
	return l && l->info.has_foresight ? &l->foresight : NULL;
}

/* ---- bytes ---- */

static void head_fill(const struct learnt *l, struct head *h)
{
	memset(h, 0, sizeof *h);
	h->n_lists = l->n_lists;
	h->n_near = l->n_near;
	h->n_listeners = l->n_listeners;
	h->plays = l->info.plays;
	h->figures[0] = l->info.foresight_auc;
	h->figures[1] = l->info.blend_auc;
	h->figures[2] = l->info.foresight_loss;
	h->figures[3] = l->info.blend_loss;
	h->has_foresight = l->info.has_foresight;
	h->foresight = l->foresight;
}

/* Field by field: structs have padding, whose bytes are anybody's. */
static enum err add_rows(const struct learnt *l, struct buf *out)
{
	enum err err = OK;

	for (size_t i = 0; i < l->n_lists && !err; i++) {
		err = buf_add(out, &l->lists[i].of, sizeof l->lists[i].of);
		err = err ? err : buf_add(out, &l->lists[i].n, sizeof l->lists[i].n);
		for (size_t k = 0; k < l->lists[i].n && !err; k++) {
			const struct near *near = &l->near[l->lists[i].first + k];

			err = buf_add(out, &near->track, sizeof near->track);
			err = err ? err : buf_add(out, &near->alike, sizeof near->alike);
		}
	}
	for (size_t i = 0; i < l->n_listeners && !err; i++) {
		uint32_t people = l->listeners[i].people | (l->listeners[i].is_artist ? OF_ARTIST : 0);

		err = buf_add(out, &l->listeners[i].track, sizeof l->listeners[i].track);
		err = err ? err : buf_add(out, &l->listeners[i].score, sizeof l->listeners[i].score);
		err = err ? err : buf_add(out, &people, sizeof people);
	}
	return err;
}

enum err learnt_pack(const struct learnt *l, struct buf *out)
{
	size_t first = out->len;
	uint64_t hash = 0;
	struct head h;
	enum err err;

	head_fill(l, &h);
	err = buf_add(out, magic, sizeof magic);
	err = err ? err : buf_add(out, &hash, sizeof hash);
	err = err ? err : buf_add(out, &h, sizeof h);
	err = err ? err : add_rows(l, out);
	if (err)
		return err;
	hash = hash_bytes(out->data + first + sizeof magic + sizeof hash, out->len - first - sizeof magic - sizeof hash);
	memcpy(out->data + first + sizeof magic, &hash, sizeof hash);
	return OK;
}

struct reading { const char *at, *end; };

static bool take(struct reading *r, void *to, size_t n)
{
	if ((size_t)(r->end - r->at) < n)
		return false;
	memcpy(to, r->at, n);
	r->at += n;
	return true;
}

static bool is_share(float x)
{
	return x >= 0 && x <= 1;
}

static bool read_list(struct reading *r, struct learnt *l)
{
	struct near near[NEAR_MAX] = { { .track = 0 } };
	track_id of;
	uint32_t n;

	if (!take(r, &of, sizeof of) || !take(r, &n, sizeof n) || !of || !n || n > NEAR_MAX || map64_get(&l->at, (uint64_t)of))
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (!take(r, &near[i].track, sizeof near[i].track) || !take(r, &near[i].alike, sizeof near[i].alike) || !is_share(near[i].alike))
			return false;
	list_add(l, of, near, n);
	return true;
}

static bool read_listeners(struct reading *r, struct learnt *l, uint64_t n)
{
	struct of_listeners *rows;

	if (n > LEARNT_LISTENERS_MAX)
		return false;
	rows = xcalloc(n + 1, sizeof *rows);
	for (uint64_t i = 0; i < n; i++) {
		if (!take(r, &rows[i].track, sizeof rows[i].track) || !take(r, &rows[i].score, sizeof rows[i].score) ||
		    !take(r, &rows[i].people, sizeof rows[i].people) || !is_share(rows[i].score)) {
			free(rows);
			return false;
		}
		rows[i].is_artist = rows[i].people & OF_ARTIST;
		rows[i].people &= ~OF_ARTIST;
	}
	learnt_listeners(l, rows, n);
	free(rows);
	return l->n_listeners == n;
}

/* No training comes near it, and no sum of so much is infinite. */
static bool is_weight(float x)
{
	return x >= -WEIGHT_MAX && x <= WEIGHT_MAX;
}

/* A network that could raise what it should lower is none. */
static bool is_foresight(const struct foresight *j)
{
	const struct monotone *m = &j->net;
	bool good = m->d == SIGNAL_COUNT && is_weight(m->base) && j->slope >= 0 && j->slope <= 10;

	for (uint32_t i = 0; good && i < m->d; i++)
		good = m->straight[i] >= 0 && is_weight(m->straight[i]);
	for (int h = 0; good && h < MONOTONE_HIDDEN; h++) {
		good = m->out[h] >= 0 && is_weight(m->out[h]) && is_weight(m->at[h]);
		for (uint32_t i = 0; good && i < m->d; i++)
			good = m->in[h][i] >= 0 && is_weight(m->in[h][i]);
	}
	return good;
}

static bool read_all(struct reading *r, struct learnt *l)
{
	struct head h;

	if (!take(r, &h, sizeof h) || h.has_foresight > 1 || (h.has_foresight && !is_foresight(&h.foresight)))
		return false;
	for (uint64_t i = 0; i < h.n_lists; i++)
		if (!read_list(r, l))
			return false;
	if (l->n_near != h.n_near || !read_listeners(r, l, h.n_listeners) || r->at != r->end)
		return false;
	l->info = (struct learnt_info){ .plays = h.plays, .foresight_auc = h.figures[0], .blend_auc = h.figures[1], .foresight_loss = h.figures[2],
		.blend_loss = h.figures[3] };
	learnt_foresight(l, h.has_foresight ? &h.foresight : NULL);
	learnt_info(l);	/* counts */
	return true;
}

enum err learnt_unpack(const char *bytes, size_t n, const char *what, struct learnt **ret_learnt)
{
	struct reading r = { bytes, bytes + n };
	struct learnt *l = learnt_new();
	char is[sizeof magic];
	uint64_t hash;

	if (!take(&r, is, sizeof is) || memcmp(is, magic, sizeof is) || !take(&r, &hash, sizeof hash) || hash != hash_bytes(r.at, (size_t)(r.end - r.at)) ||
	    !read_all(&r, l)) {
		learnt_free(l);
		return fail(ERR_PARSE, _("%s: not what this Segue has learnt, or damaged"), what);
	}
	*ret_learnt = l;
	return OK;
}
