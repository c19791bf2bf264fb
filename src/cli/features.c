/*
 * features.c -- segue features FILE…: what files sound like, without any library.
 *
 * Files are listened to on all cores and told of in the order they were named: what is done early waits for those before it, AHEAD of them at most.
 */
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/styles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { AHEAD = 256 };

struct kept { struct batch_heard heard; char *why; bool is_done; };
struct run {
	const struct cli_call *call;
	struct kept kept[AHEAD];	/* of file i: at i % AHEAD */
	size_t told, failed;
	struct styler *styler;		/* NULL: nothing can be said of styles */
};

/* What a float is known to: six digits, and no more printed. */
static json_t *json_number(double x)
{
	char text[32];

	if (!isfinite(x))
		return json_null();
	snprintf(text, sizeof text, "%.6g", x);
	return json_real(strtod(text, NULL));
}

static void add_floats(json_t *array, const float *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, json_number((double)x[i]));
}

/* MFCC mean and covariance, chroma, patterns: always as many numbers, 0 where the sound does not tell. */
static json_t *json_vector(const struct features *f)
{
	json_t *a = json_array();

	add_floats(a, f->mfcc_mean, MFCC_DIMS);
	add_floats(a, f->mfcc_cov, MFCC_PAIRS);
	add_floats(a, f->chroma, CHROMA_DIMS);
	for (size_t i = 0; i < PATTERN_DIMS; i++)
		json_array_append_new(a, json_integer(f->has_pattern ? f->pattern[i] : 0));
	return a;
}

static json_t *json_value(const struct features *f, size_t id)
{
	double x = (double)feature_said(f, (int)id);

	if (id == FEATURE_KEY && !isnan(x))
		return json_string(key_names[(size_t)x % 12]);
	if (id == FEATURE_MODE && !isnan(x))
		return json_string(x > .5 ? "minor" : "major");
	return json_number(x);
}

static void put_mood(json_t *o, const struct features *f)
{
	const struct mood_word *word = mood_word_of(f->value[FEATURE_VALENCE], f->value[FEATURE_AROUSAL]);
	json_t *m = json_object();

	json_object_set_new(m, "valence", json_value(f, FEATURE_VALENCE));
	json_object_set_new(m, "valence_error", json_number((double)MOOD_VALENCE_ERROR));
	json_object_set_new(m, "arousal", json_value(f, FEATURE_AROUSAL));
	json_object_set_new(m, "arousal_error", json_number((double)MOOD_AROUSAL_ERROR));
	json_object_set_new(m, "label", word ? json_string(word->word) : json_null());
	json_object_set_new(o, "mood", m);
}

static json_t *json_verdicts(const struct features *f)
{
	const struct verdict *verdicts[VERDICTS_MAX];
	size_t n = quality_judge(f, verdicts);
	json_t *all = json_array();

	for (size_t i = 0; i < n; i++) {
		const struct verdict *v = verdicts[i];
		json_t *one = json_object(), *rests = json_object();

		json_object_set_new(one, "name", json_string(v->name));
		json_object_set_new(one, "means", json_string(_(v->what)));
		for (size_t k = 0; k < VERDICT_FEATURES && v->rests_on[k] != FEATURE_COUNT; k++)
			json_object_set_new(rests, feature_rows[v->rests_on[k]].name, json_value(f, v->rests_on[k]));
		json_object_set_new(one, "rests_on", rests);
		json_array_append_new(all, one);
	}
	return all;
}

static void put_quality(json_t *o, const struct batch_heard *h)
{
	double peak = (double)h->features.value[FEATURE_TRUE_PEAK], loudness = (double)h->features.value[FEATURE_LOUDNESS];
	json_t *q = json_object();

	for (size_t i = 0; i < FEATURE_COUNT; i++)
		if (feature_is_of_recording((int)i))
			json_object_set_new(q, feature_rows[i].name, json_value(&h->features, i));

	json_object_set_new(q, "damaged_packets", json_integer(h->damaged));
	json_object_set_new(q, "not_numbers", json_integer(h->not_numbers));
	json_object_set_new(q, "peak_to_loudness_lu", json_number(peak - loudness));
	json_object_set_new(q, "verdicts", json_verdicts(&h->features));
	json_object_set_new(o, "quality", q);
}

static void tell_json(const char *path, const struct batch_heard *h, bool wants_beats, const struct styler *styler)
{
	const struct features *f = &h->features;
	json_t *o = json_object();

	print_json_path(o, path);
	json_object_set_new(o, "duration_s", json_number(round(f->duration_s * 1000) / 1000));
	for (size_t i = 0; i < FEATURE_COUNT; i++)
		if (!feature_is_of_recording((int)i) && i != FEATURE_AROUSAL && i != FEATURE_VALENCE)
			json_object_set_new(o, feature_rows[i].name, json_value(f, i));
	put_mood(o, f);
	/* nobody judges these yet: said as unknown, not guessed */
	json_object_set_new(o, "styles", styles_of_features(styler, f));
	put_quality(o, h);
	json_object_set_new(o, "vector", json_vector(f));
	json_object_set_new(o, "version", json_integer(f->version));
	if (wants_beats) {
		json_t *beats = json_array();

		for (size_t i = 0; i < h->n_beats; i++)
			json_array_append_new(beats, json_real(round((double)h->beats[i] * 1000) / 1000));
		json_object_set_new(o, "beats", beats);
	}
	print_json(o);
}

