/*
 * scan_parts.c -- cue sheets in a scan: which tracks they hold, and which files are for that reason no track themselves.
 *
 *	album.cue			TRACK_PARTS	a sheet is a row of the library like a file: it has a stamp, it moves
 *	album.cue/track0001 …		TRACK_OK	its parts; no walk ever sees them, they live and die with sheet and file
 *	album.flac			TRACK_PARTS	what a sheet divides ("covered"); TRACK_OK again when no sheet does
 *
 *	rip.flac			TRACK_PARTS	a file with a sheet in its tags is both
 *	rip.flac/track0001 …		TRACK_OK
 *
 * A sheet is read when its stamp changed, and when a file it names, or one beside it, is new, changed or back ("stirred"): so parts never
 * need to be put together from two halves, and a part that is missing becomes a track again only by its sheet's word.  A sheet beside a file
 * is believed more than one inside it; since the children answer in any order, parts of the latter are taken only when all else is
 * answered: the file is then asked for once more, and so is one that was put as a track of its own before its sheet was heard.
 */
#include "app/scan_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PART_MAX = 999, HOLES_MAX = 32 };

static bool has(const struct mapstr *set, const char *path)
{
	return mapstr_get(set, path) != NULL;
}

/* What the part is a part of: the sheet, or the file with a sheet inside. Caller frees. */
static char *owner_of(const struct track *part)
{
	return xstrndup(part->path, (size_t)(path_base(part->path) - part->path) - 1);
}

static bool is_inside(const struct track *part)
{
	size_t n = strlen(part->part->file);

	return !strncmp(part->path, part->part->file, n) && part->path[n] == '/';
}

static char *folder_of(const char *path)
{
	size_t n = (size_t)(path_base(path) - path);

	return xstrndup(path, n > 1 ? n - 1 : n);
}

/* ---- reading sheets again ---- */

static bool knows_sheets(const struct scan_job *job)
{
	size_t n;
	struct track *const *unreadable = library_unreadable(job->lib, &n);
	bool any = false;

	for (size_t i = 0; i < n && !any; i++)
		any = music_is_sheet_name(unreadable[i]->path);
	library_parts(job->lib, &n);
	return any || n;
}

void parts_stirred(struct scan_job *job, const char *path)
{
	char *folder;

	if (music_is_sheet_name(path))
		return;
	folder = folder_of(path);
	scan_remember(job, &job->stirred, path);
	scan_remember(job, &job->stirred, folder);
	free(folder);
}

bool parts_has_own(const struct scan_job *job, const char *path)
{
	char *first = path_join(path, "track0001");
	bool any = music_is_sheet_name(path) || library_by_path(job->lib, first);

	free(first);
	return any;
}

static void ask_sheet(struct scan_job *job, const char *path)
{
	const struct track *sheet = music_is_sheet_name(path) ? library_by_path(job->lib, path) : NULL;

	/* what is gone is not asked for; what is asked for is not asked twice */
	if (!sheet || has(&job->heard, path) || (scan_is_seen(job, sheet->id) ? false : sheet->state == TRACK_MISSING || scan_was_looked_at(job, path)))
		return;
	scan_ask(job, path, &sheet->stamp, WANT_AGAIN, 0);
}

void parts_ask_sheets(struct scan_job *job)
{
	const char *last = "";
	struct track *const *list;
	size_t n, last_n = 0;

	if (!job->stirred.n || !knows_sheets(job))
		return;
	list = library_parts(job->lib, &n);
	for (size_t i = 0; i < n; i++) {
		size_t owner_n = (size_t)(path_base(list[i]->path) - list[i]->path);
		char *owner, *folder;

		/* parts of a sheet stand together: one look at the sheet */
		if (!list[i]->part || (owner_n == last_n && !strncmp(list[i]->path, last, owner_n) && !has(&job->stirred, list[i]->part->file)))
			continue;
		last = list[i]->path;
		last_n = owner_n;
		owner = owner_of(list[i]);
		folder = folder_of(owner);
		if (has(&job->stirred, list[i]->part->file) || has(&job->stirred, folder))
			ask_sheet(job, owner);
		free(owner);
		free(folder);
	}
	list = library_unreadable(job->lib, &n);
	for (size_t i = 0; i < n; i++) {
		char *folder = music_is_sheet_name(list[i]->path) ? folder_of(list[i]->path) : NULL;

		if (folder && has(&job->stirred, folder))
			ask_sheet(job, list[i]->path);
		free(folder);
	}
}

