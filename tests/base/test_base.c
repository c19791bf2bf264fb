/* test_base.c -- the ground: rows of in / out. */
#include "base.h"
#include "../tap.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <sys/wait.h>
#include <utf8proc.h>
#include <unistd.h>

static void test_utf8(void)
{
	static const struct { const char *text; int width; const char *fold; } rows[] = {
		{ "", 0, "" }, { "Xtal", 4, "xtal" }, { "東京", 4, "東京" }, { "Björk", 5, "bjork" }, { "e\xcc\x81te", 3, "ete" },
		{ "ＡＢＣ", 6, "abc" }, { "Ελλάδα", 6, "ελλαδα" }, { "STRASSE", 7, "strasse" }, { "Straße", 6, "strasse" },
		{ "Ёлка", 4, "елка" }, { "한국", 4, "한국" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *fold = utf8_fold(rows[i].text), *want = utf8_fold(rows[i].fold);

		is_int(utf8_width(rows[i].text), rows[i].width, rows[i].text);
		is_str(fold, want, "folded");
		free(fold);
		free(want);
	}
	static const char accented[] = "ae\xcc\x81";
	int cells;

	is_int((long long)utf8_fit("東京都", 5, &cells), 6, "a wide character is not split");
	is_int(cells, 4, "its cells");
	is_int((long long)utf8_fit("e\xcc\x81te", 1, &cells), 3, "a combining mark stays with its letter");
	char *clean = utf8_clean("a\xff" "b\x1b[0m", 7);
	is_str(clean, "a\xef\xbf\xbd" "b [0m", "broken bytes and escapes are cleaned");
	free(clean);
	char small[7];
	static const struct { size_t size; const char *fits; } cut[] = { { 7, "a\xef\xbf\xbd" "b " }, { 5, "a\xef\xbf\xbd" }, { 4, "a" }, { 1, "" } };
	for (size_t i = 0; i < COUNT_OF(cut); i++) {
		memset(small, '#', sizeof small);
		utf8_clean_into(small, cut[i].size, "a\xff" "b\x1b[0m");
		is_str(small, cut[i].fits, "what fits of it, in whole characters");
	}
	ok(!utf8_valid("\xc0\x80", 2), "overlong is invalid");
	is_int((long long)utf8_prev(accented, accented + 4), 3, "previous grapheme");
}

static void test_paths(void)
{
	static const struct { const char *in, *out; } rows[] = {
		{ "/a/b", "/a/b" }, { "/a//b/", "/a/b" }, { "/a/./b/../c", "/a/c" }, { "/..", "/" }, { "/", "/" }, { "/a/...", "/a/..." },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *got = path_absolute(rows[i].in);

		is_str(got, rows[i].out, rows[i].in);
		free(got);
	}
	setenv("XDG_CONFIG_HOME", "/x", 1);
	char *p = xdg_path(XDG_CONFIG, "segue.conf", false);
	is_str(p, "/x/segue/segue.conf", "xdg");
	free(p);
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", "/h", 1);
	p = xdg_path(XDG_CONFIG, "segue.conf", false);
	is_str(p, "/h/.config/segue/segue.conf", "xdg fallback");
	free(p);
}

static void test_maps(void)
{
	struct map64 m = { 0 };
	struct mapstr s = { 0 };
	const char *key = "";
	struct pool pool = { 0 };
	static int values[5000];
	bool all = true;

	for (uint64_t i = 0; i < 5000; i++)
		map64_put(&m, i * 0x10000, &values[i]);
	for (uint64_t i = 0; i < 5000; i += 2)
		map64_del(&m, i * 0x10000);
	for (uint64_t i = 0; i < 5000; i++)
		all &= map64_get(&m, i * 0x10000) == (i % 2 ? (void *)&values[i] : NULL);
	ok(all, "map64 keeps what it was given and forgets what it was told to");
	is_int((long long)m.n, 2500, "map64 counts");
	for (int round = 0; round < 100000; round++) {
		map64_put(&m, 7, values);
		map64_del(&m, 7);
	}
	ok(m.cap <= 16384, "tombstones do not make it grow");
	map64_done(&m);
	mapstr_put(&s, "a", values);
	mapstr_put(&s, "a", values + 1);
	ok(mapstr_get(&s, "a") == values + 1 && s.n == 1, "mapstr replaces");
	ok(mapstr_find(&s, "a", &key) == values + 1 && !strcmp(key, "a") && !mapstr_find(&s, "b", &key) && !strcmp(key, "a"), "mapstr finds its own key");
	ok(!mapstr_get(&s, "b") && mapstr_del(&s, "a") == values + 1 && !mapstr_get(&s, "a"), "mapstr deletes");
	mapstr_done(&s);
	ok(pool_intern(&pool, "x") == pool_intern(&pool, "x"), "interned once");
	pool_done(&pool);
}

/* A byte more, less or other, wherever it stands, is another hash; and long paths that differ in a digit fill a table evenly. */
static void test_quick_hash(void)
{
	enum { LONGEST = 40, HEADS = 1 << 14 };
	static uint16_t heads[HEADS];
	char text[LONGEST + 1] = "", path[96];
	bool all = true;
	int most = 0;

	for (size_t n = 0; n <= LONGEST; n++) {
		uint64_t hash = hash_quick(text, n);

		for (size_t i = 0; i < n; i++) {
			text[i] ^= 1;
			all &= hash_quick(text, n) != hash;
			text[i] ^= 1;
		}
		all &= n == LONGEST || hash_quick(text, n + 1) != hash;
	}
	ok(all, "every byte counts");
	for (int i = 0; i < HEADS; i++) {
		int n = snprintf(path, sizeof path, "/home/somebody/Music/An Artist/%d - An Album/%02d - A Title.flac", i / 12, i % 12);
		uint16_t *head = &heads[hash_quick(path, (size_t)n) & (HEADS - 1)];

		most = MAX_OF(most, ++*head);
	}
	/* thrown at random the fullest of as many would hold 7 to 9 */
	ok(most <= 10, "the fullest of %d holds %d", HEADS, most);
}

static void test_time(void)
{
	static const struct { const char *text; int64_t want; } rows[] = {
		{ "1970-01-02T00:00:00Z", 86400 }, { "1970-01-02T01:00:00+01:00", 86400 }, { "@12", 12 }, { "2d", 1000000 - 172800 },
		{ "1970-01-02T00:00:00.5Z", 86400 },
	};
	static const char *const bad[] = { "", "x", "1970-13-01", "12q", "@", "1970-01-02junk" };
	int64_t got;
	char text[32];

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		is_int(time_parse(rows[i].text, 1000000, &got), OK, rows[i].text);
		is_int(got, rows[i].want, "its time");
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		is_int(time_parse(bad[i], 0, &got), ERR_PARSE, bad[i]);
	time_iso(86400, text);
	is_str(text, "1970-01-02T00:00:00Z", "iso");
	duration_text(291000, text);
	is_str(text, "4:51", "duration");
	duration_text(3727000, text);
	is_str(text, "1:02:07", "of an hour");
	duration_text(-1, text);
	is_str(text, "-:--", "of nobody knows how long");
	is_int((long long)number_text(INT64_MIN, text), 20, "bytes of a number");
	is_str(text, "-9223372036854775808", "the least");
	number_text(0, text);
	is_str(text, "0", "none");
	number_text(1030, text);
	is_str(text, "1030", "some");
	duration_text(3727000, text);
	is_str(text, "1:02:07", "long duration");
}

/* A process that is no more. */
static pid_t dead(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
	return pid;
}

static void test_sweep(const char *dir)
{
	struct { const char *name; pid_t pid; bool stays; } rows[] = {
		{ "f-styles.%ld~", dead(), false }, { "f.%ld~", dead(), false }, { "f-styles.%ld~", getpid(), true },
		{ "g-styles.%ld~", dead(), true }, { "f-styles.%ld", dead(), true }, { "f-styles.%ldx~", dead(), true },
		{ "fine.%ld~", dead(), true },
	};
	char *path = path_join(dir, "a/f"), *folder = path_join(dir, "a"), *names[COUNT_OF(rows)];

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *mark = strchr(rows[i].name, '%');

		names[i] = xasprintf("%s/%.*s%ld%s", folder, (int)(mark - rows[i].name), rows[i].name, (long)rows[i].pid, mark + 3);
		ok(!write_all(open(names[i], O_WRONLY | O_CREAT, 0600), "x", 1), "%s", rows[i].name);
	}
	write_file_sweep(path);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		is_int(!access(names[i], F_OK), rows[i].stays, rows[i].name);
		unlink(names[i]);
		free(names[i]);
	}
	free(folder);
	free(path);
}

