/* queue.h -- the inside of struct queue, for queue.c and queue_save.c. */
#ifndef SEGUE_PLAYER_QUEUE_H
#define SEGUE_PLAYER_QUEUE_H

#include "context.h"
#include "player.h"

enum { HISTORY_MAX = 1000 };

/* Something that plays or played. */
struct played {
	struct queue_entry entry;
	size_t index;		/* in the context as it is now; SIZE_MAX: not of it */
	bool is_quiet;		/* came to play while the queue was: it is not written down */
};

struct queue {
	/* the explicit queue: items[first .. first + n) */
	struct queue_entry *items;
	size_t first, n, cap;
	struct context context;
	struct played history[HISTORY_MAX];	/* oldest first */
	size_t n_history;
	struct played current;
	bool has_current;
	bool current_is_forgotten;	/* while it was the current one */
	bool is_quiet;
	enum repeat repeat;
	uint64_t serial, version;
};

void queue_push_back(struct queue *q, struct queue_entry entry);

#endif
