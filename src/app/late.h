/*
 * late.h -- what was heard elsewhere and was of no track, looked for among the tracks that came since; in the log it is then, with its own time.
 *
 *   segue scan            ─▶ late_take
 *   the player's own scan ─▶ late_scanned ─▶ errand, with a connection of its own: late_take ─▶ desk_imported ─▶ counts, history, taste
 *
 * What came is indexed by its names, and every name that waits is looked up there once: the work goes by what came and what waits, not by the library.
 * Up to which track that was done is kept with the rest, so a search that was killed is made up for by the next.
 */
#ifndef SEGUE_APP_LATE_H
#define SEGUE_APP_LATE_H

#include "app/app.h"
#include "library.h"

enum { LATE_COPIES = 8 };	/* tracks of one name that are looked at */

/* Of the names that wait those that are found, into *in, which is opened (NULL: it is not yet) for the first of them. */
enum err late_add(struct store *store, const struct library_names *names, struct store_intake **in);
/* All that waits, with the tracks that are new and with `read`, of those that are not the ones whose tags were read anew. Calls `each` for every round that brought something. */
enum err late_take(struct store *store, const track_id *read, size_t n, void (*each)(void *ctx, const struct store_taken *taken), void *ctx);
/* "3 plays heard elsewhere …": what to say of it. Caller frees. */
char *late_text(int64_t plays);

/* ---- the running player's ---- */
struct late;
void late_read(struct app *app, track_id track);	/* it has come, or its tags were read anew */
void late_scanned(struct app *app);			/* a scan is over */
void late_close(struct app *app);

#endif
