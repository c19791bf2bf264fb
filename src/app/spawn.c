/* spawn.c -- see spawn.h. */
#include "app/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

int spawn_start(const char *const *argv, const int fds[3], unsigned flags, pid_t *ret_pid)
{
	char *const *words = (char *const *)(uintptr_t)argv;	/* POSIX: they are not written to */
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int rc;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0)
			posix_spawn_file_actions_adddup2(&files, fds[i], i);
		else
			posix_spawn_file_actions_addopen(&files, i, "/dev/null", i ? O_WRONLY : O_RDONLY, 0);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setflags(&attr, (short)(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (flags & SPAWN_OWN_SESSION ? POSIX_SPAWN_SETSID : 0)));
	rc = flags & SPAWN_SEARCHED ? posix_spawnp(ret_pid, argv[0], &files, &attr, words, environ) : posix_spawn(ret_pid, argv[0], &files, &attr, words, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

int spawn_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

enum err spawn_run(const char *const *argv)
{
	pid_t pid;
	int status, rc = spawn_start(argv, (const int[3]){ -1, -1, log_fd() }, 0, &pid);

	if (rc)
		return fail(ERR_CHILD, _("cannot start %s: %s"), argv[0], strerror(rc));
	status = spawn_wait(pid);
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return OK;
	if (WIFEXITED(status))
		return fail(ERR_CHILD, _("%s ended with status %d"), path_base(argv[0]), WEXITSTATUS(status));
	return fail(ERR_CHILD, _("%s was ended by signal %d"), path_base(argv[0]), WTERMSIG(status));
}
