/*
 * undo.c -- the last edits of queue, playlists, keys, options and library, to be taken back one by one, and done again.
 *
 * A step is what was there before: the ids of the explicit queue, what of the list behind it was taken out, the ids of one list (or that there was none), the
 * listener's own keys, one option, one filter, what tags said, or the tracks taken out of the library.  Taking it back puts that there again.  What plays
 * meanwhile is the listener's: it does not come back into the queue.  At most UNDO_STEPS, and UNDO_BYTES of them.
 *
 *	edit ──► done ── undo_last: what is there now becomes a step of ──► undone
 *	          ▲  └─ an edit empties the other ─────────────────────────►  │
 *	          └──────────────────── undo_again: likewise ─────────────────┘
 *
 * What was forgotten and brought back is not forgotten again by this: who wants that says so.
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
	bool takes_out;			/* `ahead` and the tracks of UNDO_REMOVED: taking this step removes them, and does not put them back */
	bool is_pending;		/* UNDO_TAGS: the files are being written, `records` comes with the end of it */
	bool was_undone;		/* where a step on its way to the desk belongs */
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

struct steps { struct undo_step at[UNDO_STEPS]; size_t n, bytes; };

struct undo {
	struct steps done, undone;
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

static void drop(struct steps *of, size_t i)
{
	of->bytes -= step_bytes(&of->at[i]);
	step_done(&of->at[i]);
	memmove(of->at + i, of->at + i + 1, (--of->n - i) * sizeof of->at[0]);
}

static void drop_all(struct steps *of)
{
	while (of->n)
		drop(of, of->n - 1);
}

void undo_free(struct undo *u)
{
	if (!u)
		return;
	drop_all(&u->done);
	drop_all(&u->undone);
	free(u);
}

static uint64_t put_on(struct undo *u, struct steps *to, const struct undo_step *step)
{
	to->bytes += step_bytes(step);
	while (to->n == UNDO_STEPS || (to->n && to->bytes > UNDO_BYTES))
		drop(to, 0);
	to->at[to->n] = *step;
	to->at[to->n++].serial = ++u->last_serial;
	return u->last_serial;
}

/* An edit: what was undone before it does not come again. */
static void push(struct undo *u, const struct undo_step *step)
{
	drop_all(&u->undone);
	put_on(u, &u->done, step);
}

static struct undo_step pop(struct steps *from)
{
	struct undo_step s = from->at[--from->n];

	from->bytes -= step_bytes(&s);
	return s;
}

uint64_t undo_newest(const struct app *app)
{
	const struct steps *done = &app->undo->done;

	return done->n ? done->at[done->n - 1].serial : 0;
}

/* NULL: there is none any more; else *ret_of are those it is one of. */
static struct undo_step *step_of(struct undo *u, uint64_t serial, struct steps **ret_of)
{
	struct steps *const all[] = { &u->done, &u->undone };

	for (size_t k = 0; serial && k < COUNT_OF(all); k++)
		for (size_t i = 0; i < all[k]->n; i++)
			if (all[k]->at[i].serial == serial) {
				*ret_of = all[k];
				return &all[k]->at[i];
			}
	return NULL;
}

void undo_forget(struct app *app, uint64_t serial)
{
	struct steps *of;
	struct undo_step *s = step_of(app->undo, serial, &of);

	if (s)
		drop(of, (size_t)(s - of->at));
}

void undo_return(struct app *app, struct undo_step *step)
{
	put_on(app->undo, step->was_undone ? &app->undo->undone : &app->undo->done, step);
	free(step);
}

void undo_step_free(struct undo_step *step)
{
	if (!step)
		return;
	step_done(step);
	free(step);
}

/* ---- what is there ---- */

static track_id *ids_copy(const track_id *ids, size_t n)
{
	return n ? xmemdup(ids, n * sizeof *ids) : NULL;
}

static struct undo_step queue_step(struct app *app, const char *what)
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
	return s;
}

static struct undo_step list_step(struct app *app, const char *name, const char *what)
{
	const struct named_list *l = playlists_find(app, name);
	struct undo_step s = { .kind = UNDO_LIST, .what = xstrdup(what), .name = xstrdup(name), .existed = l };

	if (l) {
		s.query = l->query ? xstrdup(l->query) : NULL;
		s.n = l->n;
		s.ids = ids_copy(l->ids, l->n);
	}
	return s;
}

static struct undo_step keys_step(struct app *app, const char *what)
{
	const struct binding *own;
	struct undo_step s = { .kind = UNDO_KEYS, .what = xstrdup(what) };

	s.n_own = bind_own(app->bindings, &own);
	s.own = bindings_copy(own, s.n_own);
	return s;
}

static struct undo_step filter_step(struct app *app, const char *name, const char *what)
{
	const struct saved_filter *f = filters_find(app, name);
	struct undo_step s = { .kind = UNDO_FILTER, .what = xstrdup(what), .name = xstrdup(name), .existed = f };

