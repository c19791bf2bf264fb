/* cli.c -- the table of subcommands, their options, their help. */
#include "cli/cli.h"
#include "cli/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COMMON_DB, COMMON_CONFIG, COMMON_LISTENER, COMMON_JSON, COMMON_QUIET, COMMON_HELP, COMMON_VERSION };
const struct cli_option cli_common_options[] = {
	[COMMON_DB] = { 0, "db", N_("FILE"), N_("The library's database") },
	[COMMON_CONFIG] = { 0, "config", N_("FILE"), N_("The settings") },
	[COMMON_LISTENER] = { 0, "listener", N_("NAME"), N_("Who listens: each name has a log and opinions of its own (default)") },
	[COMMON_JSON] = { 0, "json", NULL, N_("Print JSON, one object a line") },
	[COMMON_QUIET] = { 0, "quiet", NULL, N_("No progress, no remarks") },
	[COMMON_HELP] = { 'h', "help", NULL, N_("Say what there is and leave") },
	[COMMON_VERSION] = { 'V', "version", NULL, N_("Say which version this is and leave") },
};
const size_t cli_n_common_options = COUNT_OF(cli_common_options);

static const struct cli_option history_options[] = {
	[HISTORY_N] = { 'n', "number", N_("N"), N_("Only the last N") },
	[HISTORY_SINCE] = { 0, "since", N_("TIME"), N_("Only from then on: 2026-11-21, 2026-11-21T20:00, 7d, today") },
};
static const struct cli_option evaluate_options[] = {
	[EVALUATE_TRAIN] = { 0, "train", N_("FILE"), N_("What is learnt from: lines 'user item item…' or pairs 'user item [count]'") },
	[EVALUATE_TEST] = { 0, "test", N_("FILE"), N_("What should be recommended") },
	[EVALUATE_MODEL] = { 0, "model", N_("NAME,…"), N_("random, popularity, user, item, graph, mf, ease, neural, hybrid, auto (chosen by validation), all") },
	[EVALUATE_K] = { 'k', "top", N_("K"), N_("Length of the lists (20)") },
	[EVALUATE_RECS] = { 0, "recs", N_("FILE"), N_("Write the lists of the last model there: 'user item item…'") },
	[EVALUATE_TUNE] = { 0, "tune", NULL, N_("Choose the knobs of each model on a part of the training file") },
	[EVALUATE_SEED] = { 0, "seed", N_("N"), N_("Another number, another throw of the dice (1)") },
	[EVALUATE_PLAYS] = { 0, "plays", N_("FILE"), N_("Instead: foresee what listeners did next, from their logs") },
	[EVALUATE_TASK] = { 0, "task", N_("TASK,…"), N_("With --plays: next, discovery, skip (all)") },
	[EVALUATE_LISTENERS] = { 0, "listeners", N_("NAME,…"), N_("With --plays: only of these; the others are the community") },
	[EVALUATE_PREDICTIONS] = { 0, "predictions", N_("FILE"), N_("With --plays and one task: write what was foreseen") },
	[EVALUATE_MEMORY] = { 0, "memory", N_("GIB"), N_("What a model may hold while it is learnt, in GiB (4): one that needs more says how much") },
	[EVALUATE_EACH] = { 0, "each", NULL, N_("With --plays: the figures of each listener, too") },
};
static const struct cli_option export_options[] = {
	[EXPORT_PLAYLIST] = { 0, "playlist", N_("NAME"), N_("With m3u: this playlist instead of what you love") },
};
static const struct cli_option hub_options[] = {
	[HUB_YES] = { 0, "yes", NULL, N_("With erase: yes, all of it") },
	[HUB_BACKGROUND] = { 0, "background", NULL, N_("Give way to everything else, end when the player that started it ends; the address comes on standard input") },
};
static const struct cli_option import_options[] = {
	[IMPORT_COMMUNITY] = { 0, "community", NULL, N_("Other people's listening: for what is recommended, never in your own log") },
	[IMPORT_PERSON] = { 0, "person", N_("NAME"), N_("With --community: whose it is, where the file does not say") },
};
static const struct cli_option ban_options[] = {
	[JUDGE_UNDO] = { 0, "undo", NULL, N_("Allow it again") },
};
static const struct cli_option love_options[] = {
	[JUDGE_UNDO] = { 0, "undo", NULL, N_("No longer love it") },
};
static const struct cli_option community_options[] = {
	[COMMUNITY_ALL] = { 0, "all", NULL, N_("With forget: everybody, and what was recommended or pulled") },
	[COMMUNITY_RECOMMENDATIONS] = { 0, "recommendations", NULL, N_("With forget: what ListenBrainz recommends") },
	[COMMUNITY_HUB] = { 0, "hub", NULL, N_("With forget: what was pulled from a hub") },
};
static const struct cli_option profile_options[] = {
	[PROFILE_YES] = { 0, "yes", NULL, N_("Erase without asking") },
};
static const struct cli_option recommend_options[] = {
	[RECOMMEND_N] = { 'n', "number", N_("N"), N_("How many (20)") },
	[RECOMMEND_STYLE] = { 0, "style", N_("STYLE"), N_("Only tracks of this style, or a kind of it") },
	[RECOMMEND_MOOD] = { 0, "mood", N_("MOOD"), N_("Only tracks that sound so: calm, energetic, joyful, tense, sad, cheerful, sombre") },
	[RECOMMEND_SEED_TRACK] = { 0, "seed-track", N_("TRACK"), N_("As if this one were playing") },
	[RECOMMEND_SEED] = { 0, "seed", N_("N"), N_("Another number, another throw of the dice (every day has its own)") },
	[RECOMMEND_AT] = { 0, "at", N_("TIME"), N_("As if it were then: what came later does not count") },
};
static const struct cli_option analyze_options[] = {
	[ANALYZE_FORCE] = { 0, "force", NULL, N_("What was analysed before, too") },
	[ANALYZE_JOBS] = { 'j', "jobs", N_("N"), N_("So many files at once (as many as there are cores)") },
	[ANALYZE_WRITE_GAIN] = { 0, "write-gain", NULL, N_("Then write ReplayGain into the files that have none (--force: into all)") },
};
static const struct cli_option similar_options[] = {
	[SIMILAR_N] = { 'n', "number", N_("N"), N_("How many (20)") },
};
static const struct cli_option path_options[] = {
	[PATH_OPTION_N] = { 'n', "number", N_("N"), N_("How many lie between both (8)") },
	[PATH_OPTION_OUTPUT] = { 'o', "output", N_("FILE"), N_("Write it as a playlist: .m3u8, .m3u, .pls, .xspf") },
};
static const struct cli_option radio_options[] = {
	[RADIO_OPTION_MINUTES] = { 0, "minutes", N_("M"), N_("How long it lasts, at least (60)") },
	[RADIO_OPTION_OUTPUT] = { 'o', "output", N_("FILE"), N_("Write it as a playlist: .m3u8, .m3u, .pls, .xspf") },
};
static const struct cli_option duplicates_options[] = {
	[DUPLICATES_COVERS] = { 0, "covers", NULL, N_("The same piece played again, too") },
};
static const struct cli_option features_options[] = {
	[FEATURES_BEATS] = { 0, "beats", NULL, N_("When each beat falls, too") },
	[FEATURES_JOBS] = { 'j', "jobs", N_("N"), N_("So many files at once (as many as there are cores)") },
};
static const struct cli_option tag_options[] = {
	[TAG_FROM_NAME] = { 0, "from-name", N_("PATTERN"), N_("Take fields from each file's name: %n - %t, %a/%b/%d-%n %t") },
	[TAG_RECORDS] = { 0, "records", NULL, N_("Read files and fields from standard input, each ended by a NUL, and write back what was there") },
};
static const struct cli_option train_options[] = {
	[TRAIN_MODEL] = { 0, "model", N_("NAME"), N_("item, graph, mf, ease; auto: the best of them on what is held back; styles: what tracks sound like") },
	[TRAIN_BACKGROUND] = { 0, "background", NULL, N_("Give way to everything else, on one core, and end when the player that started it ends") },
	[TRAIN_MEMORY] = { 0, "memory", N_("GIB"), N_("What a model may hold while it is learnt, in GiB (4): one that needs more says how much") },
};
#define OPTIONS(rows) rows, COUNT_OF(rows)

