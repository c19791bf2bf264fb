/*
 * import_cmus.c -- segue import cmus [FOLDER]: all that cmus keeps of a listener, for an evening's move.
 *
 *   lib.pl ─▶ the folders it came from, and files that stand apart ─▶ segue scan … ─▶ each of playlists/ and queue.pl ─▶ segue import m3u …
 *   rc, autosave ─▶ their filters, among the listener's; no segue.conf yet: one that sources both
 *
 * cmus knows files, Segue folders that it watches. A folder is taken as it is where cmus had at least half of what is in it; where it had
 * less (a home with music among other things) those below it are looked at, one by one.
 */
#include "cli/commands.h"
#include "cli/import.h"
#include "library.h"
#include "music.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CMUS_FILE_MAX = 1 << 20 };

struct words { char **at; size_t n, cap; };

struct cmus {
	char *folder, *home;
	struct words paths;		/* of lib.pl, sorted, each once */
	struct words adopt;		/* for segue scan */
	struct words lists;		/* for segue import m3u */
	struct words filters;		/* NAME=QUERY */
	size_t gone;			/* of the paths: not there any more */
	size_t n_filters;		/* that came in */
	bool is_set_up;			/* segue.conf was written */
};

static void words_add(struct words *w, char *word)
{
	ARRAY_GROW(w->at, w->n, w->cap);
	w->at[w->n++] = word;
}

static void words_done(struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->at[i]);
	free(w->at);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void words_sort(struct words *w)
{
	size_t kept = 0;

	if (w->n)
		qsort(w->at, w->n, sizeof *w->at, by_bytes);
	for (size_t i = 0; i < w->n; i++)
		if (kept && !strcmp(w->at[i], w->at[kept - 1]))
			free(w->at[i]);
		else
			w->at[kept++] = w->at[i];
	w->n = kept;
}

/* ---- where cmus keeps its things ---- */

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static enum err find_folder(const struct cli_call *call, char **ret_folder)
{
	const char *home = getenv("HOME"), *config = getenv("XDG_CONFIG_HOME"), *own = getenv("CMUS_HOME");
	char *standard = config && *config ? path_join(config, "cmus") : path_join(home ? home : "", ".config/cmus");
	char *old = path_join(home ? home : "", ".cmus");
	const char *folder = call->argc > 1 ? call->argv[1] : own && *own ? own : !is_folder(standard) && is_folder(old) ? old : standard;
	enum err err = OK;

	if (is_folder(folder))
		*ret_folder = path_absolute(folder);
	else
		err = fail(ERR_MISSING, _("%s is no folder of cmus; which is it? segue import cmus FOLDER"), folder);
	free(standard);
	free(old);
	return err;
}

/* ---- which folders ---- */

/* What stands in the folder: others, and music; -1: it is not there. */
static int64_t count_inside(const char *folder)
{
	DIR *dir = opendir(*folder ? folder : "/");
	const struct dirent *e;
	int64_t n = 0;

	if (!dir)
		return -1;
	while ((e = readdir(dir))) {
		char *path;

		if (e->d_name[0] == '.')
			continue;
		path = path_join(*folder ? folder : "/", e->d_name);
		n += music_is_wanted_name(e->d_name) || e->d_type == DT_DIR || (e->d_type != DT_REG && is_folder(path));
		free(path);
	}
	closedir(dir);
	return n;
}

static dev_t device_of(const char *folder)
{
	struct stat st;

	return stat(folder, &st) ? 0 : st.st_dev;
}

/* The end of the paths from `from` on that go the same way below a folder whose name is `len` long. */
static size_t end_of_branch(const struct words *paths, size_t from, size_t end, size_t len)
{
	const char *path = paths->at[from], *slash = strchr(path + len + 1, '/');
	size_t n = slash ? (size_t)(slash - path) + 1 : strlen(path) + 1;

	for (; from < end && !strncmp(paths->at[from], path, n); from++)
		;
	return from;
}

/* The listener's home and what is above it are nobody's music; nor is what other disks are hung into. */
static bool may_be_whole(const struct cmus *c, const char *folder)
{
	size_t n = strlen(folder);

	if (!n)
		return false;
	return !c->home || strncmp(c->home, folder, n) || (c->home[n] && c->home[n] != '/');
}

static void adopt(struct cmus *c, size_t from, size_t end, size_t len);

static void adopt_branches(struct cmus *c, size_t from, size_t end, size_t len)
{
	for (size_t next; from < end; from = next) {
		const char *path = c->paths.at[from], *slash = strchr(path + len + 1, '/');

		next = end_of_branch(&c->paths, from, end, len);
		if (slash)
			adopt(c, from, next, (size_t)(slash - path));
		else if (!access(path, F_OK))
			words_add(&c->adopt, xstrdup(path));
	}
}

