/* unreadable.c -- the files that are there and cannot be read, as a list: kept as they come and go, sorted when somebody looks. */
#include "room.h"

#include <stdlib.h>
#include <string.h>

static int cmp_paths(const void *a, const void *b)
{
	return strcmp((*(struct track *const *)a)->path, (*(struct track *const *)b)->path);
}

void unreadable_settle(struct library *lib, struct entry *e)
{
	bool is_there = e->pos > 0, belongs = e->track.state == TRACK_UNREADABLE;

	if (belongs)
		lib->is_unreadable_sorted = false;	/* its path may be another one, too */
	if (is_there == belongs)
		return;
	if (belongs) {
		ARRAY_GROW(lib->unreadable, lib->n_unreadable, lib->unreadable_cap);
		lib->unreadable[lib->n_unreadable++] = &e->track;
		e->pos = (uint32_t)lib->n_unreadable;
	} else {
		struct track *last = lib->unreadable[--lib->n_unreadable];

		lib->unreadable[e->pos - 1] = last;
		((struct entry *)last)->pos = e->pos;
		e->pos = 0;
		lib->is_unreadable_sorted = false;
	}
}

struct track *const *library_unreadable(struct library *lib, size_t *ret_n)
{
	if (!lib->is_unreadable_sorted && lib->n_unreadable) {
		qsort(lib->unreadable, lib->n_unreadable, sizeof(struct track *), cmp_paths);
		for (size_t i = 0; i < lib->n_unreadable; i++)
			((struct entry *)lib->unreadable[i])->pos = (uint32_t)i + 1;
	}
	lib->is_unreadable_sorted = true;
	*ret_n = lib->n_unreadable;
	return lib->unreadable;
}
