/* sound.c -- what was heard of tracks, or why nothing could be; in the store and at the desk. */
#include "desk_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 1000 };
enum { FIRST_VERSION = 5, PAGE_VERSION = 8 };	/* of the schema, that has them; with all a page tells */

static void bind_known(sqlite3_stmt *st, int at, float x)
{
	if (isfinite(x))
		sqlite3_bind_double(st, at, (double)x);
	else
		sqlite3_bind_null(st, at);
}

static float known_at(sqlite3_stmt *st, int at)
{
	return sqlite3_column_type(st, at) == SQLITE_FLOAT ? (float)sqlite3_column_double(st, at) : NAN;
}

static enum err put_features(struct store *s, track_id track, const char *bytes, size_t n)
{
	sqlite3_stmt *st = statement(s, n ? STMT_SOUND_FEATURES_PUT : STMT_SOUND_FEATURES_DROP);

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, track);
	if (n)
		sqlite3_bind_blob64(st, 2, bytes, n, SQLITE_STATIC);
	return statement_run(s, st);
}

static enum err put(struct store *s, const struct sound *sound, uint32_t version, const struct file_stamp *stamp, int64_t now_s)
{
	sqlite3_stmt *st = statement(s, STMT_SOUND_PUT);

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, sound->track);
	sqlite3_bind_int64(st, 2, version);
	sqlite3_bind_int64(st, 3, stamp->size);
	sqlite3_bind_int64(st, 4, stamp->mtime_ns);
	sqlite3_bind_int64(st, 5, now_s);
	bind_text(st, 6, sound->why);
	bind_known(st, 7, sound->loudness_lufs);
	bind_known(st, 8, sound->true_peak_dbtp);
	bind_known(st, 9, sound->valence);
	bind_known(st, 10, sound->arousal);
	sqlite3_bind_int64(st, 11, sound->mark);
	bind_known(st, 12, sound->tempo_bpm);
	return statement_run(s, st);
}

static enum err check_track(struct store *s, track_id track)
{
	sqlite3_stmt *st = statement(s, STMT_TRACK_EXISTS);
	bool is_there = false;
	enum err err;

	if (!st)
		return ERR_DB;
	sqlite3_bind_int64(st, 1, track);
	while (statement_step(s, st, &err))
		is_there = true;
	return err || is_there ? err : fail(ERR_MISSING, _("no track %lld in the library"), (long long)track);
}

enum err store_sound_put(struct store *s, const struct sound *sound, uint32_t version, const struct file_stamp *stamp, const char *bytes, size_t n, int64_t now_s)
{
	enum err err = write_begin(s, false);

	if (err)
		return err;
	err = check_track(s, sound->track);
	if (!err)
		err = put(s, sound, version, stamp, now_s);
	if (!err)
		err = put_features(s, sound->track, bytes, n);
	return write_end(s, false, err);
}

enum err store_sound_same(struct store *s, track_id track, const struct file_stamp *stamp)
{
	sqlite3_stmt *st;
	enum err err = write_begin(s, false);

	if (err)
		return err;
	st = statement(s, STMT_SOUND_SAME);
	err = st ? OK : ERR_DB;
	if (!err) {
		sqlite3_bind_int64(st, 1, track);
		sqlite3_bind_int64(st, 2, stamp->size);
		sqlite3_bind_int64(st, 3, stamp->mtime_ns);
		err = statement_run(s, st);
	}
	return write_end(s, false, err);
}

enum err store_sounds(struct store *s, uint32_t version, track_id after, size_t max, struct sound *ret_sounds, size_t *ret_n, struct arena *arena)
{
	sqlite3_stmt *st = s->version < FIRST_VERSION ? NULL : statement(s, s->version < PAGE_VERSION ? STMT_SOUND_PAGE_5 : STMT_SOUND_PAGE);
	enum err err = OK;
	size_t n = 0;

	if (!st && s->version >= PAGE_VERSION)
		return ERR_DB;
	if (st) {
		sqlite3_bind_int64(st, 1, after);
		sqlite3_bind_int64(st, 2, version);
		sqlite3_bind_int64(st, 3, (int64_t)max);
	}
	while (st && statement_step(s, st, &err))
		ret_sounds[n++] = (struct sound){ .track = sqlite3_column_int64(st, 0), .why = arena_strdup(arena, column_text(st, 1)),
			.loudness_lufs = known_at(st, 2), .true_peak_dbtp = known_at(st, 3), .version = (uint32_t)sqlite3_column_int64(st, 4),
			.is_changed = sqlite3_column_int(st, 5) != 0, .mark = (uint32_t)sqlite3_column_int64(st, 6),
			.valence = known_at(st, 7), .arousal = known_at(st, 8),
			.tempo_bpm = known_at(st, 9) };
	if (!err)
		*ret_n = n;
	return err;
}

