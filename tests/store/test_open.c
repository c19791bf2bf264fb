/* test_open.c -- files that are ours, old, new, somebody else's, damaged, read-only, full; and nothing is harmed. */
#include "help.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const char *const suffixes[] = { "", "-wal", "-shm" };

static unsigned mode_of(const char *path)
{
	struct stat sb;

	return stat(path, &sb) ? 0 : sb.st_mode & 07777;
}

static void write_bytes(const char *path, const void *p, size_t n)
{
	if (write_file(path, p, n, 0600))
		printf("# %s\n", err_text());
}

/* A small library with a log, closed cleanly. */
static void make_library(const char *path, int tracks)
{
	struct store *s = NULL;

	if (store_open(&s, path, STORE_WRITE, "default")) {
		printf("# %s\n", err_text());
		return;
	}
	store_batch_begin(s);
	for (int i = 0; i < tracks; i++) {
		char name[32];

		snprintf(name, sizeof name, "/m/%05d.flac", i);
		put_plain(s, name, name, "A");
	}
	store_batch_commit(s);
	for (int i = 1; i <= 10; i++) {
		struct event ev = { .at_ms = i * 1000, .track = i, .kind = EVENT_FINISH };

		store_event_add(s, &ev);
	}
	store_close(s);
}

static int count_tracks(struct store *s, enum err *ret_err)
{
	struct store_tracks *c = NULL;
	struct track t;
	int n = 0;

	*ret_err = store_tracks_open(s, &c);
	while (!*ret_err && store_tracks_next(c, &t, ret_err))
		n++;
	store_tracks_close(c);
	return n;
}

/* ---- a new one ---- */

static void test_new(void)
{
	char *path = test_path("new/deeper/segue.db"), *folder = test_path("new/deeper");
	mode_t mask = umask(0);
	struct store *s = NULL;
	track_id id;

	is_int(store_open(&s, path, STORE_READ, "default"), ERR_MISSING, "reading makes nothing");
	is_int(mode_of(folder), 0, "not even a folder");
	is_int(store_open(&s, path, STORE_WRITE, "default"), OK, "writing does");
	is_int(mode_of(folder), 0700, "the folder is private");
	id = put_plain(s, "/a", "A", "B");
	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		char *beside = xasprintf("%s%s", path, suffixes[i]);

		is_int(mode_of(beside), 0600, *suffixes[i] ? suffixes[i] : "the file is private");
		free(beside);
	}
	is_int(store_schema_version(s), schema_newest(), "of the newest version");
	store_close(s);
	umask(mask);
	for (size_t i = 1; i < COUNT_OF(suffixes); i++) {
		char *beside = xasprintf("%s%s", path, suffixes[i]);

		ok(access(beside, F_OK), "%s is gone after closing", suffixes[i]);
		free(beside);
	}
	is_int(store_open(&s, path, STORE_WRITE, "somebody else"), OK, "another listener");
	struct event ev = { .at_ms = 1, .track = id, .kind = EVENT_LOVE };
	store_event_add(s, &ev);
	struct event other;
	struct store_events *c;
	enum err err;
	store_close(s);
	store_open(&s, path, STORE_READ, "default");
	store_events_open(s, 0, 0, 0, false, &c);
	ok(!store_events_next(c, &other, &err) && !err, "has a log of his own");
	store_events_close(c);
	store_close(s);
	free(path);
	free(folder);
}

/* ---- refused, and left as it was ---- */

static void is_refused(const char *path, enum err want, const char *word, const char *what)
{
	char *before = NULL, *after = NULL;
	struct stat sb;
	bool is_file = !stat(path, &sb) && S_ISREG(sb.st_mode);
	size_t n_before = 0, n_after = 0;
	struct store *s = NULL;

	for (int mode = 0; mode < 2; mode++) {
		enum err err;

		if (is_file)
			read_file(path, 64 << 20, &before, &n_before);
		err = store_open(&s, path, mode ? STORE_WRITE : STORE_READ, "default");
		is_int(err, want, what);
		ok(err && strstr(err_text(), path) && strstr(err_text(), word), "one sentence names it: %s", err_text());
		if (is_file)
			read_file(path, 64 << 20, &after, &n_after);
		ok(n_before == n_after && (!n_before || !memcmp(before, after, n_before)), "the file is as it was");
		free(before);
		free(after);
		before = after = NULL;
	}
}

