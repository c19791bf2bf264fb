/*
 * scan.c -- segue scan [PATH…]: through the running player when there is one, else here, straight into the store.
 *
 * What was read is committed every BATCH_ROWS rows or BATCH_MS, and at Ctrl-C: the next scan goes on from there, because every file
 * already kept is known by its stamp.
 */
#include "app/scan.h"
#include "app/late.h"
#include "app/load.h"
#include "app/option.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/progress.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BATCH_ROWS = 512, BATCH_MS = 1000, STEP_MS = 50 };

struct scan_run {
	struct store *store;
	struct library *lib;
	struct scanner *scanner;
	struct scan_job *job;
	bool quiet, bar, batch_open;
	int rows;
	int64_t batch_ms, start_ms, bar_ms, read_start_ms;
	track_id *read;		/* whose tags were */
	size_t n_read, read_cap;
	int64_t late;		/* plays heard elsewhere that have a track now */
	enum err err;		/* the first thing the store refused: nothing more is written */
};

/* ---- the sink ---- */

static void batch_end(struct scan_run *run)
{
	enum err err = run->batch_open ? store_batch_commit(run->store) : OK;

	run->batch_open = false;
	run->rows = 0;
	if (!run->err)
		run->err = err;
}

/* False: do not write, it is over. */
static bool batch_row(struct scan_run *run)
{
	/* at Ctrl-C the workers die too: what they then fail to read is not unreadable */
	if (run->err || progress_is_stopped())
		return false;
	if (run->batch_open && (run->rows >= BATCH_ROWS || clock_mono_ms() - run->batch_ms >= BATCH_MS))
		batch_end(run);
	if (!run->err && !run->batch_open) {
		run->err = store_batch_begin(run->store);
		run->batch_open = !run->err;
		run->batch_ms = clock_mono_ms();
	}
	run->rows++;
	return !run->err;
}

static void sink_put_tags(void *ctx, const char *path, const struct file_stamp *stamp, const struct tags *tags)
{
	struct scan_run *run = ctx;
	track_id id;

	if (!batch_row(run))
		return;
	run->err = store_track_put(run->store, path, stamp, tags, clock_unix_ms() / 1000, &id);
	if (run->err)
		return;
	ARRAY_GROW(run->read, run->n_read, run->read_cap);
	run->read[run->n_read++] = id;
}

static void sink_unreadable(void *ctx, const char *path, const struct file_stamp *stamp, const char *why)
{
	struct scan_run *run = ctx;
	track_id id;

	if (batch_row(run))
		run->err = store_track_unreadable(run->store, path, stamp, why, clock_unix_ms() / 1000, &id);
}

static void sink_state(void *ctx, track_id id, enum track_state state)
{
	struct scan_run *run = ctx;

	if (batch_row(run))
		run->err = store_track_set_state(run->store, id, state);
}

static void sink_move(void *ctx, track_id id, const char *path, const struct file_stamp *stamp)
{
	struct scan_run *run = ctx;

	if (batch_row(run))
		run->err = store_track_move(run->store, id, path, stamp);
}

static void sink_root_add(void *ctx, const char *path)
{
	struct scan_run *run = ctx;

	/* a batch of its own is not needed: this comes before the first row */
	if (!run->err)
		run->err = store_root_add(run->store, path);
}

static void clear_bar(struct scan_run *run)
{
	if (run->bar)
		progress_clear();
}

static void sink_dir_failed(void *ctx, const char *path, const char *why)
{
	struct scan_run *run = ctx;

	if (run->quiet || progress_is_stopped())
		return;
	clear_bar(run);
	cli_say("%s: %s", path, why);
}

static bool sink_is_gone(void *ctx, const char *path)
{
	struct stat st;

	(void)ctx;
	return lstat(path, &st) && (errno == ENOENT || errno == ENOTDIR);
}

static const struct scan_sink store_sink = {
	.put_tags = sink_put_tags, .unreadable = sink_unreadable, .state = sink_state, .move = sink_move,
	.root_add = sink_root_add, .dir_failed = sink_dir_failed, .is_gone = sink_is_gone,
};

