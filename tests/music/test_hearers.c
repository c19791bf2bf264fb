/* test_hearers.c -- children that listen: what they heard comes home whole, and a file that kills, stalls or confuses its child costs only itself. */
#include "music.h"
#include "music/worker.h"
#include "../tap.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sndfile.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/segue-hearers-XXXXXX";

/* ---- an ear that counts: what it writes is as long as the file has frames, or as its first sample says ---- */

struct counter { int rate_hz, channels; uint64_t frames; };

static enum err open_counter(void **ret_ear, int rate_hz, int channels, int64_t frames)
{
	struct counter *c = xcalloc(1, sizeof *c);

	*c = (struct counter){ rate_hz, channels, 0 };
	(void)frames;
	*ret_ear = c;
	return OK;
}

static void feed(void *ear, const float *frames, size_t n)
{
	(void)frames;
	((struct counter *)ear)->frames += n;
}

static enum err finish(void *ear, struct buf *ret_heard)
{
	const struct counter *c = ear;
	enum err err = buf_addf(ret_heard, "%d %d %llu ", c->rate_hz, c->channels, (unsigned long long)c->frames);

	/* more than a frame of the wire holds */
	for (int i = 0; !err && i < 20000; i++)
		err = buf_addf(ret_heard, "%09d ", i);
	return c->channels == 3 ? fail(ERR_LIMIT, "three ears are too many") : err;
}

static void free_counter(void *ear)
{
	free(ear);
}

static const struct hearing counting = { .rate_max_hz = 100000, .open = open_counter, .feed = feed, .finish = finish, .free = free_counter };

/* ---- files whose names say what happens to who reads them ---- */