/* Sorted by name; a test holds it so. */
static const struct cli_command commands[] = {
	{ "analyze", N_("[PATH…]"), N_("Listen to what has not been analysed yet: all, or what is below a path"), 0, -1, CLI_WRITES, OPTIONS(analyze_options), cli_analyze },
	{ "ban", N_("TRACK"), N_("Never play a track again"), 1, -1, CLI_WRITES, OPTIONS(ban_options), cli_ban },
	{ "community", N_("[list | forget NAME…]"), N_("Other people's listening that is here, by whom it is; out of here again"), 0, -1, 0, OPTIONS(community_options), cli_community },
	{ "doctor", "", N_("Check audio output, library, database, terminal and what else Segue needs"), 0, 0, 0, NULL, 0, cli_doctor },
	{ "duplicates", N_("[PATH…]"), N_("The same recording twice, however it is encoded or tagged: all pairs, or those with one below a path"), 0, -1, 0,
	  OPTIONS(duplicates_options), cli_duplicates },
	{ "evaluate", "", N_("How good recommendations are: full ranking, what is known already left out"), 0, 0, 0, OPTIONS(evaluate_options), cli_evaluate },
	{ "export", N_("KIND [FILE]"), N_("Write what was heard (listenbrainz), how tracks sound (features-csv), a playlist (m3u), or a copy of the database (database FILE)"), 1, 2, 0, OPTIONS(export_options), cli_export },
	{ "features", N_("FILE…"), N_("What files sound like: tempo, key, loudness, timbre"), 1, -1, 0, OPTIONS(features_options), cli_features },
	{ "history", "", N_("What was played, skipped and rated, newest last"), 0, 0, 0, OPTIONS(history_options), cli_history },
	{ "hub", N_("push | pull | sync | status | erase | setup"), N_("Share your listening with a database that the option hub names, and learn what others like you play"), 1, 1, 0,
	  OPTIONS(hub_options), cli_hub },
	{ "import", N_("KIND [FILE…]"), N_("Take in what was heard elsewhere (listenbrainz, lastfm, spotify, interactions), what ListenBrainz recommends (recommendations), playlists (m3u), or all that cmus has (cmus)"), 1, -1, CLI_WRITES,
	  OPTIONS(import_options), cli_import },
	{ "list", N_("[QUERY]"), N_("Tracks matching a query, in the language of / in the player; without one, all"), 0, -1, CLI_MINUS_WORDS, NULL, 0, cli_list },
	{ "love", N_("TRACK"), N_("Love a track"), 1, -1, CLI_WRITES, OPTIONS(love_options), cli_love },
	{ "path", N_("TRACK TRACK"), N_("A mix that leads from one track to another in small steps of sound"), 2, 2, 0, OPTIONS(path_options), cli_path },
	{ "profile", N_("export [FILE] | import FILE | erase"), N_("All that is known of a listener: write it down, take it in again, erase it"), 1, 2, 0, OPTIONS(profile_options), cli_profile },
	{ "radio", N_("TRACK…"), N_("A mix of what sounds like these tracks and suits you, in order"), 1, -1, 0, OPTIONS(radio_options), cli_radio },
	{ "rate", N_("TRACK 0..5"), N_("Give a track stars; 0 takes them away"), 2, -1, CLI_WRITES, NULL, 0, cli_rate },
	{ "recommend", "", N_("What you might want to hear now, and why"), 0, 0, 0, OPTIONS(recommend_options), cli_recommend },
	{ "remote", N_("COMMAND…"), N_("Run a command in the running player; 'status' tells what plays"), 1, -1, CLI_RAW, NULL, 0, cli_remote },
	{ "scan", N_("[PATH…]"), N_("Add folders and files to the library; without any, look again at the known ones"), 0, -1, CLI_WRITES, NULL, 0, cli_scan },
	{ "similar", N_("TRACK"), N_("What sounds nearest to a track, or to a file"), 1, -1, 0, OPTIONS(similar_options), cli_similar },
	{ "stats", "", N_("Totals, favourite artists and styles, hours of the day"), 0, 0, 0, NULL, 0, cli_stats },
	{ "tag", N_("FIELD=VALUE… FILE…"), N_("Write tags into files; an empty value takes one out"), 0, -1, 0, OPTIONS(tag_options), cli_tag },
	{ "train", "", N_("Learn anew what the for-you list goes by, from the whole log: what is heard together, what others play, what is heard to its end"), 0, 0, 0, OPTIONS(train_options), cli_train },
};

