/* test_edit.c -- tags into files: written and read again, everything else as it was, or refused and not a byte touched. */
#include "music.h"
#include "made.h"
#include "../player/sound.h"
#include "../tap.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static struct tag_edit edit_of(const char *const *assignments)
{
	struct tag_edit e = { 0 };

	for (; *assignments; assignments++)
		if (tag_edit_set(&e, *assignments))
			ok(false, "%s: %s", *assignments, err_text());
	return e;
}

static enum err write_tags(const char *path, const char *const *assignments, struct tag_edit *old)
{
	struct tag_edit e = edit_of(assignments);
	enum err err;

	*old = (struct tag_edit){ 0 };
	err = tags_write(path, &e, old);
	tag_edit_done(&e);
	return err;
}

/* Nothing was left beside the file, and its mode is what it was. */
static void is_clean(const char *path)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	struct stat st = { 0 };
	int n = 0;

	while (d && (e = readdir(d)))
		n += !strncmp(e->d_name, ".segue", 6);
	if (d)
		closedir(d);
	ok(!stat(path, &st) && (st.st_mode & 07777) == 0640 && !n, "its mode is kept, and nothing is left beside it");
}

static void put_file(const char *path, const char *data, size_t n)
{
	ok(!write_file(path, data, n, 0640) && !chmod(path, 0640), "%s", strrchr(path, '/') + 1);
}

/* What every writer must hold: the fields named change, the rest stays, and the old come back by what was told of them. */
static void round_trip(struct tags_holder *h, const char *path)
{
	static const char *const first[] = { "title=Neu 新 & more", "artist=Both", "albumartist=Various", "track=7", "disc=2", "date=2003", "comment=two\nlines", NULL };
	struct tag_edit old, undone;
	struct tags before, t;
	char *title, *artist, *composer, *why;
	int track, disc;
	enum err err;

	if (!ok(!tags_read(h, path, &before), "can be read"))
		return;
	title = xstrdup(before.title);
	artist = xstrdup(before.artist);
	composer = xstrdup(before.composer);
	track = before.track_no;
	disc = before.disc_no;
	err = write_tags(path, first, &old);
	why = err ? xstrdup(err_text()) : NULL;
	if (ok(!err, "is written %s", why ? why : "") && ok(!tags_read(h, path, &t), "and read again")) {
		is_str(t.title, "Neu 新 & more", "title");
		is_str(t.artist, "Both", "artist");
		is_str(t.album_artist, "Various", "album artist");
		is_str(t.comment, "two lines", "comment");
		is_str(t.composer, composer, "the composer, whom nobody named, is who it was");
		ok(t.track_no == 7 && t.disc_no == 2 && t.year == 2003, "track %d, disc %d, year %d", t.track_no, t.disc_no, t.year);
		undone = (struct tag_edit){ 0 };
		ok(!tags_write(path, &old, &undone) && !tags_read(h, path, &t), "what it says was there can be written back");
		is_str(undone.value[TAG_TITLE], "Neu 新 & more", "which tells what was there in between");
		is_str(t.title, title, "title as before");
		is_str(t.artist, artist, "artist as before");
		ok(t.track_no == track && t.disc_no == disc, "track %d, disc %d as before", t.track_no, t.disc_no);
		tag_edit_done(&undone);
	}
	tag_edit_done(&old);
	free(title);
	free(artist);
	free(composer);
	free(why);
}

/* One of the fuzzer's own samples, behind the byte that names its kind; some are cut short, of those good ones are made. */
static char *sample(const char *corpus, const char *kind, size_t *ret_n)
{
	int format = !strcmp(kind, "flac") ? SF_FORMAT_FLAC : !strcmp(kind, "aiff") ? SF_FORMAT_AIFF : 0;
	char *path = format ? path_join(folder, "sample") : path_join(corpus, kind), *data = NULL;
	int16_t *noise = sound_noise(2000);

	*ret_n = 0;
	if (format)
		sound_write(path, format, noise, 2000);
	if (!read_file(path, 1 << 20, &data, ret_n) && !format)
		memmove(data, data + 1, --*ret_n);
	free(path);
	free(noise);
	return data;
}

