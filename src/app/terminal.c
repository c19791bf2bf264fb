/*
 * terminal.c -- the player's side of its terminal: taken, lent back, given up, taken anew.
 *
 * The player itself has no terminal: it is a session of its own.  A small process in the shell's foreground (front.c) keeps one for it
 * and lends its descriptors; curses draws on them directly.  So a track's change or a key costs no detour, and whoever may
 * go away may do so on its own:
 *
 *	                 ┌──────────── attach (socket, SCM_RIGHTS) ───────────┐
 *	                 ▼                                                     │
 *	  start ──► attached ── detach · keeper killed · hang-up* ──► detached ┘      * on-hangup=detach; =quit ends it
 *	             │    ▲                                             ▲
 *	       suspend    continue                        segue --detach ┘
 *	             ▼    │
 *	           suspended (the keeper is stopped, the music paused)
 *
 * Why not a pseudo-terminal between (as dtach and abduco do it)?  It would survive no more than this: the keeper is needed either way,
 * and a second terminal in between has its own size, its own modes and a copy of every byte.  Why not the terminal alone, without a
 * keeper?  The shell waits for its child, and only a process of the terminal's session hears of Ctrl-Z, of its size and its end.
 *
 * While detached the screen is a picture nobody sees, of the size of the last terminal: panes, cursors and marks know no difference.
 */
#include "app/app.h"
#include "view/view.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- standard error ---- */

/*
 * Libraries below (decoders, sound servers) write what they think to standard error, in the middle of the screen or between our own
 * lines: that goes to the log.
 */
static int real_stderr = -1;

/* In a build with sanitizers only: their reports are for whoever runs it. */
void __sanitizer_set_report_fd(void *fd) __attribute__((weak));

static void report_to(int fd)
{
	if (__sanitizer_set_report_fd)
		__sanitizer_set_report_fd((void *)(intptr_t)fd);
}

void app_tell(const char *sentence)
{
	fflush(stderr);
	dprintf(real_stderr >= 0 ? real_stderr : STDERR_FILENO, "segue: %s\n", sentence);
}

static void to_log(int fd, bool may_log)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	dup2(may_log && log_fd() >= 0 ? log_fd() : null, fd);
	if (null > STDERR_FILENO)
		close(null);
}

static void hide_stderr(void)
{
	fflush(stderr);
	real_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (real_stderr >= 0)
		report_to(real_stderr);
	to_log(STDERR_FILENO, true);
}

static void show_stderr(void)
{
	if (real_stderr < 0)
		return;
	dup2(real_stderr, STDERR_FILENO);
	report_to(STDERR_FILENO);
	close(real_stderr);
	real_stderr = -1;
}

/* The shell's descriptors are let go: a terminal somebody still holds does not hang up. */
static void leave_shell(void)
{
	fflush(stderr);
	report_to(STDERR_FILENO);
	if (real_stderr >= 0)
		close(real_stderr);
	real_stderr = -1;
	to_log(STDIN_FILENO, false);
	to_log(STDOUT_FILENO, false);
	to_log(STDERR_FILENO, true);
}

static void last_words(void)
{
	ui_emergency_restore();
	show_stderr();
}

/* ---- opening ---- */

/* A size for the picture of a screen that is not there: LINES and COLUMNS, else 24 by 80. */
static int size_of(const char *env, int standard)
{
	const char *text = getenv(env);
	int n = text ? atoi(text) : 0;

	return n >= 3 && n <= 1000 ? n : standard;
}

/* With the theme that is set, or, saying why, with the standard one. */
static enum err open_ui(struct app *app, struct ui_options *opt)
{
	enum err err;

	opt->theme = app->set.theme;
	opt->mouse = app->set.mouse;
	err = ui_open(&app->ui, opt);
	if (err && opt->theme) {
		char *why = xstrdup(err_text());

		opt->theme = NULL;
		err = ui_open(&app->ui, opt);
		if (!err)
			app_complain(app, "%s", why);
		free(why);
	}
	if (!err && !opt->rows && app->tether >= 0) {
		size_t n;
		const char *bytes = ui_way_back(app->ui, &n);

		(void)tether_order(app->tether, TETHER_WAY_BACK, bytes, n);
	}
	return err;
}

