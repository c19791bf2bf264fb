/* test_watch.c -- what the kernel tells of folders, in this process: time is an argument, so nothing waits. */
#include "music/watch.h"
#include "../tap.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char top[] = "/tmp/segue-watch-XXXXXX";
static struct buf said;
static int64_t now_ms = 1000;

static void say(const char *what, const char *path)
{
	buf_addf(&said, "%s%s %s", said.len ? " | " : "", what, strncmp(path, top, strlen(top)) ? path : path + strlen(top));
}

static void look(void *ctx, const char *path) { (void)ctx; say("look", path); }
static void gone(void *ctx, const char *path) { (void)ctx; say("gone", path); }
static void limited(void *ctx, const char *why) { (void)ctx, (void)why; say("limited", ""); }
static const struct watch_sink sink = { look, gone, limited, NULL };

static const char *below(const char *name)
{
	static char paths[2][512];
	static int turn;

	turn = !turn;
	snprintf(paths[turn], sizeof paths[turn], "%s/%s", top, name);
	return paths[turn];
}

static int begin_file(const char *name)
{
	return open(below(name), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static void put_file(const char *name)
{
	int fd = begin_file(name);

	if (fd < 0 || write(fd, "x", 1) != 1)
		ok(false, "cannot write %s", name);
	close(fd);
}

/* What is told when `ms` have passed; the files are as old as the wall clock says plus old_ms. */
static const char *later(struct watch *w, int64_t ms, int64_t old_ms)
{
	buf_clear(&said);
	watch_turn(w, now_ms, clock_unix_ms() + old_ms);
	now_ms += ms;
	watch_turn(w, now_ms, clock_unix_ms() + old_ms);
	return said.len ? said.data : "";
}

static void test_files(struct watch *w)
{
	int fd;

	is_str(later(w, 60000, 0), "", "what was there before is not told");
	put_file("new.flac");
	put_file("cover.jpg");
	is_str(later(w, WATCH_QUIET_MS - 1, 0), "", "a new file waits until it is quiet");
	is_str(later(w, 1, 0), "look /new.flac", "then it is looked at; a picture is not");
	is_int(watch_due_ms(w), -1, "and nothing is left to tell");
	fd = begin_file("slow.flac");
	if (write(fd, "x", 1) != 1)
		ok(false, "cannot write");
	is_str(later(w, WATCH_QUIET_MS, 0), "", "a file being written is not quiet");
	close(fd);
	is_str(later(w, WATCH_QUIET_MS, 0), "look /slow.flac", "until it is closed");
	rename(below("new.flac"), below("moved.flac"));
	is_str(later(w, WATCH_QUIET_MS, 0), "look /moved.flac | gone /new.flac", "a move is a look and then a loss");
	put_file("one.flac");
	later(w, WATCH_QUIET_MS, 0);
	mkdir(below("in"), 0700);
	rename(below("one.flac"), below("in/one.flac"));
	is_str(later(w, WATCH_QUIET_MS, 0), "", "into a folder that is new itself, too: the loss waits for the other end");
	is_str(later(w, WATCH_QUIET_MS, 5000), "look /in/one.flac | gone /one.flac", "and is told with it");
	put_file("brief.flac");
	unlink(below("brief.flac"));
	unlink(below("moved.flac"));
	is_str(later(w, WATCH_QUIET_MS, 0), "gone /brief.flac | gone /moved.flac", "what is deleted is told");
	put_file("part");
	rename(below("part"), below("slow.flac"));
	is_str(later(w, WATCH_QUIET_MS, 0), "look /slow.flac", "one that was replaced is looked at");
}

static void test_folders(struct watch *w)
{
	mkdir(below("album"), 0700);
	put_file("album/1.flac");		/* before the watch is there */
	is_str(later(w, WATCH_QUIET_MS, 60000), "look /album/1.flac", "a folder that appears is listed");
	put_file("album/2.flac");
	is_str(later(w, WATCH_QUIET_MS, 0), "look /album/2.flac", "and watched");
	rename(below("album"), below("other"));
	is_str(later(w, WATCH_QUIET_MS, 60000), "look /other/1.flac | look /other/2.flac | gone /album", "one that moves is followed");
	put_file("other/3.flac");
	is_str(later(w, WATCH_QUIET_MS, 0), "look /other/3.flac", "under its new name");
	for (int i = 1; i <= 3; i++) {
		char name[32];

		snprintf(name, sizeof name, "other/%d.flac", i);
		unlink(below(name));
	}
	rmdir(below("other"));
	is_str(later(w, WATCH_QUIET_MS, 0), "gone /other", "one that is deleted is told once, not file by file");
	if (symlink(".", below("loop")))
		ok(false, "cannot link");
	put_file("old/deep/4.flac");
	is_str(later(w, WATCH_QUIET_MS, 0), "look /old/deep/4.flac", "what was below from the start is watched; a loop of links ends");
}

static void test_ignored(struct watch *w)
{
	char want[64];

	snprintf(want, sizeof want, "look ");
	put_file("a.part.flac");
	mkdir(below(".trash"), 0700);
	put_file(".trash/b.flac");
	is_str(later(w, WATCH_QUIET_MS, 60000), "", "what patterns leave out is not told");
	mkdir(below("sounds"), 0700);
	later(w, WATCH_QUIET_MS, 60000);
	put_file("sounds/.nomedia");
	is_str(later(w, WATCH_QUIET_MS, 0), want, "rules that come ask for a look at all");
	put_file("sounds/c.flac");
	is_str(later(w, WATCH_QUIET_MS, 0), "", "and hold from then on");
	unlink(below("sounds/.nomedia"));
	is_str(later(w, WATCH_QUIET_MS, 0), want, "and so when they go");
	put_file("sounds/d.flac");
	is_str(later(w, WATCH_QUIET_MS, 0), "look /sounds/d.flac", "and it is watched again");
}

static void test_limits(void)
{
	struct watch *w = NULL;

	is_int(watch_open(&w, &sink, 2), OK, "a watch of two folders");
	buf_clear(&said);
	watch_root(w, top, "");
	is_str(said.data, "limited ", "says once that it is not all");
	put_file("seen.flac");
	is_str(later(w, WATCH_QUIET_MS, 0), "look /seen.flac", "and watches what it can");
	watch_close(w);
}

/* More files than are worth remembering one by one. */
static void test_flood(struct watch *w)
{
	for (int i = 0; i < 5000; i++) {
		char name[32];

		snprintf(name, sizeof name, "flood%d.flac", i);
		put_file(name);
	}
	is_str(later(w, WATCH_QUIET_MS, 0), "look ", "after a flood the root is looked at as a whole");
	for (int i = 0; i < 5000; i++) {
		char name[32];

		snprintf(name, sizeof name, "flood%d.flac", i);
		unlink(below(name));
	}
	later(w, WATCH_QUIET_MS, 0);
	put_file("after.flac");
	is_str(later(w, WATCH_QUIET_MS, 0), "look /after.flac", "and then all is as before");
}

static void test_root_gone(struct watch *w)
{
	char *to = xasprintf("%s-away", top), *late = xasprintf("%s-away/late.flac", top);

	rename(top, to);
	is_str(later(w, WATCH_QUIET_MS, 0), "look ", "a root that leaves is to be looked at; its files are not told as deleted");
	close(open(late, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	is_str(later(w, WATCH_QUIET_MS, 5000), "", "nor is what happens to it elsewhere told under its old name");
	unlink(late);
	free(late);
	rename(to, top);
	free(to);
}

int main(void)
{
	struct watch *w = NULL;
	char *rm;

	buf_init(&said, 1 << 20);
	buf_adds(&said, "");
	if (!mkdtemp(top))
		return 99;
	mkdir(below("old"), 0700);
	mkdir(below("old/deep"), 0700);
	put_file("old/deep/0.flac");
	is_int(watch_open(&w, &sink, SIZE_MAX), OK, "opens");
	watch_root(w, top, "*/.trash/*:*.part.*");
	test_files(w);
	test_folders(w);
	test_ignored(w);
	test_flood(w);
	test_root_gone(w);
	watch_close(w);
	test_limits();
	rm = xasprintf("rm -rf '%s'", top);
	if (system(rm))
		ok(false, "cannot clean up");
	free(rm);
	buf_done(&said);
	return done();
}