/* Of every format a good one. */
static void test_formats(const char *corpus)
{
	static const struct { const char *name; bool is_writable; } rows[] = {
		{ "aiff", true }, { "flac", true }, { "m4a", true }, { "mp3", true }, { "ogg", true }, { "opus", true }, { "tta", true },
		{ "wav", true }, { "wma", true }, { "wv", true }, { "aac", false }, { "ac3", false }, { "mka", false },
	};
	struct tags_holder *h = tags_new();

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *name = xasprintf("one.%s", rows[i].name), *path = path_join(folder, name), *after;
		size_t n, n_after = 0;
		char *data = sample(corpus, rows[i].name, &n);
		struct tag_edit old;

		put_file(path, data, n);
		if (rows[i].is_writable) {
			round_trip(h, path);
		} else {
			ok(write_tags(path, (const char *const[]){ "title=x", NULL }, &old) == ERR_ARG, "cannot be written: %s", err_text());
			ok(!read_file(path, 1 << 20, &after, &n_after) && n_after == n && !memcmp(after, data, n), "and is byte for byte what it was");
			free(after);
		}
		is_clean(path);
		unlink(path);
		free(name), free(path), free(data);
	}
	tags_free(h);
}

/* Cut short and scrambled: what is refused stays, what is taken can be read. */
static void test_damaged(const char *corpus)
{
	static const char *const names[] = { "flac", "mp3", "m4a", "ogg", "wav", "wma", "wv", "opus", "aiff" };
	struct tags_holder *h = tags_new();
	struct rng r;
	int refused = 0, taken = 0, wrong = 0;

	rng_seed(&r, 7);
	for (size_t i = 0; i < COUNT_OF(names) * 40; i++) {
		size_t n, n_after = 0, cut;
		char *path = path_join(folder, "damaged"), *data = sample(corpus, names[i % COUNT_OF(names)], &n), *after = NULL;
		struct tag_edit old;
		struct tags t;

		cut = i % 2 ? n : rng_next(&r) % n + 1;
		for (int k = 0; k < 3; k++)
			data[rng_next(&r) % n] = (char)rng_next(&r);
		write_file(path, data, cut, 0600);
		if (write_tags(path, (const char *const[]){ "title=New", NULL }, &old)) {
			refused++;
			wrong += read_file(path, 1 << 20, &after, &n_after) || n_after != cut || memcmp(after, data, cut);
		} else {
			taken++;
			if (tags_read(h, path, &t) || strcmp(t.title, "New")) {
				printf("# %s at %zu: %s\n", names[i % COUNT_OF(names)], i, err_text());
				wrong++;
			}
		}
		tag_edit_done(&old);
		free(path), free(data), free(after);
	}
	ok(!wrong && refused && taken, "damaged files: %d refused and untouched, %d written and read again, %d neither", refused, taken, wrong);
	tags_free(h);
}

/* A title in GBK that calls itself Latin-1: undone, it is there again as those bytes. ID3v1 follows. The version stays. */
static void test_bytes(void)
{
	static const char gbk[] = "\xb6\xab\xb7\xe7\xc6\xc6", artist[] = "\xd6\xdc\xbd\xdc\xc2\xd7";
	char *path = path_join(folder, "gbk.mp3"), *data;
	struct tags_holder *h = tags_new();
	struct buf frames, file;
	struct tag_edit old, undone = { 0 };
	struct tags t;
	size_t n = 0;

	buf_init(&frames, 1 << 16);
	buf_init(&file, 1 << 20);
	made_frame(&frames, "TIT2", gbk, strlen(gbk));
	made_frame(&frames, "TPE1", artist, strlen(artist));
	made_frame(&frames, "TRCK", "3/12", 4);
	made_mp3(&file, &frames);
	buf_adds(&file, "TAG");
	for (int i = 0; i < 125; i++)
		buf_add(&file, i < 30 ? "T" : "\0", 1);
	put_file(path, file.data, file.len);
	ok(!tags_read(h, path, &t) && !strcmp(t.title, "东风破"), "a title in GBK is recognised");
	ok(!write_tags(path, (const char *const[]){ "title=Öther 東", "track=4", NULL }, &old), "another is written");
	ok(!tags_read(h, path, &t) && !strcmp(t.title, "Öther 東") && !strcmp(t.artist, "周杰伦"), "and read; the artist is who he was: %s, %s", t.title, t.artist);
	ok(t.track_no == 4 && t.track_total == 12, "the number of tracks stays: %d/%d", t.track_no, t.track_total);
	ok(!read_file(path, 1 << 20, &data, &n) && !memcmp(data, "ID3\x03", 4), "version 2.3 stays 2.3");
	ok(n > 128 && !memcmp(data + n - 128, "TAG\0", 4), "an ID3v1 tag that could not say it says nothing");
	free(data);
	ok(!tags_write(path, &old, &undone) && !tags_read(h, path, &t), "undone");
	ok(!strcmp(t.title, "东风破") && t.track_no == 3 && t.track_total == 12, "it is as it was: %s", t.title);
	tag_edit_done(&old);
	tag_edit_done(&undone);
	buf_done(&frames);
	buf_done(&file);
	tags_free(h);
	free(path);
}

