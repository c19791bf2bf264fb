/*
 * profile.c -- segue profile export, import, erase: all that is known of a listener, taken out, taken in, done away with.
 *
 * What is erased goes in this order: the files of what was learnt, which can be made anew from the log while there is one; then the log and all that hangs on
 * it, in one transaction.  Killed in between, it is all there but what is learnt again.
 */
#include "app/hubfile.h"
#include "app/learnt.h"
#include "app/load.h"
#include "app/option.h"
#include "app/playlists.h"
#include "app/stylebook.h"
#include "cli/commands.h"
#include "cli/import.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/profile.h"
#include "link.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- export ---- */

static void put_options(FILE *to, const char *config)
{
	static const char *const names[] = { "adventure", "artist-gap", "for-you-size", "learn", "styles" };
	struct settings set;

	settings_read(&set, config);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		char *value = option_get(&set, option_find(names[i]));

		profile_put(to, json_pack("{s:s, s:o}", "option", names[i], "value", print_json_text(value)));
		free(value);
	}
	settings_done(&set);
}

/* What was learnt is a matter of numbers; how many, and how good. */
static void put_learnt(FILE *to, const struct cli_common *common)
{
	char *path = learnt_path(common->db, common->listener);
	struct learnt *l = NULL;

	if (!learnt_load(path, &l)) {
		const struct learnt_info *i = learnt_info(l);

		profile_put(to, json_pack("{s:{s:I, s:I, s:I, s:b, s:f, s:f}}", "learnt", "plays", (json_int_t)i->plays, "tracks", (json_int_t)i->tracks,
					  "neighbours", (json_int_t)i->near, "foresight", i->has_foresight, "foresight_auc", i->foresight_auc, "blend_auc", i->blend_auc));
	}
	learnt_free(l);
	free(path);
}

static enum err put_log(FILE *to, struct store *store, struct library *lib, int64_t *n)
{
	struct store_events *cursor;
	struct event ev;
	enum err err = store_events_open(store, 0, 0, 0, false, &cursor), step = OK;

	if (err)
		return err;
	while (store_events_next(cursor, &ev, &step)) {
		if ((unsigned)ev.kind >= EVENT_KINDS || !event_kind_name[ev.kind] || (unsigned)ev.source >= SOURCE_COUNT)
			continue;	/* of a newer Segue */
		profile_put_event(to, &ev, library_get(lib, ev.track));
		++*n;
	}
	store_events_close(cursor);
	return step;
}

struct elsewhere_out { FILE *to; int64_t *n; };

static enum err put_one_elsewhere(void *ctx, const struct store_listen *l)
{
	struct elsewhere_out *out = ctx;

	profile_put_elsewhere(out->to, l);
	++*out->n;
	return OK;
}

static enum err put_styles(FILE *to, struct store *store, struct library *lib, int64_t *n)
{
	struct correction *all = NULL;
	struct arena arena = { 0 };
	size_t count = 0;
	enum err err = store_corrections(store, &all, &count, &arena);

	for (size_t i = 0; i < count && !err; i++)
		profile_put_style(to, &all[i], library_get(lib, all[i].track));
	*n += (int64_t)count;
	free(all);
	arena_done(&arena);
	return err;
}

static enum err put_all(FILE *to, const struct cli_common *common, int64_t *n)
{
	struct library *lib = library_new();
	struct store *store = NULL;
	enum err err = cli_open(common, STORE_READ, &store);

	if (!err && !store_listener(store))
		err = fail(ERR_MISSING, _("nobody listens as %s here"), common->listener);
	if (!err)
		err = load_library(store, lib, NULL);
	if (!err) {
		profile_put(to, json_pack("{s:i, s:o, s:o}", "profile", PROFILE_VERSION, "listener", print_json_text(common->listener), "exported",
					  print_json_time(clock_unix_ms() / 1000)));
		put_options(to, common->config);
		put_learnt(to, common);
		err = put_log(to, store, lib, n);
	}
	if (!err)
		err = store_elsewhere_listens(store, put_one_elsewhere, &(struct elsewhere_out){ to, n });
	if (!err)
		err = put_styles(to, store, lib, n);
	store_close(store);
	library_free(lib);
	return err;
}

/* Whole or not at all, and nobody else's to read. */
static enum err put_file(const char *path, const struct cli_common *common, int64_t *n)
{
	char *beside = NULL;
	FILE *f;
	enum err err = access(path, F_OK) ? cli_beside_open(path, 0600, &f, &beside) : fail(ERR_ARG, _("%s is there already"), path);

