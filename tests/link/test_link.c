/* The control socket, both sides in one process: the client on a thread, the server polled here. */
#include "link.h"
#include "link/frame.h"
#include "../tap.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/segue-link-XXXXXX";
static char *sock;

struct answer {
	const char *const *argv;
	int argc, timeout_ms;
	enum err err;
	int status;
	char *sentence;
	struct buf lines;
	pthread_t thread;
};

static void take_line(void *ctx, const char *text)
{
	struct answer *a = ctx;

	buf_addf(&a->lines, "%s|", text);
}

static void *call(void *ctx)
{
	struct answer *a = ctx;

	a->err = link_call(sock, a->argc, a->argv, a->timeout_ms, take_line, a, &a->status, &a->sentence);
	return NULL;
}

static void start_call(struct answer *a, int argc, const char *const *argv)
{
	*a = (struct answer){ .argv = argv, .argc = argc, .timeout_ms = 30000, .status = -1 };
	buf_init(&a->lines, 64 << 20);
	pthread_create(&a->thread, NULL, call, a);
}

static void end_call(struct answer *a)
{
	pthread_join(a->thread, NULL);
}

static void answer_done(struct answer *a)
{
	buf_done(&a->lines);
	free(a->sentence);
}

/* Polls until a request comes. The limit only ends a broken run. */
static bool next_request(struct link *l, struct link_request *r)
{
	for (int i = 0; i < 3000; i++) {
		struct pollfd p = { .fd = link_fd(l), .events = POLLIN };

		if (link_next(l, r))
			return true;
		poll(&p, 1, 10);
	}
	return false;
}

/* Turns the server until the thread's answer is complete. */
static void serve_until(struct link *l, struct answer *a)
{
	struct link_request r;

	for (int i = 0; i < 30000; i++) {
		struct pollfd p = { .fd = link_fd(l), .events = POLLIN };

		link_next(l, &r);
		if (!pthread_tryjoin_np(a->thread, NULL))
			return;
		poll(&p, 1, 1);
	}
}

static int dial(void)
{
	struct sockaddr_un a;
	int folder, fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	frame_address(sock, &a, &folder);
	if (connect(fd, (struct sockaddr *)&a, sizeof a)) {
		close(fd);
		fd = -1;
	}
	if (folder >= 0)
		close(folder);
	return fd;
}

static void test_round_trip(struct link *l)
{
	static const char *const words[] = { "cli", "rate", "", "a\tb\\n\nc\r", "/caf\xe9/\xff", "5" };
	struct link_request r;
	struct answer a;
	bool same = true;

	start_call(&a, COUNT_OF(words), words);
	if (!ok(next_request(l, &r), "a request arrives"))
		return;
	is_int(r.argc, COUNT_OF(words), "with all its words");
	for (int i = 0; i < r.argc && i < (int)COUNT_OF(words); i++)
		same &= !strcmp(r.argv[i], words[i]);
	ok(same, "each byte of them as sent: empty, tabs, newlines, not UTF-8");
	ok(!r.argv[r.argc], "and a NULL behind");
	link_reply_line(l, r.conn, "one");
	link_reply_line(l, r.conn, "");
	link_reply_line(l, r.conn, "th\nr\\ee\t");
	link_reply_end(l, r.conn, 1, "no, because\nof this");
	link_reply_line(l, r.conn, "too late");
	end_call(&a);
	is_int(a.err, OK, "the client got an answer");
	is_int(a.status, 1, "its status");
	is_str(a.sentence, "no, because\nof this", "its sentence");
	is_str(a.lines.data, "one||th\nr\\ee\t|", "its lines, none after the end");
	answer_done(&a);
}

static void test_many(struct link *l)
{
	enum { N = 12 };
	struct answer a[N];
	char names[N][16];
	const char *argv[N][1];
	bool good = true;

	for (int i = 0; i < N; i++) {
		snprintf(names[i], sizeof names[i], "c%d", i);
		argv[i][0] = names[i];
		start_call(&a[i], 1, argv[i]);
	}
	for (int i = 0; i < N; i++) {
		struct link_request r;

		if (!next_request(l, &r)) {
			ok(false, "request %d arrives", i);
			return;
		}
		link_reply_line(l, r.conn, r.argv[0]);
		link_reply_end(l, r.conn, 0, NULL);
	}
	for (int i = 0; i < N; i++) {
		char want[256];

		end_call(&a[i]);
		snprintf(want, sizeof want, "%s|", names[i]);
		good &= !a[i].err && !a[i].status && a[i].lines.data && !strcmp(a[i].lines.data, want);
		answer_done(&a[i]);
	}
	ok(good, "%d clients at once, each gets its own answer", N);
}

