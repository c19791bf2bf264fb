/*
 * undo.c -- the last edits of queue, playlists, keys, options and library, to be taken back one by one.
 *
 * A step is what was there before: the ids of the explicit queue, what of the list behind it was taken out, the ids of one list (or that
 * there was none), the listener's own keys, one option, one filter, what tags said, or the tracks
 * taken out of the library.  Taking it back puts that there again.  What plays meanwhile is the listener's: it
 * does not come back into the queue.  At most UNDO_STEPS, and UNDO_BYTES of them.
 */
#include "app/command.h"
#include "app/edit.h"
#include "app/filters.h"
#include "app/forgetting.h"
#include "app/playlists.h"
#include "app/radio.h"
#include "app/styling.h"
#include "app/tagging.h"
#include "app/removal.h"

#include <stdlib.h>
#include <string.h>

enum undo_kind { UNDO_QUEUE, UNDO_LIST, UNDO_RENAME, UNDO_KEYS, UNDO_AHEAD, UNDO_FILTER, UNDO_TAGS, UNDO_REMOVED, UNDO_OPTION, UNDO_STYLE, UNDO_FORGOTTEN };

struct undo_step {
	enum undo_kind kind;
	uint64_t serial;		/* unique, rising */
	char *what;
	char *name, *query;		/* of a list; UNDO_RENAME: query is what it was renamed to; UNDO_REMOVED: the folder, or NULL;
					   UNDO_OPTION: its value */
	bool with_before;		/* the step before was part of the same edit */
	bool existed;
	enum filter_mode mode;		/* of a filter */
	track_id *ids;
	uint64_t *serials;		/* of a queue, beside ids */
	enum source *sources;
	size_t n;
	struct binding *own;		/* the listener's keys */
	size_t n_own;
	struct queue_entry *ahead;	/* taken out of what follows the queue */
	size_t n_ahead;
	struct buf records;		/* that write tags back */
	struct forgotten gone;
};

struct undo {
	struct undo_step steps[UNDO_STEPS];
	size_t n, bytes;
	uint64_t last_serial;
};

static size_t step_bytes(const struct undo_step *s)
{
	return forgotten_bytes(&s->gone) + s->n * (sizeof *s->ids + (s->serials ? sizeof *s->serials + sizeof *s->sources : 0)) + s->records.len;
}

static void step_done(struct undo_step *s)
{
	free(s->what);
	free(s->name);
	free(s->query);
	free(s->ids);
	free(s->serials);
	free(s->sources);
	free(s->ahead);
	forgotten_done(&s->gone);
	buf_done(&s->records);
	bindings_free(s->own, s->n_own);
}

struct undo *undo_new(void)
{
	return xcalloc(1, sizeof(struct undo));
}

static void drop_oldest(struct undo *u)
{
	u->bytes -= step_bytes(&u->steps[0]);
	step_done(&u->steps[0]);
	memmove(u->steps, u->steps + 1, --u->n * sizeof u->steps[0]);
}

void undo_free(struct undo *u)
{
	if (!u)
		return;
	while (u->n)
		drop_oldest(u);
	free(u);
}

static void push(struct undo *u, const struct undo_step *step)
{
	u->bytes += step_bytes(step);
	while (u->n == UNDO_STEPS || (u->n && u->bytes > UNDO_BYTES))
		drop_oldest(u);
	u->steps[u->n] = *step;
	u->steps[u->n++].serial = ++u->last_serial;
}

uint64_t undo_newest(const struct app *app)
{
	return app->undo->n ? app->undo->steps[app->undo->n - 1].serial : 0;
}

void undo_forget(struct app *app, uint64_t serial)
{
	struct undo *u = app->undo;

	for (size_t i = 0; serial && i < u->n; i++)
		if (u->steps[i].serial == serial) {
			u->bytes -= step_bytes(&u->steps[i]);
			step_done(&u->steps[i]);
			memmove(u->steps + i, u->steps + i + 1, (--u->n - i) * sizeof u->steps[0]);
			return;
		}
}

void undo_return(struct app *app, struct undo_step *step)
{
	push(app->undo, step);
	free(step);
}

void undo_step_free(struct undo_step *step)
{
	if (!step)
		return;
	step_done(step);
	free(step);
}