/* The very samples, and a link that stays one. */
static void test_sound(void)
{
	char *path = path_join(folder, "a.flac"), *link = path_join(folder, "link.flac");
	int16_t *noise = sound_noise(SOUND_RATE), *got = xcalloc(SOUND_RATE * 2, sizeof *got);
	SF_INFO info = { 0 };
	struct tag_edit old;
	struct stat st;
	SNDFILE *f;

	ok(sound_write(path, SF_FORMAT_FLAC, noise, SOUND_RATE) && !symlink("a.flac", link), "a second of noise, and a link to it");
	ok(!write_tags(link, (const char *const[]){ "title=Through", "genre=Noise", NULL }, &old), "written through the link");
	ok(!lstat(link, &st) && S_ISLNK(st.st_mode), "which stays one");
	f = sf_open(path, SFM_READ, &info);
	ok(f && sf_readf_short(f, got, SOUND_RATE) == SOUND_RATE && !memcmp(got, noise, SOUND_RATE * 2 * sizeof *got), "no sample changed");
	is_str(f ? sf_get_string(f, SF_STR_TITLE) : NULL, "Through", "and others read the title");
	if (f)
		sf_close(f);
	tag_edit_done(&old);
	free(noise), free(got), free(path), free(link);
}

static void test_names(void)
{
	static const struct { const char *path, *pattern, *want; } rows[] = {
		{ "/m/07 - Anna - Blue.flac", "%n - %a - %t", "7|Anna|Blue||" },
		{ "/m/春日/八ビット/2-01 夜.ogg", "%a/%b/%d-%n %t", "1|春日|夜|八ビット|2" },
		{ "/m/Anna - Some - thing.mp3", "%a - %t", "|Anna|Some - thing||" },
		{ "/m/no dot", "%t", "||no dot||" },
		{ "/m/100% sure.mp3", "%n%% %t", "100||sure||" },
		{ "/m/x.y.flac", "%x.%t", "||y||" },
		{ "/m/A.flac", "%n. %t", NULL }, { "/m/07.flac", "%n %t", NULL }, { "/m/a.flac", "%q", NULL }, { "/m/a.flac", "%", NULL },
		{ "/m/a b.flac", "a", NULL }, { "/m/ - b.flac", "%a - %t", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct tag_edit e = { 0 };
		enum err err = tag_edit_from_name(&e, rows[i].path, rows[i].pattern);
		static const int order[] = { TAG_TRACK, TAG_ARTIST, TAG_TITLE, TAG_ALBUM, TAG_DISC };
		char got[256] = "";
		size_t n = 0;

		for (size_t k = 0; k < COUNT_OF(order); k++)
			n += (size_t)snprintf(got + n, sizeof got - n, "%s%s", k ? "|" : "", e.value[order[k]] ? e.value[order[k]] : "");
		if (rows[i].want)
			is_str(err ? err_text() : got, rows[i].want, rows[i].path);
		else
			ok(err, "%s by %s: %s", rows[i].path, rows[i].pattern, err_text());
		tag_edit_done(&e);
	}
}

static void test_wrong(void)
{
	static const char *const rows[] = { "track=x", "track=3/", "disc=1/2/3", "track=123456", "date=yesterday", "date=1997-5-1", "colour=red", "title", "=x",
					    "title=\xff", "artist=a\tb" };
	struct tag_edit e = { 0 };

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		ok(tag_edit_set(&e, rows[i]) == ERR_ARG, "%s", err_text());
	for (int i = 0; i < TAG_FIELD_COUNT; i++)
		ok(!e.value[i], "%s stays unset", tag_field_names[i]);
	ok(!tag_edit_set(&e, "title=a=b") && !strcmp(e.value[TAG_TITLE], "a=b"), "a value may hold an equals sign");
	tag_edit_done(&e);
}

int main(void)
{
	char template[] = "/tmp/segue-edit-XXXXXX", *corpus, *remove;
	const char *top = getenv("TOP_SRCDIR");

	folder = mkdtemp(template);
	if (!ok(folder != NULL, "a folder"))
		return done();
	corpus = path_join(top ? top : ".", "tests/fuzz/corpus/tags");
	test_wrong();
	test_names();
	test_formats(corpus);
	test_damaged(corpus);
	test_bytes();
	test_sound();
	remove = xasprintf("rm -r '%s'", folder);
	if (system(remove))
		printf("# %s is left\n", folder);
	free(remove);
	free(corpus);
	return done();
}
