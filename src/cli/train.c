/*
 * train.c -- segue train: what the for-you list goes by besides the log itself, learnt from the whole of it and kept beside the database (app/learnt.h),
 * where it can be made anew at any time.  The player runs it by itself, in the background (app/learning.c).
 *
 *   this listener's sittings  -> which tracks are heard together (the kind and knobs that best bring back a tenth held back of each)
 *   all listeners' finishes   -> what others like this one play, at least LISTENERS_LEAST of them (others.c); people who were imported count as listeners
 *   what a hub said           -> what people elsewhere play who are like this one; and what ListenBrainz recommends (hubbed.c)
 *   this listener's log       -> foresight: what is heard to its end (recommend/foresight.c)
 */
#include "app/learnt.h"
#include "app/load.h"
#include "cli/evaluate.h"
#include "cli/hubbed.h"
#include "cli/open.h"
#include "cli/others.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/sessions.h"
#include "cli/styles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LISTS = 20, LISTED_MAX = 50000, LESSONS_MAX = 20000 };
#define EFFORT 1e11
#define EFFORT_BACKGROUND 2e10

static const enum model_kind kinds[] = { MODEL_ITEM, MODEL_GRAPH, MODEL_MF, MODEL_EASE };

struct training {
	const struct cli_call *call;
	struct sessions of;
	struct recipe recipe;
	double recall, ndcg, loss;
	int64_t began_us;
	bool has_loss;
	unsigned threads;
	double effort;
	uint64_t bytes;			/* a model may hold; 0: what is usual */
	struct taste *taste;
	struct learnt *learnt;
	uint32_t others, hubbed, recommended;
};

static void told(void *ctx, enum model_kind kind, const struct knobs *knobs, double recall, double ndcg)
{
	struct training *t = ctx;

	(void)knobs;
	evaluate_progress(t->call, _("choosing: %s reaches recall %.4f, NDCG %.4f"), model_name[kind], recall, ndcg);
}

static void round_over(void *ctx, enum model_kind kind, int round, double loss)
{
	struct training *t = ctx;
	json_t *o;

	t->loss = loss;
	t->has_loss = true;
	if (!t->call->common->json) {
		evaluate_progress(t->call, _("%s: round %d, loss %.5f"), model_name[kind], round, loss);
		return;
	}
	o = json_object();
	json_object_set_new(o, "model", json_string(model_name[kind]));
	json_object_set_new(o, "epoch", json_integer(round));
	json_object_set_new(o, "seconds", evaluate_number(evaluate_seconds(t->began_us)));
	json_object_set_new(o, "loss", evaluate_number(loss));
	print_json(o);
	fflush(stdout);
}

static enum err choose(struct training *t, const char *name)
{
	struct tune_options opt = { .seed = 1, .k = LISTS, .threads = t->threads, .effort = t->effort / (name ? 1 : COUNT_OF(kinds)),
		.bytes = t->bytes, .told = told, .ctx = t };
	bool found = false;

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct recipe recipe;
		double recall, ndcg;
		enum err err;

		if (name && strcmp(name, "auto") && strcmp(name, model_name[kinds[i]]))
			continue;
		err = recipe_tune(kinds[i], t->of.train, &opt, &recipe, &recall, &ndcg);
		if (err && err != ERR_LIMIT)
			return err;
		if (err || (found && recall + ndcg <= t->recall + t->ndcg))
			continue;
		found = true;
		t->recipe = recipe;
		t->recall = recall;
		t->ndcg = ndcg;
	}
	return found ? OK : ERR_LIMIT;
}

