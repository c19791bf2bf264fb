/*
 * keys.h -- giving a command other keys while the program runs.
 *
 *   "press the new keys" ─▶ keys gather ─▶ Enter ─▶ nobody's: done
 *        └─ Esc: nothing              └─ somebody's ─▶ y: theirs no more, s: swap, anything else: nothing
 *
 * What was changed can be undone, and is kept in segue.conf.
 */
#ifndef SEGUE_APP_KEYS_H
#define SEGUE_APP_KEYS_H

#include "app/app.h"

/* Asks for the keys of a command in a context; `old` are given up then (NULL: none are). */
void keys_ask(struct app *app, const char *context, const char *old, const char *command);
/* The key belongs to what is asked; false: nothing is. */
bool keys_answer(struct app *app, const struct key *key);
/* What is asked, in a line; false: nothing is. */
bool keys_question(const struct app *app, char *ret_text, size_t size);
void keys_free(struct app *app);
/* What binding these keys there means to others, as a sentence ("" = nothing): rows it shadows or that shadow it. */
void keys_shadows(const struct app *app, const char *context, const char *keys, char *ret_text, size_t size);
/* A row of its own context begins with these keys, or these begin with its: what cannot be reached then. NULL: none. */
const struct binding *keys_longer(const struct app *app, const char *context, const char *keys);
const struct binding *keys_shorter(const struct app *app, const char *context, const char *keys);
const struct binding *keys_row(const struct app *app, const char *context, const char *keys);
/* A binding goes, by the listener's hand. */
enum err keys_remove(struct app *app, const char *context, const char *keys);

#endif
