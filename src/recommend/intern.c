/* intern.c -- ids of tracks to rows; names of artists, albums and genres to numbers: case, accents and width do not tell two apart. */
#include "recommend/model.h"

#include <stdlib.h>
#include <string.h>

/* ---- rows: linear probing; four bytes a slot where a map would take sixteen, for the ids stand in a column already ---- */

/* Ids count up: as they are they fill the slots without a clash, and neighbours stay neighbours. */
static uint32_t *slot_of(const struct taste *t, track_id id)
{
	size_t i = (size_t)((uint64_t)id ^ (uint64_t)id >> 32) & (t->rows_cap - 1);

	while (t->rows[i] && t->tracks.id[t->rows[i] - 1] != id)
		i = (i + 1) & (t->rows_cap - 1);
	return &t->rows[i];
}

uint32_t row_find(const struct taste *t, track_id id)
{
	uint32_t found = t->rows_cap ? *slot_of(t, id) : 0;

	return found ? found - 1 : NO_ROW;
}

/* For n rows, at most 3/4 full. */
void rows_reserve(struct taste *t, size_t n)
{
	size_t cap = t->rows_cap ? t->rows_cap : 64;

	while (n * 4 > cap * 3)
		cap *= 2;
	if (cap == t->rows_cap)
		return;
	free(t->rows);
	t->rows = xcalloc(cap, sizeof *t->rows);
	t->rows_cap = cap;
	for (uint32_t row = 0; row < t->tracks.n; row++)
		*slot_of(t, t->tracks.id[row]) = row + 1;
}

void row_remember(struct taste *t, uint32_t row)
{
	rows_reserve(t, t->tracks.n);	/* which may enter it already */
	*slot_of(t, t->tracks.id[row]) = row + 1;
}

/* ---- names ---- */

uint32_t group_new(struct taste *t, enum group_kind kind)
{
	ARRAY_GROW(t->group[kind], t->n_group[kind], t->cap_group[kind]);
	t->group[kind][t->n_group[kind]] = (struct group){ .accepted = { NO_ROW, NO_ROW } };
	return (uint32_t)t->n_group[kind]++;
}

/* Of the group made last. */
static void remember_genre(struct taste *t, const char *name)
{
	size_t number = t->n_group[GROUP_GENRE] - 1, have = t->cap_genre_names;

	if (number >= have) {
		t->cap_genre_names = number + number / 2 + 16;
		t->genre_names = xreallocarray(t->genre_names, t->cap_genre_names, sizeof *t->genre_names);
	}
	t->genre_names[number] = name;
}

uint32_t intern_name(struct taste *t, enum group_kind kind, const char *name)
{
	struct names *n = &t->names[kind];
	void *known;
	char *fold;

	if (!*name)
		return 0;
	/* tracks of an album come one after the other */
	if (n->last && !strcmp(n->last, name))
		return n->last_number;
	known = mapstr_find(&n->raw, name, &n->last);
	if (known) {
		n->last_number = (uint32_t)(uintptr_t)known;
		return n->last_number;
	}
	fold = utf8_fold(name);
	known = *fold ? mapstr_get(&n->folded, fold) : NULL;
	if (!known) {
		known = (void *)(uintptr_t)group_new(t, kind);
		if (kind == GROUP_GENRE)
			remember_genre(t, arena_strdup(&n->arena, name));
		if (*fold)
			mapstr_put(&n->folded, arena_strdup(&n->arena, fold), known);
	}
	n->last = arena_strdup(&n->arena, name);
	n->last_number = (uint32_t)(uintptr_t)known;
	mapstr_put(&n->raw, n->last, known);
	free(fold);
	return n->last_number;
}

/* Two artists' "Greatest Hits" are two albums; a compilation of many artists is one. */
const char *album_by(const struct track *track)
{
	return *track->album_artist ? track->album_artist : track->is_compilation ? "" : track->artist;
}

uint32_t intern_album(struct taste *t, const struct track *track)
{
	const char *by = album_by(track);
	size_t n_album, n_by;
	char *key;
	uint32_t number;

	if (!*track->album)
		return 0;
	n_album = strlen(track->album);
	n_by = strlen(by) + 1;
	key = xmalloc(n_album + 1 + n_by);	/* "album\nby": asked of every track of a library that is read */
	memcpy(key, track->album, n_album);
	key[n_album] = '\n';
	memcpy(key + n_album + 1, by, n_by);
	number = intern_name(t, GROUP_ALBUM, key);
	free(key);
	return number;
}

/* Of "Jazz; Bebop" the first is taken: taggers put the widest first. */
uint32_t intern_genre(struct taste *t, const char *genre)
{
	size_t n = strcspn(genre, ";,/|");
	char *first;
	uint32_t number;

	while (n && genre[n - 1] == ' ')
		n--;
	if (!genre[n])
		return intern_name(t, GROUP_GENRE, genre);
	first = xstrndup(genre, n);
	number = intern_name(t, GROUP_GENRE, first);
	free(first);
	return number;
}

void names_done(struct names *n)
{
	mapstr_done(&n->raw);
	mapstr_done(&n->folded);
	arena_done(&n->arena);
}