	if (!err)
		err = cli_beside_done(f, beside, path, put_all(f, common, n));
	free(beside);
	return err;
}

static int profile_export(struct cli_call *call)
{
	int64_t n = 0;
	const char *path = call->argc > 1 ? call->argv[1] : "-";
	enum err err = strcmp(path, "-") ? put_file(path, call->common, &n) : put_all(stdout, call->common, &n);

	if (!err && strcmp(path, "-") && !call->common->quiet)
		cli_say(P_("%s: %lld line of %s", "%s: %lld lines of %s", (unsigned long)n), path, (long long)n, call->common->listener);
	return err ? 1 : 0;
}

/* ---- import ---- */

struct intake {
	struct library *lib;
	struct map64 known;			/* what is in the log, by hash */
	struct map64 styles;			/* what was said of a track, by it: its name */
	struct map64 by_name;			/* tracks, by a hash of artist, album and title */
	struct event *events;
	struct correction *said;
	size_t n_events, cap_events, n_said, cap_said;
	struct store_listen *listens;		/* of no track; strings in the arena */
	size_t n_listens, cap_listens;
	struct arena arena;
	int64_t line;
	struct import_counts counts;
};

static uint64_t event_hash(const struct event *ev)
{
	const int64_t all[] = { ev->track, ev->at_ms, ev->kind, ev->value, ev->position_ms, ev->listened_ms };

	return hash_bytes(all, sizeof all);
}

static uint64_t name_hash(const char *artist, const char *album, const char *title)
{
	char *all = xasprintf("%s\n%s\n%s", artist, album, title);
	uint64_t hash = hash_bytes(all, strlen(all));

	free(all);
	return hash;
}

static void list_names(struct intake *in)
{
	for (size_t i = 0; i < library_count(in->lib); i++) {
		struct track *t = library_at(in->lib, i);

		map64_put(&in->by_name, name_hash(t->artist, t->album, t->title), t);
	}
}

static enum err read_known(struct store *store, struct intake *in)
{
	struct correction *all = NULL;
	struct store_events *cursor;
	struct event ev;
	size_t n = 0;
	enum err err = store_corrections(store, &all, &n, &in->arena), step = OK;

	for (size_t i = 0; i < n && !err; i++)
		map64_put(&in->styles, (uint64_t)all[i].track, (void *)(uintptr_t)all[i].style);
	free(all);
	if (!err)
		err = store_events_open(store, 0, 0, 0, false, &cursor);
	if (err)
		return err;
	while (store_events_next(cursor, &ev, &step))
		map64_put(&in->known, event_hash(&ev), in);
	store_events_close(cursor);
	return step;
}

static void take_elsewhere(struct intake *in, const struct profile_line *l)
{
	in->counts.read++;
	ARRAY_GROW(in->listens, in->n_listens, in->cap_listens);
	in->listens[in->n_listens++] = (struct store_listen){
		.of = { 0, arena_strdup(&in->arena, l->artist), arena_strdup(&in->arena, l->title), arena_strdup(&in->arena, l->mbid) },
		.at_ms = l->event.at_ms, .listened_ms = l->event.listened_ms, .duration_ms = l->event.duration_ms, .end = l->event.kind,
	};
}

/* What it was that no track here is: kept as it was kept before. */
static enum err keep_elsewhere(struct store *store, struct intake *in)
{
	struct store_taken taken = { 0 };
	struct store_intake *to = NULL;
	enum err err = in->n_listens ? store_intake_open(store, &to) : OK;

	for (size_t i = 0; i < in->n_listens && !err; i++)
		err = store_intake_add(to, &in->listens[i]);
	if (!err && in->n_listens)
		err = store_intake_keep(to, &taken);
	store_intake_close(to);
	in->counts.matched += taken.unmatched;
	in->counts.duplicate += taken.duplicate;
	return err;
}

