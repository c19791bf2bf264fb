/*
 * info.h -- everything known of one track, as lines: what is in memory at once, what the database and the disk know as soon as an errand has been there.
 *
 *   info_show ─▶ lines from memory ─▶ errand: tags, file, features ─▶ all lines
 *
 * While it is shown it is made again when something of the track changed (info_settle()).
 */
#ifndef SEGUE_APP_INFO_H
#define SEGUE_APP_INFO_H

#include "app/app.h"
#include "ear.h"

enum info_kind { INFO_HEAD, INFO_PAIR, INFO_FAULT, INFO_WAVE, INFO_CHROMA, INFO_CLASSES, INFO_SPECTRUM };
struct info_line { enum info_kind kind; char *name, *value; };	/* value NULL: a heading, a drawing */

void info_show(struct app *app, track_id id);
/* Of what is shown; 0: nothing. */
track_id info_track(const struct app *app);
/* Brings it up to date with what plays or changed, and gives how many lines there are. */
size_t info_settle(struct app *app);
const struct info_line *info_line(const struct app *app, size_t i);
const struct features *info_features(const struct app *app);	/* NULL: not known, or not yet */
void info_close(struct app *app);

#endif
