/*
 * loop.c -- one thread, one poll().  A turn drains whoever has news, each within a slice of time; then the effects that
 * gathered are acted upon once: rank, prepare what follows, save, draw.
 *
 *	poll ─▶ signals ─▶ terminal ─▶ desk ─▶ player ─▶ scanner ─▶ socket ─▶ script ─▶ keys ─▶ effects ─▶ draw
 *
 * Keys are held while an event is on its way to the disk (a millisecond or so, at most HOLD_MS), so that each key meets what the
 * one before it did; likewise behind a Tab that waits for a disk, and at the start until the library and the queue are there (at most
 * EARLY_MS): who types ahead of a starting program means what will be on the screen.
 */
#include "app/app.h"
#include "app/away.h"
#include "app/command.h"
#include "app/complete.h"
#include "app/daily.h"
#include "app/demo.h"
#include "app/errand.h"
#include "app/forgetting.h"
#include "app/hubbing.h"
#include "app/learning.h"
#include "app/sounding.h"
#include "app/keys.h"
#include "app/playlists.h"
#include "app/program.h"
#include "app/removal.h"
#include "app/scan.h"
#include "app/visual.h"
#include "app/analysis.h"
#include "app/styling.h"
#include "app/watching.h"
#include "app/welcome.h"
#include "view/browser.h"
#include "view/view.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { POLL_SIGNAL, POLL_TTY, POLL_DESK, POLL_PLAYER, POLL_SCANNER, POLL_LINK, POLL_SCRIPT, POLL_DEMO, POLL_WATCH, POLL_IMPORT,
	POLL_ERRAND, POLL_TETHER, POLL_ROOM, POLL_BROWSER, POLL_OPENING, POLL_VISUAL, POLL_ANALYSIS, POLL_COUNT };
enum { SLICE_MS = 3, HOLD_MS = 100, EARLY_MS = 2000, HINT_MS = 300, TICK_MS = 250, SAVE_TICK_MS = 1000, IDLE_MS = 60000, SLOW_MS = 16, SOON_MS = 100, ROOTS_MS = 3000 };

static int signal_fd = -1;

/* ---- keys ---- */

static void prompt_done(struct app *app, enum prompt_result result)
{
	char kind = prompt_kind(app->prompt), *text = xstrdup(prompt_text(app->prompt));

	prompt_close(app->prompt);
	if (result == PROMPT_ENTER && *text)
		prompt_history_add(app->prompt, kind, text);
	if (kind == '/') {
		if (result == PROMPT_CANCEL)
			search_cancel(app);
		else
			search_entered(app);
	} else if (kind == 'Z') {
		fuzzy_prompt_done(app, result == PROMPT_ENTER);
	} else if (kind == 'F') {
		find_prompt_done(app, result == PROMPT_ENTER, text);
	} else if (result == PROMPT_ENTER && command_line(app, text)) {
		app_complain(app, "%s", err_text());
	}
	free(text);
}

static void key_to_prompt(struct app *app, const struct key *key)
{
	enum prompt_result result = prompt_key(app->prompt, key);

	app->message[0] = '\0';	/* said of what was typed before */
	app->effects |= EFFECT_REDRAW;
	if (result == PROMPT_ENTER || result == PROMPT_CANCEL)
		prompt_done(app, result);
	else if (result == PROMPT_CHANGED && prompt_kind(app->prompt) == 'Z')
		found_look(app, prompt_text(app->prompt));
	else if (result == PROMPT_CHANGED && prompt_kind(app->prompt) == 'F')
		find_prompt_changed(app, prompt_text(app->prompt));
	else if (result == PROMPT_CHANGED && prompt_kind(app->prompt) == '/' && search_for(app, prompt_text(app->prompt), true))
		app_complain(app, "%s", err_text());
}

/* What nobody calls by Alt and this key was Esc, and the key behind it. */
static bool is_two(struct app *app, const struct key *key)
{
	return key->may_be_two && !(prompt_is_open(app->prompt) ? prompt_knows(key->name) : bind_knows(app, key->name));
}

static void key_and_next(struct app *app, const struct key *both)
{
	struct key esc = { .name = "Esc" }, next = { .mouse = MOUSE_NONE };

	snprintf(next.name, sizeof next.name, "%s", both->name + strlen("M-"));
	loop_key(app, &esc);
	loop_key(app, &next);
}

