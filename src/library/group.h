/*
 * group.h -- inside the library room: tracks gathered under something else than their artist, in small steps.
 *
 *	add, add, …   every track under each of its names; new groups go on a heap
 *	   │
 *	 ranking      the heap gives the groups back in order: their places
 *	   │
 *	 placing      every track to the end of its group: each group keeps the order tracks were added in
 */
#ifndef SEGUE_LIBRARY_GROUP_H
#define SEGUE_LIBRARY_GROUP_H

#include "room.h"

enum { GROUP_NAMES_MAX = 8 };		/* of one track: more genres than that are not listed */

struct group {
	struct artist_node node;
	struct artist *artist;		/* of a tree of artists; NULL: missing and unreadable tracks, last */
	const char *key;		/* interned: what the others sort by; "" = it has none */
	size_t from;			/* its first in the tracks of all */
};

/* What a track stands under: keys and names, interned. At least one. */
struct group_names { const char *keys[GROUP_NAMES_MAX], *names[GROUP_NAMES_MAX]; size_t n; };
void group_names(struct library *lib, enum library_root root, const struct track *t, struct group_names *ret);
int group_cmp(enum library_root root, const char *a, const char *b);

struct grouping {
	struct library *lib;
	enum library_root root;
	struct group *met;		/* in the order they were met */
	size_t n_met, met_cap;
	struct mapstr by_key;		/* 1 + the index in met */
	uint32_t *heap;
	size_t n_heap, heap_cap;
	struct track **tracks;		/* as they were added, once a group … */
	uint32_t *of;			/* … and which */
	size_t n, cap, of_cap;
	const struct track *last;	/* its groups are those of the next one, often */
	uint32_t last_of[GROUP_NAMES_MAX];
	size_t n_last;
	struct group *groups;		/* in order */
	size_t n_groups, n_placed;
	struct track **placed;
	bool is_ranking;
};
void grouping_begin(struct grouping *g, struct library *lib, enum library_root root);
void grouping_add(struct grouping *g, struct track *t);
void grouping_stray(struct grouping *g, struct track *t);	/* of no group: under one of its own, the last */
bool grouping_step(struct grouping *g);				/* once all are added; false: done */
/* The groups and their tracks, one group's after another's; the caller's now. */
void grouping_take(struct grouping *g, struct group **ret_groups, size_t *ret_n_groups, struct track ***ret_tracks, size_t *ret_n);
void grouping_done(struct grouping *g);

#endif
