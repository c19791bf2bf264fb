/*
 * styling.h -- the styles of the library while the player runs: labels for lists and filters, shares, corrections, and when to learn anew.
 *
 *	corrected, or more was listened to ─▶ errand: child `segue --worker styles` ─▶ FILE-styles ─▶ read on the errand's thread ─▶ the book has it
 *
 * The interface thread only looks labels up; shares are counted in slices.
 */
#ifndef SEGUE_APP_STYLING_H
#define SEGUE_APP_STYLING_H

#include "app/app.h"
#include "app/stylebook.h"

struct styling;
void styling_open(struct app *app);		/* the library answers style: from now on */
void styling_close(struct app *app);
struct stylebook *styling_book(const struct app *app);

void styling_corrected(struct app *app, const struct correction *c, size_t n);	/* what the desk had */
/* The listener says these are of that style (""; takes back what he said): shown at once, kept, undoable. ERR_ARG: no such name. */
enum err styling_correct(struct app *app, struct track *const *tracks, size_t n, const char *style);
/* As it was: names[i] of each ("" none), a line each. No step of undo. */
enum err styling_put_back(struct app *app, const track_id *ids, size_t n, const char *names);
char *styling_said(struct app *app, const track_id *ids, size_t n);	/* such lines, as it is now; caller frees */
/* What a prompt may offer: the styles there are, then those that are known. NULL past the last. */
const char *styling_offer(struct app *app, size_t i);

enum err styling_learn(struct app *app);	/* now, whatever has changed. ERR_BUSY: it is being done */
bool styling_is_busy(const struct app *app);
bool styling_is_idle(const struct app *app);	/* nothing is being learnt or waits for it */
void styling_turn(struct app *app, int64_t until_ms);
bool styling_wants_turn(const struct app *app);
int64_t styling_wakeup_ms(const struct app *app);	/* -1: none */

/*
 * How each style is represented, most tracks first; a track counts for its first. heard_ms: plays times length. As of the last count; a new one
 * is made in slices when something changed. ret_unknown: tracks of no known style.
 */
struct style_share { const char *name; size_t tracks; int64_t plays, heard_ms; };
const struct style_share *styling_shares(struct app *app, size_t *ret_n, struct style_share *ret_all, size_t *ret_unknown);
/*
 * The tracks of a style, by artist; made in slices. NULL name: of no known style. False while what is there is of another style, or none yet.
 * Of the style shown last when it is the same, else it begins anew.
 */
bool styling_list(struct app *app, const char *name, struct track *const **ret_tracks, size_t *ret_n);

/* The for-you list keeps to one style; NULL or "": to none. */
void styling_follow(struct app *app, const char *style);
const char *styling_followed(const struct app *app);	/* "" = none */
/* The tracks of that style, a bit each by id, for the ranking; NULL: no style is followed, or they are not known yet. */
const struct track_set *styling_followed_set(const struct app *app);

#endif
