/*
 * roots.c -- the folders and files the library consists of: here at once, and at the desk in its turn.
 *
 * A root is known by its real path, so that a link to it is no second one.  Roots of older libraries, and those that became links since,
 * keep the name they have: what is theirs by its real path gets a path below that name.  Where they really are is found on an errand.
 */
#include "app/app.h"
#include "app/errand.h"
#include "app/scan.h"

#include <stdlib.h>
#include <string.h>

bool roots_cover(const char *root, const char *path)
{
	size_t n = strlen(root);

	return !strncmp(path, root, n) && (!path[n] || path[n] == '/' || (n && root[n - 1] == '/'));
}

char *root_name(const char *path, const char *const *roots, const char *const *reals, size_t n)
{
	size_t by_name = 0, by_real = 0, at = 0;

	/* the innermost that holds it: a link may lead into another root */
	for (size_t i = 0; i < n; i++) {
		if (roots_cover(roots[i], path))
			by_name = MAX_OF(by_name, strlen(roots[i]));
		if (reals[i] && roots_cover(reals[i], path) && strlen(reals[i]) > by_real) {
			by_real = strlen(reals[i]);
			at = i;
		}
	}
	return by_real > by_name ? xasprintf("%s%s", roots[at], path + by_real) : xstrdup(path);
}

bool roots_hold(const struct app *app, const char *path, const char *but)
{
	for (size_t i = 0; i < app->n_roots; i++)
		if ((!but || strcmp(app->roots[i], but)) && roots_cover(app->roots[i], path))
			return true;
	return false;
}

bool roots_are(const struct app *app, const char *path)
{
	for (size_t i = 0; i < app->n_roots; i++)
		if (!strcmp(app->roots[i], path))
			return true;
	return false;
}

void roots_join(struct app *app, const char *path)
{
	if (roots_are(app, path))
		return;
	app->roots = xreallocarray(app->roots, app->n_roots + 1, sizeof *app->roots);
	app->roots_real = xreallocarray(app->roots_real, app->n_roots + 1, sizeof *app->roots_real);
	app->roots_real[app->n_roots] = NULL;	/* whoever adds one names it by its real path */
	app->roots[app->n_roots++] = xstrdup(path);
	desk_root_add(app->desk, path, 0);
}

void roots_leave(struct app *app, const char *path)
{
	for (size_t i = 0; i < app->n_roots; i++)
		if (!strcmp(app->roots[i], path)) {
			char *gone = app->roots[i];

			free(app->roots_real[i]);
			memmove(&app->roots_real[i], &app->roots_real[i + 1], (app->n_roots - 1 - i) * sizeof *app->roots_real);
			memmove(&app->roots[i], &app->roots[i + 1], (--app->n_roots - i) * sizeof *app->roots);
			desk_root_remove(app->desk, gone, 0);
			if (app->scan)
				scan_job_leave(app->scan, gone, (const char *const *)app->roots, app->n_roots);
			free(gone);
			return;
		}
}

char *roots_name(const struct app *app, const char *path)
{
	return root_name(path, (const char *const *)app->roots, (const char *const *)app->roots_real, app->n_roots);
}

/* ---- where they really are ---- */

struct whereabouts { char **roots, **reals; size_t n; };

static enum err find(void *job)
{
	struct whereabouts *w = job;

	for (size_t i = 0; i < w->n; i++)
		w->reals[i] = path_real(w->roots[i]);
	return OK;
}

static void found(struct app *app, void *job, const char *why)
{
	struct whereabouts *w = job;

	(void)why;
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; k < app->n_roots; k++)
			if (!strcmp(app->roots[k], w->roots[i])) {
				free(app->roots_real[k]);
				app->roots_real[k] = w->reals[i];
				w->reals[i] = NULL;
				break;
			}
	app->roots_looked = true;
	if (app->scan)
		scan_job_know_links(app->scan, (const char *const *)app->roots, (const char *const *)app->roots_real, app->n_roots);
}

static void whereabouts_free(void *job)
{
	struct whereabouts *w = job;

	for (size_t i = 0; i < w->n; i++) {
		free(w->reals[i]);
		free(w->roots[i]);
	}
	free(w->reals);
	free(w->roots);
	free(w);
}

void roots_free(struct app *app)
{
	for (size_t i = 0; i < app->n_roots; i++) {
		free(app->roots[i]);
		free(app->roots_real[i]);
	}
	free(app->roots);
	free(app->roots_real);
	app->roots = app->roots_real = NULL;
	app->n_roots = 0;
}

void roots_loaded(struct app *app, const char *const *roots, size_t n)
{
	static const struct errand kind = { find, found, whereabouts_free, false, false, false };
	struct whereabouts *w = xcalloc(1, sizeof *w);

	roots_free(app);
	app->roots = xcalloc(n + 1, sizeof *app->roots);
	app->roots_real = xcalloc(n + 1, sizeof *app->roots_real);
	w->roots = xcalloc(n + 1, sizeof *w->roots);
	w->reals = xcalloc(n + 1, sizeof *w->reals);
	for (size_t i = 0; i < n; i++) {
		app->roots[i] = xstrdup(roots[i]);
		w->roots[i] = xstrdup(roots[i]);
	}
	app->n_roots = w->n = n;
	app->roots_asked_ms = app->now_ms;
	if (errand_start(app, &kind, w))
		log_line("%s", err_text());
}
