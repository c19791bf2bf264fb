/* manual.c -- the tables of the man pages, printed from the rows the program itself runs by (`segue --manual TABLE`). */
#include "app/command.h"
#include "cli/cli.h"
#include "sound.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* The pages are ASCII: what roff takes for its own or turns into typography, and what is beyond ASCII, is written as an escape. */
static void roff(const char *text)
{
	static const struct { char c; const char *escape; } own[] = {
		{ '\\', "\\e" }, { '-', "\\-" }, { '~', "\\(ti" }, { '^', "\\(ha" }, { '`', "\\(ga" }, { '"', "\\(dq" },
	};

	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	while (*text) {
		const char *escape = NULL;
		utf8proc_int32_t code;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &code);

		for (size_t i = 0; i < COUNT_OF(own); i++)
			if (own[i].c == *text)
				escape = own[i].escape;
		if (escape)
			fputs(escape, stdout);
		else if (n > 1)
			printf("\\[u%04X]", (unsigned)code);
		else
			putchar(*text);
		text += n > 0 ? n : 1;
	}
}

static void item(const char *term, const char *more, const char *help)
{
	fputs(".TP\n.B ", stdout);
	roff(term);
	if (more && *more) {
		fputs(" \\fI", stdout);
		roff(more);
		fputs("\\fR", stdout);
	}
	putchar('\n');
	roff(help);
	putchar('\n');
}

static void print_commands(void)
{
	size_t n;
	const struct command *rows = command_rows(&n);

	for (size_t i = 0; i < n; i++)
		item(rows[i].name, rows[i].args, rows[i].help);
}

/* Name, unit and range; what it is, and who found out how. */
static void print_features(void)
{
	for (size_t i = 0; i < FEATURE_COUNT; i++) {
		const struct feature_row *r = &feature_rows[i];
		char more[64], *help = xasprintf("%s%s%s%s", r->what, *r->source ? " (" : "", r->source, *r->source ? ")" : "");

		snprintf(more, sizeof more, "%s%s%g to %g", r->unit, *r->unit ? ", " : "", r->low, r->high);
		item(r->name, more, help);
		free(help);
	}
}

static void print_options(void)
{
	size_t n;
	const struct option_row *rows = option_rows(&n);

	for (size_t i = 0; i < n; i++) {
		char values[256] = "on, off", help[512];

		if (rows[i].type == OPTION_INT)
			snprintf(values, sizeof values, "%d to %d%s%s", rows[i].min, rows[i].max, *rows[i].unit ? " " : "", rows[i].unit);
		else if (rows[i].type == OPTION_SECONDS)
			snprintf(values, sizeof values, "%d to %d s, in halves", rows[i].min / 1000, rows[i].max / 1000);
		else if (rows[i].type == OPTION_TEXT)
			strcpy(values, "text");
		else if (rows[i].type == OPTION_ADDRESS)
			strcpy(values, "an address");
		else if (rows[i].type == OPTION_CHOICE) {
			size_t at = 0;

			for (int k = 0; rows[i].choices[k]; k++)
				at += (size_t)snprintf(values + at, sizeof values - at, "%s%s", k ? ", " : "", rows[i].choices[k]);
		}
		snprintf(help, sizeof help, "%s (%s; standard: %s).", rows[i].help, values, rows[i].standard);
		item(rows[i].name, NULL, help);
	}
}

/* A key that a map takes away. */
static void print_nothing(const struct binding *row)
{
	const char *was = bind_standard(KEYMAP_SEGUE, row->context, row->keys);
	char help[128];

	snprintf(help, sizeof help, "Nothing (here: %s)", was ? was : "nothing");
	item(row->keys, NULL, help);
}

/* One row a command: all its keys in this context, in the order of the table. */
static void print_binding(const struct binding *rows, size_t n, size_t at)
{
	char name[64], keys[128] = "";
	const struct command *command;
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(rows[i].context, rows[at].context) || !rows[i].command || strcmp(rows[i].command, rows[at].command))
			continue;
		if (i < at)
			return;		/* said there */
		if (used < sizeof keys)
			used += (size_t)snprintf(keys + used, sizeof keys - used, "%s%s", used ? "  " : "", rows[i].keys);
	}
	snprintf(name, sizeof name, "%.*s", (int)MIN_OF(strcspn(rows[at].command, " "), sizeof name - 1), rows[at].command);
	command = command_find(name);
	item(keys, rows[at].command, command ? command->help : "");
}

