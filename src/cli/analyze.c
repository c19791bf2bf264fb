/*
 * analyze.c -- segue analyze [PATH…]: through the running player when there is one, else here, straight into the store.
 *
 * What was heard is committed every second or every 64 tracks (keep.c), and at Ctrl-C: running again goes on from there, because every track already
 * heard is known by the stamp its file had.  Two at once share the work: what one is at the other passes over.
 */
#include "app/analyze.h"
#include "app/nomusic.h"
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/keep.h"
#include "cli/open.h"
#include "cli/progress.h"
#include "cli/write_gain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct wanted { track_id id; char *path, *file; int64_t start_ms, end_ms; struct file_stamp stamp; int32_t plays; uint32_t mark; };	/* file: NULL, as path */
struct run {
	const struct cli_call *call;
	struct store *store;
	struct map64 known;		/* tracks heard before; marks of those heard in a file that has changed since */
	struct map64 marks;
	struct wanted *wanted;
	size_t n, cap;
	char **paths;			/* absolute */
	struct keep *keep;
	int64_t analyzed, unchanged, failed, elsewhere;
	double audio_s;
	bool has_bar;
};

/* ---- what there is to do ---- */

static enum err note_known(void *ctx, const struct sound *s)
{
	struct run *run = ctx;

	if (s->version != FEATURES_VERSION)
		return OK;
	if (!s->is_changed)
		map64_put(&run->known, (uint64_t)s->track, run);
	else if (s->mark)
		map64_put(&run->marks, (uint64_t)s->track, (void *)(uintptr_t)s->mark);
	return OK;
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
		run->wanted[run->n] = (struct wanted){ .id = t.id, .path = xstrdup(t.path), .stamp = track_sound_stamp(&t), .plays = t.play_count };
		if (!call->values[ANALYZE_FORCE])
			run->wanted[run->n].mark = (uint32_t)(uintptr_t)map64_get(&run->marks, (uint64_t)t.id);
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

/* Another one may have heard it since we looked. */
static bool is_heard_by_now(struct run *run, const struct wanted *w)
{
	struct arena arena = { 0 };
	struct sound sound;
	size_t n = 0;
	bool is_heard = !run->call->values[ANALYZE_FORCE] && !store_sounds(run->store, FEATURES_VERSION, w->id - 1, 1, &sound, &n, &arena) && n && sound.track == w->id;

	arena_done(&arena);
	return is_heard;
}

static bool of_track(void *ctx, size_t i, struct hear_of *ret_of)
{
	struct run *run = ctx;
	const struct wanted *w = &run->wanted[i];
	bool is_ours = keep_claim(run->keep, w->id);

	if (is_ours && is_heard_by_now(run, w)) {
		keep_drop(run->keep, w->id);
		is_ours = false;
	}
	run->elsewhere += !is_ours;
	*ret_of = (struct hear_of){ .path = !is_ours ? NULL : w->file ? w->file : w->path, .start_ms = w->start_ms, .end_ms = w->end_ms, .mark = w->mark };
	return true;
}

static enum err keep_track(struct run *run, const struct wanted *w, const struct batch_heard *heard)
{
	struct sound sound = { .track = w->id, .why = heard->why ? heard->why : "", .loudness_lufs = NAN, .true_peak_dbtp = NAN,
		.valence = NAN, .arousal = NAN, .tempo_bpm = NAN, .mark = heard->mark };
	struct buf packed;
	enum err err = OK;

	if (heard->is_away) {
		keep_drop(run->keep, w->id);
		return OK;
	}
	buf_init(&packed, HEARD_BYTES_MAX);
	if (!heard->why && !heard->is_same) {
		sound_take(&sound, &heard->features);
		err = features_pack(&heard->features, NULL, 0, &packed);
	}
	if (!err)
		keep_add(run->keep, &sound, &w->stamp, &(struct keep_what){ .is_same = heard->is_same, .bytes = packed.data, .n = packed.len,
			.print = heard->print, .n_print = heard->why ? 0 : heard->n_print });
	buf_done(&packed);
	return err;
}

static enum err tick(void *ctx)
{
	return keep_tick(((struct run *)ctx)->keep);
}

static enum err heard_track(void *ctx, size_t i, const struct batch_heard *heard)
{
	struct run *run = ctx;
	const struct wanted *w = &run->wanted[i];
	enum err err = keep_track(run, w, heard);

