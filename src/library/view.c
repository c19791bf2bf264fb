/*
 * view.c -- what is shown of the library: the tree narrowed by a filter or gathered under something else than artists, and a flat list
 * in an order of one's own.
 *
 * A picture of the whole answer is made in small steps beside the one that is shown, which it replaces when it is done; so a
 * key is never kept waiting, and nothing flickers:
 *
 *	idle ──▶ tree ──▶ strays ──▶ sort, or group ──▶ idle
 *	 ▲ library changed, filter, order or root set: from the start
 *
 * Tracks never move in memory, so a picture stays safe to use while the library changes under it; it is merely old, and made
 * anew. Without a filter there is no picture of the tree of artists: the library's own answers.
 */
#include "group.h"
#include "order.h"
#include "query.h"

#include <stdlib.h>
#include <string.h>

struct picture {
	enum library_root root;		/* what its groups are */
	struct track **tracks;		/* in tree order; gathered: once a group they are of */
	size_t n, cap;
	struct group *groups;
	size_t n_groups, groups_cap;
	struct track **sorted;		/* the same in the order asked for; NULL = none was */
	bool is_made;
};

enum phase { PHASE_IDLE, PHASE_TREE, PHASE_STRAYS, PHASE_SORT, PHASE_GROUP };

struct library_view {
	struct library *lib;
	struct query *q;		/* NULL: all */
	struct order order;		/* n = 0: no flat list is wanted */
	enum library_root root;
	struct picture shown, next;
	enum phase phase;
	bool is_asked;			/* filter or order were set since the shown picture was begun */
	uint64_t version;		/* of the library when the newest picture was begun */
	uint64_t generation;
	size_t at_artist, at_track, at_stray;
	struct merge merge;
	struct grouping grouping;
};

static void picture_done(struct picture *p)
{
	free(p->tracks);
	free(p->groups);
	free(p->sorted);
	*p = (struct picture){ 0 };
}

struct library_view *library_view_new(struct library *lib)
{
	struct library_view *v = xcalloc(1, sizeof *v);

	v->lib = lib;
	return v;
}

static void forget_next(struct library_view *v)
{
	picture_done(&v->next);
	merge_done(&v->merge);
	grouping_done(&v->grouping);
	v->phase = PHASE_IDLE;
}

void library_view_free(struct library_view *v)
{
	if (!v)
		return;
	forget_next(v);
	picture_done(&v->shown);
	query_free(v->q);
	free(v);
}

static bool wants_picture(const struct library_view *v)
{
	return v->q || v->order.n || v->root;
}

static void ask(struct library_view *v)
{
	forget_next(v);
	v->is_asked = wants_picture(v);
	if (!v->is_asked)
		picture_done(&v->shown);
	v->generation++;
}

void library_view_filter(struct library_view *v, struct query *q)
{
	query_free(v->q);
	v->q = q && q->root ? q : NULL;
	if (q && !q->root)
		query_free(q);
	ask(v);
}

enum err library_view_sort(struct library_view *v, const char *keys)
{
	struct order order = { 0 };
	enum err err = keys ? order_parse(keys, &order) : OK;

	if (err)
		return err;
	order.lib = v->lib;
	v->order = order;
	ask(v);
	return OK;
}

void library_view_group(struct library_view *v, enum library_root root)
{
	if (root == v->root)
		return;
	v->root = root;
	ask(v);
}

enum library_root library_view_root(const struct library_view *v)
{
	return v->shown.root;
}

uint64_t library_view_generation(const struct library_view *v)
{
	/* without a picture the library itself is what changes */
	return v->shown.is_made ? v->generation : v->generation + (library_version(v->lib) << 20);
}

/* ---- making a picture ---- */

static void begin(struct library_view *v)
{
	forget_next(v);
	v->at_artist = v->at_track = v->at_stray = 0;
	v->version = library_version(v->lib);
	v->is_asked = false;
	v->phase = PHASE_TREE;
	/* a flat list is of artists' tracks, one after the other's */
	v->next.root = v->order.n ? LIBRARY_BY_ARTIST : v->root;
	if (v->next.root)
		grouping_begin(&v->grouping, v->lib, v->next.root);
}

static void add(struct picture *p, struct artist *a, const char *name, struct track *t)
{
	struct group *g;

	if (!p->n_groups || p->groups[p->n_groups - 1].artist != a) {
		ARRAY_GROW(p->groups, p->n_groups, p->groups_cap);
		p->groups[p->n_groups++] = (struct group){ .node.name = name, .artist = a, .from = p->n };
	}
	g = &p->groups[p->n_groups - 1];
	ARRAY_GROW(p->tracks, p->n, p->cap);
	p->tracks[p->n++] = t;
	g->node.n_tracks++;
	g->node.duration_ms += t->duration_ms;
}

static void step_tree(struct library_view *v)
{
	size_t n;
	struct track *const *tracks = library_artist_tracks(v->lib, v->at_artist, &n);
	struct track *t;

	if (!tracks) {
		v->phase = PHASE_STRAYS;
		return;
	}
	if (v->at_track >= n) {
		v->at_artist++;
		v->at_track = 0;
		return;
	}
	t = tracks[v->at_track++];
	if (!query_match_entry(v->q, v->lib, (struct entry *)t))
		return;
	if (v->next.root)
		grouping_add(&v->grouping, t);
	else
		add(&v->next, tree_artist(v->lib, t), library_artist_at(v->lib, v->at_artist)->name, t);
}

static void done(struct library_view *v)
{
	merge_done(&v->merge);
	picture_done(&v->shown);
	v->shown = v->next;
	v->shown.is_made = true;
	v->next = (struct picture){ 0 };
	v->phase = PHASE_IDLE;
	v->generation++;
}

