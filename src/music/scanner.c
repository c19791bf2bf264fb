/*
 * scanner.c -- the parent's side: who asks what of which child, and what to do when one dies.
 *
 *	scanner_read() -> waiting -> flight (in a child) -> SCAN_TAGS / SCAN_FAILED
 *	                     ^           | the child died, stalled or sent nonsense
 *	                     |           v
 *	                     |        suspects -> flight, alone -> as above; dies twice more: SCAN_FAILED, it was this one
 *	                     +- a child that never said hello blames nobody; three such in a row fail all that waits
 *
 * Requests are pipelined, WINDOW of them in a child, replies come in order. Replies are written in bunches (worker.c), so when a
 * child dies any of those in flight may have killed it: they are asked again one at a time. One bad file costs a window read
 * twice, some milliseconds; in exchange the good files cost no system call each.
 *
 * Bounds: the walker's pipe is not read while WAITING_HIGH reads wait; a child's frames are bounded by wire.h; what waits
 * otherwise is what the caller asked for. An eventfd in the epoll set keeps scanner_fd() readable while something is left to say.
 */
#include "scanner.h"

#include "child.h"
#include "wire.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	JOBS_MAX = 32, JOBS_CHOSEN_MAX = 8,
	WAITING_HIGH = 4096, WAITING_LOW = 2048,
	STALL_READ_MS = 10000, STALL_WALK_MS = 60000, IDLE_MS = 5000, REAP_MS = 250, CLOSE_MS = 100,
	FALSE_STARTS_MAX = 3, DEATHS_MAX = 2,
	GRACE_MS = 1000,		/* after a deadline: all of us may have been stopped (Ctrl-Z) and just woken */
	ROUNDS_MAX = 16,		/* of listening in one scanner_next(): a child that babbles must not hold the caller */
};

struct news { enum scan_kind kind; char *path, *why; struct file_stamp stamp; };
struct news_list { struct news *at; size_t first, n, cap; };

struct scanner {
	struct crew crew;
	int event_fd;
	bool is_awake;			/* event_fd is readable */
	struct child walker, readers[JOBS_MAX];
	unsigned jobs, turn;
	struct ring waiting, suspects, roots;
	struct news_list news;
	uint32_t number;
	unsigned false_starts;
	int64_t stall_read_ms, stall_walk_ms;
	char *ignore;		/* patterns for the walker; NULL: none */
	char *said_path, *said_why;	/* what the last news borrows */
};

/* The readers, and then the walker. */
static struct child *child_at(struct scanner *s, unsigned i)
{
	return i == s->jobs ? &s->walker : &s->readers[i];
}

/* ---- news made here ---- */

/* Takes `path`. */
static void tell(struct scanner *s, enum scan_kind kind, char *path, const struct file_stamp *stamp, const char *why)
{
	struct news_list *l = &s->news;

	if (l->first && l->first == l->n)
		l->first = l->n = 0;
	ARRAY_GROW(l->at, l->n, l->cap);
	l->at[l->n++] = (struct news){ kind, path, xstrdup(why), stamp ? *stamp : (struct file_stamp){ 0 } };
}

static void set_awake(struct scanner *s, bool awake)
{
	uint64_t n = 1;

	if (s->is_awake == awake)
		return;
	if ((awake ? write(s->event_fd, &n, sizeof n) : read(s->event_fd, &n, sizeof n)) == (ssize_t)sizeof n)
		s->is_awake = awake;
}

/* ---- children that went wrong ---- */

static void fail_all_waiting(struct scanner *s, const char *why)
{
	while (s->suspects.n + s->waiting.n) {
		struct job j = ring_pop(s->suspects.n ? &s->suspects : &s->waiting);

		tell(s, SCAN_FAILED, j.path, &j.stamp, why);
	}
}

static void walk_over(struct scanner *s, const char *why)
{
	struct child *c = &s->walker;

	if (!c->root)
		return;
	tell(s, SCAN_DIR_FAILED, xstrdup(c->root), NULL, why);
	tell(s, SCAN_WALKED, c->root, NULL, "");
	c->root = NULL;
}

/* Was it this file alone? A death is believed the second time: a child may end for reasons of its own. */
static bool is_blamed(struct child *c, bool died)
{
	struct job *j = c->flight.n == 1 ? ring_front(&c->flight) : NULL;

	return j && c->said_hello && j->is_suspect && (!died || ++j->deaths >= DEATHS_MAX);
}