static void test_refused(void)
{
	char *good = test_path("good.db"), *path = test_path("bad.db"), *data = NULL, *text;
	size_t n = 0;
	sqlite3 *db;

	make_library(good, 2000);
	read_file(good, 64 << 20, &data, &n);
	text = xcalloc(1, n);
	memset(text, 'x', n);

	write_bytes(path, "this is my diary\n", 17);
	is_refused(path, ERR_DB, "not a Segue database", "a text");
	write_bytes(path, text, n);
	is_refused(path, ERR_DB, "not a Segue database", "a long text");
	for (size_t part = 1; part < 8; part++) {
		write_bytes(path, data, n * part / 8);
		is_refused(path, ERR_DB, "damaged", "cut short");
	}
	write_bytes(path, data, 100);
	is_refused(path, ERR_DB, "", "nothing but a header");
	memcpy(text, data, n);
	memset(text + 100, 0xa5, 3996);
	write_bytes(path, text, n);
	is_refused(path, ERR_DB, "damaged", "a first page of rubbish");

	unlink(path);
	sqlite3_open(path, &db);
	sqlite3_exec(db, "CREATE TABLE mine(x); PRAGMA user_version = 1", NULL, NULL, NULL);
	sqlite3_close(db);
	is_refused(path, ERR_DB, "another program", "somebody else's database");
	write_bytes(path, data, n);
	sqlite3_open(path, &db);
	sqlite3_exec(db, "PRAGMA journal_mode = DELETE; PRAGMA user_version = 4711", NULL, NULL, NULL);
	sqlite3_close(db);
	is_refused(path, ERR_DB, "newer Segue", "one from the future");
	unlink(path);
	mkdir(path, 0700);
	is_refused(path, ERR_DB, "not a file", "a folder");
	rmdir(path);
	if (!mkfifo(path, 0600))
		is_refused(path, ERR_DB, "not a file", "a pipe does not hang it");
	free(text);
	free(data);
	free(good);
	free(path);
}

/* A page of rubbish anywhere: some sentence or the right answer, never a crash; and store_check always finds it. */
static void test_rubbish_pages(void)
{
	char *good = test_path("good.db"), *path = test_path("rubbish.db"), *data = NULL, *page = xmalloc(4096), *keep = xmalloc(4096);
	size_t n = 0, found = 0, tried = 0;
	struct rng rng;

	rng_seed(&rng, 7);
	read_file(good, 64 << 20, &data, &n);
	for (size_t at = 4096; at + 4096 <= n; at += 4096 * 3, tried++) {
		struct store *s = NULL;
		char *report = NULL;
		enum err err;

		for (size_t i = 0; i < 4096; i++)
			page[i] = (char)rng_next(&rng);
		memcpy(keep, data + at, 4096);
		memcpy(data + at, page, 4096);
		write_bytes(path, data, n);
		memcpy(data + at, keep, 4096);
		err = store_open(&s, path, STORE_READ, "default");
		if (!err) {
			count_tracks(s, &err);
			err = store_check(s, &report);
		}
		found += err || report;
		free(report);
		store_close(s);
	}
	ok(tried > 10 && found == tried, "a page of rubbish is found wherever it is (%zu of %zu)", found, tried);
	free(data);
	free(page);
	free(keep);
	free(good);
	free(path);
}

/* ---- read only ---- */

