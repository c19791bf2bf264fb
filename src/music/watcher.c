/* watcher.c -- the parent's side of watching: a child for each root, whose news are read as they come. */
#include "child.h"
#include "music.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHILDREN_MAX = 64 };

struct watcher {
	struct crew crew;
	struct child *children[CHILDREN_MAX];
	size_t n;
	char *said_path, *said_why;
};

enum err watcher_open(struct watcher **ret_watcher, const char *exe)
{
	struct watcher *w = xcalloc(1, sizeof *w);

	w->crew.exe = xstrdup(exe);
	w->crew.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (w->crew.epoll_fd < 0) {
		enum err err = fail_errno(ERR_IO, _("cannot watch folders"));

		watcher_close(w);
		return err;
	}
	*ret_watcher = w;
	return OK;
}

void watcher_close(struct watcher *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->n; i++) {
		child_stop(&w->crew, w->children[i]);
		child_done(w->children[i]);
		free(w->children[i]);
	}
	/* killed ones go at once, unless a dead disk holds them: those are left to whoever reaps our orphans */
	crew_reap(&w->crew);
	if (w->crew.epoll_fd >= 0)
		close(w->crew.epoll_fd);
	free(w->said_path);
	free(w->said_why);
	free(w->crew.dying);
	free(w->crew.exe);
	free(w);
}

int watcher_fd(const struct watcher *w)
{
	return w->crew.epoll_fd;
}

enum err watcher_add(struct watcher *w, const char *root, const char *ignore)
{
	struct wire_frame f = { .kind = WIRE_WATCH, .path = root, .why = ignore };
	struct child *c;
	enum err err;

	if (w->n == CHILDREN_MAX)
		return fail(ERR_LIMIT, _("more than %d folders to watch"), CHILDREN_MAX);
	c = xcalloc(1, sizeof *c);
	child_init(c, "watch");
	err = wire_put(&c->to, &f);
	if (!err)
		err = child_start(&w->crew, c);
	/* an empty socket takes a frame whole */
	if (!err && send(c->to_fd, c->to.data, c->to.len, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)c->to.len) {
		err = fail_errno(ERR_CHILD, _("cannot watch folders"));
		child_stop(&w->crew, c);
	}
	if (err) {
		child_done(c);
		free(c);
		return err;
	}
	c->root = xstrdup(root);
	w->children[w->n++] = c;
	return OK;
}

void watcher_remove(struct watcher *w, const char *root)
{
	for (size_t i = 0; i < w->n; i++)
		if (!strcmp(w->children[i]->root, root)) {
			child_stop(&w->crew, w->children[i]);
			child_done(w->children[i]);
			free(w->children[i]);
			w->children[i] = w->children[--w->n];
			return;
		}
}

static bool tell(struct watcher *w, struct watch_news *ret_news, enum watch_kind kind, const char *path, const char *why)
{
	free(w->said_path);
	free(w->said_why);
	w->said_path = xstrdup(path);
	w->said_why = xstrdup(why);
	*ret_news = (struct watch_news){ kind, w->said_path, w->said_why };
	return true;
}

static bool over(struct watcher *w, struct child *c, struct watch_news *ret_news)
{
	child_stop(&w->crew, c);
	return tell(w, ret_news, WATCH_OVER, c->root, _("the helper that watches this folder died"));
}

static bool is_below(const char *path, const char *root)
{
	size_t n = strlen(root);

	return !strncmp(path, root, n) && (!path[n] || path[n] == '/' || root[n - 1] == '/');
}

/* One frame of this child as news. False: none left whole. */
static bool take(struct watcher *w, struct child *c, struct watch_news *ret_news)
{
	struct wire_frame f;
	size_t used;

	if (wire_get(c->from.data + c->from_at, c->from.len - c->from_at, &f, &used))
		return over(w, c, ret_news);
	if (!used)
		return false;
	c->from_at += used;
	switch (f.kind) {
	case WIRE_LOOK:
	case WIRE_GONE:
		/* it may speak of its own root only */
		if (is_below(f.path, c->root))
			return tell(w, ret_news, f.kind == WIRE_LOOK ? WATCH_LOOK : WATCH_GONE, f.path, "");
		return over(w, c, ret_news);
	case WIRE_ALIVE:
		return tell(w, ret_news, WATCH_READY, c->root, "");
	case WIRE_LIMITED:
		return tell(w, ret_news, WATCH_LIMITED, c->root, f.why);
	default:
		return over(w, c, ret_news);
	}
}

bool watcher_next(struct watcher *w, struct watch_news *ret_news)
{
	if (w->crew.dying_n)
		crew_reap(&w->crew);
	for (size_t i = 0; i < w->n; i++) {
		struct child *c = w->children[i];
		char chunk[READ_CHUNK];
		ssize_t n;

		for (;;) {
			if (!c->pid)
				break;
			if (take(w, c, ret_news))
				return true;
			buf_drop_front(&c->from, c->from_at);
			c->from_at = 0;
			n = read(c->from_fd, chunk, sizeof chunk);
			if (n < 0 && (errno == EAGAIN || errno == EINTR))
				break;
			if (n <= 0 || buf_add(&c->from, chunk, (size_t)n))
				return over(w, c, ret_news);
		}
	}
	return false;
}