/* The child is no good any more: what it was doing is asked again, or blamed. */
static void child_down(struct scanner *s, struct child *c, const char *why, bool died)
{
	bool blames = is_blamed(c, died);

	child_stop(&s->crew, c);
	s->false_starts = c->said_hello ? 0 : s->false_starts + 1;
	if (c == &s->walker) {
		walk_over(s, why);
		return;
	}
	while (c->flight.n) {
		struct job j = ring_pop(&c->flight);

		j.is_suspect = true;
		if (blames)
			tell(s, SCAN_FAILED, j.path, &j.stamp, why);
		else
			ring_push(&s->suspects, j);
	}
	if (s->false_starts >= FALSE_STARTS_MAX) {
		fail_all_waiting(s, _("the helper that reads tags does not start"));
		s->false_starts = 0;
	}
}

/* ---- asking ---- */

static int64_t stall_ms(const struct scanner *s, const struct child *c)
{
	return c == &s->walker ? s->stall_walk_ms : s->stall_read_ms;
}

static const char *why_died(const struct scanner *s, const struct child *c)
{
	return c == &s->walker ? _("the helper that walks folders died there") : _("kills the helper that reads tags");
}

static bool is_busy(const struct child *c)
{
	return c->flight.n || c->root;
}

static void flush_requests(struct scanner *s, struct child *c)
{
	while (c->to.len) {
		ssize_t n = send(c->to_fd, c->to.data, c->to.len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN) {
			child_down(s, c, why_died(s, c), true);
			return;
		}
		if (n < 0)
			break;
		buf_drop_front(&c->to, (size_t)n);
	}
	if (c->wants_write != (c->to.len > 0)) {
		c->wants_write = c->to.len > 0;
		crew_watch(&s->crew, c->wants_write ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, c->to_fd, EPOLLOUT, c);
	}
}

/* Paths too long for a frame were refused when asked for, so this cannot fail. */
static void ask(struct scanner *s, struct child *c, enum wire_kind kind, const char *path, uint32_t number)
{
	struct wire_frame f = { .kind = kind, .number = number, .path = path, .why = s->ignore ? s->ignore : "" };

	if (!is_busy(c))
		c->deadline_ms = clock_mono_ms() + stall_ms(s, c);
	if (wire_put(&c->to, &f))
		log_line("scanner: %s", err_text());
}

/* A child is topped up when half its window is answered; a suspect flies alone. */
static bool takes_more(const struct scanner *s, const struct child *c)
{
	if (s->suspects.n)
		return !c->flight.n;
	return c->flight.n <= WINDOW / 2 && !(c->flight.n && c->flight.at[c->flight.first].is_suspect);
}

static void feed_reader(struct scanner *s, struct child *c)
{
	bool alone = s->suspects.n > 0;

	if (!takes_more(s, c))
		return;
	if (!c->pid && child_start(&s->crew, c)) {
		fail_all_waiting(s, err_text());
		return;
	}
	while (c->flight.n < WINDOW && (alone ? s->suspects.n : s->waiting.n)) {
		struct job j = ring_pop(alone ? &s->suspects : &s->waiting);

		j.number = ++s->number;
		ask(s, c, WIRE_READ, j.path, j.number);
		ring_push(&c->flight, j);
		if (alone)
			break;
	}
	flush_requests(s, c);
}

static void feed(struct scanner *s)
{
	struct child *w = &s->walker;

	for (unsigned i = 0; i < s->jobs && s->suspects.n + s->waiting.n; i++)
		feed_reader(s, &s->readers[i]);
	if (w->root || !s->roots.n)
		return;
	w->root = ring_pop(&s->roots).path;
	if (!w->pid && child_start(&s->crew, w)) {
		walk_over(s, err_text());
		return;
	}
	w->number = ++s->number;
	w->deadline_ms = clock_mono_ms() + s->stall_walk_ms;
	ask(s, w, WIRE_WALK, w->root, w->number);
	flush_requests(s, w);
}

/* ---- hearing ---- */