void undo_queue(struct app *app, const char *what)
{
	size_t n = queue_count(app->queue);
	struct undo_step s = { .kind = UNDO_QUEUE, .what = xstrdup(what), .n = n };

	s.ids = xcalloc(n + 1, sizeof *s.ids);
	s.serials = xcalloc(n + 1, sizeof *s.serials);
	s.sources = xcalloc(n + 1, sizeof *s.sources);
	for (size_t i = 0; i < n; i++) {
		const struct queue_entry *e = queue_at(app->queue, i);

		s.ids[i] = e->track;
		s.serials[i] = e->serial;
		s.sources[i] = e->source;
	}
	push(app->undo, &s);
}

void undo_playlist(struct app *app, const char *name, const char *what)
{
	const struct named_list *l = playlists_find(app, name);
	struct undo_step s = { .kind = UNDO_LIST, .what = xstrdup(what), .name = xstrdup(name), .existed = l };

	if (l) {
		s.query = l->query ? xstrdup(l->query) : NULL;
		s.n = l->n;
		s.ids = l->n ? xmemdup(l->ids, l->n * sizeof *l->ids) : NULL;
	}
	push(app->undo, &s);
}

void undo_rename(struct app *app, const char *name, const char *new_name)
{
	struct undo_step s = { .kind = UNDO_RENAME, .what = xasprintf(_("renamed %s"), name), .name = xstrdup(name), .query = xstrdup(new_name) };

	push(app->undo, &s);
}

void undo_keys(struct app *app, const char *what)
{
	const struct binding *own;
	struct undo_step s = { .kind = UNDO_KEYS, .what = xstrdup(what) };

	s.n_own = bind_own(app->bindings, &own);
	s.own = bindings_copy(own, s.n_own);
	push(app->undo, &s);
}

void undo_ahead(struct app *app, const struct queue_entry *entries, size_t n, const char *what)
{
	struct undo_step s = { .kind = UNDO_AHEAD }, *last = &s;

	if (!what)
		last = &app->undo->steps[app->undo->n - 1];
	last->ahead = xmemdup(entries, n * sizeof *entries);
	last->n_ahead = n;
	if (!what)
		return;
	s.what = xstrdup(what);
	push(app->undo, &s);
}

static enum err put_ahead(struct app *app, const struct undo_step *s)
{
	bool all = true;

	for (size_t i = 0; i < s->n_ahead; i++)
		all &= queue_put_back(app->queue, &s->ahead[i]);
	app->effects |= EFFECT_REDRAW | EFFECT_NEXT | EFFECT_RERANK;
	return all ? OK : fail(ERR_MISSING, _("Another list follows by now: it cannot be put back"));
}

static enum err put_keys(struct app *app, const struct undo_step *s)
{
	bind_put_own(app->bindings, s->own, s->n_own);
	app->effects |= EFFECT_REDRAW;
	return save_config(app, SAVE_KEYS);
}

void undo_option(struct app *app, const char *name, const char *old, const char *value)
{
	char *shown = option_shown(option_find(name), value);
	struct undo_step s = { .kind = UNDO_OPTION, .what = xasprintf("%s=%s", name, shown), .name = xstrdup(name), .query = xstrdup(old) };

	push(app->undo, &s);
	free(shown);
}

void undo_option_refused(struct app *app, const char *name, const char *value)
{
	char *what = xasprintf("%s=%s", name, value);
	struct undo *u = app->undo;

	for (size_t i = u->n; i--;)
		if (u->steps[i].kind == UNDO_OPTION && !strcmp(u->steps[i].what, what)) {
			undo_forget(app, u->steps[i].serial);
			break;
		}
	free(what);
}

void undo_join(struct app *app, uint64_t before)
{
	struct undo *u = app->undo;

	if (u->n >= 2 && u->steps[u->n - 2].serial > before)
		u->steps[u->n - 1].with_before = true;
}

void undo_filter(struct app *app, const char *name, const char *what)
{
	const struct saved_filter *f = filters_find(app, name);
	struct undo_step s = { .kind = UNDO_FILTER, .what = xstrdup(what), .name = xstrdup(name), .existed = f };

	if (f) {
		s.query = xstrdup(f->query);
		s.mode = f->mode;
	}
	push(app->undo, &s);
}

