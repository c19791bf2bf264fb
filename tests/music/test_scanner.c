/*
 * test_scanner.c -- walking and reading with real children: this program again, started as `--worker KIND`.
 *
 * A file's name says what goes wrong in the child that reads it: KILL (it dies), STOP (it stands still), JUNK (it writes
 * nonsense), OVER (it answers twice). SEGUE_TEST_START=bad makes every child die before it has said hello, =stop stand still.
 */
#include "music.h"

#include "made.h"
#include "music/ignore.h"
#include "music/scanner.h"
#include "music/walk.h"
#include "music/worker.h"
#include "../tap.h"

#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the child ---- */

static void go_wrong(const char *path)
{
	const char *name = path_base(path);
	char junk[4096];

	if (strstr(name, "KILL"))
		abort();
	if (strstr(name, "STOP"))
		raise(SIGSTOP);
	if (strstr(name, "JUNK")) {
		memset(junk, 0xa5, sizeof junk);
		write_all(STDOUT_FILENO, junk, sizeof junk);
	}
	if (strstr(name, "OVER")) {
		uint32_t alive[3] = { 0, 3, 0 };

		write_all(STDOUT_FILENO, alive, sizeof alive);
	}
}

static int be_worker(const char *kind)
{
	const char *start = getenv("SEGUE_TEST_START");

	if (start && !strcmp(start, "stop"))
		raise(SIGSTOP);
	if (start)
		return 1;
	worker_before_read = go_wrong;
	worker_before_walk = go_wrong;
	return worker_main(kind);
}

/* ---- a folder of our own ---- */

static char top[] = "/tmp/segue-scan-XXXXXX";
static struct buf good;

static char *below(const char *name)
{
	return path_join(top, name);
}

static void put_file(const char *name, const void *p, size_t n)
{
	char *path = below(name), *slash;
	int fd;

	slash = strrchr(path, '/');
	*slash = '\0';
	make_dirs(path, 0700);
	*slash = '/';
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write_all(fd, p, n))
		ok(false, "cannot write %s", path);
	if (fd >= 0)
		close(fd);
	free(path);
}

static void put_good(const char *name)
{
	put_file(name, good.data, good.len);
}

static void put_link(const char *to, const char *name)
{
	char *path = below(name);

	if (symlink(to, path))
		ok(false, "cannot link %s", path);
	free(path);
}

static void remove_top(void)
{
	char *command = xasprintf("rm -rf '%s'", top);

	if (system(command) || mkdir(top, 0700))
		ok(false, "cannot clear %s", top);
	free(command);
}

/* ---- walking, in this process ---- */

struct found { char *text; size_t files, failed, ticks; };

static void found_file(void *ctx, const char *path, const struct file_stamp *stamp)
{
	struct found *f = ctx;
	char *text = xasprintf("%s%s\n", f->text, path + strlen(top) + 1);

	if (stamp->size <= 0 || !stamp->ino || !stamp->mtime_ns)
		ok(false, "the stamp of %s", path);
	free(f->text);
	f->text = text;
	f->files++;
}

static void found_failure(void *ctx, const char *path, const char *why)
{
	struct found *f = ctx;

	f->failed++;
	printf("# %.60s: %s\n", path, why);
}

static void found_tick(void *ctx)
{
	((struct found *)ctx)->ticks++;
}

static bool walk(const char *root, struct found *ret_found)
{
	struct walk_sink sink = { found_file, found_failure, found_tick, ret_found };

	*ret_found = (struct found){ .text = xstrdup("") };
	return walk_tree(root, &sink);
}

