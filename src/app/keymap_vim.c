/*
 * keymap_vim.c -- the movements, registers and leave-takings of vim, where a list of tracks has their like.  What vim needs as a prefix
 * (g, z, Z, y, d) is taken away from what Segue's own rows do with it; that has another key here.
 */
#include "app/keymap.h"

static const struct binding rows[] = {
	/* moving */
	{ "common", "g", NULL }, { "common", "g g", "top" }, { "common", "g t", "view-next" }, { "common", "g T", "view-previous" },
	{ "common", "H", "page-top" }, { "common", "M", "page-middle" }, { "common", "L", "page-bottom" },
	{ "common", "C-e", "scroll-down" }, { "common", "C-y", "scroll-up" },
	{ "common", "z", NULL }, { "common", "z z", "scroll-center" }, { "common", "z t", "scroll-top" }, { "common", "z b", "scroll-bottom" },
	{ "common", "{", "previous-album" }, { "common", "}", "next-album" },
	{ "common", "C-w w", "pane-next" }, { "common", "C-w C-w", "pane-next" }, { "common", "C-w l", "pane-next" },
	{ "common", "C-w h", "pane-previous" }, { "common", "C-w p", "pane-previous" },
	/* digits are counts (count.c): views have g and a digit, or Alt */
	{ "common", "1", NULL }, { "common", "2", NULL }, { "common", "3", NULL }, { "common", "4", NULL }, { "common", "5", NULL },
	{ "common", "6", NULL }, { "common", "7", NULL }, { "common", "9", NULL },
	{ "common", "g 1", "view 1" }, { "common", "g 2", "view 2" }, { "common", "g 3", "view 3" }, { "common", "g 4", "view 4" },
	{ "common", "g 5", "view 5" }, { "common", "g 6", "view 6" }, { "common", "g 7", "view 7" },
	{ "common", "g 9", "view moods" }, { "common", "M-9", "view moods" },
	{ "common", "M-1", "view 1" }, { "common", "M-2", "view 2" }, { "common", "M-3", "view 3" }, { "common", "M-4", "view 4" },
	{ "common", "M-5", "view 5" }, { "common", "M-6", "view 6" }, { "common", "M-7", "view 7" },
	/* marks, registers */
	{ "common", "v", "mark-range" }, { "common", "y", NULL }, { "common", "y y", "yank" }, { "common", "y p", "playlist-add" },
	{ "common", "d d", "cut" }, { "common", "p", "paste" }, { "common", "P", "paste-before" },
	{ "queue", "p", "paste" }, { "queue", "P", "paste-before" }, { "playlist", "p", "paste" }, { "playlist", "P", "paste-before" },
	{ "queue", "J", "move-down" }, { "queue", "K", "move-up" }, { "playlist", "J", "move-down" }, { "playlist", "K", "move-up" },
	{ "common", "C-r", "redo" }, { "help", "C-r", "redo" }, { "common", "g r", "repeat-one" },
	/* finding */
	{ "common", "?", "search-back-prompt" },
	/* leaving */
	{ "common", "Z", NULL }, { "common", "Z Z", "quit" }, { "common", "Z Q", "quit" },
	/* what the prefixes and movements took the place of */
	{ "common", "g s", "stop" }, { "common", "g m", "mute" }, { "common", "g /", "live-filter" },
};

const struct binding *keymap_vim_rows(size_t *ret_n)
{
	*ret_n = COUNT_OF(rows);
	return rows;
}
