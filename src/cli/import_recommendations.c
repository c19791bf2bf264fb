/*
 * import_recommendations.c -- segue import recommendations FILE…: what ListenBrainz recommends, which has learnt from all of its listeners what one machine
 * cannot.  One more source of what others play (hubbed.c), until the next import replaces it whole.
 */
#include "app/hubfile.h"
#include "app/load.h"
#include "app/playlists.h"
#include "cli/commands.h"
#include "cli/import.h"
#include "cli/open.h"
#include "cli/print.h"
#include "music.h"
#include "recommend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCORE_BEST = 1000000 };

/* "-": standard input. */
static enum err read_whole(const char *path, char **ret_text, size_t *ret_n)
{
	char *text;
	size_t n;

	if (strcmp(path, "-"))
		return read_file(path, RECOMMENDATIONS_MAX, ret_text, ret_n);
	text = xmalloc(RECOMMENDATIONS_MAX + 1);
	n = fread(text, 1, RECOMMENDATIONS_MAX + 1, stdin);
	if (n > RECOMMENDATIONS_MAX || ferror(stdin)) {
		free(text);
		return fail(ERR_LIMIT, _("standard input holds more than recommendations"));
	}
	text[n] = '\0';
	*ret_text = text;
	*ret_n = n;
	return OK;
}

static enum err take_file(struct recommendations *all, const char *path)
{
	char *text;
	size_t n;
	enum err err = read_whole(path, &text, &n);

	if (err)
		return err;
	err = recommendations_read(path, text, n, all);
	free(text);
	return err;
}

/* How many of them are in the library. */
static enum err match(const struct cli_call *call, const struct recommendations *t, int64_t *ret_matched)
{
	struct library *lib = library_new();
	struct library_names *names = NULL;
	struct store *store = NULL;
	struct track *track;
	enum err err = cli_open(call->common, STORE_READ, &store);

	err = err ? err : load_library(store, lib, NULL);
	err = err ? err : load_names(store, lib, &names);
	for (size_t i = 0; !err && i < t->n; i++)
		*ret_matched += library_named(names, &(struct library_name){ t->rows[i].mbid, "", "", "" }, &track, 1) > 0;
	store_close(store);
	library_names_free(names);
	library_free(lib);
	return err;
}

/* The best is worth 1, the last one half. */
static enum err keep(const struct cli_call *call, const struct recommendations *t)
{
	char *path = hubfile_recommended_path(call->common->db, call->common->listener);
	struct buf b;
	enum err err = OK;

	buf_init(&b, SIZE_MAX / 4);
	for (size_t i = 0; i < MIN_OF(t->n, (size_t)HUB_PICKS_MAX) && !err; i++) {
		char *track = xasprintf("mbid:%s", t->rows[i].mbid);

		err = hubfile_add_pick(&b, &(struct hub_pick){ .track = track, .artist = "", .title = "", .people = LISTENERS_COMMUNITY,
			.score = SCORE_BEST - (int64_t)(i * (SCORE_BEST / 2) / t->n) });
		free(track);
	}
	err = err ? err : write_file(path, b.data ? b.data : "", b.len, 0600);
	buf_done(&b);
	free(path);
	return err;
}

int import_recommendations(struct cli_call *call)
{
	struct import_counts counts = { 0 };
	struct recommendations t = { .n = 0 };
	enum err err = OK;

	if (call->values[IMPORT_COMMUNITY] || call->values[IMPORT_PERSON]) {
		fail(ERR_ARG, _("what is recommended is for you"));
		return 2;
	}
	for (int i = 1; i < call->argc && !err; i++)
		err = take_file(&t, call->argv[i]);
	import_say_bad(&t.counts);
	counts.read = t.counts.read;
	counts.bad = t.counts.bad;
	counts.duplicate = err ? 0 : recommendations_settle(&t);
	err = err ? err : match(call, &t, &counts.matched);
	err = err ? err : keep(call, &t);
	if (!err) {
		counts.unmatched = (int64_t)t.n - counts.matched;
		import_say(&counts, call->common->json);
	}
	free(t.rows);
	return err ? 1 : 0;
}
