/*
 * walk.c -- every audio file below a folder.
 *
 * Iterative: one folder is open at a time, the others wait as paths on a stack. A folder is read to its end before
 * anything below it, so neither depth nor a changing tree costs descriptors; a path longer than the system takes
 * (PATH_MAX) is reported, nothing could play from it anyway.
 *
 * Symbolic links wait until every real folder has been walked. So a file is always found under its real name when that is
 * below the root too, whatever order the disk lists names in, and the same library gives the same paths on every scan.
 * A folder or file (dev + inode) met before is not visited again through a link; hard links are real names, each counts.
 */
#include "walk.h"

#include "ignore.h"
#include "music.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- a set of dev + inode (exact: a false "seen" would hide music) ---- */

struct node { uint64_t dev, ino; };
struct node_set { struct node *slots; bool *is_used; size_t n, cap; };

static struct node *set_slot(const struct node_set *set, struct node key)
{
	size_t i = (size_t)hash_quick(&key, sizeof key) & (set->cap - 1);

	while (set->is_used[i] && (set->slots[i].dev != key.dev || set->slots[i].ino != key.ino))
		i = (i + 1) & (set->cap - 1);
	return &set->slots[i];
}

static void set_grow(struct node_set *set)
{
	struct node_set old = *set;

	set->cap = old.cap ? old.cap * 2 : 1024;
	set->slots = xcalloc(set->cap, sizeof *set->slots);
	set->is_used = xcalloc(set->cap, sizeof *set->is_used);
	for (size_t i = 0; i < old.cap; i++)
		if (old.is_used[i]) {
			struct node *s = set_slot(set, old.slots[i]);

			*s = old.slots[i];
			set->is_used[s - set->slots] = true;
		}
	free(old.slots);
	free(old.is_used);
}

/* False: it was there already. */
static bool set_add(struct node_set *set, const struct stat *st)
{
	struct node key = { (uint64_t)st->st_dev, (uint64_t)st->st_ino }, *s;

	if ((set->n + 1) * 4 > set->cap * 3)
		set_grow(set);
	s = set_slot(set, key);
	if (set->is_used[s - set->slots])
		return false;
	*s = key;
	set->is_used[s - set->slots] = true;
	set->n++;
	return true;
}

static void set_done(struct node_set *set)
{
	free(set->slots);
	free(set->is_used);
}

/* ---- lists of names ---- */

struct names { char **at; size_t n, cap; };

static void names_add(struct names *l, char *name)
{
	ARRAY_GROW(l->at, l->n, l->cap);
	l->at[l->n++] = name;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void names_sort(struct names *l)
{
	if (l->n)
		qsort(l->at, l->n, sizeof *l->at, compare_names);
}

static void names_done(struct names *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->at[i]);
	free(l->at);
	*l = (struct names){ 0 };
}

/* ---- the walk ---- */

struct walk {
	struct ignore *ignore;	/* NULL: nothing is left out */
	const struct walk_sink *sink;
	struct node_set seen;
	struct names folders;	/* a stack of paths */
	struct names links;	/* paths of links, looked at last */
	bool is_complete;
};

static void walk_failed(struct walk *w, const char *path, const char *why)
{
	w->is_complete = false;
	w->sink->dir_failed(w->sink->ctx, path, why);
}

static void emit_file(struct walk *w, const char *path, const struct stat *st)
{
	struct file_stamp stamp = {
		.size = (int64_t)st->st_size,
		.mtime_ns = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec,
		.dev = (uint64_t)st->st_dev,
		.ino = (uint64_t)st->st_ino,
	};

	w->sink->file(w->sink->ctx, path, &stamp);
}

/* What a name is, as cheaply as the file system allows. 0: gone meanwhile, or nothing for us. */
static mode_t entry_type(int dir, const struct dirent *e)
{
	struct stat st;

	switch (e->d_type) {
	case DT_REG: return S_IFREG;
	case DT_DIR: return S_IFDIR;
	case DT_LNK: return S_IFLNK;
	case DT_UNKNOWN: return fstatat(dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW) ? 0 : st.st_mode & S_IFMT;
	default: return 0;
	}
}

static void sort_entry(int dir, const char *path, const struct dirent *e, struct names *files,
		       struct names *below, struct names *links, bool *ret_rules)
{
	if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
		return;
	*ret_rules |= ignore_is_rules(e->d_name);
	switch (entry_type(dir, e)) {
	case S_IFREG:
		if (music_is_wanted_name(e->d_name))
			names_add(files, xstrdup(e->d_name));
		break;
	case S_IFDIR:
		names_add(below, path_join(path, e->d_name));
		break;
	case S_IFLNK:
		names_add(links, path_join(path, e->d_name));
		break;
	default:
		break;
	}
}

/* `of` NULL: names are paths. */
static void leave_out(const struct walk *w, const char *of, struct names *names, bool all, bool are_folders)
{
	size_t kept = 0;

	for (size_t i = 0; i < names->n; i++) {
		char *path = of ? path_join(of, names->at[i]) : xstrdup(names->at[i]);

		if (all || ignore_matches(w->ignore, path, are_folders))
			free(names->at[i]);
		else
			names->at[kept++] = names->at[i];
		free(path);
	}
	names->n = kept;
}

