/* main.c -- what was asked for: a worker, a subcommand, or the player. */
#include "app/app.h"
#include "app/demo.h"
#include "cli/cli.h"
#include "cli/open.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPT_AO, OPT_DEMO, OPT_MPV, OPT_SCRIPT };
static const struct cli_option player_options[] = {
	[OPT_AO] = { 0, "ao", N_("NAME"), N_("Audio output of libmpv; null where there is no sound card") },
	[OPT_DEMO] = { 0, "demo", NULL, N_("Write ten short pieces and add them to the library") },
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

static int worker(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[2], "demo"))
		return demo_worker(argv[3]);
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
static enum err parse_player(struct app_start *start, int argc, char **argv)
{
	start->paths = argv;
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
			start->demo = true;
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

/* A second start does not fight the first: what it names is handed to it. */
static int hand_over(const struct cli_common *common, char *const *paths, size_t n)
{
	const char **argv = xcalloc(n + 2, sizeof *argv);
	int status = 1;

	argv[0] = "cli";
	argv[1] = "open";
	for (size_t i = 0; i < n; i++)
		argv[i + 2] = path_absolute(paths[i]);
	if (!cli_ask_player(common, (int)n + 2, argv, 10000, &status))
		fail(ERR_MISSING, _("the running player hung up"));
	if (status)
		cli_failed();
	else if (!common->quiet)
		fprintf(stderr, "segue: %s\n", _("handed to the player that is already running"));
	for (size_t i = 0; i < n; i++)
		free((char *)(uintptr_t)argv[i + 2]);
	free(argv);
	return status;
}

static int play(int argc, char **argv, struct cli_common *common)
{
	struct app_start start = { 0 };
	struct app *app;
	size_t n_paths;
	enum err err;
	int status;

	if (cli_common_defaults(common, true))
		return cli_failed();
	if (parse_player(&start, argc, argv)) {
		free(start.mpv);
		return cli_wrong_usage(NULL);
	}
	start.db = xstrdup(common->db);
	start.config = xstrdup(common->config);
	start.listener = xstrdup(common->listener);
	start.exe = xstrdup(common->exe);
	app = xcalloc(1, sizeof *app);
	n_paths = start.n_paths;
	err = app_open(app, &start);
	if (err == ERR_BUSY && n_paths) {
		app_close(app);
		status = hand_over(common, argv, n_paths);
	} else if (err) {
		char *why = xstrdup(err_text());

		app_close(app);
		fprintf(stderr, "segue: %s\n", why);
		free(why);
		status = 1;
	} else {
		status = app_run(app);
		app_close(app);
	}
	free(app);
	return status;
}

int main(int argc, char **argv)
{
	struct cli_common common = { 0 };
	int status, first = 1;

	set_locale();
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