static void take_line(struct intake *in, struct profile_line *l)
{
	struct track *t = l->path ? library_by_path(in->lib, l->path) : NULL;
	const char *style;

	if (!t && *l->title)
		t = map64_get(&in->by_name, name_hash(l->artist, l->album, l->title));
	in->counts.read++;
	if (!t) {
		in->counts.unmatched++;
		return;
	}
	l->event.track = t->id;
	style = l->what == PROFILE_STYLE ? map64_get(&in->styles, (uint64_t)t->id) : NULL;
	if (l->what == PROFILE_STYLE ? style && !strcmp(style, l->style) : map64_get(&in->known, event_hash(&l->event)) != NULL) {
		in->counts.duplicate++;
		return;
	}
	in->counts.matched++;
	if (l->what == PROFILE_STYLE) {
		ARRAY_GROW(in->said, in->n_said, in->cap_said);
		in->said[in->n_said++] = (struct correction){ t->id, arena_strdup(&in->arena, l->style), l->event.at_ms };
	} else {
		ARRAY_GROW(in->events, in->n_events, in->cap_events);
		in->events[in->n_events++] = l->event;
		map64_put(&in->known, event_hash(&l->event), in);
	}
}

static enum err read_line(struct intake *in, const char *file, const char *text, size_t n)
{
	struct profile_line l;

	in->line++;
	if (profile_line_read(text, n, &l)) {
		if (in->line == 1)
			return fail(ERR_PARSE, _("%s is no profile"), file);
		if (in->counts.bad++ < LISTENS_BAD_TOLD)
			cli_say("%s:%lld: %s", file, (long long)in->line, err_text());
		return OK;
	}
	if (in->line == 1 && l.what != PROFILE_HEAD) {
		profile_line_done(&l);
		return fail(ERR_PARSE, _("%s is no profile"), file);
	}
	if (l.what == PROFILE_EVENT || l.what == PROFILE_STYLE)
		take_line(in, &l);
	else if (l.what == PROFILE_ELSEWHERE)
		take_elsewhere(in, &l);
	profile_line_done(&l);
	return OK;
}

static enum err read_profile(struct intake *in, const char *file)
{
	char text[PROFILE_LINE_MAX];
	FILE *f = fopen(file, "re");
	enum err err = OK;

	if (!f)
		return fail_errno(ERR_MISSING, _("cannot open %s"), file);
	while (!err && fgets(text, sizeof text, f)) {
		size_t n = strlen(text);

		if (n && text[n - 1] != '\n' && !feof(f)) {
			int c;

			while ((c = getc(f)) != EOF && c != '\n')
				;
			n = 0;	/* longer than any line of a profile */
		}
		err = read_line(in, file, text, n);
	}
	if (!err && ferror(f))
		err = fail_errno(ERR_IO, _("cannot read %s"), file);
	if (!err && !in->line)
		err = fail(ERR_PARSE, _("%s is no profile"), file);
	fclose(f);
	return err;
}

static enum err take_in(struct store *store, struct intake *in, const char *file)
{
	struct forgotten back = { 0 };
	enum err err = load_library(store, in->lib, NULL);

	if (!err) {
		list_names(in);
		err = read_known(store, in);
	}
	if (!err)
		err = read_profile(in, file);
	if (!err && in->n_events)
		err = store_remember(store, &(struct forgotten){ .events = in->events, .n = in->n_events }, &back);
	forgotten_done(&back);
	if (!err && in->n_said)
		err = store_corrections_put(store, in->said, in->n_said);
	if (!err)
		err = keep_elsewhere(store, in);
	return err;
}

enum err profile_open(const struct cli_common *common, int *ret_lock, struct store **ret_store)
{
	struct store *store = NULL;
	enum err err = cli_open(common, STORE_READ, &store);

	store_close(store);
	if (err)
		return err;
	err = link_lock(common->db, NULL, ret_lock);
	if (err == ERR_BUSY)
		err = fail(ERR_BUSY, _("a player has this library: quit it first"));
	return err ? err : cli_open(common, STORE_WRITE, ret_store);
}

void profile_close(int lock, struct store *store)
{
	store_close(store);
	if (lock >= 0)
		close(lock);
}

enum err profile_unlearn(const char *db)
{
	char *folder = xstrndup(db, (size_t)(path_base(db) - db)), *prefix = xasprintf("%s-learnt-", path_base(db));
	DIR *dir = opendir(*folder ? folder : ".");
	enum err err = OK;

	for (const struct dirent *e; dir && !err && (e = readdir(dir)) != NULL;)
		if (!strncmp(e->d_name, prefix, strlen(prefix)) && unlinkat(dirfd(dir), e->d_name, 0) && errno != ENOENT)
			err = fail_errno(ERR_IO, _("cannot remove %s"), e->d_name);
	if (dir)
		closedir(dir);
	free(folder);
	free(prefix);
	return err;
}