/* Enough reads wait: let the walker's pipe fill up. */
static void balance(struct scanner *s)
{
	struct child *w = &s->walker;
	bool pause = s->waiting.n >= (w->is_paused ? WAITING_LOW : WAITING_HIGH);

	if (!w->pid || pause == w->is_paused)
		return;
	w->is_paused = pause;
	crew_watch(&s->crew, pause ? EPOLL_CTL_DEL : EPOLL_CTL_ADD, w->from_fd, EPOLLIN, w);
	w->deadline_ms = pause || !w->root ? 0 : clock_mono_ms() + s->stall_walk_ms;
}

/* False: it had nothing to say. */
static bool hear(struct scanner *s, struct child *c)
{
	char chunk[READ_CHUNK];
	ssize_t n;

	buf_drop_front(&c->from, c->from_at);
	c->from_at = 0;
	n = read(c->from_fd, chunk, sizeof chunk);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	/* what is left of the last frame and a chunk always fit: frames are bounded */
	if (n <= 0 || buf_add(&c->from, chunk, (size_t)n)) {
		child_down(s, c, why_died(s, c), true);
	} else {
		c->deadline_ms = is_busy(c) ? clock_mono_ms() + stall_ms(s, c) : 0;
		c->is_warned = false;
	}
	return true;
}

static void say(struct scanner *s, struct scan_news *ret_news, enum scan_kind kind, char *path, char *why)
{
	s->said_path = path;
	s->said_why = why;
	*ret_news = (struct scan_news){ .kind = kind, .path = path, .why = why ? why : "" };
	tags_clear(&ret_news->tags);
}

static bool take_walked(struct scanner *s, const struct wire_frame *f, struct scan_news *ret_news)
{
	struct child *c = &s->walker;

	if (!c->root || f->number != c->number)
		return false;
	switch (f->kind) {
	case WIRE_FILE:
		say(s, ret_news, SCAN_FILE, NULL, NULL);
		ret_news->path = f->path;
		ret_news->stamp = f->stamp;
		return true;
	case WIRE_DIR_FAILED:
		say(s, ret_news, SCAN_DIR_FAILED, NULL, NULL);
		ret_news->path = f->path;
		ret_news->why = f->why;
		return true;
	case WIRE_WALKED:
		say(s, ret_news, SCAN_WALKED, c->root, NULL);
		ret_news->complete = f->is_complete;
		ret_news->stamp = f->stamp;
		c->root = NULL;
		c->deadline_ms = 0;
		c->idle_since_ms = clock_mono_ms();
		return true;
	default:
		return false;
	}
}

/* A part of what is asked first; that stays asked. */
static bool take_part(struct scanner *s, struct child *c, const struct wire_frame *f, struct scan_news *ret_news)
{
	const struct job *j = ring_front(&c->flight);

	say(s, ret_news, SCAN_PART, music_part_path(j->path, f->index), NULL);
	ret_news->stamp = j->stamp;
	ret_news->owner = j->path;
	ret_news->tags = f->tags;
	ret_news->part = f->part;
	ret_news->tags.part = &ret_news->part;
	return true;
}

static bool take_read(struct scanner *s, struct child *c, const struct wire_frame *f, struct scan_news *ret_news)
{
	struct job j;

	if (f->kind == WIRE_PART && c->flight.n && f->number == ring_front(&c->flight)->number)
		return take_part(s, c, f, ret_news);

	if (!c->flight.n || f->number != ring_front(&c->flight)->number || (f->kind != WIRE_TAGS && f->kind != WIRE_FAILED))
		return false;
	j = ring_pop(&c->flight);
	say(s, ret_news, f->kind == WIRE_TAGS ? SCAN_TAGS : SCAN_FAILED, j.path, NULL);
	ret_news->stamp = j.stamp;
	ret_news->tags = f->tags;
	ret_news->why = f->why;
	if (!c->flight.n) {
		c->deadline_ms = 0;
		c->idle_since_ms = clock_mono_ms();
	}
	return true;
}

/* One frame this child has sent, as news. False: none left whole. */
static bool take_frame(struct scanner *s, struct child *c, struct scan_news *ret_news)
{
	struct wire_frame f;
	size_t used;

	while (c->pid && c->from.len > c->from_at && !(c == &s->walker && c->is_paused)) {
		if (wire_get(c->from.data + c->from_at, c->from.len - c->from_at, &f, &used)) {
			child_down(s, c, _("confuses the helper that reads it"), false);
			return false;
		}
		if (!used)
			return false;
		c->from_at += used;
		if (f.kind == WIRE_ALIVE && (c == &s->walker || !c->said_hello)) {
			c->said_hello = true;
			s->false_starts = 0;
		} else if (c == &s->walker ? take_walked(s, &f, ret_news) : take_read(s, c, &f, ret_news)) {
			return true;
		} else {
			child_down(s, c, _("confuses the helper that reads it"), false);
			return false;
		}
	}
	return false;
}

