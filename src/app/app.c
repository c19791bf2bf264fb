/* app.c -- opening and closing the house, in an order that shows the screen first and loses nothing last. */
#include "app/hubbing.h"
#include "app/late.h"
#include "app/learning.h"
#include "app/mood.h"
#include "app/equalizer.h"
#include "app/command.h"
#include "app/filters.h"
#include "app/forgetting.h"
#include "app/shuffle.h"
#include "app/away.h"
#include "app/demo.h"
#include "app/edit.h"
#include "app/errand.h"
#include "app/clip.h"
#include "app/keys.h"
#include "app/visual.h"
#include "app/analysis.h"
#include "app/styling.h"
#include "app/alike.h"
#include "app/daily.h"
#include "app/mood_follow.h"
#include "app/radio.h"
#include "app/watching.h"
#include "app/welcome.h"
#include "app/opening.h"
#include "app/removal.h"
#include "app/playlists.h"
#include "app/program.h"
#include "view/view.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAY_MS = 5000, COMPLAIN_MS = 12000, WORDS_MAX = 2048 };

/* What is said may quote anything: a name from a disk, a value out of a file. */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 0)))
#endif
static void put_clean(char *to, size_t size, const char *fmt, va_list ap)
{
	char words[WORDS_MAX];

	vsnprintf(words, sizeof words, fmt, ap);
	utf8_clean_into(to, size, words);
}

#if defined(__GNUC__)
__attribute__((format(printf, 3, 0)))
#endif
static void show(struct app *app, bool is_error, const char *fmt, va_list ap)
{
	put_clean(app->message, sizeof app->message, fmt, ap);
	app->message_is_error = is_error;
	app->message_is_drawn = false;
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

void app_mention(struct app *app, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_clean(app->message_next, sizeof app->message_next, fmt, ap);
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

/* Another player has this library: whether it can be reached from here or not, nothing of it may be opened. */
static enum err is_taken(const char *db)
{
	char *socket;
	long pid;
	bool is_held = link_holder(db, &pid, &socket), is_there = !is_held || (socket && !access(socket, F_OK));

	free(socket);
	return is_there ? fail(ERR_BUSY, _("a player is already running on this library; 'segue remote COMMAND' controls it")) :
		fail(ERR_BUSY, _("another player uses this library and cannot be reached from here (its process is %ld there): end it first, "
				 "or give this one another library with --db"), pid);
}

/* What goes wrong with the socket costs the remote control, not the music; a second player on the library is refused. */
static enum err open_link(struct app *app)
{
	char *path = link_socket_path(app->start.db), *why = path ? NULL : xstrdup(err_text());
	enum err err = link_lock(app->start.db, path, &app->lock);

	if (err && err != ERR_BUSY)
		log_line("no lock: %s", err_text());
	if (err != ERR_BUSY)
		write_file_sweep(app->start.db);
	if (err != ERR_BUSY && path)
		err = link_open(&app->link, path);
	if (err == ERR_BUSY)
		err = is_taken(app->start.db);
	else if (!app->link)
		log_line("no remote control: %s", why ? why : err_text());
	free(why);
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
	static const struct player_endings endings = { music_is_padded_name, music_end_us };
	enum err err;

	memory_settle();
	*app = (struct app){ .start = *start, .demo_fd = -1, .lock = -1, .tether = start->tether, .is_left_whole = true, .speed_percent = 100, .now_ms = clock_mono_ms() };
	*start = (struct app_start){ 0 };
	app->opened_ms = app->now_ms;
	app->headless = app->start.script && !isatty(STDOUT_FILENO);
	settings_init(&app->set);
	open_log();
	app->bindings = bind_new();
	app->views = views_new();
	app->lib = library_new();
	styling_open(app);
	mood_tell_library(app);
	library_set_articles(app->lib, app->set.sort_articles);
	app->lists = playlists_new();
	app->edits = edits_new();
	app->filters = filters_new();
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
		err = desk_open(&app->desk, app->start.db, app->start.listener);	/* reads while the screen is drawn */
	if (!err)
		err = terminal_open(app);
	if (err)
		return err;
	err = player_open(&app->player, app->start.ao, app->start.mpv, app->start.n_mpv);
	if (err)
		return err;
	player_know_endings(app->player, &endings);
	crossfade_changed(app);
	equalizer_changed(app);
	if (app->attached)
		view_draw(app);		/* the first paint comes before everything that takes time */
	queue_set_facts(app->queue, shuffle_facts, app);
	queue_set_shuffle_mode(app->queue, (enum shuffle)app->set.shuffle);
	app->last_shuffle = app->set.shuffle;
	queue_set_repeat(app->queue, (enum repeat)app->set.repeat);
	app->queue_first_version = queue_version(app->queue);
	app->queue_saved_list = UINT64_MAX;	/* not known what is stored: the first time all is written */
	if (app->start.script)
		err = script_open(app, app->start.script);
	return err;
}

int app_run(struct app *app)
{
	int status = loop_run(app);

	play_quit(app);
	program_quit(app);
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

/* Both taken; the first there is. */
static char *either(char *a, char *b)
{
	if (!a)
		return b;
	free(b);
	return a;
}

char *app_close(struct app *app)
{
	bool is_unsaid = app->message_is_error && app->ui && !app->headless && (app->db_broken || (app->message[0] && !app->message_is_drawn));
	char *unsaid = is_unsaid ? xstrdup(app->message) : NULL;

	script_close(app);
	demo_close(app);
	visual_close(app);
	analysis_close(app);
	styling_close(app);
	watching_close(app);
	scanning_close(app);
	removal_close(app);
	import_close(app);
	unsaid = either(unsaid, errand_close(app));
	forgetting_close(app);
	learning_close(app);
	hubbing_close(app);
	late_close(app);
	radio_close(app);
	mood_follow_close(app);
	daily_close(app);
	alike_close(app);
	program_close(app);
	unsaid = either(unsaid, save_close(app));
	away_close(app);
	welcome_close(app);
	opening_close(app);
	link_leave(app->link);
	terminal_close(app);
	player_close(app->player);
	desk_close(app->desk);	/* writes all that was asked for */
	map64_done(&app->states_asked);
	serve_close(app);
	link_close(app->link);
	if (app->lock >= 0)
		close(app->lock);	/* nothing is written any more */
	signals_close();
	queue_free(app->queue);
	prompt_free(app->prompt);
	taste_free(app->taste);
	playlists_free(app->lists);
	edits_free(app->edits);
	filters_free(app->filters);
	undo_free(app->undo);
	library_free(app->lib);
	views_free(app->views);
	bind_free(app->bindings);
	settings_done(&app->set);
	roots_free(app);
	for (size_t i = 0; i < app->n_play_paths; i++)
		free(app->play_paths[i]);
	free(app->play_paths);
	free(app->last_equalizer);
	free(app->resume);
	free(app->device_asked);
	free(app->history);
	free(app->early);
	free(app->unkept);
	free(app->search);
	free(app->ask_delete);
	keys_free(app);
	clip_free(app);
	start_done(&app->start);
	log_close();
	return unsaid;
}
