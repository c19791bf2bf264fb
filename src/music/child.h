/* child.h -- one child process and what is under way in it; the crew is what all children share. */
#ifndef SEGUE_MUSIC_CHILD_H
#define SEGUE_MUSIC_CHILD_H

#include "wire.h"

#include <sys/types.h>

/* One read (or, of a walk, its root). */
struct job {
	char *path;
	struct file_stamp stamp;
	uint32_t number;
	bool is_suspect;
	uint8_t deaths;			/* of children that had nothing else to do */
};

/* A ring of jobs. */
struct ring { struct job *at; size_t first, n, cap; };

void ring_push(struct ring *r, struct job j);
struct job *ring_front(struct ring *r);	/* of one that is not empty, as is ring_pop()'s */
struct job ring_pop(struct ring *r);
void ring_done(struct ring *r);

enum {
	WINDOW = 32,			/* reads in flight in a child */
	READ_CHUNK = 64 * 1024,		/* bytes heard at once */
};

struct child {
	const char *kind;		/* "walk", "tags" */
	pid_t pid;			/* 0: none */
	int to_fd, from_fd;
	struct buf to, from;
	size_t from_at;
	struct ring flight;		/* tags: asked and not answered */
	char *root;			/* walk: being walked */
	uint32_t number;		/* of that walk */
	bool said_hello, is_paused, wants_write;
	int64_t deadline_ms;		/* to say something; 0: none */
	bool is_warned;			/* it has passed once */
	int64_t idle_since_ms;
};

struct crew {
	char *exe;
	int epoll_fd;
	pid_t *dying;			/* killed, not yet reaped */
	size_t dying_n, dying_cap;
};

void child_init(struct child *c, const char *kind);
void child_done(struct child *c);	/* of one that was stopped */
enum err child_start(struct crew *crew, struct child *c);
/* Kills and forgets the process; the work under way in it stays in `flight` and `root` for the caller. */
void child_stop(struct crew *crew, struct child *c);
void crew_watch(struct crew *crew, int op, int fd, uint32_t events, struct child *c);
/* Collects the dead; never waits. */
void crew_reap(struct crew *crew);

#endif
