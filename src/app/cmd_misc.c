/* cmd_misc.c -- folders, keys, the program itself. */
#include "app/errand.h"
#include "app/command.h"
#include "app/demo.h"
#include "view/view.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Is it there? A folder on a disk that hangs is the thread's trouble. */
static enum err look_work(void *job)
{
	struct stat st;

	return stat(job, &st) ? fail_errno(ERR_MISSING, "%s", (char *)job) : OK;
}

static void look_done(struct app *app, void *job, const char *why)
{
	const char *path = job;

	if (why)
		script_complain(app, why);
	else if (scanning_start(app, &path, 1))
		script_complain(app, err_text());
}

COMMAND_HANDLER(add)
{
	static const struct errand look = { look_work, look_done, free, false, false, false };
	char *expanded = path_expand(argv[1]), *path = path_absolute(expanded);

	(void)argc;
	free(expanded);
	return errand_start(app, &look, path);
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
	char *expanded = path_expand(argv[1]), *path = path_absolute(expanded);
	enum err err = fail(ERR_MISSING, _("%s is not a folder of the library"), path);

	(void)argc;
	for (size_t i = 0; i < app->n_roots; i++)
		if (!strcmp(app->roots[i], path)) {
			desk_root_remove(app->desk, path, 0);
			desk_load_roots(app->desk);
			app_say(app, _("No longer looking in %s"), path);
			err = OK;
			break;
		}
	free(path);
	free(expanded);
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
