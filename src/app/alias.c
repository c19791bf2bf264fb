/*
 * alias.c -- what a listener of cmus (and vim) types.  A row says what a command of theirs is called here; where more than the name
 * differs (flags, contexts, values) a function rewrites the line.  A line that is ours already is left alone.
 */
#include "app/command.h"
#include "app/playlists.h"
#include "view/browser.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>


enum { WORDS_MAX = 4 };

/* The first words of args; the last one takes the rest. */
struct words { char *text, *word[WORDS_MAX]; size_t n; };

static void words_split(struct words *w, const char *args, size_t max)
{
	char *p = xstrdup(args);

	*w = (struct words){ .text = p };
	while (*(p += strspn(p, " \t")) && w->n < max) {
		w->word[w->n++] = p;
		if (w->n == max)
			break;
		p += strcspn(p, " \t");
		if (*p)
			*p++ = '\0';
	}
	if (w->n) {
		char *last = w->word[w->n - 1];
		size_t n = strlen(last);

		while (n && strchr(" \t", last[n - 1]))
			last[--n] = '\0';
	}
}

static void words_done(struct words *w)
{
	free(w->text);
}

/* Takes "-n", "-f" … from the front; what letters there were. */
static const char *skip_flags(const char *args, char ret_flags[8])
{
	size_t n = 0;

	while (args[0] == '-' && args[1] && (args[2] == ' ' || !args[2])) {
		if (n < 7)
			ret_flags[n++] = args[1];
		args += 2;
		args += strspn(args, " \t");
	}
	ret_flags[n] = '\0';
	return args;
}

/*
 * Each writes our line, or nothing when theirs is ours as it stands. `args` is the rest of their line.
 */

/*
 * What cmus has and Segue has not: said when it is typed; a line of a file is passed over, for nobody wrote it for Segue, and the end
 * of the file says how many there were.
 */
static enum err no_like(struct buf *to, const char *what, const char *why)
{
	if (!source_is_running())
		return fail(ERR_ARG, "%s: %s", what, why);
	source_passed_over(what, why);
	buf_adds(to, "#");
	return OK;
}

/* -n (stay on the row) and -f have no like here. */
static enum err rewrite_plain(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	char flags[8];

	(void)app;
	args = skip_flags(args, flags);
	buf_addf(to, *args ? "%s %s" : "%s", a->line, args);
	return OK;
}

static enum err rewrite_theme(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	(void)app;
	buf_addf(to, "%s%s", a->line, args);
	return OK;
}

static enum err rewrite_add(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	char flags[8];

	(void)app, (void)a;
	if (args[0] != '-')
		return OK;
	args = skip_flags(args, flags);
	buf_addf(to, "%s %s", strchr(flags, 'q') ? "queue-file" : strchr(flags, 'Q') ? "queue-file-next" : strchr(flags, 'p') ? "playlist-add-file" : "add", args);
	return OK;
}

static enum err rewrite_player_play(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	(void)app;
	buf_addf(to, *args ? "play-file %s" : "%s", *args ? args : a->line);
	return OK;
}

static enum err rewrite_update(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	(void)args;
	buf_adds(to, app->views && browser_has_focus(app) ? "browse" : a->line);
	return OK;
}

static enum err rewrite_clear(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	(void)app, (void)a;
	if (args[0] != '-')
		return OK;
	if (args[1] == 'l')
		return fail(ERR_ARG, _("The library is what is in its folders: 'remove-folder' takes one away, D takes tracks out"));
	buf_adds(to, args[1] == 'p' ? "clear playlist" : "clear queue");
	return OK;
}

static enum err rewrite_quit(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	(void)app, (void)a;
	if (!strcmp(args, "-i"))
		buf_adds(to, "quit-ask");
	return OK;
}

