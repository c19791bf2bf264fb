/* command.c -- every command, sorted by name.  Keys, the prompt, scripts, the socket and segue.conf all end here. */
#include "app/command.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARGS_REST 99	/* the last argument takes the rest of the line */

static const struct command commands[] = {
	{ "ab", "", N_("Play a stretch over and over: from here, to here, no more"), 0, 0, false, COMPLETE_NONE, cmd_ab },
	{ "add", N_("folder"), N_("Add a folder (or file) to the library and read it"), 1, ARGS_REST, false, COMPLETE_PATH, cmd_add },
	{ "add-prompt", "", N_("Ask for a folder to add"), 0, 0, false, COMPLETE_NONE, cmd_add_prompt },
	{ "ban", N_("[selected]"), N_("Never play this again, and skip it if it plays"), 0, 1, false, COMPLETE_NONE, cmd_ban },
	{ "bind", N_("context keys command"), N_("Make keys run a command"), 3, ARGS_REST, true, COMPLETE_CONTEXT, cmd_bind },
	{ "bottom", N_("[row]"), N_("Go to the last row, or to this one"), 0, 1, false, COMPLETE_NONE, cmd_bottom },
	{ "browse", N_("[folder]"), N_("Show a folder of the disk; none: the one shown, read anew"), 0, ARGS_REST, false, COMPLETE_PATH, cmd_browse },
	{ "browse-add", "", N_("Add the folder or file under the cursor to the library"), 0, 0, false, COMPLETE_NONE, cmd_browse_add },
	{ "browse-hidden", "", N_("Show names with a dot in front, too, or no longer"), 0, 0, false, COMPLETE_NONE, cmd_browse_hidden },
	{ "browse-up", "", N_("Go to the folder above"), 0, 0, false, COMPLETE_NONE, cmd_browse_up },
	{ "chapter-next", "", N_("Go to the next chapter of what plays"), 0, 0, false, COMPLETE_NONE, cmd_chapter_next },
	{ "chapter-previous", "", N_("Begin the chapter again, or go to the one before"), 0, 0, false, COMPLETE_NONE, cmd_chapter_previous },
	{ "clear", N_("[queue|playlist]"), N_("Empty the queue, or the playlist that is shown"), 0, 1, false, COMPLETE_NONE, cmd_clear },
	{ "command", N_("[text]"), N_("Open the command line"), 0, ARGS_REST, false, COMPLETE_NONE, cmd_command },
	{ "crossfade", N_("seconds"), N_("Fade tracks into each other; 0: no more"), 1, 1, false, COMPLETE_NONE, cmd_crossfade },
	{ "cut", "", N_("Take tracks out of the queue or the playlist, to put them elsewhere"), 0, 0, false, COMPLETE_NONE, cmd_cut },
	{ "demo", "", N_("Write ten short pieces and add them to the library"), 0, 0, false, COMPLETE_NONE, cmd_demo },
	{ "detach", "", N_("Give the terminal back to the shell and play on; 'segue' comes back"), 0, 0, false, COMPLETE_NONE, cmd_detach },
	{ "device", N_("[name]"), N_("Choose where the sound goes, or list what there is"), 0, 1, false, COMPLETE_DEVICE, cmd_device },
	{ "down", N_("[rows]"), N_("Go down"), 0, 1, false, COMPLETE_NONE, cmd_down },
	{ "dump", N_("file"), N_("Write the screen to a file, as text"), 1, ARGS_REST, false, COMPLETE_PATH, cmd_dump },
	{ "duplicates", N_("[covers]"), N_("Look for the same recording twice, or the same piece played again; 'mark spare' then marks what there is a better one of"), 0, 1, false, COMPLETE_NONE, cmd_duplicates },
	{ "echo", N_("[text]"), N_("Say the text; {} in it is the file under the cursor"), 0, ARGS_REST, false, COMPLETE_NONE, cmd_echo },
	{ "enter", "", N_("Play what the cursor is on"), 0, 0, false, COMPLETE_NONE, cmd_enter },
	{ "equalizer", N_("[off|on|toggle|next|previous|preset|ten gains]"), N_("Show or close the equalizer, or set it: ten gains in dB, from 31 Hz to 16 kHz"), 0, ARGS_REST, true, COMPLETE_EQUALIZER, cmd_equalizer },
	{ "equalizer-band", N_("[+-]dB"), N_("Raise or lower the band under the cursor; without a sign: so much"), 1, 1, false, COMPLETE_NONE, cmd_equalizer_band },
	{ "escape", "", N_("Take the marks away, or else the filter"), 0, 0, false, COMPLETE_NONE, cmd_escape },
	{ "factivate", N_("[name | !name]…"), N_("Narrow the library by these saved filters and no others; nothing: by none"), 0, ARGS_MAX - 1, false, COMPLETE_FILTER, cmd_factivate },
	{ "filter", N_("[query]"), N_("Show only what matches in the library; nothing: all"), 0, ARGS_REST, false, COMPLETE_QUERY, cmd_filter },
	{ "filter-edit", N_("[name]"), N_("Change a saved filter, the one under the cursor"), 0, 1, false, COMPLETE_FILTER, cmd_filter_edit },
	{ "filter-negate", N_("[name]"), N_("Hide what a saved filter shows, or no longer"), 0, 1, false, COMPLETE_FILTER, cmd_filter_negate },
	{ "filter-new", "", N_("Ask for a filter to save"), 0, 0, false, COMPLETE_NONE, cmd_filter_new },
	{ "filter-prompt", "", N_("Ask for a filter"), 0, 0, false, COMPLETE_NONE, cmd_filter_prompt },
	{ "filter-toggle", N_("[name]"), N_("Narrow the library by a saved filter, too, or no longer"), 0, 1, false, COMPLETE_FILTER, cmd_filter_toggle },
	{ "follow", "", N_("Switch whether the cursor goes to each track as it starts"), 0, 0, false, COMPLETE_NONE, cmd_follow },
	{ "forget", N_("[selected | all | since]"), N_("Forget that a track was ever played, what is marked or under the cursor, or all that was played since then: 2h, today"), 0, 1, false, COMPLETE_FORGET, cmd_forget },
	{ "fset", N_("name=query"), N_("Save a filter, or change it"), 1, ARGS_REST, false, COMPLETE_QUERY, cmd_fset },
	{ "funset", N_("name"), N_("Remove a saved filter"), 1, ARGS_REST, false, COMPLETE_FILTER, cmd_funset },
	{ "fuzzy", N_("[words]"), N_("Show the tracks most like these words, best first; letters may be left out or wrong"), 0, ARGS_REST, false, COMPLETE_NONE, cmd_fuzzy },
	{ "fuzzy-close", "", N_("Go back from what was found"), 0, 0, false, COMPLETE_NONE, cmd_fuzzy_close },
	{ "fuzzy-prompt", "", N_("Find what is most like what you type"), 0, 0, false, COMPLETE_NONE, cmd_fuzzy_prompt },
	{ "go-playing", "", N_("Go to what plays"), 0, 0, false, COMPLETE_NONE, cmd_go_playing },
	{ "half-down", "", N_("Go down half a page"), 0, 0, false, COMPLETE_NONE, cmd_half_down },
	{ "half-up", "", N_("Go up half a page"), 0, 0, false, COMPLETE_NONE, cmd_half_up },
	{ "help", "", N_("Show or close the keys that work here"), 0, 0, false, COMPLETE_NONE, cmd_help },
	{ "info", N_("[playing]"), N_("Show or close all that is known of the track under the cursor, or of what plays"), 0, 1, false, COMPLETE_NONE, cmd_info },
	{ "key-add", "", N_("Give the command under the cursor one more key"), 0, 0, false, COMPLETE_NONE, cmd_key_add },
	{ "key-change", "", N_("Give the command under the cursor another key"), 0, 0, false, COMPLETE_NONE, cmd_key_change },
	{ "key-reset", "", N_("Give the key under the cursor back what the key map has it do"), 0, 0, false, COMPLETE_NONE, cmd_key_reset },
	{ "keys-reset", "", N_("Give all keys back what the key map has them do"), 0, 0, false, COMPLETE_NONE, cmd_keys_reset },
	{ "library-export", N_("file"), N_("Write the library to a file as a playlist (.m3u, .m3u8, .pls, .xspf)"), 1, ARGS_REST, false, COMPLETE_PATH, cmd_library_export },
	{ "live-filter", N_("[words]"), N_("Filter the library as you type, or by these words"), 0, ARGS_REST, false, COMPLETE_NONE, cmd_live_filter },
	{ "love", N_("[selected]"), N_("Love the track; once more takes it back"), 0, 1, false, COMPLETE_NONE, cmd_love },
	{ "mark", N_("[query]"), N_("Mark the row, or no longer, or what a query finds in this list; commands then take all marked ones"), 0, ARGS_REST, false, COMPLETE_QUERY, cmd_mark },
	{ "mark-invert", "", N_("Mark what is not marked in this list, and the other way round"), 0, 0, false, COMPLETE_NONE, cmd_mark_invert },
	{ "mark-range", "", N_("Begin to mark a range of rows, or end it"), 0, 0, false, COMPLETE_NONE, cmd_mark_range },
	{ "mix", N_("[focus|party|relax|run|sleep|wake|now] [tempo]"), N_("Queue music to do something to, run at a tempo, now by the hour, and go on doing so; nothing: put the queue or the playlist that is shown in any order"), 0, 2, false, COMPLETE_ACTIVITY, cmd_mix },
	{ "mix-prompt", "", N_("Ask for a mix to queue"), 0, 0, false, COMPLETE_NONE, cmd_mix_prompt },
	{ "mood", N_("[selected] word|none"), N_("Say what mood it is, and the others are judged with it in mind; none: as heard"), 1, 2, false, COMPLETE_MOOD, cmd_mood },
	{ "mood-prompt", N_("[selected]"), N_("Ask what mood it is"), 0, 1, false, COMPLETE_NONE, cmd_mood_prompt },
	{ "mood-step", N_("[+-]cells"), N_("Go to the right on the map of moods, or to the left"), 1, 1, false, COMPLETE_NONE, cmd_mood_step },
	{ "move-down", "", N_("Move the track down in the queue or the playlist; marked ones come below the cursor"), 0, 0, false, COMPLETE_NONE, cmd_move_down },
	{ "move-up", "", N_("Move the track up in the queue or the playlist; marked ones come above the cursor"), 0, 0, false, COMPLETE_NONE, cmd_move_up },
	{ "mute", "", N_("Mute, or sound again"), 0, 0, false, COMPLETE_NONE, cmd_mute },
	{ "next", "", N_("Skip to the next track"), 0, 0, false, COMPLETE_NONE, cmd_next },
	{ "next-album", "", N_("Skip to the next album of the list"), 0, 0, false, COMPLETE_NONE, cmd_next_album },
	{ "page-bottom", "", N_("Go to the last row that shows"), 0, 0, false, COMPLETE_NONE, cmd_page_bottom },
	{ "page-down", "", N_("Go down a page"), 0, 0, false, COMPLETE_NONE, cmd_page_down },
	{ "page-middle", "", N_("Go to the row in the middle of those that show"), 0, 0, false, COMPLETE_NONE, cmd_page_middle },
	{ "page-top", "", N_("Go to the first row that shows"), 0, 0, false, COMPLETE_NONE, cmd_page_top },
	{ "page-up", "", N_("Go up a page"), 0, 0, false, COMPLETE_NONE, cmd_page_up },
	{ "pane-next", "", N_("Go to the next pane"), 0, 0, false, COMPLETE_NONE, cmd_pane_next },
	{ "pane-previous", "", N_("Go to the previous pane"), 0, 0, false, COMPLETE_NONE, cmd_pane_previous },
	{ "paste", "", N_("Put what was yanked or cut below the cursor, into the queue or the playlist"), 0, 0, false, COMPLETE_NONE, cmd_paste },
	{ "paste-before", "", N_("Put what was yanked or cut above the cursor, into the queue or the playlist"), 0, 0, false, COMPLETE_NONE, cmd_paste_before },
	{ "path", N_("[steps]"), N_("Queue a way in small steps (8) from what plays to the track under the cursor, or from the first marked one to the last"), 0, 1, false, COMPLETE_NONE, cmd_path },
	{ "pause", "", N_("Pause, or play on"), 0, 0, false, COMPLETE_NONE, cmd_pause },
	{ "play", "", N_("Play on when paused, else from the start of the track"), 0, 0, false, COMPLETE_NONE, cmd_play },
	{ "play-file", N_("path"), N_("Play a file, a folder or a playlist of the disk, known or not"), 1, ARGS_REST, false, COMPLETE_PATH, cmd_play_file },
	{ "playlist-add", N_("[name]"), N_("Add what the cursor is on to a playlist; without a name to the last one"), 0, ARGS_REST, false, COMPLETE_PLAYLIST, cmd_playlist_add },
	{ "playlist-add-file", N_("path"), N_("Add a file, a folder or a playlist of the disk to the last playlist"), 1, ARGS_REST, false, COMPLETE_PATH, cmd_playlist_add_file },
	{ "playlist-add-prompt", "", N_("Ask for a playlist to add to"), 0, 0, false, COMPLETE_NONE, cmd_playlist_add_prompt },
	{ "playlist-delete", N_("name"), N_("Delete a playlist"), 1, ARGS_REST, false, COMPLETE_PLAYLIST, cmd_playlist_delete },
	{ "playlist-export", N_("name file"), N_("Write a playlist to a file (.m3u, .m3u8, .pls, .xspf)"), 2, ARGS_REST, false, COMPLETE_PLAYLIST, cmd_playlist_export },
	{ "playlist-import", N_("file"), N_("Make a playlist of a file (.m3u, .m3u8, .pls, .xspf)"), 1, ARGS_REST, false, COMPLETE_PATH, cmd_playlist_import },
	{ "playlist-new", N_("name"), N_("Make a playlist"), 1, ARGS_REST, false, COMPLETE_NONE, cmd_playlist_new },
	{ "playlist-rename", N_("name new-name"), N_("Give a playlist another name"), 2, ARGS_REST, false, COMPLETE_PLAYLIST, cmd_playlist_rename },
	{ "previous", "", N_("Start the track again, or go to the one before"), 0, 0, false, COMPLETE_NONE, cmd_previous },
	{ "previous-album", "", N_("Go back to the album before"), 0, 0, false, COMPLETE_NONE, cmd_previous_album },
	{ "private", N_("[on|off]"), N_("Write nothing down of what plays and learn nothing from it, or do so again"), 0, 1, false, COMPLETE_ONOFF, cmd_private },
	{ "pwd", "", N_("Say which folder of the disk the files view shows"), 0, 0, false, COMPLETE_NONE, cmd_pwd },
	{ "queue-export", N_("file"), N_("Write the queue to a file as a playlist (.m3u, .m3u8, .pls, .xspf)"), 1, ARGS_REST, false, COMPLETE_PATH, cmd_queue_export },
	{ "queue-file", N_("path"), N_("Queue a file, a folder or a playlist of the disk, last"), 1, ARGS_REST, false, COMPLETE_PATH, cmd_queue_file },
	{ "queue-file-next", N_("path"), N_("Queue a file, a folder or a playlist of the disk, next"), 1, ARGS_REST, false, COMPLETE_PATH, cmd_queue_file_next },
	{ "queue-last", "", N_("Queue what the cursor is on, last"), 0, 0, false, COMPLETE_NONE, cmd_queue_last },
	{ "queue-next", "", N_("Queue what the cursor is on, next"), 0, 0, false, COMPLETE_NONE, cmd_queue_next },
	{ "queue-random-albums", N_("[number]"), N_("Queue albums of the library at random"), 0, 1, false, COMPLETE_NONE, cmd_queue_random_albums },
	{ "queue-random-tracks", N_("[number]"), N_("Queue tracks of the library at random"), 0, 1, false, COMPLETE_NONE, cmd_queue_random_tracks },
	{ "quit", "", N_("Quit"), 0, 0, false, COMPLETE_NONE, cmd_quit },
	{ "quit-ask", "", N_("Quit, asking first"), 0, 0, false, COMPLETE_NONE, cmd_quit_ask },
	{ "radio", N_("[off]"), N_("Queue what sounds like this and suits you, and go on doing so: like what is marked, under the cursor, or plays; off: no longer"), 0, 1, false, COMPLETE_NONE, cmd_radio },
	{ "rate", N_("0..5 [selected]"), N_("Give stars; 0 takes them back"), 1, 2, false, COMPLETE_NONE, cmd_rate },
	{ "redo", "", N_("Do again what undo took back last"), 0, 0, false, COMPLETE_NONE, cmd_redo },
	{ "redraw", "", N_("Draw the screen anew"), 0, 0, false, COMPLETE_NONE, cmd_redraw },
	{ "remove", "", N_("Take what the cursor is on, or what is marked, out of the queue, the playlist or the library; or the key away"), 0, 0, false, COMPLETE_NONE, cmd_remove },
	{ "remove-folder", N_("folder"), N_("No longer look for music there (history stays)"), 1, ARGS_REST, false, COMPLETE_PATH, cmd_remove_folder },
	{ "repeat", N_("[off|all|one|on-off]"), N_("Repeat the list or one track; on-off: the list, or no longer"), 0, 1, false, COMPLETE_REPEAT, cmd_repeat },
	{ "repeat-one", "", N_("Repeat the track, or no longer"), 0, 0, false, COMPLETE_NONE, cmd_repeat_one },
	{ "reshuffle", "", N_("Another random order for what is still to come"), 0, 0, false, COMPLETE_NONE, cmd_reshuffle },
	{ "run", N_("program [words… {}]"), N_("Run a program on the files of what the cursor is on; {}: where they go among its words"), 1, ARGS_MAX - 1, false, COMPLETE_NONE, cmd_run },
	{ "save-config", "", N_("Keep the options in segue.conf"), 0, 0, false, COMPLETE_NONE, cmd_save_config },
	{ "scan", N_("[folder]"), N_("Look for new and changed files"), 0, ARGS_REST, false, COMPLETE_PATH, cmd_scan },
	{ "scan-selected", "", N_("Look again at the files of what the cursor is on"), 0, 0, false, COMPLETE_NONE, cmd_scan_selected },
	{ "scroll-bottom", "", N_("Scroll until the cursor is in the last row"), 0, 0, false, COMPLETE_NONE, cmd_scroll_bottom },
	{ "scroll-center", "", N_("Scroll until the cursor is in the middle"), 0, 0, false, COMPLETE_NONE, cmd_scroll_center },
	{ "scroll-down", "", N_("Scroll down by a row"), 0, 0, false, COMPLETE_NONE, cmd_scroll_down },
	{ "scroll-top", "", N_("Scroll until the cursor is in the first row"), 0, 0, false, COMPLETE_NONE, cmd_scroll_top },
	{ "scroll-up", "", N_("Scroll up by a row"), 0, 0, false, COMPLETE_NONE, cmd_scroll_up },
	{ "search", N_("words"), N_("Go to the next track with these words"), 1, ARGS_REST, false, COMPLETE_NONE, cmd_search },
	{ "search-again", "", N_("Go to the next match"), 0, 0, false, COMPLETE_NONE, cmd_search_again },
	{ "search-back", "", N_("Go to the match before"), 0, 0, false, COMPLETE_NONE, cmd_search_back },
	{ "search-back-prompt", "", N_("Search backwards as you type"), 0, 0, false, COMPLETE_NONE, cmd_search_back_prompt },
	{ "search-prompt", "", N_("Search as you type"), 0, 0, false, COMPLETE_NONE, cmd_search_prompt },
	{ "seek", N_("[+-]seconds | m:ss"), N_("Move within the track"), 1, 1, false, COMPLETE_NONE, cmd_seek },
	{ "set", N_("option=value"), N_("Set an option; option? shows it"), 1, ARGS_REST, true, COMPLETE_OPTION, cmd_set },
	{ "settings", "", N_("Show or close the options"), 0, 0, false, COMPLETE_NONE, cmd_settings },
	{ "shell", N_("text"), N_("Have a shell run a line"), 1, ARGS_REST, false, COMPLETE_NONE, cmd_shell },
	{ "showbind", N_("context keys"), N_("Say what keys do"), 2, ARGS_REST, false, COMPLETE_CONTEXT, cmd_showbind },
	{ "shuffle", N_("[on|off|tracks|albums|weighted]"), N_("Play the list in random order, none twice; on: as it was last"), 0, 1, false, COMPLETE_SHUFFLE, cmd_shuffle },
	{ "sleep", N_("minutes | m:ss | off"), N_("Fade out and pause after a while"), 1, 1, false, COMPLETE_NONE, cmd_sleep },
	{ "smart", N_("name query"), N_("Make a playlist of what a query finds, now and later; sort:-added limit:100 behind it order and end it"), 2, ARGS_REST, false, COMPLETE_PLAYLIST, cmd_smart },
	{ "sort", N_("keys"), N_("Show the library as a flat list in this order; -key reverses"), 1, ARGS_REST, false, COMPLETE_SORT, cmd_sort },
	{ "source", N_("file"), N_("Run the lines of a file; an rc or autosave of cmus will do"), 1, ARGS_REST, true, COMPLETE_PATH, cmd_source },
	{ "speed", N_("[+-]factor"), N_("Play faster or slower, at the same pitch"), 1, 1, false, COMPLETE_NONE, cmd_speed },
	{ "stats", "", N_("Show or close what the library and your listening come to"), 0, 0, false, COMPLETE_NONE, cmd_stats },
	{ "stop", "", N_("Stop"), 0, 0, false, COMPLETE_NONE, cmd_stop },
	{ "stop-after", "", N_("Stop when this track ends, or go on after all"), 0, 0, false, COMPLETE_NONE, cmd_stop_after },
	{ "style", N_("[name]"), N_("Say of which style a track is, what is marked or under the cursor; nothing: take back what you said"), 0, ARGS_REST, false, COMPLETE_STYLE, cmd_style },
	{ "style-follow", N_("[name|selected]"), N_("Keep the for-you list to a style, or the one under the cursor; nothing, or the same again: no longer"), 0, ARGS_REST, false, COMPLETE_STYLE, cmd_style_follow },
	{ "style-mix", "", N_("Queue a mix of the style under the cursor, and go on doing so"), 0, 0, false, COMPLETE_NONE, cmd_style_mix },
	{ "style-prompt", "", N_("Ask of which style a track is: under the cursor, else what plays"), 0, 0, false, COMPLETE_NONE, cmd_style_prompt },
	{ "styles-learn", "", N_("Learn anew what your styles sound like, and label what was listened to"), 0, 0, false, COMPLETE_NONE, cmd_styles_learn },
	{ "suspend", "", N_("Give the terminal back to the shell; fg returns"), 0, 0, false, COMPLETE_NONE, cmd_suspend },
	{ "tag", N_("field=value…"), N_("Write tags into the files; from-name=\"%n - %t\" takes them from the names, an empty value takes one out"), 1, ARGS_MAX - 1, false, COMPLETE_TAG, cmd_tag },
	{ "tag-prompt", "", N_("Ask for tags to write into the files"), 0, 0, false, COMPLETE_NONE, cmd_tag_prompt },
	{ "taste", "", N_("Show or close all that is believed of your taste, and what it rests on"), 0, 0, false, COMPLETE_NONE, cmd_taste },
	{ "toggle", N_("option"), N_("Switch an option to its next value, or on and off"), 1, 1, false, COMPLETE_TOGGLE, cmd_toggle },
	{ "top", N_("[row]"), N_("Go to the first row, or to this one"), 0, 1, false, COMPLETE_NONE, cmd_top },
	{ "tree", N_("[artist|album|genre|year|decade|folder]"), N_("Show the library by artists, albums, genres, years, decades or folders; nothing: by the next of them"), 0, 1, false, COMPLETE_TREE, cmd_tree },
	{ "unban", N_("[selected]"), N_("Take a ban back"), 0, 1, false, COMPLETE_NONE, cmd_unban },
	{ "unbind", N_("context keys"), N_("Make keys do nothing"), 2, ARGS_REST, true, COMPLETE_CONTEXT, cmd_unbind },
	{ "undo", "", N_("Take back the last change of the queue, a playlist, the library, an option or the keys"), 0, 0, false, COMPLETE_NONE, cmd_undo },
	{ "unmark", "", N_("Take all marks away"), 0, 0, false, COMPLETE_NONE, cmd_unmark },
	{ "up", N_("[rows]"), N_("Go up"), 0, 1, false, COMPLETE_NONE, cmd_up },
	{ "version", "", N_("Say which Segue this is"), 0, 0, false, COMPLETE_NONE, cmd_version },
	{ "view", N_("name or number"), N_("Show a view"), 1, 1, false, COMPLETE_VIEW, cmd_view },
	{ "view-last", "", N_("Show the view that was shown before"), 0, 0, false, COMPLETE_NONE, cmd_view_last },
	{ "view-next", "", N_("Show the next view"), 0, 0, false, COMPLETE_NONE, cmd_view_next },
	{ "view-previous", "", N_("Show the view before"), 0, 0, false, COMPLETE_NONE, cmd_view_previous },
	{ "visual", N_("[off|spectrum|waveform|both]"), N_("Draw what plays: its spectrum, its waveform, both, neither"), 0, 1, false, COMPLETE_VISUAL, cmd_visual },
	{ "volume", N_("[+-]per cent"), N_("Change the volume"), 1, 1, false, COMPLETE_NONE, cmd_volume },
	{ "welcome", "", N_("Show or close the welcome: a folder, the demo, the styles you like"), 0, 0, false, COMPLETE_NONE, cmd_welcome },
	{ "why", "", N_("Say what made this a pick"), 0, 0, false, COMPLETE_NONE, cmd_why },
	{ "write-gain", "", N_("Write the loudness that was heard into the files, as ReplayGain, or what Opus has for it"), 0, 0, false, COMPLETE_NONE, cmd_write_gain },
	{ "yank", "", N_("Take tracks, to put them into the queue or a playlist"), 0, 0, false, COMPLETE_NONE, cmd_yank },
};

