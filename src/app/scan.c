/*
 * scan.c -- new, changed, moved, vanished.
 *
 * A scan goes through rounds.  In a round all roots asked for are walked; each file seen is compared with the library by path and
 * stamp (size, mtime):
 *
 *     known, same stamp       nothing; if it was missing, it is back (no reading)
 *     known, other stamp      read its tags -> put / unreadable
 *     unknown                 read its tags -> put / unreadable
 *     unknown, but its stamp is that of a known track not seen so far    held until the round's walks are over
 *
 * When the last walk is over it is known who was not seen.  For each held file: is the look-alike still unseen, and its place
 * completely walked (or is it known to be gone)?  Then the same inode on the same device is the same file, moved; else its tags are
 * read and title, artist and duration decide.  Whatever stays unseen below a root that was completely walked is missing; nothing is ever
 * deleted.  A root with a folder that could not be read, or whose walker died, is not complete: nothing below it is called missing.
 *
 *     WALKING --last walk over--> HELD (deciding moves, reading look-alikes) --all answered--> vanished ones marked --> IDLE
 *
 * Paths of new files are remembered for the round, because the sink may keep them later than the next sighting (two roots, one inside
 * the other), and the library then does not know them yet.
 */
#include "app/scan.h"

#include <stdlib.h>
#include <string.h>

enum root_state { ROOT_KNOWN, ROOT_WALKING, ROOT_COMPLETE, ROOT_PARTIAL };
struct root { char *path; enum root_state state; };

enum want_kind { WANT_NEW, WANT_UPDATE, WANT_TWIN };
struct want {			/* a file whose tags were asked for, or that is held */
	struct want *next, **link;	/* in the job's list of those asked for */
	char *path;
	struct file_stamp stamp;
	enum want_kind kind;
	track_id twin;		/* WANT_TWIN: perhaps this one, moved */
};

struct scan_job {
	struct scanner *scanner;
	struct library *lib;
	const struct scan_sink *sink;
	void *ctx;
	struct scan_counts counts;
	struct root *roots;
	size_t n_roots, cap_roots, walking;
	struct map64 seen;		/* ids of known tracks whose file was seen this round, or was moved */
	struct mapstr wants;		/* path -> struct want: asked and not yet answered … */
	struct want *first_want;	/* … and all of them as a list */
	struct mapstr fresh;		/* paths of new files of this round */
	struct arena fresh_names;
	struct want *held;
	size_t n_held, cap_held;
	bool in_round;
};

struct scan_job *scan_job_new(struct scanner *scanner, struct library *lib, const struct scan_sink *sink, void *ctx)
{
	struct scan_job *job = xcalloc(1, sizeof *job);

	job->scanner = scanner;
	job->lib = lib;
	job->sink = sink;
	job->ctx = ctx;
	return job;
}

static void want_free(struct want *w)
{
	*w->link = w->next;
	if (w->next)
		w->next->link = w->link;
	free(w->path);
	free(w);
}

static void forget_held(struct scan_job *job)
{
	for (size_t i = 0; i < job->n_held; i++)
		free(job->held[i].path);
	job->n_held = 0;
}

static void forget_round(struct scan_job *job)
{
	map64_done(&job->seen);
	mapstr_done(&job->fresh);
	arena_done(&job->fresh_names);
	memset(&job->seen, 0, sizeof job->seen);
	memset(&job->fresh, 0, sizeof job->fresh);
	memset(&job->fresh_names, 0, sizeof job->fresh_names);
	forget_held(job);
	job->in_round = false;
}

const struct scan_counts *scan_job_counts(const struct scan_job *job)
{
	return &job->counts;
}

/* ---- roots ---- */

static bool is_below(const char *path, const char *root)
{
	size_t n = strlen(root);

	if (strncmp(path, root, n))
		return false;
	return !path[n] || path[n] == '/' || (n && root[n - 1] == '/');
}

static struct root *root_find(struct scan_job *job, const char *path)
{
	for (size_t i = 0; i < job->n_roots; i++)
		if (!strcmp(job->roots[i].path, path))
			return &job->roots[i];
	return NULL;
}

static struct root *root_put(struct scan_job *job, const char *path)
{
	struct root *r = root_find(job, path);

	if (r)
		return r;
	ARRAY_GROW(job->roots, job->n_roots, job->cap_roots);
	r = &job->roots[job->n_roots++];
	r->path = xstrdup(path);
	r->state = ROOT_KNOWN;
	return r;
}

/* Does a root in this state hold path? A root does not hold itself unless `or_itself`. */
static bool below_some_root(const struct scan_job *job, const char *path, enum root_state state, bool or_itself)
{
	for (size_t i = 0; i < job->n_roots; i++)
		if (job->roots[i].state == state && is_below(path, job->roots[i].path) &&
		    (or_itself || strcmp(path, job->roots[i].path)))
			return true;
	return false;
}

void scan_job_know_roots(struct scan_job *job, const char *const *paths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		root_put(job, paths[i]);
}