/* ---- answers ---- */

void parts_told(struct scan_job *job, const struct scan_news *news)
{
	static const struct file_stamp none = { .size = 0 };
	struct want *w = mapstr_get(&job->wants, news->owner);
	bool of_sheet = music_is_sheet_name(news->owner), was_removed;
	const struct track *known;

	if (!w)
		return;
	w->has_parts = true;
	if (w->kind == WANT_TWIN || (!of_sheet && !(w->kind == WANT_AGAIN && has(&job->inside.set, news->owner))))
		return;
	known = library_by_path(job->lib, news->path);
	if (known && known->part && strcmp(known->part->file, news->part.file))
		scan_remember_in(job, &job->loosened, known->part->file);
	if (of_sheet)
		scan_remember_in(job, &job->covered, news->part.file);
	was_removed = known && known->state == TRACK_REMOVED;
	if (!was_removed && !has(&job->told, news->path) && (!known || w->kind == WANT_UPDATE))
		*(known ? &job->counts.updated : &job->counts.added) += !has(&job->moved, news->path);
	scan_remember(job, &job->told, news->path);
	/* its sheet names it, the listener does not */
	if (was_removed && scan_stays_out(job, known, news->path))
		return;
	/* a part is no file: without a stamp it is nobody's twin */
	job->sink->put_tags(job->ctx, news->path, &none, &news->tags);
}

static void remember_plain(struct scan_job *job, const char *path, const struct file_stamp *stamp)
{
	struct file_stamp *kept = arena_alloc(&job->names, sizeof *kept);

	*kept = *stamp;
	mapstr_put(&job->plain, arena_strdup(&job->names, path), kept);
}

void parts_settle_tags(struct scan_job *job, const struct want *w, const struct file_stamp *stamp, struct tags *tags)
{
	const struct track *known = library_by_path(job->lib, w->path);

	scan_remember(job, &job->heard, w->path);
	if (tags->has_parts)
		return;
	if (has(&job->covered.set, w->path)) {
		tags->has_parts = true;
	} else if (w->has_parts && w->kind == WANT_AGAIN && has(&job->inside.set, w->path)) {
		tags->has_parts = true;
	} else {
		/* what it was before it most likely is still; the judge knows */
		tags->has_parts = known && known->state == TRACK_PARTS;
		if (w->has_parts)
			scan_remember_in(job, &job->inside, w->path);
		if (w->has_parts || !tags->has_parts)
			remember_plain(job, w->path, stamp);
	}
}

bool parts_move(struct scan_job *job, const char *from, const char *to)
{
	static const struct file_stamp none = { .size = 0 };
	bool any = music_is_sheet_name(to);

	for (unsigned i = 1, holes = 0; i <= PART_MAX && holes < HOLES_MAX; i++) {
		char *old = music_part_path(from, i), *new = music_part_path(to, i);
		const struct track *t = library_by_path(job->lib, old);

		holes = t ? 0 : holes + 1;
		/* where it goes nothing can be known yet, but of two sheets that swapped places it may */
		if (t && !library_by_path(job->lib, new)) {
			scan_mark_seen(job, t->id);
			mapstr_put(&job->moved, arena_strdup(&job->names, new), (void *)(uintptr_t)t->id);
			if (t->part)
				scan_remember_in(job, &job->loosened, t->part->file);
			job->counts.moved++;
			job->sink->move(job->ctx, t->id, new, &none);
			any = true;
		}
		free(old);
		free(new);
	}
	return any;
}

/* ---- the end of the round ---- */

/* What was put as one track is read once more, for its parts or without itself. */
static void ask_again(struct scan_job *job, const char *path)
{
	const struct file_stamp *stamp = mapstr_get(&job->plain, path);

	if (!stamp)
		return;
	/* counted as a track of its own */
	if (!has(&job->moved, path) && !(library_by_path(job->lib, path) && library_by_path(job->lib, path)->state == TRACK_PARTS))
		*(has(&job->fresh, path) ? &job->counts.added : &job->counts.updated) -= 1;
	scan_ask(job, path, stamp, WANT_AGAIN, 0);
}

