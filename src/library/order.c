/*
 * order.c -- the order of one artist's tracks: albums by year and name, in them disc, number, title; loose tracks last.
 *
 * Songs of one album may carry years of their own (a compilation tags the year of each recording), and one artist may have
 * two albums of one name (Weezer's). So the year that sorts is the album's: the earliest among the tracks with this album
 * name in this folder. Albums without any year follow those with one.
 */
#include "room.h"

#include <stdlib.h>
#include <string.h>

struct place {
	struct track *track;
	const char *album;		/* folded and interned */
	int32_t year;
	int16_t disc_no, track_no;
	bool is_loose;			/* without an album */
};

static const char *album_key(struct library *lib, const char *album)
{
	uint64_t at = (uint64_t)(uintptr_t)album;
	char *key = map64_get(&lib->album_keys, at);

	if (!key) {
		char *folded = utf8_fold(album);

		/* what folds to nothing still is a name */
		key = (char *)(uintptr_t)pool_intern(&lib->strings, *folded ? folded : album);
		free(folded);
		map64_put(&lib->album_keys, at, key);
	}
	return key;
}

static uint64_t album_hash(const struct place *p)
{
	const char *path = p->track->path;

	return hash_bytes(path, (size_t)(path_base(path) - path)) ^ (uint64_t)(uintptr_t)p->album;
}

/* Gives every track its album's year; INT32_MAX when no track of it has one. */
static void set_years(struct place *places, size_t n)
{
	struct map64 years = { 0 };

	for (size_t i = 0; i < n; i++) {
		uint64_t hash;
		uintptr_t known;

		if (places[i].is_loose || places[i].track->year <= 0)
			continue;
		hash = album_hash(&places[i]);
		known = (uintptr_t)map64_get(&years, hash);
		if (!known || (uintptr_t)places[i].track->year < known)
			map64_put(&years, hash, (void *)(uintptr_t)places[i].track->year);
	}
	for (size_t i = 0; i < n; i++) {
		int32_t year = places[i].is_loose ? places[i].track->year :
			(int32_t)(uintptr_t)map64_get(&years, album_hash(&places[i]));

		places[i].year = year > 0 ? year : INT32_MAX;
	}
	map64_done(&years);
}

static int cmp_number(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* The titles, folded, of tracks that nothing else tells apart; then whatever is never the same. */
static int cmp_titles(struct track *a, struct track *b)
{
	const char *s = entry_text((struct entry *)a), *t = entry_text((struct entry *)b);	/* a title ends at a newline */
	int c;

	while (*s == *t && *s && *s != '\n') {
		s++;
		t++;
	}
	c = (*s != '\n' ? (unsigned char)*s : 0) - (*t != '\n' ? (unsigned char)*t : 0);
	if (!c)
		c = strcmp(a->path, b->path);
	return c ? c : cmp_number(a->id, b->id);
}

static int cmp_places(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;
	int c = cmp_number(a->is_loose, b->is_loose);

	if (!c)
		c = cmp_number(a->year, b->year);
	if (!c && a->album != b->album)
		c = strcmp(a->album, b->album);
	if (!c)
		c = cmp_number(a->disc_no, b->disc_no);
	if (!c)
		c = cmp_number(a->track_no, b->track_no);
	return c ? c : cmp_titles(a->track, b->track);
}

/*
 * Sorts what does not follow in order and merges it: tracks that came since the last time stand at the end, and an artist with
 * very many tracks (the unknown one, often) is looked at again and again during a scan.
 */
static void sort_places(struct place *places, size_t n)
{
	size_t sorted = 1, to = n, rest;
	struct place *late;

	while (sorted < n && cmp_places(&places[sorted - 1], &places[sorted]) <= 0)
		sorted++;
	rest = n - sorted;
	if (!rest)
		return;
	qsort(places + sorted, rest, sizeof *places, cmp_places);
	late = xmemdup(places + sorted, rest * sizeof *places);
	for (size_t left = rest; left;)
		places[--to] = sorted && cmp_places(&places[sorted - 1], &late[left - 1]) > 0 ? places[--sorted] : late[--left];
	free(late);
}

void order_tracks(struct library *lib, struct track **tracks, size_t n)
{
	struct place *places;

	if (n < 2)
		return;
	places = xcalloc(n, sizeof *places);
	for (size_t i = 0; i < n; i++)
		places[i] = (struct place){ .track = tracks[i], .album = album_key(lib, tracks[i]->album),
			.disc_no = tracks[i]->disc_no, .track_no = tracks[i]->track_no, .is_loose = !tracks[i]->album[0] };
	set_years(places, n);
	sort_places(places, n);
	for (size_t i = 0; i < n; i++)
		tracks[i] = places[i].track;
	free(places);
}
