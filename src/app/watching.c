/*
 * watching.c -- the folders of the library are watched: what changes there is looked at again, without being asked.
 *
 * Watching begins together with the start's scan; when it stands, a second look at the root finds what fell between the two. It never
 * replaces the scan: what the system cannot watch (its limit, a network mount) is found at the next start.
 */
#include "app/app.h"
#include "app/watching.h"

#include <stdlib.h>
#include <string.h>

struct watching {
	struct watcher *watcher;
	char **roots;		/* watched, or tried */
	size_t n_roots, cap_roots;
};

static bool is_watched(const struct watching *w, const char *root)
{
	for (size_t i = 0; i < w->n_roots; i++) {
		size_t n = strlen(w->roots[i]);

		if (!strncmp(root, w->roots[i], n) && (!root[n] || root[n] == '/' || w->roots[i][n - 1] == '/'))
			return true;
	}
	return false;
}

static void watch_roots(struct app *app, struct watching *w)
{
	for (size_t i = 0; i < app->n_roots; i++) {
		if (is_watched(w, app->roots[i]))
			continue;
		if (watcher_add(w->watcher, app->roots[i], app->set.ignore))
			log_line("watch %s: %s", app->roots[i], err_text());
		ARRAY_GROW(w->roots, w->n_roots, w->cap_roots);
		w->roots[w->n_roots++] = xstrdup(app->roots[i]);
	}
}

static void take(struct app *app, const struct watch_news *news)
{
	switch (news->kind) {
	case WATCH_READY:
	case WATCH_LOOK:
	case WATCH_GONE:
		if (!roots_hold(app, news->path, NULL))
			break;	/* a folder that left the library while it was watched */
		if (scanning_look(app, news->path, news->kind == WATCH_GONE))
			log_line("watch %s: %s", news->path, err_text());
		break;
	case WATCH_LIMITED:
		log_line("watch %s: %s: changes in the rest are found at the next start (fs.inotify.max_user_watches)", news->path, news->why);
		break;
	case WATCH_OVER:
		log_line("watch %s: %s: changes are found at the next start", news->path, news->why);
		break;
	}
}

void watching_turn(struct app *app, int64_t until_ms)
{
	struct watch_news news;

	if (!app->set.watch || app->db_broken) {
		watching_close(app);
		return;
	}
	if (!app->start_done || !app->n_roots)
		return;
	if (!app->watching) {
		struct watching *w = xcalloc(1, sizeof *w);

		if (watcher_open(&w->watcher, app->start.exe)) {
			log_line("watch: %s", err_text());
			app->set.watch = false;
			free(w);
			return;
		}
		app->watching = w;
	}
	watch_roots(app, app->watching);
	while (watcher_next(app->watching->watcher, &news)) {
		take(app, &news);
		if (clock_mono_ms() >= until_ms)
			return;
	}
}

int watching_fd(const struct app *app)
{
	return app->watching ? watcher_fd(app->watching->watcher) : -1;
}

void watching_again(struct app *app)
{
	if (!app->start_done)
		return;
	watching_close(app);
	for (size_t i = 0; i < app->n_roots; i++)
		if (scanning_look(app, app->roots[i], false))
			app_complain(app, "%s", err_text());
}

void watching_root_again(struct app *app, const char *root)
{
	struct watching *w = app->watching;

	for (size_t i = 0; w && i < w->n_roots; i++)
		if (!strcmp(w->roots[i], root)) {
			watcher_remove(w->watcher, root);
			free(w->roots[i]);
			w->roots[i] = w->roots[--w->n_roots];
			return;	/* the next turn begins to watch it again */
		}
}

void watching_close(struct app *app)
{
	struct watching *w = app->watching;

	if (!w)
		return;
	watcher_close(w->watcher);
	for (size_t i = 0; i < w->n_roots; i++)
		free(w->roots[i]);
	free(w->roots);
	free(w);
	app->watching = NULL;
}