static bool is_first_time(const char *path)
{
	char *mark = xasprintf("%s.seen", path);
	int fd = open(mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	free(mark);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void misbehave(const char *path)
{
	static const char nonsense[] = "this is not what was agreed upon, and it is long enough to be taken for a head";

	if (strstr(path, "kills") || (strstr(path, "once") && is_first_time(path)))
		raise(SIGKILL);
	if (strstr(path, "stalls"))
		raise(SIGSTOP);
	if (strstr(path, "babbles") && write_all(STDOUT_FILENO, nonsense, sizeof nonsense))
		_exit(1);
	if (strstr(path, "eats"))
		for (;;)
			memset(xmalloc(64 << 20), 1, 64 << 20);
}

static char *make(const char *name, int frames, int rate_hz, int channels)
{
	char *path = xasprintf("%s/%s", dir, name);
	SF_INFO info = { .samplerate = rate_hz, .channels = channels, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };
	SNDFILE *f = sf_open(path, SFM_WRITE, &info);
	float *block = xcalloc((size_t)(frames * channels) + 1, sizeof *block);

	if (!f || sf_writef_float(f, block, frames) != frames || sf_close(f))
		ok(false, "%s is made", name);
	free(block);
	return path;
}

/* ---- */

/* The next news, waiting for it. */
static struct heard next(struct hearers *h)
{
	struct heard heard;

	while (!hearers_next(h, &heard)) {
		struct pollfd fd = { .fd = hearers_fd(h), .events = POLLIN };
		int64_t at_ms = hearers_deadline_ms(h);

		poll(&fd, 1, at_ms < 0 ? 1000 : (int)MAX_OF((int64_t)0, at_ms - clock_mono_ms()));
	}
	return heard;
}

static struct heard hear_one(struct hearers *h, const char *path, uint64_t cookie)
{
	struct hear_of of = { .path = path, .cookie = cookie };

	if (hearers_ask(h, &of))
		return (struct heard){ .why = err_text() };
	return next(h);
}

static bool is_whole(const struct heard *h, const char *head)
{
	size_t n = strlen(head);

	return !h->why && h->n == n + 20000 * 10 && !strncmp(h->bytes, head, n) && !strncmp(h->bytes + h->n - 10, "000019999 ", 10);
}

/* A file whose sound is what it was is not heard again, and one that stalls or kills is none the better for it. */
static void check_mark(struct hearers *h, const char *path, const char *other)
{
	struct hear_of of = { .path = path };
	struct heard heard = hear_one(h, path, 1);
	uint32_t mark = heard.mark;

	ok(mark && !heard.is_same, "what is heard has a mark");
	of.mark = mark;
	ok(!hearers_ask(h, &of) && (heard = next(h)).is_same && !heard.why && !heard.n && heard.mark == mark, "asked with it, it is the same");
	of.end_ms = 250;
	ok(!hearers_ask(h, &of) && (heard = next(h), !heard.is_same) && heard.mark && heard.mark != mark, "a part of it is another thing");
	of = (struct hear_of){ .path = other, .mark = mark };
	ok(!hearers_ask(h, &of) && (heard = next(h), !heard.is_same) && heard.mark != mark && heard.n, "so is another file");
}

static void check_good(void)
{
	char *one = make("one.wav", 5000, 8000, 2), *fast = make("fast.wav", 192000, 192000, 1), *three = make("three.wav", 100, 8000, 3);
	struct hearers *h;
	struct heard heard;
	struct hear_of of = { .path = one };

	ok(!hearers_open(&h, "/proc/self/exe", 1), "an ear is opened");
	ok(hearers_jobs(h) == 1 && !hearers_busy(h) && hearers_deadline_ms(h) < 0 && !hearers_next(h, &heard), "nothing asked, nothing heard");
	heard = hear_one(h, one, 42);
	ok(is_whole(&heard, "8000 2 5000 ") && heard.cookie == 42, "a file is heard, what the ear said comes whole: %s", heard.why ? heard.why : "yes");
	of.start_ms = 100;
	of.end_ms = 350;
	ok(!hearers_ask(h, &of) && hearers_busy(h) == 1, "asked for a part of it");
	ok(hearers_ask(h, &of) == ERR_BUSY, "... and for more than there are children: busy");
	heard = next(h);
	ok(is_whole(&heard, "8000 2 2000 "), "the part is heard, and no more");
	heard = hear_one(h, fast, 1);
	ok(is_whole(&heard, "100000 1 100000 "), "a rate above the ear's is brought down to it");
	check_mark(h, one, fast);
	heard = hear_one(h, three, 1);
	ok(heard.why && !heard.is_away && !strcmp(heard.why, "three ears are too many") && !heard.n, "what the ear refuses is told: %s", heard.why);
	heard = hear_one(h, "/nowhere/at/all.mp3", 7);
	ok(heard.why && heard.is_away && strstr(heard.why, "/nowhere/at/all.mp3") && heard.cookie == 7, "a file that is gone: %s", heard.why);
	for (int i = 0; i < 150; i++)
		heard = hear_one(h, one, (uint64_t)i);
	ok(is_whole(&heard, "8000 2 5000 "), "and so on, longer than a child lives");
	hearers_close(h);
	free(one);
	free(fast);
	free(three);
}

/* A file that goes wrong, between two that do not. */
static void check_bad(const char *name, const char *why)
{
	char *bad = make(name, 100, 8000, 1), *good = make("good.wav", 100, 8000, 1);
	struct hearers *h;
	struct heard heard;

	if (!ok(!hearers_open(&h, "/proc/self/exe", 1), "%s:", name))
		return;
	/* a stopped child costs the test as much; who comes to an end by himself may take his time on a busy machine */
	hearers_set_stall_ms(h, !strcmp(name, "stalls.wav") ? 3000 : 60000);
	heard = hear_one(h, good, 1);
	ok(!heard.why, "one before it is heard");
	heard = hear_one(h, bad, 2);
	ok(heard.cookie == 2 && (why ? heard.why && strstr(heard.why, why) : is_whole(&heard, "8000 1 100 ")), "it %s",
	   heard.why ? heard.why : "is heard the second time");
	heard = hear_one(h, good, 3);
	ok(!heard.why && heard.cookie == 3, "one behind it is heard");
	hearers_close(h);
	free(bad);
	free(good);
}

/* Two children, one of them in trouble: the other goes on meanwhile. */
static void check_many(void)
{
	char *good = make("good.wav", 1000, 8000, 1), *bad = make("kills-again.wav", 1000, 8000, 1);
	unsigned asked = 0, home = 0, failed = 0;
	bool seen[60] = { false }, twice = false;
	struct hearers *h;

	if (!ok(!hearers_open(&h, "/proc/self/exe", 3), "three children:"))
		return;
	while (home < COUNT_OF(seen)) {
		struct heard heard;

		while (asked < COUNT_OF(seen) && hearers_busy(h) < hearers_jobs(h)) {
			struct hear_of of = { .path = asked % 10 == 3 ? bad : good, .cookie = asked };

			if (hearers_ask(h, &of)) {
				ok(false, "asked: %s", err_text());
				return;
			}
			asked++;
		}
		heard = next(h);
		twice |= seen[heard.cookie];
		seen[heard.cookie] = true;
		failed += heard.why != NULL && heard.cookie % 10 == 3;
		twice |= heard.why && heard.cookie % 10 != 3;
		home++;
	}
	ok(!twice && failed == 6, "sixty files, six of which kill: each told of once, only those fail");
	ok(!hearers_busy(h), "none is under way");
	hearers_close(h);
	free(good);
	free(bad);
}

static void check_no_start(void)
{
	struct hearers *h;
	struct heard heard;
	char *good = make("good.wav", 100, 8000, 1);

	if (!hearers_open(&h, "/bin/true", 1)) {
		heard = hear_one(h, good, 1);
		ok(heard.why && strstr(heard.why, "does not start"), "a program that ends at once: the helper %s", heard.why);
		hearers_close(h);
	}
	if (!hearers_open(&h, "/nowhere/at/all", 1)) {
		struct hear_of of = { .path = good };

		ok(hearers_ask(h, &of) == ERR_CHILD && !hearers_busy(h), "a program that is not there: %s", err_text());
		hearers_close(h);
	}
	free(good);
}

int main(int argc, char **argv)
{
	char *rm;

	worker_before_read = misbehave;
	worker_hearing = &counting;
	if (argc == 3 && !strcmp(argv[1], "--worker"))
		return worker_main(argv[2]);
	if (!mkdtemp(dir))
		return 99;
	check_good();
	check_bad("kills.wav", "kills the helper");
	check_bad("once.wav", NULL);
	check_bad("stalls.wav", "takes too long");
	check_bad("babbles.wav", "confuses the helper");
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
	check_bad("eats.wav", "kills the helper");
#endif
	check_many();
	check_no_start();
	rm = xasprintf("rm -rf '%s'", dir);
	if (system(rm))
		ok(false, "cleaned up");
	free(rm);
	return done();
}
