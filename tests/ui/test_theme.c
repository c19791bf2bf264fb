/* test_theme.c -- theme files: what they say, and what is complained about, with file and line. */
#include "ui/theme.h"
#include "../tap.h"

#include <dirent.h>
#include <errno.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct { const char *text, *complaint; } wrong[] = {
	{ "normal", "t:1: no = in the line: normal" },
	{ "\n# comment\n  bogus = 1 2\n", "t:3: not a role: bogus" },
	{ "= 1 2", "t:1: no role before the =" },
	{ "normal dim = 1 2", "t:1: one role, then an =: dim" },
	{ "normal =", "t:1: a foreground and a background colour are missing" },
	{ "normal = red", "t:1: the background colour is missing" },
	{ "normal = red # blue", "t:1: the background colour is missing" },
	{ "normal = crimson blue", "t:1: not a colour: crimson" },
	{ "normal = 256 blue", "t:1: not a colour: 256" },
	{ "normal = -1 blue", "t:1: not a colour: -1" },
	{ "normal = red bright_", "t:1: not a colour: bright_" },
	{ "normal = red blue blink", "t:1: not an attribute: blink" },
	{ "normal = red blue\n\ndim = \033[2J blue", "t:3: not a colour:  [2J" },
	{ "include =", "t:1: which theme to include?" },
	{ "include = no-such", "t:1: no theme is named no-such" },
	{ "\ninclude = /nonexistent/x.theme", "t:2: a theme is included by its name, not by a path: /nonexistent/x.theme" },
	{ "normal = #12345 blue", "t:1: a foreground and a background colour are missing" },
};

static void test_wrong(void)
{
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct theme t;
		enum err err;

		theme_builtin(&t);
		err = theme_parse(&t, wrong[i].text, strlen(wrong[i].text), "t", 0);
		is_int(err, ERR_PARSE, wrong[i].complaint);
		is_str(err_text(), wrong[i].complaint, "  is what is said");
	}
}

static const struct { const char *text; enum role role; struct look look; } right[] = {
	{ "normal = red blue", ROLE_NORMAL, { 1, 4, 0 } },
	{ "normal=red blue", ROLE_NORMAL, { 1, 4, 0 } },
	{ "\t tab_active\t=  bright_red 255  bold\titalic \r\n", ROLE_TAB_ACTIVE, { 9, 255, LOOK_BOLD | LOOK_ITALIC } },
	{ "dim = grey default dim underline reverse # so", ROLE_DIM, { 8, -1, LOOK_DIM | LOOK_UNDERLINE | LOOK_REVERSE } },
	{ "love = #ff8000 #000000#", ROLE_LOVE, { COLOUR_RGB | 0xff8000, -1, 0 } },
	{ "love = #FF8000 #000000 #comment", ROLE_LOVE, { COLOUR_RGB | 0xff8000, COLOUR_RGB, 0 } },
	{ "key = 1 2\nkey = 3 4\n", ROLE_KEY, { 3, 4, 0 } },
	{ " #decade key = 1 2\nkey = 5 6", ROLE_KEY, { 5, 6, 0 } },
};

static void test_right(void)
{
	for (size_t i = 0; i < COUNT_OF(right); i++) {
		struct theme t;
		const struct look *l = &t.look[right[i].role];
		enum err err;

		theme_builtin(&t);
		err = theme_parse(&t, right[i].text, strlen(right[i].text), "t", 0);
		if (i == 4) {
			is_int(err, ERR_PARSE, "a colour runs to the next blank");
			continue;
		}
		if (!ok(!err && l->fg == right[i].look.fg && l->bg == right[i].look.bg && l->attrs == right[i].look.attrs, "look %zu", i))
			printf("# %s; %x %x %x\n", err ? err_text() : "", (unsigned)l->fg, (unsigned)l->bg, l->attrs);
	}
}

static void put_file(const char *path, const char *text)
{
	if (write_file(path, text, strlen(text), 0600))
		printf("# %s\n", err_text());
}

static void test_files(const char *dir)
{
	char *path = path_join(dir, "a.theme"), *loop = path_join(dir, "b.theme"), *big = path_join(dir, "big.theme");
	char *huge = xmalloc((64 << 10) + 2), **names;
	struct theme t, before;
	size_t n;

	setenv("SEGUE_THEMES", dir, 1);
	put_file(path, "include = b\nlove = 1 2\n");
	ok(theme_load(&t, "a") == ERR_PARSE && strstr(err_text(), "a.theme:1: no theme is named b"), "the included is missing");
	put_file(loop, "love = 3 4\nkey = 5 6\n");
	ok(!theme_load(&t, "a") && t.look[ROLE_LOVE].fg == 1 && t.look[ROLE_KEY].fg == 5, "what follows an include wins");
	ok(!theme_load(&t, path), "a theme by its path");
	put_file(loop, "include = b\ninclude = b\n");
	memset(&before, 7, sizeof before);
	t = before;
	is_int(theme_load(&t, "b"), ERR_PARSE, "themes that include themselves end");
	ok(!memcmp(&t, &before, sizeof t), "  and nothing is touched");
	memset(huge, '#', (64 << 10) + 1);
	huge[(64 << 10) + 1] = '\0';
	put_file(big, huge);
	is_int(theme_load(&t, "big"), ERR_LIMIT, "a theme too large is refused");
	n = ui_theme_names(&names);
	ok(n >= 3 && !strcmp(names[0], "a") && !strcmp(names[1], "b") && !strcmp(names[2], "big"), "the names, sorted");
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
	unlink(path);
	unlink(loop);
	unlink(big);
	free(huge);
	free(path);
	free(loop);
	free(big);
}

