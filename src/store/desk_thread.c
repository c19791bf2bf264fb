/*
 * desk_thread.c -- the desk's thread: takes requests, urgent ones first, and carries them out.
 *
 *            ┌─ urgent waits ───────────────────► carry_urgent: one synced transaction
 *   turn ────┼─ bulk waits, and its answer fits ► carry_writes (a batch) or carry_one (a slice, a folder, a copy, …)
 *            ├─ quiet for a while, packs missing► pack_next, one a turn
 *            ├─ quiet for longer, log not empty ► store_checkpoint
 *            └─ closing, nothing left ──────────► close, end
 *
 * A load is done one slice a turn and goes back to the front of its lane, so an urgent request never waits for a library.
 * A write that fails inside a batch undoes the batch; its requests are then carried out one by one, so only the bad one fails.
 */
#include "desk_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- answers ---- */

struct news *news_new(enum desk_kind kind, uint64_t cookie)
{
	struct news *news = xcalloc(1, sizeof *news);

	news->news.kind = kind;
	news->news.cookie = cookie;
	return news;
}

static struct news *news_of_failure(enum desk_kind kind, enum err err, uint64_t cookie)
{
	struct news *news = news_new(kind, cookie);

	news->news.err = err;
	news->news.text = news->block = xstrdup(err_text());
	return news;
}

static void tell_failure(struct desk *d, enum desk_kind kind, enum err err, uint64_t cookie)
{
	news_push(d, news_of_failure(kind, err, cookie));
}

static void tell_unread(struct desk *d, enum desk_kind of, const char *key, enum err err)
{
	struct news *news = news_of_failure(DESK_FAILED, err, 0);

	news->news.of = of;
	news->news.key = news->more = key ? xstrdup(key) : NULL;
	news_push(d, news);
}

/* Called before the answer goes out: whoever has it finds the backlog without its request. */
static void carried(struct desk *d)
{
	atomic_fetch_sub(&d->backlog, 1);
}

static void tell_done(struct desk *d, enum err err, uint64_t cookie)
{
	carried(d);
	if (err)
		tell_failure(d, DESK_FAILED, err, cookie);
	else
		news_push(d, news_new(DESK_DONE, cookie));
}

/* ---- the urgent lane ---- */

static void tell_event(struct desk *d, const struct ask *ask, enum err err)
{
	struct news *news = err ? news_of_failure(DESK_FAILED, err, ask->cookie) : news_new(DESK_EVENT_KEPT, ask->cookie);

	carried(d);
	news->news.event = ask->event;
	news_push(d, news);
}

/* Events are never many, but a disk may be slow: those that came meanwhile go into one transaction. */
static void carry_events(struct desk *d, struct asks *list)
{
	struct event *evs[URGENT_ROWS];
	struct ask *ask;
	size_t n = 0;
	bool is_kept;

	for (ask = list->first; ask; ask = ask->next)
		evs[n++] = &ask->event;
	is_kept = !events_add(d->store, evs, n);
	while ((ask = asks_take(list))) {
		tell_event(d, ask, is_kept ? OK : store_event_add(d->store, &ask->event));
		ask_free(ask);
	}
}

static void carry_urgent(struct desk *d, struct asks *list)
{
	struct ask *ask = list->first;
	enum err err;

	if (ask->kind == ASK_EVENT) {
		carry_events(d, list);
		return;
	}
	asks_take(list);
	if (ask->kind == ASK_CORRECTIONS_PUT) {
		tell_done(d, store_corrections_put(d->store, ask->corrections, ask->n), ask->cookie);
		ask_free(ask);
		return;
	}
	if (ask->kind == ASK_FORGET || ask->kind == ASK_REMEMBER || ask->kind == ASK_IMPORTED) {
		tell_done(d, carry_forget(d, ask), ask->cookie);
		ask_free(ask);
		return;
	}
	if (is_list_ask(ask->kind) || is_filter_ask(ask->kind)) {
		tell_done(d, is_filter_ask(ask->kind) ? carry_filter(d, ask) : carry_list(d, ask), ask->cookie);
		ask_free(ask);
		return;
	}
	if (ask->kind == ASK_MARK) {
		tell_done(d, OK, ask->cookie);
		ask_free(ask);
		return;
	}
	err = ask->kind == ASK_RESUME ? store_value_set(d->store, VALUE_RESUME, ask->text) :
		store_queue_save(d->store, ask->rows, ask->n, ask->list, ask->n_list, ask->text);
	carried(d);
	if (err)
		tell_failure(d, DESK_FAILED, err, ask->cookie);
	ask_free(ask);
}