/* "+0 +1%" is one side louder: there is no balance here. */
static enum err rewrite_vol(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	struct words w;
	enum err err = OK;

	(void)app;
	words_split(&w, args, 3);
	if (w.n == 2 && strcmp(w.word[0], w.word[1]))
		err = no_like(to, a->name, _("Left and right are equally loud here: there is no balance"));
	else
		buf_addf(to, w.n ? "%s %s" : "%s", a->line, w.n ? w.word[0] : "");
	words_done(&w);
	return err;
}

static enum err rewrite_push(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	(void)app;
	buf_addf(to, strchr(args, '"') ? "%s %s" : "%s \"%s\"", a->line, args);	/* the quotes keep blanks at the end */
	return OK;
}

static enum err chosen_list(struct app *app, const char **ret_name)
{
	struct named_list *l = app->views ? playlist_chosen(app) : NULL;

	if (!l)
		return fail(ERR_MISSING, _("There are no playlists yet"));
	*ret_name = l->name;
	return OK;
}

static void add_name(const char *name, struct buf *to)
{
	buf_adds(to, "\"");
	for (; *name; name++) {
		if (*name == '"' || *name == '\\')
			buf_adds(to, "\\");
		buf_add(to, name, 1);
	}
	buf_adds(to, "\"");
}

static enum err rewrite_list(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	const char *name = "";
	char flags[8];
	enum err err = chosen_list(app, &name);

	if (err)
		return err;
	args = skip_flags(args, flags);
	buf_addf(to, "%s ", a->line);
	add_name(name, to);
	buf_addf(to, " %s", args);
	return OK;
}

static enum err rewrite_save(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	char flags[8];
	const char *file = skip_flags(args, flags);

	if (!*file) {
		buf_adds(to, "save-config");	/* lists are kept as they change */
		return OK;
	}
	if (strpbrk(flags, "lLq")) {
		buf_addf(to, "%s %s", strchr(flags, 'q') ? "queue-export" : "library-export", file);
		return OK;
	}
	return rewrite_list(app, a, args, to);
}

static enum err rewrite_load(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	char flags[8];

	(void)app;
	args = skip_flags(args, flags);
	if (strchr(flags, 'l'))
		return fail(ERR_ARG, _("The library is what is in its folders: 'add' takes one in"));
	buf_addf(to, "%s %s", a->line, args);
	return OK;
}

static enum err rewrite_pause_playback(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	(void)a, (void)args;
	buf_adds(to, app->player && player_now(app->player)->state == PLAYER_PLAYING ? "pause" : "#");
	return OK;
}

/* ---- keys ---- */

/* Their contexts where they are not called the same; several rows: several contexts. */
static const struct { const char *theirs, *ours; } context_words[] = {
	{ "library", "artists" }, { "library", "tracks" }, { "library", "sorted" }, { "playlist", "playlist" }, { "playlist", "playlists" },
};

/* "page_up" → "pageup", which is one of our spellings; an underscore alone is a key. */
static void key_word(const char *theirs, char ret[64])
{
	size_t n = 0;

	if (!strncmp(theirs, "KP_", 3))
		theirs += 3;
	for (size_t i = 0; theirs[i] && n < 63; i++)
		if (theirs[i] != '_' || !theirs[1] || theirs[0] == '^' || (i && theirs[i - 1] == '-'))
			ret[n++] = theirs[i];
	ret[n] = '\0';
}

