/* help.h -- what the tests of the store share: a folder of their own, tracks and events made of numbers. */
#ifndef SEGUE_TEST_STORE_HELP_H
#define SEGUE_TEST_STORE_HELP_H

#include "store/store_priv.h"
#include "../tap.h"

#include <ftw.h>
#include <poll.h>
#include <unistd.h>

static char test_dir[64];

static int remove_one(const char *path, const struct stat *sb, int kind, struct FTW *ftw)
{
	(void)sb;
	(void)kind;
	(void)ftw;
	return remove(path);
}

__attribute__((unused))
static void test_dir_remove(void)
{
	nftw(test_dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

__attribute__((unused))
static void test_dir_make(void)
{
	snprintf(test_dir, sizeof test_dir, "/tmp/segue-store-XXXXXX");
	if (!mkdtemp(test_dir)) {
		printf("Bail out! cannot make a folder\n");
		exit(1);
	}
}

/* A path in the folder; caller frees. */
__attribute__((unused))
static char *test_path(const char *name)
{
	return path_join(test_dir, name);
}

/* Every field differs, so that two mixed up columns show. */
__attribute__((unused))
static struct tags full_tags(void)
{
	return (struct tags){
		.title = "Xtal", .artist = "Aphex Twin", .album = "Selected Ambient Works 85–92", .album_artist = "Aphex",
		.genre = "Ambient", .composer = "R. D. James", .comment = "a comment", .artist_sort = "sort artist",
		.album_artist_sort = "sort album artist", .album_sort = "sort album", .title_sort = "sort title",
		.date = "1992-11-09", .mb_recording = "mb1", .mb_track = "mb2", .mb_release = "mb3", .mb_release_group = "mb4",
		.mb_artist = "mb5", .mb_album_artist = "mb6", .codec = "FLAC", .lyrics = "[00:01.00] la",
		.year = 1992, .original_year = 1991, .track_no = 1, .track_total = 13, .disc_no = 2, .disc_total = 3, .bpm = 115,
		.duration_ms = 294000, .bitrate_kbps = 900, .sample_rate_hz = 44100, .channels = 4, .bits = 16,
		.rg_track_gain_db = -7.5, .rg_track_peak = 0.98, .rg_album_gain_db = -6.25, .rg_album_peak = 1.0,
		.r128_track_gain_db = -2.5, .r128_album_gain_db = (double)NAN, .is_compilation = true, .has_picture = true,
	};
}

__attribute__((unused))
static struct tags plain_tags(const char *title, const char *artist)
{
	return (struct tags){ .title = title, .artist = artist, .album = "", .duration_ms = 60000,
		.rg_track_gain_db = (double)NAN, .rg_track_peak = (double)NAN, .rg_album_gain_db = (double)NAN,
		.rg_album_peak = (double)NAN, .r128_track_gain_db = (double)NAN, .r128_album_gain_db = (double)NAN };
}

__attribute__((unused))
static track_id put_plain(struct store *s, const char *path, const char *title, const char *artist)
{
	struct file_stamp stamp = { 1000, 2, 3, 4 };
	struct tags tags = plain_tags(title, artist);
	track_id id = 0;

	if (store_track_put(s, path, &stamp, &tags, 100, &id))
		printf("# %s\n", err_text());
	return id;
}

enum { PATIENCE_MS = 60000 };	/* a hang, not a measure */

/* The next news of the desk; dies when none comes. */
__attribute__((unused))
static struct desk_news next_news(struct desk *d)
{
	struct desk_news news;

	while (!desk_next(d, &news)) {
		struct pollfd p = { .fd = desk_fd(d), .events = POLLIN };

		if (poll(&p, 1, PATIENCE_MS) <= 0) {
			printf("Bail out! the desk says nothing\n");
			exit(1);
		}
	}
	return news;
}

/* … that is of one of these kinds; others are passed over. */
__attribute__((unused))
static struct desk_news news_of(struct desk *d, enum desk_kind a, enum desk_kind b)
{
	struct desk_news news;

	do
		news = next_news(d);
	while (news.kind != a && news.kind != b);
	return news;
}

#endif
