/* main.c -- what was asked for: a worker, a subcommand, or the player. */
#include "app/app.h"
#include "app/demo.h"
#include "app/front.h"
#include "app/hearing.h"
#include "app/style_train.h"
#include "cli/cli.h"
#include "cli/open.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ASK_AGAIN = 20 };
enum { OPT_AO, OPT_ATTACH, OPT_DEMO, OPT_DETACH, OPT_MPV, OPT_SCRIPT };
static const struct cli_option player_options[] = {
	[OPT_AO] = { 0, "ao", N_("NAME"), N_("Audio output of libmpv; null where there is no sound card") },
	[OPT_ATTACH] = { 0, "attach", NULL, N_("Bring the running player here, from another terminal too") },
	[OPT_DEMO] = { 0, "demo", NULL, N_("Write ten short pieces and add them to the library") },
	[OPT_DETACH] = { 0, "detach", NULL, N_("Play without a terminal; 'segue' opens it later") },
	[OPT_MPV] = { 0, "mpv", N_("OPTION=VALUE"), N_("Set an option of libmpv (may be given again)") },
	[OPT_SCRIPT] = { 0, "script", N_("FILE"), N_("Play back keys and commands; - is standard input") },
};

const struct cli_option *player_option_rows(size_t *ret_n)
{
	*ret_n = COUNT_OF(player_options);
	return player_options;
}

/*
 * The user's locale; numbers stay in C (libmpv refuses anything else, and files are written by programs).  A locale that is not
 * UTF-8 would show a library in question marks: C.UTF-8 takes its place for characters.
 */
static void set_locale(void)
{
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
	if (strcmp(nl_langinfo(CODESET), "UTF-8"))
		setlocale(LC_CTYPE, "C.UTF-8");
	bindtextdomain(PACKAGE, getenv("SEGUE_LOCALEDIR") ? getenv("SEGUE_LOCALEDIR") : LOCALEDIR);
	bind_textdomain_codeset(PACKAGE, "UTF-8");
	textdomain(PACKAGE);
}

/*
 * Libraries far below libmpv and libavfilter (OpenBLAS) start a thread for each processor when they are loaded, and those spin for a
 * while.  Nothing here multiplies matrices.  Ours and our children's, before there is a thread.
 */
static void tame_libraries(void)
{
	setenv("OPENBLAS_NUM_THREADS", "1", 0);
}

static int worker(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[2], "demo"))
		return demo_worker(argv[3]);
	if ((argc == 5 || argc == 6) && !strcmp(argv[2], "styles"))
		return style_worker(argv[3], argv[4], argc == 6);
	worker_hearing = &ear_hearing;
	if (argc >= 3)
		return worker_main(argv[2]);
	return 2;
}

/* Padded to cells, not bytes: translated words are wide.  No text is no message: gettext answers "" with the catalogue's header. */
static void print_padded(const char *text, int cells)
{
	printf("%s%*s", text, MAX_OF(0, cells - utf8_width(text)), "");
}

static void print_usage(void)
{
	size_t n;
	const struct cli_command *rows = cli_rows(&n);

	puts(_("segue [OPTION…] [FOLDER|FILE…]   opens the player"));
	puts(_("segue SUBCOMMAND …               (segue SUBCOMMAND --help tells more)"));
	putchar('\n');
	for (size_t i = 0; i < n; i++) {
		printf("  %-10s ", rows[i].name);
		print_padded(rows[i].args[0] ? _(rows[i].args) : "", 34);
		printf(" %s\n", _(rows[i].help));
	}
	putchar('\n');
	for (size_t i = 0; i < cli_n_common_options + COUNT_OF(player_options); i++) {
		const struct cli_option *o = i < cli_n_common_options ? &cli_common_options[i] : &player_options[i - cli_n_common_options];
		char text[64], letter[8] = "    ";

		if (o->letter)
			snprintf(letter, sizeof letter, "-%c, ", o->letter);
		snprintf(text, sizeof text, "--%s%s%s", o->name, o->arg ? " " : "", o->arg ? _(o->arg) : "");
		printf("  %s", letter);
		print_padded(text, 24);
		printf(" %s\n", _(o->help));
	}
}

