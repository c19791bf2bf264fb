/* track.c -- the library's facts: put, marked, moved, read. */
#include "store_priv.h"

#include <stdlib.h>
#include <string.h>

/* ---- writing ---- */

static void bind_stamp(sqlite3_stmt *st, int first, const struct file_stamp *stamp)
{
	sqlite3_bind_int64(st, first, stamp->size);
	sqlite3_bind_int64(st, first + 1, stamp->mtime_ns);
	sqlite3_bind_int64(st, first + 2, (int64_t)stamp->dev);
	sqlite3_bind_int64(st, first + 3, (int64_t)stamp->ino);
}

/* Runs an upsert that returns the id. */
static enum err run_for_id(struct store *s, sqlite3_stmt *st, track_id *ret_id)
{
	enum err err;
	bool has_id = false;

	while (statement_step(s, st, &err)) {
		*ret_id = sqlite3_column_int64(st, 0);
		has_id = true;
	}
	if (!err && !has_id)
		err = fail(ERR_DB, _("%s did not take a track"), s->path);
	return err;
}

static enum err put_texts(struct store *s, track_id id, const struct tags *tags)
{
	bool has_text = (tags->comment && *tags->comment) || (tags->lyrics && *tags->lyrics);
	sqlite3_stmt *st = statement(s, has_text ? STMT_TEXT_PUT : STMT_TEXT_DROP);

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, id);
	if (has_text) {
		bind_text(st, 2, tags->comment);
		bind_text(st, 3, tags->lyrics);
	}
	return statement_run(s, st);
}

static enum err put_part(struct store *s, track_id id, const struct part *part)
{
	sqlite3_stmt *st = statement(s, STMT_PART_PUT);

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, id);
	bind_bytes(st, 2, part->file);
	sqlite3_bind_int64(st, 3, part->start_us);
	sqlite3_bind_int64(st, 4, part->end_us);
	return statement_run(s, st);
}

static enum err check_path(const char *path)
{
	return *path ? OK : fail(ERR_ARG, _("a track needs a path"));
}

/* One row of the library: what was read of it (tags), or why nothing could be (why; tags NULL then). */
static enum err put_track(struct store *s, const char *path, const struct file_stamp *stamp, const struct tags *tags, const char *why, int64_t now_s,
			  track_id *ret_id)
{
	sqlite3_stmt *st;
	track_id id = 0;
	enum err err = check_path(path);

	if (!err)
		err = write_begin(s, false);
	if (err)
		return err;
	st = statement(s, tags ? STMT_TRACK_PUT : STMT_TRACK_UNREADABLE);
	if (!st) {
		err = ERR_DB;
		goto out;
	}
	bind_bytes(st, 1, path);
	bind_stamp(st, 2, stamp);
	sqlite3_bind_int64(st, 6, now_s);
	if (tags) {
		sqlite3_bind_int(st, 7, tags->has_parts ? TRACK_PARTS : TRACK_OK);
		bind_tags(st, 8, tags);
	} else {
		bind_text(st, 7, why);
	}
	err = run_for_id(s, st, &id);
	if (!err && tags)
		err = put_texts(s, id, tags);
	if (!err && tags && tags->part)
		err = put_part(s, id, tags->part);
out:
	err = write_end(s, false, err);
	if (!err && ret_id)
		*ret_id = id;
	return err;
}

enum err store_track_put(struct store *s, const char *path, const struct file_stamp *stamp, const struct tags *tags, int64_t now_s, track_id *ret_id)
{
	return put_track(s, path, stamp, tags, NULL, now_s, ret_id);
}

enum err store_track_unreadable(struct store *s, const char *path, const struct file_stamp *stamp, const char *why, int64_t now_s, track_id *ret_id)
{
	return put_track(s, path, stamp, NULL, why, now_s, ret_id);
}

static enum err no_such_track(track_id id)
{
	return fail(ERR_MISSING, _("no track %lld in the library"), (long long)id);
}

enum err store_track_set_state(struct store *s, track_id id, enum track_state state)
{
	sqlite3_stmt *st;
	enum err err = write_begin(s, false);

	if (err)
		return err;
	st = statement(s, STMT_TRACK_STATE);
	if (!st) {
		err = ERR_DB;
		goto out;
	}
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int(st, 2, (int)state);
	err = statement_run(s, st);
	if (!err && !sqlite3_changes(s->db))
		err = no_such_track(id);
out:
	return write_end(s, false, err);
}

/* The id of the row with this path, 0 when there is none. */
static enum err find_path(struct store *s, const char *path, track_id *ret_id)
{
	sqlite3_stmt *st = statement(s, STMT_TRACK_AT);
	track_id id = 0;
	enum err err;

	if (!st)
		return ERR_DB;
	bind_bytes(st, 1, path);
	while (statement_step(s, st, &err))
		id = sqlite3_column_int64(st, 0);
	if (!err)
		*ret_id = id;
	return err;
}

enum err store_track_move(struct store *s, track_id id, const char *path, const struct file_stamp *stamp)
{
	sqlite3_stmt *st;
	track_id there = 0;
	enum err err = check_path(path);

	if (!err)
		err = write_begin(s, false);
	if (err)
		return err;
	err = find_path(s, path, &there);
	if (!err && there && there != id)
		err = fail(ERR_ARG, _("%s is another track of the library already"), path);
	st = err ? NULL : statement(s, STMT_TRACK_MOVE);
	if (!st) {
		err = err ? err : ERR_DB;
		goto out;
	}
	sqlite3_bind_int64(st, 1, id);
	bind_bytes(st, 2, path);
	bind_stamp(st, 3, stamp);
	err = statement_run(s, st);
	if (!err && !sqlite3_changes(s->db))
		err = no_such_track(id);
out:
	return write_end(s, false, err);
}

