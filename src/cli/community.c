/*
 * community.c -- segue community [list] | forget NAME… [--recommendations] [--hub] [--all]: other people's listening that is here, by whom it is, and out of
 * here again.
 *
 *   people             rows of the database, from segue import --community and interactions; for every listener
 *   recommendations    a file beside it, from segue import recommendations; the listener's
 *   hub                likewise, from segue hub pull
 *
 * What was learnt goes with what is forgotten, for it was learnt from that, too.
 */
#include "app/hubfile.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/profile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct others_row { const char *kind; char *name; int64_t tracks, plays, first_s, last_s; };
struct community {
	struct others_row *all;
	size_t n, cap;
	int64_t picks;
};
/* Files of the listener, and the options that name them. */
static const struct { const char *kind; char *(*path)(const char *db, const char *listener); int option; } files[] = {
	{ "recommendations", hubfile_recommended_path, COMMUNITY_RECOMMENDATIONS }, { "hub", hubfile_picks_path, COMMUNITY_HUB },
};

/* ---- list ---- */

static enum err add_person(void *ctx, const struct store_person *p)
{
	struct community *c = ctx;

	ARRAY_GROW(c->all, c->n, c->cap);
	c->all[c->n++] = (struct others_row){ "person", xstrdup(p->name), p->names, p->plays, p->first_s, p->last_s };
	return OK;
}

static void community_done(struct community *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->all[i].name);
	free(c->all);
}

static void count_pick(void *ctx, const struct hub_pick *pick)
{
	(void)pick;
	((struct community *)ctx)->picks++;
}

static enum err add_file(struct community *c, const char *kind, const char *path)
{
	struct stat sb;
	enum err err;

	if (stat(path, &sb))
		return OK;
	c->picks = 0;
	err = hubfile_read_picks(path, count_pick, c);
	if (err)
		return err;
	ARRAY_GROW(c->all, c->n, c->cap);
	c->all[c->n++] = (struct others_row){ kind, NULL, c->picks, -1, 0, (int64_t)sb.st_mtime };
	return OK;
}

static void source_cell(void *ctx, size_t row, size_t column, char ret_text[PRINT_CELL])
{
	const struct others_row *s = &((struct community *)ctx)->all[row];
	int64_t when_s = column == 4 ? s->first_s : s->last_s;
	time_t t = (time_t)when_s;
	struct tm tm;

	switch (column) {
	case 0:
		print_cell(ret_text, s->kind);
		return;
	case 1:
		print_cell(ret_text, s->name ? s->name : "");
		return;
	case 2:
	case 3:
		if (column == 3 && s->plays < 0)
			print_cell(ret_text, "");
		else
			snprintf(ret_text, PRINT_CELL, "%lld", (long long)(column == 2 ? s->tracks : s->plays));
		return;
	default:
		if (!when_s || !localtime_r(&t, &tm) || !strftime(ret_text, PRINT_CELL, "%Y-%m-%d", &tm))
			print_cell(ret_text, "");
	}
}

static void print_sources(struct community *c, bool json)
{
	static const struct print_column columns[] = { { N_("What"), false, false }, { N_("Who"), false, true }, { N_("Names"), true, false },
		{ N_("Plays"), true, false }, { N_("First"), false, false }, { N_("Last"), false, false } };

	if (!json && c->n)
		print_columns(stdout, columns, COUNT_OF(columns), c->n, source_cell, c);
	for (size_t i = 0; json && i < c->n; i++) {
		const struct others_row *s = &c->all[i];

		print_json(json_pack("{s:s, s:o, s:I, s:o, s:o, s:o}", "kind", s->kind, "name", s->name ? print_json_text(s->name) : json_null(), "names", (json_int_t)s->tracks,
			"plays", s->plays < 0 ? json_null() : json_integer((json_int_t)s->plays), "first", print_json_time(s->first_s), "last", print_json_time(s->last_s)));
	}
}

static enum err list(struct cli_call *call)
{
	const struct cli_common *common = call->common;
	struct community c = { .n = 0 };
	struct store *store = NULL;
	enum err err = cli_open(common, STORE_READ, &store);