/* ---- progress ---- */

static void draw_bar(struct scan_run *run)
{
	const struct scan_counts *c = scan_job_counts(run->job);
	int64_t now = clock_mono_ms();
	double spent = (double)(now - run->start_ms) / 1000, rate;

	if (!run->bar || now - run->bar_ms < PROGRESS_MS)
		return;
	run->bar_ms = now;
	rate = spent > 0 ? (double)(c->is_walking ? c->files : c->read) / spent : 0;
	if (c->is_walking || !c->to_read) {
		clear_bar(run);
		fprintf(stderr, _("%lld files, %.0f/s"), (long long)c->files, rate);
		return;
	}
	progress_draw(c->read, c->to_read, rate);
}

/* ---- running ---- */

/*
 * Looks at what was named before anything is touched. Files that are no audio by their name are left out, as in a folder, so that a
 * shell's pattern may meet a cover; only when nothing else was named it is a mistake.
 */
static enum err check_paths(struct cli_call *call)
{
	int kept = 0;

	for (int i = 0; i < call->argc; i++) {
		char *path = call->argv[i];
		struct stat st;

		if (stat(path, &st))
			return fail_errno(errno == ENOENT ? ERR_MISSING : ERR_IO, "%s", path);
		if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))
			return fail(ERR_ARG, _("%s is neither a folder nor a file"), path);
		if (S_ISDIR(st.st_mode) || music_is_wanted_name(path))
			call->argv[kept++] = path;
		else
			fail(ERR_ARG, _("%s is no audio file by its name"), path);
	}
	if (call->argc && !kept)
		return ERR_ARG;
	call->argc = kept;
	return OK;
}

static bool ask_player(const struct cli_call *call, int *ret_status)
{
	int argc = 0, n = call->argc;
	const char **argv = xreallocarray(NULL, (size_t)n + 5, sizeof *argv);
	char **paths = xreallocarray(NULL, (size_t)n + 1, sizeof *paths);
	bool answered;

	argv[argc++] = "cli";
	argv[argc++] = "scan";
	if (call->common->json)
		argv[argc++] = "--json";
	argv[argc++] = "--";
	for (int i = 0; i < n; i++)
		argv[argc++] = paths[i] = path_real(call->argv[i]);
	/* it takes as long as it takes */
	answered = cli_ask_player(call->common, argc, argv, -1, ret_status);
	for (int i = 0; i < n; i++)
		free(paths[i]);
	free(paths);
	free(argv);
	return answered;
}

/* The roots there are, and among them those that were named, by the name they have there. */
static enum err add_roots(struct scan_run *run, int argc, char **argv)
{
	char **roots = NULL, **reals;
	size_t n = 0;
	enum err err = store_roots(run->store, &roots, &n);

	if (err)
		return err;
	scan_job_know_roots(run->job, (const char *const *)roots, n);
	if (!argc && !n)
		err = fail(ERR_MISSING, _("the library knows no folders yet: name one"));
	reals = xcalloc(n + 1, sizeof *reals);
	for (size_t i = 0; i < n; i++)
		reals[i] = path_real(roots[i]);
	scan_job_know_links(run->job, (const char *const *)roots, (const char *const *)reals, n);
	for (int i = 0; i < argc; i++) {
		char *real = path_real(argv[i]), *path = root_name(real, (const char *const *)roots, (const char *const *)reals, n);

		scan_job_add(run->job, path);
		free(path);
		free(real);
	}
	for (size_t i = 0; i < n; i++) {
		free(roots[i]);
		free(reals[i]);
	}
	free(reals);
	free(roots);
	return err;
}

static void wait_for_news(struct scan_run *run)
{
	int64_t deadline = scanner_deadline_ms(run->scanner), wait = PROGRESS_MS;
	struct pollfd p = { .fd = scanner_fd(run->scanner), .events = POLLIN };

	if (deadline >= 0)
		wait = MAX_OF(0, MIN_OF(wait, deadline - clock_mono_ms()));
	poll(&p, 1, (int)wait);
}