static int profile_import(struct cli_call *call)
{
	struct intake in = { .lib = library_new() };
	struct store *store = NULL;
	int lock = -1;
	enum err err = profile_open(call->common, &lock, &store);

	if (!err)
		err = take_in(store, &in, call->argv[1]);
	import_say_more_bad(in.counts.bad);
	if (!err)
		import_say(&in.counts, call->common->json);
	profile_close(lock, store);
	library_free(in.lib);
	map64_done(&in.known);
	map64_done(&in.styles);
	map64_done(&in.by_name);
	arena_done(&in.arena);
	free(in.events);
	free(in.said);
	free(in.listens);
	return err ? 1 : 0;
}

/* ---- erase ---- */

static enum err remove_learnt(const char *db)
{
	char *styles = stylefile_path(db);
	enum err err = profile_unlearn(db);

	if (!err && unlink(styles) && errno != ENOENT)
		err = fail_errno(ERR_IO, _("cannot remove %s"), styles);
	free(styles);
	return err;
}

/* ERR_ARG: nobody can be asked. */
static enum err ask(const struct cli_common *common, bool *ret_yes)
{
	char answer[32];

	if (!isatty(STDIN_FILENO))
		return fail(ERR_ARG, _("this cannot be taken back: say --yes"));
	fprintf(stderr, _("Erase all that is known of %s in %s: what was played, stars, loves, bans, moods, styles, the queue? It cannot be taken back. Type yes: "),
		common->listener, common->db);
	*ret_yes = fgets(answer, sizeof answer, stdin) && !strcmp(answer, "yes\n");
	return OK;
}

/* What came back from a hub or from ListenBrainz goes; what a hub has of the listener is for him to say, and for a moment when it can be reached. */
static enum err remove_hubbed(const struct cli_common *common)
{
	char *picks[] = { hubfile_picks_path(common->db, common->listener), hubfile_recommended_path(common->db, common->listener) };
	char *who = hubfile_path(common->db, common->listener);
	enum err err = OK;

	for (size_t i = 0; i < COUNT_OF(picks); i++) {
		if (!err && unlink(picks[i]) && errno != ENOENT)
			err = fail_errno(ERR_IO, _("cannot remove %s"), picks[i]);
		free(picks[i]);
	}

	if (!err && !common->quiet && !access(who, F_OK))
		cli_say(_("a hub still has what was shared with it: segue hub erase --yes takes it back"));
	free(who);
	return err;
}

static int profile_erase(struct cli_call *call)
{
	struct store *store = NULL;
	int64_t rows = 0;
	bool yes = call->values[PROFILE_YES] != NULL;
	int lock = -1;
	enum err err = cli_open(call->common, STORE_READ, &store);

	if (!err && !store_listener(store))
		err = fail(ERR_MISSING, _("nobody listens as %s here"), call->common->listener);
	store_close(store);
	store = NULL;
	if (!err && !yes)
		err = ask(call->common, &yes);
	if (err)
		return err == ERR_ARG ? 2 : 1;
	if (!yes)
		return fail(ERR_ARG, _("nothing was erased")) ? 1 : 0;
	err = profile_open(call->common, &lock, &store);
	if (!err)
		err = remove_learnt(call->common->db);
	if (!err)
		err = remove_hubbed(call->common);
	if (!err)
		err = store_erase(store, &rows);
	profile_close(lock, store);
	if (!err && call->common->json)
		print_json(json_pack("{s:o, s:I}", "erased", print_json_text(call->common->listener), "rows", (json_int_t)rows));
	else if (!err && !call->common->quiet)
		printf(P_("%s is forgotten: %lld row\n", "%s is forgotten: %lld rows\n", (unsigned long)rows), call->common->listener, (long long)rows);
	return err ? 1 : 0;
}

int cli_profile(struct cli_call *call)
{
	static const struct { const char *name; int min, max; int (*run)(struct cli_call *call); } kinds[] = {
		{ "export", 1, 2, profile_export }, { "import", 2, 2, profile_import }, { "erase", 1, 1, profile_erase },
	};

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (strcmp(call->argv[0], kinds[i].name))
			continue;
		if (call->argc < kinds[i].min)
			return fail(ERR_ARG, _("something is missing: %s"), "FILE") ? 2 : 0;
		if (call->argc > kinds[i].max)
			return fail(ERR_ARG, _("'%s' is one word too many"), call->argv[kinds[i].max]) ? 2 : 0;
		return kinds[i].run(call);
	}
	fail(ERR_ARG, _("a profile can be exported, imported or erased, not '%s'"), call->argv[0]);
	return 2;
}
