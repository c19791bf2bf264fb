/*
 * filters.h -- the listener's saved filters in memory: changed here at once, kept by the desk at once.
 *
 *   command ─▶ undo_filter (what was) ─▶ filters_… (memory, desk) ─▶ what the library shows is made anew
 *
 * Those that are on must hold, those that are negated must not: together, and with what F says.
 */
#ifndef SEGUE_APP_FILTERS_H
#define SEGUE_APP_FILTERS_H

#include "app/app.h"

enum { FILTERS_MAX = 500 };
struct saved_filter {
	char *name, *query, *folded;
	enum filter_mode mode;
};

struct filters *filters_new(void);
void filters_free(struct filters *f);
bool filters_are_loaded(const struct app *app);
void filters_got(struct app *app, const struct desk_news *news);

/* By folded name. */
size_t filters_count(const struct app *app);
const struct saved_filter *filters_at(const struct app *app, size_t i);	/* NULL beyond the last */
const struct saved_filter *filters_find(const struct app *app, const char *name);	/* NULL */
size_t filters_index(const struct app *app, const char *name);
/* For queries that may name them; `bare` as in library.h. Good while app lives. */
struct query_names filters_names(struct app *app, bool bare);
/* "90s !rock": the names of those that narrow the library; caller frees. */
char *filters_label(const struct app *app);

/* Edits; none is undoable by itself: undo.c is told before. The query is checked: its mistakes name their column. */
enum err filters_put(struct app *app, const char *name, const char *query, enum filter_mode mode);
enum err filters_delete(struct app *app, const char *name);
/* Another mode for one that is there; nothing is sent when it has that already. */
enum err filters_set_mode(struct app *app, const char *name, enum filter_mode mode);

#endif
