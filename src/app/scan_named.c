/*
 * scan_named.c -- by what name something is the library's.  What the listener took out of it: no scan brings that back, wherever it moves, but
 * one that names it or its folder.  And folders it has by the name of a link.
 */
#include "app/scan_job.h"

#include <stdlib.h>
#include <string.h>

/* The nearest folder of the job at the path or above it that is so. */
static const struct root *root_above(const struct scan_job *job, const char *path, bool (*is_so)(const struct root *r))
{
	char *up = xstrdup(path);
	const struct root *r;

	do
		r = mapstr_get(&job->root_by_path, up);
	while (!(r && is_so(r)) && scan_go_up(up));
	free(up);
	return r && is_so(r) ? r : NULL;
}

static bool is_named_or_left(const struct root *r)
{
	return r->is_named || r->is_left;
}

static bool is_of_library_or_left(const struct root *r)
{
	return !r->is_look || r->is_left;
}

static bool is_below_named(const struct scan_job *job, const char *path)
{
	const struct root *r = root_above(job, path, is_named_or_left);

	return r && r->is_named;
}

bool scan_is_left(const struct scan_job *job, const char *path)
{
	const struct root *r = job->has_left ? root_above(job, path, is_of_library_or_left) : NULL;

	return r && r->is_left;
}

static bool holds(const char *root, const char *path)
{
	size_t n = strlen(root);

	return !strncmp(path, root, n) && (!path[n] || path[n] == '/' || (n && root[n - 1] == '/'));
}

void scan_job_leave(struct scan_job *job, const char *path, const char *const *roots, size_t n)
{
	for (size_t i = 0; i < job->n_roots; i++) {
		struct root *r = job->roots[i];
		bool is_held = !holds(path, r->path);

		for (size_t k = 0; k < n && !is_held; k++)
			is_held = holds(roots[k], r->path);
		if (is_held)
			continue;
		r->is_named = false;
		r->is_left = r->is_look = job->has_left = true;
	}
}

static void is_back(struct scan_job *job, const struct track *t)
{
	job->counts.added++;
	job->sink->state(job->ctx, t->id, t->error[0] ? TRACK_UNREADABLE : TRACK_OK);
}

bool scan_stays_out(struct scan_job *job, const struct track *t, const char *path)
{
	if (t->state != TRACK_REMOVED)
		return false;
	if (!is_below_named(job, path))
		return true;
	is_back(job, t);
	return false;
}

void scan_part_named(struct scan_job *job, const struct track *t)
{
	const struct track *file = t->part ? library_by_path(job->lib, t->part->file) : NULL;

	if (file && scan_is_seen(job, file->id) && is_below_named(job, file->path))
		is_back(job, t);
}

/* ---- links ---- */

void scan_job_know_links(struct scan_job *job, const char *const *names, const char *const *reals, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!reals[i] || !strcmp(reals[i], names[i]))
			continue;
		ARRAY_GROW(job->aliases, job->n_aliases, job->aliases_cap);
		job->aliases[job->n_aliases++] = (struct alias_of){ xstrdup(names[i]), xstrdup(reals[i]) };
	}
}

void scan_forget_links(struct scan_job *job)
{
	for (size_t i = 0; i < job->n_aliases; i++) {
		free(job->aliases[i].name);
		free(job->aliases[i].real);
	}
	free(job->aliases);
}

bool scan_has_other_name(const struct scan_job *job, const char *path)
{
	size_t inner = 0;

	for (size_t i = 0; i < job->n_aliases; i++)
		if (holds(job->aliases[i].real, path) && !holds(job->aliases[i].name, path))
			inner = MAX_OF(inner, strlen(job->aliases[i].real));
	/* a folder further in that is the library's by this very name */
	for (size_t i = 0; inner && i < job->n_roots; i++)
		if (!job->roots[i]->is_look && strlen(job->roots[i]->path) >= inner && holds(job->roots[i]->path, path))
			inner = 0;
	return inner;
}
