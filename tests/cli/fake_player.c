/*
 * fake_player DB N STATUS -- serves DB's socket for N requests: writes each request's words to standard output, one a line and a "." behind,
 * answers "answered <number>" and STATUS.  Says "ready" first.
 */
#include "link.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	struct link *l = NULL;
	char *path = argc == 4 ? link_socket_path(argv[1]) : NULL;
	int left = argc == 4 ? atoi(argv[2]) : 0;

	if (!path || link_open(&l, path)) {
		fprintf(stderr, "fake_player: %s\n", err_text());
		return 1;
	}
	puts("ready");
	fflush(stdout);
	for (int number = 1; number <= left;) {
		struct pollfd p = { .fd = link_fd(l), .events = POLLIN };
		struct link_request r;
		char line[32];

		/* a test that broke off must not leave this one behind */
		if (poll(&p, 1, 60000) == 0)
			break;
		if (!link_next(l, &r))
			continue;
		for (int i = 0; i < r.argc; i++)
			puts(r.argv[i]);
		puts(".");
		fflush(stdout);
		snprintf(line, sizeof line, "answered %d", number++);
		link_reply_line(l, r.conn, line);
		link_reply_end(l, r.conn, atoi(argv[3]), atoi(argv[3]) ? "the player says no" : NULL);
	}
	link_close(l);
	free(path);
	return 0;
}
