/* config.c -- segue.conf: lines of the command language, of which it takes set, bind and unbind. */
#include "app/command.h"

#include <stdlib.h>
#include <string.h>

enum { CONFIG_MAX_BYTES = 1 << 20 };

enum err config_read(struct app *app, const char *path, bool must_exist)
{
	char *data, *next;
	unsigned number = 0, bad = 0;
	size_t n;
	enum err err = read_file(path, CONFIG_MAX_BYTES, &data, &n);

	if (err == ERR_MISSING && !must_exist)
		return OK;
	if (err)
		return err;
	if (memchr(data, '\0', n)) {
		free(data);
		return fail(ERR_PARSE, _("%s is not a text file"), path);
	}
	for (char *line = data; line; line = next) {
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
	free(data);
	return err;
}
