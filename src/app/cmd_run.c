/* cmd_run.c -- programs on tracks, and files of the disk that are played, queued or put into a playlist by name. */
#include "app/command.h"
#include "app/errand.h"
#include "app/opening.h"
#include "app/playlists.h"
#include "app/program.h"
#include "view/browser.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- programs ---- */

/* "{}" is where the paths go; without one they go last. */
static enum err run_on(struct app *app, int argc, char **argv, struct track *const *tracks, size_t n)
{
	char **words = xcalloc((size_t)argc + n * (size_t)argc + 2, sizeof *words);
	size_t at = 0;
	bool has_hole = false;
	enum err err;

	for (int i = 1; i <= argc; i++) {
		bool is_hole = i < argc && !strcmp(argv[i], "{}");

		if (i < argc && !is_hole)
			words[at++] = argv[i];
		if (is_hole || (i == argc && !has_hole))
			for (size_t k = 0; k < n; k++)
				words[at++] = (char *)(uintptr_t)tracks[k]->path;
		has_hole |= is_hole;
	}
	err = program_start(app, words, tracks, n);
	free(words);
	return err;
}

COMMAND_HANDLER(run)
{
	size_t n;
	struct track **tracks = view_selected_tracks(app, &n);
	enum err err = n ? run_on(app, argc, argv, tracks, n) : fail(ERR_MISSING, _("There is no track here"));

	if (!err)
		app_say(app, P_("%s runs on %zu file", "%s runs on %zu files", n), argv[1], n);
	free(tracks);
	return err;
}

COMMAND_HANDLER(shell)
{
	char sh[] = "/bin/sh", c[] = "-c", *words[] = { sh, c, argv[1], NULL };

	(void)argc;
	return program_start(app, words, NULL, 0);
}

/* ---- files by name ---- */

struct asked { enum opening_action action; char *path, *name; bool is_folder; };

static enum err look(void *job)
{
	struct asked *a = job;
	enum playlist_format format;
	struct stat st;

	if (stat(a->path, &st))
		return fail_errno(ERR_MISSING, "%s", a->path);
	a->is_folder = S_ISDIR(st.st_mode) || !playlist_format_of(a->path, &format);
	return OK;
}

static void asked_free(void *job)
{
	struct asked *a = job;

	free(a->path);
	free(a->name);
	free(a);
}

static void looked(struct app *app, void *job, const char *why)
{
	struct asked *a = job;
	enum err err = OK;

	if (why)
		app_complain(app, "%s", why);
	else if (a->is_folder)
		err = opening_folder(app, a->action, a->path, a->name);
	else
		err = opening_files(app, a->action, (const char *const[]){ a->path }, 1, 0, a->name);
	if (err)
		app_complain(app, "%s", err_text());
}

static enum err open_path(struct app *app, enum opening_action action, const char *path, const char *name)
{
	struct asked *a = xcalloc(1, sizeof *a);
	static const struct errand kind = { .work = look, .done = looked, .free = asked_free };
	char *expanded = path_expand(path);

	a->action = action;
	a->path = path_absolute(expanded);
	a->name = name ? xstrdup(name) : NULL;
	free(expanded);
	return errand_start(app, &kind, a);
}

COMMAND_HANDLER(play_file) { (void)argc; return open_path(app, OPENING_PLAY, argv[1], NULL); }
COMMAND_HANDLER(queue_file) { (void)argc; return open_path(app, OPENING_QUEUE_LAST, argv[1], NULL); }
COMMAND_HANDLER(queue_file_next) { (void)argc; return open_path(app, OPENING_QUEUE_NEXT, argv[1], NULL); }

COMMAND_HANDLER(playlist_add_file)
{
	const char *last = playlists_last(app);

	(void)argc;
	return last ? open_path(app, OPENING_PLAYLIST, argv[1], last) : fail(ERR_MISSING, _("There are no playlists yet"));
}

/* ---- the queue and the library as playlists on the disk ---- */

static enum err export_ids(struct app *app, char *name, track_id *ids, size_t n, const char *path)
{
	struct named_list list = { .name = name, .ids = ids, .n = n };
	char *expanded = path_expand(path), *absolute = path_absolute(expanded);
	enum err err = n ? export_start(app, &list, absolute) : fail(ERR_MISSING, _("There is nothing here"));

	free(expanded);
	free(absolute);
	free(ids);
	return err;
}

COMMAND_HANDLER(queue_export)
{
	size_t n = queue_count(app->queue);
	track_id *ids = xcalloc(n + 1, sizeof *ids);

	(void)argc;
	for (size_t i = 0; i < n; i++)
		ids[i] = queue_at(app->queue, i)->track;
	return export_ids(app, (char[]){ "queue" }, ids, n, argv[1]);
}

COMMAND_HANDLER(library_export)
{
	size_t n = 0;
	track_id *ids = xcalloc(library_count(app->lib) + 1, sizeof *ids);

	(void)argc;
	for (size_t a = 0; a < library_artist_count(app->lib); a++) {
		size_t count;
		struct track *const *tracks = library_artist_tracks(app->lib, a, &count);

		for (size_t i = 0; i < count; i++)
			ids[n++] = tracks[i]->id;
	}
	return export_ids(app, (char[]){ "library" }, ids, n, argv[1]);
}