static void test_walk(void)
{
	struct found f;
	char *path;

	put_good("b/2.mp3");
	put_good("b/1.mp3");
	put_good("a/x.flac");
	put_good("b/\xff\n.ogg");
	put_good("b/cover.jpg");
	put_good("0.mp3");
	put_link("..", "a/up");
	put_link("a", "0link");
	put_link("b/2.mp3", "00.mp3");
	put_link("nowhere", "dangling.mp3");
	put_link("itself", "itself");
	path = below("fifo.mp3");
	mkfifo(path, 0600);
	free(path);
	ok(walk(top, &f), "a folder with loops is walked to its end");
	is_str(f.text, "0.mp3\na/x.flac\nb/1.mp3\nb/2.mp3\nb/\xff\n.ogg\n",
	       "in order, each file once, under its real name, nothing but audio");
	is_int((long long)f.failed, 0, "nothing failed");
	ok(f.ticks > 0, "it gave signs of life");
	free(f.text);

	path = below("0link");
	ok(walk(path, &f), "a link as root");
	is_str(f.text, "0link/x.flac\n0link/up/0.mp3\n0link/up/b/1.mp3\n0link/up/b/2.mp3\n0link/up/b/\xff\n.ogg\n",
	       "is followed, and so are links below");
	free(f.text);
	free(path);

	path = below("b/cover.jpg");
	ok(walk(path, &f) && f.files == 1, "a file as root is that file, whatever its name");
	free(f.text);
	free(path);
	path = below("gone");
	ok(!walk(path, &f) && f.failed == 1 && !f.files, "a root that is not there is a failure");
	free(f.text);
	free(path);
	path = below("fifo.mp3");
	ok(!walk(path, &f) && f.failed == 1, "a FIFO as root too");
	free(f.text);
	free(path);
	remove_top();
}

static void put_text(const char *name, const char *text)
{
	put_file(name, text, strlen(text));
}

/* Names below "ig/" that a walk with these patterns finds. */
static char *walk_but(const char *patterns)
{
	struct found f = { .text = xstrdup("") };
	struct walk_sink sink = { found_file, found_failure, found_tick, &f };
	struct ignore *ignore = ignore_new(patterns);
	char *root = below("ig");

	ok(walk_tree_but(root, ignore, &sink), "a walk that leaves out is whole");
	ignore_free(ignore);
	free(root);
	return f.text;
}

static void test_ignore(void)
{
	static const struct { const char *patterns, *want; } rows[] = {
		{ "", "ig/a.mp3 ig/b.part.mp3 ig/keep/k.mp3 ig/keep/sub/demo.mp3 ig/x/c:d.mp3 ig/x/.trash/t.mp3 " },
		{ "*.part.*", "ig/a.mp3 ig/keep/k.mp3 ig/keep/sub/demo.mp3 ig/x/c:d.mp3 ig/x/.trash/t.mp3 " },
		{ "*/.trash/*:*.part.*", "ig/a.mp3 ig/keep/k.mp3 ig/keep/sub/demo.mp3 ig/x/c:d.mp3 " },
		{ "keep:x", "ig/a.mp3 ig/b.part.mp3 " },
		{ "c\\:d.mp3:::[ab].*", "ig/keep/k.mp3 ig/keep/sub/demo.mp3 ig/x/.trash/t.mp3 " },
		{ "*", "" },
	};

	put_text("ig/a.mp3", "x");
	put_text("ig/b.part.mp3", "x");
	put_text("ig/x/.trash/t.mp3", "x");
	put_text("ig/x/c:d.mp3", "x");
	put_text("ig/phone/.nomedia", "");
	put_text("ig/phone/ring.mp3", "x");
	put_text("ig/phone/deep/ring.mp3", "x");
	put_text("ig/all/.segueignore", "# nothing but this\n");
	put_text("ig/all/gone.mp3", "x");
	put_text("ig/keep/.segueignore", "live*\r\nsub/take*  \n");
	put_text("ig/keep/k.mp3", "x");
	put_text("ig/keep/live1.mp3", "x");
	put_text("ig/keep/sub/live2.mp3", "x");
	put_text("ig/keep/sub/take1.mp3", "x");
	put_text("ig/keep/sub/demo.mp3", "x");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *got = walk_but(rows[i].patterns);

		for (char *p = got; *p; p++)
			*p = *p == '\n' ? ' ' : *p;
		is_str(got, rows[i].want, rows[i].patterns);
		free(got);
	}
}

