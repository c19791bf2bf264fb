/*
 * write_gain.c -- segue analyze --write-gain: ReplayGain of what was heard, into the files of whole albums.
 *
 * The same figures as the player's command write-gain (app/gains.c), for as many files as there are and without asking twice: what is there already
 * stays.  The files are written here, one after the other (music/edit.c: whole or not at all); then the library reads them again, through the running
 * player when there is one.
 */
#include "app/analyze.h"
#include "app/gains.h"
#include "app/load.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/write_gain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct level { double lufs, peak_dbtp; };

struct writing {
	const struct cli_common *common;
	struct library *lib;
	struct map64 levels;	/* by track */
	struct arena arena;
	const char *const *paths;
	size_t n_paths;
	bool is_forced, has_bar;
	int64_t written, tagged, unheard, failed;
	const char **done;	/* the library's */
	size_t n_done, cap;
};

static enum err note_level(void *ctx, const struct sound *s)
{
	struct writing *w = ctx;
	struct level *level;

	if (*s->why || !isfinite(s->loudness_lufs))
		return OK;
	level = arena_alloc(&w->arena, sizeof *level);
	*level = (struct level){ (double)s->loudness_lufs, (double)s->true_peak_dbtp };
	map64_put(&w->levels, (uint64_t)s->track, level);
	return OK;
}

static bool level_of(void *ctx, const struct track *t, double *ret_lufs, double *ret_peak_dbtp)
{
	const struct level *level = map64_get(&((struct writing *)ctx)->levels, (uint64_t)t->id);

	if (!level)
		return false;
	*ret_lufs = level->lufs;
	*ret_peak_dbtp = level->peak_dbtp;
	return true;
}

/* Do all of its files say the album's gain? One that came later changes it for all of them. */
static bool is_album_tagged(const struct writing *w, const struct track *t)
{
	const struct track *other;
	size_t at = 0;

	while ((other = gains_album_next(w->lib, t, &at)))
		if (!other->gain.has_album)
			return false;
	return true;
}

static void complain(const struct writing *w, const char *path)
{
	char *line;

	if (w->common->quiet && !w->common->json)
		return;
	if (w->has_bar)
		progress_clear();
	line = analyze_failure_line(path, err_text(), w->common->json);
	if (w->common->json)
		puts(line);
	else
		cli_say("%s", line);
	free(line);
}

static void write_one(struct writing *w, const struct track *t)
{
	struct tag_edit edit = { 0 }, old = { 0 };
	struct gain gain;

	if (!gains_heard(&(struct gains){ .lib = w->lib, .loudness = level_of, .ctx = w }, t, &gain)) {
		w->unheard++;
		return;
	}
	gain.has_track = w->is_forced || !t->gain.has_track;
	gain.has_album = gain.has_album && (w->is_forced || !is_album_tagged(w, t));
	gains_edit(&gain, &edit);
	if (!gain.has_track && !gain.has_album) {
		w->tagged++;
	} else if (tags_write(t->path, &edit, &old)) {
		complain(w, t->path);
		w->failed++;
	} else {
		ARRAY_GROW(w->done, w->n_done, w->cap);
		w->done[w->n_done++] = t->path;
		w->written++;
	}
	tag_edit_done(&edit);
	tag_edit_done(&old);
}

static enum err write_all_of(struct writing *w)
{
	size_t n = library_total(w->lib);
	int64_t drawn_ms = 0, start_ms = clock_mono_ms();

	for (size_t i = 0; i < n && !progress_is_stopped(); i++) {
		const struct track *t = library_at(w->lib, i);
		int64_t now = clock_mono_ms();

		if (t->state == TRACK_OK && !t->part && analyze_is_below(t->path, w->paths, w->n_paths))
			write_one(w, t);
		if (w->has_bar && now - drawn_ms >= PROGRESS_MS) {
			drawn_ms = now;
			progress_draw((int64_t)i, (int64_t)n, (double)i / (double)MAX_OF(now - start_ms, 1) * 1000);
		}
	}
	if (w->has_bar)
		progress_clear();
	return progress_is_stopped() ? fail(ERR_BUSY, _("stopped: the gains of %lld files are written"), (long long)w->written) : OK;
}

/* Its answer is of no interest. */
static void drop_line(void *ctx, const char *text)
{
	(void)ctx, (void)text;
}

/* The library is to know what its files say now. */
static enum err read_again(struct writing *w)
{
	static const char *const words[] = { "cli", "scan", "--" };
	struct store *store = NULL;
	int status = 0;
	enum err err;

	if (!w->n_done)
		return OK;
	if (cli_ask_player_for(w->common, COUNT_OF(words), words, -1, drop_line, NULL, &status))
		return status ? fail(ERR_CHILD, "%s", err_text()) : OK;
	err = cli_open(w->common, STORE_WRITE, &store);
	if (!err)
		err = scan_named(w->common, store, w->lib, w->done, w->n_done);
	store_close(store);
	return err;
}

static void report(const struct writing *w)
{
	if (w->common->json)
		print_json(json_pack("{s:I,s:I,s:I,s:I}", "written", (json_int_t)w->written, "tagged", (json_int_t)w->tagged, "unheard", (json_int_t)w->unheard,
				     "failed", (json_int_t)w->failed));
	else if (!w->common->quiet)
		printf(_("gains: %lld files written, %lld had theirs, %lld not heard, %lld failed\n"), (long long)w->written, (long long)w->tagged,
		       (long long)w->unheard, (long long)w->failed);
}

enum err write_gain(const struct cli_common *common, const char *const *paths, size_t n, bool is_forced)
{
	struct writing w = { .common = common, .paths = paths, .n_paths = n, .is_forced = is_forced, .has_bar = !common->quiet && isatty(STDERR_FILENO) };
	struct store *store = NULL;
	enum err err = cli_open(common, STORE_READ, &store), end;

	w.lib = library_new();
	if (!err)
		err = load_library(store, w.lib, NULL);
	if (!err)
		err = store_sounds_each(store, FEATURES_VERSION, note_level, &w);
	/* nobody is held up while files are written */
	store_close(store);
	progress_catch(true);
	if (!err)
		err = write_all_of(&w);
	progress_catch(false);
	end = read_again(&w);
	if (!err && !end)
		report(&w);
	library_free(w.lib);
	map64_done(&w.levels);
	arena_done(&w.arena);
	free(w.done);
	return err ? err : end;
}
