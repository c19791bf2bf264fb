/*
 * hearers.c -- the parent's side of hearing: a few children, a track in each, and what becomes of one that dies.
 *
 *	hearers_ask() ─▶ slot: child hears ─▶ parts ─▶ end ─▶ hearers_next()
 *	                   ▲     └─ died: once more, in a new child; twice: the file is to blame
 *	                   │     └─ silent for STALL_MS, senseless: the file is to blame, or the disk if the child hangs in the kernel
 *	                   └──── never said hello: FALSE_STARTS_MAX times, then nobody can be heard
 */
#include "child.h"
#include "machine.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	JOBS_MAX = 64, STALL_MS = 30000, GRACE_MS = 1000, IDLE_MS = 5000, REAP_MS = 250, CLOSE_MS = 100,
	LET_GO_MS = 10000, DEATHS_MAX = 2, FALSE_STARTS_MAX = 3,
	WORN = 100,			/* tracks; decoders leak, and starting anew takes 50 ms */
};

struct slot {
	struct child child;
	char *path;			/* being heard; NULL: free */
	struct hear_of of;		/* of.path = path */
	enum hear_wait waits;
	int64_t waits_since_ms;
	bool has_let_go;		/* of the file: the child that waits has not opened it yet */
	struct buf heard;
	unsigned deaths, served;
};

struct hearers {
	struct crew crew;
	struct slot *slots;
	unsigned n, turn, false_starts;
	uint32_t number;
	int64_t stall_ms;
	struct hear_manners manners;
	struct buf said;		/* what the last news borrows */
	char *said_why;
};

enum err hearers_open(struct hearers **ret_hearers, const char *exe, unsigned jobs)
{
	struct hearers *h = xcalloc(1, sizeof *h);
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (!jobs)
		jobs = cores < 3 ? 1 : (unsigned)cores - 1;
	h->n = MIN_OF(jobs, (unsigned)JOBS_MAX);
	h->slots = xcalloc(h->n, sizeof *h->slots);
	h->stall_ms = STALL_MS;
	h->manners.load_percent = 100;
	buf_init(&h->said, HEARD_BYTES_MAX);
	for (unsigned i = 0; i < h->n; i++) {
		child_init(&h->slots[i].child, "hear");
		buf_init(&h->slots[i].heard, HEARD_BYTES_MAX);
	}
	h->crew.exe = xstrdup(exe);
	h->crew.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (h->crew.epoll_fd < 0) {
		enum err err = fail_errno(ERR_IO, _("cannot set up the analysis"));

		hearers_close(h);
		return err;
	}
	*ret_hearers = h;
	return OK;
}

void hearers_close(struct hearers *h)
{
	int64_t until_ms = clock_mono_ms() + CLOSE_MS;

	if (!h)
		return;
	for (unsigned i = 0; i < h->n; i++) {
		child_stop(&h->crew, &h->slots[i].child);
		child_done(&h->slots[i].child);
		buf_done(&h->slots[i].heard);
		free(h->slots[i].path);
	}
	crew_reap(&h->crew);
	/* killed ones go at once, unless a dead disk holds them: those are left behind */
	while (h->crew.dying_n && clock_mono_ms() < until_ms) {
		poll(NULL, 0, 1);
		crew_reap(&h->crew);
	}
	if (h->crew.epoll_fd >= 0)
		close(h->crew.epoll_fd);
	buf_done(&h->said);
	free(h->said_why);
	free(h->slots);
	free(h->crew.dying);
	free(h->crew.exe);
	free(h);
}

int hearers_fd(const struct hearers *h)
{
	return h->crew.epoll_fd;
}

unsigned hearers_jobs(const struct hearers *h)
{
	return h->n;
}

unsigned hearers_busy(const struct hearers *h)
{
	unsigned busy = 0;

	for (unsigned i = 0; i < h->n; i++)
		busy += h->slots[i].path != NULL;
	return busy;
}

void hearers_set_stall_ms(struct hearers *h, int64_t ms)
{
	h->stall_ms = ms;
}

static void note_wait(struct slot *s, enum hear_wait waits)
{
	if (waits == HEAR_GOES_ON)
		s->has_let_go = false;
	else if (s->waits == HEAR_GOES_ON)
		s->waits_since_ms = clock_mono_ms();
	s->waits = waits;
}

/* ---- asking ---- */

/* The slot's track to its child, which is started if need be. */
static enum err send_request(struct hearers *h, struct slot *s)
{
	struct wire_frame f = { .kind = WIRE_HEAR, .path = s->path, .numbers = { s->of.start_ms, s->of.end_ms }, .mark = s->of.mark, .index = manners_pack(h->manners) };
	struct child *c = &s->child;
	enum err err = OK;

	if (!c->pid)
		err = child_start(&h->crew, c);
	c->number = f.number = ++h->number;
	buf_clear(&c->to);
	buf_clear(&s->heard);
	if (!err)
		err = wire_put(&c->to, &f);
	/* an empty socket takes a frame whole */
	if (!err && send(c->to_fd, c->to.data, c->to.len, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)c->to.len)
		err = fail_errno(ERR_CHILD, _("cannot ask the helper"));
	c->deadline_ms = clock_mono_ms() + h->stall_ms;
	c->is_warned = false;
	return err;
}

