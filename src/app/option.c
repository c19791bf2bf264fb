/* option.c -- every option, sorted by name. */
#include "app/option.h"
#include "hub.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const aaa_choices[] = { "all", "artist", "album", NULL };
static const char *const analyze_choices[] = { "off", "mains", "on", NULL };
static const char *const continue_choices[] = { "for-you", "library", "stop", "auto", NULL };
static const char *const gain_choices[] = { "off", "track", "album", "auto", NULL };
static const char *const keymap_choices[] = { "segue", "cmus", "vim", NULL };
static const char *const library_choices[] = { "tree", "flat", NULL };
static const char *const repeat_choices[] = { "off", "all", "one", NULL };
static const char *const shuffle_choices[] = { "off", "tracks", "albums", "weighted", NULL };
static const char *const tree_choices[] = { "artist", "album", "genre", "year", "decade", "folder", NULL };
static const char *const visual_choices[] = { "off", "spectrum", "waveform", "both", NULL };
static const char *const resume_choices[] = { "as-left", "paused", "off", NULL };

static const char *const hangup_choices[] = { "quit", "detach", NULL };

#define AT(field) offsetof(struct settings, field)
static const struct option_row rows[] = {
	{ "adventure", OPTION_INT, AT(adventure), 0, 100, NULL, "35", "%", N_("How much of the for-you list may be new to you") },
	{ "analyze", OPTION_CHOICE, AT(analyze), 0, 0, analyze_choices, "mains", "", N_("Listen to the library in the background: never, not on battery, always") },
	{ "analyze-jobs", OPTION_INT, AT(analyze_jobs), 0, 64, NULL, "0", "", N_("Tracks listened to at once in the background; 0: as many as cores, less one") },
	{ "analyze-load", OPTION_INT, AT(analyze_load), 10, 100, NULL, "90", "%", N_("Listening in the background pauses while other programs take more of the processor than this; 100: it does not") },
	{ "artist-gap", OPTION_INT, AT(artist_gap), 0, 20, NULL, "3", "", N_("Picks between two by the same artist") },
	{ "columns", OPTION_TEXT, AT(columns), 0, 0, NULL, "track,title,duration,stars,genre,love", "", N_("Columns of the track list, by name") },
	{ "confirm-quit", OPTION_BOOL, AT(confirm_quit), 0, 0, NULL, "on", "", N_("Ask before quitting by key") },
	{ "continue", OPTION_CHOICE, AT(continue_with), 0, 0, continue_choices, "auto", "", N_("What plays when the list has run out: picks, what comes next in the library, or nothing; auto: picks, with the keys of cmus the library") },
	{ "crossfade", OPTION_SECONDS, AT(crossfade_ms), 0, 12000, NULL, "0", "s", N_("How long tracks fade into each other; 0: they follow without a gap") },
	{ "crossfade-albums", OPTION_BOOL, AT(crossfade_albums), 0, 0, NULL, "off", "", N_("Crossfade the tracks of an album that plays in order, too") },
	{ "crossfade-skip", OPTION_SECONDS, AT(crossfade_skip_ms), 0, 2000, NULL, "0.5", "s", N_("With crossfade, how long a skip fades; 0: it cuts") },
	{ "equalizer", OPTION_TEXT, AT(equalizer), 0, 0, NULL, "off", "", N_("Off, a preset, or ten gains in dB from 31 Hz to 16 kHz") },
	{ "flat-columns", OPTION_TEXT, AT(flat_columns), 0, 0, NULL, "artist,album,track,title,year,duration,stars,plays,love", "", N_("Columns of the flat list, by name") },
	{ "follow", OPTION_BOOL, AT(follow), 0, 0, NULL, "off", "", N_("The cursor goes to each track as it starts") },
	{ "follow-mood", OPTION_BOOL, AT(follow_mood), 0, 0, NULL, "off", "", N_("The for-you list keeps to the mood of what was heard out of late, away from what was skipped") },
	{ "for-you-size", OPTION_INT, AT(for_you_size), 5, 100, NULL, "50", "", N_("Picks in the for-you list") },
	{ "headers", OPTION_BOOL, AT(headers), 0, 0, NULL, "off", "", N_("Names above the columns") },
	{ "hub", OPTION_ADDRESS, AT(hub), 0, 0, NULL, "", "", N_("A database to share your listening with, postgresql://USER@HOST/DATABASE; empty: nothing leaves this machine") },
	{ "ignore", OPTION_TEXT, AT(ignore), 0, 0, NULL, "", "", N_("Files and folders a scan leaves out: patterns between colons") },
	{ "keymap", OPTION_CHOICE, AT(keymap), 0, 0, keymap_choices, "segue", "", N_("Whose keys: Segue's, those of cmus, or those of vim") },
	{ "learn", OPTION_BOOL, AT(learn), 0, 0, NULL, "on", "", N_("Learn from the log in the background what the for-you list goes by") },
	{ "library", OPTION_CHOICE, AT(library), 0, 0, library_choices, "tree", "", N_("The library by artists, or as one flat list") },
	{ "mouse", OPTION_BOOL, AT(mouse), 0, 0, NULL, "on", "", N_("Take mouse clicks (off: the terminal selects text)") },
	{ "on-hangup", OPTION_CHOICE, AT(on_hangup), 0, 0, hangup_choices, "quit", "", N_("When the terminal goes away: end, or play on without one") },
	{ "play-within", OPTION_CHOICE, AT(aaa), 0, 0, aaa_choices, "all", "", N_("How far playing from the library goes: all of it, the artist, the album") },
	{ "playlist-columns", OPTION_TEXT, AT(playlist_columns), 0, 0, NULL, "artist,title,album,duration,stars,love", "", N_("Columns of playlists, by name") },
	{ "reasons", OPTION_BOOL, AT(reasons), 0, 0, NULL, "on", "", N_("Show under each pick why it was made") },
	{ "repeat", OPTION_CHOICE, AT(repeat), 0, 0, repeat_choices, "off", "", N_("Play the list again, or one track") },
	{ "replaygain", OPTION_CHOICE, AT(replaygain), 0, 0, gain_choices, "off", "", N_("Even out loudness by the files' tags; auto: by album when one plays in order") },
	{ "replaygain-clip", OPTION_BOOL, AT(replaygain_clip), 0, 0, NULL, "off", "", N_("Allow gains that bring peaks over full scale") },
	{ "replaygain-fallback", OPTION_INT, AT(replaygain_fallback_db), -30, 15, NULL, "0", "dB", N_("Gain of files without loudness tags") },
	{ "replaygain-preamp", OPTION_INT, AT(replaygain_preamp_db), -15, 15, NULL, "0", "dB", N_("Added to the gain of files with loudness tags") },
	{ "resume", OPTION_CHOICE, AT(resume), 0, 0, resume_choices, "as-left", "", N_("At the start, go on where the last run ended") },
	{ "rewind", OPTION_INT, AT(rewind_s), 0, 600, NULL, "5", "s", N_("Further in than this, previous starts the track again") },
	{ "scan-at-start", OPTION_BOOL, AT(scan_at_start), 0, 0, NULL, "on", "", N_("Look for new and changed files at the start") },
	{ "seek-far", OPTION_INT, AT(seek_far_s), 1, 3600, NULL, "60", "s", N_("What seek +far and seek -far move by") },
	{ "seek-step", OPTION_INT, AT(seek_s), 1, 600, NULL, "5", "s", N_("What seek +step and seek -step move by") },
	{ "show-remaining", OPTION_BOOL, AT(show_remaining), 0, 0, NULL, "off", "", N_("The time that is left in place of the length") },
	{ "shuffle", OPTION_CHOICE, AT(shuffle), 0, 0, shuffle_choices, "off", "", N_("Play the list in random order, none twice: any, albums whole, or favourites sooner") },
	{ "sort", OPTION_TEXT, AT(sort), 0, 0, NULL, "artist date album discnumber tracknumber title", "", N_("Order of the flat list: keys, -key reverses") },
	{ "sort-articles", OPTION_TEXT, AT(sort_articles), 0, 0, NULL, "The A An", "", N_("Words that do not count at the beginning of an artist's name") },
	{ "status-program", OPTION_TEXT, AT(status_program), 0, 0, NULL, "", "", N_("A program that is told of every change of what plays, in the words of cmus; empty: none") },
	{ "styles", OPTION_TEXT, AT(styles), 0, 0, NULL, "", "", N_("Styles you like, between semicolons: what the for-you list begins with") },
	{ "theme", OPTION_TEXT, AT(theme), 0, 0, NULL, "dark", "", N_("Colours: a name, or a file") },
	{ "tree", OPTION_CHOICE, AT(tree), 0, 0, tree_choices, "artist", "", N_("What stands on the left of the library: artists, albums, genres, years, decades or folders") },
	{ "visual", OPTION_CHOICE, AT(visual), 0, 0, visual_choices, "both", "", N_("Draw what plays: its spectrum, its waveform as the progress bar, or both") },
	{ "volume", OPTION_INT, AT(volume), 0, 100, NULL, "100", "%", N_("Loudness of the player") },
	{ "volume-step", OPTION_INT, AT(volume_step), 1, 50, NULL, "5", "%", N_("What volume +step and volume -step change it by") },
	{ "watch", OPTION_BOOL, AT(watch), 0, 0, NULL, "on", "", N_("Follow what changes in the library's folders") },
};

