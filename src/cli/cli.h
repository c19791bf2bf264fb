/*
 * cli.h -- the subcommands: one table, one file each.  Part of the roof: may use every room.
 *
 * The table's rows print `--help`, the man page and what the shell completes.
 */
#ifndef SEGUE_CLI_CLI_H
#define SEGUE_CLI_CLI_H

#include "base.h"

#include <stdio.h>
#include <sys/types.h>

enum { CLI_OPTIONS_MAX = 16 };
enum cli_flag {
	CLI_WRITES = 1,		/* changes the library: goes through the running player when there is one */
	CLI_RAW = 2,		/* unknown options are words of the command (remote) */
	CLI_MINUS_WORDS = 4,	/* a word with one minus is a word (list: the filter's "not") */
};
struct cli_option {
	char letter;		/* 0: none */
	const char *name, *arg, *help;	/* arg NULL: takes none */
};

/* What every subcommand and the player itself understand. Strings are owned by it, NULL when not given. */
struct cli_common {
	char *db, *config, *listener, *exe;
	bool json, quiet, help, version;
};
extern const struct cli_option cli_common_options[];
extern const size_t cli_n_common_options;

/*
 * Takes the common options out of argv, wherever they stand before "--"; the rest keeps its order and argv[*argc] stays NULL. An option of
 * `more` (may be NULL) that takes a value keeps the word behind it, whatever that is. ERR_ARG: wrong usage, said in err_text().
 * `exe` is found here too; `db`, `config`, `listener` get their defaults from cli_common_defaults().
 */
enum err cli_common_parse(struct cli_common *common, int *argc, char **argv, const struct cli_option *more, size_t n_more);
/* Fills what was not given: XDG paths, listener "default". `make` makes the database's folder. */
enum err cli_common_defaults(struct cli_common *common, bool make);
void cli_common_done(struct cli_common *common);

struct cli_call {		/* one run of a subcommand */
	const struct cli_command *command;
	struct cli_common *common;
	int argc;		/* words without the name and without options */
	char **argv;
	const char *values[CLI_OPTIONS_MAX];	/* by option row: NULL not given, "" given without a value */
};
struct cli_command {
	const char *name, *args, *help;
	int min, max;		/* words; max -1 = any number */
	unsigned flags;		/* enum cli_flag */
	const struct cli_option *options;
	size_t n_options;
	/* Exit status; when not 0 err_text() is the sentence that cli_main() prints. */
	int (*run)(struct cli_call *call);
};
/* Sorted by name. */
const struct cli_command *cli_rows(size_t *ret_n);
const struct cli_command *cli_find(const char *name);
/* The subcommands and the common options, for the program's own --help; goes on where the caller's text ended. */
void cli_print_commands(void);
/* The same shape for the caller's own options. */
void cli_print_options(const struct cli_option *rows, size_t n);
/* Runs a subcommand; argv[0] is its name. Returns the exit status. */
int cli_main(const char *name, int argc, char **argv, struct cli_common *common);
/* One line on standard error, "segue: …"; returns 2. */
int cli_wrong_usage(const char *name);
/* A line on standard error, "segue: …". Names of files and what stands in them come without what a terminal would obey. */
void cli_say(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* "segue: <err_text>" on standard error; returns 1. */
int cli_failed(void);
/* Opens a file to be written beside `path`; `mode`: who may read it. Caller frees *ret_beside. ERR_IO. */
enum err cli_beside_open(const char *path, mode_t mode, FILE **ret_file, char **ret_beside);
/*
 * Closes what was written beside `path` and puts it in its place; when `err`, or it cannot be, it goes and `path` stays as it was. Returns
 * err, or ERR_IO.
 */
enum err cli_beside_done(FILE *f, const char *beside, const char *path, enum err err);
/* Whole numbers from the command line: ERR_ARG names the option. */
enum err cli_number(const char *what, const char *text, int64_t min, int64_t max, int64_t *ret_number);

#endif