static void test_walk_bad(void)
{
	struct found f;
	char *path;

	put_good("a/x.mp3");
	put_good("shut/y.mp3");
	path = below("shut");
	chmod(path, 0);
	if (!access(path, R_OK)) {
		skip("an unreadable folder", "this user can read everything");
	} else {
		ok(!walk(top, &f), "an unreadable folder");
		ok(f.files == 1 && f.failed == 1, "is told of, the rest is walked");
		free(f.text);
	}
	chmod(path, 0700);
	free(path);
	remove_top();
}

static void test_walk_deep(void)
{
	struct found f;
	char *path = xstrdup(""), *name;
	int at;

	for (int i = 0; i < 200; i++) {
		char *next = xasprintf("%sd%d/", path, i);

		free(path);
		path = next;
	}
	name = xasprintf("%sx.mp3", path);
	put_good(name);
	free(name);
	ok(walk(top, &f) && f.files == 1, "200 folders deep");
	free(f.text);
	free(path);
	remove_top();
	/* deeper than a path can be: told of, not a crash; made by stepping down, since no path names it */
	at = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (int i = 0; i < 50 && at >= 0; i++) {
		char long_name[101];
		int next;

		memset(long_name, 'd', 100);
		long_name[100] = '\0';
		mkdirat(at, long_name, 0700);
		next = openat(at, long_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		close(at);
		at = next;
	}
	if (at >= 0)
		close(at);
	ok(!walk(top, &f) && f.failed == 1 && !f.files, "deeper than a path can be long: told of");
	free(f.text);
	remove_top();
}

/* ---- scanning ---- */

struct result { size_t files, tags, failed, walked, complete, dir_failed; char *why, *failed_path; };

static void result_done(struct result *r)
{
	free(r->why);
	free(r->failed_path);
}

static void take(struct scanner *s, const struct scan_news *n, struct result *r)
{
	switch (n->kind) {
	case SCAN_FILE:
		r->files++;
		scanner_read(s, n->path, &n->stamp);
		break;
	case SCAN_PART:
		break;
	case SCAN_TAGS:
		r->tags++;
		if (strcmp(n->tags.title, "Title") || !n->stamp.size)
			ok(false, "the tags of %s", n->path);
		break;
	case SCAN_FAILED:
		r->failed++;
		result_done(r);
		r->why = xstrdup(n->why);
		r->failed_path = xstrdup(n->path);
		break;
	case SCAN_DIR_FAILED:
		r->dir_failed++;
		break;
	case SCAN_WALKED:
		r->walked++;
		r->complete += n->complete;
		break;
	}
}

/* Until idle, waiting only in poll() on its descriptor and until its deadline. */
static struct result drain(struct scanner *s)
{
	struct result r = { 0 };
	struct scan_news n;

	for (;;) {
		struct pollfd p = { .fd = scanner_fd(s), .events = POLLIN };
		int64_t at_ms, wait_ms = -1;

		while (scanner_next(s, &n))
			take(s, &n, &r);
		if (scanner_is_idle(s))
			return r;
		at_ms = scanner_deadline_ms(s);
		if (at_ms >= 0)
			wait_ms = MAX_OF(at_ms - clock_mono_ms(), 0);
		poll(&p, 1, (int)wait_ms);
	}
}

static struct result scan(unsigned jobs, int64_t stall_ms)
{
	struct scanner *s;
	struct result r = { 0 };

	if (!ok(!scanner_open(&s, "/proc/self/exe", jobs), "a scanner with %u readers", jobs))
		return r;
	if (stall_ms)
		scanner_set_stall_ms(s, stall_ms);
	ok(scanner_is_idle(s), "is idle at first");
	scanner_walk(s, top);
	ok(!scanner_is_idle(s), "and not when asked for something");
	r = drain(s);
	scanner_close(s);
	return r;
}

static void test_scan(void)
{
	struct result r;

	for (int i = 0; i < 300; i++) {
		char *name = xasprintf("%d/%d.mp3", i % 7, i);

		put_good(name);
		free(name);
	}
	put_file("3/empty.mp3", "", 0);
	r = scan(2, 0);
	ok(r.files == 301 && r.tags == 300 && r.failed == 1, "300 files and one bad one: %zu, %zu, %zu", r.files, r.tags, r.failed);
	is_str(r.why, "is empty", "why");
	ok(r.walked == 1 && r.complete == 1, "walked to the end");
	result_done(&r);

	put_good("5/x KILL.mp3");
	put_good("6/y KILL.mp3");
	r = scan(2, 0);
	ok(r.files == 303 && r.tags == 300 && r.failed == 3, "two that kill cost only themselves: %zu, %zu, %zu", r.files, r.tags,
	   r.failed);
	result_done(&r);
	remove_top();
}

/* Each way of going wrong blames the right file and no other. */
static void test_wrong(void)
{
	static const struct { const char *name, *why; int64_t stall_ms; } rows[] = {
		{ "KILL.mp3", "kills the helper that reads tags", 0 },
		{ "STOP.mp3", "takes too long to read", 700 },
		{ "JUNK.mp3", "confuses the helper that reads it", 0 },
		{ "OVER.mp3", "confuses the helper that reads it", 0 },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct result r;

		for (int k = 0; k < 40; k++) {
			char *name = xasprintf("%c/%d.mp3", k < 20 ? 'a' : 'z', k);

			put_good(name);
			free(name);
		}
		put_good(rows[i].name);
		r = scan(1, rows[i].stall_ms);
		ok(r.tags == 40 && r.failed == 1, "%s: %zu read, %zu not", rows[i].name, r.tags, r.failed);
		is_str(r.failed_path ? path_base(r.failed_path) : "", rows[i].name, "the right one is blamed");
		is_str(r.why, rows[i].why, "why");
		result_done(&r);
		remove_top();
	}
}

/* Files that make TagLib lose memory wear a child out: it ends, another goes on, nobody is blamed for it. */
static void test_worn(void)
{
	struct result r;
	struct buf lie;

	buf_init(&lie, 1000);
	made_lying_asf(&lie);
	for (int i = 0; i < 350; i++) {
		char *name = xasprintf("%d.%s", i, i % 2 ? "wma" : "mp3");

		if (i % 2)
			put_file(name, lie.data, lie.len);
		else
			put_good(name);
		free(name);
	}
	r = scan(1, 0);
	ok(r.tags == 175 && r.failed == 175, "175 good files, 175 lying ones: %zu, %zu", r.tags, r.failed);
	is_str(r.why, "is damaged or cut short", "why");
	result_done(&r);
	buf_done(&lie);
	remove_top();
}

static void test_false_start(void)
{
	struct file_stamp stamp = { .size = 1 };
	struct scanner *s;
	struct result r;

	setenv("SEGUE_TEST_START", "bad", 1);
	scanner_open(&s, "/proc/self/exe", 2);
	scanner_walk(s, top);
	for (int i = 0; i < 100; i++)
		scanner_read(s, "/nowhere.mp3", &stamp);
	r = drain(s);
	unsetenv("SEGUE_TEST_START");
	is_int((long long)r.failed, 100, "children that die at once fail what was asked");
	is_str(r.why, "the helper that reads tags does not start", "why");
	ok(r.walked == 1 && !r.complete && r.dir_failed == 1, "and the walk is not complete");
	result_done(&r);
	scanner_walk(s, top);
	r = drain(s);
	ok(r.walked == 1 && r.complete == 1, "later they may start again");
	scanner_close(s);

	setenv("SEGUE_TEST_START", "stop", 1);
	scanner_open(&s, "/proc/self/exe", 1);
	scanner_set_stall_ms(s, 200);
	scanner_walk(s, top);
	r = drain(s);
	unsetenv("SEGUE_TEST_START");
	ok(r.walked == 1 && !r.complete && r.dir_failed == 1, "a walker that stands still is given up");
	scanner_close(s);

	scanner_open(&s, "/nowhere/segue", 1);
	scanner_walk(s, top);
	scanner_read(s, "/nowhere.mp3", &stamp);
	r = drain(s);
	ok(r.failed == 1 && r.walked == 1 && !r.complete, "a program that is not there");
	result_done(&r);
	scanner_close(s);
}

/* A mount that hangs holds up itself: the other roots are walked and read, before and after it. */
static void test_hanging_root(void)
{
	static const char *const roots[] = { "first", "STOP", "last" };
	struct scanner *s;
	struct result r;

	put_good("first/1.mp3");
	put_good("STOP/2.mp3");
	put_good("last/3.mp3");
	scanner_open(&s, "/proc/self/exe", 2);
	scanner_set_stall_ms(s, 300);
	for (size_t i = 0; i < COUNT_OF(roots); i++) {
		char *root = below(roots[i]);

		scanner_walk(s, root);
		free(root);
	}
	r = drain(s);
	is_int((long long)r.walked, 3, "three roots, one of which hangs, are all answered for");
	is_int((long long)r.complete, 2, "two are whole");
	is_int((long long)r.dir_failed, 1, "one could not be looked at, so nothing in it is taken for gone");
	is_int((long long)r.files, 2, "the files of the others were found");
	is_int((long long)r.tags, 2, "and read");
	result_done(&r);
	scanner_close(s);
	remove_top();
}

static void test_limits(void)
{
	char *path = xmalloc(70000);
	struct file_stamp stamp = { .size = 1 };
	struct scanner *s;
	struct result r;
	struct scan_news n;

	memset(path, 'x', 69999);
	path[69999] = '\0';
	path[0] = '/';
	scanner_open(&s, "/proc/self/exe", 1);
	scanner_read(s, path, &stamp);
	scanner_walk(s, path);
	r = drain(s);
	ok(r.failed == 1 && r.walked == 1 && !r.complete, "paths longer than any can be");
	result_done(&r);
	ok(!scanner_next(s, &n), "nothing more");
	scanner_read(s, path, &stamp);
	scanner_close(s);
	scanner_close(NULL);
	ok(true, "closed with work left");
	free(path);
}

/* The walker waits while thousands of reads do. */
static void test_backpressure(void)
{
	struct file_stamp stamp = { .size = 1 };
	struct scanner *s;
	struct result r = { 0 };
	struct scan_news n;
	size_t asked = 0;

	for (int i = 0; i < 50; i++) {
		char *name = xasprintf("%d.mp3", i);

		put_good(name);
		free(name);
	}
	scanner_open(&s, "/proc/self/exe", 1);
	for (; asked < 5000; asked++) {
		char *path = below("0.mp3");

		scanner_read(s, path, &stamp);
		free(path);
	}
	scanner_walk(s, top);
	while (r.tags < 200) {
		struct pollfd p = { .fd = scanner_fd(s), .events = POLLIN };

		while (r.tags < 200 && scanner_next(s, &n))
			take(s, &n, &r);
		if (r.tags < 200)
			poll(&p, 1, -1);
	}
	is_int((long long)r.files, 0, "while thousands wait no file is added");
	r = drain(s);
	ok(r.files == 50 && r.walked == 1, "later they all come");
	is_int((long long)r.tags, 5000 - 200 + 50, "and all are read");
	scanner_close(s);
	remove_top();
}

int main(int argc, char **argv)
{
	static const char title[] = "Title";
	struct buf frames;

	setlocale(LC_ALL, "C.UTF-8");
	if (argc == 3 && !strcmp(argv[1], "--worker"))
		return be_worker(argv[2]);
	if (!mkdtemp(top))
		return 99;
	buf_init(&frames, 1000);
	buf_init(&good, 100000);
	made_frame(&frames, "TIT2", title, sizeof title - 1);
	made_mp3(&good, &frames);
	buf_done(&frames);
	test_walk();
	test_ignore();
	test_walk_bad();
	test_walk_deep();
	test_scan();
	test_wrong();
	test_worn();
	test_false_start();
	test_hanging_root();
	test_limits();
	test_backpressure();
	is_int(worker_main("nonsense"), 2, "a kind of worker there is not");
	buf_done(&good);
	rmdir(top);
	return done();
}
