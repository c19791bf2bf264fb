/*
 * theme.c -- theme files: "role = foreground background attribute…", one role a line.
 *
 *	# a comment
 *	include = dark
 *	title   = #ffd787 default bold
 *	cursor  = black 75
 *
 * A colour is "default", a name, a number of the 256 palette, or #rrggbb.  A theme may come from a stranger: reading is
 * bounded in size and depth, and every complaint names file and line.
 */
#include "ui/theme.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THEME_BYTES_MAX = 64 << 10, THEME_DEPTH_MAX = 4, THEME_INCLUDES_MAX = 16, WORD_MAX = 64, LEGIBLE_MIN = 90 };

const char *const role_name[ROLE_COUNT] = {
	[ROLE_NORMAL] = "normal", [ROLE_DIM] = "dim", [ROLE_STRONG] = "strong", [ROLE_TITLE] = "title",
	[ROLE_BORDER] = "border", [ROLE_BORDER_ACTIVE] = "border_active", [ROLE_TAB] = "tab", [ROLE_TAB_ACTIVE] = "tab_active",
	[ROLE_CURSOR] = "cursor", [ROLE_CURSOR_IDLE] = "cursor_idle", [ROLE_PLAYING] = "playing", [ROLE_MARKED] = "marked",
	[ROLE_STARS] = "stars", [ROLE_LOVE] = "love", [ROLE_REASON] = "reason", [ROLE_MOVED] = "moved", [ROLE_SCORE] = "score",
	[ROLE_PROGRESS] = "progress", [ROLE_PROGRESS_REST] = "progress_rest", [ROLE_STATUS] = "status", [ROLE_KEY] = "key",
	[ROLE_MESSAGE] = "message", [ROLE_ERROR] = "error", [ROLE_PROMPT] = "prompt", [ROLE_MATCH] = "match",
	[ROLE_MISSING] = "missing",
};

/* The sixteen colours every terminal names alike; "bright_" ones are 8 more. */
static const char *const colour_names[8] = { "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white" };
static const struct { const char *name; unsigned bit; } attr_names[] = {
	{ "bold", LOOK_BOLD }, { "dim", LOOK_DIM }, { "italic", LOOK_ITALIC }, { "underline", LOOK_UNDERLINE },
	{ "reverse", LOOK_REVERSE },
};

/* Colour, and what stands in for it where there is none. The sixteen basic colours suit any palette a person chose. */
static const struct { struct look look; unsigned mono; } builtin[ROLE_COUNT] = {
	[ROLE_NORMAL] = { { -1, -1, 0 }, 0 },
	[ROLE_DIM] = { { 8, -1, 0 }, LOOK_DIM },
	[ROLE_STRONG] = { { -1, -1, LOOK_BOLD }, LOOK_BOLD },
	[ROLE_TITLE] = { { 6, -1, LOOK_BOLD }, LOOK_BOLD },
	[ROLE_BORDER] = { { 8, -1, 0 }, LOOK_DIM },
	[ROLE_BORDER_ACTIVE] = { { 6, -1, 0 }, LOOK_BOLD },
	[ROLE_TAB] = { { -1, -1, 0 }, 0 },
	[ROLE_TAB_ACTIVE] = { { 0, 6, 0 }, LOOK_REVERSE | LOOK_BOLD },
	[ROLE_CURSOR] = { { 0, 6, 0 }, LOOK_REVERSE },
	[ROLE_CURSOR_IDLE] = { { -1, 8, 0 }, LOOK_UNDERLINE },
	[ROLE_PLAYING] = { { 10, -1, LOOK_BOLD }, LOOK_BOLD },
	[ROLE_MARKED] = { { 11, -1, LOOK_BOLD }, LOOK_BOLD | LOOK_UNDERLINE },
	[ROLE_STARS] = { { 3, -1, 0 }, 0 },
	[ROLE_LOVE] = { { 9, -1, 0 }, LOOK_BOLD },
	[ROLE_REASON] = { { 8, -1, LOOK_ITALIC }, LOOK_DIM },
	[ROLE_MOVED] = { { 13, -1, LOOK_BOLD }, LOOK_BOLD },
	[ROLE_SCORE] = { { 6, -1, 0 }, 0 },
	[ROLE_PROGRESS] = { { 6, -1, 0 }, LOOK_BOLD },
	[ROLE_PROGRESS_REST] = { { 8, -1, 0 }, LOOK_DIM },
	[ROLE_STATUS] = { { -1, -1, 0 }, 0 },
	[ROLE_KEY] = { { 11, -1, 0 }, LOOK_BOLD },
	[ROLE_MESSAGE] = { { 10, -1, 0 }, 0 },
	[ROLE_ERROR] = { { 9, -1, LOOK_BOLD }, LOOK_REVERSE },
	[ROLE_PROMPT] = { { -1, -1, 0 }, 0 },
	[ROLE_MATCH] = { { 11, -1, LOOK_UNDERLINE }, LOOK_UNDERLINE },
	[ROLE_MISSING] = { { 8, -1, 0 }, LOOK_DIM },
};

