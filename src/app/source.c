/*
 * source.c -- runs the lines of a file, ours or one of cmus (rc, autosave): what cannot be done is told with file and line, the rest is
 * done.  The file is read on an errand, but for segue.conf, which is read before there is anybody to wait.
 */
#include "app/command.h"
#include "app/errand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_MAX_BYTES = 1 << 20, NESTED_MAX = 4 };

static unsigned depth;		/* of the file whose lines run */

struct sourced { char *path, *text; size_t n; unsigned depth; bool by_script; };

static void sourced_free(void *job)
{
	struct sourced *s = job;

	free(s->path);
	free(s->text);
	free(s);
}

static enum err work(void *job)
{
	struct sourced *s = job;
	enum err err = read_file(s->path, SOURCE_MAX_BYTES, &s->text, &s->n);

	return !err && memchr(s->text, '\0', s->n) ? fail(ERR_PARSE, _("%s is not a text file"), s->path) : err;
}

static bool is_blank(const char *line)
{
	line += strspn(line, " \t\r");
	return !*line || *line == '#';
}

static enum err run(struct app *app, const struct sourced *s)
{
	unsigned number = 0, n = 0, bad = 0, outer = depth;
	char *first = NULL, *next;
	enum err err = OK;

	depth = s->depth;
	for (char *line = s->text; line; line = next) {
		char *end = strchr(line, '\n');

		next = end ? end + 1 : NULL;
		if (end)
			*end = '\0';
		line[strcspn(line, "\r")] = '\0';
		number++;
		if (is_blank(line))
			continue;
		n++;
		if (app->reading_config ? !command_config_line(app, line) : !command_line(app, line))
			continue;
		log_line("%s:%u: %s", s->path, number, err_text());
		if (!bad++)
			first = xasprintf("%s:%u: %s", s->path, number, err_text());
	}
	depth = outer;
	if (bad == 1)
		err = fail(ERR_PARSE, "%s", first);
	else if (bad)
		err = fail(ERR_PARSE, P_("%u line means nothing here (see the log), the first is %s", "%u lines mean nothing here (see the log), the first is %s", bad), bad, first);
	else if (!app->reading_config)
		app_say(app, P_("%s: %u line taken over", "%s: %u lines taken over", n), s->path, n);
	free(first);
	return err;
}

static void done(struct app *app, void *job, const char *why)
{
	app->by_script = ((const struct sourced *)job)->by_script;
	if (why || run(app, job))
		script_complain(app, why ? why : err_text());
	app->by_script = false;
}

enum err source_file(struct app *app, const char *path)
{
	static const struct errand kind = { work, done, sourced_free, false, false };
	char *expanded = path_expand(path);
	struct sourced *s;
	enum err err;

	if (depth >= NESTED_MAX) {
		err = fail(ERR_LIMIT, _("%s: files that read files, more than %d deep"), expanded, NESTED_MAX);
		free(expanded);
		return err;
	}
	s = xcalloc(1, sizeof *s);
	s->path = path_absolute(expanded);
	s->depth = depth + 1;
	s->by_script = app->by_script;
	free(expanded);
	if (!app->reading_config)
		return errand_start(app, &kind, s);
	err = work(s);
	if (!err)
		err = run(app, s);
	sourced_free(s);
	return err;
}

COMMAND_HANDLER(source)
{
	(void)argc;
	return source_file(app, argv[1]);
}
