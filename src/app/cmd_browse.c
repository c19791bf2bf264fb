/* cmd_browse.c -- commands of the browser of the disk. */
#include "app/command.h"
#include "view/browser.h"

#include <stdlib.h>

COMMAND_HANDLER(browse)
{
	char *path = argc > 1 ? path_expand(argv[1]) : NULL;
	enum err err = browser_go(app, path, NULL);

	view_go(app, VIEW_BROWSER);
	free(path);
	return err;
}

COMMAND_HANDLER(browse_add) { (void)argc, (void)argv; return browser_add(app); }
COMMAND_HANDLER(browse_hidden) { (void)argc, (void)argv; return browser_toggle_hidden(app); }
COMMAND_HANDLER(pwd)
{
	(void)argc, (void)argv;
	app_say(app, "%s", browser_path(app));
	return OK;
}

COMMAND_HANDLER(browse_up) { (void)argc, (void)argv; return browser_up(app); }
