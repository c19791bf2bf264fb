/*
 * folder.c -- what is in a folder, a playlist or a cue sheet, read on a thread of its own.
 *
 *	thread: readdir, stat ─▶ add (chunks that never move) ─▶ n is told now and then ─▶ sort ─▶ order, is_done
 *	owner:  eventfd ─▶ folder_count(), folder_at()          └─ the owner has gone: ends at the next entry, frees
 *
 * The lock is held for counters only, never over the disk.
 */
#include "cue.h"
#include "music.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 1024, TELL_EVERY = 256, TELL_MS = 50 };

struct folder {
	pthread_mutex_t lock;
	char *path;
	unsigned flags;
	int fd;
	atomic_bool is_left;
	/* behind the lock */
	size_t told;			/* entries the owner may look at */
	bool is_done, is_over;
	enum err err;
	char *why;
	uint32_t *order;		/* when is_done */
	/* the thread's own, but for told entries */
	struct folder_entry *chunks[FOLDER_ENTRIES_MAX / CHUNK + 1];
	struct arena arena;
	size_t n;
	int64_t told_ms;
	bool is_cut;
};

static void folder_free(struct folder *f)
{
	for (size_t i = 0; i < COUNT_OF(f->chunks) && f->chunks[i]; i++)
		free(f->chunks[i]);
	arena_done(&f->arena);
	pthread_mutex_destroy(&f->lock);
	close(f->fd);
	free(f->order);
	free(f->path);
	free(f->why);
	free(f);
}

static struct folder_entry *entry(const struct folder *f, size_t i)
{
	return &f->chunks[i / CHUNK][i % CHUNK];
}

/* ---- the thread's side ---- */

static void wake(const struct folder *f)
{
	const uint64_t one = 1;

	if (write(f->fd, &one, sizeof one) < 0)
		errno = 0;	/* full: readable already */
}

static void tell(struct folder *f)
{
	pthread_mutex_lock(&f->lock);
	f->told = f->n;
	wake(f);
	pthread_mutex_unlock(&f->lock);
	f->told_ms = clock_mono_ms();
}

/* False: enough, or nobody wants it any more. */
static bool add(struct folder *f, struct folder_entry e)
{
	size_t at = f->n / CHUNK;

	if (f->n >= FOLDER_ENTRIES_MAX || f->arena.bytes + strlen(e.name) + 1 > FOLDER_BYTES_MAX)
		f->is_cut = true;
	if (f->is_cut || atomic_load(&f->is_left))
		return false;
	if (!f->chunks[at])
		f->chunks[at] = xcalloc(CHUNK, sizeof *f->chunks[at]);
	e.name = arena_strdup(&f->arena, e.name);
	e.title = e.title ? arena_strdup(&f->arena, e.title) : NULL;
	*entry(f, f->n++) = e;
	if (f->n % TELL_EVERY == 0 && clock_mono_ms() - f->told_ms >= TELL_MS)
		tell(f);
	return true;
}

/* Where a walk is: so that a link that leads back up ends there. */
struct level { const struct level *above; dev_t dev; ino_t ino; int depth; };

static bool was_here(const struct level *l, const struct stat *st)
{
	for (; l; l = l->above)
		if (l->dev == st->st_dev && l->ino == st->st_ino)
			return true;
	return false;
}

static enum err read_dir(struct folder *f, const char *below, const struct level *above);

