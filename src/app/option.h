/*
 * option.h -- what can be set: rows with type, range, default, text.  The same rows read segue.conf, complete the prompt, print
 * the man page and check values.
 */
#ifndef SEGUE_APP_OPTION_H
#define SEGUE_APP_OPTION_H

#include "base.h"

enum { RESUME_AS_LEFT, RESUME_PAUSED, RESUME_OFF };
enum { CONTINUE_FOR_YOU, CONTINUE_LIBRARY, CONTINUE_STOP, CONTINUE_AUTO };
enum { AAA_ALL, AAA_ARTIST, AAA_ALBUM };
enum keymap { KEYMAP_SEGUE, KEYMAP_CMUS, KEYMAP_VIM, KEYMAP_COUNT };
enum { LIBRARY_TREE, LIBRARY_FLAT };
enum { GAIN_OFF, GAIN_TRACK, GAIN_ALBUM, GAIN_AUTO };
enum { SHUFFLE_VALUE_OFF, SHUFFLE_VALUE_TRACKS, SHUFFLE_VALUE_ALBUMS, SHUFFLE_VALUE_WEIGHTED };
enum { HANGUP_QUIT, HANGUP_DETACH };
enum { ANALYZE_OFF, ANALYZE_MAINS, ANALYZE_ON };
enum { VISUAL_OFF, VISUAL_SPECTRUM, VISUAL_WAVEFORM, VISUAL_BOTH };
enum { REPEAT_VALUE_OFF, REPEAT_VALUE_ALL, REPEAT_VALUE_ONE };

struct settings {
	int aaa, adventure, analyze, analyze_jobs, analyze_load, artist_gap, continue_with, for_you_size;
	int repeat, resume, rewind_s, seek_s, seek_far_s;
	int replaygain, replaygain_fallback_db, replaygain_preamp_db;
	int volume, volume_step;
	bool confirm_quit, follow, follow_mood, learn, mouse, reasons, scan_at_start;
	bool replaygain_clip;
	int shuffle;
	bool watch;
	bool headers;
	int crossfade_ms, crossfade_skip_ms;
	bool crossfade_albums;
	int library, on_hangup, keymap, tree, visual;	/* tree: enum library_root */
	bool show_remaining;
	char *columns, *equalizer, *flat_columns, *hub, *ignore, *playlist_columns, *sort, *sort_articles, *status_program, *styles, *theme;
};

enum option_type { OPTION_BOOL, OPTION_INT, OPTION_CHOICE, OPTION_TEXT, OPTION_SECONDS, OPTION_ADDRESS };
struct option_row {
	const char *name;
	enum option_type type;
	size_t offset;
	int min, max;			/* OPTION_INT; OPTION_SECONDS, in ms as the value is, in halves of a second */
	const char *const *choices;	/* OPTION_CHOICE: NULL-terminated, in the order of their enum */
	const char *standard;		/* the default, as it would be written */
	const char *unit;		/* "", "s", "%" */
	const char *help;
};
const struct option_row *option_rows(size_t *ret_n);
/* What segue.conf sets, over the defaults; its mistakes are the player's to tell. For the command line. */
void settings_read(struct settings *set, const char *config_path);
const struct option_row *option_find(const char *name);
uint64_t option_bit(const struct option_row *row);	/* one bit a row */
void settings_init(struct settings *set);
void settings_done(struct settings *set);
/* ERR_ARG names the option and what it takes; the old value stays. */
enum err option_set(struct settings *set, const struct option_row *row, const char *value);
enum err option_toggle(struct settings *set, const struct option_row *row);
/* The value as it would be written; caller frees. */
char *option_get(const struct settings *set, const struct option_row *row);
/* A value as it may be shown: an address without its password. Caller frees. */
char *option_shown(const struct option_row *row, const char *value);

#endif
