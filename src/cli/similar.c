/*
 * similar.c -- segue similar TRACK: what of the library sounds nearest.  TRACK may also be a file the library does not know, or has not listened to
 * yet: then it is listened to now.
 */
#include "app/alike.h"
#include "app/load.h"
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/picked.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAME_TEMPO_PERCENT = 4 };

struct run {
	const struct cli_call *call;
	struct library *lib;
	struct store *store;
	struct kin *kin;
	struct features of;		/* of the one asked for */
	struct hear_of asked;		/* what is listened to now */
	char *why;			/* what kept it from that */
	struct picked *picked;
	size_t n;
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
static void find_reasons(const struct run *run, const struct features *f, char ret[PICKED_REASONS][PICKED_REASON])
{
	double bpm = (double)f->value[FEATURE_TEMPO], like = (double)run->of.value[FEATURE_TEMPO];
	int n = 0;

	snprintf(ret[n++], PICKED_REASON, "%s", _("sounds alike"));
	if (fabs(bpm - like) <= like * SAME_TEMPO_PERCENT / 100)
		snprintf(ret[n++], PICKED_REASON, _("as fast, %.0f beats a minute"), bpm);
	if (fabsf(f->value[FEATURE_KEY] - run->of.value[FEATURE_KEY]) < .5F && fabsf(f->value[FEATURE_MODE] - run->of.value[FEATURE_MODE]) < .5F)
		snprintf(ret[n++], PICKED_REASON, f->value[FEATURE_MODE] > .5F ? _("in %s minor, too") : _("in %s major, too"), key_names[(size_t)f->value[FEATURE_KEY] % 12]);
}

static enum err answer(struct run *run, track_id id, size_t wanted)
{
	struct kinship *near;
	enum err err = OK;

	if (!run->of.mfcc_frames)
		return fail(ERR_PARSE, _("it is silent: nothing sounds like that"));
	near = xcalloc(wanted, sizeof *near);
	run->n = kin_ask(run->kin, &(struct kin_question){ .id = (uint64_t)id, .features = &run->of, .may = is_playable, .ctx = run, .is_once = true }, near, wanted);
	run->picked = xcalloc(run->n + 1, sizeof *run->picked);
	if (!run->n)
		err = fail(ERR_MISSING, _("nothing else was analysed yet: 'segue analyze' listens to the library"));
	for (size_t i = 0; !err && i < run->n; i++) {
		struct features f;

		run->picked[i].track = library_get(run->lib, (track_id)near[i].id);
		run->picked[i].score = (double)near[i].score;
		err = load_features(run->store, (track_id)near[i].id, &f);
		if (!err)
			find_reasons(run, &f, run->picked[i].reasons);
	}
	free(near);
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
	if (!err)
		picked_print(run.picked, run.n, call->common->json);
	free(run.why);
	free(run.picked);
	kin_free(run.kin);
	store_close(run.store);
	library_free(run.lib);
	return err ? 1 : 0;
}
