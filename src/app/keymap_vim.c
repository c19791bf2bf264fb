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
	/* marks, registers */
	{ "common", "v", "mark-range" }, { "common", "y", NULL }, { "common", "y y", "yank" }, { "common", "y p", "playlist-add" },
	{ "common", "d d", "cut" }, { "common", "p", "paste" }, { "common", "P", "paste-before" },
	{ "queue", "p", "paste" }, { "queue", "P", "paste-before" }, { "playlist", "p", "paste" }, { "playlist", "P", "paste-before" },
	{ "queue", "J", "move-down" }, { "queue", "K", "move-up" }, { "playlist", "J", "move-down" }, { "playlist", "K", "move-up" },
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