static void test_beside(void)
{
	char *path = test_path("beside.db"), *value = NULL;
	struct store *writer = NULL, *reader = NULL;
	enum err err;

	make_library(path, 20);
	store_open(&writer, path, STORE_WRITE, "default");
	is_int(store_open(&reader, path, STORE_READ, "default"), OK, "a reader beside a writer");
	store_batch_begin(writer);
	put_plain(writer, "/new", "N", "A");
	is_int(count_tracks(reader, &err), 20, "does not see what is not committed");
	store_batch_commit(writer);
	is_int(count_tracks(reader, &err), 21, "and sees what is");
	is_int(put_plain(reader, "/x", "X", "A"), 0, "it cannot put");
	is_int(store_root_add(reader, "/x"), ERR_ARG, "nor add a folder");
	is_int(store_batch_begin(reader), ERR_ARG, "nor begin");
	ok(sqlite3_exec(reader->db, "DELETE FROM value", NULL, NULL, NULL) != SQLITE_OK, "nor anything else");
	store_close(writer);
	is_int(count_tracks(reader, &err), 21, "it outlives the writer");
	store_close(reader);
	is_int(store_open(&reader, path, STORE_READ, "nobody"), OK, "a listener who is not there");
	is_int(count_tracks(reader, &err), 21, "still sees the library");
	is_int(store_value_get(reader, "x", &value), ERR_MISSING, "and reads values");
	store_close(reader);
	free(path);
}

/* In a child, so that root can become somebody who may not write. */
static int read_as_nobody(const char *path, bool is_strange)
{
	struct store *s = NULL;
	enum err err;
	int status = 0;
	pid_t pid = fork();

	if (pid) {
		waitpid(pid, &status, 0);
		return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
	}
	if (!geteuid() && (setgid(65534) || setuid(65534)))
		_exit(98);
	err = store_open(&s, path, STORE_READ, "default");
	if (err)
		_exit(is_strange && strstr(err_text(), path) ? 20 : 97);
	_exit(count_tracks(s, &err));
}

static void test_read_only(void)
{
	char *folder = test_path("ro ?#%"), *path = path_join(folder, "segue.db"), *wal = xasprintf("%s-wal", path);
	struct store *s = NULL;

	chmod(test_dir, 0755);
	make_library(path, 20);
	if (!geteuid() && (chown(folder, 65534, 65534) || chown(path, 65534, 65534)))
		printf("# chown: %s\n", strerror(errno));
	chmod(path, 0400);
	chmod(folder, 0500);
	is_int(read_as_nobody(path, false), 20, "a library nobody may write can be read");
	chmod(folder, 0700);
	write_bytes(wal, "not empty", 9);
	if (!geteuid() && chown(wal, 65534, 65534))
		printf("# chown: %s\n", strerror(errno));
	chmod(wal, 0400);
	chmod(folder, 0500);
	is_int(read_as_nobody(path, true), 20, "with a log beside it that cannot be folded in: a sentence or the truth");
	chmod(folder, 0700);
	chmod(path, 0400);
	if (geteuid()) {
		is_int(store_open(&s, path, STORE_WRITE, "default"), ERR_DB, "but not opened for writing");
		ok(strstr(err_text(), path), "which is said: %s", err_text());
	} else {
		skip("but not opened for writing", "root may write everything");
	}
	store_close(s);
	free(folder);
	free(path);
	free(wal);
}

/* ---- full ---- */

static void test_full(void)
{
	char *path = test_path("full.db"), *report = NULL;
	struct store *s = NULL;
	struct event ev = { .at_ms = 5, .track = 1, .kind = EVENT_START };
	struct rlimit old, tight;
	enum err err = OK;
	int n = 0;

	make_library(path, 100);
	store_open(&s, path, STORE_WRITE, "default");
	sqlite3_exec(s->db, "PRAGMA max_page_count = 1", NULL, NULL, NULL);	/* SQLite makes that: as large as it is */
	while (!err && n++ < 10000)
		err = store_event_add(s, &ev);
	is_int(err, ERR_DB, "no more pages");
	ok(strstr(err_text(), path) && strstr(err_text(), "room"), "which is said: %s", err_text());
	is_int(store_check(s, &report), OK, "nothing is broken");
	is_str(report, NULL, "by that");
	sqlite3_exec(s->db, "PRAGMA max_page_count = 100000", NULL, NULL, NULL);
	is_int(store_event_add(s, &ev), OK, "and with room again it goes on");

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	tight = old;
	tight.rlim_cur = 64 * 1024;
	setrlimit(RLIMIT_FSIZE, &tight);
	store_batch_begin(s);
	for (n = 0; n < 5000; n++) {
		char name[32];

		snprintf(name, sizeof name, "/f/%d", n);
		put_plain(s, name, "a title of some length, so that pages fill", "artist");
	}
	err = store_batch_commit(s);
	is_int(err, ERR_DB, "a batch that does not fit");
	setrlimit(RLIMIT_FSIZE, &old);
	is_int(count_tracks(s, &err), 100, "leaves the library as it was");
	is_int(store_check(s, &report), OK, "sound");
	is_str(report, NULL, "indeed");
	is_int(store_event_add(s, &ev), OK, "and goes on");
	store_close(s);
	free(path);
}

