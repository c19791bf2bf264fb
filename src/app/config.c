/* config.c -- segue.conf: lines of the command language, of which it takes set, bind and unbind. */
#include "app/command.h"

#include <stdlib.h>
#include <string.h>

enum { CONFIG_MAX_BYTES = 1 << 20 };

enum err config_text(struct app *app, const char *path, char *text)
{
	unsigned number = 0, bad = 0;
	enum err err = OK;
	char *next;

	app->reading_config = true;
	for (char *line = text; line; line = next) {
		char *end = strchr(line, '\n');

		next = end ? end + 1 : NULL;
		if (end)
			*end = '\0';
		line[strcspn(line, "\r")] = '\0';
		number++;
		if (!command_config_line(app, line) || bad++)
			continue;
		err = fail(ERR_PARSE, "%s:%u: %s", path, number, err_text());
		app_complain(app, "%s", err_text());
	}
	app->reading_config = false;
	return err;
}

enum err config_read(struct app *app, const char *path, bool must_exist)
{
	char *data;
	size_t n;
	enum err err = read_file(path, CONFIG_MAX_BYTES, &data, &n);

	if (err == ERR_MISSING && !must_exist)
		return OK;
	if (err)
		return err;
	if (memchr(data, '\0', n))
		err = fail(ERR_PARSE, _("%s is not a text file"), path);
	else
		err = config_text(app, path, data);
	free(data);
	return err;
}

void settings_read(struct settings *set, const char *config_path)
{
	struct app app = { .bindings = bind_new(), .headless = false };

	settings_init(&app.set);
	config_read(&app, config_path, false);
	bind_free(app.bindings);
	*set = app.set;
}
