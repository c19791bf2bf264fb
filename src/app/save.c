/*
 * save.c -- keeps options and keys in segue.conf: only its "set", "bind" and "unbind" lines are touched, each where it stands; comments
 * and the order of lines stay.  What is not there yet comes at the end, unless it is the default or what the key map says.
 *
 * An option changed at run time is kept at once, and that one only: what the file, or one it sources, says of others is the listener's.
 * The same of keys.  save-config writes down all there is.  What a script changes (--script) is for this run.
 *
 * Reading, writing and syncing the file are an errand: the interface goes on.  One is out at a time; what changes meanwhile goes with
 * the next.
 */
#include "app/command.h"
#include "app/errand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CONFIG_MAX_BYTES = 1 << 20 };

/* The option a line sets; NULL when it is another line. */
static const struct option_row *set_by(const char *line, size_t n)
{
	size_t at = strspn(line, " \t"), len;
	char name[64];

	if (at + 4 > n || strncmp(line + at, "set", 3) || (line[at + 3] != ' ' && line[at + 3] != '\t'))
		return NULL;
	at += 3;
	at += strspn(line + at, " \t");
	len = strcspn(line + at, "= \t\n");
	if (at + len > n || !len)
		return NULL;
	snprintf(name, sizeof name, "%.*s", (int)MIN_OF(len, sizeof name - 1), line + at);
	return option_find(name);
}

/* What the listening itself changes is remembered elsewhere. */
static bool is_kept_elsewhere(const struct option_row *row)
{
	return !strcmp(row->name, "volume") || !strcmp(row->name, "equalizer") || !strcmp(row->name, "shuffle") || !strcmp(row->name, "repeat");
}

struct saved {
	char *path;
	char **values;			/* of all options, in their order */
	struct binding *own;
	bool *is_said;			/* an own binding stands in the file */
	size_t n_own;
	enum keymap map;
	unsigned what;			/* SAVE_ALL: the listener said so, and hears that it is done */
	uint64_t changed, configured;	/* options changed in this run / that the file or one it sources sets */
};

/* The option is this save's to write. */
static bool is_ours(const struct saved *s, const struct option_row *row)
{
	return !is_kept_elsewhere(row) && (s->what & SAVE_ALL || s->changed & option_bit(row));
}

static void saved_free(void *job)
{
	struct saved *s = job;
	size_t n_rows;

	option_rows(&n_rows);
	for (size_t i = 0; i < n_rows; i++)
		free(s->values[i]);
	bindings_free(s->own, s->n_own);
	free(s->values);
	free(s->is_said);
	free(s->path);
	free(s);
}

static struct saved *saved_new(const struct settings *set, const struct binding_table *keys, const char *path, unsigned what)
{
	struct saved *s = xcalloc(1, sizeof *s);
	const struct binding *own;
	size_t n_rows;
	const struct option_row *rows = option_rows(&n_rows);

	s->path = xstrdup(path);
	s->what = what;
	s->values = xcalloc(n_rows, sizeof *s->values);
	for (size_t i = 0; i < n_rows; i++)
		s->values[i] = option_get(set, &rows[i]);
	s->n_own = keys ? bind_own(keys, &own) : 0;
	s->own = s->n_own ? bindings_copy(own, s->n_own) : NULL;
	s->is_said = xcalloc(s->n_own + 1, sizeof *s->is_said);
	s->map = (enum keymap)set->keymap;
	return s;
}

static void add_value(const struct saved *s, size_t i, struct buf *to)
{
	size_t n_rows;

	buf_addf(to, "set %s=%s\n", option_rows(&n_rows)[i].name, s->values[i]);
}

/* The own binding a line is about: its index, or SIZE_MAX when there is none (any more). False: another line. */
static bool bound_by(const struct saved *s, const char *line, size_t n, size_t *ret_own, bool *ret_is_same)
{
	char *copy = xstrndup(line, n), **argv, keys[BIND_KEYS_MAX];
	bool is_bind = !strncmp(copy, "bind ", 5), is_unbind = !strncmp(copy, "unbind ", 7), found = false;
	int argc;

	*ret_own = SIZE_MAX;
	*ret_is_same = false;
	if ((is_bind || is_unbind) && !args_split(copy, is_bind ? 3 : 2, &argc, &argv)) {
		if (argc == (is_bind ? 4 : 3) && argv[1][0] != '-' && !bind_spell(argv[2], keys)) {
			found = true;
			for (size_t i = 0; i < s->n_own; i++)
				if (!strcmp(s->own[i].context, argv[1]) && !strcmp(s->own[i].keys, keys)) {
					*ret_own = i;
					*ret_is_same = is_bind ? s->own[i].command && !strcmp(s->own[i].command, argv[3]) : !s->own[i].command;
				}
		}
		args_free(argc, argv);
	}
	free(copy);
	return found;
}

/* What there is to say of own bindings that no line says: where they differ from the map. */
static void add_unsaid(struct saved *s, struct buf *to)
{
	for (size_t i = 0; i < s->n_own; i++) {
		const char *standard = bind_standard(s->map, s->own[i].context, s->own[i].keys);
		bool differs = !standard != !s->own[i].command || (standard && strcmp(standard, s->own[i].command));

		if (!s->is_said[i] && differs)
			bind_line(&s->own[i], to);
	}
}

/* Bound by one line and freed by another, and the map has nothing there: both lines go. */
static bool is_nothing(const struct saved *s, size_t own)
{
	return !s->own[own].command && !bind_standard(s->map, s->own[own].context, s->own[own].keys);
}

