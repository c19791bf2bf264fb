/* spawn.h -- children of the interface: programs the listener has run, and Segue itself at work on something long. */
#ifndef SEGUE_APP_SPAWN_H
#define SEGUE_APP_SPAWN_H

#include "base.h"

#include <sys/types.h>

enum { SPAWN_SEARCHED = 1, SPAWN_OWN_SESSION = 2 };	/* argv[0] is looked for in PATH; the terminal's keys and its end are not for it */
/* fds: what becomes its input, output and errors; -1: /dev/null. No signal is blocked or ignored for it. 0, or what kept it from starting (errno). */
int spawn_start(const char *const *argv, const int fds[3], unsigned flags, pid_t *ret_pid);
/* Its status as waitpid() has it; -1: it is nobody's child. On an errand's thread. */
int spawn_wait(pid_t pid);
/* Both, without input and output, its errors into the log. On an errand's thread. ERR_CHILD: did not start, or ended otherwise than with status 0. */
enum err spawn_run(const char *const *argv);

#endif