static void test_large(struct link *l)
{
	static const char *const words[] = { "big" };
	enum { LINES = 20000 };
	struct link_request r;
	struct answer a;
	char line[401];

	memset(line, 'x', 400);
	line[400] = '\0';
	start_call(&a, 1, words);
	if (!ok(next_request(l, &r), "a request for much arrives"))
		return;
	for (int i = 0; i < LINES; i++)
		link_reply_line(l, r.conn, line);
	link_reply_end(l, r.conn, 0, "");
	serve_until(l, &a);
	is_int(a.err, OK, "an answer of 8 MB arrives");
	is_int((long long)a.lines.len, LINES * 401LL, "whole");
	answer_done(&a);
}

/* Sends raw bytes and reads what comes back while the server turns. */
static char *raw(struct link *l, const char *bytes, size_t n, bool *ret_asked)
{
	static char got[65536];
	struct link_request r;
	size_t len = 0, sent = 0;
	int fd = dial();

	*ret_asked = false;
	fcntl(fd, F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 20000; i++) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		ssize_t k;

		if (sent < n && (k = send(fd, bytes + sent, n - sent, MSG_NOSIGNAL)) > 0)
			sent += (size_t)k;
		if (link_next(l, &r)) {
			*ret_asked = true;
			link_reply_end(l, r.conn, 0, NULL);
		}
		k = recv(fd, got + len, sizeof got - 1 - len, 0);
		if (k == 0 || (k < 0 && errno != EAGAIN))
			break;
		if (k > 0)
			len += (size_t)k;
		else
			poll(&p, 1, 1);
	}
	close(fd);
	got[len] = '\0';
	return got;
}

static void test_garbage(struct link *l)
{
	static const struct { const char *bytes; size_t n; const char *what; } rows[] = {
		{ "\n", 1, "an empty line" },
		{ "GET / HTTP/1.1\r\n", 16, "a browser" },
		{ "segue2\tstatus\n", 14, "another version" },
		{ "segue1\n", 7, "no words" },
		{ "segue1\tx\\q\n", 11, "an unknown escape" },
		{ "segue1\ta\0b\n", 11, "a NUL" },
	};
	char *big = xmalloc(200000);
	bool asked;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *got = raw(l, rows[i].bytes, rows[i].n, &asked);

		ok(!asked && !strncmp(got, "=2 ", 3), "%s is refused with a sentence", rows[i].what);
	}
	memset(big, 'a', 200000);
	raw(l, big, 200000, &asked);
	ok(!asked, "a line without end is not kept beyond its maximum");
	memcpy(big, "segue1\t", 7);
	raw(l, big, 200000, &asked);
	ok(!asked, "not even when it begins well");
	ok(!strcmp(raw(l, "segue1\tstatus\n", 14, &asked), "=0 \n") && asked, "and after all that it still answers");
	ok(!strcmp(raw(l, "segue1\ta\nsegue1\tb\n", 18, &asked), "=0 \n") && asked, "one exchange a connection");
	free(big);
}

static void test_slow(struct link *l)
{
	struct link_request r;
	int lazy = dial(), n = 0;
	char line[65537];
	bool asked;

	memset(line, 'y', 65536);
	line[65536] = '\0';
	if (write(lazy, "segue1\tlist\n", 12) != 12 || !next_request(l, &r)) {
		ok(false, "the slow client asks");
		return;
	}
	/* it never reads: the queue fills, then it is dropped, and nothing ever waits for it */
	for (; n < 2000; n++)
		link_reply_line(l, r.conn, line);
	link_reply_end(l, r.conn, 0, NULL);
	ok(!strcmp(raw(l, "segue1\tstatus\n", 14, &asked), "=0 \n"), "a client that does not read holds up nobody");
	n = 0;
	for (;;) {
		ssize_t k = read(lazy, line, 65536);

		if (k <= 0)
			break;
		n += (int)k;
	}
	ok(n < (64 << 20), "and was dropped, its queue never larger than allowed");
	close(lazy);
}

