/*
 * import_recommendations.c -- segue import recommendations FILE…: what ListenBrainz recommends, which has learnt from all of its listeners what one machine
 * cannot.  One more source of what others play (hubbed.c), until the next import replaces it whole.
 *
 *   GET /1/cf/recommendation/user/NAME/recording   {"payload": {"mbids": [{"recording_mbid": …, "score": …}, …]}}
 *   also an array of those, or one a line
 *
 * Only the order of the scores is gone by: their scale is that of a model nobody here knows.
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

/* ListenBrainz gives a thousand; every number has to be in memory at once. */
enum { FILE_MAX = 8 << 20, SCORE_BEST = 1000000 };

struct recommended { char mbid[LISTEN_MBID_SIZE]; double score; size_t at; };
struct taking {
	const char *path;
	struct recommended *rows;
	size_t n, cap;
	int64_t read, bad;
};

static void take_bad(struct taking *t, size_t at)
{
	if (++t->bad <= LISTENS_BAD_TOLD)
		fprintf(stderr, _("segue: %s: entry %zu is no recommendation\n"), t->path, at);
}

/* at: its number in the file, from 1. */
static void take_one(struct taking *t, const json_t *o, size_t at)
{
	const json_t *score = json_object_get(o, "score");
	struct recommended r = { .score = json_number_value(score), .at = t->n };

	t->read++;
	if (!listens_mbid(json_string_value(json_object_get(o, "recording_mbid")), r.mbid) || !json_is_number(score)) {
		take_bad(t, at);
		return;
	}
	ARRAY_GROW(t->rows, t->n, t->cap);
	t->rows[t->n++] = r;
}

/* The list in an answer; NULL: it has none. */
static const json_t *list_of(const json_t *root)
{
	const json_t *payload = json_object_get(root, "payload"), *mbids = json_object_get(payload ? payload : root, "mbids");

	return json_is_array(root) ? root : json_is_array(mbids) ? mbids : NULL;
}

static void take_lines(struct taking *t, char *text)
{
	size_t number = 0;

	for (char *line = text, *next; *line; line = next) {
		json_t *o;

		next = line + strcspn(line, "\n");
		number++;
		if (*next)
			*next++ = '\0';
		if (!line[strspn(line, " \t\r")])
			continue;
		o = json_loads(line, 0, NULL);
		take_one(t, o, number);
		json_decref(o);
	}
}

/* "-": standard input. */
static enum err read_whole(const char *path, char **ret_text, size_t *ret_n)
{
	char *text;
	size_t n;

	if (strcmp(path, "-"))
		return read_file(path, FILE_MAX, ret_text, ret_n);
	text = xmalloc(FILE_MAX + 1);
	n = fread(text, 1, FILE_MAX + 1, stdin);
	if (n > FILE_MAX || ferror(stdin)) {
		free(text);
		return fail(ERR_LIMIT, _("standard input holds more than recommendations"));
	}
	text[n] = '\0';
	*ret_text = text;
	*ret_n = n;
	return OK;
}

static enum err take_file(struct taking *t, const char *path)
{
	char *text;
	size_t n;
	enum err err = read_whole(path, &text, &n);
	const json_t *list;
	json_t *root;

	if (err)
		return err;
	t->path = path;
	root = json_loadb(text, n, 0, NULL);
	list = list_of(root);
	for (size_t i = 0; i < json_array_size(list); i++)
		take_one(t, json_array_get(list, i), i + 1);
	if (!list && !memchr(text, '\0', n))
		take_lines(t, text);
	json_decref(root);
	free(text);
	return t->n || list ? OK : fail(ERR_PARSE, _("%s holds no recommendations of ListenBrainz"), path);
}

static int by_mbid(const void *a, const void *b)
{
	const struct recommended *x = a, *y = b;
	int by = strcmp(x->mbid, y->mbid);

	return by ? by : (x->score < y->score) - (x->score > y->score);
}

static int by_score(const void *a, const void *b)
{
	const struct recommended *x = a, *y = b;

	return x->score != y->score ? (x->score < y->score) - (x->score > y->score) : (x->at > y->at) - (x->at < y->at);
}

/* Each once, best first. Returns how many were there again. */
static int64_t settle(struct taking *t)
{
	size_t kept = 0, all = t->n;

	if (!all)
		return 0;
	qsort(t->rows, t->n, sizeof *t->rows, by_mbid);
	for (size_t i = 0; i < all; i++)
		if (!i || strcmp(t->rows[i].mbid, t->rows[i - 1].mbid))
			t->rows[kept++] = t->rows[i];
	t->n = kept;
	qsort(t->rows, t->n, sizeof *t->rows, by_score);
	return (int64_t)(all - kept);
}

/* How many of them are in the library. */
static enum err match(const struct cli_call *call, const struct taking *t, int64_t *ret_matched)
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
static enum err keep(const struct cli_call *call, const struct taking *t)
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
	struct taking t = { .n = 0 };
	enum err err = OK;

	if (call->values[IMPORT_COMMUNITY] || call->values[IMPORT_PERSON]) {
		fail(ERR_ARG, _("what is recommended is for you"));
		return 2;
	}
	for (int i = 1; i < call->argc && !err; i++)
		err = take_file(&t, call->argv[i]);
	import_say_more_bad(t.bad);
	counts.read = t.read;
	counts.bad = t.bad;
	counts.duplicate = err ? 0 : settle(&t);
	err = err ? err : match(call, &t, &counts.matched);
	err = err ? err : keep(call, &t);
	if (!err) {
		counts.unmatched = (int64_t)t.n - counts.matched;
		import_say(&counts, call->common->json);
	}
	free(t.rows);
	return err ? 1 : 0;
}
