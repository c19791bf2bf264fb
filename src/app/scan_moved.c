/*
 * scan_moved.c -- files that are found under another name than they had: a new path whose stamp is that of a known track waits until the walks
 * are over; then the track is at its old path no more, and this is it, or its tags are read and compared.
 */
#include "app/scan_job.h"

#include <stdlib.h>
#include <string.h>

bool scan_same_inode(const struct file_stamp *a, const struct file_stamp *b)
{
	return a->ino == b->ino && a->dev == b->dev;
}

struct twin_search { const struct scan_job *job; track_id found; const struct file_stamp *stamp; };

/* An unseen look-alike; the same inode wins over others. */
static bool visit_twin(void *ctx, struct track *t)
{
	struct twin_search *s = ctx;

	if (scan_is_seen(s->job, t->id) || mapstr_get(&s->job->fresh, t->path))
		return true;
	if (!s->found || scan_same_inode(&t->stamp, s->stamp))
		s->found = t->id;
	return !scan_same_inode(&t->stamp, s->stamp);
}

track_id scan_find_twin(const struct scan_job *job, const struct file_stamp *stamp)
{
	struct twin_search s = { job, 0, stamp };

	library_same_stamp(job->lib, stamp, visit_twin, &s);
	return s.found;
}

void moved_hold(struct scan_job *job, const char *path, const struct file_stamp *stamp)
{
	ARRAY_GROW(job->held, job->n_held, job->cap_held);
	job->held[job->n_held++] = (struct held){ xstrdup(path), *stamp };
}

/* A sink that cannot look says nothing; then the same inode is taken for the same file, which only a hard link gets wrong. */
static bool is_surely_gone(const struct scan_job *job, const struct track *t, const struct file_stamp *now_at)
{
	if (t->state == TRACK_MISSING || scan_was_looked_at(job, t->path))
		return true;
	return job->sink->is_gone ? job->sink->is_gone(job->ctx, t->path) : scan_same_inode(&t->stamp, now_at);
}

void scan_do_move(struct scan_job *job, track_id id, const char *path, const struct file_stamp *stamp)
{
	static const struct file_stamp unread = { .size = 0 };
	const struct track *t = library_get(job->lib, id);
	char *from = xstrdup(t->path);
	bool again = parts_move(job, from, path);

	scan_mark_seen(job, id);
	mapstr_put(&job->moved, arena_strdup(&job->names, path), (void *)(uintptr_t)id);
	scan_remember(job, &job->left, from);
	job->counts.moved += !again;
	/* until its parts know where they are now it counts as changed, also to the next scan */
	job->sink->move(job->ctx, id, path, again ? &unread : stamp);
	if (again)
		scan_ask(job, path, stamp, WANT_AGAIN, 0);
	free(from);
	scan_stays_out(job, t, path);
}

void moved_decide(struct scan_job *job, const struct held *h)
{
	track_id twin = scan_find_twin(job, &h->stamp);
	const struct track *t = twin ? library_get(job->lib, twin) : NULL;

	if (!t || !is_surely_gone(job, t, &h->stamp))
		scan_ask(job, h->path, &h->stamp, WANT_NEW, 0);
	else if (scan_same_inode(&t->stamp, &h->stamp))
		scan_do_move(job, twin, h->path, &h->stamp);
	else
		scan_ask(job, h->path, &h->stamp, WANT_TWIN, twin);
}

/* An untagged file's title is made from its name, which may be what changed. */
static bool same_title(const struct track *t, const struct tags *tags)
{
	const char *base = path_base(t->path);

	return tags->title[0] ? !strcmp(tags->title, t->title) : !strncmp(base, t->title, strlen(t->title));
}

bool moved_is_same_music(const struct scan_job *job, const struct want *w, const struct tags *tags)
{
	const struct track *t = scan_is_seen(job, w->twin) ? NULL : library_get(job->lib, w->twin);

	return t && same_title(t, tags) && !strcmp(t->artist, tags->artist) && t->duration_ms == tags->duration_ms;
}
