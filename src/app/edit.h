/*
 * edit.h -- edits of playlists and saved filters on their way to the disk: shown at once, said when they are kept, taken back when not.
 *
 *   undo_… (what was) ─▶ playlists_…, filters_… (memory, desk) ─▶ edit_sent ─▶ edit_answered, in the order they were sent
 */
#ifndef SEGUE_APP_EDIT_H
#define SEGUE_APP_EDIT_H

#include "app/app.h"

struct undo_step;
struct edits *edits_new(void);
void edits_free(struct edits *e);
/* The desk was asked; the newest step of undo is of this edit. Keys wait for the answer, as they do for events. */
void edit_sent(struct app *app);
/* What is to be said of the edit sent last, once it is kept. */
void edit_say(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The same of the oldest, which the desk is answering: it tells what is to be said. */
void edit_answers(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* It took this step, which is the edit's from now on, and made the one of that serial, which takes it back; NULL, 0: it has none to do with undo. */
void edit_undoes(struct app *app, struct undo_step *step, uint64_t made);
/*
 * The desk has answered the oldest. sentence NULL: it is kept, and is said now. Else that is said, the step it made goes (one
 * it took returns), and what it was about is read anew: what is shown is what is kept.
 */
void edit_answered(struct app *app, uint64_t cookie, const char *sentence);
/* What was read is older than what is shown. */
bool edits_are_out(const struct app *app);

#endif
