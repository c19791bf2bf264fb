/* main.c -- temporary: workers and subcommands only, for testing the command line before the roof is on */
#include "base.h"
#include "cli/cli.h"
#include "music.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	struct cli_common common = { 0 };
	int status;

	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
	if (argc == 3 && !strcmp(argv[1], "--worker"))
		return worker_main(argv[2]);
	if (cli_common_parse(&common, &argc, argv, NULL, 0))
		status = cli_wrong_usage(NULL);
	else
		status = argc < 2 ? 0 : cli_main(argv[1], argc - 1, argv + 1, &common);
	cli_common_done(&common);
	return status;
}