/* ---- columns for people: a block a file, a row a feature ---- */

static void feature_cell(void *ctx, size_t row, size_t column, char ret_text[PRINT_CELL])
{
	const struct features *f = ctx;
	const struct feature_row *r = &feature_rows[row];

	if (column == 0)
		print_cell(ret_text, r->name);
	else if (column == 2)
		print_cell(ret_text, row == FEATURE_KEY || row == FEATURE_MODE ? "" : r->unit);
	else if (column == 3)
		print_cell(ret_text, _(r->what));
	else
		feature_text(f, (enum feature_id)row, ret_text);
}

/* "difficulty 4 of 10", the word for the mood, and what is wrong with the recording. */
static void tell_judgements(const struct features *f)
{
	const struct mood_word *word = mood_word_of(f->value[FEATURE_VALENCE], f->value[FEATURE_AROUSAL]);
	const struct verdict *verdicts[VERDICTS_MAX];
	size_t n = quality_judge(f, verdicts);

	if (word)
		printf(_("mood: %s\n"), _(word->word));
	for (size_t i = 0; i < n; i++) {
		printf("%s: %s (", verdicts[i]->name, _(verdicts[i]->what));
		for (size_t k = 0; k < VERDICT_FEATURES && verdicts[i]->rests_on[k] != FEATURE_COUNT; k++) {
			char value[FEATURE_TEXT];

			feature_text(f, verdicts[i]->rests_on[k], value);
			printf("%s%s %s", k ? ", " : "", feature_rows[verdicts[i]->rests_on[k]].name, value);
		}
		puts(")");
	}
}

static void tell_people(const char *path, const struct batch_heard *h, bool wants_beats)
{
	static const struct print_column columns[] = { { NULL, false, false }, { NULL, true, false }, { NULL, false, false }, { NULL, false, true } };
	struct features f = h->features;
	char *clean = utf8_clean(path, strlen(path)), length[24];

	duration_text((int64_t)(f.duration_s * 1000), length);
	printf("%s  %s\n", clean, length);
	print_columns(stdout, columns, COUNT_OF(columns), FEATURE_COUNT, feature_cell, &f);
	tell_judgements(&f);
	if (h->damaged)
		printf(P_("%lld damaged packet passed over\n", "%lld damaged packets passed over\n", h->damaged), (long long)h->damaged);
	if (h->not_numbers)
		printf(P_("%lld sample is no number\n", "%lld samples are no numbers\n", h->not_numbers), (long long)h->not_numbers);
	if (wants_beats) {
		fputs(_("beats"), stdout);
		for (size_t i = 0; i < h->n_beats; i++)
			printf(" %.3f", (double)h->beats[i]);
		putchar('\n');
	}
	putchar('\n');
	free(clean);
}

/* ---- the batch ---- */

static bool of_file(void *ctx, size_t i, struct hear_of *ret_of)
{
	struct run *run = ctx;

	if (i >= run->told + AHEAD)
		return false;
	*ret_of = (struct hear_of){ .path = run->call->argv[i] };
	return true;
}

static void tell(struct run *run, struct kept *k)
{
	const char *path = run->call->argv[run->told];
	bool wants_beats = run->call->values[FEATURES_BEATS] != NULL;

	if (k->why) {
		batch_complain(path, k->why);
		run->failed++;
	} else if (run->call->common->json) {
		tell_json(path, &k->heard, wants_beats, run->styler);
	} else {
		tell_people(path, &k->heard, wants_beats);
	}
	free(k->heard.beats);
	free(k->why);
	*k = (struct kept){ .is_done = false };
	run->told++;
}

static enum err heard_file(void *ctx, size_t i, const struct batch_heard *heard)
{
	struct run *run = ctx;
	struct kept *k = &run->kept[i % AHEAD];

	*k = (struct kept){ *heard, heard->why ? xstrdup(heard->why) : NULL, true };
	k->heard.beats = heard->n_beats ? xmemdup(heard->beats, heard->n_beats * sizeof *heard->beats) : NULL;
	if (run->told == i && !run->call->common->quiet && print_terminal_cells(stdout) && print_terminal_cells(stderr))
		progress_clear();
	while (run->kept[run->told % AHEAD].is_done)
		tell(run, &run->kept[run->told % AHEAD]);
	return fflush(stdout) ? fail_errno(ERR_IO, _("cannot write the output")) : OK;
}

int cli_features(struct cli_call *call)
{
	struct run *run = xcalloc(1, sizeof *run);
	struct batch batch = { .common = call->common, .n = (size_t)call->argc, .ctx = run, .of = of_file, .heard = heard_file };
	size_t n = batch.n;
	enum err err;

	run->call = call;
	run->styler = styles_styler(call->common);
	if (batch_jobs(call->values[FEATURES_JOBS], &batch.jobs)) {
		styler_free(run->styler);
		free(run);
		return 2;
	}
	progress_catch(true);
	err = batch_run(&batch);
	progress_catch(false);
	if (progress_is_stopped())
		err = fail(ERR_BUSY, _("stopped"));
	else if (!err && run->failed)
		err = fail(ERR_PARSE, P_("%zu of %zu file could not be analysed", "%zu of %zu files could not be analysed", n), run->failed, n);
	for (size_t i = 0; i < AHEAD; i++) {
		free(run->kept[i].heard.beats);
		free(run->kept[i].why);
	}
	styler_free(run->styler);
	free(run);
	return err ? 1 : 0;
}
