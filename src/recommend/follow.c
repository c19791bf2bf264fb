/*
 * follow.c -- what this listener finished right after what, within a session.  Edges are kept in one array, found by a hash of
 * both ends; a pair heard lately weighs more than one of last year.
 */
#include "recommend/model.h"

#include <stdlib.h>

#define HALF_MS (120 * DAY_MS)
/* So many unseen followers are assumed beside the seen ones: one pair heard once is not certainty. */
#define UNSEEN 1.0

static uint64_t edge_key(uint32_t from, uint32_t to)
{
	return (uint64_t)from << 32 | to;
}

static struct edge *edge_find(const struct taste *t, uint32_t from, uint32_t to)
{
	void *known = map64_get(&t->edge_index, edge_key(from, to));

	return known ? &t->edges[(uintptr_t)known - 1] : NULL;
}

const struct edge *follow_find(const struct taste *t, uint32_t from, uint32_t to)
{
	return edge_find(t, from, to);
}

/* `from` has a memory: it was finished. */
void follow_add(struct taste *t, uint32_t from, uint32_t to, double weight, int64_t at_ms)
{
	struct memory *m = &t->memory[t->tracks.memory[from]];
	struct edge *e = edge_find(t, from, to);

	if (!e) {
		ARRAY_GROW(t->edges, t->n_edges, t->cap_edges);
		e = &t->edges[t->n_edges++];
		*e = (struct edge){ .from = from, .to = to, .next = m->edges };
		m->edges = (uint32_t)t->n_edges;
		map64_put(&t->edge_index, edge_key(from, to), (void *)(uintptr_t)t->n_edges);
	}
	e->count++;
	fading_add(&e->weight, weight, at_ms, HALF_MS);
	fading_add(&m->followed, weight, at_ms, HALF_MS);
}

/* Skipped where it used to be welcome: the pair loses a third, what other pairs have stays. */
void follow_refuse(struct taste *t, uint32_t from, uint32_t to)
{
	struct edge *e = edge_find(t, from, to);

	if (e)
		e->weight.weight *= 2.0 / 3;
}

static struct memory *memory_at(const struct taste *t, uint32_t row)
{
	return t->tracks.memory[row] == NO_MEMORY ? NULL : &t->memory[t->tracks.memory[row]];
}

/* Writes the share of each pair from here among all that followed, 0..1, beside the memory of its other end. */
void follow_spread(struct taste *t, uint32_t from, int64_t now_ms)
{
	const struct memory *m = memory_at(t, from);
	double all;

	if (t->cap_follow < t->cap_memory) {
		free(t->follow);
		t->follow = xcalloc(t->cap_memory, sizeof *t->follow);
		t->cap_follow = t->cap_memory;
	}
	if (!m)
		return;
	all = fading_now(&m->followed, now_ms, HALF_MS) + UNSEEN;
	for (uint32_t i = m->edges; i; i = t->edges[i - 1].next) {
		const struct edge *e = &t->edges[i - 1];

		t->follow[t->tracks.memory[e->to]] = (float)(fading_now(&e->weight, now_ms, HALF_MS) / all);
	}
}

/* And takes them away again. */
void follow_gather(struct taste *t, uint32_t from)
{
	const struct memory *m = memory_at(t, from);

	for (uint32_t i = m ? m->edges : 0; i; i = t->edges[i - 1].next)
		t->follow[t->tracks.memory[t->edges[i - 1].to]] = 0;
}

/* After what the next one will come: what plays, or what was finished last if that is not long ago. */
uint32_t follow_context(const struct taste *t, const struct rank_options *opt)
{
	uint32_t playing = opt->playing ? row_find(t, opt->playing) : NO_ROW;

	if (playing != NO_ROW)
		return playing;
	if (t->last != NO_ROW && opt->now_ms - t->last_ms <= SESSION_PAUSE_MS)
		return t->last;
	return NO_ROW;
}