static enum err rewrite_bind(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	char flags[8], keys[64], *command = NULL;
	const char *rest = skip_flags(args, flags);
	bool is_bind = !strcmp(a->name, "bind"), is_theirs = *flags || !strncmp(rest, "library ", 8) || (rest[0] && strstr(rest, "mouse_")) ||
		(rest[0] && strstr(rest, "mlb_"));
	struct words w;
	bool known = false;
	enum err err = OK;

	words_split(&w, rest, is_bind ? 3 : 2);
	if (w.n != (is_bind ? 3u : 2u) || w.word[1][0] == '"' || w.word[1][0] == '\'') {
		words_done(&w);
		return OK;
	}
	if (!strncmp(w.word[1], "mlb_", 4) || !strncmp(w.word[1], "mouse_", 6)) {
		err = no_like(to, w.word[1], _("the mouse cannot be bound"));
		words_done(&w);
		return err;
	}
	key_word(w.word[1], keys);
	if (is_bind && !strcmp(w.word[0], "browser") && !strcmp(w.word[2], "win-update"))
		command = xstrdup("browse");
	else if (is_bind && !strncmp(w.word[2], "push ", 5) && rest[strlen(rest) - 1] == ' ')
		command = xasprintf("command \"%s \"", w.word[2] + 5);	/* the blank is meant */
	else if (is_bind)
		err = alias_line(app, w.word[2], &command);
	if (!err && command && command[0] == '#') {
		buf_adds(to, "#");
		is_theirs = false;
	} else {
		is_theirs |= command != NULL;
	}
	if (!err && to->len) {
		free(command);
		words_done(&w);
		return OK;
	}
	is_theirs |= command || strcmp(keys, w.word[1]);
	for (size_t i = 0; !err && is_theirs && i < COUNT_OF(context_words); i++)
		if (!strcmp(w.word[0], context_words[i].theirs)) {
			known = true;
			buf_addf(to, is_bind ? "%s %s %s %s\n" : "%s %s %s\n", a->name, context_words[i].ours, keys, command ? command : w.word[2]);
		}
	if (!err && is_theirs && !known)
		buf_addf(to, is_bind ? "%s %s %s %s" : "%s %s %s", a->name, w.word[0], keys, command ? command : w.word[2]);
	free(command);
	words_done(&w);
	return err;
}

/* ---- options ---- */

/* values: pairs of theirs and ours, parted by blanks; NULL: they are the same. "-" for ours: nothing need be done. */
static const struct { const char *theirs, *ours, *values; } option_words[] = {
	{ "aaa", "play-within", NULL },
	{ "aaa_mode", "play-within", NULL },
	{ "continue", "continue", "true - false stop" },
	{ "continue_album", "play-within", "true - false album" },
	{ "display_artist_sort_name", "#", "false -" },
	{ "lib_sort", "sort", NULL },
	{ "play_library", "#", "true -" },
	{ "play_sorted", "library", "true flat false tree" },
	{ "repeat", "repeat", "true all false off" },
	{ "repeat_current", "repeat", "true one false -" },
	{ "replaygain", "replaygain", "disabled off track-preferred track album-preferred album smart auto" },
	{ "replaygain_limit", "replaygain-clip", "true off false on" },
	{ "replaygain_preamp", "replaygain-preamp", NULL },
	{ "resume", "resume", "true as-left false off" },
	{ "rewind_offset", "rewind", "-1 600" },
	{ "show_remaining_time", "show-remaining", NULL },
	{ "show_hidden", "#", "false -" },
	{ "shuffle", "shuffle", "true tracks false off" },
	{ "softvol_state", "volume", "0 -" },
	{ "start_view", "#", NULL },
	{ "status_display_program", "status-program", NULL },
};

/* Our word for their value; "-": nothing to do. */
static void value_word(const char *values, const char *theirs, char ret[256])
{
	snprintf(ret, 256, "%s", theirs);
	for (const char *p = values; p && *p;) {
		size_t n = strcspn(p, " "), m = strcspn(p + n + 1, " ");

		if (n == strlen(theirs) && !strncmp(p, theirs, n)) {
			snprintf(ret, 256, "%.*s", (int)m, p + n + 1);
			return;
		}
		p += n + 1 + m;
		p += *p == ' ';
	}
}

/*
 * Options of cmus (as of 2.11) that are about its own drawing, outputs, inputs and files, and what serves here instead; those that end in . or _
 * by how they begin.
 */
