/* test_machine.c -- children that listen wait while the machine has nothing to spare, in the middle of a track too, and go on by themselves. */
#include "music.h"
#include "music/machine.h"
#include "music/worker.h"
#include "../tap.h"

#include <poll.h>
#include <signal.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PATIENCE_MS = 120000 };

static char dir[] = "/tmp/segue-machine-XXXXXX";

/* A file below the folder that stands for / , put there whole: who reads sees all of it or nothing. */
static void say(const char *file, const char *text)
{
	char *path = path_join(dir, file), *fresh = xasprintf("%s.new", path);
	FILE *f;

	for (char *slash = path + strlen(dir) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	f = fopen(fresh, "w");
	if (!f || fprintf(f, "%s\n", text) < 0 || fclose(f) || rename(fresh, path))
		ok(false, "%s is written", path);
	free(fresh);
	free(path);
}

static void take_away(const char *file)
{
	char *path = path_join(dir, file);

	ok(!unlink(path), "%s is taken away", file);
	free(path);
}

static void supply(const char *name, const char *file, const char *word)
{
	char *path = xasprintf("sys/class/power_supply/%s/%s", name, file);

	say(path, word);
	free(path);
}

static void check_battery(void)
{
	ok(!machine_is_on_battery("/nowhere/at/all"), "a machine without power supplies is not on battery");
	supply("BAT0", "type", "Battery");
	supply("BAT0", "status", "Discharging");
	ok(machine_is_on_battery(dir), "a battery that is discharged");
	supply("BAT0", "status", "Not charging");
	ok(!machine_is_on_battery(dir), "... that is full");
	supply("BAT0", "status", "Discharging");
	supply("AC", "type", "Mains");
	supply("AC", "online", "0");
	ok(machine_is_on_battery(dir), "... beside a plug that is out");
	supply("AC", "online", "1");
	ok(!machine_is_on_battery(dir), "... that is in");
	supply("AC", "online", "0");
	supply("BAT0", "scope", "Device");
	ok(!machine_is_on_battery(dir), "the battery of a mouse does not count");
	supply("BAT0", "scope", "System");
}

/* The processors' time since the machine was started, in ticks: others, niced programs, nothing. */
static void stat_says(long others, long niced, long idle)
{
	char *text = xasprintf("cpu  %ld %ld 0 %ld 0 0 0 0 0 0\ncpu0 1 2 3 4 5 6 7 0 0 0", others, niced, idle);

	say("proc/stat", text);
	free(text);
}

static void check_load(void)
{
	struct hear_manners polite = { .load_percent = 80 }, never = { .load_percent = 100 };
	struct machine m;
	int64_t now = 1000000;
	long others = 100;

	machine_init(&m, "/nowhere/at/all");
	ok(machine_wait(&m, polite, now) == HEAR_GOES_ON && machine_wait(&m, polite, now + 5000) == HEAR_GOES_ON, "a machine that does not say is not busy");
	machine_done(&m);
	machine_init(&m, dir);
	stat_says(others, 100, 100);
	ok(machine_wait(&m, polite, now) == HEAR_GOES_ON, "what was before is not known");
	stat_says(others, 5000, 100);
	ok(machine_wait(&m, polite, now += 5000) == HEAR_GOES_ON, "niced programs do not count: we are among them");
	stat_says(others += 100, 5000, 100);
	ok(machine_wait(&m, polite, now + 500) == HEAR_GOES_ON, "nor is each moment looked at");
	ok(machine_wait(&m, polite, now += 1000) == HEAR_GOES_ON, "a burst is not minded");
	for (int i = 0; i < 10; i++) {
		stat_says(others += 100, 5000, 100);
		machine_wait(&m, polite, now += 1000);
	}
	ok(machine_wait(&m, polite, now) == HEAR_BUSY, "what goes on is");
	ok(machine_wait(&m, never, now) == HEAR_GOES_ON, "... by who has said so");
	stat_says(others += 70, 5000, 130);
	ok(machine_wait(&m, polite, now += 8000) == HEAR_BUSY, "a little less is not yet less");
	stat_says(others += 10, 5000, 1000);
	ok(machine_wait(&m, polite, now += 8000) == HEAR_GOES_ON, "then it goes on");
	say("proc/pressure/memory", "some avg10=35.20 avg60=10.00 avg300=1.00 total=1\nfull avg10=9.00 avg60=0.00 avg300=0.00 total=1");
	stat_says(others, 5000, 2000);
	ok(machine_wait(&m, polite, now += 8000) == HEAR_BUSY, "waiting for memory is being busy");
	say("proc/pressure/memory", "some avg10=0.00 avg60=10.00 avg300=1.00 total=1");
	ok(machine_wait(&m, polite, now += 8000) == HEAR_GOES_ON, "until nobody does");
	say("proc/stat", "cpu nonsense");
	say("proc/pressure/memory", "nonsense");
	ok(machine_wait(&m, polite, now += 8000) == HEAR_GOES_ON, "nonsense means nothing");
	machine_done(&m);
}

/* ---- with children ---- */

static enum err open_ear(void **ret_ear, int rate_hz, int channels, int64_t frames)
{
	(void)rate_hz, (void)channels, (void)frames;
	*ret_ear = xcalloc(1, 1);
	return OK;
}

/* A whole track takes some seconds, and stays in its middle until the file "middle" goes: there the plug is pulled. */
static void feed(void *ear, const float *frames, size_t n)
{
	char *middle = path_join(getenv("SEGUE_MACHINE"), "middle");

	(void)ear, (void)frames, (void)n;
	do
		poll(NULL, 0, 20);
	while (!access(middle, F_OK));
	free(middle);
}

/* What the kernel thinks of this process: nice, and its class at the disk. */
static enum err finish(void *ear, struct buf *ret_heard)
{
	(void)ear;
	return buf_addf(ret_heard, "%d %ld", getpriority(PRIO_PROCESS, 0), syscall(SYS_ioprio_get, 1, 0) >> 13);
}

static void free_ear(void *ear)
{
	free(ear);
}

static const struct hearing resting = { .rate_max_hz = 100000, .open = open_ear, .feed = feed, .finish = finish, .free = free_ear };

/* Has a child of ours this file open? */
static bool has_open(const char *path)
{
	char *command = xasprintf("for p in $(cat /proc/%d/task/*/children); do ls -l /proc/$p/fd; done 2>/dev/null | grep -q -- '-> %s$'", (int)getpid(), path);
	bool has = system(command) == 0;

	free(command);
	return has;
}

static bool turn(struct hearers *h, struct heard *ret_heard)
{
	struct pollfd fd = { .fd = hearers_fd(h), .events = POLLIN };

	if (hearers_next(h, ret_heard))
		return true;
	poll(&fd, 1, 100);
	return hearers_next(h, ret_heard);
}

static enum hear_wait wait_until(struct hearers *h, bool waits, struct heard *ret_heard, bool *ret_came)
{
	*ret_came = false;
	while (!*ret_came && (hearers_waiting(h) != HEAR_GOES_ON) != waits)
		*ret_came = turn(h, ret_heard);
	return hearers_waiting(h);
}

/* What cannot come any more is not waited for: it ends with the first that is not so. */
static void check_child(struct hearers *h, const char *path)
{
	struct hear_of of = { .path = path, .cookie = 5 };
	struct heard heard;
	bool came;

	hearers_set_stall_ms(h, PATIENCE_MS);
	ok(!hearers_ask(h, &of), "asked");
	while (!turn(h, &heard))
		;
	ok(!heard.why && heard.n == 4 && !strncmp(heard.bytes, "19 3", 4), "it is nice 19 and idle at the disk: %.*s", (int)heard.n, heard.bytes);

	hearers_set_manners(h, (struct hear_manners){ .needs_mains = true, .load_percent = 100 });
	say("middle", "");
	ok(!hearers_ask(h, &of), "asked once more");
	for (came = false; !came && !has_open(path);)
		came = turn(h, &heard);
	if (!ok(!came, "it has the file open"))
		return;
	supply("AC", "online", "0");
	take_away("middle");
	if (!ok(wait_until(h, true, &heard, &came) == HEAR_ON_BATTERY && !came, "the plug is pulled: it waits, in the middle of the track"))
		return;
	hearers_set_stall_ms(h, PATIENCE_MS / 20);
	while (!came && has_open(path))
		came = turn(h, &heard);
	if (!ok(!came && hearers_waiting(h) == HEAR_ON_BATTERY, "when it takes long it lets go of it: its disk can be unmounted"))
		return;
	hearers_set_stall_ms(h, PATIENCE_MS);
	supply("AC", "online", "1");
	ok(wait_until(h, false, &heard, &came) == HEAR_GOES_ON, "it is put in: it goes on");
	while (!came)
		came = turn(h, &heard);
	ok(!heard.why && heard.cookie == 5, "to the end");

	supply("AC", "online", "0");
	if (!ok(!hearers_ask(h, &of) && wait_until(h, true, &heard, &came) == HEAR_ON_BATTERY, "on battery it does not even begin"))
		return;
	hearers_set_manners(h, (struct hear_manners){ .needs_mains = false, .load_percent = 100 });
	ok(hearers_waiting(h) == HEAR_GOES_ON, "other manners hold at once");
	while (!turn(h, &heard))
		;
	ok(!heard.why, "and it is heard");
}

static void check_children(const char *path)
{
	struct hearers *h;

	setenv("SEGUE_MACHINE", dir, 1);
	supply("AC", "online", "1");
	if (!ok(!hearers_open(&h, "/proc/self/exe", 1), "a child that looks at this machine"))
		return;
	check_child(h, path);
	hearers_close(h);
}

int main(int argc, char **argv)
{
	char *path, *rm;
	SF_INFO info = { .samplerate = 8000, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };
	static const short block[1600000];
	SNDFILE *f;

	worker_hearing = &resting;
	if (argc == 3 && !strcmp(argv[1], "--worker"))
		return worker_main(argv[2]);
	if (!mkdtemp(dir))
		return 99;
	check_battery();
	check_load();
	path = path_join(dir, "long.wav");
	f = sf_open(path, SFM_WRITE, &info);
	ok(f && sf_writef_short(f, block, 1600000) == 1600000 && !sf_close(f), "a file of some length");
	check_children(path);
	free(path);
	rm = xasprintf("rm -rf '%s'", dir);
	if (system(rm))
		ok(false, "cleaned up");
	free(rm);
	return done();
}