enum err store_sounds_each(struct store *s, uint32_t version, enum err (*each)(void *ctx, const struct sound *sound), void *ctx)
{
	struct sound *sounds = xcalloc(PAGE, sizeof *sounds);
	track_id after = 0;
	size_t n = PAGE;
	enum err err = OK;

	while (!err && n == PAGE) {
		struct arena arena = { 0 };

		err = store_sounds(s, version, after, PAGE, sounds, &n, &arena);
		if (!err && n && sounds[n - 1].track <= after)
			err = store_damaged(s);
		for (size_t i = 0; !err && i < n; i++)
			err = each(ctx, &sounds[i]);
		after = !err && n ? sounds[n - 1].track : 0;
		arena_done(&arena);
	}
	free(sounds);
	return err;
}

enum err sound_blob(struct store *s, enum stmt which, int since, track_id track, char **ret_bytes, size_t *ret_n)
{
	sqlite3_stmt *st = s->version < since ? NULL : statement(s, which);
	char *bytes = NULL;
	size_t n = 0;
	enum err err = OK;

	if (!st && s->version >= since)
		return ERR_DB;
	if (st)
		sqlite3_bind_int64(st, 1, track);
	while (st && statement_step(s, st, &err)) {
		n = (size_t)sqlite3_column_bytes(st, 0);
		free(bytes);
		bytes = xmemdup(sqlite3_column_blob(st, 0), n);
	}
	if (!err && !bytes)
		err = fail(ERR_MISSING, _("track %lld has not been heard yet"), (long long)track);
	if (err) {
		free(bytes);
		return err;
	}
	*ret_bytes = bytes;
	*ret_n = n;
	return OK;
}

enum err store_sound_features(struct store *s, track_id track, char **ret_bytes, size_t *ret_n)
{
	return sound_blob(s, STMT_SOUND_FEATURES, FIRST_VERSION, track, ret_bytes, ret_n);
}

/* ---- the desk: the caller's side, then the thread's ---- */

void desk_sound_put(struct desk *d, const struct sound *sound, uint32_t version, const struct file_stamp *stamp, const char *bytes, size_t n, int64_t now_s,
		    uint64_t cookie)
{
	struct ask *ask = ask_new(ASK_SOUND_PUT, NULL, cookie);

	ask->sound = *sound;
	ask->more = xstrdup(sound->why);
	ask->sound.why = ask->more;
	ask->version = version;
	ask->stamp = *stamp;
	ask->text = n ? xmemdup(bytes, n) : NULL;
	ask->n = n;
	ask->number = now_s;
	ask_bulk(d, ask);
}

void desk_sound_same(struct desk *d, track_id track, const struct file_stamp *stamp, uint64_t cookie)
{
	struct ask *ask = ask_new(ASK_SOUND_SAME, NULL, cookie);

	ask->track = track;
	ask->stamp = *stamp;
	ask_bulk(d, ask);
}

void desk_load_sounds(struct desk *d, uint32_t version)
{
	struct ask *ask = ask_new(ASK_SOUNDS, NULL, 0);

	ask->version = version;
	ask_bulk(d, ask);
}

enum err write_sound(struct desk *d, const struct ask *ask)
{
	return store_sound_put(d->store, &ask->sound, ask->version, &ask->stamp, ask->text, ask->n, ask->number);
}

bool load_sounds(struct desk *d, struct ask *ask)
{
	struct news *news = news_new(DESK_SOUNDS, 0);
	struct sound *sounds = xcalloc(SLICE, sizeof *sounds);
	size_t n = 0;
	enum err err;

	news->block = sounds;
	err = store_sounds(d->store, ask->version, ask->track, SLICE, sounds, &n, &news->arena);
	if (err || !n) {
		news_free(news);
	} else {
		ask->track = sounds[n - 1].track;
		news->news.sounds = sounds;
		news->news.n = n;
		news_push(d, news);
	}
	return load_goes_on(d, err, n == SLICE, DESK_SOUNDS_LOADED);
}