static const struct { const char *theirs, *instead; } theirs_alone[] = {
	{ "altformat_", "set columns" }, { "auto_expand_albums_follow", NULL }, { "auto_expand_albums_search", NULL },
	{ "auto_expand_albums_selcur", NULL }, { "auto_hide_playlists_panel", NULL }, { "auto_reshuffle", "reshuffle" },
	{ "block_key_paste", NULL }, { "buffer_seconds", NULL }, { "color_", "set theme" }, { "confirm_run", NULL }, { "device", "device" },
	{ "dsp.", "device" }, { "format_", "set columns" }, { "icecast_default_charset", NULL }, { "id3_default_charset", NULL }, { "input.", NULL },
	{ "lib_add_filter", "set ignore" }, { "mixer.", "device" }, { "mpris", NULL }, { "output_plugin", "device" }, { "passwd", NULL },
	{ "pause_on_output_change", NULL }, { "pl_env_vars", NULL }, { "pl_sort", "sort" }, { "rewind_on_prev", "set rewind" },
	{ "scroll_offset", NULL }, { "search_resets_position", NULL }, { "set_term_title", NULL }, { "show_all_tracks", "set library=flat" },
	{ "show_current_bitrate", "info" }, { "show_playback_position", NULL }, { "skip_track_info", NULL }, { "smart_artist_sort", "set sort-articles" },
	{ "sort_albums_by_name", "sort" }, { "softvol", "volume" }, { "stop_after_queue", "set continue=stop" }, { "time_show_leading_zero", NULL },
	{ "tree_width_max", NULL }, { "tree_width_percent", NULL }, { "wrap_search", NULL },
};

static bool is_theirs_alone(const char *name, const char **ret_instead)
{
	for (size_t i = 0; i < COUNT_OF(theirs_alone); i++) {
		const char *theirs = theirs_alone[i].theirs;
		size_t n = strlen(theirs);

		if (strncmp(name, theirs, n) || (name[n] && !strchr("._", theirs[n - 1])))
			continue;
		*ret_instead = theirs_alone[i].instead;
		return true;
	}
	return false;
}

static enum err no_option(struct buf *to, const char *name, const char *instead)
{
	char why[128];

	if (!instead)
		return no_like(to, name, _("Segue has no such option"));
	snprintf(why, sizeof why, _("Segue has ':%s' for it"), instead);
	return no_like(to, name, why);
}

static enum err rewrite_set(struct app *app, const struct alias *a, const char *args, struct buf *to)
{
	size_t n = strcspn(args, "=? \t!");
	const char *value = strchr(args, '='), *instead = NULL;
	char name[64], ours[256], theirs[256];
	const struct option_row *row;

	(void)app;
	snprintf(name, sizeof name, "%.*s", (int)n, args);
	if (!strcmp(a->name, "toggle") && (!strcmp(name, "repeat_current") || !strcmp(name, "show_hidden"))) {
		buf_adds(to, name[0] == 'r' ? "repeat-one" : "browse-hidden");
		return OK;
	}
	if (is_theirs_alone(name, &instead) || (!value && !strcmp(name, "play_library")))
		return no_option(to, name, instead);
	for (size_t i = 0; i < COUNT_OF(option_words); i++) {
		if (strcmp(name, option_words[i].theirs))
			continue;
		if (!value) {
			if (!strcmp(option_words[i].ours, "#"))
				return no_option(to, name, NULL);
			if (strcmp(name, option_words[i].ours))
				buf_addf(to, "%s %s", a->name, option_words[i].ours);
			return OK;
		}
		snprintf(theirs, sizeof theirs, "%s", value + 1);
		if (!strcmp(name, "softvol_state") || !strcmp(name, "replaygain_preamp"))
			theirs[strcspn(theirs, " .")] = '\0';	/* the left one; whole decibels */
		value_word(option_words[i].values, theirs, ours);
		if (!strcmp(ours, "-"))
			buf_adds(to, "#");
		else if (!strcmp(option_words[i].ours, "#"))
			return no_option(to, name, NULL);
		else if (strcmp(name, option_words[i].ours) || strcmp(ours, value + 1))
			buf_addf(to, "set %s=%s", option_words[i].ours, ours);
		return OK;
	}
	/* as in vim: nooption, option! */
	if (strcmp(a->name, "set") || value)
		return OK;
	if (args[n] == '!' && option_find(name))
		buf_addf(to, "toggle %s", name);
	else if (!strncmp(name, "no", 2) && (row = option_find(name + 2)) && row->type == OPTION_BOOL)
		buf_addf(to, "set %s=off", name + 2);
	return OK;
}

