/* playlists.c -- named lists in memory: sorted by name, edited here and at the desk together; smart ones found in slices. */
#include "app/edit.h"
#include "app/filters.h"
#include "app/playlists.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRESH_MS = 500, STALE_MS = 60000, FOLD_AT_ONCE = 1000, LOOK_AT_ONCE = 256 };

struct playlists {
	struct named_list **lists;
	size_t n, cap;
	bool is_loaded;
	char *last;
	/* the smart list being looked for: which, where in the tree of artists, what was found so far */
	struct named_list *looking;
	struct query *query;
	size_t artist, track, n_found, cap_found;
	uint64_t version;
	struct track **found;
	char *keys;			/* its own order; NULL = the library's */
	size_t limit;
	struct sorting *sorting;	/* what was found is put into it */
};

struct playlists *playlists_new(void)
{
	return xcalloc(1, sizeof(struct playlists));
}

static void list_free(struct named_list *l)
{
	free(l->name);
	free(l->folded);
	free(l->query);
	free(l->ids);
	free(l->found);
	free(l);
}

static void stop_looking(struct playlists *p)
{
	query_free(p->query);
	sorting_free(p->sorting);
	free(p->found);
	free(p->keys);
	p->sorting = NULL;
	p->keys = NULL;
	p->query = NULL;
	p->found = NULL;
	p->n_found = p->cap_found = 0;
	p->looking = NULL;
}

static void drop_all(struct playlists *p)
{
	stop_looking(p);
	while (p->n)
		list_free(p->lists[--p->n]);
}

void playlists_free(struct playlists *p)
{
	if (!p)
		return;
	drop_all(p);
	free(p->lists);
	free(p->last);
	free(p);
}

bool playlists_are_loaded(const struct app *app)
{
	return app->lists->is_loaded;
}

/* ---- by name ---- */

static int compare(const struct named_list *a, const char *folded, const char *name)
{
	int by = strcmp(a->folded, folded);

	return by ? by : strcmp(a->name, name);
}

/* Where a list of this name is, or would be. */
static size_t place_of(const struct playlists *p, const char *name, bool *ret_is_there)
{
	char *folded = utf8_fold(name);
	size_t low = 0, high = p->n;

	*ret_is_there = false;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int by = compare(p->lists[mid], folded, name);

		if (!by) {
			*ret_is_there = true;
			low = mid;
			break;
		}
		if (by < 0)
			low = mid + 1;
		else
			high = mid;
	}
	free(folded);
	return low;
}

size_t playlists_count(const struct app *app)
{
	return app->lists->n;
}

struct named_list *playlists_at(const struct app *app, size_t i)
{
	return i < app->lists->n ? app->lists->lists[i] : NULL;
}

struct named_list *playlists_find(const struct app *app, const char *name)
{
	bool is_there;
	size_t i = place_of(app->lists, name, &is_there);

	return is_there ? app->lists->lists[i] : NULL;
}

size_t playlists_index(const struct app *app, const struct named_list *l)
{
	for (size_t i = 0; i < app->lists->n; i++)
		if (app->lists->lists[i] == l)
			return i;
	return SIZE_MAX;
}

static void insert(struct playlists *p, struct named_list *l)
{
	bool is_there;
	size_t i = place_of(p, l->name, &is_there);

	ARRAY_GROW(p->lists, p->n, p->cap);
	memmove(p->lists + i + 1, p->lists + i, (p->n - i) * sizeof *p->lists);
	p->lists[i] = l;
	p->n++;
}

static void take_out(struct playlists *p, const struct named_list *l)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->lists[i] == l) {
			memmove(p->lists + i, p->lists + i + 1, (--p->n - i) * sizeof *p->lists);
			return;
		}
}

static struct named_list *make(struct playlists *p, const char *name)
{
	struct named_list *l = xcalloc(1, sizeof *l);

	l->name = xstrdup(name);
	l->folded = utf8_fold(name);
	insert(p, l);
	return l;
}

static void set_ids(struct named_list *l, const track_id *ids, size_t n)
{
	track_id *copy = n ? xmemdup(ids, n * sizeof *ids) : NULL;

	free(l->ids);
	l->ids = copy;
	l->n = l->cap = n;
}

/* ---- the desk ---- */

void playlists_got(struct app *app, const struct desk_news *news)
{
	struct playlists *p = app->lists;

	if (edits_are_out(app)) {
		desk_load_playlists(app->desk);
		return;
	}
	drop_all(p);
	for (size_t i = 0; i < news->n; i++) {
		const struct stored_playlist *s = &news->playlists[i];
		struct named_list *l = make(p, s->name);

		l->query = s->query ? xstrdup(s->query) : NULL;
		set_ids(l, s->tracks, s->n);
	}
	p->is_loaded = true;
	app->effects |= EFFECT_REDRAW;
}