void theme_builtin(struct theme *ret_theme)
{
	*ret_theme = (struct theme){ .given = { false } };
	for (int i = 0; i < ROLE_COUNT; i++)
		ret_theme->look[i] = builtin[i].look;
}

struct look theme_mono(const struct theme *t, enum role role)
{
	struct look look = t->look[role];

	/* a role the theme tells apart by colour alone must still be told apart */
	if (look.fg != COLOUR_DEFAULT || look.bg != COLOUR_DEFAULT)
		look.attrs = builtin[role].mono;
	look.fg = look.bg = COLOUR_DEFAULT;
	return look;
}

uint32_t theme_palette_rgb(int index)
{
	/* xterm's defaults: 16 basic ones, a 6x6x6 cube, 24 greys (XTerm-col.ad, 256colres.h) */
	static const uint32_t basic[16] = {
		0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
	};
	static const uint32_t step[6] = { 0, 95, 135, 175, 215, 255 };

	if (index < 16)
		return basic[index & 15];
	if (index < 232)
		return step[(index - 16) / 36] << 16 | step[(index - 16) / 6 % 6] << 8 | step[(index - 16) % 6];
	return (uint32_t)(8 + 10 * (index - 232)) * 0x010101;
}

int theme_palette_nearest(uint32_t rgb, int from, int to)
{
	int best = from;
	long best_d = -1;

	for (int i = from; i <= to; i++) {
		uint32_t c = theme_palette_rgb(i);
		long r = (long)(rgb >> 16 & 255) - (long)(c >> 16 & 255), g = (long)(rgb >> 8 & 255) - (long)(c >> 8 & 255);
		long b = (long)(rgb & 255) - (long)(c & 255), d = r * r + g * g + b * b;

		if (best_d < 0 || d < best_d) {
			best = i;
			best_d = d;
		}
	}
	return best;
}

static int difference(int a, int b)
{
	uint32_t x = theme_palette_rgb(a), y = theme_palette_rgb(b);
	int d = 0;

	for (int shift = 0; shift < 24; shift += 8)
		d += abs((int)(x >> shift & 255) - (int)(y >> shift & 255));
	return d;
}

int theme_palette_legible(int fg, int bg, int colours)
{
	int white = colours >= 16 ? 15 : 7;

	if (fg < 0 || bg < 0 || difference(fg, bg) >= LEGIBLE_MIN)
		return fg;
	return difference(0, bg) > difference(white, bg) ? 0 : white;
}

