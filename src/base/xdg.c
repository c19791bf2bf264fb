/* xdg.c -- where things live (XDG base directories), and paths as bytes. */
#include "base.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct { const char *env, *fallback; } places[] = {
	[XDG_CONFIG] = { "XDG_CONFIG_HOME", ".config" },
	[XDG_DATA] = { "XDG_DATA_HOME", ".local/share" },
	[XDG_STATE] = { "XDG_STATE_HOME", ".local/state" },
	[XDG_RUNTIME] = { "XDG_RUNTIME_DIR", NULL },
	[XDG_CACHE] = { "XDG_CACHE_HOME", ".cache" },
};

/* Without XDG_RUNTIME_DIR: a folder of this user alone in /tmp, checked to be ours. */
static char *runtime_fallback(bool make)
{
	char *dir = xasprintf("/tmp/segue-%lu", (unsigned long)geteuid());
	struct stat st;

	if (make && mkdir(dir, 0700) && errno != EEXIST) {
		fail_errno(ERR_IO, _("cannot make the folder %s"), dir);
		goto bad;
	}
	if (!lstat(dir, &st) && (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077))) {
		fail(ERR_IO, _("%s is not a folder of this user alone"), dir);
		goto bad;
	}
	return dir;
bad:
	free(dir);
	return NULL;
}

char *xdg_path(enum xdg kind, const char *name, bool make)
{
	const char *base = getenv(places[kind].env), *home = getenv("HOME");
	char *dir, *path;

	if (base && base[0] == '/') {
		dir = path_join(base, "segue");
	} else if (!places[kind].fallback) {
		dir = runtime_fallback(make);
	} else if (home && home[0] == '/') {
		char *root = path_join(home, places[kind].fallback);

		dir = path_join(root, "segue");
		free(root);
	} else {
		fail(ERR_MISSING, _("neither %s nor HOME names a folder"), places[kind].env);
		return NULL;
	}
	if (!dir)
		return NULL;
	if (make && make_dirs(dir, 0700)) {
		free(dir);
		return NULL;
	}
	path = path_join(dir, name);
	free(dir);
	return path;
}

enum err make_dirs(const char *path, unsigned mode)
{
	char *copy = xstrdup(path);
	enum err err = OK;

	for (char *p = copy + 1;; p++) {
		char c = *p;

		if (c && c != '/')
			continue;
		*p = '\0';
		if (mkdir(copy, (mode_t)mode) && errno != EEXIST) {
			struct stat st;
			int saved = errno;

			/* a read-only parent above an existing folder answers EROFS or EACCES */
			if (stat(copy, &st) || !S_ISDIR(st.st_mode)) {
				errno = saved;
				err = fail_errno(ERR_IO, _("cannot make the folder %s"), copy);
				break;
			}
		}
		*p = c;
		if (!c)
			break;
	}
	free(copy);
	return err;
}

char *path_join(const char *dir, const char *name)
{
	size_t n = strlen(dir), n_name = strlen(name);
	char *path;

	if (!*name)
		return xstrdup(dir);
	/* of every file of a library that is walked: not through printf */
	path = xmalloc(n + 1 + n_name + 1);
	memcpy(path, dir, n);
	if (!n || path[n - 1] != '/')
		path[n++] = '/';
	memcpy(path + n, name, n_name + 1);
	return path;
}

char *path_expand(const char *path)
{
	const char *home = getenv("HOME");

	if (path[0] == '~' && (path[1] == '/' || !path[1]) && home)
		return xasprintf("%s%s", home, path + 1);
	return xstrdup(path);
}

char *path_absolute(const char *path)
{
	char *cwd = path[0] == '/' ? NULL : getcwd(NULL, 0);
	char *full = cwd ? path_join(cwd, path) : xstrdup(path);
	char *out = xmalloc(strlen(full) + 2);
	size_t n = 0;

	for (const char *p = full; *p;) {
		size_t len = strcspn(p, "/");

		if (len == 2 && !strncmp(p, "..", 2)) {
			while (n && out[--n] != '/')
				;
		} else if (len && !(len == 1 && *p == '.')) {
			out[n++] = '/';
			memcpy(out + n, p, len);
			n += len;
		}
		p += len + (p[len] == '/');
	}
	if (!n)
		out[n++] = '/';
	out[n] = '\0';
	free(full);
	free(cwd);
	return out;
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Lines XDG_MUSIC_DIR="$HOME/Music" or ="/path", as the shell reads them; the last one counts. */
char *xdg_music_dir(const char *user_dirs, const char *home)
{
	static const char key[] = "XDG_MUSIC_DIR=\"";
	char *found = NULL;

	for (const char *line = user_dirs; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *p = line + strspn(line, " \t");
		bool in_home;
		struct buf b;

		if (strncmp(p, key, sizeof key - 1))
			continue;
		p += sizeof key - 1;
		in_home = !strncmp(p, "$HOME", 5) && (p[5] == '/' || p[5] == '"');
		p += in_home ? 5 : 0;
		buf_init(&b, SIZE_MAX / 2);
		buf_adds(&b, in_home ? home : "");
		for (; *p && *p != '"' && *p != '\n'; p++) {
			if (*p == '\\' && p[1] && p[1] != '\n')
				p++;
			buf_add(&b, p, 1);
		}
		while (b.len > 1 && b.data[b.len - 1] == '/')
			b.data[--b.len] = '\0';
		free(found);
		found = *p == '"' && b.len && b.data[0] == '/' && strcmp(b.data, home) ? xstrdup(b.data) : NULL;
		buf_done(&b);
	}
	return found;
}

char *path_real(const char *path)
{
	char *abs = path_absolute(path), *real = realpath(abs, NULL), *dir;
	const char *base = path_base(abs);
	struct stat st;

	if (real && !stat(real, &st) && !S_ISDIR(st.st_mode)) {
		free(real);
		dir = xstrndup(abs, (size_t)(base - abs));
		real = realpath(dir, NULL);
		free(dir);
		dir = real;
		real = dir ? path_join(dir, base) : NULL;
		free(dir);
	}
	if (!real)
		return abs;
	free(abs);
	return real;
}