const struct option_row *option_rows(size_t *ret_n)
{
	*ret_n = COUNT_OF(rows);
	return rows;
}

static int by_name(const void *key, const void *row)
{
	return strcmp(key, ((const struct option_row *)row)->name);
}

const struct option_row *option_find(const char *name)
{
	return bsearch(name, rows, COUNT_OF(rows), sizeof rows[0], by_name);
}

uint64_t option_bit(const struct option_row *row)
{
	_Static_assert(COUNT_OF(rows) <= 64, "a bit a row");
	return 1ull << (row - rows);
}

static void *field(const struct settings *set, const struct option_row *row)
{
	return (char *)(uintptr_t)set + row->offset;
}

void settings_init(struct settings *set)
{
	*set = (struct settings){ 0 };
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (option_set(set, &rows[i], rows[i].standard))
			die("%s", err_text());
}

void settings_done(struct settings *set)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].type == OPTION_TEXT || rows[i].type == OPTION_ADDRESS) {
			char **text = field(set, &rows[i]);

			free(*text);
			*text = NULL;
		}
}

static enum err set_bool(bool *ret, const struct option_row *row, const char *value)
{
	static const struct { const char *word; bool value; } words[] = {
		{ "on", true }, { "yes", true }, { "true", true }, { "1", true },
		{ "off", false }, { "no", false }, { "false", false }, { "0", false },
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!strcmp(value, words[i].word)) {
			*ret = words[i].value;
			return OK;
		}
	return fail(ERR_ARG, _("%s takes on or off, not '%s'"), row->name, value);
}

