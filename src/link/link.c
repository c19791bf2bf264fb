/*
 * link.c -- the server's side of the control socket.
 *
 * Who may speak: only this user.  The socket is 0600 in a folder of 0700 and the kernel's word on who connected (SO_PEERCRED)
 * is checked besides, root included: another user's words could make the player open any file.
 *
 * The frame is text, one exchange a connection, so that socat and a shell can speak it:
 *
 *     client:  segue1 TAB word TAB word … NL          at most 64 KiB and 256 words
 *     server:  + text NL                              any number of lines of output (no blank after the mark)
 *              = status SPACE sentence NL             the last line: exit status 0..2; then the server hangs up
 *
 * Inside words and text backslash, tab, newline and carriage return are written \\ \t \n \r; every byte but NUL may occur,
 * so paths go through unharmed.  "segue1" names the version of the frame.
 *
 * One starter wins: whoever holds flock() on "<socket>.lock" is the server, for as long as it lives; the kernel drops the lock
 * with the process.  The holder may therefore remove any socket that lies there, except one that answers (somebody deleted the
 * lock file under a living server): that is ERR_BUSY too.  Runtime folders differ: what keeps two players off one database is the lock
 * beside it, see lock.c.  The lock file itself is never removed, so nobody can lock a ghost.
 *
 * A connection's life:
 *
 *     READING --line complete--> READY --link_next()--> SERVED --link_reply_end()--> ENDING --all sent--> closed
 *        \__ garbage: refused with a last line _________________________________________/
 *
 * Nothing here waits: what a slow reader does not take is queued up to OUT_MAX, past which that reader is dropped.  With all
 * places taken a newcomer replaces the oldest connection that has not yet said what it wants.
 */
#include "link.h"
#include "link/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	CONNS_MAX = 16,
	OUT_MAX = 64 << 20,	/* bytes a slow reader may have waiting */
	FLUSH_AT = 64 << 10,	/* queued bytes after which a write is tried at once */
	LEAVING_MS = 3000,	/* for one that serves no more to write what it has to */
	DYING_MS = 200,		/* for one that was killed to be no more */
	NAP_MS = 20,
};

enum conn_state { CONN_FREE, CONN_READING, CONN_READY, CONN_SERVED, CONN_ENDING };
struct conn {
	enum conn_state state;
	int fd;
	uint64_t id;		/* rising, never reused */
	struct buf in, out;
	size_t sent;		/* of out */
	bool wants_out;		/* epoll watches for room to write */
	char **argv;
	int argc;
	int fds[2], n_fds;	/* descriptors that came with the request */
};

struct link {
	int epoll, listener, lock;
	char *path;
	uint64_t last_id;
	struct conn conns[CONNS_MAX];
};

/* ---- where ---- */

static bool folder_is_safe(const char *path)
{
	struct stat st;

	if (lstat(path, &st) || !S_ISDIR(st.st_mode) || st.st_uid != geteuid())
		return false;
	return !(st.st_mode & 077) || !chmod(path, 0700);
}

char *link_socket_path(const char *db_path)
{
	char *real, *path = NULL, *name, *dir;

	/* who plays from it says where, though it may have another idea of the runtime folder */
	if (link_holder(db_path, NULL, &path) && path)
		return path;
	real = lock_real_name(db_path);
	name = xasprintf("%016llx.sock", (unsigned long long)hash_bytes(real, strlen(real)));
	dir = xdg_path(XDG_RUNTIME, "", true);
	if (dir && !folder_is_safe(dir))
		fail(ERR_IO, _("%s is not a folder of this user alone"), dir);
	else if (dir)
		path = path_join(dir, name);
	free(dir);
	free(name);
	free(real);
	return path;
}

/* ---- opening ---- */

static enum err take_lock(const char *socket_path, int *ret_fd)
{
	char *path = xasprintf("%s.lock", socket_path);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	enum err err = OK;

	if (fd < 0)
		err = fail_errno(ERR_IO, _("cannot open %s"), path);
	else if (flock(fd, LOCK_EX | LOCK_NB))
		err = errno == EWOULDBLOCK ? fail(ERR_BUSY, _("another Segue already plays from this library")) :
			fail_errno(ERR_IO, _("cannot lock %s"), path);
	if (err && fd >= 0)
		close(fd);
	if (!err)
		*ret_fd = fd;
	free(path);
	return err;
}

