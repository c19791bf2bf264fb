/* front.h -- the process in the shell's foreground that keeps a terminal for the player. */
#ifndef SEGUE_APP_FRONT_H
#define SEGUE_APP_FRONT_H

#include "base.h"

#include <sys/types.h>

/*
 * Forks the player off: in it, returns 0 with the tether to the keeper; in the keeper, its pid (or 1 when `alone`: a player that is to
 * outlive us is init's child), and the other end. Before any thread is started.
 */
enum err front_fork(bool alone, pid_t *ret_pid, int *ret_tether);
/* Keeps the terminal until the player gives it up; returns the exit status. child 0: the player is not our child. */
int front_keep(int tether, pid_t child);
/* Waits until a player without a terminal is up; returns the exit status. */
int front_wait_started(int tether, bool quiet);
/* Signals that come before front_keep() are kept for it. */
void front_hold_signals(void);
/* Stops like any job when it stands in the background: who keeps a terminal must be in front. */
void front_come_forward(void);

#endif
