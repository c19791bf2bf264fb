/* test_playlist.c -- lists of every format in and out, in rows: what a file says, and what is made of it. */
#include "music.h"
#include "../tap.h"

#include <poll.h>
#include <unistd.h>

/* Each entry as "path[|other][ (title)][ 12s]", a space between them; bad ones as "!n" at the end. */
static char *shown(const struct playlist *l)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	for (size_t i = 0; i < l->n; i++) {
		const struct playlist_entry *e = &l->entries[i];

		buf_addf(&b, "%s%s%s%s", i ? " " : "", e->path, e->other ? "|" : "", e->other ? e->other : "");
		if (e->title)
			buf_addf(&b, " (%s)", e->title);
		if (e->duration_ms)
			buf_addf(&b, " %llds", (long long)(e->duration_ms / 1000));
	}
	if (l->bad)
		buf_addf(&b, " !%zu", l->bad);
	buf_adds(&b, "");
	return b.data ? buf_steal(&b) : xstrdup("");
}

static const struct { enum playlist_format format; const char *what, *text, *want; } rows[] = {
	{ PLAYLIST_M3U, "nothing", "", "" },
	{ PLAYLIST_M3U, "relative, absolute, up", "a.mp3\n/x/b.mp3\n../c.mp3\n./d/e.mp3", "/m/l/a.mp3 /x/b.mp3 /m/c.mp3 /m/l/d/e.mp3" },
	{ PLAYLIST_M3U, "EXTINF belongs to the next", "#EXTM3U\n#EXTINF:61,A - B\na\n\n# words\nb\n", "/m/l/a (A - B) 61s /m/l/b" },
	{ PLAYLIST_M3U, "EXTINF without a length or title", "#EXTINF:-1,T\na\n#EXTINF:x\nb\n", "/m/l/a (T) /m/l/b" },
	{ PLAYLIST_M3U, "DOS lines and folders", "x\\y.mp3\r\nz.mp3\r\n", "/m/l/x\\y.mp3|/m/l/x/y.mp3 /m/l/z.mp3" },
	{ PLAYLIST_M3U, "a byte order mark", "\xef\xbb\xbf""a\n", "/m/l/a" },
	{ PLAYLIST_M3U, "Latin-1: both meanings", "#EXTINF:1,caf\xe9\ncaf\xe9\n", "/m/l/caf\xe9|/m/l/caf\xc3\xa9 (caf\xc3\xa9) 1s" },
	{ PLAYLIST_M3U, "URLs of files", "file:///a%20b%C3%A9\nfile://localhost/c\nFILE:///d\n", "/a b\xc3\xa9 /c /d" },
	{ PLAYLIST_M3U, "no digits behind the sign", "file:///a%2\nb%20c\n", "/a%2 /m/l/b%20c|/m/l/b c" },
	{ PLAYLIST_M3U, "parts of addresses, as VLC writes them", "a%20b/c%C3%A9.mp3\n100%\n%00\n", "/m/l/a%20b/c%C3%A9.mp3|/m/l/a b/c\xc3\xa9.mp3 /m/l/100% /m/l/%00" },
	{ PLAYLIST_M3U, "CR alone", "a\r#EXTINF:2,B\rb\r", "/m/l/a /m/l/b (B) 2s" },
	{ PLAYLIST_M3U, "what is no file here", "http://x/y\nfile://host/z\nfile:///a%00b\ngood\n", "/m/l/good !3" },
	{ PLAYLIST_PLS, "by number", "[playlist]\nFile2=b\nTitle2=B\nFile1=a\nLength1=7\nLength2=-1\nNumberOfEntries=2\n", "/m/l/a 7s /m/l/b (B)" },
	{ PLAYLIST_PLS, "any case, no title of another", "[Playlist]\nfile10=a\ntitle1=no\n", "/m/l/a" },
	{ PLAYLIST_PLS, "blanks around the sign, a byte order mark", "\xef\xbb\xbf[playlist]\r\nfile1 = a b\r\nTITLE1 =A\r\n", "/m/l/a b (A)" },
	{ PLAYLIST_XSPF, "an element each", "<playlist xmlns='http://xspf.org/ns/0/'><trackList><track><location>file:///a%26b</location><title>A&amp;B</title>"
		"<creator>C</creator><duration>2000</duration></track></trackList></playlist>", "/a&b (C - A&B) 2s" },
	{ PLAYLIST_XSPF, "relative, without, elsewhere", "<playlist><trackList><track><location> x/y%20z </location></track><track><title>t</title></track>"
		"<track><location>http://h/</location></track></trackList></playlist>", "/m/l/x/y z !2" },
	{ PLAYLIST_XSPF, "titles of other things", "<playlist><title>L</title><extension><title>E</title></extension><trackList><track><album>"
		"<title>no</title></album><location>a</location></track></trackList></playlist>", "/m/l/a" },
};

