/*
 * memory.c -- where entries and the strings that tracks have for themselves live.
 *
 * Chunks and strings are had one by one; but of a library that is read at the start it is known how many tracks will come.  Then both
 * are parts of two blocks, and a thread brings those in a little before they are filled (base's ahead.c).
 */
#include "room.h"

#include <stdlib.h>

enum { ENTRIES, TEXTS };
/* Tracks foreseen; bytes of a track's strings: what room is made for (it costs nothing until it is used), and what most take. */
enum { LEAD = 32 * CHUNK, TEXT_ROOM = 192, TEXT_USUAL = 112 };

/* A small library is not worth a big page, and what claims to be larger than any is not believed. Chunks that are there stay where they are. */
void memory_reserve(struct library *lib, size_t n)
{
	enum { LEAST = 16 * CHUNK, MOST = 8192 * CHUNK };

	if (lib->reserved || lib->n_chunks || n < LEAST || n > MOST)
		return;
	lib->n_reserved = (n + CHUNK - 1) / CHUNK * CHUNK;
	lib->reserved = big_alloc(lib->n_reserved * sizeof *lib->reserved);
	lib->texts_size = lib->n_reserved * TEXT_ROOM;
	lib->texts = big_alloc(lib->texts_size);
	lib->ahead = ahead_start((struct ahead_of[AHEAD_STRETCHES]){ [ENTRIES] = { lib->reserved, n * sizeof *lib->reserved }, [TEXTS] = { lib->texts, lib->texts_size } });
}

void memory_foresee(struct library *lib)
{
	ahead_to(lib->ahead, ENTRIES, (lib->n + LEAD) * sizeof *lib->reserved);
	ahead_to(lib->ahead, TEXTS, lib->texts_used + (size_t)LEAD * TEXT_USUAL);
}

void memory_settled(struct library *lib)
{
	ahead_end(lib->ahead);
	lib->ahead = NULL;
}

void memory_add_chunk(struct library *lib)
{
	size_t at = lib->n_chunks * CHUNK;

	ARRAY_GROW(lib->chunks, lib->n_chunks, lib->chunks_cap);
	lib->chunks[lib->n_chunks++] = at + CHUNK <= lib->n_reserved ? lib->reserved + at : xcalloc(CHUNK, sizeof(struct entry));
}

char *memory_strings(struct library *lib, size_t n)
{
	if (!lib->memo || n > lib->texts_size - lib->texts_used)
		return xmalloc(n);
	lib->texts_used += n;
	return lib->texts + lib->texts_used - n;
}

static bool is_within(const void *p, const void *block, size_t n)
{
	return (uintptr_t)p - (uintptr_t)block < n;
}

/* What lies in the block stays there: few tracks of a library ever change. */
void memory_drop_strings(struct library *lib, const char *block)
{
	if (!is_within(block, lib->texts, lib->texts_size))
		free((void *)(uintptr_t)block);
}

void memory_done(struct library *lib)
{
	memory_settled(lib);
	for (size_t i = 0; i < lib->n_chunks; i++)
		if (!is_within(lib->chunks[i], lib->reserved, lib->n_reserved * sizeof *lib->reserved))
			free(lib->chunks[i]);
	free(lib->chunks);
	big_free(lib->reserved, lib->n_reserved * sizeof *lib->reserved);
	big_free(lib->texts, lib->texts_size);
}