/* One name of a folder: an entry, a folder to go into, or nothing of ours. False: stop. */
static bool look(struct folder *f, int dir, const char *below, const char *name, const struct level *level)
{
	char *path = *below ? path_join(below, name) : xstrdup(name);
	struct folder_entry e = { .name = path, .kind = FOLDER_AUDIO, .size = -1, .mtime_s = -1 };
	struct stat st;
	bool goes_on = !atomic_load(&f->is_left), is_file = !fstatat(dir, name, &st, 0) && S_ISREG(st.st_mode);
	bool is_dir = !is_file && !fstatat(dir, name, &st, 0) && S_ISDIR(st.st_mode);

	if (is_file || is_dir) {
		e.size = is_file ? (int64_t)st.st_size : -1;
		e.mtime_s = (int64_t)st.st_mtime;
	}
	if (is_dir && f->flags & FOLDER_DEEP) {
		/* one folder that cannot be read is no reason to leave out the others */
		if (goes_on && level->depth < FOLDER_LEVELS_MAX && !was_here(level, &st))
			read_dir(f, path, level);
		goes_on = !f->is_cut && !atomic_load(&f->is_left);
	} else if (is_dir) {
		e.kind = FOLDER_DIR;
		goes_on = add(f, e);
	} else if (is_file && music_is_audio_name(name)) {
		goes_on = add(f, e);
	} else if (is_file && !(f->flags & FOLDER_DEEP) && music_is_list_name(name)) {
		e.kind = FOLDER_LIST;
		goes_on = add(f, e);
	}
	free(path);
	return goes_on;
}

static enum err read_dir(struct folder *f, const char *below, const struct level *above)
{
	char *path = *below ? path_join(f->path, below) : xstrdup(f->path);
	struct level level = { .above = above, .depth = above ? above->depth + 1 : 0 };
	struct dirent *d;
	struct stat st;
	enum err err = OK;
	DIR *dir = opendir(path);

	if (!dir || fstat(dirfd(dir), &st)) {
		err = fail_errno(ERR_IO, "%s", path);
		goto out;
	}
	level.dev = st.st_dev;
	level.ino = st.st_ino;
	while (errno = 0, (d = readdir(dir))) {
		bool is_hidden = d->d_name[0] == '.';

		if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, "..") || (is_hidden && !(f->flags & FOLDER_HIDDEN)))
			continue;
		if (!look(f, dirfd(dir), below, d->d_name, &level))
			break;
	}
	if (!d && errno)
		err = fail_errno(ERR_IO, "%s", path);
out:
	if (dir)
		closedir(dir);
	free(path);
	return err;
}

/* The files it names are not looked for: what is not there is found when it is to be played. */
static enum err read_sheet(struct folder *f)
{
	struct cue cue;
	char *text;
	size_t n;
	enum err err = read_file(f->path, CUE_BYTES_MAX, &text, &n);

	if (!err) {
		err = cue_parse(text, n, false, &cue);
		free(text);
		if (err)
			err = fail(ERR_PARSE, "%s: %s", f->path, err_text());
	}
	/* here "too much" would mean that some of it is there */
	if (err)
		return err == ERR_LIMIT ? fail(ERR_PARSE, "%s", err_text()) : err;
	for (size_t i = 0; i < cue.n; i++) {
		const struct cue_track *t = &cue.tracks[i];
		char *path = music_part_path(f->path, (unsigned)i + 1), *title;
		bool goes_on;

		title = t->title[0] ? xasprintf("%02d %s", t->number, t->title) : xasprintf("%02d", t->number);
		goes_on = !t->file || add(f, (struct folder_entry){ .name = path, .title = title, .kind = FOLDER_AUDIO, .size = -1, .mtime_s = -1 });
		free(title);
		free(path);
		if (!goes_on)
			break;
	}
	cue_done(&cue);
	return OK;
}

static enum err read_list(struct folder *f)
{
	struct playlist list = { 0 };
	enum err err = playlist_read(f->path, &list);

	for (size_t i = 0; !err && i < list.n; i++) {
		const struct playlist_entry *e = &list.entries[i];

		if (!add(f, (struct folder_entry){ .name = e->path, .title = e->title, .kind = FOLDER_AUDIO, .size = -1, .mtime_s = -1 }))
			break;
	}
	playlist_done(&list);
	return err;
}

/* ---- the order ---- */

struct sorted { char *key; const struct folder_entry *entry; uint32_t at; };

static int cmp_sorted(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int by;

	if (x->entry->kind != y->entry->kind)
		return x->entry->kind < y->entry->kind ? -1 : 1;
	by = strverscmp(x->key, y->key);
	return by ? by : strcmp(x->entry->name, y->entry->name);
}

/* A slash sorts before everything, so that a folder's files stay together. */
static char *sort_key(const char *name)
{
	char *key = utf8_fold(name);

	for (char *p = key; (p = strchr(p, '/')); p++)
		*p = '\001';
	return key;
}

