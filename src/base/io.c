/* io.c -- descriptors and whole files. */
#include "base.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum err fd_nonblock(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return fail_errno(ERR_IO, _("cannot set up a descriptor"));
	return OK;
}

enum err write_all(int fd, const void *p, size_t n)
{
	const char *s = p;

	while (n) {
		ssize_t w = write(fd, s, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return fail_errno(ERR_IO, _("cannot write"));
		s += w;
		n -= (size_t)w;
	}
	return OK;
}

enum err read_file(const char *path, size_t max, char **ret_data, size_t *ret_len)
{
	struct buf b;
	char chunk[16384];
	enum err err = OK;
	/* a pipe with nobody at the other end must not hold the opener up */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return fail_errno(errno == ENOENT || errno == ENOTDIR ? ERR_MISSING : ERR_IO, _("cannot open %s"), path);
	if (fstat(fd, &st) || !(S_ISREG(st.st_mode) || S_ISCHR(st.st_mode))) {
		close(fd);
		return fail(ERR_IO, _("%s is not a file"), path);
	}
	buf_init(&b, max);
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof chunk);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err = fail_errno(ERR_IO, _("cannot read %s"), path);
			break;
		}
		if (!n)
			break;
		err = buf_add(&b, chunk, (size_t)n);
		if (err) {
			err = fail(ERR_LIMIT, _("%s is larger than %zu bytes"), path, max);
			break;
		}
	}
	close(fd);
	if (!err) {
		if (ret_len)
			*ret_len = b.len;
		*ret_data = buf_steal(&b);
	}
	buf_done(&b);
	return err;
}

enum err write_file(const char *path, const void *p, size_t n, unsigned mode)
{
	char *beside = xasprintf("%s.%ld~", path, (long)getpid());
	enum err err = OK;
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);

	if (fd < 0) {
		err = fail_errno(ERR_IO, _("cannot write %s"), path);
		goto out;
	}
	err = write_all(fd, p, n);
	if (!err && fsync(fd))
		err = fail_errno(ERR_IO, _("cannot write %s"), path);
	if (close(fd) && !err)
		err = fail_errno(ERR_IO, _("cannot write %s"), path);
	if (!err && rename(beside, path))
		err = fail_errno(ERR_IO, _("cannot write %s"), path);
	if (err)
		unlink(beside);
out:
	free(beside);
	return err;
}

/* The process a name like "segue.db-styles.2901~" is written by; 0: another name. */
static pid_t writer_of(const char *name, const char *base)
{
	size_t n = strlen(base);
	const char *dot = strrchr(name, '.');
	char *end;
	long pid;

	if (strncmp(name, base, n) || (name[n] != '-' && name[n] != '.') || !dot || dot < name + n || dot[1] < '1' || dot[1] > '9')
		return 0;
	pid = strtol(dot + 1, &end, 10);
	return !strcmp(end, "~") && pid <= INT_MAX ? (pid_t)pid : 0;
}

void write_file_sweep(const char *path)
{
	char *folder = xstrndup(path, (size_t)(path_base(path) - path));
	DIR *dir = opendir(*folder ? folder : ".");

	for (const struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
		pid_t pid = writer_of(e->d_name, path_base(path));

		if (pid && kill(pid, 0) && errno == ESRCH)
			unlinkat(dirfd(dir), e->d_name, 0);
	}
	if (dir)
		closedir(dir);
	free(folder);
}