static bool parse_colour(const char *w, int32_t *ret)
{
	size_t n = strlen(w);
	bool bright = !strncmp(w, "bright_", 7);

	if (!strcmp(w, "default")) {
		*ret = COLOUR_DEFAULT;
		return true;
	}
	for (int i = 0; i < 8; i++) {
		if (!strcmp(bright ? w + 7 : w, colour_names[i])) {
			*ret = i + (bright ? 8 : 0);
			return true;
		}
	}
	if (!strcmp(w, "grey") || !strcmp(w, "gray")) {
		*ret = 8;
		return true;
	}
	if (w[0] == '#' && n == 7 && strspn(w + 1, "0123456789abcdefABCDEF") == 6) {
		*ret = COLOUR_RGB | (int32_t)strtol(w + 1, NULL, 16);
		return true;
	}
	if (n >= 1 && n <= 3 && strspn(w, "0123456789") == n && atoi(w) <= 255) {
		*ret = atoi(w);
		return true;
	}
	return false;
}

/* The next word of a line into `word`; false at its end. Too long a word comes cut, and so matches nothing. */
static bool next_word(const char **p, const char *end, char word[WORD_MAX])
{
	size_t n = 0;

	while (*p < end && isspace((unsigned char)**p))
		(*p)++;
	while (*p < end && !isspace((unsigned char)**p)) {
		if (n < WORD_MAX - 1)
			word[n++] = **p;
		(*p)++;
	}
	word[n] = '\0';
	return n > 0;
}

/* What is quoted in a complaint must not carry the escapes of a hostile file. */
static enum err complain(const char *file, unsigned line, const char *what, const char *word)
{
	char *clean = utf8_clean(word, strlen(word));
	enum err err = fail(ERR_PARSE, *word ? "%s:%u: %s: %s" : "%s:%u: %s", file, line, what, clean);

	free(clean);
	return err;
}

static enum err parse_look(const char *p, const char *end, const char *file, unsigned line, struct look *ret_look)
{
	struct look look = { COLOUR_DEFAULT, COLOUR_DEFAULT, 0 };
	char word[WORD_MAX];

	if (!next_word(&p, end, word))
		return complain(file, line, _("a foreground and a background colour are missing"), "");
	if (!parse_colour(word, &look.fg))
		return complain(file, line, _("not a colour"), word);
	if (!next_word(&p, end, word))
		return complain(file, line, _("the background colour is missing"), "");
	if (!parse_colour(word, &look.bg))
		return complain(file, line, _("not a colour"), word);
	while (next_word(&p, end, word)) {
		size_t i = 0;

		while (i < COUNT_OF(attr_names) && strcmp(attr_names[i].name, word))
			i++;
		if (i == COUNT_OF(attr_names))
			return complain(file, line, _("not an attribute"), word);
		look.attrs |= attr_names[i].bit;
	}
	*ret_look = look;
	return OK;
}

static char *find(const char *name)
{
	const char *more = getenv("SEGUE_THEMES");
	char *places[3] = { NULL }, *path = NULL;

	if (strchr(name, '/'))
		return path_expand(name);
	places[0] = xdg_path(XDG_CONFIG, "themes", false);
	places[1] = more ? xstrdup(more) : NULL;
	places[2] = xstrdup(PKGDATADIR "/themes");
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		if (places[i] && !path) {
			path = xasprintf("%s/%s.theme", places[i], name);
			if (access(path, R_OK)) {
				free(path);
				path = NULL;
			}
		}
		free(places[i]);
	}
	return path;
}

static enum err load(struct theme *t, const char *name, int depth)
{
	char *path = find(name), *text = NULL;
	size_t n = 0;
	enum err err;

	if (!path) {
		char *clean;

		if (!strcmp(name, "dark") || !*name)	/* what is compiled in */
			return OK;
		clean = utf8_clean(name, strlen(name));
		err = fail(ERR_MISSING, _("no theme is named %s"), clean);
		free(clean);
		return err;
	}
	err = read_file(path, THEME_BYTES_MAX, &text, &n);
	if (!err)
		err = theme_parse(t, text, n, path, depth);
	free(text);
	free(path);
	return err;
}