static int64_t now_s(void)
{
	return clock_unix_ms() / 1000;
}

enum err playlists_check_name(const char *name)
{
	size_t n = strlen(name);

	if (!n || n > PLAYLIST_NAME_MAX || !utf8_valid(name, n))
		return fail(ERR_ARG, _("a playlist's name is UTF-8, of 1 to %d bytes"), PLAYLIST_NAME_MAX);
	return OK;
}

static enum err may_edit(const struct app *app, const char *name)
{
	if (!app->lists->is_loaded)
		return fail(ERR_BUSY, _("The library is not open yet"));
	return playlists_check_name(name);
}

static void changed(struct app *app, const struct named_list *l)
{
	if (app->lists->looking == l)
		stop_looking(app->lists);
	app->effects |= EFFECT_REDRAW;
}

enum err playlists_put(struct app *app, const char *name, const char *query, const track_id *ids, size_t n)
{
	struct named_list *l;
	enum err err = may_edit(app, name);

	if (err)
		return err;
	l = playlists_find(app, name);
	if (!l)
		l = make(app->lists, name);
	changed(app, l);
	if (query != l->query) {
		char *copy = query ? xstrdup(query) : NULL;

		free(l->query);
		l->query = copy;
		l->is_found = false;
		l->n_found = 0;
	}
	set_ids(l, ids, query ? 0 : n);
	edit_sent(app);
	desk_playlist_put(app->desk, l->name, l->query, l->ids, l->n, now_s(), COOKIE_LIST);
	return OK;
}

enum err playlists_append(struct app *app, const char *name, const track_id *ids, size_t n, uint64_t cookie)
{
	struct named_list *l;
	enum err err = may_edit(app, name);

	if (err)
		return err;
	l = playlists_find(app, name);
	if (l && l->query)
		return fail(ERR_ARG, _("'%s' holds what its query finds; nothing can be put into it"), name);
	if (!l)
		l = make(app->lists, name);
	if (l->n + n > PLAYLIST_ENTRIES_MAX)
		return fail(ERR_LIMIT, _("more than %d entries"), PLAYLIST_ENTRIES_MAX);
	changed(app, l);
	for (size_t i = 0; i < n; i++) {
		ARRAY_GROW(l->ids, l->n, l->cap);
		l->ids[l->n++] = ids[i];
	}
	edit_sent(app);
	desk_playlist_append(app->desk, name, ids, n, now_s(), cookie);
	return OK;
}

enum err playlists_rename(struct app *app, const char *name, const char *new_name)
{
	struct named_list *l = playlists_find(app, name);
	enum err err = may_edit(app, new_name);

	if (err)
		return err;
	if (!l)
		return fail(ERR_MISSING, _("there is no playlist '%s'"), name);
	if (!strcmp(l->name, new_name))
		return OK;
	if (playlists_find(app, new_name))
		return fail(ERR_ARG, _("there is a playlist '%s' already"), new_name);
	edit_sent(app);
	desk_playlist_rename(app->desk, name, new_name, now_s(), COOKIE_LIST);
	take_out(app->lists, l);
	if (app->lists->last && !strcmp(app->lists->last, l->name))
		playlists_set_last(app, new_name);
	free(l->folded);
	l->folded = utf8_fold(new_name);
	free(l->name);
	l->name = xstrdup(new_name);
	insert(app->lists, l);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

enum err playlists_delete(struct app *app, const char *name)
{
	struct named_list *l = playlists_find(app, name);

	if (!l)
		return fail(ERR_MISSING, _("there is no playlist '%s'"), name);
	edit_sent(app);
	desk_playlist_delete(app->desk, name, COOKIE_LIST);
	changed(app, l);
	if (app->lists->last && !strcmp(app->lists->last, name)) {
		free(app->lists->last);
		app->lists->last = NULL;
	}
	take_out(app->lists, l);
	list_free(l);
	return OK;
}

const char *playlists_last(const struct app *app)
{
	return app->lists->last && playlists_find(app, app->lists->last) ? app->lists->last : NULL;
}

void playlists_set_last(struct app *app, const char *name)
{
	char *copy = xstrdup(name);

	free(app->lists->last);
	app->lists->last = copy;
}

/* ---- what is in them ---- */

size_t list_count(const struct named_list *l)
{
	return l->query ? l->n_found : l->n;
}

struct track *list_track(const struct app *app, const struct named_list *l, size_t i)
{
	if (i >= list_count(l))
		return NULL;
	return l->query ? l->found[i] : library_get(app->lib, l->ids[i]);
}

struct track **list_tracks(const struct app *app, const struct named_list *l, size_t *ret_n)
{
	size_t n = 0, all = list_count(l);
	struct track **tracks = xcalloc(all + 1, sizeof *tracks);