void loop_key(struct app *app, const struct key *key)
{
	app->effects |= EFFECT_REDRAW;
	view_settle(app);
	if (app->ask_quit) {
		app->ask_quit = false;
		if (!strcmp(key->name, "y") || !strcmp(key->name, "Enter") || !strcmp(key->name, "q"))
			app->effects |= EFFECT_QUIT;
		return;
	}
	if (playlist_answer(app, key) || keys_answer(app, key))
		return;
	if (key->mouse != MOUSE_NONE) {
		if (app->set.mouse && view_mouse(app, key))
			app_complain(app, "%s", err_text());
		return;
	}
	if (is_two(app, key))
		key_and_next(app, key);
	else if (prompt_is_open(app->prompt))
		key_to_prompt(app, key);
	else if (!key->pasted)
		bind_key(app, key);
}

/* Typed before there is anything they could be about. A question is about nothing else, and is answered. */
static bool keys_are_early(const struct app *app)
{
	return !app->start_done && !app->ask_quit && app->now_ms - app->opened_ms < EARLY_MS;
}

static bool keys_are_held(const struct app *app)
{
	return keys_are_early(app) || (app->pending_events && app->now_ms - app->pending_since_ms < HOLD_MS) || complete_is_awaited(app);
}

static void keys_turn(struct app *app, int64_t until_ms)
{
	struct key key;

	while (!keys_are_held(app) && !(app->effects & EFFECT_QUIT) && !foryou_is_due(app) && ui_key_next(app->ui, &key)) {
		loop_key(app, &key);
		if (clock_mono_ms() >= until_ms)
			return;
	}
	if (ui_is_lost(app->ui))
		terminal_hung_up(app);
}

/* ---- signals ---- */

/* Ctrl-C leaves what is being typed; else it asks whether to quit, and a second one does. */
static void interrupted(struct app *app)
{
	struct key key = { .name = "C-c" };

	if (app->headless || app->ask_quit)
		app->effects |= EFFECT_QUIT;
	else
		loop_key(app, &key);
}

static void signals_turn(struct app *app)
{
	unsigned char byte;

	while (read(signal_fd, &byte, 1) == 1) {
		switch (byte) {
		case SIGWINCH:
			ui_resized(app->ui);
			app->effects |= EFFECT_REDRAW;
			break;
		case SIGTSTP:
			terminal_suspend(app);
			break;
		case SIGHUP:
			/* with no terminal there is nothing to hang up, but a script ends with whoever feeds it */
			if (app->headless)
				app->effects |= EFFECT_QUIT;
			else
				terminal_hung_up(app);
			break;
		case SIGCONT:
			app->effects |= EFFECT_REDRAW;
			break;
		case SIGINT:
			interrupted(app);
			break;
		default:	/* TERM */
			app->effects |= EFFECT_QUIT;
		}
	}
}

/* ---- the start: what waits until the library is there ---- */

void loop_open_paths(struct app *app, const char *const *paths, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *path = roots_name(app, paths[i]);

		if (music_is_wanted_name(path)) {
			app->play_paths = xreallocarray(app->play_paths, app->n_play_paths + 1, sizeof *app->play_paths);
			app->play_paths[app->n_play_paths++] = xstrdup(path);
		}
		/* a folder that is known is only looked at: "segue ~/Music" brings back nothing that was taken out of the library */
		if (!music_is_audio_name(path) && roots_are(app, path) ? scanning_look(app, path, false) : scanning_start(app, (const char *const[]){ path }, 1))
			app_complain(app, "%s", err_text());
		free(path);
	}
}

/* The one look at the disk: they were named just now. */
static void open_named(struct app *app)
{
	for (size_t i = 0; i < app->start.n_paths; i++) {
		char *path = path_real(app->start.paths[i]);

		loop_open_paths(app, (const char *const[]){ path }, 1);
		free(path);
	}
}

/* What came many at a time is not found by path yet, and a scan looks up nothing else. */
static bool index_some(struct app *app, int64_t until_ms)
{
	enum { AT_ONCE = 1000 };

	app->is_indexing = true;
	while (app->is_indexing && clock_mono_ms() < until_ms)
		app->is_indexing = library_index_some(app->lib, AT_ONCE);
	return app->is_indexing;
}

