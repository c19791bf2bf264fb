/*
 * test_kill.c -- kill -9 at any moment: what was acknowledged is there, and the file is sound.
 *
 * A child adds events (amid batches of tracks) and writes the id of each acknowledged one to a pipe; the parent reads a random
 * number of them and kills it in the middle of the next.  SEGUE_ROUNDS says how often, SEGUE_SEED where to begin.
 */
#include "help.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

enum { TRACKS = 50 };

/* What was acknowledged: the row, and what it has to say. */
struct receipt { int64_t id, at_ms; };

static void tell(int fd, const struct event *ev)
{
	struct receipt r = { ev->id, ev->at_ms };

	if (write(fd, &r, sizeof r) != sizeof r)
		_exit(3);
}

static struct event event_no(int64_t i)
{
	return (struct event){ .at_ms = i, .track = i % TRACKS + 1, .kind = (enum event_kind)(EVENT_START + i % 9), .value = (int)(i % 6) };
}

_Noreturn static void child_store(const char *path, int fd, int64_t from)
{
	struct store *s;

	if (store_open(&s, path, STORE_WRITE, "default"))
		_exit(2);
	store_batch_begin(s);
	for (int64_t i = from;; i++) {
		struct event ev = event_no(i);
		char name[32];

		snprintf(name, sizeof name, "/k/%lld", (long long)i);
		put_plain(s, name, "T", "A");
		if (store_event_add(s, &ev))
			_exit(4);
		tell(fd, &ev);
	}
}

_Noreturn static void child_desk(const char *path, int fd, int64_t from)
{
	struct desk *d;
	struct desk_news news;
	struct tags tags = plain_tags("T", "A");
	struct file_stamp stamp = { 1, 2, 3, 4 };
	int64_t i = from;

	if (desk_open(&d, path, "default"))
		_exit(2);
	for (;;) {
		struct pollfd p = { .fd = desk_fd(d), .events = POLLIN };
		struct event ev = event_no(i);
		char name[32];

		for (int k = 0; k < 20; k++) {
			snprintf(name, sizeof name, "/d/%lld.%d", (long long)i, k);
			desk_track_put(d, name, &stamp, &tags, 1);
		}
		desk_event(d, &ev, 0);
		i++;
		do {
			poll(&p, 1, -1);
			while (desk_next(d, &news)) {
				if (news.kind == DESK_FAILED || news.err)
					_exit(4);
				if (news.kind == DESK_EVENT_KEPT)
					tell(fd, &news.event);
			}
		} while (desk_backlog(d) > 1000);
	}
}

static bool is_in_log(struct store *s, const struct receipt *r)
{
	struct store_events *c;
	struct event ev;
	bool is_there = false;
	enum err err;

	/* at_ms is the event's number, so this reads from there on */
	store_events_open(s, r->at_ms, 1, 0, false, &c);
	if (store_events_next(c, &ev, &err))
		is_there = ev.at_ms == r->at_ms && ev.id == r->id;
	store_events_close(c);
	return is_there;
}

/* One life and death; adds what it acknowledged. */
static bool live_and_die(const char *path, bool is_desk, size_t n_acks, int64_t from, struct receipt **all, size_t *n, size_t *cap)
{
	struct receipt r;
	int fds[2], status = 0;
	size_t got = 0;
	pid_t pid;

	if (pipe(fds))
		return false;
	fflush(stdout);
	pid = fork();
	if (!pid) {
		close(fds[0]);
		if (is_desk)
			child_desk(path, fds[1], from);
		child_store(path, fds[1], from);
	}
	close(fds[1]);
	while (read(fds[0], &r, sizeof r) == sizeof r) {
		ARRAY_GROW(*all, *n, *cap);
		(*all)[(*n)++] = r;
		if (++got == n_acks)
			kill(pid, SIGKILL);
	}
	close(fds[0]);
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void test_rounds(bool is_desk, int rounds, uint64_t seed)
{
	char *path = test_path(is_desk ? "desk" : "store");
	struct receipt *all = NULL;
	size_t n = 0, cap = 0;
	struct store *s = NULL;
	struct rng rng;

	rng_seed(&rng, seed);
	store_open(&s, path, STORE_WRITE, "default");
	for (int i = 0; i < TRACKS; i++) {
		char name[32];

		snprintf(name, sizeof name, "/t/%d", i);
		put_plain(s, name, "T", "A");
	}
	store_close(s);
	for (int round = 0; round < rounds; round++) {
		char *report = NULL;
		size_t lost = 0;

		ok(live_and_die(path, is_desk, 1 + rng_below(&rng, 200), (round + 1) * 1000000LL, &all, &n, &cap), "killed");
		if (!ok(!store_open(&s, path, STORE_WRITE, "default"), "%s: opens after death %d", is_desk ? "desk" : "store", round + 1))
			break;
		for (size_t i = 0; i < n; i++)
			lost += !is_in_log(s, &all[i]);
		is_int((long long)lost, 0, "nothing acknowledged is lost");
		store_check(s, &report);
		is_str(report, NULL, "sound");
		free(report);
		store_close(s);
	}
	printf("# %zu events acknowledged\n", n);
	free(all);
	free(path);
}

int main(void)
{
	const char *rounds = getenv("SEGUE_ROUNDS"), *seed = getenv("SEGUE_SEED");

	test_dir_make();
	signal(SIGPIPE, SIG_IGN);
	for (int is_desk = 0; is_desk < 2; is_desk++)
		test_rounds(is_desk, rounds ? atoi(rounds) : 20, seed ? strtoull(seed, NULL, 10) : 1);
	test_dir_remove();
	return done();
}
