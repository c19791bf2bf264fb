/*
 * hub_sync.c -- see hub_sync.h.
 *
 *   log above `kept` ─▶ batches ─▶ committed ─▶ `kept` on disk ─▶ … ─▶ same number and sum of times on both sides? ─▶ done
 *                                                                          no: both lists side by side, what differs is dropped, pushed
 *
 * An event is (listener, id), so whatever is sent twice is there once; numbers are compared because a log can lose rows (forgotten), take others under old
 * numbers (a copy put back in its place), and the hub can lose all of it.
 */
#include "cli/hub_sync.h"
#include "library.h"
#include "app/load.h"
#include "music.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 256, IDS_AT_ONCE = 5000 };

/* ---- what may leave ---- */

struct reading { struct library *lib; struct map64 mbids, keys; struct hub_log *log; size_t cap; };

static enum err note_recording(void *ctx, track_id id, const char *recording, const char *artist)
{
	struct reading *r = ctx;
	char mbid[LISTEN_MBID_SIZE];

	(void)artist;
	if (listens_mbid(recording, mbid))
		map64_put(&r->mbids, (uint64_t)id, arena_strdup(&r->log->arena, mbid));
	return OK;
}

/* At most so many bytes of whole characters. */
static const char *shortened(struct arena *a, const char *text)
{
	size_t n = strlen(text);
	char *copy;

	if (n > NAME_BYTES)
		for (n = 0; n + utf8_next(text + n) <= NAME_BYTES; )
			n += utf8_next(text + n);
	copy = arena_alloc(a, n + 1);
	memcpy(copy, text, n);
	return copy;
}

/* The track's name at a hub, made once; NULL: it stays here. */
static const char *key_of(struct reading *r, const struct track *t)
{
	const char *known = map64_get(&r->keys, (uint64_t)t->id), *mbid = map64_get(&r->mbids, (uint64_t)t->id);
	char *key;

	if (known)
		return *known ? known : NULL;
	key = t->is_banned ? NULL : hubfile_track(mbid ? mbid : "", t->artist, t->artist[0] ? t->title : "");
	known = arena_strdup(&r->log->arena, key ? key : "");
	map64_put(&r->keys, (uint64_t)t->id, (void *)(uintptr_t)known);
	free(key);
	return *known ? known : NULL;
}

static bool may_leave(enum event_kind kind)
{
	return kind == EVENT_FINISH || kind == EVENT_SKIP || kind == EVENT_RATE || kind == EVENT_LOVE || kind == EVENT_UNLOVE;
}

static void take_event(struct reading *r, const struct event *ev, int64_t from_ms)
{
	struct track *t = may_leave(ev->kind) && ev->at_ms > from_ms ? library_get(r->lib, ev->track) : NULL;
	const char *key = t ? key_of(r, t) : NULL;
	struct hub_log *log = r->log;

	if (!key)
		return;
	ARRAY_GROW(log->events, log->n, r->cap);
	log->events[log->n++] = (struct hub_event){ .id = ev->id, .at_ms = ev->at_ms, .listened_ms = ev->listened_ms, .duration_ms = ev->duration_ms,
		.kind = (int)ev->kind, .value = ev->kind == EVENT_RATE ? ev->value : 0, .is_finish = ev->kind == EVENT_FINISH, .track = key,
		.artist = t->artist, .title = t->title };
}

