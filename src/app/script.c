/*
 * script.c -- --script: keys and commands from a file, for tests and demonstrations.
 *
 *	key NAME…          as if pressed
 *	wait idle          until nothing is under way: loading, scanning, filtering, reading folders, starting a track, events on their way to the disk
 *	wait scan          until the scan is over
 *	wait analysis      until nothing is left to be listened to
 *	wait playing | paused | stopped
 *	dump FILE          the screen as text
 *	anything else      a command of the ":" line
 *
 * Every line waits until the events of the one before are on disk, so that a script reads like what a listener does one after
 * another.  Without a terminal the program ends with the script; a line that fails is said on standard error and makes the
 * exit status 1.
 */
#include "app/errand.h"
#include "app/scan.h"
#include "app/analysis.h"
#include "app/styling.h"
#include "app/command.h"
#include "view/browser.h"
#include "app/playlists.h"
#include "view/view.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MAX_MS = 300000, SCRIPT_LINE_MAX = LINE_MAX_BYTES };

enum waiting { WAIT_NOTHING, WAIT_IDLE, WAIT_SCAN, WAIT_PLAYING, WAIT_PAUSED, WAIT_STOPPED, WAIT_ANALYSIS, WAIT_STYLES };
static const char *const wait_words[] = { "", "idle", "scan", "playing", "paused", "stopped", "analysis", "styles" };

struct script {
	const char *path;
	int fd;
	bool at_end;
	unsigned line;
	struct buf text;
	enum waiting waiting;
	int64_t since_ms, had_done;	/* when had_done was all that was done: a wait gives up where nothing moves */
};

enum err script_open(struct app *app, const char *path)
{
	struct script *s;
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : fcntl(0, F_DUPFD_CLOEXEC, 3);

	if (fd < 0)
		return fail_errno(ERR_IO, _("cannot open %s"), path);
	s = xcalloc(1, sizeof *s);
	s->path = path;
	s->fd = fd;
	buf_init(&s->text, 1 << 20);
	fd_nonblock(fd);
	app->script = s;
	return OK;
}

void script_close(struct app *app)
{
	if (!app->script)
		return;
	buf_done(&app->script->text);
	close(app->script->fd);
	free(app->script);
	app->script = NULL;
}

static void complain(struct app *app, const char *sentence)
{
	struct script *s = app->script;

	app->status = 1;
	if (app->headless) {
		char *line = xasprintf("%s:%u: %s", s->path, s->line, sentence);

		app_tell(line);
		free(line);
	} else {
		app_complain(app, "%s:%u: %s", s->path, s->line, sentence);
	}
}

void script_complain(struct app *app, const char *sentence)
{
	serve_refused(app, sentence);
	if (app->script)
		complain(app, sentence);
	else
		app_complain(app, "%s", sentence);
}

/* Something that was asked for is on its way to the screen or the queue. */
static bool is_finding(const struct app *app)
{
	return app->opening || found_is_busy(app) || browser_fd(app) >= 0 || styling_wants_turn(app) ||
	       (filter_due_ms(app) >= 0 && filter_due_ms(app) <= app->now_ms);
}

static bool is_settled(const struct app *app)
{
	const struct player_now *now = player_now(app->player);

	return app->start_done && !prompt_is_waiting(app->prompt) && !app->import && !playlists_want_turn(app) && !app->pending_events && !app->views->searching && !app->n_left &&
	       now->state != PLAYER_LOADING && (!app->now.cookie || app->now.has_started) && !app->removal && !desk_backlog(app->desk);
}

static bool is_over(const struct app *app)
{
	const struct player_now *now = player_now(app->player);

	switch (app->script->waiting) {
	case WAIT_NOTHING:
		return true;
	case WAIT_IDLE:
		return is_settled(app) && !scanning_is_busy(app) && !is_finding(app);
	case WAIT_SCAN:
		return app->start_done && !scanning_is_busy(app);
	case WAIT_PLAYING:
		return app->now.cookie && app->now.has_started && now->state == PLAYER_PLAYING;
	case WAIT_PAUSED:
		return app->now.cookie && now->state == PLAYER_PAUSED;
	case WAIT_ANALYSIS:
		return app->start_done && !scanning_is_busy(app) && analysis_is_idle(app);
	case WAIT_STYLES:
		return app->start_done && !scanning_is_busy(app) && styling_is_idle(app);
	case WAIT_STOPPED:
		return !app->now.cookie && !app->pending_events;
	}
	return true;
}

