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
/* ---- keytext.c: sentences that name a key ---- */
enum { KEY_TEXT_MAX = 64 };
/* The keys of a command (a whole line of it) in a context (NULL: where the listener is) or everywhere, in the map in force; NULL: none. */
const char *key_find(const struct app *app, const char *context, const char *command);
/* The same to be read: ":command" where it has none. */
const char *key_said(const struct app *app, const char *context, const char *command, char ret[KEY_TEXT_MAX]);
/* A text of several lines, perhaps, with the key for every {command} or {context/command} in it. */
void key_text(const struct app *app, const char *text, char *ret_text, size_t size);

/* A binding goes, by the listener's hand. */
enum err keys_remove(struct app *app, const char *context, const char *keys);

#endif
