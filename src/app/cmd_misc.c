/* cmd_misc.c -- folders, keys, the program itself. */
#include "app/errand.h"
#include "app/command.h"
#include "app/demo.h"
#include "app/removal.h"
#include "view/view.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Is it there, and where is it really? A folder on a disk that hangs is the thread's trouble. */
struct look { char *path; };

static enum err look_work(void *job)
{
	struct look *look = job;
	struct stat st;
	char *real;

	if (stat(look->path, &st))
		return fail_errno(ERR_MISSING, "%s", look->path);
	real = path_real(look->path);
	free(look->path);
	look->path = real;
	return OK;
}

static void look_done(struct app *app, void *job, const char *why)
{
	const char *path = ((struct look *)job)->path;

	if (why)
		script_complain(app, why);
	else if (scanning_start(app, &path, 1))
		script_complain(app, err_text());
}

static void look_free(void *job)
{
	struct look *look = job;

	free(look->path);
	free(look);
}

/* The prompt offers "~/": a whole path typed or pasted behind it is meant as it is. */
static const char *as_meant(const char *path)
{
	return !strncmp(path, "~//", 3) || !strncmp(path, "~/~/", 4) ? path + 2 : path;
}

/* "" would be the folder the player was started in. */
static enum err folder_named(const char *word, char **ret_path)
{
	char *expanded = path_expand(word);
	enum err err = *expanded ? OK : fail(ERR_ARG, _("a word is empty: %s"), _("folder"));

	if (!err)
		*ret_path = path_absolute(expanded);
	free(expanded);
	return err;
}

COMMAND_HANDLER(add)
{
	static const struct errand kind = { look_work, look_done, look_free, false, false, false };
	struct look *look;
	char *path;
	enum err err = folder_named(as_meant(argv[1]), &path);

	(void)argc;
	if (err)
		return err;
	look = xcalloc(1, sizeof *look);
	look->path = path;
	return errand_start(app, &kind, look);
}

COMMAND_HANDLER(scan)
{
	if (argc > 1)
		return cmd_add(app, argc, argv);
	if (!app->n_roots)
		return fail(ERR_MISSING, _("No folder is known yet: add one first"));
	return scanning_start(app, NULL, 0);
}

COMMAND_HANDLER(remove_folder)
{
	char *path;
	enum err err = folder_named(argv[1], &path);

	(void)argc;
	if (err)
		return err;
	if (!roots_are(app, path)) {
		char *real = path_real(path);

		free(path);
		path = roots_name(app, real);
		free(real);
	}
	err = removal_root(app, path);
	free(path);
	return err;
}

COMMAND_HANDLER(demo)
{
	(void)argc, (void)argv;
	return demo_start(app);
}

COMMAND_HANDLER(dump)
{
	char *path = path_expand(argv[1]), *text;
	enum err err;

	(void)argc;
	view_draw(app);
	text = ui_dump(app->ui);
	err = errand_write(app, path, text, strlen(text));
	free(path);
	return err;
}

COMMAND_HANDLER(version)
{
	(void)argc, (void)argv;
	app_say(app, "%s", PACKAGE_STRING);
	return OK;
}

COMMAND_HANDLER(redraw)
{
	(void)argc, (void)argv;
	ui_resized(app->ui);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

COMMAND_HANDLER(detach)
{
	(void)argc, (void)argv;
	if (!app->attached)
		return fail(ERR_MISSING, _("the player has no terminal"));
	terminal_detach(app);
	return OK;
}

COMMAND_HANDLER(suspend)
{
	(void)argc, (void)argv;
	(void)app;
	raise(SIGTSTP);
	return OK;
}

COMMAND_HANDLER(quit)
{
	(void)argc, (void)argv;
	app->effects |= EFFECT_QUIT;
	return OK;
}

COMMAND_HANDLER(quit_ask)
{
	if (!app->set.confirm_quit)
		return cmd_quit(app, argc, argv);
	app->ask_quit = true;
	app->effects |= EFFECT_REDRAW;
	return OK;
}
