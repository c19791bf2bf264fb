/*
 * same.c -- the same recording again, by Chromaprint's subfingerprints.
 *
 *	prints ─▶ keys: 24 and 16 bits of two subfingerprints a second apart, one of KEEP (chosen by their value, so that copies choose alike) ─▶ sorted
 *	       ─▶ tracks that share SHARED keys ─▶ same_recording(): the shift most agree on, then bit errors along it
 *
 * Of a re-encoded recording two of three subfingerprints stay as they were; of different ones half the bits differ.  A key that many tracks share
 * (silence, a sample everybody uses) links each of them to the next only.
 */
#include "ear/same.h"

#include <stdlib.h>
#include <string.h>

enum { APART = 8, KEEP = 8, SHORT = 160, SHARED = 2, CROWD = 48, SHIFTS = 4, WINDOW = 9, BITS_MAX = 7, RUN_MIN = 16, VOTE_BITS = 16 };
/* Matching less than this of the shorter one is chance, or a sample. */
#define MATCH_MIN .5
#define WINDOW_S 2.6			/* what one subfingerprint looks at */

struct same_index {
	uint64_t *entry;		/* key above, number of the track below */
	size_t n, cap;
	uint64_t *id;			/* by number */
	size_t n_ids, ids_cap;
};

struct same_index *same_index_new(void)
{
	return xcalloc(1, sizeof(struct same_index));
}

void same_index_free(struct same_index *ix)
{
	if (!ix)
		return;
	free(ix->entry);
	free(ix->id);
	free(ix);
}

/* murmur's finaliser */
static uint32_t mixed(uint64_t x)
{
	x ^= x >> 33;
	x *= UINT64_C(0xff51afd7ed558ccd);
	x ^= x >> 33;
	x *= UINT64_C(0xc4ceb9fe1a85ec53);
	return (uint32_t)(x >> 32);
}

void same_index_add(struct same_index *ix, uint64_t id, const struct print *p)
{
	uint32_t number = (uint32_t)ix->n_ids;

	ARRAY_GROW(ix->id, ix->n_ids, ix->ids_cap);
	ix->id[ix->n_ids++] = id;
	for (size_t i = 0; i + APART < p->n_raw; i++) {
		uint32_t key = mixed((uint64_t)(p->raw[i] >> 8) << 32 | p->raw[i + APART] >> 16);

		/* what does not change is silence or a hum */
		if (p->raw[i] == p->raw[i + APART] || (p->n_raw > SHORT && key % KEEP))
			continue;
		ARRAY_GROW(ix->entry, ix->n, ix->cap);
		ix->entry[ix->n++] = (uint64_t)key << 32 | number;
	}
}

/* By all 64 bits, 16 at a time. */
static void sort(uint64_t *x, size_t n)
{
	uint64_t *y = xcalloc(n + 1, sizeof *y), *from = x, *to = y;
	size_t *count = xcalloc(65537, sizeof *count);

	for (int shift = 0; shift < 64; shift += 16) {
		memset(count, 0, 65537 * sizeof *count);
		for (size_t i = 0; i < n; i++)
			count[(from[i] >> shift & 65535) + 1]++;
		for (size_t k = 0; k < 65536; k++)
			count[k + 1] += count[k];
		for (size_t i = 0; i < n; i++)
			to[count[from[i] >> shift & 65535]++] = from[i];
		uint64_t *swap = from;
		from = to;
		to = swap;
	}
	free(count);
	free(y);
}

void links_add(struct links *l, uint64_t a, uint64_t b)
{
	if (a == b)
		return;
	ARRAY_GROW(l->at, l->n, l->cap);
	l->at[l->n++] = a < b ? a << 32 | b : b << 32 | a;
}

/* All tracks with one key, each once. */
static void link_group(struct links *l, const uint64_t *entry, size_t n)
{
	size_t most = n > CROWD ? 1 : n;

	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n && j <= i + most; j++)
			links_add(l, entry[i] & UINT32_MAX, entry[j] & UINT32_MAX);
}

size_t links_finish(struct links *l, size_t least, const uint64_t *id, struct same_pair **ret_pairs)
{
	struct same_pair *pairs = NULL;
	size_t n = 0, cap = 0;

	sort(l->at, l->n);
	for (size_t from = 0, to; from < l->n; from = to) {
		for (to = from + 1; to < l->n && l->at[to] == l->at[from];)
			to++;
		if (to - from < least)
			continue;
		ARRAY_GROW(pairs, n, cap);
		pairs[n++] = (struct same_pair){ id[l->at[from] >> 32], id[l->at[from] & UINT32_MAX] };
	}
	free(l->at);
	*l = (struct links){ 0 };
	*ret_pairs = pairs;
	return n;
}

size_t same_index_pairs(struct same_index *ix, struct same_pair **ret_pairs)
{
	struct links l = { 0 };
	size_t n = 0;

	sort(ix->entry, ix->n);
	for (size_t i = 0; i < ix->n; i++)
		if (!n || ix->entry[i] != ix->entry[n - 1])
			ix->entry[n++] = ix->entry[i];
	ix->n = n;
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n && ix->entry[to] >> 32 == ix->entry[from] >> 32;)
			to++;
		link_group(&l, ix->entry + from, to - from);
	}
	return links_finish(&l, SHARED, ix->id, ret_pairs);
}