enum err hearers_ask(struct hearers *h, const struct hear_of *of)
{
	struct slot *s = NULL;
	enum err err;

	for (unsigned i = 0; i < h->n; i++)
		if (!h->slots[i].path && (!s || (!s->child.pid && h->slots[i].child.pid)))
			s = &h->slots[i];
	if (!s)
		return fail(ERR_BUSY, _("all helpers are busy"));
	if (strlen(of->path) > WIRE_PATH_MAX)
		return fail(ERR_LIMIT, _("more than %d bytes of path"), WIRE_PATH_MAX);
	s->path = xstrdup(of->path);
	s->of = *of;
	s->of.path = s->path;
	s->deaths = 0;
	note_wait(s, HEAR_GOES_ON);
	err = send_request(h, s);
	if (err && s->child.pid) {
		/* it may have died of its own while it had nothing to do */
		child_stop(&h->crew, &s->child);
		err = send_request(h, s);
	}
	if (!err)
		return OK;
	child_stop(&h->crew, &s->child);
	free(s->path);
	s->path = NULL;
	return err;
}

void hearers_set_manners(struct hearers *h, struct hear_manners manners)
{
	if (manners_pack(manners) == manners_pack(h->manners))
		return;
	h->manners = manners;
	/* who waits by the old ones begins anew by the new */
	for (unsigned i = 0; i < h->n; i++)
		if (h->slots[i].path && h->slots[i].waits != HEAR_GOES_ON) {
			child_stop(&h->crew, &h->slots[i].child);
			note_wait(&h->slots[i], HEAR_GOES_ON);
			/* if that fails check_time() says so */
			send_request(h, &h->slots[i]);
		}
}

enum hear_wait hearers_waiting(const struct hearers *h)
{
	enum hear_wait waits = HEAR_GOES_ON;

	for (unsigned i = 0; i < h->n; i++) {
		if (h->slots[i].path && h->slots[i].waits == HEAR_GOES_ON)
			return HEAR_GOES_ON;
		if (h->slots[i].path)
			waits = h->slots[i].waits;
	}
	return waits;
}

/* ---- hearing of it ---- */

/* The track is done with, as the frame says, or (NULL) without an answer; *ret_heard borrows until the next call. */
static bool finish(struct hearers *h, struct slot *s, const char *why, const struct wire_frame *f, struct heard *ret_heard)
{
	struct child *c = &s->child;
	struct buf spare = h->said;

	free(h->said_why);
	h->said_why = xstrdup(why);
	h->said = s->heard;
	s->heard = spare;
	buf_clear(&s->heard);
	*ret_heard = (struct heard){ .cookie = s->of.cookie, .why = *why ? h->said_why : NULL, .bytes = *why ? "" : h->said.data,
		.n = *why ? 0 : h->said.len, .is_away = *why && f && f->numbers[0], .damaged = f ? f->numbers[0] : 0, .not_numbers = f ? f->numbers[1] : 0,
		.mark = f ? f->mark : 0, .is_same = f && f->kind == WIRE_SAME };
	free(s->path);
	s->path = NULL;
	note_wait(s, HEAR_GOES_ON);
	c->deadline_ms = 0;
	c->idle_since_ms = clock_mono_ms();
	if (++s->served >= WORN) {
		child_stop(&h->crew, c);
		s->served = 0;
	}
	return true;
}

/* The child is no good any more. True: there is news of its track; else it is heard once more. */
static bool child_down(struct hearers *h, struct slot *s, const char *why, bool died, struct heard *ret_heard)
{
	struct child *c = &s->child;

	child_stop(&h->crew, c);
	s->served = 0;
	if (!s->path)
		return false;
	if (!c->said_hello) {
		if (++h->false_starts < FALSE_STARTS_MAX && !send_request(h, s))
			return false;
		h->false_starts = 0;
		child_stop(&h->crew, c);
		return finish(h, s, _("the helper that listens does not start"), NULL, ret_heard);
	}
	/* a death is believed the second time: a child may end for reasons of its own */
	if (died && ++s->deaths < DEATHS_MAX && !send_request(h, s))
		return false;
	child_stop(&h->crew, c);
	return finish(h, s, why, NULL, ret_heard);
}

/* Who waits for long is to keep no file open: its disk could not be unmounted all the time. The track begins anew in another child, which waits first. */
static bool is_held(const struct hearers *h, const struct slot *s)
{
	return s->waits != HEAR_GOES_ON && !s->has_let_go && clock_mono_ms() - s->waits_since_ms >= MIN_OF((int64_t)LET_GO_MS, h->stall_ms / 2);
}

static bool let_go(struct hearers *h, struct slot *s, struct heard *ret_heard)
{
	child_stop(&h->crew, &s->child);
	s->has_let_go = true;
	return send_request(h, s) && finish(h, s, _("the helper that listens does not start"), NULL, ret_heard);
}

