/*
 * import_listens.c -- segue import listenbrainz | lastfm | spotify | interactions FILE… [--community]: what was heard elsewhere.
 *
 *   files ─▶ listens_read ─▶ which track is it (library_named) ─▶ store_intake_add … all files read ─▶ store_intake_keep
 *
 * Until the last step nothing is kept: a file that cannot be read, Ctrl-C or a power cut leave the library as it was.
 */
#include "app/late.h"
#include "app/load.h"
#include "app/playlists.h"
#include "cli/commands.h"
#include "cli/evaluate.h"
#include "cli/import.h"
#include "cli/open.h"
#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_MAX = 1 << 16 };

/* What a name was found to be. */
struct found { size_t n; bool is_known; track_id ids[LATE_COPIES]; };

struct listens_import {
	const struct cli_call *call;
	struct store *store;
	struct library *lib;
	struct library_names *names;
	struct store_intake *in;
	struct mapstr seen;		/* found by name; emptied when it holds NAMES_MAX */
	struct arena arena;
	struct buf key;
	enum listens_kind kind;
	bool is_community, has_bar;
	char *person;			/* of the file being read, when it says nobody */
	struct listens_counts counts;
	struct store_taken taken;
	int64_t total_bytes, began_ms, drawn_ms;
};

/* ---- which track it is ---- */

static void find(const struct listens_import *im, const struct library_name *name, struct found *ret)
{
	struct track *tracks[LATE_COPIES];

	ret->n = library_named(im->names, name, tracks, LATE_COPIES);
	for (size_t i = 0; i < ret->n; i++)
		ret->ids[i] = tracks[i]->id;
	ret->is_known = ret->n || (im->is_community && library_names_artist(im->names, name->artist, name->mbid));
}

static const struct found *find_again(struct listens_import *im, const struct library_name *name)
{
	struct found *f;

	buf_clear(&im->key);
	buf_addf(&im->key, "%s\n%s\n%s\n%s", name->artist, name->title, name->mbid, name->album);
	f = mapstr_get(&im->seen, im->key.data);
	if (f)
		return f;
	if (im->seen.n >= NAMES_MAX) {
		mapstr_done(&im->seen);
		arena_done(&im->arena);
		im->seen = (struct mapstr){ 0 };
		im->arena = (struct arena){ 0 };
	}
	f = arena_alloc(&im->arena, sizeof *f);
	find(im, name, f);
	mapstr_put(&im->seen, arena_strdup(&im->arena, im->key.data), f);
	return f;
}

/* ---- listens ---- */

static void draw(struct listens_import *im)
{
	int64_t now_ms = clock_mono_ms(), read = im->counts.read;
	double all = im->counts.bytes ? (double)read * (double)im->total_bytes / (double)im->counts.bytes : 0;

	if (now_ms - im->drawn_ms < PROGRESS_MS)
		return;
	im->drawn_ms = now_ms;
	progress_draw(read, MAX_OF((int64_t)all, read), (double)read * 1000 / (double)MAX_OF(now_ms - im->began_ms, 1));
}

/* A plain history says how long, not how it ended: less than half is no finish. */
static enum event_kind end_of(const struct listens_import *im, const struct listen *l, const struct found *f)
{
	const struct track *t = f->n ? library_get(im->lib, f->ids[0]) : NULL;
	int64_t duration_ms = l->duration_ms || !t ? l->duration_ms : t->duration_ms;

	return l->end == EVENT_FINISH && l->listened_ms >= 0 && l->listened_ms < duration_ms / 2 ? EVENT_STOP : l->end;
}

static enum err take(void *ctx, const struct listen *l)
{
	struct listens_import *im = ctx;
	const struct found *f = find_again(im, &(struct library_name){ l->mbid, l->artist, l->title, l->album });
	struct store_listen listen = {
		.of = { 0, l->artist, l->title, l->mbid }, .tracks = f->ids, .n_tracks = f->n, .is_known = f->is_known,
		.person = !im->is_community ? NULL : *l->who ? l->who : im->person, .at_ms = l->at_s * 1000, .within_ms = l->within_s * 1000,
		.listened_ms = l->listened_ms, .duration_ms = l->duration_ms, .end = end_of(im, l, f), .count = l->count,
	};

	if (im->counts.read % 256 == 0) {
		if (progress_is_stopped())
			return fail(ERR_BUSY, _("interrupted; nothing was imported"));
		if (im->has_bar)
			draw(im);
	}
	return store_intake_add(im->in, &listen);
}

/*
 * Whose a file is that does not say: a file a person; but Spotify cuts one person's history into many, so those of one folder are one's. Too few
 * people may be made of many files, never too many: that would let one alone look like several.
 */