enum err terminal_open(struct app *app)
{
	struct ui_options opt = { .fd_in = -1, .fd_out = -1 };
	enum err err;

	app->attached = !app->headless && !app->start.detach;
	if (!app->attached) {
		opt.rows = size_of("LINES", 24);
		opt.cols = size_of("COLUMNS", 80);
	} else if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		return fail(ERR_IO, _("the player needs a terminal (or --script FILE)"));
	}
	err = open_ui(app, &opt);
	if (err)
		return err;
	die_set_hook(last_words);
	hide_stderr();
	return OK;
}

void terminal_close(struct app *app)
{
	if (app->ui)
		app->is_left_whole = ui_close(app->ui);
	app->ui = NULL;
	app->attached = false;
	show_stderr();
	die_set_hook(NULL);
}

/* ---- giving it up ---- */

static void open_picture(struct app *app, int rows, int cols)
{
	struct ui_options opt = { .fd_in = -1, .fd_out = -1, .rows = rows, .cols = cols };

	if (open_ui(app, &opt))
		die("%s", err_text());
}

static void order_leave(int tether, bool whole, const char *sentence)
{
	char *text = xasprintf("%c%s", whole ? '1' : '0', sentence);

	(void)tether_order(tether, TETHER_LEAVE, text, strlen(text));
	free(text);
	close(tether);
}

/* `sentence`: what the keeper says to the shell; NULL: there is no keeper any more. */
static void give_up(struct app *app, const char *sentence)
{
	int rows = ui_rows(app->ui), cols = ui_cols(app->ui), tether = app->tether;
	bool whole;

	if (app->is_suspended && app->played_before)
		player_pause(app->player, false);
	app->is_suspended = false;
	whole = ui_close(app->ui);
	app->ui = NULL;
	app->attached = false;
	app->tether = -1;
	leave_shell();
	open_picture(app, rows, cols);
	if (tether >= 0 && sentence)
		order_leave(tether, whole, sentence);
	else if (tether >= 0)
		close(tether);
	log_line("without a terminal");
}

void terminal_detach(struct app *app)
{
	if (app->attached)
		give_up(app, _("the music plays on; 'segue' comes back to it, 'segue remote quit' ends it"));
}

void terminal_hung_up(struct app *app)
{
	if (!app->attached)
		return;
	if (app->set.on_hangup == HANGUP_DETACH)
		give_up(app, "");
	else
		app->effects |= EFFECT_QUIT;
}

/* ---- taking it anew ---- */

/* cli attach TERM COLORTERM CHARSET NO_COLOR(0|1) TAKE(0|1), and the descriptors */
enum err terminal_attach(struct app *app, const struct link_request *r)
{
	struct ui_options opt = { 0 };
	int tether, rows, cols;
	enum err err;

	if (r->argc != 7)
		return fail(ERR_ARG, _("the request is not understood"));
	if (!app->attached && app->tether >= 0)	/* of the one who started it and still waits */
		return fail(ERR_BUSY, _("The library is not open yet"));
	if (app->headless || (app->attached && strcmp(r->argv[6], "1")))
		return fail(ERR_BUSY, _("a player is already running on this library, on another terminal: 'segue --attach' brings it here, "
					"'segue remote COMMAND' controls it"));
	opt.term = xstrdup(r->argv[2]);
	opt.colorterm = xstrdup(r->argv[3]);
	opt.charset = xstrdup(r->argv[4]);
	opt.no_color = !strcmp(r->argv[5], "1");
	err = link_take(app->link, r->conn, &tether, &opt.fd_in, &opt.fd_out) ? OK : fail(ERR_ARG, _("no terminal came with the request"));
	if (!err) {
		if (app->attached)
			give_up(app, _("the player is on another terminal now"));
		rows = ui_rows(app->ui);
		cols = ui_cols(app->ui);
		ui_close(app->ui);
		app->ui = NULL;
		app->tether = tether;
		app->attached = true;
		if (open_ui(app, &opt)) {
			char *text = xasprintf("11%s", err_text());

			app->tether = -1;
			app->attached = false;
			(void)tether_order(tether, TETHER_END, text, strlen(text));
			free(text);
			close(tether);
			open_picture(app, rows, cols);
		}
		close(opt.fd_in);
		close(opt.fd_out);
	}
	free((char *)(uintptr_t)opt.term);
	free((char *)(uintptr_t)opt.colorterm);
	free((char *)(uintptr_t)opt.charset);
	app->effects |= EFFECT_REDRAW;
	return err;
}