/* ---- writes in batches ---- */

static bool is_batched(enum ask_kind kind)
{
	return kind >= ASK_PUT && kind <= ASK_VALUE_SET;
}

/* A track changed: the pack it was in has to be made anew some time. */
static void pack_is_gone(struct desk *d, track_id id)
{
	d->pack_at = d->wants_packs ? MIN_OF(d->pack_at, id >> BUNCH_BITS) : id >> BUNCH_BITS;
	d->wants_packs = !d->is_scratch;
}

/* Carries out one; `kept` becomes the track as it now stands. */
static enum err write_one(struct desk *d, struct ask *ask)
{
	struct store *s = d->store;
	track_id id = ask->track;
	enum err err = OK;

	switch (ask->kind) {
	case ASK_PUT: err = store_track_put(s, ask->text, &ask->stamp, ask->tags, ask->number, &id); break;
	case ASK_UNREADABLE: err = store_track_unreadable(s, ask->text, &ask->stamp, ask->more, ask->number, &id); break;
	case ASK_STATE: err = store_track_set_state(s, id, (enum track_state)ask->number); break;
	case ASK_MOVE: err = store_track_move(s, id, ask->text, &ask->stamp); break;
	case ASK_SOUND_PUT: return write_sound(d, ask);
	case ASK_SOUND_SAME: return store_sound_same(s, id, &ask->stamp);
	case ASK_PRINT_PUT: return write_print(d, ask);
	default: return store_value_set(s, ask->text, ask->more);
	}
	free(ask->kept);
	ask->kept = NULL;
	if (err)
		return err;
	pack_is_gone(d, id);
	return store_track_one(s, id, &ask->kept);
}

/* NULL: there is nothing to say. */
static struct news *news_of_written(struct ask *ask)
{
	struct news *news;

	if (!ask->kept)
		return ask->kind == ASK_SOUND_PUT || ask->kind == ASK_SOUND_SAME ? news_new(DESK_SOUND_KEPT, ask->cookie) : NULL;
	news = news_new(DESK_TRACK_KEPT, ask->cookie);
	news->news.tracks = news->block = ask->kept;
	news->news.n = 1;
	ask->kept = NULL;
	return news;
}

/* All at once: the interface is woken once, not for each. */
static void tell_written(struct desk *d, struct asks *written)
{
	struct news *first = NULL, **end = &first;
	struct ask *ask;

	while ((ask = asks_take(written))) {
		carried(d);
		*end = news_of_written(ask);
		if (*end)
			end = &(*end)->next;
		ask_free(ask);
	}
	if (first)
		news_push(d, first);
}

static void write_singly(struct desk *d, struct asks *list)
{
	struct asks written = { 0 };
	struct ask *ask;

	while ((ask = asks_take(list))) {
		enum err err = write_one(d, ask);

		/* nobody waits for a print: who heard the track hears of its sound, and the next analysis makes another */
		if (err && ask->kind != ASK_PRINT_PUT) {
			free(ask->kept);
			ask->kept = NULL;
			tell_failure(d, DESK_FAILED, err, ask->cookie);
			carried(d);
			ask_free(ask);
			continue;
		}
		asks_append(&written, ask);
		tell_written(d, &written);
	}
}

/* Writes from `list` until it is empty, time is up or somebody urgent waits; what is left stays in it. */
static void carry_writes(struct desk *d, struct asks *list)
{
	int64_t end_ms = clock_mono_ms() + BATCH_MS;
	struct asks written = { 0 };
	enum err err = store_batch_begin(d->store);

	while (list->first && !err) {
		struct ask *ask = asks_take(list);

		asks_append(&written, ask);
		err = write_one(d, ask);
		if (clock_mono_ms() >= end_ms || atomic_load(&d->has_urgent))
			break;
	}
	if (!err)
		err = store_batch_commit(d->store);
	if (err) {
		batch_rollback(d->store);
		write_singly(d, &written);
		return;
	}
	tell_written(d, &written);
}

