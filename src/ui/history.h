/* history.h -- lines entered before, oldest first, a ring per prompt kind. */
#ifndef SEGUE_UI_HISTORY_H
#define SEGUE_UI_HISTORY_H

#include <stddef.h>

enum { HISTORY_MAX = 500 };

struct history { char kind; char **lines; size_t n, cap; };

/* Not the empty line, not the same twice in a row; the oldest goes when there are HISTORY_MAX. */
void history_add(struct history *h, const char *line);
/* The index of the next line older (step -1) or newer (+1) than `from` that begins with `prefix`; SIZE_MAX = none. */
size_t history_find(const struct history *h, size_t from, int step, const char *prefix, size_t n_prefix);
void history_done(struct history *h);

#endif