/* ---- the keeper's words ---- */

void terminal_suspend(struct app *app)
{
	if (!app->attached || app->is_suspended)
		return;
	/* a stopped job is silent: Ctrl-Z is no detach */
	app->played_before = player_now(app->player)->state == PLAYER_PLAYING;
	if (app->played_before)
		player_pause(app->player, true);
	ui_suspend(app->ui);
	app->is_suspended = true;
	(void)tether_order(app->tether, TETHER_SUSPEND, "", 0);
}

void terminal_continue(struct app *app)
{
	app->effects |= EFFECT_REDRAW;
	if (!app->is_suspended)
		return;
	app->is_suspended = false;
	ui_resume(app->ui);
	if (app->played_before)
		player_pause(app->player, false);
}

static void heard(struct app *app, char word)
{
	struct key key = { .name = "C-c" };

	switch (word) {
	case TETHER_RESIZED:
		ui_resized(app->ui);
		app->effects |= EFFECT_REDRAW;
		break;
	case TETHER_STOP:
		terminal_suspend(app);
		break;
	case TETHER_CONTINUE:
		terminal_continue(app);
		break;
	case TETHER_INTERRUPT:	/* leaves what is being typed; else asks whether to quit, and a second one does */
		if (app->ask_quit)
			app->effects |= EFFECT_QUIT;
		else
			loop_key(app, &key);
		break;
	case TETHER_QUIT:
		app->effects |= EFFECT_QUIT;
		break;
	case TETHER_HANGUP:
		terminal_hung_up(app);
		break;
	}
}

static bool is_gone(const struct app *app)
{
	struct pollfd p = { .fd = ui_fd(app->ui) };

	return ui_is_lost(app->ui) || (p.fd >= 0 && poll(&p, 1, 0) > 0 && p.revents & (POLLHUP | POLLERR));
}

void terminal_turn(struct app *app)
{
	char words[64];
	ssize_t n;

	/* the terminal takes bytes again: it gets the newest picture */
	if (app->attached && ui_room_fd(app->ui) >= 0 && ui_pump(app->ui) && ui_owes_picture(app->ui))
		app->effects |= EFFECT_REDRAW;
	if (app->tether < 0)
		return;
	n = read(app->tether, words, sizeof words);
	if (!n || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
		/* killed, so nobody tells the shell; the music is not its victim, unless it died with its terminal */
		if (app->attached && is_gone(app))
			terminal_hung_up(app);
		else if (app->attached)
			give_up(app, NULL);
		else
			terminal_started(app, NULL);
	}
	for (ssize_t i = 0; i < n && app->tether >= 0; i++)
		heard(app, words[i]);
}

/* ---- segue --detach ---- */

void terminal_started(struct app *app, const char *sentence)
{
	if (app->attached || app->tether < 0)
		return;
	if (sentence && app->status) {
		app->effects |= EFFECT_QUIT;
		return;		/* app_close() has the last word */
	}
	(void)tether_order(app->tether, TETHER_READY, sentence ? sentence : "", sentence ? strlen(sentence) : 0);
	close(app->tether);
	app->tether = -1;
	if (!app->headless)
		leave_shell();
}
