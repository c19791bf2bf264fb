/*
 * count.c -- numbers typed before a key, with the keys of vim: "5j" goes down five rows, "10G" to the tenth, "3dd" cuts three, "2gt" shows the
 * second view.  What a number does not belong to is done once, as vim has it.  A digit the listener has bound is that binding.
 */
#include "app/command.h"
#include "app/keys.h"
#include "view/view.h"

#include <stdio.h>
#include <string.h>

enum { COUNT_MAX = 9999999, REPEATS_MAX = 1000 };

enum takes { TAKES_ARGUMENT, TAKES_REPEATS, TAKES_ROWS, TAKES_VIEW };
/* Skipping is not among what is repeated: each skip is written down as one, of a track that was never heard. */
static const struct { const char *command; enum takes takes; } rows[] = {
	{ "bottom", TAKES_ARGUMENT }, { "down", TAKES_ARGUMENT }, { "top", TAKES_ARGUMENT }, { "up", TAKES_ARGUMENT },
	{ "chapter-next", TAKES_REPEATS }, { "chapter-previous", TAKES_REPEATS }, { "equalizer-band", TAKES_REPEATS },
	{ "half-down", TAKES_REPEATS }, { "half-up", TAKES_REPEATS }, { "mark", TAKES_REPEATS }, { "move-down", TAKES_REPEATS },
	{ "move-up", TAKES_REPEATS }, { "page-down", TAKES_REPEATS }, { "page-up", TAKES_REPEATS }, { "pane-next", TAKES_REPEATS },
	{ "pane-previous", TAKES_REPEATS }, { "paste", TAKES_REPEATS }, { "paste-before", TAKES_REPEATS }, { "scroll-down", TAKES_REPEATS },
	{ "scroll-up", TAKES_REPEATS }, { "search-again", TAKES_REPEATS }, { "search-back", TAKES_REPEATS }, { "seek", TAKES_REPEATS },
	{ "speed", TAKES_REPEATS }, { "undo", TAKES_REPEATS }, { "view-previous", TAKES_REPEATS }, { "volume", TAKES_REPEATS },
	{ "cut", TAKES_ROWS }, { "playlist-add", TAKES_ROWS }, { "queue-last", TAKES_ROWS }, { "queue-next", TAKES_ROWS },
	{ "remove", TAKES_ROWS }, { "yank", TAKES_ROWS },
	{ "view-next", TAKES_VIEW },
};

bool count_takes(struct app *app, const char *key)
{
	bool is_digit = key[0] >= '0' && key[0] <= '9' && !key[1];
	const char *context = view_pane(app)->ops->name;

	if (app->set.keymap != KEYMAP_VIM || app->n_prefix)
		return false;
	if (app->count && !strcmp(key, "Esc")) {
		app->count = 0;
		app->message[0] = '\0';
		return true;
	}
	if (!is_digit || (!app->count && (key[0] == '0' || keys_row(app, context, key) || keys_row(app, "common", key))))
		return false;
	app->count = MIN_OF(app->count * 10 + (unsigned)(key[0] - '0'), (unsigned)COUNT_MAX);
	app_say(app, "%u", app->count);
	return true;
}

static enum err with_argument(struct app *app, const char *word, unsigned n)
{
	char line[64];

	snprintf(line, sizeof line, "%s %u", word, n);
	return command_line(app, line);
}

/* The rows from the cursor on are marked for this once; it stays where it was. */
static enum err on_rows(struct app *app, const char *line, unsigned n)
{
	struct pane *p = view_pane(app);
	size_t at = p->list.cursor;
	enum err err;

	if (mark_count(app, p))
		return command_line(app, line);
	p->list.range_from = at;
	list_move(&p->list, (long)n - 1);
	err = command_line(app, line);
	mark_clear(app);	/* there were none before; some commands leave them */
	list_resize(&p->list, p->ops->rows(app, p));
	list_go(&p->list, at);
	return err;
}

static enum err repeat(struct app *app, const char *line, unsigned n)
{
	enum err err = OK;

	for (unsigned i = 0; i < MIN_OF(n, (unsigned)REPEATS_MAX) && !err; i++)
		err = command_line(app, line);
	return err;
}

enum err count_run(struct app *app, const char *line)
{
	unsigned n = app->count;
	size_t length = strcspn(line, " "), i = 0;

	app->count = 0;
	while (i < COUNT_OF(rows) && (strlen(rows[i].command) != length || strncmp(rows[i].command, line, length)))
		i++;
	if (!n || i == COUNT_OF(rows))
		return command_line(app, line);
	switch (rows[i].takes) {
	case TAKES_ARGUMENT:
		return with_argument(app, rows[i].command, n);
	case TAKES_VIEW:
		return with_argument(app, "view", n);
	case TAKES_ROWS:
		return on_rows(app, line, n);
	case TAKES_REPEATS:
		break;
	}
	return repeat(app, line, n);
}
