/*
 * train.c -- segue train: learns from all sessions of this library's listeners which tracks are heard together, and keeps each track's
 * nearest beside the database (FILE-alike), where it can be made anew at any time.
 *
 * The model is chosen on a tenth of each session that is held back: of the kinds that compare items the one, with the knobs, that best
 * brings it back. Only then everything is learnt from.
 */
#include "cli/evaluate.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/sessions.h"
#include "cli/styles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEAREST = 100, LISTS = 20 };
#define EFFORT 1e11

static const enum model_kind kinds[] = { MODEL_ITEM, MODEL_GRAPH, MODEL_MF, MODEL_EASE };

struct training {
	const struct cli_call *call;
	struct sessions of;
	struct recipe recipe;
	double recall, ndcg, loss;
	int64_t began_us;
	bool has_loss;
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
	struct tune_options opt = { .seed = 1, .k = LISTS, .effort = EFFORT / (name ? 1 : COUNT_OF(kinds)), .told = told, .ctx = t };
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

/* "SEGUEAL1", then of each track: its id, how many follow, and of each its id and how alike it is. Numbers as this machine writes them. */
static enum err keep(struct training *t, const struct blend *blend)
{
	char *path = xasprintf("%s-alike", t->call->common->db);
	float *scores = xcalloc((size_t)t->of.n_cols + 1, sizeof *scores);
	struct scored top[NEAREST];
	struct buf b;
	enum err err;

	buf_init(&b, (size_t)4 << 30);
	err = buf_adds(&b, "SEGUEAL1");
	for (uint32_t c = 0; c < t->of.n_cols && !err && blend_alike(blend, c, scores); c++) {
		uint32_t n = learn_best(scores, t->of.n_cols, top, NEAREST);

		while (n && top[n - 1].score <= 0)
			n--;
		err = buf_add(&b, &t->of.track[c], sizeof t->of.track[c]);
		err = err ? err : buf_add(&b, &n, sizeof n);
		for (uint32_t i = 0; i < n && !err; i++) {
			err = buf_add(&b, &t->of.track[top[i].at], sizeof *t->of.track);
			err = err ? err : buf_add(&b, &top[i].score, sizeof top[i].score);
		}
	}
	err = err ? err : write_file(path, b.data, b.len, 0600);
	buf_done(&b);
	free(scores);
	free(path);
	return err;
}

static void show(const struct training *t)
{
	const char *name = model_name[t->recipe.part[0].kind];
	double seconds = evaluate_seconds(t->began_us);
	char *recipe = evaluate_recipe(&t->recipe);
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
		print_json(o);
	} else {
		printf(_("%s, learnt from %u sessions with %u tracks in %.1f s; brings back recall %.4f, NDCG %.4f of what was held back\n"), recipe,
		       t->of.n_rows, t->of.n_cols, seconds, t->recall, t->ndcg);
	}
	free(recipe);
}

static enum err train(struct training *t, const char *name)
{
	struct learn_options opt = { .seed = 1, .round = round_over, .ctx = t };
	struct blend *blend = NULL;
	enum err err;

	if (!t->of.n_rows)
		return fail(ERR_MISSING, _("there is nothing to learn from yet: no session with two tracks heard to their end"));
	err = choose(t, name);
	err = err ? err : blend_fit(&t->recipe, t->of.train, &opt, &blend);
	err = err ? err : keep(t, blend);
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

int cli_train(struct cli_call *call)
{
	struct training t = { .call = call, .began_us = clock_mono_us() };
	const char *name = call->values[TRAIN_MODEL];
	struct store *store = NULL;
	enum err err;

	if (name && !strcmp(name, "styles"))
		return train_styles(call);
	if (name && !is_known(name)) {
		fail(ERR_ARG, _("'%s' cannot be trained here; what can be: item, graph, mf, ease, auto, styles"), name);
		return 2;
	}
	err = cli_open(call->common, STORE_READ, &store);
	err = err ? err : sessions_read(store, 0, &t.of);
	store_close(store);
	err = err ? err : train(&t, name);
	sessions_done(&t.of);
	return err ? 1 : 0;
}
