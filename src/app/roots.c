/* roots.c -- the folders and files the library consists of: here at once, and at the desk in its turn. */
#include "app/app.h"

#include <stdlib.h>
#include <string.h>

bool roots_cover(const char *root, const char *path)
{
	size_t n = strlen(root);

	return !strncmp(path, root, n) && (!path[n] || path[n] == '/' || (n && root[n - 1] == '/'));
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
	app->roots[app->n_roots++] = xstrdup(path);
	desk_root_add(app->desk, path, 0);
}

void roots_leave(struct app *app, const char *path)
{
	for (size_t i = 0; i < app->n_roots; i++)
		if (!strcmp(app->roots[i], path)) {
			char *gone = app->roots[i];

			memmove(&app->roots[i], &app->roots[i + 1], (--app->n_roots - i) * sizeof *app->roots);
			desk_root_remove(app->desk, gone, 0);
			free(gone);
			return;
		}
}