static void root_walk(struct scan_job *job, struct root *r)
{
	if (r->state == ROOT_WALKING)
		return;
	r->state = ROOT_WALKING;
	job->walking++;
	job->in_round = true;
	job->counts.is_walking = true;
	scanner_walk(job->scanner, r->path);
}

void scan_job_add(struct scan_job *job, const char *path)
{
	struct root *r = root_find(job, path);

	if (!r) {
		bool is_inside = false;

		for (size_t i = 0; i < job->n_roots && !is_inside; i++)
			is_inside = is_below(path, job->roots[i].path);
		if (!is_inside)
			job->sink->root_add(job->ctx, path);
		r = root_put(job, path);
	}
	if (!below_some_root(job, path, ROOT_WALKING, false))
		root_walk(job, r);
}

void scan_job_add_known(struct scan_job *job)
{
	/* a root inside another is walked with that one */
	for (size_t i = 0; i < job->n_roots; i++) {
		bool is_inside = false;

		for (size_t k = 0; k < job->n_roots && !is_inside; k++)
			is_inside = k != i && is_below(job->roots[i].path, job->roots[k].path);
		if (!is_inside)
			root_walk(job, &job->roots[i]);
	}
}

/* ---- files ---- */

static bool same_stamp(const struct file_stamp *a, const struct file_stamp *b)
{
	return a->size == b->size && a->mtime_ns == b->mtime_ns;
}

static bool is_seen(const struct scan_job *job, track_id id)
{
	return map64_get(&job->seen, (uint64_t)id) != NULL;
}

static void mark_seen(struct scan_job *job, track_id id)
{
	map64_put(&job->seen, (uint64_t)id, job);
}

static void ask(struct scan_job *job, const char *path, const struct file_stamp *stamp, enum want_kind kind, track_id twin)
{
	struct want *w = xcalloc(1, sizeof *w);

	w->path = xstrdup(path);
	w->stamp = *stamp;
	w->kind = kind;
	w->twin = twin;
	w->next = job->first_want;
	w->link = &job->first_want;
	if (w->next)
		w->next->link = &w->next;
	job->first_want = w;
	mapstr_put(&job->wants, w->path, w);
	job->counts.to_read++;
	scanner_read(job->scanner, path, stamp);
}

struct twin_search { const struct scan_job *job; track_id found; const struct file_stamp *stamp; };

/* An unseen look-alike; the same inode wins over others. */
static bool visit_twin(void *ctx, struct track *t)
{
	struct twin_search *s = ctx;

	if (is_seen(s->job, t->id))
		return true;
	if (!s->found)
		s->found = t->id;
	if (t->stamp.ino == s->stamp->ino && t->stamp.dev == s->stamp->dev) {
		s->found = t->id;
		return false;
	}
	return true;
}

static track_id find_twin(const struct scan_job *job, const struct file_stamp *stamp)
{
	struct twin_search s = { job, 0, stamp };

	library_same_stamp(job->lib, stamp, visit_twin, &s);
	return s.found;
}

static void hold(struct scan_job *job, const char *path, const struct file_stamp *stamp)
{
	ARRAY_GROW(job->held, job->n_held, job->cap_held);
	job->held[job->n_held++] = (struct want){ .path = xstrdup(path), .stamp = *stamp, .kind = WANT_NEW };
}

static void file_known(struct scan_job *job, struct track *t, const struct file_stamp *stamp)
{
	if (is_seen(job, t->id))
		return;
	mark_seen(job, t->id);
	job->counts.files++;
	if (!same_stamp(&t->stamp, stamp))
		ask(job, t->path, stamp, WANT_UPDATE, 0);
	else if (t->state == TRACK_MISSING)
		job->sink->state(job->ctx, t->id, t->error[0] ? TRACK_UNREADABLE : TRACK_OK);
}

static void file_seen(struct scan_job *job, const char *path, const struct file_stamp *stamp)
{
	struct track *t = library_by_path(job->lib, path);
	char *name;

	if (t) {
		file_known(job, t, stamp);
		return;
	}
	if (mapstr_get(&job->fresh, path))
		return;
	name = arena_strdup(&job->fresh_names, path);
	mapstr_put(&job->fresh, name, name);
	job->counts.files++;
	if (find_twin(job, stamp))
		hold(job, path, stamp);
	else
		ask(job, path, stamp, WANT_NEW, 0);
}

/* ---- moved ---- */

/* May this unseen track be called gone? Only when its place was looked at, or it was gone already. */
static bool is_surely_gone(const struct scan_job *job, const struct track *t)
{
	if (t->state == TRACK_MISSING || below_some_root(job, t->path, ROOT_COMPLETE, true))
		return true;
	if (below_some_root(job, t->path, ROOT_PARTIAL, true))
		return false;
	return job->sink->is_gone && job->sink->is_gone(job->ctx, t->path);
}

static void do_move(struct scan_job *job, track_id id, const char *path, const struct file_stamp *stamp)
{
	mark_seen(job, id);
	job->counts.moved++;
	job->sink->move(job->ctx, id, path, stamp);
}

