/*
 * engine.h -- libmpv, fetched with dlopen on a thread of its own.
 *
 *   engine_load ──► thread: dlopen, mpv_create, options, mpv_initialize ──► one byte on the pipe ──► engine_poll says how it went
 *
 * The engine is shared by the interface thread, the loader thread and, at the end, the closing thread; whoever lets go last frees it.
 * mpv's wake-up writes one byte to the same pipe and does nothing else.
 */
#ifndef SEGUE_PLAYER_ENGINE_H
#define SEGUE_PLAYER_ENGINE_H

#include "base.h"
#include "player.h"

#include <mpv/client.h>
#include <pthread.h>

/* The functions of libmpv that are used: one row each, so that the table, its filling and its type cannot drift. */
#define ENGINE_FUNCTIONS(X) \
	X(create) X(initialize) X(terminate_destroy) X(set_option_string) X(error_string) X(client_api_version) \
	X(request_log_messages) X(request_event) X(set_wakeup_callback) X(wait_event) X(command_node_async) \
	X(set_property_async) X(get_property_async) X(observe_property)

struct mpv_api {
#define X(name) __typeof__(mpv_##name) *name;
	ENGINE_FUNCTIONS(X)
#undef X
};

enum engine_state { ENGINE_UNASKED, ENGINE_LOADING, ENGINE_READY, ENGINE_BROKEN };

struct engine {
	struct mpv_api api;	/* filled before `state` leaves ENGINE_LOADING, constant after */
	mpv_handle *mpv;	/* likewise */
	char *text;		/* ENGINE_BROKEN: why */
	int wake_read, wake_write;
	struct player_option *options;	/* the caller's, copied */
	size_t n_options;
	pthread_mutex_t lock;	/* guards what follows */
	pthread_cond_t settled;	/* state or is_gone changed */
	enum engine_state state;
	int users;
	bool is_gone;		/* mpv was terminated, or there was none */
	bool is_closing;	/* engine_begin_close() was here */
	bool is_abandoned;	/* closed while loading: the loader cleans up after itself */
};

enum err engine_open(struct engine **ret_engine, const char *ao, const struct player_option *options, size_t n_options);
/* Another user of it (its pipe, its memory), and one less. */
void engine_hold(struct engine *e);
void engine_let_go(struct engine *e);
/* A detached thread with every signal blocked, as mpv's own then are, so that handlers run where they always did. 0, or errno's number. */
int engine_thread(void *(*run)(void *), void *arg);
/* Begins to load, once; engine_poll() says how it went. */
void engine_load(struct engine *e);
enum engine_state engine_poll(struct engine *e);
/* Makes wake_read readable, from any thread. */
void engine_wake(struct engine *e);
void engine_drain_wakes(struct engine *e);
/* Begins to terminate mpv on another thread: the calls above are over, engine_close() is to follow. */
void engine_begin_close(struct engine *e);
/* Terminates mpv on another thread and waits for it at most wait_ms; after that it is left alone, leaking rather than hanging. */
void engine_close(struct engine *e, int wait_ms);

#endif
