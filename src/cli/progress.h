/* progress.h -- what long subcommands share: a bar on the terminal, Ctrl-C that ends them in good order, how not to be felt. */
#ifndef SEGUE_CLI_PROGRESS_H
#define SEGUE_CLI_PROGRESS_H

#include "base.h"

enum { PROGRESS_MS = 100 };		/* between two drawings */

/* SIGINT, SIGTERM and SIGHUP are noted from now on (unless they were ignored), or do again what they did. */
void progress_catch(bool on);
bool progress_is_stopped(void);

/* On standard error; the caller knows that it is a terminal. */
void progress_clear(void);
/* rate: of what is counted, a second. */
void progress_draw(int64_t done, int64_t all, double rate);

/* Never felt, from now on: last in line for processor and disk, with a bound on memory, gone with whoever started it. */
void background_begin(uint64_t data_bytes);
/* So much more memory than there is by now, for what strangers send. */
void memory_bound(uint64_t more_bytes);

#endif