	if (f) {
		s.query = xstrdup(f->query);
		s.mode = f->mode;
	}
	return s;
}

/* What taking this step will change, as it is now. */
static struct undo_step opposite(struct app *app, const struct undo_step *s)
{
	struct undo_step o = { .kind = s->kind, .takes_out = !s->takes_out };

	switch (s->kind) {
	case UNDO_QUEUE:
		o = queue_step(app, s->what);
		o.takes_out = !s->takes_out;
		break;
	case UNDO_LIST: return list_step(app, s->name, s->what);
	case UNDO_KEYS: return keys_step(app, s->what);
	case UNDO_FILTER: return filter_step(app, s->name, s->what);
	case UNDO_RENAME:
		o.name = xstrdup(s->query);
		o.query = xstrdup(s->name);
		break;
	case UNDO_OPTION:
		o.name = xstrdup(s->name);
		o.query = option_get(&app->set, option_find(s->name));
		break;
	case UNDO_STYLE:
		o.query = styling_said(app, s->ids, s->n);
		o.ids = ids_copy(s->ids, s->n);
		o.n = s->n;
		break;
	case UNDO_REMOVED:
		o.name = s->name ? xstrdup(s->name) : NULL;
		o.ids = ids_copy(s->ids, s->n);
		o.n = s->n;
		break;
	case UNDO_TAGS:
		o.is_pending = true;
		break;
	case UNDO_AHEAD:
	case UNDO_FORGOTTEN:
		break;
	}
	if (!o.what)
		o.what = xstrdup(s->what);
	o.n_ahead = s->n_ahead;
	o.ahead = s->n_ahead ? xmemdup(s->ahead, s->n_ahead * sizeof *s->ahead) : NULL;
	return o;
}

/* ---- edits ---- */

void undo_queue(struct app *app, const char *what)
{
	push(app->undo, (const struct undo_step[]){ queue_step(app, what) });
}

void undo_playlist(struct app *app, const char *name, const char *what)
{
	push(app->undo, (const struct undo_step[]){ list_step(app, name, what) });
}

void undo_keys(struct app *app, const char *what)
{
	push(app->undo, (const struct undo_step[]){ keys_step(app, what) });
}

void undo_filter(struct app *app, const char *name, const char *what)
{
	push(app->undo, (const struct undo_step[]){ filter_step(app, name, what) });
}

void undo_rename(struct app *app, const char *name, const char *new_name)
{
	struct undo_step s = { .kind = UNDO_RENAME, .what = xasprintf(_("renamed %s"), name), .name = xstrdup(name), .query = xstrdup(new_name) };

	push(app->undo, &s);
}

void undo_ahead(struct app *app, const struct queue_entry *entries, size_t n, const char *what)
{
	struct undo_step s = { .kind = UNDO_AHEAD }, *last = &s;

	if (!what)
		last = &app->undo->done.at[app->undo->done.n - 1];
	last->ahead = xmemdup(entries, n * sizeof *entries);
	last->n_ahead = n;
	if (!what)
		return;
	s.what = xstrdup(what);
	push(app->undo, &s);
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
	const struct steps *done = &app->undo->done;

	for (size_t i = done->n; i--;)
		if (done->at[i].kind == UNDO_OPTION && !strcmp(done->at[i].what, what)) {
			undo_forget(app, done->at[i].serial);
			break;
		}
	free(what);
}

void undo_join(struct app *app, uint64_t before)
{
	struct steps *done = &app->undo->done;

	if (done->n >= 2 && done->at[done->n - 2].serial > before)
		done->at[done->n - 1].with_before = true;
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
	s.ids = ids_copy(ids, n);
	push(app->undo, &s);
}

void undo_style(struct app *app, const track_id *ids, size_t n, const char *names, const char *what)
{
	struct undo_step s = { .kind = UNDO_STYLE, .what = xstrdup(what), .query = xstrdup(names), .n = n };

	s.ids = ids_copy(ids, n);
	push(app->undo, &s);
}

void undo_forgotten(struct app *app, const struct forgotten *gone, const char *what)
{
	struct undo_step s = { .kind = UNDO_FORGOTTEN, .what = xstrdup(what), .gone = forgotten_copy(gone) };

	push(app->undo, &s);
}

void undo_drop(struct app *app)
{
	struct steps *done = &app->undo->done;

	if (done->n)
		drop(done, done->n - 1);
}

/* ---- steps whose other side comes to be known late ---- */

void undo_know_tags(struct app *app, uint64_t serial, struct buf *records)
{
	struct steps *of;
	struct undo_step *s = step_of(app->undo, serial, &of);

	if (!s)
		return;
	if (!records->len) {
		drop(of, (size_t)(s - of->at));
		return;
	}
	s->is_pending = false;
	s->records = *records;
	*records = (struct buf){ 0 };
	of->bytes += s->records.len;
}

void undo_know_removed(struct app *app, uint64_t serial, const track_id *ids, size_t n)
{
	struct steps *of;
	struct undo_step *s = step_of(app->undo, serial, &of);

	if (!s)
		return;
	of->bytes -= step_bytes(s);
	free(s->ids);
	s->ids = ids_copy(ids, n);
	s->n = n;
	of->bytes += step_bytes(s);
}