static void start_turn(struct app *app, int64_t until_ms)
{
	if (app->start_done)
		return;
	if (app->db_broken) {
		app->resumed = app->start_done = true;
		player_load(app->player);
		return;
	}
	if (!app->tracks_loaded || !app->events_loaded || !app->state_loaded)
		return;
	/* what is named may be a root by another name; a disk that does not answer does not hold up the start */
	if (app->start.n_paths && !app->roots_looked && app->now_ms - app->roots_asked_ms < ROOTS_MS)
		return;
	if (index_some(app, until_ms))
		return;
	app->start_done = true;
	open_named(app);
	play_restore(app);
	if (app->start.demo && demo_start(app))
		app_complain(app, "%s", err_text());
	if (app->set.scan_at_start && app->n_roots && scanning_start(app, NULL, 0))
		app_complain(app, "%s", err_text());
	welcome_begin(app);
	learning_begin(app);
	hubbing_begin(app);
	sounding_begin(app);
	memory_give_back();
	/*
	 * Not before: it takes a processor for as long as the library does.  Nor beside the first scan of all, which wants every processor and
	 * finds what there will be to play: what plays before its end loads it, and so does its end.
	 */
	if (!app->scan || library_total(app->lib) || app->n_play_paths)
		player_load(app->player);
	app->effects |= EFFECT_RERANK | EFFECT_REDRAW;
}

/* ---- effects ---- */

/* Nobody looks at the picture of a player without a terminal, but a script may. */
static bool is_seen(const struct app *app)
{
	return (app->attached || app->headless) && !app->is_suspended;
}

/*
 * When what the bar tells of a playing track will have changed: the second, or the cell of the progress line.  Nobody looks at a player
 * without a terminal: it only saves its place.
 */
static int64_t tick_ms(struct app *app)
{
	const struct player_now *now = player_now(app->player);
	int64_t cell_ms = now->duration_ms / MAX_OF(ui_cols(app->ui), 1), pos = app->drawn_pos_ms, at = pos - pos % 1000 + 1000;

	if (now->state != PLAYER_PLAYING)
		return -1;
	if (!is_seen(app))
		return app->drawn_ms + SAVE_TICK_MS;
	/* longer than a second: the next second moves it, too */
	if (cell_ms > 0 && cell_ms < 1000)
		at = MIN_OF(at, pos - pos % cell_ms + cell_ms);
	at = app->now_ms + (int64_t)((double)(at - player_pos_ms(app->player, app->now_ms)) / MAX_OF(now->speed, 0.01)) + 1;
	/* a little later than a second, or the second itself would come just behind */
	return MAX_OF(app->drawn_ms + TICK_MS, MIN_OF(at, app->drawn_ms + SAVE_TICK_MS + TICK_MS));
}

/* When the bars of the spectrum move; -1: they do not. */
static int64_t bars_ms(const struct app *app)
{
	return app->views->spectrum.cols ? visual_step_ms(app) : -1;
}

static void drawn(struct app *app)
{
	app->message_is_drawn = true;
	app->drawn_ms = app->now_ms;
	app->drawn_pos_ms = player_pos_ms(app->player, app->now_ms);
}

static void draw(struct app *app)
{
	app->effects &= ~(unsigned)(EFFECT_REDRAW | EFFECT_REDRAW_SOON);
	if (is_seen(app))
		view_draw(app);
	drawn(app);
}

/* Nothing changed but the time. */
static void draw_time(struct app *app)
{
	if (is_seen(app))
		view_draw_time(app);
	drawn(app);
}