static int by_id(const void *a, const void *b)
{
	const struct hub_event *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* The library's strings go with it. */
static void own_names(struct hub_log *log)
{
	struct pool pool = { .map = { 0 } };
	struct mapstr seen = { 0 };

	for (size_t i = 0; i < log->n; i++) {
		const char **names[] = { &log->events[i].artist, &log->events[i].title };

		for (size_t k = 0; k < COUNT_OF(names); k++) {
			const char *name = *names[k], *own = mapstr_get(&seen, name);

			if (!own) {
				own = shortened(&log->arena, name);
				mapstr_put(&seen, pool_intern(&pool, name), (void *)(uintptr_t)own);
			}
			*names[k] = own;
		}
	}
	mapstr_done(&seen);
	pool_done(&pool);
}

enum err hub_log_read(struct store *store, int64_t from_ms, struct hub_log *ret_log)
{
	struct hub_log log = { .n = 0 };
	struct reading r = { .lib = library_new(), .log = &log };
	struct store_events *cursor = NULL;
	struct event ev;
	enum err err = load_library(store, r.lib, NULL), step = OK;

	err = err ? err : store_recordings(store, 0, INT64_MAX, note_recording, &r);
	err = err ? err : store_events_open(store, 0, 0, 0, false, &cursor);
	while (!err && store_events_next(cursor, &ev, &step))
		take_event(&r, &ev, from_ms);
	store_events_close(cursor);
	err = err ? err : step;
	if (log.n)
		qsort(log.events, log.n, sizeof *log.events, by_id);
	own_names(&log);
	map64_done(&r.mbids);
	map64_done(&r.keys);
	library_free(r.lib);
	if (err)
		hub_log_done(&log);
	else
		*ret_log = log;
	return err;
}

void hub_log_done(struct hub_log *log)
{
	free(log->events);
	arena_done(&log->arena);
	*log = (struct hub_log){ .n = 0 };
}

/* ---- pushing ---- */

struct sync {
	struct hub *hub;
	const struct hub_log *log;
	const char *path;
	struct hubfile *file;
	int64_t pushed, dropped;
};

static enum err acknowledge(struct sync *s, int64_t id)
{
	if (id <= s->file->kept)
		return OK;
	s->file->kept = id;
	return hubfile_write(s->path, s->file);
}

static enum err push(struct sync *s, const struct hub_event *events, size_t n)
{
	enum err err = OK;

	for (size_t at = 0, some; at < n && !err; at += some) {
		int64_t added = 0;

		some = MIN_OF(n - at, (size_t)HUB_BATCH_MAX);
		err = hub_push(s->hub, events + at, some, &added);
		err = err ? err : acknowledge(s, events[at + some - 1].id);
		s->pushed += added;
	}
	return err;
}

static enum err is_same(struct sync *s, bool *ret_same)
{
	struct hub_sum is, should = { .n = (int64_t)s->log->n };
	enum err err = hub_sum(s->hub, &is);

	for (size_t i = 0; i < s->log->n; i++)
		should.sum += s->log->events[i].at_ms % HUB_SUM_OF;
	*ret_same = !err && is.n == should.n && is.sum == should.sum;
	return err;
}

/* ---- where both sides differ ---- */

struct differing { int64_t *extra; size_t n_extra, cap_extra; struct hub_event *lacking; size_t n_lacking, cap_lacking; };

static void lacks(struct differing *d, const struct hub_event *e)
{
	ARRAY_GROW(d->lacking, d->n_lacking, d->cap_lacking);
	d->lacking[d->n_lacking++] = *e;
}

/* What of the log, from *at on, the hub's next rows do not have, and the other way round. */
static void compare(const struct hub_log *log, size_t *at, const struct hub_id *ids, size_t n, struct differing *d)
{
	for (size_t i = 0; i < n; i++) {
		bool is_there;

		while (*at < log->n && log->events[*at].id < ids[i].id)
			lacks(d, &log->events[(*at)++]);
		is_there = *at < log->n && log->events[*at].id == ids[i].id;
		if (!is_there || log->events[*at].at_ms != ids[i].at_ms) {
			ARRAY_GROW(d->extra, d->n_extra, d->cap_extra);
			d->extra[d->n_extra++] = ids[i].id;
			if (is_there)
				lacks(d, &log->events[*at]);
		}
		*at += is_there;
	}
}

static enum err find_differing(struct sync *s, struct differing *d)
{
	struct hub_id *ids = xcalloc(IDS_AT_ONCE, sizeof *ids);
	int64_t after = INT64_MIN;
	size_t at = 0, n;
	enum err err;

	do {
		n = 0;
		err = hub_ids(s->hub, after, ids, IDS_AT_ONCE, &n);
		if (!err && n) {
			compare(s->log, &at, ids, n, d);
			after = ids[n - 1].id;
		}
	} while (!err && n == IDS_AT_ONCE);
	while (!err && at < s->log->n)
		lacks(d, &s->log->events[at++]);
	free(ids);
	return err;
}

static enum err make_same(struct sync *s)
{
	struct differing d = { .n_extra = 0 };
	enum err err = find_differing(s, &d);

	for (size_t at = 0, some; at < d.n_extra && !err; at += some) {
		some = MIN_OF(d.n_extra - at, (size_t)HUB_BATCH_MAX);
		err = hub_drop(s->hub, d.extra + at, some);
		s->dropped += err ? 0 : (int64_t)some;
	}
	err = err ? err : push(s, d.lacking, d.n_lacking);
	free(d.extra);
	free(d.lacking);
	return err;
}

enum err hub_sync(struct hub *hub, const struct hub_log *log, const char *path, struct hubfile *file, int64_t *ret_pushed, int64_t *ret_dropped)
{
	struct sync s = { hub, log, path, file, 0, 0 };
	size_t new = 0;
	bool same = false;
	enum err err;

	while (new < log->n && log->events[new].id <= file->kept)
		new++;
	err = push(&s, log->events + new, log->n - new);
	err = err ? err : is_same(&s, &same);
	if (!err && !same)
		err = make_same(&s);
	*ret_pushed = s.pushed;
	*ret_dropped = s.dropped;
	return err;
}

/* ---- pulling ---- */

static enum err keep_pick(void *ctx, const struct hub_pick *pick)
{
	return hubfile_add_pick(ctx, pick);
}

enum err hub_pull(struct hub *hub, const char *path, int64_t *ret_picks)
{
	struct buf b;
	enum err err;

	buf_init(&b, SIZE_MAX / 4);
	err = hub_picks(hub, keep_pick, &b);
	if (!err)
		err = write_file(path, b.data ? b.data : "", b.len, 0600);
	*ret_picks = 0;
	for (size_t i = 0; !err && i < b.len; i++)
		*ret_picks += b.data[i] == '\n';
	buf_done(&b);
	return err;
}