/* The paths from..end-1, all of which are below the folder that the first `len` bytes of each of them name. */
static void adopt(struct cmus *c, size_t from, size_t end, size_t len)
{
	char *folder = xstrndup(c->paths.at[from], len);
	int64_t inside = count_inside(folder), known = 0;
	bool has_mounts = false, is_way;	/* is_way: all of it is in one folder further down */

	if (inside < 0) {
		free(folder);
		return;
	}
	is_way = end_of_branch(&c->paths, from, end, len) == end && strchr(c->paths.at[from] + len + 1, '/');
	for (size_t i = from, next; i < end; i = next) {
		const char *slash = strchr(c->paths.at[i] + len + 1, '/');
		char *branch = slash ? xstrndup(c->paths.at[i], (size_t)(slash - c->paths.at[i])) : xstrdup(c->paths.at[i]);

		next = end_of_branch(&c->paths, i, end, len);
		known += !access(branch, F_OK);
		has_mounts |= slash && is_folder(branch) && device_of(branch) != device_of(*folder ? folder : "/");
		free(branch);
	}
	if (known && known * 2 >= inside && !is_way && !has_mounts && may_be_whole(c, folder))
		words_add(&c->adopt, xstrdup(folder));
	else
		adopt_branches(c, from, end, len);
	free(folder);
}

/* ---- what there is ---- */

/* Streams and the parts of cue sheets, which come with their sheets, name no file. */
static enum err read_library(struct cmus *c)
{
	char *path = path_join(c->folder, "lib.pl");
	struct playlist list = { 0 };
	enum err err = playlist_read(path, &list);

	if (err == ERR_MISSING)
		err = OK;
	for (size_t i = 0; i < list.n; i++) {
		char *sheet = music_part_owner(list.entries[i].path);

		words_add(&c->paths, sheet ? sheet : xstrdup(list.entries[i].path));
	}
	if (list.first_bad)
		cli_say("%s", list.first_bad);
	playlist_done(&list);
	free(path);
	words_sort(&c->paths);
	for (size_t i = 0; i < c->paths.n; i++)
		c->gone += access(c->paths.at[i], F_OK) != 0;
	if (c->paths.n)
		adopt(c, 0, c->paths.n, 0);
	return err;
}

static void add_list(struct cmus *c, const char *folder, const char *name)
{
	char *path = path_join(folder, name);
	struct stat st;

	/* cmus makes a list "default" that most never put anything into */
	if (name[0] != '.' && !stat(path, &st) && S_ISREG(st.st_mode) && st.st_size)
		words_add(&c->lists, path);
	else
		free(path);
}

static void find_lists(struct cmus *c)
{
	char *folder = path_join(c->folder, "playlists");
	DIR *dir = opendir(folder);
	const struct dirent *e;

	while (dir && (e = readdir(dir)))
		add_list(c, folder, e->d_name);
	if (dir)
		closedir(dir);
	/* of versions before 2.9, which had one list; and what waited to be played */
	add_list(c, c->folder, "playlist.pl");
	add_list(c, c->folder, "queue.pl");
	words_sort(&c->lists);
	free(folder);
}

/* ---- filters ---- */

static enum err read_filters(struct cmus *c, const char *name)
{
	char *path = path_join(c->folder, name), *text = NULL;
	size_t n = 0;
	enum err err = read_file(path, CMUS_FILE_MAX, &text, &n);

	if (err == ERR_MISSING)
		err = OK;
	for (char *line = text, *rest; line; line = rest) {
		rest = strchr(line, '\n');
		if (rest)
			*rest++ = '\0';
		line[strcspn(line, "\r")] = '\0';
		if (!strncmp(line, "fset ", 5) && strchr(line, '=') && utf8_valid(line, strlen(line)))
			words_add(&c->filters, xstrdup(line + 5));
	}
	free(text);
	free(path);
	return err;
}

/* Where the filter's query begins when it is called so. */
static const char *query_of(const char *filter, const char *name)
{
	size_t n = strlen(name);

	return !strncmp(filter, name, n) && filter[n] == '=' ? filter + n + 1 : NULL;
}

/* What is set last counts. */
static const char *filter_named(void *ctx, const char *name)
{
	const struct cmus *c = ctx;
	const char *query = NULL;

	for (size_t i = c->filters.n; i && !query; i--)
		query = query_of(c->filters.at[i - 1], name);
	return query;
}

/* One that means nothing here is told, and passed over. */
static enum err take_filter(struct cmus *c, struct store *store, const char *name)
{
	const struct query_names names = { filter_named, c, true, NULL };
	const char *text = filter_named(c, name);
	struct query *q = NULL;
	size_t column = 0;
	enum err err = query_name_check(name);

	if (!err) {
		err = query_parse_named(text, clock_unix_ms() / 1000, &names, &q, &column);
		err = err ? query_fail(err, text, column) : OK;
	}
	if (err) {
		cli_say(_("the filter %s of cmus: %s"), name, err_text());
		return OK;
	}
	query_free(q);
	c->n_filters++;
	return store_filter_put(store, name, text, FILTER_OFF);
}

