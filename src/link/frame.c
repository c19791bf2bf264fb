/* frame.c -- words to bytes and back; the socket's address. */
#include "link/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char raw[] = "\\\t\n\r", coded[] = "\\tnr";

bool frame_unescape(char *text, size_t n, size_t *ret_n)
{
	size_t o = 0;

	for (size_t i = 0; i < n; i++) {
		const char *c;

		if (!text[i])
			return false;
		if (text[i] != '\\') {
			text[o++] = text[i];
			continue;
		}
		if (++i == n || !text[i] || !(c = strchr(coded, text[i])))
			return false;
		text[o++] = raw[c - coded];
	}
	text[o] = '\0';
	*ret_n = o;
	return true;
}

static enum err escape(struct buf *b, const char *text)
{
	enum err err = OK;

	while (*text && !err) {
		size_t plain = strcspn(text, raw);

		err = buf_add(b, text, plain);
		text += plain;
		if (!err && *text) {
			char two[2] = { '\\', coded[strchr(raw, *text) - raw] };

			err = buf_add(b, two, 2);
			text++;
		}
	}
	return err;
}

void frame_args_free(char **argv, int argc)
{
	for (int i = 0; argv && i < argc; i++)
		free(argv[i]);
	free(argv);
}

enum err frame_request_parse(const char *line, size_t n, char ***ret_argv, int *ret_argc)
{
	const char *end = line + n, *p = line;
	size_t hello = strlen(FRAME_HELLO), cap = 0, argc = 0;
	char **argv = NULL;
	enum err err = OK;

	if (n >= FRAME_REQUEST_MAX)
		return fail(ERR_LIMIT, _("the request is too long"));
	if (n < hello + 1 || memcmp(p, FRAME_HELLO "\t", hello + 1))
		return fail(ERR_PARSE, _("the request is not of this version of Segue"));
	for (p += hello + 1; p; p = p ? p + 1 : NULL) {
		const char *tab = memchr(p, '\t', (size_t)(end - p));
		size_t len = (size_t)((tab ? tab : end) - p);

		if (argc == FRAME_ARGS_MAX) {
			err = fail(ERR_LIMIT, _("the request has more than %d words"), FRAME_ARGS_MAX);
			goto out;
		}
		ARRAY_GROW(argv, argc + 1, cap);
		argv[argc] = xmalloc(len + 1);
		memcpy(argv[argc], p, len);
		argv[argc++][len] = '\0';
		if (!frame_unescape(argv[argc - 1], len, &len)) {
			err = fail(ERR_PARSE, _("the request is garbled"));
			goto out;
		}
		p = tab;
	}
	argv[argc] = NULL;
	*ret_argv = argv;
	*ret_argc = (int)argc;
	return OK;
out:
	frame_args_free(argv, (int)argc);
	return err;
}

enum err frame_request_add(struct buf *b, int argc, const char *const *argv)
{
	enum err err = buf_adds(b, FRAME_HELLO);

	if (argc < 1 || argc > FRAME_ARGS_MAX)
		return fail(ERR_LIMIT, _("a request to the running player has 1 to %d words"), FRAME_ARGS_MAX);
	for (int i = 0; i < argc && !err; i++) {
		err = buf_add(b, "\t", 1);
		if (!err)
			err = escape(b, argv[i]);
	}
	if (!err)
		err = buf_add(b, "\n", 1);
	if (err || b->len > FRAME_REQUEST_MAX)
		return fail(ERR_LIMIT, _("the request is too long to be sent to the running player"));
	return OK;
}

enum err frame_reply_add(struct buf *b, char mark, const char *text)
{
	enum err err = buf_add(b, &mark, 1);

	if (!err)
		err = escape(b, text);
	return err ? err : buf_add(b, "\n", 1);
}

/*
 * sun_path holds 108 bytes and a runtime folder may be deeper: then the name goes
 * through /proc/self/fd, where the folder is a number.
 */
enum err frame_address(const char *path, struct sockaddr_un *ret_address, int *ret_dir)
{
	const char *base = path_base(path);
	int n, dir = -1;

	memset(ret_address, 0, sizeof *ret_address);
	ret_address->sun_family = AF_UNIX;
	*ret_dir = -1;
	if (strlen(path) < sizeof ret_address->sun_path) {
		strcpy(ret_address->sun_path, path);
		return OK;
	}
	if (base > path) {
		char *folder = xstrndup(path, (size_t)(base - path));

		dir = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
		free(folder);
	}
	if (dir < 0)
		return fail_errno(errno == ENOENT ? ERR_MISSING : ERR_IO, _("cannot open the folder of %s"), path);
	n = snprintf(ret_address->sun_path, sizeof ret_address->sun_path, "/proc/self/fd/%d/%s", dir, base);
	if (n < 0 || (size_t)n >= sizeof ret_address->sun_path) {
		close(dir);
		return fail(ERR_LIMIT, _("the name of the socket %s is too long"), path);
	}
	*ret_dir = dir;
	return OK;
}

bool frame_peer_is_us(int fd)
{
	struct ucred peer;
	socklen_t n = sizeof peer;

	return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) && n == sizeof peer && peer.uid == geteuid();
}