/* ---- loads; true: there is more ---- */

bool load_goes_on(struct desk *d, enum err err, bool is_more, enum desk_kind at_end)
{
	if (!err && is_more)
		return true;
	carried(d);
	sqlite3_db_release_memory(d->store->db);	/* pages read once */
	if (err)
		tell_unread(d, at_end, NULL, err);
	else
		news_push(d, news_new(at_end, 0));
	return false;
}

static bool load_tracks(struct desk *d, struct ask *ask)
{
	struct news *news = news_new(DESK_TRACKS, 0);
	struct track *tracks = xmalloc(BUNCH * sizeof *tracks);
	size_t n = 0;
	enum err err;

	news->block = tracks;
	if (!ask->is_begun) {
		/* tracks are never deleted, so the last id says how many there are; nothing is lost if it errs */
		ask->is_begun = true;
		if (last_id(d->store, STMT_TRACK_LAST, &ask->number))
			ask->number = 0;
	}
	news->news.total = (size_t)ask->number;
	err = tracks_bunch(d->store, &ask->track, tracks, &n, &news->arena);
	if (err || !n) {
		news_free(news);
	} else {
		news->news.tracks = tracks;
		news->news.n = n;
		news_push(d, news);
	}
	return load_goes_on(d, err, n > 0, DESK_LOADED);
}

/* What is logged after the load began is told as DESK_EVENT_KEPT, and not once more here. */
static bool load_events(struct desk *d, struct ask *ask)
{
	struct news *news = news_new(DESK_EVENTS, 0);
	struct event *events = xcalloc(SLICE, sizeof *events);
	size_t n = 0;
	enum err err = OK;

	news->block = events;
	if (!ask->is_begun) {
		ask->is_begun = true;
		ask->place = (struct event_place){ .at_ms = ask->number };
		err = last_id(d->store, STMT_EVENT_LAST, &ask->place.last);
	}
	if (!err)
		err = events_page(d->store, &ask->place, SLICE, events, &n);
	if (err || !n) {
		news_free(news);
	} else {
		news->news.events = events;
		news->news.n = n;
		news_push(d, news);
	}
	return load_goes_on(d, err, n == SLICE, DESK_EVENTS_LOADED);
}

static void load_queue(struct desk *d)
{
	struct news *news = news_new(DESK_QUEUE, 0);
	struct queue_row *rows = NULL;
	enum err err = store_queue_load(d->store, &rows, &news->news.n, &news->news.is_apart);

	carried(d);
	if (err) {
		news_free(news);
		tell_unread(d, DESK_QUEUE, NULL, err);
		return;
	}
	news->news.queue = news->block = rows;
	news_push(d, news);
}

static void load_roots(struct desk *d)
{
	struct news *news = news_new(DESK_ROOTS, 0);
	char **roots = NULL;
	size_t n = 0;
	enum err err = store_roots(d->store, &roots, &n);

	carried(d);
	if (err) {
		news_free(news);
		tell_unread(d, DESK_ROOTS, NULL, err);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		char *root = roots[i];

		roots[i] = arena_strdup(&news->arena, root);
		free(root);
	}
	news->block = roots;
	news->news.roots = (const char *const *)roots;
	news->news.n = n;
	news_push(d, news);
}

static void load_lists(struct desk *d, enum desk_kind kind)
{
	struct news *news = news_new(kind, 0);
	enum err err = kind == DESK_FILTERS ? load_filters(d, news) : kind == DESK_CORRECTIONS ? load_corrections(d, news) : load_playlists(d, news);

	carried(d);
	if (err) {
		news_free(news);
		tell_unread(d, DESK_PLAYLISTS, NULL, err);
		return;
	}
	news_push(d, news);
}

static void load_value(struct desk *d, struct ask *ask)
{
	struct news *news = news_new(DESK_VALUE, 0);
	char *value = NULL;
	enum err err = store_value_get(d->store, ask->text, &value);

	carried(d);
	if (err && err != ERR_MISSING) {
		news_free(news);
		tell_unread(d, DESK_VALUE, ask->text, err);
		return;
	}
	news->news.key = news->more = xstrdup(ask->text);
	news->news.value = news->block = value;
	news_push(d, news);
}