static char *text_of(struct saved *s, const char *old)
{
	size_t n_rows, own;
	const struct option_row *rows = option_rows(&n_rows);
	bool *is_said = xcalloc(n_rows, sizeof *is_said), is_same;
	struct buf to;

	buf_init(&to, 2 * CONFIG_MAX_BYTES);
	for (const char *line = old; *line;) {
		size_t n = strcspn(line, "\n"), read = strcspn(line, "\r\n");	/* config.c reads no further */
		const struct option_row *row = set_by(line, read);

		if (row && is_ours(s, row)) {
			/* said twice: the last one counted, so once is enough */
			if (!is_said[row - rows])
				add_value(s, (size_t)(row - rows), &to);
			is_said[row - rows] = true;
		} else if (!row && s->what & (SAVE_ALL | SAVE_KEYS) && bound_by(s, line, read, &own, &is_same)) {
			if (own != SIZE_MAX && !s->is_said[own] && !is_nothing(s, own)) {
				if (is_same)
					buf_addf(&to, "%.*s\n", (int)n, line);
				else
					bind_line(&s->own[own], &to);
			}
			if (own != SIZE_MAX)
				s->is_said[own] = true;
		} else {
			buf_add(&to, line, n);
			buf_adds(&to, "\n");
		}
		line += n + (line[n] == '\n');
	}
	for (size_t i = 0; i < n_rows; i++)
		if (!is_said[i] && is_ours(s, &rows[i]) && (strcmp(s->values[i], rows[i].standard) || s->configured & option_bit(&rows[i])))
			add_value(s, i, &to);
	if (s->what & (SAVE_ALL | SAVE_KEYS))
		add_unsaid(s, &to);
	free(is_said);
	return buf_steal(&to);
}

char *save_text(const struct settings *set, const struct binding_table *keys, const char *old)
{
	struct saved *s = saved_new(set, keys, "", SAVE_ALL);
	char *text = text_of(s, old);

	saved_free(s);
	return text;
}

/* One of the values is not to be shown as it is: others have no business in the file. */
static bool has_secret(const struct saved *s)
{
	size_t n_rows;
	const struct option_row *rows = option_rows(&n_rows);
	bool found = false;

	for (size_t i = 0; i < n_rows && !found; i++) {
		char *shown = option_shown(&rows[i], s->values[i]);

		found = strcmp(shown, s->values[i]) != 0;
		free(shown);
	}
	return found;
}

/* A link to where the settings are really kept stays one, and so do the file's permissions. */
static enum err put_text(const char *path, const char *text, bool is_secret)
{
	char *real = realpath(path, NULL), *to = real ? real : xstrdup(path), *dir = xstrndup(to, (size_t)(path_base(to) - to));
	struct stat st;
	unsigned mode = real && !stat(real, &st) ? st.st_mode & (is_secret ? 0700u : 0777u) : 0600;
	enum err err = *dir ? make_dirs(dir, 0700) : OK;

	if (!err)
		err = write_file(to, text, strlen(text), mode);
	free(dir);
	free(to);
	return err;
}

static enum err save(void *job)
{
	struct saved *s = job;
	char *old = NULL, *text;
	size_t n = 0;
	enum err err = read_file(s->path, CONFIG_MAX_BYTES, &old, &n);

	if (err && err != ERR_MISSING)
		return err;
	if (!err && strlen(old) != n) {
		free(old);
		return fail(ERR_PARSE, _("%s is not a text file"), s->path);
	}
	text = text_of(s, err ? "" : old);
	err = old && !strcmp(old, text) ? OK : put_text(s->path, text, has_secret(s));
	free(text);
	free(old);
	return err;
}

/* ---- the errand ---- */

struct saving { unsigned again; };

static void save_done(struct app *app, void *job, const char *why)
{
	struct saved *s = job;
	struct saving was = *app->saving;

	free(app->saving);
	app->saving = NULL;
	if (why && s->what & SAVE_ALL)
		script_complain(app, why);
	else if (why && !app->is_unsaved_said)
		app_complain(app, _("Settings last until you quit: %s"), why);
	else if (!why && s->what & SAVE_ALL)
		app_say(app, _("Kept in %s"), s->path);
	app->is_unsaved_said = why != NULL;
	if (was.again && save_config(app, was.again))
		script_complain(app, err_text());
}

static struct saved *saved_of(const struct app *app, unsigned what)
{
	struct saved *s = saved_new(&app->set, app->bindings, app->start.config, what);

	s->changed = app->changed;
	s->configured = app->configured;
	return s;
}

enum err save_config(struct app *app, unsigned what)
{
	static const struct errand kind = { save, save_done, saved_free, ERRAND_AWAITED, false, false };
	struct saved *s;
	enum err err;

	if (app->saving) {
		app->saving->again |= what;
		app->errands_asked++;
		return OK;
	}
	s = saved_of(app, what);
	err = errand_start(app, &kind, s);
	if (!err)
		app->saving = xcalloc(1, sizeof *app->saving);
	return err;
}

char *save_close(struct app *app)
{
	struct saved *s;
	char *why = NULL;

	/* what changed while the file was being written has no other turn to go with */
	if (app->saving && app->saving->again) {
		s = saved_of(app, app->saving->again);
		why = save(s) ? xstrdup(err_text()) : NULL;
		saved_free(s);
	}
	free(app->saving);
	app->saving = NULL;
	return why;
}

void save_changed(struct app *app, const struct option_row *row)
{
	if (app->reading_config || app->by_script || (row && is_kept_elsewhere(row)))
		return;
	if (row)
		app->changed |= option_bit(row);
	if (save_config(app, row ? SAVE_OPTIONS : SAVE_KEYS))
		app_complain(app, "%s", err_text());
}

COMMAND_HANDLER(save_config)
{
	(void)argc, (void)argv;
	return save_config(app, SAVE_ALL);
}
