/* fuzz_pack.c -- packed tracks, their hash not looked at: refused, or tracks that are the same when packed and read again. */
#include "store/store_priv.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same(const struct track *a, const struct track *b)
{
	return a->id == b->id && a->state == b->state && a->duration_ms == b->duration_ms && a->year == b->year && !strcmp(a->path, b->path) &&
		!strcmp(a->title, b->title) && !strcmp(a->artist, b->artist) && !strcmp(a->error, b->error) && a->stamp.ino == b->stamp.ino &&
		!memcmp(&a->gain.track_db, &b->gain.track_db, sizeof a->gain.track_db);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct track tracks[BUNCH], again[BUNCH];
	struct arena arena = { 0 };
	struct buf b;
	size_t n, n_again;

	buf_init(&b, 64 << 20);
	if (pack_read((const char *)data, size, tracks, &n, &arena) && pack_make(tracks, n, &b)) {
		if (!pack_read(b.data, b.len, again, &n_again, &arena) || n_again != n)
			abort();
		for (size_t i = 0; i < n; i++)
			if (!same(&tracks[i], &again[i]))
				abort();
	}
	buf_done(&b);
	arena_done(&arena);
	return 0;
}