	for (size_t i = 0; i < all; i++) {
		tracks[n] = list_track(app, l, i);
		n += tracks[n] != NULL;
	}
	*ret_n = n;
	return tracks;
}

/* ---- smart lists ---- */

static bool is_stale(const struct app *app, const struct named_list *l)
{
	if (!l->query)
		return false;
	if (!l->is_found)
		return true;
	/* the library changes with every event and, during a scan, all the time; ages pass by themselves */
	return app->now_ms - l->found_ms >= (l->found_version == library_version(app->lib) ? STALE_MS : FRESH_MS);
}

/* The one under the cursor first. */
static struct named_list *next_stale(const struct app *app)
{
	const struct playlists *p = app->lists;
	size_t at = app->views->panes[PANE_PLAYLISTS].list.cursor;

	if (app->views->view != VIEW_PLAYLISTS || !app->tracks_loaded)
		return NULL;
	for (size_t i = 0; i < p->n; i++) {
		struct named_list *l = p->lists[(at + i) % p->n];

		if (is_stale(app, l))
			return l;
	}
	return NULL;
}

static void look_begin(struct app *app, struct named_list *l)
{
	struct query_names names = filters_names(app, true);
	struct playlists *p = app->lists;
	struct query_tail tail = { 0 };
	size_t column;
	enum err err = query_tail_split(l->query, &tail, &column);

	stop_looking(p);
	err = err ? err : query_parse_named(tail.filter, now_s(), &names, &p->query, &column);
	p->keys = tail.keys;
	p->limit = tail.limit;
	tail.keys = NULL;
	query_tail_done(&tail);
	if (err) {
		/* made by hand in the database, or by a newer Segue: it finds nothing */
		log_line("%s: %s", l->name, err_text());
		l->n_found = 0;
		l->is_found = true;
		l->found_ms = app->now_ms;
		l->found_version = library_version(app->lib);
		return;
	}
	p->looking = l;
	p->artist = p->track = 0;
	p->version = library_version(app->lib);
}

/* Its own order, when it has one. */
static bool sort_on(struct playlists *p, int64_t until_ms)
{
	if (!p->keys)
		return true;
	if (!p->sorting)
		p->sorting = sorting_new(p->keys, p->found, p->n_found);
	while (p->sorting && clock_mono_ms() < until_ms)
		if (!sorting_step(p->sorting, LOOK_AT_ONCE)) {
			free(p->found);
			p->found = sorting_take(p->sorting);
			p->sorting = NULL;
			return true;
		}
	return !p->sorting;
}

static void look_end(struct app *app)
{
	struct playlists *p = app->lists;
	struct named_list *l = p->looking;

	free(l->found);
	l->found = p->found;
	l->n_found = p->limit ? MIN_OF(p->n_found, p->limit) : p->n_found;
	l->is_found = true;
	l->found_version = p->version;
	l->found_ms = app->now_ms;
	p->found = NULL;
	stop_looking(p);
	app->effects |= EFFECT_REDRAW_SOON;
}

static bool look_on(struct app *app, int64_t until_ms)
{
	struct playlists *p = app->lists;
	unsigned spent = 0;
	size_t n;

	for (; p->artist < library_artist_count(app->lib); p->artist++, p->track = 0) {
		struct track *const *tracks = library_artist_tracks(app->lib, p->artist, &n);

		/* one artist may be the whole library */
		for (; p->track < n; p->track++) {
			struct track *t = tracks[p->track];

			if (++spent % LOOK_AT_ONCE == 0 && clock_mono_ms() >= until_ms)
				return false;
			if (query_match(p->query, app->lib, t)) {
				ARRAY_GROW(p->found, p->n_found, p->cap_found);
				p->found[p->n_found++] = t;
			}
		}
	}
	return true;
}

void playlists_turn(struct app *app, int64_t until_ms)
{
	struct playlists *p = app->lists;

	if (!p->looking) {
		struct named_list *l = next_stale(app);

		if (!l)
			return;
		look_begin(app, l);
	}
	while (clock_mono_ms() < until_ms)
		if (!library_fold_some(app->lib, FOLD_AT_ONCE))
			break;
	if (p->looking && clock_mono_ms() < until_ms && look_on(app, until_ms) && sort_on(p, until_ms))
		look_end(app);
}

bool playlists_want_turn(const struct app *app)
{
	return app->lists->looking || next_stale(app);
}
