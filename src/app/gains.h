/* gains.h -- ReplayGain 2.0 from what was heard: of a track, and of its album as one piece of music. Pure. */
#ifndef SEGUE_APP_GAINS_H
#define SEGUE_APP_GAINS_H

#include "library.h"
#include "music.h"

/* What is known of the loudness: false: it was not heard, or is silence. Peaks in dB of full scale, -INFINITY or NAN: not known. */
struct gains {
	struct library *lib;
	bool (*loudness)(void *ctx, const struct track *t, double *ret_lufs, double *ret_peak_dbtp);
	void *ctx;
};
/* False: it was not heard. The album's only where all of it was. */
bool gains_heard(const struct gains *g, const struct track *t, struct gain *ret_gain);
/* As tags; what the gain has not, stays. */
void gains_edit(const struct gain *g, struct tag_edit *edit);
/* The tracks of t's album one after the other, t among them; NULL: no more. *at begins with 0. Of no album: none. */
const struct track *gains_album_next(struct library *lib, const struct track *t, size_t *at);

#endif
