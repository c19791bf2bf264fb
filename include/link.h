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
/*
 * Where the player of this database listens, as its lock says; with none, where it would: $XDG_RUNTIME_DIR/segue/<hash of the
 * database's real path>.sock. Caller frees. NULL when there is no safe folder.
 */
char *link_socket_path(const char *db_path);
/*
 * The database is this process's to play from while ret_fd is open: "<database>.lock" is held, and names the socket (NULL: none).
 * ERR_BUSY: another player holds it. ERR_IO: it cannot be held there (a folder that cannot be written): nothing can be kept there either.
 */
enum err link_lock(const char *db_path, const char *socket_path, int *ret_fd);
/* A player holds the database's lock: its process, as it sees itself (0 = not known), and socket (caller frees; NULL = none). Both may be NULL. */
bool link_holder(const char *db_path, long *ret_pid, char **ret_socket);
/* ERR_BUSY: another live process serves this library. A stale socket is replaced; one that is leaving is waited for, 3 s at most. */
enum err link_open(struct link **ret_link, const char *socket_path);
/* Serves no more; the place stays taken until link_close(), so that who comes next finds all written. */
void link_leave(struct link *l);
void link_close(struct link *l);
int link_fd(const struct link *l);
bool link_next(struct link *l, struct link_request *ret_request);
/* Adds one line to the answer / ends it with an exit status 0..2 and, when not 0, a sentence. A vanished client is ignored. */
void link_reply_line(struct link *l, uint64_t conn, const char *line);
bool link_is_awaited(struct link *l, uint64_t conn);	/* who asked is still there, as far as is known */
void link_reply_end(struct link *l, uint64_t conn, int status, const char *sentence);

/*
 * The client's side: sends argv, calls `line` for each line of the answer, returns OK and the status. ERR_MISSING: nobody serves.
 * timeout_ms < 0 waits as long as the server lives.
 */
enum err link_call(const char *socket_path, int argc, const char *const *argv, int timeout_ms,
		   void (*line)(void *ctx, const char *text), void *ctx, int *ret_status, char **ret_sentence);

/*
 * ---- the tether: between the player and the process that keeps its terminal; see tether.c ----
 * The keeper asks as a client does and hands over two descriptors, of the terminal's input and output; from then on the connection
 * carries orders to the keeper and single letters to the player.
 */
/* ERR_MISSING: nobody serves. The caller closes ret_fd. */
enum err link_attach(const char *socket_path, int argc, const char *const *argv, int fd_in, int fd_out, int *ret_fd);
/* The connection of a request leaves the link: its socket and the two descriptors that came along are the caller's. False: there were none. */
bool link_take(struct link *l, uint64_t conn, int *ret_fd, int *ret_in, int *ret_out);

enum tether_order {
	TETHER_READY = 'r',	/* the player is up, there is no terminal: the keeper may go */
	TETHER_WAY_BACK = 'w',	/* bytes that undo what the player does to the terminal */
	TETHER_SUSPEND = 's',	/* the terminal is given back for a while: stop */
	TETHER_LEAVE = 'l',	/* the terminal is given up: '1' whole or '0' not restored, and a sentence */
	TETHER_END = 'e',	/* the player ends: a digit of its status, '1' or '0' as above, and a sentence */
};
enum tether_word { TETHER_RESIZED = 'w', TETHER_STOP = 't', TETHER_CONTINUE = 'c', TETHER_INTERRUPT = 'i', TETHER_QUIT = 'q', TETHER_HANGUP = 'h' };
enum { TETHER_TEXT_MAX = 4096 };
/* Neither waits. ERR_IO: the other side is gone, or does not read. */
enum err tether_order(int fd, enum tether_order order, const char *text, size_t n);
enum err tether_say(int fd, enum tether_word word);
/* The next order of those gathered in `in`, taken out of it; the caller frees ret_text (NUL-terminated). False: none is whole yet. */
bool tether_next(struct buf *in, enum tether_order *ret_order, char **ret_text, size_t *ret_n);

#endif