/* ---- taking one ---- */

static enum err put_ahead(struct app *app, const struct undo_step *s)
{
	bool all = true;

	for (size_t i = 0; i < s->n_ahead; i++)
		all &= (s->takes_out ? queue_drop_again : queue_put_back)(app->queue, &s->ahead[i]);
	app->effects |= EFFECT_REDRAW | EFFECT_NEXT | EFFECT_RERANK;
	return all ? OK : fail(ERR_MISSING, _("Another list follows by now: it cannot be put back"));
}

static enum err put_keys(struct app *app, const struct undo_step *s)
{
	bind_put_own(app->bindings, s->own, s->n_own);
	app->effects |= EFFECT_REDRAW;
	return save_config(app, SAVE_KEYS);
}

/* The entries of the queue were made anew: every step knows them by their new serials. */
static void renumber(struct steps *of, const struct map64 *serials)
{
	for (size_t i = 0; i < of->n; i++)
		for (size_t k = 0; of->at[i].serials && k < of->at[i].n; k++) {
			uint64_t serial = (uint64_t)(uintptr_t)map64_get(serials, of->at[i].serials[k]);

			if (serial)
				of->at[i].serials[k] = serial;
		}
}

static void put_queue(struct app *app, const struct undo_step *s)
{
	const struct queue_entry *now = queue_current(app->queue);
	uint64_t playing = now ? now->serial : 0;
	struct map64 serials = { 0 };

	queue_clear(app->queue);
	for (size_t i = 0; i < s->n; i++) {
		if (s->serials[i] == playing && playing)
			continue;
		queue_append(app->queue, s->ids[i], s->sources[i]);
		map64_put(&serials, s->serials[i], (void *)(uintptr_t)queue_at(app->queue, queue_count(app->queue) - 1)->serial);
	}
	renumber(&app->undo->done, &serials);
	renumber(&app->undo->undone, &serials);
	map64_done(&serials);
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

/* What is ours, or written down later; `other`: the step that takes this one back. */
static enum err put_ours(struct app *app, struct undo_step *s, uint64_t other)
{
	if (s->kind == UNDO_KEYS)
		return put_keys(app, s);
	if (s->kind == UNDO_TAGS)
		return tagging_start(app, &s->records, NULL, other);
	if (s->kind == UNDO_OPTION)
		return option_turn(app, s->name, s->query);
	if (s->kind == UNDO_REMOVED && s->takes_out)
		return removal_again(app, s->name, s->ids, s->n, other);
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

/* The last of `from`; what it changes becomes the last of `to`. Those of one edit go together. */
static enum err take(struct app *app, struct steps *from, struct steps *to)
{
	struct undo *u = app->undo;
	struct undo_step s = pop(from), other;
	bool is_redo = from == &u->undone;
	uint64_t serial = 0;
	char *said;
	enum err err;

	if (s.kind != UNDO_FORGOTTEN) {
		other = opposite(app, &s);
		serial = put_on(u, to, &other);
	}
	err = is_ours(s.kind) ? put_ours(app, &s, serial) : put_kept(app, &s);
	s.was_undone = is_redo;
	if (err || s.with_before) {
		if (err)
			undo_forget(app, serial);
		if (err == ERR_BUSY)
			put_on(u, from, &s);
		else
			step_done(&s);
		return err;
	}
	said = xasprintf(is_redo ? _("Redone: %s") : _("Undone: %s"), s.what);
	if (is_ours(s.kind)) {
		app_say(app, "%s", said);
		step_done(&s);
	} else {
		edit_say(app, "%s", said);
		edit_undoes(app, xmemdup(&s, sizeof s), serial);
	}
	free(said);
	return OK;
}

/* The first of several is there now, which would be the last to be taken of those. */
static void join_last(struct steps *of)
{
	if (of->n >= 2)
		of->at[of->n - 1].with_before = true;
}

static enum err take_edit(struct app *app, struct steps *from, struct steps *to)
{
	bool more = true, is_joined = false;
	enum err err = OK;

	if (from->n && from->at[from->n - 1].is_pending)
		return fail(ERR_BUSY, _("The files are still being written"));
	while (!err && more && from->n) {
		size_t before = to->n;

		more = from->at[from->n - 1].with_before;
		err = take(app, from, to);
		if (!err && is_joined && to->n > before)
			join_last(to);
		is_joined = true;
	}
	return err;
}

enum err undo_last(struct app *app)
{
	struct undo *u = app->undo;

	return u->done.n ? take_edit(app, &u->done, &u->undone) : fail(ERR_MISSING, _("There is nothing to undo"));
}

enum err undo_again(struct app *app)
{
	struct undo *u = app->undo;

	return u->undone.n ? take_edit(app, &u->undone, &u->done) : fail(ERR_MISSING, _("There is nothing to redo"));
}
