/* remote.c -- segue remote COMMAND… */
#include "cli/commands.h"
#include "cli/open.h"
#include "link.h"

#include <stdlib.h>

int cli_remote(struct cli_call *call)
{
	const char **argv = xreallocarray(NULL, (size_t)call->argc + 1, sizeof *argv);
	int argc = 0, status = 1;
	long pid;

	for (; argc < call->argc; argc++)
		argv[argc] = call->argv[argc];
	if (call->common->json)
		argv[argc++] = "--json";
	if (!cli_ask_player(call->common, argc, argv, 10000, &status)) {
		if (link_holder(call->common->db, &pid, NULL))
			fail(ERR_MISSING, _("the player on this library cannot be reached from here (its process is %ld there)"), pid);
		else
			fail(ERR_MISSING, _("no player is running on this library"));
		status = 1;
	} else if (status == 2) {
		status = 1;	/* the command line was right; the player did not know the command */
	}
	free(argv);
	return status;
}