	run->analyzed += !heard->why && !heard->is_same;
	run->unchanged += heard->is_same;
	run->failed += heard->why != NULL;
	run->audio_s += heard->why || heard->is_same ? 0 : heard->features.duration_s;
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
	struct batch batch = { .common = run->call->common, .jobs = jobs, .ctx = run, .of = of_track, .heard = heard_track, .tick = tick };
	int64_t start_ms = clock_mono_ms();
	enum err err = store_sounds_each(run->store, 0, note_known, run), end;
	char *line;

	if (!err)
		err = read_wanted(run);
	batch.n = run->n;
	if (!err && run->n)
		err = batch_run(&batch);
	end = keep_flush(run->keep);
	if (progress_is_stopped())
		return fail(ERR_BUSY, _("stopped: %lld tracks were analysed and kept; analyze again to go on"), (long long)run->analyzed);
	if (err || end)
		return err ? err : end;
	if (run->elsewhere && !run->call->common->quiet && !run->call->common->json)
		cli_say(P_("%lld track was heard by another segue analyze", "%lld tracks were heard by another segue analyze", run->elsewhere), (long long)run->elsewhere);
	line = analyze_last_line(run->analyzed, run->unchanged, run->failed, run->audio_s, clock_mono_ms() - start_ms, run->call->common->json);
	if (run->call->common->json || !run->call->common->quiet)
		puts(line);
	free(line);
	return OK;
}

/* Lines of the answer are printed; how far it is goes onto the bar. */
static void take_line(void *ctx, const char *text)
{
	const struct run *run = ctx;
	long long done, all;
	double rate;
	bool has_bar = run->has_bar;

	if (*text == *ANALYZE_PROGRESS) {
		if (has_bar && sscanf(text + 1, "%lld %lld %lf", &done, &all, &rate) == 3)
			progress_draw(done, all, rate);
		return;
	}
	if (has_bar)
		progress_clear();
	puts(text);
	fflush(stdout);
}

static bool ask_player(struct run *run, int *ret_status)
{
	const struct cli_call *call = run->call;
	const char **argv = xreallocarray(NULL, (size_t)call->argc + 7, sizeof *argv);
	int argc = 0;
	bool answered;

	argv[argc++] = "cli";
	argv[argc++] = "analyze";
	if (call->common->json)
		argv[argc++] = "--json";
	if (call->values[ANALYZE_FORCE])
		argv[argc++] = "--force";
	if (run->has_bar)
		argv[argc++] = "--progress";
	argv[argc++] = "--";
	for (int i = 0; i < call->argc; i++)
		argv[argc++] = run->paths[i];
	/* it takes as long as it takes */
	answered = cli_ask_player_for(call->common, argc, argv, -1, take_line, run, ret_status);
	if (run->has_bar && answered)
		progress_clear();
	free(argv);
	return answered;
}

int cli_analyze(struct cli_call *call)
{
	struct run run = { .call = call, .has_bar = !call->common->quiet && isatty(STDERR_FILENO) };
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
	if (!err) {
		run.keep = keep_new(run.store, call->common->db);
		err = analyze_here(&run, jobs);
		keep_free(run.keep);
	}
	store_close(run.store);
	progress_catch(false);
	status = err ? 1 : 0;
out:
	if (!status && call->values[ANALYZE_WRITE_GAIN])
		status = write_gain(call->common, (const char *const *)run.paths, (size_t)call->argc, call->values[ANALYZE_FORCE]) ? 1 : 0;
	for (int i = 0; i < call->argc; i++)
		free(run.paths[i]);
	free(run.paths);
	for (size_t i = 0; i < run.n; i++) {
		free(run.wanted[i].path);
		free(run.wanted[i].file);
	}
	free(run.wanted);
	map64_done(&run.known);
	map64_done(&run.marks);
	return status;
}
