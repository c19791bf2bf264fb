/* write_gain.h -- segue analyze --write-gain: the loudness that was heard, into the files. */
#ifndef SEGUE_CLI_WRITE_GAIN_H
#define SEGUE_CLI_WRITE_GAIN_H

#include "cli/cli.h"

/*
 * Of the library's tracks below the paths (n 0: of all), files of their own. What a file says of its track is left, and what the files of an album say of
 * it, if all do; is_forced: is not. Says what it did; what could not be written is told and counted, and no failure.
 */
enum err write_gain(const struct cli_common *common, const char *const *paths, size_t n, bool is_forced);

#endif
