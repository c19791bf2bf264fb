/*
 * watch_child.c -- `segue --worker watch`: one child a root, so that adding a hundred thousand watches, or a mount that hangs, costs the
 * interface nothing and the other roots neither.  The first frame in names the root; the end of standard input is the end.
 */
#include "watch.h"

#include "wire.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void send_path(struct buf *out, enum wire_kind kind, const char *path, const char *why)
{
	struct wire_frame f = { .kind = kind, .path = path, .why = why };

	/* a path too long for a frame is too long for the system, too */
	wire_put(out, &f);
	if (write_all(STDOUT_FILENO, out->data, out->len))
		_exit(1);
	buf_clear(out);
}

static void child_look(void *ctx, const char *path)
{
	send_path(ctx, WIRE_LOOK, path, "");
}

static void child_gone(void *ctx, const char *path)
{
	send_path(ctx, WIRE_GONE, path, "");
}

static void child_limited(void *ctx, const char *why)
{
	char *clean = utf8_clean(why, strlen(why));

	send_path(ctx, WIRE_LIMITED, "", clean);
	free(clean);
}

/* False: the parent has gone, or says what nobody asked for. */
static bool hear(struct buf *in, struct watch *w, struct buf *out)
{
	char chunk[4096];
	ssize_t n = read(STDIN_FILENO, chunk, sizeof chunk);
	struct wire_frame f;
	size_t used;

	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0 || buf_add(in, chunk, (size_t)n))
		return false;
	for (;;) {
		if (wire_get(in->data, in->len, &f, &used))
			return false;
		if (!used)
			return true;
		if (f.kind != WIRE_WATCH)
			return false;
		watch_root(w, f.path, f.why);
		send_path(out, WIRE_ALIVE, "", "");	/* from now on nothing is missed */
		buf_drop_front(in, used);
	}
}

int watch_main(void)
{
	struct buf out;
	struct watch_sink sink = { child_look, child_gone, child_limited, &out };
	struct buf in;
	struct watch *w;

	signal(SIGINT, SIG_IGN);	/* Ctrl-C is for the parent, which closes our input */
	signal(SIGPIPE, SIG_IGN);
	if (nice(10) < 0)
		errno = 0;		/* then it is not nice */
	buf_init(&in, 4 * (WIRE_PATH_MAX + WIRE_HEAD + 64));
	buf_init(&out, WIRE_BODY_MAX + WIRE_HEAD);
	if (watch_open(&w, &sink, SIZE_MAX)) {
		child_limited(&out, err_text());
		return 1;
	}
	for (;;) {
		int64_t due_ms = watch_due_ms(w), wait_ms = due_ms < 0 ? -1 : MAX_OF(0, due_ms - clock_mono_ms());
		struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = watch_fd(w), .events = POLLIN } };

		if (poll(fds, COUNT_OF(fds), (int)wait_ms) < 0 && errno != EINTR)
			break;
		if (fds[0].revents && !hear(&in, w, &out))
			break;
		watch_turn(w, clock_mono_ms(), clock_unix_ms());
	}
	watch_close(w);
	buf_done(&in);
	buf_done(&out);
	return 0;
}