static void print_map(enum keymap map)
{
	size_t n, n_contexts;
	const struct binding *rows = keymap_rows(map, &n);
	const char *const *contexts = bind_contexts(&n_contexts);

	for (size_t c = 0; c < n_contexts; c++) {
		bool headed = false;

		for (size_t i = 0; i < n; i++) {
			if (strcmp(rows[i].context, contexts[c]))
				continue;
			if (!headed && map == KEYMAP_SEGUE)
				printf(".SS %s\n", contexts[c]);
			else if (!headed && strcmp(contexts[c], "common"))
				printf(".PP\nIn\n.BR %s :\n", contexts[c]);
			headed = true;
			if (rows[i].command)
				print_binding(rows, n, i);
			else
				print_nothing(&rows[i]);
		}
	}
}

static void print_keys(void)
{
	print_map(KEYMAP_SEGUE);
}

static void print_keys_cmus(void)
{
	print_map(KEYMAP_CMUS);
}

static void print_keys_vim(void)
{
	print_map(KEYMAP_VIM);
}

static void print_aliases(void)
{
	const struct alias *a;

	for (size_t i = 0; (a = alias_at(i)); i++) {
		char help[256];

		snprintf(help, sizeof help, "%s%s%s", a->line, *a->help ? ": " : "", a->help);
		item(a->name, a->args, help);
	}
}

/* All that is bound in each map: map, context, keys and command, parted by tabs; for tests that press them all. */
static void print_bindings(void)
{
	const struct option_row *option = option_find("keymap");

	for (enum keymap m = KEYMAP_SEGUE; m < KEYMAP_COUNT; m++) {
		struct binding_table *b = bind_new();
		const struct binding *rows;
		size_t n;

		bind_use(b, m);
		n = bind_rows(b, &rows);
		for (size_t i = 0; i < n; i++)
			printf("%s\t%s\t%s\t%s\n", option->choices[m], rows[i].context, rows[i].keys, rows[i].command);
		bind_free(b);
	}
}

static void print_columns(void)
{
	size_t n;
	const struct column *rows = column_rows(&n);

	for (size_t i = 0; i < n; i++)
		item(rows[i].name, NULL, rows[i].title);
}

static void print_query(void)
{
	size_t n;
	const struct query_field *rows = query_fields(&n);

	for (size_t i = 0; i < n; i++)
		item(rows[i].name, rows[i].args, rows[i].help);
}

static void print_roles(void)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		printf("%s%s", i ? ", " : "", role_name[i]);
	putchar('\n');
}

static void print_cli_options(const struct cli_option *o, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char term[64];

		if (o[i].letter)
			snprintf(term, sizeof term, "-%c, --%s", o[i].letter, o[i].name);
		else
			snprintf(term, sizeof term, "--%s", o[i].name);
		item(term, o[i].arg, o[i].help);
	}
}

static void print_options_common(void)
{
	size_t n;
	const struct cli_option *player = player_option_rows(&n);

	print_cli_options(cli_common_options, cli_n_common_options);
	print_cli_options(player, n);
}

static void print_subcommands(void)
{
	size_t n;
	const struct cli_command *rows = cli_rows(&n);

	for (size_t i = 0; i < n; i++) {
		item(rows[i].name, rows[i].args, rows[i].help);
		if (rows[i].n_options) {
			puts(".RS");
			print_cli_options(rows[i].options, rows[i].n_options);
			puts(".RE");
		}
	}
}

static void print_signals(void)
{
	for (int i = 0; i < SIGNAL_COUNT; i++)
		printf("%s%s", i ? ", " : "", signal_name[i]);
	putchar('\n');
}

static void print_tables(void);

/* Sorted by name. */
static const struct { const char *name; void (*print)(void); } tables[] = {
	{ "aliases", print_aliases },
	{ "columns", print_columns }, { "commands", print_commands }, { "features", print_features }, { "keys", print_keys },
	{ "keys-cmus", print_keys_cmus }, { "keys-vim", print_keys_vim }, { "options", print_options },
	{ "program-options", print_options_common }, { "query", print_query }, { "roles", print_roles }, { "signals", print_signals },
	{ "subcommands", print_subcommands }, { "tables", print_tables },
};

/* What there is to print, for whoever checks that nothing is left out (tests/manual.sh). */
static void print_tables(void)
{
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (tables[i].print != print_tables)
			puts(tables[i].name);
}

int manual_print(const char *table)
{
	if (!strcmp(table, "bindings")) {	/* of no page */
		print_bindings();
		return 0;
	}
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (!strcmp(tables[i].name, table)) {
			tables[i].print();
			return 0;
		}
	cli_say("there is no table '%s'", table);
	return 2;
}
