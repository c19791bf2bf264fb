/* duplicates.c -- segue duplicates: which tracks of the library are the same recording, or with --covers the same piece. */
#include "app/analyze.h"
#include "app/copies.h"
#include "app/load.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct run {
	struct library *lib;
	struct copies copies;
	char **paths;			/* absolute: only pairs with one of them below */
	size_t n_paths;
};

static const struct track *track_of(const struct run *run, track_id id)
{
	return library_get(run->lib, id);
}

static bool is_wanted(const struct run *run, const struct copy *c)
{
	const struct track *a = track_of(run, c->a), *b = track_of(run, c->b);

	return a && b && a->state == TRACK_OK && b->state == TRACK_OK &&
		(analyze_is_below(a->path, (const char *const *)run->paths, run->n_paths) ||
		 analyze_is_below(b->path, (const char *const *)run->paths, run->n_paths));
}

/* The better of the two first; where it begins moves along. */
static void turn_round(struct copy *c)
{
	double length_s = c->music.to_s - c->music.from_s, from_s = c->music.from_s;
	track_id a = c->a;

	c->a = c->b;
	c->b = a;
	c->music.from_s = c->music.other_from_s;
	c->music.other_from_s = from_s;
	c->music.to_s = c->music.from_s + length_s;
}

static struct run *sorted_run;

static int by_path(const void *pa, const void *pb)
{
	const struct copy *a = pa, *b = pb;
	int order = strcmp(track_of(sorted_run, a->a)->path, track_of(sorted_run, b->a)->path);

	return order ? order : strcmp(track_of(sorted_run, a->b)->path, track_of(sorted_run, b->b)->path);
}

static void choose(struct run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->copies.n; i++) {
		struct copy c = run->copies.at[i];

		if (!is_wanted(run, &c))
			continue;
		if (copy_is_better(track_of(run, c.b), track_of(run, c.a)))
			turn_round(&c);
		run->copies.at[n++] = c;
	}
	run->copies.n = n;
	sorted_run = run;
	if (n)
		qsort(run->copies.at, n, sizeof *run->copies.at, by_path);
}

static json_t *rounded(double x, double unit)
{
	return json_real(round(x / unit) * unit);
}

static void tell_json(const struct run *run)
{
	for (size_t i = 0; i < run->copies.n; i++) {
		const struct copy *c = &run->copies.at[i];
		json_t *o = json_object(), *other = json_object();

		print_json_path(o, track_of(run, c->a)->path);
		print_json_path(other, track_of(run, c->b)->path);
		json_object_set(o, "other", json_object_get(other, "path"));
		if (json_object_get(other, "path_base64"))
			json_object_set(o, "other_base64", json_object_get(other, "path_base64"));
		json_decref(other);
		json_object_set_new(o, "match", rounded((double)c->music.match, 1e-4));
		json_object_set_new(o, "from_s", rounded(c->music.from_s, .01));
		json_object_set_new(o, "to_s", rounded(c->music.to_s, .01));
		json_object_set_new(o, "other_from_s", rounded(c->music.other_from_s, .01));
		json_object_set_new(o, "kind", json_string(copy_kind_names[c->kind]));
		print_json(o);
	}
}

static void copy_cell(void *ctx, size_t row, size_t column, char ret_text[PRINT_CELL])
{
	const struct run *run = ctx;
	const struct copy *c = &run->copies.at[row];

	if (column == 0)
		print_cell(ret_text, track_of(run, c->a)->path);
	else if (column == 1)
		print_cell(ret_text, track_of(run, c->b)->path);
	else if (column == 2)
		snprintf(ret_text, PRINT_CELL, "%.0f %%", (double)c->music.match * 100);
	else if (column == 3)
		snprintf(ret_text, PRINT_CELL, "%d:%02d-%d:%02d", (int)c->music.from_s / 60, (int)c->music.from_s % 60, (int)c->music.to_s / 60, (int)c->music.to_s % 60);
	else
		print_cell(ret_text, _(copy_kind_texts[c->kind]));
}

static void tell_people(struct run *run)
{
	static const struct print_column columns[] = { { N_("Track"), false, true }, { N_("Other"), false, true }, { N_("Match"), true, false },
		{ N_("Where"), true, false }, { N_("What"), false, false } };

	if (run->copies.n)
		print_columns(stdout, columns, COUNT_OF(columns), run->copies.n, copy_cell, run);
}

int cli_duplicates(struct cli_call *call)
{
	struct run run = { .n_paths = (size_t)call->argc };
	struct store *store = NULL;
	enum err err;

	run.lib = library_new();
	run.paths = xcalloc(run.n_paths + 1, sizeof *run.paths);
	for (size_t i = 0; i < run.n_paths; i++)
		run.paths[i] = path_absolute(call->argv[i]);
	err = cli_open(call->common, STORE_READ, &store);
	if (!err)
		err = load_library(store, run.lib, NULL);
	if (!err)
		err = copies_find(store, call->values[DUPLICATES_COVERS], &run.copies);
	if (!err) {
		choose(&run);
		if (call->common->json)
			tell_json(&run);
		else
			tell_people(&run);
	}
	copies_done(&run.copies);
	store_close(store);
	library_free(run.lib);
	for (size_t i = 0; i < run.n_paths; i++)
		free(run.paths[i]);
	free(run.paths);
	return err ? 1 : 0;
}
