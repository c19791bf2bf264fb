/* scanning.c -- the scan of the running player: decisions from scan.c, facts to the desk, tracks back into the library. */
#include "app/analysis.h"
#include "app/app.h"
#include "app/away.h"
#include "app/late.h"
#include "app/nomusic.h"
#include "app/opening.h"
#include "app/playlists.h"
#include "app/removal.h"
#include "app/scan.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

enum { BACKLOG_MAX = 2000 };

static void put_tags(void *ctx, const char *path, const struct file_stamp *stamp, const struct tags *tags)
{
	desk_track_put(((struct app *)ctx)->desk, path, stamp, tags, clock_unix_ms() / 1000);
}

static void unreadable(void *ctx, const char *path, const struct file_stamp *stamp, const char *why)
{
	desk_track_unreadable(((struct app *)ctx)->desk, path, stamp, why, clock_unix_ms() / 1000);
}

static void state(void *ctx, track_id id, enum track_state to)
{
	desk_track_state(((struct app *)ctx)->desk, id, to, 0);
}

static void move(void *ctx, track_id id, const char *path, const struct file_stamp *stamp)
{
	desk_track_move(((struct app *)ctx)->desk, id, path, stamp);
}

static void root_add(void *ctx, const char *path)
{
	roots_join(ctx, path);
}

static void away(void *ctx, track_id id, const char *place)
{
	away_track(ctx, id, place);
}

static void back(void *ctx, track_id id)
{
	away_back(ctx, id);
}

static void dir_failed(void *ctx, const char *path, const char *why)
{
	app_complain(ctx, "%s: %s", path, why);
}

bool scanning_is_full(const struct app *app)
{
	return desk_backlog(app->desk) > BACKLOG_MAX;
}

static bool is_full(void *ctx)
{
	return scanning_is_full(ctx);
}

static const struct scan_sink sink = {
	.put_tags = put_tags, .unreadable = unreadable, .state = state, .move = move, .root_add = root_add,
	.dir_failed = dir_failed, .is_full = is_full, .away = away, .back = back, .is_late = true,
};

bool scanning_is_busy(const struct app *app)
{
	return app->scan || app->scan_flushing || app->demo_fd >= 0;
}

/* There is a job, and it is not at its end. */
static enum err begin(struct app *app)
{
	if (!app->db_open || !app->tracks_loaded)
		return fail(ERR_BUSY, _("The library is not open yet"));
	if (!app->scanner) {
		enum err err = scanner_open(&app->scanner, app->start.exe, 0);

		if (err)
			return err;
	}
	if (scanner_ignore(app->scanner, app->set.ignore))
		return ERR_LIMIT;
	if (!app->scan) {
		app->scan = scan_job_new(app->scanner, app->lib, &sink, app);
		app->scan_since_ms = app->now_ms;
		scan_job_know_roots(app->scan, (const char *const *)app->roots, app->n_roots);
		scan_job_know_links(app->scan, (const char *const *)app->roots, (const char *const *)app->roots_real, app->n_roots);
	}
	app->scan_flushing = false;
	return OK;
}

enum err scanning_start(struct app *app, const char *const *paths, size_t n)
{
	enum err err = begin(app);

	if (err)
		return err;
	for (size_t i = 0; i < n; i++) {
		char *path = roots_name(app, paths[i]);

		scan_job_add(app->scan, path);
		free(path);
	}
	if (!n)
		scan_job_add_known(app->scan);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

enum err scanning_look(struct app *app, const char *path, bool is_gone)
{
	enum err err = begin(app);
	char *name;

	if (err)
		return err;
	name = roots_name(app, path);
	(is_gone ? scan_job_gone : scan_job_look)(app->scan, name);
	free(name);
	app->effects |= EFFECT_REDRAW_SOON;
	return OK;
}

enum err scanning_read(struct app *app, const char *path)
{
	enum err err = begin(app);

