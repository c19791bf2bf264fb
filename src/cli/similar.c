/*
 * similar.c -- segue similar TRACK: what of the library sounds nearest.  TRACK may also be a file the library does not know, or has not listened to
 * yet: then it is listened to now.
 */
#include "app/alike.h"
#include "app/load.h"
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAME_TEMPO_PERCENT = 4, REASON = 128, REASONS = 3 };

struct run {
	const struct cli_call *call;
	struct library *lib;
	struct store *store;
	struct kin *kin;
	struct features of;		/* of the one asked for */
	struct hear_of asked;		/* what is listened to now */
	char *why;			/* what kept it from that */
	struct kinship *near;
	size_t n;
	char (*reasons)[REASONS][REASON];
};

/* ---- the one asked for ---- */

static bool of_file(void *ctx, size_t i, struct hear_of *ret_of)
{
	(void)i;
	*ret_of = ((struct run *)ctx)->asked;
	return true;
}

static enum err heard_file(void *ctx, size_t i, const struct batch_heard *heard)
{
	struct run *run = ctx;

	(void)i;
	if (heard->why) {
		free(run->why);
		run->why = xstrdup(heard->why);
	} else {
		run->of = heard->features;
	}
	return OK;
}

static enum err listen_now(struct run *run, const char *path, const struct part *part)
{
	struct batch batch = { .common = run->call->common, .jobs = 1, .n = 1, .ctx = run, .of = of_file, .heard = heard_file };
	enum err err;

	run->asked = (struct hear_of){ .path = path, .start_ms = part ? part->start_us / 1000 : 0, .end_ms = part ? part->end_us / 1000 : 0 };
	err = batch_run(&batch);
	if (!err && run->why)
		err = strstr(run->why, path) ? fail(ERR_PARSE, "%s", run->why) : fail(ERR_PARSE, "%s: %s", path, run->why);
	return err;
}

/* *ret_id 0: a file of nobody's library. */
static enum err find_it(struct run *run, track_id *ret_id)
{
	char *words = cli_join(run->call->argc, run->call->argv);
	struct track *t = NULL;
	enum err err = cli_find_track(run->lib, words, &t);

	if (!err) {
		*ret_id = t->id;
		err = load_features(run->store, t->id, &run->of);
		/* not heard yet, or by an older ear */
		if (err == ERR_MISSING || err == ERR_PARSE)
			err = listen_now(run, track_file(t), t->part);
	} else if (!access(words, F_OK)) {
		err = listen_now(run, words, NULL);
	}
	free(words);
	return err;
}

/* ---- the others ---- */

/* What is still there to be played. */
static bool is_playable(void *ctx, uint64_t id)
{
	const struct track *t = library_get(((struct run *)ctx)->lib, (track_id)id);

	return t && t->state == TRACK_OK;
}

/* What both have in common, in words. */
static void find_reasons(const struct run *run, const struct features *f, char ret[REASONS][REASON])
{
	double bpm = (double)f->value[FEATURE_TEMPO], like = (double)run->of.value[FEATURE_TEMPO];
	int n = 0;

	snprintf(ret[n++], REASON, "%s", _("sounds alike"));
	if (fabs(bpm - like) <= like * SAME_TEMPO_PERCENT / 100)
		snprintf(ret[n++], REASON, _("as fast, %.0f beats a minute"), bpm);
	if (fabsf(f->value[FEATURE_KEY] - run->of.value[FEATURE_KEY]) < .5F && fabsf(f->value[FEATURE_MODE] - run->of.value[FEATURE_MODE]) < .5F)
		snprintf(ret[n++], REASON, f->value[FEATURE_MODE] > .5F ? _("in %s minor, too") : _("in %s major, too"), key_names[(size_t)f->value[FEATURE_KEY] % 12]);
	for (; n < REASONS; n++)
		ret[n][0] = '\0';
}

/* ---- telling ---- */