/* ---- two of them ---- */

struct vote { uint32_t value; uint16_t at; };

static int by_value(const void *a, const void *b)
{
	const struct vote *x = a, *y = b;

	return x->value != y->value ? (x->value > y->value) - (x->value < y->value) : (x->at > y->at) - (x->at < y->at);
}

static struct vote *votes_of(const struct print *p)
{
	struct vote *v = xcalloc(p->n_raw + 1, sizeof *v);

	for (size_t i = 0; i < p->n_raw; i++)
		v[i] = (struct vote){ p->raw[i] >> (32 - VOTE_BITS), (uint16_t)i };
	qsort(v, p->n_raw, sizeof *v, by_value);
	return v;
}

/* How many subfingerprints begin alike, for each shift of b against a (from -b->n_raw). A value that often comes proves little. */
static void count_shifts(const struct print *a, const struct print *b, float *ret)
{
	struct vote *x = votes_of(a), *y = votes_of(b);

	for (size_t i = 0, j = 0; i < a->n_raw && j < b->n_raw;) {
		size_t i_end = i, j_end = j;

		while (i_end < a->n_raw && x[i_end].value == x[i].value)
			i_end++;
		while (j_end < b->n_raw && y[j_end].value == y[j].value)
			j_end++;
		if (x[i].value == y[j].value)
			for (size_t p = i; p < i_end; p++)
				for (size_t q = j; q < j_end; q++)
					ret[x[p].at + b->n_raw - y[q].at] += 1 / (float)(i_end - i + j_end - j);
		if (x[i].value <= y[j].value) {
			bool both = x[i].value == y[j].value;

			i = i_end;
			j = both ? j_end : j;
		} else {
			j = j_end;
		}
	}
	free(x);
	free(y);
}

struct stretch { size_t matched, from, to; double bits; };	/* places in a; bits that differ in what matched */

/* What matches when b's first stands at a's place `shift`: runs in which, over a second, few bits differ. */
static struct stretch along(const struct print *a, const struct print *b, long shift)
{
	size_t from = shift > 0 ? (size_t)shift : 0, to = MIN_OF(a->n_raw, (size_t)((long)b->n_raw + shift)), run = 0;
	struct stretch s = { .from = SIZE_MAX };
	int ring[WINDOW] = { 0 }, sum = 0;
	long run_bits = 0;

	for (size_t i = from; i <= to; i++) {
		bool good = false;

		if (i < to) {
			int bits = __builtin_popcount(a->raw[i] ^ b->raw[(size_t)((long)i - shift)]);

			sum += bits - ring[i % WINDOW];
			ring[i % WINDOW] = bits;
			good = sum <= BITS_MAX * (int)MIN_OF(i - from + 1, (size_t)WINDOW);
			run_bits += good ? bits : 0;
		}
		if (good) {
			run++;
			continue;
		}
		if (run >= MIN_OF((size_t)RUN_MIN, to - from)) {
			s.matched += run;
			s.bits += (double)run_bits;
			s.from = MIN_OF(s.from, i - run);
			s.to = i;
		}
		run = 0;
		run_bits = 0;
	}
	return s;
}

/* Different values in what matched: silence matches silence. */
static size_t variety(const struct print *p, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from + 1; i < to; i++)
		n += p->raw[i] != p->raw[i - 1];
	return n;
}

bool same_recording(const struct print *a, const struct print *b, struct same_music *ret)
{
	size_t n = a->n_raw + b->n_raw + 1, shorter = MIN_OF(a->n_raw, b->n_raw);
	float *votes = xcalloc(n, sizeof *votes);
	struct stretch best = { 0 };
	long best_shift = 0;

	count_shifts(a, b, votes);
	for (int turn = 0; turn < SHIFTS; turn++) {
		size_t top = 0;

		for (size_t i = 1; i < n; i++)
			top = votes[i] > votes[top] ? i : top;
		if (!(votes[top] > 0))
			break;
		votes[top] = 0;
		struct stretch s = along(a, b, (long)top - (long)b->n_raw);
		if (s.matched > best.matched) {
			best = s;
			best_shift = (long)top - (long)b->n_raw;
		}
	}
	free(votes);
	if (!best.matched || (double)best.matched < MATCH_MIN * (double)shorter || variety(a, best.from, best.to) * 4 < best.matched)
		return false;
	/* the share of the shorter one, less for each bit that differs: half of them do by chance */
	ret->match = (float)((double)best.matched / (double)shorter * (1 - best.bits / (double)best.matched / 16));
	ret->from_s = (double)best.from * PRINT_STEP_S;
	ret->to_s = (double)best.to * PRINT_STEP_S + WINDOW_S;
	ret->other_from_s = (double)((long)best.from - best_shift) * PRINT_STEP_S;
	return true;
}