const struct command *command_rows(size_t *ret_n)
{
	*ret_n = COUNT_OF(commands);
	return commands;
}

const struct command *command_find(const char *name)
{
	const struct command *found = NULL;
	size_t n = strlen(name);

	for (size_t i = 0; n && i < COUNT_OF(commands); i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
		if (!strncmp(commands[i].name, name, n)) {
			if (found)
				return NULL;
			found = &commands[i];
		}
	}
	return found;
}

enum err command_unknown(const char *name)
{
	enum { SHOWN = 8 };
	struct buf list;
	size_t n = strlen(name), found = 0;

	buf_init(&list, LINE_MAX_BYTES);
	for (size_t i = 0; n && i < COUNT_OF(commands); i++)
		if (!strncmp(commands[i].name, name, n) && found++ < SHOWN)
			buf_addf(&list, "%s%s", found > 1 ? ", " : "", commands[i].name);
	if (found > SHOWN)
		buf_adds(&list, " …");
	if (found)
		fail(ERR_ARG, _("'%s' could be %s"), name, list.data);
	else
		fail(ERR_ARG, _("there is no command '%s'"), name);
	buf_done(&list);
	return ERR_ARG;
}

/* ---- splitting ---- */

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

static enum err one_word(const char **at, struct buf *word)
{
	const char *p = *at;
	char quote = 0;

