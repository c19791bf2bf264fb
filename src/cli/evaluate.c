/*
 * evaluate.c -- segue evaluate: how good the models of many listeners are, on files or on this library's own sessions.
 *
 * Full ranking, what a listener heard in training masked, means over the listeners of the test. Popularity and chance stand beside
 * whatever is asked for. Knobs are chosen, where they are, on a split of the training file; the test is looked at once.
 */
#include "cli/evaluate.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/sessions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_BYTES_MAX ((size_t)4 << 30)
#define EFFORT 3e11			/* multiplications of a tuning: a minute or two of a core */

struct asked { enum model_kind kind; bool is_auto; };
struct evaluation {
	const struct cli_call *call;
	struct interactions in;		/* of files, or */
	struct sessions own;		/* of this library; owns the matrices, whatever of */
	const struct sparse *train, *test;
	struct asked model[MODEL_KINDS + 4];
	int n_models, last;		/* last: the one named last, whose lists are written */
	int64_t k, seed;
	uint64_t bytes;			/* of --memory */
	bool tune;
	FILE *recs;
	int tried;
	struct shown_figures *rows;
	size_t n_rows;
};
struct shown_figures { char name[24]; struct figures f; double seconds; };

/* ---- what is asked ---- */

static enum err add_model(struct evaluation *e, enum model_kind kind, bool is_auto)
{
	for (e->last = 0; e->last < e->n_models; e->last++)
		if (e->model[e->last].kind == kind && e->model[e->last].is_auto == is_auto)
			return OK;
	e->model[e->n_models++] = (struct asked){ kind, is_auto };
	return OK;
}

static enum err add_named(struct evaluation *e, const char *name, size_t n)
{
	struct buf known;
	enum err err;

	if (n == 4 && !strncmp(name, "auto", n))
		return add_model(e, MODEL_HYBRID, true);
	for (int i = 0; i < MODEL_KINDS; i++)
		if (strlen(model_name[i]) == n && !strncmp(name, model_name[i], n))
			return add_model(e, (enum model_kind)i, false);
	if (n == 3 && !strncmp(name, "all", n)) {
		for (int i = 0; i < MODEL_KINDS; i++)
			add_model(e, (enum model_kind)i, false);
		return add_model(e, MODEL_HYBRID, true);
	}
	buf_init(&known, 4096);
	for (int i = 0; i < MODEL_KINDS; i++)
		buf_addf(&known, "%s, ", model_name[i]);
	err = fail(ERR_ARG, _("there is no model '%.*s'; there are %sauto and all"), (int)MIN_OF(n, 40u), name, known.data);
	buf_done(&known);
	return err;
}

static enum err parse_models(struct evaluation *e, const char *names)
{
	enum err err = OK;

	/* always beside the others, and first */
	add_model(e, MODEL_RANDOM, false);
	add_model(e, MODEL_POPULARITY, false);
	for (const char *at = names; !err; at++) {
		size_t n = strcspn(at, ",");

		while (*at == ' ')
			at++, n--;
		err = add_named(e, at, n);
		at += n;
		if (!*at)
			break;
	}
	return err;
}

static enum err parse(struct evaluation *e)
{
	const char *const *v = e->call->values;
	enum err err = OK;

	e->k = 20;
	e->seed = 1;
	e->tune = v[EVALUATE_TUNE] != NULL;
	if (v[EVALUATE_K])
		err = cli_number("-k", v[EVALUATE_K], 1, 1000, &e->k);
	if (!err && v[EVALUATE_SEED])
		err = cli_number("--seed", v[EVALUATE_SEED], 0, INT64_MAX, &e->seed);
	err = err ? err : evaluate_memory(v[EVALUATE_MEMORY], &e->bytes);
	if (!err)
		err = parse_models(e, v[EVALUATE_MODEL] ? v[EVALUATE_MODEL] : "auto");
	if (!err && !v[EVALUATE_TRAIN] != !v[EVALUATE_TEST])
		err = fail(ERR_ARG, _("--train and --test belong together"));
	return err;
}

/* ---- reading ---- */

static enum err read_both(struct evaluation *e)
{
	const char *path[2] = { e->call->values[EVALUATE_TRAIN], e->call->values[EVALUATE_TEST] };
	char *data[2] = { NULL, NULL };
	size_t n[2];
	enum interactions_shape shape[2] = { SHAPE_EITHER, SHAPE_EITHER };
	enum err err = OK;

