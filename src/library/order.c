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
	char *title;			/* folded; only among equals */
	int32_t year;
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

static int cmp_place(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;
	int c = cmp_number(a->is_loose, b->is_loose);

	if (!c)
		c = cmp_number(a->year, b->year);
	if (!c && a->album != b->album)
		c = strcmp(a->album, b->album);
	if (!c)
		c = cmp_number(a->track->disc_no, b->track->disc_no);
	return c ? c : cmp_number(a->track->track_no, b->track->track_no);
}

static int cmp_title(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;
	int c = strcmp(a->title, b->title);

	if (!c)
		c = strcmp(a->track->path, b->track->path);
	return c ? c : cmp_number(a->track->id, b->track->id);
}

/* Titles are folded only where they decide: few tracks share album, disc and number. */
static void sort_equals(struct place *places, size_t n)
{
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && !cmp_place(&places[i], &places[end]); end++)
			;
		if (end - i < 2)
			continue;
		for (size_t k = i; k < end; k++)
			places[k].title = utf8_fold(places[k].track->title);
		qsort(places + i, end - i, sizeof *places, cmp_title);
		for (size_t k = i; k < end; k++)
			free(places[k].title);
	}
}

void order_tracks(struct library *lib, struct track **tracks, size_t n)
{
	struct place *places;

	if (n < 2)
		return;
	places = xcalloc(n, sizeof *places);
	for (size_t i = 0; i < n; i++)
		places[i] = (struct place){ .track = tracks[i], .album = album_key(lib, tracks[i]->album),
			.is_loose = !tracks[i]->album[0] };
	set_years(places, n);
	qsort(places, n, sizeof *places, cmp_place);
	sort_equals(places, n);
	for (size_t i = 0; i < n; i++)
		tracks[i] = places[i].track;
	free(places);
}
