/* fuzz_print.c -- prints as bytes, from a pipe or a database: refused, or fit to be compared. Two halves are compared with each other. */
#include "ear.h"

#include <math.h>
#include <stdlib.h>

static bool is_sane(const struct same_music *m)
{
	return m->match >= 0 && m->match <= 1 && m->from_s <= m->to_s && m->other_from_s > -1e-6;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct print a = { .n_raw = 0 }, b = { .n_raw = 0 };
	size_t half = size / 2;

	if (print_unpack((const char *)data, size, &a) && (print_unpack((const char *)data, half, &a) | print_unpack((const char *)data + half, size - half, &b))) {
		print_free(&a);
		print_free(&b);
		return 0;
	}
	const struct print *other = b.n_raw || b.n_chroma ? &b : &a;
	struct same_index *ix = same_index_new();
	struct piece_index *px = piece_index_new();
	struct same_pair *pairs = NULL;
	struct same_music m = { .match = 0 };
	struct piece_match piece = { .pair = { 0, 0 } };
	/* what a tempo in a database may be: any number, or none */
	double bpm = size % 3 ? (double)size : size % 2 ? NAN : -INFINITY;

	same_index_add(ix, 1, &a);
	same_index_add(ix, 2, other);
	piece_index_add(px, 1, &a, bpm);
	piece_index_add(px, 2, other, 120);
	if (same_index_pairs(ix, &pairs) > 1)
		abort();
	free(pairs);
	if (piece_index_pairs(px, &pairs) > 1)
		abort();
	free(pairs);
	if (same_recording(&a, other, &m) && !is_sane(&m))
		abort();
	piece.pair = (struct same_pair){ 1, 2 };
	if (piece_compare(&a, bpm, other, 120, &piece)) {
		for (int w = 0; w < PIECE_WAYS; w++)
			if (!is_sane(&piece.way[w].music) || !(piece.way[w].score >= 0))
				abort();
		if (piece_choose(&piece, 1) && !is_sane(&piece.music))
			abort();
	}
	same_index_free(ix);
	piece_index_free(px);
	print_free(&a);
	print_free(&b);
	return 0;
}