/* Something lies where the socket goes: stale and ours to remove, or alive? */
static enum err clear_stale(const char *path, const struct sockaddr_un *address)
{
	struct stat st;
	int fd, answered;

	if (lstat(path, &st))
		return errno == ENOENT ? OK : fail_errno(ERR_IO, _("cannot look at %s"), path);
	if (!S_ISSOCK(st.st_mode) || st.st_uid != geteuid())
		return fail(ERR_IO, _("%s is in the way"), path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return fail_errno(ERR_IO, _("cannot make a socket"));
	/* EAGAIN: its backlog is full, so it lives */
	answered = !connect(fd, (const struct sockaddr *)address, sizeof *address) || errno == EAGAIN;
	close(fd);
	if (answered)
		return fail(ERR_BUSY, _("another Segue already plays from this library"));
	if (unlink(path) && errno != ENOENT)
		return fail_errno(ERR_IO, _("cannot remove %s"), path);
	return OK;
}

static enum err listen_at(struct link *l)
{
	struct sockaddr_un address;
	struct epoll_event ev = { .events = EPOLLIN, .data.u64 = 0 };
	int dir;
	enum err err = frame_address(l->path, &address, &dir);

	if (err)
		return err;
	err = clear_stale(l->path, &address);
	if (err)
		goto out;
	l->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* the mode set before bind is the one the file is made with: it is never open to others, not for a moment */
	if (l->listener < 0 || fchmod(l->listener, 0600) ||
	    bind(l->listener, (struct sockaddr *)&address, sizeof address)) {
		err = fail_errno(ERR_IO, _("cannot make the socket %s"), l->path);
		if (l->listener >= 0)
			close(l->listener);
		l->listener = -1;
		goto out;
	}
	if (chmod(l->path, 0600) || listen(l->listener, CONNS_MAX) ||
	    epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->listener, &ev))
		err = fail_errno(ERR_IO, _("cannot make the socket %s"), l->path);
out:
	if (dir >= 0)
		close(dir);
	return err;
}

static bool somebody_answers(const char *socket_path)
{
	struct sockaddr_un address;
	int dir, fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool answers = fd >= 0 && !frame_address(socket_path, &address, &dir);

	if (answers) {
		answers = !connect(fd, (const struct sockaddr *)&address, sizeof address) || errno == EAGAIN;
		if (dir >= 0)
			close(dir);
	}
	if (fd >= 0)
		close(fd);
	return answers;
}

bool lock_nap(const char *socket_path, int64_t since_ms)
{
	if (clock_mono_ms() - since_ms >= (somebody_answers(socket_path) ? DYING_MS : LEAVING_MS))
		return false;
	(void)poll(NULL, 0, NAP_MS);
	return true;
}

/* One that is leaving serves no more but still writes; one that was killed is gone in a moment. Neither is a reason to refuse. */
static enum err take_place(struct link *l)
{
	int64_t since_ms = clock_mono_ms();

	for (;;) {
		enum err err = take_lock(l->path, &l->lock);

		if (!err)
			err = listen_at(l);
		if (err != ERR_BUSY || !lock_nap(l->path, since_ms))
			return err;
		if (l->lock >= 0)
			close(l->lock);
		l->lock = -1;
	}
}

enum err link_open(struct link **ret_link, const char *socket_path)
{
	struct link *l = xcalloc(1, sizeof *l);
	enum err err;

	l->lock = l->listener = -1;
	l->path = xstrdup(socket_path);
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (l->epoll < 0)
		err = fail_errno(ERR_IO, _("cannot make a descriptor"));
	else
		err = take_place(l);
	if (err)
		link_close(l);
	else
		*ret_link = l;
	return err;
}

static void conn_drop(struct conn *c)
{
	if (c->state == CONN_FREE)
		return;
	close(c->fd);		/* leaves the epoll set by itself */
	for (int i = 0; i < c->n_fds; i++)
		close(c->fds[i]);
	buf_done(&c->in);
	buf_done(&c->out);
	frame_args_free(c->argv, c->argc);
	memset(c, 0, sizeof *c);
}

void link_leave(struct link *l)
{
	if (!l)
		return;
	if (l->listener >= 0) {
		unlink(l->path);
		close(l->listener);
	}
	l->listener = -1;
}