	if (err)
		return err;
	scan_job_read(app->scan, path);
	app->effects |= EFFECT_REDRAW_SOON;
	return OK;
}

void scanning_turn(struct app *app, int64_t until_ms)
{
	int64_t left = until_ms - clock_mono_ms();

	if (!app->scan || scanning_is_full(app))
		return;
	if (!scan_job_step(app->scan, (int)MAX_OF(1, left)) && !app->scan_flushing) {
		app->scan_flushing = true;
		app->scan_flushes++;
		desk_flush(app->desk, COOKIE_SCAN);
	}
	app->effects |= EFFECT_REDRAW_SOON;
}

void scanning_track_kept(struct app *app, const struct track *track, uint64_t cookie)
{
	struct track *t = library_get(app->lib, track->id), row = *track;

	late_read(app, track->id);
	if (removal_is_newer(app, track->id, cookie) && t)
		row.state = t->state;
	analysis_track_kept(app, t, &row);
	t = library_put(app->lib, &row);
	taste_track(app->taste, t);
	taste_available(app->taste, t->id, t->state == TRACK_OK);
	nomusic_look(app, t);
	app->effects |= EFFECT_REDRAW_SOON;
	/* the player was handed it as it was: it may be elsewhere now, or another stretch */
	if (app->next.cookie && app->next.track == t->id)
		play_prepare_anew(app);
	/* the list follows what is there: at once while it is short, at the end of the scan otherwise */
	if (app->n_picks < (size_t)app->set.for_you_size)
		app->effects |= EFFECT_RERANK;
}

void scanning_parts(struct app *app, const char *path, struct track ***tracks, size_t *n, size_t *cap)
{
	size_t n_parts, path_n = strlen(path);
	struct track *const *parts = library_parts(app->lib, &n_parts);

	for (size_t i = 0; i < n_parts; i++) {
		struct track *t = parts[i];

		if (!t->part || t->state != TRACK_OK || (strcmp(t->part->file, path) && (strncmp(t->path, path, path_n) || t->path[path_n] != '/')))
			continue;
		ARRAY_GROW(*tracks, *n, *cap);
		(*tracks)[(*n)++] = t;
	}
}

/* Files named on the command line are known now: play them, in the order they were named. */
static void play_named(struct app *app)
{
	struct track **tracks = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < app->n_play_paths; i++) {
		struct track *t = library_by_path(app->lib, app->play_paths[i]);

		if (t && t->state == TRACK_PARTS) {
			scanning_parts(app, t->path, &tracks, &n, &cap);
		} else if (t && t->state == TRACK_OK) {
			ARRAY_GROW(tracks, n, cap);
			tracks[n++] = t;
		} else if (t) {
			app_complain(app, "%s: %s", t->path, t->error);
		}
		free(app->play_paths[i]);
	}
	app->n_play_paths = 0;
	if (n)
		play_tracks(app, tracks, n, 0, SOURCE_FILE);
	free(tracks);
}

void scanning_flushed(struct app *app)
{
	const struct scan_counts *c;

	if (--app->scan_flushes || !app->scan || !app->scan_flushing)
		return;
	app->scan_flushing = false;
	if (scan_job_settled(app->scan))
		return;
	c = scan_job_counts(app->scan);
	/* an error that still stands there is not wiped away by good news nobody asked for */
	if ((c->added || c->updated || c->moved || c->removed || c->unreadable) && !(app->message[0] && app->message_is_error))
		app_mention(app, _("Scanned %lld files: %lld added, %lld updated, %lld moved, %lld gone, %lld unreadable"), (long long)c->files,
			(long long)c->added, (long long)c->updated, (long long)c->moved, (long long)c->removed, (long long)c->unreadable);
	else if (c->away && !(app->message[0] && app->message_is_error))
		app_mention(app, P_("%lld track cannot be reached now: it stays, greyed", "%lld tracks cannot be reached now: they stay, greyed",
				(unsigned long)c->away), (long long)c->away);
	analysis_scanned(app);
	late_scanned(app);
	serve_scan_done(app, app->now_ms - app->scan_since_ms);
	scan_job_free(app->scan);
	app->scan = NULL;
	/* the children go; the next scan starts new ones */
	scanner_close(app->scanner);
	app->scanner = NULL;
	memory_give_back();
	player_load(app->player);	/* the first scan left that to its end */
	if (app->n_play_paths)
		play_named(app);
	opening_scanned(app);
	import_scanned(app);
	app->effects |= EFFECT_REDRAW | EFFECT_RERANK | EFFECT_NEXT;
}

void scanning_close(struct app *app)
{
	scan_job_free(app->scan);
	scanner_close(app->scanner);
	app->scan = NULL;
	app->scanner = NULL;
}