	for (int i = 0; i < 2 && !err; i++) {
		err = read_file(path[i], FILE_BYTES_MAX, &data[i], &n[i]);
		if (!err)
			shape[i] = interactions_shape(data[i], n[i]);
	}
	for (uint32_t i = 0; i < 2 && !err; i++) {
		/* what may be either is what the other file is, pairs if that says nothing */
		bool pairs = shape[i] == SHAPE_PAIRS || (shape[i] == SHAPE_EITHER && shape[1 - i] != SHAPE_LISTS);
		char *name = utf8_clean(path[i], strlen(path[i]));

		err = interactions_read(&e->in, i, data[i], n[i], pairs, name);
		if (!err && !e->in.part[i].n)
			err = fail(ERR_PARSE, _("%s: nothing was heard in it"), name);
		free(name);
	}
	if (!err) {
		interactions_order(&e->in);
		e->own.train = interactions_matrix(&e->in, 0);
		e->own.test = interactions_matrix(&e->in, 1);
		e->train = e->own.train;
		e->test = e->own.test;
	}
	free(data[0]);
	free(data[1]);
	return err;
}

/* The last fifth of the sessions, in halves. */
static enum err read_own(struct evaluation *e)
{
	struct store *store = NULL;
	enum err err = cli_open(e->call->common, STORE_READ, &store);

	err = err ? err : sessions_read(store, 0, .2, &e->own);
	store_close(store);
	if (!err && !e->own.test->start[e->own.n_rows])
		err = fail(ERR_MISSING, _("there is too little history to judge by: five sessions of two tracks and more are needed"));
	e->train = e->own.train;
	e->test = e->own.test;
	return err;
}

/* ---- one model ---- */

static void told(void *ctx, enum model_kind kind, const struct knobs *knobs, double recall, double ndcg)
{
	struct evaluation *e = ctx;

	(void)knobs;
	evaluate_progress(e->call, _("choosing: %d tried, %s reaches recall %.4f, NDCG %.4f"), ++e->tried, model_name[kind], recall, ndcg);
}

/* Of a library's own: the session's number and the ids of tracks. */
static void write_list(void *ctx, uint32_t row, const struct scored *top, uint32_t n)
{
	struct evaluation *e = ctx;
	bool is_own = e->own.track != NULL;

	if (is_own)
		fprintf(e->recs, "%u", row + 1);
	else
		fputs(e->in.users.name[row], e->recs);
	for (uint32_t i = 0; i < n; i++)
		if (is_own)
			fprintf(e->recs, " %lld", (long long)e->own.track[top[i].at]);
		else
			fprintf(e->recs, " %s", e->in.items.name[top[i].at]);
	fputc('\n', e->recs);
}

static void show_json(const struct shown_figures *r, const struct evaluation *e, const struct recipe *recipe, const double reached[2])
{
	const struct figures *f = &r->f;
	const struct { const char *name; double v; } numbers[] = {
		{ "recall", f->recall }, { "ndcg", f->ndcg }, { "precision", f->precision }, { "f1", f->f1 }, { "hit_rate", f->hit_rate },
		{ "mrr", f->mrr }, { "map", f->map }, { "auc", f->auc }, { "coverage", f->coverage }, { "novelty", f->novelty },
		{ "diversity", f->diversity },
	};
	json_t *o = json_object();
	char *words = evaluate_recipe(recipe);

	json_object_set_new(o, "model", json_string(r->name));
	json_object_set_new(o, "k", json_integer(e->k));
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		json_object_set_new(o, numbers[i].name, evaluate_number(numbers[i].v));
	json_object_set_new(o, "users", json_integer(f->users));
	json_object_set_new(o, "seconds", evaluate_number(r->seconds));
	json_object_set_new(o, "recipe", json_string(words));
	if (reached[0] > 0)
		json_object_set_new(o, "validation", json_pack("{s:o,s:o}", "recall", evaluate_number(reached[0]), "ndcg", evaluate_number(reached[1])));
	print_json(o);
	fflush(stdout);
	free(words);
}