void link_close(struct link *l)
{
	if (!l)
		return;
	link_leave(l);
	for (size_t i = 0; i < CONNS_MAX; i++)
		conn_drop(&l->conns[i]);
	if (l->lock >= 0)
		close(l->lock);
	if (l->epoll >= 0)
		close(l->epoll);
	free(l->path);
	free(l);
}

int link_fd(const struct link *l)
{
	return l->epoll;
}

/* ---- connections ---- */

static struct conn *conn_find(struct link *l, uint64_t id)
{
	for (size_t i = 0; i < CONNS_MAX; i++)
		if (l->conns[i].state != CONN_FREE && l->conns[i].id == id)
			return &l->conns[i];
	return NULL;
}

/* Reads are wanted until the request is whole; afterwards only room to write, and the kernel's word that nobody is there. */
static void conn_watch(struct link *l, struct conn *c)
{
	bool out = c->out.len > c->sent;
	struct epoll_event ev = { .data.u64 = c->id };

	ev.events = (c->state == CONN_READING ? EPOLLIN : 0u) | (out ? EPOLLOUT : 0u);
	c->wants_out = out;
	epoll_ctl(l->epoll, EPOLL_CTL_MOD, c->fd, &ev);
}

/* Sends what the socket takes now. The connection may be gone afterwards. */
static void conn_flush(struct link *l, struct conn *c)
{
	while (c->sent < c->out.len) {
		ssize_t n = send(c->fd, c->out.data + c->sent, c->out.len - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
			conn_drop(c);
			return;
		}
		if (n < 0)
			break;
		c->sent += (size_t)n;
	}
	if (c->sent == c->out.len) {
		if (c->state == CONN_ENDING) {
			conn_drop(c);
			return;
		}
		buf_clear(&c->out);
		c->sent = 0;
	} else if (c->sent > c->out.len / 2) {
		/* moved only when more than half is gone: each byte moves at most once on average */
		buf_drop_front(&c->out, c->sent);
		c->sent = 0;
	}
	conn_watch(l, c);
}

static void conn_end(struct link *l, struct conn *c, int status, const char *sentence)
{
	char *last = xasprintf("%d %s", status, sentence ? sentence : "");

	c->state = CONN_ENDING;
	if (frame_reply_add(&c->out, '=', last))
		conn_drop(c);
	else
		conn_flush(l, c);
	free(last);
}

/* A place for a newcomer: a free one, or that of the oldest who has not yet said what it wants. */
static struct conn *conn_place(struct link *l)
{
	struct conn *oldest = NULL;

	for (size_t i = 0; i < CONNS_MAX; i++) {
		struct conn *c = &l->conns[i];

		if (c->state == CONN_FREE)
			return c;
		if (c->state == CONN_READING && (!oldest || c->id < oldest->id))
			oldest = c;
	}
	if (oldest)
		conn_drop(oldest);
	return oldest;
}

static void accept_all(struct link *l)
{
	for (int i = 0; i < CONNS_MAX; i++) {
		int fd = accept4(l->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		struct epoll_event ev = { .events = EPOLLIN };
		struct conn *c;

		if (fd < 0)
			return;
		c = frame_peer_is_us(fd) ? conn_place(l) : NULL;
		ev.data.u64 = l->last_id + 1;
		if (!c || epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &ev)) {
			close(fd);
			continue;
		}
		c->state = CONN_READING;
		c->fd = fd;
		c->id = ++l->last_id;
		buf_init(&c->in, FRAME_REQUEST_MAX);
		buf_init(&c->out, OUT_MAX);
	}
}

static void conn_take(struct link *l, struct conn *c, const char *newline)
{
	if (frame_request_parse(c->in.data, (size_t)(newline - c->in.data), &c->argv, &c->argc)) {
		conn_end(l, c, 2, err_text());
		return;
	}
	c->state = CONN_READY;
	conn_watch(l, c);
}

