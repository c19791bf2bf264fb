/*
 * privacy.h -- a private session: what is played in it is written nowhere and nothing is learnt from it.
 *
 *	:private ─▶ what plays is stopped in the log, its place is kept ─▶ … no event, no place, no queue, no word to status-program …
 *	:private ─▶ what plays is still private to its end; what begins from now on is written down as ever
 *
 * What the listener says outright (stars, love, ban, mood, style), and playlists, are kept as ever.  It ends with the program; the next start goes on
 * where it began.
 */
#ifndef SEGUE_APP_PRIVACY_H
#define SEGUE_APP_PRIVACY_H

#include "app/app.h"

void privacy_set(struct app *app, bool on);
/* Nothing is written of what plays: in a private session, and until what began in one has ended. */
bool privacy_is_on(const struct app *app);
/* An event of this playing, if it may be written down. */
void privacy_note(struct app *app, const struct playing *p, enum event_kind kind, int32_t value, int64_t position_ms, int64_t listened_ms, int64_t duration_ms);

#endif