static void act(struct app *app)
{
	int64_t tick;

	if (foryou_is_due(app)) {
		app->effects &= ~(unsigned)EFFECT_RERANK;
		foryou_rank(app);
	}
	if (app->leave_banned) {
		app->leave_banned = false;
		if (app->now.cookie && play_next(app, true))
			play_stop(app);
	}
	if (app->effects & EFFECT_NEXT) {
		app->effects &= ~(unsigned)EFFECT_NEXT;
		play_prepare(app);
	}
	if (app->effects & EFFECT_QUIT) {
		app->quitting = true;
		return;
	}
	play_save(app, false);
	if (app->message[0] && app->now_ms >= app->message_until_ms) {
		app->message[0] = '\0';
		app->effects |= EFFECT_REDRAW;
	}
	if (app->message_next[0] && !app->message[0]) {
		app_say(app, "%s", app->message_next);
		app->message_next[0] = '\0';
	}
	if (app->n_prefix && !app->prefix_shown && app->now_ms - app->prefix_since_ms >= HINT_MS) {
		app->prefix_shown = true;
		app->effects |= EFFECT_REDRAW;
	}
	tick = tick_ms(app);
	if (app->effects & EFFECT_REDRAW_SOON && app->now_ms - app->drawn_ms >= SOON_MS)
		app->effects |= EFFECT_REDRAW;
	if (app->effects & EFFECT_REDRAW)
		draw(app);
	else if (tick >= 0 && app->now_ms >= tick)
		draw_time(app);
	else if (bars_ms(app) >= 0 && app->now_ms >= bars_ms(app))
		spectrum_step(app);
}

static void sooner(int64_t *at, int64_t candidate)
{
	if (candidate >= 0 && candidate < *at)
		*at = candidate;
}

/* When there is something to do though nobody tells us, other than to move the bars; 0 = now. */
static int64_t due_ms(struct app *app)
{
	int64_t at = app->now_ms + IDLE_MS;

	if (app->effects & ~(unsigned)EFFECT_REDRAW_SOON || app->is_indexing || app->views->searching || script_wants_turn(app) || import_wants_turn(app) || found_is_busy(app) ||
	    opening_wants_turn(app) || forgetting_is_busy(app) || daily_wants_turn(app) || removal_wants_turn(app) || analysis_wants_turn(app) || styling_wants_turn(app) ||
	    playlists_want_turn(app))
		return 0;
	/* typed faster than obeyed: a turn left keys that its end had to come before */
	if (!keys_are_held(app) && ui_key_waits(app->ui))
		return 0;
	if (app->scan && !app->scan_flushing && !scan_job_is_waiting(app->scan))
		return 0;
	if (app->effects & EFFECT_REDRAW_SOON)
		sooner(&at, app->drawn_ms + SOON_MS);
	if (!app->start_done && app->roots_asked_ms && !app->roots_looked && app->now_ms < app->roots_asked_ms + ROOTS_MS)
		sooner(&at, app->roots_asked_ms + ROOTS_MS);
	if (keys_are_early(app))
		sooner(&at, app->opened_ms + EARLY_MS);
	sooner(&at, filter_due_ms(app));
	if (app->message[0])
		sooner(&at, app->message_until_ms);
	if (app->n_prefix && !app->prefix_shown)
		sooner(&at, app->prefix_since_ms + HINT_MS);
	sooner(&at, tick_ms(app));
	if (app->scan)
		sooner(&at, scanner_deadline_ms(app->scanner));
	if ((app->scan || app->removal) && desk_backlog(app->desk))
		sooner(&at, app->now_ms + 20);
	if (app->views->view == VIEW_PLAYLISTS && is_seen(app))
		sooner(&at, app->now_ms + SAVE_TICK_MS);	/* what smart lists find may have changed */
	if (app->pending_events)
		sooner(&at, app->pending_since_ms + HOLD_MS);
	sooner(&at, playback_wakeup_ms(app));
	sooner(&at, visual_wakeup_ms(app));
	sooner(&at, away_wakeup_ms(app));
	sooner(&at, complete_wakeup_ms(app));
	sooner(&at, analysis_wakeup_ms(app));
	sooner(&at, styling_wakeup_ms(app));
	if (app->script || play_is_unsaved(app))
		sooner(&at, app->now_ms + SAVE_TICK_MS);
	return at;
}