static void test_files(void)
{
	char dir[] = "/tmp/segue-test-XXXXXX", *path, *data = NULL;
	size_t n;

	if (!mkdtemp(dir))
		exit(99);
	path = path_join(dir, "a/b/c");
	ok(!make_dirs(path, 0700) && !make_dirs(path, 0700), "make_dirs twice");
	free(path);
	path = path_join(dir, "a/f");
	ok(!write_file(path, "hello", 5, 0600) && !read_file(path, 10, &data, &n), "write and read");
	is_str(data, "hello", "the same");
	free(data);
	is_int(read_file(path, 3, &data, &n), ERR_LIMIT, "a stated maximum");
	unlink(path);
	is_int(read_file(path, 3, &data, &n), ERR_MISSING, "a missing file");
	free(path);
	test_sweep(dir);
}

static void test_buf(void)
{
	struct buf b;

	buf_init(&b, 8);
	ok(!buf_adds(&b, "12345678") && buf_adds(&b, "9") == ERR_LIMIT, "a buffer ends at its maximum");
	is_str(b.data, "12345678", "and keeps what it had");
	buf_drop_front(&b, 6);
	is_str(b.data, "78", "dropped");
	buf_done(&b);
	fail(ERR_ARG, "a");
	fail(ERR_ARG, "%s b", err_text());
	is_str(err_text(), "a b", "an error may quote the last one");
}