static void count_late(void *ctx, const struct store_taken *taken)
{
	((struct scan_run *)ctx)->late += taken->late;
}

static enum err scan_all(struct scan_run *run)
{
	while (!run->err && !progress_is_stopped() && scan_job_step(run->job, STEP_MS)) {
		draw_bar(run);
		if (!progress_is_stopped() && scan_job_is_waiting(run->job))
			wait_for_news(run);
	}
	batch_end(run);
	clear_bar(run);
	if (!run->err && run->n_read)
		run->err = late_take(run->store, run->read, run->n_read, count_late, run);
	free(run->read);
	run->read = NULL;
	run->n_read = 0;
	return run->err;
}

/* The walker is on its way while the library is loaded, which it is compared with. */
static enum err scan_here(struct scan_run *run, int argc, char **argv)
{
	enum err err = add_roots(run, argc, argv);

	if (err)
		return err;
	if (!argc)
		scan_job_add_known(run->job);
	err = load_library(run->store, run->lib, NULL);
	return err ? err : scan_all(run);
}

static enum err report(const struct scan_run *run, bool json)
{
	const struct scan_counts *c = scan_job_counts(run->job);
	int64_t ms = clock_mono_ms() - run->start_ms;
	char *line;

	if (progress_is_stopped())
		return fail(ERR_BUSY, _("stopped: %lld files were read and kept; scan again to go on"),
			    (long long)(c->added + c->updated));
	line = print_scan_line(c, ms, json);
	if (json || !run->quiet)
		puts(line);
	free(line);
	if (run->late && !run->quiet) {
		line = late_text(run->late);
		cli_say("%s", line);
		free(line);
	}
	return OK;
}

static enum err open_scanner(struct scan_run *run, const struct cli_common *common)
{
	struct settings set;
	enum err err = scanner_open(&run->scanner, common->exe, 0);

	if (err)
		return err;
	settings_read(&set, common->config);
	err = scanner_ignore(run->scanner, set.ignore);
	settings_done(&set);
	return err;
}

enum err scan_named(const struct cli_common *common, struct store *store, struct library *lib, const char *const *paths, size_t n)
{
	struct scan_run run = { .quiet = true, .start_ms = clock_mono_ms(), .store = store, .lib = lib };
	enum err err;

	progress_catch(true);
	err = open_scanner(&run, common);
	if (!err) {
		run.job = scan_job_new(run.scanner, lib, &store_sink, &run);
		for (size_t i = 0; i < n; i++)
			scan_job_read(run.job, paths[i]);
		err = scan_all(&run);
	}
	if (!err && progress_is_stopped())
		err = fail(ERR_BUSY, _("stopped"));
	scan_job_free(run.job);
	scanner_close(run.scanner);
	progress_catch(false);
	return err;
}

int cli_scan(struct cli_call *call)
{
	struct scan_run run = { .quiet = call->common->quiet, .start_ms = clock_mono_ms() };
	int status = 1;
	enum err err = check_paths(call);

	if (err)
		return 1;
	if (ask_player(call, &status))
		return status;
	run.bar = !run.quiet && isatty(STDERR_FILENO);
	run.lib = library_new();
	progress_catch(true);
	err = cli_open(call->common, STORE_WRITE, &run.store);
	if (!err)
		err = open_scanner(&run, call->common);
	if (!err) {
		run.job = scan_job_new(run.scanner, run.lib, &store_sink, &run);
		err = scan_here(&run, call->argc, call->argv);
	}
	if (!err)
		err = report(&run, call->common->json);
	/* what was read is kept already: this only makes the next start quicker */
	if (!err && store_pack(run.store, progress_is_stopped))
		log_line("%s", err_text());
	scan_job_free(run.job);
	scanner_close(run.scanner);
	store_close(run.store);
	progress_catch(false);
	library_free(run.lib);
	return err ? 1 : 0;
}