/* Sorted by name. args: what ours takes after it; help says where more than the name differs. */
static const struct { struct alias row; enum err (*rewrite)(struct app *app, const struct alias *a, const char *args, struct buf *to); } aliases[] = {
	{ { "add", N_("-l | -p | -q | -Q path"), "add", N_("or playlist-add-file, queue-file, queue-file-next") }, rewrite_add },
	{ { "bind", N_("-f context key command"), "bind", N_("also its contexts, keys and commands") }, rewrite_bind },
	{ { "browser-up", "", "browse-up", "" }, rewrite_plain },
	{ { "cd", N_("[folder]"), "browse", N_("in the files view") }, rewrite_plain },
	{ { "clear", N_("-q | -p"), "clear", N_("the queue, or the chosen playlist") }, rewrite_clear },
	{ { "colorscheme", N_("name"), "set theme=", N_("a theme of ours") }, rewrite_theme },
	{ { "invert", "", "mark-invert", "" }, rewrite_plain },
	{ { "left-view", "", "view-previous", "" }, rewrite_plain },
	{ { "load", N_("[-p] file"), "playlist-import", N_("makes a playlist of it") }, rewrite_load },
	{ { "lqueue", N_("[number]"), "queue-random-albums", "" }, rewrite_plain },
	{ { "pl-create", N_("name"), "playlist-new", "" }, rewrite_plain },
	{ { "pl-export", N_("file"), "playlist-export", N_("the chosen one") }, rewrite_list },
	{ { "pl-import", N_("file"), "playlist-import", "" }, rewrite_plain },
	{ { "pl-rename", N_("name"), "playlist-rename", N_("the chosen one") }, rewrite_list },
	{ { "player-next", "", "next", "" }, rewrite_plain },
	{ { "player-next-album", "", "next-album", "" }, rewrite_plain },
	{ { "player-pause", "", "pause", "" }, rewrite_plain },
	{ { "player-pause-playback", "", "pause", N_("only while it plays") }, rewrite_pause_playback },
	{ { "player-play", N_("[file]"), "play", N_("with a file play-file") }, rewrite_player_play },
	{ { "player-prev", "", "previous", "" }, rewrite_plain },
	{ { "player-prev-album", "", "previous-album", "" }, rewrite_plain },
	{ { "player-stop", "", "stop", "" }, rewrite_plain },
	{ { "prev-view", "", "view-last", "" }, rewrite_plain },
	{ { "push", N_("[text]"), "command", "" }, rewrite_push },
	{ { "q", "", "quit", "" }, rewrite_plain },
	{ { "q!", "", "quit", "" }, rewrite_plain },
	{ { "quit", N_("-i"), "quit-ask", "" }, rewrite_quit },
	{ { "raise-vte", "", "redraw", N_("the window is the terminal's") }, rewrite_plain },
	{ { "rand", "", "mix", "" }, rewrite_plain },
	{ { "refresh", "", "redraw", "" }, rewrite_plain },
	{ { "right-view", "", "view-next", "" }, rewrite_plain },
	{ { "save", N_("[-l | -p | -q] [file]"), "playlist-export", N_("the chosen one, or the library, or the queue; without a file: save-config, for lists are kept as they change") }, rewrite_save },
	{ { "search-b-start", "", "search-back-prompt", "" }, rewrite_plain },
	{ { "search-next", "", "search-again", "" }, rewrite_plain },
	{ { "search-prev", "", "search-back", "" }, rewrite_plain },
	{ { "search-start", "", "search-prompt", "" }, rewrite_plain },
	{ { "set", N_("option=value"), "set", N_("also its names and values of options we share; option! and nooption as in vim") }, rewrite_set },
	{ { "toggle", N_("option"), "toggle", N_("also its names of options we share") }, rewrite_set },
	{ { "tqueue", N_("[number]"), "queue-random-tracks", "" }, rewrite_plain },
	{ { "unbind", N_("-f context key"), "unbind", "" }, rewrite_bind },
	{ { "update-cache", "", "scan", "" }, rewrite_plain },
	{ { "vol", N_("[+-]per cent[%]"), "volume", "" }, rewrite_vol },
	{ { "w", "", "save-config", "" }, rewrite_plain },
	{ { "win-activate", "", "enter", "" }, rewrite_plain },
	{ { "win-add-Q", N_("[-n]"), "queue-next", "" }, rewrite_plain },
	{ { "win-add-l", "", "add-prompt", "" }, rewrite_plain },
	{ { "win-add-p", N_("[-n]"), "playlist-add", "" }, rewrite_plain },
	{ { "win-add-q", N_("[-n]"), "queue-last", "" }, rewrite_plain },
	{ { "win-bottom", "", "bottom", "" }, rewrite_plain },
	{ { "win-down", N_("[rows]"), "down", "" }, rewrite_plain },
	{ { "win-half-page-down", "", "half-down", "" }, rewrite_plain },
	{ { "win-half-page-up", "", "half-up", "" }, rewrite_plain },
	{ { "win-mv-after", "", "move-down", "" }, rewrite_plain },
	{ { "win-mv-before", "", "move-up", "" }, rewrite_plain },
	{ { "win-next", "", "pane-next", "" }, rewrite_plain },
	{ { "win-page-bottom", "", "page-bottom", "" }, rewrite_plain },
	{ { "win-page-down", "", "page-down", "" }, rewrite_plain },
	{ { "win-page-middle", "", "page-middle", "" }, rewrite_plain },
	{ { "win-page-top", "", "page-top", "" }, rewrite_plain },
	{ { "win-page-up", "", "page-up", "" }, rewrite_plain },
	{ { "win-remove", "", "remove", "" }, rewrite_plain },
	{ { "win-scroll-down", "", "scroll-down", "" }, rewrite_plain },
	{ { "win-scroll-up", "", "scroll-up", "" }, rewrite_plain },
	{ { "win-sel-cur", "", "go-playing", "" }, rewrite_plain },
	{ { "win-toggle", "", "mark", "" }, rewrite_plain },
	{ { "win-top", "", "top", "" }, rewrite_plain },
	{ { "win-up", N_("[rows]"), "up", "" }, rewrite_plain },
	{ { "win-update", "", "scan", N_("in the files view browse") }, rewrite_update },
	{ { "win-update-cache", N_("[-f]"), "scan-selected", "" }, rewrite_plain },
	{ { "wq", "", "quit", "" }, rewrite_plain },
	{ { "x", "", "quit", "" }, rewrite_plain },
};

const struct alias *alias_at(size_t i)
{
	return i < COUNT_OF(aliases) ? &aliases[i].row : NULL;
}

enum err alias_line(struct app *app, const char *line, char **ret_line)
{
	size_t n = strcspn(line, " \t");
	struct buf to;
	enum err err = OK;

	*ret_line = NULL;
	buf_init(&to, 4 * LINE_MAX_BYTES);
	for (size_t i = 0; i < COUNT_OF(aliases); i++) {
		const char *args = line + n + strspn(line + n, " \t");

		if (strlen(aliases[i].row.name) != n || strncmp(aliases[i].row.name, line, n))
			continue;
		err = aliases[i].rewrite(app, &aliases[i].row, args, &to);
		break;
	}
	if (!err && to.len)
		*ret_line = buf_steal(&to);
	else
		buf_done(&to);
	return err;
}
