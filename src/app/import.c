/*
 * import.c -- playlists from files and into files.
 *
 *   READ (a thread) ─▶ ASK (slices of a turn) ─▶ MATCH (slices) ─▶ KEEP (the desk) ─▶ the next file, or what was done is said
 *                          └▶ files the library does not know: SCAN ─▲
 *
 * The files a list names become known like any other, but their folders are not searched by later scans.  One at a time.  A list that is there already is extended by what it does not have yet, so that a second import changes nothing.
 */
#include "app/playlists.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/print.h"

enum { MATCH_AT_ONCE = 256 };

/* ---- shared with the command line ---- */

char *import_name(const char *path)
{
	const char *base = path_base(path), *dot = strrchr(base, '.');
	enum playlist_format format;
	size_t n = dot && dot != base && !playlist_format_of(base, &format) ? (size_t)(dot - base) : strlen(base);
	char *name = utf8_clean(base, n);

	n = strlen(name);
	while (n > PLAYLIST_NAME_MAX)
		n -= utf8_prev(name, name + n);
	name[n] = '\0';
	return name;
}

static struct track *track_of(struct library *lib, const struct playlist_entry *e)
{
	struct track *t = library_by_path(lib, e->path);

	return t || !e->other ? t : library_by_path(lib, e->other);
}

size_t import_unknown(struct library *lib, const struct playlist *list, size_t i, const char *ret_paths[2])
{
	const struct playlist_entry *e = &list->entries[i];
	const struct track *t = track_of(lib, e);
	const char *may_be[] = { e->path, e->other };
	size_t n = 0;

	if (t && t->state != TRACK_REMOVED)
		return 0;
	for (size_t k = 0; k < COUNT_OF(may_be); k++)
		if (may_be[k] && may_be[k][0] == '/' && music_is_audio_name(may_be[k]))
			ret_paths[n++] = may_be[k];
	return n;
}

static void is_missing(struct import_counts *counts, const char *path)
{
	char *clean = utf8_clean(path, strlen(path));

	if (!counts->unmatched++)
		snprintf(counts->missing, sizeof counts->missing, "%s", clean);
	log_line("playlist: not found: %s", clean);
	free(clean);
}

size_t import_match(struct library *lib, const struct playlist *list, size_t from, size_t max, const struct map64 *have,
		    struct import_ids *ids, struct import_counts *counts)
{
	size_t end = MIN_OF(list->n, from + max);

	for (; from < end; from++) {
		struct track *t = track_of(lib, &list->entries[from]);

		counts->read++;
		if (!t) {
			is_missing(counts, list->entries[from].path);
		} else if (map64_get(have, (uint64_t)t->id)) {
			counts->duplicate++;
		} else {
			counts->matched++;
			ARRAY_GROW(ids->ids, ids->n, ids->cap);
			ids->ids[ids->n++] = t->id;
		}
	}
	return from;
}

char *import_line(const struct import_counts *c, bool json)
{
	if (!json)
		return xasprintf(_("%lld read, %lld matched, %lld not found%s%s%s, %lld there already, %lld bad"), (long long)c->read,
				 (long long)c->matched, (long long)c->unmatched, *c->missing ? " (" : "", c->missing, *c->missing ? ")" : "",
				 (long long)c->duplicate, (long long)c->bad);
	return print_json_line(json_pack("{s:I,s:I,s:I,s:I,s:I}", "read", (json_int_t)c->read, "matched", (json_int_t)c->matched, "unmatched",
					 (json_int_t)c->unmatched, "duplicate", (json_int_t)c->duplicate, "bad", (json_int_t)c->bad));
}

void export_add(struct playlist *list, const struct track *t)
{
	char *words = t->artist[0] ? xasprintf("%s - %s", t->artist, t->title) : xstrdup(t->title);

	if (playlist_add(list, t->path, words, t->duration_ms))
		log_line("%s", err_text());	/* as long as a file can be */
	free(words);
}

/* ---- the running player's ---- */

enum import_state { IMPORT_READ, IMPORT_ASK, IMPORT_SCAN, IMPORT_MATCH, IMPORT_KEEP, EXPORT_FILL, EXPORT_WRITE };

struct import {
	enum import_state state;
	struct playlist_job *job;
	struct playlist list;
	char **paths, *name;
	size_t n_paths, at, entry;
	size_t n_asked;
	struct map64 have;
	struct import_ids ids;
	struct track **tracks;		/* on their way out */
	size_t n_tracks;
	struct import_counts counts;
	uint64_t conn;
	bool json;
};

static void import_free(struct import *im)
{
	if (!im)
		return;
	playlist_job_free(im->job);
	playlist_done(&im->list);
	for (size_t i = 0; i < im->n_paths; i++)
		free(im->paths[i]);
	free(im->paths);
	free(im->name);
	map64_done(&im->have);
	free(im->ids.ids);
	free(im->tracks);
	free(im);
}

void import_close(struct app *app)
{
	import_free(app->import);
	app->import = NULL;
}

/* sentence NULL: it went well. */
static void finish(struct app *app, const char *sentence)
{
	struct import *im = app->import;
	char *line = im->state == EXPORT_WRITE ? xasprintf(_("Written: %s"), im->paths[0]) : import_line(&im->counts, im->json);

	if (im->conn) {
		if (!sentence)
			link_reply_line(app->link, im->conn, line);
		link_reply_end(app->link, im->conn, sentence ? 1 : 0, sentence);
	} else if (sentence) {
		app_complain(app, "%s", sentence);
	} else {
		app_say(app, "%s", line);
	}
	free(line);
	import_close(app);
}

static struct import *begin(struct app *app, enum import_state state, const char *const *paths, size_t n)
{
	struct import *im = xcalloc(1, sizeof *im);

