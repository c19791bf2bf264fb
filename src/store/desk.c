/*
 * desk.c -- the door of the desk: a store on its own thread.
 *
 *      caller                                    thread (desk_thread.c)
 *   desk_event, _queue_save, …   ──► urgent ──►  few to a transaction, synced
 *   everything else              ──► bulk   ──►  in order; writes in small batches
 *   desk_next  ◄── news ◄── eventfd ◄─────────   after the commit, never before
 *
 * Invariants: a request is copied whole before it is listed, and its answer is made whole before it is listed, so nothing is
 * shared but the lists; the lock is held for moving a pointer and never over a file, so the caller does not wait for the disk;
 * slices of a library not yet fetched are bounded (the thread waits), requests are counted (desk_backlog: the caller waits).
 */
#include "desk_priv.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* ---- lists ---- */

void asks_append(struct asks *list, struct ask *ask)
{
	ask->next = NULL;
	if (list->last)
		list->last->next = ask;
	else
		list->first = ask;
	list->last = ask;
}

struct ask *asks_take(struct asks *list)
{
	struct ask *ask = list->first;

	if (!ask)
		return NULL;
	list->first = ask->next;
	if (!list->first)
		list->last = NULL;
	ask->next = NULL;
	return ask;
}

void ask_free(struct ask *ask)
{
	if (!ask)
		return;
	free(ask->text);
	free(ask->more);
	free(ask->tags);
	free(ask->rows);
	free(ask->list);
	free(ask->tracks);
	forgotten_done(&ask->gone);
	free(ask->kept);
	ask_corrections_free(ask);
	free(ask);
}

void news_free(struct news *news)
{
	if (!news)
		return;
	free(news->block);
	free(news->more);
	arena_done(&news->arena);
	stored_playlists_free(news->lists, news->n_lists);
	stored_filters_free(news->filters, news->n_filters);
	forgotten_done(&news->gone);
	free(news);
}

void news_free_all(struct news *first)
{
	while (first) {
		struct news *next = first->next;

		news_free(first);
		first = next;
	}
}

static bool is_slice(const struct news *news)
{
	return news->news.kind == DESK_TRACKS || news->news.kind == DESK_EVENTS || news->news.kind == DESK_SOUNDS;
}

void news_push(struct desk *d, struct news *news)
{
	const uint64_t one = 1;

	pthread_mutex_lock(&d->lock);
	if (d->news_last)
		d->news_last->next = news;
	else
		d->news_first = news;
	for (; news; news = news->next) {
		d->news_last = news;
		d->slices += is_slice(news);
		d->kept += news->news.kind == DESK_TRACK_KEPT;
	}
	pthread_mutex_unlock(&d->lock);
	/* Cannot fail short of 2^64 undelivered news; readable is readable. At worst it is so once for nothing. */
	if (write(d->fd, &one, sizeof one) < 0)
		errno = 0;
}

/* ---- open, close ---- */

static enum err start_thread(struct desk *d)
{
	sigset_t all, old;
	int rc;

