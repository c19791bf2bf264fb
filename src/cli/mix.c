/*
 * mix.c -- segue radio TRACK…: a mix of what sounds like some tracks and suits the listener; segue path TRACK TRACK: one that leads from the one to the
 * other. Both in order, ready for a queue or a playlist.
 */
#include "app/alike.h"
#include "app/learnt.h"
#include "app/load.h"
#include "app/mixing.h"
#include "app/nomusic.h"
#include "app/playlists.h"
#include "app/ranking.h"
#include "app/reason.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/picked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RADIO_MINUTES = 60, PATH_BETWEEN = 8, RADIO_TRACKS = 2000 };

struct run {
	const struct cli_call *call;
	struct store *store;
	struct library *lib;
	struct taste *taste;
	struct kin *kin;
	struct ranking ranking;
	struct track **named;		/* what the words mean */
	size_t n_named;
	struct picked *picked;
	size_t n;
};

/* All words together may mean one track (of a radio: the only one), or each word one. */
static enum err find_named(struct run *run, bool may_join)
{
	const struct cli_call *call = run->call;
	char *words = cli_join(call->argc, call->argv);
	bool is_one = may_join && call->argc > 1 && !cli_find_track(run->lib, words, &run->named[0]);
	enum err err = OK;

	free(words);
	run->n_named = is_one;
	while (!err && !is_one && run->n_named < (size_t)call->argc) {
		err = cli_find_track(run->lib, call->argv[run->n_named], &run->named[run->n_named]);
		run->n_named++;
	}
	return err;
}

static enum err open_all(struct run *run)
{
	const struct cli_common *common = run->call->common;
	struct learnt *learnt = NULL;
	struct settings set;
	struct stylebook *book;
	char *path;
	enum err err = cli_open(common, STORE_READ, &run->store);

	if (!err)
		err = load_library(run->store, run->lib, run->taste);
	if (err)
		return err;
	book = stylebook_load(run->store, common->db);
	err = nomusic_load(run->store, run->lib, book, run->taste);
	stylebook_free(book);
	if (err)
		return err;
	settings_read(&set, common->config);
	ranking_init(&run->ranking, &set, common->listener, clock_unix_ms());
	settings_done(&set);
	taste_styles(run->taste, run->ranking.styles);
	path = learnt_path(common->db, common->listener);
	if (!learnt_load(path, &learnt))
		taste_learnt(run->taste, learnt);
	free(path);
	return OK;
}

static enum err need_heard(const struct run *run, const struct track *t)
{
	return kin_has(run->kin, (uint64_t)t->id) ? OK : fail(ERR_MISSING, _("%s was not listened to yet, or is silence: 'segue analyze' listens to the library"), t->path);
}

/* A playlist, when one is asked for. */
static enum err write_output(const struct run *run, const char *file, const char *title)
{
	struct playlist list = { .title = xstrdup(title) };
	char *path = path_absolute(file);
	enum err err;

	for (size_t i = 0; i < run->n; i++)
		export_add(&list, run->picked[i].track);
	err = playlist_write(path, &list);
	playlist_done(&list);
	free(path);
	return err;
}

static int tell(struct run *run, const char *file, const char *title)
{
	enum playlist_format format;

	if (file && playlist_format_of(file, &format))
		return 2;
	if (file && write_output(run, file, title))
		return 1;
	if (!file || run->call->common->json)
		picked_print(run->picked, run->n, run->call->common->json);
	return 0;
}

/* ---- radio ---- */

static void say_why(const struct run *run, const struct mix_candidate *c, struct picked *p)
{
	const struct track *like = library_get(run->lib, c->like);
	struct pick pick;

	if (like)
		snprintf(p->reasons[0], PICKED_REASON, _("sounds like %.150s"), like->title);
	if (taste_explain(run->taste, &run->ranking.opt, c->track, &pick) && pick.n_reasons)
		reason_text(&pick.reasons[0], p->track, run->lib, p->reasons[like ? 1 : 0], PICKED_REASON);
}

static enum err choose_radio(struct run *run, int64_t most_ms)
{
	struct mix_taste m = { .lib = run->lib, .taste = run->taste, .opt = &run->ranking.opt, .chance = .1F };
	track_id *seeds = xcalloc(run->n_named + 1, sizeof *seeds);
	struct mix_candidates c = { 0 };
	uint32_t *at = xcalloc(RADIO_TRACKS, sizeof *at);
	int64_t ms = 0;
	size_t n;

