/* frame.h -- the words on the socket, as bytes; see the essay in link.c */
#ifndef SEGUE_LINK_FRAME_H
#define SEGUE_LINK_FRAME_H

#include "base.h"

#define FRAME_HELLO "segue1"

enum {
	FRAME_REQUEST_MAX = 64 << 10,	/* bytes of a request line, its newline included */
	FRAME_ARGS_MAX = 256,
	FRAME_REPLY_LINE_MAX = 8 << 20,	/* what a client takes as one line */
};

/* `line` without its newline. ERR_PARSE, ERR_LIMIT. On success the caller frees with frame_args_free(); argv[argc] is NULL. */
enum err frame_request_parse(const char *line, size_t n, char ***ret_argv, int *ret_argc);
void frame_args_free(char **argv, int argc);
/* Adds the whole request line with its newline. ERR_LIMIT: no, too many, or too long words. */
enum err frame_request_add(struct buf *b, int argc, const char *const *argv);

/* One line of the answer: `mark` and the escaped text and a newline. */
enum err frame_reply_add(struct buf *b, char mark, const char *text);
/* Turns escapes back, in place; false: not ours. */
bool frame_unescape(char *text, size_t n, size_t *ret_n);

/* lock.c: the database's real path, though it may not be there yet; caller frees */
char *lock_real_name(const char *path);
/* link.c: somebody holds the place since before since_ms. One who leaves is waited for: naps and says true, until that has taken too long. */
bool lock_nap(const char *socket_path, int64_t since_ms);
/* A socket address for a path of any length. ret_dir is -1 or a descriptor the caller closes after bind / connect. */
struct sockaddr_un;
enum err frame_address(const char *path, struct sockaddr_un *ret_address, int *ret_dir);
/* Is the process at the other end this user's? */
bool frame_peer_is_us(int fd);

#endif