const struct cli_command *cli_rows(size_t *ret_n)
{
	*ret_n = COUNT_OF(commands);
	return commands;
}

const struct cli_command *cli_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* ---- words for people ---- */

int cli_wrong_usage(const char *name)
{
	if (name)
		cli_say(_("%s: %s (see segue %s --help)"), name, err_text(), name);
	else
		cli_say(_("%s (see segue --help)"), err_text());
	return 2;
}

void cli_say(const char *fmt, ...)
{
	char *text, *clean;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("out of memory");
	clean = utf8_clean(text, (size_t)n);
	fprintf(stderr, "segue: %s\n", clean);
	free(clean);
	free(text);
}

int cli_failed(void)
{
	cli_say("%s", err_text());
	return 1;
}

enum err cli_beside_open(const char *path, mode_t mode, FILE **ret_file, char **ret_beside)
{
	char *beside = xasprintf("%s.part", path);
	FILE *f;
	int fd;

	/* what a run that was killed left there may be for others to read */
	unlink(beside);
	fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	f = fd < 0 ? NULL : fdopen(fd, "w");

	if (!f) {
		if (fd >= 0)
			close(fd);
		free(beside);
		return fail_errno(ERR_IO, _("%s cannot be written"), path);
	}
	*ret_file = f;
	*ret_beside = beside;
	return OK;
}

