/*
 * bind.c -- keys to commands.  The built-in bindings are rows in the very language segue.conf uses; the pane's own context is
 * asked first, then "common".  A binding may be several keys in a row ("* 4"): while one is unfinished the hint line shows what may follow.
 *
 *	rows of the house (below)  ◄  rows of the key map (keymap_*.c)  ◄  the listener's own (bind, unbind)
 *
 * What lies over takes its place: a map says only where it differs, and the listener's own stay when the map is changed.
 */
#include "app/command.h"
#include "app/keymap.h"
#include "app/keys.h"
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
	{ "common", "S", "stop-after" }, { "common", "W", "visual" },
	{ "common", "F3", "equalizer" },
	{ "common", "}", "chapter-next" }, { "common", "{", "chapter-previous" },
	/* judging what plays */
	{ "common", "* 5", "rate 5" }, { "common", "* 4", "rate 4" }, { "common", "* 3", "rate 3" }, { "common", "* 2", "rate 2" },
	{ "common", "* 1", "rate 1" }, { "common", "* 0", "rate 0" }, { "common", "* *", "love" }, { "common", "* x", "ban" },
	{ "common", "* p", "private" }, { "common", "* f", "forget" },
	/* judging the selection */
	{ "common", "& 5", "rate 5 selected" }, { "common", "& 4", "rate 4 selected" }, { "common", "& 3", "rate 3 selected" },
	{ "common", "& 2", "rate 2 selected" }, { "common", "& 1", "rate 1 selected" }, { "common", "& 0", "rate 0 selected" },
	{ "common", "& &", "love selected" }, { "common", "& *", "love selected" }, { "common", "& x", "ban selected" },
	{ "common", "& u", "unban selected" }, { "common", "& f", "forget selected" },
	/* lists */
	{ "common", "Enter", "enter" }, { "common", "j", "down" }, { "common", "Down", "down" }, { "common", "k", "up" }, { "common", "Up", "up" },
	{ "common", "g", "top" }, { "common", "Home", "top" }, { "common", "G", "bottom" }, { "common", "End", "bottom" },
	{ "common", "C-d", "half-down" }, { "common", "C-u", "half-up" }, { "common", "C-f", "page-down" }, { "common", "C-b", "page-up" },
	{ "common", "PgDn", "page-down" }, { "common", "PgUp", "page-up" },
	{ "common", "e", "queue-last" }, { "common", "E", "queue-next" },
	{ "common", "Space", "mark" }, { "common", "V", "mark-range" },
	{ "common", "C", "style-prompt" },
	{ "common", "y", "playlist-add" }, { "common", "Y", "playlist-add-prompt" }, { "common", "u", "undo" }, { "common", "R", "redo" }, { "common", "C-t", "tag-prompt" },
	{ "common", "t", "radio" }, { "common", "o", "path" }, { "common", "m", "mix-prompt" },
	/* views */
	{ "common", "1", "view 1" }, { "common", "2", "view 2" }, { "common", "3", "view 3" }, { "common", "4", "view 4" },
	{ "common", "5", "view 5" }, { "common", "6", "view 6" }, { "common", "7", "view 7" }, { "common", "8", "view 8" }, { "common", "9", "view 9" },
	{ "common", "I", "info" },
	{ "common", "Tab", "pane-next" }, { "common", "S-Tab", "pane-previous" }, { "common", "i", "go-playing" },
	/* finding */
	{ "common", "/", "search-prompt" }, { "common", "'", "fuzzy-prompt" }, { "common", "n", "search-again" }, { "common", "N", "search-back" },
	{ "common", "F", "filter-prompt" }, { "common", "L", "live-filter" }, { "common", "T", "toggle library" },
	{ "common", "O O", "tree" }, { "common", "O a", "tree artist" }, { "common", "O b", "tree album" }, { "common", "O g", "tree genre" }, { "common", "O y", "tree year" },
	{ "common", "O d", "tree decade" }, { "common", "O f", "tree folder" }, { "common", "Esc", "escape" },
	/* the house */
	{ "common", "a", "add-prompt" }, { "common", "U", "scan" }, { "common", ":", "command" }, { "common", "?", "help" }, { "common", "F1", "help" }, { "common", "F2", "settings" }, { "common", "F4", "stats" }, { "common", "F5", "taste" },
	{ "browser", "Backspace", "browse-up" }, { "browser", "Space", "enter" }, { "browser", "a", "browse-add" }, { "browser", "i", "browse-hidden" },
	{ "browser", "R", "browse" },
	{ "common", "C-l", "redraw" }, { "common", "C-z", "suspend" }, { "common", "q", "quit-ask" }, { "common", "Q", "detach" }, { "common", "C-c", "quit-ask" },
	{ "equalizer", "l", "equalizer-band +1" }, { "equalizer", "Right", "equalizer-band +1" }, { "equalizer", "h", "equalizer-band -1" },
	{ "equalizer", "Left", "equalizer-band -1" }, { "equalizer", "0", "equalizer-band 0" }, { "equalizer", "Space", "equalizer toggle" },
	{ "equalizer", "p", "equalizer next" }, { "equalizer", "P", "equalizer previous" }, { "equalizer", "Esc", "equalizer" },
	{ "equalizer", "q", "equalizer" },
	{ "filters", "Space", "filter-toggle" }, { "filters", "!", "filter-negate" }, { "filters", "D", "remove" }, { "filters", "Del", "remove" },
	{ "filters", "a", "filter-new" }, { "filters", "e", "filter-edit" },
	{ "artists", "D", "remove" }, { "artists", "Del", "remove" }, { "found", "D", "remove" }, { "found", "Del", "remove" },
	{ "sorted", "D", "remove" }, { "sorted", "Del", "remove" }, { "tracks", "D", "remove" }, { "tracks", "Del", "remove" },
	{ "for-you", "w", "why" }, { "found", "Esc", "fuzzy-close" }, { "found", "q", "fuzzy-close" },
	{ "help", "Esc", "help" }, { "help", "q", "help" }, { "help", "c", "key-change" }, { "help", "a", "key-add" },
	{ "help", "D", "remove" }, { "help", "Del", "remove" }, { "help", "R", "key-reset" },
	{ "info", "Esc", "info" }, { "info", "q", "info" },
	{ "moods", "l", "mood-step +1" }, { "moods", "Right", "mood-step +1" }, { "moods", "h", "mood-step -1" }, { "moods", "Left", "mood-step -1" },
	{ "moods", ")", "mood-step +8" }, { "moods", "(", "mood-step -8" }, { "moods", "C", "mood-prompt" }, { "mood-tracks", "C", "mood-prompt selected" },
	{ "playlist", "D", "remove" }, { "playlist", "Del", "remove" }, { "playlist", "p", "move-down" }, { "playlist", "P", "move-up" },
	{ "playlists", "D", "remove" }, { "playlists", "Del", "remove" },
	{ "queue", "D", "remove" }, { "queue", "Del", "remove" }, { "queue", "p", "move-down" }, { "queue", "P", "move-up" },
	{ "settings", "Esc", "settings" }, { "settings", "q", "settings" }, { "settings", "S", "save-config" },
	{ "stats", "Esc", "stats" }, { "stats", "q", "stats" }, { "taste", "Esc", "taste" }, { "taste", "q", "taste" },
	{ "styles", "f", "style-follow selected" },
	{ "welcome", "a", "add-prompt" }, { "welcome", "d", "demo" }, { "welcome", "Space", "enter" }, { "welcome", "Esc", "welcome" },
};