/* Where there are patterns, or the folder carries rules of its own. */
static void obey(struct walk *w, int dir, const char *path, bool has_rules, struct names *files, struct names *below, struct names *links)
{
	bool nothing = has_rules && !faccessat(dir, ".nomedia", F_OK, AT_SYMLINK_NOFOLLOW);

	if (!w->ignore)
		return;
	if (has_rules)
		ignore_load(w->ignore, path);
	leave_out(w, path, files, nothing, false);
	leave_out(w, NULL, below, nothing, true);
	leave_out(w, NULL, links, nothing, true);
}

static void emit_files(struct walk *w, int dir, const char *path, struct names *files)
{
	names_sort(files);
	for (size_t i = 0; i < files->n; i++) {
		struct stat st;

		if (!fstatat(dir, files->at[i], &st, AT_SYMLINK_NOFOLLOW)) {
			char *full = S_ISREG(st.st_mode) ? path_join(path, files->at[i]) : NULL;

			if (full) {
				set_add(&w->seen, &st);
				emit_file(w, full, &st);
			}
			free(full);
		} else if (errno != ENOENT) {
			walk_failed(w, path, strerror(errno));
			return;
		}
		if (i % 1000 == 999)
			w->sink->tick(w->sink->ctx);
	}
}

/* `dir` is closed. */
static void read_folder(struct walk *w, DIR *dir, const char *path)
{
	struct names files = { 0 }, below = { 0 }, links = { 0 };
	const struct dirent *e;
	bool has_rules = false;
	size_t n = 0;

	while ((errno = 0, e = readdir(dir))) {
		sort_entry(dirfd(dir), path, e, &files, &below, &links, &has_rules);
		if (++n % 1000 == 0)
			w->sink->tick(w->sink->ctx);
	}
	if (errno)
		walk_failed(w, path, strerror(errno));
	obey(w, dirfd(dir), path, has_rules, &files, &below, &links);
	emit_files(w, dirfd(dir), path, &files);
	closedir(dir);
	/* backwards, so that the stack gives them in order */
	names_sort(&below);
	while (below.n)
		names_add(&w->folders, below.at[--below.n]);
	for (size_t i = 0; i < links.n; i++)
		names_add(&w->links, links.at[i]);
	links.n = 0;
	names_done(&links);
	names_done(&below);
	names_done(&files);
}

static void enter_folder(struct walk *w, const char *path, bool follow)
{
	struct stat st;
	DIR *dir = NULL;
	int fd;

	w->sink->tick(w->sink->ctx);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW));
	if (fd < 0 || fstat(fd, &st)) {
		/* gone since its parent was read: not a failure */
		if (errno != ENOENT || follow)
			walk_failed(w, path, strerror(errno));
	} else if (set_add(&w->seen, &st)) {
		dir = fdopendir(fd);
		if (!dir)
			walk_failed(w, path, strerror(errno));
	}
	if (dir)
		read_folder(w, dir, path);
	else if (fd >= 0)
		close(fd);
}

static void enter_folders(struct walk *w)
{
	while (w->folders.n) {
		char *path = w->folders.at[--w->folders.n];

		enter_folder(w, path, false);
		free(path);
	}
}

static void follow_link(struct walk *w, const char *path)
{
	struct stat st;

	if (stat(path, &st)) {
		/* a link to nothing or to itself hides no music; a target that refuses may */
		if (errno != ENOENT && errno != ELOOP && errno != ENOTDIR)
			walk_failed(w, path, strerror(errno));
	} else if (S_ISDIR(st.st_mode)) {
		enter_folder(w, path, true);
		enter_folders(w);
	} else if (S_ISREG(st.st_mode) && music_is_wanted_name(path) && set_add(&w->seen, &st)) {
		emit_file(w, path, &st);
	}
}

bool walk_tree(const char *root, const struct walk_sink *sink)
{
	return walk_tree_but(root, NULL, sink);
}

bool walk_tree_but(const char *root, struct ignore *ignore, const struct walk_sink *sink)
{
	struct walk w = { .sink = sink, .ignore = ignore, .is_complete = true };
	struct stat st;

	if (stat(root, &st)) {
		walk_failed(&w, root, strerror(errno));
	} else if (S_ISREG(st.st_mode)) {
		emit_file(&w, root, &st);
	} else if (S_ISDIR(st.st_mode)) {
		enter_folder(&w, root, true);
		enter_folders(&w);
	} else {
		walk_failed(&w, root, _("is neither a folder nor a file"));
	}
	/* links found while following links join the end */
	for (size_t i = 0; i < w.links.n; i++) {
		char *path = xstrdup(w.links.at[i]);

		follow_link(&w, path);
		free(path);
	}
	names_done(&w.links);
	names_done(&w.folders);
	set_done(&w.seen);
	return w.is_complete;
}