static const struct { enum playlist_format format; const char *text; enum err want; const char *sentence; } refused[] = {
	{ PLAYLIST_PLS, "words\n", ERR_PARSE, "/m/l/list:1: a PLS playlist begins with [playlist]" },
	{ PLAYLIST_XSPF, "<playlist>\n<trackList>\n", ERR_PARSE, "/m/l/list:3: no element found" },
	{ PLAYLIST_XSPF, "\n<html/>", ERR_PARSE, "/m/l/list:2: not an XSPF playlist" },
	{ PLAYLIST_XSPF, "<!DOCTYPE p [<!ENTITY a 'b'>]><playlist>&a;</playlist>", ERR_PARSE,
		"/m/l/list:1: a playlist that declares entities is not read" },
};

static void test_rows(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct playlist l = { 0 };
		char *got;

		if (playlist_parse(rows[i].format, rows[i].text, strlen(rows[i].text), "/m/l/list", &l))
			printf("# %s\n", err_text());
		got = shown(&l);
		is_str(got, rows[i].want, rows[i].what);
		free(got);
		playlist_done(&l);
	}
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		struct playlist l = { 0 };

		is_int(playlist_parse(refused[i].format, refused[i].text, strlen(refused[i].text), "/m/l/list", &l), refused[i].want, "refused");
		is_str(err_text(), refused[i].sentence, "with the line");
	}
}

static const char *const paths[] = {
	"/m/l/a.flac", "/m/l/sub/b c.mp3", "/m/elsewhere.ogg", "/m/l/#hash", "/m/l/http:", "/m/l/two\nlines", "/m/l/ends\r", "/m/l/caf\xe9.mp3",
	"/m/l/100%25.mp3", "/m/l/ blank ", "/m/l/\xe6\x9d\xb1\xe4\xba\xac.flac", "/m/l/<&>\"'.mp3", "/m/l/back\\slash", "/m/list/not below",
};

static void test_round_trip(void)
{
	for (int f = 0; f < PLAYLIST_FORMATS; f++) {
		struct playlist l = { .title = xstrdup("Mine") }, again = { 0 };
		struct buf out;
		size_t same = 0;

		for (size_t i = 0; i < COUNT_OF(paths); i++)
			playlist_add(&l, paths[i], i % 2 ? "A & B < C" : NULL, i % 3 ? (int64_t)i * 1000 : 0);
		buf_init(&out, 1 << 20);
		is_int(playlist_print((enum playlist_format)f, &l, "/m/l/list", &out), OK, "written");
		ok(utf8_valid(out.data, out.len), "as UTF-8");
		is_int(playlist_parse((enum playlist_format)f, out.data, out.len, "/m/l/list", &again), OK, "read again");
		is_int((long long)again.n, COUNT_OF(paths), "all of it");
		for (size_t i = 0; i < again.n && i < l.n; i++) {
			const struct playlist_entry *a = &l.entries[i], *b = &again.entries[i];
			bool title = a->title && b->title ? !strcmp(a->title, b->title) : a->title == b->title;

			if (!strcmp(a->path, b->path) && title && a->duration_ms == b->duration_ms)
				same++;
			else
				printf("# %d: %s became %s\n", f, a->path, b->path);
		}
		is_int((long long)same, COUNT_OF(paths), "the same");
		if (f != PLAYLIST_PLS)
			is_str(again.title, "Mine", "by the same name");
		playlist_done(&again);
		playlist_done(&l);
		buf_done(&out);
	}
}

