/*
 * command.h -- every command: keys, the prompt, scripts, the socket and segue.conf all end here.
 */
#ifndef SEGUE_APP_COMMAND_H
#define SEGUE_APP_COMMAND_H

#include "app/app.h"

/* What completes an argument. */
enum complete { COMPLETE_NONE, COMPLETE_PATH, COMPLETE_OPTION, COMPLETE_TOGGLE, COMPLETE_THEME, COMPLETE_VIEW, COMPLETE_CONTEXT,
	COMPLETE_COMMAND, COMPLETE_REPEAT, COMPLETE_ONOFF, COMPLETE_QUERY, COMPLETE_SORT,
	COMPLETE_DEVICE, COMPLETE_SHUFFLE, COMPLETE_PLAYLIST, COMPLETE_FILTER, COMPLETE_VISUAL, COMPLETE_EQUALIZER, COMPLETE_TAG, COMPLETE_TREE, COMPLETE_MOOD, COMPLETE_STYLE, COMPLETE_ACTIVITY, COMPLETE_FORGET };

struct command {
	const char *name, *args, *help;		/* args: "path", "[+-]seconds", … for people */
	unsigned min, max;			/* how many arguments; max = ARGS_REST: one more takes the rest of the line */
	bool in_config;				/* may stand in segue.conf */
	enum complete complete;
	enum err (*run)(struct app *app, int argc, char **argv);	/* argv[0] is the name; sets app->effects */
};
enum { ARGS_MAX = 32, LINE_MAX_BYTES = 8192 };

const struct command *command_rows(size_t *ret_n);
const struct command *command_find(const char *name);	/* whole name, or an unambiguous beginning */
enum err command_unknown(const char *name);	/* why there is none: it is none, or could be several. ERR_ARG */
/* Splits and runs one line; ERR_ARG names what is wrong. Empty lines and # comments are OK. */
enum err command_line(struct app *app, const char *line);
enum err command_config_line(struct app *app, const char *line);
enum err command_argv(struct app *app, int argc, char **argv);
/* Words by blanks; '…' and "…" keep them, \ escapes. Caller frees each through args_free. ERR_PARSE: an open quote. */
enum err args_split(const char *line, unsigned max, int *ret_argc, char ***ret_argv);
void args_free(int argc, char **argv);

/* For the prompt. */
size_t complete_query(void *ctx, const char *before, size_t *ret_word_start, char ***ret_words);
size_t complete_command(void *ctx, const char *before, size_t *ret_word_start, char ***ret_words);