	im->state = state;
	im->paths = xcalloc(n, sizeof *im->paths);
	for (size_t i = 0; i < n; i++)
		im->paths[i] = xstrdup(paths[i]);
	im->n_paths = n;
	app->import = im;
	return im;
}

static enum err next_file(struct import *im)
{
	const char *path = im->paths[im->at++];

	free(im->name);
	im->name = import_name(path);
	im->state = IMPORT_READ;
	return playlist_job_read(path, &im->job);
}

enum err import_start(struct app *app, const char *const *paths, size_t n, uint64_t conn, bool json)
{
	struct import *im;
	enum err err = OK;

	if (app->import)
		return fail(ERR_BUSY, _("A playlist is being read or written"));
	if (!app->tracks_loaded || !playlists_are_loaded(app))
		return fail(ERR_BUSY, _("The library is not open yet"));
	if (!n)
		return fail(ERR_ARG, _("no file is named"));
	for (size_t i = 0; i < n && !err; i++)
		err = playlist_may_be(paths[i]);
	if (err)
		return err;
	im = begin(app, IMPORT_READ, paths, n);
	im->conn = conn;
	im->json = json;
	err = next_file(im);
	if (err)
		import_close(app);
	return err;
}

enum err export_start(struct app *app, const struct named_list *l, const char *path)
{
	struct import *im;
	enum playlist_format format;
	enum err err = playlist_format_of(path, &format);

	if (err)
		return err;
	if (app->import)
		return fail(ERR_BUSY, _("A playlist is being read or written"));
	im = begin(app, EXPORT_FILL, &path, 1);
	im->tracks = list_tracks(app, l, &im->n_tracks);
	im->list.title = xstrdup(l->name);
	return OK;
}

int import_fd(const struct app *app)
{
	return app->import && app->import->job ? playlist_job_fd(app->import->job) : -1;
}

bool import_wants_turn(const struct app *app)
{
	return app->import && (app->import->state == IMPORT_ASK || app->import->state == IMPORT_MATCH || app->import->state == EXPORT_FILL);
}

static void job_turn(struct app *app)
{
	struct import *im = app->import;
	const struct named_list *l;
	enum err err;

	if (!playlist_job_take(im->job, &err, &im->list))
		return;
	playlist_job_free(im->job);
	im->job = NULL;
	if (err || im->state == EXPORT_WRITE) {
		finish(app, err ? err_text() : NULL);
		return;
	}
	if (im->list.first_bad)
		log_line("%s", im->list.first_bad);
	l = playlists_find(app, im->name);
	map64_done(&im->have);
	im->have = (struct map64){ 0 };
	for (size_t i = 0; l && i < l->n; i++)
		map64_put(&im->have, (uint64_t)l->ids[i], im);
	im->counts.bad += (int64_t)im->list.bad;
	im->counts.read += (int64_t)im->list.bad;
	im->entry = im->ids.n = im->n_asked = 0;
	im->state = IMPORT_ASK;
}

/* What the list names and the library does not know is read first. */
static void ask(struct app *app, int64_t until_ms)
{
	struct import *im = app->import;
	const char *paths[2];

	for (unsigned spent = 1; im->entry < im->list.n; im->entry++, spent++) {
		size_t n = import_unknown(app->lib, &im->list, im->entry, paths);

		for (size_t i = 0; i < n; i++)
			if (scanning_read(app, paths[i]))
				log_line("%s", err_text());
			else
				im->n_asked++;
		if (spent % 64 == 0 && clock_mono_ms() >= until_ms) {
			im->entry++;
			return;
		}
	}
	im->entry = 0;
	im->state = im->n_asked ? IMPORT_SCAN : IMPORT_MATCH;
	if (im->n_asked && !im->conn)
		app_say(app, _("Reading…"));
}

void import_scanned(struct app *app)
{
	if (app->import && app->import->state == IMPORT_SCAN)
		app->import->state = IMPORT_MATCH;
}

void import_kept(struct app *app, const char *sentence)
{
	struct import *im = app->import;

	if (!im || im->state != IMPORT_KEEP)
		return;
	if (sentence)
		finish(app, sentence);
	else if (im->at == im->n_paths)
		finish(app, NULL);
	else if (next_file(im))
		finish(app, err_text());
}

static void fill(struct app *app, int64_t until_ms)
{
	struct import *im = app->import;

	for (; im->entry < im->n_tracks; im->entry++) {
		if (im->entry % MATCH_AT_ONCE == 0 && clock_mono_ms() >= until_ms)
			return;
		export_add(&im->list, im->tracks[im->entry]);
	}
	im->state = EXPORT_WRITE;
	if (playlist_job_write(im->paths[0], &im->list, &im->job))
		finish(app, err_text());
}

void import_turn(struct app *app, int64_t until_ms)
{
	struct import *im = app->import;

	if (im && im->job)
		job_turn(app);
	im = app->import;
	if (im && im->state == EXPORT_FILL)
		fill(app, until_ms);
	if (im && im->state == IMPORT_ASK)
		ask(app, until_ms);
	if (!im || im->state != IMPORT_MATCH)
		return;
	while (im->entry < im->list.n && clock_mono_ms() < until_ms)
		im->entry = import_match(app->lib, &im->list, im->entry, MATCH_AT_ONCE, &im->have, &im->ids, &im->counts);
	if (im->entry < im->list.n)
		return;
	playlist_done(&im->list);
	im->state = IMPORT_KEEP;
	if (!im->ids.n) {
		import_kept(app, NULL);
		return;
	}
	undo_playlist(app, im->name, im->name);
	if (playlists_append(app, im->name, im->ids.ids, im->ids.n, COOKIE_IMPORT)) {
		undo_drop(app);
		finish(app, err_text());
	}
}