static void test_places(struct link *l)
{
	int fds[40];
	bool asked;

	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		struct link_request r;

		fds[i] = dial();
		link_next(l, &r);
	}
	ok(!strcmp(raw(l, "segue1\tstatus\n", 14, &asked), "=0 \n"), "40 silent connections do not lock out one that speaks");
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		close(fds[i]);
}

static void test_vanished(struct link *l)
{
	struct link_request r;
	bool asked;
	int fd = dial();

	if (write(fd, "segue1\tlist\n", 12) != 12 || !next_request(l, &r)) {
		ok(false, "the client asks");
		return;
	}
	close(fd);
	link_reply_line(l, r.conn, "for nobody");
	link_reply_end(l, r.conn, 0, NULL);
	link_reply_line(l, 123456, "for one who never was");
	ok(!strcmp(raw(l, "segue1\tstatus\n", 14, &asked), "=0 \n"), "a client that went away is ignored");
}

static void test_half_closed(struct link *l)
{
	struct link_request r;
	int fd = dial();
	char got[64];
	ssize_t n;

	if (write(fd, "segue1\tlist\n", 12) != 12 || shutdown(fd, SHUT_WR) || !next_request(l, &r)) {
		ok(false, "the client asks");
		return;
	}
	link_next(l, &(struct link_request){ 0 });
	link_reply_line(l, r.conn, "hello");
	link_reply_end(l, r.conn, 0, NULL);
	n = read(fd, got, sizeof got - 1);
	got[MAX_OF(n, 0)] = '\0';
	is_str(got, "+hello\n=0 \n", "a client that closed only its writing side (socat) gets its answer");
	close(fd);
}

static void test_modes(void)
{
	struct stat st;
	char *path;

	ok(!lstat(sock, &st) && S_ISSOCK(st.st_mode), "there is a socket");
	is_int(st.st_mode & 0777, 0600, "for this user alone");
	path = path_join(dir, "segue");
	ok(!lstat(path, &st) && S_ISDIR(st.st_mode), "in a folder");
	is_int(st.st_mode & 0777, 0700, "of this user alone");
	free(path);
}

static void test_second(void)
{
	struct link *second = NULL;
	char *lock = xasprintf("%s.lock", sock);

	is_int(link_open(&second, sock), ERR_BUSY, "a second server is told that one lives");
	ok(!second, "and has nothing");
	unlink(lock);
	is_int(link_open(&second, sock), ERR_BUSY, "also when somebody removed the lock file");
	free(lock);
}

static void test_stale(void)
{
	struct link *l = NULL;
	struct stat st;
	int status;
	pid_t pid = fork();

	if (!pid) {
		/* a server that dies without a word leaves its socket */
		_exit(link_open(&l, sock) ? 1 : 0);
	}
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && !WEXITSTATUS(status) && !lstat(sock, &st), "a dead server left its socket");
	is_int(link_call(sock, 1, (const char *const[]){ "x" }, 1000, NULL, NULL, NULL, NULL), ERR_MISSING, "a client sees that nobody serves");
	is_int(link_open(&l, sock), OK, "the next server replaces it");
	ok(!lstat(sock, &st), "and serves");
	link_close(l);
	ok(lstat(sock, &st) && errno == ENOENT, "a server that closes takes its socket with it");
	is_int(link_call(sock, 1, (const char *const[]){ "x" }, 1000, NULL, NULL, NULL, NULL), ERR_MISSING, "then nobody serves either");
}

/* A server that leaves: serves no more, writes still, and is gone only when somebody has come for its place. */
static void be_leaving(int told, const char *marker)
{
	char *lock = xasprintf("%s.lock", sock), byte[sizeof(struct inotify_event) + NAME_MAX + 1];
	struct link *l = NULL;
	int watch = inotify_init1(IN_CLOEXEC);

	if (link_open(&l, sock) || inotify_add_watch(watch, lock, IN_OPEN) < 0)
		_exit(1);
	link_leave(l);
	if (write(told, "l", 1) != 1 || read(watch, byte, sizeof byte) <= 0 || close(open(marker, O_CREAT | O_WRONLY | O_CLOEXEC, 0600)))
		_exit(1);
	link_close(l);
	_exit(0);
}

