/* keys.c -- see keys.h. */
#include "app/keys.h"
#include "app/command.h"
#include "app/playlists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct key_ask {
	char *context, *old, *command;
	char keys[BIND_KEYS_MAX];
	size_t n;
	bool is_conflict;
	char *theirs;			/* the command that has these very keys; NULL: others stand in the way */
	char why[256];
};

void keys_free(struct app *app)
{
	struct key_ask *a = app->key_ask;

	if (!a)
		return;
	free(a->context);
	free(a->old);
	free(a->command);
	free(a->theirs);
	free(a);
	app->key_ask = NULL;
}

void keys_ask(struct app *app, const char *context, const char *old, const char *command)
{
	struct key_ask *a = xcalloc(1, sizeof *a);

	a->context = xstrdup(context);
	a->old = old ? xstrdup(old) : NULL;
	a->command = xstrdup(command);
	keys_free(app);
	app->key_ask = a;
	app->message[0] = '\0';
	app->effects |= EFFECT_REDRAW;
}

bool keys_question(const struct app *app, char *ret_text, size_t size)
{
	const struct key_ask *a = app->key_ask;

	if (!a)
		return false;
	if (a->is_conflict)
		snprintf(ret_text, size, "%s", a->why);
	else if (a->n)
		snprintf(ret_text, size, _("%s: %s · Enter keeps it, Esc gives up"), a->command, a->keys);
	else
		snprintf(ret_text, size, _("Press the new keys of %s, then Enter · Esc gives up"), a->command);
	return true;
}

/* ---- who else has them ---- */

static bool begins(const char *keys, const char *with)
{
	size_t n = strlen(with);

	return !strncmp(keys, with, n) && keys[n] == ' ';
}

const struct binding *keys_row(const struct app *app, const char *context, const char *keys)
{
	const struct binding *rows;
	size_t n = bind_rows(app->bindings, &rows);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i].context, context) && !strcmp(rows[i].keys, keys))
			return &rows[i];
	return NULL;
}

const struct binding *keys_longer(const struct app *app, const char *context, const char *keys)
{
	const struct binding *rows;
	size_t n = bind_rows(app->bindings, &rows);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i].context, context) && begins(rows[i].keys, keys))
			return &rows[i];
	return NULL;
}

const struct binding *keys_shorter(const struct app *app, const char *context, const char *keys)
{
	const struct binding *rows;
	size_t n = bind_rows(app->bindings, &rows);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i].context, context) && begins(keys, rows[i].keys))
			return &rows[i];
	return NULL;
}

void keys_shadows(const struct app *app, const char *context, const char *keys, char *ret_text, size_t size)
{
	const struct binding *rows;
	size_t n = bind_rows(app->bindings, &rows), used = 0;
	bool is_common = !strcmp(context, "common");

	*ret_text = '\0';
	for (size_t i = 0; i < n && used < size; i++) {
		bool is_same = !strcmp(rows[i].keys, keys) || begins(rows[i].keys, keys) || (!is_common && begins(keys, rows[i].keys));

		if (!is_same || !strcmp(rows[i].context, context) || is_common == !strcmp(rows[i].context, "common"))
			continue;
		if (is_common)	/* TRANSLATORS: "; in queue they stay 'move-up'" */
			used += (size_t)snprintf(ret_text + used, size - used, _("; in %s: %s"), rows[i].context, rows[i].command);
		else
			used += (size_t)snprintf(ret_text + used, size - used, _("; elsewhere %s: %s"), rows[i].keys, rows[i].command);
	}
}