static const char *const contexts[] = { "artists", "browser", "common", "equalizer", "filters", "for-you", "found", "help", "history", "info", "mood-tracks", "moods", "playlist", "playlists", "queue", "settings", "sorted", "stats", "styles", "taste", "tracks", "welcome" };

struct binding_table {
	struct binding *rows;		/* what is in force; points into the maps and into `own` */
	size_t n, cap;
	struct binding *own;		/* the listener's; command NULL: unbound */
	size_t n_own, cap_own;
	enum keymap map;
};

const struct binding *keymap_rows(enum keymap map, size_t *ret_n)
{
	switch (map) {
	case KEYMAP_CMUS:
		return keymap_cmus_rows(ret_n);
	case KEYMAP_VIM:
		return keymap_vim_rows(ret_n);
	case KEYMAP_SEGUE:
	case KEYMAP_COUNT:
		break;
	}
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

size_t bind_own(const struct binding_table *b, const struct binding **ret_rows)
{
	*ret_rows = b->own;
	return b->n_own;
}

static size_t find(const struct binding *rows, size_t n, const char *context, const char *keys)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i].context, context) && !strcmp(rows[i].keys, keys))
			return i;
	return SIZE_MAX;
}

/* One row in force; command NULL: none. Strings are borrowed. */
static void put(struct binding_table *b, struct binding row)
{
	size_t i = find(b->rows, b->n, row.context, row.keys);

	if (i != SIZE_MAX && row.command) {
		b->rows[i] = row;
	} else if (i != SIZE_MAX) {
		memmove(&b->rows[i], &b->rows[i + 1], (--b->n - i) * sizeof b->rows[0]);
	} else if (row.command) {
		ARRAY_GROW(b->rows, b->n, b->cap);
		b->rows[b->n++] = row;
	}
}

