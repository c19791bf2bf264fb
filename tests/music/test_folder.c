/* test_folder.c -- folders and playlists as rows: what is shown, in which order, to what depth; read on a thread, given up at any moment. */
#include "music.h"
#include "../tap.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

static char top[] = "/tmp/segue-folder-XXXXXX";

static char *below(const char *name)
{
	return path_join(top, name);
}

static void put(const char *name, const char *text)
{
	char *path = below(name);

	is_int(write_file(path, text, strlen(text), 0600), OK, name);
	free(path);
}

static void dir(const char *name)
{
	char *path = below(name);

	make_dirs(path, 0700);
	free(path);
}

/* Waits for the end; all rows as "D:name P:name A:name". Caller frees. */
static char *rows_of(const char *name, unsigned flags, enum err *ret_err)
{
	char *path = below(name);
	struct folder *f = NULL;
	struct buf b;

	buf_init(&b, 64 << 20);
	buf_adds(&b, "");
	is_int(folder_open(path, flags, &f), OK, "opened");
	while (!folder_is_done(f, ret_err)) {
		struct pollfd p = { .fd = folder_fd(f), .events = POLLIN };

		poll(&p, 1, -1);
		folder_heard(f);
	}
	for (size_t i = 0; i < folder_count(f); i++) {
		const struct folder_entry *e = folder_at(f, i);

		buf_addf(&b, "%s%c:%s", i ? " " : "", "DPA"[e->kind], e->title ? e->title : e->name);
	}
	ok(!folder_at(f, folder_count(f)), "nothing is behind the last");
	folder_close(f);
	free(path);
	return buf_steal(&b);
}

static void shows(const char *name, unsigned flags, const char *want)
{
	enum err err;
	char *got = rows_of(name, flags, &err);

	is_str(got, want, name);
	is_int(err, OK, "without a mistake");
	free(got);
}

static void make(void)
{
	char *from = below("music/up"), *broken = below("music/broken.mp3");

	dir("music/Zoë/disc 2");
	dir("sheets");
	dir("music/abc");
	dir("music/.hidden");
	dir("music/.dots");
	dir("empty");
	put("music/10 ten.mp3", "x");
	put("music/2 two.FLAC", "xx");
	put("music/notes.txt", "no music");
	put("music/\xff\xfe.ogg", "bytes");
	put("music/.secret.mp3", "x");
	put("music/a.m3u", "2 two.FLAC\n#EXTINF:3,Said So\n/else/b.mp3\n");
	/* GBK, and a track without a file */
	put("sheets/\xd6\xd0.CUE", "TITLE \"Disc\"\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nFILE \"a.wav\" WAVE\nTRACK 01 AUDIO\nTITLE \"\xd6\xd0\xb9\xfa\xc8\xcb\"\n"
	    "INDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 03:00:00\n");
	put("sheets/bad.cue", "no sheet");
	put("music/Zoë/1.mp3", "x");
	put("music/Zoë/disc 2/1.mp3", "x");
	put("music/abc/x.mp3", "x");
	/* links: back up, and to nothing */
	ok(!symlink("..", from) && !symlink("/nowhere/at/all", broken), "links");
	free(from);
	free(broken);
}

static void test_many(void)
{
	struct folder *f = NULL;
	char *path = below("many");
	enum err err;
	size_t seen = 0;

	make_dirs(path, 0700);
	for (int i = 0; i < 3000; i++) {
		char name[64], *file;
		FILE *out;

		snprintf(name, sizeof name, "many/%d.mp3", i);
		file = below(name);
		out = fopen(file, "w");
		if (out)
			fclose(out);
		free(file);
	}
	is_int(folder_open(path, 0, &f), OK, "many files");
	while (!folder_is_done(f, &err)) {
		size_t n = folder_count(f);

		/* what was told once stays there */
		ok(n >= seen && (!n || folder_at(f, n - 1)), "%zu so far", n);
		seen = n;
		poll(&(struct pollfd){ .fd = folder_fd(f), .events = POLLIN }, 1, -1);
		folder_heard(f);
	}
	is_int((long long)folder_count(f), 3000, "all are there");
	is_str(folder_at(f, 999)->name, "999.mp3", "numbers by their value");
	is_str(folder_at(f, 2999)->name, "2999.mp3", "to the last");
	folder_close(f);
	for (int i = 0; i < 50; i++) {
		is_int(folder_open(path, 0, &f), OK, "begun");
		folder_close(f);
	}
	free(path);
}

int main(void)
{
	struct folder *f = NULL;
	enum err err = OK;
	char *got;

	if (!mkdtemp(top))
		return 99;
	make();
	shows("music", 0, "D:abc D:up D:Zoë P:a.m3u A:2 two.FLAC A:10 ten.mp3 A:\xff\xfe.ogg");
	shows("music", FOLDER_HIDDEN, "D:.dots D:.hidden D:abc D:up D:Zoë P:a.m3u A:.secret.mp3 A:2 two.FLAC A:10 ten.mp3 A:\xff\xfe.ogg");
	shows("empty", 0, "");
	got = rows_of("music/a.m3u", 0, &err);
	ok(strstr(got, "/music/2 two.FLAC A:Said So") && !err, "a playlist is a folder of what it names: %s", got);
	free(got);
	shows("sheets", 0, "P:bad.cue P:\xd6\xd0.CUE");
	shows("sheets", FOLDER_DEEP, "");
	got = rows_of("sheets/\xd6\xd0.CUE", 0, &err);
	is_str(got, "A:01 中国人 A:02", "a cue sheet is a folder of its tracks");
	free(got);
	got = rows_of("sheets/bad.cue", 0, &err);
	ok(err == ERR_PARSE && strstr(err_text(), "/sheets/bad.cue: no track"), "one without tracks is told: %s", err_text());
	free(got);
	shows("music/Zoë", FOLDER_DEEP, "A:1.mp3 A:disc 2/1.mp3");
	got = rows_of("music", FOLDER_DEEP, &err);
	ok(strstr(got, "A:abc/x.mp3") && strstr(got, "A:Zoë/disc 2/1.mp3") && !strstr(got, "up/music/up"), "a link that leads up ends: %s", got);
	free(got);
	got = rows_of("nosuch", 0, &err);
	ok(err == ERR_IO && strstr(err_text(), "nosuch"), "what is not there is told: %s", err_text());
	is_str(got, "", "and shows nothing");
	free(got);
	test_many();
	got = below("music");
	folder_open(got, 0, &f);
	free(got);
	while (!folder_is_done(f, &err))
		poll(&(struct pollfd){ .fd = folder_fd(f), .events = POLLIN }, 1, -1);
	got = folder_path(f, folder_at(f, 0));
	ok(strstr(got, "/music/abc") && folder_at(f, 4)->size == 2 && folder_at(f, 4)->mtime_s > 0, "with paths, sizes and times");
	free(got);
	folder_close(f);
	got = xasprintf("rm -rf %s", top);
	if (system(got))
		printf("# %s is left\n", top);
	free(got);
	return done();
}
