/*
 * test_hub.c -- addresses that are shown without their password, and a server that answers what no server would: all of it is refused, in one sentence, in
 * bounded memory.  The server is a thread of this test; tests/hub/hub.sh asks a real one.
 */
#include "cli/progress.h"
#include "hub.h"
#include "tests/tap.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1		/* whose own memory is not bounded */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

enum { BOUND_MB = 128, HUGE_SENT = IS_SANITIZED ? 16 : 1 << 14 };	/* pieces of 64 KiB */

static const char secret[] = "s3cret";

/* ---- the server ---- */

enum mode { GOOD, MANY_COLUMNS, ENDLESS, HUGE_ROW, NULLS, NO_NUMBERS, TOO_FEW, NEGATIVE, SECRET, CUT, SHORT_ROW, JUNK, NO_ROWS, TWO_ANSWERS, MODES };
static const char *const mode_name[MODES] = { "a good answer", "65,535 columns", "rows without end", "a row of a gigabyte", "nulls", "numbers that are none",
	"two people", "a score below nothing", "a refusal with the password in it", "an answer that is cut off", "a row with fewer values than columns", "junk",
	"no answer but an end", "an answer to another question" };

static void put32(struct buf *b, uint32_t n)
{
	const char bytes[4] = { (char)(n >> 24), (char)(n >> 16), (char)(n >> 8), (char)n };

	buf_add(b, bytes, 4);
}

static void put16(struct buf *b, unsigned n)
{
	const char bytes[2] = { (char)(n >> 8), (char)n };

	buf_add(b, bytes, 2);
}

static void message(struct buf *to, char kind, const struct buf *body)
{
	buf_add(to, &kind, 1);
	put32(to, (uint32_t)(body ? body->len : 0) + 4);
	if (body && body->len)
		buf_add(to, body->data, body->len);
}

static void columns(struct buf *to, unsigned n)
{
	struct buf b;

	buf_init(&b, 1 << 24);
	put16(&b, n);
	for (unsigned i = 0; i < n; i++) {
		buf_add(&b, "c", 2);	/* its name, table, column, type (text), size, modifier, as text */
		put32(&b, 0);
		put16(&b, 0);
		put32(&b, 25);
		put16(&b, 65535);
		put32(&b, UINT32_MAX);
		put16(&b, 0);
	}
	message(to, 'T', &b);
	buf_done(&b);
}

static void row(struct buf *to, int n, const char *const *texts)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	put16(&b, (unsigned)n);
	for (int i = 0; i < n; i++) {
		put32(&b, texts[i] ? (uint32_t)strlen(texts[i]) : UINT32_MAX);
		if (texts[i])
			buf_adds(&b, texts[i]);
	}
	message(to, 'D', &b);
	buf_done(&b);
}

static void ending(struct buf *to, const char *tag)
{
	struct buf b;

	buf_init(&b, 100);
	buf_add(&b, tag, strlen(tag) + 1);
	message(to, 'C', &b);
	buf_clear(&b);
	buf_adds(&b, "I");
	message(to, 'Z', &b);
	buf_done(&b);
}

static bool send_all(int fd, struct buf *b)
{
	size_t at = 0;

	for (ssize_t n = 1; at < b->len && n > 0; at += n > 0 ? (size_t)n : 0)
		n = send(fd, b->data + at, b->len - at, MSG_NOSIGNAL);
	buf_clear(b);
	return at > 0;
}

static void refuse(struct buf *to)
{
	static const char text[] = "SFATAL\0C28P01\0Mno entry with s3cret\nat all";
	struct buf b;

	buf_init(&b, 1000);
	buf_add(&b, text, sizeof text);
	buf_add(&b, "", 1);
	message(to, 'E', &b);
	buf_clear(&b);
	buf_adds(&b, "I");
	message(to, 'Z', &b);
	buf_done(&b);
}

