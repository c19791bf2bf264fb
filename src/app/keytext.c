/* keytext.c -- the key of a command, for sentences that name one: as the bindings have it, in whichever map is in force. */
#include "app/keys.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row for everywhere is of no use where the pane has these keys for something else. */
static bool is_reached(const struct app *app, const char *context, const struct binding *r)
{
	if (!strcmp(r->context, context))
		return true;
	return !strcmp(r->context, "common") && !keys_row(app, context, r->keys) && !keys_longer(app, context, r->keys) &&
		!keys_shorter(app, context, r->keys);
}

const char *key_find(const struct app *app, const char *context, const char *command)
{
	const struct binding *rows, *found = NULL;
	size_t n = bind_rows(app->bindings, &rows);

	if (!context)
		context = app->views->panes[view_focus(app)].ops->name;
	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i].command, command) && is_reached(app, context, &rows[i]))
			if (!found || (strcmp(found->context, context) && !strcmp(rows[i].context, context)))
				found = &rows[i];
	return found ? found->keys : NULL;
}

const char *key_said(const struct app *app, const char *context, const char *command, char ret[KEY_TEXT_MAX])
{
	const char *keys = key_find(app, context, command);

	snprintf(ret, KEY_TEXT_MAX, keys ? "%s" : ":%s", keys ? keys : command);
	return ret;
}

void key_text(const struct app *app, const char *text, char *ret_text, size_t size)
{
	char command[64], context[32], key[KEY_TEXT_MAX];
	size_t used = 0, n;

	*ret_text = '\0';
	for (; *text && used + 1 < size; text += n) {
		const char *slash;

		n = strcspn(text, "{");
		if (n || !strchr(text, '}')) {
			n = n ? n : 1;
			used += (size_t)snprintf(ret_text + used, size - used, "%.*s", (int)n, text);
			continue;
		}
		n = strcspn(text, "}") + 1;
		snprintf(command, sizeof command, "%.*s", (int)n - 2, text + 1);
		slash = strchr(command, '/');
		snprintf(context, sizeof context, "%.*s", slash ? (int)(slash - command) : 0, command);
		used += (size_t)snprintf(ret_text + used, size - used, "%s",
					 key_said(app, slash ? context : NULL, slash ? slash + 1 : command, key));
	}
}