bool parts_settle(struct scan_job *job)
{
	if (job->is_settled)
		return false;
	job->is_settled = true;
	for (size_t i = 0; i < job->covered.n; i++)
		ask_again(job, job->covered.at[i]);
	for (size_t i = 0; i < job->inside.n; i++)
		if (!has(&job->covered.set, job->inside.at[i]))
			ask_again(job, job->inside.at[i]);
	return job->wants.n > 0;
}

/* Is this file there, as far as this round or the library knows? Of a file neither knows the sheet's word holds. */
static bool is_there(const struct scan_job *job, const char *path)
{
	const struct track *t = library_by_path(job->lib, path);

	if (has(&job->fresh, path) || has(&job->moved, path))
		return true;
	if (!t || has(&job->left, path))
		return !has(&job->left, path);
	if (scan_is_seen(job, t->id))
		return true;
	return t->state != TRACK_MISSING && (!scan_was_looked_at(job, path) || scan_is_away(job, t));
}

/* Does the part live on? One whose sheet was read does only when it was told. */
static bool is_alive(const struct scan_job *job, const struct track *part)
{
	char *owner;
	bool alive;

	if (has(&job->told, part->path))
		return true;
	owner = owner_of(part);
	alive = (part->state == TRACK_OK || part->state == TRACK_REMOVED) && !has(&job->heard, owner) && is_there(job, owner) && is_there(job, part->part->file);
	free(owner);
	return alive && !(is_inside(part) && has(&job->covered.set, part->part->file));
}

/* `kept` gathers the files that stay divided by a sheet inside them. */
static void judge_parts(struct scan_job *job, bool inside, struct paths *kept)
{
	size_t n;
	struct track *const *parts = library_parts(job->lib, &n);

	for (size_t i = 0; i < n; i++) {
		const struct track *t = parts[i];

		/* one that moved was told under its new name */
		if (!t->part || is_inside(t) != inside || scan_is_seen(job, t->id))
			continue;
		if (is_alive(job, t)) {
			scan_remember_in(job, inside ? kept : &job->covered, t->part->file);
		} else {
			scan_remember_in(job, &job->loosened, t->part->file);
			if (t->state != TRACK_MISSING && t->state != TRACK_REMOVED) {
				job->counts.removed++;
				job->sink->state(job->ctx, t->id, TRACK_MISSING);
			}
		}
	}
}

static void set_divided(struct scan_job *job, const char *path, bool is_divided)
{
	track_id id = (track_id)(uintptr_t)mapstr_get(&job->moved, path);
	const struct track *t = id ? library_get(job->lib, id) : library_by_path(job->lib, path);

	if (!t || !is_there(job, path) || (t->state == TRACK_PARTS) == is_divided || t->state == TRACK_UNREADABLE)
		return;
	/* what is known to be gone and did not come back in this round is for scan.c to judge */
	if (t->state == TRACK_MISSING && !scan_is_seen(job, t->id))
		return;
	if (!is_divided && parts_has_own(job, path)) {
		/* the sheet inside it counts again: its word is asked for */
		scan_remember_in(job, &job->inside, path);
		scan_ask(job, path, &t->stamp, WANT_AGAIN, 0);
		return;
	}
	job->sink->state(job->ctx, t->id, is_divided ? TRACK_PARTS : TRACK_OK);
}

bool parts_judge(struct scan_job *job)
{
	struct paths kept = { .n = 0 };

	if (job->are_parts_judged)
		return false;
	job->are_parts_judged = true;
	judge_parts(job, false, NULL);
	judge_parts(job, true, &kept);
	for (size_t i = 0; i < job->inside.n; i++)
		scan_remember_in(job, &kept, job->inside.at[i]);
	for (size_t i = 0; i < job->covered.n; i++)
		set_divided(job, job->covered.at[i], true);
	for (size_t i = 0; i < job->loosened.n; i++)
		if (!has(&job->covered.set, job->loosened.at[i]) && !has(&kept.set, job->loosened.at[i]))
			set_divided(job, job->loosened.at[i], false);
	mapstr_done(&kept.set);
	free(kept.at);
	return job->wants.n > 0;
}
