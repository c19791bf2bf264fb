/* sessions.c -- this library's own listening as a matrix: a row a session, a column a track. */
#include "cli/sessions.h"

#include <stdlib.h>

#define PAUSE_MS INT64_C(1800000)

/* Finishes of one listener without a pause between them: plays[first … first + n - 1]. */
struct session { size_t first, n; int64_t at_ms; };
struct sorting { struct store_play *plays; size_t n_plays; struct session *rows; size_t n, cap; };

static int by_time(const void *pa, const void *pb)
{
	const struct session *a = pa, *b = pb;

	if (a->at_ms != b->at_ms)
		return a->at_ms < b->at_ms ? -1 : 1;
	return (a->first > b->first) - (a->first < b->first);
}

static bool has_two(const struct store_play *p, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (p[i].track != p[0].track)
			return true;
	return false;
}

static void find_sessions(struct sorting *s, int64_t listener)
{
	size_t finishes = 0;

	for (size_t i = 0; i < s->n_plays; i++)
		if (s->plays[i].kind == EVENT_FINISH && (!listener || s->plays[i].listener == listener))
			s->plays[finishes++] = s->plays[i];
	s->n_plays = finishes;
	for (size_t from = 0, to; from < finishes; from = to) {
		for (to = from + 1; to < finishes; to++) {
			const struct store_play *was = &s->plays[to - 1], *p = &s->plays[to];

			if (p->listener != was->listener || p->at_ms - MAX_OF(p->listened_ms, 0) - was->at_ms > PAUSE_MS)
				break;
		}
		if (!has_two(s->plays + from, to - from))
			continue;
		ARRAY_GROW(s->rows, s->n, s->cap);
		s->rows[s->n++] = (struct session){ from, to - from, s->plays[from].at_ms };
	}
	if (s->n)
		qsort(s->rows, s->n, sizeof *s->rows, by_time);
}

/* Columns: tracks by how many finishes they have, the oldest id first of equals. */
static void number_tracks(const struct sorting *s, struct map64 *ret_col, struct sessions *ret)
{
	struct map64 known = { 0 };
	struct scored *heard = NULL;
	track_id *id = NULL;
	size_t n = 0, cap = 0, id_cap = 0;

	for (size_t r = 0; r < s->n; r++)
		for (size_t i = 0; i < s->rows[r].n; i++) {
			track_id t = s->plays[s->rows[r].first + i].track;
			uintptr_t at = (uintptr_t)map64_get(&known, (uint64_t)t);

			if (!at) {
				ARRAY_GROW(heard, n, cap);
				if (n >= id_cap)
					id = xreallocarray(id, id_cap = MAX_OF(2 * id_cap, 64u), sizeof *id);
				id[n] = t;
				heard[n] = (struct scored){ (uint32_t)n, 0 };
				at = ++n;
				map64_put(&known, (uint64_t)t, (void *)at);
			}
			heard[at - 1].score++;
		}
	if (n)
		qsort(heard, n, sizeof *heard, best_order);
	ret->track = xcalloc(n + 1, sizeof *ret->track);
	ret->n_cols = (uint32_t)n;
	for (size_t i = 0; i < n; i++) {
		ret->track[i] = id[heard[i].at];
		map64_put(ret_col, (uint64_t)ret->track[i], (void *)(uintptr_t)(i + 1));
	}
	map64_done(&known);
	free(heard);
	free(id);
}

static void fill(const struct sorting *s, const struct map64 *col, double later, struct sessions *ret)
{
	struct cell *cells[2] = { xcalloc(s->n_plays + 1, sizeof **cells), xcalloc(s->n_plays + 1, sizeof **cells) };
	size_t n[2] = { 0, 0 }, split = s->n - (size_t)(later * (double)s->n);

	ret->n_rows = (uint32_t)s->n;
	ret->at_ms = xcalloc(s->n + 1, sizeof *ret->at_ms);
	for (uint32_t r = 0; r < s->n; r++) {
		const struct session *one = &s->rows[r];

		ret->at_ms[r] = one->at_ms;
		for (size_t i = 0; i < one->n; i++) {
			int part = r >= split && i >= (one->n + 1) / 2;
			uintptr_t at = (uintptr_t)map64_get(col, (uint64_t)s->plays[one->first + i].track);

			cells[part][n[part]++] = (struct cell){ r, (uint32_t)(at - 1), 1 };
		}
	}
	ret->train = sparse_new(cells[0], n[0], ret->n_rows, ret->n_cols);
	ret->test = sparse_new(cells[1], n[1], ret->n_rows, ret->n_cols);
	free(cells[0]);
	free(cells[1]);
}

enum err sessions_read(struct store *store, int64_t listener, double later, struct sessions *ret_sessions)
{
	struct sorting s = { 0 };
	struct map64 col = { 0 };
	enum err err = store_plays(store, &s.plays, &s.n_plays);

	if (err)
		return err;
	find_sessions(&s, listener);
	*ret_sessions = (struct sessions){ 0 };
	number_tracks(&s, &col, ret_sessions);
	fill(&s, &col, later, ret_sessions);
	map64_done(&col);
	free(s.plays);
	free(s.rows);
	return OK;
}

void sessions_done(struct sessions *s)
{
	sparse_free(s->train);
	sparse_free(s->test);
	free(s->track);
	free(s->at_ms);
	*s = (struct sessions){ 0 };
}
