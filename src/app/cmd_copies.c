/*
 * cmd_copies.c -- :duplicates: which tracks are the same music.  It is looked for on a thread with a reader of its own; what is found becomes flags of the
 * tracks, so that the filter language knows them (duplicate, spare), and with it marks, lists and removal.
 */
#include "app/command.h"
#include "app/copies.h"
#include "app/errand.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

struct look { char *db; bool with_versions; struct copies found; };

static enum err look(void *arg)
{
	struct look *l = arg;
	struct store *store = NULL;
	enum err err = store_open(&store, l->db, STORE_READ, NULL);

	if (!err)
		err = copies_find(store, l->with_versions, &l->found);
	store_close(store);
	return err;
}

static void look_free(void *arg)
{
	struct look *l = arg;

	copies_done(&l->found);
	free(l->db);
	free(l);
}

static void set_flags(struct app *app, struct track *t, bool is_copy, bool is_spare)
{
	if (t->is_copy == is_copy && t->is_spare == is_spare)
		return;
	t->is_copy = is_copy;
	t->is_spare = is_spare;
	library_touched(app->lib, t);		/* a filter may ask */
}

static void forget_flags(struct app *app)
{
	/* touching one may move it: gathered first */
	struct track **flagged = xcalloc(library_total(app->lib) + 1, sizeof(struct track *));
	size_t n = 0;

	for (size_t i = 0; i < library_total(app->lib); i++)
		if (library_at(app->lib, i)->is_copy)
			flagged[n++] = library_at(app->lib, i);
	for (size_t i = 0; i < n; i++)
		set_flags(app, flagged[i], false, false);
	free(flagged);
}

static void looked(struct app *app, void *arg, const char *why)
{
	const struct look *l = arg;
	size_t n = 0;

	if (why) {
		script_complain(app, why);
		return;
	}
	forget_flags(app);
	for (size_t i = 0; i < l->found.n; i++) {
		const struct copy *c = &l->found.at[i];
		struct track *a = library_get(app->lib, c->a), *b = library_get(app->lib, c->b);

		if (!a || !b || a->state != TRACK_OK || b->state != TRACK_OK)
			continue;
		/* what is only a part, or another version, is nobody's better one */
		bool a_goes = c->kind == COPY_RECORDING && copy_is_better(b, a);

		set_flags(app, a, true, a->is_spare || a_goes);
		set_flags(app, b, true, b->is_spare || (c->kind == COPY_RECORDING && !a_goes));
		n++;
	}
	if (!n) {
		app_say(app, "%s", _("Nothing is there twice"));
		return;
	}
	view_go(app, VIEW_LIBRARY);
	if (filter_set(app, "duplicate"))
		script_complain(app, err_text());
	else
		app_say(app, P_("%zu pair of tracks is the same music; 'mark spare' marks what there is a better one of",
				"%zu pairs of tracks are the same music; 'mark spare' marks what there is a better one of", n), n);
}

COMMAND_HANDLER(duplicates)
{
	static const struct errand kind = { .work = look, .done = looked, .free = look_free };
	struct look *l;

	if (argc > 1 && strcmp(argv[1], "covers"))
		return fail(ERR_ARG, _("duplicates or duplicates covers, not %s"), argv[1]);
	l = xcalloc(1, sizeof *l);
	l->db = xstrdup(app->start.db);
	l->with_versions = argc > 1;
	return errand_start(app, &kind, l);
}