enum err cli_beside_done(FILE *f, const char *beside, const char *path, enum err err)
{
	bool bad = ferror(f) != 0;

	bad = fclose(f) || bad;
	if (!err && (bad || rename(beside, path)))
		err = fail_errno(ERR_IO, _("%s cannot be written"), path);
	if (err)
		remove(beside);
	return err;
}

enum err cli_number(const char *what, const char *text, int64_t min, int64_t max, int64_t *ret_number)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (end == text || *end || errno || n < min || n > max)
		return fail(ERR_ARG, _("%s must be a whole number from %lld to %lld, not '%s'"), what, (long long)min, (long long)max, text);
	*ret_number = n;
	return OK;
}

void cli_print_options(const struct cli_option *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *left = xasprintf("  %c%c%s --%s%s%s", rows[i].letter ? '-' : ' ', rows[i].letter ? rows[i].letter : ' ',
				       rows[i].letter ? "," : " ", rows[i].name, rows[i].arg ? " " : "", rows[i].arg ? _(rows[i].arg) : "");

		printf("%s%*s%s\n", left, MAX_OF(2, 28 - utf8_width(left)), "", _(rows[i].help));
		free(left);
	}
}

void cli_print_commands(void)
{
	printf(_("Subcommands (segue SUBCOMMAND --help tells more)\n"));
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		printf("  %-12s%s\n", commands[i].name, _(commands[i].help));
	printf(_("\nCommon options\n"));
	cli_print_options(cli_common_options, cli_n_common_options);
}

