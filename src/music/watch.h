/* watch.h -- what changes below folders, told by the kernel (inotify), in this process (the watching child's heart). */
#ifndef SEGUE_MUSIC_WATCH_H
#define SEGUE_MUSIC_WATCH_H

#include "base.h"

/* What the watch calls, from watch_turn() only but `limited`. Strings are borrowed for the call. */
struct watch_sink {
	void (*look)(void *ctx, const char *path);	/* a file or folder to be looked at again */
	void (*gone)(void *ctx, const char *path);	/* a file or folder that is no longer in its folder, which is still there */
	void (*limited)(void *ctx, const char *why);	/* once: not everything is watched */
	void *ctx;
};

struct watch;
enum { WATCH_QUIET_MS = 500 };	/* how long a path must have been quiet before it is told */

/* At most max_folders are watched (beside the system's own limit). */
enum err watch_open(struct watch **ret_watch, const struct watch_sink *sink, size_t max_folders);
void watch_close(struct watch *w);
/*
 * Watches this folder and all below it but what is to be ignored (patterns; folders' own rules). What is there already is not told. When
 * rules change the root is to be looked at as a whole.
 */
void watch_root(struct watch *w, const char *root, const char *ignore);
int watch_fd(const struct watch *w);
/* Takes what the kernel has, tells what is due. unix_ms is what the files' times are compared with. */
void watch_turn(struct watch *w, int64_t mono_ms, int64_t unix_ms);
/* When watch_turn() has something to tell though nothing happens; -1 = never. */
int64_t watch_due_ms(const struct watch *w);

/* The life of `segue --worker watch`: roots in on standard input, changes out. */
int watch_main(void);

#endif
