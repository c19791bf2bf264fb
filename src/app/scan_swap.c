/*
 * scan_swap.c -- files that changed places: a known path holds another file, and the one it held is found elsewhere.
 *
 * Most often a changed file with a new inode is the same music, written anew by a tagger; only when the old file (its stamp and inode) turns
 * up at another path did it move, and what is here now is somebody else.  So such files wait until the walks are over.  Of those that moved
 * the path is given up first, for a name below it that no file can have: then any number can change places in a ring.  A run that is killed
 * in between leaves tracks with such names; they are missing there for the next scan, which finds them by inode.
 */
#include "app/scan_job.h"

#include <stdlib.h>

bool swap_holds(struct scan_job *job, const struct track *t, const struct file_stamp *stamp)
{
	if (map64_get(&job->displaced_ids, (uint64_t)t->id))
		return true;
	if (scan_same_inode(&t->stamp, stamp) || !t->stamp.ino || parts_has_own(job, t->path))
		return false;
	ARRAY_GROW(job->displaced, job->n_displaced, job->cap_displaced);
	job->displaced[job->n_displaced++] = (struct displaced){ .id = t->id, .path = xstrdup(t->path), .stamp = *stamp };
	map64_put(&job->displaced_ids, (uint64_t)t->id, job);
	return true;
}

static bool is_at(const struct map64 *by_ino, const struct file_stamp *old)
{
	const struct file_stamp *now = map64_get(by_ino, old->ino);

	return now && scan_same_inode(now, old) && now->size == old->size && now->mtime_ns == old->mtime_ns;
}

/* Its path belongs to another file now: it goes to a name nothing can have until it is found where it is. */
static void evict(struct scan_job *job, const struct displaced *d)
{
	const struct track *t = library_get(job->lib, d->id);
	char *aside = xasprintf("%s/moved-%lld", d->path, (long long)d->id);

	job->sink->move(job->ctx, d->id, aside, &t->stamp);
	free(aside);
}

static void settle_here(struct scan_job *job, const struct displaced *d)
{
	track_id here = scan_find_twin(job, &d->stamp);
	const struct track *t = here ? library_get(job->lib, here) : NULL;

	if (t && here != d->id && scan_same_inode(&t->stamp, &d->stamp))
		scan_do_move(job, here, d->path, &d->stamp);
	else
		scan_ask(job, d->path, &d->stamp, WANT_NEW, 0);
}

void swap_settle(struct scan_job *job)
{
	struct map64 by_ino = { 0 };

	for (size_t i = 0; job->n_displaced && i < job->n_held; i++)
		map64_put(&by_ino, job->held[i].stamp.ino, &job->held[i].stamp);
	for (size_t i = 0; i < job->n_displaced; i++)
		map64_put(&by_ino, job->displaced[i].stamp.ino, &job->displaced[i].stamp);
	for (size_t i = 0; i < job->n_displaced; i++) {
		struct displaced *d = &job->displaced[i];

		d->moved = is_at(&by_ino, &library_get(job->lib, d->id)->stamp);
		if (d->moved) {
			evict(job, d);
		} else {
			scan_mark_seen(job, d->id);
			scan_ask(job, d->path, &d->stamp, WANT_UPDATE, 0);
		}
	}
	for (size_t i = 0; i < job->n_displaced; i++)
		if (job->displaced[i].moved)
			settle_here(job, &job->displaced[i]);
	map64_done(&by_ino);
	swap_forget(job);
}

void swap_forget(struct scan_job *job)
{
	for (size_t i = 0; i < job->n_displaced; i++)
		free(job->displaced[i].path);
	free(job->displaced);
	job->displaced = NULL;
	job->n_displaced = job->cap_displaced = 0;
	map64_done(&job->displaced_ids);
	job->displaced_ids = (struct map64){ 0 };
}
