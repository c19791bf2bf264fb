/* fuzz_words.c -- a line of the prompt, a script or the socket: words, keys, the subcommands' requests, the ranking a player answers. */
#include "app/command.h"
#include "app/ranking.h"
#include "cli/judge.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_words(const char *line, unsigned max)
{
	char **argv;
	int argc;
	struct judge j;

	if (args_split(line, max, &argc, &argv))
		return;
	if (argc > ARGS_MAX || (max && argc > (int)max + 1) || (argc && argv[argc]))
		abort();
	for (int i = 0; i < argc; i++) {
		char name[KEY_NAME_MAX], again[KEY_NAME_MAX];

		/* what a word names is spelled in one way only */
		if (key_name_parse(argv[i], name) && (!key_name_parse(name, again) || strcmp(name, again)))
			abort();
		command_find(argv[i]);
	}
	judge_parse(argc, (const char *const *)argv, &j);
	args_free(argc, argv);
}

static void check_ranking(const char *line)
{
	struct ranking r, second;
	char *text, *again;

	if (ranking_read(line, 0, &r))
		return;
	text = ranking_write(&r);
	if (ranking_read(text, 0, &second))
		abort();
	again = ranking_write(&second);
	if (strcmp(text, again) || r.opt.n_exclude > RANKING_EXCLUDE_MAX)
		abort();
	free(text);
	free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = xstrndup((const char *)data, size);

	for (unsigned max = 0; max < 4; max++)
		check_words(line, max);
	check_ranking(line);
	free(line);
	return 0;
}
