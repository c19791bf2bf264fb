/*
 * bind.c -- keys to commands.  The built-in bindings are rows in the very language segue.conf uses; the pane's own context is
 * asked first, then "common".  A binding may be several keys in a row ("* 4"): while one is unfinished the hint line shows what may follow.
 */
#include "app/command.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sorted by context, then by what the keys do. */
static const struct binding defaults[] = {
	/* transport */
	{ "common", "x", "play" }, { "common", "c", "pause" }, { "common", "v", "stop" },
	{ "common", "b", "next" }, { "common", ">", "next" }, { "common", "z", "previous" }, { "common", "<", "previous" },
	{ "common", "B", "next-album" }, { "common", "Z", "previous-album" },
	{ "common", "l", "seek +step" }, { "common", "Right", "seek +step" }, { "common", "h", "seek -step" }, { "common", "Left", "seek -step" },
	{ "common", ".", "seek +far" }, { "common", ",", "seek -far" },
	{ "common", "+", "volume +step" }, { "common", "=", "volume +step" }, { "common", "-", "volume -step" }, { "common", "M", "mute" },
	{ "common", "s", "shuffle" }, { "common", "r", "repeat" }, { "common", "C-r", "repeat-one" }, { "common", "f", "follow" },
	{ "common", "[", "speed -0.1" }, { "common", "]", "speed +0.1" }, { "common", "Backspace", "speed 1" }, { "common", "A", "ab" },
	{ "common", "S", "stop-after" }, { "common", "}", "chapter-next" }, { "common", "{", "chapter-previous" },
	/* judging what plays */
	{ "common", "* 5", "rate 5" }, { "common", "* 4", "rate 4" }, { "common", "* 3", "rate 3" }, { "common", "* 2", "rate 2" },
	{ "common", "* 1", "rate 1" }, { "common", "* 0", "rate 0" }, { "common", "* *", "love" }, { "common", "* x", "ban" },
	/* judging the selection */
	{ "common", "& 5", "rate 5 selected" }, { "common", "& 4", "rate 4 selected" }, { "common", "& 3", "rate 3 selected" },
	{ "common", "& 2", "rate 2 selected" }, { "common", "& 1", "rate 1 selected" }, { "common", "& 0", "rate 0 selected" },
	{ "common", "& &", "love selected" }, { "common", "& *", "love selected" }, { "common", "& x", "ban selected" },
	{ "common", "& u", "unban selected" },
	/* lists */
	{ "common", "Enter", "enter" }, { "common", "j", "down" }, { "common", "Down", "down" }, { "common", "k", "up" }, { "common", "Up", "up" },
	{ "common", "g", "top" }, { "common", "Home", "top" }, { "common", "G", "bottom" }, { "common", "End", "bottom" },
	{ "common", "C-d", "half-down" }, { "common", "C-u", "half-up" }, { "common", "C-f", "page-down" }, { "common", "C-b", "page-up" },
	{ "common", "PgDn", "page-down" }, { "common", "PgUp", "page-up" },
	{ "common", "e", "queue-last" }, { "common", "E", "queue-next" },
	{ "common", "Space", "mark" }, { "common", "V", "mark-range" },
	{ "common", "y", "playlist-add" }, { "common", "Y", "playlist-add-prompt" }, { "common", "u", "undo" },
	/* views */
	{ "common", "1", "view 1" }, { "common", "2", "view 2" }, { "common", "3", "view 3" }, { "common", "4", "view 4" },
	{ "common", "5", "view 5" },
	{ "common", "Tab", "pane-next" }, { "common", "S-Tab", "pane-previous" }, { "common", "i", "go-playing" },
	/* finding */
	{ "common", "/", "search-prompt" }, { "common", "n", "search-again" }, { "common", "N", "search-back" },
	{ "common", "F", "filter-prompt" }, { "common", "L", "live-filter" }, { "common", "T", "toggle library" }, { "common", "Esc", "escape" },
	/* the house */
	{ "common", "a", "add-prompt" }, { "common", "U", "scan" }, { "common", ":", "command" }, { "common", "?", "help" }, { "common", "F1", "help" }, { "common", "F2", "settings" },
	{ "common", "C-l", "redraw" }, { "common", "C-z", "suspend" }, { "common", "q", "quit-ask" }, { "common", "C-c", "quit-ask" },
	{ "for-you", "w", "why" },
	{ "help", "Esc", "help" }, { "help", "q", "help" },
	{ "playlist", "D", "remove" }, { "playlist", "Del", "remove" }, { "playlist", "p", "move-down" }, { "playlist", "P", "move-up" },
	{ "playlists", "D", "remove" }, { "playlists", "Del", "remove" },
	{ "queue", "D", "remove" }, { "queue", "Del", "remove" }, { "queue", "p", "move-down" }, { "queue", "P", "move-up" },
	{ "settings", "Esc", "settings" }, { "settings", "q", "settings" }, { "settings", "S", "save-config" },
};

