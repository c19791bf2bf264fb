/*
 * scan.c -- new, changed, moved, vanished.
 *
 * A scan goes through rounds.  In a round all roots asked for are walked; each file seen is compared with the library by path and
 * stamp (size, mtime):
 *
 *     known, same stamp       nothing; if it was missing, it is back (no reading)
 *     known, other stamp      read its tags -> put / unreadable
 *     known, taken out by the listener    nothing, unless its folder or itself was named: then it is back
 *     unknown                 read its tags -> put / unreadable
 *     unknown, but its stamp is that of a known track not seen so far    held until the round's walks are over
 *
 * When the last walk is over it is known who was not seen, and each held file is decided.  It can only be a look-alike that is surely
 * gone: missing before, or where this round looked, or gone by the sink's word.  Then the same inode on the same device is the same
 * file, moved; with another inode the tags are read, and title, artist and duration decide.
 *
 * Whatever stays unseen where the round looked is missing; nothing is ever deleted.  Not looked at is all below a folder that could
 * not be read (it is away); a walker that died is told as a failure of its root.
 *
 *     WALKING --last walk over--> DECIDING (held files) --> READING (till all is answered) --> JUDGING (the unseen) --> IDLE
 *
 * Cue sheets are files like others here; what becomes of their parts is in scan_parts.c.
 *
 * Each phase can stop anywhere when its time slice is over: a million tracks are judged in many turns.  A root asked for after
 * WALKING waits for the next round.  Paths of new files are remembered for the round, because the sink may keep them later than their
 * next sighting (two roots, one inside the other), and because once kept they must not pass for unseen.
 */
#include "app/scan_job.h"

#include <stdlib.h>
#include <string.h>

enum { JUDGE_BUNCH = 64 };	/* tracks between two looks at the clock */

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

static void forget_round(struct scan_job *job)
{
	struct mapstr *const sets[] = { &job->fresh, &job->failed, &job->moved, &job->left, &job->stirred, &job->told, &job->heard, &job->plain,
					&job->covered.set, &job->inside.set, &job->loosened.set };
	struct paths *const lists[] = { &job->covered, &job->inside, &job->loosened };

	swap_forget(job);
	map64_done(&job->seen);
	map64_done(&job->devs);
	for (size_t i = 0; i < COUNT_OF(sets); i++)
		mapstr_done(sets[i]);
	arena_done(&job->names);
	for (size_t i = 0; i < job->n_held; i++)
		free(job->held[i].path);
	memset(&job->seen, 0, sizeof job->seen);
	memset(&job->devs, 0, sizeof job->devs);
	for (size_t i = 0; i < COUNT_OF(sets); i++)
		memset(sets[i], 0, sizeof *sets[i]);
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		free(lists[i]->at);
		memset(lists[i], 0, sizeof *lists[i]);
	}
	memset(&job->names, 0, sizeof job->names);
	job->is_settled = job->are_parts_judged = false;
	job->n_held = job->held_at = job->judged_at = 0;
}

const struct scan_counts *scan_job_counts(const struct scan_job *job)
{
	return &job->counts;
}

/* ---- roots ---- */

/* Cuts the path's last name off; false at the top. "/a/b" -> "/a" -> "/" */
bool scan_go_up(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash || !path[1])
		return false;
	slash[slash == path] = '\0';
	return true;
}

/* The root in this state that holds path; NULL: none. One lookup a folder, however many roots there are. */
const struct root *scan_root_above(const struct scan_job *job, const char *path, bool or_itself, bool any_state, enum root_state state)
{
	const struct root *found = NULL;
	char *up = xstrdup(path);
	bool more = or_itself || scan_go_up(up);

	while (more && !found) {
		const struct root *r = mapstr_get(&job->root_by_path, up);

		found = r && (any_state || r->state == state) ? r : NULL;
		more = scan_go_up(up);
	}
	free(up);
	return found;
}

static bool is_below_root(const struct scan_job *job, const char *path, bool or_itself, bool any_state, enum root_state state)
{
	return scan_root_above(job, path, or_itself, any_state, state) != NULL;
}

static struct root *root_put(struct scan_job *job, const char *path)
{
	struct root *r = mapstr_get(&job->root_by_path, path);

	if (r)
		return r;
	r = xcalloc(1, sizeof *r);
	r->path = xstrdup(path);
	ARRAY_GROW(job->roots, job->n_roots, job->cap_roots);
	job->roots[job->n_roots++] = r;
	mapstr_put(&job->root_by_path, r->path, r);
	return r;
}

void scan_job_know_roots(struct scan_job *job, const char *const *paths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		root_put(job, paths[i]);
}

