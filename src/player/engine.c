/* engine.c -- getting libmpv into the process without anybody waiting for it, and out again. */
#include "engine.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * What mpv is told before anything else; the caller's options come after and win.  An option this mpv does not know is logged, not
 * fatal: they come and go between versions.
 */
static const struct player_option own_options[] = {
	/* mpv is an engine here: no configuration, no scripts, no keys, no window, no terminal */
	{ "config", "no" }, { "terminal", "no" }, { "input-default-bindings", "no" }, { "input-builtin-bindings", "no" },
	{ "input-vo-keyboard", "no" }, { "input-media-keys", "no" }, { "load-scripts", "no" }, { "osc", "no" }, { "ytdl", "no" },
	{ "load-stats-overlay", "no" }, { "load-osd-console", "no" }, { "load-auto-profiles", "no" },
	{ "vid", "no" }, { "sid", "no" }, { "audio-display", "no" }, { "vo", "null" }, { "force-window", "no" },
	/* it opens the file it was given and no other: no covers, subtitles or playlists found beside it */
	{ "autoload-files", "no" }, { "access-references", "no" }, { "ordered-chapters", "no" }, { "resume-playback", "no" },
	{ "save-position-on-quit", "no" }, { "load-unsafe-playlists", "no" },
	/* it stays when there is nothing to play, and leaves each file at its end */
	{ "idle", "yes" }, { "keep-open", "no" }, { "loop-file", "no" }, { "loop-playlist", "no" }, { "pause", "no" },
	/* sound: the device stays open between files, the next file is opened early, jumps land exactly */
	{ "gapless-audio", "yes" }, { "prefetch-playlist", "yes" }, { "hr-seek", "yes" }, { "volume-max", "130" }, { "volume", "100" },
	/*
	 * The next file is opened when this one is read to its end: 20 s early, because disks take their time to spin up; and what plays has as
	 * much in hand when they stall.  The bytes are a limit for huge formats only.
	 */
	{ "demuxer-readahead-secs", "20" }, { "demuxer-max-bytes", "32MiB" }, { "demuxer-max-back-bytes", "1MiB" },
	{ "audio-client-name", "segue" }, { "audio-fallback-to-null", "yes" },
};

/* ---------------------------------------------------------------- sharing */

static void engine_free(struct engine *e)
{
	close(e->wake_read);
	close(e->wake_write);
	for (size_t i = 0; i < e->n_options; i++) {
		free((char *)(uintptr_t)e->options[i].name);
		free((char *)(uintptr_t)e->options[i].value);
	}
	free(e->options);
	free(e->text);
	pthread_cond_destroy(&e->settled);
	pthread_mutex_destroy(&e->lock);
	free(e);
}

/* Call with the lock held; it is released. */
static void let_go(struct engine *e)
{
	bool is_last = !--e->users;

	pthread_mutex_unlock(&e->lock);
	if (is_last)
		engine_free(e);
}

void engine_hold(struct engine *e)
{
	pthread_mutex_lock(&e->lock);
	e->users++;
	pthread_mutex_unlock(&e->lock);
}

void engine_let_go(struct engine *e)
{
	pthread_mutex_lock(&e->lock);
	let_go(e);
}

static void wake(void *engine)
{
	struct engine *e = engine;
	int saved = errno;

	/* a full pipe is awake already */
	if (write(e->wake_write, "", 1) < 0)
		errno = saved;
}

void engine_wake(struct engine *e)
{
	wake(e);
}

void engine_drain_wakes(struct engine *e)
{
	char bytes[256];

	while (read(e->wake_read, bytes, sizeof bytes) == (ssize_t)sizeof bytes)
		;
}

enum engine_state engine_poll(struct engine *e)
{
	enum engine_state state;

	pthread_mutex_lock(&e->lock);
	state = e->state;
	pthread_mutex_unlock(&e->lock);
	return state;
}

/* ---------------------------------------------------------------- loading */

