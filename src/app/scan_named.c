/* scan_named.c -- what the listener took out of the library: no scan brings it back, wherever it moves, but one that names it or its folder. */
#include "app/scan_job.h"

#include <stdlib.h>

static bool is_below_named(const struct scan_job *job, const char *path)
{
	char *up = xstrdup(path);
	bool found = false;

	do {
		const struct root *r = mapstr_get(&job->root_by_path, up);

		found = r && r->is_named;
	} while (!found && scan_go_up(up));
	free(up);
	return found;
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