static void answer(int fd, enum mode mode, struct buf *b)
{
	static const char *const good[] = { "name:a\nt", "A", "T", "3", "1000" }, *const nulls[5] = { NULL },
		*const odd[] = { "name:a\nt", "A", "T", "3", "99999999999999999999" }, *const few[] = { "name:a\nt", "A", "T", "2", "1000" },
		*const negative[] = { "name:a\nt", "A", "T", "3", "-5" };
	static char zeros[1 << 16];

	message(b, '1', NULL);
	message(b, '2', NULL);
	if (mode == SECRET) {
		refuse(b);
		send_all(fd, b);
		return;
	}
	if (mode == JUNK) {
		buf_adds(b, "HTTP/1.1 400 Bad Request\r\n\r\n");
		send_all(fd, b);
		shutdown(fd, SHUT_RDWR);
		return;
	}
	if (mode != NO_ROWS)
		columns(b, mode == MANY_COLUMNS ? 65535 : 5);
	else
		message(b, 'n', NULL);
	if (mode == HUGE_ROW) {
		buf_adds(b, "D");
		put32(b, 1u << 30);
		send_all(fd, b);
		for (int i = 0; i < HUGE_SENT && send(fd, zeros, sizeof zeros, MSG_NOSIGNAL) > 0; i++)
			;
		shutdown(fd, SHUT_RDWR);
		return;
	}
	if (mode != MANY_COLUMNS && mode != NO_ROWS)
		row(b, mode == SHORT_ROW ? 2 : 5, mode == NULLS ? nulls : mode == NO_NUMBERS ? odd : mode == TOO_FEW ? few : mode == NEGATIVE ? negative : good);
	if (mode == CUT) {
		send_all(fd, b);
		shutdown(fd, SHUT_RDWR);
		return;
	}
	for (bool goes_on = mode == ENDLESS; goes_on; goes_on = send_all(fd, b))
		for (int i = 0; i < 1000; i++)
			row(b, 5, good);
	if (mode == TWO_ANSWERS)
		columns(b, 1);
	ending(b, mode == NO_ROWS ? "CREATE TABLE" : "SELECT 1");
	send_all(fd, b);
}

/* It is set up as it should be; the second question is answered as the mode has it. */
static void serve(int fd, enum mode mode)
{
	struct buf in, out;
	char bytes[4096];
	int asked = 0;
	ssize_t n;
	bool is_begun = false;

	buf_init(&in, 1 << 20);
	buf_init(&out, 1 << 24);
	while ((n = recv(fd, bytes, sizeof bytes, 0)) > 0 && !buf_add(&in, bytes, (size_t)n)) {
		for (;;) {
			size_t head = is_begun ? 1 : 0, len;
			const unsigned char *p = (const unsigned char *)in.data + head;
			char kind;

			if (in.len < head + 4 || in.len < head + (len = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3]))
				break;
			kind = is_begun ? in.data[0] : 'S';
			buf_drop_front(&in, head + len);
			if (kind != 'S')
				continue;
			if (!is_begun) {
				struct buf zero;

				buf_init(&zero, 8);
				put32(&zero, 0);
				message(&out, 'R', &zero);
				buf_clear(&zero);
				buf_adds(&zero, "I");
				message(&out, 'Z', &zero);
				buf_done(&zero);
				is_begun = true;
				send_all(fd, &out);
			} else if (!asked++) {
				message(&out, '1', NULL);
				message(&out, '2', NULL);
				columns(&out, 1);
				row(&out, 1, (const char *[]){ "2" });
				ending(&out, "SELECT 1");
				send_all(fd, &out);
			} else {
				answer(fd, mode, &out);
			}
		}
	}
	buf_done(&in);
	buf_done(&out);
}

struct server { int fd; };

static void *server_main(void *arg)
{
	const struct server *s = arg;

	for (int mode = 0; mode < MODES; mode++) {
		int fd = accept(s->fd, NULL, NULL);

		if (fd < 0)
			break;
		serve(fd, (enum mode)mode);
		close(fd);
	}
	return NULL;
}

/* ---- what is made of it ---- */

static enum err count(void *ctx, const struct hub_pick *pick)
{
	++*(int *)ctx;
	return pick->people >= HUB_LEAST && pick->title ? OK : fail(ERR_PARSE, "no");
}