	for (size_t i = 0; i < run->n_named; i++)
		seeds[i] = run->named[i]->id;
	mixing_near(run->kin, seeds, run->n_named, MAX_OF((size_t)MIXING_NEAR, (size_t)RADIO_TRACKS), &c);
	n = mixing_choose(&m, &c, RADIO_TRACKS, at);
	run->picked = xcalloc(n + 1, sizeof *run->picked);
	for (size_t i = 0; i < n && ms < most_ms; i++) {
		struct picked *p = &run->picked[run->n++];

		p->track = library_get(run->lib, c.at[at[i]].track);
		p->score = (double)c.at[at[i]].alike;
		say_why(run, &c.at[at[i]], p);
		ms += MAX_OF(p->track->duration_ms, 1000);
	}
	free(seeds);
	free(at);
	free(c.at);
	return run->n ? OK : fail(ERR_MISSING, _("nothing else was analysed yet: 'segue analyze' listens to the library"));
}

static int radio(struct run *run)
{
	const char *const *v = run->call->values;
	int64_t minutes = RADIO_MINUTES;

	if (v[RADIO_OPTION_MINUTES] && cli_number("--minutes", v[RADIO_OPTION_MINUTES], 1, 100000, &minutes))
		return 2;
	if (open_all(run) || find_named(run, true) || alike_load(run->store, run->kin))
		return 1;
	for (size_t i = 0; i < run->n_named; i++)
		if (need_heard(run, run->named[i]))
			return 1;
	if (choose_radio(run, minutes * 60000))
		return 1;
	return tell(run, v[RADIO_OPTION_OUTPUT], run->named[0]->title);
}

/* ---- path ---- */

/* Both ends and what lies between; each with how alike it is to the one before. */
static void choose_path(struct run *run, const struct mix_ends *ends, const struct mix_places *p, size_t steps)
{
	uint32_t *at = xcalloc(steps + 1, sizeof *at);
	float *alike = xcalloc(steps + 1, sizeof *alike);

	steps = mixing_walk(run->kin, ends, p, steps, run->ranking.opt.artist_gap, at, alike);
	run->picked = xcalloc(steps + 2, sizeof *run->picked);
	run->picked[run->n++] = (struct picked){ .track = run->named[0], .score = 1 };
	for (size_t i = 0; i <= steps; i++) {
		struct picked *one = &run->picked[run->n++];

		one->track = i < steps ? library_get(run->lib, p->ids[at[i]]) : run->named[1];
		one->score = (double)alike[i];
		snprintf(one->reasons[0], PICKED_REASON, _("%.0f%% like the one before"), (double)alike[i] * 100);
	}
	free(at);
	free(alike);
}

static int path(struct run *run)
{
	const char *const *v = run->call->values;
	struct mix_places places = { 0 };
	struct mix_ends ends;
	int64_t steps = PATH_BETWEEN;

	if (v[PATH_OPTION_N] && cli_number("-n", v[PATH_OPTION_N], 1, PATH_STEPS_MAX, &steps))
		return 2;
	if (open_all(run) || find_named(run, false) || alike_load(run->store, run->kin))
		return 1;
	if (need_heard(run, run->named[0]) || need_heard(run, run->named[1]))
		return 1;
	if (run->named[0] == run->named[1]) {
		fail(ERR_ARG, _("it begins where it is to end"));
		return 1;
	}
	ends = (struct mix_ends){ run->named[0]->id, run->named[1]->id, mixing_artist(run->named[0]), mixing_artist(run->named[1]) };
	mixing_stones(run->kin, &ends, &places);
	mixing_places_keep(&places, run->lib, run->taste);
	choose_path(run, &ends, &places, (size_t)steps);
	mixing_places_done(&places);
	return tell(run, v[PATH_OPTION_OUTPUT], run->named[1]->title);
}

/* ---- both ---- */

static int with_all(struct cli_call *call, int (*what)(struct run *run))
{
	struct run run = { .call = call, .lib = library_new(), .taste = taste_new(), .kin = kin_new(), .named = xcalloc((size_t)call->argc + 1, sizeof(struct track *)) };
	int status = what(&run);

	free(run.named);
	free(run.picked);
	kin_free(run.kin);
	taste_free(run.taste);
	store_close(run.store);
	library_free(run.lib);
	return status;
}

int cli_radio(struct cli_call *call)
{
	return with_all(call, radio);
}

int cli_path(struct cli_call *call)
{
	return with_all(call, path);
}
