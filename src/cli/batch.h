/* batch.h -- many tracks listened to on all cores, for the subcommands that do nothing else meanwhile. */
#ifndef SEGUE_CLI_BATCH_H
#define SEGUE_CLI_BATCH_H

#include "cli/cli.h"
#include "ear.h"
#include "music.h"

/* What came of a track. */
struct batch_heard {
	struct features features;
	float *beats;			/* the batch's */
	size_t n_beats;
	int64_t damaged, not_numbers;
	const char *bytes;		/* the features as they are kept, and the beats */
	size_t n;
	uint32_t mark;			/* of the sound in the file */
	bool is_same;			/* as hear_of.mark says; then nothing else is there */
	const char *print;		/* by what the same music is known again, likewise */
	size_t n_print;
	bool is_away;			/* it could not be opened: not the file's fault */
	const char *why;		/* NULL: it was heard, and the rest is there */
};
struct batch {
	const struct cli_common *common;
	unsigned jobs;			/* 0: as many as there are cores */
	size_t n;			/* tracks, numbered from 0 */
	void *ctx;
	/* Track i; false: not now, more must come home first. A path of NULL: it is not to be listened to after all, and no more is said of it. */
	bool (*of)(void *ctx, size_t i, struct hear_of *ret_of);
	/* Track i is done with, in whatever order. Not OK: the batch ends with that. */
	enum err (*heard)(void *ctx, size_t i, const struct batch_heard *heard);
	enum err (*tick)(void *ctx);	/* every now and then, if not NULL; not OK: the batch ends with that */
};
/* ERR_BUSY and no sentence: stopped by a signal (progress_catch() is the caller's). ERR_CHILD: nothing can be heard. */
enum err batch_run(const struct batch *b);
/* "--jobs" as it was given, NULL: 0. */
enum err batch_jobs(const char *text, unsigned *ret_jobs);
/* One line on standard error: "segue: PATH: why", or why alone when it names the path itself. Clears a bar. */
void batch_complain(const char *path, const char *why);

#endif
