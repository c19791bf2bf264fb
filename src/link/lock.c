/*
 * lock.c -- one player a library, whoever starts it and from wherever.
 *
 * $XDG_RUNTIME_DIR is not the same for a login, su, cron and a container, so a lock beside the socket does not keep two players off one
 * database.  The lock is therefore beside the database ("segue.db.lock"): an open file description lock, which the kernel drops with the
 * process and which can be asked for without being taken.  In the file stand the player's process and its socket, for those who would
 * look for it elsewhere.  The file is never removed, so nobody can lock a ghost.
 */
#include "link.h"
#include "link/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The database's real path though it may not be there yet: its folder's real path and its name. */
char *lock_real_name(const char *path)
{
	char *abs = path_absolute(path), *real = realpath(abs, NULL);

	if (!real) {
		const char *base = path_base(abs);
		char *dir = xstrndup(abs, (size_t)(base - abs)), *real_dir = realpath(dir, NULL);

		if (real_dir)
			real = path_join(real_dir, base);
		free(real_dir);
		free(dir);
	}
	if (!real)
		return abs;
	free(abs);
	return real;
}

static char *lock_name(const char *db_path)
{
	char *real = lock_real_name(db_path), *path = xasprintf("%s.lock", real);

	free(real);
	return path;
}

/* Who holds it: "1234 /run/user/1000/segue/….sock". */
static bool read_holder(int fd, long *ret_pid, char **ret_socket)
{
	char text[PATH_MAX + 32], *end;
	ssize_t n = pread(fd, text, sizeof text - 1, 0);
	long pid;

	if (n <= 0)
		return false;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	pid = strtol(text, &end, 10);
	if (end == text || pid <= 0)
		return false;
	*ret_pid = pid;
	*ret_socket = end[0] == ' ' && end[1] == '/' ? xstrdup(end + 1) : NULL;
	return true;
}

bool link_holder(const char *db_path, long *ret_pid, char **ret_socket)
{
	char *path = lock_name(db_path), *socket = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct flock l = { .l_type = F_RDLCK, .l_whence = SEEK_SET };
	struct stat st;
	long pid = 0;
	/* another user's word on where to connect to is not taken */
	bool is_held = fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
		       !fcntl(fd, F_OFD_GETLK, &l) && l.l_type != F_UNLCK;

	if (is_held)
		read_holder(fd, &pid, &socket);
	if (fd >= 0)
		close(fd);
	free(path);
	if (ret_pid)
		*ret_pid = pid;
	if (ret_socket)
		*ret_socket = socket;
	else
		free(socket);
	return is_held;
}

static enum err try_lock(const char *db_path, const char *socket_path, int *ret_fd)
{
	char *abs = path_absolute(db_path), *folder = xstrndup(abs, (size_t)(path_base(abs) - abs));
	char *text = xasprintf("%ld %s\n", (long)getpid(), socket_path ? socket_path : "-"), *path;
	enum err err = make_dirs(folder, 0700);	/* the first start is before the database */
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd;

	path = lock_name(abs);
	fd = err ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (!err && fd < 0)
		err = fail_errno(ERR_IO, _("cannot open %s"), path);
	if (!err && fcntl(fd, F_OFD_SETLK, &l))
		err = errno == EAGAIN || errno == EACCES ? fail(ERR_BUSY, _("another Segue already plays from this library")) :
			fail_errno(ERR_IO, _("cannot lock %s"), path);
	if (!err && (ftruncate(fd, 0) || write_all(fd, text, strlen(text))))
		log_line("%s: %s", path, strerror(errno));	/* locked all the same */
	if (err && fd >= 0)
		close(fd);
	if (!err)
		*ret_fd = fd;
	free(path);
	free(text);
	free(folder);
	free(abs);
	return err;
}

enum err link_lock(const char *db_path, const char *socket_path, int *ret_fd)
{
	int64_t since_ms = clock_mono_ms();

	for (;;) {
		enum err err = try_lock(db_path, socket_path, ret_fd);
		char *theirs = NULL;
		bool again = false;

		if (err == ERR_BUSY) {
			link_holder(db_path, NULL, &theirs);
			again = lock_nap(theirs ? theirs : "", since_ms);
		}
		free(theirs);
		if (!again)
			return err;
	}
}