static void one(const char *url, const char *listener, enum mode mode)
{
	struct hub *hub = NULL;
	struct rusage use;
	int rows = 0;
	enum err err = hub_open(&hub, url, listener);

	if (err) {
		ok(false, "%s: %s", mode_name[mode], err_text());
		return;
	}
	err = hub_picks(hub, count, &rows);
	if (mode == GOOD) {
		ok(!err && rows == 1, "%s is one", mode_name[mode]);
	} else {
		ok(err && rows <= HUB_PICKS_MAX && !strchr(err_text(), '\n') && !strstr(err_text(), secret), "%s: refused in one sentence (%s)", mode_name[mode], err_text());
		err = hub_picks(hub, count, &rows);
		ok(mode == SECRET || err, "%s: nothing more is asked", mode_name[mode]);
	}
	hub_close(hub);
	getrusage(RUSAGE_SELF, &use);
	ok(IS_SANITIZED || use.ru_maxrss < (BOUND_MB + 64) << 10, "%s: in bounded memory (%ld MiB)", mode_name[mode], use.ru_maxrss >> 10);
}

static void hostile(void)
{
	char dir[] = "/tmp/segue-hub-XXXXXX", listener[HUB_LISTENER_SIZE], *url;
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct server server = { socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) };
	struct hub *hub = NULL;
	pthread_t thread;

	hub_new_listener(listener);
	if (!mkdtemp(dir) || hub_open(&hub, "postgresql://u:s3cret@/d?host=/nowhere/at/all", listener) != ERR_IO) {
		skip("answers nobody would give", err_text());
		return;
	}
	ok(!strstr(err_text(), secret) && !strchr(err_text(), '\n'), "nobody there: %s", err_text());
	ok(hub_open(&hub, "postgresql://u:s3cret@/d?nonsense=s3cret", listener) == ERR_ARG && !strstr(err_text(), secret), "no address: %s", err_text());
	snprintf(at.sun_path, sizeof at.sun_path, "%s/.s.PGSQL.5432", dir);
	url = xasprintf("postgresql://u:s3cret@/d?host=%s", dir);
	if (server.fd < 0 || bind(server.fd, (struct sockaddr *)&at, sizeof at) || listen(server.fd, 4) || pthread_create(&thread, NULL, server_main, &server))
		die("no server");
	memory_bound((uint64_t)BOUND_MB << 20);
	for (int mode = 0; mode < MODES; mode++)
		one(url, listener, (enum mode)mode);
	pthread_join(thread, NULL);
	close(server.fd);
	unlink(at.sun_path);
	rmdir(dir);
	free(url);
}

static void shown(const char *url, const char *want)
{
	char *got = hub_shown(url);

	is_str(got, want, url);
	free(got);
}

int main(void)
{
	char listener[HUB_LISTENER_SIZE], other[HUB_LISTENER_SIZE];

	shown("", "");
	shown("postgresql://me@home/music", "postgresql://me@home/music");
	shown("postgresql://me:s3cret@home:5433/music?sslmode=require", "postgresql://me@home:5433/music");
	shown("postgres://me:s3@cret@home/music", "postgresql://me@home/music");
	shown("postgresql://me:s3?cret@home/music", "postgresql://…");
	shown("postgresql://home/music?password=s3cret", "postgresql://home/music");
	shown("postgresql://home/music?password=s3@cret", "postgresql://…");
	shown("postgresql://home:5432/music", "postgresql://home:5432/music");
	shown("postgresql://me:s3cret", "postgresql://…");
	shown("host=home password=s3cret", "…");
	ok(hub_is_address("postgresql://x") && hub_is_address("postgres://x") && !hub_is_address("mysql://x") && !hub_is_address("host=x"), "what is an address");
	ok(!hub_new_listener(listener) && !hub_new_listener(other) && hub_is_listener(listener) && strcmp(listener, other), "listeners are random: %s", listener);
	ok(!hub_is_listener("") && !hub_is_listener("0a1b2c3d-1111-4222-8333-44445555666") && !hub_is_listener("0a1b2c3d-1111-4222-8333-4444555566667") &&
	   !hub_is_listener("0a1b2c3d-1111-4222-8333-44445555666x"), "and nothing else is one");
	hostile();
	return done();
}