static bool load_library(struct engine *e)
{
	/* libmpv.so.2 is the promise of client API 2; never closed: its libraries do not survive being unloaded. Lazily: most of what its two
	 * hundred libraries offer each other is never called, and binding it would cost their pages. */
	void *lib = dlopen("libmpv.so.2", RTLD_LAZY | RTLD_LOCAL);

	if (!lib) {
		e->text = xasprintf(_("libmpv cannot be loaded: %s"), dlerror());
		return false;
	}
#define X(name) \
	/* POSIX: the object pointer dlsym returns may stand for a function; copied because C has no cast for it */ \
	memcpy(&e->api.name, &(void *){ dlsym(lib, "mpv_" #name) }, sizeof e->api.name); \
	if (!e->api.name) { \
		e->text = xasprintf(_("this libmpv has no %s"), "mpv_" #name); \
		return false; \
	}
	ENGINE_FUNCTIONS(X)
#undef X
	return true;
}

static bool set_options(struct engine *e)
{
	for (size_t i = 0; i < COUNT_OF(own_options); i++) {
		int error = e->api.set_option_string(e->mpv, own_options[i].name, own_options[i].value);

		if (error < 0)
			log_line("mpv: own option %s=%s: %s", own_options[i].name, own_options[i].value, e->api.error_string(error));
	}
	for (size_t i = 0; i < e->n_options; i++) {
		int error = e->api.set_option_string(e->mpv, e->options[i].name, e->options[i].value);

		if (error < 0) {
			e->text = xasprintf(_("mpv refuses %s=%s: %s"), e->options[i].name, e->options[i].value, e->api.error_string(error));
			return false;
		}
	}
	return true;
}

static bool start_mpv(struct engine *e)
{
	int error;

	if (!load_library(e))
		return false;
	e->mpv = e->api.create();
	if (!e->mpv) {
		e->text = xstrdup(_("libmpv would not start"));
		return false;
	}
	if (!set_options(e))
		return false;
	e->api.request_log_messages(e->mpv, "warn");
	error = e->api.initialize(e->mpv);
	if (error < 0) {
		e->text = xasprintf(_("libmpv would not start: %s"), e->api.error_string(error));
		return false;
	}
	return true;
}

static void *loader(void *engine)
{
	struct engine *e = engine;
	bool is_good = start_mpv(e);

	memory_unmap_code();
	pthread_mutex_lock(&e->lock);
	if (is_good && !e->is_abandoned) {
		e->state = ENGINE_READY;
		e->api.set_wakeup_callback(e->mpv, wake, e);
	} else {
		mpv_handle *unwanted = e->mpv;

		e->mpv = NULL;
		e->state = ENGINE_BROKEN;
		pthread_mutex_unlock(&e->lock);
		if (unwanted)
			e->api.terminate_destroy(unwanted);
		pthread_mutex_lock(&e->lock);
		e->is_gone = true;
	}
	pthread_cond_broadcast(&e->settled);
	wake(e);
	let_go(e);
	return NULL;
}

int engine_thread(void *(*run)(void *), void *arg)
{
	sigset_t all, before;
	pthread_attr_t attr;
	pthread_t thread;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	error = pthread_create(&thread, &attr, run, arg);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

/*
 * mpv_create() refuses a locale whose decimal point is not a point.  The locale belongs to the whole process, so it is put right here,
 * on the caller's thread and before there is another: the loader must not touch it while the interface formats numbers.
 */
static void check_locale(void)
{
	const char *name = setlocale(LC_NUMERIC, NULL);

	if (name && strcmp(name, "C") && strcmp(name, "C.UTF-8")) {
		log_line("player: LC_NUMERIC was %s, set to C for libmpv", name);
		setlocale(LC_NUMERIC, "C");
	}
}

static void copy_options(struct engine *e, const char *ao, const struct player_option *options, size_t n)
{
	e->options = xcalloc(n + 1, sizeof *e->options);
	if (ao)
		e->options[e->n_options++] = (struct player_option){ xstrdup("ao"), xstrdup(ao) };
	for (size_t i = 0; i < n; i++)
		e->options[e->n_options++] = (struct player_option){ xstrdup(options[i].name), xstrdup(options[i].value) };
}

enum err engine_open(struct engine **ret_engine, const char *ao, const struct player_option *options, size_t n_options)
{
	struct engine *e = xcalloc(1, sizeof *e);
	pthread_condattr_t attr;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) {
		free(e);
		return fail_errno(ERR_IO, _("cannot make a pipe"));
	}
	check_locale();
	e->wake_read = ends[0];
	e->wake_write = ends[1];
	copy_options(e, ao, options, n_options);
	pthread_mutex_init(&e->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&e->settled, &attr);
	pthread_condattr_destroy(&attr);
	e->users = 1;
	*ret_engine = e;
	return OK;
}

void engine_load(struct engine *e)
{
	int error;

	pthread_mutex_lock(&e->lock);
	if (e->state != ENGINE_UNASKED || e->is_closing) {
		pthread_mutex_unlock(&e->lock);
		return;
	}
	e->state = ENGINE_LOADING;
	e->users++;
	pthread_mutex_unlock(&e->lock);
	error = engine_thread(loader, e);
	if (!error)
		return;
	pthread_mutex_lock(&e->lock);
	e->users--;
	e->text = xasprintf(_("cannot start a thread: %s"), strerror(error));
	e->state = ENGINE_BROKEN;
	e->is_gone = true;
	pthread_mutex_unlock(&e->lock);
	wake(e);
}

/* ---------------------------------------------------------------- closing */

/* In gapless mode mpv would first play out what the device's buffer holds: up to half a second. */
static void *closer(void *engine)
{
	struct engine *e = engine;
	char *no = (char[]){ "no" };
	mpv_node word = { .format = MPV_FORMAT_STRING, .u.string = (char[]){ "stop" } };
	mpv_node_list words = { .num = 1, .values = &word };
	mpv_node stop = { .format = MPV_FORMAT_NODE_ARRAY, .u.list = &words };

	e->api.set_property_async(e->mpv, 0, "gapless-audio", MPV_FORMAT_STRING, &no);
	e->api.command_node_async(e->mpv, 0, &stop);
	e->api.terminate_destroy(e->mpv);
	pthread_mutex_lock(&e->lock);
	e->mpv = NULL;
	e->is_gone = true;
	pthread_cond_broadcast(&e->settled);
	let_go(e);
	return NULL;
}

/* With the lock held. */
static void begin_close(struct engine *e)
{
	if (e->is_closing)
		return;
	e->is_closing = true;
	if (e->state == ENGINE_UNASKED) {
		e->is_gone = true;
	} else if (e->state == ENGINE_LOADING) {
		e->is_abandoned = true;
	} else if (e->mpv) {
		e->api.set_wakeup_callback(e->mpv, NULL, NULL);
		e->users++;
		if (engine_thread(closer, e)) {
			e->users--;
			e->is_gone = true;	/* no thread to be had: left to the end of the process */
		}
	}
}

void engine_begin_close(struct engine *e)
{
	pthread_mutex_lock(&e->lock);
	begin_close(e);
	pthread_mutex_unlock(&e->lock);
}

void engine_close(struct engine *e, int wait_ms)
{
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_nsec += (long)wait_ms * 1000000;
	end.tv_sec += end.tv_nsec / 1000000000;
	end.tv_nsec %= 1000000000;

	pthread_mutex_lock(&e->lock);
	begin_close(e);
	while (!e->is_gone)
		if (pthread_cond_timedwait(&e->settled, &e->lock, &end) == ETIMEDOUT)
			break;
	if (!e->is_gone && wait_ms)
		log_line("player: mpv did not end in %d ms and is left alone", wait_ms);
	let_go(e);
}