static void press(struct app *app, const char *names)
{
	for (const char *p = names + strspn(names, " "); *p; p += strspn(p, " ")) {
		char word[KEY_NAME_MAX * 2];
		struct key key = { .mouse = MOUSE_NONE };
		size_t n = strcspn(p, " ");

		snprintf(word, sizeof word, "%.*s", (int)MIN_OF(n, sizeof word - 1), p);
		p += n;
		if (!key_name_parse(word, key.name)) {
			char sentence[128];

			snprintf(sentence, sizeof sentence, _("there is no key '%s'"), word);
			complain(app, sentence);
			return;
		}
		loop_key(app, &key);
	}
}

/* Files found and read, tracks listened to: it grows as long as something moves. */
static int64_t done_so_far(const struct app *app)
{
	const struct scan_counts *c = app->scan ? scan_job_counts(app->scan) : NULL;

	return (int64_t)analysis_known_count(app) + (c ? c->files + c->read : 0);
}

static bool has_waited_too_long(struct app *app, struct script *s)
{
	int64_t done = done_so_far(app);

	if (done != s->had_done)
		s->since_ms = app->now_ms;
	s->had_done = done;
	return app->now_ms - s->since_ms >= WAIT_MAX_MS;
}

static void wait_for(struct app *app, const char *what)
{
	for (size_t i = 1; i < COUNT_OF(wait_words); i++)
		if (!strcmp(what, wait_words[i])) {
			app->script->waiting = (enum waiting)i;
			app->script->since_ms = app->now_ms;
			return;
		}
	complain(app, _("wait takes idle, scan, playing, paused, stopped, analysis or styles"));
}

static void run_line(struct app *app, char *line)
{
	line += strspn(line, " \t");
	app->by_script = true;
	if (!strncmp(line, "key ", 4)) {
		press(app, line + 4);
	} else if (!strncmp(line, "wait ", 5)) {
		wait_for(app, line + 5 + strspn(line + 5, " "));
	} else {
		if (command_line(app, line))
			complain(app, err_text());
	}
	app->by_script = false;
}

/* One line out of the file; false: none yet, or the end. */
static bool next_line(struct script *s, char *ret_line, size_t size)
{
	for (;;) {
		char *end = s->text.len ? memchr(s->text.data, '\n', s->text.len) : NULL, chunk[4096];
		ssize_t n;

		if (end || (s->at_end && s->text.len)) {
			size_t len = end ? (size_t)(end - s->text.data) : s->text.len;

			snprintf(ret_line, size, "%.*s", (int)MIN_OF(len, size - 1), s->text.data);
			ret_line[strcspn(ret_line, "\r")] = '\0';
			buf_drop_front(&s->text, len + (end != NULL));
			s->line++;
			return true;
		}
		if (s->at_end)
			return false;
		n = read(s->fd, chunk, sizeof chunk);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return false;
		if (n <= 0 || buf_add(&s->text, chunk, (size_t)n))
			s->at_end = true;
	}
}

/* What the line before asked of a disk is not done. */
static bool is_held(const struct app *app)
{
	return app->pending_events || errands_out(app);
}

int script_fd(const struct app *app)
{
	const struct script *s = app->script;

	return s && !s->at_end && s->waiting == WAIT_NOTHING && !is_held(app) ? s->fd : -1;
}

bool script_wants_turn(const struct app *app)
{
	const struct script *s = app->script;

	return s && app->start_done && !is_held(app) && (s->waiting ? is_over(app) : s->at_end || memchr(s->text.data ? s->text.data : "", '\n', s->text.len));
}

void script_turn(struct app *app)
{
	char line[SCRIPT_LINE_MAX];

	while (app->script && app->start_done && !is_held(app) && !(app->effects & EFFECT_QUIT)) {
		struct script *s = app->script;

		if (s->waiting && !is_over(app)) {
			if (!has_waited_too_long(app, s))
				return;
			complain(app, _("waited for too long"));
		}
		s->waiting = WAIT_NOTHING;
		/* what a line changed is acted upon before the next one */
		if (app->effects & (EFFECT_RERANK | EFFECT_NEXT))
			return;
		if (next_line(s, line, sizeof line)) {
			run_line(app, line);
			continue;
		}
		if (s->at_end) {
			script_close(app);
			if (app->headless)
				app->effects |= EFFECT_QUIT;
		}
		return;
	}
}