/* True: it has to go on in a later turn. */
static bool carry_one(struct desk *d, struct ask *ask)
{
	switch (ask->kind) {
	case ASK_TRACKS: return load_tracks(d, ask);
	case ASK_EVENTS: return load_events(d, ask);
	case ASK_SOUNDS: return load_sounds(d, ask);
	case ASK_QUEUE: load_queue(d); break;
	case ASK_ROOTS: load_roots(d); break;
	case ASK_PLAYLISTS: load_lists(d, DESK_PLAYLISTS); break;
	case ASK_FILTERS: load_lists(d, DESK_FILTERS); break;
	case ASK_CORRECTIONS: load_lists(d, DESK_CORRECTIONS); break;
	case ASK_VALUE: load_value(d, ask); break;
	case ASK_ROOT_ADD: tell_done(d, store_root_add(d->store, ask->text), ask->cookie); break;
	case ASK_ROOT_REMOVE: tell_done(d, store_root_remove(d->store, ask->text), ask->cookie); break;
	case ASK_EXPORT: tell_done(d, store_export(d->store, ask->text), ask->cookie); break;
	case ASK_FLUSH: tell_done(d, store_sync(d->store), ask->cookie); break;
	default: break;
	}
	return false;
}

/* ---- turns ---- */

static bool is_load(enum ask_kind kind)
{
	return kind == ASK_TRACKS || kind == ASK_EVENTS || kind == ASK_SOUNDS;
}

/* With the lock held: may the first bulk request run, or has its answer nowhere to go yet? */
static bool bulk_may_run(const struct desk *d)
{
	if (!d->bulk.first)
		return false;
	if (d->is_closing)
		return true;
	if (is_load(d->bulk.first->kind))
		return d->slices < SLICES_AHEAD;
	return !is_batched(d->bulk.first->kind) || d->kept < KEPT_AHEAD;
}

