/*
 * listens_bench.c -- how fast what was heard elsewhere is taken in: `listens_bench [LINES] [TRACKS]` (1,000,000; 100,000).
 *
 * Makes a library and an export of each kind (four of five lines of tracks it has), imports each with `segue import` as a listener would, and again
 * (all duplicates then). Prints lines a second of a processor and peak memory beside the limits stated here; a figure beyond one is a
 * failure.
 */
#include "store.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LEAST_LINES_S = 30000, MOST_MIB = 512 };

static char dir[] = "/tmp/segue-listens-XXXXXX";

static void must(enum err err)
{
	if (err)
		die("%s", err_text());
}

static void make_library(const char *db, int tracks)
{
	struct store *s;

	must(store_open(&s, db, STORE_WRITE, "default"));
	must(store_batch_begin(s));
	for (int i = 0; i < tracks; i++) {
		char path[64], title[64], artist[32];
		struct file_stamp stamp = { 1000 + i, i, 1, (uint64_t)i };
		struct tags tags = { .title = title, .artist = artist, .duration_ms = 240000, .rg_track_gain_db = (double)NAN, .rg_track_peak = (double)NAN,
			.rg_album_gain_db = (double)NAN, .rg_album_peak = (double)NAN, .r128_track_gain_db = (double)NAN, .r128_album_gain_db = (double)NAN };
		track_id id;

		snprintf(path, sizeof path, "/music/%d.flac", i);
		snprintf(title, sizeof title, i % 3 ? "A Song Called %d" : "一首歌 %d", i);
		snprintf(artist, sizeof artist, "Artist %d", i / 100);
		must(store_track_put(s, path, &stamp, &tags, 1000, &id));
	}
	must(store_batch_commit(s));
	store_close(s);
}

static void write_line(FILE *f, const char *kind, int i, int k)
{
	char title[64], artist[32];
	long long at = 1200000000 + (long long)i * 240;

	snprintf(title, sizeof title, k % 5 ? k % 3 ? "A Song Called %d" : "一首歌 %d" : "Not Here %d", k);
	snprintf(artist, sizeof artist, "Artist %d", k / 100);
	if (!strcmp(kind, "listenbrainz"))
		fprintf(f, "{\"inserted_at\": %lld, \"listened_at\": %lld, \"recording_msid\": \"00000000-0000-0000-0000-%012d\", \"track_metadata\": {\"additional_info\":"
			" {\"duration_ms\": 240000, \"music_service\": \"spotify.com\", \"submission_client\": \"a client\", \"tracknumber\": 3, \"artist_names\": [\"%s\"]},"
			" \"artist_name\": \"%s\", \"mbid_mapping\": null, \"release_name\": \"An Album\", \"track_name\": \"%s\"}, \"user_name\": \"somebody\"}\n",
			at, at, k, artist, artist, title);
	else if (!strcmp(kind, "lastfm"))
		fprintf(f, "\"%s\",\"An Album\",\"%s\",\"%lld\"\n", artist, title, at);
	else if (!strcmp(kind, "spotify"))
		fprintf(f, "%c{\"ts\":\"%lld\",\"platform\":\"a platform\",\"ms_played\":200000,\"conn_country\":\"XX\",\"ip_addr\":\"0.0.0.0\","
			"\"master_metadata_track_name\":\"%s\",\"master_metadata_album_artist_name\":\"%s\",\"master_metadata_album_album_name\":\"An Album\","
			"\"spotify_track_uri\":\"spotify:track:%022d\",\"episode_name\":null,\"reason_start\":\"trackdone\",\"reason_end\":\"trackdone\",\"shuffle\":false,"
			"\"skipped\":false,\"offline\":false,\"offline_timestamp\":null,\"incognito_mode\":false}", i ? ',' : '[', at + 200, title, artist, k);
	else
		fprintf(f, "person %d\t%s - %s\t%d\n", i / 1000, artist, title, 1 + k % 9);
}

static char *write_export(const char *kind, int lines, int tracks)
{
	char *path = path_join(dir, kind);
	FILE *f = fopen(path, "w");
	struct rng rng;

	if (!f)
		die("%s", path);
	rng_seed(&rng, 1);
	for (int i = 0; i < lines; i++)
		write_line(f, kind, i, (int)rng_below(&rng, (uint32_t)tracks));
	if (!strcmp(kind, "spotify"))
		fputs("]\n", f);
	if (fclose(f))
		die("%s", path);
	return path;
}

static bool import(const char *kind, const char *db, const char *path, const char *what, int lines)
{
	const char *top = getenv("TOP_BUILDDIR");
	char *exe = path_join(top ? top : ".", "segue");
	int64_t began_us = clock_mono_us();
	struct rusage usage;
	struct stat sb;
	double s, cpu_s, mib;
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		execl(exe, "segue", "import", kind, path, "--quiet", "--db", db, (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status || stat(path, &sb))
		die("%s import %s", exe, kind);
	s = (double)(clock_mono_us() - began_us) / 1e6;
	cpu_s = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
	mib = (double)usage.ru_maxrss / 1024;
	printf("%-12s %-6s %8d lines, %6.1f MB: %6.2f s, of a processor %6.2f s: %8.0f lines/s (limit %d), %4.0f MiB (limit %d)\n", kind, what, lines,
	       (double)sb.st_size / 1e6, s, cpu_s, lines / cpu_s, LEAST_LINES_S, mib, MOST_MIB);
	fflush(stdout);
	free(exe);
	return lines / cpu_s >= LEAST_LINES_S && mib <= MOST_MIB;
}

static void clear(const char *db)
{
	static const char *const ends[] = { "", "-wal", "-shm", ".lock" };

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		char *path = xasprintf("%s%s", db, ends[i]);

		remove(path);
		free(path);
	}
}

int main(int argc, char **argv)
{
	static const char *const kinds[] = { "listenbrainz", "lastfm", "spotify", "interactions" };
	int lines = argc > 1 ? atoi(argv[1]) : 1000000, tracks = argc > 2 ? atoi(argv[2]) : 100000;
	bool good = true;
	char *db;

	if (!mkdtemp(dir))
		die("%s", dir);
	db = path_join(dir, "segue.db");
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		char *path = write_export(kinds[i], lines, tracks);

		make_library(db, tracks);
		good &= import(kinds[i], db, path, "first", lines);
		good &= import(kinds[i], db, path, "again", lines);
		clear(db);
		remove(path);
		free(path);
	}
	rmdir(dir);
	free(db);
	return good ? 0 : 1;
}