	for (; *p && (quote || (*p != ' ' && *p != '\t')); p++) {
		if (*p == '\\' && p[1] && quote != '\'')
			buf_add(word, ++p, 1);
		else if (quote && *p == quote)
			quote = 0;
		else if (!quote && (*p == '"' || *p == '\''))
			quote = *p;
		else
			buf_add(word, p, 1);
	}
	if (quote)
		return fail(ERR_PARSE, _("a quote %c is not closed"), quote);
	*at = p;
	return OK;
}

/* A whole rest that is one quoted word loses its quotes; else it is taken as it stands. */
static void rest_of_line(const char *p, struct buf *word)
{
	size_t n = strlen(p);

	while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
		n--;
	if (n >= 2 && (p[0] == '"' || p[0] == '\'') && p[n - 1] == p[0] && !memchr(p + 1, p[0], n - 2))
		buf_add(word, p + 1, n - 2);
	else
		buf_add(word, p, n);
}

enum err args_split(const char *line, unsigned max, int *ret_argc, char ***ret_argv)
{
	char **argv = xcalloc(ARGS_MAX + 1, sizeof *argv);
	const char *p = skip_blanks(line);
	enum err err = OK;
	int argc = 0;

	if (strlen(line) > LINE_MAX_BYTES) {
		err = fail(ERR_LIMIT, _("the line is longer than %d bytes"), LINE_MAX_BYTES);
		goto out;
	}
	for (; *p; p = skip_blanks(p)) {
		struct buf word;

		if (argc == ARGS_MAX) {
			err = fail(ERR_LIMIT, _("more than %d words"), ARGS_MAX);
			goto out;
		}
		buf_init(&word, LINE_MAX_BYTES);
		if (max && argc == (int)max) {
			rest_of_line(p, &word);
			p = "";
		} else {
			err = one_word(&p, &word);
		}
		argv[argc++] = buf_steal(&word);
		if (err)
			goto out;
	}
	*ret_argc = argc;
	*ret_argv = argv;
	return OK;
out:
	args_free(argc, argv);
	return err;
}