static void test_leaving(void)
{
	char *marker = path_join(dir, "written"), byte;
	struct link *l = NULL;
	int told[2], status;
	pid_t pid;

	ok(!pipe2(told, O_CLOEXEC), "a pipe");
	pid = fork();
	if (!pid)
		be_leaving(told[1], marker);
	close(told[1]);
	is_int((int)read(told[0], &byte, 1), 1, "a server leaves");
	is_int(link_call(sock, 1, (const char *const[]){ "x" }, 1000, NULL, NULL, NULL, NULL), ERR_MISSING, "it serves no more");
	is_int(link_open(&l, sock), OK, "the next one gets its place");
	ok(!access(marker, F_OK), "when it had written what it had to");
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && !WEXITSTATUS(status), "and ended well");
	link_close(l);
	unlink(marker);
	close(told[0]);
	free(marker);
}

static void test_in_the_way(void)
{
	struct link *l = NULL;
	int fd = open(sock, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	close(fd);
	is_int(link_open(&l, sock), ERR_IO, "a file in the socket's place is not removed");
	ok(!access(sock, F_OK), "it is still there");
	unlink(sock);
}

static void test_deep(void)
{
	char *deep = xasprintf("%s/segue/%0120d", dir, 1), *path = path_join(deep, "deep.sock"), *old = sock;
	struct link *l = NULL;
	bool asked;

	make_dirs(deep, 0700);
	sock = path;
	is_int(link_open(&l, path), OK, "a socket in a folder deeper than sun_path is long");
	if (l)
		ok(!strcmp(raw(l, "segue1\tstatus\n", 14, &asked), "=0 \n"), "answers");
	link_close(l);
	sock = old;
	free(path);
	free(deep);
}

static void test_timeout(struct link *l)
{
	static const char *const words[] = { "never" };
	struct answer a = { .argv = words, .argc = 1, .timeout_ms = 20 };

	/* nobody turns the server: the kernel takes the connection, no answer comes */
	(void)l;
	call(&a);
	is_int(a.err, ERR_BUSY, "a server that does not answer is given up");
}

static void test_limits(void)
{
	const char *argv[FRAME_ARGS_MAX + 1];
	char *big = xmalloc(FRAME_REQUEST_MAX + 1);

	for (size_t i = 0; i < COUNT_OF(argv); i++)
		argv[i] = "x";
	is_int(link_call(sock, (int)COUNT_OF(argv), argv, 1000, NULL, NULL, NULL, NULL), ERR_LIMIT, "too many words are not sent");
	memset(big, 'z', FRAME_REQUEST_MAX);
	big[FRAME_REQUEST_MAX] = '\0';
	argv[0] = big;
	is_int(link_call(sock, 1, argv, 1000, NULL, NULL, NULL, NULL), ERR_LIMIT, "nor too long ones");
	free(big);
}

static void test_path(void)
{
	char *db = path_join(dir, "x.db"), *again, *other = path_join(dir, "y.db"), *alias = path_join(dir, "alias.db"), *a, *b;

	a = link_socket_path(db);
	again = link_socket_path(db);
	is_str(a, again, "the same library, the same socket");
	b = link_socket_path(other);
	ok(a && b && strcmp(a, b), "another library, another socket");
	free(again);
	close(open(db, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	ok(!symlink(db, alias), "a link to the library");
	again = link_socket_path(alias);
	is_str(again, a, "leads to its socket, made before or after the file");
	free(a);
	free(b);
	free(again);
	free(db);
	free(other);
	free(alias);
}

int main(void)
{
	struct link *l = NULL;
	char *clean;

	if (!mkdtemp(dir))
		return 99;
	setenv("XDG_RUNTIME_DIR", dir, 1);
	sock = link_socket_path("/nowhere/segue.db");
	if (!ok(sock != NULL, "a socket path"))
		return done();
	is_int(link_open(&l, sock), OK, "a server opens");
	if (!l)
		return done();
	test_modes();
	test_round_trip(l);
	test_many(l);
	test_large(l);
	test_garbage(l);
	test_slow(l);
	test_places(l);
	test_vanished(l);
	test_half_closed(l);
	test_timeout(l);
	test_second();
	test_limits();
	link_close(l);
	test_stale();
	test_leaving();
	test_in_the_way();
	test_deep();
	test_path();
	link_close(NULL);
	clean = xasprintf("rm -rf '%s'", dir);
	ok(!system(clean), "cleaned up");
	free(clean);
	free(sock);
	return done();
}