static bool take_ready(struct scanner *s, struct scan_news *ret_news)
{
	if (s->news.first < s->news.n) {
		struct news *n = &s->news.at[s->news.first++];

		say(s, ret_news, n->kind, n->path, n->why);
		ret_news->stamp = n->stamp;
		return true;
	}
	for (unsigned i = 0; i <= s->jobs; i++) {
		unsigned k = (s->turn + i) % (s->jobs + 1);

		if (take_frame(s, child_at(s, k), ret_news)) {
			s->turn = k;
			return true;
		}
	}
	s->turn++;
	return s->news.first < s->news.n && take_ready(s, ret_news);
}

/* True: a child was given up, so there is something to say or to ask again. */
static bool check_time(struct scanner *s)
{
	int64_t now_ms = clock_mono_ms();
	bool any = false;

	for (unsigned i = 0; i <= s->jobs; i++) {
		struct child *c = child_at(s, i);

		if (!c->pid)
			continue;
		if (c->deadline_ms && now_ms >= c->deadline_ms && !c->is_warned) {
			c->is_warned = true;
			c->deadline_ms = now_ms + MIN_OF(GRACE_MS, stall_ms(s, c));
		} else if (c->deadline_ms && now_ms >= c->deadline_ms) {
			child_down(s, c, c == &s->walker ? _("the disk does not answer") : _("takes too long to read"),
				   false);
			any = true;
		} else if (!is_busy(c) && now_ms - c->idle_since_ms >= IDLE_MS) {
			child_stop(&s->crew, c);
		}
	}
	if (s->crew.dying_n)
		crew_reap(&s->crew);
	return any;
}

/* Whatever the descriptors have. False: nothing. */
static bool pump(struct scanner *s)
{
	struct epoll_event events[JOBS_MAX + 2];
	int n = epoll_wait(s->crew.epoll_fd, events, COUNT_OF(events), 0);
	bool any = false;

	for (int i = 0; i < n; i++) {
		struct child *c = events[i].data.ptr;

		if (!c || !c->pid)
			continue;
		any = true;
		if (events[i].events & EPOLLOUT)
			flush_requests(s, c);
		else if (!hear(s, c) && (events[i].events & (EPOLLERR | EPOLLHUP)))
			child_down(s, c, why_died(s, c), true);
	}
	return any;
}

/* ---- the door ---- */

enum err scanner_open(struct scanner **ret_scanner, const char *exe, unsigned jobs)
{
	struct scanner *s = xcalloc(1, sizeof *s);
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (!jobs)
		jobs = cores < 2 ? 2 : (unsigned)MIN_OF(cores, JOBS_CHOSEN_MAX);
	s->jobs = MIN_OF(jobs, JOBS_MAX);
	s->crew.exe = xstrdup(exe);
	s->stall_read_ms = STALL_READ_MS;
	s->stall_walk_ms = STALL_WALK_MS;
	child_init(&s->walker, "walk");
	for (unsigned i = 0; i < s->jobs; i++)
		child_init(&s->readers[i], "tags");
	s->crew.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	s->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->crew.epoll_fd < 0 || s->event_fd < 0) {
		enum err err = fail_errno(ERR_IO, _("cannot set up the scanner"));

		scanner_close(s);
		return err;
	}
	crew_watch(&s->crew, EPOLL_CTL_ADD, s->event_fd, EPOLLIN, NULL);
	*ret_scanner = s;
	return OK;
}

/* Idle children end by themselves when their input does; the others, or late ones, are killed. */
static void stop_children(struct scanner *s)
{
	int64_t until_ms = clock_mono_ms() + CLOSE_MS, left_ms;

	for (unsigned i = 0; i <= s->jobs; i++) {
		struct child *c = child_at(s, i);

		if (c->pid && !is_busy(c))
			shutdown(c->to_fd, SHUT_WR);
		else
			child_stop(&s->crew, c);
	}
	for (unsigned i = 0; i <= s->jobs; i++) {
		struct child *c = child_at(s, i);
		struct pollfd p = { .fd = c->from_fd, .events = 0 };

		while (c->pid && (left_ms = until_ms - clock_mono_ms()) > 0 && poll(&p, 1, (int)left_ms) < 0 && errno == EINTR)
			;
		child_stop(&s->crew, c);
	}
	/* killed ones go at once, unless a dead disk holds them: those are left behind */
	while (s->crew.dying_n && clock_mono_ms() < until_ms) {
		crew_reap(&s->crew);
		if (s->crew.dying_n)
			poll(NULL, 0, 1);
	}
}