static enum err parse_line(struct theme *t, const char *p, const char *end, const char *file, unsigned line, int depth)
{
	char word[WORD_MAX], name[WORD_MAX];
	const char *equals = memchr(p, '=', (size_t)(end - p));
	int role = 0;

	if (!next_word(&p, equals ? equals : end, word))
		return equals ? complain(file, line, _("no role before the ="), "") : OK;
	if (!equals)
		return complain(file, line, _("no = in the line"), word);
	if (next_word(&p, equals, name))
		return complain(file, line, _("one role, then an ="), name);
	p = equals + 1;
	if (!strcmp(word, "include")) {
		if (!next_word(&p, end, name))
			return complain(file, line, _("which theme to include?"), "");
		/* a name, never a path: a stranger's theme has no business with other files, and a FIFO would hold us up */
		if (strchr(name, '/'))
			return complain(file, line, _("a theme is included by its name, not by a path"), name);
		if (depth >= THEME_DEPTH_MAX || ++t->includes > THEME_INCLUDES_MAX)
			return complain(file, line, _("too many themes include each other"), name);
		if (load(t, name, depth + 1))
			return fail(ERR_PARSE, "%s:%u: %s", file, line, err_text());
		return OK;
	}
	while (role < ROLE_COUNT && strcmp(role_name[role], word))
		role++;
	if (role == ROLE_COUNT)
		return complain(file, line, _("not a role"), word);
	if (parse_look(p, end, file, line, &t->look[role]))
		return ERR_PARSE;
	t->given[role] = true;
	return OK;
}

/* A # begins a comment unless it begins a colour: #rrggbb, and that never stands first. */
static const char *comment(const char *p, const char *end)
{
	bool first = true;

	for (; p < end; p++) {
		size_t hex = 0;

		if (*p == '#' && first)
			return p;
		first = first && isspace((unsigned char)*p);
		if (*p != '#')
			continue;
		while (p + 1 + hex < end && hex < 7 && isxdigit((unsigned char)p[1 + hex]))
			hex++;
		if (hex != 6 || (p + 7 < end && !isspace((unsigned char)p[7])))
			return p;
	}
	return end;
}

enum err theme_parse(struct theme *t, const char *text, size_t n, const char *file, int depth)
{
	const char *p = text, *end = text + n;

	for (unsigned line = 1; p < end; line++) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		const char *next = stop ? stop + 1 : end;
		enum err err = parse_line(t, p, comment(p, stop ? stop : end), file, line, depth);

		if (err)
			return err;
		p = next;
	}
	return OK;
}

enum err theme_load(struct theme *ret_theme, const char *name_or_path)
{
	struct theme t;
	enum err err;

	theme_builtin(&t);
	err = load(&t, name_or_path, 0);
	if (!err)
		*ret_theme = t;
	return err;
}

static void add_names(const char *dir, char ***names, size_t *n, size_t *cap)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		size_t len = strlen(e->d_name), i = 0;
		char *name;

		if (len <= 6 || e->d_name[0] == '.' || strcmp(e->d_name + len - 6, ".theme"))
			continue;
		name = xstrndup(e->d_name, len - 6);
		while (i < *n && strcmp((*names)[i], name))
			i++;
		if (i < *n) {
			free(name);
			continue;
		}
		ARRAY_GROW(*names, *n, *cap);
		(*names)[(*n)++] = name;
	}
	if (d)
		closedir(d);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

size_t ui_theme_names(char ***ret_names)
{
	char *config = xdg_path(XDG_CONFIG, "themes", false), **names = NULL;
	const char *more = getenv("SEGUE_THEMES");
	size_t n = 0, cap = 0;

	if (config)
		add_names(config, &names, &n, &cap);
	if (more)
		add_names(more, &names, &n, &cap);
	add_names(PKGDATADIR "/themes", &names, &n, &cap);
	free(config);
	if (n)
		qsort(names, n, sizeof *names, by_text);
	*ret_names = names;
	return n;
}