/* Is anybody in the way? Then it is asked. */
static bool find_conflict(struct app *app, struct key_ask *a)
{
	const struct binding *same = keys_row(app, a->context, a->keys), *longer = keys_longer(app, a->context, a->keys),
		*shorter = keys_shorter(app, a->context, a->keys);

	if (same && strcmp(same->command, a->command)) {
		a->theirs = xstrdup(same->command);
		if (a->old)
			snprintf(a->why, sizeof a->why, _("%s is %s already: y takes it, s swaps them, n leaves it"), a->keys, same->command);
		else
			snprintf(a->why, sizeof a->why, _("%s is %s already: y takes it, n leaves it"), a->keys, same->command);
	} else if (longer && (!a->old || strcmp(longer->keys, a->old))) {
		snprintf(a->why, sizeof a->why, _("%s begins %s (%s), which would go: y or n"), a->keys, longer->keys, longer->command);
	} else if (shorter && (!a->old || strcmp(shorter->keys, a->old))) {
		snprintf(a->why, sizeof a->why, _("%s is %s, which would go: y or n"), shorter->keys, shorter->command);
	} else {
		return false;
	}
	a->is_conflict = true;
	return true;
}

/* ---- doing it ---- */

static void clear_way(struct app *app, const char *context, const char *keys)
{
	const struct binding *r;

	while ((r = keys_longer(app, context, keys)) || (r = keys_shorter(app, context, keys))) {
		char *other = xstrdup(r->keys);
		enum err err = bind_set(app->bindings, context, other, NULL);

		free(other);
		if (err)
			return;
	}
}

static void kept(struct app *app, const char *text)
{
	app_say(app, "%s", text);
	app->effects |= EFFECT_REDRAW;
	if (save_config(app, SAVE_KEYS))
		app_complain(app, "%s", err_text());
}

static enum err take(struct app *app, const struct key_ask *a, bool swap)
{
	char what[300], text[400], shadows[200];
	enum err err = OK;

	snprintf(what, sizeof what, _("keys of %s"), a->command);
	undo_keys(app, what);
	clear_way(app, a->context, a->keys);
	if (a->old)
		err = bind_set(app->bindings, a->context, a->old, swap ? a->theirs : NULL);
	if (!err)
		err = bind_set(app->bindings, a->context, a->keys, a->command);
	if (err) {
		undo_drop(app);
		return err;
	}
	keys_shadows(app, a->context, a->keys, shadows, sizeof shadows);
	snprintf(text, sizeof text, _("%s: now %s%s"), a->command, a->keys, shadows);
	kept(app, text);
	return OK;
}

enum err keys_remove(struct app *app, const char *context, const char *keys)
{
	char *c = xstrdup(context), *k = xstrdup(keys), text[200];
	enum err err;

	snprintf(text, sizeof text, _("%s does nothing now (u takes it back)"), keys);
	undo_keys(app, keys);
	err = bind_set(app->bindings, c, k, NULL);
	if (err)
		undo_drop(app);
	else
		kept(app, text);
	free(c);
	free(k);
	return err;
}

static void gathered(struct app *app)
{
	struct key_ask *a = app->key_ask;

	if (a->old && !strcmp(a->old, a->keys)) {
		keys_free(app);
		return;
	}
	if (find_conflict(app, a))
		return;
	if (take(app, a, false))
		app_complain(app, "%s", err_text());
	keys_free(app);
}

bool keys_answer(struct app *app, const struct key *key)
{
	struct key_ask *a = app->key_ask;
	size_t used;

	if (!a)
		return false;
	app->effects |= EFFECT_REDRAW;
	if (key->mouse != MOUSE_NONE || key->pasted)
		return true;
	if (a->is_conflict) {
		bool swap = a->theirs && a->old && !strcmp(key->name, "s");

		if ((swap || !strcmp(key->name, "y")) && take(app, a, swap))
			app_complain(app, "%s", err_text());
		keys_free(app);
		return true;
	}
	if (!strcmp(key->name, "Esc") || !strcmp(key->name, "C-c")) {
		keys_free(app);
		return true;
	}
	if (!strcmp(key->name, "Enter") && a->n) {
		gathered(app);
		return true;
	}
	used = strlen(a->keys);
	snprintf(a->keys + used, sizeof a->keys - used, "%s%s", used ? " " : "", key->name);
	if (++a->n == PREFIX_MAX)
		gathered(app);
	return true;
}