/* Groups of handlers, one file each. */
#define COMMAND_HANDLER(name) enum err cmd_##name(struct app *app, int argc, char **argv)
COMMAND_HANDLER(add); COMMAND_HANDLER(add_prompt); COMMAND_HANDLER(ban); COMMAND_HANDLER(bind); COMMAND_HANDLER(bottom);
COMMAND_HANDLER(chapter_next); COMMAND_HANDLER(chapter_previous); COMMAND_HANDLER(clear); COMMAND_HANDLER(command); COMMAND_HANDLER(demo); COMMAND_HANDLER(down); COMMAND_HANDLER(dump);
COMMAND_HANDLER(enter); COMMAND_HANDLER(follow); COMMAND_HANDLER(go_playing); COMMAND_HANDLER(half_down); COMMAND_HANDLER(half_up);
COMMAND_HANDLER(help); COMMAND_HANDLER(love); COMMAND_HANDLER(move_down); COMMAND_HANDLER(move_up); COMMAND_HANDLER(mute);
COMMAND_HANDLER(next); COMMAND_HANDLER(next_album); COMMAND_HANDLER(page_down); COMMAND_HANDLER(page_up); COMMAND_HANDLER(pane_next);
COMMAND_HANDLER(pane_previous); COMMAND_HANDLER(pause); COMMAND_HANDLER(play); COMMAND_HANDLER(previous); COMMAND_HANDLER(previous_album);
COMMAND_HANDLER(queue_last); COMMAND_HANDLER(queue_next); COMMAND_HANDLER(quit); COMMAND_HANDLER(quit_ask); COMMAND_HANDLER(rate);
COMMAND_HANDLER(detach); COMMAND_HANDLER(redraw); COMMAND_HANDLER(remove); COMMAND_HANDLER(remove_folder); COMMAND_HANDLER(repeat); COMMAND_HANDLER(repeat_one);
COMMAND_HANDLER(scan); COMMAND_HANDLER(search); COMMAND_HANDLER(search_again); COMMAND_HANDLER(search_back); COMMAND_HANDLER(search_prompt);
COMMAND_HANDLER(seek); COMMAND_HANDLER(set); COMMAND_HANDLER(shuffle); COMMAND_HANDLER(stop); COMMAND_HANDLER(suspend);
COMMAND_HANDLER(toggle); COMMAND_HANDLER(top); COMMAND_HANDLER(unban); COMMAND_HANDLER(unbind); COMMAND_HANDLER(up);
COMMAND_HANDLER(ab); COMMAND_HANDLER(device); COMMAND_HANDLER(sleep); COMMAND_HANDLER(speed); COMMAND_HANDLER(stop_after);
COMMAND_HANDLER(view); COMMAND_HANDLER(visual); COMMAND_HANDLER(volume); COMMAND_HANDLER(why);
COMMAND_HANDLER(escape); COMMAND_HANDLER(filter); COMMAND_HANDLER(filter_prompt); COMMAND_HANDLER(live_filter); COMMAND_HANDLER(mark);
COMMAND_HANDLER(mark_range); COMMAND_HANDLER(save_config); COMMAND_HANDLER(settings); COMMAND_HANDLER(stats);
COMMAND_HANDLER(sort); COMMAND_HANDLER(tree);
COMMAND_HANDLER(crossfade);
COMMAND_HANDLER(equalizer); COMMAND_HANDLER(tag); COMMAND_HANDLER(write_gain); COMMAND_HANDLER(tag_prompt); COMMAND_HANDLER(equalizer_band); COMMAND_HANDLER(info); COMMAND_HANDLER(mood); COMMAND_HANDLER(mood_prompt); COMMAND_HANDLER(mood_step);
COMMAND_HANDLER(welcome);

/* save.c: segue.conf is brought up to date, off this thread; what goes wrong is said when it has. */
enum { SAVE_OPTIONS = 1, SAVE_KEYS = 2, SAVE_ALL = 4 };	/* those changed in this run; the listener's keys; all, and say so */
enum err save_config(struct app *app, unsigned what);
char *save_close(struct app *app);	/* after errand_close(): what that left to write. What went wrong; NULL. Caller frees */
/* The option was changed by the listener (NULL: keys were): kept at once. Not while segue.conf is read, nor by a script. */
void save_changed(struct app *app, const struct option_row *row);
/* What segue.conf holds when it held `old`; keys NULL: options only. Caller frees. */
char *save_text(const struct settings *set, const struct binding_table *keys, const char *old);

/* source.c: runs the lines of a file; what cannot be done is told with file and line. While segue.conf is read: at once. */
enum err source_file(struct app *app, const char *path);
bool source_is_running(void);		/* a line of a file is being run */
void source_passed_over(const char *what, const char *why);	/* … and is not for us: it is logged and counted */

/*
 * alias.c: what other players' listeners type.  A line of theirs becomes one of ours (ret_line; caller frees); OK and NULL: it is none of
 * theirs. ERR_ARG says why it means nothing here.
 */
struct alias { const char *name, *args, *line, *help; };
const struct alias *alias_at(size_t i);	/* sorted by name; NULL: no more */
enum err alias_line(struct app *app, const char *line, char **ret_line);

