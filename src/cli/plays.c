/*
 * plays.c -- segue evaluate --plays: how well is foreseen what listeners did next, on their logs.
 *
 * For each listener the first four fifths of the rows are the past; the rest is replayed, each row learnt from only after it was predicted.
 * Other listeners' logs may serve as a community. Simple ways of predicting are measured in the same run on the same rows.
 */
#include "cli/plays.h"
#include "cli/print.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define LOG_BYTES_MAX ((size_t)4 << 30)

/* zlib passes plain text on as it is. */
static enum err read_log(const char *path, struct buf *ret)
{
	gzFile f = gzopen(path, "re");
	char *piece = xmalloc(1 << 18);
	enum err err = OK;
	int n;

	if (!f)
		err = fail_errno(ERR_IO, _("cannot read %s"), path);
	while (!err && (n = gzread(f, piece, 1 << 18)) != 0)
		err = n < 0 ? fail(ERR_PARSE, "%s", gzerror(f, &n)) : buf_add(ret, piece, (size_t)n);	/* begins with the path */
	if (f && gzclose(f) != Z_OK && !err)
		err = fail(ERR_PARSE, _("%s is cut short"), path);
	free(piece);
	return err;
}

const char *plays_listener(const struct plays_run *run, size_t who)
{
	return run->log.listeners.name[run->log.rows[run->who[who].first].listener];
}

static enum err mark_asked(struct plays_run *run, const char *names)
{
	for (const char *at = names; *at;) {
		size_t n = strcspn(at, ","), i = 0;

		while (i < run->n_who) {
			const char *name = plays_listener(run, i);

			if (strlen(name) == n && !strncmp(name, at, n))
				break;
			i++;
		}
		if (i == run->n_who)
			return fail(ERR_MISSING, _("there is no listener '%.*s' in the log"), (int)MIN_OF(n, 40u), at);
		run->who[i].is_asked = true;
		at += n + (at[n] == ',');
	}
	return OK;
}

static enum err find_listeners(struct plays_run *run)
{
	const char *names = run->call->values[EVALUATE_LISTENERS];
	const struct plays *log = &run->log;

	run->who = xcalloc(log->listeners.n + 1, sizeof *run->who);
	for (size_t i = 0; i < log->n; i++) {
		struct span *s = &run->who[log->rows[i].listener];

		if (!s->n++)
			s->first = i;
	}
	run->n_who = log->listeners.n;
	for (size_t i = 0; i < run->n_who; i++) {
		run->who[i].past = run->who[i].n * 4 / 5;
		run->who[i].is_asked = !names;
	}
	return names ? mark_asked(run, names) : OK;
}

const char *plays_track_named(const struct plays *log, uint32_t track)
{
	return strchr(log->tracks.name[track], '\t');
}

bool plays_each(const struct plays_run *run, size_t who)
{
	return run->call->values[EVALUATE_EACH] && run->who[who].is_asked;
}

void plays_show(const struct plays_run *run, const char *task, const struct plays_figures *f)
{
	evaluate_progress(run->call, NULL);
	if (run->call->common->json) {
		json_t *o = json_object();

		json_object_set_new(o, "task", json_string(task));
		json_object_set_new(o, "model", json_string(f->model));
		if (f->listener)
			json_object_set_new(o, "listener", json_string(f->listener));
		for (int i = 0; i < f->n; i++)
			json_object_set_new(o, f->at[i].name, evaluate_number(f->at[i].v));
		json_object_set_new(o, "rows", json_integer((json_int_t)f->rows));
		json_object_set_new(o, "seconds", evaluate_number(evaluate_seconds(run->began_us)));
		print_json(o);
	} else {
		printf("%-10s %-32s", task, f->model);
		if (f->listener)
			printf("  %s:", f->listener);
		for (int i = 0; i < f->n; i++)
			printf("  %s %.4f", f->at[i].name, f->at[i].v);
		printf("  (%zu)\n", f->rows);
	}
	fflush(stdout);
}

static const struct { const char *name; enum err (*run)(struct plays_run *run); } tasks[] = {
	{ "next", plays_next }, { "discovery", plays_discovery }, { "skip", plays_skip },
};

static enum err run_tasks(struct plays_run *run, const char *names)
{
	for (const char *at = names; *at;) {
		size_t n = strcspn(at, ","), i = 0;
		enum err err;

		while (i < COUNT_OF(tasks) && (strlen(tasks[i].name) != n || strncmp(tasks[i].name, at, n)))
			i++;
		if (i == COUNT_OF(tasks))
			return fail(ERR_ARG, _("there is no task '%.*s'; there are next, discovery and skip"), (int)MIN_OF(n, 40u), at);
		run->began_us = clock_mono_us();
		err = tasks[i].run(run);
		if (err)
			return err;
		at += n + (at[n] == ',');
	}
	return OK;
}

static enum err run_with_predictions(struct plays_run *run, const char *names)
{
	const char *path = run->call->values[EVALUATE_PREDICTIONS];
	char *beside = NULL;
	enum err err = OK;

	if (path && strchr(names, ','))
		err = fail(ERR_ARG, _("--predictions is of one task: name it with --task"));
	if (!err && path)
		err = cli_beside_open(path, 0666, &run->out, &beside);
	err = err ? err : run_tasks(run, names);
	if (run->out)
		err = cli_beside_done(run->out, beside, path, err);
	free(beside);
	return err;
}

int evaluate_plays(struct cli_call *call)
{
	const char *names = call->values[EVALUATE_TASK] ? call->values[EVALUATE_TASK] : "next,discovery,skip";
	struct plays_run run = { .call = call };
	struct buf text;
	char *clean = utf8_clean(call->values[EVALUATE_PLAYS], strlen(call->values[EVALUATE_PLAYS]));
	enum err err;

	buf_init(&text, LOG_BYTES_MAX);
	err = read_log(call->values[EVALUATE_PLAYS], &text);
	err = err ? err : plays_read(&run.log, text.data, text.len, clean);
	buf_done(&text);
	err = err ? err : find_listeners(&run);
	err = err ? err : run_with_predictions(&run, names);
	evaluate_progress(call, NULL);
	plays_done(&run.log);
	free(run.who);
	free(clean);
	return err ? err == ERR_ARG ? 2 : 1 : 0;
}