static void print_help(const struct cli_command *c)
{
	printf(_("Usage: segue %s%s%s%s\n\n%s.\n"), c->name, c->n_options ? _(" [OPTION]…") : "", c->args[0] ? " " : "",
	       c->args[0] ? _(c->args) : "", _(c->help));
	if (c->n_options) {
		printf(_("\nOptions\n"));
		cli_print_options(c->options, c->n_options);
	}
	printf(_("\nCommon options\n"));
	cli_print_options(cli_common_options, cli_n_common_options);
}

/* ---- options ---- */

static const struct cli_option *option_named(const struct cli_option *rows, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(rows[i].name) == len && !strncmp(rows[i].name, name, len))
			return &rows[i];
	return NULL;
}

static const struct cli_option *option_lettered(const struct cli_option *rows, size_t n, char letter)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].letter == letter)
			return &rows[i];
	return NULL;
}

/* "--name", "--name=value", "-n", "-nvalue": the row and where its value begins (NULL: in the next word, or none). */
static const struct cli_option *option_match(const struct cli_option *rows, size_t n, const char *word, const char **ret_value)
{
	const struct cli_option *o;

	*ret_value = NULL;
	if (word[0] != '-' || !word[1])
		return NULL;
	if (word[1] == '-') {
		size_t len = strcspn(word + 2, "=");

		if (word[2 + len])
			*ret_value = word + 2 + len + 1;
		return option_named(rows, n, word + 2, len);
	}
	o = option_lettered(rows, n, word[1]);
	if (!o || (word[2] && !o->arg))
		return NULL;
	if (word[2])
		*ret_value = word + 2;
	return o;
}

/* The value of option `o` standing at argv[*i]; moves *i over a separate value. */
static enum err option_value(const struct cli_option *o, int argc, char **argv, int *i, const char **io_value)
{
	if (!o->arg)
		return *io_value ? fail(ERR_ARG, _("--%s takes no value"), o->name) : OK;
	if (*io_value)
		return OK;
	if (*i + 1 >= argc)
		return fail(ERR_ARG, _("--%s needs a value"), o->name);
	*io_value = argv[++*i];
	return OK;
}

static enum err common_set(struct cli_common *common, const struct cli_option *o, const char *value)
{
	char **text = NULL;

	switch (o - cli_common_options) {
	case COMMON_DB:
		text = &common->db;
		break;
	case COMMON_CONFIG:
		text = &common->config;
		break;
	case COMMON_LISTENER:
		text = &common->listener;
		break;
	case COMMON_JSON:
		common->json = true;
		break;
	case COMMON_QUIET:
		common->quiet = true;
		break;
	case COMMON_HELP:
		common->help = true;
		break;
	case COMMON_VERSION:
		common->version = true;
		break;
	}
	if (!text)
		return OK;
	if (!*value)
		return fail(ERR_ARG, _("--%s needs a value"), o->name);
	if (text == &common->listener && !utf8_valid(value, strlen(value)))
		return fail(ERR_ARG, _("the listener's name is not UTF-8"));
	free(*text);
	*text = xstrdup(value);
	return OK;
}

enum err cli_common_parse(struct cli_common *common, int *argc, char **argv, const struct cli_option *more, size_t n_more)
{
	int kept = *argc > 0, i;
	enum err err = OK;

	if (!common->exe)
		common->exe = xstrdup("/proc/self/exe");
	for (i = kept; i < *argc && !err; i++) {
		const char *value;
		const struct cli_option *o;

		if (!strcmp(argv[i], "--"))
			break;
		o = option_match(cli_common_options, cli_n_common_options, argv[i], &value);
		if (o) {
			err = option_value(o, *argc, argv, &i, &value);
			if (!err)
				err = common_set(common, o, value);
			continue;
		}
		o = option_match(more, n_more, argv[i], &value);
		argv[kept++] = argv[i];
		if (o && o->arg && !value && i + 1 < *argc)
			argv[kept++] = argv[++i];
	}
	if (err)
		return err;
	while (i < *argc)
		argv[kept++] = argv[i++];
	argv[kept] = NULL;
	*argc = kept;
	return OK;
}

