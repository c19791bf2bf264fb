/* export.c -- segue export database FILE */
#include "cli/commands.h"
#include "cli/open.h"

#include <string.h>

int cli_export(struct cli_call *call)
{
	struct store *store = NULL;
	enum err err;

	if (strcmp(call->argv[0], "database")) {
		fail(ERR_ARG, _("'%s' cannot be exported; what can be: database"), call->argv[0]);
		return 2;
	}
	err = cli_open(call->common, STORE_READ, &store);
	if (!err)
		err = store_export(store, call->argv[1]);
	store_close(store);
	return err ? 1 : 0;
}