/* Waits for something to do; false: it was quiet for so long that something can be tidied. With the lock held. */
static bool wait_for_work(struct desk *d)
{
	int64_t wait_ms = d->is_packing ? 0 : d->wants_packs ? PACK_IDLE_MS : IDLE_MS;
	struct timespec end;

	if (!d->store->wal_pages && !d->wants_packs) {
		pthread_cond_wait(&d->wake, &d->lock);
		return true;
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += (end.tv_nsec / 1000000 + wait_ms) / 1000;
	end.tv_nsec = (end.tv_nsec / 1000000 + wait_ms) % 1000 * 1000000;
	return pthread_cond_timedwait(&d->wake, &d->lock, &end) != ETIMEDOUT;
}

static void put_back(struct desk *d, struct asks *list)
{
	if (!list->first)
		return;
	pthread_mutex_lock(&d->lock);
	list->last->next = d->bulk.first;
	if (!d->bulk.last)
		d->bulk.last = list->last;
	d->bulk.first = list->first;
	pthread_mutex_unlock(&d->lock);
}

static void turn_bulk(struct desk *d, struct asks *list, bool is_closing)
{
	struct ask *ask = list->first;

	if (is_batched(ask->kind)) {
		carry_writes(d, list);
	} else if (is_closing && is_load(ask->kind)) {
		carried(d);	/* nobody is there to be told */
		ask_free(asks_take(list));
	} else if (!carry_one(d, ask)) {
		ask_free(asks_take(list));
	}
	put_back(d, list);
}

static void take_urgent(struct desk *d, struct asks *ret_list)
{
	for (int i = 0; i < URGENT_ROWS && d->urgent.first; i++) {
		if (i && (d->urgent.first->kind != ASK_EVENT || ret_list->first->kind != ASK_EVENT))
			break;
		asks_append(ret_list, asks_take(&d->urgent));
	}
	if (ret_list->first && ret_list->first == d->queue_waiting)
		d->queue_waiting = NULL;
	atomic_store(&d->has_urgent, d->urgent.first != NULL);
}

static void take_bulk(struct desk *d, struct asks *ret_list)
{
	asks_append(ret_list, asks_take(&d->bulk));
	for (int i = 1; i < BATCH_ROWS && is_batched(ret_list->first->kind); i++) {
		if (!d->bulk.first || !is_batched(d->bulk.first->kind))
			break;
		asks_append(ret_list, asks_take(&d->bulk));
	}
}

/* With the lock held, which is let go meanwhile; false: there was nothing to free. */
static bool free_spent(struct desk *d)
{
	struct news *spent = d->news_spent;

	if (!spent)
		return false;
	d->news_spent = NULL;
	pthread_mutex_unlock(&d->lock);
	news_free_all(spent);
	pthread_mutex_lock(&d->lock);
	return true;
}

/* Takes the next work under the lock. Both lists empty and true: it is quiet, time to tidy. False: the end. */
static bool take_work(struct desk *d, struct asks *ret_urgent, struct asks *ret_bulk, bool *ret_closing)
{
	bool is_quiet = false, is_over;

	pthread_mutex_lock(&d->lock);
	free_spent(d);
	while (!d->urgent.first && !bulk_may_run(d) && !d->is_closing && !is_quiet)
		if (!free_spent(d))
			is_quiet = !wait_for_work(d);
	*ret_closing = d->is_closing;
	take_urgent(d, ret_urgent);
	if (!ret_urgent->first && bulk_may_run(d))
		take_bulk(d, ret_bulk);
	is_over = d->is_closing && !ret_urgent->first && !ret_bulk->first;
	pthread_mutex_unlock(&d->lock);
	return !is_over;
}

/* One pack. They are for the next start only: what keeps them from being made (a full disk) is nobody's trouble now. */
static void make_packs(struct desk *d)
{
	if (pack_next(d->store, &d->pack_at, &d->wants_packs)) {
		log_line("%s", err_text());
		d->wants_packs = false;
	}
	d->is_packing = d->wants_packs;
}

/* Nobody asked for anything for a while. */
static void tidy(struct desk *d)
{
	if (d->wants_packs)
		make_packs(d);
	else if (d->store->wal_pages && store_checkpoint(d->store))
		d->store->wal_pages = 0;	/* a log that cannot be folded in now only stays longer; writing tells soon enough if the disk is full */
}

static void serve(struct desk *d)
{
	struct asks urgent = { 0 }, bulk = { 0 };
	bool is_closing;

	while (take_work(d, &urgent, &bulk, &is_closing)) {
		d->is_packing &= !urgent.first && !bulk.first;
		if (urgent.first)
			carry_urgent(d, &urgent);
		else if (bulk.first)
			turn_bulk(d, &bulk, is_closing);
		else
			tidy(d);
		urgent = bulk = (struct asks){ 0 };
		if (d->store->wal_pages > WAL_PAGES && store_checkpoint(d->store))
			d->store->wal_pages = 0;
	}
}

static void refuse_everything(struct desk *d)
{
	struct ask *ask;

	pthread_mutex_lock(&d->lock);
	d->is_dead = true;
	d->queue_waiting = NULL;
	while ((ask = asks_take(&d->urgent)) || (ask = asks_take(&d->bulk))) {
		atomic_fetch_sub(&d->backlog, 1);
		ask_free(ask);
	}
	pthread_mutex_unlock(&d->lock);
}

void *desk_main(void *desk)
{
	struct desk *d = desk;
	enum err err = store_open(&d->store, d->path, STORE_WRITE, d->listener);
	struct news *opened = news_new(DESK_OPENED, 0);

	if (err == ERR_IO) {
		/* a home that cannot be written costs the memory, not the music */
		opened->news.text = opened->block = xstrdup(err_text());
		err = store_open_scratch(&d->store, d->path, d->listener);
		d->is_scratch = true;
	}
	if (err) {
		free(opened->block);
		free(opened);
		refuse_everything(d);
		tell_failure(d, DESK_OPENED, err, 0);
		return NULL;
	}
	store_own_checkpoints(d->store);
	d->wants_packs = !d->is_scratch;
	news_push(d, opened);
	serve(d);
	store_close(d->store);
	return NULL;
}
