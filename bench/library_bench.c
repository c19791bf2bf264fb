/* library_bench.c -- what the library costs: time and memory of N synthetic tracks (100,000 and 1,000,000 unless given). */
#include "library.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t started_us;

static void begin(void)
{
	started_us = clock_mono_us();
}

static void end(const char *what, size_t n)
{
	printf("  %-44s %9.2f ms  %zu\n", what, (double)(clock_mono_us() - started_us) / 1000, n);
}

/* Resident memory, in bytes. */
static size_t resident(void)
{
	unsigned long pages = 0, all;
	FILE *f = fopen("/proc/self/statm", "re");

	if (f) {
		if (fscanf(f, "%lu %lu", &all, &pages) != 2)
			pages = 0;
		fclose(f);
	}
	return pages * 4096;
}

/* About 12 tracks an album, 4 albums an artist; one artist in seven writes with accents or in Japanese. */
static size_t put_all(struct library *lib, size_t n, int64_t shift)
{
	static const char *const styles[] = { "Rock", "Ambient", "J-Pop", "Électronique", "Jazz", "Folk" };
	static const char *const words[] = { "Night", "River", "Glass", "Low", "Heroes", "Sister", "Machine", "Blue", "Stone", "Echo" };
	size_t string_bytes = 0;
	struct rng rng;

	rng_seed(&rng, 7);
	for (size_t i = 0; i < n; i++) {
		size_t album = i / 12, artist = album / 4;
		char path[320], title[80], artist_name[80], album_name[80];
		struct track t = { .id = (track_id)i + 1 + shift };

		snprintf(artist_name, sizeof artist_name, artist % 7 ? "The Artist %zu" : artist % 2 ? "Ärtíst %zu" : "椎名林檎 %zu", artist);
		snprintf(album_name, sizeof album_name, "%s %s %zu", words[album % 10], words[album / 10 % 10], album);
		snprintf(title, sizeof title, "%s and %s %u", words[rng_below(&rng, 10)], words[rng_below(&rng, 10)], rng_below(&rng, 1000));
		snprintf(path, sizeof path, "/srv/music/%s/%s/%02zu - %s.flac", artist_name, album_name, i % 12 + 1, title);
		t.path = path;
		t.title = title;
		t.artist = artist_name;
		t.album = album_name;
		t.album_artist = album % 3 ? artist_name : "";
		t.genre = styles[artist % COUNT_OF(styles)];
		t.composer = t.error = "";
		t.date = t.codec = "FLAC";
		t.year = (int16_t)(1960 + album % 60);
		t.track_no = (int16_t)(i % 12 + 1);
		t.duration_ms = 120000 + rng_below(&rng, 300000);
		t.stamp = (struct file_stamp){ .size = (int64_t)rng_below(&rng, 1u << 30), .mtime_ns = (int64_t)i * 1000 + 1 };
		t.is_compilation = album % 50 == 0;
		t.rating = (int8_t)rng_below(&rng, 6);
		string_bytes += strlen(path) + strlen(title) + 2;
		library_put(lib, &t);
	}
	return string_bytes;
}

static void select_one(struct library *lib, const char *text, const char *what)
{
	struct query *q;
	struct track **found;
	size_t column, n;
	char label[80];

	if (query_parse(text, 1763683200, &q, &column)) {
		printf("  %s: %s\n", text, err_text());
		return;
	}
	snprintf(label, sizeof label, "select %s%s", *text ? text : "all", what);
	begin();
	found = library_select(lib, q, &n);
	end(label, n);
	free(found);
	query_free(q);
}

/* As one types: all tracks ranked anew at each key, in steps as small as a turn's. */
static void fuzzy_one(struct library *lib, const char *words)
{
	struct fuzzy *f = fuzzy_new(lib, words);
	size_t n, all = 0;
	char label[80];

	snprintf(label, sizeof label, "fuzzy %s", words);
	begin();
	while (fuzzy_step(f, 32))
		;
	fuzzy_found(f, &n, &all);
	end(label, all);
	fuzzy_free(f);
}

static void run(size_t n)
{
	size_t before = resident(), strings, empty, full, tracks;
	struct library *lib = library_new();

	printf("%zu tracks\n", n);
	begin();
	strings = put_all(lib, n, 0);
	end("put all", library_count(lib));
	empty = resident() - before;
	printf("  %-44s %9.1f bytes a track, %.1f of them its path and title; %.1f MiB resident\n", "memory", (double)empty / (double)n,
	       (double)strings / (double)n, (double)empty / 1048576);
	begin();
	end("artists counted (first time: sorted)", library_artist_count(lib));
	begin();
	library_artist_tracks(lib, library_artist_find(lib, library_various()), &tracks);
	end("tracks of Various Artists (sorted)", tracks);
	select_one(lib, "", ", first time (sorts every artist)");
	select_one(lib, "", " again");
	begin();
	while (library_fold_some(lib, 4096))
		;
	end("search text of all, in slices of 4096", n);
	full = resident() - before;
	printf("  %-44s %9.1f bytes a track, %.1f MiB resident\n", "memory with search text and order", (double)full / (double)n,
	       (double)full / 1048576);
	select_one(lib, "heroes", "");
	select_one(lib, "椎名", "");
	select_one(lib, "zzz", "");
	select_one(lib, "glass river sister", "");
	select_one(lib, "artist:artist album:stone rating>=4 year<1980", "");
	select_one(lib, "path:heroes", "");
	select_one(lib, "zjl", "");
	select_one(lib, "artist=\"*artist*\"&date>=1990", "");
	fuzzy_one(lib, "h");
	fuzzy_one(lib, "heros");
	fuzzy_one(lib, "glas rivr");
	begin();
	end("find words", library_find(lib, "the artist 5 glass") != NULL);
	begin();
	put_all(lib, n, 0);
	end("put all again, unchanged", library_total(lib));
	begin();
	put_all(lib, 1000, (int64_t)n);
	library_artist_count(lib);
	end("1000 more and artists counted", library_total(lib));
	printf("  %-44s %9.1f MiB resident\n", "memory after", (double)(resident() - before) / 1048576);
	begin();
	library_free(lib);
	end("free", 0);
	malloc_trim(0);
}

/* The worst for the tree: everything untagged, under the unknown artist, with titles that are not ASCII. */
static void run_untagged(size_t n)
{
	struct library *lib = library_new();
	struct track late = { .id = (track_id)n + 1, .path = "/m/late.mp3", .title = "late.mp3" };
	size_t tracks;

	printf("%zu untagged tracks\n", n);
	begin();
	for (size_t i = 0; i < n; i++) {
		char path[64];
		struct track t = { .id = (track_id)i + 1, .path = path, .title = path };

		snprintf(path, sizeof path, "/m/%zu/Ünnamed %010u.mp3", i / 100, (unsigned)i * 2654435761u);
		t.title = path_base(path);
		library_put(lib, &t);
	}
	end("put all", library_count(lib));
	begin();
	library_artist_tracks(lib, 0, &tracks);
	end("tracks of the unknown artist (sorted)", tracks);
	library_put(lib, &late);
	begin();
	library_artist_tracks(lib, 0, &tracks);
	end("the same with one more", tracks);
	library_free(lib);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		run(100000);
		run(1000000);
		run_untagged(100000);
	}
	for (int i = 1; i < argc; i++)
		run((size_t)strtoull(argv[i], NULL, 10));
	return 0;
}