	/* Signals are the interface thread's business. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&d->thread, NULL, desk_main, d);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc ? fail(ERR_IO, _("cannot start a thread: %s"), strerror(rc)) : OK;
}

static void desk_free(struct desk *d)
{
	struct ask *ask;

	while ((ask = asks_take(&d->urgent)) || (ask = asks_take(&d->bulk)))
		ask_free(ask);
	news_free_all(d->news_first);
	news_free(d->news_shown);
	news_free_all(d->news_spent);
	pthread_cond_destroy(&d->wake);
	pthread_mutex_destroy(&d->lock);
	if (d->fd >= 0)
		close(d->fd);
	free(d->path);
	free(d->listener);
	free(d);
}

enum err desk_open(struct desk **ret_desk, const char *path, const char *listener)
{
	struct desk *d = xcalloc(1, sizeof *d);
	pthread_condattr_t attr;
	enum err err;

	pthread_mutex_init(&d->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&d->wake, &attr);
	pthread_condattr_destroy(&attr);
	d->path = path_absolute(path);
	d->listener = xstrdup(listener);
	d->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	err = d->fd < 0 ? fail_errno(ERR_IO, _("cannot make a descriptor")) : start_thread(d);
	if (err)
		desk_free(d);
	else
		*ret_desk = d;
	return err;
}

void desk_close(struct desk *d)
{
	if (!d)
		return;
	pthread_mutex_lock(&d->lock);
	d->is_closing = true;
	pthread_cond_signal(&d->wake);
	pthread_mutex_unlock(&d->lock);
	pthread_join(d->thread, NULL);
	desk_free(d);
}

int desk_fd(const struct desk *d)
{
	return d->fd;
}

size_t desk_backlog(const struct desk *d)
{
	return atomic_load(&d->backlog);
}

/* The thread may have lost its processor with the lock in its hands: the interface has keys to attend to and comes again. */
static bool lock_soon(struct desk *d)
{
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_nsec += LOCK_MS * 1000000;
	end.tv_sec += end.tv_nsec / 1000000000;
	end.tv_nsec %= 1000000000;
	return !pthread_mutex_timedlock(&d->lock, &end);
}

bool desk_next(struct desk *d, struct desk_news *ret_news)
{
	struct news *next;
	uint64_t n;
	bool is_waited_for;		/* what this frees, or makes room for */

	if (!lock_soon(d))
		return false;	/* the descriptor stays readable */
	if (d->news_shown) {
		/* freed where it was made */
		d->news_shown->next = d->news_spent;
		d->news_spent = d->news_shown;
	}
	is_waited_for = d->news_shown && is_slice(d->news_shown);
	next = d->news_shown = d->news_first;
	if (next) {
		d->news_first = next->next;
		d->slices -= is_slice(next);
		d->kept -= next->news.kind == DESK_TRACK_KEPT;
		is_waited_for |= is_slice(next) || d->kept == KEPT_AHEAD - 1;
	}
	if (!d->news_first) {
		is_waited_for |= d->news_spent != NULL;
		d->news_last = NULL;
		if (read(d->fd, &n, sizeof n) < 0)
			errno = 0;	/* nothing was waiting */
	}
	pthread_mutex_unlock(&d->lock);
	if (is_waited_for)
		pthread_cond_signal(&d->wake);
	if (next)
		*ret_news = next->news;
	return next != NULL;
}

/* ---- asking ---- */

struct ask *ask_new(enum ask_kind kind, const char *text, uint64_t cookie)
{
	struct ask *ask = xcalloc(1, sizeof *ask);

