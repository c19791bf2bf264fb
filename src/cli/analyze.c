/*
 * analyze.c -- segue analyze [PATH…]: through the running player when there is one, else here, straight into the store.
 *
 * What was heard is committed every BATCH_ROWS tracks or BATCH_MS, and at Ctrl-C: running again goes on from there, because every track already
 * heard is known by the stamp its file had.
 */
#include "app/analyze.h"
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/progress.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_ROWS = 64, BATCH_MS = 1000, PAGE = 1000 };

struct wanted { track_id id; char *path, *file; int64_t start_ms, end_ms; struct file_stamp stamp; int32_t plays; };	/* file: NULL, as path */
struct run {
	const struct cli_call *call;
	struct store *store;
	struct map64 known;		/* tracks heard before */
	struct wanted *wanted;
	size_t n, cap;
	char **paths;			/* absolute */
	int64_t analyzed, failed, batch_ms;
	double audio_s;
	int rows;
	bool batch_open;
};

static enum err batch_end(struct run *run)
{
	enum err err = run->batch_open ? store_batch_commit(run->store) : OK;

	run->batch_open = false;
	run->rows = 0;
	return err;
}

static enum err batch_row(struct run *run)
{
	enum err err = OK;

	if (run->batch_open && (run->rows >= BATCH_ROWS || clock_mono_ms() - run->batch_ms >= BATCH_MS))
		err = batch_end(run);
	if (!err && !run->batch_open) {
		err = store_batch_begin(run->store);
		run->batch_open = !err;
		run->batch_ms = clock_mono_ms();
	}
	run->rows++;
	return err;
}

/* ---- what there is to do ---- */

static enum err read_known(struct run *run)
{
	struct sound *sounds = xcalloc(PAGE, sizeof *sounds);
	track_id after = 0;
	size_t n = PAGE;
	enum err err = OK;

	while (!err && n == PAGE) {
		struct arena arena = { 0 };

		err = store_sounds(run->store, FEATURES_VERSION, after, PAGE, sounds, &n, &arena);
		for (size_t i = 0; !err && i < n; i++)
			map64_put(&run->known, (uint64_t)sounds[i].track, run);
		after = !err && n ? sounds[n - 1].track : 0;
		arena_done(&arena);
	}
	free(sounds);
	return err;
}

/* Most played first, as the player does it. */
static int by_plays(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	return x->plays != y->plays ? (x->plays < y->plays ? 1 : -1) : (x->id > y->id) - (x->id < y->id);
}

static enum err read_wanted(struct run *run)
{
	const struct cli_call *call = run->call;
	struct store_tracks *cursor;
	struct track t;
	size_t named = 0;
	enum err err = store_tracks_open(run->store, &cursor), step = OK;

	if (err)
		return err;
	while (store_tracks_next(cursor, &t, &step)) {
		if (t.state != TRACK_OK || !analyze_is_below(t.path, (const char *const *)run->paths, (size_t)call->argc))
			continue;
		named++;
		if (!call->values[ANALYZE_FORCE] && map64_get(&run->known, (uint64_t)t.id))
			continue;
		ARRAY_GROW(run->wanted, run->n, run->cap);
		run->wanted[run->n] = (struct wanted){ .id = t.id, .path = xstrdup(t.path), .stamp = t.stamp, .plays = t.play_count };
		if (t.part) {
			run->wanted[run->n].file = xstrdup(t.part->file);
			run->wanted[run->n].start_ms = t.part->start_us / 1000;
			run->wanted[run->n].end_ms = t.part->end_us / 1000;
		}
		run->n++;
	}
	store_tracks_close(cursor);
	if (!step && !named)
		return fail(ERR_MISSING, call->argc ? _("nothing there is in the library: 'segue scan' adds it") : _("the library is empty: 'segue scan FOLDER' fills it"));
	if (run->n)
		qsort(run->wanted, run->n, sizeof *run->wanted, by_plays);
	return step;
}

/* ---- the batch ---- */

static bool of_track(void *ctx, size_t i, struct hear_of *ret_of)
{
	const struct run *run = ctx;

	const struct wanted *w = &run->wanted[i];

	*ret_of = (struct hear_of){ .path = w->file ? w->file : w->path, .start_ms = w->start_ms, .end_ms = w->end_ms };
	return true;
}

