/*
 * link.h -- how other processes of this user reach the running player: one Unix socket (0600) a library.
 * A request is one line, a reply is zero or more lines of output and a last line; see link.c for the frame.
 */
#ifndef SEGUE_LINK_H
#define SEGUE_LINK_H

#include "base.h"

struct link;		/* the server's side */
struct link_request {
	uint64_t conn;		/* whom to answer */
	int argc;
	const char *const *argv;	/* borrowed until the next link_next() */
};
/* $XDG_RUNTIME_DIR/segue/<hash of the database's real path>.sock; caller frees. NULL when there is no safe folder. */
char *link_socket_path(const char *db_path);
/* ERR_BUSY: another live process serves this library. A stale socket is replaced. */
enum err link_open(struct link **ret_link, const char *socket_path);
void link_close(struct link *l);
int link_fd(const struct link *l);
bool link_next(struct link *l, struct link_request *ret_request);
/* Adds one line to the answer / ends it with an exit status 0..2 and, when not 0, a sentence. A vanished client is ignored. */
void link_reply_line(struct link *l, uint64_t conn, const char *line);
void link_reply_end(struct link *l, uint64_t conn, int status, const char *sentence);

/*
 * The client's side: sends argv, calls `line` for each line of the answer, returns OK and the status. ERR_MISSING: nobody serves.
 * timeout_ms < 0 waits as long as the server lives.
 */
enum err link_call(const char *socket_path, int argc, const char *const *argv, int timeout_ms,
		   void (*line)(void *ctx, const char *text), void *ctx, int *ret_status, char **ret_sentence);

#endif