void args_free(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	free(argv);
}

/* ---- running ---- */

/* min: of arguments; c->min or more. */
static enum err check(const struct command *c, int argc, unsigned min)
{
	unsigned n = (unsigned)argc - 1, max = c->max == ARGS_REST ? MAX_OF(c->min, 1) : c->max;

	if (n < min)
		return fail(ERR_ARG, _("%s needs: %s"), c->name, _(c->args));
	if (n > max && c->max != ARGS_REST)
		return fail(ERR_ARG, c->max ? _("%s takes only: %s") : _("%s takes nothing"), c->name, c->max ? _(c->args) : "");
	return OK;
}

static enum err obey(struct app *app, const struct command *c, unsigned min, int argc, char **argv)
{
	enum err err = check(c, argc, min);

	if (err)
		return err;
	if (app->ui)
		view_settle(app);
	return c->run(app, argc, argv);
}

enum err command_argv(struct app *app, int argc, char **argv)
{
	const struct command *c = argc ? command_find(argv[0]) : NULL;

	if (!argc)
		return OK;
	if (!c)
		return command_unknown(argv[0]);
	return obey(app, c, c->min, argc, argv);
}

enum { ALIAS_DEPTH_MAX = 4 };

static enum err run_line(struct app *app, const char *line, bool config, int depth);