static void tell_json(const struct run *run)
{
	for (size_t i = 0; i < run->n; i++) {
		const struct track *t = library_get(run->lib, (track_id)run->near[i].id);
		json_t *o = json_object(), *reasons = json_array();

		for (int r = 0; r < REASONS && run->reasons[i][r][0]; r++)
			json_array_append_new(reasons, print_json_text(run->reasons[i][r]));
		json_object_set_new(o, "rank", json_integer((json_int_t)i + 1));
		json_object_set_new(o, "score", json_real(round((double)run->near[i].score * 1e6) / 1e6));
		print_json_path(o, t->path);
		json_object_set_new(o, "artist", print_json_text(t->artist));
		json_object_set_new(o, "title", print_json_text(t->title));
		json_object_set_new(o, "album", print_json_text(t->album));
		json_object_set_new(o, "reasons", reasons);
		print_json(o);
	}
}

static void similar_cell(void *ctx, size_t row, size_t column, char ret_text[PRINT_CELL])
{
	const struct run *run = ctx;
	const struct track *t = library_get(run->lib, (track_id)run->near[row].id);
	const char *const *texts[] = { NULL, &t->title, &t->artist };

	if (!column)
		snprintf(ret_text, PRINT_CELL, "%zu", row + 1);
	else if (column < COUNT_OF(texts))
		print_cell(ret_text, *texts[column]);
	else if (column == 3)
		snprintf(ret_text, PRINT_CELL, "%.0f", (double)run->near[row].score * 100);
	else
		snprintf(ret_text, PRINT_CELL, "%s%s%s%s%s", run->reasons[row][0], run->reasons[row][1][0] ? "; " : "", run->reasons[row][1],
			 run->reasons[row][2][0] ? "; " : "", run->reasons[row][2]);
}

static void tell_people(struct run *run)
{
	static const struct print_column columns[] = { { "#", true, false }, { N_("Title"), false, true }, { N_("Artist"), false, true },
		{ N_("Score"), true, false }, { N_("Why"), false, true } };

	print_columns(stdout, columns, COUNT_OF(columns), run->n, similar_cell, run);
}

static enum err answer(struct run *run, track_id id, size_t wanted)
{
	enum err err = OK;

	run->near = xcalloc(wanted, sizeof *run->near);
	run->reasons = xcalloc(wanted, sizeof *run->reasons);
	if (!run->of.mfcc_frames)
		return fail(ERR_PARSE, _("it is silent: nothing sounds like that"));
	run->n = kin_ask(run->kin, &(struct kin_question){ .id = (uint64_t)id, .features = &run->of, .may = is_playable, .ctx = run, .is_once = true }, run->near, wanted);
	if (!run->n)
		return fail(ERR_MISSING, _("nothing else was analysed yet: 'segue analyze' listens to the library"));
	for (size_t i = 0; !err && i < run->n; i++) {
		struct features f;

		err = load_features(run->store, (track_id)run->near[i].id, &f);
		if (!err)
			find_reasons(run, &f, run->reasons[i]);
	}
	return err;
}

int cli_similar(struct cli_call *call)
{
	struct run run = { .call = call };
	int64_t wanted = 20;
	track_id id = 0;
	enum err err;

	if (call->values[SIMILAR_N] && cli_number("-n", call->values[SIMILAR_N], 1, 1000000, &wanted))
		return 2;
	run.lib = library_new();
	run.kin = kin_new();
	err = cli_open(call->common, STORE_READ, &run.store);
	if (!err)
		err = load_library(run.store, run.lib, NULL);
	if (!err)
		err = find_it(&run, &id);
	if (!err)
		err = alike_load(run.store, run.kin);
	if (!err)
		err = answer(&run, id, (size_t)wanted);
	if (!err && call->common->json)
		tell_json(&run);
	else if (!err)
		tell_people(&run);
	free(run.why);
	free(run.near);
	free(run.reasons);
	kin_free(run.kin);
	store_close(run.store);
	library_free(run.lib);
	return err ? 1 : 0;
}