	ask->kind = kind;
	ask->cookie = cookie;
	ask->text = text ? xstrdup(text) : NULL;
	return ask;
}

static bool is_of_scan(const struct ask *ask)
{
	return ask && (ask->kind == ASK_PUT || ask->kind == ASK_UNREADABLE);
}

/* Whoever asks for something else wants what was asked for before it, too. */
bool desk_is_gathering(const struct desk *d)
{
	return is_of_scan(d->bulk.first) && is_of_scan(d->bulk.last) && atomic_load(&d->backlog) < BATCH_ROWS && !d->is_closing &&
		clock_mono_ms() < d->gather_until_ms;
}

void ask_bulk(struct desk *d, struct ask *ask)
{
	pthread_mutex_lock(&d->lock);
	if (!d->is_dead) {
		bool is_first = !d->bulk.first;

		if (is_first)
			d->gather_until_ms = clock_mono_ms() + GATHER_MS;
		atomic_fetch_add(&d->backlog, 1);
		asks_append(&d->bulk, ask);
		ask = NULL;
		/* while more are gathered nobody is woken for each */
		if (is_first || !desk_is_gathering(d))
			pthread_cond_signal(&d->wake);
	}
	pthread_mutex_unlock(&d->lock);
	ask_free(ask);
}

/* The newer one counts; a list or place it does not bring stays that of the older one. */
static void replace_save(struct ask *waiting, struct ask *newer)
{
	struct queue_row *rows = waiting->rows, *list = waiting->list;

	waiting->rows = newer->rows;
	waiting->n = newer->n;
	newer->rows = rows;
	if (newer->text) {
		char *text = waiting->text;

		waiting->text = newer->text;
		newer->text = text;
	}
	if (!newer->list)
		return;
	waiting->list = newer->list;
	waiting->n_list = newer->n_list;
	newer->list = list;
}

void ask_urgent(struct desk *d, struct ask *ask)
{
	pthread_mutex_lock(&d->lock);
	if (ask->kind == ASK_QUEUE_SAVE && d->queue_waiting) {
		replace_save(d->queue_waiting, ask);
	} else if (!d->is_dead) {
		if (ask->kind == ASK_QUEUE_SAVE)
			d->queue_waiting = ask;
		atomic_fetch_add(&d->backlog, 1);
		asks_append(&d->urgent, ask);
		atomic_store(&d->has_urgent, true);
		ask = NULL;
		pthread_cond_signal(&d->wake);
	}
	pthread_mutex_unlock(&d->lock);
	ask_free(ask);
}

void desk_event(struct desk *d, const struct event *ev, uint64_t cookie)
{
	struct ask *ask = ask_new(ASK_EVENT, NULL, cookie);

	ask->event = *ev;
	ask_urgent(d, ask);
}

void desk_queue_save(struct desk *d, const struct queue_row *place, size_t n, const struct queue_row *list, size_t n_list, const char *resume)
{
	struct ask *ask = ask_new(ASK_QUEUE_SAVE, resume, 0);

	ask->rows = xmemdup(place, n * sizeof *place);
	ask->n = n;
	ask->list = list ? xmemdup(list, n_list * sizeof *list) : NULL;
	ask->n_list = n_list;
	ask_urgent(d, ask);
}

void desk_resume_save(struct desk *d, const char *resume)
{
	ask_urgent(d, ask_new(ASK_RESUME, resume, 0));
}

void desk_mark(struct desk *d, uint64_t cookie)
{
	ask_urgent(d, ask_new(ASK_MARK, NULL, cookie));
}

void desk_track_put(struct desk *d, const char *path, const struct file_stamp *stamp, const struct tags *tags, int64_t now_s)
{
	struct ask *ask = ask_new(ASK_PUT, path, 0);

	ask->stamp = *stamp;
	ask->tags = tags_copy(tags);
	ask->number = now_s;
	ask_bulk(d, ask);
}

void desk_track_unreadable(struct desk *d, const char *path, const struct file_stamp *stamp, const char *why, int64_t now_s)
{
	struct ask *ask = ask_new(ASK_UNREADABLE, path, 0);

	ask->stamp = *stamp;
	ask->more = xstrdup(why);
	ask->number = now_s;
	ask_bulk(d, ask);
}

void desk_track_state(struct desk *d, track_id id, enum track_state state, uint64_t cookie)
{
	struct ask *ask = ask_new(ASK_STATE, NULL, cookie);

	ask->track = id;
	ask->number = (int64_t)state;
	ask_bulk(d, ask);
}

void desk_track_move(struct desk *d, track_id id, const char *path, const struct file_stamp *stamp)
{
	struct ask *ask = ask_new(ASK_MOVE, path, 0);

	ask->track = id;
	ask->stamp = *stamp;
	ask_bulk(d, ask);
}

void desk_value_set(struct desk *d, const char *key, const char *value)
{
	struct ask *ask = ask_new(ASK_VALUE_SET, key, 0);

	ask->more = xstrdup(value);
	ask_bulk(d, ask);
}

void desk_load_events(struct desk *d, int64_t since_ms)
{
	struct ask *ask = ask_new(ASK_EVENTS, NULL, 0);

	ask->number = since_ms;
	ask_bulk(d, ask);
}

void desk_load_tracks(struct desk *d) { ask_bulk(d, ask_new(ASK_TRACKS, NULL, 0)); }
void desk_load_roots(struct desk *d) { ask_bulk(d, ask_new(ASK_ROOTS, NULL, 0)); }
void desk_load_queue(struct desk *d) { ask_bulk(d, ask_new(ASK_QUEUE, NULL, 0)); }
void desk_value_get(struct desk *d, const char *key) { ask_bulk(d, ask_new(ASK_VALUE, key, 0)); }
void desk_root_add(struct desk *d, const char *path, uint64_t cookie) { ask_bulk(d, ask_new(ASK_ROOT_ADD, path, cookie)); }
void desk_root_remove(struct desk *d, const char *path, uint64_t cookie) { ask_bulk(d, ask_new(ASK_ROOT_REMOVE, path, cookie)); }
void desk_export(struct desk *d, const char *path, uint64_t cookie) { ask_bulk(d, ask_new(ASK_EXPORT, path, cookie)); }
void desk_flush(struct desk *d, uint64_t cookie) { ask_bulk(d, ask_new(ASK_FLUSH, NULL, cookie)); }
