/* copies.h -- the same music twice in a library: recordings in other encodings or with other tags, and the same piece played again (ear.h finds, this fetches). */
#ifndef SEGUE_APP_COPIES_H
#define SEGUE_APP_COPIES_H

#include "ear.h"
#include "track.h"
#include "store.h"

enum copy_kind {
	COPY_RECORDING,		/* the same recording, whole */
	COPY_PART,		/* the same recording, but one is longer, or goes on differently */
	COPY_VERSION,		/* the same piece, played again */
	COPY_KINDS
};
extern const char *const copy_kind_names[COPY_KINDS];	/* as in JSON */
extern const char *const copy_kind_texts[COPY_KINDS];	/* to be translated */
struct copy { track_id a, b; enum copy_kind kind; struct same_music music; };
/* The one to keep first: of more bits a second (what is lossless has most), else the longer known. */
bool copy_is_better(const struct track *a, const struct track *b);
struct copies { struct copy *at; size_t n, cap; };
/* All pairs of tracks heard so far, each once, by ids; with_versions: also other versions. May be called on any thread. */
enum err copies_find(struct store *store, bool with_versions, struct copies *ret);
void copies_done(struct copies *c);

#endif
