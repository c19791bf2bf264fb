/*
 * keymap_cmus.c -- the keys of cmus (its data/rc, as of 2.10) with its meanings, wherever Segue has the function; what cmus leaves free
 * keeps Segue's meaning.  Keys whose function Segue lacks (balance, play_library) do nothing here.
 */
#include "app/keymap.h"

/* In the order of cmus's rc; what is the same in Segue's own rows is not said again. */
static const struct binding rows[] = {
	{ "common", "]", NULL }, { "common", "[", NULL },
	{ "common", "+", "volume +10" }, { "common", "=", "volume +10" }, { "common", "-", "volume -10" },
	{ "common", ",", "seek -1m" }, { "common", ".", "seek +1m" },
	{ "common", "h", "seek -5" }, { "common", "l", "seek +5" }, { "common", "Left", "seek -5" }, { "common", "Right", "seek +5" },
	{ "common", "m", "toggle play-within" }, { "common", "o", "toggle library" }, { "common", "C", "stop-after" }, { "common", "M", NULL },
	{ "common", "r", "repeat on-off" }, { "common", "t", "toggle show-remaining" }, { "common", "s", "toggle shuffle" },
	{ "common", "C-c", "echo Type :quit<enter> to leave Segue." }, { "common", "I", "echo {}" },
	{ "common", "1", "view tree" }, { "common", "2", "view sorted" }, { "common", "3", "view playlists" }, { "common", "4", "view queue" },
	{ "common", "5", "view browser" }, { "common", "6", "view filters" }, { "common", "7", "view settings" },
	{ "common", "C-y", "scroll-up" }, { "common", "C-e", "scroll-down" },
	{ "common", "u", "scan" }, { "common", "U", "scan-selected" },
	{ "common", "?", "search-back-prompt" },
	/* what they take the place of has another key, which cmus leaves free */
	{ "common", "8", "view for-you" }, { "common", "9", "view history" },
	{ "common", "C-_", "undo" }, { "help", "u", "undo" },
	/* its settings view is both of ours */
	{ "settings", "Space", "enter" },
};

const struct binding *keymap_cmus_rows(size_t *ret_n)
{
	*ret_n = COUNT_OF(rows);
	return rows;
}
