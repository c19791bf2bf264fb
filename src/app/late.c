/* late.c -- see late.h. */
#include "app/late.h"
#include "app/errand.h"
#include "app/load.h"

#include <stdlib.h>

enum { TRACKS_AT_ONCE = 1 << 16 };	/* of these the names are in memory */

/* ---- for the command line, too ---- */

struct match { int64_t named; track_id tracks[LATE_COPIES]; size_t n; };
struct matches { const struct library_names *names; struct match *all; size_t n, cap; };

static enum err look(void *ctx, const struct store_named *named)
{
	struct matches *m = ctx;
	struct track *tracks[LATE_COPIES];
	size_t n = library_named(m->names, &(struct library_name){ named->mbid, named->artist, named->title, "" }, tracks, LATE_COPIES);

	if (!n)
		return OK;
	ARRAY_GROW(m->all, m->n, m->cap);
	m->all[m->n] = (struct match){ .named = named->id, .n = n };
	for (size_t i = 0; i < n; i++)
		m->all[m->n].tracks[i] = tracks[i]->id;
	m->n++;
	return OK;
}

enum err late_add(struct store *store, const struct library_names *names, struct store_intake **in)
{
	struct matches m = { .names = names };
	enum err err = store_elsewhere(store, look, &m);

	if (!err && m.n && !*in)
		err = store_intake_open(store, in);
	for (size_t i = 0; i < m.n && !err; i++)
		err = store_intake_late(*in, m.all[i].named, m.all[i].tracks, m.all[i].n);
	free(m.all);
	return err;
}

struct round { struct store *store; struct library *lib; void (*each)(void *ctx, const struct store_taken *taken); void *ctx; };

/* With the tracks in its library, which then is empty. */
static enum err take(struct round *r)
{
	struct store_taken taken = { 0 };
	struct library_names *names = NULL;
	struct store_intake *in = NULL;
	enum err err = library_total(r->lib) ? load_names(r->store, r->lib, &names) : OK;

	if (!err && names)
		err = late_add(r->store, names, &in);
	if (!err && in)
		err = store_intake_keep(in, &taken);
	store_intake_close(in);
	library_names_free(names);
	library_free(r->lib);
	r->lib = library_new();
	if (!err && taken.late)
		r->each(r->ctx, &taken);
	return err;
}

static enum err take_new(struct round *r, track_id *last)
{
	enum { SLICE = 1024 };
	struct track *tracks = xcalloc(SLICE, sizeof *tracks);
	size_t n = SLICE;
	enum err err = OK;

	while (!err && n == SLICE) {
		for (size_t all = 0; !err && n == SLICE && all < TRACKS_AT_ONCE; all += n) {
			struct arena arena = { 0 };

			err = store_tracks_after(r->store, *last, SLICE, tracks, &n, &arena);
			if (!err && n) {
				library_put_all(r->lib, tracks, n);
				*last = tracks[n - 1].id;
			}
			arena_done(&arena);
		}
		err = err ? err : take(r);
		err = err ? err : store_elsewhere_try(r->store, *last);
	}
	free(tracks);
	return err;
}

static enum err take_read(struct round *r, const track_id *read, size_t n, track_id last)
{
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++) {
		struct track *t = NULL;

		if (read[i] <= last)
			err = store_track_one(r->store, read[i], &t);
		if (t)
			library_put(r->lib, t);
		free(t);
		if (!err && (i + 1 == n || library_total(r->lib) >= TRACKS_AT_ONCE))
			err = take(r);
	}
	return err;
}

enum err late_take(struct store *store, const track_id *read, size_t n, void (*each)(void *ctx, const struct store_taken *taken), void *ctx)
{
	struct round r = { .store = store, .each = each, .ctx = ctx };
	track_id last = 0;
	enum err err = store_elsewhere_tried(store, &last);

	if (err)
		return err == ERR_MISSING ? OK : err;
	r.lib = library_new();
	err = take_read(&r, read, n, last);
	err = err ? err : take_new(&r, &last);
	library_free(r.lib);
	return err;
}

char *late_text(int64_t plays)
{
	return xasprintf(P_("%lld heard elsewhere before is in the library by now", "%lld heard elsewhere before are in the library by now", (unsigned long)plays),
			 (long long)plays);
}

/* ---- the running player's ---- */

struct late {
	track_id *read;
	size_t n, cap;
	bool is_out, is_wanted;
};

struct search {
	char *db, *listener;
	track_id *read;
	size_t n_read;
	struct store_taken *taken;
	size_t n, cap;
};

static void search_free(void *job)
{
	struct search *s = job;

	free(s->db);
	free(s->listener);
	free(s->read);
	free(s->taken);
	free(s);
}

static void note(void *ctx, const struct store_taken *taken)
{
	struct search *s = ctx;

	ARRAY_GROW(s->taken, s->n, s->cap);
	s->taken[s->n++] = *taken;
}

static enum err search_work(void *job)
{
	struct search *s = job;
	struct store *store = NULL;
	enum err err = store_open(&store, s->db, STORE_WRITE, s->listener);

	err = err ? err : late_take(store, s->read, s->n_read, note, s);
	store_close(store);
	return err;
}

static void search_done(struct app *app, void *job, const char *why)
{
	const struct search *s = job;
	int64_t plays = 0;

	app->late->is_out = false;
	if (why)
		log_line("heard elsewhere: %s", why);
	for (size_t i = 0; i < s->n; i++) {
		plays += s->taken[i].late;
		if (s->taken[i].events)
			desk_imported(app->desk, s->taken[i].first, s->taken[i].events, 0);
	}
	if (plays) {
		char *text = late_text(plays);

		app_mention(app, "%s", text);
		free(text);
	}
	if (app->late->is_wanted)
		late_scanned(app);
}

static struct late *late_of(struct app *app)
{
	if (!app->late)
		app->late = xcalloc(1, sizeof *app->late);
	return app->late;
}

void late_read(struct app *app, track_id track)
{
	struct late *l = late_of(app);

	ARRAY_GROW(l->read, l->n, l->cap);
	l->read[l->n++] = track;
}

/* What it finds is told to a log that is loaded, or it would be there twice. */
void late_scanned(struct app *app)
{
	static const struct errand kind = { search_work, search_done, search_free, ERRAND_LEFT, true, false };
	struct late *l = late_of(app);
	struct search *s;

	l->is_wanted |= l->n > 0;
	if (!l->is_wanted || l->is_out || !app->start_done || !app->events_loaded || app->is_scratch || app->quitting)
		return;
	s = xcalloc(1, sizeof *s);
	*s = (struct search){ .db = xstrdup(app->start.db), .listener = xstrdup(app->start.listener), .read = l->read, .n_read = l->n };
	*l = (struct late){ .is_out = true };
	if (errand_start(app, &kind, s)) {
		log_line("heard elsewhere: %s", err_text());
		l->is_out = false;
	}
}

void late_close(struct app *app)
{
	if (app->late)
		free(app->late->read);
	free(app->late);
	app->late = NULL;
}
