/* recommend.c -- segue recommend: the for-you list, as the pane shows it */
#include "app/alike.h"
#include "app/learnt.h"
#include "app/load.h"
#include "app/mood.h"
#include "app/moods.h"
#include "app/nomusic.h"
#include "app/ranking.h"
#include "app/reason.h"
#include "app/sounding.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/styles.h"
#include "ear.h"
#include "link.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct wish {
	int64_t n, seed, at_s;
	bool is_then, has_seed;	/* --at, --seed */
	const char *style;	/* NULL: any */
	struct stylebook *book;
	const char *mood;	/* as in the ear's table; NULL: any */
};
struct shown {
	const struct library *lib;
	const struct pick *picks;
};

static enum err wish_parse(const struct cli_call *call, struct wish *ret_wish)
{
	const char *const *v = call->values;
	struct wish w = { .n = 20 };
	int64_t now_s = clock_unix_ms() / 1000;
	enum err err = OK;

	w.at_s = now_s;
	w.is_then = v[RECOMMEND_AT] != NULL;
	w.has_seed = v[RECOMMEND_SEED] != NULL;
	if (v[RECOMMEND_N])
		err = cli_number("-n", v[RECOMMEND_N], 1, 1000000, &w.n);
	if (!err && v[RECOMMEND_SEED])
		err = cli_number("--seed", v[RECOMMEND_SEED], 0, INT64_MAX, &w.seed);
	if (!err && v[RECOMMEND_AT])
		err = time_parse(v[RECOMMEND_AT], now_s, &w.at_s);
	if (!err && v[RECOMMEND_STYLE])
		w.style = v[RECOMMEND_STYLE];
	if (!err && v[RECOMMEND_MOOD]) {
		w.mood = mood_word_find(v[RECOMMEND_MOOD]) ? mood_word_find(v[RECOMMEND_MOOD])->word : NULL;
		if (!w.mood)
			err = fail(ERR_ARG, _("there is no mood '%s'"), v[RECOMMEND_MOOD]);
	}
	if (!err)
		*ret_wish = w;
	return err;
}

/* Of that style or a kind of it; or the words stand in its genre tag. */
static bool has_style(struct stylebook *book, const struct track *t, const char *style)
{
	char *genre, *words;
	bool has = stylebook_is(book, t, style);

	if (has)
		return true;
	genre = utf8_fold(t->genre);
	words = utf8_fold(style);
	has = strstr(genre, words) != NULL;
	free(genre);
	free(words);
	return has;
}

static bool is_style(const struct library *lib, struct stylebook *book, const char *style)
{
	for (size_t i = 0; i < library_total(lib); i++)
		if (has_style(book, library_at(lib, i), style))
			return true;
	return false;
}

/* With a style or a mood the whole ranking is made and thinned out, so that N of that style are found where there are as many. */
static size_t choose(struct taste *taste, const struct library *lib, const struct moods *moods, const struct ranking *r, const struct wish *w,
		     struct pick **ret_picks)
{
	/* the pane's own length decides the list; fewer are its beginning */
	size_t max = w->style || w->mood ? library_total(lib) : MIN_OF(MAX_OF((size_t)w->n, r->size), library_total(lib)), n, kept = 0;
	struct pick *picks = xcalloc(max + 1, sizeof *picks);

	n = taste_rank(taste, &r->opt, picks, max);
	for (size_t i = 0; i < n && kept < (size_t)w->n; i++) {
		const struct track *t = library_get(lib, picks[i].track);

		if (t && (!w->style || has_style(w->book, t, w->style)) && (!w->mood || !strcmp(moods_word(moods, t->id), w->mood)))
			picks[kept++] = picks[i];
	}
	*ret_picks = picks;
	return kept;
}

