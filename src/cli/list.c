/* list.c -- segue list [QUERY] */
#include "app/load.h"
#include "app/mood.h"
#include "app/moods.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/styles.h"

#include <stdlib.h>
#include <string.h>

enum { COL_ARTIST, COL_ALBUM, COL_TITLE, COL_DURATION, COL_RATING, COL_COUNT };
static const struct print_column list_columns[COL_COUNT] = {
	[COL_ARTIST] = { N_("Artist"), false, true },
	[COL_ALBUM] = { N_("Album"), false, true },
	[COL_TITLE] = { N_("Title"), false, true },
	[COL_DURATION] = { N_("Time"), true, false },
	[COL_RATING] = { N_("Rating"), false, false },
};

static void list_cell(void *ctx, size_t row, size_t column, char ret_text[PRINT_CELL])
{
	struct track *const *tracks = ctx;
	const struct track *t = tracks[row];
	char stars[32], time[24];

	switch (column) {
	case COL_ARTIST:
		print_cell(ret_text, t->artist);
		break;
	case COL_ALBUM:
		print_cell(ret_text, t->album);
		break;
	case COL_TITLE:
		print_cell(ret_text, t->title);
		break;
	case COL_DURATION:
		duration_text(t->duration_ms > 0 ? t->duration_ms : -1, time);
		print_cell(ret_text, time);
		break;
	default:
		print_stars(t->rating, stars);
		snprintf(ret_text, PRINT_CELL, "%s%s", stars, t->is_loved ? " \u2665" : "");
	}
}

static enum err list_json(struct store *store, struct stylebook *book, struct track *const *tracks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct tags tags;
		const char *from;
		json_t *o;
		/* an unreadable file has no tags on record */
		enum err err = store_track_tags(store, tracks[i]->id, &tags);

		if (err && err != ERR_MISSING)
			return err;
		o = print_json_track(tracks[i], err ? NULL : &tags);
		json_object_set_new(o, "styles", styles_of_track(book, tracks[i], &from));
		json_object_set_new(o, "styles_from", *from ? json_string(from) : json_null());
		print_json(o);
	}
	return OK;
}

int cli_list(struct cli_call *call)
{
	char *text = cli_join(call->argc, call->argv);
	struct library *lib = library_new();
	struct store *store = NULL;
	struct moods *moods = NULL;
	struct query *query = NULL;
	struct track **tracks = NULL;
	struct stylebook *book = NULL;
	size_t n = 0, column = 0;
	int status = 1;
	enum err err = query_parse(text, clock_unix_ms() / 1000, &query, &column);

	if (err) {
		query_fail(err, text, column);
		status = 2;
		goto out;
	}
	if (cli_open(call->common, STORE_READ, &store) || load_library(store, lib, NULL))
		goto out;
	book = stylebook_load(store, call->common->db);
	library_set_label(lib, LIBRARY_STYLE, stylebook_label, book);
	if ((strstr(text, "mood") || strstr(text, "bpm")) && mood_tell_cli(store, lib, &moods))
		goto out;
	tracks = library_select(lib, query, &n);
	if (!call->common->json)
		print_columns(stdout, list_columns, COL_COUNT, n, list_cell, tracks);
	else if (list_json(store, book, tracks, n))
		goto out;
	status = 0;
out:
	free(tracks);
	moods_free(moods);
	query_free(query);
	store_close(store);
	library_free(lib);
	stylebook_free(book);
	free(text);
	return status;
}