/* The player's own options out of argv; what is left are folders and files. */
static enum err parse_player(struct app_start *start, bool *ret_attach, int argc, char **argv)
{
	start->paths = argv;
	start->tether = -1;
	for (int i = 0; i < argc; i++) {
		char *value = strchr(argv[i], '=');
		size_t n = value ? (size_t)(value - argv[i]) : strlen(argv[i]);
		int found = -1;

		if (!strcmp(argv[i], "--")) {
			while (++i < argc)
				start->paths[start->n_paths++] = argv[i];
			break;
		}
		if (argv[i][0] != '-' || !argv[i][1]) {
			start->paths[start->n_paths++] = argv[i];
			continue;
		}
		for (size_t k = 0; k < COUNT_OF(player_options); k++)
			if (n == strlen(player_options[k].name) + 2 && !strncmp(argv[i], "--", 2) && !strncmp(argv[i] + 2, player_options[k].name, n - 2))
				found = (int)k;
		if (found < 0)
			return fail(ERR_ARG, _("there is no option %s"), argv[i]);
		if (!player_options[found].arg) {
			if (value)
				return fail(ERR_ARG, _("--%s takes no value"), player_options[found].name);
			start->demo |= found == OPT_DEMO;
			start->detach |= found == OPT_DETACH;
			*ret_attach |= found == OPT_ATTACH;
			continue;
		}
		value = value ? value + 1 : ++i < argc ? argv[i] : NULL;
		if (!value)
			return fail(ERR_ARG, _("--%s needs %s"), player_options[found].name, _(player_options[found].arg));
		if (found == OPT_AO) {
			start->ao = value;
		} else if (found == OPT_SCRIPT) {
			start->script = value;
		} else {
			char *equals = strchr(value, '=');

			if (!equals)
				return fail(ERR_ARG, _("--mpv takes OPTION=VALUE, not '%s'"), value);
			*equals = '\0';
			start->mpv = xreallocarray(start->mpv, start->n_mpv + 1, sizeof *start->mpv);
			start->mpv[start->n_mpv++] = (struct player_option){ value, equals + 1 };
		}
	}
	for (size_t i = 0; i < start->n_paths; i++)
		if (access(start->paths[i], F_OK))
			return fail_errno(ERR_ARG, _("'%s' is neither a subcommand nor a folder or file"), start->paths[i]);
	return OK;
}

static void has_terminal(void *ctx, const char *line)
{
	*(bool *)ctx = !strcmp(line, "attached");
}

/* A second start does not fight the first: what it names is handed to it. ERR_MISSING: there is no first. */
static enum err hand_over(const struct cli_common *common, char *const *paths, size_t n, bool *ret_attached)
{
	const char **argv = xcalloc(n + 2, sizeof *argv);
	char *socket = link_socket_path(common->db), *sentence = NULL;
	enum err err = ERR_MISSING;
	int status = 1;

	argv[0] = "cli";
	argv[1] = "open";
	for (size_t i = 0; i < n; i++)
		argv[i + 2] = path_real(paths[i]);
	/* it hangs up where it dies or leaves just now: then there is soon none */
	for (int tries = 0; socket && (!tries || err == ERR_CHILD) && tries < ASK_AGAIN; tries++)
		err = link_call(socket, (int)n + 2, argv, 10000, has_terminal, ret_attached, &status, &sentence);
	if (!err && status)
		err = fail(ERR_BUSY, "%s", sentence);
	for (size_t i = 0; i < n; i++)
		free((char *)(uintptr_t)argv[i + 2]);
	free(argv);
	free(sentence);
	free(socket);
	return err;
}

/* The running player draws on this terminal; we keep it. */
static int attach(const struct cli_common *common, bool take)
{
	const char *term = getenv("TERM"), *depth = getenv("COLORTERM"), *none = getenv("NO_COLOR");
	char *charset = ui_charset_name(), *socket = link_socket_path(common->db);
	const char *argv[] = { "cli", "attach", term ? term : "", depth ? depth : "", charset, none && *none ? "1" : "0", take ? "1" : "0" };
	int tether;
	enum err err;

	front_hold_signals();
	front_come_forward();
	err = link_attach(socket, (int)COUNT_OF(argv), argv, STDIN_FILENO, STDOUT_FILENO, &tether);
	free(charset);
	free(socket);
	return err ? cli_failed() : front_keep(tether, 0);
}