static const char *const contexts[] = { "artists", "common", "for-you", "help", "history", "playlist", "playlists", "queue", "settings", "sorted", "tracks" };

struct binding_table { struct binding *rows; size_t n, cap; };

const struct binding *bind_defaults(size_t *ret_n)
{
	*ret_n = COUNT_OF(defaults);
	return defaults;
}

const char *const *bind_contexts(size_t *ret_n)
{
	*ret_n = COUNT_OF(contexts);
	return contexts;
}

size_t bind_rows(const struct binding_table *b, const struct binding **ret_rows)
{
	*ret_rows = b->rows;
	return b->n;
}

struct binding_table *bind_new(void)
{
	struct binding_table *b = xcalloc(1, sizeof *b);

	for (size_t i = 0; i < COUNT_OF(defaults); i++)
		if (bind_set(b, defaults[i].context, defaults[i].keys, defaults[i].command))
			die("%s", err_text());
	return b;
}

static void free_row(struct binding *r)
{
	free((char *)(uintptr_t)r->context);
	free((char *)(uintptr_t)r->keys);
	free((char *)(uintptr_t)r->command);
}

void bind_free(struct binding_table *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->n; i++)
		free_row(&b->rows[i]);
	free(b->rows);
	free(b);
}

/* "ctrl-d", "* 4", "^D" to the canonical spelling, keys parted by one blank. */
static enum err canonical(const char *keys, char ret[PREFIX_MAX * (KEY_NAME_MAX + 1)])
{
	size_t out = 0, count = 0;

	for (const char *p = keys + strspn(keys, " "); *p; p += strspn(p, " ")) {
		char word[KEY_NAME_MAX * 2], name[KEY_NAME_MAX];
		size_t n = strcspn(p, " ");

		snprintf(word, sizeof word, "%.*s", (int)MIN_OF(n, sizeof word - 1), p);
		p += n;
		if (!key_name_parse(word, name))
			return fail(ERR_ARG, _("there is no key '%s'"), word);
		if (++count > PREFIX_MAX)
			return fail(ERR_ARG, _("more than %d keys in a row"), PREFIX_MAX);
		out += (size_t)snprintf(ret + out, PREFIX_MAX * (KEY_NAME_MAX + 1) - out, "%s%s", out ? " " : "", name);
	}
	return out ? OK : fail(ERR_ARG, _("no key is named"));
}

enum err bind_set(struct binding_table *b, const char *context, const char *keys, const char *command)
{
	char name[PREFIX_MAX * (KEY_NAME_MAX + 1)], word[64];
	bool known = false;
	enum err err;

