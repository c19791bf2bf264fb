/* cmd_misc.c -- folders, keys, the program itself. */
#include "app/command.h"
#include "app/demo.h"
#include "view/view.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

COMMAND_HANDLER(add)
{
	char *expanded = path_expand(argv[1]), *path = path_absolute(expanded);
	struct stat st;
	enum err err = OK;

	(void)argc;
	/* the one look at a disk this thread takes: the listener asked for it, by name, just now */
	if (stat(path, &st))
		err = fail_errno(ERR_MISSING, "%s", path);
	else
		err = scanning_start(app, (const char *const[]){ path }, 1);
	free(path);
	free(expanded);
	return err;
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
	err = write_file(path, text, strlen(text), 0600);
	free(text);
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