static void fill(struct app *app, struct pollfd fds[POLL_COUNT])
{
	for (int i = 0; i < POLL_COUNT; i++)
		fds[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
	fds[POLL_SIGNAL].fd = signal_fd;
	fds[POLL_TTY].fd = keys_are_held(app) ? -1 : ui_fd(app->ui);
	fds[POLL_DESK].fd = desk_fd(app->desk);
	fds[POLL_PLAYER].fd = player_fd(app->player);
	/* while the desk is full the scanner waits: its pipe fills and its children wait in turn */
	fds[POLL_SCANNER].fd = app->scan && !scanning_is_full(app) ? scanner_fd(app->scanner) : -1;
	fds[POLL_LINK].fd = app->link ? link_fd(app->link) : -1;
	fds[POLL_SCRIPT].fd = app->start_done ? script_fd(app) : -1;
	fds[POLL_DEMO].fd = app->demo_fd;
	fds[POLL_WATCH].fd = watching_fd(app);
	fds[POLL_IMPORT].fd = import_fd(app);
	fds[POLL_ERRAND].fd = errand_fd(app);
	fds[POLL_TETHER].fd = app->tether;
	fds[POLL_ROOM] = (struct pollfd){ .fd = ui_room_fd(app->ui), .events = POLLOUT };
	fds[POLL_BROWSER].fd = browser_fd(app);
	fds[POLL_OPENING].fd = opening_fd(app);
	fds[POLL_VISUAL].fd = visual_fd(app);
	fds[POLL_ANALYSIS].fd = analysis_fd(app);
}

/* Waits; true: all there is to do is to move the bars, which happens so often that nothing else is looked at for it. */
static bool wait_for_news(struct app *app, struct pollfd fds[POLL_COUNT])
{
	int64_t due = due_ms(app), bars = bars_ms(app), at = bars >= 0 ? MIN_OF(due, bars) : due;
	int n = poll(fds, POLL_COUNT, (int)MAX_OF(0, MIN_OF(at - clock_mono_ms(), IDLE_MS)));

	if (n < 0 && errno != EINTR)
		die("poll: %s", strerror(errno));
	app->now_ms = clock_mono_ms();
	return !n && bars >= 0 && app->now_ms >= bars && app->now_ms < due;
}

/* On a busy machine most of a slow turn is other people's. */
static void tell_slow(const struct app *app, int64_t from_us)
{
	int64_t took_ms = clock_mono_ms() - app->now_ms;

	if (took_ms > SLOW_MS)
		log_line("a turn took %d ms, %d of them ours", (int)took_ms, (int)((clock_thread_us() - from_us) / 1000));
}

int loop_run(struct app *app)
{
	struct pollfd fds[POLL_COUNT];

	while (!app->quitting) {
		int64_t until, spent_us;

		fill(app, fds);
		while (wait_for_news(app, fds))
			spectrum_step(app);
		spent_us = clock_thread_us();
		until = app->now_ms + SLICE_MS;
		if (fds[POLL_SIGNAL].revents)
			signals_turn(app);
		terminal_turn(app);
		desk_turn(app, until);
		forgetting_turn(app, clock_mono_ms() + SLICE_MS);
		play_turn(app, clock_mono_ms() + SLICE_MS);
		playback_turn(app);
		errand_turn(app);
		watching_turn(app, clock_mono_ms() + SLICE_MS);
		scanning_turn(app, clock_mono_ms() + SLICE_MS);
		removal_turn(app, clock_mono_ms() + SLICE_MS);
		if (app->link && fds[POLL_LINK].revents)
			serve_turn(app);
		if (app->demo_fd >= 0 && fds[POLL_DEMO].revents)
			demo_turn(app);
		start_turn(app, clock_mono_ms() + SLICE_MS);
		script_turn(app);
		keys_turn(app, clock_mono_ms() + SLICE_MS);
		search_turn(app, clock_mono_ms() + SLICE_MS);
		filter_turn(app, clock_mono_ms() + SLICE_MS);
		import_turn(app, clock_mono_ms() + SLICE_MS);
		away_turn(app);
		if (fds[POLL_BROWSER].revents)
			browser_turn(app);
		found_turn(app, clock_mono_ms() + SLICE_MS);
		opening_turn(app, clock_mono_ms() + SLICE_MS);
		playlists_turn(app, clock_mono_ms() + SLICE_MS);
		visual_turn(app, clock_mono_ms() + SLICE_MS);
		analysis_turn(app, clock_mono_ms() + SLICE_MS);
		styling_turn(app, clock_mono_ms() + SLICE_MS);
		daily_turn(app);
		program_turn(app);
		if (!foryou_waits(app))
			act(app);
		tell_slow(app, spent_us);
	}
	return app->status;
}

enum err loop_open(void)
{
	return signals_open(&signal_fd);
}
