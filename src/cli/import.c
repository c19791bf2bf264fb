/* import.c -- segue import: what kind of file it is; and m3u FILE…, which are playlists. What was heard elsewhere is import_listens.c, a move from cmus import_cmus.c. */
#include "app/load.h"
#include "app/playlists.h"
#include "cli/commands.h"
#include "cli/import.h"
#include "cli/open.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The list of that name as it stands; NULL: none. */
static const struct stored_playlist *named(const struct stored_playlist *lists, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(lists[i].name, name))
			return &lists[i];
	return NULL;
}

static enum err import_one(struct store *store, struct library *lib, const char *path, struct import_counts *counts)
{
	struct stored_playlist *lists = NULL;
	const struct stored_playlist *old;
	struct playlist list = { 0 };
	struct import_ids ids = { 0 };
	struct map64 have = { 0 };
	char *name = import_name(path);
	size_t n = 0;
	enum err err = playlist_read(path, &list);

	err = err ? err : store_playlists(store, &lists, &n);
	if (err)
		goto out;
	if (list.first_bad)
		cli_say("%s", list.first_bad);
	old = named(lists, n, name);
	if (old && old->query) {
		err = fail(ERR_ARG, _("'%s' holds what its query finds; nothing can be put into it"), name);
		goto out;
	}
	for (size_t i = 0; old && i < old->n; i++)
		map64_put(&have, (uint64_t)old->tracks[i], &have);
	counts->bad += (int64_t)list.bad;
	counts->read += (int64_t)list.bad;
	import_match(lib, &list, 0, list.n, &have, &ids, counts);
	if (ids.n)
		err = store_playlist_append(store, name, ids.ids, ids.n, clock_unix_ms() / 1000);
out:
	stored_playlists_free(lists, n);
	playlist_done(&list);
	map64_done(&have);
	free(ids.ids);
	free(name);
	return err;
}

/* What the lists name and the library does not know is read first; ret_lib is then made anew. */
static enum err read_unknown(struct cli_call *call, struct store *store, struct library **lib)
{
	const char **paths = NULL, *may_be[2];
	size_t n = 0, cap = 0;
	enum err err = OK;

	for (int i = 1; i < call->argc && !err; i++) {
		struct playlist list = { 0 };

		err = playlist_read(call->argv[i], &list);
		for (size_t k = 0; !err && k < list.n; k++)
			for (size_t m = import_unknown(*lib, &list, k, may_be); m; m--) {
				ARRAY_GROW(paths, n, cap);
				paths[n++] = xstrdup(may_be[m - 1]);
			}
		playlist_done(&list);
	}
	if (!err && n) {
		err = scan_named(call->common, store, *lib, paths, n);
		library_free(*lib);
		*lib = library_new();
		err = err ? err : load_library(store, *lib, NULL);
	}
	for (size_t i = 0; i < n; i++)
		free((char *)(uintptr_t)paths[i]);
	free(paths);
	return err;
}

void import_say(const struct import_counts *counts, bool json)
{
	char *line = import_line(counts, json);

	puts(line);
	free(line);
}

void import_say_bad(const struct listens_counts *counts)
{
	for (int64_t i = 0; i < MIN_OF(counts->bad, (int64_t)LISTENS_BAD_TOLD); i++)
		cli_say("%s", counts->told[i]);
	import_say_more_bad(counts->bad);
}

void import_say_more_bad(int64_t bad)
{
	int64_t more = bad - LISTENS_BAD_TOLD;

	if (more > 0)
		cli_say(P_("and %lld more bad line", "and %lld more bad lines", (unsigned long)more), (long long)more);
}

enum err import_open(const struct cli_call *call, struct store **ret_store)
{
	enum err err = cli_open(call->common, STORE_READ, ret_store);

	store_close(*ret_store);
	*ret_store = NULL;
	return err ? err : cli_open(call->common, STORE_WRITE, ret_store);
}

static enum err import_here(struct cli_call *call)
{
	struct library *lib = library_new();
	struct import_counts counts = { 0 };
	struct store *store = NULL;
	enum err err = import_open(call, &store);

	err = err ? err : load_library(store, lib, NULL);
	err = err ? err : read_unknown(call, store, &lib);
	for (int i = 1; i < call->argc && !err; i++)
		err = import_one(store, lib, call->argv[i], &counts);
	if (!err)
		import_say(&counts, call->common->json);
	store_close(store);
	library_free(lib);
	return err;
}

/* cli import --listener NAME [--json] -- m3u FILE…, the files by their full names. */
static bool ask_player(struct cli_call *call, int *ret_status)
{
	const char **argv = xcalloc((size_t)call->argc + 8, sizeof *argv);
	int argc = 0, files;
	bool answered;

	argv[argc++] = "cli";
	argv[argc++] = "import";
	argv[argc++] = "--listener";
	argv[argc++] = call->common->listener;
	if (call->common->json)
		argv[argc++] = "--json";
	argv[argc++] = "--";
	argv[argc++] = call->argv[0];
	files = argc;
	for (int i = 1; i < call->argc; i++)
		argv[argc++] = path_absolute(call->argv[i]);
	answered = cli_ask_player(call->common, argc, argv, 600000, ret_status);
	while (argc > files)
		free((char *)(uintptr_t)argv[--argc]);
	free(argv);
	return answered;
}

int cli_import(struct cli_call *call)
{
	bool is_cmus = !strcmp(call->argv[0], "cmus");
	int status = 1;

	if (call->argc < 2 && !is_cmus) {
		fail(ERR_ARG, _("something is missing: %s"), _(call->command->args));
		return 2;
	}
	for (int kind = 0; kind < LISTENS_KINDS; kind++)
		if (!strcmp(call->argv[0], listens_kind_name[kind]))
			return import_listens(call, (enum listens_kind)kind);
	if (!strcmp(call->argv[0], "recommendations"))
		return import_recommendations(call);
	if (strcmp(call->argv[0], "m3u") && !is_cmus) {
		fail(ERR_ARG, _("'%s' cannot be imported; what can be: listenbrainz, lastfm, spotify, interactions, recommendations, m3u, cmus"), call->argv[0]);
		return 2;
	}
	if (call->values[IMPORT_COMMUNITY] || call->values[IMPORT_PERSON]) {
		fail(ERR_ARG, _("a playlist is nobody's listening"));
		return 2;
	}
	if (is_cmus)
		return import_cmus(call);
	for (int i = 1; i < call->argc; i++)
		if (playlist_may_be(call->argv[i]))
			return 2;
	if (!ask_player(call, &status))
		status = import_here(call) ? 1 : 0;
	return status;
}
