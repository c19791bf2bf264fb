/* open.h -- what most subcommands begin with. */
#ifndef SEGUE_CLI_OPEN_H
#define SEGUE_CLI_OPEN_H

#include "cli/cli.h"
#include "library.h"
#include "store.h"

/* Opens the library's database. A READ of one that is not there: ERR_MISSING, with what to do. */
enum err cli_open(const struct cli_common *common, enum store_mode mode, struct store **ret_store);
/* Words joined with blanks; caller frees. */
char *cli_join(int argc, char *const *argv);
/* The track meant by words, "id:N" or a path (made absolute when there is such a file). ERR_MISSING. */
enum err cli_find_track(struct library *lib, const char *words, struct track **ret_track);
/*
 * Asks the running player to do it: argv as it stands on the socket. False: none is running, do it here.
 * True: it answered (lines went to standard output) or failed to; *ret_status is the exit status with err_text().
 */
bool cli_ask_player(const struct cli_common *common, int argc, const char *const *argv, int timeout_ms, int *ret_status);
/* The same, with the lines to `line`. */
bool cli_ask_player_for(const struct cli_common *common, int argc, const char *const *argv, int timeout_ms, void (*line)(void *ctx, const char *text), void *ctx,
			int *ret_status);

struct library;
/* Files outside of the library's folders too become known to the store; lib, what is known so far, does not change. src/cli/scan.c */
enum err scan_named(const struct cli_common *common, struct store *store, struct library *lib, const char *const *paths, size_t n);

#endif