/* ---- reading ---- */

struct store_tracks {
	struct store *store;
	struct track tracks[BUNCH];
	struct arena arena;
	size_t n, at;
	track_id after;
};

enum err store_tracks_open(struct store *s, struct store_tracks **ret_cursor)
{
	struct store_tracks *c = xcalloc(1, sizeof *c);

	c->store = s;
	*ret_cursor = c;
	return OK;
}

bool store_tracks_some(struct store_tracks *c, struct track **ret_tracks, size_t *ret_n, enum err *ret_err)
{
	enum err err = OK;

	arena_done(&c->arena);
	c->at = c->n = 0;
	if (c->store)
		err = tracks_bunch(c->store, &c->after, c->tracks, &c->n, &c->arena);
	if (c->n) {
		*ret_tracks = c->tracks;
		*ret_n = c->n;
		return true;
	}
	c->store = NULL;	/* going on would begin anew */
	*ret_err = err;
	return false;
}

bool store_tracks_next(struct store_tracks *c, struct track *ret_track, enum err *ret_err)
{
	struct track *tracks;
	size_t n;

	if (c->at == c->n && !store_tracks_some(c, &tracks, &n, ret_err))
		return false;
	*ret_track = c->tracks[c->at++];
	return true;
}

void store_tracks_close(struct store_tracks *c)
{
	if (!c)
		return;
	arena_done(&c->arena);
	free(c);
}

/* The track of this id among those from `*at` on, which are sorted by it; NULL: it is not there. */
static struct track *beside(struct track *tracks, size_t n, size_t *at, track_id id)
{
	while (*at < n && tracks[*at].id < id)
		++*at;
	return *at < n && tracks[*at].id == id ? &tracks[*at] : NULL;
}

static enum err add_opinions(struct store *s, struct track *tracks, size_t n)
{
	sqlite3_stmt *st = statement(s, STMT_OPINION_SPAN);
	size_t at = 0;
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	sqlite3_bind_int64(st, 2, tracks[0].id);
	sqlite3_bind_int64(st, 3, tracks[n - 1].id);
	while (statement_step(s, st, &err)) {
		struct track *t = beside(tracks, n, &at, sqlite3_column_int64(st, 6));

		if (t)
			row_opinion(st, 0, t);
	}
	return err;
}

static enum err add_parts(struct store *s, struct track *tracks, size_t n, struct arena *arena)
{
	sqlite3_stmt *st = statement(s, STMT_PART_SPAN);
	struct part part;
	size_t at = 0;
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, tracks[0].id);
	sqlite3_bind_int64(st, 2, tracks[n - 1].id);
	while (statement_step(s, st, &err)) {
		struct track *t = beside(tracks, n, &at, sqlite3_column_int64(st, 3));

		if (t && row_part(st, 0, &part))
			t->part = part_keep(&part, arena);
	}
	return err;
}

enum err store_tracks_after(struct store *s, track_id after, size_t max, struct track *ret_tracks, size_t *ret_n, struct arena *arena)
{
	sqlite3_stmt *st = statement(s, STMT_TRACK_FACTS);
	struct row_room room = { .title = NULL };
	size_t n = 0;
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, after);
	sqlite3_bind_int64(st, 2, (int64_t)max);
	while (statement_step(s, st, &err)) {
		row_facts(st, &ret_tracks[n], &room);
		track_keep(&ret_tracks[n], n ? &ret_tracks[n - 1] : NULL, arena);
		n++;
	}
	free(room.title);
	if (!err)
		*ret_n = n;
	return err;
}

enum err tracks_bunch(struct store *s, track_id *after, struct track ret_tracks[BUNCH], size_t *ret_n, struct arena *arena)
{
	track_id at = *after;
	size_t n = 0;
	enum err err = OK;

	/* a pack may hold none above `at`: the last one of a library does, when it is asked for more */
	while (!n && pack_load(s, &at, ret_tracks, &n, arena))
		;
	if (!n) {
		err = store_tracks_after(s, at, BUNCH, ret_tracks, &n, arena);
		at = !err && n ? ret_tracks[n - 1].id : at;
	}
	if (!err && n && at <= *after)
		err = store_damaged(s);
	if (!err && n)
		err = add_opinions(s, ret_tracks, n);
	if (!err && n)
		err = add_parts(s, ret_tracks, n, arena);
	if (err)
		return err;
	*after = at;
	*ret_n = n;
	return OK;
}

enum err store_track_one(struct store *s, track_id id, struct track **ret_copy)
{
	sqlite3_stmt *st = statement(s, STMT_TRACK_ONE);
	struct track t, *copy = NULL;
	struct row_room room = { .title = NULL };
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, s->listener);
	sqlite3_bind_int64(st, 2, id);
	while (statement_step(s, st, &err)) {
		row_track(st, &t, &room);
		free(copy);
		copy = track_copy(&t);
	}
	free(room.title);
	if (!err && !copy)
		err = no_such_track(id);
	if (err)
		free(copy);
	else
		*ret_copy = copy;
	return err;
}

enum err store_track_tags(struct store *s, track_id id, struct tags *ret_tags)
{
	sqlite3_stmt *st = statement(s, STMT_TRACK_TAGS);
	bool is_there = false;
	struct tags tags;
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, id);
	while (statement_step(s, st, &err)) {
		arena_done(&s->tags_arena);
		tags = (struct tags){ .comment = column_text(st, 0), .lyrics = column_text(st, 1) };
		row_tags(st, 2, &tags);
		tags_keep(&tags, &s->tags_arena);
		is_there = true;
	}
	if (!err && !is_there)
		err = no_such_track(id);
	if (!err)
		*ret_tags = tags;
	return err;
}