void undo_tags(struct app *app, const char *what, struct buf *records)
{
	struct undo_step s = { .kind = UNDO_TAGS, .what = xstrdup(what), .records = *records };

	*records = (struct buf){ 0 };
	push(app->undo, &s);
}

void undo_removed(struct app *app, const char *root, const track_id *ids, size_t n, const char *what)
{
	struct undo_step s = { .kind = UNDO_REMOVED, .what = xstrdup(what), .n = n };

	s.name = root ? xstrdup(root) : NULL;
	s.ids = n ? xmemdup(ids, n * sizeof *ids) : NULL;
	push(app->undo, &s);
}

void undo_style(struct app *app, const track_id *ids, size_t n, const char *names, const char *what)
{
	struct undo_step s = { .kind = UNDO_STYLE, .what = xstrdup(what), .query = xstrdup(names), .n = n };

	s.ids = xmemdup(ids, n * sizeof *ids);
	push(app->undo, &s);
}

void undo_forgotten(struct app *app, const struct forgotten *gone, const char *what)
{
	struct undo_step s = { .kind = UNDO_FORGOTTEN, .what = xstrdup(what), .gone = forgotten_copy(gone) };

	push(app->undo, &s);
}

static struct undo_step pop(struct undo *u)
{
	struct undo_step s = u->steps[--u->n];

	u->bytes -= step_bytes(&s);
	return s;
}

void undo_drop(struct app *app)
{
	struct undo_step s;

	if (!app->undo->n)
		return;
	s = pop(app->undo);
	step_done(&s);
}

static void put_queue(struct app *app, const struct undo_step *s)
{
	const struct queue_entry *now = queue_current(app->queue);
	uint64_t playing = now ? now->serial : 0;

	queue_clear(app->queue);
	for (size_t i = 0; i < s->n; i++)
		if (s->serials[i] != playing || !playing)
			queue_append(app->queue, s->ids[i], s->sources[i]);
	radio_emptied(app);
	app->effects |= EFFECT_REDRAW | EFFECT_NEXT | EFFECT_RERANK;
}

/* What the desk keeps. */
static enum err put_kept(struct app *app, const struct undo_step *s)
{
	switch (s->kind) {
	case UNDO_FORGOTTEN:
		return forgetting_put_back(app, &s->gone);
	case UNDO_STYLE:
		return styling_put_back(app, s->ids, s->n, s->query);
	case UNDO_RENAME:
		return playlists_rename(app, s->query, s->name);
	case UNDO_FILTER:
		return s->existed ? filters_put(app, s->name, s->query, s->mode) : filters_delete(app, s->name);
	default:
		return s->existed ? playlists_put(app, s->name, s->query, s->ids, s->n) : playlists_delete(app, s->name);
	}
}

/* What is ours, or written down later. */
static enum err put_ours(struct app *app, struct undo_step *s)
{
	if (s->kind == UNDO_KEYS)
		return put_keys(app, s);
	if (s->kind == UNDO_TAGS)
		return tagging_start(app, &s->records, NULL);
	if (s->kind == UNDO_OPTION)
		return option_turn(app, s->name, s->query);
	if (s->kind == UNDO_REMOVED)
		return removal_put_back(app, s->name, s->ids, s->n);
	if (s->kind == UNDO_QUEUE)
		put_queue(app, s);
	return put_ahead(app, s);
}

static bool is_ours(enum undo_kind kind)
{
	return kind != UNDO_LIST && kind != UNDO_RENAME && kind != UNDO_FILTER && kind != UNDO_STYLE && kind != UNDO_FORGOTTEN;
}

enum err undo_last(struct app *app)
{
	struct undo_step s;
	enum err err;

	if (!app->undo->n)
		return fail(ERR_MISSING, _("There is nothing to undo"));
	s = pop(app->undo);
	err = is_ours(s.kind) ? put_ours(app, &s) : put_kept(app, &s);
	if (!err && s.with_before && app->undo->n) {
		step_done(&s);
		return undo_last(app);
	}
	if (!err && !is_ours(s.kind)) {
		edit_say(app, _("Undone: %s"), s.what);
		edit_undoes(app, xmemdup(&s, sizeof s));
		return OK;
	}
	if (!err)
		app_say(app, _("Undone: %s"), s.what);
	step_done(&s);
	return err;
}