static void root_walk(struct scan_job *job, struct root *r)
{
	if (r->state == ROOT_WALKING || r->state == ROOT_QUEUED)
		return;
	if (job->phase > PHASE_WALKING || (job->phase == PHASE_IDLE && job->is_unsettled)) {
		r->state = ROOT_QUEUED;
		return;
	}
	if (r->is_gone) {
		r->state = ROOT_WALKED;
		r->dev = 0;
		job->phase = job->walking ? PHASE_WALKING : PHASE_DECIDING;
		return;
	}
	r->state = ROOT_WALKING;
	job->phase = PHASE_WALKING;
	job->walking++;
	job->counts.is_walking = true;
	scanner_walk(job->scanner, r->path);
}

void scan_job_add(struct scan_job *job, const char *path)
{
	struct root *r = mapstr_get(&job->root_by_path, path);

	if (!r || r->is_look) {
		if (!is_below_root(job, path, false, true, ROOT_KNOWN))
			job->sink->root_add(job->ctx, path);
		r = root_put(job, path);
		r->is_look = r->is_gone = r->is_left = false;
	}
	r->is_named = true;
	if (!is_below_root(job, path, false, false, ROOT_WALKING))
		root_walk(job, r);
}

void scan_job_add_known(struct scan_job *job)
{
	/* a root inside another is walked with that one */
	for (size_t i = 0; i < job->n_roots; i++)
		if (!is_below_root(job, job->roots[i]->path, false, true, ROOT_KNOWN))
			root_walk(job, job->roots[i]);
}

static void look(struct scan_job *job, const char *path, bool is_gone)
{
	struct root *r = mapstr_get(&job->root_by_path, path);

	if (!r) {
		r = root_put(job, path);
		r->is_look = true;
	}
	/* a root that is gone is a disk that was taken away: the walk finds out */
	r->is_gone = is_gone && r->is_look;
	/* what is being walked may have been passed already: it is looked at once more when this round is over */
	if (r->state == ROOT_WALKING || is_below_root(job, path, false, false, ROOT_WALKING))
		r->is_again = true;
	else
		root_walk(job, r);
	/* it was walked in this round already: its files are no more for that */
	if (r->state == ROOT_QUEUED && !r->is_look && job->phase > PHASE_WALKING)
		r->is_again = true;
}

void scan_job_look(struct scan_job *job, const char *path)
{
	look(job, path, false);
}

void scan_job_read(struct scan_job *job, const char *path)
{
	look(job, path, false);
	((struct root *)mapstr_get(&job->root_by_path, path))->is_named = true;
}

void scan_job_gone(struct scan_job *job, const char *path)
{
	look(job, path, true);
}

/* ---- files ---- */

static bool same_stamp(const struct file_stamp *a, const struct file_stamp *b)
{
	return a->size == b->size && a->mtime_ns == b->mtime_ns;
}

bool scan_is_seen(const struct scan_job *job, track_id id)
{
	return map64_get(&job->seen, (uint64_t)id) != NULL;
}

void scan_mark_seen(struct scan_job *job, track_id id)
{
	map64_put(&job->seen, (uint64_t)id, job);
}

