/* child.c -- starting and stopping the scanner's children, and the rings their work waits in. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

void ring_push(struct ring *r, struct job j)
{
	if (r->n == r->cap) {
		size_t cap = r->cap ? r->cap * 2 : 16;
		struct job *at = xmalloc(cap * sizeof *at);

		for (size_t i = 0; i < r->n; i++)
			at[i] = r->at[(r->first + i) & (r->cap - 1)];
		free(r->at);
		*r = (struct ring){ at, 0, r->n, cap };
	}
	r->at[(r->first + r->n++) & (r->cap - 1)] = j;
}

struct job *ring_front(struct ring *r)
{
	return &r->at[r->first];
}

struct job ring_pop(struct ring *r)
{
	struct job j = r->at[r->first];

	r->first = (r->first + 1) & (r->cap - 1);
	r->n--;
	return j;
}

void ring_done(struct ring *r)
{
	while (r->n)
		free(ring_pop(r).path);
	free(r->at);
	*r = (struct ring){ 0 };
}

void child_init(struct child *c, const char *kind)
{
	*c = (struct child){ .kind = kind, .to_fd = -1, .from_fd = -1 };
	buf_init(&c->to, (size_t)WINDOW * (WIRE_PATH_MAX + WIRE_HEAD + 16));
	buf_init(&c->from, READ_CHUNK + WIRE_BODY_MAX + WIRE_HEAD);
}

void child_done(struct child *c)
{
	buf_done(&c->to);
	buf_done(&c->from);
	ring_done(&c->flight);
	free(c->root);
}

void crew_watch(struct crew *crew, int op, int fd, uint32_t events, struct child *c)
{
	struct epoll_event e = { .events = events, .data.ptr = c };

	/* only out of memory or a descriptor of our own making being wrong could fail here */
	if (epoll_ctl(crew->epoll_fd, op, fd, &e))
		log_line("epoll_ctl: %s", strerror(errno));
}

static int spawn(struct crew *crew, struct child *c, int in, int out)
{
	char worker[] = "--worker";
	char *argv[] = { crew->exe, worker, (char *)(uintptr_t)c->kind, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int err;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	if (log_fd() >= 0)
		posix_spawn_file_actions_adddup2(&files, log_fd(), STDERR_FILENO);
	else
		posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	err = posix_spawn(&c->pid, crew->exe, &files, &attr, argv, environ);
	if (err)
		c->pid = 0;
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return err;
}

/* What a child may have said before somebody listens: as much as anybody may have. Where that is too much, it waits sooner. */
static void widen(int fd)
{
#ifdef F_SETPIPE_SZ
	enum { PIPE_BYTES = 1 << 20 };

	(void)fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES);
#else
	(void)fd;
#endif
}

/* Requests go over a socket, since writing to a pipe nobody reads raises SIGPIPE in a program that may not ignore it. */
enum err child_start(struct crew *crew, struct child *c)
{
	int sock[2] = { -1, -1 }, pipes[2] = { -1, -1 }, err = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sock) || pipe2(pipes, O_CLOEXEC))
		err = errno;
	if (!err && fcntl(pipes[0], F_SETFL, O_NONBLOCK))
		err = errno;
	if (!err)
		widen(pipes[0]);
	if (!err)
		err = spawn(crew, c, sock[1], pipes[1]);
	if (sock[1] >= 0)
		close(sock[1]);
	if (pipes[1] >= 0)
		close(pipes[1]);
	if (err) {
		if (sock[0] >= 0)
			close(sock[0]);
		if (pipes[0] >= 0)
			close(pipes[0]);
		errno = err;
		return fail_errno(ERR_CHILD, _("cannot start the helper %s"), crew->exe);
	}
	c->to_fd = sock[0];
	c->from_fd = pipes[0];
	c->said_hello = c->is_paused = c->wants_write = c->is_warned = false;
	c->deadline_ms = 0;
	c->idle_since_ms = clock_mono_ms();
	crew_watch(crew, EPOLL_CTL_ADD, c->from_fd, EPOLLIN, c);
	return OK;
}

void crew_reap(struct crew *crew)
{
	size_t kept = 0;

	for (size_t i = 0; i < crew->dying_n; i++)
		if (!waitpid(crew->dying[i], NULL, WNOHANG))
			crew->dying[kept++] = crew->dying[i];
	crew->dying_n = kept;
}

void child_stop(struct crew *crew, struct child *c)
{
	if (!c->pid)
		return;
	/* out of the set by hand: a thread that forks just now would keep a closed descriptor in it */
	if (c->wants_write)
		crew_watch(crew, EPOLL_CTL_DEL, c->to_fd, 0, c);
	if (!c->is_paused)
		crew_watch(crew, EPOLL_CTL_DEL, c->from_fd, 0, c);
	close(c->to_fd);
	close(c->from_fd);
	c->to_fd = c->from_fd = -1;
	kill(c->pid, SIGKILL);
	ARRAY_GROW(crew->dying, crew->dying_n, crew->dying_cap);
	crew->dying[crew->dying_n++] = c->pid;
	c->pid = 0;
	buf_clear(&c->to);
	buf_clear(&c->from);
	c->from_at = 0;
	c->deadline_ms = 0;
	crew_reap(crew);
}