static char *person_of(enum listens_kind kind, const char *path)
{
	char *whole = path_absolute(path), *name, *end;

	if (kind == LISTENS_SPOTIFY) {
		end = strrchr(whole, '/');
		*end = '\0';
	}
	name = xstrdup(path_base(whole));
	end = kind == LISTENS_SPOTIFY ? NULL : strchr(name + 1, '.');
	if (end && *name)
		*end = '\0';
	free(whole);
	return name;
}

static enum err read_files(struct listens_import *im)
{
	const struct cli_call *call = im->call;
	enum err err = im->is_community ? OK : late_add(im->store, im->names, &im->in);
	struct stat sb;

	for (int i = 1; i < call->argc; i++)
		im->total_bytes += !strcmp(call->argv[i], "-") || stat(call->argv[i], &sb) ? 0 : sb.st_size;
	im->began_ms = clock_mono_ms();
	for (int i = 1; i < call->argc && !err; i++) {
		const char *person = call->values[IMPORT_PERSON];

		free(im->person);
		im->person = person ? xstrdup(person) : person_of(im->kind, call->argv[i]);
		err = listens_read(call->argv[i], im->kind, take, im, &im->counts);
	}
	if (im->has_bar)
		progress_clear();
	import_say_bad(&im->counts);
	return err;
}

static enum err import_all(struct listens_import *im)
{
	enum err err = load_library(im->store, im->lib, NULL);
	track_id first, last;

	err = err ? err : load_names(im->store, im->lib, &im->names);
	err = err ? err : store_intake_open(im->store, &im->in);
	err = err ? err : read_files(im);
	if (!err && progress_is_stopped())
		err = fail(ERR_BUSY, _("interrupted; nothing was imported"));
	if (err)
		return err;
	evaluate_progress(im->call, _("all is read; writing it down"));
	err = store_intake_keep(im->in, &im->taken);
	/* all that waits now was looked for in all there is */
	library_id_range(im->lib, &first, &last);
	if (!err && !im->is_community)
		err = store_elsewhere_try(im->store, last);
	evaluate_progress(im->call, NULL);
	return err;
}

/* A running player reads what came into its log; is there one, and does it not? */
static bool player_is_behind(const struct listens_import *im)
{
	const struct cli_common *common = im->call->common;
	char first[24], events[24];
	const char *const argv[] = { "cli", "imported", common->listener, first, events };
	int status = 0;

	if (!im->taken.events)
		return false;
	snprintf(first, sizeof first, "%lld", (long long)im->taken.first);
	snprintf(events, sizeof events, "%lld", (long long)im->taken.events);
	return cli_ask_player(common, COUNT_OF(argv), argv, 5000, &status) && status;
}

static void tell_result(const struct listens_import *im)
{
	struct import_counts counts = {
		.read = im->counts.read, .matched = im->taken.matched, .unmatched = im->taken.unmatched, .duplicate = im->taken.duplicate, .bad = im->counts.bad,
	};
	const struct cli_common *common = im->call->common;
	bool is_behind = player_is_behind(im);

	import_say(&counts, common->json);
	if (common->quiet)
		return;
	if (im->taken.late) {
		char *text = late_text(im->taken.late);

		cli_say("%s", text);
		free(text);
	}
	if (im->is_community)
		cli_say(_("it counts when the for-you list is learnt next: now with segue train"));
	if (is_behind)
		cli_say(_("the running player knows of it when it is started anew"));
}

int import_listens(struct cli_call *call, enum listens_kind kind)
{
	struct listens_import im = { .call = call, .kind = kind, .lib = library_new() };
	enum err err;

	im.is_community = call->values[IMPORT_COMMUNITY] || kind == LISTENS_INTERACTIONS;
	if (call->values[IMPORT_PERSON] && (!im.is_community || !*call->values[IMPORT_PERSON])) {
		fail(ERR_ARG, _("--person names one of the community: with --community"));
		library_free(im.lib);
		return 2;
	}
	im.has_bar = !call->common->quiet && isatty(STDERR_FILENO);
	buf_init(&im.key, SIZE_MAX / 4);
	progress_catch(true);
	err = import_open(call, &im.store);
	err = err ? err : import_all(&im);
	if (!err)
		tell_result(&im);
	store_intake_close(im.in);
	store_close(im.store);
	library_names_free(im.names);
	library_free(im.lib);
	mapstr_done(&im.seen);
	arena_done(&im.arena);
	buf_done(&im.key);
	free(im.person);
	return err ? 1 : 0;
}
