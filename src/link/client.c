/* client.c -- the command line's side of the control socket; the frame is told in link.c. */
#include "link.h"
#include "link/frame.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { ATTACH_MS = 10000 };

struct call {
	int fd;
	int64_t deadline_ms;	/* -1: as long as the server lives */
	void (*line)(void *ctx, const char *text);
	void *ctx;
	struct buf in;
	bool ended;
	int status;
	char *sentence;
};

static enum err wait_for(struct call *c, short events)
{
	for (;;) {
		struct pollfd p = { .fd = c->fd, .events = events };
		int64_t left = c->deadline_ms < 0 ? -1 : MAX_OF(c->deadline_ms - clock_mono_ms(), 0);
		int n = poll(&p, 1, (int)MIN_OF(left, 1 << 30));

		if (n > 0)
			return OK;
		if (!n)
			return fail(ERR_BUSY, _("the running player does not answer"));
		if (errno != EINTR)
			return fail_errno(ERR_IO, _("cannot wait for the running player"));
	}
}

static enum err dial(struct call *c, const char *path)
{
	struct sockaddr_un address;
	struct timeval wait = { 0 };
	int dir;
	int64_t left = c->deadline_ms < 0 ? 0 : MAX_OF(c->deadline_ms - clock_mono_ms(), 1);
	enum err err = frame_address(path, &address, &dir);

	if (err)
		return err;
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* connecting waits only while the server's backlog is full; this bounds it (0: no bound) */
	wait.tv_sec = (time_t)(left / 1000);
	wait.tv_usec = (suseconds_t)(left % 1000 * 1000);
	if (c->fd < 0 || setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait)) {
		err = fail_errno(ERR_IO, _("cannot make a socket"));
		goto out;
	}
	while (connect(c->fd, (struct sockaddr *)&address, sizeof address)) {
		if (errno == EINTR)
			continue;
		if (errno == ENOENT || errno == ECONNREFUSED)
			err = fail(ERR_MISSING, _("no player is running on this library"));
		else if (errno == EAGAIN)
			err = fail(ERR_BUSY, _("the running player does not answer"));
		else
			err = fail_errno(ERR_IO, _("cannot reach the running player"));
		goto out;
	}
	if (!frame_peer_is_us(c->fd))
		err = fail(ERR_IO, _("the socket %s belongs to somebody else"), path);
out:
	if (dir >= 0)
		close(dir);
	return err;
}

static enum err say(struct call *c, const struct buf *request)
{
	size_t sent = 0;

	while (sent < request->len) {
		ssize_t n = send(c->fd, request->data + sent, request->len - sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n >= 0) {
			sent += (size_t)n;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			enum err err = wait_for(c, POLLOUT);

			if (err)
				return err;
		} else if (errno != EINTR) {
			return OK;	/* it hung up early: perhaps it said why, which is read next */
		}
	}
	return OK;
}

/* The first byte carries the descriptors; a request is far smaller than the socket's buffer. */
static enum err say_with_fds(struct call *c, const struct buf *request, const int fds[2])
{
	union { struct cmsghdr align; char bytes[CMSG_SPACE(2 * sizeof(int))]; } control = { .bytes = { 0 } };
	struct iovec part = { request->data, request->len };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes };
	struct cmsghdr *head = CMSG_FIRSTHDR(&m);
	struct buf rest;
	enum err err = OK;
	ssize_t n;

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(2 * sizeof(int));
	memcpy(CMSG_DATA(head), fds, 2 * sizeof(int));
	while ((n = sendmsg(c->fd, &m, MSG_NOSIGNAL)) < 0 && errno == EINTR)
		;
	if (n < 0)
		return fail_errno(ERR_IO, _("cannot reach the running player"));
	buf_init(&rest, FRAME_REQUEST_MAX);
	buf_add(&rest, request->data + n, request->len - (size_t)n);
	if (rest.len)
		err = say(c, &rest);
	buf_done(&rest);
	return err;
}

enum err link_attach(const char *socket_path, int argc, const char *const *argv, int fd_in, int fd_out, int *ret_fd)
{
	struct call c = { .fd = -1, .deadline_ms = clock_mono_ms() + ATTACH_MS };
	struct buf request;
	enum err err;

	buf_init(&request, FRAME_REQUEST_MAX);
	err = frame_request_add(&request, argc, argv);
	if (!err)
		err = dial(&c, socket_path);
	if (!err)
		err = say_with_fds(&c, &request, (const int[]){ fd_in, fd_out });
	buf_done(&request);
	if (err && c.fd >= 0)
		close(c.fd);
	if (!err)
		*ret_fd = c.fd;
	return err;
}

static enum err take_line(struct call *c, char *line, size_t n)
{
	char *rest;

	if (n < 1 || (line[0] != '+' && line[0] != '=') || !frame_unescape(line + 1, n - 1, &n))
		return fail(ERR_PARSE, _("the running player's answer is garbled"));
	if (line[0] == '+') {
		if (c->line)
			c->line(c->ctx, line + 1);
		return OK;
	}
	if (line[1] < '0' || line[1] > '2' || line[2] != ' ')
		return fail(ERR_PARSE, _("the running player's answer is garbled"));
	c->ended = true;
	c->status = line[1] - '0';
	rest = line + 3;
	c->sentence = xstrdup(rest);
	return OK;
}

static enum err take_lines(struct call *c)
{
	size_t from = 0;
	char *newline;
	enum err err = OK;

	while (!err && !c->ended && (newline = memchr(c->in.data + from, '\n', c->in.len - from))) {
		size_t n = (size_t)(newline - c->in.data) - from;

		*newline = '\0';
		err = take_line(c, c->in.data + from, n);
		from += n + 1;
	}
	buf_drop_front(&c->in, from);
	return err;
}

static enum err listen_to(struct call *c)
{
	char chunk[65536];
	enum err err = OK;

	while (!err && !c->ended) {
		ssize_t n;

		err = wait_for(c, POLLIN);
		if (err)
			break;
		n = recv(c->fd, chunk, sizeof chunk, MSG_DONTWAIT);
		if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK))
			continue;
		if (n <= 0)
			return fail(ERR_CHILD, _("the running player hung up"));
		err = buf_add(&c->in, chunk, (size_t)n);
		if (err)
			return fail(ERR_LIMIT, _("the running player's answer is too long"));
		err = take_lines(c);
	}
	return err;
}

enum err link_call(const char *socket_path, int argc, const char *const *argv, int timeout_ms,
		   void (*line)(void *ctx, const char *text), void *ctx, int *ret_status, char **ret_sentence)
{
	struct call c = { .fd = -1, .line = line, .ctx = ctx };
	struct buf request;
	enum err err;

	c.deadline_ms = timeout_ms < 0 ? -1 : clock_mono_ms() + timeout_ms;
	buf_init(&request, FRAME_REQUEST_MAX);
	buf_init(&c.in, FRAME_REPLY_LINE_MAX);
	err = frame_request_add(&request, argc, argv);
	if (!err)
		err = dial(&c, socket_path);
	if (!err)
		err = say(&c, &request);
	if (!err)
		err = listen_to(&c);
	if (c.fd >= 0)
		close(c.fd);
	buf_done(&request);
	buf_done(&c.in);
	if (err) {
		free(c.sentence);
		return err;
	}
	if (ret_status)
		*ret_status = c.status;
	if (ret_sentence)
		*ret_sentence = c.sentence;
	else
		free(c.sentence);
	return OK;
}
