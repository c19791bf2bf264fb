/* away.c -- see away.h. */
#include "app/away.h"
#include "app/errand.h"
#include "app/watching.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A place whose disk hangs keeps its errand: with as many places as half of the errands the others still come home.  A few of its
 * tracks stand for all: the one that is looked for may be the one that was deleted meanwhile.
 */
enum { AWAY_MS = 3000, PLACES_MAX = 8, PROBES = 4 };
_Static_assert(PLACES_MAX <= ERRANDS_MAX / 2, "room for other errands");

struct place {
	char *root, *probes[PROBES];
	size_t n;			/* tracks told of */
	bool is_out;			/* its errand is */
};

struct away {
	struct place places[PLACES_MAX];
	size_t n_places;
	int64_t due_ms;
};

static void place_done(struct place *p)
{
	for (int i = 0; i < PROBES; i++)
		free(p->probes[i]);
	free(p->root);
}

static struct place *place_of(struct app *app, const char *root, bool make)
{
	struct away *a = app->away;

	if (!a && !make)
		return NULL;
	if (!a) {
		a = app->away = xcalloc(1, sizeof *a);
		a->due_ms = app->now_ms + AWAY_MS;
	}
	for (size_t i = 0; i < a->n_places; i++)
		if (!strcmp(a->places[i].root, root))
			return &a->places[i];
	if (!make || a->n_places == PLACES_MAX)
		return NULL;
	a->places[a->n_places] = (struct place){ .root = xstrdup(root) };
	return &a->places[a->n_places++];
}

/* The first few, then ever rarer ones in their stead. */
static void place_note(struct place *p, const char *path)
{
	size_t n = p->n++, slot = n, log2 = 0;

	for (size_t k = n; k > 1; k /= 2)
		log2++;
	if (n >= PROBES && n & (n - 1))
		return;
	if (n >= PROBES)
		slot = log2 % PROBES;
	free(p->probes[slot]);
	p->probes[slot] = xstrdup(path);
}

static const char *root_of(const struct app *app, const char *path)
{
	for (size_t i = 0; i < app->n_roots; i++) {
		size_t n = strlen(app->roots[i]);

		if (!strncmp(path, app->roots[i], n) && (path[n] == '/' || (n && app->roots[i][n - 1] == '/')))
			return app->roots[i];
	}
	return NULL;
}

static void set_away(struct app *app, struct track *t, bool is_away)
{
	if (t->is_away == is_away)
		return;
	t->is_away = is_away;
	library_touched(app->lib, t);		/* a filter may ask */
	taste_available(app->taste, t->id, !is_away && t->state == TRACK_OK);
	app->effects |= EFFECT_REDRAW_SOON;
}

void away_track(struct app *app, track_id id, const char *place)
{
	struct track *t = library_get(app->lib, id);
	struct place *p = t ? place_of(app, place, true) : NULL;

	if (!t)
		return;
	set_away(app, t, true);
	if (p)
		place_note(p, t->path);
}

void away_back(struct app *app, track_id id)
{
	struct track *t = library_get(app->lib, id);

	if (t)
		set_away(app, t, false);
}

/* ---- is it back? ---- */

struct probe { char *root, *paths[PROBES]; bool is_there; };

static void probe_free(void *job)
{
	struct probe *p = job;

	for (int i = 0; i < PROBES; i++)
		free(p->paths[i]);
	free(p->root);
	free(p);
}

static enum err probe_work(void *job)
{
	struct probe *p = job;

	for (int i = 0; i < PROBES && !p->is_there; i++)
		p->is_there = p->paths[i] && !access(p->paths[i], R_OK);
	return OK;
}

static void probe_done(struct app *app, void *job, const char *why)
{
	struct probe *p = job;
	struct place *at = place_of(app, p->root, false);

	(void)why;

	if (at)
		at->is_out = false;
	if (at && p->is_there) {
		place_done(at);
		*at = app->away->places[--app->away->n_places];
	}
	if (p->is_there) {
		/* what is still not there comes back with the scan */
		if (scanning_look(app, p->root, false))
			app_complain(app, "%s", err_text());
		watching_root_again(app, p->root);
	}
}

static const struct errand probing = { probe_work, probe_done, probe_free, false, true, false };

static void probe_start(struct app *app, struct place *at)
{
	struct probe *p = xcalloc(1, sizeof *p);

	p->root = xstrdup(at->root);
	for (int i = 0; i < PROBES; i++)
		p->paths[i] = at->probes[i] ? xstrdup(at->probes[i]) : NULL;
	at->is_out = !errand_start(app, &probing, p);
}

void away_turn(struct app *app)
{
	struct away *a = app->away;

	if (!a || !a->n_places || app->now_ms < a->due_ms)
		return;
	a->due_ms = app->now_ms + AWAY_MS;
	/* a scan under way finds out by itself */
	for (size_t i = 0; i < a->n_places && !app->scan; i++)
		if (!a->places[i].is_out)
			probe_start(app, &a->places[i]);
}

int64_t away_wakeup_ms(const struct app *app)
{
	return app->away && app->away->n_places ? app->away->due_ms : -1;
}

/* ---- it is asked for, or would not play ---- */

void away_ask(struct app *app, const struct track *t)
{
	const char *root = root_of(app, t->path);
	struct probe *p = xcalloc(1, sizeof *p);

	p->root = xstrdup(root ? root : t->path);
	p->paths[0] = xstrdup(t->path);
	if (errand_start(app, &probing, p))
		log_line("%s: %s", t->path, err_text());
}

struct suspect { char *path, *root; uint64_t dev; bool is_there, is_root_there; };

static enum err suspect_work(void *job)
{
	struct suspect *s = job;
	struct stat st;

	s->is_there = !access(s->path, R_OK);
	s->is_root_there = !s->is_there && !access(s->root, R_OK | X_OK) && !stat(s->root, &st) && (!s->dev || (uint64_t)st.st_dev == s->dev);
	return OK;
}

static void suspect_free(void *job)
{
	struct suspect *s = job;

	free(s->path);
	free(s->root);
	free(s);
}

static void suspect_done(struct app *app, void *job, const char *why)
{
	struct suspect *s = job;

	(void)why;
	/* with its disk there it is the file that is gone */
	if (!s->is_there && scanning_look(app, s->is_root_there ? s->path : s->root, s->is_root_there))
		log_line("%s: %s", s->path, err_text());
}

void away_suspect(struct app *app, const struct track *t)
{
	const char *root = root_of(app, t->path);
	static const struct errand looking = { suspect_work, suspect_done, suspect_free, false, true, false };
	struct suspect *s;

	if (!root || t->is_away || t->state != TRACK_OK || app->scan)
		return;
	s = xcalloc(1, sizeof *s);
	s->path = xstrdup(t->path);
	s->root = xstrdup(root);
	s->dev = t->stamp.dev;
	if (errand_start(app, &looking, s))
		log_line("%s: %s", t->path, err_text());
}

void away_close(struct app *app)
{
	if (!app->away)
		return;
	for (size_t i = 0; i < app->away->n_places; i++)
		place_done(&app->away->places[i]);
	free(app->away);
	app->away = NULL;
}
