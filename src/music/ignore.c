/* ignore.c -- patterns; those of a folder are kept under its path, and a path asks all folders above it. See ignore.h. */
#include "ignore.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum { PATTERNS_MAX = 1000, RULES_BYTES_MAX = 64 * 1024, FOLDERS_MAX = 10000 };

struct rules { char *folder; char **patterns; size_t n, cap; };
struct ignore {
	struct rules own;		/* the option's */
	struct mapstr by_folder;	/* -> struct rules */
	struct rules **folders;
	size_t n, cap;
};

static void rules_clear(struct rules *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->patterns[i]);
	free(r->patterns);
	r->patterns = NULL;
	r->n = r->cap = 0;
}

static void rules_add(struct rules *r, char *pattern)
{
	if (!*pattern || r->n == PATTERNS_MAX) {
		free(pattern);
		return;
	}
	ARRAY_GROW(r->patterns, r->n, r->cap);
	r->patterns[r->n++] = pattern;
}

struct ignore *ignore_new(const char *patterns)
{
	struct ignore *ig = xcalloc(1, sizeof *ig);
	char *one = xcalloc(strlen(patterns) + 1, 1);
	size_t n = 0;

	for (const char *p = patterns;; p++) {
		if (*p && *p != ':') {
			if (*p == '\\' && p[1] == ':')
				p++;
			one[n++] = *p;
			continue;
		}
		one[n] = '\0';
		rules_add(&ig->own, xstrdup(one));
		n = 0;
		if (!*p)
			break;
	}
	free(one);
	return ig;
}

void ignore_free(struct ignore *ig)
{
	if (!ig)
		return;
	rules_clear(&ig->own);
	for (size_t i = 0; i < ig->n; i++) {
		rules_clear(ig->folders[i]);
		free(ig->folders[i]->folder);
		free(ig->folders[i]);
	}
	free(ig->folders);
	mapstr_done(&ig->by_folder);
	free(ig);
}

bool ignore_is_rules(const char *name)
{
	return !strcmp(name, ".nomedia") || !strcmp(name, ".segueignore");
}

static void parse_lines(struct rules *r, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\r\n"), len = n;

		while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
			len--;
		if (len && *text != '#')
			rules_add(r, xstrndup(text, len));
		text += n + (text[n] != '\0');
	}
}

void ignore_load(struct ignore *ig, const char *folder)
{
	struct rules *r = mapstr_get(&ig->by_folder, folder);
	char *path = path_join(folder, ".segueignore"), *text = NULL;
	size_t len;
	enum err err = read_file(path, RULES_BYTES_MAX, &text, &len);

	free(path);
	if (r)
		rules_clear(r);
	if (err || (!r && ig->n == FOLDERS_MAX)) {
		free(text);
		return;
	}
	if (!r) {
		r = xcalloc(1, sizeof *r);
		r->folder = xstrdup(folder);
		ARRAY_GROW(ig->folders, ig->n, ig->cap);
		ig->folders[ig->n++] = r;
		mapstr_put(&ig->by_folder, r->folder, r);
	}
	parse_lines(r, text);
	if (!r->n)
		rules_add(r, xstrdup("*"));
	free(text);
}

/* `path` is what a pattern with a slash is held against. */
static bool rules_match(const struct rules *r, const char *path, const char *name, bool is_folder)
{
	char *as_folder = is_folder ? xasprintf("%s/", path) : NULL;
	bool yes = false;

	for (size_t i = 0; i < r->n && !yes; i++) {
		const char *p = r->patterns[i];

		if (!strchr(p, '/'))
			yes = !fnmatch(p, name, 0);
		else
			yes = !fnmatch(p, path, 0) || (as_folder && !fnmatch(p, as_folder, 0));
	}
	free(as_folder);
	return yes;
}

bool ignore_matches(const struct ignore *ig, const char *path, bool is_folder)
{
	const char *name = path_base(path);
	char *up;
	bool yes = ig->own.n && rules_match(&ig->own, path, name, is_folder);

	if (yes || !ig->n)
		return yes;
	up = xstrdup(path);
	for (char *slash; !yes && (slash = strrchr(up, '/')) && slash > up;) {
		const struct rules *r;

		*slash = '\0';
		r = mapstr_get(&ig->by_folder, up);
		yes = r && r->n && rules_match(r, path + (slash - up) + 1, name, is_folder);
	}
	free(up);
	return yes;
}