void scanner_close(struct scanner *s)
{
	if (!s)
		return;
	stop_children(s);
	for (unsigned i = 0; i <= s->jobs; i++)
		child_done(child_at(s, i));
	ring_done(&s->waiting);
	ring_done(&s->suspects);
	ring_done(&s->roots);
	for (size_t i = s->news.first; i < s->news.n; i++) {
		free(s->news.at[i].path);
		free(s->news.at[i].why);
	}
	free(s->news.at);
	if (s->crew.epoll_fd >= 0)
		close(s->crew.epoll_fd);
	if (s->event_fd >= 0)
		close(s->event_fd);
	free(s->ignore);
	free(s->said_path);
	free(s->said_why);
	free(s->crew.dying);
	free(s->crew.exe);
	free(s);
}

enum err scanner_ignore(struct scanner *s, const char *patterns)
{
	if (strlen(patterns) > WIRE_TEXT_MAX)
		return fail(ERR_LIMIT, _("more than %d bytes of patterns to ignore"), WIRE_TEXT_MAX);
	free(s->ignore);
	s->ignore = xstrdup(patterns);
	return OK;
}

int scanner_fd(const struct scanner *s)
{
	return s->crew.epoll_fd;
}

void scanner_walk(struct scanner *s, const char *root)
{
	if (strlen(root) > WIRE_PATH_MAX) {
		tell(s, SCAN_DIR_FAILED, xstrdup(root), NULL, strerror(ENAMETOOLONG));
		tell(s, SCAN_WALKED, xstrdup(root), NULL, "");
	} else {
		ring_push(&s->roots, (struct job){ .path = xstrdup(root) });
	}
	set_awake(s, true);
}

void scanner_read(struct scanner *s, const char *path, const struct file_stamp *stamp)
{
	if (strlen(path) > WIRE_PATH_MAX)
		tell(s, SCAN_FAILED, xstrdup(path), stamp, strerror(ENAMETOOLONG));
	else
		ring_push(&s->waiting, (struct job){ .path = xstrdup(path), .stamp = *stamp });
	set_awake(s, true);
}

bool scanner_next(struct scanner *s, struct scan_news *ret_news)
{
	free(s->said_path);
	free(s->said_why);
	s->said_path = s->said_why = NULL;
	for (int round = 0; round < ROUNDS_MAX; round++) {
		balance(s);
		if (take_ready(s, ret_news)) {
			set_awake(s, true);
			return true;
		}
		feed(s);
		/* time is looked at last: what a child said while nobody listened counts */
		if (!pump(s) && !check_time(s) && s->news.first == s->news.n) {
			set_awake(s, false);
			return false;
		}
	}
	set_awake(s, true);
	return false;
}

bool scanner_is_idle(const struct scanner *s)
{
	if (s->waiting.n || s->suspects.n || s->roots.n || s->walker.root || s->news.first < s->news.n)
		return false;
	for (unsigned i = 0; i < s->jobs; i++)
		if (s->readers[i].flight.n)
			return false;
	return true;
}

int64_t scanner_deadline_ms(const struct scanner *s)
{
	int64_t at_ms = s->crew.dying_n ? clock_mono_ms() + REAP_MS : -1;

	for (unsigned i = 0; i <= s->jobs; i++) {
		const struct child *c = i == s->jobs ? &s->walker : &s->readers[i];
		int64_t want_ms = !c->pid ? 0 : c->deadline_ms ? c->deadline_ms : is_busy(c) ? 0 : c->idle_since_ms + IDLE_MS;

		if (want_ms && (at_ms < 0 || want_ms < at_ms))
			at_ms = want_ms;
	}
	return at_ms;
}

void scanner_set_stall_ms(struct scanner *s, int64_t ms)
{
	s->stall_read_ms = s->stall_walk_ms = ms;
}