static void test_bounds(void)
{
	size_t n = (size_t)PLAYLIST_ENTRIES_MAX * 2 + 2;
	char *text = xmalloc(n + 1);
	struct playlist l = { 0 };

	for (size_t i = 0; i < n; i += 2)
		memcpy(text + i, "a\n", 2);
	is_int(playlist_parse(PLAYLIST_M3U, text, n, "/m/l/list", &l), ERR_LIMIT, "more than a million entries");
	is_str(err_text(), "/m/l/list:1000001: more than 1000000 entries", "with the line");
	memset(text, 'x', PLAYLIST_LINE_MAX + 1);
	memcpy(text + PLAYLIST_LINE_MAX + 1, "\nb\n", 3);
	is_int(playlist_parse(PLAYLIST_M3U, text, PLAYLIST_LINE_MAX + 4, "/m/l/list", &l), OK, "a line too long");
	ok(l.n == 1 && l.bad == 1, "is passed over");
	is_str(l.first_bad, "/m/l/list:1: the line is too long or not text", "and said");
	playlist_done(&l);
	free(text);
}

static void wait_for(struct playlist_job *job)
{
	struct pollfd p = { .fd = playlist_job_fd(job), .events = POLLIN };

	poll(&p, 1, -1);
}

/* Files under names that say nothing: as cmus keeps its lists, or not. */
static void test_bare(const char *dir)
{
	static const struct { const char *name, *text; enum err want; int entries; } files[] = {
		{ "best of vol.2", "/x/a b.mp3\n/x/c.flac\n", OK, 2 },
		{ "commented", "\n# mine\n/x/a.mp3\n", OK, 1 },
		{ "addresses", "file:///x/a.mp3\n", OK, 1 },
		{ "words", "some words\n/x/a.mp3\n", ERR_ARG, 0 },
		{ "default", "", OK, 0 },	/* which cmus makes, and most never put anything into */
		{ "blank", "\n", ERR_ARG, 0 },
		{ "parts", "cue:///x/a.cue/2\ncue:///x/b.flac/12\ncue:///x/a.txt/1\ncue:///x/a.cue/\ncue:///x/a.cue/00001\ncue:///2\ncue://x/a.cue/1\n", OK, 2 },
		{ "a.mp3", "/x/a.mp3\n", ERR_ARG, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		char *path = path_join(dir, files[i].name);
		struct playlist l = { 0 };

		is_int(write_file(path, files[i].text, strlen(files[i].text), 0600), OK, files[i].name);
		is_int(playlist_read(path, &l), files[i].want, "is a list or not by what is in it");
		is_int((long long)l.n, files[i].entries, "with its entries");
		playlist_done(&l);
		unlink(path);
		free(path);
	}
}

static void test_files(void)
{
	char dir[] = "/tmp/segue-playlist-XXXXXX", *path, *none;
	struct playlist l = { 0 }, again = { 0 };
	enum playlist_format format;
	struct playlist_job *job = NULL;
	enum err err = OK;

	if (!ok(mkdtemp(dir), "a folder"))
		return;
	path = path_join(dir, "list.M3U8");
	none = path_join(dir, "none.pls");
	ok(!playlist_format_of(path, &format) && format == PLAYLIST_M3U8, "the format by the name");
	is_int(playlist_format_of("x.mp3", &format), ERR_ARG, "or none");
	playlist_add(&l, "/x/y.mp3", "Y", 1000);
	is_int(playlist_job_write(path, &l, &job), OK, "a job writes");
	wait_for(job);
	ok(playlist_job_take(job, &err, NULL) && !err, "and is done");
	playlist_job_free(job);
	is_int(playlist_job_read(path, &job), OK, "another reads");
	wait_for(job);
	ok(playlist_job_take(job, &err, &again) && !err && again.n == 1, "it again");
	playlist_job_free(job);
	playlist_done(&again);
	playlist_job_read(none, &job);
	wait_for(job);
	ok(playlist_job_take(job, &err, &again) && err == ERR_MISSING, "what is not there is an error");
	playlist_job_free(job);
	playlist_done(&again);
	playlist_job_read(path, &job);
	playlist_job_free(job);	/* given up: it ends by itself */
	unlink(path);
	test_bare(dir);
	rmdir(dir);
	free(path);
	free(none);
}

int main(void)
{
	test_rows();
	test_round_trip();
	test_bounds();
	test_files();
	return done();
}