static uint32_t *make_order(const struct folder *f, bool is_list)
{
	uint32_t *order = xcalloc(f->n + 1, sizeof *order);
	struct sorted *rows = is_list ? NULL : xcalloc(f->n + 1, sizeof *rows);

	for (size_t i = 0; i < f->n; i++)
		order[i] = (uint32_t)i;
	if (is_list)
		return order;
	for (size_t i = 0; i < f->n; i++)
		rows[i] = (struct sorted){ sort_key(entry(f, i)->name), entry(f, i), (uint32_t)i };
	if (f->n)
		qsort(rows, f->n, sizeof *rows, cmp_sorted);
	for (size_t i = 0; i < f->n; i++) {
		order[i] = rows[i].at;
		free(rows[i].key);
	}
	free(rows);
	return order;
}

static void *folder_main(void *arg)
{
	struct folder *f = arg;
	struct stat st;
	bool is_list = music_is_list_name(f->path) && !stat(f->path, &st) && S_ISREG(st.st_mode), is_left;
	enum err err = !is_list ? read_dir(f, "", NULL) : music_is_sheet_name(f->path) ? read_sheet(f) : read_list(f);
	uint32_t *order = make_order(f, is_list);

	if (!err && f->is_cut)
		err = fail(ERR_LIMIT, _("%s: more than can be shown; these are the first %zu"), f->path, f->n);
	pthread_mutex_lock(&f->lock);
	f->err = err;
	f->why = err ? xstrdup(err_text()) : NULL;
	f->order = order;
	f->told = f->n;
	f->is_done = true;
	wake(f);
	is_left = atomic_load(&f->is_left);
	f->is_over = true;
	pthread_mutex_unlock(&f->lock);
	if (is_left)
		folder_free(f);
	return NULL;
}

/* ---- the owner's side ---- */

enum err folder_open(const char *path, unsigned flags, struct folder **ret_folder)
{
	struct folder *f = xcalloc(1, sizeof *f);
	sigset_t all, old;
	pthread_t thread;
	int rc;

	pthread_mutex_init(&f->lock, NULL);
	f->path = path_absolute(path);
	f->flags = flags;
	f->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (f->fd < 0) {
		folder_free(f);
		return fail_errno(ERR_IO, _("cannot make a descriptor"));
	}
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&thread, NULL, folder_main, f);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (rc) {
		folder_free(f);
		return fail(ERR_IO, _("cannot start a thread: %s"), strerror(rc));
	}
	pthread_detach(thread);
	*ret_folder = f;
	return OK;
}

void folder_close(struct folder *f)
{
	bool is_over;

	if (!f)
		return;
	pthread_mutex_lock(&f->lock);
	atomic_store(&f->is_left, true);
	is_over = f->is_over;
	pthread_mutex_unlock(&f->lock);
	if (is_over)
		folder_free(f);
}

int folder_fd(const struct folder *f)
{
	return f->fd;
}

void folder_heard(struct folder *f)
{
	uint64_t n;

	if (read(f->fd, &n, sizeof n) < 0)
		errno = 0;	/* nothing was waiting */
}

size_t folder_count(struct folder *f)
{
	size_t n;

	pthread_mutex_lock(&f->lock);
	n = f->told;
	pthread_mutex_unlock(&f->lock);
	return n;
}

const struct folder_entry *folder_at(struct folder *f, size_t i)
{
	const struct folder_entry *e = NULL;

	pthread_mutex_lock(&f->lock);
	if (i < f->told)
		e = entry(f, f->is_done ? f->order[i] : i);
	pthread_mutex_unlock(&f->lock);
	return e;
}

bool folder_is_done(struct folder *f, enum err *ret_err)
{
	bool is_done;

	pthread_mutex_lock(&f->lock);
	is_done = f->is_done;
	pthread_mutex_unlock(&f->lock);
	if (is_done)
		*ret_err = f->err ? fail(f->err, "%s", f->why) : OK;
	return is_done;
}

char *folder_path(const struct folder *f, const struct folder_entry *e)
{
	return e->name[0] == '/' ? xstrdup(e->name) : path_join(f->path, e->name);
}