static void put_all(struct binding_table *b, const struct binding *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put(b, rows[i]);
}

void bind_use(struct binding_table *b, enum keymap map)
{
	size_t n;
	const struct binding *rows;

	b->map = map;
	b->n = 0;
	put_all(b, defaults, COUNT_OF(defaults));
	rows = keymap_rows(map, &n);
	if (map != KEYMAP_SEGUE)
		put_all(b, rows, n);
	put_all(b, b->own, b->n_own);
}

struct binding_table *bind_new(void)
{
	struct binding_table *b = xcalloc(1, sizeof *b);

	bind_use(b, KEYMAP_SEGUE);
	return b;
}

static void free_row(struct binding *r)
{
	free((char *)(uintptr_t)r->context);
	free((char *)(uintptr_t)r->keys);
	free((char *)(uintptr_t)r->command);
}

struct binding *bindings_copy(const struct binding *rows, size_t n)
{
	struct binding *copy = xcalloc(n + 1, sizeof *copy);

	for (size_t i = 0; i < n; i++)
		copy[i] = (struct binding){ xstrdup(rows[i].context), xstrdup(rows[i].keys), rows[i].command ? xstrdup(rows[i].command) : NULL };
	return copy;
}

void bindings_free(struct binding *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free_row(&rows[i]);
	free(rows);
}

void bind_free(struct binding_table *b)
{
	if (!b)
		return;
	bindings_free(b->own, b->n_own);
	free(b->rows);
	free(b);
}

/* "ctrl-d", "* 4", "^D" to the canonical spelling, keys parted by one blank. */
enum err bind_spell(const char *keys, char ret[BIND_KEYS_MAX])
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
		out += (size_t)snprintf(ret + out, BIND_KEYS_MAX - out, "%s%s", out ? " " : "", name);
	}
	return out ? OK : fail(ERR_ARG, _("no key is named"));
}

static enum err check_context(const char *context)
{
	for (size_t i = 0; i < COUNT_OF(contexts); i++)
		if (!strcmp(contexts[i], context))
			return OK;
	return fail(ERR_ARG, _("there is no context '%s'"), context);
}

const char *bind_standard(enum keymap map, const char *context, const char *keys)
{
	size_t n, i;
	const struct binding *rows = keymap_rows(map, &n);

	i = find(rows, n, context, keys);
	if (i != SIZE_MAX)
		return rows[i].command;
	i = find(defaults, COUNT_OF(defaults), context, keys);
	return i != SIZE_MAX ? defaults[i].command : NULL;
}

/* The own row becomes this one; what is in force follows. */
static void set_own(struct binding_table *b, const char *context, const char *keys, const char *command)
{
	size_t i = find(b->own, b->n_own, context, keys);
	struct binding row = { xstrdup(context), xstrdup(keys), command ? xstrdup(command) : NULL }, old = { 0 };

	if (i == SIZE_MAX) {
		ARRAY_GROW(b->own, b->n_own, b->cap_own);
		i = b->n_own++;
	} else {
		old = b->own[i];
	}
	b->own[i] = row;
	put(b, row);
	free_row(&old);
}

enum err bind_set(struct binding_table *b, const char *context, const char *keys, const char *command)
{
	char name[BIND_KEYS_MAX], word[64];
	enum err err = check_context(context);

	if (!err)
		err = bind_spell(keys, name);
	if (err)
		return err;
	if (command) {
		snprintf(word, sizeof word, "%.*s", (int)MIN_OF(strcspn(command, " "), sizeof word - 1), command);
		if (!command_find(word))
			return command_unknown(word);
	} else if (find(b->rows, b->n, context, name) == SIZE_MAX) {
		/* unbound in another map's name, perhaps: it is no mistake to say so in a file */
		if (find(b->own, b->n_own, context, name) == SIZE_MAX && !bind_is_known(context, name))
			return fail(ERR_MISSING, _("nothing is bound to '%s' in %s"), name, context);
	}
	set_own(b, context, name, command);
	return OK;
}