static enum err heard_track(void *ctx, size_t i, const struct batch_heard *heard)
{
	struct run *run = ctx;
	const struct wanted *w = &run->wanted[i];
	struct sound sound = { .track = w->id, .why = heard->why ? heard->why : "", .loudness_lufs = NAN, .true_peak_dbtp = NAN,
		.valence = NAN, .arousal = NAN, .tempo_bpm = NAN };
	struct buf packed;
	enum err err = batch_row(run);

	buf_init(&packed, HEARD_BYTES_MAX);
	if (!err && !heard->why) {
		sound.loudness_lufs = heard->features.value[FEATURE_LOUDNESS];
		sound.true_peak_dbtp = heard->features.value[FEATURE_TRUE_PEAK];
		sound.valence = heard->features.value[FEATURE_VALENCE];
		sound.arousal = heard->features.value[FEATURE_AROUSAL];
		sound.tempo_bpm = heard->features.value[FEATURE_TEMPO];
		err = features_pack(&heard->features, NULL, 0, &packed);
	}
	if (!err && !heard->is_away)
		err = store_sound_put(run->store, &sound, FEATURES_VERSION, &w->stamp, packed.data, packed.len, clock_unix_ms() / 1000);
	buf_done(&packed);
	run->analyzed += !heard->why;
	run->failed += heard->why != NULL;
	run->audio_s += heard->why ? 0 : heard->features.duration_s;
	if (heard->why && run->call->common->json) {
		char *line = analyze_failure_line(w->path, heard->why, true);

		puts(line);
		fflush(stdout);
		free(line);
	} else if (heard->why && !run->call->common->quiet) {
		batch_complain(w->path, heard->why);
	}
	return err;
}

static enum err analyze_here(struct run *run, unsigned jobs)
{
	struct batch batch = { .common = run->call->common, .jobs = jobs, .ctx = run, .of = of_track, .heard = heard_track };
	int64_t start_ms = clock_mono_ms();
	enum err err = read_known(run), end;
	char *line;

	if (!err)
		err = read_wanted(run);
	batch.n = run->n;
	if (!err && run->n)
		err = batch_run(&batch);
	end = batch_end(run);
	if (progress_is_stopped())
		return fail(ERR_BUSY, _("stopped: %lld tracks were analysed and kept; analyze again to go on"), (long long)run->analyzed);
	if (err || end)
		return err ? err : end;
	line = analyze_last_line(run->analyzed, run->failed, run->audio_s, clock_mono_ms() - start_ms, run->call->common->json);
	if (run->call->common->json || !run->call->common->quiet)
		puts(line);
	free(line);
	return OK;
}

static bool ask_player(struct run *run, int *ret_status)
{
	const struct cli_call *call = run->call;
	const char **argv = xreallocarray(NULL, (size_t)call->argc + 6, sizeof *argv);
	int argc = 0;
	bool answered;

	argv[argc++] = "cli";
	argv[argc++] = "analyze";
	if (call->common->json)
		argv[argc++] = "--json";
	if (call->values[ANALYZE_FORCE])
		argv[argc++] = "--force";
	argv[argc++] = "--";
	for (int i = 0; i < call->argc; i++)
		argv[argc++] = run->paths[i];
	/* it takes as long as it takes */
	answered = cli_ask_player(call->common, argc, argv, -1, ret_status);
	free(argv);
	return answered;
}

int cli_analyze(struct cli_call *call)
{
	struct run run = { .call = call };
	unsigned jobs = 0;
	int status = 1;
	enum err err;

	if (batch_jobs(call->values[ANALYZE_JOBS], &jobs))
		return 2;
	run.paths = xcalloc((size_t)call->argc + 1, sizeof *run.paths);
	for (int i = 0; i < call->argc; i++)
		run.paths[i] = path_absolute(call->argv[i]);
	if (ask_player(&run, &status))
		goto out;
	progress_catch(true);
	err = cli_open(call->common, STORE_WRITE, &run.store);
	if (!err)
		err = analyze_here(&run, jobs);
	store_close(run.store);
	progress_catch(false);
	status = err ? 1 : 0;
out:
	for (int i = 0; i < call->argc; i++)
		free(run.paths[i]);
	for (size_t i = 0; i < run.n; i++) {
		free(run.wanted[i].path);
		free(run.wanted[i].file);
	}
	free(run.wanted);
	free(run.paths);
	map64_done(&run.known);
	return status;
}