	for (size_t i = 0; i < COUNT_OF(contexts); i++)
		known |= !strcmp(contexts[i], context);
	if (!known)
		return fail(ERR_ARG, _("there is no context '%s'"), context);
	err = canonical(keys, name);
	if (err)
		return err;
	if (command) {
		snprintf(word, sizeof word, "%.*s", (int)MIN_OF(strcspn(command, " "), sizeof word - 1), command);
		if (!command_find(word))
			return fail(ERR_ARG, _("there is no command '%s'"), word);
	}
	for (size_t i = 0; i < b->n; i++)
		if (!strcmp(b->rows[i].context, context) && !strcmp(b->rows[i].keys, name)) {
			if (command) {
				char *copy = xstrdup(command);

				free((char *)(uintptr_t)b->rows[i].command);
				b->rows[i].command = copy;
			} else {
				free_row(&b->rows[i]);
				memmove(&b->rows[i], &b->rows[i + 1], (--b->n - i) * sizeof b->rows[0]);
			}
			return OK;
		}
	if (!command)
		return fail(ERR_MISSING, _("nothing is bound to '%s' in %s"), name, context);
	ARRAY_GROW(b->rows, b->n, b->cap);
	b->rows[b->n++] = (struct binding){ xstrdup(context), xstrdup(name), xstrdup(command) };
	return OK;
}

static void typed(const struct app *app, char *ret, size_t size)
{
	size_t n = 0;

	*ret = '\0';
	for (size_t i = 0; i < app->n_prefix && n < size; i++)
		n += (size_t)snprintf(ret + n, size - n, "%s%s", i ? " " : "", app->prefix[i]);
}

static const struct binding *lookup(struct app *app, const char *context, const char *keys, bool *ret_is_prefix)
{
	const struct binding *found = NULL;
	size_t n = strlen(keys);

	for (size_t i = 0; i < app->bindings->n; i++) {
		const struct binding *r = &app->bindings->rows[i];

		if (strcmp(r->context, context))
			continue;
		if (!strcmp(r->keys, keys))
			found = r;
		else if (!strncmp(r->keys, keys, n) && r->keys[n] == ' ')
			*ret_is_prefix = true;
	}
	return found;
}

size_t bind_continuations(const struct app *app, const struct binding **ret_rows, size_t max)
{
	char keys[PREFIX_MAX * (KEY_NAME_MAX + 1)];
	size_t n, count = 0;

	typed(app, keys, sizeof keys);
	n = strlen(keys);
	for (size_t i = 0; n && i < app->bindings->n && count < max; i++) {
		const struct binding *r = &app->bindings->rows[i];

		if (!strncmp(r->keys, keys, n) && r->keys[n] == ' ')
			ret_rows[count++] = r;
	}
	return count;
}

void bind_key(struct app *app, const struct key *key)
{
	char keys[PREFIX_MAX * (KEY_NAME_MAX + 1)];
	const struct binding *found;
	bool is_prefix = false;

	if (!strcmp(key->name, "Esc") && app->n_prefix) {
		app->n_prefix = 0;
		app->prefix_shown = false;
		app->effects |= EFFECT_REDRAW;
		return;
	}
	if (!app->n_prefix)
		app->prefix_since_ms = app->now_ms;
	if (app->n_prefix == PREFIX_MAX)
		app->n_prefix = 0;
	snprintf(app->prefix[app->n_prefix++], KEY_NAME_MAX, "%s", key->name);
	typed(app, keys, sizeof keys);
	found = lookup(app, view_pane(app)->ops->name, keys, &is_prefix);
	if (!found && !is_prefix)
		found = lookup(app, "common", keys, &is_prefix);
	app->effects |= EFFECT_REDRAW;
	if (!found && is_prefix)
		return;
	if (!found && (app->n_prefix > 1 || strcmp(key->name, "Esc")))
		app_complain(app, _("'%s' does nothing here; ? shows the keys"), keys);
	app->n_prefix = 0;
	app->prefix_shown = false;
	if (found) {
		char *line = xstrdup(found->command);	/* the command may rebind */

		app->message[0] = '\0';
		if (command_line(app, line))
			app_complain(app, "%s", err_text());
		free(line);
	}
}