static int by_size(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/*
 * Each kind has its own scale: what the nearest of most tracks reaches is taken as 1. The lists of the tracks heard most; of one heard once there is little
 * to say.
 */
static void keep_near(struct training *t, const struct blend *blend)
{
	uint32_t n_listed = MIN_OF(t->of.n_cols, (uint32_t)LISTED_MAX), n_best = 0, n;
	float *scores = xcalloc((size_t)t->of.n_cols + 1, sizeof *scores), *best = xcalloc((size_t)n_listed + 1, sizeof *best), usual;
	struct scored (*top)[NEAR_MAX] = xcalloc((size_t)n_listed + 1, sizeof *top);

	for (uint32_t c = 0; c < n_listed && blend_alike(blend, c, scores); c++) {
		n = learn_best(scores, t->of.n_cols, top[c], NEAR_MAX);
		for (uint32_t i = n; i < NEAR_MAX; i++)
			top[c][i].score = 0;
		if (n && top[c][0].score > 0)
			best[n_best++] = top[c][0].score;
	}
	if (n_best)
		qsort(best, n_best, sizeof *best, by_size);
	usual = n_best ? best[n_best / 2] : 1;
	for (uint32_t c = 0; c < n_listed; c++) {
		struct near near[NEAR_MAX];

		for (n = 0; n < NEAR_MAX && top[c][n].score > 0; n++)
			near[n] = (struct near){ t->of.track[top[c][n].at], top[c][n].score / usual, -1, false, 0 };
		learnt_near(t->learnt, t->of.track[c], near, n);
	}
	free(scores);
	free(best);
	free(top);
}

static void foresee(struct training *t)
{
	struct foresight f;
	uint8_t *y;
	float *x;
	size_t n;

	evaluate_progress(t->call, _("learning what is heard to its end"));
	n = taste_lessons(t->taste, LESSONS_MAX, &x, &y);
	learnt_foresight(t->learnt, foresight_learn(x, y, n, &f, learnt_info(t->learnt)) ? &f : NULL);
	free(x);
	free(y);
}

static enum err keep(const struct training *t)
{
	char *path = learnt_path(t->call->common->db, t->call->common->listener);
	enum err err = learnt_save(path, t->learnt);

	free(path);
	return err;
}

static void show(const struct training *t)
{
	const char *name = model_name[t->recipe.part[0].kind];
	double seconds = evaluate_seconds(t->began_us);
	char *recipe = evaluate_recipe(&t->recipe);
	const struct learnt_info *info = learnt_info(t->learnt);
	json_t *o;

	if (t->call->common->json) {
		o = json_object();
		json_object_set_new(o, "model", json_string(name));
		json_object_set_new(o, "seconds", evaluate_number(seconds));
		json_object_set_new(o, "loss", t->has_loss ? evaluate_number(t->loss) : json_null());
		json_object_set_new(o, "validation", json_pack("{s:i,s:o,s:o}", "k", (int)LISTS, "recall", evaluate_number(t->recall), "ndcg",
							       evaluate_number(t->ndcg)));
		json_object_set_new(o, "recipe", json_string(recipe));
		json_object_set_new(o, "sessions", json_integer(t->of.n_rows));
		json_object_set_new(o, "tracks", json_integer(t->of.n_cols));
		json_object_set_new(o, "others", json_integer(t->others));
		json_object_set_new(o, "hub", json_integer(t->hubbed));
		json_object_set_new(o, "recommended", json_integer(t->recommended));
		json_object_set_new(o, "foresight", json_pack("{s:b,s:o,s:o,s:o,s:o}", "taken", info->has_foresight, "auc", evaluate_number(info->foresight_auc),
							      "blend_auc", evaluate_number(info->blend_auc), "log_loss", evaluate_number(info->foresight_loss),
							      "blend_log_loss", evaluate_number(info->blend_loss)));
		print_json(o);
	} else {
		printf(_("%s, learnt from %u sessions with %u tracks in %.1f s; brings back recall %.4f, NDCG %.4f of what was held back\n"), recipe,
		       t->of.n_rows, t->of.n_cols, seconds, t->recall, t->ndcg);
		if (info->has_foresight)
			printf(_("what is heard to its end is foreseen with an AUC of %.3f; by the plain sum of signals, %.3f\n"), info->foresight_auc,
			       info->blend_auc);
		else if (info->blend_auc > 0)
			printf(_("what is heard to its end is foreseen best by the plain sum of signals (AUC %.3f)\n"), info->blend_auc);
	}
	free(recipe);
}

static enum err train(struct training *t, const char *name, struct store *store)
{
	struct learn_options opt = { .seed = 1, .threads = t->threads, .bytes = t->bytes, .round = round_over, .ctx = t };
	struct blend *blend = NULL;
	enum err err;

	if (!t->of.n_rows)
		return fail(ERR_MISSING, _("there is nothing to learn from yet: no session with two tracks heard to their end"));
	err = choose(t, name);
	err = err ? err : blend_fit(&t->recipe, t->of.train, &opt, &blend);
	if (!err)
		keep_near(t, blend);
	err = err ? err : others_learn(store, store_listener(store), &opt, t->learnt, &t->others);
	err = err ? err : hubbed_learn(t->call->common, store, t->learnt, &t->hubbed, &t->recommended);
	if (!err)
		foresee(t);
	learnt_info(t->learnt)->plays = taste_plays(t->taste);
	err = err ? err : keep(t);
	evaluate_progress(t->call, NULL);
	if (!err)
		show(t);
	blend_free(blend);
	return err;
}

static bool is_known(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (!strcmp(name, model_name[kinds[i]]))
			return true;
	return !strcmp(name, "auto");
}

/* Nothing is half done when it is ended: the file is replaced at the very end. */
static void be_modest(struct training *t)
{
	uint64_t half = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE) / 2;

	half = MIN_OF(half, (uint64_t)4 << 30);
	background_begin(half);
	t->bytes = MIN_OF(t->bytes ? t->bytes : half, half / 2);	/* the other half is the library's, and what was played */
	t->threads = 1;
	t->effort = EFFORT_BACKGROUND;
}

int cli_train(struct cli_call *call)
{
	struct training t = { .call = call, .began_us = clock_mono_us(), .effort = EFFORT };
	const char *name = call->values[TRAIN_MODEL];
	struct store *store = NULL;
	enum err err;

	if (name && !strcmp(name, "styles"))
		return train_styles(call);
	if (name && !is_known(name)) {
		fail(ERR_ARG, _("'%s' cannot be trained here; what can be: item, graph, mf, ease, auto, styles"), name);
		return 2;
	}
	if (evaluate_memory(call->values[TRAIN_MEMORY], &t.bytes))
		return 2;
	if (call->values[TRAIN_BACKGROUND])
		be_modest(&t);
	t.taste = taste_new();
	t.learnt = learnt_new();
	err = cli_open(call->common, STORE_READ, &store);
	err = err ? err : load_library(store, NULL, t.taste);
	err = err ? err : sessions_read(store, store_listener(store), 0, &t.of);
	err = err ? err : train(&t, name, store);
	store_close(store);
	sessions_done(&t.of);
	taste_free(t.taste);
	learnt_free(t.learnt);
	return err ? 1 : 0;
}