/* Descriptors nobody asked for are closed: they must not pile up in the player. */
static void conn_take_fds(struct conn *c, struct msghdr *m)
{
	for (struct cmsghdr *head = CMSG_FIRSTHDR(m); head; head = CMSG_NXTHDR(m, head)) {
		size_t n = head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS ? (head->cmsg_len - CMSG_LEN(0)) / sizeof(int) : 0;

		for (size_t i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(head) + i * sizeof fd, sizeof fd);
			if (c->n_fds < (int)COUNT_OF(c->fds))
				c->fds[c->n_fds++] = fd;
			else
				close(fd);
		}
	}
}

static ssize_t conn_receive(struct conn *c, char *chunk, size_t size)
{
	union { struct cmsghdr align; char bytes[CMSG_SPACE(8 * sizeof(int))]; } control;
	struct iovec part = { chunk, size };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes };
	ssize_t n = recvmsg(c->fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	if (n >= 0)
		conn_take_fds(c, &m);
	return n;
}

static void conn_read(struct link *l, struct conn *c)
{
	char chunk[4096];

	for (;;) {
		ssize_t n = conn_receive(c, chunk, sizeof chunk);
		const char *newline;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n <= 0) {
			conn_drop(c);
			return;
		}
		newline = memchr(chunk, '\n', (size_t)n);
		/* what follows the line is nobody's: it is not kept */
		if (buf_add(&c->in, chunk, newline ? (size_t)(newline - chunk) + 1 : (size_t)n)) {
			conn_end(l, c, 2, _("the request is too long"));
			return;
		}
		if (newline) {
			conn_take(l, c, c->in.data + c->in.len - 1);
			return;
		}
	}
}

static void conn_turn(struct link *l, struct conn *c, uint32_t events)
{
	if ((events & (EPOLLHUP | EPOLLERR)) && c->state != CONN_READING) {
		conn_drop(c);
		return;
	}
	if (c->state == CONN_READING)
		conn_read(l, c);
	else if (events & EPOLLOUT)
		conn_flush(l, c);
}

bool link_next(struct link *l, struct link_request *ret_request)
{
	struct epoll_event events[CONNS_MAX + 1];
	struct conn *first = NULL;
	int n = epoll_wait(l->epoll, events, COUNT_OF(events), 0);

	for (int i = 0; i < n; i++) {
		struct conn *c = events[i].data.u64 ? conn_find(l, events[i].data.u64) : NULL;

		if (!events[i].data.u64)
			accept_all(l);
		else if (c)
			conn_turn(l, c, events[i].events);
	}
	for (size_t i = 0; i < CONNS_MAX; i++) {
		struct conn *c = &l->conns[i];

		if (c->state == CONN_READY && (!first || c->id < first->id))
			first = c;
	}
	if (!first)
		return false;
	first->state = CONN_SERVED;
	ret_request->conn = first->id;
	ret_request->argc = first->argc;
	ret_request->argv = (const char *const *)first->argv;
	return true;
}

bool link_take(struct link *l, uint64_t conn, int *ret_fd, int *ret_in, int *ret_out)
{
	struct conn *c = conn_find(l, conn);

	if (!c || c->state != CONN_SERVED || c->n_fds != 2)
		return false;
	*ret_fd = fcntl(c->fd, F_DUPFD_CLOEXEC, 3);
	if (*ret_fd < 0)
		return false;
	epoll_ctl(l->epoll, EPOLL_CTL_DEL, c->fd, NULL);	/* the copy would keep it in the set */
	*ret_in = c->fds[0];
	*ret_out = c->fds[1];
	c->n_fds = 0;
	conn_drop(c);
	return true;
}

/* ---- answers ---- */

bool link_is_awaited(struct link *l, uint64_t conn)
{
	const struct conn *c = conn_find(l, conn);

	return c && c->state == CONN_SERVED;
}

void link_reply_line(struct link *l, uint64_t conn, const char *line)
{
	struct conn *c = conn_find(l, conn);

	if (!c || c->state != CONN_SERVED)
		return;
	if (frame_reply_add(&c->out, '+', line)) {
		/* it does not read: half an answer would be a lie, so it gets none */
		conn_drop(c);
		return;
	}
	if (c->out.len - c->sent >= FLUSH_AT)
		conn_flush(l, c);
	else if (!c->wants_out)
		conn_watch(l, c);
}

void link_reply_end(struct link *l, uint64_t conn, int status, const char *sentence)
{
	struct conn *c = conn_find(l, conn);

	if (c && c->state == CONN_SERVED)
		conn_end(l, c, status, sentence);
}