/* All frames that are there whole. */
static bool take(struct hearers *h, struct slot *s, struct heard *ret_heard)
{
	struct child *c = &s->child;

	while (c->pid && c->from.len > c->from_at) {
		struct wire_frame f;
		size_t used;
		bool good = false;

		if (wire_get(c->from.data + c->from_at, c->from.len - c->from_at, &f, &used))
			return child_down(h, s, _("confuses the helper that listens to it"), false, ret_heard);
		if (!used)
			return false;
		c->from_at += used;
		if (f.kind == WIRE_ALIVE) {
			good = c->said_hello = true;
			h->false_starts = 0;
		} else if (s->path && f.number == c->number && f.kind == WIRE_HEARD_PART) {
			good = !buf_add(&s->heard, f.bytes, f.n_bytes);
		} else if (s->path && f.number == c->number && f.kind == WIRE_HEARD && f.numbers[0] >= 0 && f.numbers[1] >= 0) {
			return finish(h, s, f.why, &f, ret_heard);
		} else if (s->path && f.number == c->number && f.kind == WIRE_SAME && s->of.mark) {
			f.mark = s->of.mark;
			return finish(h, s, "", &f, ret_heard);
		} else if (s->path && f.number == c->number && f.kind == WIRE_WAITS && f.index <= HEAR_BUSY) {
			good = true;
			note_wait(s, (enum hear_wait)f.index);
			if (is_held(h, s))
				return let_go(h, s, ret_heard);
		}
		if (!good)
			return child_down(h, s, _("confuses the helper that listens to it"), false, ret_heard);
	}
	return false;
}

/* Reads all it has said. True: there is news. */
static bool hear(struct hearers *h, struct slot *s, struct heard *ret_heard)
{
	struct child *c = &s->child;
	char chunk[READ_CHUNK];

	while (c->pid) {
		ssize_t n;

		if (take(h, s, ret_heard))
			return true;
		if (!c->pid)
			return false;
		buf_drop_front(&c->from, c->from_at);
		c->from_at = 0;
		n = read(c->from_fd, chunk, sizeof chunk);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return false;
		if (n <= 0 || buf_add(&c->from, chunk, (size_t)n))
			return child_down(h, s, _("kills the helper that listens to it"), true, ret_heard);
		c->deadline_ms = s->path ? clock_mono_ms() + h->stall_ms : 0;
		c->is_warned = false;
	}
	return false;
}

/* Does it hang in a system call that does not end: a disk, a share? */
static bool is_in_the_kernel(pid_t pid)
{
	char *path = xasprintf("/proc/%d/stat", (int)pid), line[512] = "", *state;
	FILE *f = fopen(path, "re");
	bool hangs = f && fgets(line, sizeof line, f) && (state = strrchr(line, ')')) && state[1] == ' ' && state[2] == 'D';

	if (f)
		fclose(f);
	free(path);
	return hangs;
}

static bool stalled(struct hearers *h, struct slot *s, struct heard *ret_heard)
{
	bool is_stuck = is_in_the_kernel(s->child.pid);

	if (!child_down(h, s, is_stuck ? _("its disk does not answer") : _("takes too long to listen to"), false, ret_heard))
		return false;
	ret_heard->is_away = ret_heard->is_stuck = is_stuck;
	return true;
}

static bool check_time(struct hearers *h, struct slot *s, struct heard *ret_heard)
{
	struct child *c = &s->child;
	int64_t now_ms = clock_mono_ms();

	if (!c->pid)
		return s->path && finish(h, s, _("the helper that listens does not start"), NULL, ret_heard);
	if (c->deadline_ms && now_ms >= c->deadline_ms && !c->is_warned) {
		/* all of us may have been stopped (Ctrl-Z) and just woken */
		c->is_warned = true;
		c->deadline_ms = now_ms + MIN_OF((int64_t)GRACE_MS, h->stall_ms);
	} else if (c->deadline_ms && now_ms >= c->deadline_ms) {
		return stalled(h, s, ret_heard);
	} else if (!s->path && now_ms - c->idle_since_ms >= IDLE_MS) {
		child_stop(&h->crew, c);
	}
	return false;
}

bool hearers_next(struct hearers *h, struct heard *ret_heard)
{
	if (h->crew.dying_n)
		crew_reap(&h->crew);
	for (unsigned i = 0; i < h->n; i++) {
		struct slot *s = &h->slots[(h->turn + i) % h->n];

		if (hear(h, s, ret_heard) || check_time(h, s, ret_heard)) {
			h->turn = (h->turn + i) % h->n;
			return true;
		}
	}
	return false;
}

int64_t hearers_deadline_ms(const struct hearers *h)
{
	int64_t at_ms = h->crew.dying_n ? clock_mono_ms() + REAP_MS : -1;

	for (unsigned i = 0; i < h->n; i++) {
		const struct child *c = &h->slots[i].child;
		int64_t want_ms = !c->pid ? h->slots[i].path != NULL : c->deadline_ms ? c->deadline_ms : h->slots[i].path ? 0 : c->idle_since_ms + IDLE_MS;

		if (want_ms && (at_ms < 0 || want_ms < at_ms))
			at_ms = want_ms;
	}
	return at_ms;
}