/* What a sentence quotes may come from a hostile file, and ends on a terminal. */
static void test_errors(void)
{
	char flood[3000], *first;

	fail(ERR_PARSE, "%s:%d: %s", "/m/caf\xe9.theme", 3, "\033]0;owned\a\n\xc2\x9b" "31m \xe6\xa4\x8e");
	is_str(err_text(), "/m/caf\xef\xbf\xbd.theme:3:  ]0;owned   31m \xe6\xa4\x8e", "a sentence is clean, its file still readable");
	errno = ENOENT;
	is_int(fail_errno(ERR_IO, "a\xff"), ERR_IO, "the code comes back");
	ok(!strncmp(err_text(), "a\xef\xbf\xbd: ", 6) && errno == ENOENT, "a sentence with a reason too, and errno stays");
	fail(ERR_DB, "100 %%");
	first = xstrdup(err_text());
	fail(ERR_IO, "it could not be taken back, either");
	ok(fail_again(ERR_DB, first) == ERR_DB && !strcmp(err_text(), "100 %"), "what failed first is said again");
	for (size_t start = 0; start < 4; start++) {	/* the end falls into each part of a character */
		memset(flood, 'x', start);
		for (size_t i = start; i + 4 < sizeof flood; i += 4)
			memcpy(flood + i, start % 2 ? "\xf0\x9f\x8e\xb5" : "\xff\xff\xff\xff", 5);
		fail(ERR_PARSE, "%s", flood);
		ok(strlen(err_text()) > 1000 && utf8_valid(err_text(), strlen(err_text())), "a flood is cut and stays text (%zu)", start);
	}
}

/* utf8_fold() goes code point by code point; utf8proc maps a whole string. Random strings, many marks among them, fold the same. */
static void test_fold(void)
{
	static const uint32_t below[] = { 0x80, 0x300, 0x1000, 0x3400, 0x10000, 0x20000, 0x110000 };
	struct rng rng;
	int differ = 0;

	rng_seed(&rng, 1);
	for (int i = 0; i < 20000; i++) {
		utf8proc_uint8_t *mapped = NULL;
		char text[64], *folded;
		size_t n = 0;

		for (uint32_t left = 1 + rng_below(&rng, 12); left; left--) {
			uint32_t code = rng_below(&rng, 4) ? 1 + rng_below(&rng, below[rng_below(&rng, COUNT_OF(below))] - 1) :
				0x300 + rng_below(&rng, 0x70);

			n += utf8_encode(code >= 0xd800 && code < 0xe000 ? 'x' : code, text + n);
		}
		text[n] = '\0';
		folded = utf8_fold(text);
		differ += utf8proc_map((const utf8proc_uint8_t *)text, 0, &mapped, UTF8PROC_NULLTERM | UTF8PROC_DECOMPOSE |
				       UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE | UTF8PROC_LUMP) < 0 ||
			strcmp(folded, (char *)mapped);
		free(folded);
		free(mapped);
	}
	is_int(differ, 0, "folded as utf8proc maps whole strings");
}

/* ASCII goes eight bytes at a time: each character at each place of a word, with its neighbours left alone. */
static void test_fold_ascii(void)
{
	int wrong = 0;

	for (size_t n = 1; n < 20; n++)
		for (size_t at = 0; at < n; at++)
			for (char c = 1; c > 0; c = (char)(c == 127 ? 0 : c + 1)) {
				char text[24], want[24], *folded;

				memset(text, 'Z', n);
				text[at] = c;
				text[n] = '\0';
				memset(want, 'z', n);
				want[at] = (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
				want[n] = '\0';
				folded = utf8_fold(text);
				wrong += strcmp(folded, want) != 0;
				free(folded);
			}
	is_int(wrong, 0, "ASCII in small letters");
}

static void test_big(void)
{
	enum { N = 3 * BIG_PAGE + 5 };
	char *p = big_alloc(N);
	size_t set = 0;

	ok((uintptr_t)p % BIG_PAGE == 0, "big memory begins at a big page");
	for (size_t i = 0; i < N; i++)
		set += p[i] != 0;
	is_int((long long)set, 0, "is zero");
	memset(p, 1, N);
	big_free(p, N);
	big_free(NULL, 0);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	test_utf8();
	test_fold();
	test_fold_ascii();
	test_paths();
	test_maps();
	test_quick_hash();
	test_time();
	test_files();
	test_buf();
	test_errors();
	test_big();
	return done();
}