static enum err evaluate_model(struct evaluation *e, const struct asked *a, bool has_lists)
{
	struct learn_options learn = { .seed = (uint64_t)e->seed, .bytes = e->bytes };
	struct tune_options tune = { .seed = (uint64_t)e->seed, .k = (uint32_t)e->k, .effort = EFFORT, .bytes = e->bytes, .told = told, .ctx = e };
	struct recipe recipe = recipe_of(a->kind);
	struct shown_figures *r = &e->rows[e->n_rows];
	int64_t began_us = clock_mono_us();
	double reached[2] = { 0, 0 };
	struct blend *blend = NULL;
	enum err err = OK;

	snprintf(r->name, sizeof r->name, "%s", a->is_auto ? "auto" : model_name[a->kind]);
	if (a->is_auto || e->tune)
		err = recipe_tune(a->kind, e->train, &tune, &recipe, &reached[0], &reached[1]);
	evaluate_progress(e->call, _("fitting %s"), r->name);
	err = err ? err : blend_fit(&recipe, e->train, &learn, &blend);
	if (err)
		return err;
	r->f = blend_measure(blend, e->test, (uint32_t)e->k, 0, has_lists && e->recs ? write_list : NULL, e);
	r->seconds = evaluate_seconds(began_us);
	evaluate_progress(e->call, NULL);
	e->n_rows++;
	if (e->call->common->json)
		show_json(r, e, &recipe, reached);
	blend_free(blend);
	return OK;
}

/* ---- columns for people ---- */

static const char *const column_name[] = { N_("Model"), N_("Recall"), "NDCG", N_("Precision"), N_("Hits"), "MRR", "MAP", "AUC", N_("Coverage"),
	N_("Novelty"), N_("Diversity"), N_("Seconds") };

static void figure_cell(void *ctx, size_t row, size_t column, char ret_text[PRINT_CELL])
{
	const struct evaluation *e = ctx;
	const struct shown_figures *r = &e->rows[row];
	const struct figures *f = &r->f;
	const double v[] = { 0, f->recall, f->ndcg, f->precision, f->hit_rate, f->mrr, f->map, f->auc, f->coverage, f->novelty, f->diversity, r->seconds };

	if (!column)
		print_cell(ret_text, r->name);
	else
		snprintf(ret_text, PRINT_CELL, column == COUNT_OF(v) - 1 ? "%.1f" : "%.4f", v[column]);
}

static void show_columns(struct evaluation *e)
{
	struct print_column columns[COUNT_OF(column_name)];

	for (size_t i = 0; i < COUNT_OF(columns); i++)
		columns[i] = (struct print_column){ column_name[i], i > 0, false };
	print_columns(stdout, columns, COUNT_OF(columns), e->n_rows, figure_cell, e);
}

/* ---- the whole ---- */

/* A model that this matrix is too large for is passed over, with a word, when others were asked for too. */
static enum err evaluate_models(struct evaluation *e)
{
	enum err err = OK;

	for (int i = 0; i < e->n_models && !err; i++) {
		err = evaluate_model(e, &e->model[i], i == e->last);
		if (err == ERR_LIMIT && i != e->last) {
			cli_failed();
			err = OK;
		}
	}
	return err;
}

/* Lists appear under their name only when they are whole. */
static enum err evaluate_with_lists(struct evaluation *e)
{
	const char *path = e->call->values[EVALUATE_RECS];
	char *beside = NULL;
	enum err err = path ? cli_beside_open(path, 0666, &e->recs, &beside) : OK;

	err = err ? err : evaluate_models(e);
	if (e->recs)
		err = cli_beside_done(e->recs, beside, path, err);
	free(beside);
	return err;
}

int cli_evaluate(struct cli_call *call)
{
	struct evaluation e = { .call = call };
	enum err err;

	if (call->values[EVALUATE_PLAYS])
		return evaluate_plays(call);
	err = parse(&e);
	if (err)
		return 2;
	e.rows = xcalloc(COUNT_OF(e.model), sizeof *e.rows);
	err = call->values[EVALUATE_TRAIN] ? read_both(&e) : read_own(&e);
	err = err ? err : evaluate_with_lists(&e);
	evaluate_progress(call, NULL);
	if (!err && !call->common->json)
		show_columns(&e);
	sessions_done(&e.own);
	interactions_done(&e.in);
	free(e.rows);
	return err ? 1 : 0;
}