static enum err set_choice(int *ret, const struct option_row *row, const char *value)
{
	struct buf list;

	/* what was on or off before it was a choice */
	if (row->choices == shuffle_choices && !strcmp(value, "on"))
		value = "tracks";
	for (int i = 0; row->choices[i]; i++)
		if (!strcmp(value, row->choices[i])) {
			*ret = i;
			return OK;
		}
	buf_init(&list, 256);
	for (int i = 0; row->choices[i]; i++)
		buf_addf(&list, "%s%s", i ? ", " : "", row->choices[i]);
	fail(ERR_ARG, _("%s takes one of %s, not '%s'"), row->name, list.data, value);
	buf_done(&list);
	return ERR_ARG;
}

/* "4", "4.5": no locale has a say in it. */
static enum err set_seconds(int *ret_ms, const struct option_row *row, const char *value)
{
	char *end;
	long s = strtol(value, &end, 10), ms = 0;
	bool is_good = end != value && s >= 0 && s <= row->max / 1000;

	if (is_good && *end == '.') {
		is_good = (end[1] == '0' || end[1] == '5') && strspn(end + 2, "0") == strlen(end + 2);
		ms = end[1] == '5' ? 500 : 0;
	} else if (*end) {
		is_good = false;
	}
	ms += is_good ? s * 1000 : 0;
	if (!is_good || ms < row->min || ms > row->max)
		return fail(ERR_ARG, _("%s takes seconds from %d to %d, halves too (2.5), not '%s'"), row->name, row->min / 1000, row->max / 1000, value);
	*ret_ms = (int)ms;
	return OK;
}

enum err option_set(struct settings *set, const struct option_row *row, const char *value)
{
	char *end;
	long n;

	switch (row->type) {
	case OPTION_BOOL:
		return set_bool(field(set, row), row, value);
	case OPTION_CHOICE:
		return set_choice(field(set, row), row, value);
	case OPTION_INT:
		errno = 0;
		n = strtol(value, &end, 10);
		if (end == value || *end || errno || n < row->min || n > row->max)
			return fail(ERR_ARG, _("%s takes a number from %d to %d, not '%s'"), row->name, row->min, row->max, value);
		*(int *)field(set, row) = (int)n;
		return OK;
	case OPTION_SECONDS:
		return set_seconds(field(set, row), row, value);
	case OPTION_ADDRESS:
		/* what was said is not said again: it may hold a password */
		if (*value && !hub_is_address(value))
			return fail(ERR_ARG, _("%s takes an address like postgresql://USER@HOST/DATABASE, or nothing"), row->name);
		/* fall through */
	case OPTION_TEXT: {
		char **text = field(set, row), *copy = xstrdup(value);

		free(*text);
		*text = copy;
		return OK;
	}
	}
	return ERR_ARG;
}

enum err option_toggle(struct settings *set, const struct option_row *row)
{
	if (row->type == OPTION_BOOL) {
		bool *b = field(set, row);

		*b = !*b;
		return OK;
	}
	if (row->type == OPTION_CHOICE) {
		int *at = field(set, row);

		*at = row->choices[*at + 1] ? *at + 1 : 0;
		return OK;
	}
	return fail(ERR_ARG, _("%s cannot be toggled"), row->name);
}

char *option_get(const struct settings *set, const struct option_row *row)
{
	switch (row->type) {
	case OPTION_BOOL:
		return xstrdup(*(bool *)field(set, row) ? "on" : "off");
	case OPTION_CHOICE:
		return xstrdup(row->choices[*(int *)field(set, row)]);
	case OPTION_INT:
		return xasprintf("%d", *(int *)field(set, row));
	case OPTION_SECONDS: {
		int ms = *(int *)field(set, row);

		return xasprintf("%d%s", ms / 1000, ms % 1000 ? ".5" : "");
	}
	case OPTION_TEXT:
	case OPTION_ADDRESS:
		return xstrdup(*(char **)field(set, row));
	}
	return xstrdup("");
}

char *option_shown(const struct option_row *row, const char *value)
{
	return row->type == OPTION_ADDRESS ? hub_shown(value) : xstrdup(value);
}
