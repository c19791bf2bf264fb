/*
 * forgetting.h -- what was played is forgotten, as if it had never been: by the log, the file, the counts, the ranking and what was learnt.
 *
 *   forget ─▶ desk: rows deleted, synced ─▶ DESK_FORGOTTEN ─▶ history, [turns: taste replayed, counts] ─▶ what was learnt thrown away, learnt anew ─▶ DESK_DONE: said
 *   undo   ─▶ desk: rows written again  ─▶ DESK_REMEMBERED ─▶ the same
 *
 * What was taken out is held by the step of undo, in memory only: when the program ends it is nowhere.
 */
#ifndef SEGUE_APP_FORGETTING_H
#define SEGUE_APP_FORGETTING_H

#include "app/app.h"

/* ERR_BUSY: the log is not loaded yet. */
enum err forgetting_start(struct app *app, const struct forget *what);
/* Of these tracks, whenever it was. */
enum err forgetting_tracks(struct app *app, struct track *const *tracks, size_t n);
/* DESK_FORGOTTEN, DESK_REMEMBERED: the first of it at once, the rest in turns. Until then nothing is ranked, and the desk is not listened to: news stays as it is. */
void forgetting_answered(struct app *app, const struct desk_news *news);
bool forgetting_is_busy(const struct app *app);
void forgetting_turn(struct app *app, int64_t until_ms);
void forgetting_close(struct app *app);
enum err forgetting_put_back(struct app *app, const struct forgotten *gone);

#endif
