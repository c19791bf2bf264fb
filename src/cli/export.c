/* export.c -- segue export database FILE, and m3u, listenbrainz, features-csv [FILE] */
#include "app/load.h"
#include "app/playlists.h"
#include "cli/commands.h"
#include "cli/export.h"
#include "cli/open.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static enum err query_tracks(struct library *lib, const char *text, struct track ***ret_tracks, size_t *ret_n)
{
	struct query *q;
	size_t column;
	enum err err = query_parse(text, clock_unix_ms() / 1000, &q, &column);

	if (err)
		return err;
	*ret_tracks = library_select(lib, q, ret_n);
	query_free(q);
	return OK;
}

static enum err list_of(struct store *store, struct library *lib, const char *name, struct track ***ret_tracks, size_t *ret_n)
{
	struct stored_playlist *lists = NULL;
	size_t n_lists = 0, n = 0;
	enum err err = store_playlists(store, &lists, &n_lists);
	bool is_there = false;

	for (size_t i = 0; i < n_lists && !is_there && !err; i++) {
		struct track **tracks;

		if (strcmp(lists[i].name, name))
			continue;
		is_there = true;
		if (lists[i].query) {
			err = query_tracks(lib, lists[i].query, ret_tracks, ret_n);
			continue;
		}
		tracks = xcalloc(lists[i].n + 1, sizeof *tracks);
		for (size_t k = 0; k < lists[i].n; k++) {
			tracks[n] = library_get(lib, lists[i].tracks[k]);
			n += tracks[n] != NULL;
		}
		*ret_tracks = tracks;
		*ret_n = n;
	}
	if (!err && !is_there)
		err = fail(ERR_MISSING, _("there is no playlist '%s'"), name);
	stored_playlists_free(lists, n_lists);
	return err;
}

static enum err write_list(const struct playlist *list, const char *file)
{
	struct buf out;
	char *path;
	enum err err;

	if (file) {
		path = path_absolute(file);
		err = playlist_write(path, list);
		free(path);
		return err;
	}
	buf_init(&out, (size_t)4 * PLAYLIST_BYTES_MAX);
	/* without a folder of its own every path is whole */
	err = playlist_print(PLAYLIST_M3U8, list, "/dev/stdout/-", &out);
	if (!err && fwrite(out.data, 1, out.len, stdout) != out.len)
		err = fail_errno(ERR_IO, _("cannot write the output"));
	buf_done(&out);
	return err;
}

static int export_m3u(struct cli_call *call)
{
	const char *file = call->argc > 1 ? call->argv[1] : NULL, *name = call->values[EXPORT_PLAYLIST];
	struct library *lib = library_new();
	struct store *store = NULL;
	struct track **tracks = NULL;
	struct playlist list = { 0 };
	enum playlist_format format;
	size_t n = 0;
	int status = 1;

	if (file && playlist_format_of(file, &format)) {
		status = 2;
		goto out;
	}
	if (cli_open(call->common, STORE_READ, &store) || load_library(store, lib, NULL))
		goto out;
	if (name ? list_of(store, lib, name, &tracks, &n) : query_tracks(lib, "loved", &tracks, &n))
		goto out;
	list.title = xstrdup(name ? name : _("Loved"));
	for (size_t i = 0; i < n; i++)
		export_add(&list, tracks[i]);
	status = write_list(&list, file) ? 1 : 0;
out:
	playlist_done(&list);
	free(tracks);
	store_close(store);
	library_free(lib);
	return status;
}

static int export_database(struct cli_call *call)
{
	struct store *store = NULL;
	enum err err;

	if (call->argc < 2) {
		fail(ERR_ARG, _("something is missing: %s"), "FILE");
		return 2;
	}
	err = cli_open(call->common, STORE_READ, &store);
	if (!err)
		err = store_export(store, call->argv[1]);
	store_close(store);
	return err ? 1 : 0;
}

/* What one writes by itself: to standard output, or to a file that is there whole or as it was, for nobody else to read. */
static int export_text(struct cli_call *call, enum err (*write)(struct store *store, FILE *out))
{
	const char *path = call->argc > 1 ? call->argv[1] : NULL;
	char *beside = NULL;
	struct store *store = NULL;
	FILE *out = stdout;
	enum err err = cli_open(call->common, STORE_READ, &store);

	if (!err && path)
		err = cli_beside_open(path, 0600, &out, &beside);
	err = err ? err : write(store, out);
	if (beside)
		err = cli_beside_done(out, beside, path, err);
	store_close(store);
	free(beside);
	return err ? 1 : 0;
}

static int export_listenbrainz(struct cli_call *call)
{
	return export_text(call, export_listens);
}

static int export_features_csv(struct cli_call *call)
{
	return export_text(call, export_features);
}

int cli_export(struct cli_call *call)
{
	static const struct { const char *kind; int (*export)(struct cli_call *call); } kinds[] = {
		{ "database", export_database }, { "features-csv", export_features_csv }, { "listenbrainz", export_listenbrainz }, { "m3u", export_m3u },
	};

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (!strcmp(call->argv[0], kinds[i].kind))
			return kinds[i].export(call);
	fail(ERR_ARG, _("'%s' cannot be exported; what can be: database, features-csv, listenbrainz, m3u"), call->argv[0]);
	return 2;
}
