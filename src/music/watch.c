/*
 * watch.c -- what changes below folders.
 *
 *	inotify ──▶ event ──▶ pending path ──(quiet for WATCH_QUIET_MS)──▶ lstat() ──▶ look │ gone │ nothing
 *
 * An event only says that a path deserves a look; what is told is what the disk says when the path has been quiet. So a file that
 * came and went is nothing, one that was replaced is a look, and the order of events does not matter. A file still being written is
 * not quiet: it waits until it is closed, or, when its beginning was missed, until its time of change is old enough.
 *
 * A folder that appears is watched first and listed then, so that nothing falls between. A folder that leaves takes its watches with it:
 * inotify follows the inode, and would go on telling old names. What is gone is told only while its folder is still there: a disk that
 * was taken away, or a root that was deleted, is no reason to take its files for deleted.
 *
 * A root that leaves, and a disk that is unmounted below it, make the root to be looked at as a whole: the look finds them away.
 *
 * When the kernel dropped events, or more paths are pending than are worth keeping, the roots are to be looked at as a whole.
 */
#include "watch.h"

#include "ignore.h"
#include "music.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PENDING_MAX = 4096, LINKS_MAX = 4096,
	OPEN_QUIET_MS = 10000,		/* a file being written whose writer pauses: its close will tell */
	WAITS_MAX = 6,			/* a loss is told when nothing else is pending that may be the other end of a move, or so many times later */
	FOUND_QUIET_MS = 2000,		/* one found in a new folder: its close may have been missed */
};
static const uint32_t mask = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_ONLYDIR | IN_EXCL_UNLINK;

struct folder { char *path; int wd; bool is_left_out; };	/* is_left_out: watched only to see that end */
struct pending {
	char *path;
	int64_t due_ms;
	int64_t age_ms;			/* how old its change must be by then; 0 = it is closed */
	unsigned waited;		/* times it was put off though gone */
};
struct list { char **at; size_t n, cap; };

struct watch {
	struct watch_sink sink;
	int fd;
	size_t max_folders;
	struct map64 by_wd;		/* wd + 1 -> struct folder */
	struct folder **folders;
	size_t n_folders, cap_folders;
	struct mapstr by_path;		/* -> struct pending */
	struct pending **pending;
	size_t n_pending, cap_pending;
	struct list roots;
	struct ignore *ignore;		/* of the first root's */
	bool is_limited, look_at_all;
	int64_t now_ms, all_due_ms;
};

static void list_add(struct list *l, char *path)
{
	ARRAY_GROW(l->at, l->n, l->cap);
	l->at[l->n++] = path;
}

static void list_done(struct list *l)
{
	while (l->n)
		free(l->at[--l->n]);
	free(l->at);
	*l = (struct list){ 0 };
}

/* ---- pending paths ---- */

static void look_at_all(struct watch *w)
{
	w->look_at_all = true;
	w->all_due_ms = w->now_ms + WATCH_QUIET_MS;
}

static void forget_pending(struct watch *w)
{
	for (size_t i = 0; i < w->n_pending; i++) {
		free(w->pending[i]->path);
		free(w->pending[i]);
	}
	w->n_pending = 0;
	mapstr_done(&w->by_path);
	memset(&w->by_path, 0, sizeof w->by_path);
}

static void note(struct watch *w, const char *path, int64_t age_ms)
{
	struct pending *p = mapstr_get(&w->by_path, path);

	if (!p && w->n_pending == PENDING_MAX) {
		look_at_all(w);
		return;
	}
	if (!p) {
		p = xcalloc(1, sizeof *p);
		p->path = xstrdup(path);
		ARRAY_GROW(w->pending, w->n_pending, w->cap_pending);
		w->pending[w->n_pending++] = p;
		mapstr_put(&w->by_path, p->path, p);
	}
	p->due_ms = w->now_ms + WATCH_QUIET_MS;
	p->age_ms = age_ms;
	p->waited = 0;
}

/* ---- folders ---- */

static void folder_free(struct watch *w, size_t i)
{
	map64_del(&w->by_wd, (uint64_t)w->folders[i]->wd + 1);
	free(w->folders[i]->path);
	free(w->folders[i]);
	w->folders[i] = w->folders[--w->n_folders];
}

static bool is_below(const char *path, const char *top)
{
	size_t n = strlen(top);

	return !strncmp(path, top, n) && (!path[n] || path[n] == '/');
}

static void leave_tree(struct watch *w, const char *top)
{
	for (size_t i = w->n_folders; i-- > 0;)
		if (is_below(w->folders[i]->path, top)) {
			inotify_rm_watch(w->fd, w->folders[i]->wd);
			folder_free(w, i);
		}
}

static void say_limited(struct watch *w, const char *why)
{
	if (!w->is_limited)
		w->sink.limited(w->sink.ctx, why);
	w->is_limited = true;
}

static bool is_root(const struct watch *w, const char *path)
{
	for (size_t i = 0; i < w->roots.n; i++)
		if (!strcmp(w->roots.at[i], path))
			return true;
	return false;
}