/* What an alias became may be several lines. */
static enum err run_lines(struct app *app, char *lines, bool config, int depth)
{
	enum err err = OK;
	char *save = NULL;

	for (char *line = strtok_r(lines, "\n", &save); line && !err; line = strtok_r(NULL, "\n", &save))
		err = run_line(app, line, config, depth);
	return err;
}

static enum err run_line(struct app *app, const char *line, bool config, int depth)
{
	const char *p = skip_blanks(line);
	char name[64], *ours;
	const struct command *c;
	enum err err;
	char **argv;
	int argc;

	if (!*p || *p == '#')
		return OK;
	/* theirs may become ours in a few steps; what is still theirs then means nothing */
	err = alias_line(app, p, &ours);
	if (ours && !strcmp(ours, p)) {
		free(ours);
		ours = NULL;
	}
	if (err || ours) {
		if (!err && depth == ALIAS_DEPTH_MAX)
			err = fail(ERR_PARSE, _("this line means nothing here"));
		err = err ? err : run_lines(app, ours, config, depth + 1);
		free(ours);
		return err;
	}
	snprintf(name, sizeof name, "%.*s", (int)MIN_OF(strcspn(p, " \t"), sizeof name - 1), p);
	c = command_find(name);
	if (!c)
		return command_unknown(name);
	/* an autosave of cmus that segue.conf sources has filters in it */
	if (config && !c->in_config && source_is_running()) {
		source_passed_over(name, _("it is for the keyboard; at the start a file only says how things are"));
		return OK;
	}
	if (config && !c->in_config)
		return fail(ERR_ARG, _("'%s' cannot stand in a configuration file"), name);
	err = args_split(p, c->max == ARGS_REST ? MAX_OF(c->min, 1) : 0, &argc, &argv);
	if (err)
		return err;
	/* a bare word is for the keyboard (it opens a view): a configuration file says what to do it with */
	err = obey(app, c, config ? MAX_OF(c->min, 1) : c->min, argc, argv);
	args_free(argc, argv);
	return err;
}

enum err command_line(struct app *app, const char *line)
{
	return run_line(app, line, false, 0);
}

enum err command_config_line(struct app *app, const char *line)
{
	return run_line(app, line, true, 0);
}