COMMAND_HANDLER(cut); COMMAND_HANDLER(echo); COMMAND_HANDLER(key_add); COMMAND_HANDLER(key_change); COMMAND_HANDLER(key_reset);
COMMAND_HANDLER(keys_reset); COMMAND_HANDLER(mark_invert); COMMAND_HANDLER(page_bottom); COMMAND_HANDLER(page_middle);
COMMAND_HANDLER(page_top); COMMAND_HANDLER(paste); COMMAND_HANDLER(paste_before); COMMAND_HANDLER(scan_selected);
COMMAND_HANDLER(scroll_bottom); COMMAND_HANDLER(scroll_center); COMMAND_HANDLER(scroll_down); COMMAND_HANDLER(scroll_top);
COMMAND_HANDLER(scroll_up); COMMAND_HANDLER(search_back_prompt); COMMAND_HANDLER(source); COMMAND_HANDLER(unmark);
COMMAND_HANDLER(view_next); COMMAND_HANDLER(view_previous); COMMAND_HANDLER(yank);

/* cmd_find.c: the line of a filter is being typed, or was */
void find_prompt_changed(struct app *app, const char *text);
void find_prompt_done(struct app *app, bool entered, const char *text);

COMMAND_HANDLER(playlist_add); COMMAND_HANDLER(playlist_add_prompt); COMMAND_HANDLER(playlist_delete); COMMAND_HANDLER(playlist_export);
COMMAND_HANDLER(playlist_import); COMMAND_HANDLER(playlist_new); COMMAND_HANDLER(playlist_rename); COMMAND_HANDLER(smart);
COMMAND_HANDLER(mix_prompt); COMMAND_HANDLER(path); COMMAND_HANDLER(radio);
enum err random_order(struct app *app);		/* cmd_random.c: the queue or the playlist that is shown */
COMMAND_HANDLER(style);
COMMAND_HANDLER(style_follow);
COMMAND_HANDLER(style_mix);
COMMAND_HANDLER(style_prompt);
COMMAND_HANDLER(styles_learn);
COMMAND_HANDLER(undo);
COMMAND_HANDLER(redo);
COMMAND_HANDLER(factivate); COMMAND_HANDLER(filter_edit); COMMAND_HANDLER(filter_negate); COMMAND_HANDLER(filter_new); COMMAND_HANDLER(filter_toggle);
COMMAND_HANDLER(fset); COMMAND_HANDLER(funset);
/* cmd_find.c: the line of a fuzzy search was entered, or left */
void fuzzy_prompt_done(struct app *app, bool entered);
COMMAND_HANDLER(fuzzy); COMMAND_HANDLER(fuzzy_close); COMMAND_HANDLER(fuzzy_prompt);
COMMAND_HANDLER(browse); COMMAND_HANDLER(browse_add); COMMAND_HANDLER(browse_hidden); COMMAND_HANDLER(browse_up);
/* cmd_filters.c, for the pane */
enum err filter_command_mode(struct app *app, const char *name, enum filter_mode mode);
enum err filter_command_delete(struct app *app, const char *name);

COMMAND_HANDLER(library_export); COMMAND_HANDLER(mix); COMMAND_HANDLER(play_file); COMMAND_HANDLER(playlist_add_file); COMMAND_HANDLER(pwd);
COMMAND_HANDLER(queue_export); COMMAND_HANDLER(queue_file); COMMAND_HANDLER(queue_file_next); COMMAND_HANDLER(queue_random_albums);
COMMAND_HANDLER(queue_random_tracks); COMMAND_HANDLER(reshuffle); COMMAND_HANDLER(run); COMMAND_HANDLER(shell); COMMAND_HANDLER(showbind);
COMMAND_HANDLER(version); COMMAND_HANDLER(view_last);
COMMAND_HANDLER(duplicates); COMMAND_HANDLER(private); COMMAND_HANDLER(forget); COMMAND_HANDLER(taste);

/* option effects at run time: called after a value changed */
/* Sets it by its row (value NULL: toggles) and does what changing it does. */
enum err option_change(struct app *app, const char *name, const char *value);
/* The same without a step of undo: what is turned while listening (volume, shuffle, repeat), and what undo does. */
enum err option_turn(struct app *app, const char *name, const char *value);
enum err option_apply(struct app *app, const struct option_row *row, const char *old_value);

#endif
