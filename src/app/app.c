/* app.c -- opening and closing the house, in an order that shows the screen first and loses nothing last. */
#include "app/chore.h"
#include "app/command.h"
#include "app/shuffle.h"
#include "app/demo.h"
#include "app/watching.h"
#include "app/playlists.h"
#include "view/view.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAY_MS = 5000, COMPLAIN_MS = 12000 };

#if defined(__GNUC__)
__attribute__((format(printf, 3, 0)))
#endif
static void show(struct app *app, bool is_error, const char *fmt, va_list ap)
{
	vsnprintf(app->message, sizeof app->message, fmt, ap);
	app->message_is_error = is_error;
	app->message_until_ms = clock_mono_ms() + (is_error ? COMPLAIN_MS : SAY_MS);
	app->effects |= EFFECT_REDRAW;
}

void app_say(struct app *app, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	show(app, false, fmt, ap);
	va_end(ap);
}

void app_complain(struct app *app, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	show(app, true, fmt, ap);
	va_end(ap);
	log_line("%s", app->message);
	if (app->headless)
		app_tell(app->message);
}

/* A size for the picture of a screen that is not there: LINES and COLUMNS, else 24 by 80. */
static int size_of(const char *env, int standard)
{
	const char *text = getenv(env);
	int n = text ? atoi(text) : 0;

	return n >= 3 && n <= 1000 ? n : standard;
}

/*
 * Libraries below (decoders, sound servers) write what they think to standard error, in the middle of the screen or between our own
 * lines: that goes to the log.
 */
static int real_stderr = -1;

/* In a build with sanitizers only: their reports are for whoever runs it. */
void __sanitizer_set_report_fd(void *fd) __attribute__((weak));

void app_tell(const char *sentence)
{
	fflush(stderr);
	dprintf(real_stderr >= 0 ? real_stderr : STDERR_FILENO, "segue: %s\n", sentence);
}

static void hide_stderr(void)
{
	int null = log_fd() < 0 ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;

	fflush(stderr);
	real_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (real_stderr >= 0 && __sanitizer_set_report_fd)
		__sanitizer_set_report_fd((void *)(intptr_t)real_stderr);
	dup2(log_fd() >= 0 ? log_fd() : null, STDERR_FILENO);
	if (null >= 0)
		close(null);
}

static void show_stderr(void)
{
	if (real_stderr < 0)
		return;
	dup2(real_stderr, STDERR_FILENO);
	if (__sanitizer_set_report_fd)
		__sanitizer_set_report_fd((void *)(intptr_t)STDERR_FILENO);
	close(real_stderr);
	real_stderr = -1;
}

static void last_words(void)
{
	ui_emergency_restore();
	show_stderr();
}

static enum err open_screen(struct app *app)
{
	struct ui_options opt = { .theme = app->set.theme, .mouse = app->set.mouse, .fd_in = -1, .fd_out = -1 };
	enum err err;

	if (app->headless) {
		opt.rows = size_of("LINES", 24);
		opt.cols = size_of("COLUMNS", 80);
	} else if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		return fail(ERR_IO, _("the player needs a terminal (or --script FILE)"));
	}
	err = ui_open(&app->ui, &opt);
	if (err && opt.theme) {
		char *why = xstrdup(err_text());

		opt.theme = NULL;
		err = ui_open(&app->ui, &opt);
		if (!err)
			app_complain(app, "%s", why);
		free(why);
	}
	return err;
}

/* What goes wrong with the socket costs the remote control, not the music; a second player on the library is refused. */
static enum err open_link(struct app *app)
{
	char *path = link_socket_path(app->start.db);
	enum err err = path ? link_open(&app->link, path) : ERR_IO;

	if (err == ERR_BUSY)
		err = fail(ERR_BUSY, _("a player is already running on this library; 'segue remote COMMAND' controls it"));
	else if (err)
		log_line("no remote control: %s", err_text());
	free(path);
	return err == ERR_BUSY ? err : OK;
}

static void open_log(void)
{
	char *path = xdg_path(XDG_STATE, "segue.log", true);

	/* without a log the music plays all the same */
	if (path && !log_open(path) && log_fd() >= 0)
		log_line("segue %s", PACKAGE_VERSION);
	free(path);
}

enum err app_open(struct app *app, struct app_start *start)
{
	enum err err;

	*app = (struct app){ .start = *start, .demo_fd = -1, .speed_percent = 100, .now_ms = clock_mono_ms() };
	*start = (struct app_start){ 0 };
	app->headless = app->start.script && !isatty(STDOUT_FILENO);
	settings_init(&app->set);
	open_log();
	app->bindings = bind_new();
	app->views = views_new();
	app->lib = library_new();
	app->lists = playlists_new();
	app->undo = undo_new();
	app->taste = taste_new();
	app->prompt = prompt_new();
	app->queue = queue_new((uint64_t)clock_unix_ms());
	if (config_read(app, app->start.config, false) && !app->message[0])
		app_complain(app, "%s", err_text());
	err = loop_open();
	if (!err)
		err = open_link(app);
	if (!err)
		err = open_screen(app);
	if (err)
		return err;
	die_set_hook(last_words);
	hide_stderr();
	err = player_open(&app->player, app->start.ao, app->start.mpv, app->start.n_mpv);
	if (!err)
		crossfade_changed(app);
	if (err)
		return err;
	view_draw(app);		/* the first paint comes before everything that takes time */
	queue_set_facts(app->queue, shuffle_facts, app);
	queue_set_shuffle_mode(app->queue, (enum shuffle)app->set.shuffle);
	app->last_shuffle = app->set.shuffle;
	queue_set_repeat(app->queue, (enum repeat)app->set.repeat);
	app->queue_first_version = queue_version(app->queue);
	err = desk_open(&app->desk, app->start.db, app->start.listener);
	if (!err && app->start.script)
		err = script_open(app, app->start.script);
	return err;
}

int app_run(struct app *app)
{
	int status = loop_run(app);

	play_quit(app);
	return status;
}

static void start_done(struct app_start *s)
{
	free(s->db);
	free(s->config);
	free(s->listener);
	free(s->exe);
	free(s->mpv);
}

void app_close(struct app *app)
{
	char *unsaid = app->message_is_error && app->ui && !app->headless && app->db_broken ? xstrdup(app->message) : NULL;

	script_close(app);
	demo_close(app);
	watching_close(app);
	scanning_close(app);
	import_close(app);
	chores_close(app);
	serve_close(app);
	link_close(app->link);
	ui_close(app->ui);
	app->ui = NULL;
	show_stderr();
	die_set_hook(NULL);
	player_close(app->player);
	desk_close(app->desk);	/* writes all that was asked for */
	if (unsaid)
		fprintf(stderr, "segue: %s\n", unsaid);
	free(unsaid);
	signals_close();
	queue_free(app->queue);
	prompt_free(app->prompt);
	taste_free(app->taste);
	playlists_free(app->lists);
	undo_free(app->undo);
	library_free(app->lib);
	views_free(app->views);
	bind_free(app->bindings);
	settings_done(&app->set);
	for (size_t i = 0; i < app->n_roots; i++)
		free(app->roots[i]);
	free(app->roots);
	for (size_t i = 0; i < app->n_play_paths; i++)
		free(app->play_paths[i]);
	free(app->play_paths);
	free(app->resume);
	free(app->device_asked);
	free(app->history);
	free(app->early);
	free(app->unkept);
	free(app->search);
	free(app->ask_delete);
	start_done(&app->start);
	log_close();
}