/* ---- copies ---- */

static void test_export(void)
{
	char *path = test_path("exported.db"), *from = test_path("beside.db"), *report = NULL;
	struct store *s = NULL, *copy = NULL;
	mode_t mask = umask(0);
	enum err err;

	store_open(&s, from, STORE_WRITE, "default");
	store_batch_begin(s);
	put_plain(s, "/in a batch", "T", "A");
	is_int(store_export(s, path), OK, "a copy, amid a batch");
	is_int(store_export(s, path), ERR_ARG, "not over what is there");
	store_batch_commit(s);
	store_close(s);
	umask(mask);
	is_int(mode_of(path), 0600, "it is private");
	is_int(store_open(&copy, path, STORE_READ, "default"), OK, "it is a library");
	is_int(count_tracks(copy, &err), 22, "with all there was");
	store_check(copy, &report);
	is_str(report, NULL, "sound");
	store_close(copy);
	is_int(store_open(&s, from, STORE_READ, "default"), OK, "a reader");
	unlink(path);
	is_int(store_export(s, path), OK, "can copy too");
	store_close(s);
	free(path);
	free(from);
}

/* ---- migrations: a file of every earlier version becomes what a new one is ---- */

static char *schema_text(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	struct buf b;

	buf_init(&b, 1 << 20);
	sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);
	sqlite3_prepare_v2(db, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name", -1, &st, NULL);
	while (sqlite3_step(st) == SQLITE_ROW)
		buf_addf(&b, "%s;\n", column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(db);
	return buf_steal(&b);
}

static void test_migration(int version)
{
	char name[64], *fixture, *path, *sql = NULL, *fresh = test_path("good.db"), *got, *want, *report = NULL;
	const char *top = getenv("TOP_SRCDIR");
	struct store *s = NULL;
	sqlite3 *db;
	enum err err;

	snprintf(name, sizeof name, "tests/store/v%d.sql", version);
	fixture = path_join(top ? top : ".", name);
	snprintf(name, sizeof name, "v%d.db", version);
	path = test_path(name);
	if (ok(!read_file(fixture, 1 << 20, &sql, NULL), "version %d has its fixture", version)) {
		sqlite3_open(path, &db);
		ok(!sqlite3_exec(db, sql, NULL, NULL, NULL), "which is made");
		sqlite3_close(db);
		is_int(store_open(&s, path, STORE_WRITE, "default"), OK, "it opens");
		is_int(store_schema_version(s), schema_newest(), "as the newest version");
		is_int(count_tracks(s, &err), 3, "with its tracks");
		store_check(s, &report);
		is_str(report, NULL, "sound");
		store_close(s);
		got = schema_text(path);
		want = schema_text(fresh);
		is_str(got, want, "and the same tables as a new one");
		free(got);
		free(want);
	}
	free(sql);
	free(fixture);
	free(path);
	free(fresh);
}

int main(void)
{
	test_dir_make();
	test_new();
	test_refused();
	test_rubbish_pages();
	test_beside();
	test_read_only();
	test_full();
	test_export();
	for (int version = 1; version <= schema_newest(); version++)
		test_migration(version);
	test_dir_remove();
	return done();
}