static void decide_held(struct scan_job *job)
{
	for (size_t i = 0; i < job->n_held; i++) {
		struct want *w = &job->held[i];
		track_id twin = find_twin(job, &w->stamp);
		const struct track *t = twin ? library_get(job->lib, twin) : NULL;

		if (!t || !is_surely_gone(job, t))
			ask(job, w->path, &w->stamp, WANT_NEW, 0);
		else if (t->stamp.ino == w->stamp.ino && t->stamp.dev == w->stamp.dev)
			do_move(job, twin, w->path, &w->stamp);
		else
			ask(job, w->path, &w->stamp, WANT_TWIN, twin);
	}
	forget_held(job);
}

/* An untagged file's title is made from its name, which may be what changed. */
static bool same_title(const struct track *t, const struct tags *tags)
{
	const char *base = path_base(t->path);

	return tags->title[0] ? !strcmp(tags->title, t->title) : !strncmp(base, t->title, strlen(t->title));
}

static bool is_same_music(const struct scan_job *job, const struct want *w, const struct tags *tags)
{
	const struct track *t = is_seen(job, w->twin) ? NULL : library_get(job->lib, w->twin);

	return t && same_title(t, tags) && !strcmp(t->artist, tags->artist) && t->duration_ms == tags->duration_ms;
}

/* ---- news ---- */

static struct want *answered(struct scan_job *job, const char *path)
{
	struct want *w = mapstr_del(&job->wants, path);

	if (w)
		job->counts.read++;
	return w;
}

static void on_tags(struct scan_job *job, const struct scan_news *news)
{
	struct want *w = answered(job, news->path);

	if (!w)
		return;
	if (w->kind == WANT_TWIN && is_same_music(job, w, &news->tags)) {
		do_move(job, w->twin, w->path, &news->stamp);
	} else {
		*(w->kind == WANT_UPDATE ? &job->counts.updated : &job->counts.added) += 1;
		job->sink->put_tags(job->ctx, w->path, &news->stamp, &news->tags);
	}
	want_free(w);
}

static void on_failed(struct scan_job *job, const struct scan_news *news)
{
	struct want *w = answered(job, news->path);

	if (!w)
		return;
	job->counts.unreadable++;
	job->sink->unreadable(job->ctx, w->path, &news->stamp, news->why);
	want_free(w);
}

static void on_walked(struct scan_job *job, const struct scan_news *news)
{
	struct root *r = root_find(job, news->path);

	if (!r || r->state != ROOT_WALKING)
		return;
	r->state = news->complete ? ROOT_COMPLETE : ROOT_PARTIAL;
	if (--job->walking)
		return;
	job->counts.is_walking = false;
	decide_held(job);
}

static void take(struct scan_job *job, const struct scan_news *news)
{
	switch (news->kind) {
	case SCAN_FILE:
		file_seen(job, news->path, &news->stamp);
		break;
	case SCAN_DIR_FAILED:
		job->counts.dir_errors++;
		if (job->sink->dir_failed)
			job->sink->dir_failed(job->ctx, news->path, news->why);
		break;
	case SCAN_WALKED:
		on_walked(job, news);
		break;
	case SCAN_TAGS:
		on_tags(job, news);
		break;
	case SCAN_FAILED:
		on_failed(job, news);
		break;
	}
}

static void end_round(struct scan_job *job)
{
	for (size_t i = 0, n = library_total(job->lib); i < n; i++) {
		const struct track *t = library_at(job->lib, i);

		/* what this round itself added is in `fresh`, not in `seen` */
		if (t->state == TRACK_MISSING || is_seen(job, t->id) || mapstr_get(&job->fresh, t->path) ||
		    !below_some_root(job, t->path, ROOT_COMPLETE, true))
			continue;
		job->counts.removed++;
		job->sink->state(job->ctx, t->id, TRACK_MISSING);
	}
	for (size_t i = 0; i < job->n_roots; i++)
		job->roots[i].state = ROOT_KNOWN;
	forget_round(job);
}

bool scan_job_step(struct scan_job *job, int max_ms)
{
	int64_t until = clock_mono_ms() + max_ms;
	struct scan_news news;

	if (!job->in_round)
		return false;
	do {
		if (job->sink->is_full && job->sink->is_full(job->ctx))
			return true;
		if (!scanner_next(job->scanner, &news)) {
			if (job->walking || job->wants.n || !scanner_is_idle(job->scanner))
				return true;
			end_round(job);
			return false;
		}
		take(job, &news);
	} while (clock_mono_ms() < until);
	return true;
}

void scan_job_free(struct scan_job *job)
{
	if (!job)
		return;
	for (size_t i = 0; i < job->n_roots; i++)
		free(job->roots[i].path);
	free(job->roots);
	forget_round(job);
	mapstr_done(&job->wants);
	while (job->first_want)
		want_free(job->first_want);
	free(job->held);
	free(job);
}
