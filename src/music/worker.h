/* worker.h -- a hook for tests of what happens when a child goes wrong. */
#ifndef SEGUE_MUSIC_WORKER_H
#define SEGUE_MUSIC_WORKER_H

/* Called with each path before its tags are read, with each root before it is walked; NULL (always, outside tests) = nothing. */
extern void (*worker_before_read)(const char *path);
extern void (*worker_before_walk)(const char *root);

#endif