static void strays_done(struct library_view *v)
{
	if (v->next.root) {
		v->phase = PHASE_GROUP;
		return;
	}
	if (!v->order.n) {
		done(v);
		return;
	}
	merge_begin(&v->merge, &v->order, v->next.tracks, v->next.n);
	v->phase = PHASE_SORT;
}

/* Missing and unreadable tracks are in nobody's list; they are shown where the query names them. */
static void step_strays(struct library_view *v)
{
	bool asks = v->q && (query_asks(v->q, TRACK_MISSING) || query_asks(v->q, TRACK_UNREADABLE) || query_asks(v->q, TRACK_REMOVED));
	struct entry *e;

	if (!asks || v->at_stray >= v->lib->n) {
		strays_done(v);
		return;
	}
	e = entry_at(v->lib, v->at_stray++);
	if (e->track.state == TRACK_OK || !query_asks(v->q, e->track.state) || !query_match_entry(v->q, v->lib, e))
		return;
	if (v->next.root)
		grouping_stray(&v->grouping, &e->track);
	else
		add(&v->next, NULL, _("(not in the library)"), &e->track);
}

static void step_group(struct library_view *v)
{
	struct picture *p = &v->next;

	if (grouping_step(&v->grouping))
		return;
	grouping_take(&v->grouping, &p->groups, &p->n_groups, &p->tracks, &p->n);
	done(v);
}

bool library_view_is_old(const struct library_view *v)
{
	return wants_picture(v) && (v->is_asked || v->phase != PHASE_IDLE || v->version != library_version(v->lib));
}

bool library_view_is_urgent(const struct library_view *v)
{
	return v->is_asked || v->phase != PHASE_IDLE;
}

bool library_view_step(struct library_view *v, size_t budget)
{
	if (!library_view_is_old(v))
		return false;
	if (v->phase == PHASE_IDLE)
		begin(v);
	for (; budget && v->phase != PHASE_IDLE; budget--) {
		if (v->phase == PHASE_TREE) {
			step_tree(v);
		} else if (v->phase == PHASE_STRAYS) {
			step_strays(v);
		} else if (v->phase == PHASE_GROUP) {
			step_group(v);
		} else if (!merge_step(&v->merge)) {
			v->next.sorted = merge_take(&v->merge);
			done(v);
		}
	}
	return v->phase != PHASE_IDLE;
}

/* ---- what is shown ---- */

/* The picture that stands for the tree; NULL: the library itself does. */
static const struct picture *narrowed(const struct library_view *v)
{
	return (v->q || v->shown.root) && v->shown.is_made ? &v->shown : NULL;
}

size_t library_view_artist_count(const struct library_view *v)
{
	const struct picture *p = narrowed(v);

	return p ? p->n_groups : library_artist_count(v->lib);
}

size_t library_view_count(const struct library_view *v)
{
	const struct picture *p = narrowed(v);

	return p ? p->n : library_count(v->lib);
}

const struct artist_node *library_view_artist_at(const struct library_view *v, size_t i)
{
	const struct picture *p = narrowed(v);

	if (!p)
		return library_artist_at(v->lib, i);
	return i < p->n_groups ? &p->groups[i].node : NULL;
}

size_t library_view_artist_find(const struct library_view *v, const char *name)
{
	const struct picture *p = narrowed(v);

	if (!p)
		return library_artist_find(v->lib, name);
	for (size_t i = 0; i < p->n_groups; i++)
		if (!strcmp(p->groups[i].node.name, name))
			return i;
	return SIZE_MAX;
}

/* The first group that is not before this one; their order is the picture's. */
static size_t lower_bound(const struct picture *p, size_t n, const struct artist *a, const char *key)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = a ? artist_cmp(p->groups[mid].artist, a) : group_cmp(p->root, p->groups[mid].key, key);

		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

size_t library_view_artist_of(const struct library_view *v, const struct track *t)
{
	const struct picture *p = narrowed(v);
	struct group_names names;
	struct artist *a;
	size_t n, at;

	if (!p)
		return library_artist_of(v->lib, t);
	if (!p->n_groups)
		return SIZE_MAX;
	if (p->root) {
		group_names(v->lib, p->root, t, &names);
		at = lower_bound(p, p->n_groups, NULL, names.keys[0]);
		return at < p->n_groups && p->groups[at].key == names.keys[0] ? at : SIZE_MAX;
	}
	a = tree_artist(v->lib, t);
	n = p->n_groups - !p->groups[p->n_groups - 1].artist;
	at = lower_bound(p, n, a, NULL);
	return at < p->n_groups && p->groups[at].artist == a ? at : SIZE_MAX;
}

bool library_view_holds(const struct library_view *v, size_t i, const struct track *t)
{
	const struct picture *p = narrowed(v);
	struct group_names names;

	if (!p || !p->root)
		return library_view_artist_of(v, t) == i;
	group_names(v->lib, p->root, t, &names);
	for (size_t k = 0; i < p->n_groups && k < names.n; k++)
		if (names.keys[k] == p->groups[i].key)
			return true;
	return false;
}

struct track *const *library_view_artist_tracks(const struct library_view *v, size_t i, size_t *ret_n)
{
	const struct picture *p = narrowed(v);

	if (!p)
		return library_artist_tracks(v->lib, i, ret_n);
	*ret_n = i < p->n_groups ? p->groups[i].node.n_tracks : 0;
	return *ret_n ? p->tracks + p->groups[i].from : NULL;
}

struct track *const *library_view_sorted(const struct library_view *v, size_t *ret_n)
{
	*ret_n = v->shown.sorted ? v->shown.n : 0;
	return v->shown.sorted;
}