/* Roles whose text has nearly the colour of what is behind it, as given or in fewer. */
static int illegible(const struct theme *t)
{
	int bad = 0;

	for (int role = 0; role < ROLE_COUNT; role++) {
		struct look l = t->look[role];

		/* as given, in the palette of 256, in 16 and 8 colours */
		for (int palette = 0; palette < 4; palette++) {
			uint32_t side[2] = { 0 };
			long d = 0;

			if (!(l.fg & COLOUR_RGB) || !(l.bg & COLOUR_RGB) || l.fg < 0 || l.bg < 0)
				continue;
			side[0] = (uint32_t)l.fg & 0xffffff;
			side[1] = (uint32_t)l.bg & 0xffffff;
			for (int i = 0; palette == 1 && i < 2; i++)
				side[i] = theme_palette_rgb(theme_palette_nearest(side[i], 16, 255));
			if (palette > 1) {
				int n = palette == 2 ? 16 : 8, bg = theme_palette_nearest(side[1], 0, n - 1);

				side[0] = theme_palette_rgb(theme_palette_legible(theme_palette_nearest(side[0], 0, n - 1), bg, n));
				side[1] = theme_palette_rgb(bg);
			}
			for (int shift = 0; shift < 24; shift += 8)
				d += labs((long)(side[0] >> shift & 255) - (long)(side[1] >> shift & 255));
			if (d < 90) {
				printf("# %s: %06x on %06x\n", role_name[role], side[0], side[1]);
				bad++;
			}
		}
	}
	return bad;
}

/* What is installed gives every role, so that nothing shines through from the built-in theme. */
static void test_shipped(const char *top)
{
	static const char *const shipped[] = {
		"dark", "light", "mono", "contrast", "ember", "fjord", "paper", "sand", "tide", "velvet",
	};

	for (size_t i = 0; i < COUNT_OF(shipped); i++) {
		char *path = xasprintf("%s/themes/%s.theme", top, shipped[i]);
		struct theme t;
		int missing = 0;

		if (!ok(!theme_load(&t, path), "%s is read", shipped[i]))
			printf("# %s\n", err_text());
		for (int role = 0; role < ROLE_COUNT; role++) {
			if (!t.given[role]) {
				printf("# %s\n", role_name[role]);
				missing++;
			}
			if (i == 2 && (t.look[role].fg != -1 || t.look[role].bg != -1))
				missing++;
		}
		is_int(missing, 0, "  and gives every role");
		is_int(illegible(&t), 0, "  that can be told from what is behind it, in 256, 16 and 8 colours, too");
		free(path);
	}
}

static void test_colours(void)
{
	struct theme t;

	theme_builtin(&t);
	ok(theme_palette_rgb(196) == 0xff0000 && theme_palette_rgb(232) == 0x080808 && theme_palette_rgb(255) == 0xeeeeee &&
	   theme_palette_rgb(67) == 0x5f87af, "the palette of 256");
	for (int i = 16; i < 256; i++)
		if (theme_palette_rgb(theme_palette_nearest(theme_palette_rgb(i), 16, 255)) != theme_palette_rgb(i))
			ok(false, "colour %d is nearest to itself", i);
	is_int(theme_palette_nearest(0xfe0102, 0, 7), 1, "nearest of eight");
	ok(theme_mono(&t, ROLE_CURSOR).attrs & LOOK_REVERSE, "without colours the cursor is reversed");
	ok(theme_mono(&t, ROLE_CURSOR).fg == -1, "  and has none");
	t.look[ROLE_CURSOR] = (struct look){ -1, -1, LOOK_BOLD };
	is_int(theme_mono(&t, ROLE_CURSOR).attrs, LOOK_BOLD, "a role without colours looks as the theme says");
}

int main(void)
{
	char dir[] = "/tmp/segue-theme-XXXXXX";
	const char *top = getenv("TOP_SRCDIR");

	setlocale(LC_ALL, "C.UTF-8");
	if (!mkdtemp(dir)) {
		printf("Bail out! %s\n", strerror(errno));
		return 1;
	}
	setenv("XDG_CONFIG_HOME", dir, 1);
	test_wrong();
	test_right();
	test_files(dir);
	test_shipped(top ? top : ".");
	test_colours();
	rmdir(dir);
	return done();
}
