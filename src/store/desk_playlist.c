/* desk_playlist.c -- playlists at the desk: asking, and what the thread does about it. */
#include "desk_priv.h"

#include <stdlib.h>

/* ---- the caller's side ---- */

static void ask_list(struct desk *d, enum ask_kind kind, const char *name, const char *more, const track_id *tracks, size_t n,
		     int64_t now_s, uint64_t cookie)
{
	struct ask *ask = ask_new(kind, name, cookie);

	ask->more = more ? xstrdup(more) : NULL;
	ask->tracks = n ? xmemdup(tracks, n * sizeof *tracks) : NULL;
	ask->n = n;
	ask->number = now_s;
	ask_urgent(d, ask);
}

void desk_playlist_put(struct desk *d, const char *name, const char *query, const track_id *tracks, size_t n, int64_t now_s, uint64_t cookie)
{
	ask_list(d, ASK_LIST_PUT, name, query, tracks, n, now_s, cookie);
}

void desk_playlist_append(struct desk *d, const char *name, const track_id *tracks, size_t n, int64_t now_s, uint64_t cookie)
{
	ask_list(d, ASK_LIST_APPEND, name, NULL, tracks, n, now_s, cookie);
}

void desk_playlist_rename(struct desk *d, const char *name, const char *new_name, int64_t now_s, uint64_t cookie)
{
	ask_list(d, ASK_LIST_RENAME, name, new_name, NULL, 0, now_s, cookie);
}

void desk_playlist_delete(struct desk *d, const char *name, uint64_t cookie)
{
	ask_list(d, ASK_LIST_DELETE, name, NULL, NULL, 0, 0, cookie);
}

void desk_load_playlists(struct desk *d)
{
	ask_bulk(d, ask_new(ASK_PLAYLISTS, NULL, 0));
}

/* ---- the thread's side ---- */

bool is_list_ask(enum ask_kind kind)
{
	return kind >= ASK_LIST_PUT && kind <= ASK_LIST_DELETE;
}

enum err carry_list(struct desk *d, const struct ask *ask)
{
	switch (ask->kind) {
	case ASK_LIST_PUT: return store_playlist_put(d->store, ask->text, ask->more, ask->tracks, ask->n, ask->number);
	case ASK_LIST_APPEND: return store_playlist_append(d->store, ask->text, ask->tracks, ask->n, ask->number);
	case ASK_LIST_RENAME: return store_playlist_rename(d->store, ask->text, ask->more, ask->number);
	default: return store_playlist_delete(d->store, ask->text);
	}
}

enum err load_playlists(struct desk *d, struct news *news)
{
	enum err err = store_playlists(d->store, &news->lists, &news->n_lists);

	news->news.playlists = news->lists;
	news->news.n = news->n_lists;
	return err;
}
