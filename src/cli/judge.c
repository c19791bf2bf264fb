/* judge.c -- segue rate, love, ban */
#include "cli/judge.h"
#include "app/app.h"
#include "app/load.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/print.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct { const char *name; enum event_kind kind, undo; } kinds[] = {
	{ "ban", EVENT_BAN, EVENT_UNBAN },
	{ "love", EVENT_LOVE, EVENT_UNLOVE },
	{ "rate", EVENT_RATE, EVENT_RATE },
};

static enum err judge_kind(const char *name, bool undo, enum event_kind *ret_kind)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (!strcmp(kinds[i].name, name)) {
			*ret_kind = undo ? kinds[i].undo : kinds[i].kind;
			return OK;
		}
	return fail(ERR_ARG, _("'%s' is no judgement"), name);
}

static enum err judge_stars(const char *text, int *ret_value)
{
	int64_t n;
	enum err err = cli_number(_("the rating"), text, 0, 5, &n);

	if (!err)
		*ret_value = (int)n;
	return err;
}

enum err judge_parse(int argc, const char *const *argv, struct judge *ret_judge)
{
	struct judge j = { .listener = "" };
	bool undo = false;
	int i = 1, words;
	enum err err;

	for (; i < argc && strcmp(argv[i], "--"); i++) {
		if (!strcmp(argv[i], "--json"))
			j.json = true;
		else if (!strcmp(argv[i], "--undo"))
			undo = true;
		else if (!strcmp(argv[i], "--listener") && i + 1 < argc)
			j.listener = argv[++i];
		else
			return fail(ERR_ARG, _("there is no option %s"), argv[i]);
	}
	words = argc - i - 1;
	if (argc < 1)
		return fail(ERR_ARG, _("the request is empty"));
	err = judge_kind(argv[0], undo, &j.kind);
	if (!err && words != (j.kind == EVENT_RATE ? 2 : 1))
		err = fail(ERR_ARG, _("%s wants a track and nothing else but stars for rate"), argv[0]);
	if (!err)
		j.track = argv[i + 1];
	if (!err && j.kind == EVENT_RATE)
		err = judge_stars(argv[i + 2], &j.value);
	if (!err)
		*ret_judge = j;
	return err;
}

void judge_event(const struct judge *j, const struct track *t, int64_t now_ms, struct event *ret_event)
{
	*ret_event = (struct event){
		.at_ms = now_ms, .track = t->id, .kind = j->kind, .source = SOURCE_REMOTE, .value = j->value,
		.position_ms = -1, .listened_ms = -1, .duration_ms = t->duration_ms,
	};
}

/* The same request for the player. A file named relative to here is named absolutely to it. */
static bool ask_player(const struct cli_common *common, const char *name, const struct judge *j, bool undo, int *ret_status)
{
	char *track = access(j->track, F_OK) ? xstrdup(j->track) : path_absolute(j->track), stars[2] = { (char)('0' + j->value), '\0' };
	const char *argv[10] = { "cli", name, "--listener", common->listener };
	int argc = 4;
	bool answered;

	if (j->json)
		argv[argc++] = "--json";
	if (undo)
		argv[argc++] = "--undo";
	argv[argc++] = "--";
	argv[argc++] = track;
	if (j->kind == EVENT_RATE)
		argv[argc++] = stars;
	answered = cli_ask_player(common, argc, argv, 10000, ret_status);
	free(track);
	return answered;
}

static enum err judge_here(const struct cli_common *common, const struct judge *j)
{
	struct library *lib = library_new();
	struct store *store = NULL;
	struct track *t = NULL;
	struct event ev;
	enum err err = cli_open(common, STORE_READ, &store);

	/* looking for the track needs no writer's rights: a database that is not there must not be made by a typing error */
	store_close(store);
	store = NULL;
	if (!err)
		err = cli_open(common, STORE_WRITE, &store);
	if (!err)
		err = load_library(store, lib, NULL);
	if (!err)
		err = cli_find_track(lib, j->track, &t);
	if (!err) {
		judge_event(j, t, clock_unix_ms(), &ev);
		err = store_event_add(store, &ev);
	}
	if (!err) {
		char *line;

		note_apply(t, &ev);
		line = print_track_line(t, j->json);
		puts(line);
		free(line);
	}
	store_close(store);
	library_free(lib);
	return err;
}

static int judge_run(struct cli_call *call, bool undo, const char *stars)
{
	struct judge j = { .json = call->common->json, .listener = call->common->listener };
	char *words = cli_join(call->argc - (stars != NULL), call->argv);
	int status = 1;

	j.track = words;
	if (judge_kind(call->command->name, undo, &j.kind) || (stars && judge_stars(stars, &j.value)))
		status = 2;
	else if (!ask_player(call->common, call->command->name, &j, undo, &status))
		status = judge_here(call->common, &j) ? 1 : 0;
	free(words);
	return status;
}

int cli_rate(struct cli_call *call)
{
	return judge_run(call, false, call->argv[call->argc - 1]);
}

int cli_love(struct cli_call *call)
{
	return judge_run(call, call->values[JUDGE_UNDO] != NULL, NULL);
}

int cli_ban(struct cli_call *call)
{
	return judge_run(call, call->values[JUDGE_UNDO] != NULL, NULL);
}