bool bind_is_known(const char *context, const char *keys)
{
	for (enum keymap m = KEYMAP_SEGUE; m < KEYMAP_COUNT; m++)
		if (bind_standard(m, context, keys))
			return true;
	return false;
}

bool bind_reset(struct binding_table *b, const char *context, const char *keys)
{
	size_t i = find(b->own, b->n_own, context, keys);
	struct binding old;

	if (i == SIZE_MAX)
		return false;
	old = b->own[i];
	memmove(&b->own[i], &b->own[i + 1], (--b->n_own - i) * sizeof b->own[0]);
	put(b, (struct binding){ old.context, old.keys, NULL });
	free_row(&old);
	bind_use(b, b->map);
	return true;
}

void bind_put_own(struct binding_table *b, const struct binding *own, size_t n)
{
	b->n = 0;	/* it points into what goes */
	while (b->n_own)
		free_row(&b->own[--b->n_own]);
	bind_use(b, b->map);
	for (size_t i = 0; i < n; i++)
		set_own(b, own[i].context, own[i].keys, own[i].command);
}

void bind_line(const struct binding *r, struct buf *to)
{
	if (!r->command) {
		buf_addf(to, "unbind %s %s\n", r->context, r->keys);
		return;
	}
	buf_addf(to, "bind %s ", r->context);
	if (strpbrk(r->keys, " \"'\\")) {
		buf_adds(to, "\"");
		for (const char *p = r->keys; *p; p++) {
			if (*p == '"' || *p == '\\')
				buf_adds(to, "\\");
			buf_add(to, p, 1);
		}
		buf_adds(to, "\"");
	} else {
		buf_adds(to, r->keys);
	}
	buf_addf(to, " %s\n", r->command);
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

/* What these keys do here; NULL: nothing, or (*ret_is_prefix) not yet. */
static const struct binding *lookup_here(struct app *app, const char *keys, bool *ret_is_prefix)
{
	const struct binding *found = lookup(app, view_pane(app)->ops->name, keys, ret_is_prefix);

	return found || *ret_is_prefix ? found : lookup(app, "common", keys, ret_is_prefix);
}

bool bind_knows(struct app *app, const char *key)
{
	char before[BIND_KEYS_MAX], keys[BIND_KEYS_MAX + KEY_NAME_MAX];
	bool is_prefix = false;

	typed(app, before, sizeof before);
	snprintf(keys, sizeof keys, "%s%s%s", before, *before ? " " : "", key);
	return lookup_here(app, keys, &is_prefix) || is_prefix;
}

size_t bind_continuations(const struct app *app, const struct binding **ret_rows, size_t max)
{
	char keys[BIND_KEYS_MAX];
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
	char keys[BIND_KEYS_MAX], help[KEY_TEXT_MAX];
	const struct binding *found;
	bool is_prefix = false;

	if (!strcmp(key->name, "Esc") && app->n_prefix) {
		app->n_prefix = 0;
		app->prefix_shown = false;
		app->effects |= EFFECT_REDRAW;
		return;
	}
	if (count_takes(app, key->name))
		return;
	if (!app->n_prefix)
		app->prefix_since_ms = app->now_ms;
	if (app->n_prefix == PREFIX_MAX)
		app->n_prefix = 0;
	snprintf(app->prefix[app->n_prefix++], KEY_NAME_MAX, "%s", key->name);
	typed(app, keys, sizeof keys);
	found = lookup_here(app, keys, &is_prefix);
	app->effects |= EFFECT_REDRAW;
	if (!found && is_prefix)
		return;
	if (!found && (app->n_prefix > 1 || strcmp(key->name, "Esc")))
		app_complain(app, _("'%s' does nothing here; %s shows the keys"), keys, key_said(app, NULL, "help", help));
	app->n_prefix = 0;
	app->prefix_shown = false;
	if (found) {
		char *line = xstrdup(found->command);	/* the command may rebind */

		app->message[0] = '\0';
		if (count_run(app, line))
			app_complain(app, "%s", err_text());
		free(line);
	}
	app->count = 0;
}