/* False: it is watched already (a link leads here), or cannot be. */
static bool enter(struct watch *w, const char *path)
{
	struct folder *f;
	int wd;

	if (w->n_folders >= w->max_folders) {
		say_limited(w, strerror(ENOSPC));
		return false;
	}
	wd = inotify_add_watch(w->fd, path, is_root(w, path) ? mask | IN_MOVE_SELF | IN_DELETE_SELF : mask);
	if (wd < 0) {
		/* the walk tells of folders that cannot be read; here only what nobody else would say */
		if (errno == ENOSPC || errno == ENOMEM)
			say_limited(w, strerror(errno));
		return false;
	}
	if (map64_get(&w->by_wd, (uint64_t)wd + 1))
		return false;
	f = xcalloc(1, sizeof *f);
	f->path = xstrdup(path);
	f->wd = wd;
	ARRAY_GROW(w->folders, w->n_folders, w->cap_folders);
	w->folders[w->n_folders++] = f;
	map64_put(&w->by_wd, (uint64_t)wd + 1, f);
	return true;
}

static unsigned char type_of(int dir, const struct dirent *e)
{
	struct stat st;

	if (e->d_type != DT_UNKNOWN)
		return e->d_type;
	if (fstatat(dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW))
		return DT_UNKNOWN;
	return S_ISDIR(st.st_mode) ? DT_DIR : S_ISLNK(st.st_mode) ? DT_LNK : S_ISREG(st.st_mode) ? DT_REG : DT_UNKNOWN;
}

/* Of the folder that was entered last. */
static void list_folder(struct watch *w, const char *path, bool notes, struct list *below, struct list *links)
{
	DIR *dir = opendir(path);
	const struct dirent *e;
	bool nothing = false;

	if (dir) {
		w->folders[w->n_folders - 1]->is_left_out = nothing = !faccessat(dirfd(dir), ".nomedia", F_OK, AT_SYMLINK_NOFOLLOW);
		ignore_load(w->ignore, path);
	}
	while (!nothing && dir && (e = readdir(dir))) {
		char *full;

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		full = path_join(path, e->d_name);
		switch (type_of(dirfd(dir), e)) {
		case DT_DIR:
			if (ignore_matches(w->ignore, full, true))
				break;
			list_add(below, full);
			continue;
		case DT_LNK:
			if (links->n < LINKS_MAX) {
				list_add(links, full);
				continue;
			}
			break;
		case DT_REG:
			if (notes && music_is_wanted_name(e->d_name) && !ignore_matches(w->ignore, full, false))
				note(w, full, FOUND_QUIET_MS);
			break;
		default:
			break;
		}
		free(full);
	}
	if (dir)
		closedir(dir);
}

/* Real folders first and links at the end, as the walk does: so both know a folder by the same name. */
static void enter_tree(struct watch *w, const char *top, bool notes)
{
	struct list below = { 0 }, links = { 0 };
	size_t followed = 0;

	list_add(&below, xstrdup(top));
	while (below.n || followed < links.n) {
		char *path = below.n ? below.at[--below.n] : xstrdup(links.at[followed++]);

		if (enter(w, path))
			list_folder(w, path, notes, &below, &links);
		free(path);
	}
	list_done(&below);
	list_done(&links);
}

/* ---- events ---- */

static void on_event(struct watch *w, const struct inotify_event *e)
{
	struct folder *f = map64_get(&w->by_wd, (uint64_t)e->wd + 1);
	bool is_folder = e->mask & IN_ISDIR;
	char *path;

	if (e->mask & IN_Q_OVERFLOW)
		look_at_all(w);
	if (!f)
		return;
	/* a disk was taken away, or the whole root: the look finds what is left of it */
	if (e->mask & (IN_UNMOUNT | IN_MOVE_SELF | IN_DELETE_SELF))
		look_at_all(w);
	if (e->mask & IN_MOVE_SELF) {
		path = xstrdup(f->path);
		leave_tree(w, path);
		free(path);
		return;
	}
	if (e->mask & IN_IGNORED) {
		for (size_t i = 0; i < w->n_folders; i++)
			if (w->folders[i] == f) {
				folder_free(w, i);
				return;
			}
	}
	if (e->len && !is_folder && ignore_is_rules(e->name)) {
		path = xstrdup(f->path);
		leave_tree(w, path);
		enter_tree(w, path, false);
		look_at_all(w);
		free(path);
		return;
	}
	if (!e->len || f->is_left_out || (!is_folder && !music_is_wanted_name(e->name)))
		return;
	path = path_join(f->path, e->name);
	if (ignore_matches(w->ignore, path, is_folder)) {
		free(path);
		return;
	}
	if (is_folder && e->mask & (IN_MOVED_FROM | IN_DELETE)) {
		leave_tree(w, path);
		note(w, path, 0);
	} else if (is_folder) {
		enter_tree(w, path, true);
	} else {
		/* what was only made may still be written to */
		note(w, path, e->mask & IN_CREATE ? OPEN_QUIET_MS : 0);
	}
	free(path);
}

