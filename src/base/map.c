/* map.c -- open-addressing hash maps with linear probing; at most 3/4 full, deletions leave tombstones. */
#include "base.h"

#include <stdlib.h>
#include <string.h>

struct map64_slot { uint64_t key; void *value; };
struct mapstr_slot { const char *key; void *value; uint64_t hash; };

static char tomb;	/* its address marks a deleted slot */
#define TOMB ((void *)&tomb)

/* FNV-1a over bytes, then the splitmix64 finaliser so that low bits are good. */
static uint64_t mix(uint64_t h)
{
	h ^= h >> 30;
	h *= 0xbf58476d1ce4e5b9u;
	h ^= h >> 27;
	h *= 0x94d049bb133111ebu;
	return h ^ (h >> 31);
}

uint64_t hash_bytes(const void *p, size_t n)
{
	const unsigned char *s = p;
	uint64_t h = 0xcbf29ce484222325u;

	while (n--)
		h = (h ^ *s++) * 0x100000001b3u;
	return mix(h);
}

/* A word at a time; the last one overlaps the one before, so that nothing is read byte by byte. */
uint64_t hash_quick(const void *p, size_t n)
{
	const unsigned char *s = p;
	uint64_t h = n * 0x9e3779b97f4a7c15u, word = 0;

	for (; n > sizeof word; n -= sizeof word, s += sizeof word) {
		memcpy(&word, s, sizeof word);
		h = mix(h ^ word);
	}
	word = 0;
	if (s != p) {
		memcpy(&word, s + n - sizeof word, sizeof word);
	} else {
		for (size_t i = 0; i < n; i++)
			word = word << 8 | s[i];
	}
	return mix(h ^ word);
}

static size_t grown(size_t n, size_t tombs, size_t cap)
{
	if ((n + tombs + 1) * 4 <= cap * 3)
		return cap;
	return n * 2 + 1 > cap / 2 ? (cap ? cap * 2 : 16) : cap;	/* many tombs: clean at the same size */
}

/* ---- 64-bit keys ---- */

static struct map64_slot *find64(const struct map64 *m, uint64_t key)
{
	size_t i = (size_t)mix(key) & (m->cap - 1);
	struct map64_slot *free_slot = NULL;

	for (;; i = (i + 1) & (m->cap - 1)) {
		struct map64_slot *s = &m->slots[i];

		if (!s->value)
			return free_slot ? free_slot : s;
		if (s->value == TOMB) {
			if (!free_slot)
				free_slot = s;
		} else if (s->key == key) {
			return s;
		}
	}
}

static void rehash64(struct map64 *m, size_t cap)
{
	struct map64 old = *m;

	*m = (struct map64){ .slots = xcalloc(cap, sizeof *m->slots), .cap = cap, .n = old.n };
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].value && old.slots[i].value != TOMB)
			*find64(m, old.slots[i].key) = old.slots[i];
	free(old.slots);
}

void map64_done(struct map64 *m)
{
	free(m->slots);
	*m = (struct map64){ 0 };
}

void map64_put(struct map64 *m, uint64_t key, void *value)
{
	struct map64_slot *s;

	if ((m->n + m->tombs + 1) * 4 > m->cap * 3)
		rehash64(m, grown(m->n, m->tombs, m->cap));
	s = find64(m, key);
	if (!s->value) {
		m->n++;
	} else if (s->value == TOMB) {
		m->n++;
		m->tombs--;
	}
	*s = (struct map64_slot){ key, value };
}

void *map64_get(const struct map64 *m, uint64_t key)
{
	void *value;

	if (!m->cap)
		return NULL;
	value = find64(m, key)->value;
	return value == TOMB ? NULL : value;
}

void *map64_del(struct map64 *m, uint64_t key)
{
	struct map64_slot *s;
	void *value;

	if (!m->cap)
		return NULL;
	s = find64(m, key);
	value = s->value;
	if (!value || value == TOMB)
		return NULL;
	s->value = TOMB;
	m->n--;
	m->tombs++;
	return value;
}

/* ---- string keys ---- */

static struct mapstr_slot *find_str(const struct mapstr *m, const char *key, uint64_t hash)
{
	size_t i = (size_t)hash & (m->cap - 1);
	struct mapstr_slot *free_slot = NULL;

	for (;; i = (i + 1) & (m->cap - 1)) {
		struct mapstr_slot *s = &m->slots[i];

		if (!s->value)
			return free_slot ? free_slot : s;
		if (s->value == TOMB) {
			if (!free_slot)
				free_slot = s;
		} else if (s->hash == hash && !strcmp(s->key, key)) {
			return s;
		}
	}
}

static void rehash_str(struct mapstr *m, size_t cap)
{
	struct mapstr old = *m;

	*m = (struct mapstr){ .slots = xcalloc(cap, sizeof *m->slots), .cap = cap, .n = old.n };
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].value && old.slots[i].value != TOMB)
			*find_str(m, old.slots[i].key, old.slots[i].hash) = old.slots[i];
	free(old.slots);
}

void mapstr_done(struct mapstr *m)
{
	free(m->slots);
	*m = (struct mapstr){ 0 };
}

void mapstr_put(struct mapstr *m, const char *key, void *value)
{
	uint64_t hash = hash_quick(key, strlen(key));
	struct mapstr_slot *s;

	if ((m->n + m->tombs + 1) * 4 > m->cap * 3)
		rehash_str(m, grown(m->n, m->tombs, m->cap));
	s = find_str(m, key, hash);
	if (!s->value) {
		m->n++;
	} else if (s->value == TOMB) {
		m->n++;
		m->tombs--;
	}
	*s = (struct mapstr_slot){ key, value, hash };
}

void *mapstr_get(const struct mapstr *m, const char *key)
{
	void *value;

	if (!m->cap)
		return NULL;
	value = find_str(m, key, hash_quick(key, strlen(key)))->value;
	return value == TOMB ? NULL : value;
}

void *mapstr_find(const struct mapstr *m, const char *key, const char **ret_key)
{
	const struct mapstr_slot *s;

	if (!m->cap)
		return NULL;
	s = find_str(m, key, hash_quick(key, strlen(key)));
	if (!s->value || s->value == TOMB)
		return NULL;
	*ret_key = s->key;
	return s->value;
}

void *mapstr_del(struct mapstr *m, const char *key)
{
	struct mapstr_slot *s;
	void *value;

	if (!m->cap)
		return NULL;
	s = find_str(m, key, hash_quick(key, strlen(key)));
	value = s->value;
	if (!value || value == TOMB)
		return NULL;
	s->value = TOMB;
	m->n--;
	m->tombs++;
	return value;
}
