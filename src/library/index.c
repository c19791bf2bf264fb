/*
 * index.c -- three hash indexes over the entries: by id, by path, by stamp (size and mtime).
 *
 * Chained through the entries themselves: base's maps would cost 16 to 60 bytes a track and index. There are as many heads as
 * entries, so a chain is about one long; a growing index relinks from hashes the entries carry.
 */
#include "room.h"

#include <stdlib.h>
#include <string.h>

uint32_t hash_id(track_id id)
{
	/* ids count up: as they are they fill the heads evenly, and neighbours stay neighbours */
	return (uint32_t)((uint64_t)id ^ (uint64_t)id >> 32);
}

uint32_t hash_path(const char *path)
{
	return (uint32_t)hash_quick(path, strlen(path));
}

uint32_t hash_stamp(const struct file_stamp *stamp)
{
	int64_t both[2] = { stamp->size, stamp->mtime_ns };
	uint32_t hash = (uint32_t)hash_quick(both, sizeof both);

	return hash ? hash : 1;		/* 0 marks a track without a stamp */
}

static uint32_t hash_of(const struct entry *e, enum index_kind kind)
{
	return kind == BY_ID ? hash_id(e->track.id) : kind == BY_PATH ? e->path_hash : e->stamp_hash;
}

static uint32_t *head_of(const struct index *ix, uint32_t hash)
{
	return &ix->heads[hash & (ix->n_heads - 1)];
}

void index_reserve(struct library *lib, enum index_kind kind, size_t n)
{
	struct index *ix = &lib->index[kind];
	struct index old = *ix;

	ix->n_heads = old.n_heads ? old.n_heads : 64;
	while (ix->n_heads < n)
		ix->n_heads *= 2;
	if (ix->n_heads == old.n_heads)
		return;
	ix->heads = xcalloc(ix->n_heads, sizeof *ix->heads);
	for (size_t i = 0; i < old.n_heads; i++)
		for (uint32_t at = old.heads[i], next; at; at = next) {
			struct entry *e = entry_at(lib, at - 1);
			uint32_t *head = head_of(ix, hash_of(e, kind));

			next = e->next[kind];
			e->next[kind] = *head;
			*head = at;
		}
	free(old.heads);
}

void index_add(struct library *lib, enum index_kind kind, uint32_t n)
{
	struct index *ix = &lib->index[kind];
	struct entry *e = entry_at(lib, n);
	uint32_t *head;

	if (ix->n == ix->n_heads)
		index_reserve(lib, kind, ix->n + 1);
	head = head_of(ix, hash_of(e, kind));
	e->next[kind] = *head;
	*head = n + 1;
	ix->n++;
}

void index_del(struct library *lib, enum index_kind kind, uint32_t n)
{
	struct index *ix = &lib->index[kind];
	struct entry *e = entry_at(lib, n);
	uint32_t *link;

	if (!ix->n_heads)
		return;
	for (link = head_of(ix, hash_of(e, kind)); *link; link = &entry_at(lib, *link - 1)->next[kind])
		if (*link == n + 1) {
			*link = e->next[kind];
			e->next[kind] = 0;
			ix->n--;
			return;
		}
}

uint32_t index_first(const struct library *lib, enum index_kind kind, uint32_t hash)
{
	const struct index *ix = &lib->index[kind];

	return ix->n_heads ? *head_of(ix, hash) : 0;
}