static bool is_terminal(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* There is a player on this library, and it has what was named. */
static int second_start(const struct cli_common *common, const struct app_start *start, bool take, bool attached)
{
	const char *said = start->n_paths ? _("handed to the player that is already running") :
		_("a player without a terminal is already running on this library");

	if (!start->detach && is_terminal() && (take || !attached))
		return attach(common, take);
	if (!start->n_paths && (attached || !start->detach)) {
		fail(ERR_BUSY, attached ? _("a player is already running on this library, on another terminal: 'segue --attach' brings it here, "
					    "'segue remote COMMAND' controls it") :
		     _("a player is already running on this library; 'segue remote COMMAND' controls it"));
		return cli_failed();
	}
	if (!common->quiet)
		cli_say("%s", said);
	return 0;
}

/* What is left to say, to who keeps the terminal if there is one. */
static void last_word(int tether, int status, bool whole, const char *sentence)
{
	char *text = xasprintf("%c%c%s", '0' + MIN_OF(status, 9), whole ? '1' : '0', sentence ? sentence : "");

	if (tether >= 0)
		(void)tether_order(tether, TETHER_END, text, strlen(text));
	else if (sentence)
		cli_say("%s", sentence);
	free(text);
}

/* The player itself. What start points to is taken. */
static int be_player(const struct cli_common *common, struct app_start *start, char *const *paths)
{
	struct app *app = xcalloc(1, sizeof *app);
	size_t n_paths = start->n_paths;
	bool headless = start->tether < 0, attached;
	char *sentence, *unsaid;
	int status = 1, tether;
	enum err err;

	start->db = xstrdup(common->db);
	start->config = xstrdup(common->config);
	start->listener = xstrdup(common->listener);
	start->exe = xstrdup(common->exe);
	err = app_open(app, start);
	sentence = err ? xstrdup(err_text()) : NULL;
	if (!err)
		status = app_run(app);
	tether = app->tether;
	unsaid = app_close(app);
	if (err == ERR_BUSY && n_paths && headless && !hand_over(common, paths, n_paths, &attached)) {
		free(sentence);
		sentence = NULL;
		status = 0;
		if (!common->quiet)
			cli_say(_("handed to the player that is already running"));
	}
	last_word(tether, status, app->is_left_whole, sentence ? sentence : unsaid);
	free(sentence);
	free(unsaid);
	free(app);
	return status;
}

static int play(int argc, char **argv, struct cli_common *common)
{
	struct app_start start = { 0 };
	bool take = false, attached = false;
	enum err err;
	pid_t pid = 0;
	int tether, status;

	if (cli_common_defaults(common, false))
		return cli_failed();
	if (parse_player(&start, &take, argc, argv)) {
		free(start.mpv);
		return cli_wrong_usage(NULL);
	}
	if (start.script && !start.detach && !isatty(STDOUT_FILENO))
		return be_player(common, &start, argv);
	err = hand_over(common, start.paths, start.n_paths, &attached);
	if (!err) {
		status = second_start(common, &start, take, attached);
		free(start.mpv);
		return status;
	}
	if (err == ERR_MISSING && !start.detach && !is_terminal())
		err = fail(ERR_IO, _("the player needs a terminal (or --script FILE)"));
	else if (err == ERR_MISSING)
		err = OK;
	if (!err) {
		front_hold_signals();
		if (!start.detach)
			front_come_forward();
		err = front_fork(start.detach, &pid, &tether);
	}
	if (!err && !pid) {
		start.tether = tether;
		return be_player(common, &start, argv);
	}
	free(start.mpv);
	if (err)
		return cli_failed();
	return start.detach ? front_wait_started(tether, common->quiet) : front_keep(tether, pid);
}

int main(int argc, char **argv)
{
	struct cli_common common = { 0 };
	int status, first = 1;

	set_locale();
	tame_libraries();
	if (argc >= 2 && !strcmp(argv[1], "--worker"))
		return worker(argc, argv);
	if (argc == 3 && !strcmp(argv[1], "--manual"))
		return manual_print(argv[2]);
	if (cli_common_parse(&common, &argc, argv, player_options, COUNT_OF(player_options))) {
		status = cli_wrong_usage(NULL);
	} else if (common.version) {
		puts(PACKAGE_STRING);
		status = 0;
	} else if (argc > first && cli_find(argv[first])) {
		status = cli_main(argv[first], argc - first, argv + first, &common);
	} else if (common.help) {
		print_usage();
		status = 0;
	} else {
		status = play(argc - first, argv + first, &common);
	}
	cli_common_done(&common);
	return status;
}
