/* scan_away.c -- what a scan did not see, and of which nobody can say that it is gone. */
#include "app/scan_job.h"

#include <stdlib.h>
#include <string.h>

bool scan_is_in_failed(const struct scan_job *job, const char *path)
{
	char *up = xstrdup(path);
	bool failed = false;

	do
		failed = mapstr_get(&job->failed, up) != NULL;
	while (!failed && scan_go_up(up));
	free(up);
	return failed;
}

/*
 * The folder a disk was mounted on is still there when it is not: empty, and on another file system. A track of a file system of which
 * nothing was seen is no deleted one; of a single disk whose every file was deleted the root itself tells.
 */
bool scan_is_disk_away(const struct scan_job *job, const struct track *t, const struct root *r)
{
	return r->dev && t->stamp.dev && t->stamp.dev != r->dev && !map64_get(&job->devs, t->stamp.dev + 1);
}

bool scan_is_away(const struct scan_job *job, const struct track *t)
{
	const struct root *r = scan_is_seen(job, t->id) ? NULL : scan_root_above(job, t->path, true, false, ROOT_WALKED);

	/* what vanished between two looks is for whoever watches to say */
	return r && !r->is_look && (scan_is_in_failed(job, t->path) || scan_is_disk_away(job, t, r));
}

void scan_set_away(struct scan_job *job, const struct track *t, const char *path)
{
	job->counts.away++;
	if (job->sink->away)
		job->sink->away(job->ctx, t->id, scan_root_above(job, path, true, false, ROOT_WALKED)->path);
}

/* A part is as far away as its file; whether it lives on is judged in scan_parts.c. */
void scan_judge_part(struct scan_job *job, const struct track *t)
{
	const struct track *file = t->state == TRACK_MISSING ? NULL : library_by_path(job->lib, t->part->file);

	if (file && scan_is_away(job, file))
		scan_set_away(job, t, file->path);
	else if (file && t->is_away && scan_is_seen(job, file->id) && job->sink->back)
		job->sink->back(job->ctx, t->id);
}