void scan_ask(struct scan_job *job, const char *path, const struct file_stamp *stamp, enum want_kind kind, track_id twin)
{
	struct want *w = mapstr_get(&job->wants, path);

	if (w)
		return;
	w = xcalloc(1, sizeof *w);
	w->path = xstrdup(path);
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

void scan_remember(struct scan_job *job, struct mapstr *set, const char *path)
{
	char *name;

	if (mapstr_get(set, path))
		return;
	name = arena_strdup(&job->names, path);
	mapstr_put(set, name, name);
}

void scan_remember_in(struct scan_job *job, struct paths *list, const char *path)
{
	if (mapstr_get(&list->set, path))
		return;
	ARRAY_GROW(list->at, list->n, list->cap);
	list->at[list->n] = arena_strdup(&job->names, path);
	mapstr_put(&list->set, list->at[list->n], job);
	list->n++;
}

static void file_known(struct scan_job *job, struct track *t, const struct file_stamp *stamp)
{
	if (scan_is_seen(job, t->id))
		return;
	/* by the number it was kept under: a file system may get another one each time */
	map64_put(&job->devs, t->stamp.dev + 1, job);
	if (t->is_away && job->sink->back)
		job->sink->back(job->ctx, t->id);
	if (!same_stamp(&t->stamp, stamp) && swap_holds(job, t, stamp)) {
		job->counts.files += !job->is_recheck;
		parts_stirred(job, t->path);
		return;
	}
	scan_mark_seen(job, t->id);
	job->counts.files += !job->is_recheck && !music_is_sheet_name(t->path);
	if (scan_stays_out(job, t, t->path))
		return;
	if (!same_stamp(&t->stamp, stamp) || t->state == TRACK_MISSING)
		parts_stirred(job, t->path);
	if (!same_stamp(&t->stamp, stamp) || (t->state == TRACK_MISSING && parts_has_own(job, t->path)))
		scan_ask(job, t->path, stamp, WANT_UPDATE, 0);
	else if (t->state == TRACK_MISSING)
		job->sink->state(job->ctx, t->id, t->error[0] ? TRACK_UNREADABLE : TRACK_OK);
}

static void file_seen(struct scan_job *job, const char *path, const struct file_stamp *stamp)
{
	struct track *t = library_by_path(job->lib, path);

	if (t) {
		file_known(job, t, stamp);
		return;
	}
	if (mapstr_get(&job->fresh, path))
		return;
	scan_remember(job, &job->fresh, path);
	parts_stirred(job, path);
	map64_put(&job->devs, stamp->dev + 1, job);
	job->counts.files += !job->is_recheck && !music_is_sheet_name(path);
	if (scan_find_twin(job, stamp))
		moved_hold(job, path, stamp);
	else
		scan_ask(job, path, stamp, WANT_NEW, 0);
}

/* Did this round look where the file would be? */
bool scan_was_looked_at(const struct scan_job *job, const char *path)
{
	return !scan_is_in_failed(job, path) && is_below_root(job, path, true, false, ROOT_WALKED);
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
	if (w->kind != WANT_UPDATE && scan_is_left(job, w->path)) {
		/* read for nothing */
	} else if (w->kind == WANT_TWIN && moved_is_same_music(job, w, &news->tags)) {
		scan_do_move(job, w->twin, w->path, &news->stamp);
	} else if (w->kind == WANT_TWIN && news->tags.has_parts) {
		/* another sheet: now its parts are wanted */
		scan_ask(job, w->path, &news->stamp, WANT_NEW, 0);
	} else {
		struct tags tags = news->tags;

		parts_settle_tags(job, w, &news->stamp, &tags);
		if (!tags.has_parts && w->kind != WANT_AGAIN)
			*(w->kind == WANT_UPDATE ? &job->counts.updated : &job->counts.added) += 1;
		job->sink->put_tags(job->ctx, w->path, &news->stamp, &tags);
	}
	want_free(w);
}

static void on_failed(struct scan_job *job, const struct scan_news *news)
{
	struct want *w = answered(job, news->path);

	if (!w)
		return;
	job->counts.unreadable++;
	scan_remember(job, &job->heard, w->path);
	job->sink->unreadable(job->ctx, w->path, &news->stamp, news->why);
	want_free(w);
}

static void mark_failed(struct scan_job *job, const char *path)
{
	scan_remember(job, &job->failed, path);
}

static void on_dir_failed(struct scan_job *job, const struct scan_news *news)
{
	const struct root *r = mapstr_get(&job->root_by_path, news->path);

	mark_failed(job, news->path);
	/* gone between two looks: whoever watches will say so */
	if (r && r->is_look)
		return;
	job->counts.dir_errors++;
	if (job->sink->dir_failed)
		job->sink->dir_failed(job->ctx, news->path, news->why);
}

static void on_walked(struct scan_job *job, const struct scan_news *news)
{
	struct root *r = mapstr_get(&job->root_by_path, news->path);

	if (!r || r->state != ROOT_WALKING)
		return;
	r->state = ROOT_WALKED;
	r->dev = news->stamp.dev;
	/* incomplete without a word of what failed: believe nothing */
	if (!news->complete && !job->failed.n)
		mark_failed(job, r->path);
	if (--job->walking)
		return;
	job->counts.is_walking = false;
	job->phase = PHASE_DECIDING;
}

static void take(struct scan_job *job, const struct scan_news *news)
{
	switch (news->kind) {
	case SCAN_FILE:
		if (!scan_has_other_name(job, news->path))
			file_seen(job, news->path, &news->stamp);
		break;
	case SCAN_DIR_FAILED:
		on_dir_failed(job, news);
		break;
	case SCAN_WALKED:
		on_walked(job, news);
		break;
	case SCAN_PART:
		parts_told(job, news);
		break;
	case SCAN_TAGS:
		on_tags(job, news);
		break;
	case SCAN_FAILED:
		on_failed(job, news);
		break;
	}
}

static void judge(struct scan_job *job, const struct track *t)
{
	const struct root *r;

	if (t->state == TRACK_REMOVED) {
		scan_part_named(job, t);
		return;
	}
	if (t->part) {
		scan_judge_part(job, t);
		return;
	}
	/* what this round itself added is in `fresh`, not in `seen` */
	if (t->state == TRACK_MISSING || scan_is_seen(job, t->id) || mapstr_get(&job->fresh, t->path))
		return;
	if (scan_is_away(job, t)) {
		scan_set_away(job, t, t->path);
		return;
	}
	r = scan_root_above(job, t->path, true, false, ROOT_WALKED);
	if (!r || scan_is_in_failed(job, t->path) || scan_is_disk_away(job, t, r))
		return;
	job->counts.removed++;
	job->sink->state(job->ctx, t->id, TRACK_MISSING);
}

/*
 * Only single files were looked at, and all of them are known or new: who is missing can only be one of them. The rule for what a
 * watcher tells all day, so that a file saved costs no walk over a million tracks.
 */
static bool judge_few(struct scan_job *job)
{
	for (size_t i = 0; i < job->n_roots; i++)
		if (job->roots[i]->state == ROOT_WALKED && !library_by_path(job->lib, job->roots[i]->path) &&
		    !mapstr_get(&job->fresh, job->roots[i]->path))
			return false;
	for (size_t i = 0; i < job->n_roots; i++) {
		const struct track *t = job->roots[i]->state == ROOT_WALKED ? library_by_path(job->lib, job->roots[i]->path) : NULL;

		if (t)
			judge(job, t);
	}
	return true;
}

/* Those to be walked before those known to be gone. */
static void next_round(struct scan_job *job)
{
	for (int gone = 0; gone < 2; gone++)
		for (size_t i = 0; i < job->n_roots; i++)
			if (job->roots[i]->state == ROOT_QUEUED && job->roots[i]->is_gone == gone) {
				job->roots[i]->state = ROOT_KNOWN;
				root_walk(job, job->roots[i]);
			}
}

static void end_round(struct scan_job *job)
{
	size_t kept = 0, n_again = 0, n_next = 0;

	forget_round(job);
	job->phase = PHASE_IDLE;
	for (size_t i = 0; i < job->n_roots; i++) {
		struct root *r = job->roots[i];
		bool again = r->state == ROOT_QUEUED || r->is_again;

		if (r->is_look && !again) {
			mapstr_del(&job->root_by_path, r->path);
			free(r->path);
			free(r);
			continue;
		}
		n_next += again;
		n_again += r->is_again;
		r->is_named &= again;	/* it was, for this once */
		r->is_again = false;
		r->state = again ? ROOT_QUEUED : ROOT_KNOWN;
		job->roots[kept++] = r;
	}
	job->n_roots = kept;
	job->is_recheck = n_next && n_again == n_next;
	job->is_unsettled = job->sink->is_late;
	if (!job->is_unsettled)
		next_round(job);
}

bool scan_job_settled(struct scan_job *job)
{
	if (job->phase == PHASE_IDLE) {
		job->is_unsettled = false;
		next_round(job);
	}
	return job->phase != PHASE_IDLE;
}

/* One small piece of work. False: none can be done now. */
static bool turn(struct scan_job *job)
{
	struct scan_news news;

	if (scanner_next(job->scanner, &news)) {
		take(job, &news);
		return true;
	}
	switch (job->phase) {
	case PHASE_DECIDING:
		if (job->n_displaced)
			swap_settle(job);
		if (job->held_at < job->n_held) {
			moved_decide(job, &job->held[job->held_at++]);
		} else {
			parts_ask_sheets(job);
			job->phase = PHASE_READING;
		}
		return true;
	case PHASE_READING:
		if (job->wants.n || !scanner_is_idle(job->scanner))
			return false;
		if (parts_settle(job))
			return true;
		if (parts_judge(job))
			return true;
		job->phase = PHASE_JUDGING;
		if (judge_few(job))
			end_round(job);
		return true;
	case PHASE_JUDGING:
		for (int i = 0; i < JUDGE_BUNCH && job->judged_at < library_total(job->lib); i++)
			judge(job, library_at(job->lib, job->judged_at++));
		if (job->judged_at == library_total(job->lib))
			end_round(job);
		return true;
	case PHASE_IDLE:
	case PHASE_WALKING:
		break;
	}
	return false;
}

bool scan_job_step(struct scan_job *job, int max_ms)
{
	int64_t until = clock_mono_ms() + max_ms;

	do {
		if (job->phase == PHASE_IDLE || (job->sink->is_full && job->sink->is_full(job->ctx)))
			break;
		if (!turn(job))
			break;
	} while (clock_mono_ms() < until);
	return job->phase != PHASE_IDLE;
}

bool scan_job_is_waiting(const struct scan_job *job)
{
	if (job->sink->is_full && job->sink->is_full(job->ctx))
		return true;
	return job->phase == PHASE_IDLE || job->phase == PHASE_WALKING || (job->phase == PHASE_READING && job->wants.n);
}

void scan_job_free(struct scan_job *job)
{
	if (!job)
		return;
	forget_round(job);
	for (size_t i = 0; i < job->n_roots; i++) {
		free(job->roots[i]->path);
		free(job->roots[i]);
	}
	free(job->roots);
	mapstr_done(&job->root_by_path);
	while (job->first_want)
		want_free(job->first_want);
	mapstr_done(&job->wants);
	scan_forget_links(job);
	free(job->held);
	free(job);
}