static void drain(struct watch *w)
{
	_Alignas(struct inotify_event) char bytes[16384];
	ssize_t n;

	while ((n = read(w->fd, bytes, sizeof bytes)) > 0)
		for (ssize_t at = 0; at < n;) {
			const struct inotify_event *e = (const struct inotify_event *)(const void *)(bytes + at);

			on_event(w, e);
			at += (ssize_t)(sizeof *e + e->len);
		}
}

/* ---- telling ---- */

enum verdict { TELL_NOTHING, TELL_LATER, TELL_LOOK, TELL_GONE };

static bool folder_is_there(const char *path)
{
	char *up = xstrdup(path), *slash = strrchr(up, '/');
	struct stat st;
	bool yes;

	if (slash)
		slash[slash == up] = '\0';
	yes = slash && !stat(up, &st) && S_ISDIR(st.st_mode);
	free(up);
	return yes;
}

static enum verdict judge(const struct pending *p, int64_t unix_ms)
{
	struct stat st;
	int64_t age_ms;

	if (lstat(p->path, &st))
		return (errno == ENOENT || errno == ENOTDIR) && folder_is_there(p->path) ? TELL_GONE : TELL_NOTHING;
	if (S_ISDIR(st.st_mode))
		return TELL_LOOK;
	if (!S_ISREG(st.st_mode))
		return TELL_NOTHING;
	age_ms = unix_ms - ((int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000);
	return age_ms >= 0 && age_ms < p->age_ms ? TELL_LATER : TELL_LOOK;
}

static enum verdict verdict_of(const struct watch *w, const struct pending *p, int64_t unix_ms)
{
	return p->due_ms > w->now_ms ? TELL_LATER : judge(p, unix_ms);
}

/* Is something on its way that is not there to be lost? */
static bool more_will_come(const struct watch *w, int64_t unix_ms)
{
	for (size_t i = 0; i < w->n_pending; i++)
		if (verdict_of(w, w->pending[i], unix_ms) == TELL_LATER)
			return true;
	return false;
}

/* What is to be looked at comes before what is gone: so a move is seen as one. */
static void tell(struct watch *w, int64_t unix_ms)
{
	bool losses_wait = more_will_come(w, unix_ms);
	struct list gone = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < w->n_pending; i++) {
		struct pending *p = w->pending[i];
		enum verdict verdict = verdict_of(w, p, unix_ms);

		if (verdict == TELL_GONE && losses_wait && p->waited++ < WAITS_MAX)
			verdict = TELL_LATER;
		if (verdict == TELL_LATER) {
			if (p->due_ms <= w->now_ms)
				p->due_ms = w->now_ms + WATCH_QUIET_MS;
			w->pending[kept++] = p;
			continue;
		}
		if (verdict == TELL_LOOK)
			w->sink.look(w->sink.ctx, p->path);
		mapstr_del(&w->by_path, p->path);
		if (verdict == TELL_GONE)
			list_add(&gone, p->path);
		else
			free(p->path);
		free(p);
	}
	w->n_pending = kept;
	for (size_t i = 0; i < gone.n; i++)
		w->sink.gone(w->sink.ctx, gone.at[i]);
	list_done(&gone);
}

void watch_turn(struct watch *w, int64_t mono_ms, int64_t unix_ms)
{
	w->now_ms = mono_ms;
	drain(w);
	if (w->look_at_all) {
		forget_pending(w);
		if (w->all_due_ms > mono_ms)
			return;
		w->look_at_all = false;
		for (size_t i = 0; i < w->roots.n; i++)
			w->sink.look(w->sink.ctx, w->roots.at[i]);
	}
	tell(w, unix_ms);
}

int64_t watch_due_ms(const struct watch *w)
{
	int64_t at = w->look_at_all ? w->all_due_ms : -1;

	for (size_t i = 0; i < w->n_pending; i++)
		if (at < 0 || w->pending[i]->due_ms < at)
			at = w->pending[i]->due_ms;
	return at;
}

/* ---- life ---- */

enum err watch_open(struct watch **ret_watch, const struct watch_sink *sink, size_t max_folders)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	struct watch *w;

	if (fd < 0)
		return fail_errno(ERR_IO, _("cannot watch folders"));
	w = xcalloc(1, sizeof *w);
	w->fd = fd;
	w->sink = *sink;
	w->max_folders = max_folders;
	*ret_watch = w;
	return OK;
}

void watch_close(struct watch *w)
{
	if (!w)
		return;
	close(w->fd);
	forget_pending(w);
	while (w->n_folders)
		folder_free(w, w->n_folders - 1);
	free(w->folders);
	free(w->pending);
	list_done(&w->roots);
	ignore_free(w->ignore);
	map64_done(&w->by_wd);
	mapstr_done(&w->by_path);
	free(w);
}

void watch_root(struct watch *w, const char *root, const char *ignore)
{
	if (!w->ignore)
		w->ignore = ignore_new(ignore);
	list_add(&w->roots, xstrdup(root));
	enter_tree(w, root, false);
}

int watch_fd(const struct watch *w)
{
	return w->fd;
}