/* INTERFACE's groups of what a pick's score is made of; a row a signal. */
static const struct { enum signal signal; const char *source; } sources[] = {
	{ SIGNAL_FREQUENT, "taste" }, { SIGNAL_FOLLOWS, "taste" }, { SIGNAL_ARTIST, "taste" }, { SIGNAL_GENRE, "taste" }, { SIGNAL_STYLE, "taste" },
	{ SIGNAL_LOVED, "taste" }, { SIGNAL_RATED, "taste" }, { SIGNAL_SKIPPED, "taste" }, { SIGNAL_FATIGUE, "taste" },
	{ SIGNAL_SESSION, "session" },
	{ SIGNAL_SOUND, "content" }, { SIGNAL_KINDRED, "content" },
	{ SIGNAL_TOGETHER, "collaborative" }, { SIGNAL_LISTENERS, "collaborative" },
	{ SIGNAL_REDISCOVER, "novelty" }, { SIGNAL_NEW, "novelty" }, { SIGNAL_VARIETY, "novelty" },
};

static json_t *json_sources(const struct pick *p)
{
	json_t *o = json_object();

	for (size_t i = 0; i < COUNT_OF(sources); i++) {
		double sum = json_real_value(json_object_get(o, sources[i].source));

		json_object_set_new(o, sources[i].source, json_real(sum + (double)p->parts[sources[i].signal]));
	}
	return o;
}

static void recommend_json(const struct library *lib, const struct pick *picks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct track *t = library_get(lib, picks[i].track);
		json_t *o = json_object(), *reasons = json_array(), *signals = json_object();

		for (int r = 0; r < picks[i].n_reasons; r++) {
			char text[256];

			reason_text(&picks[i].reasons[r], t, lib, text, sizeof text);
			json_array_append_new(reasons, print_json_text(text));
		}
		for (int s = 0; s < SIGNAL_COUNT; s++)
			if (fabsf(picks[i].parts[s]) > 0)
				json_object_set_new(signals, signal_name[s], json_real((double)picks[i].parts[s]));
		json_object_set_new(o, "rank", json_integer((json_int_t)i + 1));
		json_object_set_new(o, "score", json_real((double)picks[i].score));
		print_json_path(o, t->path);
		json_object_set_new(o, "artist", print_json_text(t->artist));
		json_object_set_new(o, "title", print_json_text(t->title));
		json_object_set_new(o, "album", print_json_text(t->album));
		json_object_set_new(o, "reasons", reasons);
		json_object_set_new(o, "sources", json_sources(&picks[i]));
		json_object_set_new(o, "signals", signals);
		print_json(o);
	}
}

enum { COL_RANK, COL_TITLE, COL_ARTIST, COL_SCORE, COL_WHY, COL_COUNT };
static const struct print_column recommend_columns[COL_COUNT] = {
	[COL_RANK] = { "#", true, false },
	[COL_TITLE] = { N_("Title"), false, true },
	[COL_ARTIST] = { N_("Artist"), false, true },
	[COL_SCORE] = { N_("Score"), true, false },
	[COL_WHY] = { N_("Why"), false, true },
};

static void recommend_cell(void *ctx, size_t row, size_t column, char ret_text[PRINT_CELL])
{
	const struct shown *s = ctx;
	const struct pick *p = &s->picks[row];
	const struct track *t = library_get(s->lib, p->track);

	switch (column) {
	case COL_RANK:
		snprintf(ret_text, PRINT_CELL, "%zu", row + 1);
		break;
	case COL_TITLE:
		print_cell(ret_text, t->title);
		break;
	case COL_ARTIST:
		print_cell(ret_text, t->artist);
		break;
	case COL_SCORE:
		snprintf(ret_text, PRINT_CELL, "%.0f", (double)p->score * 100);
		break;
	default:
		reason_texts(p, s->lib, ret_text, PRINT_CELL);
	}
}

static void keep_line(void *ctx, const char *text)
{
	char **line = ctx;

	free(*line);
	*line = xstrdup(text);
}