	err = err ? err : store_people(store, add_person, &c);
	for (size_t i = 0; i < COUNT_OF(files) && !err; i++) {
		char *path = files[i].path(common->db, common->listener);

		err = add_file(&c, files[i].kind, path);
		free(path);
	}
	if (!err)
		print_sources(&c, common->json);
	if (!err && !c.n && !common->json && !common->quiet)
		puts(_("Nothing of other people's listening is here"));
	community_done(&c);
	store_close(store);
	return err;
}

/* ---- forget ---- */

static enum err forget_file(const char *path, int64_t *files_gone)
{
	if (!unlink(path)) {
		++*files_gone;
		return OK;
	}
	return errno == ENOENT ? OK : fail_errno(ERR_IO, _("cannot remove %s"), path);
}

/* Asked before anything is removed: one wrong name, and all stays. */
static enum err are_known(const struct cli_call *call, struct store *store)
{
	struct community c = { .n = 0 };
	enum err err = store_people(store, add_person, &c);

	for (int i = 1; i < call->argc && !err; i++) {
		bool is_known = false;

		for (size_t k = 0; k < c.n && !is_known; k++)
			is_known = !strcmp(c.all[k].name, call->argv[i]);
		if (!is_known)
			err = fail(ERR_MISSING, _("nobody of the community is called '%s'"), call->argv[i]);
	}
	community_done(&c);
	return err;
}

static enum err forget_here(struct cli_call *call, struct store *store, int64_t *rows, int64_t *files_gone)
{
	const struct cli_common *common = call->common;
	bool all = call->values[COMMUNITY_ALL] != NULL;
	int64_t n = 0;
	enum err err = are_known(call, store);

	err = err ? err : profile_unlearn(common->db);
	for (size_t i = 0; i < COUNT_OF(files) && !err; i++) {
		char *path = files[i].path(common->db, common->listener);

		if (all || call->values[files[i].option])
			err = forget_file(path, files_gone);
		free(path);
	}
	if (!err && all) {
		err = store_people_forget(store, NULL, &n);
		*rows += n;
	}
	for (int i = 1; i < call->argc && !err; i++) {
		err = store_people_forget(store, call->argv[i], &n);
		*rows += n;
	}
	return err;
}

static enum err forget(struct cli_call *call)
{
	const struct cli_common *common = call->common;
	struct store *store = NULL;
	int64_t rows = 0, files_gone = 0;
	int lock = -1;
	enum err err = profile_open(common, &lock, &store);

	err = err ? err : forget_here(call, store, &rows, &files_gone);
	profile_close(lock, store);
	if (!err && common->json)
		print_json(json_pack("{s:I, s:I}", "rows", (json_int_t)rows, "files", (json_int_t)files_gone));
	else if (!err && !common->quiet)
		printf(P_("Forgotten: %lld row of other people's listening; what was learnt is learnt anew\n",
			"Forgotten: %lld rows of other people's listening; what was learnt is learnt anew\n", (unsigned long)rows), (long long)rows);
	return err;
}

/* What `forget` means is said outright: names, or what of it, or all. */
int cli_community(struct cli_call *call)
{
	bool all = call->values[COMMUNITY_ALL], part = call->values[COMMUNITY_RECOMMENDATIONS] || call->values[COMMUNITY_HUB];
	const char *verb = call->argc ? call->argv[0] : "list";

	if (!strcmp(verb, "list")) {
		if (call->argc > 1 || all || part)
			return fail(ERR_ARG, _("list takes nothing")) ? 2 : 0;
		return list(call) ? 1 : 0;
	}
	if (strcmp(verb, "forget"))
		return fail(ERR_ARG, _("the community can be listed or forgotten, not '%s'"), verb) ? 2 : 0;
	if (all ? part || call->argc > 1 : !part && call->argc < 2)
		return fail(ERR_ARG, _("forget takes names, --recommendations, --hub, or --all alone")) ? 2 : 0;
	return forget(call) ? 1 : 0;
}
