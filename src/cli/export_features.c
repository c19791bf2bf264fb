/*
 * export_features.c -- segue export features-csv: what is known of the sound of every track that was heard, a line each (RFC 4180), for a spreadsheet or somebody's
 * own model.  Columns: what it is, every feature by its name (features --json has the same), mood, then timbre and chroma as numbers.
 */
#include "app/load.h"
#include "cli/export.h"
#include "ear.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct export {
	struct store *store;
	struct library *lib;
	FILE *out;
};

/* A path may hold any byte: kept as it is. */
static void put_text(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, out);
		return;
	}
	putc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', out);
		putc(*text, out);
	}
	putc('"', out);
}

/* Nothing where the sound does not tell. */
static void put_number(FILE *out, double x)
{
	putc(',', out);
	if (isfinite(x))
		fprintf(out, "%.6g", x);
}

static void put_value(FILE *out, const struct features *f, int id)
{
	double x = (double)feature_said(f, id);

	if (id == FEATURE_KEY && !isnan(x))
		fprintf(out, ",%s", key_names[(size_t)x % 12]);
	else if (id == FEATURE_MODE && !isnan(x))
		fprintf(out, ",%s", x > .5 ? "minor" : "major");
	else
		put_number(out, x);
}

static void put_head(FILE *out)
{
	fputs("path,artist,title,album,duration_s", out);
	for (int i = 0; i < FEATURE_COUNT; i++)
		fprintf(out, ",%s", feature_rows[i].name);
	fputs(",mood", out);
	for (int i = 0; i < MFCC_DIMS; i++)
		fprintf(out, ",mfcc_%d", i);
	for (int i = 0; i < CHROMA_DIMS; i++)
		fprintf(out, ",chroma_%s", key_names[i % 12]);
	fputs("\r\n", out);
}

static enum err put_track(void *ctx, const struct sound *sound)
{
	struct export *ex = ctx;
	const struct track *t = library_get(ex->lib, sound->track);
	const struct mood_word *word;
	struct features f;
	enum err err;

	if (!t || *sound->why)
		return OK;
	err = load_features(ex->store, sound->track, &f);
	if (err)
		return err == ERR_MISSING || err == ERR_PARSE ? OK : err;	/* an older ear's */
	put_text(ex->out, t->path);
	for (int i = 0; i < 3; i++) {
		putc(',', ex->out);
		put_text(ex->out, i ? i > 1 ? t->album : t->title : t->artist);
	}
	put_number(ex->out, round(f.duration_s * 1000) / 1000);
	for (int i = 0; i < FEATURE_COUNT; i++)
		put_value(ex->out, &f, i);
	word = mood_word_of(f.value[FEATURE_VALENCE], f.value[FEATURE_AROUSAL]);
	fprintf(ex->out, ",%s", word ? word->word : "");
	for (int i = 0; i < MFCC_DIMS; i++)
		put_number(ex->out, (double)f.mfcc_mean[i]);
	for (int i = 0; i < CHROMA_DIMS; i++)
		put_number(ex->out, (double)f.chroma[i]);
	fputs("\r\n", ex->out);
	return OK;
}

enum err export_features(struct store *store, FILE *out)
{
	struct export ex = { store, library_new(), out };
	enum err err = load_library(store, ex.lib, NULL);

	put_head(out);
	err = err ? err : store_sounds_each(store, FEATURES_VERSION, put_track, &ex);
	library_free(ex.lib);
	return err;
}
