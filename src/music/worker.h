/* worker.h -- the limits children live in, and a hook for tests of what happens when one goes wrong. */
#ifndef SEGUE_MUSIC_WORKER_H
#define SEGUE_MUSIC_WORKER_H

#include <stdbool.h>
#include <stdint.h>

/* Called with each path before its tags are read, with each root before it is walked; NULL (always, outside tests) = nothing. */
extern void (*worker_before_read)(const char *path);
extern void (*worker_before_walk)(const char *root);

/* No core, and a bounded address space above what the process has now. */
void worker_limit_memory(void);
/* So much processor time from now on, at most one system call a second; *limit_s remembers (0 at first). */
void worker_limit_cpu(int64_t *limit_s);

/* Behind others for the processor (19: last), last for the disk; Ctrl-C is the parent's business. */

/* hear_child.c: the life of `segue --worker hear`: tracks until the end of input. 2: worker_hearing is not set. */
int hear_main(void);
/* picture_child.c: the life of `segue --worker picture`: one request, its frames, the end. */
int picture_main(void);

#endif