enum err cli_common_defaults(struct cli_common *common, bool make)
{
	if (!common->db && !(common->db = xdg_path(XDG_DATA, "segue.db", make)))
		return ERR_MISSING;
	if (!common->config && !(common->config = xdg_path(XDG_CONFIG, "segue.conf", false)))
		return ERR_MISSING;
	if (!common->listener)
		common->listener = xstrdup("default");
	return OK;
}

void cli_common_done(struct cli_common *common)
{
	free(common->db);
	free(common->config);
	free(common->listener);
	free(common->exe);
	memset(common, 0, sizeof *common);
}

/* No track, file or kind is named so; only a query may be empty, and what the player is told. */
static bool has_empty(const struct cli_call *call)
{
	bool is = false;

	for (int i = 0; i < call->argc; i++)
		is |= !*call->argv[i];
	return is && !(call->command->flags & (CLI_RAW | CLI_MINUS_WORDS));
}

/* Options of the row into call->values, words to the front of argv. */
static enum err call_parse(struct cli_call *call, int argc, char **argv)
{
	const struct cli_command *c = call->command;
	bool only_words = false;
	enum err err = OK;

	call->argv = argv;
	for (int i = 0; i < argc && !err; i++) {
		const char *value;
		const struct cli_option *o;

		if (only_words || argv[i][0] != '-' || !argv[i][1]) {
			argv[call->argc++] = argv[i];
			continue;
		}
		if (!strcmp(argv[i], "--")) {
			only_words = true;
			continue;
		}
		o = option_match(c->options, c->n_options, argv[i], &value);
		if (o) {
			err = option_value(o, argc, argv, &i, &value);
			call->values[o - c->options] = value ? value : "";
		} else if ((c->flags & CLI_RAW) || ((c->flags & CLI_MINUS_WORDS) && argv[i][1] != '-')) {
			argv[call->argc++] = argv[i];
		} else {
			err = fail(ERR_ARG, _("there is no option %s"), argv[i]);
		}
	}
	if (!err && call->argc < c->min)
		err = fail(ERR_ARG, _("something is missing: %s"), _(c->args));
	if (!err && c->max >= 0 && call->argc > c->max)
		err = fail(ERR_ARG, _("'%s' is one word too many"), argv[c->max]);
	if (!err && has_empty(call))
		err = fail(ERR_ARG, _("a word is empty: %s"), _(c->args));
	return err;
}

int cli_main(const char *name, int argc, char **argv, struct cli_common *common)
{
	struct cli_call call = { .command = cli_find(name), .common = common };
	int status = 0;

	if (!call.command) {
		fail(ERR_ARG, _("there is no subcommand '%s'"), name);
		return cli_wrong_usage(NULL);
	}
	if (cli_common_parse(common, &argc, argv, call.command->options, call.command->n_options))
		return cli_wrong_usage(name);
	if (common->version) {
		printf("segue %s\n", PACKAGE_VERSION);
	} else if (common->help) {
		print_help(call.command);
	} else if (call_parse(&call, argc - 1, argv + 1)) {
		return cli_wrong_usage(name);
	} else if (cli_common_defaults(common, call.command->flags & CLI_WRITES)) {
		return cli_failed();
	} else {
		status = call.command->run(&call);
		if (status == 2)
			return cli_wrong_usage(name);
		if (status)
			cli_failed();
	}
	/* a full disk under a redirection is a failure too */
	if ((fflush(stdout) || ferror(stdout)) && !status) {
		fail_errno(ERR_IO, _("cannot write the output"));
		return cli_failed();
	}
	return status;
}