/* As the running player ranks now; without one, or for another listener or time, as the settings say. */
static void find_ranking(const struct cli_call *call, const struct wish *w, struct ranking *ret)
{
	const char *const argv[] = { "cli", "ranking", call->common->listener };
	char *socket = w->is_then ? NULL : link_socket_path(call->common->db), *line = NULL, *sentence = NULL;
	int64_t now_ms = w->is_then ? w->at_s * 1000 : clock_unix_ms();
	struct settings set;
	int status = 1;

	if (!socket || link_call(socket, COUNT_OF(argv), argv, 2000, keep_line, &line, &status, &sentence) || status || !line ||
	    ranking_read(line, now_ms, ret)) {
		settings_read(&set, call->common->config);
		ranking_init(ret, &set, call->common->listener, now_ms);
		settings_done(&set);
	}
	free(sentence);
	free(line);
	free(socket);
}

/* What was learnt since would know what came after --at. */
static void take_learnt(const struct cli_call *call, struct taste *taste)
{
	char *path = learnt_path(call->common->db, call->common->listener);
	struct learnt *learnt = NULL;

	if (!learnt_load(path, &learnt))
		taste_learnt(taste, learnt);
	free(path);
}

/* As the player asks what sounds like what (app/sounding.c). Reading what all tracks sound like takes a second for some ten thousand. */
static void take_sounds(struct store *store, struct taste *taste, const struct rank_options *opt)
{
	track_id of[SOUNDING_TELLING + 1];
	size_t n = taste_sounds_wanted(taste, of, SOUNDING_TELLING);
	struct kin *kin;

	if (opt->playing)
		of[n++] = opt->playing;
	if (!n)
		return;
	kin = kin_new();
	if (!alike_load(store, kin) && kin_count(kin))
		for (size_t i = 0; i < n; i++) {
			struct near near[NEAR_MAX];

			if (!taste_has_sounds(taste, of[i]))
				taste_sounds(taste, of[i], near, sounding_near(kin, store, of[i], near));
		}
	kin_free(kin);
}

int cli_recommend(struct cli_call *call)
{
	struct wish w = { 0 };
	struct library *lib = library_new();
	struct taste *taste = taste_new();
	struct store *store = NULL;
	struct pick *picks = NULL;
	struct track *seed_track = NULL;
	struct moods *moods = NULL;
	struct ranking r;
	size_t n;
	int status = 1;

	if (wish_parse(call, &w)) {
		status = 2;
		goto out;
	}
	if (cli_open(call->common, STORE_READ, &store) || load_library_until(store, lib, taste, w.is_then ? w.at_s * 1000 : 0))
		goto out;
	if (call->values[RECOMMEND_SEED_TRACK] && cli_find_track(lib, call->values[RECOMMEND_SEED_TRACK], &seed_track))
		goto out;
	w.book = stylebook_load(store, call->common->db);
	if (nomusic_load(store, lib, w.book, taste))
		goto out;
	find_ranking(call, &w, &r);
	taste_styles(taste, r.styles);
	if (!w.is_then)
		take_learnt(call, taste);
	if (w.has_seed)
		r.opt.seed = (uint64_t)w.seed;
	if (seed_track)
		r.opt.playing = seed_track->id;
	r.opt.anything = w.style != NULL;
	take_sounds(store, taste, &r.opt);
	if (w.mood && mood_tell_cli(store, lib, &moods))
		goto out;
	n = choose(taste, lib, moods, &r, &w, &picks);
	if (!n && w.style && !is_style(lib, w.book, w.style)) {
		fail(ERR_MISSING, _("nothing in the library has the style '%s'"), w.style);
		goto out;
	}
	if (call->common->json) {
		recommend_json(lib, picks, n);
	} else {
		struct shown s = { lib, picks };

		print_columns(stdout, recommend_columns, COL_COUNT, n, recommend_cell, &s);
	}
	status = 0;
out:
	stylebook_free(w.book);
	free(picks);
	moods_free(moods);
	store_close(store);
	taste_free(taste);
	library_free(lib);
	return status;
}
