/*
 * changes.h -- for files whose head says what else is in them, which hardly any made-up bytes get past: an input is a list of changes to a file that is in
 * order, made by the program itself.  Four bytes each, three of place and one of value; three bytes left over are where the file ends.
 */
#ifndef TESTS_FUZZ_CHANGES_H
#define TESTS_FUZZ_CHANGES_H

#include "base.h"

enum { CHANGES_MAX = 64 };

static inline size_t changes_place(const uint8_t *at, size_t n)
{
	return ((size_t)at[0] << 16 | (size_t)at[1] << 8 | at[2]) % n;
}

/* A copy, at most n long, n at least 1; caller frees. */
static inline char *changes_made(const char *sound, size_t n, const uint8_t *data, size_t size, size_t *ret_n)
{
	char *copy = xmemdup(sound, n);
	size_t i = 0;

	for (; i + 4 <= size && i < CHANGES_MAX * 4; i += 4)
		copy[changes_place(data + i, n)] = (char)data[i + 3];
	*ret_n = size - i == 3 ? changes_place(data + i, n) : n;
	return copy;
}

#endif
