/* keymap.h -- the key maps: rows that lie over Segue's own (bind.c); command NULL takes a key away. */
#ifndef SEGUE_APP_KEYMAP_H
#define SEGUE_APP_KEYMAP_H

#include "app/app.h"

const struct binding *keymap_cmus_rows(size_t *ret_n);
const struct binding *keymap_vim_rows(size_t *ret_n);

#endif
