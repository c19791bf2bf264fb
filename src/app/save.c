/*
 * save.c -- keeps options in segue.conf: only its "set" lines are touched, each where it stands; comments, bindings and the order
 * of lines stay. What is not there yet comes at the end, unless it is the default.
 */
#include "app/chore.h"
#include "app/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	return !strcmp(row->name, "volume") || !strcmp(row->name, "shuffle") || !strcmp(row->name, "repeat");
}

static void add_value(const struct settings *set, const struct option_row *row, struct buf *to)
{
	char *value = option_get(set, row);

	buf_addf(to, "set %s=%s\n", row->name, value);
	free(value);
}

char *save_text(const struct settings *set, const char *old)
{
	size_t n_rows;
	const struct option_row *rows = option_rows(&n_rows);
	bool *is_said = xcalloc(n_rows, sizeof *is_said);
	struct buf to;

	buf_init(&to, 2 * CONFIG_MAX_BYTES);
	for (const char *line = old; *line;) {
		size_t n = strcspn(line, "\n");
		const struct option_row *row = set_by(line, n);

		if (row && !is_kept_elsewhere(row)) {
			/* said twice: the last one counted, so once is enough */
			if (!is_said[row - rows])
				add_value(set, row, &to);
			is_said[row - rows] = true;
		} else {
			buf_add(&to, line, n);
			buf_adds(&to, "\n");
		}
		line += n + (line[n] == '\n');
	}
	for (size_t i = 0; i < n_rows; i++) {
		char *value = option_get(set, &rows[i]);

		if (!is_said[i] && !is_kept_elsewhere(&rows[i]) && strcmp(value, rows[i].standard))
			add_value(set, &rows[i], &to);
		free(value);
	}
	free(is_said);
	return buf_steal(&to);
}

enum err save_settings(const struct settings *set, const char *path)
{
	char *old = NULL, *text, *dir;
	size_t n = 0;
	enum err err = read_file(path, CONFIG_MAX_BYTES, &old, &n);

	if (err && err != ERR_MISSING)
		return err;
	if (!err && strlen(old) != n) {
		free(old);
		return fail(ERR_PARSE, _("%s is not a text file"), path);
	}
	text = save_text(set, err ? "" : old);
	dir = xstrndup(path, (size_t)(path_base(path) - path));
	err = *dir ? make_dirs(dir, 0700) : OK;
	if (!err)
		err = write_file(path, text, strlen(text), 0600);
	free(dir);
	free(text);
	free(old);
	return err;
}

struct save_job { struct settings set; char *path; };

static void save_free(void *arg)
{
	struct save_job *job = arg;

	settings_done(&job->set);
	free(job->path);
	free(job);
}

static enum err save_work(void *arg)
{
	struct save_job *job = arg;

	return save_settings(&job->set, job->path);
}

static void save_done(struct app *app, void *arg, const char *why)
{
	app->saving = false;
	if (why)
		script_complain(app, why);
	else
		app_say(app, _("Kept in %s"), ((struct save_job *)arg)->path);
}

/* One at a time: each reads what the one before wrote. */
COMMAND_HANDLER(save_config)
{
	static const struct chore save = { save_work, save_done, save_free, true };
	struct save_job *job;

	(void)argc, (void)argv;
	if (app->saving)
		return fail(ERR_BUSY, _("%s is being written"), app->start.config);
	job = xcalloc(1, sizeof *job);
	settings_copy(&job->set, &app->set);
	job->path = xstrdup(app->start.config);
	app->saving = true;
	if (!chore_start(app, &save, job))
		return OK;
	app->saving = false;
	return ERR_BUSY;
}
