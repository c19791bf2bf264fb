/* The table of subcommands, the common options, and the words rate, love and ban send to the player. */
#include "cli/cli.h"
#include "app/app.h"
#include "cli/judge.h"
#include "cli/print.h"
#include "../tap.h"

#include <locale.h>

static void test_table(void)
{
	size_t n;
	const struct cli_command *rows = cli_rows(&n);
	bool sorted = true, whole = true, unique = true;

	for (size_t i = 0; i < n; i++) {
		sorted &= !i || strcmp(rows[i - 1].name, rows[i].name) < 0;
		whole &= rows[i].help[0] && rows[i].run && rows[i].args && rows[i].n_options <= CLI_OPTIONS_MAX &&
			 cli_find(rows[i].name) == &rows[i] && (rows[i].max < 0 || rows[i].max >= rows[i].min);
		for (size_t a = 0; a < rows[i].n_options; a++) {
			whole &= rows[i].options[a].help[0] != '\0';
			for (size_t b = 0; b < cli_n_common_options; b++)
				unique &= strcmp(rows[i].options[a].name, cli_common_options[b].name) != 0 &&
					  (!rows[i].options[a].letter || rows[i].options[a].letter != cli_common_options[b].letter);
			for (size_t b = 0; b < a; b++)
				unique &= strcmp(rows[i].options[a].name, rows[i].options[b].name) != 0 &&
					  (!rows[i].options[a].letter || rows[i].options[a].letter != rows[i].options[b].letter);
		}
	}
	ok(n > 0 && sorted, "the subcommands are sorted and unique");
	ok(whole, "each has a handler and help, as have its options");
	ok(unique, "no option is taken twice");
	ok(!cli_find("nonsense") && !cli_find(""), "nothing else is found");
}

enum { WORDS = 10 };
static const struct { const char *words[WORDS], *left, *db, *listener; bool json, quiet, help, fails; } rows[] = {
	{ { "list", "--json", "bowie", NULL }, "list bowie", NULL, NULL, true, false, false, false },
	{ { "--db", "x", "list", "--quiet", NULL }, "list", "x", NULL, false, true, false, false },
	{ { "--db=x", "--db=y", "list", NULL }, "list", "y", NULL, false, false, false, false },
	{ { "--listener", "Ann", "-h", NULL }, "", NULL, "Ann", false, false, true, false },
	{ { "list", "--", "--json", NULL }, "list -- --json", NULL, NULL, false, false, false, false },
	{ { "--mpv", "--json", "--json", NULL }, "--mpv --json", NULL, NULL, true, false, false, false },
	{ { "--mpv=a", "--json", NULL }, "--mpv=a", NULL, NULL, true, false, false, false },
	{ { "-", "--other", "-x", "--jsonx", NULL }, "- --other -x --jsonx", NULL, NULL, false, false, false, false },
	{ { "list", "--db", NULL }, NULL, NULL, NULL, false, false, false, true },
	{ { "list", "--db=", NULL }, NULL, NULL, NULL, false, false, false, true },
	{ { "list", "--json=1", NULL }, NULL, NULL, NULL, false, false, false, true },
	{ { "--listener", "\xff", NULL }, NULL, NULL, NULL, false, false, false, true },
};

static void test_common(void)
{
	static const struct cli_option more[] = { { 0, "mpv", "OPTION=VALUE", "passed on" } };

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct cli_common c = { 0 };
		char *argv[WORDS + 1] = { NULL }, name[] = "segue", *all[WORDS];
		struct buf left;
		int argc = 1, n = 0;
		bool good;

		buf_init(&left, 1024);
		buf_adds(&left, "");
		argv[0] = name;
		for (; rows[i].words[argc - 1]; argc++)
			all[n++] = argv[argc] = xstrdup(rows[i].words[argc - 1]);
		good = !cli_common_parse(&c, &argc, argv, more, 1);
		for (int k = 1; good && k < argc; k++)
			buf_addf(&left, "%s%s", k > 1 ? " " : "", argv[k]);
		if (rows[i].fails)
			ok(!good, "row %zu is wrong usage", i);
		else
			ok(good && !strcmp(left.data, rows[i].left) && c.json == rows[i].json && c.quiet == rows[i].quiet &&
			   c.help == rows[i].help && !argv[argc] && !strcmp(c.db ? c.db : "-", rows[i].db ? rows[i].db : "-") &&
			   !strcmp(c.listener ? c.listener : "-", rows[i].listener ? rows[i].listener : "-"), "row %zu: %s", i, rows[i].left);
		buf_done(&left);
		cli_common_done(&c);
		while (n)
			free(all[--n]);
	}
}

static void test_judge(void)
{
	static const char *const good[] = { "rate", "--listener", "Ann", "--json", "--", "--json", "4" };
	static const char *const ban[] = { "ban", "--undo", "--", "id:3" };
	static const struct { int argc; const char *argv[6]; const char *what; } bad[] = {
		{ 0, { NULL }, "nothing" },
		{ 1, { "rate" }, "no words" },
		{ 3, { "rate", "--", "x" }, "no stars" },
		{ 4, { "rate", "--", "x", "6" }, "six stars" },
		{ 4, { "rate", "--", "x", "4x" }, "no number" },
		{ 4, { "love", "--", "x", "4" }, "a word too many" },
		{ 2, { "love", "x" }, "no --" },
		{ 2, { "love", "--listener" }, "an option without its value" },
		{ 3, { "hate", "--", "x" }, "no such judgement" },
	};
	struct judge j = { 0 };
	struct track t = { .id = 7, .duration_ms = 1000 };
	struct event ev;

	ok(!judge_parse(COUNT_OF(good), good, &j) && j.kind == EVENT_RATE && j.value == 4 && j.json && !strcmp(j.listener, "Ann") &&
	   !strcmp(j.track, "--json"), "rate, as it comes over the socket");
	judge_event(&j, &t, 5000, &ev);
	note_apply(&t, &ev);
	ok(ev.track == 7 && ev.at_ms == 5000 && ev.kind == EVENT_RATE && ev.value == 4 && ev.position_ms == -1 && t.rating == 4, "becomes an event and a rating");
	ok(!judge_parse(COUNT_OF(ban), ban, &j) && j.kind == EVENT_UNBAN && !j.json && !*j.listener && !strcmp(j.track, "id:3"), "ban --undo");
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		is_int(judge_parse(bad[i].argc, bad[i].argv, &j), ERR_ARG, bad[i].what);
	is_int(j.kind, EVENT_UNBAN, "and a refused one leaves the answer alone");
}

static void test_print(void)
{
	char text[64];
	json_t *o = json_object();
	char *line;

	print_stars(3, text);
	is_str(text, "★★★☆☆", "stars");
	print_bytes(3456789, text);
	is_str(text, "3.5 MB", "bytes");
	print_span(93784000, text);
	is_str(text, "1 d 2 h", "a span of time");
	print_json_path(o, "/a\xff/\n\xe5\xa4\x9c");
	line = print_json_line(o);
	is_str(line, "{\"path\":\"/a\xef\xbf\xbd/\\n\xe5\xa4\x9c\",\"path_base64\":\"L2H/LwrlpJw=\"}", "a path of any bytes");
	free(line);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	test_table();
	test_common();
	test_judge();
	test_print();
	return done();
}
