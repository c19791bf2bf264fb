/* train_styles.c -- segue train --model styles: learns the listener's styles and labels what was listened to, where no player is running to do it. */
#include "app/style_train.h"
#include "cli/evaluate.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/styles.h"

#include <stdio.h>
#include <stdlib.h>

static void told(void *ctx, size_t done, size_t all)
{
	evaluate_progress(ctx, _("judging: %zu of %zu tracks"), done, all);
}

static json_t *validation(const struct style_figures *f)
{
	return json_pack("{s:I,s:o,s:o,s:o,s:o,s:o,s:o}", "tracks", (json_int_t)f->n, "neighbours", evaluate_number(f->nearest), "network", evaluate_number(f->network),
			 "both", evaluate_number(f->both), "calibration_error", evaluate_number(f->error), "said", evaluate_number(f->said), "right",
			 evaluate_number(f->right));
}

static void show(const struct cli_call *call, const struct style_head *h, double seconds)
{
	const struct style_figures *f = &h->figures;
	json_t *o;

	if (call->common->json) {
		o = json_object();
		json_object_set_new(o, "model", json_string("styles"));
		json_object_set_new(o, "seconds", evaluate_number(seconds));
		json_object_set_new(o, "loss", json_null());
		json_object_set_new(o, "validation", f->n ? validation(f) : json_null());
		json_object_set_new(o, "examples", json_integer((json_int_t)h->n_refs));
		json_object_set_new(o, "styles", json_integer((json_int_t)h->n_names));
		json_object_set_new(o, "judged", json_integer((json_int_t)h->n_rows));
		print_json(o);
		return;
	}
	if (f->n)
		printf(_("styles, learnt from %zu tagged tracks; of artists not learnt from %.0f %% are told, %.0f %% of what is said is right, chances are off by %.1f %%\n"),
		       (size_t)f->n, f->both * 100, f->right * 100, f->error * 100);
	else
		printf(_("too little is tagged to learn from: what came with the program judges\n"));
	printf(P_("%zu track without a genre of its own was judged in %.1f s\n", "%zu tracks without a genre of their own were judged in %.1f s\n", h->n_rows),
	       (size_t)h->n_rows, seconds);
}

int train_styles(struct cli_call *call)
{
	struct style_training opt = { .db = call->common->db, .anew = true, .progress = told, .ctx = call };
	const char *const argv[] = { "styles-learn" };
	int64_t began_us = clock_mono_us();
	struct style_head head;
	struct store *store = NULL;
	int status;
	enum err err;

	/* a running player does it, and has it at once */
	if (cli_ask_player(call->common, COUNT_OF(argv), argv, 5000, &status))
		return status;
	err = cli_open(call->common, STORE_READ, &store);
	err = err ? err : style_train(store, &opt, &head);
	store_close(store);
	evaluate_progress(call, NULL);
	if (!err)
		show(call, &head, evaluate_seconds(began_us));
	return err ? 1 : 0;
}