/* Those whose names are not taken. A running player knows them when it is started anew, like the settings. */
static enum err take_filters(struct cmus *c, const struct cli_call *call)
{
	struct store *store = NULL;
	struct stored_filter *have = NULL;
	size_t n = 0;
	enum err err = c->filters.n ? import_open(call, &store) : OK;

	if (!err && store)
		err = store_filters(store, &have, &n);
	for (size_t i = 0; i < c->filters.n && !err; i++) {
		char *name = xstrndup(c->filters.at[i], strcspn(c->filters.at[i], "="));
		bool is_taken = filter_named(c, name) != query_of(c->filters.at[i], name);

		for (size_t k = 0; k < n; k++)
			is_taken |= !strcmp(have[k].name, name);
		if (!is_taken)
			err = take_filter(c, store, name);
		free(name);
	}
	stored_filters_free(have, n);
	store_close(store);
	return err;
}

/* ---- keys and settings ---- */

static const char *const cmus_files[] = { "autosave", "rc" };	/* in the order cmus reads them */
enum { SET_UP_MAX = COUNT_OF(cmus_files) * PATH_MAX + 128 };	/* a path that is longer names no file */

/* Written only where there is none yet: what the listener wrote stays the listener's. */
static enum err set_up(struct cmus *c, const char *config)
{
	char *dir = xstrndup(config, (size_t)(path_base(config) - config));
	struct buf b;
	enum err err = OK;

	buf_init(&b, SET_UP_MAX);
	if (!access(config, F_OK) || strpbrk(c->folder, "\r\n"))
		goto out;
	err = buf_adds(&b, "set keymap=cmus\n");
	for (size_t i = 0; i < COUNT_OF(cmus_files) && !err; i++) {
		char *path = path_join(c->folder, cmus_files[i]);

		if (!access(path, R_OK))
			err = buf_addf(&b, "source %s\n", path);
		free(path);
	}
	if (!err && *dir)
		err = make_dirs(dir, 0700);
	err = err ? err : write_file(config, b.data, b.len, 0600);
	c->is_set_up = !err;
out:
	buf_done(&b);
	free(dir);
	return err;
}

static void tell(const struct cmus *c, const char *config)
{
	if (c->gone)
		cli_say(P_("%lld file of cmus's library is not there any more", "%lld files of cmus's library are not there any more", (unsigned long)c->gone), (long long)c->gone);
	for (size_t i = 0; i < c->adopt.n; i++)
		if (is_folder(c->adopt.at[i]))
			cli_say(_("taken in, and watched from now on: %s"), c->adopt.at[i]);
	if (c->n_filters)
		cli_say(P_("%lld filter of cmus is among yours", "%lld filters of cmus are among yours", (unsigned long)c->n_filters), (long long)c->n_filters);
	if (c->is_set_up)
		cli_say(_("%s has the keys and settings of cmus; they count when the player starts"), config);
	else
		cli_say(_("%s is as it was; for the keys and settings of cmus put into it: set keymap=cmus, source %s/autosave"), config, c->folder);
}

/* ---- all of it ---- */

/* Another subcommand, with these words behind `first` (NULL: alone). */
static int pass_on(const struct cli_call *call, const char *name, const char *first, const struct words *w, int (*run)(struct cli_call *call))
{
	struct cli_call other = { .command = cli_find(name), .common = call->common, .argv = xcalloc(w->n + 2, sizeof *other.argv) };
	int status;

	if (first)
		other.argv[other.argc++] = (char *)(uintptr_t)first;
	for (size_t i = 0; i < w->n; i++)
		other.argv[other.argc++] = w->at[i];
	status = run(&other);
	free(other.argv);
	return status;
}

int import_cmus(struct cli_call *call)
{
	struct cmus c = { .home = getenv("HOME") ? path_absolute(getenv("HOME")) : NULL };
	int status = 0;
	enum err err = find_folder(call, &c.folder);

	err = err ? err : read_library(&c);
	if (!err)
		find_lists(&c);
	if (!err && !c.adopt.n && !c.lists.n)
		err = fail(ERR_MISSING, _("%s: nothing of cmus is in it: neither music that is there nor a playlist"), c.folder);
	if (!err && c.adopt.n)
		status = pass_on(call, "scan", NULL, &c.adopt, cli_scan);
	if (!err && !status && c.lists.n)
		status = pass_on(call, "import", "m3u", &c.lists, cli_import);
	for (size_t i = 0; i < COUNT_OF(cmus_files) && !err && !status; i++)
		err = read_filters(&c, cmus_files[i]);
	if (!err && !status)
		err = take_filters(&c, call);
	if (!err && !status)
		err = set_up(&c, call->common->config);
	if (!err && !status && !call->common->quiet)
		tell(&c, call->common->config);
	free(c.folder);
	free(c.home);
	words_done(&c.paths);
	words_done(&c.adopt);
	words_done(&c.lists);
	words_done(&c.filters);
	return err ? 1 : status;
}
