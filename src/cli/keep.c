/* keep.c -- rows gather, and are written in one short transaction; their claims end when they are on the disk. */
#include "cli/keep.h"
#include "sound.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS = 64, ROWS_MAX = 1024, AGE_MS = 1000, AGAIN_MS = 10000, HELD_MS = 60000 };

struct row { struct sound sound; char *why, *bytes, *print; size_t n, n_print; struct file_stamp stamp; int64_t heard_s; bool is_same; };
struct keep {
	struct store *store;
	struct row *rows;
	size_t n, cap;
	int64_t since_ms;		/* since then the first waits, or the last try failed */
	int lock;			/* -1: there is no place for it, so nobody is kept off */
};

struct keep *keep_new(struct store *store, const char *db)
{
	struct keep *k = xcalloc(1, sizeof *k);
	char *path = xasprintf("%s.analyze", db);

	k->store = store;
	k->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	free(path);
	return k;
}

static void row_done(struct row *r)
{
	free(r->why);
	free(r->bytes);
	free(r->print);
}

void keep_free(struct keep *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < k->n; i++)
		row_done(&k->rows[i]);
	free(k->rows);
	if (k->lock >= 0)
		close(k->lock);
	free(k);
}

static bool lock(struct keep *k, track_id id, short type)
{
	struct flock f = { .l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)id, .l_len = 1 };

	return k->lock < 0 || !fcntl(k->lock, F_SETLK, &f);
}

bool keep_claim(struct keep *k, track_id id)
{
	return lock(k, id, F_WRLCK);
}

void keep_drop(struct keep *k, track_id id)
{
	lock(k, id, F_UNLCK);
}

void keep_add(struct keep *k, const struct sound *sound, const struct file_stamp *stamp, const struct keep_what *what)
{
	struct row *r;

	ARRAY_GROW(k->rows, k->n, k->cap);
	r = &k->rows[k->n];
	*r = (struct row){ .sound = *sound, .why = xstrdup(sound->why), .n = what->n, .n_print = what->n_print, .stamp = *stamp,
		.heard_s = clock_unix_ms() / 1000, .is_same = what->is_same };
	r->sound.why = r->why;
	r->bytes = what->n ? xmemdup(what->bytes, what->n) : NULL;
	r->print = what->n_print ? xmemdup(what->print, what->n_print) : NULL;
	if (!k->n++)
		k->since_ms = clock_mono_ms();
}

static enum err put(struct keep *k, const struct row *r)
{
	enum err err = r->is_same ? store_sound_same(k->store, r->sound.track, &r->stamp) :
		store_sound_put(k->store, &r->sound, FEATURES_VERSION, &r->stamp, r->bytes, r->n, r->heard_s);

	if (!err && !r->is_same)
		err = store_print_put(k->store, r->sound.track, r->print, r->n_print);

	/* a scan has taken it out of the library meanwhile */
	return err == ERR_MISSING ? OK : err;
}

static enum err flush(struct keep *k)
{
	enum err err = k->n ? store_batch_begin(k->store) : OK;

	if (!k->n || err)
		return err;
	for (size_t i = 0; !err && i < k->n; i++)
		err = put(k, &k->rows[i]);
	if (err) {
		char *why = xstrdup(err_text());

		store_batch_commit(k->store);
		return fail_again(err, why);
	}
	err = store_batch_commit(k->store);
	if (err)
		return err;
	for (size_t i = 0; i < k->n; i++) {
		keep_drop(k, k->rows[i].sound.track);
		row_done(&k->rows[i]);
	}
	k->n = 0;
	return OK;
}

enum err keep_tick(struct keep *k)
{
	enum err err;

	if (!k->n || ((k->n < ROWS || k->since_ms > clock_mono_ms()) && clock_mono_ms() - k->since_ms < AGE_MS))
		return OK;
	err = flush(k);
	if (err == ERR_BUSY && k->n < ROWS_MAX) {
		/* the try took SQLite's five seconds; what is listened to meanwhile should be more than that */
		k->since_ms = clock_mono_ms() + AGAIN_MS;
		return OK;
	}
	return err;
}

enum err keep_flush(struct keep *k)
{
	int64_t until_ms = clock_mono_ms() + HELD_MS;
	enum err err;

	/* each try takes the five seconds that SQLite waits */
	do
		err = flush(k);
	while (err == ERR_BUSY && clock_mono_ms() < until_ms);
	return err;
}
