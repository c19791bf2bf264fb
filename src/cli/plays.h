/* plays.h -- segue evaluate --plays: what its tasks share. */
#ifndef SEGUE_CLI_PLAYS_H
#define SEGUE_CLI_PLAYS_H

#include "cli/evaluate.h"

#include <stdio.h>

#define PLAY_MS 30000			/* heard for less: a skip, not a play */

/* One listener's rows in the log: the first 80 % are the past. */
struct span { size_t first, n, past; bool is_asked; };
struct plays_run {
	const struct cli_call *call;
	struct plays log;
	struct span *who;
	size_t n_who;
	FILE *out;			/* --predictions; NULL */
	int64_t began_us;
};
enum { PLAYS_FIGURES = 8 };
struct plays_figures {
	const char *model, *listener;	/* NULL: of all that are asked about */
	struct { const char *name; double v; } at[PLAYS_FIGURES];
	int n;
	size_t rows;
};
const char *plays_track_named(const struct plays *log, uint32_t track);	/* as the log has it, with a tab before */
bool plays_each(const struct plays_run *run, size_t who);	/* is this one shown by itself, too (--each)? */
const char *plays_listener(const struct plays_run *run, size_t who);
void plays_show(const struct plays_run *run, const char *task, const struct plays_figures *f);

/* The tasks; each shows its rows, Segue's own first. */
enum err plays_next(struct plays_run *run);
enum err plays_skip(struct plays_run *run);
enum err plays_discovery(struct plays_run *run);

#endif
